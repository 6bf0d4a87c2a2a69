"""The folders that tests of runs are about can be read as what they are meant to be."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.core.training.folder import log_file, read_run, read_state, run_folders
from tests.run_folders import KINDS, Kind, Recipe, ten_runs, write_run


@pytest.mark.parametrize("kind", KINDS)
def test_that_a_run_of_each_kind_can_be_read(tmp_path: Path, kind: Kind) -> None:
    folder = write_run(tmp_path, kind, Recipe(every=100))
    run, state = read_run(folder), read_state(folder)
    assert run is not None and run.id == folder.name and run.total_steps == 53_900
    assert state.state == KINDS[kind][0]
    assert [each.name for each in state.steps] == list(run.steps)
    if kind == "half":
        assert state.point is not None and state.point.step == 27_220
        assert b"27220/53900" in log_file(folder, "train").read_bytes()
        assert len(list((folder / "output").iterdir())) == 25


def test_that_ten_runs_are_listed_in_their_order(tmp_path: Path) -> None:
    made = ten_runs(tmp_path)
    assert run_folders(tmp_path) == made
