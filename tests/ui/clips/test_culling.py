"""Deciding with nothing but the keyboard."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit

from app.core.library.model import Clip
from tests.ui.clips.test_deciding import states
from tests.ui.clips.test_shelf import titles
from tests.ui.rig import FRAMES, InWindow, Rig, until

Key = Qt.Key
SHIFT, CTRL = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier


def here(rig: Rig) -> int:
    """The tile one is on."""
    tile = rig.clips.shelf.grid.current_tile()
    assert tile is not None
    return tile.id


def test_that_a_picks_and_r_rejects_and_both_go_on(in_window: InWindow, project: Path) -> None:
    async def scenario(rig: Rig) -> None:
        await rig.open(project)
        rig.press("a")
        assert (here(rig), states(rig)[0]) == (2, "picked")
        assert rig.clips.shelf.grid.hasFocus()
        rig.press("r")
        assert (here(rig), states(rig)[1]) == (3, "rejected")
        rig.press(Key.Key_Home)
        rig.press("u")
        assert here(rig) == 3
        rig.press("u", SHIFT)
        assert here(rig) == 5
        assert "last undecided" in rig.toasts[-1]
        rig.press("u")
        assert here(rig) == 3
        assert "first undecided" in rig.toasts[-1]
        for _ in range(3):
            rig.press("a")
        assert states(rig) == ["picked", "rejected", "picked", "picked", "picked"]
        assert "Nothing that is shown is undecided." in rig.toasts[-1]
        assert [clip.end - clip.start for clip in rig.document.rows.clips] == [
            rig.clip().end - rig.clip().start
        ] * 4

    in_window(scenario)


def test_that_nothing_is_skipped_where_a_decision_takes_the_tile_out_of_sight(
    in_window: InWindow, project: Path
) -> None:
    async def scenario(rig: Rig) -> None:
        await rig.open(project)
        rig.clips.shelf.filter.set_text("state:open")
        rig.clips.shelf.grid.setFocus()
        rig.press("r")
        assert here(rig) == 2
        rig.press("a")
        assert here(rig) == 3
        rig.press("r")
        assert (here(rig), [row for _, row in titles(rig)]) == (4, [4, 5])

    in_window(scenario)


def test_that_many_are_decided_in_one_step(in_window: InWindow, project: Path) -> None:
    async def scenario(rig: Rig) -> None:
        await rig.open(project)
        rig.press("r")
        rig.press(Key.Key_Home)
        rig.press(Key.Key_Right, SHIFT)
        rig.press(Key.Key_Right, SHIFT)
        assert len(rig.clips.shelf.grid.selected_tiles()) == 3
        rig.press("a")
        assert states(rig) == ["picked"] * 3 + ["open"] * 2
        assert "3 shots picked" in rig.toasts[-1]
        alone = rig.document.rows.of_source(Clip, 1)[1]
        rig.document.undo()
        assert states(rig) == ["rejected"] + ["open"] * 4
        rig.clips.shelf.grid.select([("shot", 2)])
        rig.press("a")
        assert (rig.clip().start, rig.clip().end) == (alone.start, alone.end)  # snapped likewise
        rig.press("a", CTRL)
        assert len(rig.clips.shelf.grid.selected_tiles()) == 5
        rig.press("4")
        rig.press("r")
        assert set(states(rig)) == {"rejected"}
        rig.document.undo()
        rig.document.undo()
        assert states(rig) == ["rejected", "picked", "open", "open", "open"]
        assert {tile.rating for tile in rig.clips.shelf.grid.tiles} == {0}

    in_window(scenario)


def test_that_keys_lead_to_the_tags_and_through_the_kinds(
    in_window: InWindow, project: Path
) -> None:
    async def scenario(rig: Rig) -> None:
        await rig.open(project)
        rig.press("t", SHIFT)
        await until(lambda: isinstance(rig.app.focusWidget(), QLineEdit))
        rig.press("rain")
        rig.press(Key.Key_Return)
        assert rig.document.rows.shots[0].tags == ("rain",)
        rig.clips.shelf.grid.setFocus()
        kinds = []
        for _ in range(3):
            rig.press(Key.Key_Tab, CTRL)
            kinds.append(rig.clips.shelf.kind)
        assert kinds == ["clip", "still", "shot"]
        rig.press(Key.Key_End)
        assert here(rig) == 5
        rig.press(Key.Key_PageUp)
        rig.press(Key.Key_Home)
        assert here(rig) == 1

    in_window(scenario)


def test_that_a_pick_that_is_not_exported_is_taken_up_again(
    in_window: InWindow, project: Path
) -> None:
    async def scenario(rig: Rig) -> None:
        await rig.open(project)
        rig.press("a")
        rig.clips.shelf.show_kind("clip")
        rig.press("r")
        assert states(rig) == ["rejected"]
        rig.press("a")
        assert states(rig) == ["picked"]
        assert rig.clip().end <= FRAMES

    in_window(scenario)
