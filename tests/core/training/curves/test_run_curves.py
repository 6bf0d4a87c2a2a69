from __future__ import annotations

import math
import os
from pathlib import Path

import numpy as np
import pytest

from app.core.training.curves.lineage import Leg, lineage
from app.core.training.curves.run_curves import RunCurves
from tests import trainer_logs
from tests.core.training.curves.runs import lines, run_folder, trained
from tests.event_files import EventFile, scalar_record, tracker_folder

SPREAD = [0.01 * (n % 5) for n in range(10)]  # of an epoch of ten steps


def epoch(mean: float) -> list[float]:
    """Return ten losses with a mean."""
    return [mean + each - 0.02 for each in SPREAD]


def test_that_a_run_has_the_trainers_own_means_of_its_epochs(tmp_path: Path) -> None:
    trainer_logs.write_events("03_train", tmp_path / "logs")
    view = RunCurves([tmp_path]).poll()
    assert view.steps.tolist() == list(range(1, 94))
    assert [(each.epoch, each.n, each.whole) for each in view.epochs] == [
        (1, 31, True), (2, 31, True), (3, 31, True),
    ]  # fmt: skip
    told = [2.455737, 2.443062, 2.341435]  # loss/epoch of the file
    assert [each.mean for each in view.epochs] == pytest.approx(told, abs=1e-6)
    assert list(view.lr) == ["unet"]
    assert np.allclose(view.lr["unet"].values, 2e-4)
    assert view.said == ()


def test_that_batches_of_one_step_share_it_and_all_count(tmp_path: Path) -> None:
    trainer_logs.write_events("07_train_steps", tmp_path / "logs")
    view = RunCurves([tmp_path]).poll()
    assert len(view.steps) == 47
    assert view.steps[:5].tolist() == [0, 1, 1, 2, 2]
    assert [each.n for each in view.epochs] == [31, 16]
    speed = view.seconds_per_step
    assert speed.steps.tolist() == list(range(1, 25))
    assert (speed.values > 0).all()


def test_that_a_view_stays_as_it_was_while_the_run_goes_on(tmp_path: Path) -> None:
    file = trained(tmp_path, epoch(0.1))
    curves = RunCurves([tmp_path])
    before = curves.poll()
    assert curves.poll() is before
    file.add({"loss/current": 0.5}, 11, 1_000_030)
    after = curves.poll()
    assert len(before.steps) == 10
    assert after.steps.tolist() == list(range(1, 12))
    assert after.generation == before.generation
    assert [each.whole for each in after.epochs] == [True, False]
    assert after.epoch[-1] == 2


# ------------------------------------------------------------------------------------- attempts


def test_that_a_run_that_goes_on_from_another_is_one_curve_with_it(tmp_path: Path) -> None:
    first = run_folder(tmp_path, "001-a", steps_per_epoch=10)
    trained(first, [*epoch(0.3), *epoch(0.2), 9.0, 9.0, 9.0])
    second = run_folder(tmp_path, "002-a", parent="001-a", steps_before=20, epochs_before=2)
    trained(second, epoch(0.1), began=2_000_000)
    view = RunCurves.of(second).poll()
    assert view.steps.tolist() == list(range(1, 31))
    assert view.loss.max() < 1
    assert view.attempts == (20,)
    assert [(each.epoch, each.whole) for each in view.epochs] == [(1, True), (2, True), (3, True)]
    assert [each.mean for each in view.epochs] == pytest.approx([0.3, 0.2, 0.1])
    assert view.lr["unet"].steps.tolist() == list(range(1, 31))
    assert view.hours[-1] == pytest.approx((2 * 19 + 2 * 9) / 3600)  # without the days between


def test_that_of_a_third_run_only_what_each_went_on_from_counts(tmp_path: Path) -> None:
    trained(run_folder(tmp_path, "001-a"), [0.1] * 30)
    second = run_folder(tmp_path, "002-a", parent="001-a", steps_before=20, epochs_before=2)
    trained(second, [0.2] * 20, began=2_000_000)
    third = run_folder(tmp_path, "003-a", parent="002-a", steps_before=10, epochs_before=1)
    trained(third, [0.3] * 5, began=3_000_000)
    view = RunCurves.of(third).poll()
    assert view.loss.tolist() == pytest.approx([0.1] * 10 + [0.3] * 5)
    assert view.attempts == (10,)
    assert [(each.epoch, each.whole) for each in view.epochs] == [(1, True), (2, False)]


def test_that_a_run_resumed_within_an_epoch_counts_on_in_it(tmp_path: Path) -> None:
    trained(tmp_path / "a", [*epoch(0.3), *[0.2] * 5])
    trained(tmp_path / "b", epoch(0.2), began=2_000_000)
    view = RunCurves([tmp_path / "a", tmp_path / "b"], [(0, 0), (15, 1)]).poll()
    assert view.steps.tolist() == list(range(1, 26))
    assert [(each.epoch, each.n) for each in view.epochs] == [(1, 10), (2, 15)]


