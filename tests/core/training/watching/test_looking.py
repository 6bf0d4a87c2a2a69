"""All runs of a project at a look."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

from app.core.training.folder import STATE_FILE, read_state
from app.core.training.watching.looking import Looker
from tests.run_folders import Recipe, ten_runs, write_run

FEW = Recipe(every=500)


def test_that_a_project_without_runs_has_none(tmp_path: Path) -> None:
    look = Looker(tmp_path).look()
    assert (look.runs, look.live, look.running, look.shown) == ((), (), None, None)


def test_that_the_run_that_runs_comes_before_those_that_wait(tmp_path: Path) -> None:
    runs = ten_runs(tmp_path)
    waiting = write_run(tmp_path, "waiting", FEW)
    look = Looker(tmp_path).look(runs[2])
    assert look.runs == (*runs, waiting)
    assert look.live == (runs[-1], waiting)
    assert look.running is not None and look.running.folder == runs[-1]
    assert look.shown is not None and look.shown.state.state == "stopped"


def test_that_the_end_of_a_run_is_told_once(tmp_path: Path) -> None:
    folder = write_run(tmp_path, "half", FEW)
    looker = Looker(tmp_path)
    assert looker.look().ended == ()
    state = replace(read_state(folder), state="done")
    (folder / STATE_FILE).write_text(state.to_json(), encoding="utf-8")
    look = looker.look()
    assert [each.state.state for each in look.ended] == ["done"] and look.running is None
    assert looker.look().ended == ()


def test_that_a_run_that_was_deleted_is_gone(tmp_path: Path) -> None:
    folder = write_run(tmp_path, "half", FEW)
    looker = Looker(tmp_path)
    looker.look(folder)
    shutil.rmtree(folder)
    look = looker.look(folder)
    assert (look.runs, look.shown, look.ended) == ((), None, ())


def test_that_a_run_whose_folder_went_while_it_trains_is_lost_until_it_is_back(
    tmp_path: Path,
) -> None:
    folder = write_run(tmp_path, "half", FEW)
    looker, away = Looker(tmp_path), tmp_path / "away"
    assert looker.look().lost == ()
    folder.rename(away)
    assert [looker.look().lost for _ in range(2)] == [(folder,)] * 2
    away.rename(folder)
    look = looker.look()
    assert (look.lost, look.live) == ((), (folder,))
