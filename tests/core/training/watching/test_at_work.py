"""Which projects a training runs of."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from app.core.training.runs.turns import Entry, enter, leave
from app.core.training.watching.at_work import at_work_in
from tests.run_folders import Kind, Recipe, write_run


@pytest.fixture
def queued(tmp_path: Path) -> Iterator[list[Entry]]:
    entries: list[Entry] = []
    yield entries
    for entry in entries:
        leave(entry)


def put(entries: list[Entry], folder: Path) -> None:
    me = psutil.Process()
    entries.append(Entry(str(folder), 0, me.pid, me.create_time()))
    enter(entries[-1])


@pytest.mark.parametrize(
    ("kind", "words", "running"),
    [
        ("half", "training 50 %", True),
        ("caching", "training", True),
        ("waiting", "waits for its turn", False),
    ],
)
def test_that_a_project_says_how_its_training_is(
    tmp_path: Path, queued: list[Entry], kind: Kind, words: str, running: bool
) -> None:
    mine, other = tmp_path / "mine", tmp_path / "other"
    put(queued, write_run(mine, kind, Recipe(every=200)))
    (found,) = at_work_in([other, mine]).items()
    assert (found[0], found[1].words, found[1].running) == (mine, words, running)
    assert at_work_in([other]) == {}


def test_that_neither_an_ended_run_nor_a_test_of_checkpoints_is_a_training(
    tmp_path: Path, queued: list[Entry]
) -> None:
    done = write_run(tmp_path / "mine", "finished", Recipe(every=200))
    put(queued, done)
    put(queued, done / "tests" / "001-all")
    assert at_work_in([tmp_path / "mine"]) == {}


def test_that_a_project_is_known_by_another_of_its_paths(
    tmp_path: Path, queued: list[Entry]
) -> None:
    put(queued, write_run(tmp_path / "mine", "half", Recipe(every=200)))
    link = tmp_path / "link"
    try:
        link.symlink_to(tmp_path / "mine", target_is_directory=True)
    except OSError:
        pytest.skip("no links here")
    assert [*at_work_in([link])] == [link]
