"""Films for tests of thumbnails: they hold still, fail and count on command."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import cast

from PySide6.QtCore import QBuffer, QIODevice
from PySide6.QtGui import QColor, QImage
from pytestqt.qtbot import QtBot

from app.core.errors import SourceError
from app.core.media.index import FrameIndex
from app.ui.widgets.thumbnail_loading import Source
from app.ui.widgets.thumbnails import Thumbnails

GOP = 12


def fake_index(name: str = "film", frames: int = 100_000) -> FrameIndex:
    """Return what thumbnails and grid need of an index: 1920x1080, a key frame every 12."""

    class Index(SimpleNamespace):
        def __len__(self) -> int:
            return frames

    made = Index(
        key=SimpleNamespace(id=name, path=Path(name)),
        key_before=lambda frame: frame - frame % GOP,
        display_width=1920,
        display_height=1080,
    )
    return cast("FrameIndex", made)


def coloured(frame: int, *, near: bool = False, width: int = 160) -> bytes:
    """Return a picture that tells its frame in red and whether it is near in blue."""
    image = QImage(width, width * 9 // 16, QImage.Format.Format_RGB32)
    image.fill(QColor(frame % 256, 0, 255 if near else 0))
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")
    return bytes(buffer.data().data())


@dataclass
class Films:
    """Opens fake films and remembers what was done with them.

    Attributes:
        cached: Frames on disk; damaged: frames that cannot be read.
        gate: Closed, all decoding waits.
        asked: ("near" or "exact", frame), in order.
        passes: The frames of each pass.
    """

    cached: set[int] = field(default_factory=set)
    damaged: set[int] = field(default_factory=set)
    gate: threading.Event = field(default_factory=threading.Event)
    asked: list[tuple[str, int]] = field(default_factory=list)
    passes: list[list[int]] = field(default_factory=list)
    opened: list[str] = field(default_factory=list)
    open: int = 0
    most_open: int = 0

    def __post_init__(self) -> None:
        self.gate.set()

    def __call__(self, index: FrameIndex, width: int) -> Source:
        self.opened.append(index.key.id)
        self.open += 1
        self.most_open = max(self.most_open, self.open)
        return _Film(self, width)


class _Film:
    def __init__(self, films: Films, width: int) -> None:
        self._films = films
        self._width = width

    def known(self, frame: int) -> bytes | None:
        return coloured(frame, width=self._width) if frame in self._films.cached else None

    def near(self, frame: int) -> bytes:
        self._films.asked.append(("near", frame))
        self._wait(frame)
        return coloured(frame - frame % GOP, near=True, width=self._width)

    def exact(self, frame: int) -> bytes:
        self._films.asked.append(("exact", frame))
        self._wait(frame)
        return coloured(frame, width=self._width)

    def several(self, frames: Iterable[int]) -> Iterator[tuple[int, bytes | None]]:
        self._films.passes.append(sorted(frames))
        for frame in sorted(frames):
            try:
                yield frame, self.exact(frame)
            except SourceError:
                yield frame, None

    def close(self) -> None:
        self._films.open -= 1

    def _wait(self, frame: int) -> None:
        assert self._films.gate.wait(10)
        if frame in self._films.damaged:
            raise SourceError("It is damaged there.")


def settled(qtbot: QtBot, thumbnails: Thumbnails) -> None:
    """Wait until all pictures are there."""
    qtbot.waitUntil(lambda: not thumbnails.busy, timeout=10_000)
