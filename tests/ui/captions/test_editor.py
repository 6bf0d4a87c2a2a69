from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.core.captions.writing import mark_done, write
from app.core.library.edits import adding, removing
from app.core.library.model import Clip, Still
from app.core.library.project import Project
from app.core.media.geometry import Crop
from app.ui.captions.editor import Editor
from app.ui.captions.stage import CaptionStage
from tests.ui.rig import FRAMES, InWindow, Rig, until

Key = Qt.Key
CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
LONG = 24  # frames of a clip of 36 source frames at 24 frames per second, conformed to 16


@pytest.fixture
def picked(project: Path) -> Path:
    """A project with three clips, the second cropped, and a still."""
    with Project.open(project) as opened:
        opened.apply(
            adding(
                Clip(source=1, start=0, end=FRAMES, caption="A fox runs."),
                Clip(source=1, start=FRAMES, end=2 * FRAMES, crop=Crop(96, 48, 16, 16)),
                Clip(source=1, start=2 * FRAMES, end=3 * FRAMES, caption="Rain."),
                Still(source=1, frame=100, caption="A hill."),
            )
        )
    return project


async def shown(rig: Rig, project: Path) -> Editor:
    """Open a project and go to its captions, the text of the first."""
    await rig.open(project)
    rig.trigger("view.captions")
    await rig.window.idle()
    stage_of(rig).write()
    return stage_of(rig).editor


def stage_of(rig: Rig) -> CaptionStage:
    return rig.window.captions.stage


def captions(rig: Rig) -> list[str]:
    return [clip.caption for clip in rig.document.rows.clips]


def test_that_done_keeps_the_words_and_goes_to_the_next_with_the_keys_in_the_text(
    in_window: InWindow, picked: Path
) -> None:
    async def scenario(rig: Rig) -> None:
        editor = await shown(rig, picked)
        assert editor.text.toPlainText() == "A fox runs."
        assert editor.text.accessibleName() == "Caption"
        rig.press(" It rains.")
        rig.press(Key.Key_Return, CTRL)
        assert captions(rig)[0] == "A fox runs. It rains." and rig.clip(0).done
        assert rig.window.captions.chosen.current == ("clip", 2)
        assert editor.text.hasFocus() and editor.text.toPlainText() == ""
        rig.trigger("edit.undo")
        assert captions(rig)[0] == "A fox runs." and not rig.clip(0).done  # one step
        assert rig.window.captions.chosen.current == ("clip", 1)  # which it shows
        rig.press(Key.Key_Return, CTRL)
        assert rig.clip(0).done and rig.window.captions.chosen.current == ("clip", 2)
        rig.press(Key.Key_Return, CTRL)
        assert rig.window.captions.chosen.current == ("clip", 3)
        assert not rig.clip(1).done and "Without words" in said(rig)

    in_window(scenario)


def said(rig: Rig) -> str:
    return rig.window.telling.toast.text()


def test_that_the_end_of_the_list_is_said_with_what_is_left(
    in_window: InWindow, picked: Path
) -> None:
    async def scenario(rig: Rig) -> None:
        await shown(rig, picked)
        chosen = rig.window.captions.chosen
        chosen.choose(("still", 1))
        rig.press(Key.Key_Return, CTRL)
        assert chosen.current == ("still", 1) and "3 are not done yet" in said(rig)
        rig.document.apply(write(rig.clip(1), "A tree."))
        rig.document.apply(mark_done(rig.document.rows.clips, True))
        rig.press(Key.Key_Return, CTRL)
        assert "all captions listed are done" in said(rig)

    in_window(scenario)


def test_that_a_filter_that_drops_what_is_done_leaves_none_out(
    in_window: InWindow, picked: Path
) -> None:
    async def scenario(rig: Rig) -> None:
        editor = await shown(rig, picked)
        chosen = rig.window.captions.chosen
        open_ones = [key for key in chosen.listed if not getattr(chosen.row(key), "done", True)]
        rig.document.changed.connect(
            lambda _: chosen.set_listed([k for k in open_ones if not chosen.row(k).done])
        )
        rig.press(" It rains.")
        for wanted in ("A fox runs. It rains.", "", "Rain.", "A hill."):
            assert editor.text.toPlainText() == wanted
            rig.press(Key.Key_Return, CTRL)
        assert captions(rig) == ["A fox runs. It rains.", "", "Rain."]
        assert chosen.listed == (("clip", 2),)

    in_window(scenario)


