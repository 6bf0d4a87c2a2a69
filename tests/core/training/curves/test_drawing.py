from __future__ import annotations

import csv
import io
import itertools
import math
import time
from pathlib import Path

import numpy as np
import pytest

from app.core.training.curves.charts import Chart, Shown, offered
from app.core.training.curves.drawing import Drawing, tones_of
from app.core.training.curves.reading import csv_text, nearest, reading
from app.core.training.curves.run_curves import RunCurves
from app.core.training.curves.smoothing import ema
from app.core.training.curves.view import CurvesView
from tests import trainer_logs
from tests.core.training.curves.runs import lines, run_folder, trained

NAN = float("nan")
LOSSES = [0.1 + 0.001 * (n % 7) for n in range(25)]


def shown(folder: Path, name: str = "first", tone: str = "accent") -> Shown:
    view = RunCurves([folder], steps_per_epoch=10).poll()
    return Shown(str(folder), name, view, tone)


def of_names(chart: Chart) -> dict[str, list[float]]:
    return {line.name: line.y.tolist() for line in chart.lines}


@pytest.fixture
def run(tmp_path: Path) -> Shown:
    trained(tmp_path, LOSSES)
    return shown(tmp_path)


def test_that_the_loss_is_drawn_raw_smooth_and_as_means(run: Shown) -> None:
    chart = Drawing().chart("loss", [run])
    raw, smooth, means = chart.panes[0].lines
    assert (raw.kind, smooth.kind, means.kind) == ("faint", "line", "dots")
    assert raw.y.tolist() == pytest.approx(LOSSES)
    assert smooth.name == "EMA 0.98"
    assert smooth.y.tolist() == ema(np.array(raw.y), 0.98).tolist()
    assert means.x.tolist() == [5.5, 15.5, 23.0]
    assert means.error[0] == pytest.approx(2 * np.std(LOSSES[:10], ddof=1) / math.sqrt(10))
    assert (chart.start, chart.end) == (0.0, 25.0)


def test_that_an_average_goes_on_and_is_another_with_another_weight(tmp_path: Path) -> None:
    file = trained(tmp_path, LOSSES)
    curves, drawing = RunCurves([tmp_path]), Drawing()
    drawing.chart("loss", [Shown("a", "a", curves.poll())])
    file.add({"loss/current": 0.4}, 26, 1_000_060)
    view = curves.poll()
    smooth = drawing.chart("loss", [Shown("a", "a", view)]).panes[0].lines[1]
    assert smooth.y.tolist() == pytest.approx(ema(view.loss, 0.98).tolist())
    drawing.beta = 0.8
    smooth = drawing.chart("loss", [Shown("a", "a", view)]).panes[0].lines[1]
    assert smooth.name == "EMA 0.8"
    assert smooth.y.tolist() == pytest.approx(ema(view.loss, 0.8).tolist())


def test_that_an_average_follows_a_run_that_was_begun_again(tmp_path: Path) -> None:
    trained(tmp_path, [0.9] * 7)
    curves, drawing = RunCurves([tmp_path]), Drawing()
    drawing.chart("loss", [Shown("a", "a", curves.poll())])
    trained(tmp_path, [0.1] * 8, began=2_000_000)
    smooth = drawing.chart("loss", [Shown("a", "a", curves.poll())]).panes[0].lines[1]
    assert smooth.y.tolist() == pytest.approx([0.1] * 8)


def test_that_a_loss_that_is_no_number_is_no_point(tmp_path: Path) -> None:
    trained(tmp_path, [0.1, NAN, 0.1, math.inf, 0.1])
    chart = Drawing().chart("loss", [shown(tmp_path)])
    assert chart.panes[0].lines[0].x.tolist() == [1, 3, 5]
    assert chart.panes[0].lines[1].y.tolist() == pytest.approx([0.1] * 3)


def test_that_several_runs_are_smooth_curves_and_only_the_first_is_raw(tmp_path: Path) -> None:
    trained(tmp_path / "a", LOSSES)
    trained(tmp_path / "b", [0.2] * 40)
    runs = [shown(tmp_path / "a"), shown(tmp_path / "b", "second", "info")]
    chart = Drawing().chart("loss", runs)
    assert [(line.name, line.tone, line.kind) for line in chart.lines] == [
        ("step", "neutral", "faint"), ("first", "accent", "line"), ("second", "info", "line"),
    ]  # fmt: skip
    assert chart.end == 40
    assert chart.marks == ()


