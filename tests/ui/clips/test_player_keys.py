"""The keys of the player, in the window."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from app.core.library.edits import changing
from app.core.media.geometry import Crop
from app.ui.widgets.player import Player
from app.ui.widgets.player_place import PlaceField
from app.ui.widgets.toast import Toast
from tests.ui.rig import FRAMES, InWindow, Rig, until

Key = Qt.Key
CTRL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier


async def shown(rig: Rig, shot: int = 2) -> Player:
    """Mark a shot and wait until its first picture stands still on screen."""
    player = rig.clips.viewing.player
    rig.clips.marking.choose_shot(shot)
    await until(lambda: player.news.frames and player.picture() is not None)
    player.pause()
    player.jump_start()
    rig.clips.shelf.grid.setFocus()
    return player


def width(player: Player) -> int:
    """The width of the picture on screen."""
    picture = player.picture()
    return picture.width if picture is not None else 0


def test_that_j_k_and_l_shuttle_and_space_plays_and_pauses(
    in_window: InWindow, project: Path
) -> None:
    async def scenario(rig: Rig) -> None:
        await rig.open(project)
        player = await shown(rig)
        speeds = []
        for key in "lllljjk":
            rig.press(key)
            speeds.append(player.speed)
        assert speeds == [1, 2, 4, 8, -1, -2, 0]
        rig.press("k")
        assert player.speed == 0
        rig.press(" ")
        assert player.speed == 1
        rig.press(" ")
        assert player.speed == 0

    in_window(scenario)


def test_that_j_and_l_step_while_k_is_held(in_window: InWindow, project: Path) -> None:
    async def scenario(rig: Rig) -> None:
        await rig.open(project)
        player = await shown(rig)
        focus = rig.app.focusWidget()
        assert isinstance(focus, QWidget)
        rig.press("l")
        QTest.keyPress(focus, Key.Key_K)
        player.scrub(4)
        for key in "llj":
            rig.press(key)
        assert (player.speed, player.position) == (0, 5)
        QTest.keyRelease(focus, Key.Key_K)
        rig.press("l")
        assert player.speed == 1
        rig.press("k")

    in_window(scenario)


def test_that_f_shows_every_frame_of_the_film_and_the_moment_and_the_range_stay(
    in_window: InWindow, project: Path
) -> None:
    async def scenario(rig: Rig) -> None:
        await rig.open(project)
        rig.window.preferences.change(snap=False)
        player = await shown(rig)
        viewing, marking = rig.clips.viewing, rig.clips.marking
        trained = player.news.frames
        player.scrub(9)
        rig.press("f")
        await until(lambda: player.news.frames)
        assert player.news.frames == tuple(range(FRAMES, 2 * FRAMES))
        assert player.source_frame == trained[9]
        assert viewing.chips.frames.text() == "source 24 fps"
        rig.press(".")
        assert player.source_frame == trained[9] + 1
        rig.press("i")  # the frame shown, which is not one of those trained so far
        assert marking.mark is not None and marking.mark.start == trained[9] + 1
        await until(lambda: player.news.frames)
        assert player.source_frame == trained[9] + 1
        rig.press("f")
        await until(lambda: player.news.frames)
        assert (player.position, player.source_frame) == (0, trained[9] + 1)
        assert viewing.chips.frames.text() == "16 fps"

    in_window(scenario)


def test_that_v_shows_the_clip_as_each_dataset_trains_it_then_all_of_it(
    in_window: InWindow, project: Path
) -> None:
    async def scenario(rig: Rig) -> None:
        await rig.open(project)
        player, planning = await shown(rig), rig.window.parts.planning
        await until(lambda: len(player.looks.all) > 1)  # of the datasets that a pick would give
        before = player.looks.all
        rig.clips.picking.pick()
        await until(lambda: planning.plan is not None and planning.plan.datasets)
        assert player.looks.all == before
        rig.clips.shelf.grid.setFocus()
        clip = rig.clips.marking.clip
        assert clip is not None and planning.plan is not None
        windows = {
            dataset.name: windows[0].bucket for dataset, windows in planning.plan.windows_of(clip)
        }
        assert windows
        seen = {}
        for _ in windows:
            rig.press("v")
            look = player.looks.current
            assert look.bucket is not None
            await until(lambda: width(player) == player.looks.current.bucket[0])
            seen[look.name] = look.bucket
        assert seen == windows
        rig.press("v")
        assert player.looks.current.bucket is None
        rig.document.apply(changing(clip, replace(clip, crop=Crop(96, 64, 8, 8))))
        rig.press("v")
        assert player.looks.current.bucket is not None
        for _ in windows:
            rig.press("v")
        assert player.dimmed and rig.clips.viewing.chips.look.text() == "whole picture"
        await until(lambda: width(player) > 96)

    in_window(scenario)


def test_that_g_goes_where_it_is_told_and_letters_are_letters_there(
    in_window: InWindow, project: Path
) -> None:
    async def scenario(rig: Rig) -> None:
        await rig.open(project)
        player = await shown(rig)
        field = rig.window.findChild(PlaceField)
        assert field is not None

        # Qt shows no placeholder in a centred field that has the focus.
        assert not field.alignment() & Qt.AlignmentFlag.AlignHCenter

        def go(text: str) -> None:
            rig.press("g")
            assert field.hasFocus() and field.text() == ""
            rig.press(text)
            rig.press(Key.Key_Return)

        go("50")
        assert (field.isVisible(), player.source_frame) == (False, player.news.frames[9])
        assert rig.app.focusWidget() is rig.clips.shelf.grid
        go("+3")
        assert player.position == 12
        go("00:00:00:05")
        await until(lambda: player.source_frame == 5)
        go("+16")  # sixteen frames of training: a second
        await until(lambda: player.source_frame == 29)
        go("ljk")
        assert field.isVisible() and field.property("wrong") and player.speed == 0
        assert "is no place" in field.accessibleDescription() and "is no place" in rig.toasts[-1]
        rig.press(Key.Key_Escape)
        assert not field.isVisible() and player.source_frame == 29

    in_window(scenario)


def test_that_control_and_arrows_go_from_cut_to_cut(in_window: InWindow, project: Path) -> None:
    async def scenario(rig: Rig) -> None:
        await rig.open(project)
        player = await shown(rig)
        places = []
        for key in (Key.Key_Right, Key.Key_Right, Key.Key_Left, Key.Key_Left, Key.Key_Left):
            rig.press(key, CTRL)
            places.append(player.source_frame)
        assert places == [2 * FRAMES, 3 * FRAMES, 2 * FRAMES, FRAMES, 0]

    in_window(scenario)


def test_that_p_loops_or_plays_once(in_window: InWindow, project: Path) -> None:
    async def scenario(rig: Rig) -> None:
        await rig.open(project)
        player, viewing = await shown(rig), rig.clips.viewing
        rig.press("p")
        assert not player.looping and viewing.chips.loop.text() == "1.5 s, once"
        assert not viewing.transport.loop.isChecked()
        rig.press("p")
        assert player.looping and viewing.chips.loop.text() == "loop 1.5 s"

    in_window(scenario)


def test_that_the_player_fills_the_screen_with_all_its_keys_until_escape(
    in_window: InWindow, project: Path
) -> None:
    async def scenario(rig: Rig) -> None:
        await rig.open(project)
        player, viewing = await shown(rig), rig.clips.viewing
        before, height = rig.app.focusWidget(), player.height()
        rig.press("l")
        rig.press(Key.Key_Return, ALT)
        assert viewing.big.is_open and rig.window.isFullScreen()
        await until(lambda: player.height() > height and player.speed == 1)
        assert viewing.big.rect() == rig.window.rect()
        rig.clips.done.emit("said over it")
        toast = rig.window.findChild(Toast)
        assert toast is not None and toast.isVisible()
        assert rig.window.childAt(toast.mapTo(rig.window, toast.rect().center())) in (
            toast,
            *toast.findChildren(QWidget),
        )
        rig.press(Key.Key_K, CTRL)  # the palette lies over it
        rig.press(Key.Key_Escape)
        await asyncio.sleep(0.05)
        assert viewing.big.is_open and viewing.big.hasFocus()
        rig.press("k")
        rig.press(Key.Key_Down)
        assert rig.clips.marking.mark is not None and rig.clips.marking.mark.start == 2 * FRAMES
        rig.press(Key.Key_Escape)
        assert not viewing.big.is_open and not rig.window.isFullScreen()
        assert rig.window.rail.isVisible() and rig.window.job_bar.isVisible()
        assert viewing.isAncestorOf(player) and viewing.isAncestorOf(viewing.transport)
        assert rig.app.focusWidget() is before
        await until(lambda: player.isVisible() and player.picture() is not None)

    in_window(scenario)


def test_that_the_full_screen_gives_way_to_another_page_and_to_what_gets_the_keys(
    in_window: InWindow, project: Path
) -> None:
    async def scenario(rig: Rig) -> None:
        await rig.open(project)
        await shown(rig)
        viewing = rig.clips.viewing
        rig.press(Key.Key_Return, ALT)
        rig.press("3", CTRL)
        assert not viewing.big.is_open and rig.window.stage == "plan"
        rig.press("1", CTRL)
        await shown(rig)
        rig.press(Key.Key_Return, ALT)
        assert viewing.big.is_open
        rig.clips.shelf.search.setFocus()
        await until(lambda: not viewing.big.is_open)
        assert rig.clips.shelf.search.hasFocus()
        rig.press(Key.Key_Return, ALT)
        assert viewing.big.is_open  # and the window is closed so

    in_window(scenario)
