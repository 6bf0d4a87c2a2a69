"""The crop tool in the window, by mouse and keys."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest

from app.core.cache import Cache
from app.core.cropping import Rules
from app.core.library.edits import adding, changing
from app.core.library.model import Clip, Dataset, Still
from app.core.library.project import Project
from app.core.library.sources import add_film
from app.core.media.geometry import Crop, Size
from app.ui.widgets.crop_frame import CropFrame
from tests.core.checks.painted import paint, scene, with_bars
from tests.tour.hand import Hand
from tests.ui.rig import InWindow, Rig, until

Key, Keys = Qt.Key, Qt.KeyboardModifier
SHIFT, CTRL = Keys.ShiftModifier, Keys.ControlModifier
PICTURE = Size(384, 216)
HEAD = Dataset(position=0, name="head", kind="video", resolution=(96, 64), target_frames=(5,))
SHELF = Dataset(position=1, name="stills", kind="image", resolution=(96, 96))


@pytest.fixture(scope="session")
def barred(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A letterboxed film of 384x216: 24 black lines above and below."""
    pictures = with_bars(scene(1, 96), across=24)
    return paint(tmp_path_factory.mktemp("films") / "letterbox.mp4", pictures)


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A film of 192x108."""
    pictures = scene(2, 48)[:, ::2, ::2]
    return paint(tmp_path_factory.mktemp("films") / "small.mp4", pictures)


@pytest.fixture
def project(tmp_path: Path, barred: Path, small: Path) -> Iterator[Path]:
    """Two clips and a still of the letterboxed film, a clip of the small one, no shots."""
    folder = tmp_path / "Crops"
    with Project.create(folder, "Crops") as made:
        large = add_film(made, barred, cache=Cache())
        other = add_film(made, small, cache=Cache())
        found = replace(large, detector="exact", threshold=0.5)
        made.apply(changing(large, found))
        clips = [
            Clip(source=large.id, start=0, end=49),
            Clip(source=large.id, start=49, end=96),
            Clip(source=other.id, start=0, end=40),
        ]
        made.apply(adding(*clips, Still(source=large.id, frame=30), HEAD, SHELF, label="Picks"))
    yield folder


async def begun(rig: Rig, project: Path, kind: str = "clip", row: int = 1) -> CropFrame:
    """Open a project, mark a row of it, and press C."""
    await rig.open(project)
    rig.window.preferences.change(autoplay=False)
    rig.clips.shelf.reveal(kind, row)  # type: ignore[arg-type]
    rig.clips.shelf.grid.setFocus()
    await until(lambda: rig.clips.viewing.player.picture() is not None)
    rig.press("c")
    frame = rig.clips.cropping.frame
    assert frame.isVisible() and frame.hasFocus()
    return frame


def at(frame: CropFrame, x: float, y: float) -> QPoint:
    """Where an edge of a pixel of the picture lies in the widget."""
    place = frame.place()
    scale = place.width() / PICTURE.width
    return QPointF(place.x() + x * scale, place.y() + y * scale).toPoint()


def drag(rig: Rig, frame: CropFrame, start: QPoint, end: QPoint) -> None:
    Hand(rig.window).drag(frame, start, end)


def crop(rig: Rig, row: int = 1) -> Crop | None:
    found = rig.document.rows.get(Clip, row)
    assert found is not None
    return found.crop


def near(one: Crop, other: Crop, by: int) -> bool:
    return all(abs(a - b) <= by for a, b in zip(one, other, strict=True))


def test_that_a_corner_is_dragged_and_enter_keeps_the_crop_in_one_step(
    in_window: InWindow, project: Path
) -> None:
    async def scenario(rig: Rig) -> None:
        frame = await begun(rig, project)
        assert frame.crop == Crop(384, 216, 0, 0)
        drag(rig, frame, at(frame, 384, 216), at(frame, 200, 100))
        assert near(frame.crop, Crop(192, 96, 0, 0), 16)
        assert all(side % 16 == 0 for side in frame.crop.size)
        drag(rig, frame, at(frame, 60, 40), at(frame, 160, 90))
        drawn = frame.crop
        assert near(drawn, Crop(192, 96, 100, 50), 16) and (drawn.x % 2, drawn.y % 2) == (0, 0)
        assert crop(rig) is None
        rig.press(Key.Key_Return)
        assert crop(rig) == drawn
        assert not frame.isVisible() and rig.clips.shelf.grid.hasFocus()
        assert rig.document.undo_label == "Crop"
        assert rig.toasts[-1] == f"Cropped to {drawn.width}×{drawn.height}."
        rig.document.undo()
        assert crop(rig) is None and rig.document.undo_label == "Picks"

    in_window(scenario)


def test_that_a_drag_inside_the_whole_picture_draws_a_frame(
    in_window: InWindow, project: Path
) -> None:
    async def scenario(rig: Rig) -> None:
        frame = await begun(rig, project)
        assert "drag across it" in rig.clips.cropping.bar.taken.text()
        drag(rig, frame, at(frame, 100, 60), at(frame, 292, 156))
        assert near(frame.crop, Crop(192, 96, 100, 60), 16)
        assert "drag across it" not in rig.clips.cropping.bar.taken.text()

    in_window(scenario)


def test_that_the_decisions_and_the_chips_leave_keys_and_picture_to_the_frame(
    in_window: InWindow, project: Path
) -> None:
    async def scenario(rig: Rig) -> None:
        await begun(rig, project)
        decisions, chips = rig.clips.inspector.decisions, rig.clips.viewing.chips
        assert not decisions.isEnabled()  # Enter and R are the frame's
        assert not chips.look.isVisible() and not chips.frames.isVisible()
        rig.press(Key.Key_Escape)
        assert decisions.isEnabled()
        assert chips.look.isVisible() and chips.frames.isVisible()

    in_window(scenario)


def test_that_the_whole_picture_is_shown_while_it_is_cropped(
    in_window: InWindow, project: Path
) -> None:
    async def scenario(rig: Rig) -> None:
        frame = await begun(rig, project)
        player = rig.clips.viewing.player
        shape = PICTURE.width / PICTURE.height
        rig.clips.cropping.set_typed("96×96+100+60")
        rig.press(Key.Key_Return)

        def aspect() -> float:
            place = player.picture_rect()
            return place.width() / max(1.0, place.height())

        await until(lambda: abs(aspect() - 1) < 0.02)
        rig.press("c")
        await until(lambda: abs(aspect() - shape) < 0.02)
        assert not rig.clips.viewing.timeline.isVisible()
        place, inside = frame.place(), frame.frame_rect()
        scale = place.width() / PICTURE.width
        assert abs(inside.x() - place.x() - 100 * scale) < 1
        assert abs(inside.width() - 96 * scale) < 1
        rig.press(Key.Key_Escape)
        await until(lambda: abs(aspect() - 1) < 0.02)
        assert rig.clips.viewing.timeline.isVisible()

    in_window(scenario)


def test_that_arrow_keys_move_it_and_are_the_grids_again_afterwards(
    in_window: InWindow, project: Path
) -> None:
    async def scenario(rig: Rig) -> None:
        frame = await begun(rig, project)
        rig.clips.cropping.set_typed("96×96+100+60")
        frame.setFocus()
        for key, expected in (
            (Key.Key_Right, (102, 60)),
            (Key.Key_Down, (102, 62)),
            (Key.Key_Left, (100, 62)),
            (Key.Key_Up, (100, 60)),
        ):
            rig.press(key)
            assert frame.crop[2:] == expected
        rig.press(Key.Key_Right, SHIFT)
        assert frame.crop == Crop(96, 96, 116, 60)
        for _ in range(40):
            rig.press(Key.Key_Down, SHIFT)
        assert frame.crop == Crop(96, 96, 116, 120)
        rig.press(Key.Key_Plus)
        assert frame.crop == Crop(112, 112, 108, 104)
        rig.press(Key.Key_Minus)
        assert frame.crop == Crop(96, 96, 116, 112)
        assert rig.clips.marking.mark.clip == 1  # no arrow went to the grid
        rig.press("r")  # the whole picture: not "reject"
        assert frame.crop == Crop(384, 216, 0, 0)
        assert rig.clip().state == "picked"
        rig.press(Key.Key_Escape)
        rig.press("r")
        assert rig.clip().state == "rejected"

    in_window(scenario)


def test_that_other_keys_stay_the_windows(in_window: InWindow, project: Path) -> None:
    async def scenario(rig: Rig) -> None:
        frame = await begun(rig, project)
        rig.press(Key.Key_Space)
        assert rig.clips.viewing.player.playing
        rig.press("3")
        assert rig.clip().rating == 3
        assert frame.isVisible() and frame.hasFocus()

    in_window(scenario)


def test_that_escape_drops_and_c_keeps(in_window: InWindow, project: Path) -> None:
    async def scenario(rig: Rig) -> None:
        frame = await begun(rig, project)
        drag(rig, frame, at(frame, 384, 216), at(frame, 200, 100))
        rig.press(Key.Key_Escape)
        assert crop(rig) is None and rig.document.undo_label == "Picks"
        rig.press("c")
        assert frame.crop == Crop(384, 216, 0, 0)
        rig.press("c")  # nothing drawn: nothing done
        assert rig.document.undo_label == "Picks" and not frame.isVisible()
        rig.press("c")
        drag(rig, frame, at(frame, 384, 216), at(frame, 200, 100))
        drawn = frame.crop
        rig.press("c")
        assert crop(rig) == drawn
        rig.press("c")
        assert frame.crop == drawn
        rig.press("r")
        QTest.mouseDClick(frame, Qt.MouseButton.LeftButton, pos=frame.rect().center())
        assert crop(rig) is None and rig.document.undo_label == "Whole picture"

    in_window(scenario)


def test_that_a_press_outside_draws_another_frame(in_window: InWindow, project: Path) -> None:
    async def scenario(rig: Rig) -> None:
        frame = await begun(rig, project)
        rig.clips.cropping.set_typed("96×96+8+8")
        drag(rig, frame, at(frame, 200, 80), at(frame, 312, 176))
        assert near(frame.crop, Crop(112, 96, 200, 80), 16)

    in_window(scenario)


def test_that_shift_keeps_the_shape_and_ctrl_lets_nothing_draw_the_edges(
    in_window: InWindow, project: Path
) -> None:
    async def scenario(rig: Rig) -> None:
        frame = await begun(rig, project)
        rig.clips.cropping.bar.sixteen.click()
        rig.clips.cropping.set_typed("128×64+64+64")
        hand = Hand(rig.window)
        start, end = at(frame, 192, 128), at(frame, 324, 140)

        def pulled(keys: Qt.KeyboardModifier, to: QPoint) -> Crop:
            hand._send(frame, hand_press, start, left, left)
            hand._send(frame, hand_move, to, none, left, keys)
            hand._send(frame, hand_release, to, left, none, keys)
            return frame.crop

        from PySide6.QtCore import QEvent

        hand_press, hand_move = QEvent.Type.MouseButtonPress, QEvent.Type.MouseMove
        hand_release = QEvent.Type.MouseButtonRelease
        left, none = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton
        shaped = pulled(SHIFT, end)
        assert Fraction(shaped.width, shaped.height) == 2
        assert near(shaped, Crop(260, 130, 64, 64), 4)
        rig.clips.cropping.set_typed("128×64+64+64")
        edge = at(frame, 382, 128)
        assert pulled(Keys.NoModifier, edge).width == 384 - 64
        rig.clips.cropping.set_typed("128×64+64+64")
        assert pulled(CTRL, edge).width in range(314, 320)

    in_window(scenario)


def test_that_a_shape_is_locked_from_the_bar_and_kept_for_the_next_clip(
    in_window: InWindow, project: Path
) -> None:
    async def scenario(rig: Rig) -> None:
        frame = await begun(rig, project)
        bar = rig.clips.cropping.bar
        await until(lambda: bar.shape.count() == 7)
        texts = [bar.shape.itemText(place) for place in range(7)]
        assert texts[:2] == ["Free shape", "As the film, 16:9"] and "· head" in texts[-1]
        bar.shape.setCurrentIndex(4)
        bar.shape.activated.emit(4)  # 1:1
        assert frame.crop == Crop(208, 208, 88, 4) and frame.hasFocus()
        drag(rig, frame, at(frame, 296, 212), at(frame, 200, 120))
        assert frame.crop.width == frame.crop.height < 208
        rig.press(Key.Key_Return)
        rig.clips.shelf.reveal("clip", 2)
        rig.press("c", on=rig.clips.shelf.grid)
        assert frame.crop == Crop(208, 208, 88, 4) and bar.shape.currentIndex() == 4
        bar.shape.activated.emit(0)
        assert frame.crop == Crop(208, 208, 88, 4)
        rig.press("r")
        bar.shape.activated.emit(6)  # the bucket's: nothing is lost
        assert bar.fits.texts()[0].endswith("lost") or bar.fits.texts()[0].endswith("no loss")

    in_window(scenario)


def test_that_the_switch_gives_steps_of_two(in_window: InWindow, project: Path) -> None:
    async def scenario(rig: Rig) -> None:
        frame = await begun(rig, project)
        bar = rig.clips.cropping.bar
        rig.clips.cropping.set_typed("102×90+0+0")
        QTest.mouseClick(bar.sixteen, Qt.MouseButton.LeftButton)
        assert frame.rules.step == 2 and frame.crop == Crop(102, 90, 0, 0)
        QTest.mouseClick(bar.sixteen, Qt.MouseButton.LeftButton)
        assert frame.rules.step == 16 and frame.crop.size == (96, 80)
        assert "÷16" in bar.size_words.text()

    in_window(scenario)


def test_that_the_bar_says_the_size_and_what_each_dataset_makes_of_it(
    in_window: InWindow, project: Path
) -> None:
    async def scenario(rig: Rig) -> None:
        frame = await begun(rig, project)
        bar, facts = rig.clips.cropping.bar, rig.clips.inspector.crop
        await until(lambda: rig.window.parts.planning.plan is not None)
        rig.clips.cropping.set_typed("288×192+48+12")
        assert bar.size_words.text() == "288×192+48+12 · 3:2 · ÷16"
        assert bar.taken.text() == "12 px off above and below · 48 px left and right"
        assert bar.fits.texts() == facts.fits.texts() == ["96×64 · no loss"]
        rig.press(Key.Key_Right, SHIFT)
        assert facts.field.text() == "288×192+64+12"
        rig.press(Key.Key_Minus)
        assert bar.fits.texts() != ["96×64 · no loss"]
        assert frame.accessibleDescription().startswith("272×176")
        rig.press(Key.Key_Escape)
        assert facts.field.text() == ""

    in_window(scenario)


def test_that_the_letterbox_is_cropped_by_one_button(in_window: InWindow, project: Path) -> None:
    async def scenario(rig: Rig) -> None:
        await rig.open(project)
        await rig.window.idle()
        frame = await begun(rig, project) if not rig.clips.cropping.active else None
        assert frame is not None
        bar = rig.clips.cropping.bar
        await until(bar.letterbox.isVisible)
        QTest.mouseClick(bar.letterbox, Qt.MouseButton.LeftButton)
        assert frame.crop == Crop(384, 160, 0, 28)  # 168 lines are left, 160 of them ÷16
        QTest.mouseClick(bar.sixteen, Qt.MouseButton.LeftButton)
        QTest.mouseClick(bar.letterbox, Qt.MouseButton.LeftButton)
        assert frame.crop == Crop(384, 168, 0, 24)
        QTest.mouseClick(bar.keep, Qt.MouseButton.LeftButton)
        assert crop(rig) == Crop(384, 168, 0, 24)

    in_window(scenario)


def test_that_a_crop_is_applied_to_all_of_the_film_in_one_step(
    in_window: InWindow, project: Path
) -> None:
    async def scenario(rig: Rig) -> None:
        frame = await begun(rig, project)
        rig.clips.cropping.set_typed("352×160+16+28")
        bar = rig.clips.cropping.bar
        bar.menu_opened.emit()
        assert bar.to_film.text() == "All of this film (2)"
        bar.to_film.trigger()
        assert [crop(rig, row) for row in (1, 2, 3)] == [Crop(352, 160, 16, 28)] * 2 + [None]
        assert not frame.isVisible()
        assert rig.toasts[-1] == "Cropped to 352×160: 2 picks."
        rig.document.undo()
        assert [crop(rig, row) for row in (1, 2, 3)] == [None] * 3

    in_window(scenario)


def test_that_a_crop_goes_to_all_selected_of_as_large_a_picture(
    in_window: InWindow, project: Path
) -> None:
    async def scenario(rig: Rig) -> None:
        frame = await begun(rig, project)
        rig.press(Key.Key_Escape)
        rig.clips.sources.choose(None)
        rig.clips.shelf.reveal("clip", 1)
        rig.clips.shelf.grid.selectAll()
        rig.clips.marking.choose_clip(1)
        rig.press("c", on=rig.clips.shelf.grid)
        rig.clips.cropping.set_typed("96×96+4+4")
        bar = rig.clips.cropping.bar
        bar.menu_opened.emit()
        assert bar.to_selected.text() == "All selected (3)"
        bar.to_selected.trigger()
        assert [crop(rig, row) for row in (1, 2, 3)] == [Crop(96, 96, 4, 4)] * 2 + [None]
        assert rig.toasts[-1] == (
            "Cropped to 96×96: 2 picks, 1 of films of another size left as they were."
        )
        assert not frame.isVisible()
        rig.trigger("crop.clear")
        assert [crop(rig, row) for row in (1, 2, 3)] == [None] * 3
        rig.document.undo()
        assert crop(rig, 2) == Crop(96, 96, 4, 4)

    in_window(scenario)


def test_that_a_still_is_cropped_too(in_window: InWindow, project: Path) -> None:
    async def scenario(rig: Rig) -> None:
        frame = await begun(rig, project, "still")
        await until(lambda: rig.clips.cropping.bar.fits.texts())
        assert rig.clips.cropping.bar.fits.texts()[0].startswith("112×80 · ")
        rig.clips.cropping.set_typed("96×96+4+4")
        assert rig.clips.cropping.bar.fits.texts() == ["96×96 · no loss"]
        frame.setFocus()
        rig.press(Key.Key_Return)
        assert rig.document.rows.stills[0].crop == Crop(96, 96, 4, 4)

    in_window(scenario)


def test_that_a_range_that_is_no_clip_yet_is_picked_with_its_crop(
    in_window: InWindow, project: Path
) -> None:
    async def scenario(rig: Rig) -> None:
        await rig.open(project)
        rig.document.apply(adding_shot())
        rig.clips.picking.select([])
        rig.clips.marking.choose_shot(1)
        rig.press("c", on=rig.clips.shelf.grid)
        before = len(rig.document.rows.clips)
        rig.press(Key.Key_Return)
        assert len(rig.document.rows.clips) == before  # the whole picture: nothing to keep
        rig.press("c", on=rig.clips.shelf.grid)
        rig.clips.cropping.set_typed("96×64+4+4")
        rig.clips.cropping.frame.setFocus()
        rig.press(Key.Key_Return)
        made = rig.document.rows.clips[-1]
        assert (made.source, made.start, made.crop) == (2, 40, Crop(96, 64, 4, 4))
        assert rig.document.undo_label == "Pick"
        assert rig.toasts[-1] == "Picked, and cropped to 96×64."

    in_window(scenario)


def adding_shot():  # noqa: ANN201
    from app.core.library.model import Shot

    return adding(Shot(source=2, start=40, end=48))


def test_that_going_on_to_another_clip_keeps_what_was_drawn(
    in_window: InWindow, project: Path
) -> None:
    async def scenario(rig: Rig) -> None:
        frame = await begun(rig, project)
        drag(rig, frame, at(frame, 384, 216), at(frame, 200, 100))
        drawn = frame.crop
        rig.clips.marking.choose_clip(2)
        await until(lambda: crop(rig) == drawn)
        assert not frame.isVisible()
        assert rig.clips.marking.mark.clip == 2 and crop(rig, 2) is None
        rig.press("c", on=rig.clips.shelf.grid)
        rig.clips.marking.choose_clip(1)  # nothing was drawn
        await rig.window.idle()
        assert crop(rig, 2) is None

    in_window(scenario)


def test_that_a_clip_that_goes_takes_its_frame_with_it(in_window: InWindow, project: Path) -> None:
    async def scenario(rig: Rig) -> None:
        frame = await begun(rig, project)
        drag(rig, frame, at(frame, 384, 216), at(frame, 200, 100))
        rig.press(Key.Key_Delete)
        await rig.window.idle()
        assert not frame.isVisible() and rig.document.rows.get(Clip, 1) is None

    in_window(scenario)


def test_that_a_crop_that_is_drawn_is_kept_when_the_project_closes(
    in_window: InWindow, project: Path
) -> None:
    async def scenario(rig: Rig) -> None:
        frame = await begun(rig, project)
        drag(rig, frame, at(frame, 384, 216), at(frame, 200, 100))
        drawn = frame.crop
        await rig.reopened()
        await rig.open(project)
        assert crop(rig) == drawn

    in_window(scenario)


def test_that_a_crop_is_typed_in_the_inspector_and_cleared_there(
    in_window: InWindow, project: Path
) -> None:
    async def scenario(rig: Rig) -> None:
        await begun(rig, project)
        rig.press(Key.Key_Escape)
        facts = rig.clips.inspector.crop
        assert facts.field.placeholderText() == "384×216"
        facts.field.setFocus()
        rig.press("9999x9")
        rig.press(Key.Key_Return)
        assert facts.field.property("wrong") and crop(rig) is None
        assert facts.taken.text() == (
            "9998×8 does not lie in the 384×216 picture: type a smaller one."
        )
        facts.field.selectAll()
        rig.press("96x64+2+4")
        rig.press(Key.Key_Return)
        assert crop(rig) == Crop(96, 64, 2, 4)
        assert facts.field.text() == "96×64+2+4" and not facts.field.property("wrong")
        assert facts.taken.text() == "4 px off above, 148 px below · 2 px left, 286 px right"
        assert rig.clips.shelf.grid.hasFocus()
        facts.field.setFocus()
        facts.field.selectAll()
        rig.press("1x")
        rig.press(Key.Key_Escape)
        assert facts.field.text() == "96×64+2+4"
        QTest.mouseClick(facts.clear, Qt.MouseButton.LeftButton)
        assert crop(rig) is None and facts.field.text() == ""
        QTest.mouseClick(facts.draw, Qt.MouseButton.LeftButton)
        assert rig.clips.cropping.active

    in_window(scenario)


def test_that_a_project_for_reading_is_not_cropped(in_window: InWindow, project: Path) -> None:
    async def scenario(rig: Rig) -> None:
        with Project.open_for_editing(project):
            await rig.open(project)
            assert rig.document.read_only
            rig.clips.shelf.reveal("clip", 1)
            rig.clips.cropping.open()
            assert not rig.clips.cropping.active
            assert not rig.clips.inspector.crop.field.isEnabled()

    in_window(scenario)


def test_that_the_frame_obeys_its_rules_only_where_it_is_sized() -> None:
    rules = Rules(PICTURE)
    assert rules.all == Crop(
        384, 216, 0, 0
    )  # no multiple of 16, and the whole picture all the same