def test_that_a_second_attempt_of_a_run_takes_the_place_of_the_first(tmp_path: Path) -> None:
    trained(tmp_path, [0.9] * 7)
    curves = RunCurves([tmp_path])
    generation = curves.poll().generation
    trained(tmp_path, [0.1, 0.1], began=2_000_000)
    view = curves.poll()
    assert view.loss.tolist() == pytest.approx([0.1, 0.1])
    assert view.generation != generation


def test_that_a_first_batch_before_its_step_does_not_take_a_step_of_the_older(
    tmp_path: Path,
) -> None:
    trained(tmp_path / "a", [0.3] * 4)
    file = EventFile(tracker_folder(tmp_path / "b" / "logs"), began=2_000_000)
    for step, wall in ((0, 1), (1, 2), (1, 3)):
        file.add({"loss/current": 0.1}, step, 2_000_000 + wall)
    view = RunCurves([tmp_path / "a", tmp_path / "b"], [(0, 0), (4, 0)]).poll()
    assert view.steps.tolist() == [1, 2, 3, 4, 4, 5, 5]


def test_that_a_parent_that_is_gone_or_oneself_ends_the_line(tmp_path: Path) -> None:
    alone = run_folder(tmp_path, "002-a", parent="001-a", steps_before=20, epochs_before=2)
    assert lineage(alone) == (Leg(alone, 20, 2),)
    circle = run_folder(tmp_path, "003-b", parent="004-c")
    run_folder(tmp_path, "004-c", parent="003-b")
    assert [leg.folder.name for leg in lineage(circle)] == ["004-c", "003-b"]
    away = run_folder(tmp_path, "005-d", parent="../002-a")
    assert [leg.folder for leg in lineage(away)] == [away]
    assert lineage(tmp_path / "none") == (Leg(tmp_path / "none"),)


# ------------------------------------------------------------------------------------- the log


def pace(folder: Path, count: int, *, first: int = 1, began: float = 1_000_000) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    rows = [[began + 2 * step, step, round(0.5 - step / 1000, 3), 2.0] for step in
            range(first, first + count)]  # fmt: skip
    lines(folder / "pace.jsonl", rows)


def test_that_without_an_event_file_the_log_is_drawn_and_told(tmp_path: Path) -> None:
    pace(tmp_path, 25)
    view = RunCurves([tmp_path], steps_per_epoch=10).poll()
    assert view.steps.tolist() == list(range(1, 26))
    assert view.averaged.all()
    assert view.seconds_per_step.values.tolist() == [2.0] * 25
    assert [(each.epoch, each.whole) for each in view.epochs] == [(1, True), (2, True), (3, False)]
    assert view.epochs[0].mean == 0.49  # the trainer's mean at its end
    assert math.isnan(view.epochs[0].sem)
    assert not any(each.below_noise for each in view.epochs)
    assert "tensorboard" in view.said[0]


def test_that_where_events_stop_early_the_log_goes_on(tmp_path: Path) -> None:
    trained(tmp_path, [0.3] * 10)
    pace(tmp_path, 400)
    view = RunCurves([tmp_path]).poll()
    late = view.steps[view.averaged]
    assert late.tolist() == list(range(161, 401))  # five minutes of silence and more
    assert not view.averaged[:10].any()
    assert "ends early" in view.said[0]
    assert view.epochs[0].mean == pytest.approx(0.3)


def test_that_a_log_that_is_ahead_for_two_minutes_waits_for_the_events(tmp_path: Path) -> None:
    trained(tmp_path, [0.3] * 10)
    pace(tmp_path, 70)
    view = RunCurves([tmp_path]).poll()
    assert len(view.steps) == 10
    assert view.said == ()


def test_that_a_line_of_the_log_that_is_none_is_passed_over(tmp_path: Path) -> None:
    pace(tmp_path, 2)
    with (tmp_path / "pace.jsonl").open("a") as file:
        file.write('[1, 2\n{"a": 1}\n[1, 2, "x", 4]\n[5, 6, null, 2.0]\n[1000009, 3, 0.4')
    curves = RunCurves([tmp_path])
    assert curves.poll().steps.tolist() == [1, 2]
    with (tmp_path / "pace.jsonl").open("a") as file:
        file.write(", 2.5]\n")
    view = curves.poll()
    assert view.steps.tolist() == [1, 2, 3]
    assert view.loss[-1] == 0.4


# ------------------------------------------------------------------------------- what is beside


def test_that_the_card_lies_over_the_steps_by_its_clock(tmp_path: Path) -> None:
    trained(tmp_path, [0.3] * 10)
    rows = [[1_000_000 + t, 20_000 + t, None, 0, 70, 98] for t in (-60, 3, 10, 20)]
    lines(tmp_path / "gpu.jsonl", rows)
    view = RunCurves([tmp_path]).poll()
    assert view.gpu.used_mib.tolist() == [19_940, 20_003, 20_010, 20_020]
    steps = view.steps_at(view.gpu.times)
    assert np.isnan(steps[0])
    assert steps[1:].tolist() == [1.5, 5, 10]
    assert np.isnan(view.gpu.trainer_mib).all()
    assert view.gpu.celsius.tolist() == [70.0] * 4


