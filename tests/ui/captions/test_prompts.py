from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from app.core.captions.machine.asking import Answer, BackendError, Question
from app.core.jobs import Checkpoint, Progress
from app.core.library.edits import adding, changing
from app.core.library.model import Clip, Prompt
from app.ui.captions.prompts_page import PromptsPage
from tests.ui.rig import InWindow, Rig, until

Key, Ctrl = Qt.Key, Qt.KeyboardModifier.ControlModifier
CAT = Prompt(position=0, text="a cat", width=384, height=208, frames=45, flow_shift=3.0)


async def shown(rig: Rig, project: Path, *prompts: Prompt, trigger: str = "") -> PromptsPage:
    """Open a project and show its sample prompts, by the keys."""
    await rig.open(project)
    document = rig.document
    if prompts:
        rows = (replace(each, position=n) for n, each in enumerate(prompts))
        document.apply(adding(*rows))
    settings = document.rows.settings
    document.apply(changing(settings, replace(settings, trigger=trigger)))
    rig.press(Key.Key_2, Ctrl)
    rig.press(Key.Key_P, Ctrl)
    page = rig.window.captions.prompts
    assert page.isVisible()
    return page


def texts(rig: Rig) -> list[str]:
    return [prompt.text for prompt in rig.document.rows.prompts]


def type_number(rig: Rig, page: PromptsPage, row: int, field: str, text: str) -> None:
    edit = page.rows[row].numbers[field]  # type: ignore[index]
    edit.setFocus()
    edit.selectAll()
    rig.press(text or Key.Key_Delete, on=edit)
    rig.press(Key.Key_Return, on=edit)


def test_that_a_table_begins_with_the_captions_of_clips(in_window: InWindow, project: Path) -> None:
    async def scenario(rig: Rig) -> None:
        page = await shown(rig, project, trigger="Style")
        rig.document.apply(adding(Clip(source=1, start=0, end=30, caption="a dog runs")))
        page.begin.click()
        await until(lambda: page.rows)
        assert texts(rig) == ["a dog runs"]
        assert QApplication.focusWidget() is page.rows[0].text
        assert page.file.text.toPlainText().startswith("# prompt 1\nStyle. a dog runs --w ")
        assert rig.document.undo() == "Sample prompts"
        assert page.rows == [] and page.begin.isVisible()
        page.write.click()
        await until(lambda: page.rows)
        assert texts(rig) == [""]

    in_window(scenario)


@pytest.mark.parametrize("counted", [True, False])
def test_that_a_table_begins_as_large_as_what_is_trained_counted_or_not_yet(
    in_window: InWindow, project: Path, counted: bool
) -> None:
    async def scenario(rig: Rig) -> None:
        page = await shown(rig, project)
        rig.document.apply(adding(Clip(source=1, start=0, end=30, caption="a dog runs")))
        planning = rig.window.parts.planning
        await until(lambda: planning.plan is not None and planning.plan.pieces)
        if not counted:
            planning.plan = None
        page.begin.click()
        await until(lambda: page.rows)
        (prompt,) = rig.document.rows.prompts
        assert (prompt.width, prompt.height, prompt.frames) == (128, 64, 17)

    in_window(scenario)


def test_that_numbers_are_kept_as_they_are_made_and_wrong_ones_are_said(
    in_window: InWindow, project: Path
) -> None:
    async def scenario(rig: Rig) -> None:
        page = await shown(rig, project, CAT)
        type_number(rig, page, 0, "width", "833")
        type_number(rig, page, 0, "frames", "46")
        row = page.rows[0]
        assert (row.prompt().width, row.prompt().frames) == (832, 45)
        assert row.numbers["width"].text() == "832" and row.numbers["frames"].text() == "45"
        assert row.made_words() == "832 × 208, 45 frames, 2.8 s"
        type_number(rig, page, 0, "steps", "2000")
        assert row.error() == "The number of steps is a whole number from 1 to 1,000."
        assert row.prompt().steps == 20 and row.numbers["steps"].text() == "2000"
        rig.press(Key.Key_Escape, on=row.numbers["steps"])
        assert row.error() == "" and row.numbers["steps"].text() == "20"
        type_number(rig, page, 0, "flow_shift", "")
        assert "14.5" in row.remark()
        assert page.file.text.toPlainText().endswith("--w 832 --h 208 --f 45 --d 0 --s 20\n")
        rig.document.undo()
        assert row.remark() == ""

    in_window(scenario)


