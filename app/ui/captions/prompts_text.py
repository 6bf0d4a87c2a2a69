"""A text of a sample prompt that is typed in place: its words, or what it shall not show."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QTimer, Signal
from PySide6.QtGui import QFocusEvent

from app.core.captions.prompt_fields import Field, field_text, with_field
from app.core.library.model import Prompt
from app.ui.captions.prompts_editing import PromptEditing
from app.ui.captions.rewriting import end_composing, rewrite
from app.ui.widgets.fields import PlainTextEdit

_DRAFT_MS = 700  # with what writing takes, what was typed is on the disk within a second


class PromptText(PlainTextEdit):
    """Keeps what is typed when it is left, and a draft of it within a second.

    What is changed elsewhere is shown, unless something is being typed here: that stays.
    """

    entered = Signal()  # it got the keys

    def __init__(
        self, editing: PromptEditing, column: Field, *, name: str, placeholder: str, lines: int
    ) -> None:
        super().__init__(name=name, placeholder=placeholder, lines=lines, least=1)
        self._editing, self._column = editing, column
        self._row: Prompt | None = None
        self._base = ""  # what the project says
        self._drafted = self._putting = False
        self._timer = QTimer(self, singleShot=True, interval=_DRAFT_MS)
        self._timer.timeout.connect(self._draft)
        self.textChanged.connect(self._on_text)
        self.committed.connect(self.keep)

    @property
    def pending(self) -> bool:
        """Whether something is typed that is no edit yet."""
        return self._row is not None and self._typed() != self._base

    def show_row(self, row: Prompt) -> None:
        """Show what a prompt says by now; another prompt only once `keep` was called."""
        new = self._row is None or self._row.id != row.id
        pending, before = self.pending, self._base
        self._row, self._base = row, field_text(row, self._column)
        if new or (self._base != before and not pending):
            self._put(self._base)
        elif self._base != before and self._typed() != self._base:
            self._draft()  # the edit ended the one there was
        self.setReadOnly(self._editing.read_only)

    def keep(self) -> None:
        """Make an edit of what was typed.

        Raises:
            ProjectError: It could not be written.
        """
        self._timer.stop()
        if self._row is None or self._editing.read_only:
            return
        end_composing(self)
        self._timer.stop()
        row, text = self._row, self._typed()
        if text != self._base:
            before, self._base = self._base, text  # that the document says so is no news
            try:
                self._editing.set_field(row.id, self._column, text)
            except BaseException:
                self._base = before
                raise
        if self._drafted:
            self._drafted = False
            self._editing.draft(row.id, self._column, text)  # what the row says by now: it ends
        if self.toPlainText() != text:
            self._put(text)

    def _typed(self) -> str:
        """Return what is typed, in the form in which it is kept."""
        assert self._row is not None
        typed, trigger = self.toPlainText(), self._editing.trigger
        return field_text(with_field(self._row, self._column, typed, trigger=trigger), self._column)

    def _draft(self) -> None:
        if self._row is not None:
            self._drafted = True
            self._editing.draft(self._row.id, self._column, self._typed())

    def _put(self, text: str) -> None:
        self._putting = True
        rewrite(self, text)
        self.document().clearUndoRedoStacks()
        self._putting = False

    def _on_text(self) -> None:
        if not self._putting and not self._timer.isActive():
            self._timer.start()

    def event(self, event: QEvent) -> bool:
        done = super().event(event)
        if isinstance(event, QFocusEvent) and event.gotFocus():
            self.entered.emit()
        return done
