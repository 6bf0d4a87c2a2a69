"""Lets the rest of *Plan* follow a target that a hand moves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from app.core.errors import AppError
from app.ui.loop import loop_runs, spawn
from app.ui.plan.source import PlanSource

if TYPE_CHECKING:
    from app.core.export.plan_view import PlanView
    from app.core.planner.pictures.other_lengths import Trial

_EVERY_MS, _RESTED_MS = 120, 300
_MANY = 2_000  # clips; counting more would take the hand's time


class Following(QObject):
    """Shows the plan of what is tried: while it moves; of many clips, whenever the hand rests.

    The text is written in another thread: parsing takes longer than a frame of the window.
    """

    def __init__(self, source: PlanSource, parent: QObject) -> None:
        super().__init__(parent)
        self._source = source
        self._trial: Trial | None = None
        self._shown: Trial | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._on_time)

    def follow(self, trial: Trial | None, view: PlanView | None) -> None:
        """Follow what is tried now; None: what is there is shown again.

        Args:
            trial: It.
            view: The plan it is tried in.
        """
        self._trial = trial
        many = view is not None and view.clips > _MANY
        if many or not self._timer.isActive():
            self._timer.start(_RESTED_MS if many else _EVERY_MS)

    def stop(self) -> None:
        """Follow no more: what was tried is written."""
        self._timer.stop()
        self._trial = self._shown = None

    def _on_time(self) -> None:
        if self._trial is self._shown:
            return
        self._shown = self._trial
        if self._trial is None:
            self._source.try_text(None)
        elif loop_runs():
            spawn(self._try(self._trial))
        else:
            self._show(self._trial, _text_of(self._trial, self._source.text))

    async def _try(self, trial: Trial) -> None:
        text = await self._source.jobs.beside(_text_of, trial, self._source.text, brief=True)
        self._show(trial, text)

    def _show(self, trial: Trial, text: str) -> None:
        if text and trial is self._trial:
            self._source.try_text(text)


def _text_of(trial: Trial, text: str) -> str:
    """Return what `written` does; empty where it cannot, which is said when it is dropped."""
    try:
        return written(trial, text)
    except AppError:
        return ""


def written(trial: Trial, text: str) -> str:
    """Return the dataset file with what a trial says.

    Raises:
        DatasetError: The text is no TOML.
    """
    from app.core.planner.text.entry_text import with_value

    return with_value(text, trial.dataset, trial.key, trial.value)
