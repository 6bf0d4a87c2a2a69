"""Makes steps to undo of what is typed into a dataset file's text, and keeps what is none yet."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent
from shiboken6 import isValid

from app.core.errors import DatasetError
from app.core.language import tr
from app.core.planner.editing.toml_editing import merged, with_line_ends
from app.core.planner.findings import begun
from app.core.planner.text.trouble import TomlTrouble, load_toml
from app.ui.captions.rewriting import end_composing, is_composing
from app.ui.plan.source import PlanSource
from app.ui.plan.toml_text import TomlText

if TYPE_CHECKING:
    from app.ui.document import Document

_REST_MS = 600  # without a key: what is typed is meant
_DRAFT_MS = 700  # with what writing takes, what was typed is on the disk within a second
_NO_ENDS = re.compile("[\u2029\ufdd0\ufdd1]")
_STAYS = (
    Qt.FocusReason.ActiveWindowFocusReason,
    Qt.FocusReason.PopupFocusReason,
    Qt.FocusReason.MenuBarFocusReason,
)
"""The text loses the keys, but nobody has left it."""


@dataclass(frozen=True)
class Refusal:
    """Why what is typed is not applied; the line is from 1, None where it is not known."""

    line: int | None
    sentence: str


class TomlKeeping(QObject):
    """Binds a text to a source.

    What is typed becomes a step when typing rests, the text is left, or somebody asks the source to
    settle; pauses of one sitting join into one step where rows neither come nor go. While it is no
    TOML the source stays as it was, and a project keeps the text as a draft. What is changed
    elsewhere is shown; beside what is being typed too, where it stands on other lines.

    Attributes:
        refusal: Why what is typed is not applied; None where it is, or nothing is typed.
    """

    shown = Signal()  # the text says what the source does
    refused = Signal()  # another refusal, or none any more
    put_back = Signal(str)  # a sentence on what of the text a project does not keep
    overtaken = Signal()  # changed elsewhere on the same lines; what is typed stays

    def __init__(self, source: PlanSource, text: TomlText) -> None:
        super().__init__(text)
        self._source, self._text = source, text
        self.refusal: Refusal | None = None
        self._original = self._shown = ""  # of the source, and as the editor has it
        self._putting = self._keeping = self._sitting = self._drafted = False
        self._rest = QTimer(self, singleShot=True, interval=_REST_MS)
        self._rest.timeout.connect(self._on_rest)
        self._draft = QTimer(self, singleShot=True, interval=_DRAFT_MS)
        self._draft.timeout.connect(self.draft)
        text.textChanged.connect(self._on_text)
        text.installEventFilter(self)
        source.changed.connect(self.follow)
        source.shown.connect(self.follow)
        source.keep_typed(self.keep)
        if source.document is not None:
            source.document.opened.connect(self._on_opened)
        self._on_opened()

    @property
    def pending(self) -> bool:
        """Whether something is typed that is no step yet."""
        typing = is_composing(self._text) or self._text.toPlainText() != self._shown
        return typing and not self._source.read_only

    # ------------------------------------------------------------------------------ typed

    def keep(self) -> None:
        """Make a step of what is typed, where it can be read.

        Raises:
            ProjectError: It could not be written; it stays where it is typed.
        """
        if self._keeping or not isValid(self._text) or not self.pending or not self._is_open():
            return
        self._keeping = True
        try:
            end_composing(self._text)
            self._rest.stop()
            self._apply(self._text.toPlainText())
        finally:
            self._keeping = False

    def take_back(self) -> None:
        """Show what the source says, and forget what was typed."""
        self._rest.stop()
        self._take()
        self._end_draft()

    def draft(self) -> None:
        """Keep what is typed on the disk as it is now; no step.

        Raises:
            ProjectError: It could not be written.
        """
        document = self._document()
        if document is not None and self.pending:
            self._drafted = True
            document.project.save_file_draft(self._text.toPlainText())

    def _apply(self, typed: str) -> None:
        text = with_line_ends(self._original, self._shown, typed).removeprefix("\ufeff")
        try:
            if self._source.is_project and not typed.strip():
                raise TomlTrouble(self.tr("nothing is written, and no dataset goes for that"), None)
            load_toml(text)
            self._source.change_text(text, self.tr("Dataset file"), join=self._sitting)
        except TomlTrouble as error:
            self._refuse(Refusal(error.line, _sentence(str(error))))
        except DatasetError as error:
            self._refuse(Refusal(None, str(error)))
        else:
            self._sitting = True
            self._say_what_is_back(text)
            self._take()
            self._end_draft()

    def _refuse(self, refusal: Refusal) -> None:
        self.draft()
        self._set_refusal(refusal)

    def _set_refusal(self, refusal: Refusal | None) -> None:
        if refusal != self.refusal:
            self.refusal = refusal
            self.refused.emit()

    def _say_what_is_back(self, typed: str) -> None:
        if self._source.is_project:
            from app.core.export.dataset_text import put_back

            sentence = put_back(typed, self._source.text)
            if sentence:
                self.put_back.emit(sentence)

    def _end_draft(self) -> None:
        self._draft.stop()
        drafted, self._drafted = self._drafted, False
        document = self._document()
        if drafted and document is not None:
            document.project.save_file_draft("")

    def _on_text(self) -> None:
        if self._putting:
            return
        self._rest.start()
        if not self._draft.isActive():
            self._draft.start()

    def _on_rest(self) -> None:
        if is_composing(self._text):
            self._rest.start()
        elif self.pending:
            self.keep()
        else:
            self._set_refusal(None)
            self._end_draft()

    # ------------------------------------------------------------------------------ from elsewhere

    def follow(self) -> None:
        """Show what the source says by now."""
        if self._keeping:
            return
        self._text.setReadOnly(self._source.read_only)
        if not self._is_open():
            return
        new = _lines(self._source.text)
        if not self.pending:
            self._take()
        elif new != _lines(self._original):
            both = merged(self._shown, self._text.toPlainText(), new)
            before, self._original, self._shown = self._shown, self._source.text, new
            if both is not None:
                self._put(both)
                self._rest.start()
            elif before:
                self.overtaken.emit()
            self.draft()

    def _take(self) -> None:
        """Let the text say what the source does."""
        self._original = self._source.text if self._is_open() else ""
        if self._text.toPlainText() != _lines(self._original):
            self._put(_lines(self._original))
        self._shown = self._text.toPlainText()
        self._text.forget_steps()
        self._set_refusal(None)
        self.shown.emit()

    def _put(self, text: str) -> None:
        self._putting = True
        self._text.put(text)
        self._putting = False

    def _on_opened(self) -> None:
        self._rest.stop()
        self._draft.stop()
        self._drafted = self._sitting = False
        self._text.setReadOnly(self._source.read_only)
        self._take()
        document = self._document()
        if document is not None and document.rows.file_draft:
            self._drafted = True  # when the program ended; it is there to go on with
            self._text.put(document.rows.file_draft)

    def _document(self) -> Document | None:
        document = self._source.document
        return (
            document
            if document is not None and document.is_open and not document.read_only
            else None
        )

    def _is_open(self) -> bool:
        return self._source.document is None or self._source.document.is_open

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keep what was typed when the text is left."""
        if isinstance(event, QFocusEvent) and event.reason() not in _STAYS:
            if event.lostFocus():
                self.keep()
            self._sitting = False
        return super().eventFilter(watched, event)


def _lines(text: str) -> str:
    """Return a text as the editor has it, which takes some signs for line ends that are none."""
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    return _NO_ENDS.sub("\u2028", text)


def _sentence(why: str) -> str:
    return begun(tr("{sentence}.", sentence=why))
