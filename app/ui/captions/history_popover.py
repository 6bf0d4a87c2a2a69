"""Every wording a caption had: who wrote it and when, how it differs from now, and the way back."""

from __future__ import annotations

import time
from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.core.captions.differing import Run, differ
from app.core.clock import moment_of
from app.core.language import tr
from app.core.sidecars import deciding, taking_in
from app.ui import theme
from app.ui.captions.difference_text import DifferenceText
from app.ui.theme import Tone
from app.ui.widgets.button import Button
from app.ui.widgets.chip import Chip
from app.ui.widgets.label import Label, SectionHead
from app.ui.widgets.popover import Popover
from app.ui.widgets.surface import Hairline, ScrollPane

if TYPE_CHECKING:
    from app.core.library.wordings import Wording

_FROM_FILES = (deciding.LABEL, taking_in.LABEL)
_WIDTH, _HEIGHT = 460, 400  # px at zoom 1; of all of it, of the wordings at the most
_MOST = 50  # wordings that are listed


class HistoryPopover(Popover):
    """Lists wordings, the newest first."""

    restored = Signal(str)  # a wording shall be the caption again

    def __init__(
        self, parent: QWidget, wordings: Sequence[Wording], now: str, *, may_change: bool
    ) -> None:
        super().__init__(parent, parent.tr("History of the caption"))
        self._now, self._may_change = now, may_change
        self.body.addWidget(SectionHead(self.tr("History")))
        if not wordings:
            self.body.addWidget(Label(self.tr("It had no words yet."), "muted"))
            self.setFixedWidth(theme.px(_WIDTH))
            return
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, theme.px(10), 0)
        column.setSpacing(theme.px(10))
        for place, wording in enumerate(wordings[:_MOST]):
            if place:
                column.addWidget(Hairline())
            column.addWidget(self._entry(wording))
        pane = ScrollPane(inner)
        self.body.addWidget(pane)
        self.setFixedWidth(theme.px(_WIDTH))
        edges = self.body.contentsMargins()
        inner.setFixedWidth(theme.px(_WIDTH) - edges.left() - edges.right())
        wide = inner.width() - column.contentsMargins().right()
        for text in inner.findChildren(DifferenceText):
            text.ensurePolished()
            text.setFixedHeight(text.heightForWidth(wide))  # it would guess, not being shown yet
        needed = column.totalHeightForWidth(inner.width())
        pane.setFixedHeight(min(needed, theme.px(_HEIGHT)))

    def _entry(self, wording: Wording) -> QWidget:
        entry = QWidget()
        head = QHBoxLayout()
        head.setSpacing(theme.px(8))
        who, tone = self._who(wording)
        when = moment_of(wording.time, time.time())
        head.addWidget(Chip(who, tone))
        head.addWidget(Label(when, "muted", "small"), 1)
        now = wording.text == self._now
        if now:
            head.addWidget(Chip(self.tr("now"), "accent"))
        elif self._may_change:
            head.addWidget(self._restore(wording))
        text = DifferenceText(name=self.tr("{who}, {time}").format(who=who, time=when))
        text.show_runs([Run("same", wording.text)] if now else differ(self._now, wording.text))
        column = QVBoxLayout(entry)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(6))
        column.addLayout(head)
        column.addWidget(text)
        return entry

    def _restore(self, wording: Wording) -> Button:
        button = Button(self.tr("Restore"), "quiet")
        button.setToolTip(self.tr("Let this be the caption again; one step to undo"))
        button.clicked.connect(partial(self._on_restore, wording.text))
        return button

    def _on_restore(self, text: str) -> None:
        self.restored.emit(text)
        self.close()

    def _who(self, wording: Wording) -> tuple[str, Tone]:
        if wording.model:
            return wording.model.replace("\\", "/").rpartition("/")[2], "info"
        if wording.label in _FROM_FILES:
            return self.tr("taken from a file"), "neutral"
        if wording.label in ("Caption", ""):
            return self.tr("you"), "neutral"
        return self.tr("you · {}").format(tr(wording.label)), "neutral"
