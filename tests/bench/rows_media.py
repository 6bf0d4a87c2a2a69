"""Indexing and seeking, against bare demuxing and plain decoding."""

from __future__ import annotations

import random
import statistics
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import av
from av.container import InputContainer

from app.core.cache import Cache
from app.core.media.index import FrameIndex, index_file
from app.core.media.reader import FrameReader
from app.core.media.verdict import decode_verdict
from tests.bench import Bench, row
from tests.bench.media import demo_1080p

_TARGETS = 24  # random frames per round
_PLAIN = "plain PyAV seek + full decode to the frame, one thread; median time, all exact"


class _NoCache(Cache):
    """Keeps nothing, so that every index is made anew."""

    def load(self, kind: str, key: str) -> bytes | None:
        return None


@row("index", target=2.0, unit="ratio", limit="PyAV demux loop that counts packets", at_most=True)
def index(bench: Bench) -> float:
    film = demo_1080p(bench.folder)
    nowhere = _NoCache(bench.folder / "index")
    # Both take milliseconds: many of each in a row.
    return bench.cpu_ratio(
        lambda: [index_file(film, cache=nowhere) for _ in range(20)],
        lambda: [_count_packets(film) for _ in range(20)],
    )


@row("seek", target=0.6, unit="ratio", limit=f"GOP 250: {_PLAIN}", at_most=True)
def seek(bench: Bench) -> float:
    return _seek(bench, demo_1080p(bench.folder))


@row("seek_gop12", target=0.85, unit="ratio", limit=f"GOP 12: {_PLAIN}", at_most=True)
def seek_gop12(bench: Bench) -> float:
    return _seek(bench, demo_1080p(bench.folder, gop=12))


def _count_packets(film: Path) -> int:
    with av.open(str(film)) as container:
        return sum(1 for _ in container.demux(container.streams.video[0]))


def _seek(bench: Bench, film: Path) -> float:
    index = index_file(film)
    decode_verdict(film)  # as the search for cuts leaves it: known to be whole
    return statistics.median(_seek_once(index, number) for number in range(bench.rounds))


def _seek_once(index: FrameIndex, number: int) -> float:
    """Return median time of ours / of the plain one, target by target in turns."""
    targets = random.Random(number).choices(range(len(index)), k=_TARGETS)
    ours: list[float] = []
    plain: list[float] = []
    with av.open(str(index.path)) as container, FrameReader(index, threads=2) as reader:
        container.streams.video[0].codec_context.thread_count = 1
        for target in targets:
            wanted = int(index.pts[target])
            plain.append(_seconds(partial(_plain_seek, container, wanted), wanted))
            ours.append(_seconds(partial(reader.read, target), wanted))
    return statistics.median(ours) / statistics.median(plain)


def _plain_seek(container: InputContainer, pts: int) -> av.VideoFrame:
    stream = container.streams.video[0]
    container.seek(pts, stream=stream)
    return next(frame for frame in container.decode(stream) if (frame.pts or 0) >= pts)


def _seconds(read: Callable[[], av.VideoFrame], wanted: int) -> float:
    start = time.perf_counter()
    frame = read()
    seconds = time.perf_counter() - start
    assert frame.pts == wanted, f"frame at {frame.pts}, not {wanted}"
    return seconds
