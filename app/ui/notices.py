"""Sentences at the top of the window: what went wrong and what to do; each until it is closed."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.ui import theme

if TYPE_CHECKING:
    from app.ui.widgets.notice import Grade, Notice

_MOST = 3
_ACTION = "offered"


class Notices(QWidget):
    """The last few notices, the newest above; the same sentence stands there once."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(*(theme.px(n) for n in (16, 10, 16, 10)))
        self._column.setSpacing(theme.px(6))
        self._shown: list[Notice] = []
        self.hide()

    @property
    def sentences(self) -> list[str]:
        """What stands there, the newest first."""
        return [notice.sentence() for notice in self._shown]

    def say(self, sentence: str, grade: Grade = "bad", *, detail: str = "") -> None:
        """Show a sentence."""
        self._show(sentence, grade, detail=detail)

    def offer(self, sentence: str, grade: Grade, action: str, act: Callable[[], object]) -> None:
        """Show a sentence with something to do; it takes the place of what offered the same."""
        self.withdraw(action)
        notice = self._show(sentence, grade, action=action)
        notice.setProperty(_ACTION, action)
        notice.acted.connect(act)

    def offers(self, action: str) -> bool:
        """Return whether something to do is offered."""
        return any(each.property(_ACTION) == action for each in self._shown)

    def withdraw(self, action: str) -> None:
        """Offer something no longer."""
        for notice in [each for each in self._shown if each.property(_ACTION) == action]:
            self._drop(notice)

    def _show(self, sentence: str, grade: Grade, *, detail: str = "", action: str = "") -> Notice:
        from app.ui.widgets.notice import Notice

        self.retract(sentence)
        notice = Notice(sentence, grade, detail=detail, action=action)
        notice.closed.connect(self._on_closed)
        self._column.insertWidget(0, notice)
        self._shown.insert(0, notice)
        for old in self._shown[_MOST:]:
            self._drop(old)
        self.show()
        return notice

    def retract(self, sentence: str) -> None:
        """Take a sentence away that is no longer so."""
        for notice in [each for each in self._shown if each.sentence() == sentence]:
            self._drop(notice)

    def clear(self) -> None:
        """Take all away."""
        for notice in list(self._shown):
            self._drop(notice)

    def _on_closed(self) -> None:
        for notice in [each for each in self._shown if each is self.sender()]:
            self._drop(notice)

    def _drop(self, notice: Notice) -> None:
        self._shown.remove(notice)
        self._column.removeWidget(notice)
        notice.hide()
        notice.deleteLater()
        self.setVisible(bool(self._shown))
