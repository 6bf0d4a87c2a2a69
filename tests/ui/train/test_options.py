"""All options in one window: searched, changed, explained; a command line pasted."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from app.core.training.recipe.searching import GroupLine
from app.core.training.recipe.training_recipe import TrainingRecipe
from app.ui import theme
from app.ui.train.option_control import OptionLines, OptionText
from app.ui.train.option_dialog import OptionDialog
from app.ui.train.option_model import OptionModel
from app.ui.train.option_paste import PasteDialog
from app.ui.widgets.empty import EmptyState
from tests.ui.train.form_rig import Form, made_form

Key = Qt.Key


@pytest.fixture(autouse=True)
def _own_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RUSHES_SETTINGS", str(tmp_path / "settings"))


@pytest.fixture
def form(tmp_path: Path, qtbot: QtBot) -> Iterator[Form]:
    made = made_form(tmp_path / "project")
    qtbot.addWidget(made.pane)
    yield made
    made.document.close()


@pytest.fixture
def dialog(form: Form) -> OptionDialog:
    form.pane.show_options()
    dialog = form.pane.dialog
    assert dialog is not None
    return dialog


def search(dialog: OptionDialog, text: str) -> None:
    dialog.search.setText(text)


def test_the_model_keeps_qts_rules_whatever_is_searched_and_folded(
    qtmodeltester: ModelTester,
) -> None:
    model = OptionModel()
    qtmodeltester.check(model)
    model.show_recipe(TrainingRecipe("", {"train.network_dim": 32}))
    model.search("network")
    model.show_recipe(TrainingRecipe("", {"train.network_dim": 16}))
    model.show_only_given(True)
    model.fold("network")
    model.search("")
    model.fold_all(True)
    assert model.rowCount() > 0
    assert model.shown == 0


def test_all_options_open_fast_and_make_no_widget_for_each(form: Form) -> None:
    form.pane.show_options()  # imports
    assert form.pane.dialog is not None
    form.pane.dialog.done(0)
    begun = time.process_time()
    form.pane.show_options()
    took = time.process_time() - begun
    dialog = form.pane.dialog
    assert dialog is not None
    assert dialog.list.lines.shown >= 155
    assert len(dialog.findChildren(OptionText)) <= 1
    assert took < 0.1


def test_a_search_chooses_the_option_that_is_meant_and_enter_goes_to_its_value(
    form: Form, dialog: OptionDialog
) -> None:
    search(dialog, "--network_alpha")
    assert dialog.detail.title.text() == "network_alpha"
    QTest.keyClick(dialog.search, Key.Key_Return)
    assert isinstance(dialog.detail.control, OptionText)
    assert dialog.focusWidget() is dialog.detail.control
    QTest.keyClicks(dialog.detail.control, "8")
    assert form.values["train.network_alpha"] == 8
    assert dialog.detail.line.text() == "--network_alpha 8"


def test_an_option_tells_its_default_what_we_recommend_and_why(
    form: Form, dialog: OptionDialog
) -> None:
    form.session.change("train.network_alpha", 1)
    search(dialog, "network_alpha")
    detail = dialog.detail
    assert detail.default.value() == "1"
    assert detail.before.value() == "32"
    assert detail.advice.value() == "32"
    assert "rank" in detail.why.text()
    detail.use_button.click()
    assert form.values["train.network_alpha"] == 32
    assert detail.use_button.isHidden()
    detail.out_button.click()
    assert "train.network_alpha" not in form.values
    assert detail.line.text() == "Not on the command line."
    detail.back_button.click()
    assert form.values["train.network_alpha"] == 32


def test_space_switches_a_flag_in_the_list_and_delete_takes_an_option_out(
    form: Form, dialog: OptionDialog
) -> None:
    dialog.list.choose("train.sample_at_first")
    before = "train.sample_at_first" in form.values
    QTest.keyClick(dialog.list, Key.Key_Space)
    assert ("train.sample_at_first" in form.values) is not before
    dialog.list.choose("train.seed")
    QTest.keyClick(dialog.list, Key.Key_Delete)
    assert "train.seed" not in form.values
    form.document.undo()
    assert form.values["train.seed"] == 42


def test_a_digit_on_a_line_begins_its_value(form: Form, dialog: OptionDialog) -> None:
    dialog.list.choose("train.seed")
    QTest.keyClicks(dialog.list, "9")
    assert form.values["train.seed"] == 9


def test_wrong_values_are_said_and_escape_does_not_close_the_window(
    form: Form, dialog: OptionDialog
) -> None:
    search(dialog, "seed")
    dialog.detail.enter("x")
    assert "whole number" in dialog.detail.trouble.text()
    assert form.values["train.seed"] == 42
    assert dialog.detail.control is not None
    QTest.keyClick(dialog.detail.control, Key.Key_Escape)
    assert dialog.isVisible()
    assert dialog.detail.trouble.isHidden()


def test_items_of_a_list_are_typed_one_a_line(form: Form, dialog: OptionDialog) -> None:
    dialog.list.choose("train.network_args")
    control = dialog.detail.control
    assert isinstance(control, OptionLines)
    control.setPlainText("exclude_patterns=['a', 'b']\nverbose=True")
    assert form.values["train.network_args"] == ("exclude_patterns=['a', 'b']", "verbose=True")
    assert "--network_args" in form.pane.command.text.text()


def test_only_what_the_recipe_gives_can_be_listed(form: Form, dialog: OptionDialog) -> None:
    dialog.only_given.click()
    assert dialog.list.lines.shown == len(form.values)


def test_groups_fold_by_key_and_all_at_once(dialog: OptionDialog) -> None:
    whole = dialog.list.lines.rowCount()
    dialog.list.setCurrentIndex(dialog.list.lines.index(0, 0))
    QTest.keyClick(dialog.list, Key.Key_Space)
    line = dialog.list.lines.line(dialog.list.currentIndex())
    assert isinstance(line, GroupLine)
    assert line.folded
    assert dialog.list.lines.rowCount() == whole - line.count
    dialog.fold_button.click()
    assert dialog.list.lines.shown == 0
    dialog.fold_button.click()
    assert dialog.list.lines.rowCount() == whole


def test_undo_in_the_window_takes_the_last_change_back(form: Form, dialog: OptionDialog) -> None:
    dialog.list.choose("train.seed")
    QTest.keyClick(dialog.list, Key.Key_Delete)
    dialog.list.setFocus()
    QTest.keyClick(dialog, Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert form.values["train.seed"] == 42


# ------------------------------------------------------------------------------------ pasting


def pasted(form: Form, text: str) -> PasteDialog:
    QGuiApplication.clipboard().setText("")
    dialog = PasteDialog(form.pane, form.session.recipe)
    dialog.text.setPlainText(text)
    dialog.read()
    return dialog


def test_a_pasted_command_says_what_it_changes_and_what_was_not_understood(form: Form) -> None:
    dialog = pasted(form, "python wan_train_network.py --network_dim 64 --enable_bucket")
    assert dialog.reading is not None
    assert [each.text for each in dialog.reading.unread] == ["--enable_bucket"]
    changes = {each.key: each.now for each in dialog.changes()}
    assert changes["train.network_dim"] == 64
    assert changes["train.learning_rate"] is None
    assert dialog.recipe().values["train.network_dim"] == 64
    dialog.keep.click()
    assert {each.key: each.now for each in dialog.changes()} == {"train.network_dim": 64}


def test_options_alone_keep_the_rest_of_the_recipe(form: Form) -> None:
    dialog = pasted(form, "--network_dim 64")
    assert dialog.keep.isChecked()
    assert [each.key for each in dialog.changes()] == ["train.network_dim"]


@pytest.mark.parametrize("text", ["", "a letter to a friend", "python x.py --network_dim 3"])
def test_a_text_without_the_trainers_scripts_cannot_be_used(form: Form, text: str) -> None:
    dialog = pasted(form, text)
    assert not dialog.use_button.isEnabled()
    assert dialog.recipe() == form.session.recipe


def test_a_text_that_is_a_book_is_refused_at_once(form: Form) -> None:
    began = time.perf_counter()
    dialog = pasted(form, "x" * 1_000_000)
    assert time.perf_counter() - began < 2
    assert not dialog.use_button.isEnabled()
    assert "too long" in dialog._said.text()


def test_a_command_line_in_the_clipboard_is_there_at_once(form: Form) -> None:
    QGuiApplication.clipboard().setText("python wan_train_network.py --network_dim 64")
    dialog = PasteDialog(form.pane, form.session.recipe)
    assert dialog.use_button.isEnabled()


def test_what_the_card_copies_is_read_as_the_same_recipe(form: Form) -> None:
    form.pane.command.copy()
    dialog = PasteDialog(form.pane, form.session.recipe)
    assert dialog.reading is not None
    assert dialog.reading.unread == ()
    assert dialog.changes() == ()


def test_controls_that_are_gone_do_not_hear_of_another_theme(
    form: Form, dialog: OptionDialog, qapp: QApplication
) -> None:
    dialog.list.choose("train.optimizer_type")  # has an icon that follows the theme
    dialog.list.choose("train.seed")
    dialog.done(0)
    qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    theme.apply(qapp, "light")
    theme.apply(qapp, "dark")
    assert form.pane.dialog is None


def test_a_search_without_a_find_says_so_where_the_list_was(dialog: OptionDialog) -> None:
    dialog.search.setText("xyzzy")
    (said,) = dialog.findChildren(EmptyState)
    assert said.isVisible() and not dialog.list.isVisible()
    assert said.accessibleName().startswith("No option is called so")
    dialog.search.clear()
    assert dialog.list.isVisible() and not said.isVisible()
