"""Offers of *Advice*: what could be done, what it would give, and a button that does it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QVBoxLayout, QWidget

from app.ui import icons, theme
from app.ui.widgets.button import Button
from app.ui.widgets.label import Label
from app.ui.widgets.painting import box


@dataclass(frozen=True, slots=True)
class Offer:
    """A line of a list of offers.

    Attributes:
        title: What it is.
        lines: What it gives, each with the tone it is said in.
        action: The words of its button; "" for none.
        tip: How that was counted.
        icon: Before the title: ``check`` for what is done, ``open`` for a ring; "" for none.
        tone: Of the title.
        share: A bar below the title, 0.0-1.0; None for none.
    """

    title: str
    lines: tuple[tuple[str, str], ...] = ()
    action: str = ""
    tip: str = ""
    icon: str = ""
    tone: str = "text"
    share: float | None = None


class _Mark(QWidget):
    """An icon the size of a word."""

    def __init__(self) -> None:
        super().__init__()
        self.icon = ""
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(theme.px(16), theme.px(20))

    def paintEvent(self, _event: QPaintEvent) -> None:
        side = theme.px(14)
        with QPainter(self) as painter:
            if self.icon == "open":
                ring = QRectF(0, 0, theme.px(10), theme.px(10))
                ring.moveCenter(QRectF(0, 0, side, self.height()).center())
                box(painter, ring, edge=theme.color("dim"), radius=5)
            elif self.icon:
                tone = "good" if self.icon == "check" else "dim"
                icons.draw(painter, QRectF(0, 0, side, self.height()), self.icon, tone)


class ShareBar(QWidget):
    """A share of 0.0-1.0 as a thin bar."""

    def __init__(self) -> None:
        super().__init__()
        self.share = 0.0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(theme.px(80), theme.px(5))

    def paintEvent(self, _event: QPaintEvent) -> None:
        where = QRectF(self.rect())
        full = QRectF(where)
        full.setWidth(max(where.height(), self.share * where.width()))
        with QPainter(self) as painter:
            box(painter, where, fill=theme.color("raised"), radius=3)
            box(painter, full, fill=theme.tone_color("good", "solid"), radius=3)


class OfferRow(QWidget):
    """One offer.

    Signals:
        acted: Its button was pressed.
    """

    acted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._mark = _Mark()
        self._title = Label("", wrap=True)
        self._bar = ShareBar()
        self._said: list[Label] = []
        self.button = Button("")
        self.button.clicked.connect(self.acted)
        self._lines = QVBoxLayout()
        self._lines.setSpacing(theme.px(2))
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, theme.px(4))
        grid.setHorizontalSpacing(theme.px(6))
        grid.setVerticalSpacing(theme.px(3))
        grid.setColumnStretch(1, 1)
        top = Qt.AlignmentFlag.AlignTop
        middle = Qt.AlignmentFlag.AlignVCenter
        named = QVBoxLayout()
        named.setSpacing(theme.px(4))
        named.addWidget(self._title, 1)
        named.addWidget(self._bar)
        grid.addWidget(self._mark, 0, 0, middle)
        grid.addLayout(named, 0, 1)
        grid.addWidget(self.button, 0, 2, top)
        grid.addLayout(self._lines, 1, 1, 1, 2)

    def show_offer(self, offer: Offer, *, live: bool) -> None:
        """Show an offer; ``live``: it can be taken."""
        self._mark.icon = offer.icon
        self._mark.setVisible(bool(offer.icon))
        self._title.setText(offer.title)
        self._title.set_tone(offer.tone)
        self._bar.setVisible(offer.share is not None)
        self._bar.share = offer.share or 0.0
        self._bar.update()
        while len(self._said) < len(offer.lines):
            label = Label("", "muted", "small", wrap=True)
            self._said.append(label)
            self._lines.addWidget(label)
        for place, label in enumerate(self._said):
            text, tone = offer.lines[place] if place < len(offer.lines) else ("", "muted")
            label.setText(text)
            label.set_tone(tone)
            label.setVisible(bool(text))
        self.button.setText(offer.action)
        self.button.setVisible(bool(offer.action))
        self.button.setEnabled(live)
        self.button.setAccessibleName(f"{offer.action}: {offer.title}")
        self.button.setToolTip(offer.tip)
        self.setToolTip(offer.tip)
        self.setAccessibleName(". ".join([offer.title, *(text for text, _ in offer.lines)]))

    def title(self) -> str:
        """Return the shown title."""
        return self._title.text()

    def said(self) -> list[str]:
        """Return the shown lines."""
        return [label.text() for label in self._said if label.text()]


class OfferList(QWidget):
    """Offers, one below the other; rows are kept for the next ones.

    Signals:
        acted: The place of the offer whose button was pressed.
    """

    acted = Signal(int)

    def __init__(self, *, name: str, empty: str = "") -> None:
        super().__init__()
        self.rows: list[OfferRow] = []
        self._empty = Label(empty, "muted", "small", wrap=True)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(theme.px(6))
        self._column.addWidget(self._empty)
        self.setAccessibleName(name)

    def show_offers(self, offers: Sequence[Offer], *, live: bool = True, empty: str = "") -> None:
        """Show offers; ``live``: they can be taken; ``empty``: why there are none."""
        while len(self.rows) < len(offers):
            row = OfferRow()
            row.acted.connect(partial(self.acted.emit, len(self.rows)))
            self.rows.append(row)
            self._column.addWidget(row)
        for place, row in enumerate(self.rows):
            if place < len(offers):
                row.show_offer(offers[place], live=live)
            row.setVisible(place < len(offers))
        if empty:
            self._empty.setText(empty)
        self._empty.setVisible(not offers and bool(self._empty.text()))

    def shown(self) -> list[OfferRow]:
        """Return the rows that are shown."""
        return [row for row in self.rows if not row.isHidden()]
