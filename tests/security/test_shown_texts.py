"""A text of a stranger is shown as it is, and what is no folder is not opened as one."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices, QTextDocument
from PySide6.QtWidgets import QWidget

from app.ui.folders import show_folder
from app.ui.widgets.tips import PlainTips, plain

EVIL = 'film <img src="//host/share/x.png"> & <b>more</b>\nline 2'


def test_that_html_of_a_name_is_shown_letter_by_letter() -> None:
    document = QTextDocument()
    document.setHtml(plain(EVIL))
    assert document.toPlainText() == EVIL
    assert "<img" not in plain(EVIL)


@pytest.mark.parametrize("text", ["a film", "a < 5", "", "x\n<b>y</b>", "바람"])
def test_that_what_is_no_html_stays_as_it_is(text: str) -> None:
    assert plain(text) == text


def test_that_words_buttons_and_chips_have_plain_tips() -> None:
    from app.ui.widgets.button import Button
    from app.ui.widgets.chip import Chip
    from app.ui.widgets.label import Label

    for kind in (Label, Button, Chip):
        assert issubclass(kind, PlainTips) and issubclass(kind, QWidget)
        assert kind.setToolTip is PlainTips.setToolTip


def test_that_only_a_folder_can_be_what_is_opened(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[QUrl] = []
    monkeypatch.setattr("app.ui.folders.QDesktopServices.openUrl", opened.append)
    show_folder(tmp_path / "run-me.bat")
    assert opened[0].toLocalFile().endswith("run-me.bat/")  # the system finds no such folder
    show_folder(Path(tmp_path.anchor))
    assert opened[1].isLocalFile()
    assert QDesktopServices is not None
