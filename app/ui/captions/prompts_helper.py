"""The prompt helper: a rough idea, what a model makes of it, and what a person does with that."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.core.captions.differing import differ
from app.ui import theme
from app.ui.captions.difference_text import DifferenceText
from app.ui.captions.prompts_editing import PromptEditing
from app.ui.captions.prompts_refining import PromptRefining
from app.ui.widgets.button import Button
from app.ui.widgets.fields import PlainTextEdit
from app.ui.widgets.label import ElidedLabel, Label, SectionHead
from app.ui.widgets.notice import Notice
from app.ui.widgets.progress import Progress

if TYPE_CHECKING:
    from app.core.captions.prompt_refining import Refined


class PromptHelper(QWidget):
    """Without an idea the words of the chosen prompt are refined. Nothing is taken unasked."""

    taken = Signal(str)  # a sentence, of what can be taken back

    def __init__(self, editing: PromptEditing, refining: PromptRefining) -> None:
        super().__init__()
        self._editing, self._refining = editing, refining
        self._found: Refined | None = None
        self._seed = 1
        self.idea = PlainTextEdit(
            name=self.tr("A rough idea"),
            placeholder=self.tr("A rough idea, in any language. Empty: the chosen prompt's words."),
            lines=3,
            least=2,
        )
        self.refine = Button(self.tr("Refine"), icon="edit")
        self.refine.setToolTip(
            self.tr("The captioner makes a prompt of 80 to 100 words of it; see Captioner…")
        )
        self.stop = Button(self.tr("Stop"), "quiet", icon="stop")
        self.stop.setToolTip(self.tr("Give up what is being asked"))
        self.progress = Progress(None)
        self.notice = Notice("", "bad")
        self.difference = DifferenceText(name=self.tr("Proposed prompt"), most=16)
        self.facts = ElidedLabel("", "dim", "small")
        self.take = Button(self.tr("Take it"))
        self.take.setToolTip(self.tr("Its words become the chosen prompt's; Undo brings them back"))
        self.add = Button(self.tr("Add as new"), "quiet")
        self.add.setToolTip(self.tr("A new prompt with these words, behind the chosen one"))
        self.again = Button(self.tr("Again"), "quiet", icon="refresh")
        self.again.setToolTip(self.tr("Ask for another wording"))
        self._lay_out()
        self._connect()
        self._refresh()

    def _lay_out(self) -> None:
        asking = QHBoxLayout()
        asking.setSpacing(theme.px(8))
        for widget in (self.refine, self.stop):
            asking.addWidget(widget)
        asking.addWidget(self.progress, 1)
        asking.addStretch(0)
        self._proposal = QWidget()
        actions = QHBoxLayout()
        actions.setSpacing(theme.px(6))
        for button in (self.take, self.add, self.again):
            actions.addWidget(button)
        actions.addStretch(1)
        inside = QVBoxLayout(self._proposal)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(theme.px(8))
        inside.addWidget(Label(self.tr("Proposed"), "muted", "small"))
        for part in (self.difference, self.facts):
            inside.addWidget(part)
        inside.addLayout(actions)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(8))
        column.addWidget(SectionHead(self.tr("Prompt helper")))
        column.addWidget(self.idea)
        column.addLayout(asking)
        column.addWidget(self.notice)
        column.addWidget(self._proposal)

    def _connect(self) -> None:
        self.refine.clicked.connect(self.ask)
        self.again.clicked.connect(self._ask_again)
        self.stop.clicked.connect(self._refining.stop)
        self.take.clicked.connect(self._take)
        self.add.clicked.connect(self._add)
        self._refining.changed.connect(self._refresh)
        self._refining.came.connect(self._on_came)
        self._refining.failed.connect(self._on_failed)
        self.idea.textChanged.connect(self._refresh)
        self._editing.changed.connect(self._refresh)
        self._editing.chosen_changed.connect(self._refresh)

    def ask(self) -> None:
        """Ask for a prompt of the idea, or of the chosen prompt's words."""
        from app.core.captions.prompt_refining import Idea

        words = self._words()
        if not words:
            self.idea.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        self.notice.hide()
        trigger, names = self._editing.trigger, self._editing.names
        self._refining.ask(Idea(words, trigger, names, self._seed))

    def proposal(self) -> str:
        """Return the proposed words; empty where there are none."""
        return self._found.text if self._found is not None else ""

    def _ask_again(self) -> None:
        self._seed += 1
        self.ask()

    def _words(self) -> str:
        row = self._editing.row
        return self.idea.toPlainText().strip() or (row.text if row is not None else "")

    def _on_came(self, found: Refined) -> None:
        self._found = found
        self._refresh()

    def _on_failed(self, sentence: str, detail: str) -> None:
        self.notice.say(sentence, "bad", detail=detail)
        self.notice.show()

    def _take(self) -> None:
        row = self._editing.row
        if row is not None and self._found is not None:
            self._editing.set_field(row.id, "text", self._found.text)
            self._done(self.tr("The proposed words are taken."))

    def _add(self) -> None:
        if self._found is not None:
            self._editing.add(self._found.text)
            self._done(self.tr("A sample prompt is added."))

    def _done(self, sentence: str) -> None:
        self._found, self._seed = None, 1
        self.notice.hide()
        self._refresh()
        self.taken.emit(sentence)

    def _refresh(self) -> None:
        running, row, may = self._refining.running, self._editing.row, not self._editing.read_only
        self.refine.setEnabled(may and not running and bool(self._words()))
        self.again.setEnabled(may and not running)
        self.take.setEnabled(may and row is not None)
        self.add.setEnabled(may)
        self.stop.setVisible(running)
        self.progress.setVisible(running)
        found = self._found
        self._proposal.setVisible(found is not None)
        if not self.notice.sentence():
            self.notice.hide()
        if found is not None:
            self.difference.show_runs(differ(row.text if row is not None else "", found.text))
            seconds = self.tr("{} s").format(f"{found.seconds:.1f}")
            self.facts.setText(f"{found.model} · {seconds}")
