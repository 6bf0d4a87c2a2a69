"""The stage *Plan*: dataset cards, the ledger, what is lost, and the file that is written."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from app.core.export.project_export import DATASET_FILE
from app.core.library.edits import adding
from app.ui import theme
from app.ui.actions import follow_key
from app.ui.loop import loop_runs
from app.ui.plan.advice import AdvicePage
from app.ui.plan.caches import CachesFoot
from app.ui.plan.choice_rows import ChoiceRows
from app.ui.plan.datasets import DatasetColumn
from app.ui.plan.figures import Figures
from app.ui.plan.ledger_card import LedgerCard
from app.ui.plan.losses import LossCard
from app.ui.plan.others import OtherExports
from app.ui.plan.pictures import PicturesCard
from app.ui.plan.pinning import Pinning
from app.ui.plan.recipes import RecipeMenu
from app.ui.plan.said import SaidList
from app.ui.plan.side import SidePane
from app.ui.plan.source import PlanSource
from app.ui.plan.toml_file import TomlPanel
from app.ui.turns import Steps
from app.ui.widgets.button import Button
from app.ui.widgets.empty import EmptyState
from app.ui.widgets.label import Label
from app.ui.widgets.progress import Progress
from app.ui.widgets.surface import Splitter, Surface
from app.ui.widgets.thumbnails import Thumbnails

if TYPE_CHECKING:
    from app.core.export.plan_view import PlanView

_MANY = 2_000  # clips


class PlanTab(Surface):
    """Follows the plan of the open project; what is changed here goes through the document.

    Args:
        source: What is shown and changed.
        thumbnails: Pictures of what is lost; None shows none.

    Signals:
        clip_asked: "clip" or "still", and its id: show it in *Clips*.
        clips_asked: Show *Clips*: nothing is picked yet.
        export_asked: Export the project.
        copied: What was put into the clipboard.
        written: What was written, a sentence, and its folder.
        caption_asked: "clip" or "still", and its id: show it in *Captions*.
        undoable: What was done and can be taken back.
    """

    clip_asked = Signal(str, int)
    clips_asked = Signal()
    export_asked = Signal()
    copied = Signal(str)
    written = Signal(str, str)
    caption_asked = Signal(str, int)
    undoable = Signal(str)

    def __init__(
        self,
        source: PlanSource,
        thumbnails: Thumbnails | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__("background", parent)
        self.source = source
        self._stale = True
        self._steps = Steps(self)
        self.datasets = DatasetColumn(source)
        self.recipes = RecipeMenu(source)
        self.datasets.add_to_head(self.recipes)
        self.choices = ChoiceRows(source, lambda: self.datasets.cards, self)
        self.pinning = Pinning(source, self)
        self.figures = Figures(self.pinning)
        self.said = SaidList()
        self.ledger_card = LedgerCard(source, thumbnails)
        self.ledger = self.ledger_card.table
        self.pictures = PicturesCard(source)
        self.losses = LossCard(source, thumbnails)
        self.toml = TomlPanel(source)
        self.side = SidePane()
        self.side.add_page("toml", DATASET_FILE, self.toml)
        self.advice = AdvicePage(source)
        self.side.add_page("advice", self.tr("Advice"), self.advice)
        self.advice.wanted.connect(self.side.show_page)
        self.caches = CachesFoot(source)
        self.side.add_foot(self.caches)
        self.others = OtherExports(source, self)
        self.figures.export_button.setVisible(source.is_project)
        self.figures.other_button.setVisible(source.is_project)
        self._lay_out()
        self._connect()
        self._follow()

    # ------------------------------------------------------------------------------ building

    def _lay_out(self) -> None:
        self.splitter = Splitter()
        for pane, least in ((self.datasets, 240), (self._middle(), 330), (self.side, 190)):
            pane.setMinimumWidth(theme.px(least))
            self.splitter.addWidget(pane)
        self.splitter.setStretchFactor(1, 1)
        self.splitter.setSizes([theme.px(254), theme.px(900), theme.px(312)])
        self.counting, self.empty, self.failed = self._counting(), self._empty(), self._failed()
        self.stack = QStackedWidget()
        for page in (self.counting, self.empty, self.failed, self.splitter):
            self.stack.addWidget(page)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self.stack)

    def _middle(self) -> QWidget:
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(*(theme.px(n) for n in (20, 16, 20, 20)))
        column.setSpacing(theme.px(14))
        for part in (self.figures, self.said, self.ledger_card, self.pictures, self.losses):
            column.addWidget(part)
        column.addStretch(1)
        area = QScrollArea()
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(inside)
        return area

    def _counting(self) -> QWidget:
        page = QWidget()
        progress = Progress(None)
        progress.setMaximumWidth(theme.px(220))
        column = QVBoxLayout(page)
        column.setSpacing(theme.px(10))
        column.addStretch(2)
        words = Label(self.tr("Counting what training will make of the picks"), "muted")
        column.addWidget(words, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addWidget(progress, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(3)
        return page

    def _empty(self) -> EmptyState:
        button = Button(self.tr("Go to Clips"), "primary")
        follow_key(button, "view.clips", button.set_key)
        button.clicked.connect(self.clips_asked)
        self.clips_button = button
        empty = EmptyState("plan", "", "", primary=button)
        follow_key(empty, "view.clips", partial(self._teach, empty))
        return empty

    def _teach(self, empty: EmptyState, key: str) -> None:
        where = self.tr("Clips ({})").format(key) if key else self.tr("Clips")
        empty.set_words(
            self.tr("Nothing is picked yet"),
            self.tr(
                "Pick shots in {}. Every pick is counted here at once: its windows, its samples, "
                "and what would be lost."
            ).format(where),
        )

    def _failed(self) -> EmptyState:
        button = Button(self.tr("Count again"), "primary", icon="refresh")
        button.clicked.connect(self.count_again)
        return EmptyState("warn", self.tr("This cannot be counted"), "", primary=button)

    def _connect(self) -> None:
        self.source.shown.connect(self._follow)
        self.datasets.accepted.connect(self._on_accepted)
        self.losses.clip_asked.connect(self.clip_asked)
        self.pictures.clip_asked.connect(self.clip_asked)
        self.losses.curing.caption_asked.connect(self.caption_asked)
        self.losses.curing.said.connect(self.copied)
        self.losses.curing.undoable.connect(self.undoable)
        self.figures.export_asked.connect(self.export_asked)
        self.figures.other_button.clicked.connect(self.others.ask)
        self.others.written.connect(self.written)
        self.figures.copied.connect(self.copied)
        self.pinning.changed.connect(self._follow)
        self.ledger_card.clip_asked.connect(self.clip_asked)
        self.ledger_card.said.connect(self.copied)
        self.ledger_card.written.connect(self.written)
        self.toml.copied.connect(self.copied)
        self.caches.clip_asked.connect(self.clip_asked)
        self.caches.said_changed.connect(self._show_said)

    # ------------------------------------------------------------------------------- showing

    def _follow(self) -> None:
        """Show the plan of now; later, while nobody looks."""
        self._stale = True
        if self.isVisible():
            self.refresh()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._stale:
            self.refresh()

    def enter_text(self) -> None:
        """Have the keys in the dataset file's text, or give them back."""
        self.side.show_page("toml")
        self.toml.enter()

    def refresh(self) -> None:
        """Show the plan of now."""
        self._stale = False
        view = self.source.view
        if view is None or (view.project is not None and not view.project.pieces):
            self._steps.take(())
        if view is None:
            trouble = self.source.trouble
            self.failed.set_words(self.tr("This cannot be counted"), trouble)
            self.stack.setCurrentWidget(self.failed if trouble else self.counting)
        elif view.project is not None and not view.project.pieces:
            self.stack.setCurrentWidget(self.empty)
        else:
            self._show_view(view)
            self.stack.setCurrentWidget(self.splitter)

    def count_again(self) -> None:
        """Count all anew."""
        self.source.count_again()

    def says(self, sentence: str) -> bool:
        """Return whether a sentence is among those that are said of the plan."""
        view = self.source.view
        return view is not None and any(each.sentence == sentence for each in view.said)

    def _show_view(self, view: PlanView) -> None:
        """Show a plan: all of it now; another one of many clips a part in each turn of the loop."""
        shown = self.stack.currentWidget() is self.splitter
        spread = shown and loop_runs() and view.clips > _MANY
        self._steps.take([partial(part, view) for part in self._parts()], at_once=not spread)

    def _parts(self) -> list[Callable[[PlanView], object]]:
        """Return what shows a plan, in the order in which the eye looks for it."""
        return [
            *(self.datasets.show_view, self.recipes.show_view, self.choices.show_view),
            self._show_head,
            self._show_ledger,
            *(self.pictures.show_view, self.losses.show_view, self.toml.show_view),
            *(self.advice.show_view, self.caches.show_view),
        ]

    def _show_head(self, view: PlanView) -> None:
        self.figures.show_view(view, read_only=self.source.read_only)
        self._show_said()

    def _show_ledger(self, view: PlanView) -> None:
        self.ledger_card.show_view(view, self.pinning.difference(view))

    def _show_said(self) -> None:
        """Say what must be known: what the trainer counted otherwise comes first."""
        view = self.source.view
        if view is not None:
            self.said.show_said((*self.caches.said, *view.said))

    # ------------------------------------------------------------------------------ changing

    def _on_accepted(self) -> None:
        view = self.source.view
        project, document = (view.project if view is not None else None), self.source.document
        if project is None or not project.proposed or document is None or document.rows.datasets:
            return
        label = self.tr("Starter datasets")
        self.source.apply(adding(*project.datasets, label=label))