def test_that_ctrl_s_keeps_the_words_and_the_steps_go_on_from_there(
    in_window: InWindow, picked: Path
) -> None:
    async def scenario(rig: Rig) -> None:
        editor = await shown(rig, picked)
        rig.press(" On")
        rig.press("S", CTRL)
        assert captions(rig)[0] == "A fox runs. On"
        rig.press("e")
        rig.press("Z", CTRL)
        assert editor.text.toPlainText() == "A fox runs. On"  # the letter
        rig.press("Z", CTRL)
        assert editor.text.toPlainText() == "A fox runs." == captions(rig)[0]
        rig.press("Y", CTRL)
        assert editor.text.toPlainText() == "A fox runs. On" == captions(rig)[0]

    in_window(scenario)


def test_that_the_trigger_is_set_changed_and_left_at_the_head_of_the_text(
    in_window: InWindow, picked: Path
) -> None:
    async def scenario(rig: Rig) -> None:
        editor = await shown(rig, picked)
        head, text = editor.trigger, editor.text
        assert head.ask.isVisible() and not head.chip.isVisible()
        QTest.mouseClick(head.ask, Qt.MouseButton.LeftButton)
        rig.press("Studio style")
        rig.press(Key.Key_Return)
        assert rig.document.rows.settings.trigger == "Studio style"
        assert rig.document.undo_label == "Trigger" and text.hasFocus()
        assert head.chip.isVisible() and head.chip.text() == "Studio style"
        first = text.document().firstBlock().layout().lineAt(0)
        assert first.x() > head.geometry().right()  # the first word stands behind it
        QTest.mouseClick(head.chip, Qt.MouseButton.LeftButton)
        rig.press("x")
        rig.press(Key.Key_Escape)
        assert rig.document.rows.settings.trigger == "Studio style" and text.hasFocus()
        QTest.mouseClick(head.chip, Qt.MouseButton.LeftButton)
        rig.press(Key.Key_Delete)
        text.setFocus()
        assert rig.document.rows.settings.trigger == "" and head.ask.isVisible()

    in_window(scenario)


def test_that_a_trigger_that_is_pasted_in_front_is_not_there_twice(
    in_window: InWindow, picked: Path
) -> None:
    async def scenario(rig: Rig) -> None:
        editor = await shown(rig, picked)
        editor.trigger.change()
        rig.press("Studio style")
        rig.press(Key.Key_Return)
        data = QMimeData()
        data.setText("studio style, A bear\r\nsits.\r\n")
        QApplication.clipboard().setMimeData(data)
        rig.press("A", CTRL)
        rig.press("V", CTRL)
        assert editor.text.toPlainText() == "A bear\nsits."
        rig.press(" studio style")
        rig.press("S", CTRL)
        assert captions(rig)[0] == "A bear\nsits. studio style"

    in_window(scenario)


def test_that_phrases_go_to_the_end_and_with_shift_to_the_cursor(
    in_window: InWindow, picked: Path
) -> None:
    async def scenario(rig: Rig) -> None:
        editor = await shown(rig, picked)
        low = editor.phrases.chips["low angle"]
        QTest.mouseClick(low, Qt.MouseButton.LeftButton)
        assert editor.text.toPlainText() == "A fox runs. Low angle." and low.tone() == "accent"
        assert editor.text.hasFocus() and "in the text" in low.accessibleName()
        rig.press("Z", CTRL)
        assert editor.text.toPlainText() == "A fox runs." and low.tone() == "neutral"
        rig.press(Key.Key_Home)
        QTest.mouseClick(low, Qt.MouseButton.LeftButton, SHIFT)
        rig.press(":")
        assert editor.text.toPlainText() == "Low angle: A fox runs."
        assert captions(rig)[0] == "A fox runs."
        rig.press("S", CTRL)
        assert captions(rig)[0] == "Low angle: A fox runs."

    in_window(scenario)


def test_that_a_person_s_own_phrases_are_there_in_every_project(
    in_window: InWindow, picked: Path
) -> None:
    async def scenario(rig: Rig) -> None:
        editor = await shown(rig, picked)
        QTest.mouseClick(editor.phrases.own, Qt.MouseButton.LeftButton)
        dialog = await rig.dialog()
        await rig.active()
        dialog.text.setPlainText("wide, tight\nslow zoom")
        dialog.accept()
        await rig.window.idle()
        assert list(editor.phrases.chips) == ["wide", "tight", "slow zoom"]
        editor.phrases.use("wide", at_cursor=False)
        editor.phrases.use("tight", at_cursor=False)
        assert editor.text.toPlainText() == "A fox runs. Tight."
        await rig.reopened()
        editor = await shown(rig, picked)
        assert list(editor.phrases.chips) == ["wide", "tight", "slow zoom"]

    in_window(scenario)


