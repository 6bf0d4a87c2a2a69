from __future__ import annotations

import time
from fractions import Fraction
from pathlib import Path

import pytest

from app.core.errors import AppError
from app.core.importing.found import Segment
from app.core.importing.segments import read_project, read_table

PROJECT = """\
// written by hand after LosslessCut's documentation
{
  version: 2,
  mediaFileName: 'Film #1 "한".mkv',
  cutSegments: [
    { start: 12.3456789, end: 20, name: 'A girl walks,\\n slowly',
      tags: { mood: 'calm', n: 'rain' } },
    { start: 0, end: .5, name: '', selected: true, },
    { start: 30, name: 'a moment' },
    { start: -1, end: 3, name: 'no' },
    'nonsense',
  ],
}
"""


def written(tmp_path: Path, name: str, text: str | bytes) -> Path:
    path = tmp_path / name
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def test_that_a_project_gives_its_segments_with_exact_times(tmp_path: Path) -> None:
    read = read_project(written(tmp_path, "a.llc", PROJECT))
    assert read.film == 'Film #1 "한".mkv'
    assert read.segments == (
        Segment(Fraction("12.3456789"), Fraction(20), "A girl walks, slowly", ("calm", "rain")),
        Segment(Fraction(0), Fraction(1, 2)),
    )
    assert read.notes == (
        '"a.llc": segment 3 was left out: it has no end: it marks a moment and is no clip.',
        '"a.llc": segment 4 was left out: a time is no number of seconds.',
        '"a.llc": segment 5 was left out: it is no segment.',
    )


def test_that_long_runs_of_blanks_take_no_time_and_end_comments(tmp_path: Path) -> None:
    text = "{version: 2, // it's old" + "\r\n" * 400_000 + "cutSegments: [{start: 1,"
    text += " " * 800_000 + "end: 2, name: 'a  b'}]}"
    begin = time.process_time()
    assert read_project(written(tmp_path, "a.llc", text)).segments == (
        Segment(Fraction(1), Fraction(2), "a b"),
    )
    assert time.process_time() - begin < 0.5


def test_that_an_old_project_s_open_ends_are_those_of_the_film(tmp_path: Path) -> None:
    text = "{version: 1, mediaFileName: 'C:\\\\films\\\\a.mp4', cutSegments: [{name: 'x'}]}"
    read = read_project(written(tmp_path, "a.llc", text))
    assert read.segments == (Segment(None, None, "x"),)
    assert (read.film, read.unended) == ("a.mp4", 1)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{version: 2",
        "[]",
        "{version: 2, cutSegments: 3}",
        "{cutSegments: [" + "[" * 5000 + "]}",
        "{cutSegments: [{start: 1e999999999, end: 3}]}",
        "\0\0\0",
    ],
)
def test_that_what_is_no_project_is_refused_in_a_sentence(tmp_path: Path, text: str) -> None:
    with pytest.raises(AppError, match=r'"[^"]*a\.llc" .*\.$'):
        read_project(written(tmp_path, "a.llc", text))


@pytest.mark.parametrize(
    "encode", [lambda text: text.encode(), lambda text: text.encode("utf-16"), str.encode]
)
def test_that_a_list_is_read_with_quotes_line_breaks_and_open_ends(
    tmp_path: Path, encode: object
) -> None:
    text = (
        "Start,End,Name,mood\n"
        ',56.9568,"First, one\nof two lines"\n'
        "70.01,842.33,second,calm\n"
        "1:02:03.5,,last\n"
        "\n"
        "x,y,z\n"
    )
    read = read_table(written(tmp_path, "a.csv", encode(text)))  # type: ignore[operator]
    assert read.segments == (
        Segment(None, Fraction("56.9568"), "First, one of two lines"),
        Segment(Fraction("70.01"), Fraction("842.33"), "second", ("calm",)),
        Segment(Fraction("3723.5"), None, "last"),
    )
    assert read.unended == 1
    assert len(read.notes) == 1 and "line 7 was left out" in read.notes[0]


@pytest.mark.parametrize(("name", "mark"), [("a.tsv", "\t"), ("a.csv", ";")])
def test_that_other_separators_are_seen(tmp_path: Path, name: str, mark: str) -> None:
    text = mark.join(("1.5", "2.5", "a, b")) + "\n" + mark.join(("3", "4", "c")) + "\n"
    read = read_table(written(tmp_path, name, text))
    assert [each.name for each in read.segments] == ["a, b", "c"]


@pytest.mark.parametrize("text", ["", "name,age\nAnn,7\n", "hello\n", "\n\n", ",,x\n"])
def test_that_a_table_of_another_program_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(AppError, match="is no list of segments"):
        read_table(written(tmp_path, "a.csv", text))
