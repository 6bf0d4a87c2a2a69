"""The steps of a run, side by side: what is done, what runs and how far it is, what waits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.core.language import enumerated, tr
from app.ui import icons, theme
from app.ui.widgets.painting import box, hovered, text_width, words
from app.ui.widgets.ringed import Ringed

if TYPE_CHECKING:
    from app.core.training.watching.view import Mark, StepCard

_HEIGHT, _GAP, _PAD, _DOT = 68, 8, 14, 11
_LONG = 320  # px that a training's words need
_NARROW = 640  # px; less has no room for all of them in a row
_TONES: Mapping[Mark, theme.Tone] = {
    "running": "info",
    "done": "good",
    "failed": "bad",
    "stopped": "warn",
}
_ICONS: Mapping[Mark, str] = {
    "done": "check",
    "failed": "x",
    "stopped": "stop",
    "skipped": "minus",
}


class StepWidget(Ringed, QWidget):
    """One step; a click asks for its log."""

    clicked = Signal(str)  # the step

    def __init__(self, card: StepCard) -> None:
        super().__init__()
        self.card = card
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.changes().changed.connect(self.updateGeometry)
        self.show_card(card)

    def show_card(self, card: StepCard) -> None:
        """Show how far the step is."""
        self.card = card
        parts = enumerated(filter(None, (tr(card.mark), card.words, card.left)))
        self.setAccessibleName(f"{card.title}: {parts}")
        more = self.tr("Click for its log.")
        line = " · ".join(filter(None, (card.words, card.left)))
        self.setToolTip(f"{card.title}: {line}\n{card.tip}\n{more}")
        self.update()

    def sizeHint(self) -> QSize:
        wide = text_width(theme.font("body"), self.card.words) + 2 * theme.px(_PAD)
        head = text_width(theme.font("strong"), self.card.title) + theme.px(2 * _PAD + _DOT + 10)
        return QSize(max(wide, head), theme.px(_HEIGHT))

    def minimumSizeHint(self) -> QSize:
        title = text_width(theme.font("strong"), self.card.title)
        return QSize(title + theme.px(2 * _PAD + _DOT + 10), theme.px(_HEIGHT))

    def paintEvent(self, _event: QPaintEvent) -> None:
        card, where = self.card, QRectF(self.rect())
        tone = _TONES.get(card.mark)
        fill = theme.tone_color(tone, "fill") if tone else theme.color("surface")
        edge = theme.tone_color(tone, "edge") if tone else theme.color("line")
        if self.ring or hovered(self):
            edge = theme.color("accent" if self.ring else "line_strong")
        pad = theme.px(_PAD)
        inside = where.adjusted(pad, theme.px(10), -pad, -theme.px(10))
        with QPainter(self) as painter:
            box(painter, where, fill=fill, edge=edge, radius=9, dashed=card.mark == "skipped")
            line = QRectF(inside.left(), inside.top(), inside.width(), theme.px(20))
            self._draw_title(painter, line, tone)
            line.moveTop(line.bottom() + theme.px(1))
            self._draw_words(painter, line)
            if card.mark == "running":
                self._draw_bar(painter, inside)

    def _draw_title(self, painter: QPainter, line: QRectF, tone: theme.Tone | None) -> None:
        card, side = self.card, theme.px(_DOT)
        ink = theme.tone_color(tone) if tone else theme.color("dim")
        spot = QRectF(line.left(), line.top(), side, line.height())
        if card.mark == "running":
            dot = QRectF(0, 0, side - 1, side - 1)
            dot.moveCenter(spot.center())
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.tone_color("info", "solid"))
            painter.drawEllipse(dot)
        elif card.mark in _ICONS:
            icons.draw(painter, spot.adjusted(-1, 0, 2, 0), _ICONS[card.mark], ink)
        else:
            box(painter, QRectF(spot.left(), spot.center().y() - side / 2, side, side),
                edge=theme.color("dim"), radius=side)  # fmt: skip
        title = line.adjusted(side + theme.px(9), 0, 0, 0)
        painter.setFont(theme.font("strong"))
        words(painter, title, card.title, theme.color("text" if tone else "muted"))
        if card.left:
            painter.setFont(theme.font("small"))
            room = text_width(theme.font("strong"), card.title) + theme.px(16)
            right = title.adjusted(room, 0, 0, 0)
            if right.width() >= text_width(theme.font("small"), card.left):
                words(painter, right, card.left, theme.color("muted"),
                      Qt.AlignmentFlag.AlignRight)  # fmt: skip

    def _draw_words(self, painter: QPainter, line: QRectF) -> None:
        ink = "dim" if self.card.mark in ("waiting", "skipped") else "muted"
        painter.setFont(theme.font("body"))
        words(painter, line, self.card.words, theme.color(ink))

    def _draw_bar(self, painter: QPainter, inside: QRectF) -> None:
        bar = QRectF(inside.left(), inside.bottom() - theme.px(1), inside.width(), theme.px(4))
        box(painter, bar, fill=theme.color("line"), radius=2)
        bar.setWidth(bar.width() * (self.card.fraction or 0.0))
        if bar.width() > 0:
            box(painter, bar, fill=theme.tone_color("accent", "solid"), radius=2)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        event.accept()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self.rect().contains(
            event.position().toPoint()
        ):
            self.clicked.emit(self.card.name)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.clicked.emit(self.card.name)
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.HoverEnter, QEvent.Type.HoverLeave):
            self.update()
        return super().event(event)


class StepRow(QWidget):
    """All steps of a run; the training has most of the room, or a line of its own."""

    log_asked = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.widgets: list[StepWidget] = []

    def show_cards(self, cards: Sequence[StepCard]) -> None:
        """Show the steps of a run."""
        if [each.card.name for each in self.widgets] != [card.name for card in cards]:
            self._make(cards)
        for widget, card in zip(self.widgets, cards, strict=True):
            widget.show_card(card)
        self._place()
        self.setVisible(bool(cards))

    def _make(self, cards: Sequence[StepCard]) -> None:
        for widget in self.widgets:
            widget.hide()
            widget.deleteLater()
        self.widgets = [StepWidget(card) for card in cards]
        for widget in self.widgets:
            widget.setParent(self)
            widget.clicked.connect(self.log_asked)
            widget.show()
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        return QSize(theme.px(_NARROW), self.heightForWidth(max(self.width(), theme.px(_NARROW))))

    def minimumSizeHint(self) -> QSize:
        """Return the room of the widest step: the others find a place below it."""
        least = [each.minimumSizeHint().width() for each in self.widgets]
        return QSize(max(least, default=0), theme.px(_HEIGHT))

    def heightForWidth(self, width: int) -> int:
        lines = len(self._lines(width))
        return lines * theme.px(_HEIGHT) + max(0, lines - 1) * theme.px(_GAP)

    def _lines(self, width: int) -> list[list[StepWidget]]:
        """Return which steps stand beside each other: all, or the training below the others."""
        gap = theme.px(_GAP)
        least = {each: each.minimumSizeHint().width() + gap for each in self.widgets}
        if width + gap >= max(theme.px(_NARROW), sum(least.values())):
            return [self.widgets]
        lines: list[list[StepWidget]] = [[]]
        left = width + gap
        for widget in self.widgets:
            alone = widget is self.widgets[-1] and len(lines) == 1
            if lines[-1] and (alone or least[widget] > left):
                lines.append([])
                left = width + gap
            lines[-1].append(widget)
            left -= least[widget]
        return lines

    def _place(self) -> None:
        """Set the steps line by line, each as wide as `_widths` says."""
        gap, height, top = theme.px(_GAP), theme.px(_HEIGHT), 0
        for line in self._lines(self.width()):
            left = 0.0
            for widget, wide in zip(line, self._widths(line), strict=True):
                widget.setGeometry(round(left), top, round(left + wide) - round(left), height)
                left += wide + gap
            top += height + gap

    def _widths(self, line: Sequence[StepWidget]) -> list[float]:
        """Return the width of each step: room for its name first, then for what it says."""
        least = [each.minimumSizeHint().width() for each in line]
        wanted = [max(some, self._wanted(each)) for some, each in zip(least, line, strict=True)]
        room = max(sum(least), self.width() - theme.px(_GAP) * (len(line) - 1))
        if room >= sum(wanted):
            return [each * room / sum(wanted) for each in wanted]
        share = (room - sum(least)) / (sum(wanted) - sum(least))
        return [some + (each - some) * share for some, each in zip(least, wanted, strict=True)]

    def _wanted(self, widget: StepWidget) -> int:
        long = theme.px(_LONG) if widget is self.widgets[-1] else 1
        return max(long, widget.sizeHint().width())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:  # of a step: another zoom, another language
            self.updateGeometry()
            self._place()
        return super().event(event)