def test_that_the_size_of_the_type_is_remembered(in_window: InWindow, picked: Path) -> None:
    async def scenario(rig: Rig) -> None:
        editor = await shown(rig, picked)
        usual = editor.text.font().pixelSize()
        rig.press(Key.Key_BracketRight, CTRL)
        rig.trigger("caption.larger")
        larger = editor.text.font().pixelSize()
        assert larger > usual
        await rig.reopened()
        editor = await shown(rig, picked)
        assert editor.text.font().pixelSize() == larger
        assert editor.text.document().defaultFont().pixelSize() == larger
        for _ in range(2):
            rig.press(Key.Key_BracketLeft, CTRL)
        assert editor.text.font().pixelSize() == usual

    in_window(scenario)


def test_that_tokens_are_those_of_the_export_and_too_many_are_told(
    in_window: InWindow, picked: Path
) -> None:
    counted: list[str] = []

    def count(text: str) -> tuple[int, bool]:
        counted.append(text)
        return len(text.split()) * 200, True

    async def scenario(rig: Rig) -> None:
        editor = await shown(rig, picked)
        editor.trigger.change()
        rig.press("Ghibli")
        rig.press(Key.Key_Return)
        editor.set_count(count)
        assert counted[-1] == "Ghibli. A fox runs."
        assert editor.meter.tokens.text() == "800 / 512 tokens"
        assert editor.meter.words.text() == "3 words" and "cuts off" in editor.meter.toolTip()
        rig.press("A", CTRL)
        rig.press("Sun")
        await until(lambda: editor.meter.tokens.text() == "400 / 512 tokens")
        editor.set_count(lambda text: (7, False))
        assert editor.meter.tokens.text() == "~7 / 512 tokens"
        assert "Estimated" in editor.meter.toolTip()

    in_window(scenario)


def test_that_the_clip_loops_as_it_is_exported_and_a_still_stands(
    in_window: InWindow, picked: Path
) -> None:
    async def scenario(rig: Rig) -> None:
        await shown(rig, picked)
        loop, chosen = stage_of(rig).loop, rig.window.captions.chosen
        await until(lambda: loop.player.playing and len(loop.player.news.frames) == LONG)
        assert loop.rate.text() == "16 fps loop" and loop.length.text() == f"{LONG} frames"
        chosen.choose(("clip", 2))
        await until(lambda: loop.player.news.frames[:1] == (FRAMES,))
        view = loop.player.view
        assert view is not None and view.crop == Crop(96, 48, 16, 16) and loop.player.playing
        await until(lambda: loop.player.picture() is not None and loop.player.exact)
        chosen.choose(("still", 1))
        await until(lambda: loop.player.news.frames == (100,))
        assert not loop.player.playing and loop.rate.text() == "Still"
        chosen.choose(("clip", 1))
        await until(lambda: loop.player.playing)

    in_window(scenario)


def test_that_a_clip_that_is_paused_stays_so_and_none_plays_out_of_sight(
    in_window: InWindow, picked: Path
) -> None:
    async def scenario(rig: Rig) -> None:
        await shown(rig, picked)
        loop, chosen = stage_of(rig).loop, rig.window.captions.chosen
        await until(lambda: loop.player.playing and loop.player.news.frames)
        rig.trigger("view.clips")
        assert not loop.player.playing
        loop.player.rest()  # as after a while out of sight
        assert loop.player._preview._shown._reel.size == 0
        rig.trigger("view.captions")
        assert loop.player.playing
        await until(lambda: len(loop.player.news.frames) == LONG and loop.player.exact)
        rig.press(Key.Key_Space, CTRL)
        assert not loop.player.playing and "paused" in loop.rate.text()
        chosen.choose(("clip", 3))
        await until(lambda: loop.player.news.frames[:1] == (2 * FRAMES,))
        assert not loop.player.playing
        rig.trigger("caption.forward")
        assert loop.player.position == 1 and loop.length.text() == f"frame 2 of {LONG}"
        rig.press(Key.Key_Space, CTRL)
        assert loop.player.playing

    in_window(scenario)


def test_that_a_project_without_picks_says_where_they_come_from(
    in_window: InWindow, project: Path
) -> None:
    async def scenario(rig: Rig) -> None:
        await rig.open(project)
        rig.trigger("view.captions")
        stage = stage_of(rig)
        assert stage._no_picks.isVisible() and "Ctrl+1" in stage._no_picks.accessibleName()
        rig.document.apply(adding(Clip(source=1, start=0, end=FRAMES)))
        await rig.window.idle()
        assert stage.editor.isVisible() and rig.window.captions.chosen.current == ("clip", 1)
        rig.window.captions.chosen.set_listed([])
        assert stage._none_chosen.isVisible()
        rig.document.apply(removing(rig.clip()))
        assert stage._no_picks.isVisible()

    in_window(scenario)


