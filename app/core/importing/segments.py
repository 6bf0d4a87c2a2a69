"""Parts of films as LosslessCut writes them down: its projects (``.llc``) and its lists.

A project is JSON5 that names its film and has ``cutSegments`` with ``start`` and ``end`` in
seconds, ``name`` and ``tags``. A list (CSV, TSV) has a start, an end and a label in each line, in
seconds or ``h:mm:ss``; further columns are tags. Times are taken from their decimal text, so that
no rounding comes between them and the film's own.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any, Literal

from app.core import paths
from app.core.captions.foreign import decode_text
from app.core.captions.text import one_line
from app.core.errors import AppError, cannot
from app.core.importing.found import Segment
from app.core.language import noted, tr

_LARGEST = 16 * 2**20  # bytes of a list
_LARGEST_PROJECT = 2 * 2**20  # the same of a project, which takes seconds to be parsed
_DEEPEST = 64  # brackets within brackets; a project has four
_TOLD = 5  # lines named in a note
_NUMBER = re.compile(r"\d{1,12}(?:[.,]\d{0,30})?|[.,]\d{1,30}")
_CLOCK = re.compile(r"(?:(\d{1,5}):)?(\d{1,5}):(\d{1,5}(?:[.,]\d{1,30})?)")
_HEADS = ("start", "segment start")
Noun = Literal["segment", "line"]
_LEFT_OUT: dict[tuple[Noun, bool], str] = {  # by what it is, and whether there are several
    ("segment", False): noted('"{name}": segment {numbers} was left out: {why}.'),
    ("segment", True): noted('"{name}": segments {numbers} were left out: {why}.'),
    ("line", False): noted('"{name}": line {numbers} was left out: {why}.'),
    ("line", True): noted('"{name}": lines {numbers} were left out: {why}.'),
}


@dataclass(frozen=True, slots=True)
class Segments:
    """What a file says of its film.

    Attributes:
        film: Its name; empty where the file does not say it.
        unended: How many have no end, which is taken to be the film's.
        notes: A sentence for each kind of thing that was left out.
    """

    segments: tuple[Segment, ...]
    film: str = ""
    unended: int = 0
    notes: tuple[str, ...] = ()


class _Wrong(Exception):
    """A segment makes no sense; the text says why."""


def read_project(path: Path) -> Segments:
    """Read a project of LosslessCut.

    Raises:
        AppError: It cannot be read, or is no such project.
    """
    data = _parsed(path, _text(path, _LARGEST_PROJECT))
    rows = data.get("cutSegments") if isinstance(data, dict) else None
    if not isinstance(rows, list):
        raise AppError(
            tr('"{path}" is no project of LosslessCut: it has no "cutSegments".', path=path)
        )
    film = data.get("mediaFileName")
    # From version 2 on, a segment without an end is a marker: a moment, which is no clip.
    marks = data.get("version") not in (None, 1)
    found: list[Segment] = []
    wrong: dict[str, list[int]] = {}
    for number, row in enumerate(rows, start=1):
        try:
            found.append(_segment_of(row, marks=marks))
        except _Wrong as error:
            wrong.setdefault(str(error), []).append(number)
    return Segments(
        tuple(found),
        film=Path(film.replace("\\", "/")).name if isinstance(film, str) else "",
        unended=sum(each.end is None for each in found),
        notes=tuple(_notes(path, "segment", wrong)),
    )


def read_table(path: Path) -> Segments:
    """Read a list of segments: CSV or TSV.

    Raises:
        AppError: It cannot be read, or is no such list.
    """
    rows = list(_rows(path, _text(path)))
    tags: list[str] = []
    if rows and rows[0][1][0].casefold() in _HEADS:
        tags = rows.pop(0)[1][3:]
    if not any(_is_list_row(row) for _, row in rows):
        raise AppError(
            tr(
                '"{path}" is no list of segments: each line needs a start, an end and a '
                "label, in seconds or h:mm:ss.",
                path=path,
            )
        )
    found: list[Segment] = []
    wrong: dict[str, list[int]] = {}
    for number, row in rows:
        try:
            found.append(_segment_in(row, tags))
        except _Wrong as error:
            wrong.setdefault(str(error), []).append(number)
    unended = sum(each.end is None for each in found)
    return Segments(tuple(found), unended=unended, notes=tuple(_notes(path, "line", wrong)))


def _text(path: Path, largest: int = _LARGEST) -> str:
    try:
        if path.stat().st_size > largest:
            raise AppError(
                tr('"{path}" is too large for a list of segments: choose another file.', path=path)
            )
        return decode_text(paths.bytes_of(path))
    except OSError as error:
        raise AppError(cannot("read", path, error), detail=str(error)) from error


# ---------------------------------------------------------------------------------- projects


_BLANKS = re.compile(r"\s{64,}")  # the parser takes a microsecond for each


def _blank(found: re.Match[str]) -> str:
    """Return what means the same as a long run of blanks: a line's end still ends a comment."""
    return "\n" if {"\n", "\r"} & {*found[0]} else " "


