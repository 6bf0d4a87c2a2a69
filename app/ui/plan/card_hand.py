"""What a hand does to the cards as a whole: the one it is at, its menu, commands, drags."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, Qt, QTimer
from PySide6.QtWidgets import QApplication, QMenu, QScrollArea, QWidget

from app.core.planner.schema import Kind
from app.ui import theme
from app.ui.plan.card_changes import CardChanges
from app.ui.plan.card_drag import CardDrag
from app.ui.plan.card_entry import EntryCard
from app.ui.plan.source import PlanSource

if TYPE_CHECKING:
    from app.ui.plan.datasets import DatasetColumn


class CardHand(QObject):
    """The commands of the cards; they are meant for the card that was worked on last.

    Args:
        column: Has the cards.
        area: Scrolls them.
        source: What they show.
    """

    def __init__(self, column: DatasetColumn, area: QScrollArea, source: PlanSource) -> None:
        super().__init__(column)
        self._column, self._area, self._source = column, area, source
        self._current: EntryCard | None = None
        self.changes = CardChanges(source, column)
        self.drag = CardDrag(area, lambda: column.cards)
        self.drag.moved.connect(self._on_moved)
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.focusChanged.connect(self._on_focus)

    def follow(self, card: EntryCard) -> None:
        """Do what a card asks for."""
        self.changes.follow(card)
        card.head.menu_asked.connect(self._on_menu)
        card.head.walked.connect(self._on_walked)
        card.head.pulled.connect(self._on_pulled)
        card.head.dropped.connect(self.drag.drop)
        card.head.drag_ended.connect(self.drag.end)

    # -------------------------------------------------------------------------- which card

    def current(self) -> int | None:
        """Return the dataset that was worked on last; None where none was."""
        return self._place_of(self._current)

    def focus_card(self, place: int) -> None:
        """Put the keyboard on the head of a card, and that into sight."""
        if 0 <= place < len(self._column.cards):
            card = self._current = self._column.cards[place]
            card.head.setFocus(Qt.FocusReason.TabFocusReason)
            self._area.ensureWidgetVisible(card.head)

    def place_under(self, widget: QObject | None) -> int | None:
        """Return the dataset whose card a widget is in; None where it is in none."""
        return self._place_of(_card_over(widget))

    def _place_of(self, card: EntryCard | None) -> int | None:
        cards = self._column.cards
        return cards.index(card) if card is not None and card in cards else None

    def _on_focus(self, _before: QWidget | None, now: QWidget | None) -> None:
        card = _card_over(now)
        if self._place_of(card) is not None and now is not None:
            self._current = card
            self._area.ensureWidgetVisible(now, 0, theme.px(8))

    def _at_hand(self, *, change: bool = True) -> int | None:
        """Return the dataset that a command is meant for; else put the keyboard on the first."""
        place = self.current()
        if place is None:
            self.focus_card(0)
        return None if change and self._source.read_only else place

    def _title(self, place: int) -> str:
        return self._column.cards[place].head.title()

    def _show_place(self, place: int) -> None:
        QTimer.singleShot(0, self, lambda: self.focus_card(place))  # once it is laid out

    # ------------------------------------------------------------------------------ commands

    def ask_what_to_add(self) -> None:
        """Ask what another dataset is of."""
        button = self._column.add_button
        if self._source.read_only:
            return
        self._area.ensureWidgetVisible(button)
        menu = self._menu()
        menu.addAction(self.tr("Clips")).triggered.connect(self.add_clips)
        menu.addAction(self.tr("Stills")).triggered.connect(self.add_stills)
        below = button.mapTo(self._column, QPoint(0, button.height()))
        high = menu.sizeHint().height()
        if below.y() + high > self._column.height():
            below.setY(below.y() - button.height() - high)
        menu.popup(self._column.mapToGlobal(below))
        menu.setActiveAction(menu.actions()[0])

    def add_clips(self) -> None:
        """Add a dataset of clips."""
        self._add("video")

    def add_stills(self) -> None:
        """Add a dataset of stills."""
        self._add("image")

    def _add(self, kind: Kind) -> None:
        if not self._source.read_only:
            self.changes.add(kind, lambda: self._show_place(len(self._column.cards) - 1))

    def duplicate(self) -> None:
        """Put a copy of the dataset behind it."""
        place = self._at_hand()
        if place is not None:
            self.changes.duplicate(place, self._title(place))
            self._show_place(place + 1)

    def remove(self) -> None:
        """Take the dataset out of the file."""
        place = self._at_hand()
        if place is not None:
            self.changes.remove(place, self._title(place))
            self._show_place(min(place, len(self._column.cards) - 1))

    def rename(self) -> None:
        """Let the dataset's name be typed over."""
        place = self._at_hand()
        if place is not None:
            self._column.cards[place].head.rename()

    def move_up(self) -> None:
        """Let the dataset change places with the one before it."""
        self._move(-1)

    def move_down(self) -> None:
        """Let the dataset change places with the one behind it."""
        self._move(1)

    def _move(self, step: int) -> None:
        place = self._at_hand()
        if place is not None and 0 <= place + step < len(self._column.cards):
            self._on_moved(place, place + step)
            self._show_place(place + step)

    def _on_moved(self, place: int, to: int) -> None:
        self.changes.move(place, to, self._title(place))

    def fold(self) -> None:
        """Fold the dataset's card, or unfold it."""
        place = self._at_hand(change=False)
        if place is not None:
            self._column.cards[place].head.fold_asked.emit()

    def show_more(self) -> None:
        """Show the rare keys of the dataset, or hide them."""
        place = self._at_hand(change=False)
        if place is not None:
            self._column.cards[place].show_more()

    # ------------------------------------------------------------------------ what heads ask

    def _on_walked(self, step: int) -> None:
        place = self.place_under(self.sender())
        if place is not None:
            self.focus_card(place + step)

    def _on_pulled(self, hand: QPoint) -> None:
        place = self.place_under(self.sender())
        if place is not None:
            self.drag.pull(place, hand)

    def _on_menu(self, where: QPoint) -> None:
        place = self.place_under(self.sender())
        if place is None:
            return
        self._current = self._column.cards[place]
        can, last = not self._source.read_only, len(self._column.cards) - 1
        entries: list[tuple[str, Callable[[], None], bool]] = [
            (self.tr("Rename"), self.rename, can and self._source.is_project),
            (self.tr("Duplicate"), self.duplicate, can),
            (self.tr("Move up"), self.move_up, can and place > 0),
            (self.tr("Move down"), self.move_down, can and place < last),
            (self.tr("More or fewer keys"), self.show_more, True),
            (self.tr("Fold or unfold"), self.fold, True),
            (self.tr("Remove"), self.remove, can),
        ]
        menu = self._menu()
        for words, slot, enabled in entries:
            action = menu.addAction(words)
            action.triggered.connect(slot)
            action.setEnabled(enabled)
        menu.popup(where)

    def _menu(self) -> QMenu:
        menu = QMenu(self._column)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        return menu


def _card_over(widget: QObject | None) -> EntryCard | None:
    while widget is not None and not isinstance(widget, EntryCard):
        widget = widget.parent()
    return widget