def test_that_several_runs_lie_over_epochs_and_over_hours(tmp_path: Path) -> None:
    trained(tmp_path / "a", LOSSES)
    trained(tmp_path / "b", [0.2] * 40, per_epoch=20, seconds=10)
    runs = [shown(tmp_path / "a"), shown(tmp_path / "b")]
    ends = {
        by: [round(float(line.x[-1]), 4) for line in Drawing().chart("loss", runs, by).lines[1:]]
        for by in ("epoch", "hours")
    }
    assert ends == {"epoch": [2.5, 2.0], "hours": [round(48 / 3600, 4), round(390 / 3600, 4)]}


def test_that_attempts_are_marked(tmp_path: Path) -> None:
    trained(run_folder(tmp_path, "001-a"), [0.1] * 20)
    second = run_folder(tmp_path, "002-a", parent="001-a", steps_before=20, epochs_before=2)
    trained(second, [0.1] * 10, began=2_000_000)
    run = Shown("a", "a", RunCurves.of(second).poll())
    assert Drawing().chart("loss", [run]).marks == (20.0,)
    assert Drawing().chart("loss", [run], "epoch").marks == (2.0,)


def test_that_an_axis_of_a_part_begins_near_it(tmp_path: Path) -> None:
    trained(tmp_path, LOSSES)
    run = Shown("a", "a", RunCurves([tmp_path], [(1000, 40)]).poll())
    assert Drawing().chart("loss", [run]).start == 1001


def test_that_the_card_has_a_pane_of_memory_and_one_of_warmth(tmp_path: Path) -> None:
    trained(tmp_path, LOSSES)
    rows = [[1_000_000 + t, 20_480, 18_432, 0, 71, 98] for t in (3, 10, 20)]
    lines(tmp_path / "gpu.jsonl", rows)
    chart = Drawing().chart("gpu", [shown(tmp_path)])
    assert [pane.form for pane in chart.panes] == ["gib", "celsius"]
    assert [line.name for line in chart.panes[0].lines] == ["card memory", "of the trainer"]
    assert chart.panes[0].lines[0].y.tolist() == [20.0] * 3
    lines(tmp_path / "gpu.jsonl", [[1_000_040, 24_000, None, 3072, 70, 98]])
    chart = Drawing().chart("gpu", [shown(tmp_path)])
    assert [line.name for line in chart.panes[0].lines] == [
        "card memory",
        "of the trainer",
        "spilled",
    ]


def test_that_the_card_is_seen_over_hours_before_the_first_step(tmp_path: Path) -> None:
    tmp_path.mkdir(exist_ok=True)
    rows = [[1_000_000 + t, 20_480, None, None, 71, 98] for t in (0, 1800, 3600)]
    lines(tmp_path / "gpu.jsonl", rows)
    run = shown(tmp_path)
    assert Drawing().chart("gpu", [run]).missing
    chart = Drawing().chart("gpu", [run], "hours")
    assert chart.panes[0].lines[0].x.tolist() == [0, 0.5, 1]


def test_that_a_pause_does_not_pull_the_speed_up(tmp_path: Path) -> None:
    file = trained(tmp_path, [0.1] * 20)
    file.add({"loss/current": 0.1}, 21, 1_000_040 + 300)
    raw, smooth = Drawing().chart("speed", [shown(tmp_path)]).lines
    assert raw.y[-1] == pytest.approx(300)
    assert smooth.y[-1] < 2.5


def test_that_metrics_are_offered_where_there_are_some(tmp_path: Path) -> None:
    trained(tmp_path, LOSSES)
    usual = ("loss", "rate", "speed", "gpu")
    assert offered(shown(tmp_path).view) == usual
    rows = [{"step": n, "loss": 0.1 * n, "t": [100 * n], "lat": [16, 1, 26, 48],
             "grad_norm": 0.5} for n in range(1, 10)]  # fmt: skip
    lines(tmp_path / "metrics.jsonl", [*rows, {"step": 0, "val": {"t": 300, "loss": 0.2}}])
    run = shown(tmp_path)
    assert offered(run.view) == (*usual, "timestep", "bucket", "validation", "gradient")
    drawing = Drawing()
    assert [line.name for line in drawing.chart("timestep", [run]).lines][:2] == [
        "t 0–200", "t 200–400",
    ]  # fmt: skip
    assert list(of_names(drawing.chart("bucket", [run]))) == ["384×208×1"]
    assert of_names(drawing.chart("validation", [run])) == {"t 300": [0.0]}
    assert list(of_names(drawing.chart("gradient", [run]))) == ["step", "EMA 0.98"]


def test_that_a_run_without_points_says_when_they_come() -> None:
    run = Shown("a", "a", CurvesView())
    for what in ("loss", "rate", "speed", "gpu", "timestep", "bucket", "validation", "gradient"):
        chart = Drawing().chart(what, [run])
        assert chart.panes == ()
        assert chart.missing


def test_that_neighbours_have_other_tones() -> None:
    tones = list(tones_of(9))
    assert tones[0] == "accent"
    assert all(a != b for a, b in itertools.pairwise(tones))


