"""A path that is typed, dropped or chosen; and words with an address that can be copied."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

from PySide6.QtCore import QMimeData, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.core.captions.machine.worker_python import unquoted
from app.ui import theme
from app.ui.loop import spawn
from app.ui.widgets.button import Button, IconButton
from app.ui.widgets.fields import LineEdit
from app.ui.widgets.label import Label

Ask = Callable[[str], Coroutine[Any, Any, Path | None]]
"""Asks the person for a path; gets the one that is there."""


class PathEdit(LineEdit):
    """Takes a file or folder that is dropped on it, as its path."""

    dropped = Signal()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if _path_in(event.mimeData()):
            event.acceptProposedAction()
        else:
            super().dragEnterEvent(event)

    def dropEvent(self, event: QDropEvent) -> None:
        path = _path_in(event.mimeData())
        if not path:
            super().dropEvent(event)
            return
        event.acceptProposedAction()
        self.setText(path)
        self.dropped.emit()


def _path_in(data: QMimeData) -> str:
    """Return the path of what is dragged; empty where it is none of this machine."""
    return next((url.toLocalFile() for url in data.urls() if url.isLocalFile()), "")


class PathRow(QWidget):
    """A path with a button to choose it; ``given`` tells of another one, however it came."""

    given = Signal(str)

    def __init__(self, name: str, ask: Ask, *, placeholder: str = "", tip: str = "") -> None:
        super().__init__()
        self._ask, self._shown = ask, ""
        self.field = PathEdit(name=name, placeholder=placeholder)
        self.field.setToolTip(tip)
        self.field.editingFinished.connect(self._on_given)
        self.field.dropped.connect(self._on_given)
        self.button = Button(self.tr("Choose…"), "raised")
        self.button.setAccessibleName(self.tr("Choose: {}").format(name))
        self.button.setToolTip(self.tr("A file or folder may be dropped on the field, too"))
        self.button.clicked.connect(self._on_choose)
        self._line = QHBoxLayout(self)
        self._line.setContentsMargins(0, 0, 0, 0)
        self._line.setSpacing(theme.px(6))
        self._line.addWidget(self.field, 1)
        self._line.addWidget(self.button)
        self.setFocusProxy(self.field)
        self.setAccessibleName(name)

    def add_button(self, button: QWidget) -> None:
        """Put a button behind the others."""
        self._line.addWidget(button)

    def path(self) -> str:
        """Return what stands there, without the quotation marks that Windows copies paths in."""
        return unquoted(self.field.text())

    def show_path(self, path: str, placeholder: str | None = None) -> None:
        """Show another path; nobody is told. What is being typed stays."""
        if placeholder is not None:
            self.field.setPlaceholderText(placeholder)
        if path != self._shown:
            self._shown = path
            self.field.setText(path)
            self.field.setCursorPosition(0)

    def _on_choose(self) -> None:
        spawn(self._choose())

    async def _choose(self) -> None:
        path = await self._ask(self.path())
        if path is not None:
            self.field.setText(str(path))
            self._on_given()

    def _on_given(self) -> None:
        path = self.path()
        if path != self._shown:
            self._shown = path
            self.given.emit(path)


class CopyLine(QWidget):
    """A line in fixed-width type that can be marked, with a button that copies it."""

    copied = Signal(str)

    def __init__(self, text: str, *, name: str, shown: str = "") -> None:
        super().__init__()
        self._text = text
        self._label = Label(shown or text, "muted", "code", wrap=True)
        self._label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._label.setToolTip(text)
        copy = IconButton("copy", self.tr("Copy {}").format(name), size=22)
        copy.clicked.connect(self._on_copy)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(theme.px(6))
        line.addWidget(copy, 0, Qt.AlignmentFlag.AlignTop)
        line.addWidget(self._label, 1)

    def _on_copy(self) -> None:
        QGuiApplication.clipboard().setText(self._text)
        self.copied.emit(self._text)
