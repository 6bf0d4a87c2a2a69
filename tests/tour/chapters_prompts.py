"""The tour of the sample prompts: begun with captions, typed over, refined by a model."""

from __future__ import annotations

import time

from PySide6.QtCore import Qt

from app.core.captions.machine.asking import Answer, BackendError, Question
from app.core.jobs import Checkpoint, Progress
from tests.tour.chapters import chapter
from tests.tour.material import Material
from tests.tour.stage import Stage, Theatre

Key = Qt.Key
_SCENE = (
    "A young woman with long blonde hair stands barefoot on a grassy mountain above a grey sea "
    "while a soft rain falls. She lifts her face and closes her eyes; her white dress and wet hair "
    "sway in the wind, and gulls drift below the clouds. Full shot, low angle, slow pan left."
)
_SCENE_KOREAN = (
    "긴 금발의 여자가 바다 위 풀밭 언덕에 맨발로 서 있고 부드러운 비가 내린다. 하얀 원피스와 젖은 "
    "머리카락이 바람에 흔들린다. 전신, 낮은 각도, 천천히 왼쪽으로."
)


class Told:
    """Stands for a model: it writes what it was told to, or fails."""

    name, concurrency = "Qwen3-VL-8B-Instruct", 1

    def __init__(self, replies: list[str]) -> None:
        self._replies = replies

    def ask(self, question: Question, checkpoint: Checkpoint) -> Answer:
        reply = self._replies.pop(0)
        end = time.monotonic() + 1.5
        while time.monotonic() < end:
            checkpoint(Progress(0, 0))
            time.sleep(0.05)
        if not reply:
            raise BackendError("LM Studio does not answer at 127.0.0.1:1234: is it started?")
        return Answer(raw=reply, model=self.name, seconds=2.1)

    def close(self) -> None:
        pass


@chapter
async def prompts(theatre: Theatre, material: Material) -> None:
    """Sample prompts: none yet, begun, typed over, wrong, moved, refined, and in a small window."""
    korean = material.words.captions
    async with theatre.window() as stage:
        hand, window = stage.hand, stage.window
        await stage.open(material.picked("Prompts"))
        hand.ctrl("2")
        await stage.rest()
        hand.ctrl("P")
        page = window.captions.prompts
        await stage.picture("no-prompts-yet")
        hand.click(page.begin)
        await stage.until(lambda: page.rows, "the first prompts")
        await stage.picture("begun-with-captions")
        row = page.rows[0]
        hand.ctrl("A")
        hand.type(korean[0] if korean else "I walk on the beach -- slowly, camera zoom out.")
        for name, text in (("width", "833"), ("frames", "46"), ("cfg_scale", "1")):
            row.numbers[name].setFocus()  # type: ignore[index]
            hand.ctrl("A")
            hand.type(text)
            hand.key(Key.Key_Return)
        row.negative.setFocus()
        hand.type("3D, CGI, blurred" if not korean else "3D, 흐림, 자막")
        await stage.picture("typed-over")
        row.numbers["steps"].setFocus()
        hand.ctrl("A")
        hand.type("2000")
        hand.key(Key.Key_Return)
        row.numbers["flow_shift"].setFocus()
        hand.ctrl("A")
        hand.key(Key.Key_Delete)
        hand.key(Key.Key_Return)
        await stage.picture("wrong-and-to-mind")
        row.numbers["steps"].setFocus()
        hand.key(Key.Key_Escape)
        hand.click(row.tools[2])
        await stage.picture("duplicated")
        await _refined(stage, bool(korean))


async def _refined(stage: Stage, korean: bool) -> None:
    hand, page = stage.hand, stage.window.captions.prompts
    scene = _SCENE_KOREAN if korean else _SCENE
    backend = Told([scene, "", scene])
    captioning = stage.window.parts.captioning
    captioning.make_backend = lambda _captioner, _secrets: backend
    stage.window.preferences.change(captioner="worker", captioners={"worker": {}})
    page.helper.idea.setFocus()
    hand.type("바다 옆 산에 선 금발 소녀, 비" if korean else "blonde girl on a mountain by the sea")
    hand.click(page.helper.refine)
    await stage.until(lambda: page.refining.running, "the model")
    await stage.picture("refining", busy=True)
    await stage.until(lambda: not page.refining.running, "the answer")
    await stage.picture("proposed")
    hand.click(page.helper.again)
    await stage.until(lambda: not page.refining.running, "no answer")
    await stage.picture("no-answer")
    hand.click(page.helper.take)
    await stage.picture("taken")
    hand.ctrl("P")
    await stage.picture("back-to-the-captions")
