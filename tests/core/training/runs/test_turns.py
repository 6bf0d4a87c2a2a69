from __future__ import annotations

import contextlib
import json
import os
import time
from collections.abc import Sequence
from pathlib import Path

import psutil
import pytest

from app.core import paths
from app.core.errors import WriteError
from app.core.training.folder import read_state
from app.core.training.model import StopRequest
from app.core.training.runs import turns
from app.core.training.runs.listing import delete_run
from app.core.training.runs.requests import request_stop
from app.core.training.runs.starting import RunError, start
from app.core.training.runs.turns import move_run, pause_queue, read_queue
from tests.core.training.runs.conftest import Maker
from tests.core.training.runs.makers import until, until_ended
from tests.standin import release

ONLY = ("cache_latents",)


def waiting() -> list[str]:
    return [Path(each.folder).name for each in read_queue().waiting]


def order(folders: Sequence[Path]) -> list[str]:
    """Return the names of runs that ran, in the order in which they began."""

    def began(folder: Path) -> float:
        found = read_state(folder).step("cache_latents")
        assert found is not None and found.began is not None
        return found.began

    return [each.name for each in sorted(folders, key=began)]


def test_that_runs_wait_in_order_and_the_order_can_be_changed(make: Maker, project: Path) -> None:
    folders = [make(number=n, steps=ONLY, gate="cache_latents") for n in (1, 2, 3, 4)]
    for folder in folders:
        start(folder)
    first, second, third, fourth = folders
    until(fourth, lambda state: state.queue_place == 2)
    assert until(second, lambda state: state.queue_place == 0).phase.startswith("waiting for")
    assert "which 001-lora uses" in read_state(second).phase
    assert read_queue().running[0].folder == str(first)
    assert waiting() == ["002-lora", "003-lora", "004-lora"]
    move_run(fourth, 0)
    until(fourth, lambda state: state.queue_place == 0)
    assert until(third, lambda state: state.queue_place == 2).phase == "2 runs are in front of it"
    release(project / "trainer")
    for folder in folders:
        assert until_ended(folder).state == "done"
    assert order(folders) == ["001-lora", "004-lora", "002-lora", "003-lora"]
    assert read_queue() == turns.Queue()


def test_that_runs_on_two_cards_do_not_wait_for_each_other(make: Maker, project: Path) -> None:
    first = make(steps=ONLY, gate="cache_latents")
    second = make(number=2, steps=ONLY, gpu=1, gate="cache_latents")
    start(first)
    start(second)
    for folder in (first, second):
        until(folder, lambda state: state.state == "running")
    release(project / "trainer")
    assert {until_ended(each).state for each in (first, second)} == {"done"}


def test_that_a_queue_that_is_paused_begins_nothing_and_ends_nothing(
    make: Maker, project: Path
) -> None:
    first = make(steps=ONLY, gate="cache_latents")
    second = make(number=2, steps=ONLY, gate="cache_latents")
    start(first)
    until(first, lambda state: state.state == "running")
    pause_queue(True)
    start(second)
    release(project / "trainer")
    assert until_ended(first).state == "done"
    until(second, lambda state: state.phase == "the queue is paused")
    time.sleep(1.2)
    assert read_state(second).state == "waiting" and read_queue().paused
    pause_queue(False)
    assert until_ended(second).state == "done"


def test_that_the_next_run_begins_when_one_fails(make: Maker, project: Path) -> None:
    first = make(steps=ONLY, gate="cache_latents", crash="cache_latents@2")
    start(first)
    until(first, lambda state: state.phase == "loading the VAE")
    second = make(number=2, steps=ONLY)
    start(second)
    until(second, lambda state: state.queue_place == 0)
    release(project / "trainer")
    assert until_ended(first).state == "failed"
    assert until_ended(second).state == "done"


def test_that_a_run_that_waits_can_be_taken_out(make: Maker, project: Path) -> None:
    first = make(steps=ONLY, gate="cache_latents")
    second = make(number=2, steps=ONLY, gate="cache_latents")
    start(first)
    until(first, lambda state: state.state == "running")
    start(second)
    with pytest.raises(RunError, match="waits for its turn"):
        delete_run(second)
    request_stop(second, StopRequest(how="now"))
    state = until_ended(second)
    assert state.state == "stopped" and "before it began" in state.kept
    assert {each.state for each in state.steps} == {"skipped"}
    assert waiting() == []
    release(project / "trainer")
    assert until_ended(first).state == "done"


@pytest.mark.parametrize(
    "text", ["", "{", "[]", '{"waiting": 5}', '{"waiting": [{"folder": 1}, null, {"gpu": "x"}]}']
)
def test_that_a_damaged_order_is_an_empty_one(text: str) -> None:
    folder = paths.settings_folder() / "training"
    folder.mkdir(parents=True)
    turns._file().write_text(text)
    assert read_queue() == turns.Queue()
    pause_queue(True)
    assert read_queue() == turns.Queue(paused=True)


@pytest.mark.skipif(os.name == "nt", reason="folders of a person's are always writable there")
def test_that_a_run_runs_where_the_order_cannot_be_kept(make: Maker) -> None:
    paths.settings_folder().mkdir(parents=True)
    (paths.settings_folder() / "training").write_text("a file where a folder must be")
    with pytest.raises(WriteError):
        pause_queue(True)
    folder = make(steps=ONLY)
    start(folder)
    assert until_ended(folder).state == "done"


def test_that_a_run_that_has_ended_goes_to_the_bin_and_no_other(
    make: Maker, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    binned: list[Path] = []
    monkeypatch.setattr("app.core.training.runs.listing.put_in_bin", binned.extend)
    folder = make(steps=ONLY, gate="cache_latents")
    start(folder)
    until(folder, lambda state: state.state == "running")
    with pytest.raises(RunError, match="still runs"):
        delete_run(folder)
    release(project / "trainer")
    until_ended(folder)
    end = time.monotonic() + 10
    while not binned:
        with contextlib.suppress(RunError):  # its supervisor is just leaving
            delete_run(folder)
        assert time.monotonic() < end
    assert binned == [folder]


def test_that_the_order_forgets_who_is_gone() -> None:
    gone = turns.Entry("/nowhere/runs/001-a", 0, 2**22, 5.0)
    turns.enter(gone)
    assert read_queue() == turns.Queue()
    move_run(Path("/nowhere/runs/002-b"), 3)
    assert "001-a" not in turns._file().read_text()


@pytest.mark.parametrize("pid", [-1, 10**30])
def test_that_an_order_with_numbers_that_no_process_has_is_read(pid: int) -> None:
    entry = {"folder": "/a", "gpu": 0, "pid": pid, "pid_began": 1.0}
    turns._folder().mkdir(parents=True, exist_ok=True)
    turns._file().write_text(json.dumps({"waiting": [entry], "running": [entry]}))
    assert read_queue() == turns.Queue()
    pause_queue(False)


def test_that_a_folder_whose_name_is_no_text_keeps_its_place() -> None:
    me = psutil.Process()
    entry = turns.Entry("/runs/\udcff", 0, me.pid, me.create_time())
    turns.enter(entry)
    assert read_queue().waiting == (entry,)
    turns.leave(entry)