def _parsed(path: Path, text: str) -> Any:  # noqa: ANN401 -- whatever is in it
    import json5  # only where a project of LosslessCut is read

    if _depth(text) > _DEEPEST:
        raise AppError(
            tr('"{path}" is no project of LosslessCut: it is nested too deeply.', path=path)
        )
    try:
        return json5.loads(_BLANKS.sub(_blank, text), parse_float=_exact, parse_constant=str)
    except (ValueError, RecursionError, ArithmeticError) as error:
        raise AppError(
            tr(
                '"{path}" is broken or no project of LosslessCut: open it there and save it again.',
                path=path,
            ),
            detail=str(error),
        ) from error


def _exact(text: str) -> Fraction:
    mantissa, _, exponent = text.lower().partition("e")
    if len(mantissa) > 40 or abs(int(exponent or 0)) > 40:
        raise ValueError(tr("a number is out of all proportion"))
    return Fraction(text)


def _depth(text: str) -> int:
    """Return how deep brackets are nested; those in texts count too, which is safe."""
    depth = most = 0
    for mark in re.findall(r"[\[\]{}]", text):
        depth += 1 if mark in "[{" else -1
        most = max(most, depth)
    return most


def _segment_of(row: object, *, marks: bool) -> Segment:
    if not isinstance(row, dict):
        raise _Wrong(tr("it is no segment"))
    start, end = _time_of(row.get("start")), _time_of(row.get("end"))
    if end is None and marks:
        raise _Wrong(tr("it has no end: it marks a moment and is no clip"))
    name, tags = row.get("name"), row.get("tags")
    words = tags.values() if isinstance(tags, dict) else ()
    return Segment(
        start,
        end,
        one_line(name) if isinstance(name, str) else "",
        tuple(dict.fromkeys(one_line(each) for each in words if isinstance(each, str) and each)),
    )


def _time_of(value: object) -> Fraction | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | Fraction) or value < 0:
        raise _Wrong(tr("a time is no number of seconds"))
    return Fraction(value)


# ------------------------------------------------------------------------------------- lists


def _rows(path: Path, text: str) -> Iterator[tuple[int, list[str]]]:
    """Yield the rows that are not empty with their line's number; labels may hold line breaks."""
    lines = text.splitlines()[:50]
    separator = max("\t;,", key=lambda mark: sum(mark in line for line in lines))
    if path.suffix.lower() == ".tsv":
        separator = "\t"
    reader = csv.reader(io.StringIO(text.replace("\0", ""), newline=""), delimiter=separator)
    try:
        for row in reader:
            cells = [cell.strip() for cell in row]
            if any(cells):
                yield reader.line_num, cells
    except csv.Error as error:
        raise AppError(
            tr('"{path}" is no list of segments.', path=path), detail=str(error)
        ) from error


def _is_list_row(row: Sequence[str]) -> bool:
    return len(row) > 1 and any(row[:2]) and all(not cell or _is_time(cell) for cell in row[:2])


def _is_time(text: str) -> bool:
    return bool(_NUMBER.fullmatch(text) or _CLOCK.fullmatch(text))


def _segment_in(row: Sequence[str], tags: Sequence[str]) -> Segment:
    if len(row) < 2:
        raise _Wrong(tr("it has no end"))
    start, end = (_seconds(cell) for cell in row[:2])
    words = dict.fromkeys(one_line(cell) for cell in row[3:] if cell)
    return Segment(start, end, one_line(row[2]) if len(row) > 2 else "", tuple(words))


def _seconds(text: str) -> Fraction | None:
    if not text:
        return None
    clock = _CLOCK.fullmatch(text)
    if clock:
        hours, minutes, seconds = clock.groups()
        return Fraction(int(hours or 0) * 3600 + int(minutes) * 60) + _decimal(seconds)
    if not _NUMBER.fullmatch(text):
        raise _Wrong(tr("a time is neither seconds nor h:mm:ss"))
    return _decimal(text)


def _decimal(text: str) -> Fraction:
    return Fraction(text.replace(",", ".").rstrip("."))


# ------------------------------------------------------------------------------------- notes


def _notes(path: Path, noun: Noun, wrong: dict[str, list[int]]) -> Iterator[str]:
    for why, numbers in wrong.items():
        told = ", ".join(map(str, numbers[:_TOLD]))
        if len(numbers) > _TOLD:
            told = tr("{numbers} and {more} more", numbers=told, more=len(numbers) - _TOLD)
        said = _LEFT_OUT[noun, len(numbers) > 1]
        yield tr(said, name=path.name, numbers=told, why=why)
