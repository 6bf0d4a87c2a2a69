"""Where a control is that a step of the tour is about, by the name core knows it by."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import QScrollArea, QWidget

if TYPE_CHECKING:
    from app.ui.main_window import MainWindow


class Spot(NamedTuple):
    """A part of a widget.

    Attributes:
        widget: It.
        part: In the widget; None: all of it that is seen.
        typed: Whether one types into it.
    """

    widget: QWidget
    part: QRect | None = None
    typed: bool = False

    def place(self, window: QWidget) -> QRect | None:
        """Return where it is in the window, as far as it is seen; None where it is not."""
        if not self.widget.isVisible() or self.widget.window() is not window:
            return None
        seen = self.widget.visibleRegion().boundingRect()
        seen = seen if self.part is None else seen.intersected(self.part)
        if seen.isEmpty():
            return None
        return QRect(self.widget.mapTo(window, QPoint(0, 0)) + seen.topLeft(), seen.size())

    def reveal(self) -> None:
        """Scroll it into sight; let the keys go to what one types into."""
        parent = self.widget.parentWidget()
        while parent is not None:
            if isinstance(parent, QScrollArea):
                parent.ensureWidgetVisible(self.widget, 0, 24)
            parent = parent.parentWidget()
        if self.typed:
            self.widget.setFocus(Qt.FocusReason.OtherFocusReason)


def spot_of(window: MainWindow, control: str) -> Spot | None:
    """Return where a control is; None while it is not made.

    Args:
        window: The window.
        control: A name in `app.core.touring.steps`, or ``stage:NAME``.
    """
    kind, _, stage = control.partition(":")
    if kind == "stage" and stage:
        return Spot(window.rail.item_of(window.actions_[f"view.{stage}"]))
    found = _FINDERS.get(control)
    shown = window.stage
    if found is None or shown != found[0]:
        return None
    return found[1](window)


def _grid(window: MainWindow) -> Spot:
    return Spot(window.clips.shelf.grid.viewport())


def _pick(window: MainWindow) -> Spot:
    return Spot(window.clips.inspector.decisions)


def _lengths(window: MainWindow) -> Spot:
    """The chips of lengths where one of them fits, else the bar in the timeline."""
    facts = window.clips.inspector.facts
    if facts.offers_length:
        return Spot(facts.lengths)
    line = window.clips.viewing.timeline
    return Spot(line, next((row for strip, row in line.rows() if strip is line.marks), None))


def _lanes(window: MainWindow) -> Spot:
    line = window.clips.viewing.timeline
    runs = set(map(id, line.runs))
    part = QRect()
    for strip, row in line.rows():
        if id(strip) in runs:
            part = part.united(row)
    return Spot(line, part)


def _trigger(window: MainWindow) -> Spot:
    return Spot(window.captions.stage.editor.trigger)


def _words(window: MainWindow) -> Spot:
    return Spot(window.captions.stage.editor.text, typed=True)


def _done(window: MainWindow) -> Spot:
    return Spot(window.captions.stage.editor.done)


def _ledger(window: MainWindow) -> Spot:
    return Spot(window.plan.ledger_card)


def _losses(window: MainWindow) -> Spot:
    return Spot(window.plan.losses)


def _recipe(window: MainWindow) -> Spot | None:
    pane = window.train.recipe
    return Spot(pane.fields) if pane.filled else None


def _command(window: MainWindow) -> Spot | None:
    pane = window.train.recipe
    return Spot(pane.command.copy_button) if pane.filled else None


def _start(window: MainWindow) -> Spot:
    pane = window.train.run.pane
    return Spot(pane.first if pane.first.isVisible() else pane.head.start)


_FINDERS: dict[str, tuple[str, Callable[[MainWindow], Spot | None]]] = {  # stage, where
    "grid": ("clips", _grid),
    "pick": ("clips", _pick),
    "lengths": ("clips", _lengths),
    "lanes": ("clips", _lanes),
    "trigger": ("captions", _trigger),
    "words": ("captions", _words),
    "done": ("captions", _done),
    "ledger": ("plan", _ledger),
    "losses": ("plan", _losses),
    "recipe": ("train", _recipe),
    "command": ("train", _command),
    "start": ("train", _start),
}
CONTROLS = frozenset(_FINDERS)
"""All names there are."""
