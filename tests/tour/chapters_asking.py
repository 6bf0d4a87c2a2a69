"""The tour of machine captions: a captioner set up, asked, its captions judged; and the history."""

from __future__ import annotations

import dataclasses
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PySide6.QtCore import Qt

from app.core.captions import writing
from app.core.library.captioned import key_of
from app.core.library.edits import changing, several
from app.core.library.model import Clip, Still
from app.core.library.project import Project
from app.ui.captions.captioner_dialog import CaptionerDialog
from app.ui.captions.template_dialog import TemplateDialog
from tests.caption_server import MODEL, Running
from tests.tour.chapters import button, chapter
from tests.tour.hand import Keys
from tests.tour.material import Material
from tests.tour.stage import Stage, Theatre

Key = Qt.Key
_BOTH = Keys.ControlModifier | Keys.ShiftModifier
SAID = {
    False: (
        "A large white rabbit steps out of its burrow and stretches in warm morning light, its "
        "ears swaying. Lush meadow with a gnarled tree behind. Medium shot, slow push-in.",
        "A butterfly lands on a pink flower while grass moves in the wind; soft sunlight, close-up "
        "with shallow focus, and the camera stands still until it flies away.",
        "The video shows a squirrel that appears to be throwing a nut.",
    ),
    True: (
        "커다란 흰 토끼가 굴에서 나와 따뜻한 아침 햇살 속에서 기지개를 켠다. 뒤로는 굽은 나무가 "
        "서 있는 초원이 펼쳐지고, 화면은 천천히 다가간다.",
        "분홍색 꽃 위에 나비가 내려앉고 풀잎이 바람에 흔들린다. 부드러운 햇살, 얕은 심도의 "
        "클로즈업, 카메라는 움직이지 않는다.",
        "다람쥐가 도토리를 던진다.",
    ),
}


@contextmanager
def model(material: Material, name: str) -> Iterator[Running]:
    """Run a server that has a model."""
    server = Running(material.folder / f"server of {name}")
    try:
        yield server
    finally:
        server.stop()


@contextmanager
def process(script: Path) -> Iterator[None]:
    """Run a script that waits for a line."""
    with subprocess.Popen([sys.executable, str(script)], stdin=subprocess.PIPE) as running:
        try:
            yield
        finally:
            running.communicate(b"\n")


def half_empty(material: Material, name: str) -> Path:
    """Return a project of which only the first clips have captions."""
    folder = material.picked(name)
    with Project.open(folder) as project:
        rows: list[Clip | Still] = [*project.clips()[2:], *project.stills()]
        project.apply(
            several("Empty", (changing(r, dataclasses.replace(r, caption="")) for r in rows))
        )
        project.apply(writing.mark_done(project.clips()[:1], True))
    return folder


async def show_captions(stage: Stage, project: Path) -> None:
    await stage.open(project)
    stage.hand.ctrl("2")
    await stage.rest()


async def dialog_of(stage: Stage) -> CaptionerDialog:
    def found() -> list[CaptionerDialog]:
        return [each for each in stage.window.findChildren(CaptionerDialog) if each.isVisible()]

    await stage.until(found, "the dialog")
    return found()[0]


async def set_up(stage: Stage, server: Running) -> None:
    """Save the server as the captioner."""
    stage.window.actions_["caption.captioner"].trigger()
    dialog = await dialog_of(stage)
    dialog.kind.setCurrentIndex(dialog.kind.findData("lmstudio"))
    dialog.server.url.setText(server.url)
    stage.hand.click(button(dialog, "Save"))
    reaching = stage.window.captions.machine.reaching
    await stage.until(lambda: reaching.state == "reached", "the server")
    stage.window.activateWindow()


@chapter
async def captioner(theatre: Theatre, material: Material) -> None:
    """Nothing is set up; a server is looked for, not found, found; a key without a keyring."""
    with model(material, "captioner") as server:
        async with theatre.window() as stage:
            await show_captions(stage, half_empty(material, "captioner"))
            await stage.picture("no-captioner-yet")
            stage.hand.click(stage.window.captions.machine.ask_panel.ask)
            dialog = await dialog_of(stage)
            await stage.picture("captioner-llama-server")
            stage.hand.click(dialog.test)
            await stage.until(lambda: not dialog._try.runs, "the try")
            await stage.picture("captioner-not-there")
            dialog.kind.setCurrentIndex(dialog.kind.findData("lmstudio"))
            dialog.server.url.setFocus()
            dialog.server.url.selectAll()
            stage.hand.type(server.url)
            stage.hand.click(dialog.test)
            await stage.until(lambda: not dialog._try.runs, "the try")
            await stage.picture("captioner-found")
            stage.hand.click(dialog.server.models)
            await stage.picture("models-it-has")
            stage.hand.key(Key.Key_Escape)
            dialog.server.model.setText(MODEL)
            dialog.server._key.setFocus()
            stage.hand.type("sk-of-this-tour")
            dialog.server.extra.setText("{top_k: 20")
            stage.hand.click(button(dialog, "Save"))
            await stage.picture("extra-is-no-json")
            dialog.server.extra.setText('{"top_k": 20}')
            stage.hand.click(button(dialog, "Save"))
            await stage.until(lambda: not dialog.result_.isHidden(), "the sentence on the keyring")
            await stage.picture("key-without-a-keyring")
            dialog.kind.setCurrentIndex(dialog.kind.findData("worker"))
            await stage.picture("captioner-in-python")
            dialog.kind.setCurrentIndex(dialog.kind.findData("openai"))
            await stage.picture("captioner-openai")
            await stage.leave_dialog()
            await stage.picture("captioner-connected")


