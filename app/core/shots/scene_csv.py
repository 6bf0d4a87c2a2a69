"""Lists of scenes as CSV: as ``scenedetect list-scenes`` writes them, and as others do.

PySceneDetect counts from 1 and its scenes end with their last frame; LosslessCut gives seconds.
Everything here is turned into our half-open ranges of frames in display order.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from app.core import paths, store
from app.core.errors import AppError, cannot
from app.core.language import tr
from app.core.media.index import FrameIndex
from app.core.media.timecode import clock
from app.core.shots.cuts import Cut, Shot

_COLUMNS = (
    *("Scene Number", "Start Frame", "Start Timecode", "Start Time (seconds)"),
    *("End Frame", "End Timecode", "End Time (seconds)"),
    *("Length (frames)", "Length (timecode)", "Length (seconds)"),
)
_LARGEST = 32 * 2**20  # bytes; the list of a day of film has less than a tenth
_TOLD = 5  # lines named in a note
_CLOCK = re.compile(r"(?:(\d+):)?(\d+):(\d+(?:[.,]\d+)?)")
_NUMBER = re.compile(r"\d+(?:[.,]\d*)?|[.,]\d+")


@dataclass(frozen=True, slots=True)
class SceneList:
    """What a list says of a film.

    Attributes:
        shots: In order, none overlapping another; there may be gaps.
        cuts: A hard one at each end of a shot but the film's own ends.
        notes: One sentence per kind of thing that was left out or understood in some way.
    """

    shots: tuple[Shot, ...]
    cuts: tuple[Cut, ...]
    notes: tuple[str, ...]


def write_scenes(path: Path, shots: Sequence[Shot], index: FrameIndex) -> None:
    """Write shots as ``scenedetect list-scenes`` writes scenes: with the timecode list on top.

    Raises:
        WriteError: The file cannot be written.
    """
    text = io.StringIO()
    rows = csv.writer(text, lineterminator="\n")
    starts = [_timecode(index.time(shot.start)) for shot in shots[1:]]
    rows.writerow(["Timecode List:", *starts] if starts else [])
    rows.writerow(_COLUMNS)
    for number, shot in enumerate(shots, start=1):
        start, end = index.time(shot.start), index.time(shot.end)
        first = [str(shot.start + 1), *_times(start)]
        last = [str(shot.end), *_times(end)]
        rows.writerow([number, *first, *last, shot.end - shot.start, *_times(end - start)])
    store.write_text(path, text.getvalue())


def read_scenes(path: Path, index: FrameIndex) -> SceneList:
    """Return the scenes of a list for a film.

    Understood are PySceneDetect's list, with or without its first line, and LosslessCut's
    ``start,end,label`` in seconds or ``h:mm:ss``; separators ``,``, ``;`` and tab. Where a film's
    rate is constant, PySceneDetect's frames count; where it varies and they do not agree with the
    seconds beside them, the seconds do. Lines that make no sense are left out and noted.

    Raises:
        AppError: The file cannot be read, or holds not one scene of this film.
    """
    lines = _lines(path)
    layout = _layout(lines)
    if layout is None:
        raise AppError(
            tr(
                '"{path}" is no list of scenes: give a CSV of PySceneDetect or LosslessCut.',
                path=path,
            )
        )
    reading = _Reading(layout, index)
    shots = reading.read(lines)
    notes = tuple(reading.notes(path))
    if not shots:
        raise AppError(
            notes[0]
            if notes
            else tr('"{path}" lists not one scene; choose another list.', path=path)
        )
    edges = sorted({edge for shot in shots for edge in (shot.start, shot.end)})
    cuts = (Cut(edge, edge, "hard", 1.0) for edge in edges if 0 < edge < len(index))
    return SceneList(tuple(shots), tuple(cuts), notes)


def is_scene_list(path: Path) -> bool:
    """Return whether a file has the columns of PySceneDetect's list, by its first lines.

    Raises:
        AppError: It cannot be read.
    """
    heads = ("start frame", "start time (seconds)")
    return any(name.lower() in heads for _, row in _lines(path)[:3] for name in row)


@dataclass(frozen=True, slots=True)
class _Layout:
    """Where in a row what stands: columns from 0, None = nowhere."""

    first_line: int
    start_frame: int | None = None
    end_frame: int | None = None
    start_time: int | None = None
    end_time: int | None = None


class _Wrong(Exception):
    """A row makes no sense; the text says why."""


class _Reading:
    """Turns rows into shots and remembers what was wrong with the others."""

    def __init__(self, layout: _Layout, index: FrameIndex) -> None:
        self._layout, self._index = layout, index
        self._wrong: dict[str, list[int]] = {}
        self._by_time = 0

    def read(self, lines: Sequence[tuple[int, list[str]]]) -> list[Shot]:
        """Return the shots of numbered rows, in order."""
        found: list[tuple[int, int, int]] = []
        for number, row in lines:
            if number < self._layout.first_line:
                continue
            try:
                found.append((*self._range(row), number))
            except _Wrong as wrong:
                self._wrong.setdefault(str(wrong), []).append(number)
        shots: list[Shot] = []
        for start, end, number in sorted(found):
            if shots and start < shots[-1].end:
                self._wrong.setdefault(tr("it overlaps another scene"), []).append(number)
            else:
                shots.append(Shot(start, end))
        return shots

    def notes(self, path: Path) -> Iterator[str]:
        """Yield a sentence per kind of thing worth knowing."""
        for why, numbers in self._wrong.items():
            yield _left_out(path, sorted(numbers), why)
        if self._by_time:
            yield tr(
                '"{path}": frames and times of {number} scenes do not agree for this film of '
                "variable rate; the times were used.",
                path=path,
                number=self._by_time,
            )

    def _range(self, row: list[str]) -> tuple[int, int]:
        layout, frames = self._layout, len(self._index)
        start = self._edge(row, layout.start_frame, layout.start_time, first=True)
        end = self._edge(row, layout.end_frame, layout.end_time, first=False)
        start, end = 0 if start is None else start, frames if end is None else min(end, frames)
        if start >= frames:
            raise _Wrong(
                tr("it begins behind the film's end, which has {frames} frames", frames=frames)
            )
        if not 0 <= start < end:
            raise _Wrong(tr("it ends before it begins"))
        return start, end

    def _edge(
        self, row: list[str], frame_at: int | None, time_at: int | None, *, first: bool
    ) -> int | None:
        """Return an edge as a frame of ours; None = it is left open."""
        frame = None if frame_at is None else _whole(_cell(row, frame_at)) - first
        if frame is not None and not self._index.variable_rate:
            return frame
        text = "" if time_at is None else _cell(row, time_at)
        if not text:
            return frame
        timed = _nearest(self._index, _seconds(text))
        if frame is not None and frame != timed:
            self._by_time += first
        return timed


def _lines(path: Path) -> list[tuple[int, list[str]]]:
    """Return the rows of a file that are not empty, with their line numbers from 1."""
    try:
        if path.stat().st_size > _LARGEST:
            raise AppError(
                tr('"{path}" is too large for a list of scenes; give a CSV file.', path=path)
            )
        data = paths.bytes_of(path)
    except OSError as error:
        raise AppError(cannot("read", path, error), detail=str(error)) from error
    wide = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    text = data.decode("utf-16" if wide else "utf-8-sig", errors="replace").replace("\0", "")
    lines = re.split(r"\r\n|\r|\n", text)
    separator = max(";\t,", key=lambda mark: sum(line.count(mark) > 0 for line in lines))
    rows = ((n, _row(line, separator)) for n, line in enumerate(lines, start=1))
    return [(number, row) for number, row in rows if any(row)]


def _row(line: str, separator: str) -> list[str]:
    try:
        cells = next(csv.reader([line], delimiter=separator), [])
    except csv.Error:  # a field longer than any of ours
        cells = line.split(separator)
    return [cell.strip() for cell in cells]


def _layout(lines: Sequence[tuple[int, list[str]]]) -> _Layout | None:
    """Return what stands where; None for what is no list of scenes."""
    for number, row in lines[:3]:
        names = [name.lower() for name in row]
        if "start frame" in names or "start time (seconds)" in names:
            return _Layout(number + 1, *(_place(names, name) for name in _WANTED))
        if names[:2] == ["start", "end"]:
            return _Layout(number + 1, start_time=0, end_time=1)
    if any(len(row) > 1 and _is_time(row[0]) and _is_time(row[1]) for _, row in lines[:50]):
        return _Layout(1, start_time=0, end_time=1)
    return None


_WANTED = ("start frame", "end frame", "start time (seconds)", "end time (seconds)")


def _place(names: list[str], name: str) -> int | None:
    return names.index(name) if name in names else None


def _is_time(text: str) -> bool:
    return not text or bool(_NUMBER.fullmatch(text) or _CLOCK.fullmatch(text))


def _cell(row: list[str], place: int) -> str:
    return row[place] if place < len(row) else ""


def _whole(text: str) -> int:
    if not text.isascii() or not text.isdigit() or len(text) > 18:
        raise _Wrong(tr("a frame is missing or no whole number"))
    return int(text)


def _seconds(text: str) -> Fraction:
    clock = _CLOCK.fullmatch(text)
    if clock:
        hours, minutes, seconds = clock.groups()
        return Fraction(int(hours or 0) * 3600 + int(minutes) * 60) + _number(seconds)
    if not _NUMBER.fullmatch(text):
        raise _Wrong(tr("a time is neither seconds nor h:mm:ss"))
    return _number(text)


def _number(text: str) -> Fraction:
    return Fraction(text.replace(",", "."))


def _nearest(index: FrameIndex, time: Fraction) -> int:
    """Return the frame that starts nearest to a time; ``len(index)`` stands for the film's end."""
    if time >= index.duration:
        return len(index)
    frame = index.frame_at(time)
    return frame + (index.time(frame + 1) - time < time - index.time(frame))


def _times(time: Fraction) -> tuple[str, str]:
    return _timecode(time), f"{round(time * 1000) / 1000:.3f}"


def _timecode(time: Fraction) -> str:
    """Return ``hh:mm:ss.mmm``."""
    seconds, milliseconds = divmod(round(time * 1000), 1000)
    return f"{clock(seconds)}.{milliseconds:03}"


def _left_out(path: Path, numbers: list[int], why: str) -> str:
    if len(numbers) == 1:
        return tr('"{path}": line {line} was left out: {why}.', path=path, line=numbers[0], why=why)
    more = len(numbers) - _TOLD
    if more > 0:
        return tr(
            '"{path}": lines {lines} and {more} more were left out: {why}.',
            path=path,
            lines=", ".join(map(str, numbers[:_TOLD])),
            more=more,
            why=why,
        )
    return tr(
        '"{path}": lines {lines} and {last} were left out: {why}.',
        path=path,
        lines=", ".join(map(str, numbers[:-1])),
        last=numbers[-1],
        why=why,
    )
