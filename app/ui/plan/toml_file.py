"""The dataset file as text, on the right of *Plan*: to write in, and to be told what is wrong."""

from __future__ import annotations

import re

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.core.amounts import counted
from app.core.export.plan_view import PlanView
from app.core.export.project_export import DATASET_FILE, FOLDER
from app.core.planner.editing.toml_editing import mark_span
from app.core.planner.text.tree import read_tree
from app.ui import theme
from app.ui.keys import give_back
from app.ui.plan.source import PlanSource
from app.ui.plan.toml_completing import TomlCompleting
from app.ui.plan.toml_find import FindBar
from app.ui.plan.toml_hints import TomlHints
from app.ui.plan.toml_keeping import TomlKeeping
from app.ui.plan.toml_keys import TomlKeys
from app.ui.plan.toml_problems import Problem, ProblemList
from app.ui.plan.toml_text import TextMark, TomlText
from app.ui.widgets.button import IconButton
from app.ui.widgets.chip import Chip
from app.ui.widgets.flow import FlowLayout
from app.ui.widgets.label import Label, SectionHead
from app.ui.widgets.notice import Notice
from app.ui.widgets.surface import Surface

_FILE = re.compile(r'^"[^"]*"(?: line \d+)?,? ')


class TomlPanel(Surface):
    """The page; what is typed goes to the source, see `TomlKeeping`.

    Signals:
        copied: The file's text is in the clipboard.
    """

    copied = Signal(str)

    def __init__(self, source: PlanSource) -> None:
        super().__init__("surface")
        self._source = source
        self._view: PlanView | None = None
        self._before: QWidget | None = None  # had the keys before the text
        self.chip = Chip()
        self.chip.clicked.connect(self.next_problem)
        self.find_button = IconButton("search", self.tr("Find in the text"), size=24)
        self.find_button.set_key("Ctrl+F")
        self.copy_button = IconButton("copy", self.tr("Copy the file"), size=24)
        self.text = TomlText(self.tr("Dataset file"))
        self.text.setPlaceholderText(
            self.tr("[[datasets]] and what it reads: Ctrl+Space offers keys")
        )
        self.finder = FindBar(self.text)
        self.waiting = Notice("", "warn", action=self.tr("Take back"), closable=False, narrow=True)
        self.back = Notice("", "info", narrow=True)
        self.problems = ProblemList()
        self.keys = TomlKeys(self.text)
        self.completing = TomlCompleting(self.text)  # after the keys: it is asked before them
        self.hints = TomlHints(self.text)
        self._lay_out()
        self.keeping = TomlKeeping(source, self.text)
        self._connect()
        self._show_state()

    def _lay_out(self) -> None:
        title = SectionHead(DATASET_FILE)
        title.setMinimumHeight(self.chip.sizeHint().height())
        flow = FlowLayout(gap=10, line_gap=4)
        flow.addWidget(title)
        flow.addWidget(self.chip)
        head = QHBoxLayout()
        head.setSpacing(theme.px(4))
        head.addLayout(flow, 1)
        for button in (self.find_button, self.copy_button):
            head.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout(self)
        column.setContentsMargins(*(theme.px(n) for n in (16, 14, 14, 14)))
        column.setSpacing(theme.px(8))
        column.addLayout(head)
        column.addWidget(self.finder)
        column.addWidget(self.text, 1)
        for part in (self.waiting, self.back):
            column.addWidget(part)
            part.hide()
        column.addWidget(self.problems)
        if self._source.is_project:
            note = self.tr("An export writes it to {}, as it is here.")
            words = note.format(f"{FOLDER}/{DATASET_FILE}")
            column.addWidget(Label(words, "dim", "small", wrap=True))

    def _connect(self) -> None:
        self.copy_button.clicked.connect(self._on_copy)
        self.find_button.clicked.connect(self.finder.open)
        self.keys.find_asked.connect(self.finder.open)
        self.keys.offers_asked.connect(self.completing.offer)
        self.keys.left.connect(self.leave)
        self.problems.line_asked.connect(lambda line: self.text.go_to_line(line - 1))
        self.waiting.acted.connect(self.keeping.take_back)
        self.keeping.shown.connect(self._on_shown)
        self.keeping.refused.connect(self._show_state)
        self.keeping.put_back.connect(self._on_put_back)
        self.keeping.overtaken.connect(self._on_overtaken)

    # ------------------------------------------------------------------------------ showing

    def show_view(self, view: PlanView) -> None:
        """Show whether the trainer takes the file, and what is wrong on which line."""
        if not view.tentative:
            self._view = view
            self._show_state()

    def _on_shown(self) -> None:
        self.copy_button.setEnabled(bool(self.text.toPlainText()))
        self._show_state()

    def _show_state(self) -> None:
        view, refusal = self._view, self.keeping.refusal
        self.waiting.setVisible(refusal is not None)
        if refusal is not None:
            self._say_waiting(
                self.tr("Not applied: the plan is that of the last text that could be read.")
            )
            self._show_problems([Problem("bad", refusal.line, refusal.sentence)])
            self.chip.set_state(self.tr("not applied"), "bad")
            self.chip.setToolTip(refusal.sentence)
        elif view is not None and not self.keeping.pending:
            self._show_verdict(view)
        self.chip.set_clickable(bool(self.problems.problems()))

    def _show_verdict(self, view: PlanView) -> None:
        if view.text == self._source.text:  # else its lines may be others
            marks = [Problem(mark.grade, mark.line, _short(mark.sentence)) for mark in view.marks]
            self._show_problems(marks, [mark.key for mark in view.marks])
        errors = sum(mark.grade == "bad" for mark in view.marks)
        rules = view.plan.rules.name
        if errors:
            self.chip.set_state(counted(errors, "error"), "bad")
            self.chip.setToolTip(self.tr("Sentences at the lines; found with the trainer's rules"))
        elif view.stops:
            self.chip.set_state(self.tr("stops {}").format(rules), "bad")
            self.chip.setToolTip(self.tr("The sentences beside say where and what to do."))
        else:
            self.chip.set_state(self.tr("valid for {}").format(rules), "good")
            self.chip.setToolTip(self.tr("Checked with the rules of the trainer itself."))

    def _show_problems(self, problems: list[Problem], keys: list[str | None] | None = None) -> None:
        """Show sentences at the foot and at their lines; ``keys``: what each is about there."""
        tree = read_tree(self.text.toPlainText()) if problems else None
        marks = []
        for problem, key in zip(problems, keys or [None] * len(problems), strict=True):
            if problem.line is not None and tree is not None:
                start, end = mark_span(tree, problem.line, key)
                marks.append(TextMark(problem.grade, start, end, problem.sentence))
        self.text.set_marks(marks)
        self.problems.show_problems(problems)

    def _on_overtaken(self) -> None:
        words = self.tr(
            "These lines were changed elsewhere. What is typed here takes their place once it can "
            "be read; Take back shows what is there."
        )
        self._say_waiting(words)

    def _say_waiting(self, words: str) -> None:
        self.waiting.say(words, "warn", action=self.tr("Take back"))
        self.waiting.show()

    def _on_put_back(self, sentence: str) -> None:
        self.back.say(sentence, "info")
        self.back.show()

    # ------------------------------------------------------------------------------ commands

    def enter(self) -> None:
        """Have the keys in the text, or give them back where they are there already."""
        if self.text.hasFocus():
            self.leave()
            return
        self._before = QGuiApplication.focusObject()  # type: ignore[assignment]
        self.text.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def leave(self) -> None:
        """Let the keys go where they were before; what was typed is kept."""
        give_back(self._before, self.copy_button)
        self._before = None

    def next_problem(self, by: int = 1) -> None:
        """Go to the next line with something wrong, or the one before; round at an end."""
        lines = sorted({problem.line for problem in self.problems.problems() if problem.line})
        if not lines:
            return
        here = self.text.textCursor().blockNumber() + 1
        if by > 0:
            found = next((line for line in lines if line > here), lines[0])
        else:
            found = next((line for line in reversed(lines) if line < here), lines[-1])
        self.text.go_to_line(found - 1)

    def _on_copy(self) -> None:
        QGuiApplication.clipboard().setText(self.text.toPlainText())
        self.copied.emit(self.text.toPlainText())


def _short(sentence: str) -> str:
    """Return a sentence without the name of the file that it stands in."""
    from app.core.planner.findings import begun

    return begun(_FILE.sub("", sentence))
