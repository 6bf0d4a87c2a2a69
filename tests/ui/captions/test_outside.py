"""Captions that another program changes while the window is open, or before."""

from __future__ import annotations

import asyncio
import shutil
import time
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QRectF, Qt
from PySide6.QtTest import QTest

from app.core.export.project_export import export_project
from app.core.library.model import Clip
from app.core.library.project import Project
from app.core.sidecars.outside import Watched
from app.ui.captions import outside_watch
from app.ui.captions.outside_dialog import OutsideDialog
from app.ui.widgets.notice import Notice
from tests.ui.rig import InWindow, Rig, meanwhile, until

TEXTS = ("a red boat", "a crane", "a hat")


@pytest.fixture
def exported(project: Path) -> Path:
    """A project of three captioned clips that was exported; its folder."""
    with Project.open(project) as made:
        film = made.sources()[0]
        made.change(made.settings, replace(made.settings, trigger="Paper style"))
        made.add(
            [
                Clip(source=film.id, start=n * 36, end=n * 36 + 33, caption=text)
                for n, text in enumerate(TEXTS)
            ]
        )
        export_project(made)
    return project


def file_of(project: Path, place: int) -> Path:
    return sorted((project / "dataset" / "clips").glob("*.txt"))[place]


def write(project: Path, place: int, text: str) -> None:
    file_of(project, place).write_text(text, encoding="utf-8")


async def told(rig: Rig, part: str) -> None:
    await until(lambda: any(part in sentence for sentence in rig.sentences))


async def edited_before(rig: Rig, exported: Path) -> None:
    write(exported, 1, "Paper style. a white crane")
    await rig.open(exported)
    await told(rig, "1 caption was changed outside.")


async def shown(rig: Rig) -> OutsideDialog:
    dialog = await rig.dialog()
    assert isinstance(dialog, OutsideDialog)
    return dialog


def captions(rig: Rig) -> list[str]:
    return [clip.caption for clip in rig.document.rows.clips]


def test_that_an_edit_made_meanwhile_is_told_and_taken_in_with_one_undo(
    in_window: InWindow, exported: Path
) -> None:
    async def scenario(rig: Rig) -> None:
        await rig.open(exported)
        write(exported, 0, "Paper style. a blue boat")
        write(exported, 2, "Paper style. a cap\r\n")
        await told(rig, "2 captions were changed outside.")
        notice = rig.window.notices.findChildren(Notice)[0]
        notice.acted.emit()
        dialog = await shown(rig)
        assert dialog.lines.decisions == ["take", "take"]
        assert [run.text for run in dialog.lines.runs(0) if run.kind == "new"] == ["blue"]
        dialog.accept_button.click()
        await until(lambda: captions(rig) == ["a blue boat", "a crane", "a cap"])
        await until(lambda: not rig.sentences)
        assert rig.document.undo_label == "Taken from file"
        rig.trigger("edit.undo")
        assert captions(rig) == list(TEXTS)

    in_window(scenario)


def test_that_what_was_edited_before_is_told_when_the_project_is_opened(
    in_window: InWindow, exported: Path
) -> None:
    async def scenario(rig: Rig) -> None:
        await edited_before(rig, exported)
        await rig.window.desk.leave()
        await until(lambda: not rig.window.caption_files.outside.watch.items)

    in_window(scenario)


def test_that_a_project_closed_before_an_edit_is_followed_is_no_fault(
    in_window: InWindow, exported: Path
) -> None:
    async def scenario(rig: Rig) -> None:
        await edited_before(rig, exported)
        rig.window.caption_files.outside.watch._on_edited()  # begins with the next turn
        rig.document.close()
        await asyncio.sleep(0.1)

    in_window(scenario)


def test_that_what_is_made_once_before_the_first_look_puts_off_no_other(
    in_window: InWindow, exported: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = outside_watch._watched

    def slowly(project: Project) -> Watched:
        time.sleep(0.5)
        return made(project)

    monkeypatch.setattr(outside_watch, "_watched", slowly)

    async def scenario(rig: Rig) -> None:
        await rig.open(exported)
        watch = rig.window.caption_files.outside.watch
        await until(lambda: watch._seen is not None and not watch._looking)
        assert watch._next.isActive() and watch._next.interval() < 20 * 500

    in_window(scenario)


def test_that_each_is_decided_by_itself_with_mouse_and_keys(
    in_window: InWindow, exported: Path
) -> None:
    for place in range(3):
        write(exported, place, f"other words {place}")

    async def scenario(rig: Rig) -> None:
        await rig.open(exported)
        await told(rig, "3 captions were changed outside.")
        rig.window.caption_files.outside.ask()
        dialog = await shown(rig)
        view = dialog.list
        where = QRectF(view.visualRect(dialog.lines.index(1)))
        place = dict(view.places(1, where))["overwrite"].center().toPoint()
        QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place)
        assert dialog.lines.decisions == ["take", "overwrite", "take"]
        view.setCurrentIndex(dialog.lines.index(2))
        rig.press(Qt.Key.Key_Left, on=view)
        assert dialog.lines.decisions == ["take", "overwrite", "leave"]
        rig.press(Qt.Key.Key_Space, on=view)
        assert dialog.lines.decisions[2] == "take"
        rig.press(Qt.Key.Key_Left, on=view)
        dialog.accept_button.click()
        await until(lambda: captions(rig) == ["other words 0", "a crane", "a hat"])
        await until(lambda: not rig.sentences)
        export_project(rig.document.project)
        said = [file_of(exported, n).read_text(encoding="utf-8") for n in range(3)]
        assert said == ["Paper style. other words 0", "Paper style. a crane", "other words 2"]

    in_window(scenario)


