"""Checks on clips: what scoring their frames takes, against decoding them."""

from __future__ import annotations

import random
import statistics
import time

import av

from app.core.checks.duplicates import alike
from app.core.checks.look import measure_from_frames
from app.core.media.conform import conform
from app.core.media.index import FrameIndex, index_file
from app.core.media.reader import FrameReader
from tests.bench import Bench, cpu_seconds, row
from tests.bench.media import demo_1080p

_STARTS = (37, 392, 751, 1106, 1463)  # clips strewn over 72 s, none touching another
_SPAN = 121  # source frames at 24 fps: 81 at 16 fps
_CLIPS, _HASHES = 30_000, 8
_AGAIN = 1000  # clips that are there twice, 2 bits of each fingerprint changed

Pictures = list[tuple[int, av.VideoFrame]]


@row(
    "checks",
    target=0.1,
    unit="ratio",
    limit="decoding the frames of the same five clips by the exact reader, 1920x1080",
    at_most=True,
)
def checks(bench: Bench) -> float:
    index = index_file(demo_1080p(bench.folder))
    clips = [conform(index, start, start + _SPAN) for start in _STARTS]
    measure_from_frames(index, clips[0], _decode(index, clips[0]))  # imports
    return statistics.median(_once(index, clips) for _ in range(bench.rounds))


def _once(index: FrameIndex, clips: list[list[int]]) -> float:
    """Return CPU(scoring) / CPU(decoding) of all clips; pictures of one at a time are held."""
    decoding = scoring = 0.0
    for frames in clips:
        pictures: Pictures = []
        decoding += cpu_seconds(lambda: pictures.extend(_decode(index, frames)))  # noqa: B023
        scoring += cpu_seconds(lambda: measure_from_frames(index, frames, pictures))  # noqa: B023
    return scoring / decoding


@row(
    "checks_duplicates",
    target=5.0,
    unit="s",
    limit=f"{_CLIPS:,} clips of {_HASHES} fingerprints, {_AGAIN:,} of them twice; all found",
    at_most=True,
)
def duplicates(bench: Bench) -> float:
    choice = random.Random(16)
    hashes = {
        clip: [choice.getrandbits(63) for _ in range(_HASHES)] for clip in range(_CLIPS - _AGAIN)
    }
    for clip in range(_AGAIN):
        twin = [
            each ^ 1 << choice.randrange(63) ^ 1 << choice.randrange(63) for each in hashes[clip]
        ]
        hashes[_CLIPS - 1 - clip] = twin
    start = time.perf_counter()
    pairs = alike(hashes)
    seconds = time.perf_counter() - start
    assert {(pair.first, pair.second) for pair in pairs} >= {
        (clip, _CLIPS - 1 - clip) for clip in range(_AGAIN)
    }
    return seconds


def _decode(index: FrameIndex, frames: list[int]) -> Pictures:
    with FrameReader(index) as reader:
        return list(reader.frames(frames))
