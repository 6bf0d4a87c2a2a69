"""The curves of a run in the tour: its first minute, half of it, all, several runs, the card."""

from __future__ import annotations

import json
import math
import random
from pathlib import Path

from PySide6.QtCore import QPoint, Qt

from app.core.training.curves.run_curves import RunCurves
from app.core.training.model import Run
from app.ui.train.loss_card import LossCard
from tests.event_files import EventFile, scalar_record, tracker_folder
from tests.tour.chapters import chapter
from tests.tour.hand import Keys
from tests.tour.material import Material
from tests.tour.stage import Stage, Theatre

Key = Qt.Key
_PER_EPOCH, _SECONDS, _BEGAN = 1_078, 11.5, 1_795_000_000


def _loss(drawn: random.Random, step: int, floor: float) -> float:
    """Return a loss as the trainer has it: far more noise than learning."""
    mean = floor + 0.03 * math.exp(-step / 6_000)
    return abs(drawn.gauss(mean, 0.028)) + 0.004


def _run(
    runs: Path, run_id: str, steps: int, *, seed: int = 1, floor: float = 0.092, **what: object
) -> Path:
    """Make a run's folder with so many steps trained, and what its card did meanwhile."""
    folder = runs / run_id
    folder.mkdir(parents=True)
    facts = {"steps_per_epoch": _PER_EPOCH, "epochs": 50, "total_steps": 53_900, **what}
    run = Run(id=run_id, name=run_id[4:], created=_BEGAN, task="t2v-14B", **facts)  # type: ignore[arg-type]
    (folder / "run.json").write_text(run.to_json(), encoding="utf-8")
    drawn, file = random.Random(seed), EventFile(tracker_folder(folder / "logs"), began=_BEGAN)
    made, wall, card = bytearray(), float(_BEGAN), []
    before = int(facts.get("steps_before", 0))  # type: ignore[call-overload]
    for step in range(1, steps + 1):
        wall += max(10.9, drawn.gauss(_SECONDS, 0.12))
        made += scalar_record("loss/current", _loss(drawn, step + before, floor), step, wall)
        rate = 5e-5 * min(1.0, (step + before) / 400)
        made += scalar_record("lr/unet", rate, step, wall)
        if step % _PER_EPOCH == 0:
            made += scalar_record("loss/epoch", floor, step // _PER_EPOCH, wall)
            wall += 190  # samples
        if step % 5 == 0:
            used = 20_100 + 40 * math.sin(step / 90) + drawn.random() * 60
            warm = 70 + 2 * math.sin(step / 300) + drawn.random()
            card.append([wall, used, used - 1_300, 0, round(warm), 98])
    file.append(bytes(made))
    text = "".join(json.dumps(row) + "\n" for row in card)
    (folder / "gpu.jsonl").write_text(text, encoding="utf-8")
    return folder


def _measured(folder: Path, steps: int) -> None:
    """Let a run have what our script around the trainer measures."""
    drawn, lines = random.Random(5), []
    shapes = ([16, 1, 52, 96], [16, 6, 52, 96], [16, 12, 26, 48])
    for step in range(1, steps + 1):
        t = 1000 * _shifted(drawn.gauss(0, 1))
        loss = 0.05 + 0.16 * (1 - t / 1000) + drawn.gauss(0, 0.012) + 0.02 * math.exp(-step / 2_000)
        shape = drawn.choice(shapes)
        lines.append({"step": step, "epoch": 1 + step // _PER_EPOCH, "loss": abs(loss), "t": [t],
                      "lat": shape, "grad_norm": abs(drawn.gauss(0.4, 0.1))})  # fmt: skip
        if step % 500 == 0 or step == 1:
            for at in (100, 300, 500, 700, 900):
                value = 0.06 + at / 9_000 - 0.004 * (1 - math.exp(-step / 1_500))
                val = {"t": at, "loss": value + (at == 300) * 0.0000004 * step}
                lines.append({"step": 0 if step == 1 else step, "val": val})
    text = "".join(json.dumps(line) + "\n" for line in lines)
    (folder / "metrics.jsonl").write_text(text, encoding="utf-8")


def _shifted(noise: float) -> float:
    x = 1 / (1 + math.exp(-noise))
    return 3 * x / (1 + 2 * x)


async def _open(stage: Stage, material: Material, name: str) -> Path:
    """Open a project in *Train*; return the folder of its runs."""
    folder = material.picked(name)
    await stage.open(folder)
    stage.hand.ctrl("4")
    await stage.rest()
    return folder / "runs"


async def _show(stage: Stage, folder: Path) -> LossCard:
    tab = stage.window.stages.train
    tab.session.show_run(folder)
    tab.loss.show_curves(RunCurves.of(folder).poll())
    await stage.until(lambda: tab.loss.chart() is not None, "the plot")
    await stage.rest()
    return tab.loss


def _point(stage: Stage, card: LossCard, part: float) -> None:
    plot = card.plot
    assert plot is not None
    stage.hand.hover(plot.viewport(), QPoint(round(plot.width() * part), plot.height() // 2))


@chapter
async def loss(theatre: Theatre, material: Material) -> None:
    """A run in its first minutes, at half, and done; zoomed, pointed at, logarithmic, by keys."""
    async with theatre.window() as stage:
        runs = await _open(stage, material, "Curves")
        await stage.picture("loss-no-run")
        tab = stage.window.stages.train
        empty = _run(runs, "001-just_begun", 0)
        tab.session.show_run(empty)
        tab.loss.show_curves(RunCurves.of(empty).poll())
        await stage.picture("loss-before-the-first-step")
        await _show(stage, _run(runs, "002-one_percent", 539))
        await stage.picture("loss-one-percent")
        card = await _show(stage, _run(runs, "003-ghibli_wan14b_v02", 9_412))
        _point(stage, card, 0.72)
        await stage.picture("loss-epoch-9")
        plot = card.plot
        assert plot is not None
        plot.look_at(plot.stretch.between(8_000, 9_412, plot.chart()))
        await stage.picture("loss-zoomed")
        plot.setFocus(Qt.FocusReason.TabFocusReason)
        stage.hand.key(Key.Key_R)
        stage.hand.key(Key.Key_L)
        for _ in range(3):
            stage.hand.key(Key.Key_Left, Keys.ShiftModifier)
        await stage.picture("loss-logarithmic-by-keys")
        stage.hand.key(Key.Key_L)
        stage.hand.key(Key.Key_Escape)
        for what in ("rate", "speed", "gpu"):
            card.controls.chooser.choose(what)
            await stage.picture(f"loss-{what}")
        card.controls.chooser.choose("loss")
        await _show(stage, _run(runs, "004-half", 26_950, seed=3))
        await stage.picture("loss-half")
        whole = _run(runs, "005-finished", 53_900, seed=4)
        card = await _show(stage, whole)
        await stage.picture("loss-finished")


@chapter
async def loss_runs(theatre: Theatre, material: Material) -> None:
    """Three runs overlaid, over steps and hours; a run that goes on from another."""
    async with theatre.window() as stage:
        runs = await _open(stage, material, "Curves overlaid")
        first = _run(runs, "001-rank16", 8_000, seed=11, floor=0.101)
        second = _run(runs, "002-rank32", 12_000, seed=12, floor=0.095)
        third = _run(runs, "003-rank64_shift5", 6_500, seed=13, floor=0.088)
        card = await _show(stage, third)
        stage.hand.click(card.runs_button)
        await stage.picture("loss-runs-menu")
        stage.hand.key(Key.Key_Escape)
        stage.window.stages.train.session.overlay((second, first))
        await stage.until(lambda: len(card.shown_runs()) == 3, "the other runs")
        _point(stage, card, 0.4)
        await stage.picture("loss-three-runs")
        card.controls.show_over("hours")
        await stage.picture("loss-three-runs-hours")
        card.controls.show_over("step")
        stage.window.stages.train.session.overlay(())
        on = {"parent": "001-rank16", "steps_before": 7_546, "epochs_before": 7}
        await _show(stage, _run(runs, "004-rank16", 4_000, seed=14, floor=0.1, **on))
        await stage.picture("loss-two-attempts")


@chapter
async def loss_measured(theatre: Theatre, material: Material) -> None:
    """What our script measures: by timestep, by bucket, validation, gradients; and only a log."""
    async with theatre.window() as stage:
        runs = await _open(stage, material, "Curves measured")
        folder = _run(runs, "001-measured", 6_000, seed=21)
        _measured(folder, 6_000)
        card = await _show(stage, folder)
        for what in ("timestep", "bucket", "validation", "gradient"):
            card.controls.chooser.choose(what)
            await stage.picture(f"loss-{what}")
        card.controls.chooser.choose("loss")
        bare = runs / "002-only_a_log"
        bare.mkdir()
        run = Run(id=bare.name, name="only_a_log", steps_per_epoch=_PER_EPOCH)
        (bare / "run.json").write_text(run.to_json(), encoding="utf-8")
        rows = ([_BEGAN + 11.5 * n, n, round(0.09 + 0.03 * math.exp(-n / 900), 4), 11.5]
                for n in range(1, 3_000))  # fmt: skip
        text = "".join(json.dumps(row) + "\n" for row in rows)
        (bare / "pace.jsonl").write_text(text, encoding="utf-8")
        await _show(stage, bare)
        await stage.picture("loss-only-a-log")
