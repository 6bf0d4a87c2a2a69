"""Says when a training runs on this machine that is none of ours, and no longer than it does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QTimer

from app.ui.loop import loop_runs, spawn

if TYPE_CHECKING:
    from app.ui.train.run_pane import RunPane
    from app.ui.train.session import TrainSession
    from app.ui.train.train_tab import TrainTab

_EVERY = 15_000  # milliseconds between two looks while it is said


class RunOthers(QObject):
    """Looks when the stage comes up, and again while there is something to take back."""

    def __init__(self, tab: TrainTab, session: TrainSession, pane: RunPane) -> None:
        super().__init__(tab)
        self._session, self._pane = session, pane
        self.again = QTimer(self)
        self.again.setInterval(_EVERY)
        self.again.timeout.connect(self._look_again)
        tab.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Look while the stage is seen."""
        if event.type() == QEvent.Type.Show:
            self._look()
            self.again.start()
        elif event.type() == QEvent.Type.Hide:
            self.again.stop()
        return super().eventFilter(watched, event)

    def _look_again(self) -> None:
        if self._pane.others.isVisible():
            self._look()

    def _look(self) -> None:
        if loop_runs():
            spawn(self._say())

    async def _say(self) -> None:
        words = await self._session.parts.jobs.beside(_foreign)
        ours = self._session.parts.runs.running is not None
        self._pane.say_others(words[0] if words and not ours else "")


def _foreign() -> tuple[str, ...]:
    from app.core.training.runs.foreign import foreign_words

    return foreign_words()
