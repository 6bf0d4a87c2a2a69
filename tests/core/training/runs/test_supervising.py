from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path

import psutil
import pytest

from app.core.own_program import own_program
from app.core.training.folder import log_file, read_state
from app.core.training.model import Point, Run, StepName, StopRequest
from app.core.training.progress.summary import Summary
from app.core.training.runs.diary import Diary
from app.core.training.runs.judging import judge
from app.core.training.runs.life import state_of
from app.core.training.runs.listing import list_runs
from app.core.training.runs.members import MARK, mark_of
from app.core.training.runs.own_words import SUPERVISE
from app.core.training.runs.requests import request_stop
from app.core.training.runs.starting import RunError, start
from tests.core.training.runs.conftest import Maker
from tests.core.training.runs.makers import until, until_ended
from tests.standin import alive, began, release, until_nobody
from tests.trainer_logs import log

_KILLED = "said nothing" if sys.platform == "win32" else "memory"  # there nobody says who did it
_AS_ONE = 1 if sys.platform == "win32" else 2  # a supervisor, elsewhere with its guard


def test_that_a_run_goes_through_its_steps_and_leaves_all_its_files(
    make: Maker, project: Path
) -> None:
    folder = make(seconds_per_step=0.02)
    start(folder)
    state = until_ended(folder)
    assert (state.state, state.trouble, state.kept) == ("done", "", "")
    assert [(each.name, each.state, each.code, each.done) for each in state.steps] == [
        ("check", "skipped", None, None),
        ("cache_latents", "done", 0, 31),
        ("cache_text", "done", 0, 31),
        ("train", "done", 0, 62),
    ]
    assert state.point is not None and (state.point.step, state.point.epoch) == (62, 2)
    names = {path.name for path in (folder / "output").iterdir()}
    assert names == {"lora-000001.safetensors", "lora.safetensors"}
    assert list((folder / "logs").rglob("events.out.*"))
    for line in (folder / "pace.jsonl").read_text().splitlines():
        moment, done, loss, seconds = json.loads(line)
        assert time.time() - 60 < moment <= time.time() and 1 <= done <= 62
        assert 0 < loss < 1 and (seconds is None or 0 < seconds < 1)
    assert not alive(project / "trainer")


def test_that_the_log_is_what_the_trainer_printed(make: Maker) -> None:
    folder = make(steps=("cache_latents",), replay={"cache_latents": "01_latents"})
    start(folder)
    assert until_ended(folder).state == "done"
    assert log_file(folder, "cache_latents").read_bytes() == log("01_latents")


def test_that_a_running_run_says_how_far_it_is(make: Maker, project: Path) -> None:
    folder = make(gate="train@40", seconds_per_step=0.001)
    start(folder)
    state = until(folder, lambda state: state.point and state.point.step == 32)  # its last bar
    assert (state.state, state.phase) == ("running", "training")
    train = state.step("train")
    assert train is not None and train.state == "running" and train.total == 62
    assert psutil.Process(train.pid).environ()[MARK] == mark_of(folder)
    before = state.heartbeat
    assert until(folder, lambda state: state.heartbeat > before).heartbeat < before + 3
    release(project / "trainer")
    assert until_ended(folder).state == "done"


def test_that_a_failed_step_ends_the_run_with_a_sentence(make: Maker) -> None:
    folder = make(crash="cache_text@3")
    start(folder)
    state = until_ended(folder)
    assert state.state == "failed" and "told to crash" in state.trouble
    states = {each.name: each.state for each in state.steps}
    assert states == {
        "check": "skipped", "cache_latents": "done", "cache_text": "failed", "train": "skipped",
    }  # fmt: skip
    assert state.kept == "No checkpoint was written."  # and what was cached is made again
    assert "RuntimeError: the stand-in was told to crash" in state.last_words


@pytest.mark.parametrize(
    ("how", "words"),
    [
        ({"replay": {"cache_latents": "f33_empty_dir"}}, "nothing was cached"),
        ({"steps": ("train",), "die_at_byte": 2000}, _KILLED),
        ({"steps": ("train",), "full_disk": "train@31"}, "disk|space"),
    ],
)
def test_that_it_is_no_success_without_what_it_was_for(
    make: Maker, how: dict[str, object], words: str
) -> None:
    folder = make(**how)
    start(folder)
    state = until_ended(folder)
    assert state.state == "failed"
    assert any(word in state.trouble for word in words.split("|")), state.trouble


