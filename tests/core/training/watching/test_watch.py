"""What a window shows of a run, in words."""

from __future__ import annotations

import json
import os
import time
from dataclasses import replace
from pathlib import Path

import psutil
import pytest

from app.core.training.folder import GPU_FILE, PACE_FILE, RUN_FILE, STATE_FILE, read_run, read_state
from app.core.training.model import (
    Command,
    Point,
    Run,
    RunState,
    StepName,
    StepState,
    StopRequest,
)
from app.core.training.progress.trouble import trouble_of
from app.core.training.recipe.presets import read_preset, title_of
from app.core.training.runs import turns
from app.core.training.runs.diary import Diary
from app.core.training.watching.cures import cures_of
from app.core.training.watching.endings import saved_step, what_would_be_lost
from app.core.training.watching.heads import bar_line, said_of
from app.core.training.watching.history import differences, history, settings_of
from app.core.training.watching.steps import step_cards
from app.core.training.watching.tiles import Price, price_of, speed, tiles
from app.core.training.watching.view import RunView
from app.core.training.watching.watch import RunWatch
from tests.run_folders import KEPT, KINDS, TROUBLE, Kind, Recipe, ten_runs, write_run

FEW = Recipe(every=200)
ROOT = "C:/" if os.name == "nt" else "/"
CACHING: tuple[StepName, ...] = ("cache_latents", "cache_text")


def view_of(project: Path, kind: Kind, **given: object) -> RunView:
    return RunWatch(write_run(project, kind, FEW, **given)).poll()  # type: ignore[arg-type]


def cards(view: RunView) -> dict[str, tuple[str, str, str]]:
    return {each.name: (each.mark, each.words, each.left) for each in view.steps}


def tile(view: RunView, key: str) -> tuple[str, str, str]:
    found = next(each for each in view.tiles if each.key == key)
    assert found.tip or not found.value
    return found.value, found.note, found.tone


def changed(folder: Path, **changes: object) -> RunView:
    """Let the supervisor write another state."""
    state = replace(read_state(folder), **changes)  # type: ignore[arg-type]
    (folder / STATE_FILE).write_text(state.to_json(), encoding="utf-8")
    return RunWatch(folder).poll()


# ------------------------------------------------------------------------------------- running


def test_that_a_run_half_through_says_how_far_it_is_and_when_it_is_done(tmp_path: Path) -> None:
    view = view_of(tmp_path, "half")
    assert view.head.title == "001 ghibli_wan14b_v02"
    assert view.head.about.startswith("1,078 samples · 1,078 steps per epoch · started ")
    assert (view.head.state, view.head.tone) == ("running", "info")
    assert cards(view) == {
        "check": ("done", "0:02", ""),
        "cache_latents": ("done", "718 / 718 · 14:20", ""),
        "cache_text": ("done", "360 / 360 · 1:05", ""),
        "train": ("running", "epoch 26 of 50 · step 27,220 of 53,900", "3 d 13 h left"),
    }
    assert view.steps[-1].fraction == pytest.approx(0.505, abs=1e-3)
    value, note, _ = tile(view, "time")
    assert value == "3 d 13 h" and note.startswith("done ")
    assert tile(view, "speed") == ("11.5 s/it", "plan said 11.6", "text")
    value, note, tone = tile(view, "memory")
    assert value.startswith("20.") and value.endswith(" GiB")
    assert (note, tone) == ("of 24 · no spill", "text")
    assert tile(view, "card") == ("71 °C", "98 % busy", "text")
    assert view.bar.title == "Training 001 ghibli_wan14b_v02"
    assert view.bar.words == "epoch 26 of 50 · 3 d 13 h left"
    assert view.bar.fraction == pytest.approx(0.505, abs=1e-3)
    assert view.bar.aside == "runs on when this window is closed"
    assert view.ending is None and view.live and view.running
    assert "27220/53900" in view.tail.lines[-1]


def test_that_caching_counts_against_what_the_plan_said(tmp_path: Path) -> None:
    view = view_of(tmp_path, "caching")
    mark, words, left = cards(view)["cache_latents"]
    assert mark == "running" and words.startswith("445 / 718 · 8:5") and left.endswith(" left")
    assert cards(view)["train"] == ("waiting", "waiting", "")
    assert view.bar.words == "Cache latents 445 of 718"
    assert tile(view, "time")[:2] == ("≈ 7 d 6 h", "training, by the plan")
    assert tile(view, "speed")[:2] == ("–", "plan said 11.6")
    assert view.tail.path is not None and view.tail.path.name == "cache_latents.log"


