"""A pipe in the place of a file that the program keeps: nothing waits for it."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from app.core import settings
from app.core.cache import Cache
from app.core.errors import AppError
from app.core.export.manifest import Manifest
from app.core.importing.clip_folder import read_captions
from app.core.importing.dataset_file import is_dataset_file
from app.core.importing.segments import read_project
from app.core.library import pending
from app.core.planner.costs import measured
from app.core.training.runs import turns
from app.core.training.watching.log_index import LogIndex

pytestmark = [
    pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes with names"),
    pytest.mark.timeout(20),
]

READERS: dict[str, Callable[[Path], object]] = {
    "settings.json": lambda path: settings.load(path.parent),
    measured.FILE: lambda path: measured.load_runs(path.parent),
    pending.FILE: lambda path: pending.load(path.parent, ()),
    "manifest.json": lambda path: Manifest.load(path.parent),
    "dataset.toml": is_dataset_file,
    "a.llc": read_project,
    "train.log": lambda path: LogIndex(path).update().read([0]),  # type: ignore[arg-type]
    "kind/ab/abcd": lambda path: Cache(path.parents[2]).load("kind", "abcd"),
}


@pytest.mark.parametrize("name", READERS)
def test_that_nothing_waits_for_a_pipe(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.parent.mkdir(parents=True, exist_ok=True)
    os.mkfifo(path)
    try:
        READERS[name](path)
    except AppError as error:
        assert str(path) in str(error)


def test_that_the_queue_of_runs_does_not_wait_for_a_pipe() -> None:
    turns._file().parent.mkdir(parents=True)
    os.mkfifo(turns._file())
    assert turns.read_queue() == turns.Queue()


def test_that_a_caption_that_is_a_pipe_is_left_out(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.txt")
    texts, _, troubles = read_captions([tmp_path / "a.txt"])
    assert texts == {}
    assert len(troubles) == 1
