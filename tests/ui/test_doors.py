from __future__ import annotations

import gc
import sys
import weakref
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtGui import QGuiApplication

from app.core import paths
from app.core.errors import SourceError
from app.core.jobs import Stopped
from app.ui.errors import Doors
from app.ui.faults import FaultDialog
from app.ui.loop import settled, spawn
from app.ui.widgets.button import Button
from app.ui.widgets.notice import Notice
from tests.ui.conftest import Run
from tests.ui.rig import InWindow, Rig, until

SENTENCE = 'Cannot read "x.mp4": it does not exist; check the path.'


def fail(error: BaseException) -> None:
    raise error


async def failing(error: BaseException) -> None:
    raise error


@pytest.mark.parametrize("way", ["slot", "coroutine", "thread"])
def test_that_an_error_of_the_material_becomes_a_notice_with_its_detail(
    in_window: InWindow, way: str
) -> None:
    async def scenario(rig: Rig) -> None:
        error = SourceError(SENTENCE, detail="errno 2")
        if way == "slot":
            QTimer.singleShot(0, lambda: fail(error))
        elif way == "coroutine":
            spawn(failing(error))
        else:
            await rig.window.jobs.beside(rig.doors.take, error)
        await until(lambda: rig.sentences)
        assert rig.sentences == [SENTENCE]
        notice = rig.window.notices.findChild(Notice)
        assert notice.toolTip() == "errno 2"
        assert rig.dialogs() == []

    in_window(scenario)


def test_that_nothing_of_where_an_error_came_from_is_kept(in_window: InWindow) -> None:
    class Card:
        pass

    def fail_with_a_card() -> None:
        card = Card()
        cards.append(weakref.ref(card))
        raise SourceError(SENTENCE)

    cards: list[weakref.ref[Card]] = []

    async def scenario(rig: Rig) -> None:
        QTimer.singleShot(0, fail_with_a_card)
        await until(lambda: rig.sentences)
        rig.window.notices.clear()
        rig.troubles.clear()
        await settled()
        gc.collect()
        assert cards[0]() is None

    in_window(scenario)


@pytest.mark.parametrize("way", ["slot", "coroutine"])
def test_that_a_bug_is_kept_in_a_file_and_shown_with_a_report(
    in_window: InWindow, way: str, capsys: pytest.CaptureFixture[str]
) -> None:
    async def scenario(rig: Rig) -> None:
        error = KeyError("forgot this")
        if way == "slot":
            QTimer.singleShot(0, lambda: fail(error))
        else:
            spawn(failing(error))
        dialog = await rig.dialog()
        assert isinstance(dialog, FaultDialog)
        (kept,) = (paths.cache_folder() / "reports").iterdir()
        report = kept.read_text(encoding="utf-8")
        assert "KeyError: 'forgot this'" in report and "PySide6-Essentials" in report
        assert str(kept) in dialog.accessibleDescription()
        copy = next(each for each in dialog.findChildren(Button) if "Copy" in each.text())
        copy.click()
        assert QGuiApplication.clipboard().text() == report
        assert rig.sentences == []
        dialog.accept()
        rig.faults.clear()
        await until(lambda: rig.window.findChild(FaultDialog) is None)
        spawn(failing(error))  # another one, later, is shown again
        (await rig.dialog()).accept()
        rig.faults.clear()

    in_window(scenario)
    assert "KeyError" in capsys.readouterr().err


def test_that_the_window_goes_on_after_a_bug(in_window: InWindow, project: Path) -> None:
    async def scenario(rig: Rig) -> None:
        QTimer.singleShot(0, lambda: fail(RuntimeError("ours")))
        (await rig.dialog()).accept()
        await rig.open(project)
        assert len(rig.clips.shelf.grid.tiles) == 5
        rig.faults.clear()

    in_window(scenario)


def test_that_stopping_is_no_error(in_window: InWindow) -> None:
    async def scenario(rig: Rig) -> None:
        rig.doors.take(Stopped())
        spawn(failing(Stopped()))
        await settled()
        assert (rig.sentences, rig.faults) == ([], [])

    in_window(scenario)


def test_that_ctrl_c_passes(qt_run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    passed: list[type[BaseException]] = []
    monkeypatch.setattr(sys, "__excepthook__", lambda kind, *_: passed.append(kind))
    doors = Doors()
    came: list[object] = []
    doors.failed.connect(lambda *them: came.append(them))
    doors._hook(KeyboardInterrupt, KeyboardInterrupt(), None)
    assert passed == [KeyboardInterrupt]
    assert came == []


def test_that_the_same_sentence_stands_there_once_and_only_a_few_do(in_window: InWindow) -> None:
    async def scenario(rig: Rig) -> None:
        notices = rig.window.notices
        for sentence in ("a", "b", "a", "c", "d"):
            notices.say(sentence)
        assert notices.sentences == ["d", "c", "a"]
        closing = next(n for n in notices.findChildren(Notice) if n.sentence() == "c")
        closing.closed.emit()
        assert notices.sentences == ["d", "a"]
        assert notices.isVisible()
        notices.clear()
        assert notices.sentences == [] and not notices.isVisible()

    in_window(scenario)