def test_that_what_happens_between_the_steps_is_said(tmp_path: Path) -> None:
    folder = write_run(tmp_path, "first", FEW)
    view = changed(folder, phase="sampling prompt 2 of 2")
    assert cards(view)["train"][1].endswith(" · sampling prompt 2 of 2")
    view = changed(folder, phase="loading the model", point=None)
    assert cards(view)["train"][1] == "loading the model"


def test_that_memory_that_spills_and_slowness_stand_out(tmp_path: Path) -> None:
    folder = write_run(tmp_path, "half", FEW)
    line = json.dumps([time.time(), 24_500, 23_600, 3_200, 88, 41])
    with (folder / GPU_FILE).open("a") as file:
        file.write(f"{line}\nhalf a li")
    point = read_state(folder).point
    assert point is not None
    view = changed(folder, point=replace(point, seconds_per_step=29.0))
    assert tile(view, "memory")[1:] == ("of 24 · spills 3.1", "bad")
    assert tile(view, "speed") == ("29.0 s/it", "plan said 11.6", "warn")
    assert tile(view, "card") == ("88 °C", "41 % busy", "warn")


def test_that_figures_of_the_card_are_not_shown_when_they_are_old(tmp_path: Path) -> None:
    folder = write_run(tmp_path, "half", FEW)
    later = time.time() + 3_600
    view = RunWatch(folder, clock=lambda: later).poll()
    assert tile(view, "card")[0] == "–"


def test_that_cost_so_far_is_said_where_an_hour_has_a_price(tmp_path: Path) -> None:
    watch = RunWatch(write_run(tmp_path, "half", FEW))
    assert tile(watch.poll(), "taken")[:2] == ("3 d 15 h", "")
    value, note, _ = tile(watch.poll(Price(0.5, "$")), "taken")
    assert value == "3 d 15 h" and note.startswith("43.6") and note.endswith(" $ so far")
    watch = RunWatch(write_run(tmp_path, "finished", Recipe(epochs=1, every=50)))
    assert tile(watch.poll(), "taken")[:2] == ("", "")
    assert tile(watch.poll(Price(0.5, "$")), "taken")[:2] == ("", "1.86 $")


@pytest.mark.parametrize(
    ("text", "price"),
    [
        ("0.45 €", Price(0.45, "€")),
        ("$0,50", Price(0.5, "$")),
        ("1 200 ₩", Price(1200.0, "₩")),
        ("2", Price(2.0, "")),
        ("", Price()),
        ("nothing", Price()),
        ("-3 €", Price()),
    ],
)
def test_that_a_price_is_read_as_people_write_it(text: str, price: Price) -> None:
    assert price_of(text) == price


def test_that_a_stop_that_was_asked_for_is_said_until_it_is_done(tmp_path: Path) -> None:
    folder = write_run(tmp_path, "half", FEW, stop=StopRequest(how="checkpoint"))
    view = RunWatch(folder).poll()
    assert view.head.state == "stopping"
    assert view.stopping == "It stops when the next checkpoint is written."
    soon = time.time() + 60
    view = changed(folder, stop=StopRequest(how="at", at=soon))
    clock = time.strftime("%H:%M", time.localtime(soon))
    assert view.stopping.startswith("It stops ") and view.stopping.endswith(f"{clock}.")


def test_that_each_look_reads_what_came_since(tmp_path: Path) -> None:
    folder = write_run(tmp_path, "first", FEW)
    watch = RunWatch(folder)
    before = watch.poll()
    with (folder / "log" / "train.log").open("ab") as file:
        file.write(b"\nepoch 2/50\n")
    assert watch.poll().tail.lines[-1] == "epoch 2/50" != before.tail.lines[-1]


# --------------------------------------------------------------------------------------- ended


def test_that_a_failure_says_why_and_offers_cures(tmp_path: Path) -> None:
    view = view_of(tmp_path, "failed")
    assert view.ending is not None and view.ending.sentence == TROUBLE
    assert view.ending.words[-1].startswith("torch.OutOfMemoryError")
    assert [each.kind for each in view.ending.cures] == ["set", "ladder", "recipe", "again", "log"]
    assert view.ending.cures[0].label == "Set blocks_to_swap to 26"
    assert view.ending.cures[0].values == {"train.blocks_to_swap": 26}
    assert view.ending.cures[2].target == "train.blocks_to_swap"
    assert cards(view)["train"][0] == "failed"
    assert not view.live and view.bar.words == "failed"
    assert tile(view, "memory")[:2] == ("20.1 GiB", "when last measured")


