"""Clips that show the same, side by side."""

from __future__ import annotations

import dataclasses
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.core.checks.twins import KEPT
from app.core.library.edits import changing, removing
from app.core.library.model import Clip
from app.core.library.project import Project
from app.ui.clips.twins_dialog import TwinsDialog
from app.ui.widgets.chip import Chip
from tests.ui.rig import InWindow, Rig, until

Key = Qt.Key


def add_clips(project: Path) -> None:
    """Two pairs that overlap, and one clip by itself."""
    with Project.open(project) as opened:
        spans = [(0, 30), (4, 34), (40, 70), (44, 66), (110, 140)]
        opened.add(
            [Clip(source=1, start=start, end=end, caption=f"c{end}") for start, end in spans]
        )


async def asked(rig: Rig) -> TwinsDialog:
    """Open the dialog."""
    rig.trigger("pick.twins")
    dialog = await rig.dialog()
    assert isinstance(dialog, TwinsDialog)
    await until(dialog.isActiveWindow)  # its keys are its own from then on
    return dialog


def rejected(rig: Rig) -> list[int]:
    """The ids of the clips that were rejected."""
    return [clip.id for clip in rig.document.rows.clips if clip.state == "rejected"]


def shown(dialog: TwinsDialog) -> tuple[int, int] | None:
    """The ids of the clips that are shown."""
    pair = dialog.pair
    return None if pair is None else (pair.left.clip.id, pair.right.clip.id)


def test_that_keys_decide_and_lead_to_the_next_pair(in_window: InWindow, project: Path) -> None:
    add_clips(project)

    async def scenario(rig: Rig) -> None:
        await rig.open(project)
        dialog = await asked(rig)
        assert shown(dialog) == (1, 2)
        assert dialog._count.text() == "1 of 2"
        rig.press(Key.Key_Down, on=dialog)
        assert shown(dialog) == (3, 4)
        rig.press(Key.Key_Up, on=dialog)
        rig.press(Key.Key_Right, on=dialog)
        assert rejected(rig) == [1] and shown(dialog) == (3, 4)
        assert not dialog._next.isEnabled()
        rig.press("b", on=dialog)
        assert shown(dialog) is None and "No two clips" in dialog._sentence.text()
        assert [KEPT in clip.tags for clip in rig.document.rows.clips] == [
            *(False, False, True, True, False)
        ]
        rig.press(Key.Key_Z, Qt.KeyboardModifier.ControlModifier, on=dialog)
        assert shown(dialog) == (3, 4)
        rig.press(Key.Key_Left, on=dialog)
        assert rejected(rig) == [1, 4]
        assert rig.document.undo_label == "Reject"
        assert shown(dialog) is None
        assert not dialog._keep_both.isEnabled()
        rig.press("b", on=dialog)
        dialog.accept()
        await until(lambda: not rig.dialogs())
        rig.trigger("pick.twins")
        await until(lambda: rig.toasts and rig.toasts[-1].startswith("No two clips"))
        assert not rig.dialogs()
        rig.document.undo()
        rig.document.undo()
        assert rejected(rig) == []

    in_window(scenario)


def test_that_both_loop_in_step_and_the_shorter_one_waits(
    in_window: InWindow, project: Path
) -> None:
    add_clips(project)

    async def scenario(rig: Rig) -> None:
        await rig.open(project)
        dialog = await asked(rig)
        rig.press(Key.Key_Down, on=dialog)
        left, right = (half.player for half in dialog._halves)
        await until(lambda: all(dialog._lengths()) and dialog._beat.running)
        assert dialog._lengths() == [20, 15]
        for step, positions in ((9, (9, 9)), (17, (17, 14)), (20, (0, 0)), (45, (5, 5))):
            dialog._on_due(step)
            assert (left.position, right.position) == positions
        assert not left.playing and not right.playing
        rig.press(Key.Key_Space)  # where the focus is
        assert not dialog._beat.running and rejected(rig) == []
        QTest.mouseClick(left, Qt.MouseButton.LeftButton)
        await until(lambda: dialog._beat.running)
        dialog.accept()

    in_window(scenario)


def test_that_facts_stand_under_each_and_the_chip_leads_there(
    in_window: InWindow, project: Path
) -> None:
    add_clips(project)

    async def scenario(rig: Rig) -> None:
        await rig.open(project)
        checks = rig.clips.inspector.checks
        rig.clips.marking.choose_clip(4)

        def compare() -> list[Chip]:
            return [c for c in checks.findChildren(Chip) if c.text() == "compare…"]

        await until(compare)
        known = rig.window.parts.checking.of_clip
        await until(lambda: all(any(f.kind == "cut" for f in known(n)) for n in (3, 4)))
        QTest.mouseClick(compare()[-1], Qt.MouseButton.LeftButton)
        dialog = await rig.dialog()
        assert isinstance(dialog, TwinsDialog) and shown(dialog) == (3, 4)
        half = dialog._left
        assert half._rows["frames"].value() == "20" and half._caption.text() == "c70"
        assert half._rows["motion"].value() != "–"
        assert half._where.text() == "five shots · 40 – 70"
        dialog.accept()

    in_window(scenario)


def test_that_what_changes_elsewhere_is_followed_and_never_taken_back_here(
    in_window: InWindow, project: Path
) -> None:
    add_clips(project)

    async def scenario(rig: Rig) -> None:
        await rig.open(project)
        dialog = await asked(rig)
        first = rig.document.rows.get(Clip, 1)
        assert shown(dialog) == (1, 2) and first is not None
        changed = dataclasses.replace(first, end=33, rating=3)
        rig.document.apply(changing(first, changed))
        assert dialog._left._rows["rating"].value() == "★★★"
        rig.document.apply(removing(changed))
        assert shown(dialog) == (3, 4) and dialog._count.text() == "1 of 1"
        rig.press(Key.Key_Right, on=dialog)
        assert rejected(rig) == [3] and shown(dialog) is None
        (last,) = rig.document.rows.of_source(Clip, 1)[-1:]
        rig.document.apply(changing(last, dataclasses.replace(last, rating=5)))
        rig.press(Key.Key_Z, Qt.KeyboardModifier.ControlModifier, on=dialog)
        assert rejected(rig) == [3]
        assert rig.document.rows.of_source(Clip, 1)[-1].rating == 5
        dialog.accept()

    in_window(scenario)


def test_that_it_goes_with_the_project(in_window: InWindow, project: Path) -> None:
    add_clips(project)

    async def scenario(rig: Rig) -> None:
        await rig.open(project)
        dialog = await asked(rig)
        rig.document.close()
        assert not dialog.isVisible()

    in_window(scenario)
