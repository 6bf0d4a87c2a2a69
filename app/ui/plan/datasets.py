"""The column of dataset cards, in the order of the trainer's file."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from app.core.planner.document import Document, parse_document
from app.core.planner.editing.dataset_fields import Section, sections_of
from app.ui import theme
from app.ui.plan.card_entry import EntryCard
from app.ui.plan.card_hand import CardHand
from app.ui.plan.card_keys import Look
from app.ui.plan.card_numbers import show_numbers
from app.ui.plan.source import PlanSource
from app.ui.widgets.button import Button, IconButton
from app.ui.widgets.chip import Chip
from app.ui.widgets.label import Label, SectionHead
from app.ui.widgets.surface import Surface

if TYPE_CHECKING:
    from app.core.export.plan_view import PlanView

_FILE = Path("dataset.toml")  # what sentences call it


class DatasetColumn(Surface):
    """The cards, and the offer to take over the starter's proposal.

    Cards are shown at once and filled one at a time, so that many of them hold nothing up.

    Attributes:
        hand: What a hand does to the cards as a whole.

    Args:
        source: What is shown and changed.

    Signals:
        accepted: The proposed datasets are to be added.
        dataset_asked: The samples of a dataset were clicked; its place in the file.
        card_made: A card for a dataset, to which others may add (`EntryCard.add_on_top`).
    """

    accepted = Signal()
    dataset_asked = Signal(int)
    card_made = Signal(object)

    def __init__(self, source: PlanSource) -> None:
        super().__init__("surface")
        self.source = source
        self.cards: list[EntryCard] = []
        self._area = QScrollArea()
        self.hand = CardHand(self, self._area, source)
        self.general = self._made_card()
        self.general.set_folded(folded=True)
        self._view: PlanView | None = None
        self._document: Document | None = None
        self._text = ""
        self._proposed = Chip(self.tr("proposed"), "info")
        self._offer, self._trouble = QWidget(), Label("", "bad", wrap=True)
        self.use_button = Button(self.tr("Use these"), icon="check")
        self.add_button = Button(self.tr("Add a dataset"), icon="plus")
        self.fold_button = IconButton("list", self.tr("Fold or unfold all"), size=24)
        self._filling = QTimer(self)
        self._filling.setSingleShot(True)
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        self._head = QHBoxLayout()
        self._head.setContentsMargins(theme.px(16), 0, theme.px(14), 0)
        self._head.setSpacing(theme.px(3))  # a long name is beside a long title
        self._title = SectionHead(self.tr("Datasets"))
        self._title.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Preferred)
        self._head.addWidget(self._title)  # whole: a long name of a recipe gives way
        self._head.addStretch(1)
        self._head.addWidget(self.fold_button)
        self._head.addStrut(theme.px(24))
        offer = QVBoxLayout(self._offer)
        offer.setContentsMargins(theme.px(16), 0, theme.px(14), theme.px(4))
        offer.setSpacing(theme.px(8))
        sentence = self.tr(
            "There are no datasets yet. These suit what is picked; an export adds them as they "
            "are, and so does changing one."
        )
        offer.addWidget(Label(sentence, "muted", wrap=True))
        taking = QHBoxLayout()
        taking.addWidget(self.use_button)
        taking.addStretch(1)
        taking.addWidget(self._proposed)
        offer.addLayout(taking)
        inside = Surface("surface")
        self._column = QVBoxLayout(inside)
        self._column.setContentsMargins(theme.px(14), theme.px(2), theme.px(14), theme.px(14))
        self._column.setSpacing(theme.px(10))
        for part in (self._trouble, self.general, self.add_button):
            self._column.addWidget(part)
        self._column.addStretch(1)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setWidgetResizable(True)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._area.setWidget(inside)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, theme.px(14), 0, 0)
        whole.setSpacing(theme.px(8))
        whole.addLayout(self._head)
        whole.addWidget(self._offer)
        whole.addWidget(self._area, 1)

    def _connect(self) -> None:
        self.source.changed.connect(self._on_changed)
        self.use_button.clicked.connect(self.accepted)
        self.add_button.clicked.connect(self.hand.ask_what_to_add)
        self.fold_button.clicked.connect(self.fold_all)
        self._filling.timeout.connect(self._fill_one)

    def add_to_head(self, widget: QWidget) -> None:
        """Put a widget at the right of the column's title."""
        self._head.insertWidget(self._head.count() - 1, widget)

    # ------------------------------------------------------------------------------ showing

    def show_view(self, view: PlanView) -> None:
        """Show the datasets as they are now, with the numbers of a plan, which may lag behind."""
        self._view = view
        self.refresh()

    def _on_changed(self) -> None:
        if self.isVisible() and self._view is not None:
            self.refresh()

    def refresh(self) -> None:
        """Show the datasets as they are now."""
        view = self._view
        if view is None:
            return
        document = self._parsed(self.source.text)
        sections = sections_of(document.data)
        proposed = self._is_proposed()
        self._offer.setVisible(proposed)
        read_only = self.source.read_only
        self.use_button.setEnabled(not read_only)
        self.add_button.setVisible(not read_only)
        broken = document.problem is not None
        self._trouble.setText(document.problem.message if document.problem else "")
        self._trouble.setVisible(broken)
        self.general.setVisible(not broken)
        self._keep_cards(sections[1:])
        titles = self.hand.changes.titles(view, sections[1:])
        architecture = view.plan.architecture.name
        for card, section, title in zip(self._all_cards(), sections, titles, strict=True):
            card.show_section(section, Look(title, architecture, self.source.is_project, read_only))
        self._show_numbers(view, len(sections) - 1)
        self._filling.start(0)

    def trouble(self) -> str:
        """Return why there are no cards; "" where there are."""
        return self._trouble.text()

    def _parsed(self, text: str) -> Document:
        if self._document is None or text != self._text:
            self._text, self._document = text, parse_document(_FILE, text)
        return self._document

    def _is_proposed(self) -> bool:
        document = self.source.document
        return document is not None and document.is_open and not document.rows.datasets

    def _show_numbers(self, view: PlanView, datasets: int) -> None:
        current = view.text == self.source.text or len(view.plan.datasets) == datasets
        for index, card in enumerate(self.cards):
            show_numbers(card, view if current else None, index)
            card.show_marks([mark for mark in view.marks if current and mark.dataset == index])
        for_all = [mark for mark in view.marks if mark.dataset is None and mark.key is not None]
        self.general.show_marks(for_all)

    def _all_cards(self) -> list[EntryCard]:
        return [self.general, *self.cards]

    def _keep_cards(self, sections: Sequence[Section]) -> None:
        """Have one card for each dataset; one that is moved takes its card along."""
        kept = {_identity(card.section()): card for card in reversed(self.cards)}
        mine = [kept.pop(_identity(section), None) for section in sections]
        free = [card if card in kept.values() else None for card in self.cards]
        for place, card in enumerate(mine):
            if card is None and place < len(free) and free[place] is not None:
                mine[place], free[place] = free[place], None
        used = {id(card) for card in mine if card is not None}
        for card in self.cards:
            if id(card) not in used:
                self._column.removeWidget(card)
                card.hide()
                card.deleteLater()
        self.cards = [card or self._made_card() for card in mine]
        above = self._column.indexOf(self.general) + 1
        for place, card in enumerate(self.cards):
            if self._column.indexOf(card) != above + place:
                self._column.removeWidget(card)
                self._column.insertWidget(above + place, card)

    def _made_card(self) -> EntryCard:
        card = EntryCard()
        self.hand.follow(card)
        card.asked.connect(self._on_asked)
        self.card_made.emit(card)
        return card

    def _fill_one(self) -> None:
        """Make the rows of one card; the others wait for the next turn."""
        for card in self._all_cards():
            if not card.is_built():
                card.build()
                self._filling.start(0)
                return

    def fold_all(self) -> None:
        """Fold all cards; where all are, unfold them, filled one at a time."""
        folded = not all(card.folded() for card in self.cards)
        for card in self.cards:
            card.set_folded(folded=folded)
        self._filling.start(0)

    def _on_asked(self) -> None:
        place = self.hand.place_under(self.sender())
        if place is not None:
            self.dataset_asked.emit(place)


def _identity(section: Section | None) -> str:
    """Return by what a dataset is known when others move: its cache folder, or what it reads."""
    own = {} if section is None else section.own
    names = ("cache_directory", "video_directory", "image_directory")
    return next((str(own[name]) for name in names if own.get(name)), "")
