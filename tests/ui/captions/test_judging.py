from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt

from app.core.captions.differing import Run
from app.core.captions.writing import write
from app.core.library.machine import MachineCaption
from app.core.library.project import Project
from app.ui import theme
from app.ui.captions.details_popover import DetailsPopover
from app.ui.captions.difference_text import DifferenceText
from app.ui.captions.history_popover import HistoryPopover
from app.ui.widgets.button import Button
from app.ui.widgets.chip import Chip
from app.ui.widgets.fields import PlainTextEdit
from app.ui.widgets.label import Label
from app.ui.widgets.surface import ScrollPane
from tests.caption_server import Running
from tests.ui.captions.asking import all_came, keep, kept, open_captions, waits
from tests.ui.rig import InWindow, Rig, meanwhile, until

FINE = (
    "A large white rabbit stretches in front of its burrow, blinking at the morning light while "
    "the camera slowly pushes in."
)
OTHER = (
    "A brown squirrel throws a nut across the meadow and laughs at it, seen from far away in warm "
    "evening light, static camera."
)
_BOTH = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier


def said(rig: Rig, row: int) -> str:
    return rig.clip(row - 1).caption


def test_that_a_machine_caption_is_shown_as_a_difference_to_the_words_there_are(
    in_window: InWindow, picks: Path
) -> None:
    async def scenario(rig: Rig) -> None:
        review = (await open_captions(rig, picks)).review
        rig.window.captions.chosen.choose(("clip", 1))
        keep(rig, 1, "My fine words.")
        await until(lambda: review.shown() is not None)
        assert review.text.runs() == (
            Run("same", "My "),
            Run("new", "fine "),
            Run("same", "words."),
        )
        assert review.text.accessibleDescription() == "My new: fine; words."
        rig.window.captions.chosen.choose(("clip", 2))
        assert review.shown() is None and not review.text.isVisible()
        keep(rig, 2, FINE)
        await until(lambda: review.shown() is not None)
        assert review.text.runs() == (Run("same", FINE),)  # nothing was there: nothing differs

    in_window(scenario)


def test_that_taking_one_is_a_step_that_undo_takes_back_and_goes_on_to_the_next(
    in_window: InWindow, picks: Path
) -> None:
    async def scenario(rig: Rig) -> None:
        await open_captions(rig, picks)
        chosen = rig.window.captions.chosen
        chosen.choose(("clip", 1))
        keep(rig, 1, FINE)
        keep(rig, 4, OTHER)
        await until(lambda: waits(rig, ("clip", 4)))
        rig.window.captions.stage.write()
        rig.press(" Typed on")
        rig.press(Qt.Key.Key_Return, _BOTH)
        assert said(rig, 1) == FINE
        assert chosen.current == ("clip", 4)
        rig.press(Qt.Key.Key_Backspace, _BOTH)
        assert said(rig, 4) == "" and waits(rig, ("clip", 4)) == ""
        rig.trigger("edit.undo")
        assert waits(rig, ("clip", 4)) == OTHER
        rig.trigger("edit.undo")
        assert waits(rig, ("clip", 1)) == FINE
        assert "Typed on" in said(rig, 1)
        rig.trigger("edit.undo")
        assert said(rig, 1) == "My words."

    in_window(scenario)


def test_that_one_can_be_taken_and_typed_at_and_my_words_come_back_with_undo(
    in_window: InWindow, picks: Path
) -> None:
    async def scenario(rig: Rig) -> None:
        machine = await open_captions(rig, picks)
        rig.window.captions.chosen.choose(("clip", 1))
        keep(rig, 1, FINE)
        await until(lambda: machine.review.shown())
        machine.review.edit.click()
        text = rig.window.captions.stage.editor.text
        assert text.hasFocus() and text.toPlainText() == FINE
        assert rig.window.captions.chosen.current == ("clip", 1)
        rig.press("X")
        rig.document.settle()
        assert "X" in said(rig, 1)
        rig.trigger("edit.undo")
        rig.trigger("edit.undo")
        assert said(rig, 1) == "My words."

    in_window(scenario)


def test_that_all_without_lints_are_taken_in_one_step_but_none_over_my_words(
    in_window: InWindow, picks: Path
) -> None:
    async def scenario(rig: Rig) -> None:
        machine = await open_captions(rig, picks)
        keep(rig, 1, FINE)
        keep(rig, 2, FINE.replace("white", "grey"))
        keep(rig, 3, OTHER)
        keep(rig, 4, "The video shows a short one.")
        await until(lambda: machine.review.take_all.isVisible())
        await until(lambda: "2" in machine.review.take_all.text())
        machine.review.take_all.click()
        await until(lambda: said(rig, 3))
        assert [row.caption for row in rig.document.rows.clips] == [
            "My words.", FINE.replace("white", "grey"), OTHER, "", "",
        ]  # fmt: skip
        await until(lambda: rig.toasts[-1:] == ["2 machine captions taken"])
        await until(lambda: not machine.review.take_all.isVisible())
        rig.trigger("edit.undo")
        assert [said(rig, 2), said(rig, 3)] == ["", ""]
        assert waits(rig, ("clip", 2)) and waits(rig, ("clip", 3))

    in_window(scenario)


