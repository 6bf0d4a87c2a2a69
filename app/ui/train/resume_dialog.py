"""Chooses how a training goes on, with what stays, what differs, and the command it gives."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QGridLayout, QWidget

from app.core.amounts import counted
from app.core.errors import AppError
from app.core.language import sentences
from app.ui import theme
from app.ui.loop import spawn
from app.ui.train.resume_sentences import Sentences
from app.ui.widgets.choices import CheckBox, ComboBox, SpinBox
from app.ui.widgets.dialog import Dialog
from app.ui.widgets.fitting import FittingFields
from app.ui.widgets.label import Label, SectionHead
from app.ui.widgets.notice import Notice
from app.ui.widgets.segmented import Segment, Segmented
from app.ui.widgets.surface import ScrollPane

if TYPE_CHECKING:
    from app.core.training.commands.places import Rig
    from app.core.training.recipe.training_recipe import TrainingRecipe
    from app.core.training.resuming.going_on import Wish
    from app.core.training.resuming.offering import Look, Offer
    from app.core.training.resuming.point import ResumePoint
    from app.ui.train.session import TrainSession

_MOST_EPOCHS = 100_000


class ResumeDialog(Dialog):
    """It looks again whenever something is chosen; the command is that of the last look.

    Signals:
        chosen: A `Look` that was accepted.
    """

    chosen = Signal(object)

    def __init__(
        self,
        parent: QWidget,
        session: TrainSession,
        offer: Offer,
        rig_of: Callable[[TrainingRecipe], Rig],
    ) -> None:
        title = QCoreApplication.translate("ResumeDialog", "Go on with %s") % offer.folder.name
        super().__init__(parent, title)
        self._session, self._offer, self._rig_of = session, offer, rig_of
        self._asked = 0
        self._recipe = session.recipe
        self.look: Look | None = None
        self.points = ComboBox()
        self._is_placed = False
        self.points.setAccessibleName(self.tr("Go on from"))
        for each in offer.points:
            self.points.addItem(self._words_of(each))
            tip = f"{each.path}\n{each.tip}"
            self.points.setItemData(self.points.count() - 1, tip, Qt.ItemDataRole.ToolTipRole)
        self.points.setToolTip(self.tr("States of the trainer, and checkpoints: the newest first"))
        self.amount = SpinBox(1, _MOST_EPOCHS, 1, name=self.tr("In all"))
        self.unit = Label("", "muted")
        self.recipe = Segmented(
            [
                Segment("run", self.tr("Of the run")),
                Segment("project", self.tr("Of the project, as it is now")),
            ],
            name=self.tr("Recipe"),
        )
        self.dataset = Segmented(
            [Segment("run", self.tr("Of the run")), Segment("today", self.tr("Of today"))],
            name=self.tr("Dataset"),
        )
        self.dataset_words = Label("", "muted", wrap=True)
        self.caches = CheckBox(self.tr("Make the caches, needed or not"))
        self.caches.setToolTip(
            self.tr("Without it, steps whose cache files are as they would be made are left out")
        )
        self.summary = Label("", role="strong", wrap=True)
        self.trouble = Notice(closable=False)
        self.trouble.acted.connect(self._on_setup)
        self.sentences = Sentences()
        self.command = Label("", "muted", "code", wrap=True)
        self.command.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._lay_out()
        self._connect()
        self._on_point()

    def _words_of(self, point: ResumePoint) -> str:
        if point.kind == "state":
            return f"{point.name} · {point.words}"
        return self.tr("weights of {} · {}").format(point.name, point.place)

    def _lay_out(self) -> None:
        fields = FittingFields(self)
        grid = QGridLayout()
        grid.setHorizontalSpacing(theme.px(12))
        grid.setVerticalSpacing(theme.px(10))
        grid.setColumnStretch(2, 1)
        rows: tuple[tuple[str, tuple[QWidget, ...]], ...] = (
            (self.tr("Go on from"), (self.points,)),
            (self.tr("Train until"), (self.amount, self.unit)),
            (self.tr("Recipe"), (self.recipe,)),
            (self.tr("Dataset"), (self.dataset,)),
        )
        for row, (words, widgets) in enumerate(rows):
            grid.addWidget(Label(words, "muted"), row, 0)
            for place, widget in enumerate(widgets, 1):
                wide = 1 if len(widgets) > 1 else 2
                grid.addWidget(widget, row, place, 1, wide)
        grid.addWidget(self.dataset_words, len(rows), 1, 1, 2)
        grid.addWidget(self.caches, len(rows) + 1, 1, 1, 2)
        column = fields.column
        column.addLayout(grid)
        column.addWidget(self.summary)
        column.addWidget(self.trouble)
        means = ScrollPane(self.sentences)
        means.setFixedHeight(theme.px(176))  # the dialog stays as high as it is
        column.addWidget(means)
        column.addWidget(SectionHead(self.tr("Command of the training")))
        pane = ScrollPane(self.command)
        pane.setFixedHeight(theme.px(84))
        column.addWidget(pane)
        column.addStretch(1)
        self.trouble.hide()
        self.body.addWidget(fields)
        self.setMinimumWidth(theme.px(860))
        self.add_button(self.tr("Cancel"), result=0)
        self.go = self.add_button(self.tr("Go on"), "primary")
        self.go.clicked.connect(self._on_go)

    def _connect(self) -> None:
        self.points.currentIndexChanged.connect(self._on_point)
        self.amount.valueChanged.connect(self._look)
        self.recipe.chosen.connect(self._look)
        self.dataset.chosen.connect(self._look)
        self.caches.toggled.connect(self._look)

    # -------------------------------------------------------------------------------- choosing

    @property
    def point(self) -> ResumePoint:
        """The point that is chosen."""
        return self._offer.points[self.points.currentIndex()]

    @property
    def wish(self) -> Wish:
        """What is chosen."""
        from app.core.training.resuming.going_on import Wish

        by_epochs = bool(self.point.per_epoch)
        number = self.amount.value()
        planned = number == self.point.steps if not by_epochs else number == self.point.epochs
        return Wish(
            point=self.point,
            recipe=self._recipe if self.recipe.current() == "project" else None,
            epochs=number if by_epochs and not planned else None,
            steps=number if not by_epochs and not planned else None,
            dataset="today" if self.dataset.current() == "today" else "run",
        )

    def _on_point(self, *_: object) -> None:
        from app.core.training.resuming.offering import more_epochs

        point = self.point
        by_epochs = bool(point.per_epoch)
        self.amount.blockSignals(True)
        self.amount.setRange(1, _MOST_EPOCHS if by_epochs else 10**9)
        self.amount.setValue(more_epochs(point) if by_epochs else max(1, point.steps))
        self.amount.blockSignals(False)
        self.unit.setText(self.tr("epochs are trained in all") if by_epochs
                          else self.tr("steps are trained in all"))  # fmt: skip
        self.amount.setToolTip(
            self.tr("With those of before; it was planned for {}").format(
                counted(point.epochs, "epoch") if by_epochs else counted(point.steps, "step")
            )
        )
        self._look()

    def _look(self, *_: object) -> None:
        """Look at what comes of it, beside what goes on; the last look counts."""
        self._asked += 1
        self.look = None
        self.go.setEnabled(False)
        spawn(self._looking(self._asked, self.wish, always_cache=self.caches.isChecked()))

    async def _looking(self, number: int, wish: Wish, *, always_cache: bool) -> None:
        from shiboken6 import isValid

        from app.core.training.resuming.going_on import recipe_of_run
        from app.core.training.resuming.offering import look_at_wish

        parts, project = self._session.parts, self._session.project_folder
        if project is None:
            return
        rig = self._rig_of(wish.recipe or recipe_of_run(wish.point))
        try:
            look = await parts.jobs.beside(
                look_at_wish, project, wish, rig,
                always_cache=always_cache, cache=parts.films.cache,
            )  # fmt: skip
        except AppError as error:
            if isValid(self) and number == self._asked:
                self._say(str(error))
            return
        if isValid(self) and number == self._asked:
            self._show(look)

    def _say(self, sentence: str, action: str = "") -> None:
        self.trouble.say(sentence, "bad", action=action)
        self.trouble.setVisible(bool(sentence))

    # --------------------------------------------------------------------------------- showing

    def _show(self, look: Look) -> None:
        from app.core.training.commands.shells import in_shell

        self.look = look
        going = look.going
        missing = look.run.missing[0] if look.run.missing else ""
        self.summary.setText(self._summary(look))
        setup = self.tr("Trainer and models…") if missing and not going.refused else ""
        self._say(going.refused or missing, setup)
        self.go.setEnabled(not going.refused and not missing)
        self.go.setText(
            self.tr("Go on") if self.point.kind == "state" else self.tr("Begin from the weights")
        )
        words = [look.dataset.words or self.tr("It is as it was when the run began.")]
        if look.dataset.any and self.dataset.current() == "run":
            words.append(look.dataset.frozen_words)
        elif self.dataset.current() == "today":
            words.append(look.dataset.today_words)
        self.dataset_words.setText(sentences(words))
        self.sentences.show_going(going)
        train = look.run.commands[-1] if look.run.commands else None
        shell = "powershell" if os.name == "nt" else "bash"
        text = in_shell(train, shell) if train is not None else ""  # type: ignore[arg-type]
        self.command.setText(text)

    def showEvent(self, event: QShowEvent) -> None:
        """Let Qt put it over the middle of the window first."""
        super().showEvent(event)
        self._is_placed = True

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Stay over the window: it gets higher when there is more to say."""
        super().resizeEvent(event)
        if self._is_placed:
            self.stay_over()

    def _summary(self, look: Look) -> str:
        steps = look.going.asked.steps or ()
        caches = [each for each in steps if each.startswith("cache_")]
        if len(caches) == 2:
            made = self.tr("Latents and text are cached before.")
        elif caches:
            text = caches[0] == "cache_text"
            latents = self.tr("Latents are cached before.")
            made = self.tr("Text is cached before.") if text else latents
        else:
            made = self.tr("The caches are fresh: nothing is cached again.")
        return sentences((look.going.words, made))

    def _on_setup(self) -> None:
        self.reject()
        self._session.asked.emit("train.setup")

    def _on_go(self) -> None:
        if self.look is not None and self.go.isEnabled():
            self.chosen.emit(self.look)
            self.accept()
