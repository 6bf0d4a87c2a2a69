"""Check every film of a folder: ``python -m tests.corpus DIR [--only CHECK] [--seed N]``.

A check is a module ``check_*.py`` of this package with a function ``check(film) -> Outcome``; it
gets one `Film` and says what it found. Nothing is written into the folder.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Literal

import av
import numpy as np
from av.error import FFmpegError

from app.core.cache import Cache
from app.core.errors import AppError
from app.core.media.index import FrameIndex, index_file


@dataclass(frozen=True)
class Outcome:
    """What a check found.

    Attributes:
        state: ``ok``: an intact film, all right. ``damaged``: a damaged film, treated as such.
            ``refused``: no film, and said so. ``wrong``: a defect of the program.
        note: What is worth saying; of a damaged or refused film the sentence a person would read.
    """

    state: Literal["ok", "damaged", "refused", "wrong"]
    note: str = ""


@dataclass
class Truth:
    """What a plain decode of the whole film in one thread gives, past errors too.

    Attributes:
        labels: The pts of each picture in the order they come.
        pictures: The digest of each.
        before_error: Pictures that come before the first error; None without an error.
        mended: Pictures that the decoder flags as corrupt.
    """

    labels: list[int | None] = field(default_factory=list)
    pictures: list[str] = field(default_factory=list)
    before_error: int | None = None
    mended: int = 0

    @property
    def intact(self) -> bool:
        """Whether the decoder had nothing to complain of."""
        return bool(self.pictures) and self.before_error is None and not self.mended


class Film:
    """A file under test; what several checks need is worked out once."""

    def __init__(self, path: Path, cache: Cache, seed: int) -> None:
        self.path = path
        self.cache = cache
        self.seed = seed

    @cached_property
    def index(self) -> FrameIndex | AppError:
        """The index, or why there is none."""
        try:
            return index_file(self.path, cache=self.cache)
        except AppError as error:
            return error

    @cached_property
    def truth(self) -> Truth:
        """The plain decode."""
        truth = Truth()
        try:
            with av.open(str(self.path), metadata_errors="replace") as container:
                video = container.streams.video[0]
                video.codec_context.thread_count = 1
                for packet in container.demux(video):
                    _decode(packet, truth)
        except (FFmpegError, IndexError, AttributeError):  # no film, no video, no decoder
            truth.before_error = min(truth.before_error or 0, len(truth.pictures))
        return truth


def _decode(packet: av.Packet[av.VideoStream], truth: Truth) -> None:
    if not packet.size and packet.dts is not None:
        return  # a packet without data in the middle is not the end of the stream
    try:
        pictures = packet.decode()
    except FFmpegError:
        if truth.before_error is None:
            truth.before_error = len(truth.pictures)
        return
    for picture in pictures:
        truth.labels.append(picture.pts)
        truth.pictures.append(digest(picture))
        truth.mended += picture.is_corrupt


def digest(picture: av.VideoFrame) -> str:
    """Return a digest of a picture's format, size and visible samples, padding left out."""
    total = hashlib.blake2b(digest_size=16)
    total.update(f"{picture.format.name} {picture.width}x{picture.height}".encode())
    widest = max(component.bits for component in picture.format.components)
    for plane in picture.planes:
        rows = np.frombuffer(memoryview(plane), np.uint8).reshape(plane.height, -1)
        if len(picture.planes) > 1 or len(picture.format.components) == 1:
            used = plane.width * (2 if widest > 8 else 1)
        else:
            used = plane.width * picture.format.padded_bits_per_pixel // 8
        total.update(np.ascontiguousarray(rows[:, : used or None]).tobytes())
    return total.hexdigest()


def one_sentence(text: str) -> bool:
    """Return whether a message is fit to show: not empty, one line, ended."""
    return bool(text) and "\n" not in text and text.endswith(".")
