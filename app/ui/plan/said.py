"""Sentences that must be known of a plan, the worst first."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.core.export.plan_view import Said
from app.core.language import tr
from app.ui import theme
from app.ui.actions import COMMANDS
from app.ui.widgets.button import Button
from app.ui.widgets.notice import Notice

_FEW = 3
_TITLES = {command.id: command.text for command in COMMANDS}


class SaidList(QWidget):
    """A notice for each sentence; more than a few wait behind a button.

    Signals:
        asked: The id of a command that does away with a sentence.
    """

    asked = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._said: tuple[Said, ...] = ()
        self._all = False
        self._notices: list[Notice] = []
        self.more_button = Button("", "quiet")
        self.more_button.clicked.connect(self._on_more)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(theme.px(6))
        self._column.addWidget(self.more_button)
        self.hide()

    def show_said(self, said: Sequence[Said]) -> None:
        """Show other sentences; nothing is there where there are none."""
        if tuple(said) == self._said:
            return
        self._said = tuple(said)
        self._show()

    def sentences(self) -> list[str]:
        """Return what is readable now."""
        return [notice.sentence() for notice in self._notices if not notice.isHidden()]

    def _on_acted(self) -> None:
        notice = self.sender()
        if isinstance(notice, Notice) and notice in self._notices:
            self.asked.emit(self._said[self._notices.index(notice)].cure)

    def _on_more(self) -> None:
        self._all = not self._all
        self._show()

    def _show(self) -> None:
        few = _FEW if len(self._said) > _FEW + 1 else _FEW + 1
        shown = self._said if self._all else self._said[:few]
        while len(self._notices) < len(shown):
            notice = Notice(closable=False)
            notice.acted.connect(self._on_acted)
            self._column.insertWidget(len(self._notices), notice)
            self._notices.append(notice)
        for notice, each in zip(self._notices, shown, strict=False):
            cure = tr(_TITLES[each.cure]) if each.cure else ""
            notice.say(each.sentence, each.grade, action=cure)
            notice.show()
        for notice in self._notices[len(shown) :]:
            notice.hide()
        rest = len(self._said) - few
        more = self.tr("{:,} more").format(rest)
        self.more_button.setText(self.tr("Fewer") if self._all else more)
        self.more_button.setVisible(rest > 0)
        self.setVisible(bool(self._said))
