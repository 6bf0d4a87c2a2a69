"""What a step takes of the card's memory, as a bar of its parts."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize
from PySide6.QtGui import QColor, QHelpEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from app.core.language import enumerated
from app.ui import theme
from app.ui.widgets.painting import box, faded, text_width, words
from app.ui.widgets.tips import plain

_BAR, _AXIS, _ABOVE = 20, 18, 4


@dataclass(frozen=True, slots=True)
class BarPart:
    """A part of the bar.

    Attributes:
        name: For people.
        gib: Its memory.
        color: A tone; "dim" for what is not the trainer's.
        tip: How it is counted.
    """

    name: str
    gib: float
    color: str
    tip: str = ""


class MemoryBar(QWidget):
    """The parts from the left, the card's end as a line, and how far the sum may be off."""

    def __init__(self) -> None:
        super().__init__()
        self._parts: tuple[BarPart, ...] = ()
        self._error, self._card = 0.0, 24.0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMouseTracking(True)

    def show_parts(self, parts: tuple[BarPart, ...], *, error: float, card: float) -> None:
        """Show parts, in GiB, of a card of ``card``; their sum may be ``error`` more or less."""
        self._parts, self._error, self._card = parts, error, card
        total = sum(part.gib for part in parts)
        said = enumerated(f"{part.name} {part.gib:.1f}" for part in parts)
        whole = self.tr("{:.1f} ± {:.1f} of {:g} GiB: {}")
        self.setAccessibleName(whole.format(total, error, card, said))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(theme.px(240), theme.px(_ABOVE + _BAR + _ABOVE + _AXIS))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.px(120), self.sizeHint().height())

    @property
    def _total(self) -> float:
        return sum(part.gib for part in self._parts)

    def _x(self, gib: float) -> float:
        most = max(self._card * 1.04, self._total + self._error)
        return gib / most * (self.width() - 1)

    def spans(self) -> list[tuple[BarPart, float, float]]:
        """Return where each part lies, px."""
        found, at = [], 0.0
        for part in self._parts:
            found.append((part, self._x(at), self._x(at + part.gib)))
            at += part.gib
        return found

    def paintEvent(self, _event: QPaintEvent) -> None:
        top, height = theme.px(_ABOVE), theme.px(_BAR)
        track = QRectF(0, top, self._x(self._card), height)
        with QPainter(self) as painter:
            box(painter, track, fill=theme.color("inset"), edge=theme.color("line"), radius=4)
            for part, left, right in self.spans():
                where = QRectF(left, top, max(1.0, right - left - 1), height)
                box(painter, where, fill=_ink(part.color), radius=2)
            self._paint_error(painter, top, height)
            self._paint_card(painter, top, height)

    def _paint_error(self, painter: QPainter, top: int, height: int) -> None:
        low, high = self._x(self._total - self._error), self._x(self._total + self._error)
        if high <= low:
            return
        where = QRectF(low, top + height / 3, high - low, height / 3)
        over = self._total + self._error > self._card
        tone = theme.tone_color("bad" if over else "warn", "solid")
        box(painter, where, fill=faded(tone, 0.55), edge=tone, radius=2)

    def _paint_card(self, painter: QPainter, top: int, height: int) -> None:
        end = round(self._x(self._card)) + 0.5
        painter.setPen(QPen(theme.color("text"), 1))
        painter.drawLine(QPointF(end, 0), QPointF(end, top + height + theme.px(4)))
        font = theme.font("small")
        painter.setFont(font)
        below = top + height + theme.px(2)
        card = self.tr("{:g} GiB").format(self._card)
        width = text_width(font, card)
        left = min(max(0.0, end - width / 2), self.width() - width)
        words(painter, QRectF(left, below, width, theme.px(_AXIS)), card, theme.color("muted"))
        zero = QRectF(0, below, max(0.0, left - theme.px(4)), theme.px(_AXIS))
        words(painter, zero, "0", theme.color("dim"))

    def part_at(self, x: float) -> BarPart | None:
        """Return the part at ``x`` px; None where there is none."""
        return next((part for part, left, right in self.spans() if left <= x < right), None)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            part = self.part_at(event.pos().x())
            said = self.accessibleName()
            if part is not None:
                said = self.tr("{}: {:.2f} GiB").format(part.name, part.gib)
                said += f"\n{part.tip}" if part.tip else ""
            QToolTip.showText(event.globalPos(), plain(said), self)
            return True
        return super().event(event)


class Swatch(QWidget):
    """A square in the colour of a part."""

    def __init__(self, color: str) -> None:
        super().__init__()
        self._color = color
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(theme.px(8), theme.px(8))

    def paintEvent(self, _event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            box(painter, QRectF(self.rect()), fill=_ink(self._color), radius=2)


def _ink(color: str) -> QColor:
    if color in theme.TONES:
        return theme.tone_color(color, "solid")
    return theme.color(color)
