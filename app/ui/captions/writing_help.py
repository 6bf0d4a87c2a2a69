"""What helps while captions are written: spelling, and words that are offered."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QPlainTextEdit

from app.ui.captions.chosen import Chosen
from app.ui.captions.completing import Completing, attach_completing
from app.ui.captions.completing_words import CaptionWords
from app.ui.captions.spelling import Spelling
from app.ui.captions.spelling_marks import SpellingMarks, attach_spelling
from app.ui.captions.spelling_steps import SpellingSteps
from app.ui.parts import Parts


class WritingHelp(QObject):
    """One dictionary and one vocabulary for all texts that captions are written in.

    Attributes:
        spelling: Which words are wrong.
        words: Which words and phrases captions repeat.
    """

    done = Signal(str)  # sentence to show for a while

    def __init__(self, parts: Parts, chosen: Chosen, parent: QObject) -> None:
        super().__init__(parent)
        self._parts, self._chosen = parts, chosen
        self.words = CaptionWords(parts.document, parts.jobs)
        self.spelling = Spelling(parts.document, parts.jobs, parts.preferences)
        self.spelling.likely = self.words
        self._steps: SpellingSteps | None = None

    def attach(
        self, edit: QPlainTextEdit, *, tab_takes: bool = True
    ) -> tuple[SpellingMarks, Completing]:
        """Help in a text; it ends with the text.

        Args:
            edit: The text.
            tab_takes: Tab takes the first offer; else it goes on, as without offers.
        """
        marks = attach_spelling(edit, self.spelling)
        preferences = self._parts.preferences
        return marks, attach_completing(edit, self.words, preferences, tab_takes=tab_takes)

    def attach_to_editor(self, edit: QPlainTextEdit) -> None:
        """Help in the editor, which shows the caption that is chosen."""
        marks, _ = self.attach(edit)
        document = self._parts.document
        self._steps = SpellingSteps(document, self.spelling, self._chosen, edit, marks)
        self._steps.done.connect(self.done)

    def next_mistake(self) -> None:
        """Select the next word in the editor that no dictionary knows."""
        if self._steps is not None:
            self._steps.next()
