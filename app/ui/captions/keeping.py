"""Keeps what is typed into a field as the caption of a clip or still."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QGuiApplication, QTextCursor, QTextDocument
from PySide6.QtWidgets import QPlainTextEdit

from app.core.captions.text import tidy
from app.core.captions.typed import as_kept
from app.core.captions.writing import mark_done, write
from app.core.errors import ProjectError
from app.core.library.edits import Edit, several
from app.core.library.model import Clip, Still
from app.ui.captions.rewriting import end_composing, is_composing, rewrite
from app.ui.document import Document

_STACKS = QTextDocument.Stacks.UndoAndRedoStacks
_DRAFT_MS = 700  # with what writing takes, what was typed is on the disk within a second
_STAYS = (
    Qt.FocusReason.ActiveWindowFocusReason,
    Qt.FocusReason.PopupFocusReason,
    Qt.FocusReason.MenuBarFocusReason,
)
"""The field loses the keys, but nobody has left it: another program, a menu, a completion."""


class Keeping(QObject):
    """Binds a field to the caption of one row at a time.

    What is typed is a draft on the disk within a second, and becomes one edit when the field or the
    row is left, the project closes, or somebody asks the document to settle. The trigger, typed or
    pasted in front, is taken off then: the export puts it there. A caption that is changed
    elsewhere is shown, unless something is being typed: that stays, and the other way of saying it
    is one step back.
    """

    shown = Signal()  # another row, or another text than was typed
    typed = Signal()  # by the person
    overtaken = Signal()  # the caption was changed elsewhere; what is being typed stays
    orphaned = Signal(str)  # the row is gone; a sentence on where what was typed for it is now

    def __init__(self, document: Document, field: QPlainTextEdit) -> None:
        super().__init__(field)
        self._document, self._field = document, field
        self._row: Clip | Still | None = None
        self._base = ""  # the caption that what is typed begins from
        self._drafted = self._putting = False
        self._timer = QTimer(self, singleShot=True, interval=_DRAFT_MS)
        self._timer.timeout.connect(self.draft)
        field.textChanged.connect(self._on_text)
        field.installEventFilter(self)
        document.changed.connect(self._on_changed)
        document.reloaded.connect(self._follow)
        document.opened.connect(self._forget)
        document.keep_typed(self.keep)

    @property
    def row(self) -> Clip | Still | None:
        """The row whose caption it is, as it was shown last."""
        return self._row

    @property
    def text(self) -> str:
        """What is typed, in the form in which it is kept."""
        settings = self._document.rows.settings if self._document.is_open else None
        trigger = settings.trigger if settings is not None else ""
        return as_kept(self._field.toPlainText(), trigger)

    @property
    def pending(self) -> bool:
        """Whether something is typed that is no edit yet."""
        typing = is_composing(self._field) or self.text != self._base
        return self._row is not None and typing and not self._document.read_only

    def show(self, row: Clip | Still | None) -> None:
        """Let the field say the caption of a row; what was typed for another is kept before.

        Raises:
            ProjectError: What was typed could not be kept; the field stays with its row.
        """
        if not same(self._row, row):
            self.keep()
            self._row = row
            self._put(row.caption if row is not None else "")
        elif row is not None:
            self._take(row)
        self._field.setReadOnly(self._document.read_only)

    def keep(self, *, done: bool = False) -> None:
        """Make an edit of what was typed.

        Args:
            done: Say in the same edit that the words are as they shall be; without words they are
                not.

        Raises:
            ProjectError: It could not be written.
        """
        self._timer.stop()
        row = self._now()
        if row is None:
            self._rescue()
            return
        end_composing(self._field)
        self._timer.stop()
        text = self.text
        new = text != self._base
        edits = [write(row, text)] if new else []
        if done and text and not row.done:
            edits.append(mark_done([replace(row, caption=text)], True))
        if edits:
            self._apply(several(edits[0].label, edits), text)
        if not same(self._row, row):  # who heard of the edit shows another already
            return
        drafted, self._drafted = self._drafted, False
        if drafted and not new:  # an edit has ended it, and there may be another field's by now
            self._document.save_draft(row, text)  # what the row says: it ends
        if tidy(self._field.toPlainText()) != text:  # it began with the trigger
            self._say(text)

    def _apply(self, edit: Edit, text: str) -> None:
        before, self._base = self._base, text  # that the document says so is no news
        try:
            self._document.apply(edit)
        except BaseException as error:
            self._base = before
            if isinstance(error, ProjectError):
                with suppress(ProjectError):
                    self.draft()  # what the project does not take is kept aside
            raise
        if self._base == text != before:  # a step back is the project's now
            self._field.document().clearUndoRedoStacks(_STACKS)

    def draft(self) -> None:
        """Keep what is typed on the disk, as it is now; no edit.

        Raises:
            ProjectError: It could not be written.
        """
        row = self._now()
        if row is not None:
            self._drafted = True
            self._document.save_draft(row, self.text)

    # ---- what comes from elsewhere

    def _on_changed(self, edit: Edit) -> None:
        if self._row is not None:
            self._follow()

    def _follow(self) -> None:
        row = self._row
        now = self._document.rows.get(type(row), row.id) if row is not None else None
        if now is not None:
            self._take(now)
        else:
            self._rescue()

    def _rescue(self) -> None:
        """Put what is typed for a row that is gone, by whose hand ever, onto the clipboard."""
        if self._document.is_open and self.pending:
            text, self._row = self.text, None
            QGuiApplication.clipboard().setText(text)
            self.orphaned.emit(
                self.tr("It was removed elsewhere. What you typed for it is on the clipboard.")
            )

    def _take(self, row: Clip | Still) -> None:
        """Show what a row says by now."""
        pending, before = self.pending, self._base
        self._row, self._base = row, row.caption
        if row.caption == before:
            return
        if not pending:
            self._say(row.caption)
        elif self.text != row.caption:
            self.draft()  # the edit ended it
            self.overtaken.emit()

    def _forget(self) -> None:
        self._timer.stop()
        self._drafted = False
        self._row = None
        self._put("")

    # ---- the field

    def _put(self, text: str) -> None:
        """Let the field say the caption of another row."""
        self._base, self._putting = text, True
        self._field.setPlainText(text)
        self._field.moveCursor(QTextCursor.MoveOperation.End)
        self._putting = False
        self.shown.emit()

    def _say(self, text: str) -> None:
        """Let the field say something else of the same row."""
        self._putting = True
        rewrite(self._field, text)
        self._field.document().clearUndoRedoStacks(_STACKS)
        self._putting = False
        self.shown.emit()

    def _now(self) -> Clip | Still | None:
        """Return the row as it is; None where nothing can be kept of it."""
        row, document = self._row, self._document
        if row is None or not document.is_open or document.read_only:
            return None
        return document.rows.get(type(row), row.id)

    def _on_text(self) -> None:
        if self._putting:
            return
        if not self._timer.isActive():
            self._timer.start()
        self._end_step()
        self.typed.emit()

    def _end_step(self) -> None:
        """Let a step back take the last word, not all that was typed in one go."""
        cursor = self._field.textCursor()
        before = cursor.block().text()[: cursor.positionInBlock()]
        if not before or before[-1].isspace():
            self._field.document().setModified(False)  # Qt puts nothing more into this step then

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keep what was typed when the field is left."""
        if watched is self._field and isinstance(event, QFocusEvent) and event.lostFocus():
            if event.reason() not in _STAYS:
                self.keep()
            elif self._timer.isActive():
                self._timer.stop()
                self.draft()
        return super().eventFilter(watched, event)


def same(one: Clip | Still | None, other: Clip | Still | None) -> bool:
    """Return whether both are the same row, whatever it says."""
    return type(one) is type(other) and (one is None or other is None or one.id == other.id)