def test_that_words_of_a_missing_film_can_be_written(
    in_window: InWindow, picked: Path, five_shots: Path, tmp_path: Path
) -> None:
    gone = tmp_path / "gone.mp4"
    gone.write_bytes(five_shots.read_bytes())
    with Project.open_for_editing(picked) as opened:
        source = opened.sources()[0]
        from dataclasses import replace

        opened.change(source, replace(source, path=gone.as_posix()))
    gone.unlink()

    async def scenario(rig: Rig) -> None:
        await rig.window.open_project(picked)
        await rig.active()
        rig.trigger("view.captions")
        loop, editor = stage_of(rig).loop, stage_of(rig).editor
        await until(lambda: "gone.mp4" in loop.player._words)
        assert loop.player.view is None and not loop.rate.isVisible()
        editor.write()
        rig.press(" Here.")
        rig.press("S", CTRL)
        assert captions(rig)[0] == "A fox runs. Here."

    in_window(scenario)


def test_that_a_project_open_elsewhere_is_shown_and_not_changed(
    in_window: InWindow, picked: Path
) -> None:
    async def scenario(rig: Rig) -> None:
        with Project.open_for_editing(picked):
            editor = await shown(rig, picked)
            assert rig.document.read_only and editor.text.toPlainText() == "A fox runs."
            rig.press("x")
            editor.phrases.use("static", at_cursor=False)
            rig.press(Key.Key_Return, CTRL)
            assert not editor.done.isEnabled() and not editor.phrases.isEnabled()
            rig.press(Key.Key_PageDown, CTRL)
            assert editor.text.toPlainText() == ""
            assert rig.window.captions.chosen.current == ("clip", 2)  # one can still read on
            editor.trigger.change()
            assert not editor.trigger.field.isVisible() and not editor.trigger.ask.isVisible()
            assert captions(rig) == ["A fox runs.", "", "Rain."] and rig.troubles == []

    in_window(scenario)


def test_that_the_wheel_with_ctrl_makes_the_type_larger(in_window: InWindow, picked: Path) -> None:
    async def scenario(rig: Rig) -> None:
        from tests.tour.hand import Hand

        editor = await shown(rig, picked)
        usual = editor.text.font().pixelSize()
        hand = Hand(rig.window)
        hand.wheel(editor.text.viewport(), QPoint(30, 30), 2, CTRL)
        assert editor.text.font().pixelSize() > usual
        hand.wheel(editor.text.viewport(), QPoint(30, 30), -1, CTRL)
        assert editor.text.font().pixelSize() == usual

    in_window(scenario)


def test_that_the_words_have_the_height_the_picture_leaves_until_a_hand_shares_it(
    in_window: InWindow, picked: Path
) -> None:
    async def scenario(rig: Rig) -> None:
        rig.window.resize(1600, 1000)
        await shown(rig, picked)
        stage = stage_of(rig)
        wide = stage.loop.width()
        assert abs(stage.loop.height() - wide * 9 / 16) <= 2  # no bars over and under it
        rig.window.resize(1600, 760)
        await rig.window.idle()
        assert stage.editor.height() >= 0.4 * stage.height()
        stage.splitter.moveSplitter(250, 1)
        stage.splitter.splitterMoved.emit(250, 1)
        await rig.reopened()
        await shown(rig, picked)
        assert abs(stage_of(rig).splitter.sizes()[0] - 250) <= 2

    in_window(scenario)


def test_that_words_for_a_clip_that_is_removed_elsewhere_are_not_lost(
    in_window: InWindow, picked: Path
) -> None:
    async def scenario(rig: Rig) -> None:
        editor = await shown(rig, picked)
        rig.press(" It rains.")
        rig.document.project.apply(removing(rig.clip()))
        rig.document.catch_up()
        assert editor.text.toPlainText() != "A fox runs. It rains."  # another caption is shown
        assert QApplication.clipboard().text() == "A fox runs. It rains."
        assert "on the clipboard" in said(rig)

    in_window(scenario)


def test_that_the_model_can_be_asked_from_the_foot_in_1280_px(
    in_window: InWindow, picked: Path
) -> None:
    async def scenario(rig: Rig) -> None:
        editor = await shown(rig, picked)
        foot = rig.window.captions.machine.foot
        rig.window.resize(1280, 780)
        await rig.window.idle()
        assert foot.ask.isVisible() and foot.history.isVisible()
        buttons = [editor.previous, foot.history, foot.ask, editor.done]
        assert all(each.width() >= each.minimumSizeHint().width() for each in buttons)
        assert foot.ask.text().startswith("Ask")

    in_window(scenario)