def test_that_a_failure_of_which_nothing_is_known_has_the_words_of_its_log(tmp_path: Path) -> None:
    folder = write_run(tmp_path, "failed", FEW)
    view = changed(folder, trouble="", last_words=())
    assert view.ending is not None
    assert view.ending.sentence.startswith("The step Train ended with exit code 1")
    assert view.ending.words[-1].startswith("torch.OutOfMemoryError")


@pytest.mark.parametrize(
    ("words", "kinds", "target"),
    [
        (f"FileNotFoundError: [Errno 2] No such file or directory: '{ROOT}data/a b/model.pt'",
         ["models", "file", "again", "log"], f"{ROOT}data/a b/model.pt"),
        ("ValueError: vae checkpoint is required", ["models", "again", "log"], ""),
        (f"FileNotFoundError: Tried to find {ROOT}m/state but folder does not exist",
         ["recipe", "file", "again", "log"], f"{ROOT}m/state"),
        ("ValueError: DiT weights are in fp16, mixed precision must be fp16",
         ["set", "recipe", "again", "log"], ""),
        ("ModuleNotFoundError: No module named 'accelerate'", ["setup", "again", "log"], ""),
        ("toml.decoder.TomlDecodeError: Unbalanced quotes (line 13 column 1 char 2)",
         ["check", "again", "log"], ""),
        ("wan_train_network.py: error: unrecognized arguments: --task t2v-99B",
         ["recipe", "again", "log"], ""),
        ("KeyboardInterrupt", ["again", "log"], ""),
        ("RuntimeError: nobody knows this one", ["again", "log"], ""),
    ],
)  # fmt: skip
def test_that_the_cures_suit_what_went_wrong(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: str, kinds: list[str], target: str
) -> None:
    monkeypatch.chdir(tmp_path)
    diary = Diary(tmp_path, Run(steps=("train",)))
    said = "Traceback (most recent call last):\n" + words
    trouble = trouble_of(said, "train", code=1)
    assert trouble is not None
    diary.note_trouble(trouble)
    found = cures_of(RunState.read(diary.state.to_json()))
    assert [each.kind for each in found] == kinds, trouble
    assert [each.target for each in found if each.kind == "file"] == [target] * bool(target)


def test_that_a_stopped_run_says_what_was_kept(tmp_path: Path) -> None:
    view = view_of(tmp_path, "stopped", ended_ago=90_000.0)
    assert view.ending is not None
    assert view.ending.sentence.endswith(KEPT)
    assert "in epoch 20 of 50 after step 20,482" in view.ending.sentence
    assert tile(view, "time")[0] == "2 d 18 h"


def test_that_a_finished_run_says_how_long_it_took(tmp_path: Path) -> None:
    view = view_of(tmp_path, "finished")
    assert cards(view)["train"] == ("done", "50 epochs · 53,900 steps · 7 d 4 h", "")
    assert view.ending is not None
    assert view.ending.sentence.endswith(" after 7 d 4 h: 50 epochs, 53,900 steps.")


def test_that_a_run_whose_supervisor_is_gone_is_dead_with_its_last_words(tmp_path: Path) -> None:
    view = view_of(tmp_path, "dead")
    assert view.state.state == "dead" and not view.live
    assert view.ending is not None and view.ending.title == "Dead"
    assert "Nothing was heard of it since" in view.ending.sentence
    assert "step 12,128" in view.ending.sentence
    assert view.ending.words[-1].startswith("steps 12128/53900 · avr_loss=")
    assert cards(view)["train"][0] == "failed"
    now = time.time()
    took = next(each for each in view.tiles if each.key == "time")
    assert took.value == "1 d 15 h" and now - view.state.heartbeat > 3 * 3_600 - 5


def test_that_a_run_in_the_queue_says_how_many_are_before_it(tmp_path: Path) -> None:
    view = view_of(tmp_path, "waiting", queue_place=2)
    assert view.ending is not None
    assert view.ending.sentence == "2 runs are in front of it in the queue."
    assert view.live and not view.running
    assert cards(view)["check"] == ("waiting", "waiting", "")
    assert view.bar.words == "waits for its turn"
    assert tile(view, "time")[1] == "waits for its turn"


