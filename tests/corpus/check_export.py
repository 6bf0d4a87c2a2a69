"""Is every frame of an exported clip the source frame that `conform` named?"""

from __future__ import annotations

import random
import tempfile
from collections.abc import Iterator, Sequence
from fractions import Fraction
from pathlib import Path

import av
import cv2
import numpy as np
import numpy.typing as npt
from av.error import FFmpegError

from app.core.errors import AppError
from app.core.media.convert import Converter
from app.core.media.encode import ClipSpec, export_clips
from app.core.media.geometry import Crop, Size, plan_geometry
from app.core.media.index import FrameIndex
from app.core.media.orders import Result
from app.core.media.verdict import decode_verdict
from tests.corpus import Film, Outcome, one_sentence

Luma = npt.NDArray[np.uint8]

_SECONDS = 2  # of a clip at most
_REACH = 2  # neighbours on either side that must fit less well
_LEAST = 40.0  # dB
_ALIKE = 48.0  # dB; pictures closer than that may be taken for one another by a lossy encoder


def check(film: Film) -> Outcome:
    """Export a few clips, whole, cropped, scaled and lossless, and compare them frame by frame."""
    index = film.index
    if isinstance(index, AppError):
        return Outcome("refused", str(index))
    verdict = decode_verdict(film.path, cache=film.cache)
    whole = len(index) if verdict.damaged_after is None else verdict.damaged_after
    wanted = specs(index, whole, random.Random(film.seed))
    if whole < len(index):
        wanted.append(ClipSpec(film.path, whole, len(index)))
    with tempfile.TemporaryDirectory(prefix="rushes-export-") as folder:
        orders = [(spec, Path(folder) / f"{number}.mp4") for number, spec in enumerate(wanted)]
        results = export_clips(orders, cache=film.cache)
        right = rightness(index, [result for result in results if result.ok])
    errors = [str(result.error) for result in results if not result.ok]
    faults = [text for text in errors if not one_sentence(text)]
    faults += [f"{row.count(False)} frames of a clip are wrong" for row in right if not all(row)]
    if whole < len(index):
        faults += [] if errors else ["frames behind the damage are exported"]
        return Outcome("wrong", "; ".join(faults)) if faults else Outcome("damaged", errors[-1])
    if faults:
        return Outcome("wrong", "; ".join(faults))
    if errors:
        return Outcome("refused", errors[0])
    return Outcome("ok", f"{sum(map(len, right))} frames of {len(right)} clips")


def specs(index: FrameIndex, whole: int, choice: random.Random) -> list[ClipSpec]:
    """Return clips to try of the frames before ``whole``: each kind lossy and lossless."""
    width, height = index.display_width, index.display_height
    if not whole or min(width, height) < 4:
        return []
    longest = max(1, round(_SECONDS * index.rate))
    small = Size(max(2, width * 2 // 5 // 2 * 2), max(2, height // 2 // 2 * 2))
    crop = _any_crop(width, height, choice)
    kinds: list[tuple[Fraction, Crop | None, Size | None]] = [
        (Fraction(16), None, None),
        (Fraction(16), crop, None),
        (Fraction(24000, 1001), None, small),
    ]
    found = []
    for rate, part, size in kinds:
        start = choice.randrange(whole)
        end = min(whole, start + longest)
        found += [
            ClipSpec(index.path, start, end, rate, part, size, lossless=lossless)
            for lossless in (False, True)
        ]
    return found


def rightness(index: FrameIndex, results: Sequence[Result[ClipSpec]]) -> list[list[bool]]:
    """Return, for each of ``results``, which frames of the clip are those that were named."""
    known: tuple[object, dict[int, Luma]] = None, {}
    found = []
    for result in results:
        looks = result.frames, result.spec.crop, result.spec.size
        if looks != known[0]:
            known = looks, _sources(index, result)
        pictures = _read(result.path)
        found.append(
            [
                place < len(pictures) and _right(pictures[place], frame, known[1], result.spec)
                for place, frame in enumerate(result.frames)
            ]
        )
    return found


def _right(exported: Luma, frame: int, sources: dict[int, Luma], spec: ClipSpec) -> bool:
    """Return whether ``exported`` is source frame ``frame`` and not one of its neighbours."""
    named = sources[frame]
    if spec.lossless:
        return np.array_equal(exported, named)
    level = _psnr(exported, named)
    near = [sources[f] for f in range(frame - _REACH, frame + _REACH + 1) if f in sources]
    better = [other for other in near if _psnr(exported, other) > level]
    return level >= _LEAST and all(_psnr(named, other) > _ALIKE for other in better)


def _sources(index: FrameIndex, result: Result[ClipSpec]) -> dict[int, Luma]:
    """Return the frames around a clip by a plain decode, cut and scaled as the clip is."""
    convert = Converter(index.path, plan_geometry(index, result.spec.crop, result.spec.size))
    first, last = result.frames[0] - _REACH, result.frames[-1] + _REACH
    found = {}
    for frame, picture in _plainly(index):
        if first <= frame <= last:
            found[frame] = luma(convert(picture))
        if frame >= last:
            break
    return found


def luma(frame: av.VideoFrame) -> Luma:
    """Return the luma plane of a yuv420p frame."""
    plane = frame.planes[0]
    rows = np.frombuffer(plane, np.uint8).reshape(plane.height, plane.line_size)
    return np.ascontiguousarray(rows[:, : plane.width])


def _read(path: Path) -> list[Luma]:
    with av.open(str(path)) as clip:
        return [luma(frame) for frame in clip.decode(video=0)]


def _plainly(index: FrameIndex) -> Iterator[tuple[int, av.VideoFrame]]:
    """Decode the film from its beginning in one thread, past errors."""
    places = {int(label): place for place, label in enumerate(index.labels)}
    count = 0
    with av.open(str(index.path), metadata_errors="replace") as source:
        video = source.streams.video[0]
        video.codec_context.thread_count = 1
        for packet in source.demux(video):
            if not packet.size and packet.dts is not None:
                continue
            try:
                pictures = packet.decode()
            except FFmpegError:
                continue
            for picture in pictures:
                place = count if index.counted else places.get(picture.pts or 0)
                count += 1
                if place is not None:
                    yield place, picture


def _psnr(a: Luma, b: Luma) -> float:
    return float(cv2.PSNR(a, b)) if not np.array_equal(a, b) else 99.0


def _any_crop(width: int, height: int, choice: random.Random) -> Crop:
    """Return a part of the picture, its corner and sides odd as often as even."""
    wide, high = (
        choice.randint(max(2, width // 3), width),
        choice.randint(max(2, height // 3), height),
    )
    return Crop(wide, high, choice.randint(0, width - wide), choice.randint(0, height - high))
