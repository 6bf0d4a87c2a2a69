"""Lengths, best windows and several clips of one shot, in the window."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from app.core.captions.writing import write
from app.core.export.lengths import PRESETS
from app.core.library.edits import changing
from app.core.library.model import Clip, Shot
from app.core.media.conform import conformed_length
from app.ui.actions import LENGTHS
from app.ui.widgets.chip import Chip
from tests.core.checks.painted import paint, scene
from tests.ui.rig import InWindow, Rig, made_project, until

Key, Keys = Qt.Key, Qt.KeyboardModifier
ALT, SHIFT, CTRL = Keys.AltModifier, Keys.ShiftModifier, Keys.ControlModifier
LONG = 180  # frames of the one shot: 120 at 16 frames per second


@pytest.fixture(scope="session")
def long_film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A film of 180 frames in which most happens between the frames 100 and 150."""
    path = tmp_path_factory.mktemp("films") / "one shot.mp4"
    lively = scene(1, 50, speed=4)
    calm, end = [lively[0]] * 100, [lively[-1]] * 30
    return paint(path, [*calm, *lively, *end])


@pytest.fixture
def long_shot(tmp_path: Path, long_film: Path) -> Path:
    """A project with one shot of 120 frames at 16 frames per second."""
    from app.core.library.project import Project

    folder = made_project(tmp_path / "Long", long_film)
    with Project.open(folder) as project:
        first, *others = project.shots()
        project.remove(others)
        project.apply(changing(first, replace(first, end=LONG)))
    return folder


def span(rig: Rig) -> tuple[int, int]:
    mark = rig.clips.marking.mark
    assert mark is not None
    return mark.span


def length(rig: Rig) -> int:
    return conformed_length(rig.window.parts.films.indexes[1], *span(rig))


def chips(rig: Rig) -> dict[str, Chip]:
    """The chips of the usual lengths, by their words."""
    found = rig.clips.inspector.facts.findChildren(Chip)
    return {chip.text(): chip for chip in found if chip.text().isdecimal()}


def head(rig: Rig) -> str:
    return rig.clips.inspector._head.text()


def spans(rig: Rig) -> list[tuple[int, int]]:
    return [(clip.start, clip.end) for clip in rig.document.rows.clips]


def test_that_the_keys_offer_the_lengths_of_the_inspector() -> None:
    assert LENGTHS == PRESETS


def test_that_alt_and_a_digit_give_a_length_and_its_chip_stands_out(
    in_window: InWindow, long_shot: Path
) -> None:
    async def scenario(rig: Rig) -> None:
        await rig.open(long_shot)
        for key, frames in zip("1234", PRESETS, strict=True):
            rig.press(Key(ord(key)), ALT)
            assert (span(rig)[0], length(rig)) == (0, frames)
            tones = {text: chip.tone() for text, chip in chips(rig).items()}
            assert [text for text, tone in tones.items() if tone == "accent"] == [str(frames)]
        chips(rig)["45"].clicked.emit()
        assert length(rig) == 45

    in_window(scenario)


def test_that_a_length_that_does_not_fit_is_off_and_says_why(
    in_window: InWindow, long_shot: Path
) -> None:
    async def scenario(rig: Rig) -> None:
        await rig.open(long_shot)
        rig.clips.marking.set_range(90, 160)
        found = chips(rig)
        assert {text: chip.isEnabled() for text, chip in found.items()} == {
            "33": True, "45": True, "65": False, "81": False,
        }  # fmt: skip
        assert found["65"].toolTip() == ("From here the shot has 60 frames more: begin earlier.")
        before = span(rig)
        rig.press(Key.Key_3, ALT)
        assert span(rig) == before
        assert rig.toasts[-1] == "The shot is too short for 65 frames from here."

    in_window(scenario)


