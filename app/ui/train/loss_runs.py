"""Runs of the project that are drawn beside the one that is shown: chosen, and kept up to date."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QIcon, QPixmap
from PySide6.QtWidgets import QMenu, QWidget

from app.ui import theme
from app.ui.loop import spawn
from app.ui.train.session import TrainSession

if TYPE_CHECKING:
    from app.core.training.curves.charts import Shown
    from app.core.training.curves.run_curves import RunCurves

_EVERY_MS = 5_000
MOST = 8  # drawn beside it: more cannot be told apart


class OverlaidRuns(QObject):
    """Follows the runs that are drawn beside; their files are read in another thread.

    Signals:
        changed: They have other points.
    """

    changed = Signal()

    def __init__(self, session: TrainSession, parent: QObject) -> None:
        super().__init__(parent)
        self._session = session
        self._curves: dict[Path, RunCurves] = {}
        self._names: dict[Path, str] = {}
        self.shown: tuple[Shown, ...] = ()
        self._reading = False
        self._timer = QTimer(self, interval=_EVERY_MS)
        self._timer.timeout.connect(self._read)
        session.overlaid_changed.connect(self._on_changed)

    def watch(self, on: bool) -> None:
        """Look for new points now and every few seconds, or not."""
        if on and self._session.overlaid and not self._timer.isActive():
            self._timer.start()
            self._read()
        elif not on or not self._session.overlaid:
            self._timer.stop()

    def _on_changed(self) -> None:
        wanted = self._session.overlaid
        self._curves = {folder: self._curves[folder] for folder in wanted if folder in self._curves}
        self.shown = tuple(each for each in self.shown if Path(each.key) in wanted)
        self.changed.emit()
        self._timer.stop()
        self.watch(bool(wanted))

    def _read(self) -> None:
        if not self._reading:
            self._reading = True
            spawn(self._read_beside())

    async def _read_beside(self) -> None:
        try:
            folders = self._session.overlaid
            read = await self._session.parts.jobs.beside(_read_all, folders, self._curves)
            if folders != self._session.overlaid:
                self._reading = False
                self._read()
                return
            if [each.view for each in read] != [each.view for each in self.shown]:
                self.shown = read
                self.changed.emit()
        finally:
            self._reading = False


def _read_all(folders: Sequence[Path], kept: dict[Path, RunCurves]) -> tuple[Shown, ...]:
    """Return the curves of runs; blocking."""
    from app.core.training.curves.charts import Shown
    from app.core.training.curves.drawing import tones_of
    from app.core.training.curves.run_curves import RunCurves

    tones = list(tones_of(len(folders) + 1))[1:]
    found = []
    for folder, tone in zip(folders, tones, strict=True):
        curves = kept.setdefault(folder, RunCurves.of(folder))
        found.append(Shown(str(folder), folder.name, curves.poll(), tone))
    return tuple(found)


def runs_of_project(project: Path | None) -> list[tuple[Path, str]]:
    """Return the runs of a project, the newest first, and what each is called; blocking."""
    from app.core.training.folder import run_folders

    return [] if project is None else [(each, each.name) for each in run_folders(project)[::-1]]


def runs_menu(parent: QWidget, session: TrainSession, runs: Sequence[tuple[Path, str]]) -> QMenu:
    """Return a menu of runs, folders and names, to be drawn beside the one that is shown."""
    from app.core.training.curves.drawing import tones_of

    menu = QMenu(parent)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    menu.setToolTipsVisible(True)
    drawn = session.overlaid
    tones = dict(zip(drawn, list(tones_of(len(drawn) + 1))[1:], strict=True))
    for folder, name in runs:
        if folder == session.run:
            continue
        action = QAction(name, menu, checkable=True, checked=folder in drawn)
        action.setEnabled(folder in drawn or len(drawn) < MOST)
        if folder in tones:
            action.setIcon(QIcon(_swatch(tones[folder])))
        action.toggled.connect(lambda on, folder=folder: _toggle(session, folder, on))
        menu.addAction(action)
    if menu.isEmpty():
        nothing = menu.addAction(parent.tr("No other run of this project"))
        nothing.setEnabled(False)
    elif drawn:
        menu.addSeparator()
        clear = menu.addAction(parent.tr("Only the run that is shown"))
        clear.triggered.connect(lambda: session.overlay(()))
    return menu


def _toggle(session: TrainSession, folder: Path, on: bool) -> None:
    others = tuple(each for each in session.overlaid if each != folder)
    session.overlay((*others, folder) if on else others)


def _swatch(tone: str) -> QPixmap:
    side = theme.px(10)
    made = QPixmap(side, side)
    made.fill(theme.tokens().tone_solid(tone))  # type: ignore[arg-type]
    return made
