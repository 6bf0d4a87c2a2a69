"""The tour of the caption editor: written by keys, with phrases, a trigger, large type, Korean."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication

from tests.tour.chapters import chapter
from tests.tour.hand import Keys
from tests.tour.material import Material
from tests.tour.stage import Stage, Theatre

Key = Qt.Key
_ENGLISH = (
    "A large white rabbit stretches in front of its burrow, blinking at the morning light. "
    "It scratches its belly, ears swaying, and looks up as a shadow passes."
)
_KOREAN = "이른 아침 숲, 토끼가 나뭇가지를 당긴다. 햇살이 잎 사이로 비친다."


@chapter
async def editor(theatre: Theatre, material: Material) -> None:
    """A caption is written, marked as done, and the next one is written in Korean."""
    async with theatre.window() as stage:
        hand, window = stage.hand, stage.window
        await stage.open(material.picked("Editor"))
        hand.ctrl("2")
        await stage.rest()
        window.captions.stage.write()
        hand.ctrl("A")
        hand.key(Key.Key_Delete)
        await stage.picture("an-empty-caption")
        hand.type(_ENGLISH)
        await stage.picture("written")
        phrases = window.captions.stage.editor.phrases
        for phrase in ("medium shot", "low angle", "push-in"):
            hand.click(phrases.chips[phrase])
        await stage.picture("with-phrases")
        for _ in range(4):
            hand.ctrl(Key.Key_BracketRight)
        await stage.picture("larger-type")
        hand.wheel(
            window.captions.stage.editor.text.viewport(), QPoint(40, 40), -4, Keys.ControlModifier
        )
        hand.ctrl(Key.Key_Return)
        await stage.rest()
        await _in_korean(stage)
        hand.click(window.captions.stage.editor.trigger.chip)
        await stage.picture("the-trigger-is-changed")
        hand.ctrl("A")
        hand.key(Key.Key_Delete)
        hand.key(Key.Key_Return)
        await stage.picture("no-trigger")
        hand.key(Key.Key_PageUp, Keys.ControlModifier)  # a clip: the still between them stands
        await stage.rest()
        hand.ctrl(Key.Key_Space)
        hand.key(Key.Key_Period, Keys.ControlModifier | Keys.ShiftModifier)
        await stage.picture("paused-a-frame-on")
        hand.click(phrases.own)
        await stage.picture("own-phrases")
        await stage.leave_dialog()


async def _in_korean(stage: Stage) -> None:
    hand, text = stage.hand, stage.window.captions.stage.editor.text
    hand.ctrl("A")
    hand.key(Key.Key_Delete)
    hand.type(_KOREAN)
    hand.key(Key.Key_Return)
    hand.type("나비가 분홍색 꽃 위에 앉는")
    composing = QInputMethodEvent("다", [])
    QApplication.sendEvent(text, composing)
    await stage.picture("composed-in-korean")
    end = QInputMethodEvent()
    end.setCommitString("다")
    QApplication.sendEvent(text, end)
    hand.type(".")


@chapter
async def no_captions(theatre: Theatre, material: Material) -> None:
    """A project without picks says where they come from; a film that is gone leaves its words."""
    async with theatre.window() as stage:
        await stage.open(material.empty())
        stage.hand.ctrl("2")
        await stage.picture("no-picks")