def test_that_words_are_kept_before_anything_else_is_done(
    in_window: InWindow, project: Path
) -> None:
    async def scenario(rig: Rig) -> None:
        page = await shown(rig, project, CAT, replace(CAT, text="a dog"), trigger="Style")
        first = page.rows[0]
        assert QApplication.focusWidget() is first.text
        rig.press(Key.Key_A, Ctrl)
        rig.press("style. a mouse")
        rig.trigger("caption.prompt_down")
        assert texts(rig) == ["a dog", "a mouse"]  # the trigger is put in front by the export
        assert page.rows[1] is first
        rig.press(Key.Key_End, on=first.text)
        rig.press(" runs", on=first.text)
        rig.trigger("caption.prompt_duplicate")
        assert texts(rig) == ["a dog", "a mouse runs", "a mouse runs"]
        assert QApplication.focusWidget() is page.rows[2].text
        rig.trigger("caption.prompt_remove")
        assert texts(rig) == ["a dog", "a mouse runs"]
        page.rows[0].negative.setFocus()
        rig.press("3D")
        rig.press(Key.Key_P, Ctrl)  # back to the captions
        assert not page.isVisible()
        assert rig.document.rows.prompts[0].negative == "3D"
        steps = [rig.document.undo() for _ in range(6)]
        assert steps == [
            *("Sample prompt", "Remove a sample prompt", "Duplicate a sample prompt"),
            *("Sample prompt", "Move a sample prompt", "Sample prompt"),
        ]
        assert texts(rig) == ["a cat", "a dog"]

    in_window(scenario)


def test_that_what_is_typed_is_on_the_disk_within_a_second(
    in_window: InWindow, project: Path
) -> None:
    async def scenario(rig: Rig) -> None:
        page = await shown(rig, project, CAT)
        rig.press(Key.Key_A, Ctrl)
        rig.press("a bird")
        began = time.monotonic()
        await until(lambda: rig.document.project.drafts())
        assert time.monotonic() - began < 2.0
        assert [each.text for each in rig.document.project.drafts()] == ["a bird"]
        assert page.file.text.toPlainText().startswith("# prompt 1\na bird --w 384")
        rig.document.settle()
        assert texts(rig) == ["a bird"] and rig.document.project.drafts() == []
        assert page.rows[0].text.toPlainText() == "a bird"
        rig.document.undo()
        assert page.file.text.toPlainText().startswith("# prompt 1\na cat --w 384")

    in_window(scenario)


def test_that_commands_are_for_what_is_shown(in_window: InWindow, project: Path) -> None:
    async def scenario(rig: Rig) -> None:
        page = await shown(rig, project, CAT)
        enabled: Callable[[str], bool] = lambda name: rig.window.actions_[name].isEnabled()  # noqa: E731
        assert enabled("caption.prompt_add") and enabled("caption.prompts")
        assert not enabled("caption.done_next") and not enabled("caption.next")
        rig.trigger("caption.prompts")
        assert not enabled("caption.prompt_remove") and enabled("caption.next")
        rig.window.captions.lists.head.mode.choose("prompts")
        assert page.isVisible() and QApplication.focusWidget() is page.rows[0].text
        editor = rig.window.captions.stage.editor
        rig.document.apply(adding(Clip(source=1, start=0, end=30, caption="a dog runs")))
        rig.press(Key.Key_P, Ctrl)
        rig.window.captions.stage.write()
        rig.press(Key.Key_P, Ctrl)
        rig.press(Key.Key_P, Ctrl)
        assert not page.isVisible() and editor.text.hasFocus()

    in_window(scenario)


def test_that_editor_table_and_prompts_stand_side_by_side(
    in_window: InWindow, project: Path
) -> None:
    async def scenario(rig: Rig) -> None:
        page = await shown(rig, project, CAT)
        lists = rig.window.captions.lists
        assert page.mode.current() == "prompts" and not lists.in_table
        page.mode.choose("table")
        assert lists.in_table and lists.table_pane.isVisible() and not page.isVisible()
        lists.head.mode.choose("prompts")
        assert page.isVisible() and page.mode.current() == "prompts"
        assert lists.in_table, "what was there before is there again with the key"
        rig.press(Key.Key_P, Ctrl)
        assert lists.table_pane.isVisible()
        lists.head.mode.choose("prompts")
        page.mode.choose("editor")
        assert lists.pane.isVisible() and not lists.table_pane.isVisible()

    in_window(scenario)


