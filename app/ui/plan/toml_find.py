"""Finds words in a dataset file's text."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.ui import theme
from app.ui.captions.rewriting import selection
from app.ui.plan.toml_text import TomlText
from app.ui.widgets.button import IconButton
from app.ui.widgets.fields import LineEdit
from app.ui.widgets.label import Label


class _Field(LineEdit):
    stepped = Signal(int)
    left = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            back = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
            self.stepped.emit(-1 if back else 1)
        elif event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)


class FindBar(QWidget):
    """Capitals do not matter; Enter goes on, Shift+Enter back, Escape closes."""

    def __init__(self, text: TomlText) -> None:
        super().__init__()
        self._text = text
        self.field = _Field(name=self.tr("Find in the text"), placeholder=self.tr("Find"),
                            icon="search")  # fmt: skip
        self.count = Label("", "dim", "small")
        self.back = IconButton("chevron-up", self.tr("Last one before"), size=24)
        self.on = IconButton("chevron-down", self.tr("Next one"), size=24)
        self.close_button = IconButton("x", self.tr("Close"), size=24)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.px(4))
        row.addWidget(self.field, 1)
        for part in (self.count, self.back, self.on, self.close_button):
            row.addWidget(part)
        self.field.textChanged.connect(self._look)
        self.field.stepped.connect(self.step)
        self.field.left.connect(self.leave)
        self.back.clicked.connect(lambda: self.step(-1))
        self.on.clicked.connect(lambda: self.step(1))
        self.close_button.clicked.connect(self.leave)
        text.textChanged.connect(self._look)
        self.hide()

    def open(self) -> None:
        """Show it, with what is selected in the text on one line."""
        chosen = self._text.textCursor().selectedText()
        if chosen and "\u2029" not in chosen:
            self.field.setText(chosen)
        self.show()
        self.field.setFocus()
        self.field.selectAll()
        self._look()

    def leave(self) -> None:
        """Close it; the text has the keys."""
        self.hide()
        self._text.set_hits([])
        self._text.setFocus()

    def step(self, by: int) -> None:
        """Select the next place, or the one before; behind the last comes the first."""
        hits = self._found()
        start, end = selection(self._text)
        if not hits:
            return
        if by > 0:
            found = next((hit for hit in hits if hit[0] >= end), hits[0])
        else:
            found = next((hit for hit in reversed(hits) if hit[1] <= start), hits[-1])
        self._text.select(*found)
        self._say(hits.index(found) + 1, len(hits))

    def _look(self) -> None:
        if self.isHidden():
            return
        hits = self._found()
        self._text.set_hits(hits)
        self._say(0, len(hits))
        self.field.set_wrong(bool(self.field.text()) and not hits)

    def _say(self, place: int, count: int) -> None:
        said = self.tr("{} of {}").format(place, count) if place else f"{count:,}"
        self.count.setText(said if self.field.text() else "")
        self.count.setToolTip(self.tr("Places in the text where it stands; capitals do not matter"))
        for button in (self.back, self.on):
            button.setEnabled(count > 0)

    def _found(self) -> list[tuple[int, int]]:
        word, text = self.field.text().lower(), self._text.toPlainText().lower()
        found: list[tuple[int, int]] = []
        at = text.find(word) if word else -1
        while at >= 0:
            found.append((at, at + len(word)))
            at = text.find(word, at + len(word))
        return found