def test_that_alt_and_the_arrows_slide_a_range_that_keeps_its_length(
    in_window: InWindow, long_shot: Path
) -> None:
    async def scenario(rig: Rig) -> None:
        await rig.open(long_shot)
        rig.press(Key.Key_1, ALT)
        rig.press(Key.Key_Return)
        rig.clips.shelf.grid.setFocus()
        rig.press(Key.Key_Right, ALT | SHIFT)
        assert (span(rig)[0], length(rig)) == (24, 33)
        assert rig.document.undo_label == "Slide"
        rig.press(Key.Key_Right, ALT)
        assert (span(rig)[0], length(rig)) == (25, 33)
        rig.press(Key.Key_Left, ALT)
        rig.press(Key.Key_Left, ALT | SHIFT)
        assert span(rig)[0] == 0
        rig.press(Key.Key_Left, ALT)
        assert rig.toasts[-1] == "The range is at the end of its shot."
        rig.clips.marking.lengths.slide(999)
        assert (span(rig)[1], length(rig)) == (LONG, 33)
        assert spans(rig) == [span(rig)]

    in_window(scenario)


def test_that_w_marks_where_most_happens_and_then_the_next_best(
    in_window: InWindow, long_shot: Path
) -> None:
    async def scenario(rig: Rig) -> None:
        await rig.open(long_shot)
        rig.press(Key.Key_1, ALT)
        rig.press("w")
        await until(lambda: rig.toasts)
        assert rig.toasts[-1] == "33 frames with the most motion: 1 of 3"
        best = span(rig)
        assert best[0] >= 95 and best[1] <= 152 and length(rig) == 33
        rig.press("w")
        await until(lambda: rig.toasts[-1].endswith("2 of 3"))
        second = span(rig)
        assert second[1] <= best[0] or second[0] >= best[1]
        rig.press("w")
        rig.press("w")
        assert span(rig) == best
        assert rig.document.rows.clips == []  # it was only marked

    in_window(scenario)


def test_that_w_leaves_other_clips_of_the_shot_alone_and_moves_a_clip_in_one_step(
    in_window: InWindow, long_shot: Path
) -> None:
    async def scenario(rig: Rig) -> None:
        await rig.open(long_shot)
        rig.press(Key.Key_1, ALT)
        rig.press("w")
        await until(lambda: rig.toasts)
        best = span(rig)
        rig.press(Key.Key_Return)
        rig.clips.shelf.grid.setFocus()
        rig.clips.marking.show(rig.clips.marking.mark.whole())
        rig.clips.marking.choose_clip(rig.clip().id)
        rig.clips.marking.lengths.slide(-999)
        rig.press(Key.Key_Return, SHIFT)
        assert len(spans(rig)) == 2
        rig.clips.marking.choose_clip(rig.clip(0).id)
        rig.press("w")
        await until(lambda: "most motion" in rig.toasts[-1])
        assert span(rig) == best == (rig.clip(-1).start, rig.clip(-1).end)
        assert rig.document.undo_label == "Best window"
        rig.clips.marking.choose_clip(rig.clip(0).id)
        rig.press("w")
        await until(lambda: rig.document.undo_label == "Best window" and span(rig) != best)
        first, second = sorted(spans(rig))
        assert first[1] <= second[0]

    in_window(scenario)


def test_that_a_shot_without_room_for_a_best_window_says_so(
    in_window: InWindow, project: Path
) -> None:
    async def scenario(rig: Rig) -> None:
        await rig.open(project)
        rig.clips.marking.lengths.set(17)
        rig.press(Key.Key_Return)
        rig.press(Key.Key_Return, SHIFT)
        rig.clips.marking.choose_clip(rig.clip().id)
        rig.clips.marking.set_range(4, 36)
        rig.press("w", on=rig.clips.shelf.grid)
        await until(lambda: rig.toasts)
        assert rig.toasts[-1].endswith("of 1") or rig.toasts[-1].startswith("No 21 frames")

    in_window(scenario)


