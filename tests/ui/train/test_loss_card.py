from __future__ import annotations

import csv
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from app.core.settings import Preferences
from app.core.training.curves.metrics import Metrics
from app.core.training.curves.run_curves import RunCurves
from app.core.training.curves.series import Series
from app.core.training.curves.view import CurvesView
from app.ui import dialogs
from app.ui.document import Document
from app.ui.jobs import Jobs
from app.ui.parts import Parts
from app.ui.preferences import PreferenceStore
from app.ui.train.loss_card import LossCard
from app.ui.train.loss_runs import runs_menu, runs_of_project
from app.ui.train.session import TrainSession
from tests.core.training.curves.runs import run_folder, trained
from tests.ui.conftest import Run
from tests.ui.rig import until
from tests.ui.train.curves_made import curves


@pytest.fixture
def session(qapp: QApplication) -> TrainSession:
    parts = SimpleNamespace(
        document=Document(), jobs=Jobs(), preferences=PreferenceStore(Preferences())
    )
    return TrainSession(cast("Parts", parts))


@pytest.fixture
def card(qtbot, session: TrainSession) -> LossCard:  # noqa: ANN001
    made = LossCard(session)
    qtbot.addWidget(made)
    made.resize(900, 420)
    made.show()
    return made


def kept(card: LossCard) -> Preferences:
    return card._session.parts.preferences.value


def lines_of(card: LossCard) -> list[str]:
    chart = card.chart()
    return [] if chart is None else [line.name for line in chart.lines]


# ------------------------------------------------------------------------------------- beginning


