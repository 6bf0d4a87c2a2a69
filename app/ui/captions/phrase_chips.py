"""Words for shot size, camera angle and camera move, a click each."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from app.core.captions.phrases import GROUPS, groups_of, inserted, phrases_in, toggled
from app.ui import theme
from app.ui.captions.phrase_dialog import PhraseDialog
from app.ui.captions.rewriting import end_composing, rewrite, selection
from app.ui.preferences import PreferenceStore
from app.ui.widgets.chip import Chip
from app.ui.widgets.flow import FlowLayout


class PhraseChips(QWidget):
    """A click puts a phrase at the end of the text or takes it away; with Shift, at the cursor.

    A phrase that stands at the end already is lit.
    """

    used = Signal()  # the text may get the keys again

    def __init__(self, text: QPlainTextEdit, preferences: PreferenceStore) -> None:
        super().__init__()
        self._text, self._preferences = text, preferences
        self._groups: tuple[tuple[str, ...], ...] = ()
        self.chips: dict[str, Chip] = {}
        self._flow = FlowLayout(self, line_gap=5)
        self.own = Chip("…", clickable=True, dashed=True)
        self.own.setAccessibleName(self.tr("Choose these phrases"))
        self.own.setToolTip(self.tr("Choose which phrases stand here"))
        self.own.clicked.connect(self._choose)
        self._at_cursor = False
        self.setAccessibleName(self.tr("Phrases for shot and camera"))
        text.textChanged.connect(self.refresh)
        preferences.changed.connect(self._fill)
        self._fill()

    def refresh(self) -> None:
        """Light what stands at the end of the text."""
        there = phrases_in(self._text.toPlainText(), self._groups)
        for phrase, chip in self.chips.items():
            tone: theme.Tone = "accent" if phrase in there else "neutral"
            if chip.tone() != tone:
                chip.set_state(phrase, tone)
            said = self.tr("{}, in the text").format(phrase) if phrase in there else phrase
            chip.setAccessibleName(said)

    def _fill(self) -> None:
        groups = groups_of(self._preferences.value.phrases) or GROUPS
        if groups == self._groups:
            return
        self._groups = groups
        self.own.setParent(None)
        while self._flow.count():
            self._flow.takeAt(0)
        for chip in self.chips.values():
            chip.deleteLater()
        self.chips = {phrase: chip for phrase, chip in self._made()}
        for each in (*self.chips.values(), self.own):
            self._flow.addWidget(each)
        self.own.show()
        self.refresh()
        self.updateGeometry()

    def _made(self) -> Iterator[tuple[str, Chip]]:
        for phrase in (each for group in self._groups for each in group):
            chip = Chip(phrase, clickable=True, parent=self)
            chip.setToolTip(
                self.tr("At the end of the text, or away again; with Shift, at the cursor")
            )
            chip.clicked.connect(partial(self.use, phrase))
            chip.installEventFilter(self)
            chip.show()
            yield phrase, chip

    def use(self, phrase: str, *, at_cursor: bool | None = None) -> None:
        """Put a phrase into the text, or take it away.

        Args:
            phrase: One of those on the chips.
            at_cursor: In place of what is selected; None: as the click was made.
        """
        text = self._text
        if not text.isEnabled() or text.isReadOnly():
            return
        end_composing(text)
        here = self._at_cursor if at_cursor is None else at_cursor
        said = text.toPlainText()
        made = (
            inserted(said, *selection(text), phrase)
            if here
            else toggled(said, phrase, self._groups)
        )
        rewrite(text, made.text, made.place)
        self.used.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Insist on all lines of chips there are at this width."""
        super().resizeEvent(event)
        self.setMinimumHeight(self._flow.heightForWidth(self.width()))

    def _choose(self) -> None:
        PhraseDialog(self, self._groups, self._preferences).open()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Note whether Shift is held while a chip is clicked."""
        if isinstance(event, QMouseEvent):
            self._at_cursor = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        elif event.type() == QEvent.Type.KeyPress:
            self._at_cursor = False
        return super().eventFilter(watched, event)
