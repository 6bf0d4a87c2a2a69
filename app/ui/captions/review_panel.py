"""The machine caption that waits at what is shown: its difference to the words, and a decision."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.core.amounts import counted
from app.core.captions.differing import Run, differ
from app.core.language import tr
from app.ui import theme
from app.ui.actions import Actions, keyed
from app.ui.captions.command_buttons import bind
from app.ui.captions.difference_text import DifferenceText
from app.ui.widgets.button import Button
from app.ui.widgets.flow import FlowLayout
from app.ui.widgets.label import Label, SectionHead
from app.ui.widgets.notice import Notice

if TYPE_CHECKING:
    from app.core.library.machine import MachineCaption


class ReviewPanel(QWidget):
    """Shows what it is told; decisions are commands."""

    details_asked = Signal()
    again_asked = Signal()  # a caption did not come: ask for it once more

    def __init__(self, actions: Actions) -> None:
        super().__init__()
        self._shown: MachineCaption | None = None
        self._next = Button("", "quiet", icon="arrow-right")
        bind(self._next, actions, "caption.next_waiting")
        head = QHBoxLayout()
        head.addWidget(SectionHead(self.tr("Machine caption")), 1)
        head.addWidget(self._next)
        self.trouble = Notice(grade="bad", action=self.tr("Try again"), closable=False, narrow=True)
        self.trouble.acted.connect(self.again_asked)
        self.text = DifferenceText(name=self.tr("Machine caption, against the words there are"))
        self._says = Label("", "muted", wrap=True)
        self._decide = self._decisions(actions)
        self.take_all = Button("", "raised")
        bind(self.take_all, actions, "caption.take_all")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(8))
        column.addLayout(head)
        for part in (self.trouble, self.text, self._says, self._decide, self.take_all):
            column.addWidget(part)
        self.show_waiting(None, "", "", asked=False)
        self.show_counts(0, 0)

    def _decisions(self, actions: Actions) -> QWidget:
        part = QWidget()
        flow = FlowLayout(part)
        self.take = Button(self.tr("Take it"), "raised")
        self.edit = Button(self.tr("Edit first"), "quiet")
        self.redo = Button(self.tr("Redo"), "quiet")
        self.turn_down = Button(self.tr("Turn down"), "quiet")
        for button, command in (
            (self.take, "caption.take"), (self.edit, "caption.take_and_edit"),
            (self.redo, "caption.redo"), (self.turn_down, "caption.turn_down"),
        ):  # fmt: skip
            bind(button, actions, command)
            flow.addWidget(button)
        self.source = Button("", "quiet")
        self.source.setToolTip(self.tr("What was asked, and the reply as it came"))
        self.source.clicked.connect(self.details_asked)
        flow.addWidget(self.source)
        return part

    # ------------------------------------------------------------------------------- showing

    def shown(self) -> MachineCaption | None:
        """Return the caption that can be decided upon."""
        return self._shown

    def show_waiting(
        self, caption: MachineCaption | None, words: str, trouble: str, *, asked: bool
    ) -> None:
        """Show what waits at a row.

        Args:
            caption: Its text; None where none waits.
            words: The row's own.
            trouble: Why the newest try brought none; empty where it did.
            asked: Whether the row is being asked for.
        """
        self._shown = caption
        self.trouble.setVisible(bool(trouble) and not asked)
        if trouble:
            self.trouble.say(trouble, "bad", action=self.tr("Try again"))
        self.text.setVisible(caption is not None)
        self._decide.setVisible(caption is not None)
        self._says.setVisible(caption is None and (asked or not trouble))
        if caption is None:
            self._says.setText(self._words(asked=asked))
            return
        first = [Run("same", caption.text)]  # all of it is new: nothing to tell apart
        self.text.show_runs(differ(words, caption.text) if words else first)
        self.source.setText(self._source(caption))
        self.source.setAccessibleName(self.tr("Details of {}").format(self.source.text()))

    def _words(self, *, asked: bool) -> str:
        if asked:
            return self.tr("The model is being asked…")
        words = self.tr("None waits here. Ask the model for one")
        return tr("{sentence}.", sentence=keyed(words, "caption.ask"))

    def _source(self, caption: MachineCaption) -> str:
        seconds = f"{caption.seconds:.1f} s" if caption.seconds else ""
        return " · ".join(filter(None, (_short(caption.model), seconds))) or self.tr("details")

    def show_counts(self, waiting: int, clean: int) -> None:
        """Show how many captions wait in the project, and how many of those have no lints."""
        self._next.setVisible(waiting > 0)
        self._next.setText(self.tr("{} waiting").format(f"{waiting:,}"))
        words = self.tr("Go to the next one: {} to judge").format(counted(waiting, "caption"))
        self._next.setAccessibleName(words)
        self.take_all.setVisible(clean > 0)
        words = (
            self.tr("Take all {} without lints") if clean > 1 else self.tr("Take {} without lints")
        )
        self.take_all.setText(words.format(f"{clean:,}"))
        self.take_all.setToolTip(
            self.tr(
                "Those that stand at clips without words of yours, and have nothing wrong with "
                "them; one step to undo. The others wait for you."
            )
        )


def _short(model: str) -> str:
    """Return a model's name without its folders."""
    name = model.replace("\\", "/").rstrip("/").rpartition("/")[2]
    return name if len(name) <= 32 else f"{name[:31]}…"