@pytest.mark.parametrize(
    ("name", "summary", "words"),
    [
        ("cache_latents", Summary("cache_latents"), "nothing was cached of 31 samples"),
        ("cache_text", Summary("cache_text"), "nothing was cached of 31 samples"),
        ("cache_text", Summary("cache_text", done=3), ""),
        ("train", Summary("train"), "not one step was trained"),
        ("train", Summary("train", point=Point(steps=62)), "not one step was trained"),
        ("train", Summary("train", point=Point(step=61, steps=62)), "after 61 of 62 steps"),
        ("train", Summary("train", point=Point(step=62, steps=62)), ""),
        ("check", Summary("check"), ""),
        ("smoke", Summary("smoke"), "The smoke test ended without an error, but not one step"),
        ("smoke", Summary("smoke", point=Point(step=2, steps=2)), ""),
    ],
)
def test_that_a_code_of_0_alone_is_no_success(name: StepName, summary: Summary, words: str) -> None:
    said = judge(name, 0, summary, Run(samples=31))
    assert (words in said.sentence) if said is not None else not words


def test_that_an_unknown_failure_is_said_with_its_last_words() -> None:
    summary = Summary("train", last_words=("loading", "it went wrong"))
    said = judge("train", 3, summary, Run())
    assert said is not None
    assert said.sentence.startswith('Training ended with code 3: "it went wrong"')
    signalled = judge("smoke", -4, Summary("smoke"), Run())
    assert signalled is not None and "by signal 4" in signalled.sentence


def test_that_training_on_fewer_samples_than_planned_is_said(make: Maker) -> None:
    folder = make(steps=("train",), samples=12)
    start(folder)
    state = until_ended(folder)
    assert state.state == "done"
    assert any("12" in each and "31" in each for each in state.warnings), state.warnings


def test_that_a_flood_of_output_is_taken_and_does_not_stop_the_heartbeat(make: Maker) -> None:
    folder = make(steps=("train",), output_bytes=40_000_000, seconds_per_step=0.02)
    start(folder)
    beats = {until(folder, lambda state: state.state == "running").heartbeat}
    while not (state := read_state(folder)).ended:
        beats.add(state.heartbeat)
        time.sleep(0.05)
    assert state.state == "done" and state.point is not None and state.point.step == 62
    assert max(b - a for a, b in zip(sorted(beats), sorted(beats)[1:], strict=False)) < 5
    assert log_file(folder, "train").stat().st_size > 40_000_000


def test_that_a_run_can_be_started_only_once(make: Maker) -> None:
    folder = make(gate="cache_latents")
    start(folder)
    with pytest.raises(RunError, match="started already"):
        start(folder)
    with psutil.Popen(own_program(SUPERVISE, str(folder)), stdin=None) as second:
        second.wait(20)  # it splits off, finds the lock held, and says so
    said = folder / "log" / "supervisor.log"
    end = time.monotonic() + 20
    while "Another process supervises this run." not in said.read_text():
        assert time.monotonic() < end
        time.sleep(0.05)
    while len(_supervisors(folder)) > _AS_ONE:
        assert time.monotonic() < end
        time.sleep(0.05)
    state = read_state(folder)
    step = state.step("cache_latents")
    assert state.state == "running" and step is not None and step.pid is not None
    time.sleep(0.5)  # what was killed would be told by then
    assert psutil.Process(step.pid).status() != psutil.STATUS_ZOMBIE
    assert read_state(folder).state == "running"


def _supervisors(folder: Path) -> list[psutil.Process]:
    found = psutil.process_iter(["cmdline"])
    return [each for each in found if str(folder) in (each.info["cmdline"] or ())]


def test_that_what_is_no_run_is_not_started(tmp_path: Path) -> None:
    with pytest.raises(RunError, match="no run that can be read"):
        start(tmp_path)


def test_that_helpers_of_a_step_that_ended_do_not_stay(make: Maker, project: Path) -> None:
    folder = make(steps=("cache_latents",), children=1, daemons=1, ignore_signals=True)
    start(folder)
    assert until_ended(folder).state == "done"
    assert {role for role, _ in began(project / "trainer")} >= {"child", "daemon"}
    assert not alive(project / "trainer")


def test_that_the_supervisor_is_light(make: Maker) -> None:
    folder = make(gate="train@5")
    start(folder)
    until(folder, lambda state: (step := state.step("train")) and step.state == "running")
    process = psutil.Process(read_state(folder).pid)
    assert process.memory_info().rss < 40e6
    if sys.platform.startswith("linux"):
        loaded = {Path(each.path).name for each in process.memory_maps()}
        assert not [name for name in loaded if "Qt" in name or "cv2" in name or "avcodec" in name]


