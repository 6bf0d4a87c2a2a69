"""Where a search is found in the text that is written, lit; and from one place to the next."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QPlainTextEdit, QTextEdit

from app.core.captions.replacing import Finder, SearchError, Span
from app.ui import theme
from app.ui.captions.chosen import Chosen
from app.ui.captions.replacing import Replacing
from app.ui.captions.rewriting import selection, units

_PATIENCE = 0.1  # seconds: it is looked for while the person waits


class Hits(QObject):
    """Lights the hits in an editor, and goes from hit to hit through the captions."""

    def __init__(self, replacing: Replacing, chosen: Chosen, edit: QPlainTextEdit) -> None:
        super().__init__(edit)
        self._replacing, self._chosen, self._edit = replacing, chosen, edit
        self._gone_for = replacing.search
        replacing.changed.connect(self.light)
        edit.textChanged.connect(self.light)
        theme.changes().changed.connect(self.light)

    def light(self) -> None:
        """Light what is found in the text."""
        self._edit.setExtraSelections([self._lit(span) for span in self._spans()])

    def go(self, forward: bool) -> bool:
        """Select the next hit, or the one before; return whether there is one."""
        spans = self._spans()
        start, end = selection(self._edit)
        if self._gone_for != self._replacing.search:  # a new search begins with the whole text
            self._gone_for = self._replacing.search
            start, end = (0, 0) if forward else (len(self._edit.toPlainText()),) * 2
        here = (start, end) in spans
        if forward:
            left = [span for span in spans if span[0] >= (end if here else start)]
        else:
            left = [span for span in spans if span[1] <= start][::-1]
        in_sight = self._edit.isVisible()  # not while the table is shown
        if left and in_sight and self._chosen.current in self._replacing.hits:
            self._select(left[0])
            return True
        return self._go_on(forward)

    def _go_on(self, forward: bool) -> bool:
        """Show the next caption that has a hit, from the other end again after the last."""
        keys = list(self._replacing.hits)
        if not keys:
            return False
        places = {key: place for place, key in enumerate(self._chosen.listed)}
        orders = [places.get(key, len(places)) for key in keys]  # not listed: behind all
        now = self._chosen.place()
        key = keys[_next_place(orders, len(places) if now is None else now, forward)]
        selected = self._chosen.selected
        if key in selected and len(selected) > 1:
            self._chosen.select(selected, key)
        else:
            self._chosen.choose(key)
        spans = self._spans()
        if spans:
            self._select(spans[0 if forward else -1])
        return True

    def _spans(self) -> list[Span]:
        replacing = self._replacing
        if not replacing.search or replacing.trouble:
            return []
        try:
            return Finder(replacing.search, _PATIENCE).spans(self._edit.toPlainText())
        except SearchError:
            return []

    def _select(self, span: Span) -> None:
        self._edit.setTextCursor(self._cursor(span))
        self._edit.ensureCursorVisible()

    def _cursor(self, span: Span) -> QTextCursor:
        text = self._edit.toPlainText()
        cursor = QTextCursor(self._edit.document())
        cursor.setPosition(units(text, span[0]))
        cursor.setPosition(units(text, span[1]), QTextCursor.MoveMode.KeepAnchor)
        return cursor

    def _lit(self, span: Span) -> QTextEdit.ExtraSelection:
        lit = QTextEdit.ExtraSelection()
        lit.cursor = self._cursor(span)
        lit.format.setBackground(theme.color("accent_fill"))
        lit.format.setForeground(theme.color("accent_text"))
        return lit


def _next_place(orders: list[int], now: int, forward: bool) -> int:
    """Return the place of the next of some orders, from the other end again after the last."""
    places = range(len(orders))
    if forward:
        return min(places, key=lambda n: (orders[n] <= now, orders[n]))
    return max(places, key=lambda n: (orders[n] < now, orders[n]))
