"""Review mode: one shot fills the stage, one key decides."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from app.core.browsing import Badge
from app.core.browsing.reviewing import Sums
from app.core.library.project import Project
from app.ui.clips.review import Review
from tests.films import cut_off, make_film
from tests.ui.rig import FRAMES, InWindow, Rig, made_project, until

Key = Qt.Key


def place(rig: Rig) -> int:
    """Where one is, from 1; 0 while the grid is shown."""
    one = rig.clips.review._round
    return one.place + 1 if one is not None else 0


def sums(rig: Rig) -> Sums:
    one = rig.clips.review._round
    assert one is not None
    return one.sums


def flashed(rig: Rig) -> str:
    return rig.clips.review.page._flash.text()


async def shown(rig: Rig) -> None:
    """Wait until the player shows a frame of what is marked."""
    player, mark = rig.clips.viewing.player, rig.clips.marking.mark
    assert mark is not None
    await until(lambda: (p := player.picture()) is not None and mark.start <= p.frame < mark.end)


async def begun(rig: Rig, project: Path) -> Review:
    """Open a project and press E."""
    await rig.open(project)
    rig.press("e")
    review = rig.clips.review
    assert review.on and review.page.isVisible()
    await shown(rig)
    return review


def test_that_e_fills_the_stage_with_the_marked_shot_and_plays_it(
    in_window: InWindow, project: Path
) -> None:
    async def scenario(rig: Rig) -> None:
        await rig.open(project)
        rig.clips.shelf.grid.select([("shot", 3)])
        rig.press("e")
        player = rig.clips.viewing.player
        assert place(rig) == 3
        assert player.isVisible() and player.width() >= rig.clips.width() - 2
        assert not rig.clips.shelf.isVisible()
        await until(lambda: player.playing and player.position > 0)
        rig.press("e")
        assert place(rig) == 0
        assert rig.clips.shelf.isVisible() and rig.clips.viewing.isAncestorOf(player)
        assert player.playing
        assert rig.app.focusWidget() is rig.clips.shelf.grid

    in_window(scenario)


@pytest.mark.parametrize("key", [Key.Key_Return, Key.Key_Enter, "a"])
def test_that_one_key_picks_and_the_next_is_there(
    in_window: InWindow, project: Path, key: Key | str
) -> None:
    async def scenario(rig: Rig) -> None:
        await begun(rig, project)
        rig.press(key)
        assert [(clip.start, clip.state) for clip in rig.document.rows.clips] == [(0, "picked")]
        assert (place(rig), flashed(rig)) == (2, "Picked")
        await shown(rig)
        assert rig.clips.viewing.player.playing
        assert sums(rig) == Sums(1, 0, 4)
        assert rig.app.focusWidget() is rig.clips.review.page  # not the caption

    in_window(scenario)


def test_that_reject_goes_on_and_a_second_one_reopens(in_window: InWindow, project: Path) -> None:
    async def scenario(rig: Rig) -> None:
        await begun(rig, project)
        rig.press("r")
        assert rig.document.rows.shots[0].state == "rejected"
        assert (place(rig), flashed(rig)) == (2, "Rejected")
        rig.press(Key.Key_Up)
        rig.press("r")
        assert rig.document.rows.shots[0].state == "open"
        assert (place(rig), flashed(rig)) == (1, "Undecided again")

    in_window(scenario)


def test_that_stars_stay_at_the_shot(in_window: InWindow, project: Path) -> None:
    async def scenario(rig: Rig) -> None:
        review = await begun(rig, project)
        rig.press("4")
        assert rig.document.rows.shots[0].rating == 4
        assert (place(rig), flashed(rig)) == (1, "★★★★")
        assert review.page.strip.stars.rating() == 4
        rig.press("0")
        assert rig.document.rows.shots[0].rating == 0

    in_window(scenario)


def test_that_a_still_and_a_trim_are_of_the_shown_frame(in_window: InWindow, project: Path) -> None:
    async def scenario(rig: Rig) -> None:
        await begun(rig, project)
        rig.window.preferences.change(snap=False)
        player = rig.clips.viewing.player
        rig.press(Key.Key_Space)
        assert not player.playing
        before = player.position
        rig.press(Key.Key_Right)
        rig.press(Key.Key_Right)
        rig.press(Key.Key_Left)
        assert player.position == before + 1
        frame = player.source_frame
        rig.press("s")
        assert [still.frame for still in rig.document.rows.stills] == [frame]
        rig.press("i")
        assert rig.clips.marking.mark.start == frame
        await until(lambda: len(player.news.frames) > 8)
        for _ in range(6):
            rig.press(Key.Key_Right)
        last = player.source_frame
        rig.press("o")
        assert rig.clips.marking.mark.span == (frame, last + 1)
        assert place(rig) == 1
        rig.press(Key.Key_Return)
        assert (rig.clip().start, rig.clip().end) == (frame, last + 1)
        await shown(rig)
        assert player.playing  # the next one, though this was paused

    in_window(scenario)


def test_that_arrows_and_page_keys_go_on_without_a_decision(
    in_window: InWindow, project: Path
) -> None:
    async def scenario(rig: Rig) -> None:
        await begun(rig, project)
        rig.press(Key.Key_Down)
        rig.press(Key.Key_PageDown)
        assert place(rig) == 3
        rig.press(Key.Key_PageUp)
        rig.press(Key.Key_Up)
        assert place(rig) == 1
        rig.press(Key.Key_Up)
        assert (place(rig), flashed(rig)) == (1, "This is the first")
        assert rig.document.undo_label == "Find shots"

    in_window(scenario)


def test_that_u_goes_to_what_is_undecided_round_the_end(in_window: InWindow, project: Path) -> None:
    async def scenario(rig: Rig) -> None:
        await begun(rig, project)
        for key in ("r", Key.Key_Down, "r", "r"):
            rig.press(key)
        assert place(rig) == 5
        rig.press("u")
        assert place(rig) == 2
        rig.press("u")
        assert place(rig) == 5
        rig.press("r")
        rig.press("u")
        assert place(rig) == 2
        rig.press("u")
        assert flashed(rig) == "This is the only one that is undecided"
        rig.press("a")
        rig.press("u")
        assert flashed(rig) == "All are decided"

    in_window(scenario)


def test_that_undo_goes_back_to_the_shot_whose_decision_is_undone(
    in_window: InWindow, project: Path
) -> None:
    async def scenario(rig: Rig) -> None:
        review = await begun(rig, project)
        control = Qt.KeyboardModifier.ControlModifier
        for key in ("a", "r", Key.Key_Down, "3", Key.Key_Down):
            rig.press(key)
        assert place(rig) == 5
        for where, undone in ((4, Sums(1, 1, 3)), (2, Sums(1, 0, 4)), (1, Sums(0, 0, 5))):
            rig.press(Key.Key_Z, control)
            assert (place(rig), sums(rig)) == (where, undone)
            assert rig.clips.marking.mark.shot == where
        assert review.page.strip.state.text() == "undecided"
        rig.press(Key.Key_Y, control)
        assert (place(rig), sums(rig)) == (1, Sums(1, 0, 4))
        assert rig.clips.marking.mark.clip == rig.clip().id

    in_window(scenario)


def test_that_undoing_a_trim_goes_to_its_shot(in_window: InWindow, project: Path) -> None:
    async def scenario(rig: Rig) -> None:
        await begun(rig, project)
        rig.window.preferences.change(snap=False)
        rig.press("a")
        rig.press(Key.Key_Up)
        rig.clips.marking.set_in(8)
        for _ in range(3):
            rig.press(Key.Key_Down)
        rig.press(Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
        assert place(rig) == 1 and rig.clip().start == 0

    in_window(scenario)


def test_that_the_end_says_what_was_decided_and_how_to_go_on(
    in_window: InWindow, project: Path
) -> None:
    async def scenario(rig: Rig) -> None:
        review = await begun(rig, project)
        for key in ("a", "a", "r", Key.Key_Down, Key.Key_Down):
            rig.press(key)
        end = review.page._end
        assert end.isVisible() and not rig.clips.viewing.player.isVisible()
        said = end.accessibleName()
        assert "2 of 5 shots are undecided" in said
        assert "2 picked and 1 rejected" in said
        for key in ("a", "r", "5", "s", "i", Key.Key_Delete, Key.Key_Down):
            rig.press(key)  # there is nothing to decide on
        assert rig.document.undo_label == "Reject" and sums(rig) == Sums(2, 1, 2)
        rig.press("u")
        assert place(rig) == 4 and rig.clips.viewing.player.isVisible()
        rig.press("a")
        rig.press("a")
        assert "All 5 shots are decided" in end.accessibleName()
        rig.press(Key.Key_Up)
        assert place(rig) == 5
        rig.press(Key.Key_Down)
        rig.press(Key.Key_Escape)
        assert rig.clips.marking.mark.shot == 5
        assert rig.clips.shelf.grid.current_tile().id == 5

    in_window(scenario)


def test_that_leaving_shows_the_last_shot_in_the_grid(in_window: InWindow, project: Path) -> None:
    async def scenario(rig: Rig) -> None:
        await begun(rig, project)
        rig.press(Key.Key_Down)
        rig.press(Key.Key_Down)
        rig.press(Key.Key_Escape)
        assert place(rig) == 0
        assert rig.clips.shelf.grid.current_tile().id == 3
        assert [tile.id for tile in rig.clips.shelf.grid.selected_tiles()] == [3]
        rig.press("e")
        assert place(rig) == 3

    in_window(scenario)


def test_that_order_and_filter_are_those_of_the_grid_when_it_began(
    in_window: InWindow, project: Path
) -> None:
    async def scenario(rig: Rig) -> None:
        await rig.open(project)
        shelf = rig.clips.shelf
        shelf.grid.select([("shot", 2)])
        rig.press("5")
        shelf.order.setCurrentIndex(2)  # best first
        shelf.grid.select([("shot", 2)])
        rig.press("e")
        assert place(rig) == 1
        rig.press("1")  # it is not the best any more: the grid sorts anew, the round does not
        rig.press(Key.Key_Down)
        assert (place(rig), rig.clips.marking.mark.shot) == (2, 1)
        rig.press(Key.Key_Up)
        assert rig.clips.marking.mark.shot == 2
        rig.press("e")
        shelf.search.setText("pick")
        shelf._show()
        assert [tile.id for tile in shelf.grid.tiles] == []
        rig.press("e")
        assert place(rig) == 0
        assert rig.toasts[-1].startswith("There is nothing to review")

    in_window(scenario)


def test_that_what_a_decision_hides_in_the_grid_keeps_its_place(
    in_window: InWindow, project: Path
) -> None:
    async def scenario(rig: Rig) -> None:
        await rig.open(project)
        shelf = rig.clips.shelf
        for number in (1, 2, 3):
            rig.clips.marking.choose_shot(number)
            rig.clips.picking.pick()
        shelf.search.setText("pick")
        shelf._show()
        shelf.grid.select([("shot", 1)])
        shelf.grid.setFocus()
        rig.press("e")
        rig.press("r")  # no pick any more: it leaves the grid
        assert [tile.id for tile in shelf.grid.tiles] == [2, 3]
        assert (place(rig), rig.clips.marking.mark.shot) == (2, 2)
        rig.press(Key.Key_Up)
        assert (place(rig), rig.clips.marking.mark.shot) == (1, 1)
        assert rig.clips.review.page.strip.state.text() == "rejected"
        rig.press("r")
        assert rig.document.rows.shots[0].state == "open"
        rig.press("e")
        assert rig.clips.marking.mark.shot == 1

    in_window(scenario)


def test_that_checks_found_meanwhile_do_not_move_the_round(
    in_window: InWindow, project: Path
) -> None:
    async def scenario(rig: Rig) -> None:
        await rig.open(project)
        for number in (1, 2, 3):
            rig.clips.marking.choose_shot(number)
            rig.clips.picking.pick()
        shelf = rig.clips.shelf
        shelf.show_kind("clip")
        shelf.search.setText("hop")
        shelf.set_badges({("clip", n): (Badge("hop", "warn"),) for n in (1, 2)}, {1})
        shelf._show()
        shelf.grid.select([("clip", 1)])
        shelf.grid.setFocus()
        rig.press("e")
        shelf.set_badges({}, {1})
        assert shelf.grid.tiles == []
        rig.press(Key.Key_Down)
        assert (place(rig), rig.clips.marking.mark.clip) == (2, 2)

    in_window(scenario)


def test_that_an_empty_grid_is_said_and_nothing_else_happens(
    in_window: InWindow, tmp_path: Path
) -> None:
    folder = tmp_path / "empty"
    Project.create(folder, "Empty").close()

    async def scenario(rig: Rig) -> None:
        await rig.open(folder)
        rig.trigger("play.review")
        assert not rig.clips.review.on
        assert rig.toasts[-1].startswith("There is nothing to review")

    in_window(scenario)


def test_that_a_split_shot_is_gone_through_in_its_parts(in_window: InWindow, project: Path) -> None:
    async def scenario(rig: Rig) -> None:
        await begun(rig, project)
        rig.press(Key.Key_Space)
        rig.clips.viewing.player.scrub(10)
        rig.press("b")
        one = rig.clips.review._round
        assert len(rig.document.rows.shots) == 6 == len(one)
        rig.press(Key.Key_Down)
        first, second = rig.document.rows.shots[:2]
        assert (place(rig), rig.clips.marking.mark.shot) == (2, second.id)
        rig.press(Key.Key_Up)
        rig.press(Key.Key_B, Qt.KeyboardModifier.ShiftModifier)
        assert len(one) == 5 and rig.clips.marking.mark.shot == first.id

    in_window(scenario)


def test_that_picks_and_stills_can_be_reviewed_too(in_window: InWindow, project: Path) -> None:
    async def scenario(rig: Rig) -> None:
        await rig.open(project)
        for number in (1, 3):
            rig.clips.marking.choose_shot(number)
            rig.clips.picking.pick()
        rig.clips.shelf.show_kind("clip")
        rig.clips.shelf.grid.select([("clip", 1)])
        rig.clips.shelf.grid.setFocus()
        rig.press("e")
        rig.press("r")
        assert [clip.state for clip in rig.document.rows.clips] == ["rejected", "picked"]
        assert place(rig) == 2 and rig.clips.marking.mark.clip == 2
        rig.press(Key.Key_Up)
        rig.press("a")
        assert [clip.state for clip in rig.document.rows.clips] == ["picked", "picked"]
        rig.press(Key.Key_Delete)
        assert len(rig.document.rows.clips) == 1 == len(rig.clips.review._round)
        rig.press(Key.Key_Up)
        rig.press(Key.Key_Delete)
        assert rig.document.rows.clips == [] and not rig.clips.review.on

    in_window(scenario)


def test_that_keys_for_what_is_hidden_lead_back_to_it(in_window: InWindow, project: Path) -> None:
    async def scenario(rig: Rig) -> None:
        await begun(rig, project)
        rig.press("a")
        rig.press(Key.Key_Up)
        rig.press(Key.Key_F2)
        assert not rig.clips.review.on
        assert rig.app.focusWidget() is rig.clips.inspector.caption.text
        assert rig.clips.marking.mark.shot == 1
        rig.clips.shelf.grid.setFocus()
        rig.press("e")
        rig.window.clips.reveal("shot", 4)  # asked for in Plan
        assert not rig.clips.review.on and rig.clips.marking.mark.shot == 4

    in_window(scenario)


def test_that_another_stage_and_back_finds_it_playing(in_window: InWindow, project: Path) -> None:
    async def scenario(rig: Rig) -> None:
        review = await begun(rig, project)
        rig.trigger("view.plan")
        assert not rig.clips.viewing.player.playing
        assert not rig.window.actions_["play.review"].isEnabled()
        rig.trigger("view.clips")
        assert review.on and rig.clips.viewing.player.playing
        rig.window.desk.on_home()
        await until(lambda: not rig.document.is_open)
        assert not review.on

    in_window(scenario)


def test_that_a_damaged_film_in_the_middle_is_said_and_passed(
    in_window: InWindow, tmp_path: Path, five_shots: Path
) -> None:
    whole = make_film(tmp_path / "whole.mp4", 96, container={"movflags": "faststart"})
    damaged = cut_off(whole, 0.6)
    gone = tmp_path / "gone.mp4"
    gone.write_bytes(five_shots.read_bytes())
    folder = made_project(tmp_path / "three", five_shots, damaged, gone)
    gone.unlink()

    async def scenario(rig: Rig) -> None:
        await rig.window.open_project(folder)
        await rig.active()
        films = rig.window.parts.films
        await until(lambda: len(films.indexes) == 2 and films.film(3) is not None)
        shots = list(rig.document.rows.shots)
        bad = [shot for shot in shots if shot.source == 2][-1]
        rig.clips.shelf.grid.select([("shot", bad.id)])
        rig.clips.shelf.grid.setFocus()
        rig.press("e")
        player = rig.clips.viewing.player
        await until(lambda: player.news.error is not None)
        rig.press("r")
        assert place(rig) == shots.index(bad) + 2
        assert "gone.mp4" in player._words
        rig.press("r")
        assert rig.document.rows.shots[shots.index(bad) + 1].state == "rejected"
        rig.press(Key.Key_Up)
        rig.press(Key.Key_Up)
        rig.press(Key.Key_Up)
        assert rig.clips.marking.mark.source == 2
        await shown(rig)

    in_window(scenario)


def test_that_a_project_that_is_only_read_is_looked_through(
    in_window: InWindow, project: Path
) -> None:
    async def scenario(rig: Rig) -> None:
        with Project.open_for_editing(project):
            await rig.open(project)
            assert rig.document.read_only
            review = rig.clips.review
            rig.press("e")
            for key in ("a", Key.Key_Return, "r", "3"):
                rig.press(key)
            assert place(rig) == 1 and rig.document.rows.clips == []
            assert not review.page.strip.pick.isEnabled()
            rig.press(Key.Key_Down)
            assert place(rig) == 2
            await shown(rig)
            rig.press(Key.Key_Escape)
            assert rig.clips.shelf.grid.current_tile().id == 2

    in_window(scenario)


def test_that_the_next_shots_are_decoded_before_the_key(in_window: InWindow, project: Path) -> None:
    async def scenario(rig: Rig) -> None:
        review = await begun(rig, project)
        player = rig.clips.viewing.player
        previews = player._preview
        for number in range(2, 6):
            wanted = previews._expected
            await until(lambda wanted=wanted: len(wanted) == len(previews._expected))
            await until(
                lambda number=number: any(
                    each.idle and each.view is not None and each.view.start == (number - 1) * FRAMES
                    for each in previews._others
                )
            )
            rig.press("a")
            mark = rig.clips.marking.mark
            assert player.picture().frame == mark.start  # at once
        assert player.met == 4
        review.leave()
        assert all(each.view is None for each in previews._others)

    in_window(scenario)


def test_that_the_strip_says_where_one_is_and_what_is_shown(
    in_window: InWindow, project: Path
) -> None:
    async def scenario(rig: Rig) -> None:
        review = await begun(rig, project)
        strip = review.page.strip
        rig.press(Key.Key_Down)
        assert (strip.place.text(), strip._of.text()) == ("2", "of 5")
        assert strip.range.text() == "00:00:01:12 – 00:00:03:00"
        assert strip.length.text() == "24 frames" and strip.waste.text() == "21 + 3 wasted"
        assert strip.film.text() == "five shots"
        assert [label.text() for label in strip.sums] == ["0 picked", "0 rejected", "5 undecided"]
        await until(lambda: strip.checks.texts())
        rig.press("a")
        rig.press(Key.Key_Up)
        assert strip.waste.text() == "4n+1" and strip.state.text() == "picked"
        assert [label.text() for label in strip.sums] == ["1 picked", "0 rejected", "4 undecided"]

    in_window(scenario)


def test_that_the_buttons_of_the_strip_decide_as_the_keys_do(
    in_window: InWindow, project: Path
) -> None:
    async def scenario(rig: Rig) -> None:
        review = await begun(rig, project)
        strip = review.page.strip
        strip.pick.click()
        strip.reject.click()
        assert sums(rig) == Sums(1, 1, 3) and place(rig) == 3
        strip.stars.rated.emit(2)
        assert rig.document.rows.shots[2].rating == 2

    in_window(scenario)


def test_that_the_player_may_fill_the_screen_meanwhile(in_window: InWindow, project: Path) -> None:
    async def scenario(rig: Rig) -> None:
        review = await begun(rig, project)
        viewing = rig.clips.viewing
        rig.press(Key.Key_Return, Qt.KeyboardModifier.AltModifier)
        assert viewing.big.is_open and viewing.big.isAncestorOf(viewing.player)
        rig.press("a")
        assert place(rig) == 2
        rig.press(Key.Key_Escape)
        assert not viewing.big.is_open and review.on
        assert review.page.isAncestorOf(viewing.player) and viewing.player.playing
        rig.press(Key.Key_Return, Qt.KeyboardModifier.AltModifier)
        rig.press("e")
        assert not viewing.big.is_open and not review.on
        assert viewing.isAncestorOf(viewing.player)

    in_window(scenario)


def test_that_it_begins_with_the_crop_that_is_being_drawn_kept(
    in_window: InWindow, project: Path
) -> None:
    async def scenario(rig: Rig) -> None:
        await rig.open(project)
        await shown(rig)
        rig.press("c")
        assert rig.clips.cropping.active
        rig.clips.shelf.grid.setFocus()
        rig.press("e")
        assert not rig.clips.cropping.active and rig.clips.review.on
        rig.press("c")  # the tool has its place beside the grid
        assert rig.clips.cropping.active and not rig.clips.review.on

    in_window(scenario)
