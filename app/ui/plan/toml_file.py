"""The dataset file that an export writes, as it stands now."""

from __future__ import annotations

import re

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication, QSyntaxHighlighter, QTextCharFormat
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QVBoxLayout

from app.core.export.plan_view import PlanView
from app.core.export.project_export import DATASET_FILE, FOLDER
from app.ui import theme
from app.ui.widgets.button import IconButton
from app.ui.widgets.chip import Chip
from app.ui.widgets.fields import PlainTextEdit
from app.ui.widgets.flow import FlowLayout
from app.ui.widgets.label import Label, SectionHead
from app.ui.widgets.surface import Surface

_PARTS = re.compile(
    r"""(?P<text>"(?:\\.|[^"\\])*"|'[^']*')|(?P<note>\#.*)|(?P<head>^\s*\[\[?[\w.]+\]?\])"""
    r"""|(?P<value>\b(?:true|false|\d+(?:\.\d+)?)\b)|(?P<key>^\s*[\w-]+(?=\s*=))"""
)
_COLORS = {
    "text": "good", "note": "dim", "head": "info", "value": "accent_text", "key": "text",
}  # fmt: skip


class TomlColors(QSyntaxHighlighter):
    """Colours a TOML file: one line is enough to know what a word is, as ours are written."""

    def highlightBlock(self, text: str) -> None:
        plain = QTextCharFormat()
        plain.setForeground(theme.color("muted"))
        self.setFormat(0, len(text), plain)
        for found in _PARTS.finditer(text):
            ink = QTextCharFormat()
            ink.setForeground(theme.color(_COLORS[found.lastgroup or "key"]))
            self.setFormat(found.start(), found.end() - found.start(), ink)


class TomlPanel(Surface):
    """The right column.

    Signals:
        copied: The file's text is in the clipboard.
    """

    copied = Signal(str)

    def __init__(self) -> None:
        super().__init__("surface")
        self.chip = Chip()
        self.copy_button = IconButton("copy", self.tr("Copy the file"), size=24)
        self.copy_button.clicked.connect(self._on_copy)
        self.text = PlainTextEdit(name=self.tr("Dataset file"), role="code")
        self.text.setReadOnly(True)
        self.text.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self._colors = TomlColors(self.text.document())
        theme.changes().changed.connect(self._colors.rehighlight)
        self._lay_out()

    def _lay_out(self) -> None:
        title = SectionHead(DATASET_FILE)
        title.setMinimumHeight(self.chip.sizeHint().height())
        flow = FlowLayout(gap=10, line_gap=4)
        flow.addWidget(title)
        flow.addWidget(self.chip)
        head = QHBoxLayout()
        head.setSpacing(theme.px(8))
        head.addLayout(flow, 1)
        head.addWidget(self.copy_button, 0, Qt.AlignmentFlag.AlignTop)
        note = self.tr("An export writes it to {}, as it is here.")
        column = QVBoxLayout(self)
        column.setContentsMargins(*(theme.px(n) for n in (16, 14, 14, 14)))
        column.setSpacing(theme.px(8))
        column.addLayout(head)
        column.addWidget(self.text, 1)
        column.addWidget(Label(note.format(f"{FOLDER}/{DATASET_FILE}"), "dim", "small", wrap=True))

    def show_view(self, view: PlanView) -> None:
        """Show the file of a plan and whether the trainer takes it."""
        if self.text.toPlainText() != view.text:
            self._put(view.text)
        rules = view.plan.rules.name
        if view.stops:
            self.chip.set_state(self.tr("stops {}").format(rules), "bad")
            self.chip.setToolTip(self.tr("The sentences beside say where and what to do."))
        else:
            self.chip.set_state(self.tr("valid for {}").format(rules), "good")
            self.chip.setToolTip(self.tr("Checked with the rules of the trainer itself."))
        self.copy_button.setEnabled(bool(view.text))

    def _put(self, text: str) -> None:
        """Change the text; what is in view stays there."""
        bars = self.text.verticalScrollBar(), self.text.horizontalScrollBar()
        places = [bar.value() for bar in bars]
        self.text.setPlainText(text)
        for bar, place in zip(bars, places, strict=True):
            bar.setValue(place)

    def _on_copy(self) -> None:
        QGuiApplication.clipboard().setText(self.text.toPlainText())
        self.copied.emit(self.text.toPlainText())