def test_that_a_loss_that_is_no_number_is_told(tmp_path: Path) -> None:
    nan = float("nan")
    trained(tmp_path / "some", [0.3, nan, *[0.3] * 20])
    (said,) = RunCurves([tmp_path / "some"]).poll().said
    assert "1 step, first in step 2" in said
    trained(tmp_path / "lost", [0.3] * 5 + [nan] * 12)
    (said,) = RunCurves([tmp_path / "lost"]).poll().said
    assert "since step 6" in said
    assert "lower learning rate" in said


def test_that_damaged_places_are_told(tmp_path: Path) -> None:
    file = trained(tmp_path, [0.3] * 10)
    whole = bytearray(file.path.read_bytes())
    whole[whole.index(b"loss/current", 600) + 14] ^= 1
    file.path.write_bytes(whole)
    (said,) = RunCurves([tmp_path]).poll().said
    assert said.startswith("1 place of the event files")


def test_that_groups_of_the_learning_rate_are_told_apart(tmp_path: Path) -> None:
    file = EventFile(tracker_folder(tmp_path / "logs"), began=1)
    for step in (1, 2):
        file.add({"lr/unet": 1e-4, "lr/unet plus": 4e-4, "lr/d*lr/unet": 2e-5}, step, 1 + step)
    rates = RunCurves([tmp_path]).poll().lr
    assert list(rates) == ["unet", "unet plus", "d*lr/unet"]
    assert rates["unet plus"].values.tolist() == pytest.approx([4e-4, 4e-4])


def test_that_a_folder_with_nothing_in_it_has_an_empty_view(tmp_path: Path) -> None:
    view = RunCurves([tmp_path / "not there yet"]).poll()
    assert view.empty
    assert view.epochs == ()


# ------------------------------------------------------------------------------------- the axes


def test_that_an_axis_of_epochs_has_their_ends_at_whole_numbers(tmp_path: Path) -> None:
    trained(tmp_path, [0.1] * 25)
    view = RunCurves([tmp_path], steps_per_epoch=10).poll()
    places = view.across(np.array([5.0, 10, 15, 20, 25]), "epoch")
    assert places.tolist() == pytest.approx([0.5, 1, 1.5, 2, 2.5])
    assert view.back(1.5, "epoch") == pytest.approx(15)
    assert view.back(view.hours[7], "hours") == pytest.approx(8)


@pytest.mark.parametrize("name", ["pace.jsonl", "gpu.jsonl", "metrics.jsonl"])
def test_that_a_line_of_brackets_is_passed_over(tmp_path: Path, name: str) -> None:
    (tmp_path / "run.json").write_text('{"id": "001-a"}')
    (tmp_path / name).write_text("[" * 100_000 + "\n")
    RunCurves.of(tmp_path).poll()


@pytest.mark.parametrize("step", ["1e19", "-1e19", "9.9e299", "1e300", "-3", "NaN"])
def test_that_a_step_that_is_none_is_passed_over(tmp_path: Path, step: str) -> None:
    (tmp_path / "run.json").write_text('{"id": "001-a", "steps_per_epoch": 3}')
    lines = f"[1.0, 1, 0.1, 0.2]\n[2.0, {step}, 0.1, 0.2]\n[3.0, 4, 0.1, 0.2]\n"
    (tmp_path / "pace.jsonl").write_text(lines)
    view = RunCurves.of(tmp_path).poll()
    assert view.steps.tolist() == [1, 4] and view.epoch.tolist() == [1, 2]


@pytest.mark.skipif(os.name == "nt", reason="such files are of Unix")
def test_that_pipes_among_the_files_are_not_waited_for(tmp_path: Path) -> None:
    (tmp_path / "run.json").write_text('{"id": "001-a"}')
    curves = RunCurves.of(tmp_path)
    (tmp_path / "pace.jsonl").write_text("[1.0, 1, 0.1, 0.2]\n")
    assert len(curves.poll().steps) == 1
    for name in ("pace.jsonl", "gpu.jsonl", "metrics.jsonl"):
        (tmp_path / name).unlink(missing_ok=True)
        os.mkfifo(tmp_path / name)
    curves.poll()


@pytest.mark.parametrize("step", [-5, 2**53, 2**63, 2**64 - 1])
def test_that_a_step_of_an_event_that_no_training_has_is_passed_over(
    tmp_path: Path, step: int
) -> None:
    (tmp_path / "run.json").write_text('{"id": "001-a", "steps_per_epoch": 1}')
    (tmp_path / "logs").mkdir()
    good = [scalar_record("loss/current", 0.5, each, 1000.0 + each) for each in (1, 2)]
    evil = scalar_record("loss/current", 0.5, step % 2**64, 1003.0)
    path = tmp_path / "logs" / "events.out.tfevents.1700000000.here"
    for data in (good[0] + evil + good[1], evil + good[0] + good[1]):
        path.write_bytes(data)
        view = RunCurves.of(tmp_path).poll()
        assert view.steps.tolist() == [1, 2] and view.epoch.tolist() == [1, 2]
    path.write_bytes(evil)
    assert RunCurves.of(tmp_path).poll().steps.tolist() == []
