"""What can be done with the targets of the histogram, besides moving them."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu

from app.core.planner.pictures.lengths_chart import Target

if TYPE_CHECKING:
    from app.ui.plan.lengths import LengthsView
    from app.ui.plan.lengths_hand import TargetHand


class LengthsMenu(QObject):
    """Adds and removes targets."""

    def __init__(self, hand: TargetHand, view: LengthsView) -> None:
        super().__init__(view)
        self._hand, self._view = hand, view

    def plus_says(self) -> str:
        """Return what the pill that adds one does."""
        return self.tr("Add a length to a dataset (right click: the length that is there)")

    def stays(self, target: Target) -> str:
        """Return why a target cannot be taken away."""
        if target.full:
            return self.tr("It limits the windows of whole clips: move it.")
        return self.tr("It is the only length of its dataset: move it, or remove the dataset.")

    def add_menu(self) -> QMenu:
        """Return the datasets, to add a length of about half of the clips to."""
        return self.menu(None, self._view.chart().median)

    def menu(self, target: Target | None, frames: int) -> QMenu:
        """Return what can be done at a place.

        Args:
            target: What lies there; None where none does.
            frames: The length that is there.
        """
        from app.core.planner.windows import round_frames

        menu = QMenu(self._view)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        snapped = max(1, round_frames(frames))
        if target is not None:
            words = self.tr("Remove {} from “{}”")
            text = words.format(target.frames, self._hand.name_of(target.dataset))
            action = self._add(menu, text, partial(self._hand.remove, target))
            action.setEnabled(self._hand.may_go(target))
            menu.addSeparator()
        for dataset, name in self._hand.takers(snapped):
            text = self.tr("Add {} to “{}”").format(snapped, name)
            self._add(menu, text, partial(self._hand.add, dataset, snapped))
        if menu.isEmpty():
            words = self.tr("No dataset takes {} frames besides those it has")
            menu.addAction(words.format(snapped)).setEnabled(False)
        return menu

    def _add(self, menu: QMenu, words: str, do: Callable[[], object]) -> QAction:
        action = menu.addAction(words)
        action.triggered.connect(lambda _checked=False: do())
        return action
