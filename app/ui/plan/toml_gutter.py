"""Beside a dataset file's text: the numbers of its lines, and a sign where something is wrong."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QHelpEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QToolTip, QWidget

from app.ui import icons, theme
from app.ui.widgets.painting import text_width
from app.ui.widgets.tips import plain

if TYPE_CHECKING:
    from app.ui.plan.toml_text import TomlText

_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_SIGN, _PAD = 12, 6  # px at zoom 1


class Gutter(QWidget):
    """A narrow column; a click leads into the line."""

    line_clicked = Signal(int)  # from 0

    def __init__(self, text: TomlText) -> None:
        super().__init__(text)
        self._text = text
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setCursor(Qt.CursorShape.ArrowCursor)

    def sizeHint(self) -> QSize:
        digits = max(2, len(str(self._text.blockCount())))
        wide = text_width(theme.font("code"), "0" * digits)
        return QSize(wide + theme.px(_SIGN + 3 * _PAD), 0)

    def paintEvent(self, event: QPaintEvent) -> None:
        here = self._text.textCursor().blockNumber()
        signs = self._text.signs()
        with QPainter(self) as painter:
            painter.setFont(theme.font("code"))
            for line, where in self._lines(event.rect()):
                number = QRectF(where.adjusted(0, 0, -theme.px(_PAD), 0))
                lit = line == here and self._text.hasFocus()
                painter.setPen(theme.color("muted" if lit else "faint"))
                painter.drawText(
                    number,
                    Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter,
                    f"{line + 1}",
                )
                if line in signs:
                    size = theme.px(_SIGN)
                    top = where.center().y() - size / 2 + 1
                    spot = QRectF(theme.px(_PAD) / 2, top, size, size)
                    icons.draw(painter, spot, signs[line].grade, theme.color(signs[line].grade))

    def _lines(self, inside: QRect) -> Iterator[tuple[int, QRect]]:
        """Yield the lines that are seen, with where each lies in here."""
        text = self._text
        block = text.firstVisibleBlock()
        top = text.contentOffset().y() + text.viewport().y() - self.y()
        while block.isValid():
            where = text.blockBoundingGeometry(block).translated(0, top)
            if where.top() > inside.bottom():
                return
            if block.isVisible() and where.bottom() >= inside.top():
                place = QRect(0, round(where.top()), self.width(), round(where.height()))
                yield block.blockNumber(), place
            block = block.next()

    def _line_at(self, y: int) -> int | None:
        return next(
            (line for line, where in self._lines(self.rect()) if where.top() <= y < where.bottom()),
            None,
        )

    def mousePressEvent(self, event: QMouseEvent) -> None:
        line = self._line_at(round(event.position().y()))
        if line is not None:
            self.line_clicked.emit(line)

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            line = self._line_at(event.pos().y())
            sign = self._text.signs().get(-1 if line is None else line)
            QToolTip.showText(event.globalPos(), plain(sign.sentence) if sign else "", self)
            return True
        return super().event(event)
