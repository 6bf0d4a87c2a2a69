from __future__ import annotations

import json
from pathlib import Path

import pytest

from app.core.errors import WriteError
from app.core.library.pending import FILE, Pending, Task, load, save

SOME = Pending(
    (
        Task("find", film=3, detector="exact"),
        Task("find", film=9, detector="exact"),
        Task("find", film=4, detector="adaptive", threshold=2.5),
        Task("check", film=3),
        Task("export"),
        Task("add", paths=("/films/走る", "/films/b.mkv")),
        Task("find", film=1, detector="fast", threshold=0.0),
        Task("caption", keys=(("clip", 3), ("still", 12)), batch="b1", template="wan video"),
        Task("caption", keys=(("clip", 4),), batch="b2"),
    ),
    paused=True,
)
ALL = range(1, 10)


def test_that_what_waits_is_read_as_it_was_written_and_in_its_order(tmp_path: Path) -> None:
    save(tmp_path, SOME)
    assert load(tmp_path, ALL) == (SOME, "")
    assert SOME.films == 4


def test_that_films_with_the_same_to_do_are_written_together(tmp_path: Path) -> None:
    save(tmp_path, SOME)
    written = json.loads((tmp_path / FILE).read_text(encoding="utf-8"))
    assert written["tasks"][0] == {"what": "find", "detector": "exact", "films": [3, 9]}
    assert len(written["tasks"]) == 8


def test_that_no_file_is_left_where_nothing_waits(tmp_path: Path) -> None:
    save(tmp_path, SOME)
    save(tmp_path, Pending(paused=True))
    assert not (tmp_path / FILE).exists()
    save(tmp_path, Pending())
    assert load(tmp_path, ALL) == (Pending(), "")


def test_that_films_the_project_does_not_know_are_dropped(tmp_path: Path) -> None:
    save(tmp_path, SOME)
    pending, said = load(tmp_path, {9})
    assert [task.film for task in pending.tasks] == [9, 0, 0, 0, 0]
    assert said == ""


def test_that_a_name_that_is_no_text_comes_back_as_it_was(tmp_path: Path) -> None:
    odd = Pending((Task("add", paths=("/films/\udcff.mkv",)),))
    save(tmp_path, odd)
    assert load(tmp_path, ALL) == (odd, "")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        "null",
        "{}",
        '{"version": 1}',
        '{"version": "1", "tasks": []}',
        '{"version": 0, "tasks": []}',
        '{"version": 1, "tasks": [{"what": "burn"}]}',
        '{"version": 1, "tasks": [{"what": "find"}]}',
        '{"version": 1, "tasks": [{"what": "find", "films": ["3"]}]}',
        '{"version": 1, "tasks": [{"what": "find", "films": [1e999]}]}',
        '{"version": 1, "tasks": [{"what": "find", "films": [1], "threshold": "x"}]}',
        '{"version": 1, "tasks": [{"what": "find", "films": [1], "threshold": -5e300}]}',
        f'{{"version": 1, "tasks": [{{"what": "find", "films": [1], "threshold": 1{"0" * 400}}}]}}',
        '{"version": 1, "tasks": [{"what": "add", "paths": [7]}]}',
        '{"version": 1, "tasks": 7}',
        '{"version": 2, "tasks": [{"what": "caption", "rows": ["shot:1"], "batch": "b"}]}',
        '{"version": 2, "tasks": [{"what": "caption", "rows": ["clip:x"], "batch": "b"}]}',
        '{"version": 2, "tasks": [{"what": "caption", "rows": ["clip:1"], "batch": 7}]}',
        "[" * 100_000,
        "\x00\xff",
    ],
)
def test_that_a_damaged_file_is_passed_over_with_one_sentence(tmp_path: Path, text: str) -> None:
    (tmp_path / FILE).write_text(text, encoding="latin-1")
    pending, said = load(tmp_path, ALL)
    assert pending == Pending()
    assert FILE in said and "damaged" in said and said.count(". ") == 0


def test_that_a_file_of_the_first_version_is_read(tmp_path: Path) -> None:
    (tmp_path / FILE).write_text('{"version": 1, "tasks": [{"what": "check", "films": [3]}]}')
    assert load(tmp_path, ALL) == (Pending((Task("check", film=3),)), "")


def test_that_a_file_of_a_newer_version_is_passed_over_with_one_sentence(tmp_path: Path) -> None:
    (tmp_path / FILE).write_text('{"version": 3, "tasks": "otherwise"}')
    pending, said = load(tmp_path, ALL)
    assert pending == Pending() and "newer" in said


def test_that_what_cannot_be_read_or_written_is_said(tmp_path: Path) -> None:
    (tmp_path / FILE).mkdir()
    assert "Cannot read" in load(tmp_path, ALL)[1]
    with pytest.raises(WriteError, match=FILE):
        save(tmp_path, SOME)
    with pytest.raises(WriteError, match=FILE):
        save(tmp_path, Pending())
