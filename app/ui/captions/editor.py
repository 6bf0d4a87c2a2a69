"""The large editor: one caption, written as in a good text editor."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.core.captions.text import with_trigger
from app.core.captions.tokens import TokenCounter, estimated
from app.core.captions.typed import as_kept
from app.core.language import tr
from app.core.library.model import Clip, Still
from app.ui import theme
from app.ui.actions import Actions, keyed
from app.ui.captions.foot_button import FootButton
from app.ui.captions.keeping import Keeping, same
from app.ui.captions.phrase_chips import PhraseChips
from app.ui.captions.token_meter import TokenMeter
from app.ui.captions.trigger_head import TriggerHead
from app.ui.document import Document
from app.ui.preferences import PreferenceStore
from app.ui.widgets.label import Label
from app.ui.widgets.roomy_text import RoomyText
from app.ui.widgets.surface import Surface

Count = Callable[[str], tuple[int, bool]]
"""Tokens of a text, and whether that is exact."""

_STEP, _SMALLEST, _LARGEST = 1.1, 0.7, 3.0  # of the type
_COUNT_MS = 120  # after the last letter


class CaptionText(RoomyText):
    """The text; what is pasted at its start comes without the project's trigger."""

    def __init__(self, name: str, head: QWidget, foot: QWidget, document: Document) -> None:
        super().__init__(name, head, foot)
        self._caption_of = document

    def pasted(self, text: str) -> str:
        """Return what becomes of a text that is pasted here."""
        text = super().pasted(text)
        if self.textCursor().selectionStart() > 0 or not self._caption_of.is_open:
            return text
        trigger = self._caption_of.rows.settings.trigger
        plain = as_kept(text, "")
        return text if as_kept(text, trigger) == plain else as_kept(text, trigger)


class Editor(Surface):
    """Text, phrases, counts, and on to the next.

    Attributes:
        keeping: Binds the text to its row.
    """

    escaped = Signal()  # the keys may go elsewhere
    moved = Signal()  # another row is shown
    counted = Signal(str)  # the text as it is now, a moment after it was typed

    def __init__(self, document: Document, preferences: PreferenceStore, actions: Actions) -> None:
        super().__init__("background")
        self._document, self._preferences = document, preferences
        self._count: Count = _estimate
        self.trigger, self.meter = TriggerHead(document, self), TokenMeter()
        self.text = CaptionText(self.tr("Caption"), self.trigger, self.meter, document)
        self.trigger.refresh()  # it lies on the text now
        self.text.installEventFilter(self)
        self.keeping = Keeping(document, self.text)
        self.phrases = PhraseChips(self.text, preferences)
        self._note = Label("", "warn", "small", wrap=True)
        self._note.hide()
        self._soon = QTimer(self, singleShot=True, interval=_COUNT_MS)
        self._soon.timeout.connect(self.recount)
        self.previous = FootButton(actions["caption.previous"], self.tr("Previous"), "quiet")
        self.done = FootButton(actions["caption.done_next"], self.tr("Done, next"), "primary")
        self._left, self._right = QHBoxLayout(), QHBoxLayout()
        self._lay_out()
        self._connect()
        self._fit()
        self.show_row(None)

    def _lay_out(self) -> None:
        foot = QHBoxLayout()
        foot.setSpacing(theme.px(8))
        for layout in (self._left, self._right):
            layout.setSpacing(theme.px(8))
        self._left.addWidget(self.previous)
        foot.addLayout(self._left)
        foot.addStretch(1)
        foot.addLayout(self._right)
        foot.addWidget(self.done)
        column = self._column = QVBoxLayout(self)
        column.setContentsMargins(*(theme.px(n) for n in (24, 10, 24, 16)))
        column.setSpacing(theme.px(10))
        column.addWidget(self.text, 1)
        column.addWidget(self._note)
        column.addWidget(self.phrases)
        column.addLayout(foot)

    def _connect(self) -> None:
        document = self._document
        self.trigger.resized.connect(self.text.fit_head)
        self.trigger.left.connect(self.write)
        self.phrases.used.connect(self.write)
        self.text.zoom_asked.connect(self.zoom)
        self.text.textChanged.connect(self._soon.start)
        self.keeping.typed.connect(self._note.hide)
        self.keeping.overtaken.connect(self._on_overtaken)
        self._preferences.changed.connect(self._fit)
        document.changed.connect(self._soon.start)
        document.reloaded.connect(self._soon.start)

    # ------------------------------------------------------------------------------- showing

    def show_row(self, row: Clip | Still | None) -> None:
        """Show the caption of a row; what was typed for another is kept before.

        Raises:
            ProjectError: That could not be kept; the other stays.
        """
        another = not same(self.keeping.row, row)
        self.keeping.show(row)
        self.text.setEnabled(row is not None)
        may = row is not None and not self._document.read_only
        self.phrases.setEnabled(may)
        hint = self.tr("What happens here?") if may else self.tr("No caption")
        self.text.set_hint(hint if row is not None else "")
        if another:
            self._note.hide()
            self.moved.emit()
            self.recount()

    def write(self) -> None:
        """Let the keys go to the text, the cursor where it was."""
        if self.text.isEnabled() and self.isVisible():
            self.text.setFocus(Qt.FocusReason.OtherFocusReason)

    def set_count(self, count: Count) -> None:
        """Count tokens in another way from now on."""
        self._count = count
        self.recount()

    def recount(self) -> None:
        """Show how long the text is."""
        self._soon.stop()
        if not self._document.is_open:
            return
        text = self.keeping.text
        whole = with_trigger(text, self._document.rows.settings.trigger)
        tokens, exact = self._count(whole)
        self.meter.show_count(len(text.split()), tokens, exact=exact)
        self.counted.emit(text)

    def add_to_foot(self, widget: QWidget, side: Literal["left", "right"]) -> None:
        """Put a button beside *previous* or before *done, next*."""
        (self._left if side == "left" else self._right).addWidget(widget)

    def add_below_text(self, widget: QWidget) -> None:
        """Put what is said of the text under it, above the phrases."""
        self._column.insertWidget(self._column.indexOf(self.phrases), widget)

    def _on_overtaken(self) -> None:
        words = self.tr(
            "It was changed elsewhere meanwhile. What you typed stays; one step back is the other "
            "text"
        )
        self._note.setText(tr("{sentence}.", sentence=keyed(words, "edit.undo")))
        self._note.show()

    # --------------------------------------------------------------------------------- sizes

    def zoom(self, steps: int) -> None:
        """Have larger type, smaller for steps below 0."""
        now = self._preferences.value.text_zoom * _STEP**steps
        now = 1.0 if abs(now - 1.0) < (_STEP - 1) / 2 else now
        self._preferences.change(text_zoom=round(min(max(now, _SMALLEST), _LARGEST), 3))

    def _fit(self) -> None:
        self.text.set_factor(self._preferences.value.text_zoom)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Leave the text with Escape; what was typed is kept."""
        if (
            watched is self.text
            and isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.KeyPress
            and event.key() == Qt.Key.Key_Escape
        ):
            self.keeping.keep()
            self.escaped.emit()
            return True
        return super().eventFilter(watched, event)


def _estimate(text: str) -> tuple[int, bool]:
    """Return about how many tokens a text has, where nothing better is known."""
    return TokenCounter(estimated).count(text), False