def test_that_pyqtgraph_is_not_imported_before_there_is_something_to_draw() -> None:
    code = (
        "import sys, os; os.environ['QT_QPA_PLATFORM'] = 'offscreen'\n"
        "import app.ui.train.train_tab, app.ui.train.loss_card\n"
        "print([m for m in ('pyqtgraph', 'numpy') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.stdout.strip() == "[]", done.stdout + done.stderr


def test_that_importing_the_plot_leaves_the_doors_for_faults_alone() -> None:
    code = (
        "import sys, threading; hooks = sys.excepthook, threading.excepthook\n"
        "import app.ui.train.loss_plot\n"
        "print(hooks == (sys.excepthook, threading.excepthook))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.stdout.strip() == "True", done.stdout + done.stderr


def test_that_without_a_run_the_card_says_what_will_be_there(card: LossCard) -> None:
    assert "while a run trains" in card.nothing.text()
    assert card.plot is None
    card.show_view(None)
    assert card.chart() is None


def test_that_before_the_first_step_the_card_says_when_points_come(card: LossCard) -> None:
    card.show_curves(CurvesView())
    assert card.nothing.text() == "The first points appear after the first step."
    assert card.controls.slider.isHidden()
    nothing = CurvesView()
    card.show_view(cast("Any", SimpleNamespace(curves=nothing, live=True)))
    assert "appear" in card.nothing.text()
    card.show_view(cast("Any", SimpleNamespace(curves=nothing, live=False)))
    assert card.nothing.text() == "No points: the run has ended, and none was written."
    card.show_curves(curves(3))
    assert card.nothing.isHidden()
    assert lines_of(card) == ["step", "EMA 0.98", "epoch ± 2·SEM"]


def test_that_a_hidden_card_draws_when_it_is_shown(card: LossCard) -> None:
    card.hide()
    card.show_curves(curves(50))
    assert card.plot is None
    card.show()
    assert lines_of(card)


def test_that_the_plot_is_made_in_the_window_after_an_import_in_a_thread(
    qt_run: Run, session: TrainSession
) -> None:
    async def scenario() -> None:
        card = LossCard(session)
        card.show()
        card.show_view(cast("Any", SimpleNamespace(curves=curves(50))))
        assert card.plot is None
        await until(lambda: card.chart() is not None)
        card.hide()
        await session.parts.jobs.close()

    qt_run(scenario())


# ---------------------------------------------------------------------------------- what it says


def test_that_epochs_that_do_not_differ_are_told_with_the_reason(card: LossCard) -> None:
    view = curves(2_000, per_epoch=100)
    card.show_curves(view)
    numbers = view.level_epochs
    assert len(numbers) > 2
    assert card.chip.text() == f"epochs {numbers[0]}–{numbers[-1]} differ by less than noise"
    assert f"Epoch {numbers[-1]}: 0.1" in card.chip.toolTip()
    assert "n 100" in card.chip.toolTip()
    card.show_curves(curves(150, per_epoch=100))
    assert card.chip.isHidden()


def test_that_trouble_with_the_files_stands_in_the_card(card: LossCard) -> None:
    card.show_curves(curves(50, said=("1 place of the event files could not be read.",)))
    assert "could not be read" in card.said.text()
    card.show_curves(curves(51))
    assert card.said.isHidden()


def test_that_what_is_shown_is_told_in_words(card: LossCard) -> None:
    card.show_curves(curves(400))
    assert card.plot is not None
    assert card.plot.accessibleName().startswith("Loss of this run over steps")
    assert "now 0.1" in card.plot.accessibleDescription()
    assert "per 1,000 steps" in card.readout.words()
    card.plot.setFocus()
    QTest.keyClick(card.plot, Qt.Key.Key_Left)
    assert card.plot.accessibleDescription().startswith("step 400 · epoch 40")
    assert "EMA 0.98 0.1" in card.readout.words()


def test_that_every_curve_of_the_legend_says_how_it_was_counted(card: LossCard) -> None:
    card.show_curves(curves(400))
    assert card.legend.names() == ["step", "EMA 0.98", "epoch ± 2·SEM"]
    tips = [key.toolTip() for key in card.legend._keys]
    assert "400 points" in tips[0]
    assert "standard errors" in tips[2]


# ------------------------------------------------------------------------------------- choosing


def test_that_other_curves_are_chosen_and_remembered(card: LossCard) -> None:
    card.show_curves(curves(400))
    for what, line in (("rate", "unet"), ("speed", "EMA 0.98"), ("gpu", "card memory")):
        card.controls.chooser.choose(what)
        assert line in lines_of(card)
        assert kept(card).curve == what
    assert card.controls.scale.isEnabled() is False
    again = LossCard(card._session)
    again.show_curves(curves(10))
    again.show()
    assert again.controls.what == "gpu"
    again.close()


def test_that_curves_of_our_script_are_offered_where_there_are_some(card: LossCard) -> None:
    card.show_curves(curves(20))
    assert card.controls.chooser.keys() == ["loss", "rate", "speed", "gpu"]
    validation = {300.0: Series(*(curves(2).steps,) * 3)}
    card.show_curves(replace(curves(20), metrics=Metrics(validation=validation)))
    assert card.controls.chooser.keys()[-1] == "validation"
    card.controls.chooser.choose("validation")
    assert lines_of(card) == ["t 300"]
    card.show_curves(curves(20))
    assert card.controls.what == "loss"
    card.show_curves(replace(curves(21), metrics=Metrics(validation=validation)))
    assert card.controls.what == "validation"  # as was chosen


def test_that_what_has_no_room_side_by_side_is_a_list(card: LossCard) -> None:
    card.show_curves(curves(20))
    chooser = card.controls.chooser
    assert not chooser._segments.isHidden()
    card.resize(420, 420)
    QApplication.processEvents()
    assert chooser._segments.isHidden()
    assert not chooser._list.isHidden()
    chooser._list.setCurrentIndex(1)
    chooser._list.activated.emit(1)
    assert card.controls.what == "rate"


def test_that_the_slider_makes_it_smoother(card: LossCard) -> None:
    card.show_curves(curves(400))
    slider = card.controls.slider
    slider.setFocus()
    QTest.keyClick(slider, Qt.Key.Key_End)
    assert card.controls.beta == 0.999
    assert "EMA 0.999" in lines_of(card)
    assert kept(card).smoothing == 0.999
    QTest.mouseClick(slider, Qt.MouseButton.LeftButton, pos=QPoint(1, 8))
    assert card.controls.beta == 0.8
    assert slider.accessibleDescription() == "0.8"


def test_that_l_in_the_plot_is_the_log_button(card: LossCard) -> None:
    card.show_curves(curves(400))
    assert card.plot is not None
    QTest.keyClick(card.plot, Qt.Key.Key_L)
    assert card.controls.scale.isChecked()
    assert kept(card).curve_log
    assert card.plot._panes[0].left.range[1] < 0  # logarithms of a loss below 1


def test_that_commands_reach_the_plot(card: LossCard) -> None:
    card.show_curves(curves(400))
    card._session.asked.emit("train.curve_log")
    assert card.controls.scale.isChecked()
    assert card.plot is not None
    card.plot.look_at(card.plot.stretch.between(100, 200, card.plot.chart()))
    card._session.asked.emit("train.curve_all")
    assert card.plot.stretch.whole


def test_that_the_axis_is_one_of_epochs_or_hours(card: LossCard) -> None:
    card.show_curves(curves(400))
    menu = card.controls.axis.menu()
    assert menu is not None
    menu.actions()[1].trigger()
    chart = card.chart()
    assert chart is not None
    assert (chart.by, chart.end) == ("epoch", 40)
    assert card.controls.axis.text() == "epochs"
    assert kept(card).curve_by == "epoch"


def test_that_the_card_is_seen_over_hours_before_the_first_step(card: LossCard) -> None:
    view = CurvesView(gpu=curves(5).gpu)
    card.show_curves(view)
    card.controls.chooser.choose("gpu")
    chart = card.chart()
    assert chart is not None
    assert chart.by == "hours"


# ---------------------------------------------------------------------------------- several runs


def runs(tmp_path: Path) -> list[Path]:
    found = []
    for number in (1, 2, 3):
        folder = run_folder(tmp_path / "runs", f"00{number}-r{number}", steps_per_epoch=10)
        trained(folder, [0.1 * number + 0.01 * (n % 3) for n in range(40)])
        found.append(folder)
    return found


def test_that_runs_are_drawn_beside_the_one_that_is_shown(
    qt_run: Run, session: TrainSession, tmp_path: Path
) -> None:
    first, second, third = runs(tmp_path)

    async def scenario() -> None:
        card = LossCard(session)
        card.resize(900, 420)
        card.show()
        session.show_run(third)
        card.show_curves(RunCurves.of(third).poll())
        await until(lambda: card.chart() is not None)
        session.overlay((first, second))
        await until(lambda: len(card.shown_runs()) == 3)
        assert lines_of(card) == ["step", "003-r3", "001-r1", "002-r2"]
        assert card.runs_button.text() == "runs +2"
        tones = {line.name: line.tone for line in card.chart().lines}  # type: ignore[union-attr]
        assert len({tones[name] for name in ("003-r3", "001-r1", "002-r2")}) == 3
        assert card.chip.isHidden()
        session.show_run(second)
        assert session.overlaid == (first,)
        card.show_curves(RunCurves.of(second).poll())
        await until(lambda: len(card.shown_runs()) == 2)
        assert lines_of(card) == ["step", "002-r2", "001-r1"]
        session.overlay(())
        assert card.runs_button.text() == "runs"
        card.hide()
        await session.parts.jobs.close()

    qt_run(scenario())


def test_that_a_run_beside_is_followed_while_it_trains(
    qt_run: Run, session: TrainSession, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second, _ = runs(tmp_path)

    async def scenario() -> None:
        card = LossCard(session)
        card.overlaid._timer.setInterval(20)
        card.show()
        session.show_run(first)
        card.show_curves(RunCurves.of(first).poll())
        session.overlay((second,))
        await until(lambda: len(card.shown_runs()) == 2)
        events = next((second / "logs").rglob("events.out.tfevents*"))
        from tests.event_files import scalar_record

        with events.open("ab") as file:
            file.write(scalar_record("loss/current", 0.5, 41, 1_000_090))
        await until(lambda: len(card.shown_runs()[1].view.steps) == 41)
        card.hide()
        assert not card.overlaid._timer.isActive()
        await session.parts.jobs.close()

    qt_run(scenario())


def test_that_the_menu_has_the_runs_of_the_project_but_the_one_that_is_shown(
    session: TrainSession,
    tmp_path: Path,
    qtbot,  # noqa: ANN001
) -> None:
    first, _, third = runs(tmp_path)
    session.show_run(third)
    parent = QWidget()
    qtbot.addWidget(parent)
    menu = runs_menu(parent, session, runs_of_project(tmp_path))
    assert [action.text() for action in menu.actions()] == ["002-r2", "001-r1"]
    menu.actions()[1].trigger()
    assert session.overlaid == (first,)
    menu = runs_menu(parent, session, runs_of_project(tmp_path))
    assert menu.actions()[1].isChecked()
    menu.actions()[-1].trigger()
    assert session.overlaid == ()
    assert not runs_menu(parent, session, []).actions()[0].isEnabled()


# ---------------------------------------------------------------------------------------- saving


def test_that_what_is_shown_is_saved_as_a_table_and_as_a_picture(
    qt_run: Run, session: TrainSession, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    proposed: list[Path] = []

    async def choose(_parent: QWidget, _title: str, path: Path, _filters: object) -> Path:
        proposed.append(path)
        return tmp_path / path.name

    monkeypatch.setattr(dialogs, "choose_new_file", choose)
    folder = runs(tmp_path)[0]
    told: list[tuple[str, str]] = []

    async def scenario() -> None:
        card = LossCard(session)
        card.written.connect(lambda said, where: told.append((said, where)))
        card.resize(900, 420)
        card.show()
        session.show_run(folder)
        card.saving.save_table()  # nothing is shown yet
        card.show_curves(RunCurves.of(folder).poll())
        await until(lambda: card.chart() is not None)
        session.asked.emit("train.curve_table")
        await until(lambda: len(told) == 1)
        session.asked.emit("train.curve_picture")
        await until(lambda: len(told) == 2)
        card.saving.copy_picture()
        card.hide()
        await session.parts.jobs.close()

    qt_run(scenario())
    assert [path.name for path in proposed] == ["001-r1 loss.csv", "001-r1 loss.png"]
    assert told[0] == ("Saved 001-r1 loss.csv", str(tmp_path))
    with (tmp_path / "001-r1 loss.csv").open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["loss"]]
    assert len(rows) == 40
    image = QImage(str(tmp_path / "001-r1 loss.png"))
    assert image.width() > 1_600  # two pixels for one of the window
    assert image.height() > 500
    colors = {image.pixelColor(x, y).name() for x in range(0, image.width(), 3) for y in
              range(0, image.height(), 3)}  # fmt: skip
    assert "#f2a33a" in colors
