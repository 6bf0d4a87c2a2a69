"""The caption of the marked clip or still: typed in place, kept while it is typed."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.core.amounts import counted
from app.core.library.model import Clip, Still
from app.ui import theme
from app.ui.actions import key_text, keyed
from app.ui.captions.keeping import Keeping
from app.ui.clips.marking import Marking
from app.ui.document import Document
from app.ui.widgets.chip import Chip
from app.ui.widgets.fields import PlainTextEdit
from app.ui.widgets.label import Label


class CaptionField(QWidget):
    """A head with the trigger as a chip, then the text.

    Enter keeps it and goes on; Escape keeps it, too.
    """

    left = Signal()  # done with this one: on to the next
    escaped = Signal()
    trigger_asked = Signal()  # the project's trigger word is to be set

    def __init__(self, document: Document, marking: Marking) -> None:
        super().__init__()
        self._document, self._marking = document, marking
        self._trigger = Chip("", "accent")
        self.ask_trigger = Chip(self.tr("+ trigger"), clickable=True, dashed=True)
        self.ask_trigger.setToolTip(
            self.tr(
                "A word of your own that begins every caption: what is trained answers to it. "
                "Click to set it."
            )
        )
        self.ask_trigger.clicked.connect(self.trigger_asked)
        self._words = Label("", "dim", "small")
        self.text = PlainTextEdit(name=self.tr("Caption"), lines=5, least=2)
        self.text.installEventFilter(self)
        self.keeping = Keeping(document, self.text)
        head = QHBoxLayout()
        head.setContentsMargins(0, 0, 0, 0)
        head.setSpacing(theme.px(8))
        head.addWidget(Label(self.tr("Caption"), "dim", "caps"))
        head.addWidget(self._trigger)
        head.addWidget(self.ask_trigger)
        head.addStretch()
        head.addWidget(self._words)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(6))
        column.addLayout(head)
        column.addWidget(self.text, 1)
        self.text.textChanged.connect(self._count)
        marking.marked.connect(self.refresh)
        document.changed.connect(self.refresh)
        document.reloaded.connect(self.refresh)
        document.opened.connect(self.refresh)
        self.refresh()

    def refresh(self, *_: object) -> None:
        """Show the caption of what is marked; what was typed for another is kept before."""
        row = self._marking.row if self._document.is_open else None
        now = row if isinstance(row, Clip | Still) else None
        self.keeping.show(now)
        if now is None and self.text.hasFocus():
            self.escaped.emit()  # Qt would give the focus to whatever comes next
        self.text.setEnabled(now is not None)
        self.text.setPlaceholderText(self.tr("What happens here?") if now else self._first_pick())
        self._show_trigger()

    def _first_pick(self) -> str:
        key = key_text("pick.pick")
        if not key:
            return self.tr("Pick it, then write.")
        return self.tr("Pick it ({}), then write.").format(key)

    def _show_trigger(self) -> None:
        trigger = self._document.rows.settings.trigger if self._document.is_open else ""
        self._trigger.setVisible(bool(trigger))
        may = self._document.is_open and not self._document.read_only
        self.ask_trigger.setVisible(may and not trigger)
        self._trigger.set_state(trigger, "accent")
        self._trigger.setToolTip(
            keyed(self.tr("Begins every exported caption, once; see Settings"), "edit.settings")
        )

    def _count(self) -> None:
        words = len(self.text.toPlainText().split())
        self._words.setText(counted(words, "word") if words else "")

    def focus(self) -> None:
        """Put the cursor behind the last word."""
        if self.text.isEnabled():
            self.text.setFocus(Qt.FocusReason.OtherFocusReason)
            self.text.moveCursor(self.text.textCursor().MoveOperation.End)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            plain = not event.modifiers() & Qt.KeyboardModifier.ShiftModifier
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and plain:
                self.keeping.keep()
                self.left.emit()
                return True
            if event.key() == Qt.Key.Key_Escape:
                self.keeping.keep()  # what was typed is never thrown away; Ctrl+Z takes it back
                self.escaped.emit()
                return True
        return super().eventFilter(watched, event)