def test_that_a_run_in_the_queue_says_what_has_the_gpu(tmp_path: Path) -> None:
    running, me = write_run(tmp_path, "half", FEW), psutil.Process()
    entry = turns.Entry(str(running), 0, me.pid, me.create_time())
    with turns.turn(entry, lambda _: True) as mine:
        assert mine
        view = view_of(tmp_path, "waiting")
    assert view.ending is not None
    assert view.ending.sentence == (
        "It is the next one in the queue: it begins when the GPU is free. Now the GPU has "
        "001 ghibli_wan14b_v02 · Ghibli (epoch 26 of 50 · 3 d 13 h left)."
    )


@pytest.mark.parametrize("kind", KINDS)
def test_that_what_is_missing_or_broken_is_no_fault(tmp_path: Path, kind: Kind) -> None:
    folder = write_run(tmp_path, kind, FEW)
    for name in (GPU_FILE, PACE_FILE, STATE_FILE, RUN_FILE):
        (folder / name).write_bytes(b"\x00{[")
        view = RunWatch(folder).poll()
        assert view.head.title
    assert RunWatch(tmp_path / "none").poll().head.title == "none"


# ------------------------------------------------------------------------------------- stopping


def test_that_a_stop_says_what_it_loses() -> None:
    train = StepState(name="train", state="running", began=1.0)
    point = Point(epoch=9, epochs=50, step=9_412, steps=53_900, seconds_per_step=11.5)
    state = RunState(state="running", steps=(train,), point=point)
    said = what_would_be_lost(state, saved=8_624)
    assert "of step 8,624, is lost: 788 steps, 2.5 h of work" in said
    assert "no checkpoint was written yet, is lost: 9,412 steps" in what_would_be_lost(state)
    assert what_would_be_lost(state, saved=9_412).startswith("Nothing is lost")


def test_that_a_stop_while_caching_says_whether_that_is_made_again() -> None:
    latents = StepState(name="cache_latents", state="running", began=1.0)
    state = RunState(state="running", steps=(latents, StepState(name="cache_text")))
    plain = Command("cache_latents", ("python", "wan_cache_latents.py"))
    skips = [Command(step, ("python", "--skip_existing")) for step in CACHING]
    said = what_would_be_lost(state, commands=(plain, skips[1]))
    assert said.startswith("Latents that are cached by now are made again") and "Capt" not in said
    assert what_would_be_lost(state, commands=skips).startswith("Nothing is lost")
    text = StepState(name="cache_text", state="running", began=2.0)
    later = RunState(state="running", steps=(replace(latents, state="done"), text))
    said = what_would_be_lost(later, commands=(skips[0],))
    assert said.startswith("Captions that are cached") and "Latents" not in said


def test_that_only_checkpoints_of_the_run_itself_count_as_saved(tmp_path: Path) -> None:
    view = RunWatch(write_run(tmp_path, "half", FEW)).poll()
    assert view.run is not None
    newest = max(each.step or 0 for each in view.results.checkpoints)
    assert saved_step(view) == newest
    on = replace(view, run=replace(view.run, steps_before=100))
    assert saved_step(on) == newest - 100
    assert saved_step(replace(view, folder=tmp_path / "later")) is None


def test_that_a_check_says_how_far_it_is_and_then_only_how_long_it_took() -> None:
    step = StepState(name="check", state="running", began=1.0, done=46, total=100)
    run = Run(id="001-a", name="a", steps=("check",))
    card = step_cards(run, RunState(state="running", steps=(step,)), 3.0)[0]
    assert card.words == "46 % · 0:02"
    done = replace(step, state="done", ended=5.0)
    assert step_cards(run, RunState(state="running", steps=(done,)), 9.0)[0].words == "0:04"


def test_that_a_fast_step_is_told_in_steps_of_a_second() -> None:
    assert [speed(11.5), speed(0.25), speed(240.0)] == ["11.5 s/it", "4.0 it/s", "240 s/it"]


def test_that_a_speed_has_the_unit_of_what_it_stands_beside() -> None:
    assert [speed(0.88, unit=False, like=1.1), speed(1.1)] == ["0.88", "1.1 s/it"]
    assert [speed(2.0, unit=False, like=0.5), speed(0.5)] == ["0.50 it/s", "2.0 it/s"]
    assert speed(11.6, unit=False, like=29.0) == "11.6"
    run = Run(id="001-a", name="a", seconds_per_step=0.88)
    state = RunState(state="running", point=Point(step=2, seconds_per_step=1.1))
    found = {each.key: (each.value, each.note) for each in tiles(run, state, None, 3.0)}
    assert found["speed"] == ("1.1 s/it", "plan said 0.88")


# -------------------------------------------------------------------------------------- history


