"""Media facts from files: clips through the frame index and the decoder, pictures by Pillow."""

from __future__ import annotations

import os
import re
import threading
import warnings
from pathlib import Path

from app.core.cache import Cache
from app.core.errors import SourceError
from app.core.jobs import Checkpoint, Progress, ignore, part
from app.core.language import noted, tr
from app.core.planner.facts import ImageFact, VideoFact
from app.core.planner.listing import Host, list_media
from app.core.planner.places import is_pipe

_PILLOW = r"PIL\."
_HUSH = ("ignore", None, Warning, re.compile(_PILLOW), 0)  # as `warnings` keeps it
_hushing = threading.Lock()
_PIPE = noted("it is a pipe or device; replace or remove it")
_ORIENTATION = 0x0112  # EXIF tag; 1 = upright
_INDEXING = 0.1  # of the work on a clip that is decoded too


def video_fact(
    path: Path, *, verify: bool, cache: Cache | None = None, checkpoint: Checkpoint = ignore
) -> VideoFact:
    """Return what the trainer's decoder sees of a clip: a file, or a folder of pictures.

    Args:
        path: The clip.
        verify: Decode every frame; otherwise only where the container looks wrong.
        cache: Keeps index and verdict.
        checkpoint: Called while demuxing and decoding.
    """
    if not os.path.isfile(path):  # noqa: PTH113 - never raises, as in the trainer
        return _pictures_fact(path, checkpoint)
    from app.core.media.index import index_file

    share = _INDEXING if verify else 1.0
    indexing = part(checkpoint, done=0.0, of=share, total=1.0)
    try:
        index = index_file(path, cache=cache, checkpoint=indexing)
    except SourceError:
        return VideoFact(0, 0, 0, tr("it cannot be opened as a video; replace or remove it"))
    frames, fault = len(index), ""
    notes = []
    if verify or index.oddities:
        from app.core.media.verdict import decode_verdict

        decoding = part(checkpoint, done=share, of=1.0 - share, total=1.0)
        verdict = decode_verdict(path, cache=cache, checkpoint=decoding)
        frames = verdict.decoded
        if verdict.raised:
            fault = tr(
                "it stops decoding after {frames} frames; replace it or export what is whole",
                frames=frames,
            )
        elif verdict.mended:
            notes.append("mended")
        elif verdict.damaged_after is not None:
            notes.append("short")
    if index.rotation:
        notes.append("rotated")
    if index.sar != 1:
        notes.append("stretched")
    if index.variable_rate:
        notes.append("variable")
    size = index.coded_width, index.coded_height
    return VideoFact(frames, *size, fault, rate=index.rate, notes=tuple(notes))


def _pictures_fact(folder: Path, checkpoint: Checkpoint) -> VideoFact:
    """Return what the trainer sees of a folder of pictures; also of a path that leads nowhere."""
    try:
        names = list_media(os.listdir(folder), "image", Host.here())  # noqa: PTH208 - names only
    except (OSError, ValueError):
        fault = tr(_PIPE) if is_pipe(folder) else tr("it does not exist; check the path")
        return VideoFact(0, 0, 0, fault)
    first: ImageFact | None = None
    for number, name in enumerate(names):
        checkpoint(Progress(number, len(names), name))
        fact = image_fact(folder / name, verify=True)
        if fact.fault:
            size = (first.width, first.height) if first else (0, 0)
            return VideoFact(number, *size, f"{name}: {fact.fault}", pictures=True)
        first = first or fact
    size = (first.width, first.height) if first else (0, 0)
    return VideoFact(len(names), *size, "" if first else tr("it holds no picture"), pictures=True)


def image_fact(path: Path, *, verify: bool) -> ImageFact:
    """Return what the trainer sees of a picture.

    Args:
        path: The picture.
        verify: Decode it; otherwise its header is believed.
    """
    from PIL import Image, UnidentifiedImageError

    _hush_pillow()
    if is_pipe(path):
        return ImageFact(0, 0, tr(_PIPE))
    try:
        with Image.open(path) as image:
            if verify:
                image.load()
            return ImageFact(*image.size, notes=tuple(_notes(image)))
    except FileNotFoundError:
        fault = tr("it does not exist; check the path")
    except UnidentifiedImageError:
        fault = tr("it is no picture Pillow can open; replace or remove it")
    except Image.DecompressionBombError:
        fault = tr("it has more pixels than Pillow accepts; scale it down")
    except (OSError, SyntaxError, ValueError, EOFError, RuntimeError):  # the last is of AVIF
        fault = tr("it is damaged or cannot be read; replace or remove it")
    return ImageFact(0, 0, fault)


def _hush_pillow() -> None:
    """Keep Pillow's warnings off the screen: what matters of a picture is in its fact.

    One filter for the whole process, as `warnings.catch_warnings` is none for threads.
    """
    with _hushing:
        if _HUSH not in warnings.filters:
            warnings.filterwarnings("ignore", module=_PILLOW)


def _notes(image: object) -> list[str]:
    from PIL import Image

    assert isinstance(image, Image.Image)
    notes = []
    if image.mode in ("RGBA", "LA", "PA") and _shows_through(image):
        notes.append("transparent")
    elif image.mode == "P":
        notes.append("palette")
    if image.format != "PNG" and image.getexif().get(_ORIENTATION, 1) != 1:
        notes.append("turned")  # of a PNG, reading EXIF would decode the picture
    return notes


def _shows_through(image: object) -> bool:
    from PIL import Image

    assert isinstance(image, Image.Image)
    least, _ = image.getchannel("A").getextrema()
    return isinstance(least, int | float) and least < 255
