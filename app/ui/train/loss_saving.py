"""The menu of the card of curves and its commands: the plot is saved, copied, shown whole."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMenu, QWidget

from app.ui.loop import spawn
from app.ui.train.loss_export import picture_of, save_picture, save_table
from app.ui.train.session import TrainSession

if TYPE_CHECKING:
    from app.ui.train.loss_card import LossCard


class LossSaving(QObject):
    """Does it.

    Signals:
        written: What was written, a sentence, and its folder.
    """

    written = Signal(str, str)

    def __init__(self, card: LossCard, session: TrainSession) -> None:
        super().__init__(card)
        self._card, self._session = card, session
        self._acts: dict[str, Callable[[], object]] = {
            "train.curve_log": card.controls.toggle_log,
            "train.curve_all": card.reset_zoom,
            "train.curve_picture": self.save_picture,
            "train.curve_table": self.save_table,
        }
        session.asked.connect(self._on_asked)

    def _on_asked(self, command: str) -> None:
        act = self._acts.get(command)
        if act is not None:
            act()

    def show_menu(self, under: QWidget) -> None:
        """Show what can be done, under a widget."""
        menu = QMenu(under)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        able = self._card.chart() is not None
        for text, do in (
            (self.tr("Save as a picture…"), self.save_picture),
            (self.tr("Save as CSV…"), self.save_table),
            (self.tr("Copy the picture"), self.copy_picture),
            (self.tr("Show all of it (R in the plot)"), self._card.reset_zoom),
        ):
            action = menu.addAction(text)
            action.setEnabled(able)
            action.triggered.connect(do)
        menu.popup(under.mapToGlobal(under.rect().bottomLeft()))

    def copy_picture(self) -> None:
        """Put the plot on the clipboard."""
        if self._card.chart() is not None:
            QGuiApplication.clipboard().setImage(picture_of(self._card.pictured()))

    def save_picture(self) -> None:
        """Ask for a file, and write the plot to it."""
        if self._card.chart() is not None:
            spawn(self._save_picture())

    def save_table(self) -> None:
        """Ask for a file, and write what is shown to it as CSV."""
        if self._card.chart() is not None:
            spawn(self._save_table())

    def _proposed(self, ending: str) -> Path:
        folder = self._session.run or self._session.project_folder or Path()
        return folder / f"{folder.name} {self._card.controls.what}.{ending}"

    async def _save_picture(self) -> None:
        image = picture_of(self._card.pictured())
        jobs = self._session.parts.jobs
        self._tell(await save_picture(self._card, jobs, image, self._proposed("png")))

    async def _save_table(self) -> None:
        chart, runs = self._card.chart(), self._card.shown_runs()
        if chart is not None:
            jobs, proposed = self._session.parts.jobs, self._proposed("csv")
            self._tell(await save_table(self._card, jobs, chart, runs, proposed))

    def _tell(self, path: Path | None) -> None:
        if path is not None:
            self.written.emit(self.tr("Saved {}").format(path.name), str(path.parent))
