"""The promise: a project forgets nothing, through restart and crash, and ten steps go both ways."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from app.core.library.project import RECOVERED, Project
from app.core.library.readable import readable
from tests.ui.rig import FRAMES, InWindow, Rig, until

Key = Qt.Key
CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


def contents(project: Path) -> object:
    """Everything the project holds, as its readable copy says it."""
    with Project.open(project) as opened:
        return readable(opened)


async def go_to(rig: Rig, frame: int) -> None:
    """Show a frame of the film."""
    rig.clips.viewing.go_to(frame)
    await until(lambda: rig.clips.viewing.player.source_frame == frame)


async def ten_steps(rig: Rig) -> list[str]:
    """Pick, mark, caption, rate, tag and reject with keys; return the labels of what was done."""
    labels: list[str] = []

    def done() -> None:
        labels.append(rig.document.undo_label or "")

    rig.press(Key.Key_Return)  # pick the first shot; the caption gets the focus
    done()
    rig.press("a cat jumps")
    rig.press(Key.Key_Return)  # keep it and go on to the next shot
    done()
    await go_to(rig, FRAMES + 4)
    rig.press(Key.Key_I)  # of a shot that is not picked: no edit
    rig.press(Key.Key_Return)
    done()
    rig.press("고양이가 뛴다")
    rig.press(Key.Key_Escape)  # leaving it so keeps it, too
    done()
    await go_to(rig, FRAMES + 8)
    rig.press(Key.Key_I)
    done()
    await go_to(rig, FRAMES + 24)
    rig.press(Key.Key_O)
    done()
    rig.press(Key.Key_4)
    done()
    await go_to(rig, FRAMES + 20)
    rig.press(Key.Key_S)
    done()
    rig.press(Key.Key_Right)
    rig.press(Key.Key_R)
    done()
    rig.press(Key.Key_Right)
    rig.press(Key.Key_Return)
    done()
    rig.press("two words")
    rig.press(Key.Key_Tab)  # leaving the field keeps it
    done()
    return labels


def test_that_ten_steps_are_undone_and_after_a_restart_done_again(
    in_window: InWindow, project: Path
) -> None:
    async def scenario(rig: Rig) -> None:
        await rig.open(project)
        at_first = contents(project)
        labels = await ten_steps(rig)
        assert labels == [
            *("Pick", "Caption", "Pick", "Caption", "In", "Out", "Rating"),
            *("Still", "Reject", "Pick", "Caption"),
        ]
        everything = contents(project)
        captions = [clip.caption for clip in rig.document.rows.clips]
        assert captions == ["a cat jumps", "고양이가 뛴다", "two words"]
        assert rig.clip(1).start == FRAMES + 8 and rig.clip(1).rating == 4
        assert [still.frame for still in rig.document.rows.stills] == [FRAMES + 20]
        rig.clips.shelf.grid.setFocus()
        for label in reversed(labels):
            assert rig.document.undo_label == label
            rig.press(Key.Key_Z, CTRL)
        assert contents(project) == at_first
        rig.trigger("project.close")
        await until(lambda: not rig.document.is_open)
        await rig.reopened()
        await rig.open(project)
        for label in labels:
            assert rig.document.redo_label == label
            rig.press(Key.Key_Y, CTRL)
        assert rig.document.redo_label is None
        assert contents(project) == everything
        rig.clips.shelf.show_kind("clip")
        assert [tile.caption for tile in rig.clips.shelf.grid.tiles] == captions

    in_window(scenario)


# --------------------------------------------------------------------------- what is being typed


def test_that_leaving_the_caption_by_any_way_keeps_it(in_window: InWindow, project: Path) -> None:
    async def scenario(rig: Rig) -> None:
        await rig.open(project)
        grid, text = rig.clips.shelf.grid, rig.clips.inspector.caption.text
        rig.press(Key.Key_Return)
        for number, leave in enumerate(
            [
                lambda: rig.press(Key.Key_Return),
                lambda: rig.press(Key.Key_Tab),
                lambda: grid.setFocus(),
                lambda: rig.clips.shelf.reveal("shot", 3),
                lambda: rig.clips.shelf.show_source(None) or grid.select([("shot", 2)]),
                lambda: rig.clips.viewing.timeline.shot_clicked.emit(4),
            ]
        ):
            rig.clips.shelf.reveal("shot", 1)
            rig.clips.inspector.caption.focus()
            text.selectAll()
            rig.press(f"caption {number}")
            leave()
            assert rig.clip().caption == f"caption {number}"

    in_window(scenario)


def test_that_closing_switching_and_exporting_keep_what_is_being_typed(
    in_window: InWindow, project: Path, tmp_path: Path
) -> None:
    with Project.create(tmp_path / "other", "Other"):
        pass

    async def scenario(rig: Rig) -> None:
        await rig.open(project)
        rig.press(Key.Key_Return)
        rig.press("one")
        rig.clips.work.export()
        assert rig.clip().caption == "one"
        await rig.window.idle()
        rig.press(" two")
        await rig.open(tmp_path / "other")
        await rig.open(project)
        assert rig.clip().caption == "one two"
        rig.clips.inspector.caption.focus()
        rig.press(" three")
        await rig.reopened()
        await rig.open(project)
        assert rig.clip().caption == "one two three"
        assert rig.document.project.drafts() == []

    in_window(scenario)


def test_that_an_undo_while_typing_takes_back_what_was_typed(
    in_window: InWindow, project: Path
) -> None:
    async def scenario(rig: Rig) -> None:
        await rig.open(project)
        rig.press(Key.Key_Return)
        rig.press("typed")
        rig.trigger("edit.undo")
        assert rig.clip().caption == ""
        assert rig.clips.inspector.caption.text.toPlainText() == ""
        assert rig.document.redo_label == "Caption"
        rig.trigger("edit.redo")
        assert rig.clip().caption == "typed"
        assert rig.clips.inspector.caption.text.toPlainText() == "typed"
        assert rig.window.telling.toast.text() == "Done again: Caption"

    in_window(scenario)


def test_that_a_redo_while_typing_keeps_the_words_and_says_nothing(
    in_window: InWindow, project: Path
) -> None:
    async def scenario(rig: Rig) -> None:
        await rig.open(project)
        rig.press(Key.Key_Return)
        rig.clips.picking.rate(3)
        rig.trigger("edit.undo")
        rig.clips.inspector.caption.focus()
        rig.press("typed")
        rig.trigger("edit.redo")
        assert rig.clip().caption == "typed"
        assert rig.document.undo_label == "Caption"
        assert not rig.window.actions_["edit.redo"].isEnabled()
        assert rig.window.telling.toast.text() == "Undone: Rating"

    in_window(scenario)


def test_that_words_typed_for_a_clip_never_go_to_a_still(
    in_window: InWindow, project: Path
) -> None:
    async def scenario(rig: Rig) -> None:
        await rig.open(project)
        rig.press(Key.Key_Return)
        rig.clips.picking.add_still(3)
        assert (rig.clip().id, rig.document.rows.stills[0].id) == (1, 1)
        rig.clips.inspector.caption.focus()
        rig.press("of the clip")
        rig.clips.shelf.reveal("still", 1)
        assert rig.clip().caption == "of the clip"
        assert rig.document.rows.stills[0].caption == ""
        assert rig.clips.inspector.caption.text.toPlainText() == ""

    in_window(scenario)


def test_that_another_edit_leaves_what_is_being_typed(in_window: InWindow, project: Path) -> None:
    async def scenario(rig: Rig) -> None:
        await rig.open(project)
        rig.press(Key.Key_Return)
        rig.press("half a sen")
        rig.clips.picking.rate(4)
        rig.clips.work.find(rig.document.rows.sources)
        await rig.clips.work.settled()
        rig.press("tence")
        assert rig.clips.inspector.caption.text.toPlainText() == "half a sentence"

    in_window(scenario)


TYPING = """
import asyncio, os, sys
from pathlib import Path
import qasync
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from app.core.settings import Preferences
from app.ui.captions import keeping
from app.ui.errors import Doors
from app.ui.loop import GuiThreadGc
from app.ui.main_window import MainWindow
from app.ui.start import make_app

