"""Which captions a change of many is for, and a chip that says so."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from app.core.library.captioned import Row
from app.core.library.model import Clip, Still
from app.ui.captions.chosen import Chosen
from app.ui.document import Document
from app.ui.widgets.chip import Chip


class Scope(QObject):
    """What is chosen in the list, or all captions of the project."""

    changed = Signal()  # it may be of other captions

    def __init__(self, document: Document, chosen: Chosen) -> None:
        super().__init__(document)
        self._document, self._chosen = document, chosen
        self.all = False
        for signal in (chosen.listed_changed, chosen.selected_changed):
            signal.connect(self.changed)

    def rows(self) -> list[Row]:
        """Return the clips and stills, as they are now."""
        return self.every() if self.all else self._chosen.scope()

    def every(self) -> list[Row]:
        """Return all that has a caption in the project."""
        if not self._document.is_open:
            return []
        rows = self._document.rows
        every: list[Row] = [*rows.clips, *rows.stills]
        return [row for row in every if row.state == "picked"]

    def _number(self) -> int:
        """Return how many `every` are."""
        if not self._document.is_open:
            return 0
        rows = self._document.rows
        return rows.picked_of(Clip) + rows.picked_of(Still)

    def words(self) -> str:
        """Return of how many captions it is: ``12 selected``, ``62 listed``, ``all 312``."""
        if self.all:
            return self.tr("all {}").format(f"{self._number():,}")
        return self._chosen.scope_words()

    def set_all(self, on: bool) -> None:
        """Let it be of all captions, or of what is chosen."""
        if on != self.all:
            self.all = on
            self.changed.emit()

    @property
    def is_part(self) -> bool:
        """Whether what is chosen is less than all."""
        chosen = self._chosen
        some = len(chosen.selected) > 1 or len(chosen.listed) < self._number()
        return self._document.is_open and some


class ScopeChip(Chip):
    """Says how many captions a change is for; a click changes between the chosen and all."""

    def __init__(self, scope: Scope) -> None:
        super().__init__("", clickable=True)
        self._scope = scope
        self.clicked.connect(self._toggle)
        scope.changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Say it anew."""
        self.set_state(self._scope.words(), "accent" if self._scope.all else "neutral")
        other = self.tr("Of the selection if it is several, else of all listed. Click: of all.")
        if self._scope.all:
            other = self.tr("Of all captions: click for only those listed or selected.")
        elif not self._scope.is_part:
            other = self.tr("All captions of the project are listed. Select or filter for fewer.")
        self.set_clickable(self._scope.all or self._scope.is_part)
        self.setToolTip(other)
        self.setAccessibleDescription(other)

    def _toggle(self) -> None:
        self._scope.set_all(not self._scope.all)
