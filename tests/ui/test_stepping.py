"""Undo and redo take back what was done last, and show it wherever it is seen."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import Qt

from app.core.library.edits import adding, changing
from app.core.library.model import Clip, Prompt, Shot
from tests.ui.rig import InWindow, Rig

Key, Keys = Qt.Key, Qt.KeyboardModifier
CTRL, REDO = Keys.ControlModifier, Keys.ControlModifier | Keys.ShiftModifier
CAT = Prompt(position=0, text="a cat", width=384, height=208, frames=45, flow_shift=3.0)


def span(rig: Rig) -> tuple[int, int]:
    mark = rig.clips.marking.mark
    assert mark is not None
    return mark.span


def offered(rig: Rig, command: str = "edit.undo") -> str:
    return rig.window.actions_[command].text()


def with_other_steps(rig: Rig) -> Prompt:
    """Make a sample prompt and change it, out of sight."""
    made = rig.document.apply(adding(CAT)).added[0]
    assert isinstance(made, Prompt)
    rig.document.apply(changing(made, replace(made, steps=6), label="Sample prompt"))
    return made


def picked(rig: Rig, shot: Shot) -> Clip:
    clip = rig.document.apply(adding(Clip(source=1, start=shot.start, end=shot.end))).added[0]
    assert isinstance(clip, Clip)
    return clip


def steps(rig: Rig) -> int:
    return rig.document.rows.prompts[0].steps


def test_that_a_range_that_was_only_marked_is_taken_back_before_what_is_older(
    in_window: InWindow, project: Path
) -> None:
    async def scenario(rig: Rig) -> None:
        await rig.open(project)
        with_other_steps(rig)
        marking = rig.clips.marking
        marking.choose_shot(rig.document.rows.of_source(Shot, 1)[1].id)
        whole = span(rig)
        assert offered(rig) == "Undo: Sample prompt"
        marking.set_range(whole[0], whole[0] + 24, "Best window")
        marking.set_range(whole[0] + 2, whole[0] + 24)
        rig.press("z", CTRL)
        assert span(rig) == (whole[0], whole[0] + 24)
        assert offered(rig) == "Undo: Best window" and offered(rig, "edit.redo") == "Redo: In"
        rig.press("z", CTRL)
        assert span(rig) == whole and steps(rig) == 6
        assert rig.window.telling.toast.text() == "Undone: Best window"
        rig.press("z", REDO)
        assert span(rig) == (whole[0], whole[0] + 24)
        assert offered(rig) == "Undo: Best window" and rig.window.stage == "clips"

    in_window(scenario)


def test_that_an_edit_is_taken_back_before_a_range_that_was_marked_before_it(
    in_window: InWindow, project: Path
) -> None:
    async def scenario(rig: Rig) -> None:
        await rig.open(project)
        marking, shots = rig.clips.marking, rig.document.rows.of_source(Shot, 1)
        marking.choose_shot(shots[1].id)
        marking.set_range(shots[1].start, shots[1].start + 24)
        rig.press("3")
        assert offered(rig) == "Undo: Rating"
        rig.press("z", CTRL)
        assert rig.document.rows.get(Shot, shots[1].id).rating == 0  # type: ignore[union-attr]
        marking.set_range(shots[1].start, shots[1].start + 20)
        marking.choose_shot(shots[2].id)  # a range of what is marked no more is nobody's
        assert "Out" not in offered(rig)

    in_window(scenario)


def test_that_undo_on_another_stage_leaves_a_marked_range_alone(
    in_window: InWindow, project: Path
) -> None:
    async def scenario(rig: Rig) -> None:
        await rig.open(project)
        with_other_steps(rig)
        marking, shots = rig.clips.marking, rig.document.rows.of_source(Shot, 1)
        marking.choose_shot(shots[1].id)
        marking.set_range(shots[1].start, shots[1].start + 24)
        rig.press(Key.Key_3, CTRL)
        assert offered(rig) == "Undo: Sample prompt"
        rig.press(Key.Key_1, CTRL)
        assert offered(rig) == "Undo: Out"

    in_window(scenario)


def test_that_a_step_of_another_stage_shows_that_stage_and_what_it_changed(
    in_window: InWindow, project: Path
) -> None:
    async def scenario(rig: Rig) -> None:
        await rig.open(project)
        shot = rig.document.rows.of_source(Shot, 1)[3]
        clip = picked(rig, shot)
        with_other_steps(rig)
        rig.press("z", CTRL)
        captions = rig.window.captions
        assert rig.window.stage == "captions" and captions.shows_prompts and steps(rig) == 20
        assert captions.prompts.editing.chosen == rig.document.rows.prompts[0].id
        rig.press(Key.Key_3, CTRL)
        rig.trigger("edit.redo")
        assert captions.shows_prompts and rig.window.stage == "captions" and steps(rig) == 6
        rig.document.apply(changing(clip, replace(clip, caption="a dog")))
        rig.trigger("edit.undo")  # it is seen in the list, not among the prompts
        assert not captions.shows_prompts and captions.chosen.current == ("clip", clip.id)
        rig.document.apply(changing(shot, replace(shot, rating=4)))
        rig.trigger("edit.undo")
        assert rig.window.stage == "clips"
        assert (rig.clips.marking.mark.clip or rig.clips.marking.mark.shot) in (clip.id, shot.id)  # type: ignore[union-attr]

    in_window(scenario)


def test_that_a_step_is_shown_where_one_is_if_it_is_seen_there(
    in_window: InWindow, project: Path
) -> None:
    async def scenario(rig: Rig) -> None:
        await rig.open(project)
        shot = rig.document.rows.of_source(Shot, 1)[3]
        clip = picked(rig, shot)
        rig.document.apply(changing(clip, replace(clip, caption="a dog")))
        rig.trigger("edit.undo")
        assert rig.window.stage == "clips" and rig.clips.marking.mark.clip == clip.id  # type: ignore[union-attr]
        rig.document.apply(changing(clip, replace(clip, end=clip.end - 2)))
        rig.press(Key.Key_3, CTRL)
        rig.trigger("edit.undo")
        assert rig.window.stage == "plan"  # whose numbers follow

    in_window(scenario)
