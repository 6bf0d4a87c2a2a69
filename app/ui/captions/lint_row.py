"""A line of the list of lints: its title, and in how many captions it is found."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QEnterEvent, QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.core.captions.lint import Level, Lint
from app.core.language import tr
from app.ui import theme
from app.ui.theme import Tone
from app.ui.widgets.chip import chip_width, draw_chip
from app.ui.widgets.painting import box, hovered, words
from app.ui.widgets.ringed import Ringed

TONES: dict[Level, Tone] = {"bad": "bad", "warn": "warn", "info": "info"}
_HEIGHT, _PAD, _CHIP = 28, 8, 22


class LintRow(Ringed, QWidget):
    """Clicked, it asks for the captions with the lint; clicked again, for all."""

    asked = Signal(str)  # id of the lint

    def __init__(self, lint: Lint) -> None:
        super().__init__()
        self.lint = lint
        self._count, self._chosen = 0, False
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.show_count(0, chosen=False)

    @property
    def count(self) -> int:
        """In how many captions it is found."""
        return self._count

    @property
    def chosen(self) -> bool:
        """Whether the captions with it are listed."""
        return self._chosen

    def show_count(self, count: int, *, chosen: bool) -> None:
        """Show in how many captions it is found, and whether they are what is listed."""
        self._count, self._chosen = count, chosen
        title = tr(self.lint.title)
        self.setToolTip(f"{title}: {count:,}\n{tr(self.lint.help)}")
        self.setAccessibleName(f"{title}: {count:,}")
        self.setAccessibleDescription(tr(self.lint.help))
        self.update()

    def sizeHint(self) -> QSize:
        width = theme.px(2 * _PAD + 8) + chip_width(f"{self._count:,}") + theme.px(150)
        return QSize(width, theme.px(_HEIGHT))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.px(120), theme.px(_HEIGHT))

    def paintEvent(self, _event: QPaintEvent) -> None:
        count, pad = f"{self._count:,}", theme.px(_PAD)
        where = QRectF(self.rect())
        with QPainter(self) as painter:
            if self._chosen or hovered(self) or self.ring:
                fill = theme.color("raised" if self._chosen else "line_soft")
                edge = theme.color("accent") if self.ring else None
                box(painter, where, fill=fill, edge=edge, radius=6)
            chip = QRectF(where)
            chip.setWidth(chip_width(count))
            chip.moveRight(where.right() - pad / 2)
            chip.setTop(where.center().y() - theme.px(_CHIP) / 2)
            chip.setHeight(theme.px(_CHIP))
            title = QRectF(where.left() + pad, where.top(), chip.left() - 2 * pad, where.height())
            painter.setFont(self.font())
            ink = "text" if self._count else "muted"
            words(painter, title, tr(self.lint.title), theme.color(ink))
            tone: Tone = TONES[self.lint.level] if self._count else "good"
            draw_chip(painter, chip, count, tone)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        event.accept()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        inside = self.rect().contains(event.position().toPoint())
        if event.button() == Qt.MouseButton.LeftButton and inside:
            self.asked.emit(self.lint.id)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.asked.emit(self.lint.id)
        else:
            super().keyPressEvent(event)

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self.update()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()