@chapter
async def asking(theatre: Theatre, material: Material) -> None:
    """Captions are asked for, come, fail, are judged; one is asked for again."""
    said = SAID[bool(material.words.captions)]
    with model(material, "asking") as server:
        async with theatre.window() as stage:
            window, hand = stage.window, stage.hand
            await show_captions(stage, half_empty(material, "asking"))
            machine = window.captions.machine
            await set_up(stage, server)
            await stage.picture("empty-clips-to-caption")
            server.plan(*[["text", said[0]]], ["ok", 0.8])
            hand.click(machine.ask_panel.ask)
            await stage.until(lambda: machine.proposals.keys, "the first caption")
            await stage.until(lambda: window.jobs.last is not None, "a report")
            await stage.picture("captioning", busy=True)
            trouble = {"error": {"message": "the picture cannot be decoded"}}
            server.plan(
                *(["text", words] for words in said), ["status", 400, trouble],
                *(["text", f"{said[1]} {word}."] for word in ["Red", "Blue", "Green", "Grey"]),
                *(["text", f"{said[0]} {word}."] for word in ["Dawn", "Noon", "Dusk"]),
                ["text", said[1]],
            )  # fmt: skip
            await stage.until(lambda: window.jobs.running is None, "the end")
            await stage.picture("captions-came-one-failed")
            failed = machine.captioning.last
            assert failed is not None
            window.captions.chosen.choose(failed.failed[0])
            await stage.picture("why-none-came")
            await judge(stage, server, said)


async def judge(stage: Stage, server: Running, said: tuple[str, ...]) -> None:
    """Judge what came, beside words of one's own too."""
    window, hand, captions = stage.window, stage.hand, stage.window.captions
    machine = captions.machine
    mine = next(row for row in window.document.rows.clips if row.caption and not row.done)
    key = key_of(mine)
    captions.chosen.choose(key)
    server.plan(["text", said[0]])
    hand.ctrl("M")
    await stage.until(lambda: machine.proposals.waiting(key), "the caption")
    await stage.picture("difference-to-my-words")
    hand.ctrl("R")
    await stage.picture("redo-with-another-prompt")
    hand.key(Key.Key_Escape)
    hand.click(machine.review.source)
    await stage.picture("details-of-a-machine-caption")
    hand.key(Key.Key_Escape)
    hand.key(Key.Key_Return, _BOTH)
    await stage.picture("taken-and-on-to-the-next")
    captions.chosen.choose(key)
    hand.key("Y", _BOTH)
    await stage.picture("history")
    hand.key(Key.Key_Escape)
    if machine.review.take_all.isVisible():
        hand.click(machine.review.take_all)
        await stage.picture("all-without-lints-taken")
    hand.key("M", _BOTH)
    await stage.picture("caption-many")
    await stage.leave_dialog()
    window.actions_["caption.templates"].trigger()
    await stage.picture("prompts")
    dialog = window.findChild(TemplateDialog)
    assert dialog is not None
    hand.click(dialog.copy)
    hand.type("In rhyme. ")
    dialog.names.setText("Bunny, 로드니")
    await stage.picture("prompt-of-my-own")
    dialog._views.choose("sent")
    await stage.picture("prompt-as-it-is-sent")
    await stage.leave_dialog()


@chapter
async def training_runs(theatre: Theatre, material: Material) -> None:
    """A training runs on this machine: a person decides."""
    script = material.folder / "wan_train_network.py"
    script.write_text("input()", encoding="utf-8")
    with model(material, "training") as server, process(script):
        async with theatre.window() as stage:
            await show_captions(stage, half_empty(material, "training"))
            await set_up(stage, server)
            stage.window.actions_["caption.ask"].trigger()
            await stage.picture("a-training-is-running")
            await stage.leave_dialog()