keeping._DRAFT_MS = 50
app = make_app()
loop = qasync.QEventLoop(app)

async def live():
    garbage = GuiThreadGc(app)
    window = MainWindow(Preferences(autoplay=False), Doors())
    window.show()
    await window.open_project(Path(sys.argv[1]))
    window.clips.picking.pick()
    field = window.clips.inspector.caption
    QTest.keyClicks(field.text, "half a senten")
    await asyncio.sleep(0.3)
    print("typed", flush=True)
    await asyncio.sleep(60)

loop.run_until_complete(live())
"""


def test_that_words_typed_before_a_crash_are_back(
    in_window: InWindow, project: Path, tmp_path: Path
) -> None:
    victim = subprocess.Popen(
        [sys.executable, "-c", TYPING, str(project)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
        text=True,
    )
    assert victim.stdout is not None
    line = victim.stdout.readline()
    victim.kill()
    errors = victim.communicate()[1]
    assert line == "typed\n", errors

    async def scenario(rig: Rig) -> None:
        await rig.open(project)
        assert rig.clip().caption == "half a senten"
        assert rig.document.undo_label == RECOVERED
        rig.trigger("edit.undo")
        assert rig.clip().caption == ""

    in_window(scenario)


def test_that_escape_ends_the_draft(
    in_window: InWindow, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.ui.captions.keeping._DRAFT_MS", 20)

    async def scenario(rig: Rig) -> None:
        await rig.open(project)
        rig.press(Key.Key_Return)
        rig.press("meant")
        await until(rig.document.project.drafts)
        rig.press(Key.Key_Escape)
        await until(lambda: not rig.document.project.drafts())
        await asyncio.sleep(0.05)
        assert rig.document.project.drafts() == []
        assert rig.document.undo_label == "Caption"
        rig.press(Key.Key_Z, CTRL)
        assert rig.clip().caption == "" and rig.document.undo_label == "Pick"

    in_window(scenario)
