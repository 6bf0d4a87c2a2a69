"""The filter of the shelf, its saved filters, orders and the look of tiles."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QMenu

from app.core.browsing import Badge
from app.core.captions.writing import write
from app.core.library import picking
from app.core.settings import load
from app.ui import theme
from app.ui.filter_help import FilterHelp
from app.ui.saved_filters import FiltersDialog, NameDialog
from app.ui.widgets.fields import LineEdit
from app.ui.widgets.grid_cells import STRIP
from tests.ui.clips.test_shelf import titles
from tests.ui.rig import FRAMES, InWindow, Rig, until

Key = Qt.Key


def ids(rig: Rig) -> list[int]:
    """The tiles that are shown."""
    return [row for _, row in titles(rig)]


async def filtered(rig: Rig, text: str, expected: list[int]) -> None:
    """Write a filter, as a person does, and wait for what it lets through."""
    await rig.active()  # offscreen a popup takes the keys for good
    rig.press(Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert rig.clips.shelf.search.hasFocus()
    rig.press(text)
    await until(lambda: ids(rig) == expected)


def test_that_terms_filter_shots_by_what_they_and_their_picks_are(
    in_window: InWindow, project: Path
) -> None:
    async def scenario(rig: Rig) -> None:
        await rig.open(project)
        shelf = rig.clips.shelf
        shelf.grid.select([("shot", 2)])
        rig.clips.picking.rate(4)
        shelf.grid.select([("shot", 3)])
        rig.clips.picking.pick()
        rig.document.apply(write(rig.clip(), "a white rabbit"))
        rig.document.apply(picking.tag([rig.clip()], "rain"))
        await filtered(rig, "rating>=3 state:open", [2])
        await filtered(rig, "tag:rain caption:rabbit", [3])
        await filtered(rig, "-tag:rain", [1, 2, 4, 5])
        await filtered(rig, "motion>2", [])
        assert shelf.head.sums.text() == "0 of 5"
        await rig.active()
        rig.press(Key.Key_Escape)
        rig.press(Key.Key_Escape)
        await until(lambda: len(ids(rig)) == 5)
        assert shelf.grid.hasFocus()
        assert shelf.head.sums.text() == "4 undecided"

    in_window(scenario)


def test_that_a_wrong_term_is_told_at_the_field_and_the_rest_filters(
    in_window: InWindow, project: Path
) -> None:
    async def scenario(rig: Rig) -> None:
        await rig.open(project)
        shelf = rig.clips.shelf
        await filtered(rig, "len>=abc state:picked ", [])
        await until(shelf.filter.complaint)
        assert "len>=abc" in shelf.filter.complaint()
        assert shelf.search.property("wrong")
        assert "len>=abc" in shelf.search.accessibleDescription()
        await filtered(rig, "state:open ", [1, 2, 3, 4, 5])
        assert not shelf.filter.complaint() and not shelf.search.property("wrong")
        await filtered(rig, "foo:1 state:picked ", [])
        await until(shelf.filter.complaint)
        rig.trigger("view.plan")
        assert not shelf.filter.complaint()

    in_window(scenario)


def test_that_what_is_typed_is_completed(in_window: InWindow, project: Path) -> None:
    async def scenario(rig: Rig) -> None:
        await rig.open(project)
        rig.clips.picking.tag("close up")
        field = rig.clips.shelf.search
        rig.press("/")
        rig.press("ta")
        assert [each.text for each in field.offers] == ["tag:"]
        rig.press(Key.Key_Tab)
        assert field.text() == "tag:"
        assert [each.text for each in field.offers][:2] == ['tag:"close up"', "tag:any"]
        rig.press(Key.Key_Down)
        rig.press(Key.Key_Return)
        assert field.text() == 'tag:"close up" '
        assert field.hasFocus()
        await until(lambda: ids(rig) == [1])
        rig.press("st")
        rig.press(Key.Key_Escape)
        assert (field.offers, field.text()) == ((), 'tag:"close up" st')
        await rig.active()
        rig.press(Key.Key_Return)
        assert rig.clips.shelf.grid.hasFocus()

    in_window(scenario)


def test_that_the_arrows_bring_back_filters_that_were_used(
    in_window: InWindow, project: Path
) -> None:
    async def scenario(rig: Rig) -> None:
        await rig.open(project)
        field = rig.clips.shelf.search
        for text in ("len>=2 ", "rating:0 ", "foo:1 "):
            rig.press(Key.Key_F, Qt.KeyboardModifier.ControlModifier)
            rig.press(text)
            rig.press(Key.Key_Return)
        assert rig.window.preferences.value.past_filters == ("rating:0", "len>=2")
        rig.press(Key.Key_F, Qt.KeyboardModifier.ControlModifier)
        rig.press("new ")
        seen = []
        for key in (Key.Key_Up, Key.Key_Up, Key.Key_Up, Key.Key_Down, Key.Key_Down):
            rig.press(key)
            seen.append(field.text())
        assert seen == ["rating:0", "len>=2", "len>=2", "rating:0", "new "]

    in_window(scenario)


def test_that_filters_are_saved_chosen_renamed_and_deleted(
    in_window: InWindow, project: Path
) -> None:
    async def scenario(rig: Rig) -> None:
        await rig.open(project)
        shelf, store = rig.clips.shelf, rig.window.preferences
        for text, name in (("len>=24", "Long"), ("rating:0", "Plain")):
            shelf.filter.set_text(text)
            rig.trigger("browse.save_filter")
            dialog = await rig.dialog()
            assert isinstance(dialog, NameDialog)
            dialog.findChildren(LineEdit)[0].setText(f" {name} ")
            dialog.accept()
            await until(lambda name=name: name in store.value.filters)
        assert store.value.filters == {"Long": "len>=24", "Plain": "rating:0"}
        menu = QMenu()
        shelf.filter.saved.fill(menu, "rating:0")
        assert [action.isChecked() for action in menu.actions()[:2]] == [False, True]
        menu.actions()[0].trigger()
        assert shelf.search.text() == "len>=24"
        menu.deleteLater()
        rig.trigger("browse.change_saved")
        dialog = await rig.dialog()
        assert isinstance(dialog, FiltersDialog)
        first, second = dialog.findChildren(LineEdit)
        first.setText("Plain")  # taken: it keeps its name
        second.setText("No stars")
        dialog.accept()
        await until(lambda: "No stars" in store.value.filters)
        assert store.value.filters == {"Long": "len>=24", "No stars": "rating:0"}
        rig.trigger("browse.change_saved")
        dialog = await rig.dialog()
        dialog._rows[0][3].hide()
        dialog.accept()
        await until(lambda: len(store.value.filters) == 1)
        store.close()
        assert load().filters == {"No stars": "rating:0"}

    in_window(scenario)


def test_that_the_palette_offers_saved_filters(in_window: InWindow, project: Path) -> None:
    async def scenario(rig: Rig) -> None:
        await rig.open(project)
        rig.window.preferences.change(filters={"Only long": "len>=9999"})
        rig.trigger("view.palette")
        rig.press("only long")
        rig.press(Key.Key_Return)
        await until(lambda: ids(rig) == [])
        assert rig.clips.shelf.search.text() == "len>=9999"

    in_window(scenario)


def test_that_the_help_shows_the_language(in_window: InWindow, project: Path) -> None:
    async def scenario(rig: Rig) -> None:
        await rig.open(project)
        rig.trigger("browse.help")
        popup = QApplication.activePopupWidget()
        assert isinstance(popup, FilterHelp)
        said = {label.text() for label in popup.findChildren(QLabel)}
        assert {"len>=45", "-check:cut", "motion>0.1"} <= said
        rig.press(Key.Key_Escape, on=popup)
        await until(lambda: QApplication.activePopupWidget() is None)

    in_window(scenario)


def test_that_each_kind_remembers_its_order_and_its_direction(
    in_window: InWindow, project: Path
) -> None:
    async def scenario(rig: Rig) -> None:
        await rig.open(project)
        shelf, head = rig.clips.shelf, rig.clips.shelf.head
        rig.clips.cutting.cut_at(FRAMES // 3)  # shots of 12 and 24 frames
        head.order.setCurrentIndex(1)
        assert head.chosen_order == "length" and ids(rig)[-1] == 1
        rig.trigger("browse.turn")
        assert ids(rig)[0] == 1 and "Shortest" in head.turn.toolTip()
        shelf.show_kind("clip")
        assert (head.chosen_order, head.turned) == ("order", False)
        head.order.setCurrentIndex(6)
        await rig.reopened()
        await rig.open(project)
        shelf, head = rig.clips.shelf, rig.clips.shelf.head
        assert (head.chosen_order, head.turned) == ("length", True)
        assert ids(rig)[0] == 1
        shelf.show_kind("clip")
        assert (head.chosen_order, head.turned) == ("newest", False)

    in_window(scenario)


def test_that_tiles_turn_into_filmstrips_and_back(in_window: InWindow, project: Path) -> None:
    async def scenario(rig: Rig) -> None:
        await rig.open(project)
        shelf = rig.clips.shelf
        cells = shelf.grid._delegate.cells
        rig.trigger("browse.strips")
        strips = shelf.grid._delegate.cells
        assert (cells.across, strips.across) == (1, STRIP)
        assert strips.width > cells.width and strips.height < cells.height
        film = rig.window.parts.films.indexes[1]
        asked = {frame for _, frame, _ in shelf.grid._delegate._thumbnails._pictures._pictures}
        await until(lambda: not rig.window.parts.thumbnails.busy)
        shelf.grid.viewport().repaint()
        await until(lambda: not rig.window.parts.thumbnails.busy)
        width = strips.picture_width // STRIP
        tile = shelf.grid.tiles[0]
        for frame in (4, 13, 22, 31):
            assert tile.start <= frame < tile.end
            assert rig.window.parts.thumbnails.is_exact(film, frame, width), asked
        shelf.show_kind("still")
        assert shelf.grid._delegate.cells.across == 1
        shelf.show_kind("shot")
        assert shelf.grid._delegate.cells.across == STRIP
        assert rig.window.preferences.value.filmstrip
        before = shelf.grid.tile_width
        rig.trigger("browse.larger")
        assert shelf.grid.tile_width > before
        rig.trigger("browse.smaller")
        rig.trigger("browse.strips")
        assert shelf.grid._delegate.cells == cells

    in_window(scenario)


def test_that_a_shot_nobody_picked_shows_its_check_and_why(
    in_window: InWindow, project: Path
) -> None:
    async def scenario(rig: Rig) -> None:
        await rig.open(project)
        shelf = rig.clips.shelf
        badge = Badge("black", "bad", "It is black: cut it off.", "black")
        shelf.set_badges({("shot", 4): (badge,)}, [1])
        assert shelf.grid.tiles[3].badges == (badge,)
        tip = shelf.grid.model().index(3, 0).data(Qt.ItemDataRole.ToolTipRole)
        assert "It is black: cut it off." in tip
        await filtered(rig, "check:black", [4])
        shelf.set_badges({}, [1])
        await until(lambda: ids(rig) == [])

    in_window(scenario)


def test_that_a_tile_the_filter_keeps_out_is_shown_all_the_same_when_asked_for(
    in_window: InWindow, project: Path
) -> None:
    async def scenario(rig: Rig) -> None:
        await rig.open(project)
        await filtered(rig, "state:picked ", [])
        rig.clips.reveal("shot", 3)
        assert rig.clips.shelf.search.text() == ""
        assert rig.clips.shelf.grid.current_tile().key == ("shot", 3)

    in_window(scenario)


@pytest.mark.parametrize(("width", "zoom"), [(1600, 1.0), (1280, 1.0), (1600, 1.5), (1180, 1.0)])
def test_that_the_filter_keeps_room_to_be_written_in(
    in_window: InWindow, project: Path, width: int, zoom: float
) -> None:
    async def scenario(rig: Rig) -> None:
        await rig.open(project)
        rig.window.preferences.change(zoom=zoom)
        rig.window.resize(width, 900)
        await until(lambda: rig.window.width() == width)
        head = rig.clips.shelf.head
        await until(lambda: head.width() > 0.8 * width)
        field = head.filter.field
        assert field.width() >= theme.px(180)
        assert head.review.isVisible() != head.review_icon.isVisible()

    in_window(scenario)
