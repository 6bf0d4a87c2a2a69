"""The run in the middle of *Train*: head, what must be known, its steps, how it ended."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import QMenu, QVBoxLayout, QWidget

from app.ui import theme
from app.ui.train.run_ending import EndingCard
from app.ui.train.run_head import RunHead
from app.ui.train.run_said import SaidBar
from app.ui.train.run_steps import StepRow
from app.ui.widgets.button import Button
from app.ui.widgets.empty import EmptyState
from app.ui.widgets.notice import Notice

if TYPE_CHECKING:
    from app.core.training.watching.view import RunView


class RunPane(QWidget):
    """What is seen of a run, but its figures, its curves and what it leaves.

    Signals:
        asked: A command, by its id, or ``run.again``, ``run.folder``.
        log_asked: The log of a step; empty: of the one that is of interest.
        cure_asked: A `Cure`.
        helped: A command that helps with what was said, by its id.
    """

    asked = Signal(str)
    log_asked = Signal(str)
    cure_asked = Signal(object)
    helped = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.view: RunView | None = None
        self.head = RunHead()
        self._help = ""
        self.trouble = Notice("", "bad")
        self.trouble.acted.connect(lambda: self.helped.emit(self._help))
        self.trouble.hide()
        self.stop = Notice("", "warn", action=self.tr("Keep on"), closable=False)
        self.stop.acted.connect(lambda: self.asked.emit("train.keep_on"))
        self.stop.hide()
        self.others = Notice("", "warn")
        self.others.hide()
        self.said = SaidBar()
        self.silent = Notice("", "bad", action=self.tr("Log"), closable=False)
        self.silent.acted.connect(lambda: self.asked.emit("train.log"))
        self.silent.hide()
        self._first = ""
        self.first = Button("", "primary")
        self.first.clicked.connect(lambda: self.helped.emit(self._first))
        self.empty = EmptyState("train", "", "", primary=self.first)
        self.say_first("")
        self.steps = StepRow()
        self.steps.log_asked.connect(self.log_asked)
        self.ending = EndingCard()
        self.ending.asked.connect(self.cure_asked)
        self.head.asked.connect(self._on_asked)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(12))
        column.addWidget(self.head)
        column.addWidget(self.trouble)
        column.addWidget(self.others)
        column.addWidget(self.stop)
        column.addWidget(self.silent)
        column.addWidget(self.said)
        column.addWidget(self.steps)
        column.addWidget(self.ending)
        column.addWidget(self.empty)
        self.show_view(None)

    def show_view(self, view: RunView | None) -> None:
        """Show a run; None: none."""
        self.view = view
        self.head.show_view(view)
        self.steps.show_cards(view.steps if view is not None else ())
        self.ending.show_ending(view.ending if view is not None else None)
        self.empty.setVisible(view is None)
        stop = view.stopping if view is not None else ""
        if stop:
            how = view.state.stop.how if view is not None and view.state.stop else "now"
            action = self.tr("Keep on") if how != "now" else ""
            if (self.stop.sentence(), self.stop.isVisibleTo(self)) != (stop, True):
                self.stop.say(stop, "warn", action=action)
        self.stop.setVisible(bool(stop))
        silent = view.silent if view is not None else ""
        if silent != self.silent.sentence():
            self.silent.say(silent, "bad", action=self.tr("Log"))
        self.silent.setVisible(bool(silent))
        said = view.said if view is not None else ()
        of = view.folder if view is not None else None
        self.said.show_said(of, said, ended=view is not None and not view.live)

    def say_trouble(self, sentence: str, action: str = "", command: str = "") -> None:
        """Say why something could not be done, and offer where it can be helped; empty: no more."""
        self._help = command
        self.trouble.say(sentence, "bad", action=action)
        self.trouble.setVisible(bool(sentence))

    def say_first(self, sentence: str, action: str = "", command: str = "") -> None:
        """Say what is to be done before the first run, and offer the way; empty: it is started.

        Once only: above all, where it is why something could not be done.
        """
        words = self.tr(
            "One click exports what has changed, checks it, makes the caches and trains. It "
            "goes on when this window is closed; what it does is seen here, now and later."
        )
        said = self.trouble.isVisibleTo(self) and self.trouble.sentence() == sentence
        first = ""
        if sentence and not said:
            first = self.tr("Before the first run: {}").format(sentence)
        self.empty.set_words(
            self.tr("Nothing was trained yet"), "\n\n".join(filter(None, (words, first)))
        )
        self._first = command if sentence else "train.start"
        self.first.setText(action if sentence else self.head.start.text())
        self.first.setToolTip(sentence or self.head.start.toolTip())
        self.first.setEnabled(bool(sentence) or self.head.start.isEnabled())
        self.first.setVisible(bool(self.first.text()) and not said)

    def say_others(self, sentence: str) -> None:
        """Say that a training runs on this machine that is none of ours; empty: none does."""
        self.others.say(sentence, "warn")
        self.others.setVisible(bool(sentence))

    # ------------------------------------------------------------------------------ the menu

    def _on_asked(self, what: str) -> None:
        if what == "more":
            self._open_menu()
        else:
            self.asked.emit(what)

    def _open_menu(self) -> None:
        view = self.view
        if view is None:
            return
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for words, what, on in (
            (self.tr("Stop at a time…"), "train.stop_at", view.running),
            (self.tr("Start another run behind it"), "train.start", view.live),
            (self.tr("Run again with the same recipe"), "run.again", True),
            (self.tr("Take its recipe"), "run.recipe", True),
            (self.tr("Log"), "train.log", view.tail.path is not None),
            (self.tr("Show its folder"), "run.folder", True),
        ):
            menu.addAction(words, partial(self.asked.emit, what)).setEnabled(on)
        button = self.head.more
        menu.popup(button.mapToGlobal(QPoint(0, button.height())))
