from __future__ import annotations

import asyncio
import json
import socket
from pathlib import Path

import pytest
from keyring.backends.fail import Keyring as NoKeyring
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from app.core import paths, settings
from app.core.captions.machine.captioners import Worker, captioner_of
from app.core.captions.machine.presets import PRESETS, Server
from app.core.secrets import Secrets
from app.ui.captions.captioner_dialog import CaptionerDialog
from app.ui.widgets.button import Button
from tests.caption_server import MODEL, Running
from tests.core.test_secrets import InMemory
from tests.ui.captions.asking import open_captions
from tests.ui.rig import InWindow, Rig, until

KEY = "sk-never-anywhere-else"


async def opened(rig: Rig, picks: Path, secrets: Secrets | None = None) -> CaptionerDialog:
    machine = await open_captions(rig, picks)
    if secrets is not None:
        machine.captioning.secrets = secrets
    rig.trigger("caption.captioner")
    dialog = await rig.dialog()
    assert isinstance(dialog, CaptionerDialog)
    return dialog


def choose(dialog: CaptionerDialog, preset: str) -> None:
    dialog.kind.setCurrentIndex(dialog.kind.findData(preset))


def press(parent: QWidget, text: str) -> None:
    next(each for each in parent.findChildren(Button) if each.text() == text).click()


def type_key(dialog: CaptionerDialog) -> None:
    QTest.keyClicks(dialog.server._key, KEY)


def test_that_every_preset_brings_its_address_and_its_advice(
    in_window: InWindow, picks: Path
) -> None:
    async def scenario(rig: Rig) -> None:
        dialog = await opened(rig, picks)
        for preset in PRESETS:
            choose(dialog, preset.id)
            assert dialog.captioner() == Server.of(preset.id)
            assert dialog._help.text() == preset.help
        dialog.reject()
        assert not rig.window.preferences.value.captioners

    in_window(scenario)


def test_that_a_connection_is_tried_says_what_it_found_and_lists_the_models(
    in_window: InWindow, picks: Path, server: Running
) -> None:
    async def scenario(rig: Rig) -> None:
        dialog = await opened(rig, picks)
        choose(dialog, "other")
        dialog.server.url.setText(server.url.removesuffix("/v1"))
        dialog.test.click()
        await until(lambda: not dialog._try.runs)
        assert dialog.result_.grade() == "good" and MODEL in dialog.result_.sentence()
        assert dialog.server.models.isEnabled()
        completer = dialog.server.model.completer()
        assert completer is not None
        assert completer.model().index(0, 0).data() == MODEL
        assert not rig.window.preferences.value.captioners  # nothing was saved
        dialog.server.url.setText("http://127.0.0.1:9/v1")
        dialog.test.click()
        await until(lambda: not dialog._try.runs)
        assert dialog.result_.grade() == "bad" and "127.0.0.1:9" in dialog.result_.sentence()

    in_window(scenario)


@pytest.mark.parametrize("address", ["http://me:hidden@{}/v1", "http://{}/v1?api_key=hidden"])
def test_that_a_password_in_an_address_is_told_and_goes_into_no_file(
    in_window: InWindow, picks: Path, address: str
) -> None:
    async def scenario(rig: Rig) -> None:
        dialog = await opened(rig, picks)
        choose(dialog, "other")
        dialog.server.url.setText(address.format("127.0.0.1:9"))
        press(dialog, "Save")
        assert "its own field" in dialog.server._url.error()
        choose(dialog, "ollama")
        press(dialog, "Save")
        await until(lambda: not rig.dialogs())
        assert "hidden" not in repr(rig.window.preferences.value)

    in_window(scenario)


def test_that_a_try_can_be_given_up_and_what_it_finds_then_is_not_told(
    in_window: InWindow, picks: Path
) -> None:
    async def scenario(rig: Rig) -> None:
        dialog = await opened(rig, picks)
        choose(dialog, "other")
        silent = socket.create_server(("127.0.0.1", 0))  # takes a call and says nothing
        dialog.server.url.setText(f"http://127.0.0.1:{silent.getsockname()[1]}/v1")
        dialog.test.click()
        assert dialog.test.text() == "Stop looking"
        await asyncio.sleep(0.2)
        dialog.test.click()
        assert (dialog.test.text(), dialog.result_.isVisible()) == ("Test connection", False)
        await until(lambda: not rig.window.jobs.busy)
        assert not dialog.result_.isVisible()
        silent.close()

    in_window(scenario)


def test_that_a_key_goes_into_the_keyring_and_into_no_file(
    in_window: InWindow, picks: Path, server: Running
) -> None:
    keyring = InMemory()

    async def scenario(rig: Rig) -> None:
        dialog = await opened(rig, picks, Secrets(keyring))
        choose(dialog, "openai")
        dialog.server.url.setText(server.url)
        type_key(dialog)
        assert KEY not in dialog.server._key.displayText()
        press(dialog, "Save")
        await until(lambda: not rig.dialogs())
        reaching = rig.window.captions.machine.reaching
        await until(lambda: reaching.state == "reached")
        assert list(keyring.kept.values()) == [KEY]
        rig.trigger("caption.captioner")
        again = await rig.dialog()
        assert isinstance(again, CaptionerDialog)
        await until(lambda: "kept" in again.server._key.placeholderText())
        assert again.server._key.text() == ""
        press(again, "Save")
        await until(lambda: not rig.dialogs())
        assert list(keyring.kept.values()) == [KEY]  # one that nobody touched stays

    in_window(scenario)
    files = [*paths.settings_folder().rglob("*"), *picks.rglob("*")]
    written = [path.read_bytes() for path in files if path.is_file()]
    assert any(server.url.encode() in data for data in written)
    assert not any(KEY.encode() in data for data in written)


