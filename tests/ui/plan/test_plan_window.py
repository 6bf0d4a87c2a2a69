"""A dataset file in a window of its own."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path

import pytest
import toml
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QScreen
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QWidget

from app.core.errors import DatasetError
from app.core.planner.text import entry_text
from app.core.settings import Preferences
from app.ui import theme
from app.ui.dataset_windows import DatasetWindows
from app.ui.keys_dialog import KeysDialog
from app.ui.placement import put_back
from app.ui.plan.plan_window import PlanWindow
from app.ui.preferences import PreferenceStore
from app.ui.widgets.dialog import Dialog
from tests.ui.plan.test_file_source import dataset, written
from tests.ui.rig import until

__all__ = ["dataset"]


def live(path: Path, scenario: Callable[[DatasetWindows, PlanWindow], Awaitable[None]]) -> None:
    async def run() -> None:
        windows = DatasetWindows(PreferenceStore(Preferences()))
        window = await windows.open(path)
        await window.idle()
        await scenario(windows, window)
        for each in list(windows.windows):
            each.source.file.saved = each.source.file.text  # nothing to ask
            await each.leave()

    asyncio.run(run())


def press(dialog: Dialog, words: str) -> None:
    next(each for each in dialog.findChildren(QPushButton) if each.text() == words).click()


def change(window: PlanWindow) -> None:
    window.source.change_entry(
        partial(entry_text.with_value, dataset=0, key="num_repeats", value=2), "Repeats"
    )


def test_that_changes_are_saved_and_undone(qapp: QApplication, dataset: Path) -> None:
    async def scenario(_: DatasetWindows, window: PlanWindow) -> None:
        assert window.windowTitle() == "dataset.toml – Rushes"
        assert not window.save_button.isEnabled()
        assert window.job_bar.message.text().startswith("3 samples")
        change(window)
        assert window.windowTitle() == "dataset.toml* – Rushes"
        await until(lambda: window.job_bar.message.text().startswith("6 samples"))
        window.actions_["caption.keep"].trigger()
        await until(lambda: not window.source.file.is_changed)
        assert "num_repeats = 2\n" in written(dataset)
        window.actions_["edit.undo"].trigger()
        assert window.source.file.is_changed
        window.redo()
        assert not window.source.file.is_changed

    live(dataset, scenario)


@pytest.mark.parametrize(("answer", "kept"), [("Save", True), ("Do not save", False)])
def test_that_it_asks_before_changes_are_lost(
    qapp: QApplication, dataset: Path, answer: str, kept: bool
) -> None:
    async def scenario(windows: DatasetWindows, window: PlanWindow) -> None:
        change(window)
        window.close()
        await until(lambda: window.findChild(Dialog) is not None)
        press(window.findChild(Dialog), "Cancel")
        await asyncio.sleep(0.05)
        assert window.isVisible()
        window.close()
        await until(lambda: any(each.isVisible() for each in window.findChildren(Dialog)))
        press(next(each for each in window.findChildren(Dialog) if each.isVisible()), answer)
        await until(lambda: not windows.windows)
        assert ("num_repeats" in written(dataset)) is kept

    live(dataset, scenario)


def test_that_what_another_program_wrote_is_offered_and_not_written_over_unasked(
    qapp: QApplication, dataset: Path
) -> None:
    async def scenario(_: DatasetWindows, window: PlanWindow) -> None:
        theirs = written(dataset) + "# theirs\n"
        dataset.write_text(theirs, encoding="utf-8")  # noqa: ASYNC240
        await window._look()
        assert window.notices.offers("Read it")
        change(window)
        window.save()
        await until(lambda: window.findChild(Dialog) is not None)
        press(window.findChild(Dialog), "Cancel")
        await asyncio.sleep(0.05)
        assert written(dataset) == theirs
        window._read_again()
        await until(lambda: window.source.text == theirs)
        assert window.source.text == theirs and not window.source.file.is_changed
        assert not window.notices.offers("Read it")
        window.undo()
        assert "num_repeats" in window.source.text

    live(dataset, scenario)


def test_that_a_file_has_one_window_and_one_that_is_not_there_is_refused(
    qapp: QApplication, dataset: Path
) -> None:
    async def scenario(windows: DatasetWindows, window: PlanWindow) -> None:
        assert await windows.open(dataset) is window
        with pytest.raises(DatasetError):
            await windows.open(dataset.with_name("none.toml"))
        assert windows.windows == [window]

    live(dataset, scenario)


def test_that_a_loss_of_a_file_is_cured_in_its_text_and_undone(
    qapp: QApplication, dataset: Path
) -> None:
    async def scenario(_: DatasetWindows, window: PlanWindow) -> None:
        before, losses = window.source.text, window.tab.losses

        def are_found() -> bool:
            qapp.processEvents()  # its timers, which no loop of Qt's runs here
            return losses.table.losses.rowCount() == 2 and not losses.finder.busy

        await until(are_found)
        cures = losses.table.losses.cures(0)
        assert cures is not None and cures[0].label == "Lower 45 to 41"
        assert cures[0].effect is not None and cures[0].effect.words == "3 → 4"
        window.actions_["plan.cure_all"].trigger()
        assert "target_frames = [41]  # long ones\n" in window.source.text
        await until(lambda: losses.chip.text() == "nothing")
        window.undo()
        assert window.source.text == before

    live(dataset, scenario)


def test_that_closing_asks_before_what_is_no_toml_is_forgotten(
    qapp: QApplication, dataset: Path
) -> None:
    async def scenario(_: DatasetWindows, window: PlanWindow) -> None:
        text = window.tab.toml.text
        text.setPlainText("[general\n" + text.toPlainText())
        leaving = asyncio.ensure_future(window.leave())
        await until(lambda: bool(window.findChildren(Dialog)))
        QTest.keyClick(window.findChildren(Dialog)[-1], Qt.Key.Key_Return)  # throws nothing away
        assert not await leaving
        assert not window.source.file.is_changed
        window.tab.toml.keeping.take_back()
        assert text.toPlainText() == window.source.file.text

    live(dataset, scenario)


def test_that_saving_says_that_what_is_no_toml_is_not_in_the_file(
    qapp: QApplication, dataset: Path
) -> None:
    async def scenario(_: DatasetWindows, window: PlanWindow) -> None:
        before = written(dataset)
        text = window.tab.toml.text
        text.setPlainText(text.toPlainText() + "foo = = 1\n")
        assert await window.save_now()
        assert written(dataset) == before
        assert "without what is typed" in window.telling.toast.text()
        assert window.state.text() == "not saved"
        window.tab.toml.keeping.take_back()
        assert window.state.text() == "saved"
        assert await window.save_now()
        assert window.telling.toast.text() == "Saved dataset.toml"

    live(dataset, scenario)


def test_that_the_first_keys_do_not_choose_a_model(qapp: QApplication, dataset: Path) -> None:
    async def scenario(_: DatasetWindows, window: PlanWindow) -> None:
        assert window.focusWidget() is window
        QTest.keyClicks(window, "h")
        assert window.source.architecture == "wan" and window.model.currentIndex() == 0

    live(dataset, scenario)


def test_that_keys_and_commands_can_be_looked_up(qapp: QApplication, dataset: Path) -> None:
    async def scenario(_: DatasetWindows, window: PlanWindow) -> None:
        window.actions_["view.keys"].trigger()
        sheet = window.findChildren(KeysDialog)[-1]
        assert sheet.isVisible()
        sheet.close()
        window.actions_["view.palette"].trigger()
        offered = [entry.text for entry in window.help.palette.entries]
        assert "Save the dataset file" in offered and "Review mode" not in offered
        assert "Export for another trainer…" not in offered  # only a project has its clips
        change(window)
        window.help.palette.chosen.emit(offered.index("Undo"))
        assert not window.source.file.is_changed

    live(dataset, scenario)


def test_that_a_window_is_first_no_larger_than_the_screen_has_room(
    qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    widget = QWidget()
    monkeypatch.setattr(QScreen, "availableSize", lambda _: QSize(1366, 728))
    put_back(widget, "")
    assert widget.size() == QSize(1366, 688)


def test_that_a_refused_file_is_not_said_to_have_no_clips_and_no_cache_folders(
    qapp: QApplication, dataset: Path
) -> None:
    dataset.write_text(written(dataset) + "num_repeat = 2\n", encoding="utf-8")

    async def scenario(_: DatasetWindows, window: PlanWindow) -> None:
        refused = "Not known: the dataset file is refused."
        assert window.tab.pictures.nothing.text() == refused
        window.tab.caches.work.look_again()
        await until(lambda: not window.tab.caches.work.looking)
        assert window.tab.caches.note.text() == refused

    live(dataset, scenario)


def test_that_a_byte_order_mark_goes_with_the_first_change_of_the_text(
    qapp: QApplication, dataset: Path
) -> None:
    dataset.write_bytes(b"\xef\xbb\xbf" + dataset.read_bytes())

    async def scenario(_: DatasetWindows, window: PlanWindow) -> None:
        window.tab.toml.text.appendPlainText("# more")
        window.tab.toml.keeping.keep()
        assert window.tab.toml.keeping.refusal is None
        await until(lambda: window.job_bar.message.text().startswith("3 samples"))
        await window.save_now()
        assert written(dataset).startswith("# mine") and written(dataset).endswith("# more")

    live(dataset, scenario)


def test_that_a_dataset_window_alone_is_made_larger_by_key(
    qapp: QApplication, dataset: Path
) -> None:
    async def scenario(_: DatasetWindows, window: PlanWindow) -> None:
        try:
            window.actions_["view.larger"].trigger()
            assert theme.zoom() == 1.1
            window.actions_["view.normal"].trigger()
            assert theme.zoom() == 1.0
        finally:
            theme.apply(qapp)

    live(dataset, scenario)


def test_that_a_file_that_is_only_read_offers_nothing_that_changes_it(
    qapp: QApplication, dataset: Path
) -> None:
    path = dataset.with_suffix(".json")
    path.write_text(json.dumps(toml.loads(written(dataset))), encoding="utf-8")

    async def scenario(_: DatasetWindows, window: PlanWindow) -> None:
        for name in ("plan.pin", "plan.add_dataset", "plan.remove_dataset", "plan.refresh_caches"):
            assert not window.actions_[name].isEnabled(), name
        for name in ("plan.text", "plan.copy", "plan.fold_datasets", "plan.advice"):
            assert window.actions_[name].isEnabled(), name
        window.actions_["plan.fold_datasets"].trigger()
        assert all(card.folded() for card in window.tab.datasets.cards)

    live(path, scenario)
