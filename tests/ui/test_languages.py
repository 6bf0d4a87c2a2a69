"""The window in another language, and changed to it while it is open."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QApplication, QLineEdit
from shiboken6 import isValid

from app.core import language
from app.core.library.project import Project
from app.core.settings import Preferences
from app.ui import languages, theme
from app.ui.actions import native_text
from app.ui.errors import Doors
from app.ui.front import Front
from app.ui.loop import settled
from app.ui.settings_dialog import SettingsDialog
from app.ui.widgets.button import key_text
from tests.ui.conftest import Run
from tests.ui.rig import until

TEXTS = {
    "Clips": "클립",
    "Shift": "시프트",
    "Settings": "설정",
    "{number:,} projects": "프로젝트 {number:,}개",
}


@pytest.fixture(autouse=True)
def _catalogs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qapp: QApplication
) -> Iterator[None]:
    folder = tmp_path / "resources"
    (folder / "languages").mkdir(parents=True)
    text = json.dumps(TEXTS, ensure_ascii=False)
    (folder / "languages" / "ko.json").write_text(text, encoding="utf-8")
    monkeypatch.setattr(languages, "resources", lambda: folder)
    yield
    languages.speak(qapp, "en")
    theme.apply(qapp, "dark")


def test_qt_and_core_ask_the_same_catalog(qapp: QApplication) -> None:
    languages.speak(qapp, "ko")
    field = QLineEdit()
    assert field.tr("Clips") == language.tr("Clips") == "클립"
    assert field.tr("not there") == "not there"
    menu = field.createStandardContextMenu()
    assert "실행 취소" in menu.actions()[0].text()  # Qt's own texts
    menu.deleteLater()
    field.deleteLater()
    languages.speak(qapp, "en")
    assert QCoreApplication.translate("QLineEdit", "Clips") == "Clips"


def test_keys_keep_the_names_they_have_on_the_keyboard(qapp: QApplication) -> None:
    languages.speak(qapp, "ko")
    assert native_text("Ctrl+Shift+O") == "Ctrl+Shift+O"
    assert native_text("Ctrl+Shift+Return") == "Ctrl+Shift+Enter"
    assert native_text("Ctrl++") == "Ctrl++"
    assert key_text(QKeySequence("Alt+Up")) == "Alt ↑"
    assert language.tr("Shift") == "시프트"


def test_han_characters_have_the_shapes_of_the_language(qapp: QApplication) -> None:
    languages.speak(qapp, "ko")
    theme.apply(qapp, "dark")
    families = theme.font("body").families()
    assert families.index("Malgun Gothic") < families.index("Yu Gothic UI")


def test_the_window_changes_its_language_with_all_that_is_open(
    qt_run: Run, tmp_path: Path, qapp: QApplication
) -> None:
    Project.create(tmp_path / "Film", "Film").close()

    async def change() -> None:
        front = Front(Preferences(), Doors())
        closed: list[bool] = []
        front.closed.connect(lambda: closed.append(True))
        first = front.window
        await first.open_project(tmp_path / "Film")
        first.stages.show("captions")
        first.actions_["edit.settings"].trigger()
        await until(lambda: first.findChild(SettingsDialog))
        seen: list[bool] = []
        first.document.opened.connect(lambda: seen.append(first.updatesEnabled()))
        first.preferences.change(language="ko")
        await until(lambda: front.window is not first and front.window.findChild(SettingsDialog))
        window = front.window
        assert window.isVisible() and seen == [False]  # no first page flashes up
        assert not isValid(first)
        assert window.actions_["view.clips"].text() == "클립"
        assert window.findChild(SettingsDialog).windowTitle() == "설정"
        assert (window.document.project.folder, window.stage) == (tmp_path / "Film", "captions")
        assert not window.document.read_only
        window.findChild(SettingsDialog).accept()
        window.preferences.change(language="en")
        await until(lambda: front.window is not window)
        assert front.window.actions_["view.clips"].text() == "Clips"
        await asyncio.sleep(0.05)
        assert closed == []
        front.window.close()
        await until(lambda: closed)
        await settled()
        front.window.deleteLater()
        await asyncio.sleep(0)

    qt_run(change())


DECODING = """
import sys, threading
from PySide6.QtCore import QBuffer, QByteArray
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication
from app.ui import languages

app = QApplication([])
languages.speak(app, "ko")
data = QByteArray()
buffer = QBuffer(data)
buffer.open(QBuffer.OpenModeFlag.WriteOnly)
picture = QImage(32, 32, QImage.Format.Format_RGB32)
picture.fill(0)
picture.save(buffer, "JPG")

def decode():
    for _ in range(300):
        QImage.fromData(data.data())

sys.setswitchinterval(1e-6)
threads = [threading.Thread(target=decode) for _ in range(3)]
for each in threads:
    each.start()
for each in threads:
    each.join()
"""


def test_threads_decode_pictures_in_another_language_without_waiting_for_one_another() -> None:
    done = subprocess.run([sys.executable, "-c", DECODING], timeout=60, check=False)
    assert done.returncode == 0
