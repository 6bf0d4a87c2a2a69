"""The caption of the marked clip or still: typed in place, kept while it is typed."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.core.amounts import counted
from app.core.captions.text import one_line
from app.core.library.model import Clip, Still
from app.ui import theme
from app.ui.actions import keyed
from app.ui.clips.marking import Marking
from app.ui.clips.picking import Picking
from app.ui.document import Document
from app.ui.widgets.chip import Chip
from app.ui.widgets.fields import PlainTextEdit
from app.ui.widgets.label import Label

_DRAFT_MS = 1_000  # what was typed is on the disk so long after, also in a crash


class CaptionField(QWidget):
    """The trigger as a chip, then the text. Enter keeps it and goes on; Escape keeps it, too."""

    left = Signal()  # done with this one: on to the next
    escaped = Signal()
    trigger_asked = Signal()  # the project's trigger word is to be set

    def __init__(self, document: Document, marking: Marking, picking: Picking) -> None:
        super().__init__()
        self._document, self._marking, self._picking = document, marking, picking
        self._row: Clip | Still | None = None
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
        self.text = PlainTextEdit(name=self.tr("Caption"), lines=5, least=3)
        self.text.installEventFilter(self)
        self._drafted = False
        self._draft = QTimer(self, singleShot=True, interval=_DRAFT_MS)
        self._draft.timeout.connect(self._keep_draft)
        head = QHBoxLayout()
        head.setContentsMargins(0, 0, 0, 0)
        head.addWidget(self._trigger)
        head.addWidget(self.ask_trigger)
        head.addStretch()
        head.addWidget(self._words)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(6))
        column.addLayout(head)
        column.addWidget(self.text, 1)
        self.text.textChanged.connect(self._on_typed)
        self.text.committed.connect(self.keep)
        marking.marked.connect(self.refresh)
        document.changed.connect(self.refresh)
        document.reloaded.connect(self.refresh)
        document.opened.connect(self._forget)
        document.settle_asked.connect(self.keep)
        document.keep_before_closing(self.keep)
        self.refresh()

    def refresh(self, *_: object) -> None:
        """Show the caption of what is marked; what was typed for another is kept before."""
        row = self._marking.row if self._document.is_open else None
        now = row if isinstance(row, Clip | Still) else None
        if not _same(self._row, now):
            self.keep()
        before, self._row = self._row, now
        if now is None and self.text.hasFocus():
            self.escaped.emit()  # Qt would give the focus to whatever comes next
        self.text.setEnabled(now is not None)
        self.text.setReadOnly(self._document.read_only)
        self.text.setPlaceholderText(
            self.tr("What happens here?")
            if now
            else self.tr("{}, then write.").format(keyed(self.tr("Pick it"), "pick.pick"))
        )
        self._show_trigger()
        if not _same(before, now) or (before and now and before.caption != now.caption):
            self._show_text(now.caption if now else "")

    def _show_text(self, text: str) -> None:
        if one_line(self.text.toPlainText()) == text:
            return
        self.text.blockSignals(True)
        self.text.setPlainText(text)
        self.text.blockSignals(False)
        self._count()

    def _show_trigger(self) -> None:
        trigger = self._document.rows.settings.trigger if self._document.is_open else ""
        self._trigger.setVisible(bool(trigger))
        may = self._document.is_open and not self._document.read_only
        self.ask_trigger.setVisible(may and not trigger)
        self._trigger.set_state(trigger, "accent")
        self._trigger.setToolTip(
            keyed(self.tr("Begins every exported caption, once; see Settings"), "edit.settings")
        )

    def keep(self) -> None:
        """Make an edit of what was typed."""
        self._draft.stop()
        row = self._row
        if row is None or not self._document.is_open or self._document.read_only:
            return
        text = one_line(self.text.toPlainText())
        if text != row.caption:
            self._picking.set_caption(row, text)
        if self._drafted:
            self._drafted = False
            self._document.project.save_draft(row, text)  # what the row says by now: it ends

    def _keep_draft(self) -> None:
        row = self._row
        if row is not None and self._document.is_open and not self._document.read_only:
            self._drafted = True
            self._document.project.save_draft(row, one_line(self.text.toPlainText()))

    def _on_typed(self) -> None:
        self._count()
        if not self._draft.isActive():
            self._draft.start()

    def _count(self) -> None:
        words = len(self.text.toPlainText().split())
        self._words.setText(counted(words, "word") if words else "")

    def _forget(self) -> None:
        self._draft.stop()
        self._drafted = False
        self._row = None
        self.refresh()

    def focus(self) -> None:
        """Put the cursor behind the last word."""
        if self.text.isEnabled():
            self.text.setFocus(Qt.FocusReason.OtherFocusReason)
            self.text.moveCursor(self.text.textCursor().MoveOperation.End)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            plain = not event.modifiers() & Qt.KeyboardModifier.ShiftModifier
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and plain:
                self.keep()
                self.left.emit()
                return True
            if event.key() == Qt.Key.Key_Escape:
                self.keep()  # what was typed is never thrown away; Ctrl+Z takes it back
                self.escaped.emit()
                return True
        return super().eventFilter(watched, event)


def _same(one: Clip | Still | None, other: Clip | Still | None) -> bool:
    """Return whether both are the same row, whatever it says."""
    return type(one) is type(other) and (one is None or other is None or one.id == other.id)
