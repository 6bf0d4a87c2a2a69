"""What stands over the grid: kinds and counts, the filter, the order, how tiles look."""

from __future__ import annotations

from typing import cast

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.core.browsing import Kind, Order
from app.core.library.tally import rows_in_words
from app.ui import theme
from app.ui.actions import Actions, follow_key, key_text
from app.ui.document import Document
from app.ui.filter_bar import FilterBar
from app.ui.preferences import PreferenceStore
from app.ui.widgets.button import Button, IconButton
from app.ui.widgets.choices import ComboBox
from app.ui.widgets.label import ElidedLabel
from app.ui.widgets.segmented import Segment, Segmented

_ORDERS: tuple[Order, ...] = (
    "order", "length", "rating", "caption", "motion", "score", "newest",
)  # fmt: skip
_ROOMY, _TIGHT = 1_300, 1_080  # px at zoom 1: with less the words, the sizing of tiles go
_KINDS: tuple[Kind, ...] = ("shot", "clip", "still")


class ShelfHead(QWidget):
    """A line of controls; it remembers order and look in the preferences."""

    kind_chosen = Signal(str)  # Kind
    changed = Signal()  # other tiles are wanted, or in another order
    strips_turned = Signal(bool)  # several frames side by side, or one
    zoomed = Signal(int)  # wider tiles; -1: narrower

    def __init__(self, document: Document, preferences: PreferenceStore, actions: Actions) -> None:
        super().__init__()
        self._preferences, self._actions = preferences, actions
        self.segments = Segmented(
            [
                Segment("shot", self.tr("Shots"), 0),
                Segment("clip", self.tr("Picks"), 0),
                Segment("still", self.tr("Stills"), 0),
            ],
            name=self.tr("What is shown"),
        )
        self.sums = ElidedLabel("", "dim", "small")
        self.filter = FilterBar(document, preferences)
        self.order = ComboBox(name=self.tr("Order"))
        self.order.addItems(self._order_names())
        self.turn = IconButton("chevron-down", self.tr("Turn the order round"))
        self.strips = IconButton("filmstrip", self.tr("Filmstrips"))
        self.strips.setCheckable(True)
        self.strips.setChecked(preferences.value.filmstrip)
        self.smaller = IconButton("minus", self.tr("Smaller tiles"))
        self.larger = IconButton("plus", self.tr("Larger tiles"))
        self._lay_out()
        self._connect()
        self._restore_order()

    def _lay_out(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(*(theme.px(n) for n in (16, 8, 16, 4)))
        row.setSpacing(theme.px(8))
        row.addWidget(self.segments)
        row.addWidget(self.sums, 1)
        self.filter.setMaximumWidth(theme.px(520))
        row.addWidget(self.filter, 5)
        for group in ((self.order, self.turn), (self.strips, self.smaller, self.larger)):
            inner = QHBoxLayout()
            inner.setSpacing(0)
            for widget in group:
                inner.addWidget(widget)
            row.addLayout(inner)
        review = self._actions["play.review"]
        self.review = Button.for_action(review, "quiet", icon="eye")
        self.review_icon = IconButton("eye", review.text())
        self.review_icon.clicked.connect(review.trigger)
        follow_key(self.review_icon, "play.review", self.review_icon.set_key)
        row.addWidget(self.review)
        row.addWidget(self.review_icon)
        export = self._actions["project.export"]
        self._export = Button(self.tr("Export"), icon="export")
        follow_key(self._export, "project.export", self._export.set_key)
        self._export.clicked.connect(export.trigger)
        for action in (export, review):
            action.changed.connect(self._follow_actions)
        row.addWidget(self._export)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave the filter room to be written in."""
        super().resizeEvent(event)
        room = event.size().width() * 100 // theme.px(100)
        self.review.setVisible(room >= _ROOMY)
        self.review_icon.setVisible(room < _ROOMY)
        for sizing in (self.smaller, self.larger):
            sizing.setVisible(room >= _TIGHT)

    def _connect(self) -> None:
        self.segments.chosen.connect(self._on_kind)
        self.filter.changed.connect(self.changed)
        self.order.currentIndexChanged.connect(self._on_order)
        self.turn.clicked.connect(self.turn_round)
        self.strips.toggled.connect(self._on_strips)
        self.smaller.clicked.connect(self._on_smaller)
        self.larger.clicked.connect(self._on_larger)

    def _follow_actions(self) -> None:
        self.review_icon.setEnabled(self._actions["play.review"].isEnabled())
        self._export.setEnabled(self._actions["project.export"].isEnabled())

    def _order_names(self) -> list[str]:
        return [
            self.tr("in film order"),
            self.tr("by length"),
            self.tr("by rating"),
            self.tr("by caption"),
            self.tr("by motion"),
            self.tr("by cut score"),
            self.tr("by time picked"),
        ]

    # ----------------------------------------------------------------------------------- kinds

    @property
    def kind(self) -> Kind:
        """What is shown."""
        return cast(Kind, self.segments.current())

    def step_kind(self, by: int) -> None:
        """Show the next kind, or the one before; behind the last comes the first."""
        place = (_KINDS.index(self.kind) + by) % len(_KINDS)
        self.segments.choose(_KINDS[place])

    def _on_kind(self, kind: str) -> None:
        self._restore_order()
        self.kind_chosen.emit(kind)

    # ----------------------------------------------------------------------------------- order

    @property
    def chosen_order(self) -> Order:
        """What tiles are sorted by."""
        return _ORDERS[self.order.currentIndex()]

    @property
    def turned(self) -> bool:
        """Whether the order is the other way round."""
        return self.turn.icon_name() == "chevron-up"

    def turn_round(self) -> None:
        """Turn the order round."""
        self._show_turned(not self.turned)
        self._keep_order()

    def _on_order(self) -> None:
        self._show_turned(False)
        self._keep_order()

    def _show_turned(self, turned: bool) -> None:
        self.turn.set_icon("chevron-up" if turned else "chevron-down")
        first = {
            "order": (self.tr("From the beginning"), self.tr("From the end")),
            "length": (self.tr("Longest first"), self.tr("Shortest first")),
            "rating": (self.tr("Best first"), self.tr("Worst first")),
            "caption": (self.tr("Without a caption first"), self.tr("With a caption first")),
            "motion": (self.tr("Most motion first"), self.tr("Least motion first")),
            "score": (self.tr("Surest cut before it first"), self.tr("Most doubtful cut first")),
            "newest": (self.tr("Picked last first"), self.tr("Picked first, first")),
        }[self.chosen_order][turned]
        self.turn.set_name(self.tr("{}: turn it round").format(first))
        self.order.setToolTip(first)

    def _keep_order(self) -> None:
        kept = ("-" if self.turned else "") + self.chosen_order
        self._preferences.change(orders={**self._preferences.value.orders, self.kind: kept})
        self.changed.emit()

    def _restore_order(self) -> None:
        kept = self._preferences.value.orders.get(self.kind, "order")
        name = kept.removeprefix("-")
        with QSignalBlocker(self.order):
            known = [place for place, order in enumerate(_ORDERS) if order == name]
            self.order.setCurrentIndex(known[0] if known else 0)
        self._show_turned(bool(known) and kept.startswith("-"))

    # ------------------------------------------------------------------------------------ look

    def _on_strips(self, on: bool) -> None:
        self._preferences.change(filmstrip=on)
        self.strips_turned.emit(on)

    def _on_smaller(self) -> None:
        self.zoomed.emit(-1)

    def _on_larger(self) -> None:
        self.zoomed.emit(1)

    def show_sums(self, shown: int, of: int, undecided: int) -> None:
        """Say how many tiles are shown of how many, and how many of them are undecided."""
        parts = []
        if shown != of:
            parts.append(self.tr("{} of {}").format(f"{shown:,}", f"{of:,}"))
        if self.kind == "shot" and shown:
            parts.append(self.tr("{} undecided").format(f"{undecided:,}"))
        elif undecided:
            parts.append(self.tr("{} not exported").format(rows_in_words(undecided, self.kind)))
        self.sums.setText(" · ".join(parts))
        self.sums.setAccessibleName(self.sums.text())

    def empty_words(self, *, finding: bool) -> str:
        """Return what stands where nothing is shown; ``finding``: shots are being looked for."""
        if self.filter.field.text():
            return self.tr("Nothing is like this. Escape in the filter empties it.")
        words = {
            "shot": self.tr("Finding the shots…")
            if finding
            else self.tr("No shots yet. Press {} to find them.").format(
                key_text("project.find_shots")
            ),
            "clip": self.tr("Nothing is picked yet. Choose a shot and press {}.").format(
                key_text("pick.pick")
            ),
            "still": self.tr("No stills yet. Press {} while a frame is shown.").format(
                key_text("pick.still")
            ),
        }
        return words[self.kind]