class Told:
    """Stands for a model."""

    name, concurrency = "a model", 1

    def __init__(self, *replies: str) -> None:
        self.replies = [*replies]
        self.asked: list[Question] = []
        self.stopped = self.closed = False

    def ask(self, question: Question, checkpoint: Checkpoint) -> Answer:
        """Answer, refuse (nothing) or hang (``...``)."""
        self.asked.append(question)
        reply = self.replies.pop(0)
        while reply == "...":
            try:
                checkpoint(Progress(0, 0))
            except BaseException:
                self.stopped = True
                raise
            time.sleep(0.01)
        if not reply:
            raise BackendError("The model is not there.")
        return Answer(raw=reply, model=self.name)

    def close(self) -> None:
        """Take note."""
        self.closed = True


def with_model(rig: Rig, *replies: str) -> Told:
    told = Told(*replies)
    rig.window.parts.captioning.make_backend = lambda *_: told
    rig.window.preferences.change(captioner="worker", captioners={"worker": {}})
    return told


@pytest.fixture(autouse=True)
def _no_trainings(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever else runs on this machine."""
    monkeypatch.setattr("app.core.trainers.running_trainings", list)


def test_that_a_proposal_is_taken_only_when_a_person_says_so(
    in_window: InWindow, project: Path
) -> None:
    async def scenario(rig: Rig) -> None:
        page = await shown(rig, project, CAT, trigger="Style")
        told = with_model(rig, '"Style. A grey cat sleeps."', "A black cat runs.", "A cat.")
        helper = page.helper
        helper.refine.click()
        await until(helper.proposal)
        assert texts(rig) == ["a cat"] and helper.proposal() == "A grey cat sleeps."
        assert "Idea: a cat" in told.asked[0].prompt and told.asked[0].kind == "text"
        helper.idea.setPlainText("고양이")
        helper.again.click()
        await until(lambda: helper.proposal() == "A black cat runs.")
        assert "고양이" in told.asked[1].prompt and told.asked[1].seed != told.asked[0].seed
        helper.take.click()
        assert texts(rig) == ["A black cat runs."] and helper.proposal() == ""
        assert rig.document.undo() == "Sample prompt" and texts(rig) == ["a cat"]
        helper.refine.click()
        await until(helper.proposal)
        helper.add.click()
        assert texts(rig) == ["a cat", "A cat."]
        rig.press(Key.Key_P, Ctrl)
        await until(lambda: told.closed)  # the model leaves the memory with the page

    in_window(scenario)


def test_that_a_refinement_can_be_stopped_and_a_failure_is_said(
    in_window: InWindow, project: Path
) -> None:
    async def scenario(rig: Rig) -> None:
        page = await shown(rig, project, CAT)
        told = with_model(rig, "...", "")
        helper = page.helper
        helper.refine.click()
        await until(lambda: told.asked)
        assert helper.stop.isVisible() and not helper.refine.isEnabled()
        helper.stop.click()
        await until(lambda: not page.refining.running)
        assert told.stopped and not helper.notice.isVisible()
        helper.refine.click()
        await until(lambda: helper.notice.isVisible())
        assert helper.notice.sentence() == "The model is not there."
        assert texts(rig) == ["a cat"] and rig.troubles == []

    in_window(scenario)


def test_that_without_a_captioner_it_is_asked_for(in_window: InWindow, project: Path) -> None:
    async def scenario(rig: Rig) -> None:
        page = await shown(rig, project, CAT)
        page.helper.refine.click()
        dialog = await rig.dialog()
        assert "aption" in dialog.windowTitle()
        dialog.reject()

    in_window(scenario)


def test_that_no_second_copy_of_a_model_is_loaded_beside_captions(
    in_window: InWindow, project: Path
) -> None:
    async def scenario(rig: Rig) -> None:
        page = await shown(rig, project, CAT)
        helper, captioning = page.helper, rig.window.parts.captioning
        idle = with_model(rig, "A grey cat.")
        helper.refine.click()
        await until(helper.proposal)
        assert not idle.closed
        busy = with_model(rig, *["..."] * 9)
        rig.document.apply(adding(Clip(source=1, start=0, end=30)))
        captioning.ask(rig.document.rows.clips[-1:])
        await until(lambda: busy.asked)
        await until(lambda: idle.closed)
        helper.refine.click()
        await until(helper.notice.isVisible)
        assert "second copy" in helper.notice.sentence() and len(busy.asked) == 1
        rig.window.jobs.stop_all()
        await until(lambda: captioning.job is None)

    in_window(scenario)
