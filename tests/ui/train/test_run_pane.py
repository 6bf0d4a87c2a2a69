"""A run as the window paints it, without a window."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.core.training.model import StepName, StopRequest
from app.core.training.watching.view import RunView, StepCard
from app.core.training.watching.watch import RunWatch
from app.ui import theme
from app.ui.train.figures_tiles import FigureTiles
from app.ui.train.log_card import LogCard
from app.ui.train.run_bar import RunBar
from app.ui.train.run_pane import RunPane
from app.ui.train.run_steps import StepRow
from app.ui.train.run_stopping import StopAtDialog, next_time
from app.ui.widgets.button import Button
from tests.run_folders import KINDS, TROUBLE, Kind, Recipe, write_run

FEW = Recipe(every=200)


def view_of(project: Path, kind: Kind, **given: object) -> RunView:
    return RunWatch(write_run(project, kind, FEW, **given)).poll()  # type: ignore[arg-type]


@pytest.fixture
def pane(qtbot: QtBot) -> RunPane:
    made = RunPane()
    qtbot.addWidget(made)
    made.resize(900, 600)
    made.show()
    return made


def offered(pane: RunPane) -> list[str]:
    """The words on the buttons of the head and of the ending."""
    head = [pane.head.stop_later, pane.head.stop_now, pane.head.start]
    buttons = [*head, *pane.ending.buttons, pane.first]
    return [each.text() for each in buttons if each.isVisible()]


BUTTONS: dict[Kind, list[str]] = {
    "waiting": ["Take it off"],
    "caching": ["Stop after checkpoint", "Stop now"],
    "first": ["Stop after checkpoint", "Stop now"],
    "half": ["Stop after checkpoint", "Stop now"],
    "failed": ["Start training", "Set blocks_to_swap to 26", "What to do when memory runs out",
               "Change blocks_to_swap", "Run it again", "Show the log"],
    "stopped": ["Start training"],
    "finished": ["Start training"],
    "dead": ["Start training", "Run it again", "Show the log"],
}  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
def test_that_what_is_offered_suits_the_state(pane: RunPane, tmp_path: Path, kind: Kind) -> None:
    view = view_of(tmp_path, kind)
    pane.show_view(view)
    assert offered(pane) == BUTTONS[kind]
    assert pane.head.title.text() == "001 ghibli_wan14b_v02"
    assert pane.head.chip.text() == ("dead" if kind == "dead" else KINDS[kind][0])
    assert pane.ending.isVisible() == (view.ending is not None)
    assert [each.card.name for each in pane.steps.widgets][-1] == "train"
    assert all(each.accessibleName() and each.toolTip() for each in pane.steps.widgets)
    assert not pane.empty.isVisible()


def test_that_a_project_without_runs_says_what_one_click_does(pane: RunPane) -> None:
    pane.show_view(None)
    assert pane.empty.isVisible() and not pane.steps.isVisible() and not pane.ending.isVisible()
    assert offered(pane) == ["Start training"]


def test_that_the_first_run_has_one_accent_and_it_is_the_next_step(
    qtbot: QtBot, pane: RunPane
) -> None:
    def accents() -> list[str]:
        every = pane.findChildren(Button)
        return [each.text() for each in every if each.kind() == "primary" and each.isVisible()]

    pane.say_first("")
    assert accents() == ["Start training"]
    with qtbot.waitSignal(pane.helped) as asked:
        pane.first.click()
    assert asked.args == ["train.start"]
    pane.say_first("musubi-tuner was not found.", "Set up trainer and models", "train.setup")
    assert accents() == ["Set up trainer and models"]
    with qtbot.waitSignal(pane.helped) as asked:
        pane.first.click()
    assert asked.args == ["train.setup"]
    pane.say_first("The project is only to be read.")
    assert accents() == []


def test_that_a_failure_stands_with_its_cure_and_its_last_words(
    qtbot: QtBot, pane: RunPane, tmp_path: Path
) -> None:
    pane.show_view(view_of(tmp_path, "failed"))
    assert pane.ending.sentence.text() == TROUBLE
    assert "torch.OutOfMemoryError" in pane.ending.words.text()
    with qtbot.waitSignal(pane.cure_asked) as asked:
        qtbot.mouseClick(pane.ending.buttons[2], Qt.MouseButton.LeftButton)
    assert asked.args[0].target == "train.blocks_to_swap"


def test_that_a_stop_stands_there_until_it_is_taken_back(
    qtbot: QtBot, pane: RunPane, tmp_path: Path
) -> None:
    pane.show_view(view_of(tmp_path, "half", stop=StopRequest(how="checkpoint")))
    assert pane.stop.sentence() == "It stops when the next checkpoint is written."
    assert offered(pane) == ["Stop now"]
    keep_on = pane.stop.findChild(Button)
    assert keep_on is not None
    with qtbot.waitSignal(pane.asked) as asked:
        qtbot.mouseClick(keep_on, Qt.MouseButton.LeftButton)
    assert asked.args == ["train.keep_on"]
    pane.show_view(view_of(tmp_path, "half"))
    assert not pane.stop.isVisible()


def test_that_a_stop_at_once_cannot_be_asked_for_twice(pane: RunPane, tmp_path: Path) -> None:
    pane.show_view(view_of(tmp_path, "half", stop=StopRequest(how="now")))
    assert not pane.head.stop_now.isEnabled()


def test_that_warnings_of_the_trainer_are_one_bar_that_folds_and_closes(
    pane: RunPane, tmp_path: Path
) -> None:
    view, bar = view_of(tmp_path, "half"), pane.said.notice
    pane.show_view(replace(view, said=("alpha is 1",)))
    assert bar.sentence() == "alpha is 1"
    pane.show_view(replace(view, said=("alpha is 1", "slow")))
    assert bar.sentence() == "2 warnings"
    bar.acted.emit()
    assert bar.sentence() == "2 warnings:\n·  alpha is 1\n·  slow"
    bar.closed.emit()
    pane.show_view(replace(view, said=("alpha is 1", "slower")))  # the same two, other words
    assert not pane.said.isVisible()
    pane.show_view(replace(view, said=("alpha is 1", "slow", "hot")))
    assert pane.said.isVisible()
    pane.show_view(view)
    assert not pane.said.isVisible()


def test_that_warnings_are_of_the_past_where_the_run_has_ended(
    pane: RunPane, tmp_path: Path
) -> None:
    view = view_of(tmp_path, "finished")
    pane.show_view(replace(view, said=("A step takes 1.2 s instead of 0.4 s.",)))
    assert pane.said.notice.sentence() == "1 warning while it ran"


def test_that_a_step_leads_to_its_log_by_mouse_and_keys(
    qtbot: QtBot, pane: RunPane, tmp_path: Path
) -> None:
    pane.show_view(view_of(tmp_path, "half"))
    widget = pane.steps.widgets[1]
    with qtbot.waitSignal(pane.log_asked) as asked:
        qtbot.mouseClick(widget, Qt.MouseButton.LeftButton)
    assert asked.args == ["cache_latents"]
    with qtbot.waitSignal(pane.log_asked):
        qtbot.keyClick(widget, Qt.Key.Key_Return)


def test_that_a_narrow_pane_gives_training_a_line_of_its_own(pane: RunPane, tmp_path: Path) -> None:
    pane.show_view(view_of(tmp_path, "half"))
    tops = {each.y() for each in pane.steps.widgets}
    pane.resize(480, 700)
    pane.layout().activate()
    assert len(tops) == 1
    assert pane.steps.widgets[-1].y() > pane.steps.widgets[0].y()
    assert pane.steps.widgets[-1].width() == pane.steps.width()
    assert all(pane.steps.rect().contains(each.geometry()) for each in pane.steps.widgets)


def test_that_the_figures_are_those_of_the_run(qtbot: QtBot, tmp_path: Path) -> None:
    tiles = FigureTiles()
    qtbot.addWidget(tiles)
    tiles.show_view(view_of(tmp_path, "half"))
    assert tiles.tiles["speed"].figure.value() == "11.5 s/it"
    assert tiles.tiles["time"].figure.accessibleName().startswith("Time left: 3 d 13 h done ")
    assert all(each.toolTip() for each in tiles.tiles.values())
    tiles.show_view(view_of(tmp_path, "finished"))
    assert tiles.tiles["time"].figure.accessibleName().startswith("Took: 7 d 4 h")
    tiles.show_view(None)
    assert not tiles.isVisible()


def test_that_the_log_in_short_has_its_last_lines_and_their_number(
    qtbot: QtBot, tmp_path: Path
) -> None:
    card = LogCard()
    qtbot.addWidget(card)
    card.show_view(view_of(tmp_path, "failed"))
    assert card.step.text() == "Train" and card.count.text().endswith(" lines")
    assert card.lines.accessibleDescription().startswith("torch.OutOfMemoryError")
    with qtbot.waitSignal(card.asked):
        qtbot.mouseClick(card.lines, Qt.MouseButton.LeftButton)
    card.show_view(None)
    assert card.isHidden()


def test_that_the_line_of_the_job_bar_leads_to_train(qtbot: QtBot, tmp_path: Path) -> None:
    bar = RunBar()
    qtbot.addWidget(bar)
    bar.show_line(view_of(tmp_path, "half").bar)
    assert bar.accessibleName() == "Training 001 ghibli_wan14b_v02: epoch 26 of 50 · 3 d 13 h left"
    with qtbot.waitSignal(bar.clicked):
        qtbot.mouseClick(bar, Qt.MouseButton.LeftButton)


def test_that_a_time_of_the_clock_is_the_next_one(qtbot: QtBot, pane: RunPane) -> None:
    now = time.mktime((2026, 11, 26, 21, 40, 0, 0, 0, -1))
    assert next_time(22, 0, now) - now == 20 * 60
    assert next_time(9, 30, now) - now == (11 * 60 + 50) * 60
    assert next_time(21, 40, now) - now == 24 * 3_600
    dialog = StopAtDialog(pane, "ghibli", now)
    assert dialog.chosen == [time.mktime((2026, 11, 27, 5, 40, 0, 0, 0, -1))]
    assert dialog.said.text() == "That is tomorrow 05:40, in 8.0 h."


def test_that_a_silent_trainer_leads_to_its_log(
    qtbot: QtBot, pane: RunPane, tmp_path: Path
) -> None:
    view = view_of(tmp_path, "half")
    pane.show_view(replace(view, silent="It may hang."))
    assert pane.silent.isVisible()
    with qtbot.waitSignal(pane.asked) as asked:
        pane.silent.acted.emit()
    assert asked.args == ["train.log"]
    pane.show_view(view)
    assert not pane.silent.isVisible()


def test_long_names_of_steps_take_another_line_instead_of_the_room_beside(
    qtbot: QtBot, qapp: QApplication
) -> None:
    row = StepRow()
    qtbot.addWidget(row)
    names: tuple[StepName, ...] = ("check", "cache_latents", "cache_text", "smoke", "train")
    row.show_cards([StepCard(name, "テキストキャッシュ", "waiting", "") for name in names])
    assert row.minimumSizeHint().width() < 300
    for wide in (300, 450, 560, 700):
        row.resize(wide, row.heightForWidth(wide))
        row.show()
        QApplication.processEvents()
        assert all(row.rect().contains(each.geometry()) for each in row.widgets)
        assert all(each.width() >= each.minimumSizeHint().width() for each in row.widgets)
        assert sum(each.y() == row.widgets[-1].y() for each in row.widgets) <= 2
        assert row.widgets[-1].geometry().right() == wide - 1
    row.resize(1600, 300)
    QApplication.processEvents()
    assert len({each.y() for each in row.widgets}) == 1
    before = row.widgets[0].height()
    theme.apply(qapp, "dark", 1.5)
    QApplication.processEvents()
    assert row.widgets[0].height() == round(1.5 * before)