def test_that_a_command_that_is_no_program_is_said(make: Maker) -> None:
    folder = make(steps=("train",), launch=False)
    text = (folder / "run.json").read_text()
    value = json.loads(text)
    value["commands"][0]["argv"][0] = str(folder / "python")
    (folder / "run.json").write_text(json.dumps(value))
    start(folder)
    state = until_ended(folder)
    assert state.state == "failed" and "it does not exist" in state.trouble


@pytest.mark.skipif(sys.platform == "win32", reason="a session is Unix's")
def test_that_a_run_is_in_no_session_of_ours(make: Maker, project: Path) -> None:
    folder = make(gate="train@5")
    pid = start(folder).pid
    assert pid is not None
    assert os.getsid(pid) != os.getsid(0)
    assert psutil.Process(pid).parent().ppid() != os.getpid()  # type: ignore[union-attr]
    release(project / "trainer")
    until_ended(folder)


def test_that_the_list_of_runs_is_the_newest_first(make: Maker, project: Path) -> None:
    first = make(number=1, steps=("cache_latents",))
    start(first)
    until_ended(first)
    second = make(number=2, gate="cache_latents")
    start(second)
    until(second, lambda state: state.state == "running")
    (project / "runs" / "003-damaged").mkdir()
    (project / "runs" / "003-damaged" / "run.json").write_text("{{{")
    (project / "runs" / "004-half").mkdir()
    found = list_runs(project)
    assert [each.folder.name for each in found] == ["003-damaged", "002-lora", "001-lora"]
    assert [each.state.state for each in found] == ["dead", "running", "done"]
    assert (found[0].run.id, found[2].run.name) == ("003-damaged", "lora")
    release(project / "trainer")
    until_ended(second)
    until_nobody(project / "trainer")


def test_that_a_run_that_has_ended_is_not_supervised_again(make: Maker, project: Path) -> None:
    folder = make(steps=("cache_latents",))
    start(folder)
    state = until_ended(folder)
    there = len(began(project / "trainer"))
    with psutil.Popen(own_program(SUPERVISE, str(folder)), stdin=None) as second:
        second.wait(20)  # as one that has waited for the lock until now
    said = folder / "log" / "supervisor.log"
    end = time.monotonic() + 20
    while "Another process supervises this run." not in said.read_text():
        assert time.monotonic() < end
        time.sleep(0.05)
    assert read_state(folder) == state
    assert len(began(project / "trainer")) == there


@pytest.mark.skipif(os.name == "nt", reason="Windows does not move a folder that is in use")
def test_that_a_run_whose_folder_is_moved_tells_and_hears_where_it_is_now(
    make: Maker, project: Path
) -> None:
    folder = make(gate="train@40", steps=("train",))
    start(folder)
    until(folder, lambda state: state.phase == "training")
    moved = folder.rename(folder.with_name("001-moved"))
    before = time.time()
    state = until(moved, lambda state: state.heartbeat > before)
    assert str(folder) in state.warnings[0]
    assert not folder.exists(), "nothing is made where it was"
    request_stop(moved, StopRequest(how="now"))
    assert until_ended(moved).state == "stopped"
    assert not alive(project / "trainer")


@pytest.mark.parametrize("damage", ["gone", "rubbish"])
def test_that_a_run_whose_state_is_lost_is_not_trained_over_itself(
    make: Maker, project: Path, damage: str
) -> None:
    folder = make(seconds_per_step=0.001)
    start(folder)
    until_ended(folder)
    if damage == "gone":
        (folder / "state.json").unlink()
    else:
        (folder / "state.json").write_text("{")
    files = {path: path.stat().st_mtime_ns for path in (folder / "output").iterdir()}
    times = len(began(project / "trainer"))
    with pytest.raises(RunError, match="was started already"):
        start(folder)
    supervise = own_program(SUPERVISE, str(folder))
    with psutil.Popen(supervise) as process:
        process.wait(20)
    time.sleep(0.5)
    assert len(began(project / "trainer")) == times
    assert {path: path.stat().st_mtime_ns for path in (folder / "output").iterdir()} == files
    run = json.loads((folder / "run.json").read_text())
    (folder / "run.json").write_text(json.dumps({**run, "created": 1.0}))
    state = state_of(folder)
    assert state.state == "dead" and "state.json is gone or damaged" in state.trouble


def test_that_a_clock_that_is_set_back_leaves_no_hole_in_the_pace(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    diary = Diary(tmp_path, Run(id="001-a", name="a", project="p", created=1.0))
    diary.pace(Point(step=1, steps=9, loss=0.5))
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now - 3600)
    time.sleep(1.1)
    diary.pace(Point(step=2, steps=9, loss=0.5))
    rows = [json.loads(line) for line in (tmp_path / "pace.jsonl").read_text().splitlines()]
    assert [row[1] for row in rows] == [1, 2]
