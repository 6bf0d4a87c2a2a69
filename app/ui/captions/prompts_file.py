"""The trainer's file of sample prompts as the next export writes it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QGuiApplication, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QHBoxLayout, QTextEdit, QVBoxLayout, QWidget

from app.core.export.prompts import prompts_text
from app.ui import theme
from app.ui.captions.prompts_editing import PromptEditing
from app.ui.widgets.button import IconButton
from app.ui.widgets.fields import PlainTextEdit
from app.ui.widgets.label import SectionHead


class PromptFile(QWidget):
    """Shows the file to be read and copied; the line of the chosen prompt is lit."""

    copied = Signal(str)  # a sentence

    def __init__(self, editing: PromptEditing) -> None:
        super().__init__()
        self._editing = editing
        self.text = PlainTextEdit(
            name=self.tr("What the trainer reads"), role="code", lines=9, least=4
        )
        self.text.setReadOnly(True)
        self.text.setToolTip(
            self.tr(
                "sample_prompts.txt as the next export writes it: sizes in steps of 16, lengths of "
                "4n + 1, the trigger in front."
            )
        )
        copy = IconButton("copy", self.tr("Copy the file's text"), size=26)
        copy.clicked.connect(self.copy)
        head = QHBoxLayout()
        head.addWidget(SectionHead(self.tr("sample_prompts.txt")))
        head.addStretch(1)
        head.addWidget(copy)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(6))
        column.addLayout(head)
        column.addWidget(self.text, 1)
        editing.changed.connect(self.refresh)
        editing.typed.connect(self.refresh)
        editing.chosen_changed.connect(self._light)
        theme.changes().changed.connect(self._light)
        self.refresh()

    def refresh(self) -> None:
        """Show the file as it would be written now."""
        text = prompts_text(self._editing.rows_typed, trigger=self._editing.trigger)
        if text != self.text.toPlainText():
            bar = self.text.verticalScrollBar()
            place = bar.value()
            self.text.setPlainText(text)
            bar.setValue(place)
        self._light()

    def copy(self) -> None:
        """Put the text into the clipboard."""
        QGuiApplication.clipboard().setText(self.text.toPlainText())
        self.copied.emit(self.tr("The sample prompts are in the clipboard."))

    def lit(self) -> str:
        """Return the line that is lit; empty where none is."""
        found = self.text.extraSelections()
        return found[0].cursor.selectedText() if found else ""

    def _light(self) -> None:
        chosen, trigger = self._editing.chosen, self._editing.trigger
        lines = self.text.toPlainText().split("\n")
        rows = self._editing.rows_typed
        row = next((each for each in rows if each.id == chosen), None)
        before = [each for each in rows if row is not None and each.position < row.position]
        written = prompts_text(before, trigger=trigger).count("\n")
        found: list[QTextEdit.ExtraSelection] = []
        if row is not None and prompts_text([row], trigger=trigger) and written + 1 < len(lines):
            one = QTextEdit.ExtraSelection()
            look = QTextCharFormat()
            look.setBackground(theme.color("accent_fill"))
            block = self.text.document().findBlockByNumber(written + 1)
            cursor = QTextCursor(block)
            cursor.movePosition(
                QTextCursor.MoveOperation.EndOfBlock, QTextCursor.MoveMode.KeepAnchor
            )
            one.cursor, one.format = cursor, look
            found.append(one)
        self.text.setExtraSelections(found)