def test_that_another_prompt_is_chosen_from_a_menu_and_what_comes_takes_the_place(
    in_window: InWindow, picks: Path, server: Running
) -> None:
    async def scenario(rig: Rig) -> None:
        machine = await open_captions(rig, picks, server)
        rig.window.captions.chosen.choose(("clip", 1))
        keep(rig, 1, FINE, prompt="video-wan")
        await until(lambda: machine.review.shown())
        rig.trigger("caption.redo")
        menu = rig.app.activePopupWidget()
        assert menu is not None
        actions = {action.text(): action for action in menu.actions()}
        titles = [each.title for each in machine.templates.suiting("clip")]
        assert list(actions)[: len(titles)] == titles
        assert [title for title in titles if actions[title].isChecked()] == [titles[0]]
        actions[titles[1]].trigger()
        menu.close()
        await until(lambda: waits(rig, ("clip", 1)) not in ("", FINE))
        await all_came(rig)
        assert kept(rig)[-1].prompt == machine.templates.suiting("clip")[1].name
        assert said(rig, 1) == "My words."

    in_window(scenario)


def test_that_the_reply_as_it_came_can_be_read(in_window: InWindow, picks: Path) -> None:
    async def scenario(rig: Rig) -> None:
        machine = await open_captions(rig, picks)
        rig.window.captions.chosen.choose(("clip", 1))
        details = {"server": "LM Studio", "tokens_in": 700, "truncated": True}
        keep(rig, 1, FINE, raw=f"<think>…</think>{FINE}", model="org/qwen3-vl:8b", seconds=2.14,
             details=details)  # fmt: skip
        await until(lambda: machine.review.shown())
        assert machine.review.source.text() == "qwen3-vl:8b · 2.1 s"
        machine.review.source.click()
        popover = rig.app.activePopupWidget()
        assert isinstance(popover, DetailsPopover)
        reply = popover.findChildren(PlainTextEdit)[0]
        assert reply.toPlainText().startswith("<think>")
        assert reply.isReadOnly()
        popover.close()

    in_window(scenario)


def test_that_the_history_shows_who_wrote_what_and_brings_it_back_in_one_step(
    in_window: InWindow, picks: Path
) -> None:
    async def scenario(rig: Rig) -> None:
        await open_captions(rig, picks)
        rig.window.captions.chosen.choose(("clip", 1))
        keep(rig, 1, FINE, model="qwen3-vl:8b")
        await until(lambda: waits(rig, ("clip", 1)))
        rig.trigger("caption.take")
        rig.window.captions.chosen.choose(("clip", 1))
        rig.trigger("caption.history")
        await until(lambda: isinstance(rig.app.activePopupWidget(), HistoryPopover))
        popover = rig.app.activePopupWidget()
        assert popover is not None
        assert [chip.text() for chip in popover.findChildren(Chip)] == [
            "qwen3-vl:8b", "now", "you · Picks",
        ]  # fmt: skip
        newest = popover.findChildren(DifferenceText)[0]
        shown = popover.findChildren(Chip)[0].parentWidget().findChildren(Label)[0].text()
        assert newest.accessibleName() == f"qwen3-vl:8b, {shown}"  # a time as it is read
        pane = popover.findChildren(ScrollPane)[0]
        await rig.window.idle()
        assert pane.verticalScrollBar().maximum() == 0
        assert pane.widget().childrenRect().bottom() >= pane.viewport().height() - theme.px(4)
        popover.findChildren(Button)[0].click()
        assert said(rig, 1) == "My words."
        assert rig.document.undo_label == "Restore caption"
        rig.trigger("edit.undo")
        assert said(rig, 1) == FINE

    in_window(scenario)


def test_that_nothing_can_be_decided_in_a_project_that_cannot_be_changed(
    in_window: InWindow, picks: Path
) -> None:
    with Project.open_for_editing(picks) as project:
        project.keep_machine(MachineCaption(batch="b", table="clip", row=1, text=FINE, model="m"))

        async def scenario(rig: Rig) -> None:
            machine = await open_captions(rig, picks)
            rig.window.captions.chosen.choose(("clip", 1))
            await until(lambda: machine.review.shown())
            assert rig.document.read_only
            assert not rig.window.actions_["caption.take"].isEnabled()
            assert not machine.review.take.isEnabled()
            assert not machine.foot.ask.isEnabled()
            assert not machine.ask_panel.ask.isEnabled()
            assert machine.foot.history.isEnabled()

        in_window(scenario)


def test_that_words_kept_while_all_are_taken_stay(in_window: InWindow, picks: Path) -> None:
    async def scenario(rig: Rig) -> None:
        machine = await open_captions(rig, picks)
        keep(rig, 2, FINE)
        keep(rig, 3, OTHER)
        await until(lambda: "2" in machine.review.take_all.text())
        project, row = rig.document.project, rig.document.rows.clips[1]
        meanwhile(project, lambda: project.apply(write(row, "My own.")))
        machine.review.take_all.click()
        await until(
            lambda: rig.toasts[-1:] == ["1 machine caption taken, 1 left: changed meanwhile"]
        )
        assert [said(rig, 2), said(rig, 3)] == ["My own.", OTHER]
        assert waits(rig, ("clip", 2))

    in_window(scenario)
