"""A row "Reads" for each dataset's card, as the cards come and go."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from app.ui.plan.card_entry import EntryCard
from app.ui.plan.choice import ChoiceRow
from app.ui.plan.source import PlanSource

if TYPE_CHECKING:
    from app.core.export.plan_view import PlanView

_AT_ONCE = 16  # rows that are made in one turn: some milliseconds each


class ChoiceRows(QObject):
    """Puts the rows into the cards of a project, above the keys.

    Args:
        source: What is shown and changed.
        cards: Returns the cards of the datasets, in the order of the file.
        parent: Of it.
    """

    def __init__(
        self, source: PlanSource, cards: Callable[[], Sequence[EntryCard]], parent: QObject
    ) -> None:
        super().__init__(parent)
        self._source, self._cards = source, cards
        self._rows: dict[EntryCard, ChoiceRow] = {}
        self._view: PlanView | None = None
        self._filling = QTimer(self, singleShot=True, interval=0)
        self._filling.timeout.connect(self._on_changed)
        source.changed.connect(self._on_changed)

    def show_view(self, view: PlanView) -> None:
        """Show what each dataset reads; a file of its own says so by its folders."""
        if not self._source.is_project:
            return
        self._view = view
        cards = self._cards()
        self._rows = {card: self._rows[card] for card in cards if card in self._rows}
        made = 0
        for place, card in enumerate(cards):
            if card not in self._rows:
                made += 1
                if made > _AT_ONCE:  # the others wait for the next turn
                    self._filling.start()
                    continue
            self._show(card, place, view)

    def _show(self, card: EntryCard, place: int, view: PlanView) -> None:
        row = self._rows.get(card)
        if row is None:
            row = self._rows[card] = ChoiceRow(self._source, place)
            card.add_on_top(row)
        row.place = place
        row.show_view(view)

    def of(self, place: int) -> ChoiceRow:
        """Return the row of a dataset."""
        return self._rows[self._cards()[place]]

    def _on_changed(self) -> None:
        if self._view is not None:
            self.show_view(self._view)
