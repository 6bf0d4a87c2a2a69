"""Says what is under the mouse in a dataset file's text: what is wrong, and what a key does."""

from __future__ import annotations

import html

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import QToolTip

from app.core.language import tr
from app.core.planner.editing.key_help import key_named
from app.core.planner.editing.toml_editing import key_at
from app.core.planner.schema import DEPRECATED
from app.core.planner.wanted_values import shown
from app.ui.captions.rewriting import characters
from app.ui.plan.toml_text import TomlText


class TomlHints(QObject):
    """The tooltip of the text."""

    def __init__(self, text: TomlText) -> None:
        super().__init__(text)
        self._text = text
        text.viewport().installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            cursor = self._text.cursorForPosition(event.pos())
            place = characters(self._text.toPlainText(), cursor.position())
            near = self._text.cursorRect(cursor).adjusted(-12, 0, 12, 0).contains(event.pos())
            words = self.hint(place) if near else ""
            QToolTip.showText(event.globalPos(), words, self._text.viewport())
            return True
        return super().eventFilter(watched, event)

    def hint(self, place: int) -> str:
        """Return what is said at a place, in characters; "" where nothing is."""
        said = [html.escape(mark.sentence) for mark in self._text.marks_at(place)]
        found = key_at(self._text.toPlainText(), place)
        if found:
            said += self._help(found[0])
        return f"<qt>{'<br><br>'.join(said)}</qt>" if said else ""

    def _help(self, name: str) -> list[str]:
        """Return what a key does and its default; nothing for a key nobody knows."""
        key = key_named(DEPRECATED.get(name, name))
        if key is None:
            return []
        default = list(key.default) if isinstance(key.default, tuple) else key.default
        words = self.tr("Not written: {}.").format(
            tr(key.unset) if default is None else shown(default)
        )
        return [f"<b>{html.escape(name)}</b><br>{html.escape(tr(key.help))} {html.escape(words)}"]
