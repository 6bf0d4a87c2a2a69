"""Walking through a film once, in parts side by side, to fill the table of its features."""

from __future__ import annotations

import contextlib
import itertools
import os
import threading
from collections.abc import Generator
from concurrent.futures import FIRST_EXCEPTION, ThreadPoolExecutor, wait
from typing import TypeAlias

import numpy as np

from app.core.jobs import Checkpoint, Progress
from app.core.language import tr
from app.core.media.index import FrameIndex
from app.core.shots.decode import Flags, Pictures, thumbnails
from app.core.shots.detectors import LEAST_PART as _LEAST_PART
from app.core.shots.features import REACH, Features, FeatureStream, step_of
from app.core.shots.filling import filled, likely_cuts

Steps: TypeAlias = Generator[None, None, None]

# Decoders of one thread each do less work than one with many, which hands every frame around.
_PARTS = 3  # decoders at most: each takes memory, and disks do not like to be read in many places
_PIXELS = 3 * 1920 * 1088  # of all decoders' pictures together: each keeps a dozen of them
_POLL = 0.05  # seconds between two reports


class Survey:
    """One pass over a film that fills the table of its features.

    Attributes:
        index: The film.
        step: Frames per row.
        table: The features.
        seen: Frames that were decoded; None where all are.
        needed: Frames that are not to be left out; None where none is.
    """

    def __init__(self, index: FrameIndex, *, fast: bool) -> None:
        self.index = index
        self.step = step_of(index.rate)
        self.table = Features.empty(len(index), self.step)
        self.seen: Flags | None = None
        self.needed: Flags | None = None
        if fast:
            self.seen = np.zeros(len(index), bool)
            self.needed = likely_cuts(index)

    def run(self, checkpoint: Checkpoint) -> int:
        """Fill the table; return how many frames could be decoded."""
        rows = self._rows()
        if len(rows) > 2:
            parts = self._parts(rows)
            _side_by_side(parts, checkpoint)
            if all(part.reached == part.stop for part in parts):
                for part, following in zip(parts, [*parts[1:], None], strict=True):
                    part.close(following)
                return len(self.index)
            # Damage, or a place where decoding cannot begin: only going through it all tells.
            self.table = Features.empty(len(self.index), self.step)
            if self.seen is not None:
                self.seen[:] = False
        (part,) = self._parts([0, len(self.table)])
        _alone(part, checkpoint)
        part.close()
        return part.reached

    def _parts(self, rows: list[int]) -> list[_Part]:
        threads = -(-(os.cpu_count() or 1) // (len(rows) - 1))
        return [_Part(self, first, end, threads) for first, end in itertools.pairwise(rows)]

    def _rows(self) -> list[int]:
        """Return the rows at which parts begin and end."""
        index = self.index
        room = _PIXELS // (index.coded_width * index.coded_height)
        count = min(_PARTS, os.cpu_count() or 1, len(index) // _LEAST_PART, room)
        if index.counted or count < 2:
            return [0, len(self.table)]
        middles = (len(index) * part // count for part in range(1, count))
        keys = {-(-index.key_before(middle) // self.step) for middle in middles}
        rows = [0]
        for key in sorted(keys):
            if rows[-1] + REACH <= key <= len(self.table) - REACH:
                rows.append(key)
        return [*rows, len(self.table)]


class _Part:
    """A run of rows to be filled by a decoder of its own.

    Attributes:
        start: The first frame needed.
        stop: The frame after the last one needed.
        reached: The frame after the last one decoded.
    """

    def __init__(self, survey: Survey, first: int, end: int, threads: int) -> None:
        self._survey, self._threads = survey, threads
        self._stream = FeatureStream(survey.table, survey.step, first, end)
        self.start = self.reached = first * survey.step
        self.stop = min(len(survey.index), end * survey.step)

    def run(self) -> Steps:
        """Yield after every frame; end where the part does or where decoding fails."""
        with contextlib.closing(self._thumbnails()) as thumbnails:
            for frame, thumbnail in thumbnails:
                if frame >= self.start:
                    if frame != self.reached:
                        break
                    self._stream.push(thumbnail)
                    self.reached += 1
                    yield
                if self.reached == self.stop:
                    break

    def close(self, following: _Part | None = None) -> None:
        """Write what depends on the next part, which has run too, or on there being none."""
        self._stream.close(following._stream if following else None)

    def _thumbnails(self) -> Pictures:
        index, seen = self._survey.index, self._survey.seen
        found = thumbnails(index, self.start, needed=self._survey.needed, threads=self._threads)
        return found if seen is None else filled(_noted(found, seen), len(index))


def _noted(found: Pictures, seen: Flags) -> Pictures:
    for frame, thumbnail in found:
        seen[frame] = True
        yield frame, thumbnail


def _alone(part: _Part, checkpoint: Checkpoint) -> None:
    with contextlib.closing(part.run()) as steps:
        for _ in steps:
            checkpoint(Progress(part.reached, part.stop, tr("Finding cuts")))


def _side_by_side(parts: list[_Part], checkpoint: Checkpoint) -> None:
    """Run parts in threads: decoder and scaler work without Python's lock."""
    stop = threading.Event()

    def run(part: _Part) -> None:
        with contextlib.closing(part.run()) as steps:
            for _ in steps:
                if stop.is_set():
                    return

    total = sum(part.stop - part.start for part in parts)
    with ThreadPoolExecutor(len(parts), "cuts") as pool:
        try:
            waiting = {pool.submit(run, part) for part in parts}
            while waiting:
                done, waiting = wait(waiting, _POLL, FIRST_EXCEPTION)
                for future in done:
                    future.result()
                frames = sum(part.reached - part.start for part in parts)
                checkpoint(Progress(frames, total, tr("Finding cuts")))
        finally:
            stop.set()