def test_that_a_step_more_of_a_hundred_thousand_is_drawn_in_a_blink() -> None:
    rng = np.random.default_rng(1)
    steps, loss = np.arange(1.0, 100_012), rng.random(100_011)
    drawing, spent = Drawing(), []
    for count in range(100_000, 100_011):
        view = CurvesView(steps[:count], loss[:count], steps[:count], steps[:count] / 3600,
                          np.ones(count, np.int64), np.zeros(count, bool))  # fmt: skip
        begun = time.thread_time()
        drawing.chart("loss", [Shown("a", "a", view)])
        spent.append(time.thread_time() - begun)
    assert min(spent[1:]) < 0.008


# ------------------------------------------------------------------------------------ readings


def test_that_a_cursor_tells_step_epoch_loss_and_average(run: Shown) -> None:
    chart = Drawing().chart("loss", [run])
    found = reading(chart, [run], 12.4)
    assert found.place.startswith("step 12 · epoch 2 · ")
    values = {name: value for name, _, value in found.values}
    assert values["step"] == f"{LOSSES[11]:.4f}"
    assert values["EMA 0.98"] == f"{chart.lines[1].y[11]:.4f}"
    assert "EMA 0.98 0.10" in found.words


def test_that_a_cursor_before_the_first_point_tells_none(run: Shown) -> None:
    found = reading(Drawing().chart("loss", [run]), [run], 0.2)
    values = {name: value for name, _, value in found.values}
    assert values["step"] == values["EMA 0.98"] == "–"


def test_that_a_cursor_tells_the_nearest_epochs_mean_with_its_error(run: Shown) -> None:
    found = reading(Drawing().chart("loss", [run]), [run], 8)
    value = next(value for name, _, value in found.values if name.startswith("epoch"))
    mean, error = value.split(" ± ")
    assert float(mean) == pytest.approx(np.mean(LOSSES[:10]), abs=1e-4)
    assert float(error) == pytest.approx(2 * np.std(LOSSES[:10], ddof=1) / math.sqrt(10), rel=0.01)


def test_that_a_cursor_steps_from_point_to_point(run: Shown) -> None:
    chart = Drawing().chart("loss", [run])
    assert nearest(chart, 12.4, 1) == 13
    assert nearest(chart, 12.4, -1) == 12
    assert nearest(chart, 12, 1) == 13
    assert nearest(chart, 12, -1) == 11
    assert nearest(chart, 12, 10) == 22
    assert nearest(chart, 1, -1) == 1
    assert nearest(chart, 25, 5) == 25


def rows_of(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def test_that_what_is_shown_is_a_table_with_a_row_a_point(run: Shown) -> None:
    rows = rows_of(csv_text(Drawing().chart("loss", [run]), [run]))
    assert list(rows[0]) == ["step", "loss", "EMA 0.98", "epoch ± 2·SEM",
                             "epoch ± 2·SEM, half the bar"]  # fmt: skip
    whole = [row for row in rows if row["loss"]]
    assert [float(row["step"]) for row in whole] == list(range(1, 26))
    assert [float(row["loss"]) for row in whole] == pytest.approx(LOSSES)
    means = [row for row in rows if row["epoch ± 2·SEM"]]
    assert [float(row["step"]) for row in means] == [5.5, 15.5, 23]
    assert all(row["epoch ± 2·SEM, half the bar"] for row in means)


def test_that_points_of_one_step_are_rows_of_their_own(tmp_path: Path) -> None:
    trainer_logs.write_events("07_train_steps", tmp_path / "logs")
    run = shown(tmp_path)
    rows = rows_of(csv_text(Drawing().chart("loss", [run]), [run]))
    raw = [row for row in rows if row["loss"]]
    assert len(raw) == 47
    assert [float(row["step"]) for row in raw] == run.view.steps.tolist()
    assert [float(row["loss"]) for row in raw] == pytest.approx(run.view.loss.tolist())


def test_that_a_table_of_several_runs_names_them(tmp_path: Path) -> None:
    trained(tmp_path / "a", LOSSES)
    trained(tmp_path / "b", [0.2] * 40)
    runs = [shown(tmp_path / "a"), shown(tmp_path / "b", "second")]
    rows = rows_of(csv_text(Drawing().chart("loss", runs, "step"), runs))
    assert list(rows[0]) == ["step", "first, each step", "first", "second"]
    assert len(rows) == 40
    assert rows[-1]["first"] == ""
    assert float(rows[-1]["second"]) == pytest.approx(0.2)


def test_that_an_empty_chart_is_a_table_of_one_head() -> None:
    run = Shown("a", "a", CurvesView())
    assert csv_text(Drawing().chart("loss", [run]), [run]) == "step\n"
