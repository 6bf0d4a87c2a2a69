"""Ranges that were marked and not picked, taken back and marked again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from app.core.language import tr
from app.core.marking import Mark, Trail

if TYPE_CHECKING:
    from app.ui.clips.marking import Marking


class Stepping(QObject):
    """Steps of their own, for as long as they are the newest: an edit ends them."""

    changed = Signal()  # what `step` would do

    def __init__(self, marking: Marking) -> None:
        super().__init__(marking)
        self._marking = marking
        self._trail = Trail()

    def note(self, label: str, before: Mark) -> None:
        """Remember where the range was before a step of this name."""
        self._trail.note(label, before)
        self.changed.emit()

    def leave(self) -> None:
        """Forget all: something else is marked, or something newer can be taken back."""
        if self._trail:
            self._trail.clear()
            self.changed.emit()

    def label(self, *, back: bool) -> str | None:
        """Return the name of what `step` would do; None where it would do nothing."""
        label = self._trail.label(back=back)
        return tr(label) if label else None

    def step(self, *, back: bool) -> str | None:
        """Take back the range that was marked last, or mark it again.

        Returns:
            What that is called; None, and nothing done, where anything else is newer.
        """
        label, now = self.label(back=back), self._marking.mark
        mark = self._trail.step(now, back=back) if now is not None else None
        if mark is None:
            return None
        self._marking.show(mark)
        self.changed.emit()
        return label
