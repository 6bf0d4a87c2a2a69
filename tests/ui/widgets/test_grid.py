from __future__ import annotations

import sys
from collections.abc import Iterator
from fractions import Fraction

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.core.browsing.making import shot_tiles
from app.core.browsing.tile import Film, Key, Tile
from app.core.library.model import Shot
from app.ui import theme
from app.ui.widgets.grid import NARROWEST, WIDEST, Grid
from app.ui.widgets.thumbnails import Thumbnails
from tests.ui.widgets.picture_fakes import Films, fake_index, settled

COLUMNS = 5


def tiles(count: int, first: int = 0) -> list[Tile]:
    shots = [
        Shot(id=n, source=1, start=100 * n, end=100 * n + 100) for n in range(first, first + count)
    ]
    return shot_tiles(shots, {1: Film("Film 1", Fraction(24))}, Fraction(16))


def key(number: int) -> Key:
    return "shot", number


@pytest.fixture
def films() -> Films:
    return Films()


@pytest.fixture
def thumbnails(qapp: QApplication, films: Films) -> Iterator[Thumbnails]:
    made = Thumbnails(opener=films)
    yield made
    films.gate.set()
    made.close()


@pytest.fixture
def grid(qtbot: QtBot, thumbnails: Thumbnails) -> Grid:
    """Twenty tiles in rows of five, shown."""
    made = Grid(thumbnails)
    qtbot.addWidget(made)
    made.set_films({1: fake_index(frames=1_000_000)})
    made.set_tiles(tiles(20))
    made.resize(950, 400)
    made.show()
    qtbot.waitExposed(made)
    return made


def ids(grid: Grid) -> list[int]:
    return [tile.id for tile in grid.selected_tiles()]


def current(grid: Grid) -> int | None:
    tile = grid.current_tile()
    return None if tile is None else tile.id


def press(grid: Grid, *keys: Qt.Key, shift: bool = False, ctrl: bool = False) -> None:
    modifiers = Qt.KeyboardModifier.NoModifier
    modifiers |= Qt.KeyboardModifier.ShiftModifier if shift else modifiers
    modifiers |= Qt.KeyboardModifier.ControlModifier if ctrl else modifiers
    for one in keys:
        QTest.keyClick(grid, one, modifiers)


def center(grid: Grid, number: int) -> QPoint:
    return grid.visualRect(grid.model().index(number, 0)).center() - QPoint(0, 20)


def click(grid: Grid, number: int, modifier: Qt.KeyboardModifier | None = None) -> None:
    QTest.mouseClick(
        grid.viewport(),
        Qt.MouseButton.LeftButton,
        modifier or Qt.KeyboardModifier.NoModifier,
        center(grid, number),
    )


def hover(grid: Grid, where: QPoint) -> None:
    viewport = grid.viewport()
    event = QMouseEvent(
        QEvent.Type.MouseMove,
        QPointF(where),
        QPointF(viewport.mapToGlobal(where)),
        Qt.MouseButton.NoButton,
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
    )
    QApplication.sendEvent(viewport, event)


# ---------------------------------------------------------------------------------- layout


def lefts(grid: Grid) -> list[int]:
    model = grid.model()
    return sorted({grid.visualRect(model.index(row, 0)).x() for row in range(model.rowCount())})


def test_that_columns_fill_the_width_evenly_at_every_width(grid: Grid) -> None:
    for width in range(300, 1400, 37):
        grid.resize(width, 400)
        columns, cell = len(lefts(grid)), grid.gridSize().width()
        unused = grid.viewport().width() - columns * cell
        assert cell >= 178
        assert 0 <= unused < columns + 20  # less than a pixel for each, and room for the bar
        assert (cell - 178) * columns < 178


def test_that_rows_follow_one_another_from_left_to_right(grid: Grid) -> None:
    first, last = (grid.visualRect(grid.model().index(row, 0)) for row in (0, COLUMNS - 1))
    below = grid.visualRect(grid.model().index(COLUMNS, 0))
    assert first.y() == last.y()
    assert (below.x(), below.y()) == (first.x(), first.y() + first.height())


