"""Curing what the checks say, with the mouse and the keys."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.core.library.model import Clip, Cut
from app.core.library.project import Project
from app.ui.widgets.chip import Chip
from tests.ui.rig import InWindow, Rig, until

Key = Qt.Key
Shift = Qt.KeyboardModifier.ShiftModifier


def with_cuts(project: Path, *clips: tuple[int, int]) -> None:
    """Add clips, and the cuts between the film's five shots."""
    with Project.open(project) as opened:
        opened.add([Cut(source=1, frame=frame, end=frame) for frame in (36, 72, 108, 144)])
        opened.add([Clip(source=1, start=start, end=end, caption="x") for start, end in clips])


def chips(rig: Rig) -> dict[str, Chip]:
    """The chips of the checks that are shown, by their words."""
    return {
        chip.text(): chip
        for chip in rig.clips.inspector.checks.findChildren(Chip)
        if not chip.isHidden()
    }


async def marked(rig: Rig, clip: int) -> None:
    """Mark a clip and wait until something was found wrong with it."""
    rig.clips.marking.choose_clip(clip)
    await until(lambda: any(each.is_problem for each in rig.clips.curing._found()))
    await until(lambda: chips(rig).keys() - {"looking…"})


def spans(rig: Rig) -> list[tuple[int, int]]:
    """The ranges of the picked clips."""
    return [(clip.start, clip.end) for clip in rig.document.rows.clips if clip.state == "picked"]


def test_that_a_click_on_the_cure_trims_and_undo_brings_it_back(
    in_window: InWindow, project: Path
) -> None:
    with_cuts(project, (20, 70))

    async def scenario(rig: Rig) -> None:
        await rig.open(project)
        rig.window.preferences.change(snap=False)
        await marked(rig, 1)
        assert {"cut inside", "trim", "split"} <= chips(rig).keys()
        trim = chips(rig)["trim"]
        assert trim.toolTip() == "Trim at the cut: keep the last 23 of 34 frames  (Shift+C)"
        QTest.mouseClick(trim, Qt.MouseButton.LeftButton)
        assert spans(rig) == [(36, 70)]
        assert rig.toasts[-1] == "Trim at the cut: keep the last 23 of 34 frames."
        await until(lambda: "no cut inside" in chips(rig))
        assert "trim" not in chips(rig)
        rig.document.undo()
        assert spans(rig) == [(20, 70)]
        await until(lambda: "split" in chips(rig))
        QTest.mouseClick(chips(rig)["split"], Qt.MouseButton.LeftButton)
        assert spans(rig) == [(20, 36), (36, 70)]
        rig.document.undo()
        assert spans(rig) == [(20, 70)]

    in_window(scenario)


def test_that_a_cured_clip_offers_no_cure_of_before(in_window: InWindow, project: Path) -> None:
    with_cuts(project, (20, 70))

    async def scenario(rig: Rig) -> None:
        await rig.open(project)
        await marked(rig, 1)
        rig.trigger("pick.cure")
        assert rig.clips.inspector.checks._cures == []
        assert rig.clips.curing._found() == ()
        rig.trigger("pick.cure")  # nothing is known of it yet
        assert rig.document.project.log(2)[1].edit.label == "Add"

    in_window(scenario)


def test_that_a_key_cures_the_worst_problem(in_window: InWindow, project: Path) -> None:
    with_cuts(project, (20, 70))

    async def scenario(rig: Rig) -> None:
        await rig.open(project)
        rig.window.preferences.change(snap=True)
        await marked(rig, 1)
        rig.clips.shelf.grid.setFocus()
        rig.press(Key.Key_C, Shift)
        ((start, end),) = spans(rig)
        assert start == 36 and end <= 70
        assert rig.document.undo_label == "Trim"
        await until(lambda: "no cut inside" in chips(rig))
        rig.press(Key.Key_C, Shift)
        assert rig.toasts[-1] == "Nothing is wrong here, as far as is known."
        assert rig.document.undo_label == "Trim"

    in_window(scenario)


def test_that_a_range_that_is_only_marked_is_trimmed_without_an_edit(
    in_window: InWindow, project: Path
) -> None:
    with_cuts(project)
    with Project.open(project) as opened:
        opened.remove(opened.cuts()[1:])

    async def scenario(rig: Rig) -> None:
        await rig.open(project)
        rig.window.preferences.change(snap=False)
        rig.clips.marking.choose_shot(1)
        rig.clips.marking.set_out(59)
        await until(lambda: "trim" in chips(rig))
        assert "split" not in chips(rig)
        before = rig.document.undo_label
        QTest.mouseClick(chips(rig)["trim"], Qt.MouseButton.LeftButton)
        assert rig.clips.marking.mark.span == (0, 36)
        assert rig.document.undo_label == before

    in_window(scenario)


def test_that_all_selected_are_cured_in_one_step(in_window: InWindow, project: Path) -> None:
    with_cuts(project, (2, 30), (20, 70), (100, 130), (76, 104))

    async def scenario(rig: Rig) -> None:
        await rig.open(project)
        rig.window.preferences.change(snap=False)
        await marked(rig, 2)
        shelf = rig.clips.shelf
        shelf.show_kind("clip")
        keys = [tile.key for tile in shelf.grid.tiles]
        shelf.grid.select(keys, ("clip", 2))
        await until(lambda: rig.clips.curing._kind())
        await until(lambda: len(rig.window.parts.checking._findings) == 4)
        rig.trigger("pick.cure_all")
        assert spans(rig) == [(2, 30), (36, 70), (76, 104), (108, 130)]
        assert rig.toasts[-1] == "2 clips cured of “cut”."
        rig.document.undo()
        assert (20, 70) in spans(rig) and (100, 130) in spans(rig)

    in_window(scenario)


def test_that_of_two_that_overlap_the_other_can_be_rejected(
    in_window: InWindow, project: Path
) -> None:
    with_cuts(project, (0, 30), (4, 34))

    async def scenario(rig: Rig) -> None:
        await rig.open(project)
        await marked(rig, 1)
        await until(lambda: "reject other" in chips(rig))
        QTest.mouseClick(chips(rig)["reject other"], Qt.MouseButton.LeftButton)
        assert spans(rig) == [(0, 30)]
        await until(lambda: "overlaps" not in chips(rig) and "no cut inside" in chips(rig))

    in_window(scenario)


def test_that_nothing_is_offered_where_nothing_can_be_changed(
    in_window: InWindow, project: Path
) -> None:
    with_cuts(project, (20, 70))

    async def scenario(rig: Rig) -> None:
        with Project.open_for_editing(project):
            await rig.open(project)
            assert rig.document.read_only
            await marked(rig, 1)
            assert "cut inside" in chips(rig) and "trim" not in chips(rig)

    in_window(scenario)


def test_that_many_cuts_are_one_chip_with_one_set_of_cures(
    in_window: InWindow, project: Path
) -> None:
    with_cuts(project, (20, 130))

    async def scenario(rig: Rig) -> None:
        await rig.open(project)
        rig.window.preferences.change(snap=False)
        await marked(rig, 1)
        shown = [
            chip.text()
            for chip in rig.clips.inspector.checks.findChildren(Chip)
            if not chip.isHidden()
        ]
        assert shown[:3] == ["cut inside ×3", "trim", "split"]
        assert shown.count("trim") == shown.count("split") == 1
        QTest.mouseClick(chips(rig)["split"], Qt.MouseButton.LeftButton)
        assert spans(rig) == [(20, 36), (36, 72), (72, 108), (108, 130)]

    in_window(scenario)
