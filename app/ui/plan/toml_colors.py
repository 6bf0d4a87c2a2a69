"""Colours a dataset file's text by what its words are."""

from __future__ import annotations

from PySide6.QtGui import QSyntaxHighlighter, QTextCharFormat, QTextDocument

from app.core.planner.text.words import OUTSIDE, State, WordKind, words_of_line
from app.ui import theme
from app.ui.captions.rewriting import units

_COLORS: dict[WordKind, str] = {
    "comment": "dim", "bracket": "info", "table": "info", "key": "text", "text": "good",
    "long": "good", "number": "accent_text", "flag": "accent_text", "odd": "bad",
}  # fmt: skip


class TomlColors(QSyntaxHighlighter):
    """Reads line by line; the number of a block is that of the state its line ends in."""

    def __init__(self, document: QTextDocument) -> None:
        super().__init__(document)
        self._states: list[State] = [OUTSIDE]
        theme.changes().changed.connect(self.rehighlight)

    def highlightBlock(self, text: str) -> None:
        before = self.previousBlockState()
        words, after = words_of_line(text, self._states[max(before, 0)])
        self.setCurrentBlockState(self._number(after))
        plain = QTextCharFormat()
        plain.setForeground(theme.color("muted"))
        self.setFormat(0, units(text, len(text)), plain)
        for kind, start, end in words:
            if kind in _COLORS:
                ink = QTextCharFormat()
                ink.setForeground(theme.color(_COLORS[kind]))
                first = units(text, start)
                self.setFormat(first, units(text, end) - first, ink)

    def _number(self, state: State) -> int:
        if state not in self._states:
            self._states.append(state)
        return self._states.index(state)