def test_that_all_are_decided_at_once_and_a_cancelled_dialog_changes_nothing(
    in_window: InWindow, exported: Path
) -> None:
    for place in range(3):
        write(exported, place, f"other words {place}")

    async def scenario(rig: Rig) -> None:
        await rig.open(exported)
        await told(rig, "3 captions")
        rig.window.caption_files.outside.ask()
        dialog = await shown(rig)
        dialog.all_buttons["leave"].click()
        assert set(dialog.lines.decisions) == {"leave"}
        dialog.reject()
        await rig.window.idle()
        assert captions(rig) == list(TEXTS) and rig.sentences and not rig.dialogs()
        rig.window.caption_files.outside.ask()
        dialog = await shown(rig)
        dialog.all_buttons["leave"].click()
        dialog.accept_button.click()
        await until(lambda: not rig.sentences)
        assert len(rig.window.caption_files.outside.watch.items) == 3

    in_window(scenario)


def test_that_a_removed_file_is_said_and_the_export_of_the_window_is_no_change(
    in_window: InWindow, exported: Path
) -> None:
    async def scenario(rig: Rig) -> None:
        await rig.open(exported)
        file_of(exported, 0).unlink()
        await told(rig, "1 caption file was removed outside")
        rig.trigger("project.export")
        await until(lambda: not any("outside" in sentence for sentence in rig.sentences))
        assert len(list((exported / "dataset" / "clips").glob("*.txt"))) == 3
        watch = rig.window.caption_files.outside.watch
        for _ in range(3):
            watch.look()
            await rig.window.idle()
        assert watch.items == ()

    in_window(scenario)


def test_that_an_edit_in_the_project_to_the_same_words_ends_the_difference(
    in_window: InWindow, exported: Path
) -> None:
    async def scenario(rig: Rig) -> None:
        await rig.open(exported)
        write(exported, 0, "Paper style. a blue boat")
        await told(rig, "1 caption was changed outside.")
        clip = rig.clip()
        rig.document.project.change(clip, replace(clip, caption="a blue boat"))
        rig.document.catch_up()
        await until(lambda: not rig.sentences)

    in_window(scenario)


def test_that_a_dataset_that_goes_away_is_no_fault(in_window: InWindow, exported: Path) -> None:
    async def scenario(rig: Rig) -> None:
        await rig.open(exported)
        write(exported, 0, "other")
        await told(rig, "1 caption was changed outside.")
        shutil.rmtree(exported / "dataset")
        await until(lambda: not rig.sentences)
        rig.window.caption_files.outside.ask()
        await rig.window.idle()
        assert not rig.dialogs()

    in_window(scenario)


def test_that_a_click_beside_the_decisions_decides_nothing(
    in_window: InWindow, exported: Path
) -> None:
    write(exported, 0, "other")

    async def scenario(rig: Rig) -> None:
        await rig.open(exported)
        await told(rig, "1 caption")
        rig.window.caption_files.outside.ask()
        dialog = await shown(rig)
        QTest.mouseClick(dialog.list.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(30, 60))
        assert dialog.lines.decisions == ["take"]
        dialog.reject()

    in_window(scenario)


def test_that_words_kept_while_files_are_taken_are_left_and_said(
    in_window: InWindow, exported: Path
) -> None:
    async def scenario(rig: Rig) -> None:
        await rig.open(exported)
        write(exported, 0, "Paper style. a blue boat")
        write(exported, 2, "Paper style. a cap")
        await told(rig, "2 captions were changed outside.")
        rig.window.caption_files.outside.ask()
        dialog = await shown(rig)
        project, clip = rig.document.project, rig.document.rows.clips[0]
        meanwhile(project, lambda: project.change(clip, replace(clip, caption="my boat")))
        dialog.accept_button.click()
        await told(rig, "1 caption has changed meanwhile: look again.")
        assert captions(rig) == ["my boat", "a crane", "a cap"]
        assert file_of(exported, 0).read_text(encoding="utf-8") == "Paper style. a blue boat"
        await told(rig, "1 caption was changed outside.")

    in_window(scenario)
