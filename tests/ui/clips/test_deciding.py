"""Marking and picking in the window."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import Qt

from app.core.library.edits import changing
from app.core.media.conform import conformed_length
from tests.ui.rig import FRAMES, InWindow, Rig, made_project, until

Key = Qt.Key
LAST = 5 * FRAMES


def span(rig: Rig) -> tuple[int, int]:
    """The marked range."""
    mark = rig.clips.marking.mark
    assert mark is not None
    return mark.span


def length(rig: Rig, start: int, end: int) -> int:
    """Frames of a range as an export writes it."""
    index = rig.window.parts.films.indexes[1]
    return conformed_length(index, start, end, rig.document.rows.settings.rate)


def states(rig: Rig) -> list[str]:
    """The states of the tiles that are shown."""
    return [tile.state for tile in rig.clips.shelf.grid.tiles]


def without_snap(rig: Rig) -> None:
    """Let lengths be as they are marked."""
    rig.window.preferences.change(snap=False)


def test_that_in_and_out_move_the_edges_and_hold_the_frame_shown(
    in_window: InWindow, project: Path
) -> None:
    async def scenario(rig: Rig) -> None:
        await rig.open(project)
        without_snap(rig)
        marking = rig.clips.marking
        marking.choose_shot(2)
        marking.set_in(FRAMES + 5)
        assert span(rig) == (FRAMES + 5, 2 * FRAMES)
        marking.set_out(FRAMES + 20)
        assert span(rig) == (FRAMES + 5, FRAMES + 21)
        marking.set_in(FRAMES + 30)  # behind the end: up to the shot's end
        assert span(rig) == (FRAMES + 30, 2 * FRAMES)
        marking.set_out(FRAMES + 2)  # before the start: from the shot's start
        assert span(rig) == (FRAMES, FRAMES + 3)
        marking.set_out(FRAMES)  # one frame
        assert span(rig) == (FRAMES, FRAMES + 1)
        marking.clear()
        assert span(rig) == (FRAMES, 2 * FRAMES)
        assert rig.document.undo_label == "Find shots"  # nothing of it is an edit yet

    in_window(scenario)


def test_that_marks_reach_to_the_first_and_the_last_frame_of_the_film(
    in_window: InWindow, project: Path
) -> None:
    async def scenario(rig: Rig) -> None:
        await rig.open(project)
        for snap in (False, True):
            rig.window.preferences.change(snap=snap)
            rig.clips.marking.choose_shot(1)
            rig.clips.marking.set_in(0)
            rig.clips.marking.set_out(0)
            rig.clips.marking.set_in(0)
            assert span(rig)[0] == 0
            rig.clips.marking.choose_shot(5)
            rig.clips.marking.set_in(LAST - 1)
            rig.clips.marking.set_out(LAST - 1)
            assert span(rig) == (LAST - 1, LAST)
            rig.clips.picking.pick()
            assert rig.clip(-1).end <= LAST
            rig.document.undo()

    in_window(scenario)


def test_that_snapping_ends_ranges_on_lengths_of_4n_and_1(
    in_window: InWindow, project: Path
) -> None:
    async def scenario(rig: Rig) -> None:
        await rig.open(project)
        rig.clips.picking.pick()
        picked = length(rig, rig.clip().start, rig.clip().end)
        assert picked == 21
        for frame in range(3, FRAMES, 7):
            rig.clips.marking.set_out(frame)
            assert length(rig, *span(rig)) % 4 == 1
        rig.trigger("mark.snap")
        assert rig.window.preferences.value.snap is False
        rig.clips.marking.set_out(29)
        assert span(rig) == (0, 30)

    in_window(scenario)


def test_that_moving_the_edges_of_a_pick_is_an_edit_each(
    in_window: InWindow, project: Path
) -> None:
    async def scenario(rig: Rig) -> None:
        await rig.open(project)
        without_snap(rig)
        rig.clips.picking.pick()
        rig.clips.marking.set_in(4)
        assert rig.document.undo_label == "In"
        rig.clips.marking.set_out(20)
        assert rig.document.undo_label == "Out"
        rig.clips.marking.set_out(20)
        rig.clips.viewing.timeline.range_changed.emit(4, 21)  # as it is: no edit
        rig.clips.marking.clear()
        assert rig.document.undo_label == "Whole shot"
        for expected in ((4, 21), (4, FRAMES), (0, FRAMES)):
            rig.document.undo()
            assert span(rig) == expected == (rig.clip().start, rig.clip().end)
        rig.document.redo()
        assert span(rig) == (4, FRAMES)
        rig.document.undo()
        rig.document.undo()
        assert rig.document.rows.clips == []
        assert span(rig) == (0, FRAMES) and rig.clips.marking.mark.clip == 0

    in_window(scenario)


def test_that_a_length_is_fitted_or_said_not_to_fit(in_window: InWindow, project: Path) -> None:
    async def scenario(rig: Rig) -> None:
        await rig.open(project)
        rig.clips.marking.lengths.set(17)
        assert length(rig, *span(rig)) == 17
        before = span(rig)
        rig.clips.marking.lengths.set(81)
        assert span(rig) == before
        assert rig.toasts[-1] == "The shot is too short for 81 frames from here."

    in_window(scenario)


def test_that_picking_twice_picks_once(in_window: InWindow, project: Path) -> None:
    async def scenario(rig: Rig) -> None:
        await rig.open(project)
        rig.clips.picking.pick()
        rig.clips.picking.pick()
        rig.clips.marking.choose_shot(2)
        rig.clips.marking.choose_shot(1)  # of a shot that is picked, its clip
        assert rig.clips.marking.mark.clip == 1
        rig.clips.picking.pick()
        rig.clips.shelf.reveal("clip", 1)
        rig.clips.picking.pick()
        assert len(rig.document.rows.clips) == 1
        assert rig.document.undo_label == "Pick"
        assert states(rig) == ["picked"]

    in_window(scenario)


def test_that_a_rejected_clip_is_picked_again_as_it_was(in_window: InWindow, project: Path) -> None:
    async def scenario(rig: Rig) -> None:
        await rig.open(project)
        rig.clips.picking.pick()
        rig.clips.picking.reject()
        assert rig.clip().state == "rejected" and states(rig)[0] == "rejected"
        rig.clips.marking.choose_shot(1)
        rig.clips.picking.pick()
        assert len(rig.document.rows.clips) == 1
        assert rig.clip().state == "picked" and states(rig)[0] == "picked"

    in_window(scenario)


def test_that_reject_goes_on_and_a_second_one_reopens(in_window: InWindow, project: Path) -> None:
    async def scenario(rig: Rig) -> None:
        await rig.open(project)
        grid = rig.clips.shelf.grid
        rig.press(Key.Key_R)
        assert states(rig) == ["rejected", "open", "open", "open", "open"]
        assert grid.current_tile().id == 2
        rig.press(Key.Key_Left)
        rig.press(Key.Key_R)
        assert states(rig)[0] == "open"
        assert grid.current_tile().id == 1
        grid.select([("shot", n) for n in (1, 3, 4)])
        rig.press(Key.Key_R)
        assert states(rig) == ["rejected", "open", "rejected", "rejected", "open"]
        rig.document.undo()
        assert states(rig) == ["open"] * 5

    in_window(scenario)


def test_that_what_is_marked_in_the_timeline_is_what_is_decided_on(
    in_window: InWindow, project: Path
) -> None:
    async def scenario(rig: Rig) -> None:
        await rig.open(project)
        rig.clips.viewing.timeline.shot_clicked.emit(3)
        rig.press(Key.Key_R)
        assert [shot.state for shot in rig.document.rows.shots] == [
            *("open", "open", "rejected", "open", "open")
        ]
        rig.clips.viewing.timeline.shot_clicked.emit(4)
        rig.press(Key.Key_3)
        assert [shot.rating for shot in rig.document.rows.shots] == [0, 0, 0, 3, 0]
        rig.press(Key.Key_Return)
        rig.clips.shelf.grid.setFocus()
        rig.press(Key.Key_Delete)
        assert rig.document.rows.clips == []
        assert rig.document.undo_label == "Remove"

    in_window(scenario)


def test_that_rating_and_tags_of_many_are_one_step(in_window: InWindow, project: Path) -> None:
    async def scenario(rig: Rig) -> None:
        await rig.open(project)
        rig.clips.shelf.grid.select([("shot", n) for n in (1, 2, 3)])
        rig.press(Key.Key_5)
        assert [shot.rating for shot in rig.document.rows.shots] == [5, 5, 5, 0, 0]
        rig.clips.inspector.tags.added.emit("hill")
        assert [shot.tags for shot in rig.document.rows.shots[:4]] == [("hill",)] * 3 + [()]
        assert len(rig.clips.shelf.grid.selected_tiles()) == 3
        rig.clips.inspector.tags.removed.emit("hill")
        assert rig.document.undo_label == "Untag"
        for _ in range(3):
            rig.document.undo()
        assert [shot.rating for shot in rig.document.rows.shots] == [0] * 5
        assert rig.document.undo_label == "Find shots"

    in_window(scenario)


def test_that_rating_what_is_rated_so_is_no_step(in_window: InWindow, project: Path) -> None:
    async def scenario(rig: Rig) -> None:
        await rig.open(project)
        rig.press(Key.Key_0)
        rig.clips.picking.untag("not there")
        assert rig.document.undo_label == "Find shots"

    in_window(scenario)


def test_that_a_still_is_the_frame_shown_once_and_has_the_clips_words(
    in_window: InWindow, project: Path
) -> None:
    async def scenario(rig: Rig) -> None:
        await rig.open(project)
        rig.clips.picking.pick()
        clip = rig.clip()
        rig.document.apply(changing(clip, replace(clip, caption="a hill"), label="Caption"))
        rig.clips.viewing.go_to(12)
        player = rig.clips.viewing.player
        await until(lambda: player.source_frame is not None)
        frame = player.source_frame
        rig.trigger("pick.still")
        rig.trigger("pick.still")
        (still,) = rig.document.rows.stills
        assert (still.frame, still.caption) == (frame, "a hill")
        assert rig.toasts[-1].endswith("is a still already.")
        rig.clips.shelf.reveal("still", still.id)
        assert rig.clips.marking.row == still
        rig.trigger("pick.remove")
        assert rig.document.rows.stills == [] and len(rig.document.rows.clips) == 1

    in_window(scenario)


def test_that_remove_takes_the_picks_of_the_selected_shots(
    in_window: InWindow, project: Path
) -> None:
    async def scenario(rig: Rig) -> None:
        await rig.open(project)
        for number in (1, 2, 3):
            rig.clips.marking.choose_shot(number)
            rig.clips.picking.pick()
        grid = rig.clips.shelf.grid
        grid.select([("shot", 1), ("shot", 2), ("shot", 5)])
        rig.clips.picking.remove()
        assert [clip.start for clip in rig.document.rows.clips] == [2 * FRAMES]
        assert len(rig.document.rows.shots) == 5
        rig.document.undo()
        assert len(rig.document.rows.clips) == 3

    in_window(scenario)


def test_that_shots_are_split_at_the_frame_and_merged_again(
    in_window: InWindow, project: Path
) -> None:
    async def scenario(rig: Rig) -> None:
        await rig.open(project)
        cutting, marking = rig.clips.cutting, rig.clips.marking
        marking.choose_shot(2)
        cutting.cut_at(FRAMES)  # its first frame: nothing to split
        cutting.cut_at(None)
        assert len(rig.document.rows.shots) == 5
        cutting.cut_at(FRAMES + 10)
        assert [shot.start for shot in rig.document.rows.shots][1:3] == [FRAMES, FRAMES + 10]
        assert span(rig) == (FRAMES, FRAMES + 10)
        assert len(rig.clips.shelf.grid.tiles) == 6
        cutting.merge_next()
        assert span(rig) == (FRAMES, 2 * FRAMES)
        assert rig.document.project.cuts() == []
        marking.choose_shot(5)
        before = rig.document.undo_label
        cutting.merge_next()  # the last one has no next
        assert rig.document.undo_label == before
        rig.document.undo()
        rig.document.undo()
        assert [shot.start for shot in rig.document.rows.shots] == [n * FRAMES for n in range(5)]

    in_window(scenario)


def test_that_next_and_back_stop_at_the_ends(in_window: InWindow, project: Path) -> None:
    async def scenario(rig: Rig) -> None:
        await rig.open(project)
        shelf = rig.clips.shelf
        shelf.step(-1)
        assert shelf.grid.current_tile().id == 1
        shelf.step(99)
        assert shelf.grid.current_tile().id == 5
        rig.clips.next()
        assert rig.clips.marking.mark.shot == 5

    in_window(scenario)


def test_that_a_mark_is_gone_with_its_film(
    in_window: InWindow, tmp_path: Path, five_shots: Path
) -> None:
    other = tmp_path / "b.mp4"
    other.write_bytes(five_shots.read_bytes())
    folder = made_project(tmp_path / "two", five_shots, other)

    async def scenario(rig: Rig) -> None:
        await rig.open(folder)
        rig.clips.shelf.reveal("shot", 7)
        assert rig.clips.marking.mark.source == 2
        rig.clips._menu.remove([rig.document.rows.sources[1].id])
        assert rig.clips.marking.mark is None or rig.clips.marking.mark.source == 1
        assert len(rig.clips.shelf.grid.tiles) == 5
        rig.document.undo()
        assert len(rig.document.rows.shots) == 10

    in_window(scenario)


def test_that_enter_writes_the_caption_of_a_still_and_picks_a_rejected_one_again(
    in_window: InWindow, project: Path
) -> None:
    async def scenario(rig: Rig) -> None:
        await rig.open(project)
        rig.clips.picking.add_still(12)
        rig.clips.shelf.show_kind("still")
        rig.clips.shelf.grid.setFocus()
        rig.press("r")
        assert rig.document.rows.stills[0].state == "rejected"
        rig.press(Key.Key_Return)
        assert rig.document.rows.stills[0].state == "picked"
        assert rig.clips.inspector.caption.text.hasFocus()
        rig.clips.shelf.grid.setFocus()
        rig.press("r")
        rig.press("a")
        assert rig.document.rows.stills[0].state == "picked"

    in_window(scenario)


def test_that_another_kind_begins_at_what_was_marked_and_selects_it(
    in_window: InWindow, project: Path
) -> None:
    async def scenario(rig: Rig) -> None:
        await rig.open(project)
        marking, shelf = rig.clips.marking, rig.clips.shelf
        for shot in (1, 4):
            marking.choose_shot(shot)
            rig.clips.picking.pick()
        marking.choose_shot(2)
        for kind, place in (("clip", 0), ("shot", 0), ("clip", 0)):
            shelf.show_kind(kind)
            assert shelf.grid.currentIndex().row() == place
            assert shelf.grid.selected_tiles() == [shelf.grid.tiles[place]]
            assert marking.mark.clip == 1
        shelf.show_kind("shot")
        marking.choose_shot(5)
        shelf.show_kind("clip")
        assert [tile.id for tile in shelf.grid.selected_tiles()] == [2]
        assert marking.mark.clip == 2

    in_window(scenario)
