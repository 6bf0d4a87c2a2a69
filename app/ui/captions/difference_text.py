"""Two captions in one text: what is gone struck in red, what is new in green."""

from __future__ import annotations

import math
from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QSizePolicy, QTextEdit, QWidget

from app.core.captions.differing import Run, said
from app.ui import theme
from app.ui.captions.difference_lines import format_of
from app.ui.theme import FontRole

_BETWEEN = "\u2009"  # a thin space, so that struck words do not touch what came for them
_BESIDE, _ABOVE = 6, 7  # px at zoom 1 of padding, as the style sheet has it


class DifferenceText(QTextEdit):
    """Shows a difference to be read and copied; as high as its text, up to ``most`` lines."""

    def __init__(
        self,
        *,
        name: str,
        most: int = 12,
        role: FontRole = "body",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._runs: tuple[Run, ...] = ()
        self._most = most
        self.setReadOnly(True)
        self.setAccessibleName(name)
        self.setTabChangesFocus(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        theme.set_font(self, role)
        theme.changes().changed.connect(self._write)

    def show_runs(self, runs: Sequence[Run]) -> None:
        """Show another difference."""
        if tuple(runs) != self._runs:
            self._runs = tuple(runs)
            self._write()

    def runs(self) -> tuple[Run, ...]:
        """Return what is shown."""
        return self._runs

    def _write(self) -> None:
        formats = {"same": QTextCharFormat(), "gone": format_of("gone"), "new": format_of("new")}
        self.clear()
        cursor, before = QTextCursor(self.document()), ""
        for run in self._runs:
            if run.kind == "new" and before == "gone" and not cursor.atStart():
                cursor.insertText(_BETWEEN, formats["same"])
            cursor.insertText(run.text, formats[run.kind])
            before = run.kind
        changed = any(run.kind != "same" for run in self._runs)
        words = said(self._runs, self.tr("gone: {};"), self.tr("new: {};")) if changed else ""
        self.setAccessibleDescription(words)
        self._settle_bar()
        self.updateGeometry()

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return min(self._wanted(width), self._most_high()) + 2 * theme.px(_ABOVE) + 2

    def _most_high(self) -> int:
        margin = 2 * round(self.document().documentMargin())
        return self._most * self.fontMetrics().lineSpacing() + margin

    def _wanted(self, width: int) -> int:
        """Return how high the text is in a widget so wide, without a bar to scroll it."""
        document = self.document()
        shown = document.textWidth()
        document.setTextWidth(max(1, width - 2 * theme.px(_BESIDE) - 2))
        wanted = document.size().height()
        document.setTextWidth(shown)
        return math.ceil(wanted)

    def _settle_bar(self) -> None:
        """Have a bar only where the text is higher than it may be.

        One that came for a moment, while there was less room, would make the text narrower and so
        higher, and stay.
        """
        needed = self._wanted(self.width()) > self._most_high()
        bar = Qt.ScrollBarPolicy
        self.setVerticalScrollBarPolicy(bar.ScrollBarAsNeeded if needed else bar.ScrollBarAlwaysOff)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._settle_bar()
        super().resizeEvent(event)

    def sizeHint(self) -> QSize:
        width = self.width() if self.isVisible() else theme.px(240)
        return QSize(theme.px(200), self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.px(80), theme.px(34))
