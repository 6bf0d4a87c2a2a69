from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from app.core.training.curves.metrics import bucket_of
from app.core.training.curves.run_curves import RunCurves
from tests.core.training.curves.runs import lines, run_folder

STILL, VIDEO = [16, 1, 26, 48], [16, 12, 26, 48]


def step(number: int, **what: object) -> dict[str, object]:
    usual = {"epoch": 1, "loss": 0.1, "t": [500.0], "lat": VIDEO, "lr": 1e-4}
    return {"step": number, **usual, "grad_norm": 0.5, "vram_peak": 2**34, "dt": 11.4, **what}


def test_that_the_loss_is_told_apart_by_timestep_and_by_bucket(tmp_path: Path) -> None:
    rows = [step(1, loss=0.2, t=[150.5]), step(2, loss=0.3, t=[1000], lat=STILL),
            step(3, loss=0.4, t=[100, 260])]  # fmt: skip
    lines(tmp_path / "metrics.jsonl", rows)
    metrics = RunCurves([tmp_path]).poll().metrics
    bins = {name: each.values.tolist() for name, each in metrics.of_timesteps().items()}
    assert bins == {"0–200": [0.2, 0.4], "800–1000": [0.3]}
    buckets = {name: each.steps.tolist() for name, each in metrics.of_buckets().items()}
    assert buckets == {"384×208×45": [1, 3], "384×208×1": [2]}
    assert metrics.gib.tolist() == [16.0] * 3
    assert metrics.gradients().values.tolist() == [0.5] * 3


def test_that_validation_is_told_in_percent_of_the_first_one(tmp_path: Path) -> None:
    rows = [{"step": s, "val": {"t": t, "loss": x}} for s, t, x in
            [(0, 100, 0.2), (0, 500, 0.1), (500, 100, 0.19), (500, 500, 0.11)]]  # fmt: skip
    lines(tmp_path / "metrics.jsonl", rows)
    changes = RunCurves([tmp_path]).poll().metrics.changes()
    assert list(changes) == ["100", "500"]
    assert changes["100"].values.tolist() == pytest.approx([0, -5])
    assert changes["500"].steps.tolist() == [0, 500]
    assert changes["500"].values.tolist() == pytest.approx([0, 10])


def test_that_lines_of_other_kinds_and_missing_values_do_no_harm(tmp_path: Path) -> None:
    rows = [None, 5, {}, {"step": "x"}, {"step": 4, "val": {"loss": 1}}, {"step": 1},
            {"step": 2, "t": 300, "lat": [16, 1], "loss": None, "grad_norm": True}]  # fmt: skip
    lines(tmp_path / "metrics.jsonl", rows)
    metrics = RunCurves([tmp_path]).poll().metrics
    assert metrics.steps.tolist() == [1, 2]
    assert np.isnan(metrics.loss).all()
    assert np.isnan(metrics.grad_norm).all()
    assert metrics.timestep[1] == 300
    assert metrics.buckets == ()
    assert metrics.of_buckets() == {}


def test_that_metrics_of_a_run_that_goes_on_follow_those_before(tmp_path: Path) -> None:
    first = run_folder(tmp_path, "001-a")
    lines(first / "metrics.jsonl", [step(n, loss=n) for n in range(1, 8)])
    lines(first / "metrics.jsonl", [{"step": 0, "val": {"t": 100, "loss": 0.2}}])
    second = run_folder(tmp_path, "002-a", parent="001-a", steps_before=5, epochs_before=1)
    lines(second / "metrics.jsonl", [step(n, loss=10 + n, lat=STILL) for n in (1, 2)])
    lines(second / "metrics.jsonl", [{"step": 2, "val": {"t": 100, "loss": 0.1}}])
    metrics = RunCurves.of(second).poll().metrics
    assert metrics.steps.tolist() == [1, 2, 3, 4, 5, 6, 7]
    assert metrics.loss.tolist() == [1, 2, 3, 4, 5, 11, 12]
    assert metrics.buckets == ("384×208×45", "384×208×1")
    assert metrics.bucket.tolist() == [0] * 5 + [1] * 2
    assert metrics.changes()["100"].steps.tolist() == [0, 7]
    assert metrics.changes()["100"].values.tolist() == pytest.approx([0, -50])


def test_that_metrics_that_are_begun_again_replace_what_was_there(tmp_path: Path) -> None:
    file = tmp_path / "metrics.jsonl"
    lines(file, [step(n) for n in range(1, 9)])
    curves = RunCurves([tmp_path])
    curves.poll()
    file.write_text("")
    lines(file, [step(1, loss=0.7)])
    assert curves.poll().metrics.loss.tolist() == [0.7]


def test_that_a_bucket_is_width_height_and_frames() -> None:
    assert bucket_of([16, 6, 52, 96]) == "768×416×21"
    assert bucket_of([48, 31, 44, 80]) == "1280×704×121"  # latents of 16 pixels
    assert bucket_of([16, 1, -2, 4]) == ""
    assert bucket_of("x") == ""
