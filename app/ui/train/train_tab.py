"""The stage *Train*: the recipe at the left, the run in the middle, what came of it right."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from app.ui import theme
from app.ui.clips.placing import panes_to_keep, restore_panes
from app.ui.parts import Parts
from app.ui.train.checkpoints_cards import ResultCards
from app.ui.train.loss_card import LossCard
from app.ui.train.recipe_pane import RecipePane
from app.ui.train.resume_part import ResumePart
from app.ui.train.run_part import RunPart
from app.ui.train.session import TrainSession
from app.ui.train.setup_card import SetupCard
from app.ui.train.setup_state import TrainerSetup
from app.ui.train.trial_part import TrialPart
from app.ui.turns import Steps
from app.ui.widgets.surface import Splitter, Surface

if TYPE_CHECKING:
    from app.core.training.watching.view import RunView

_LEAST = (292, 380, 260)  # px of recipe, run, and what came of it


class TrainTab(Surface):
    """Made when it is first shown.

    Attributes:
        session: What is chosen here.
        run: What is shown of runs.
        resume: Goes on with those that have ended.
        recipe_pane: The left column.
        middle: The column in the middle, which scrolls.
        side: The right column.
        areas: These three as they scroll; the last is hidden while no run is shown.
        loss: The curves of the run.
        results: The cards of samples and checkpoints.
        recipe: What fills the left column.
        setup: Its foot: trainer and models.

    Signals:
        done: What was just done, a sentence.
        said: A sentence, with its grade.
        undoable: What was done and can be taken back.
        written: What was written, a sentence, and its folder.
        stage_asked: Show another stage.
        command_asked: Do a command of another stage, by its id.
        exported: The dataset's files were written.
        prompts_asked: Show the sample prompts.
    """

    done = Signal(str)
    said = Signal(str, str)
    undoable = Signal(str)
    written = Signal(str, str)
    stage_asked = Signal(str)
    command_asked = Signal(str)
    exported = Signal()
    prompts_asked = Signal()

    def __init__(
        self, parts: Parts, parent: QWidget | None = None, setup: TrainerSetup | None = None
    ) -> None:
        super().__init__("background", parent)
        self._has_run = False
        self.session = TrainSession(parts, self, setup)
        self.recipe_pane = _Pane("surface", (16, 14, 16, 14))
        self.middle = _Pane("background", (20, 16, 20, 20))
        self.side = _Pane("surface", (16, 16, 16, 16))
        self.setup = SetupCard(self.session.setup)
        self.setup.page_asked.connect(self._on_page_asked)
        self.session.asked.connect(self._on_asked)
        self.run = RunPart(self, self.session)
        self.resume = ResumePart(self, self.session, self.run.starting)
        self.middle.add_card(self.resume.card)
        self.loss = LossCard(self.session)
        self.middle.add_card(self.loss)
        self.results = ResultCards(self.session)
        self.middle.add_card(self.results.samples)
        self.side.add_card(self.results.checkpoints)
        self.trials = TrialPart(self, self.results)
        self.run.add_log()  # below all that stands there
        self._steps = Steps(self)
        self._lay_out()
        self.recipe = RecipePane(self.session, self.setup)
        self.recipe_pane.add_card(self.recipe, 1000)  # all the height there is
        self._connect()
        self.run.begin()
        self.session.setup.begin()

    def _connect(self) -> None:
        self.trials.done.connect(self.done)
        self.trials.written.connect(self.written)
        self.trials.failed.connect(self._on_failed)
        recipe, run, results = self.recipe, self.run, self.results
        recipe.done.connect(self.done)
        recipe.undoable.connect(self.undoable)
        recipe.written.connect(self.written)
        recipe.failed.connect(self._on_failed)
        recipe.plan_asked.connect(self._on_plan_asked)
        run.viewed.connect(self._on_viewed)
        self.resume.card.led.connect(run.pane.head.say_other_leads)
        self.loss.written.connect(self.written)
        run.done.connect(self.done)
        run.undoable.connect(self.undoable)
        run.exported.connect(self.exported)
        run.command_asked.connect(self.command_asked)
        results.done.connect(self.done)
        results.prompts_asked.connect(self.prompts_asked)

    def _on_page_asked(self) -> None:
        self.command_asked.emit("train.setup")

    def _on_asked(self, command: str) -> None:
        if command == "train.setup":
            self._on_page_asked()

    def _on_viewed(self, view: RunView | None) -> None:
        """Show a run card by card: all of a large one at once would hold the window still."""
        self._has_run = view is not None
        self._place_side()
        self.middle.give_room(self.run.pane, 0 if view is not None else 1000)
        steps = partial(self._show_loss, view), partial(self.results.show_view, view)
        self._steps.take(steps, at_once=view is None)

    def _show_loss(self, view: RunView | None) -> None:
        self.loss.show_view(view)
        self.loss.setVisible(view is not None)

    def _on_failed(self, sentence: str) -> None:
        self.said.emit(sentence, "bad")

    def _on_plan_asked(self) -> None:
        self.stage_asked.emit("plan")

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.session.choice.look_for_presets()
        self.session.commanding.count()

    def _lay_out(self) -> None:
        self.splitter = Splitter()
        panes = (self.recipe_pane, self.middle, self.side)
        self.areas = [_scrolling(pane) for pane in panes]
        for area, least in zip(self.areas, _LEAST, strict=True):
            area.setMinimumWidth(theme.px(least))
            self.splitter.addWidget(area)
        self.splitter.setStretchFactor(1, 1)
        self.splitter.setSizes([theme.px(300), theme.px(890), theme.px(320)])
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self.splitter)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the right column below the middle one where there is no room for three."""
        super().resizeEvent(event)
        self._place_side()

    def _place_side(self) -> None:
        """Show the right column where it has room, and not without a run: it tells of nothing."""
        area = self.areas[2]
        narrow = self.width() < theme.px(sum(_LEAST)) + 2 * self.splitter.handleWidth()
        if narrow and area.widget() is not None:
            self.middle.add_card(area.takeWidget())
        elif not narrow and area.widget() is None:
            self.middle.take_card(self.side)
            area.setWidget(self.side)
        self.side.setVisible(self._has_run)
        area.setVisible(self._has_run and not narrow)

    def layout_to_keep(self) -> dict[str, str]:
        """Return where the panes are, by name."""
        return panes_to_keep({"train": self.splitter})

    def restore(self, layout: Mapping[str, str]) -> None:
        """Put the panes where they were."""
        restore_panes({"train": self.splitter}, layout)


class _Pane(Surface):
    """A column of cards, one below the other."""

    def __init__(
        self, surface: Literal["background", "surface"], margins: tuple[int, int, int, int]
    ) -> None:
        super().__init__(surface)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(*(theme.px(n) for n in margins))
        self._column.setSpacing(theme.px(14))
        self._column.addStretch(1)

    def take_card(self, card: QWidget) -> None:
        """Let go of a card, which goes elsewhere."""
        self._column.removeWidget(card)

    def add_card(self, card: QWidget, stretch: int = 0) -> None:
        """Add what stands below all that is there."""
        self._column.insertWidget(self._column.count() - 1, card, stretch)

    def give_room(self, card: QWidget, stretch: int) -> None:
        """Say how much of the room that is left a card has."""
        self._column.setStretchFactor(card, stretch)


def _scrolling(pane: QWidget) -> QScrollArea:
    area = QScrollArea()
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setWidgetResizable(True)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setWidget(pane)
    return area
