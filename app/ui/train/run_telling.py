"""Tells of a training wherever one is in the window: job bar, rail, title; and of its end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from app.core.language import tr
from app.ui.train.run_following import RunFollowing

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtWidgets import QSystemTrayIcon

    from app.core.training.watching.view import RunView
    from app.ui.main_window import MainWindow
    from app.ui.train.run_bar import RunBar
    from app.ui.widgets.notice import Grade

RUNS_ON = "training runs on"
"""What `Preferences.told` says of who knows that a training outlives the window."""

_SHOWN_MS = 30_000  # a notification of the desktop


class RunTelling(QObject):
    """One for a window."""

    def __init__(self, window: MainWindow, runs: RunFollowing) -> None:
        super().__init__(window)
        self._window, self._runs = window, runs
        self._bar: RunBar | None = None
        self._tray: QSystemTrayIcon | None = None
        self.notified: list[str] = []  # what was shown on the desktop, title by title
        runs.ran.connect(self._show)
        runs.ended.connect(self._on_ended)
        runs.lost.connect(lambda folder: window.notices.say(self._lost(folder), "bad"))
        runs.found.connect(lambda folder: window.notices.retract(self._lost(folder)))

    # -------------------------------------------------------------------------------- running

    def _show(self, view: RunView | None) -> None:
        window = self._window
        badge = "" if view is None else f"{view.bar.title}: {view.bar.words}"
        window.rail.badge(window.actions_["view.train"], badge)
        if view is None:
            window.job_bar.stand(None)
            window.show_progress("")
            return
        window.job_bar.stand(self._line(view))
        share = view.bar.fraction if view.running else None
        window.show_progress("" if share is None else f"{int(share * 100)}%")

    def _line(self, view: RunView) -> RunBar:
        from app.ui.train.run_bar import RunBar

        if self._bar is None:
            self._bar = RunBar(self._window.job_bar)
            self._bar.clicked.connect(self._go)
        self._bar.show_line(view.bar)
        return self._bar

    def _go(self) -> None:
        """Show the run that runs."""
        if self._runs.running is not None:
            self._reveal(self._runs.running)

    def _reveal(self, view: RunView) -> None:
        stages = self._window.stages
        stages.show("train")
        stages.train.session.show_run(view.folder)

    # ---------------------------------------------------------------------------------- ended

    def _on_ended(self, view: RunView) -> None:
        from app.core.training.watching.heads import STATES

        ending = view.ending
        word = tr(STATES[view.state.state][0])
        title = self.tr("{name}: {state}").format(name=view.head.title, state=word)
        sentence = ending.sentence if ending is not None else title
        grades: dict[str, Grade] = {"good": "good", "warn": "warn", "bad": "bad"}
        grade = grades.get(ending.grade if ending is not None else "", "info")
        said = f"{title}. {sentence}"
        if not self._seen(view):  # there the run itself says it
            self._window.notices.offer(said, grade, self.tr("Show it"), lambda: self._reveal(view))
        if not self._window.isActiveWindow():
            self._notify(title, sentence)

    def _lost(self, folder: Path) -> str:
        words = self.tr(
            '"{}" is not there any more, and its training runs on: put the folder back, or what '
            "it makes may be lost."
        )
        return words.format(folder)

    def _seen(self, view: RunView) -> bool:
        """Return whether this very run is on the screen."""
        stages = self._window.stages
        return stages.shown == "train" and stages.train.session.run == view.folder

    def _notify(self, title: str, sentence: str) -> None:
        """Tell it on the desktop: nobody looks at the window."""
        from PySide6.QtWidgets import QSystemTrayIcon

        from app.ui import icons

        self.notified.append(title)
        if not QSystemTrayIcon.isSystemTrayAvailable():
            return
        if self._tray is None:
            self._tray = QSystemTrayIcon(icons.icon("logo", "accent"), self)
            self._tray.setToolTip("Rushes")
            self._tray.messageClicked.connect(self._come_forward)
            self._tray.activated.connect(self._come_forward)
        self._tray.show()
        self._tray.showMessage(title, sentence, icons.icon("logo", "accent"), _SHOWN_MS)
        QTimer.singleShot(_SHOWN_MS, self, self._tray.hide)

    def _come_forward(self) -> None:
        self._window.showNormal() if self._window.isMinimized() else self._window.show()
        self._window.raise_()
        self._window.activateWindow()

    # -------------------------------------------------------------------------------- closing

    async def leave(self) -> bool:
        """Say once that a training goes on without the window; return whether it may close."""
        running = self._runs.running
        preferences = self._window.preferences
        if running is None or RUNS_ON in preferences.value.told:
            return True
        from app.ui.dialogs import confirm

        title = self.tr("{} trains on").format(running.head.title)
        sentence = self.tr(
            "Closing the window does not stop the training. When Rushes is opened again, it shows "
            "it as if it had never been closed. To end it, choose Stop now in Train. "
            "This is said once."
        )
        accept = self.tr("Close the window")
        if not await confirm(self._window, title, sentence, accept=accept):
            return False
        preferences.change(told=(*preferences.value.told, RUNS_ON))
        return True
