"""The grid of samples: what is decoded, what is seen, what keys and mouse do."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.core.media.geometry import Size
from app.core.training.results.looking import look
from app.ui.train.samples_clock import SampleClock
from app.ui.train.samples_grid import SampleGrid
from app.ui.train.samples_reel import SampleReel, wanted
from app.ui.train.samples_slider import SampleSlider
from tests.core.training.results.makers import (
    write_checkpoint,
    write_prompts,
    write_run,
    write_sample,
)

BOX = Size(96, 64)
Key = Qt.Key


def sampled(folder: Path, epoch: int, *, frames: int = 9) -> None:
    """Write a film of the first prompt and a picture of the second."""
    write_sample(folder, f"film_e{epoch:06d}_00_2026112210{epoch:02d}00_42.mp4", frames)
    write_sample(folder, f"film_e{epoch:06d}_01_2026112210{epoch:02d}01_42_000.png", 5)


@pytest.fixture
def run(tmp_path: Path) -> Path:
    """A run with samples of two prompts after six epochs; the fourth has a checkpoint."""
    folder = write_run(tmp_path)
    write_prompts(folder, "a cat --d 42", "a dog --d 42")
    for epoch in range(1, 7):
        sampled(folder, epoch)
    write_checkpoint(folder, "film-000004.safetensors", step=400, epoch=4)
    return folder


@pytest.fixture
def grid(qtbot: QtBot, run: Path) -> Iterator[SampleGrid]:
    """Narrower than its six columns."""
    made = SampleGrid()
    qtbot.addWidget(made)
    made.resize(500, 300)
    made.show_results(look(run))
    made.show()
    qtbot.waitExposed(made)
    qtbot.waitUntil(lambda: not made.reel.busy)
    yield made
    made.shut()


def threads() -> list[str]:
    return [each.name for each in threading.enumerate() if each.name == "samples"]


def test_that_frames_come_in_the_background_and_the_threads_end(qtbot: QtBot, run: Path) -> None:
    reel = SampleReel(64 << 20)
    sample = look(run).samples[0]
    with qtbot.waitSignal(reel.came):
        reel.wish([wanted(sample, BOX)])
    qtbot.waitUntil(lambda: not reel.busy)
    film = reel.film(wanted(sample, BOX))
    assert film is not None
    assert (len(film.images), film.whole, film.trouble) == (9, True, "")
    assert film.image(100) is film.images[-1]
    qtbot.waitUntil(lambda: threads() == [])
    reel.shut()


def test_that_memory_stays_within_its_bound(qtbot: QtBot, run: Path) -> None:
    frame = 4 * 96 * 64
    reel = SampleReel(40 * frame)  # 10 frames for each of at least four
    for sample in look(run).samples:
        reel.wish([wanted(sample, BOX)])
        qtbot.waitUntil(lambda: not reel.busy)
        assert reel.size <= 40 * frame
    reel.shut()


def test_that_a_film_too_large_for_the_memory_is_shown_smaller(qtbot: QtBot, run: Path) -> None:
    reel = SampleReel(4 * 9 * 4 * 48 * 32)
    sample = look(run).samples[0]
    reel.wish([wanted(sample, BOX)])
    qtbot.waitUntil(lambda: not reel.busy)
    film = reel.film(wanted(sample, BOX))
    assert film is not None
    assert (film.images[0].width(), len(film.images)) == (48, 9)
    reel.shut()


def test_that_a_film_that_cannot_be_read_says_so(qtbot: QtBot, run: Path) -> None:
    sample = look(run).samples[0]
    sample.path.write_bytes(b"no film")
    reel = SampleReel(1 << 20)
    reel.wish([wanted(sample, BOX)])
    qtbot.waitUntil(lambda: not reel.busy)
    film = reel.film(wanted(sample, BOX))
    assert film is not None and "cannot be read as a film" in film.trouble
    reel.shut()


def test_that_the_clock_counts_sixteen_frames_a_second_round_and_round(qtbot: QtBot) -> None:
    clock = SampleClock()
    clock.set_length(4)
    seen: list[int] = []
    clock.moved.connect(seen.append)
    clock.play()
    playback = clock._beat.playback
    assert playback is not None
    assert playback.due(1_000_000_000) == 16
    qtbot.waitUntil(lambda: len(seen) >= 5)
    assert seen[:5] == [1, 2, 3, 0, 1]
    clock.pause()
    clock.seek(99)
    assert clock.position == 3
    clock.set_length(2)
    assert clock.position == 1


def test_that_the_newest_is_in_sight_and_stays_there(grid: SampleGrid, run: Path) -> None:
    bar = grid.horizontalScrollBar()
    assert bar.maximum() > 0
    assert bar.value() == bar.maximum()
    sampled(run, 7)
    grid.show_results(look(run))
    assert bar.value() == bar.maximum()
    assert (0, 6) in grid.visible_cells()
    bar.setValue(0)
    sampled(run, 8)
    grid.show_results(look(run))
    assert bar.value() == 0  # who looks back is not torn away


def test_that_only_what_is_in_sight_is_decoded(grid: SampleGrid, qtbot: QtBot) -> None:
    columns = {column for _, column in grid.visible_cells()}
    assert columns < set(range(6))
    hidden = grid.table.sample(0, 0)
    assert hidden is not None and grid.film_of(hidden) is None
    grid.horizontalScrollBar().setValue(0)
    qtbot.waitUntil(lambda: grid.film_of(hidden) is not None)


def test_that_all_cells_show_the_frame_of_one_clock(grid: SampleGrid, qtbot: QtBot) -> None:
    grid.setFocus()
    QTest.keyClick(grid, Key.Key_Space)
    assert grid.clock.running
    assert grid.clock.length == 9
    QTest.keyClick(grid, Key.Key_Space)
    grid.clock.seek(3)
    images = set()
    for cell in grid.visible_cells():
        sample = grid.table.sample(*cell)
        film = None if sample is None else grid.film_of(sample)
        assert film is not None
        if not (sample and sample.still):
            images.add(film.images.index(film.image(grid.clock.position)))  # type: ignore[arg-type]
    assert images == {3}


def test_that_keys_choose_open_and_give_stars(grid: SampleGrid, qtbot: QtBot) -> None:
    grid.setFocus(Qt.FocusReason.TabFocusReason)
    assert grid.current == (0, 5)
    for key in (Key.Key_Left, Key.Key_Down, Key.Key_Left):
        QTest.keyClick(grid, key)
    assert grid.current == (1, 3)
    assert grid.accessibleDescription() == "epoch 4, a dog"
    with qtbot.waitSignal(grid.opened) as opened:
        QTest.keyClick(grid, Key.Key_Return)
    assert opened.args == [1, 3]
    with qtbot.waitSignal(grid.star_asked):
        QTest.keyClick(grid, Key.Key_S)
    QTest.keyClick(grid, Key.Key_Home)
    assert grid.current == (1, 0)
    assert (1, 0) in grid.visible_cells()
    with qtbot.waitSignal(grid.resized) as resized:
        QTest.keyClicks(grid, "+")
    assert resized.args == [1]


def test_that_a_click_opens_and_a_drag_does_not(grid: SampleGrid, qtbot: QtBot) -> None:
    corner = QPoint(grid.horizontalScrollBar().value(), 0)
    middle = grid.cells_layout().cell(0, 5).center() - corner
    with qtbot.waitSignal(grid.opened) as opened:
        QTest.mouseClick(grid.viewport(), Qt.MouseButton.LeftButton, pos=middle)
    assert opened.args == [0, 5]
    asked: list[object] = []
    grid._drag_out = lambda: asked.append(grid.current_sample())  # type: ignore[method-assign]
    with qtbot.assertNotEmitted(grid.opened):
        QTest.mousePress(grid.viewport(), Qt.MouseButton.LeftButton, pos=middle)
        QTest.mouseMove(grid.viewport(), middle + QPoint(60, 20))
        QTest.mouseRelease(grid.viewport(), Qt.MouseButton.LeftButton, pos=middle + QPoint(60, 20))
    assert asked in ([], [grid.table.sample(0, 5)])  # a mouse that is none may not hold a button


def test_that_what_is_chosen_stays_chosen_as_samples_come(grid: SampleGrid, run: Path) -> None:
    grid.choose((1, 2))
    before = grid.current_sample()
    write_sample(run, "film_e000000_00_20261122090000_42.mp4", 2)
    grid.show_results(look(run))
    assert grid.current == (1, 3)
    assert grid.current_sample() == before


def test_that_a_click_on_a_slider_goes_there(qtbot: QtBot) -> None:
    slider = SampleSlider(0, 100, 0, name="x", width=112)
    qtbot.addWidget(slider)
    slider.resize(112, 22)
    QTest.mouseClick(slider, Qt.MouseButton.LeftButton, pos=QPoint(56, 11))
    assert slider.value() == 50
    QTest.keyClick(slider, Key.Key_Right)
    assert slider.value() == 51