def test_that_a_path_that_the_program_fills_in_is_no_empty_line_of_a_recipe() -> None:
    run = Run(id="001-a", name="a", values={"train.dit": "", "train.network_dim": 8})
    names = [each.option for each in settings_of(run)]
    assert "network_dim" in names and "dit" not in names


def test_that_the_history_has_the_newest_run_first(tmp_path: Path) -> None:
    ten_runs(tmp_path)
    lines = history(tmp_path, time.time())
    assert [each.number for each in lines] == [f"{n:03d}" for n in range(10, 0, -1)]
    assert [each.word for each in lines] == [
        "running", "done", "failed", "stopped", "done", "dead", "done", "stopped", "failed", "done",
    ]  # fmt: skip
    first, second = lines[:2]
    assert (first.name, first.epochs, first.live) == ("ghibli_wan14b_v02", "25 of 50", True)
    assert (second.epochs, second.run.preset) == ("16", "motion")
    assert second.loss.startswith("0.10") and second.took == "2 d 7 h"
    assert all(each.tip for each in lines)


def test_that_only_what_differs_between_runs_is_said(tmp_path: Path) -> None:
    ten_runs(tmp_path)
    lines = {each.number: each.run for each in history(tmp_path, time.time())}
    found = {each.option: each.values for each in differences((lines["010"], lines["009"]))}
    assert found == {
        "network_alpha": ("32", "16"),
        "network_dim": ("32", "16"),
        "preset": (title_of("takenoko-3090"), title_of("motion")),
    }
    bare = Run(id="x", task="t2v-14B", values={"train.sdpa": True})
    assert ("sdpa", ("–", "on")) in {
        (each.option, each.values) for each in differences((Run(id="y", task="t2v-14B"), bare))
    }


def test_that_runs_of_one_name_are_told_apart_by_their_number(tmp_path: Path) -> None:
    write_run(tmp_path, "stopped", FEW)
    view = RunWatch(write_run(tmp_path, "half", FEW)).poll()
    assert view.head.title == "002 ghibli_wan14b_v02"
    assert Run(id="by-hand", name="rain").title == "rain"
    assert Run(id="by-hand").title == "by-hand"


def test_that_the_check_and_the_trainer_do_not_warn_of_one_thing_twice() -> None:
    check = "Dataset 2: uniform with frame_sample 1 (or none) becomes head; write frame_sample = 2."
    same = (
        "One sample of uniform extraction is taken from the head of each clip: raise frame_sample."
    )
    assert said_of(RunState(warnings=(check, same, "Slow.", "Slow."))) == (check, "Slow.")
    assert said_of(RunState(warnings=(same,))) == (same,)


def test_that_the_bar_says_that_only_the_plan_knows_the_time(tmp_path: Path) -> None:
    view = RunWatch(write_run(tmp_path, "half", FEW)).poll()
    assert view.state.point is not None
    unmeasured = replace(view.state, point=replace(view.state.point, seconds_left=None))
    assert "· ≈ " in bar_line(view.run, unmeasured, view.now).words
    assert "≈" not in view.bar.words


def test_that_the_history_names_presets_as_people_know_them(tmp_path: Path) -> None:
    write_run(tmp_path, "half", FEW)
    assert history(tmp_path, time.time())[0].preset == read_preset("takenoko-3090").title
    assert title_of("of-a-friend") == "of-a-friend"
    assert title_of("../wan21-24gb") == "../wan21-24gb"


def test_that_one_epoch_is_one_epoch(tmp_path: Path) -> None:
    folder = write_run(tmp_path, "finished", Recipe(epochs=1, every=200))
    words = step_cards(read_run(folder) or Run(), read_state(folder), time.time())[-1].words
    assert words.startswith("1 epoch · 1,078 steps · ")


def test_that_a_trainer_that_says_nothing_any_more_is_not_said_to_be_done_soon(
    tmp_path: Path,
) -> None:
    folder = write_run(tmp_path, "half", FEW)
    assert RunWatch(folder, clock=lambda: time.time() + 200).poll().silent == ""
    view = RunWatch(folder, clock=lambda: time.time() + 1_000).poll()
    assert view.silent.startswith("The trainer has said nothing for 17 min, and a step took 12 s")
    assert cards(view)["train"][2] == ""
    assert tile(view, "time") == ("–", "silent for 17 min", "warn")
    assert view.bar.words == "epoch 26 of 50 · silent for 17 min"
    ended = write_run(tmp_path, "finished", FEW)
    assert RunWatch(ended, clock=lambda: time.time() + 9_000).poll().silent == ""
