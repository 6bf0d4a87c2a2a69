"""Stills in the window: the sharpest near here, one of every pick, what is shown of them."""

from __future__ import annotations

import dataclasses
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog

from app.core.library.edits import changing
from app.core.library.model import Clip
from app.core.library.project import Project
from app.core.media.geometry import Crop
from app.ui.clips.stills_dialog import StillsDialog
from tests.core.checks.painted import blurred, paint, scene
from tests.ui.rig import FRAMES, InWindow, Rig, made_project, until

Key = Qt.Key
SHARP = 17


def soft_project(folder: Path) -> Path:
    """A film in which only frame 17 is sharp."""
    pictures = scene(3, FRAMES, speed=1)
    soft = blurred(pictures, 6)
    soft[SHARP] = pictures[SHARP]
    film = paint(folder / "soft.mp4", soft, options={"crf": "6"})
    return made_project(folder / "project", film)


async def shown(rig: Rig, frame: int) -> None:
    """Show a frame of the film."""
    rig.clips.viewing.player.show_frame(frame)
    await until(lambda: rig.clips.viewing.player.source_frame == frame)


def test_that_a_key_makes_a_still_of_the_sharpest_frame_near(
    in_window: InWindow, tmp_path: Path
) -> None:
    project = soft_project(tmp_path)

    async def scenario(rig: Rig) -> None:
        await rig.open(project)
        rig.clips.marking.choose_shot(1)
        await shown(rig, 11)
        rig.clips.shelf.grid.setFocus()
        rig.press(Key.Key_S, Qt.KeyboardModifier.ShiftModifier)
        await until(lambda: rig.document.rows.stills)
        assert [still.frame for still in rig.document.rows.stills] == [SHARP]
        said = "The sharpest near here is a still now: frame 17, 6 after this one."
        assert rig.toasts[-1] == said
        assert rig.clips.viewing.player.source_frame == SHARP
        await shown(rig, 20)
        rig.trigger("pick.sharpest")
        await until(lambda: rig.toasts[-1] != said)
        assert rig.toasts[-1] == (
            "The sharpest near here, frame 17, 3 before this one, is a still already."
        )
        assert len(rig.document.rows.stills) == 1
        rig.document.undo()
        assert rig.document.rows.stills == []

    in_window(scenario)


async def stills_dialog(rig: Rig) -> StillsDialog:
    """Ask for stills of picks."""
    rig.trigger("pick.stills")
    dialog = await rig.dialog()
    assert isinstance(dialog, StillsDialog)
    return dialog


def add_clips(project: Path) -> None:
    """Two picks and a clip that is none."""
    with Project.open(project) as opened:
        opened.add(
            [
                Clip(source=1, start=3, end=30, caption="a boat", tags=("sea",)),
                Clip(source=1, start=40, end=70, crop=Crop(160, 90, 4, 2)),
                Clip(source=1, start=80, end=100, state="rejected"),
            ]
        )


def test_that_the_first_frame_of_every_pick_becomes_a_still_in_one_step(
    in_window: InWindow, project: Path
) -> None:
    add_clips(project)

    async def scenario(rig: Rig) -> None:
        await rig.open(project)
        dialog = await stills_dialog(rig)
        assert (dialog.choice, len(dialog.picks)) == ("first", 2)
        dialog.still_size.choose((512, 512))
        dialog.accept()
        await until(lambda: rig.document.rows.stills)
        first, second = rig.document.rows.stills
        assert (first.frame, first.caption, first.tags) == (3, "a boat", ("sea",))
        assert (second.frame, second.crop) == (40, Crop(160, 90, 4, 2))
        assert rig.document.rows.settings.still_size == (512, 512)
        assert rig.toasts[-1] == "2 stills made."
        (await stills_dialog(rig)).accept()
        await until(lambda: rig.toasts[-1] == "0 stills made; 2 were there already.")
        assert rig.document.undo_label == "Stills from picks"
        rig.document.undo()
        assert rig.document.rows.stills == []
        assert rig.document.rows.settings.still_size is None

    in_window(scenario)


def test_that_stills_can_be_of_what_is_selected_and_of_the_sharpest_frame(
    in_window: InWindow, tmp_path: Path
) -> None:
    project = soft_project(tmp_path)
    with Project.open(project) as opened:
        opened.add([Clip(source=1, start=start, end=start + 12) for start in (0, 10, 22)])

    async def scenario(rig: Rig) -> None:
        await rig.open(project)
        shelf = rig.clips.shelf
        shelf.show_kind("clip")
        shelf.grid.select([("clip", 1), ("clip", 2)], ("clip", 2))
        dialog = await stills_dialog(rig)
        assert [clip.id for clip in dialog.picks] == [1, 2]
        dialog.frame.choose("sharpest")
        assert "looked at" in dialog._note.text()
        dialog.accept()
        await until(lambda: rig.document.rows.stills)
        assert len(rig.document.rows.stills) == 2
        assert rig.document.rows.stills[1].frame == SHARP
        (dialog,) = [await stills_dialog(rig)]
        dialog.frame.choose("middle")
        dialog.scope.choose("all")
        assert len(dialog.picks) == 3
        dialog.done(QDialog.DialogCode.Rejected.value)
        assert len(rig.document.rows.stills) == 2

    in_window(scenario)


def test_that_nothing_is_asked_where_nothing_is_picked(in_window: InWindow, project: Path) -> None:
    async def scenario(rig: Rig) -> None:
        await rig.open(project)
        rig.trigger("pick.stills")
        assert rig.toasts[-1] == "Nothing is picked yet." and rig.dialogs() == []

    in_window(scenario)


def test_that_a_still_shows_the_crop_and_size_of_its_file(
    in_window: InWindow, project: Path
) -> None:
    async def scenario(rig: Rig) -> None:
        await rig.open(project)
        rig.clips.marking.choose_shot(1)
        await until(lambda: rig.clips.viewing.player.source_frame is not None)
        rig.trigger("pick.still")
        rig.clips.shelf.reveal("still", 1)
        index = rig.window.parts.films.indexes[1]
        wide, high = index.display_width, index.display_height
        settings = rig.document.rows.settings
        facts = rig.clips.inspector.facts
        assert facts._rows["size"].value() == f"{wide} × {high}"
        for size, value, suffix in (
            ((64, 64), "64 × 64", ""),
            ((4096, 4096), f"{high} × {high}", "too small"),
        ):
            after = dataclasses.replace(settings, still_size=size)
            rig.document.apply(changing(rig.document.rows.settings, after))
            assert facts._rows["size"].value() == value
            assert facts._rows["size"]._suffix.text() == suffix
            window = Crop(high, high, (wide - high) // 2, 0)
            shown = (window, None) if suffix else (None, size)
            assert rig.clips.viewing._shown[3:5] == shown
        name = "edit.still_size"
        rig.trigger(name)
        dialog = await rig.dialog()
        assert rig.app.focusWidget() is dialog._still_size._box
        dialog.accept()

    in_window(scenario)