def test_that_without_a_keyring_one_sentence_says_that_the_key_is_kept_for_now_only(
    in_window: InWindow, picks: Path, server: Running
) -> None:
    async def scenario(rig: Rig) -> None:
        secrets = Secrets(NoKeyring())
        dialog = await opened(rig, picks, secrets)
        choose(dialog, "other")
        dialog.server.url.setText(server.url)
        type_key(dialog)
        press(dialog, "Save")
        await until(dialog.result_.isVisible)
        assert "no keyring" in dialog.result_.sentence()
        assert secrets.read(server.url) == KEY
        value = rig.window.preferences.value
        assert captioner_of(value) == Server(preset="other", url=server.url, concurrency=2)
        press(dialog, "Save")
        await until(lambda: not rig.dialogs())
        assert secrets.read(server.url) == KEY

    in_window(scenario)


def test_that_what_cannot_be_is_said_under_its_field_and_not_saved(
    in_window: InWindow, picks: Path
) -> None:
    async def scenario(rig: Rig) -> None:
        dialog = await opened(rig, picks)
        choose(dialog, "other")
        press(dialog, "Save")
        assert dialog.server._url.error()
        dialog.server.url.setText("http://10.0.0.5:8000")
        for wrong in ("{", "[1]", '"x"'):
            dialog.server.extra.setText(wrong)
            press(dialog, "Save")
            assert dialog.server._extra.error() and not dialog.server._url.error()
        assert dialog.isVisible() and not rig.window.preferences.value.captioners
        choose(dialog, "worker")
        press(dialog, "Save")
        assert dialog.worker._python.error() and dialog.worker._model.error()

    in_window(scenario)


def test_that_all_that_was_typed_is_saved_also_for_another_kind(
    in_window: InWindow, picks: Path
) -> None:
    async def scenario(rig: Rig) -> None:
        dialog = await opened(rig, picks)
        choose(dialog, "ollama")
        dialog.server.model.setText("qwen3-vl:4b")
        dialog.server.limits.long_side.setFocus()
        dialog.server.limits.long_side.selectAll()
        QTest.keyClicks(dialog.server.limits.long_side, "448")
        dialog.server.temperature.setValue(70)
        dialog.server.extra.setText('{"top_k": 20}')
        choose(dialog, "worker")
        dialog.worker.python.setText(" /venv/bin/python ")
        dialog.worker.model.setText("Qwen/Qwen3-VL-4B-Instruct")
        dialog.worker.four_bit.click()
        QTest.keyClick(dialog, Qt.Key.Key_Return)
        await until(lambda: not rig.dialogs())

    in_window(scenario)
    value = settings.load()
    assert captioner_of(value) == Worker(
        python="/venv/bin/python", model="Qwen/Qwen3-VL-4B-Instruct", four_bit=True
    )
    ollama = captioner_of(value, "ollama")
    assert isinstance(ollama, Server)
    assert (ollama.model, ollama.long_side) == ("qwen3-vl:4b", 448)
    assert json.loads(json.dumps(dict(ollama.extra))) == {"top_k": 20, "temperature": 0.7}


@pytest.mark.parametrize(("typed", "kept"), [("0.35", 0.35), (",7", 0.7), ("1", 1), ("2.5", 0.25)])
def test_that_the_temperature_is_shown_and_typed_as_a_decimal(
    in_window: InWindow, picks: Path, typed: str, kept: float
) -> None:
    async def scenario(rig: Rig) -> None:
        dialog = await opened(rig, picks)
        box = dialog.server.temperature
        assert box.text() == "0.20"
        box.setFocus()
        box.selectAll()
        QTest.keyClicks(box, typed)
        made = dialog.server.server("ollama")
        assert made.extra["temperature"] == (2 if typed == "2.5" else kept)

    in_window(scenario)


def test_that_a_long_answer_of_the_test_leaves_all_fields_whole(
    in_window: InWindow, picks: Path
) -> None:
    async def scenario(rig: Rig) -> None:
        dialog = await opened(rig, picks)
        choose(dialog, "other")
        await until(dialog.isVisible)
        for sentence in ("Looking for it…", "It answers with a model, and more. " * 6):
            dialog._say(sentence, "good")
            await asyncio.sleep(0.05)
        form = dialog.server
        fields = [form.url, form.model, form._key, form.limits.frames, form.extra]
        for field in fields:
            seen = field.visibleRegion().boundingRect()  # what is cut off by others is not in it
            assert seen.height() >= field.sizeHint().height()
        assert dialog.result_.height() >= dialog.result_.heightForWidth(dialog.result_.width())
        dialog.reject()

    in_window(scenario)