def test_that_shift_enter_picks_clip_after_clip_of_a_shot(
    in_window: InWindow, long_shot: Path
) -> None:
    async def scenario(rig: Rig) -> None:
        await rig.open(long_shot)
        rig.press(Key.Key_1, ALT)
        rig.press(Key.Key_Return)
        rig.clips.shelf.grid.setFocus()
        rig.press("4")
        rig.clips.picking.tag("rain")
        rig.document.apply(write(rig.clip(), "a fox"))
        assert head(rig) == "Picked clip"
        rig.press(Key.Key_Return, SHIFT)
        assert rig.toasts[-1] == "Clip 2 of 2 of this shot: 33 frames."
        first, second = rig.document.rows.clips
        assert second.start == first.end and length(rig) == 33
        assert (second.rating, second.tags, second.caption) == (4, ("rain",), "")
        assert head(rig) == "Picked clip · 2 of 2"
        rig.press(Key.Key_Return, SHIFT)
        rig.press(Key.Key_Return, SHIFT)
        assert head(rig) == "Picked clip · 3 of 3"
        assert rig.toasts[-1] == (
            "The shot has no room for another 33 frames behind this clip: 22 are left."
        )
        assert len(rig.document.rows.clips) == 3
        rig.document.undo()
        assert len(rig.document.rows.clips) == 2
        assert rig.document.rows.shots == [
            replace(shot) for shot in rig.document.rows.of_source(Shot, 1)
        ]

    in_window(scenario)


def test_that_alt_and_the_arrows_go_from_clip_to_clip_of_a_shot(
    in_window: InWindow, long_shot: Path
) -> None:
    async def scenario(rig: Rig) -> None:
        await rig.open(long_shot)
        rig.press(Key.Key_1, ALT)
        for _ in range(3):
            rig.press(Key.Key_Return, SHIFT)
        ids = [clip.id for clip in rig.document.rows.clips]
        marked = []
        for key in (Key.Key_Up, Key.Key_Up, Key.Key_Up, Key.Key_Down):
            rig.press(key, ALT)
            marked.append(rig.clips.marking.mark.clip)
        assert marked == [ids[1], ids[0], ids[0], ids[1]]
        assert rig.toasts[-1] == "The shot has no clip before this one."
        assert head(rig) == "Picked clip · 2 of 3"
        rig.clips.shelf.reveal("clip", ids[2])  # among picks the arrows do it alone
        rig.press(Key.Key_Left)
        assert rig.clips.marking.mark.clip == ids[1]

    in_window(scenario)


@pytest.mark.parametrize("snap", [True, False])
def test_that_ctrl_b_makes_two_clips_of_one_at_the_shown_frame(
    in_window: InWindow, long_shot: Path, snap: bool
) -> None:
    async def scenario(rig: Rig) -> None:
        await rig.open(long_shot)
        rig.window.preferences.change(snap=snap, autoplay=False)
        rig.press(Key.Key_4, ALT)
        rig.press(Key.Key_Return)
        rig.clips.shelf.grid.setFocus()
        rig.document.apply(write(rig.clip(), "a fox"))
        whole = rig.clip()
        player = rig.clips.viewing.player
        await until(lambda: player.source_frame is not None)
        player.pause()
        player.scrub(31)
        frame = player.source_frame
        rig.press(Key.Key_B, CTRL)
        first, second = rig.document.rows.clips
        index = rig.window.parts.films.indexes[1]
        lengths = [conformed_length(index, clip.start, clip.end) for clip in (first, second)]
        assert lengths == ([29, 49] if snap else [31, 50])
        assert (first.id, first.start, second.start) == (whole.id, 0, frame)
        assert first.caption == second.caption == "a fox"
        assert rig.clips.marking.mark.clip == second.id and head(rig) == "Picked clip · 2 of 2"
        assert rig.toasts[-1] == f"Two clips now, {lengths[0]} and {lengths[1]} frames long."
        rig.document.undo()
        assert rig.document.rows.clips == [whole]

    in_window(scenario)


def test_that_only_a_clip_is_split_and_only_inside(in_window: InWindow, long_shot: Path) -> None:
    async def scenario(rig: Rig) -> None:
        await rig.open(long_shot)
        rig.press(Key.Key_B, CTRL)
        assert rig.toasts[-1].startswith("Pick a clip first")
        rig.press(Key.Key_Return)
        picking = rig.clips.picking
        picking.split_clip(0)
        assert rig.toasts[-1].startswith("Go to a frame inside")
        assert len(rig.document.rows.of_source(Clip, 1)) == 1

    in_window(scenario)