def test_that_ctrl_and_the_wheel_make_tiles_larger(qtbot: QtBot, grid: Grid) -> None:
    def turn(steps: int) -> None:
        where = QPointF(100, 100)
        event = QWheelEvent(
            where,
            where,
            QPoint(),
            QPoint(0, 120 * steps),
            Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.ControlModifier,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        QApplication.sendEvent(grid.viewport(), event)

    before = grid.tile_width
    with qtbot.waitSignal(grid.tile_width_changed):
        turn(3)
    assert grid.tile_width > before
    assert len(lefts(grid)) < COLUMNS
    turn(100)
    assert grid.tile_width == WIDEST
    turn(-100)
    assert grid.tile_width == NARROWEST


def test_that_the_tile_in_sight_stays_when_tiles_grow(grid: Grid) -> None:
    grid.set_tiles(tiles(1000))
    grid.select([key(500)])
    bar = grid.verticalScrollBar()
    bar.setValue(bar.value() // grid.gridSize().height() * grid.gridSize().height())
    first = grid.indexAt(QPoint(20, 20)).row()
    grid.set_tile_width(300)
    assert grid.indexAt(QPoint(20, 20)).row() <= first <= grid.indexAt(QPoint(800, 20)).row()


def test_that_the_current_tile_stays_in_sight_when_tiles_grow_or_become_strips(grid: Grid) -> None:
    grid.set_tiles(tiles(1000))
    grid.select([key(503)])  # in the last row that is seen
    view = grid.viewport().rect()

    def seen() -> bool:
        return view.contains(grid.visualRect(grid.currentIndex()).center())

    for on in (True, False):
        grid.set_strips(on)
        assert seen()
    grid.keep_seen(lambda: grid.zoom(20))
    assert grid.tile_width == WIDEST and seen()
    grid.verticalScrollBar().setValue(0)
    grid.set_strips(True)
    assert not seen()  # it was out of sight before, and nothing jumps


def test_that_zoom_and_theme_are_followed(grid: Grid, qapp: QApplication) -> None:
    before = grid.gridSize()
    theme.apply(qapp, "light", zoom=1.5)
    assert grid.gridSize().height() > before.height()
    theme.apply(qapp, "dark")
    assert grid.gridSize() == before


# ---------------------------------------------------------------------------------- keyboard


def test_that_arrows_lead_from_tile_to_tile_and_on_to_the_next_row(grid: Grid) -> None:
    press(grid, Qt.Key.Key_Home)
    assert current(grid) == 0
    press(grid, *[Qt.Key.Key_Right] * COLUMNS)
    assert current(grid) == COLUMNS
    press(grid, Qt.Key.Key_Down)
    assert current(grid) == 2 * COLUMNS
    press(grid, Qt.Key.Key_Left, Qt.Key.Key_Up)
    assert current(grid) == COLUMNS - 1
    press(grid, Qt.Key.Key_End)
    assert (current(grid), ids(grid)) == (19, [19])
    press(grid, Qt.Key.Key_PageUp)
    page = grid.viewport().height() // grid.gridSize().height()
    assert current(grid) == 19 - page * COLUMNS


def test_that_shift_and_arrows_select_all_between(grid: Grid) -> None:
    click(grid, 3)
    press(grid, Qt.Key.Key_Down, shift=True)
    assert ids(grid) == [3, 4, 5, 6, 7, 8]
    press(grid, Qt.Key.Key_Left, Qt.Key.Key_Left, shift=True)
    assert ids(grid) == [3, 4, 5, 6]
    press(grid, Qt.Key.Key_End, shift=True)
    assert ids(grid) == list(range(3, 20))
    press(grid, Qt.Key.Key_Home, shift=True)
    assert ids(grid) == [0, 1, 2, 3]


def test_that_ctrl_a_selects_all(grid: Grid) -> None:
    press(grid, Qt.Key.Key_A, ctrl=True)
    assert ids(grid) == list(range(20))


def test_that_letters_digits_and_space_are_passed_on_and_move_nothing(
    qtbot: QtBot, grid: Grid
) -> None:
    click(grid, 2)
    heard: list[str] = []
    grid.typed.connect(heard.append)
    press(grid, Qt.Key.Key_F, Qt.Key.Key_3, Qt.Key.Key_Space)
    assert heard == ["f", "3", " "]
    assert (current(grid), ids(grid)) == (2, [2])


def test_that_enter_and_a_double_click_activate(qtbot: QtBot, grid: Grid) -> None:
    opened: list[Tile] = []
    grid.activated.connect(opened.append)
    click(grid, 2)
    press(grid, Qt.Key.Key_Return)
    click(grid, 4)
    QTest.mouseDClick(grid.viewport(), Qt.MouseButton.LeftButton, pos=center(grid, 4))
    assert [tile.id for tile in opened] == [2, 4]
    assert type(opened[0]) is Tile


# ------------------------------------------------------------------------- current and selected


def test_that_clicks_tell_current_and_selected_tiles(grid: Grid) -> None:
    told: list[tuple[str, object]] = []
    grid.current_changed.connect(lambda tile: told.append(("current", tile.id)))
    grid.selection_changed.connect(lambda all: told.append(("selected", [t.id for t in all])))
    click(grid, 1)
    click(grid, 3, Qt.KeyboardModifier.ControlModifier)
    assert ("current", 1) in told
    assert told[-1] == ("selected", [1, 3])
    assert current(grid) == 3
    click(grid, 6, Qt.KeyboardModifier.ShiftModifier)
    assert ids(grid) == [1, 3, 4, 5, 6]


def test_that_selection_and_current_stay_with_their_tiles(grid: Grid) -> None:
    grid.select([key(4), key(5), key(9)], key(9))
    told: list[object] = []
    grid.current_changed.connect(told.append)
    grid.selection_changed.connect(told.append)
    grid.set_tiles(tiles(20)[::-1])
    assert sorted(ids(grid)) == [4, 5, 9]
    assert current(grid) == 9
    assert told == []


def test_that_what_is_filtered_away_is_no_longer_selected(qtbot: QtBot, grid: Grid) -> None:
    grid.select([key(4), key(9)], key(9))
    with qtbot.waitSignals([grid.current_changed, grid.selection_changed]):
        grid.set_tiles([tile for tile in tiles(20) if tile.id < 8])
    assert ids(grid) == [4]
    assert current(grid) == 7  # the nearest row that is left
    grid.set_tiles([])
    assert (ids(grid), current(grid)) == ([], None)


def test_that_the_place_stays_when_tiles_come_before_it(grid: Grid) -> None:
    grid.set_tiles(tiles(1000, first=100))
    bar = grid.verticalScrollBar()
    bar.setValue(50 * grid.gridSize().height() + 17)
    before = grid.indexAt(QPoint(20, 60))
    shown, top = grid.tiles[before.row()].key, grid.visualRect(before).y()
    grid.set_tiles(tiles(99) + tiles(1000, first=100))
    after = grid.indexAt(QPoint(20, 60))
    assert abs(grid.visualRect(after).y() - top) <= 1
    row = [tile.key for tile in grid.tiles].index(shown)
    assert row // COLUMNS == after.row() // COLUMNS


def test_that_an_edit_repaints_only_its_tiles(grid: Grid) -> None:
    changes: list[tuple[int, int]] = []
    grid.model().dataChanged.connect(lambda a, b: changes.append((a.row(), b.row())))
    grid.select([key(3)])
    new = [tile._replace(rating=5) if tile.id in (3, 4, 9) else tile for tile in tiles(20)]
    grid.set_tiles(new)
    assert changes == [(3, 4), (9, 9)]
    tile = grid.current_tile()
    assert tile is not None
    assert tile.rating == 5
    grid.replace([new[0]._replace(rating=1), tiles(1, first=77)[0]])
    assert changes[2:] == [(0, 0)]
    assert grid.tiles[0].rating == 1


def test_that_many_tiles_are_laid_out_without_python(grid: Grid) -> None:
    grid.set_tiles(tiles(5000))
    calls = 0

    def count(_frame: object, event: str, _of: object) -> None:
        nonlocal calls
        calls += event == "call"

    sys.setprofile(count)
    try:
        grid.doItemsLayout()
    finally:
        sys.setprofile(None)
    assert calls < 100
    assert grid.visualRect(grid.model().index(4999, 0)).isValid()


# ---------------------------------------------------------------------------------- pictures


def test_that_tiles_end_up_with_their_middle_frames(
    qtbot: QtBot, grid: Grid, thumbnails: Thumbnails, films: Films
) -> None:
    settled(qtbot, thumbnails)
    in_sight = {frame for kind, frame in films.asked if kind == "exact"}
    assert {tile.frame for tile in tiles(10)} <= in_sight
    picture = grid.viewport().grab().toImage()
    seen = picture.pixelColor(center(grid, 2))
    assert (seen.red(), seen.blue()) == (tiles(20)[2].frame % 256, 0)


def test_that_pictures_out_of_sight_are_not_fetched(
    qtbot: QtBot, grid: Grid, thumbnails: Thumbnails, films: Films
) -> None:
    settled(qtbot, thumbnails)
    films.asked.clear()
    films.gate.clear()
    grid.set_tiles(tiles(5000, first=1000))
    grid.viewport().repaint()
    grid.verticalScrollBar().setValue(grid.verticalScrollBar().maximum())
    grid.viewport().repaint()
    QApplication.processEvents()
    films.gate.set()
    settled(qtbot, thumbnails)
    passed_by = [frame for _, frame in films.asked if frame < 590_000]
    assert len(passed_by) <= 4  # what was being decoded at that moment
    assert 599_950 in {frame for _, frame in films.asked}


def test_that_the_mouse_leads_through_the_frames_of_a_tile(
    qtbot: QtBot, grid: Grid, thumbnails: Thumbnails, films: Films
) -> None:
    settled(qtbot, thumbnails)
    films.asked.clear()
    middle = center(grid, 1)
    hover(grid, middle)
    qtbot.waitUntil(lambda: len(films.asked) >= 10, timeout=3000)
    settled(qtbot, thumbnails)
    assert {frame for _, frame in films.asked} == set(range(105, 200, 10))
    for step, frame in ((-60, 125), (60, 185)):
        hover(grid, middle + QPoint(step, 0))
        seen = grid.viewport().grab().toImage().pixelColor(center(grid, 1))
        assert abs(seen.red() - frame) <= 20
        assert seen.red() != 150
    hover(grid, QPoint(3, 3000))
    seen = grid.viewport().grab().toImage().pixelColor(center(grid, 1))
    assert seen.red() == 150


def test_that_a_mouse_passing_by_decodes_nothing(
    qtbot: QtBot, grid: Grid, thumbnails: Thumbnails, films: Films
) -> None:
    settled(qtbot, thumbnails)
    films.asked.clear()
    for number in range(5):
        hover(grid, center(grid, number))
    hover(grid, QPoint(3, 3000))
    qtbot.wait(120)
    settled(qtbot, thumbnails)
    assert films.asked == []


def test_that_tiles_of_unknown_films_are_shown_without_pictures(
    qtbot: QtBot, thumbnails: Thumbnails, films: Films
) -> None:
    grid = Grid(thumbnails)
    qtbot.addWidget(grid)
    grid.set_tiles(tiles(5))
    grid.show()
    grid.grab()
    assert films.asked == []


def test_that_a_damaged_tile_looks_different(
    qtbot: QtBot, grid: Grid, thumbnails: Thumbnails, films: Films
) -> None:
    films.damaged = {tile.frame for tile in tiles(2, first=100)}
    before = grid.viewport().grab().toImage()
    grid.set_tiles(tiles(2, first=100))
    settled(qtbot, thumbnails)
    after = grid.viewport().grab().toImage()
    assert before.copy(0, 0, 180, 100) != after.copy(0, 0, 180, 100)
    assert films.asked.count(("near", 10_050)) == 1


def test_that_an_empty_grid_says_what_to_do(grid: Grid) -> None:
    grid.set_tiles([])
    blank = grid.grab().toImage()
    grid.empty_text = "No shots yet. Add a film."
    assert grid.grab().toImage() != blank


class Counting(Grid):
    """A grid that counts its layouts, which take long for many tiles."""

    layouts = 0

    def doItemsLayout(self) -> None:
        self.layouts += 1
        super().doItemsLayout()


def test_that_an_edited_tile_is_painted_anew_without_a_new_layout(
    qtbot: QtBot, thumbnails: Thumbnails
) -> None:
    grid = Counting(thumbnails)
    qtbot.addWidget(grid)
    grid.set_tiles(tiles(20))
    grid.resize(950, 400)
    grid.show()
    qtbot.waitExposed(grid)
    before, layouts = grid.viewport().grab().toImage(), grid.layouts
    grid.replace([grid.tiles[1]._replace(rating=5)])
    qtbot.wait(5)
    assert grid.viewport().grab().toImage() != before
    assert grid.layouts == layouts > 0


def test_that_finding_its_place_in_a_window_lays_out_no_tiles(
    qtbot: QtBot, thumbnails: Thumbnails
) -> None:
    grid = Counting(thumbnails)
    qtbot.addWidget(grid)
    grid.set_tiles(tiles(20))
    grid.resize(950, 400)
    before = grid.layouts
    QApplication.sendEvent(grid, QEvent(QEvent.Type.StyleChange))  # sent for each new parent
    assert grid.layouts == before
    grid.show()
    qtbot.waitExposed(grid)
    assert grid.indexAt(center(grid, 7)).row() == 7
