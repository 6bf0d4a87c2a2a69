"""Palette, list of keys, settings."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from PySide6.QtCore import QStandardPaths, Qt
from PySide6.QtWidgets import QFileDialog, QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import delete

from app.core.library.project import Project
from app.ui import dialogs, theme
from app.ui.actions import COMMANDS
from app.ui.help.help_window import HelpWindow
from app.ui.key_row import KeyButton
from app.ui.keys_dialog import KeysDialog
from app.ui.settings_dialog import SettingsDialog
from app.ui.widgets.choices import ComboBox, SpinBox, Switch
from app.ui.widgets.fields import LineEdit
from app.ui.widgets.label import Label
from tests.ui.conftest import Run
from tests.ui.rig import InWindow, Rig, until

Key = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier


def offered(rig: Rig) -> list[str]:
    """What the palette lists."""
    model = rig.window.commands.palette._model
    return [model.item(row).text() for row in range(model.rowCount())]


def test_that_the_palette_finds_a_command_by_a_few_letters_and_does_it(
    in_window: InWindow, project: Path
) -> None:
    async def scenario(rig: Rig) -> None:
        await rig.open(project)
        rig.press(Key.Key_K, CTRL)
        palette = rig.window.commands.palette
        assert palette.isVisible()
        rig.press("rejct")
        assert offered(rig)[0] == "Reject"
        rig.press(Key.Key_Return)
        assert not palette.isVisible()
        assert rig.document.rows.shots[0].state == "rejected"

    in_window(scenario)


def test_that_words_no_command_has_are_looked_for_in_the_guide(in_window: InWindow) -> None:
    async def scenario(rig: Rig) -> None:
        await rig.active()
        rig.trigger("view.palette")
        rig.press("japanese")
        assert offered(rig) == ['Look for "japanese" in the guide']
        rig.press(Key.Key_Return)
        assert not rig.window.commands.palette.isVisible()
        shown = rig.window.findChildren(HelpWindow)
        assert [each.search.text() for each in shown] == ["japanese"]

    in_window(scenario)


def test_that_the_palette_offers_only_what_can_be_done(in_window: InWindow) -> None:
    async def scenario(rig: Rig) -> None:
        rig.trigger("view.palette")
        assert "Open project…" in offered(rig)
        assert not {"Pick", "Undo", "Export clips and dataset"} & set(offered(rig))
        rig.window.commands.palette.leave()

    in_window(scenario)


def test_that_the_palette_is_left_without_doing_anything(
    in_window: InWindow, project: Path
) -> None:
    async def scenario(rig: Rig) -> None:
        await rig.open(project)
        palette, label = rig.window.commands.palette, rig.document.undo_label
        rig.press(Key.Key_K, CTRL)
        rig.press("zzzz")
        assert offered(rig) == ['Look for "zzzz" in the guide']
        rig.press(Key.Key_Escape)
        assert not palette.isVisible()
        assert rig.clips.shelf.grid.hasFocus()
        rig.press(Key.Key_K, CTRL)
        rig.press(Key.Key_Up)  # round to the last one
        assert palette._list.currentIndex().row() == len(offered(rig)) - 1
        rig.press(Key.Key_Down)
        assert palette._list.currentIndex().row() == 0
        rig.clips.shelf.grid.setFocus()
        assert not palette.isVisible()
        assert rig.document.undo_label == label

    in_window(scenario)


def test_that_the_list_of_keys_shows_every_command_with_all_its_keys(in_window: InWindow) -> None:
    async def scenario(rig: Rig) -> None:
        await rig.active()
        rig.press(Key.Key_F1, Qt.KeyboardModifier.ShiftModifier)
        dialog = await rig.dialog()
        assert isinstance(dialog, KeysDialog)
        words = {label.text() for label in dialog.findChildren(Label)}
        missing = [c.text for c in COMMANDS if c.text.rstrip("…") not in words]
        caps = {cap.shown() for cap in dialog.findChildren(KeyButton)}
        assert {"Space", "Enter", "F1", "K", "?"} <= caps
        assert missing == []
        dialog.accept()

    in_window(scenario)


async def settings_of(rig: Rig) -> SettingsDialog:
    """Open the settings."""
    rig.trigger("edit.settings")
    dialog = await rig.dialog()
    assert isinstance(dialog, SettingsDialog)
    return dialog


def test_that_settings_of_the_project_are_one_edit(in_window: InWindow, project: Path) -> None:
    async def scenario(rig: Rig) -> None:
        await rig.open(project)
        dialog = await settings_of(rig)
        dialog._name.setText("  Fire\nflies 2 ")
        dialog._trigger.setText("studio style")
        dialog._crf.setValue(18)
        dialog._lossless.setChecked(True)
        assert rig.document.undo_label == "Find shots"
        dialog.accept()
        now = rig.document.rows.settings
        assert (now.name, now.trigger) == ("Fire flies 2", "studio style")
        assert (now.crf, now.lossless) == (18, True)
        assert rig.window.windowTitle() == "Fire flies 2 – Rushes"
        assert rig.document.undo_label == "Settings"
        rig.document.undo()
        assert rig.window.windowTitle() == "Fireflies – Rushes"
        assert rig.document.undo_label == "Find shots"
        (await settings_of(rig)).accept()  # nothing changed: no edit
        assert rig.document.redo_label == "Settings"

    in_window(scenario)


def test_that_the_size_of_stills_is_chosen_from_a_list_or_typed(
    in_window: InWindow, project: Path
) -> None:
    async def scenario(rig: Rig) -> None:
        await rig.open(project)
        for chosen, kept in ((2, (768, 768)), (4, (768, 768)), (0, None)):
            dialog = await settings_of(rig)
            field = dialog._still_size
            field._box.setCurrentIndex(chosen)
            assert field._own.isVisible() == (chosen == 4)
            dialog.accept()
            assert rig.document.rows.settings.still_size == kept
        dialog = await settings_of(rig)
        dialog._still_size._box.setCurrentIndex(4)
        dialog._still_size._width.setValue(832)
        dialog._still_size._height.setValue(480)
        dialog.accept()
        assert rig.document.rows.settings.still_size == (832, 480)
        dialog = await settings_of(rig)
        assert dialog._still_size._box.currentText() == "Another size"
        dialog.accept()  # as it was: no edit
        assert rig.document.project.log(1)[0].edit.changed[0].values == {"still_size": "[832, 480]"}

    in_window(scenario)


def test_that_a_project_keeps_its_name_where_none_is_given(
    in_window: InWindow, project: Path
) -> None:
    async def scenario(rig: Rig) -> None:
        await rig.open(project)
        dialog = await settings_of(rig)
        dialog._name.setText(" ")
        dialog.accept()
        assert rig.document.rows.settings.name == "Fireflies"
        assert rig.document.undo_label == "Find shots"

    in_window(scenario)


def test_that_preferences_take_effect_while_the_dialog_is_open(in_window: InWindow) -> None:
    async def scenario(rig: Rig) -> None:
        dialog = await settings_of(rig)
        named = {each.accessibleName() for each in dialog.findChildren(LineEdit)}
        assert not named & {"Name", "Trigger"}  # no project: nothing of one
        tokenizer = next(each for each in dialog.findChildren(LineEdit))
        tokenizer.setText(" /models/umt5 ")
        boxes = {each.accessibleName(): each for each in dialog.findChildren(ComboBox)}
        boxes["Colours"].setCurrentIndex(2)
        assert theme.tokens() is theme.LIGHT
        dialog.findChildren(SpinBox)[0].setValue(150)
        assert theme.zoom() == 1.5
        switch = next(s for s in dialog.findChildren(Switch) if "Play" in s.text())
        switch.setChecked(False)
        assert rig.window.preferences.value.autoplay is False
        dialog.accept()
        assert rig.window.preferences.value.tokenizer == "/models/umt5"

    in_window(scenario)


def test_that_settings_of_a_project_that_is_only_read_cannot_be_changed(
    in_window: InWindow, project: Path
) -> None:
    with Project.open_for_editing(project):

        async def scenario(rig: Rig) -> None:
            await rig.open(project)
            assert rig.document.read_only
            dialog = await settings_of(rig)
            assert not dialog._name.isEnabled() and not dialog._crf.isEnabled()
            dialog._name.setText("Other")
            dialog.accept()
            await until(lambda: not rig.dialogs())
            assert rig.document.rows.settings.name == "Fireflies"
            assert rig.troubles == []

        in_window(scenario)


@pytest.mark.parametrize("open_one", [False, True])
def test_that_what_needs_a_project_is_off_without_one(
    in_window: InWindow, project: Path, open_one: bool
) -> None:
    needs = ["project.export", "project.close", "pick.pick", "play.toggle", "view.clips"]

    async def scenario(rig: Rig) -> None:
        if open_one:
            await rig.open(project)
        on = [rig.window.actions_[command].isEnabled() for command in needs]
        assert on == [open_one] * len(needs)
        always = (
            "project.new",
            "project.open",
            "project.demo",
            "project.quit",
            "view.keys",
            "view.help",
        )
        assert all(rig.window.actions_[command].isEnabled() for command in always)
        undo = rig.window.actions_["edit.undo"]
        assert (undo.isEnabled(), undo.text()) == (
            (True, "Undo: Find shots") if open_one else (False, "Undo")
        )

    in_window(scenario)


def test_that_only_what_can_be_done_without_a_project_is_offered(in_window: InWindow) -> None:
    async def scenario(rig: Rig) -> None:
        actions = rig.window.actions_
        assert {each.id for each in COMMANDS if actions[each.id].isEnabled()} == {
            *("project.new", "project.open", "project.demo", "project.import", "project.pause"),
            "project.open_dataset",
            *("project.quit", "edit.settings", "view.palette", "view.keys", "view.queue"),
            *("view.help", "view.sheet", "view.about"),
            *("view.larger", "view.smaller", "view.normal", "view.fullscreen"),
            *("view.tour", "train.setup"),
        }

    in_window(scenario)


def test_that_films_are_looked_for_where_films_usually_are(
    qtbot: QtBot, qt_run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    asked: list[str] = []

    def note(_parent: QWidget, title: str, folder: str) -> QFileDialog:
        asked.append(folder)
        return QFileDialog(None, title)

    async def nothing(_dialog: QFileDialog) -> list[Path]:
        return []

    monkeypatch.setattr(dialogs, "_files", note)
    monkeypatch.setattr(dialogs, "_chosen", nothing)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    window, before_it = QWidget(), tmp_path / "before"
    qtbot.addWidget(window)

    async def scenario() -> None:
        for before in ("", str(before_it)):
            await dialogs.choose_films(window, before)
            await dialogs.choose_folder(window, "Films", before)
            await dialogs.choose_file(window, "A file", before, [])

    movies = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.MoviesLocation)
    assert movies
    if not Path(movies).is_dir():  # Qt would offer its last part as the name of a file
        qt_run(scenario())
        assert asked == [str(tmp_path)] * 3 + [str(before_it)] * 3  # not where it was started
        asked.clear()
        Path(movies).mkdir()
    qt_run(scenario())
    assert asked == [movies] * 3 + [str(before_it)] * 3


def test_that_a_question_that_goes_with_its_window_ends_quietly(qt_run: Run) -> None:
    async def scenario() -> None:
        window = QWidget()
        asked = asyncio.ensure_future(dialogs.confirm(window, "T", "S.", accept="Go"))
        await asyncio.sleep(0)
        delete(window)
        asked.cancel()
        with pytest.raises(asyncio.CancelledError):
            await asked

    qt_run(scenario())
