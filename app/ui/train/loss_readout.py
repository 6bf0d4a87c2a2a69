"""What the colours of the plot are, and what is under its cursor: two lines of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.core.language import enumerated
from app.ui import theme
from app.ui.widgets.flow import FlowLayout
from app.ui.widgets.painting import box, faded, text_width, words

_SWATCH, _BAR, _GAP, _LINE, _BETWEEN = 9, 4, 6, 20, 14  # px


@dataclass(frozen=True, slots=True)
class Entry:
    """A curve in the legend, or its value under the cursor.

    Attributes:
        name: It.
        tone: Its colour.
        kind: "line", "faint" or "dots", which its swatch shows.
        value: Its value; empty in a legend.
        tip: How it was counted.
    """

    name: str
    tone: str
    kind: str = "line"
    value: str = ""
    tip: str = ""


def _draw_swatch(painter: QPainter, left: float, middle: float, entry: Entry) -> None:
    color = QColor(theme.tokens().tone_solid(entry.tone))  # type: ignore[arg-type]
    side = theme.px(_SWATCH)
    if entry.kind == "dots":
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(color)
        painter.drawEllipse(QPointF(left + side / 2, middle), side / 2, side / 2)
        return
    high = theme.px(_BAR)
    fill = faded(color, 0.5) if entry.kind == "faint" else color
    box(painter, QRectF(left, middle - high / 2, side, high), fill=fill, radius=1)


class LegendKey(QWidget):
    """A swatch and the name of a curve."""

    def __init__(self) -> None:
        super().__init__()
        self._entry = Entry("", "accent")
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_entry(self, entry: Entry) -> None:
        """Show another curve."""
        if entry == self._entry:
            return
        self._entry = entry
        self.setToolTip(entry.tip)
        self.setAccessibleName(entry.name)
        self.updateGeometry()
        self.update()

    def name(self) -> str:
        """Return the name that is shown."""
        return self._entry.name

    def sizeHint(self) -> QSize:
        wide = text_width(theme.font("small"), self._entry.name) + theme.px(_SWATCH + _GAP) + 2
        return QSize(min(wide, theme.px(260)), theme.px(_LINE))

    def paintEvent(self, _event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            _draw_swatch(painter, 0, self.height() / 2, self._entry)
            painter.setFont(theme.font("small"))
            left = theme.px(_SWATCH + _GAP)
            where = QRectF(left, 0, self.width() - left, self.height())
            ink = QColor(theme.tokens().tone_text(self._entry.tone))  # type: ignore[arg-type]
            muted = self._entry.kind == "faint"
            words(painter, where, self._entry.name, theme.color("muted") if muted else ink,
                  middle=True)  # fmt: skip


class LossLegend(QWidget):
    """The curves by name and colour, in as many lines as they need."""

    def __init__(self) -> None:
        super().__init__()
        self._keys: list[LegendKey] = []
        self._flow = FlowLayout(self, gap=_BETWEEN, line_gap=0)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def show_entries(self, entries: Sequence[Entry]) -> None:
        """Show other curves."""
        while len(self._keys) < len(entries):
            key = LegendKey()
            self._flow.addWidget(key)
            self._keys.append(key)
        for key, entry in zip(self._keys, entries, strict=False):
            key.show_entry(entry)
        for place, key in enumerate(self._keys):
            key.setVisible(place < len(entries))

    def names(self) -> list[str]:
        """Return the names that are shown."""
        return [key.name() for key in self._keys if not key.isHidden()]


class LossReadout(QWidget):
    """One line: where the cursor is and each curve's value there; without it, what is told."""

    def __init__(self) -> None:
        super().__init__()
        self._place = ""
        self._entries: Sequence[Entry] = ()
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(theme.px(300), theme.px(_LINE))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.px(60), theme.px(_LINE))

    def show_reading(self, place: str, entries: Sequence[Entry] = ()) -> None:
        """Show other words, and values behind them."""
        self._place, self._entries = place, entries
        self.setAccessibleName(self.words())
        self.setToolTip(self.words() if self._too_long() else "")
        self.update()

    def words(self) -> str:
        """Return all of it as a sentence."""
        values = [f"{entry.name} {entry.value}" for entry in self._entries]
        return enumerated([self._place, *values] if self._place else values)

    def _too_long(self) -> bool:
        return text_width(theme.font("small"), self.words()) > self.width()

    def paintEvent(self, _event: QPaintEvent) -> None:
        font = theme.font("small")
        left, middle = 0.0, self.height() / 2
        with QPainter(self) as painter:
            painter.setFont(font)
            parts = [(self._place, "muted" if self._entries else "dim")]
            left = self._words(painter, left, parts)
            for entry in self._entries:
                if left >= self.width():
                    break
                _draw_swatch(painter, left, middle, entry)
                left += theme.px(_SWATCH + _GAP - 1)
                left = self._words(painter, left, [(entry.name, "dim"), (entry.value, "text")])

    def _words(self, painter: QPainter, left: float, parts: list[tuple[str, str]]) -> float:
        for text, ink in parts:
            if not text or left >= self.width():
                continue
            wide = text_width(painter.font(), text) + 1
            where = QRectF(left, 0, min(wide, self.width() - left), self.height())
            words(painter, where, text, theme.color(ink))
            left += wide + theme.px(5)
        return left + theme.px(_BETWEEN - 5)
