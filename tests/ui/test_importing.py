"""Existing material into the window: asked for, dropped, taken back."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from app.ui.import_dialog import ImportDialog
from app.ui.new_project import NewProjectDialog
from app.ui.widgets.button import Button
from app.ui.widgets.dialog import Dialog
from app.ui.widgets.notice import Notice
from tests.films import make_film
from tests.ui.rig import InWindow, Rig, until


@pytest.fixture
def clips(tmp_path: Path) -> Path:
    """Two finished clips with captions that begin with the same words."""
    folder = tmp_path / "내 clips #1 'x'"
    folder.mkdir()
    make_film(folder / "a.mp4", 17, rate=16)
    shutil.copy(folder / "a.mp4", folder / "b.mp4")
    (folder / "a.txt").write_text("Ghibli. A rabbit", encoding="utf-8")
    (folder / "b.txt").write_text("Ghibli. A fox", encoding="utf-8")
    return folder


async def looked(rig: Rig) -> ImportDialog:
    """Wait until the import dialog says what there is."""
    dialog = await rig.dialog()
    assert isinstance(dialog, ImportDialog)
    await until(lambda: dialog.found is not None)
    return dialog


def said(dialog: Dialog) -> str:
    return "\n".join(each.sentence() for each in dialog.findChildren(Notice))


def press(dialog: Dialog, text: str) -> None:
    next(each for each in dialog.findChildren(Button) if each.text() == text).click()


def test_that_an_import_is_shown_before_and_one_undo_takes_it_back(
    in_window: InWindow, project: Path, clips: Path
) -> None:
    (clips / "broken.mp4").write_bytes(b"no film")
    (clips / "old.llc").write_text("{", encoding="utf-8")

    async def scenario(rig: Rig) -> None:
        await rig.open(project)
        rig.trigger("project.import")
        dialog = await rig.dialog()
        assert isinstance(dialog, ImportDialog) and not dialog.accept_button.isEnabled()
        dialog.look_at([clips])
        dialog = await looked(rig)
        assert dialog.accept_button.isEnabled()
        assert "old.llc" in said(dialog)
        assert dialog.with_trigger.isChecked() and dialog.trigger.text() == "Ghibli."
        assert len(rig.document.rows.sources) == 1
        dialog.accept_button.click()
        await until(lambda: len(rig.document.rows.clips) == 2)
        assert [each.caption for each in rig.document.rows.clips] == ["A rabbit", "A fox"]
        assert rig.document.rows.settings.trigger == "Ghibli."
        await until(lambda: "broken.mp4" in "".join(rig.sentences))
        assert rig.document.undo_label == "Import"
        rig.trigger("edit.undo")
        assert len(rig.document.rows.sources) == 1 and not rig.document.rows.clips
        assert rig.document.rows.settings.trigger == ""

    in_window(scenario)


def test_that_the_trigger_is_never_taken_silently(
    in_window: InWindow, project: Path, clips: Path
) -> None:
    async def scenario(rig: Rig) -> None:
        await rig.open(project)
        rig.window.arrivals.importing.ask()
        await rig.dialog()
        rig.dialogs()[0].look_at([clips])  # type: ignore[attr-defined]
        dialog = await looked(rig)
        dialog.with_trigger.setChecked(False)
        dialog.accept_button.click()
        await until(lambda: len(rig.document.rows.clips) == 2)
        assert rig.document.rows.clips[0].caption == "Ghibli. A rabbit"
        assert rig.document.rows.settings.trigger == ""

    in_window(scenario)


@pytest.mark.parametrize("answer", ["Finished clips", "Films to cut", "Cancel"])
def test_that_a_dropped_folder_with_captions_asks_what_it_is(
    in_window: InWindow, project: Path, clips: Path, answer: str
) -> None:
    async def scenario(rig: Rig) -> None:
        await rig.open(project)
        rig.window.take_dropped([clips])
        question = await rig.dialog()
        press(question, answer)
        if answer == "Finished clips":
            dialog = await looked(rig)
            dialog.accept_button.click()
            await until(lambda: len(rig.document.rows.clips) == 2)
        elif answer == "Films to cut":
            await until(lambda: len(rig.document.rows.sources) == 3)
            await rig.clips.work.settled()
            assert not rig.document.rows.clips
        else:
            await until(lambda: not rig.dialogs())
            await rig.window.idle()
            assert len(rig.document.rows.sources) == 1

    in_window(scenario)


def test_that_a_dropped_list_makes_a_new_project_where_none_is_open(
    in_window: InWindow, clips: Path
) -> None:
    (clips / "a-proj.llc").write_text(
        "{version: 2, mediaFileName: 'a.mp4', cutSegments: [{start: 0.25, end: 1, name: 'x'}]}",
        encoding="utf-8",
    )

    async def scenario(rig: Rig) -> None:
        await rig.active()
        rig.window.take_dropped([clips / "a-proj.llc"])
        dialog = await looked(rig)
        assert dialog.labels.isVisible()
        dialog.labels.setCurrentIndex(1)
        dialog.accept_button.click()
        await until(lambda: any(isinstance(each, NewProjectDialog) for each in rig.dialogs()))
        rig.dialogs()[0].accept()
        await until(lambda: rig.document.is_open and rig.document.rows.clips)
        clip = rig.clip()
        assert (clip.start, clip.end, clip.tags, clip.caption) == (4, 16, ("x",), "")

    in_window(scenario)


def test_that_a_dialog_that_is_left_while_it_looks_changes_nothing(
    in_window: InWindow, project: Path, clips: Path
) -> None:
    async def scenario(rig: Rig) -> None:
        await rig.open(project)
        rig.window.arrivals.importing.ask()
        dialog = await rig.dialog()
        assert isinstance(dialog, ImportDialog)
        dialog.look_at([clips])
        dialog.reject()
        await rig.window.idle()
        assert not rig.dialogs() and len(rig.document.rows.sources) == 1

    in_window(scenario)


def test_that_what_cannot_be_imported_is_said_in_the_dialog(
    in_window: InWindow, project: Path, tmp_path: Path
) -> None:
    (tmp_path / "bad.csv").write_text("name,sum\nAnn,7\n", encoding="utf-8")

    async def scenario(rig: Rig) -> None:
        await rig.open(project)
        rig.window.take_dropped([tmp_path / "bad.csv"])
        dialog = await looked(rig)
        assert "is no list of segments" in said(dialog)
        assert not dialog.accept_button.isEnabled()
        dialog.reject()

    in_window(scenario)
