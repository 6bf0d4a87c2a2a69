"""A large plain text to write in for hours: airy lines, a widget at the head, one at the foot."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QMimeData, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QFont,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QTextBlock,
    QTextDocument,
    QTextLayout,
    QWheelEvent,
)
from PySide6.QtWidgets import QPlainTextDocumentLayout, QWidget

from app.ui import theme
from app.ui.widgets.fields import PlainTextEdit

_LEADING = 1.38  # heights of a line from one to the next
_MARGIN = 12  # px around the text
_FOOT = 22  # px for what is at the foot
_GAP = 7  # px between what is at the head and the text
_HALF = 0.6  # of the width that the head may take


class _Lines(QPlainTextDocumentLayout):
    """Lays lines out with room between them, and the first behind an indent.

    Qt lays a block out in its own way whenever it changed; before anybody asks how large it is, it
    is laid out anew here.
    """

    def __init__(self, document: QTextDocument, text: RoomyText) -> None:
        super().__init__(document)
        self._text = text
        self.indent = 0.0

    def blockBoundingRect(self, block: QTextBlock) -> QRectF:
        if block.isValid():
            super().blockBoundingRect(block)  # it has lines then
            self._fit(block)
        where = super().blockBoundingRect(block)
        layout = block.layout() if block.isValid() else None
        if layout is not None and layout.lineCount():
            where.adjust(0, 0, 0, _room(layout.lineAt(layout.lineCount() - 1).height()))
        return where

    def again(self) -> None:
        """Lay all out anew: there is another indent."""
        self.requestUpdate()
        self.documentSizeChanged.emit(self.documentSize())

    def _fit(self, block: QTextBlock) -> None:
        layout = block.layout()
        margin = self.document().documentMargin()
        indent = self.indent if block.blockNumber() == 0 else 0.0
        width = self._text.viewport().width() - 2 * margin
        if layout is None or layout.lineCount() == 0 or width <= indent:
            return
        line = layout.lineAt(0)
        there = QPointF(margin + indent, _room(line.height()))
        off = abs(line.x() - there.x()) + abs(line.y() - there.y())
        if off > 0.5 or abs(line.width() - (width - indent)) > 0.5:
            _lay_out(layout, width, indent, margin)
            block.setLineCount(layout.lineCount())


def _lay_out(layout: QTextLayout, width: float, indent: float, margin: float) -> None:
    layout.beginLayout()
    top = 0.0
    while (line := layout.createLine()).isValid():
        line.setLeadingIncluded(True)
        before = indent if line.lineNumber() == 0 else 0.0
        line.setLineWidth(width - before)
        room = _room(line.height())
        line.setPosition(QPointF(margin + before, top + room))
        top += line.height() + 2 * room
    layout.endLayout()


def _room(height: float) -> float:
    """Return what lies over and under a line: the head fits in beside the smallest, too."""
    return max(height * (_LEADING - 1), theme.px(24) - height) / 2


class RoomyText(PlainTextEdit):
    """Plain text only, whatever is pasted; the wheel with Ctrl asks for larger or smaller type.

    Args:
        name: For screen readers.
        head: Stands before the first word; it may be hidden.
        foot: Lies in the lower right corner, below the text.
    """

    zoom_asked = Signal(int)  # steps; above 0: larger

    def __init__(self, name: str, head: QWidget, foot: QWidget) -> None:
        super().__init__(name=name, role="editor", lines=5, least=3)
        self._factor, self._hint = 1.0, ""
        document = QTextDocument(self)
        self._lines_ = _Lines(document, self)
        document.setDocumentLayout(self._lines_)
        self.setDocument(document)
        self.setProperty("writing", True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._head, self._foot = head, foot
        foot.setParent(self)
        foot.show()
        head.setParent(self.viewport())
        self.updateRequest.connect(self._place_head)
        theme.changes().changed.connect(self._on_theme)
        self._on_theme()

    def set_factor(self, factor: float) -> None:
        """Have type so many times as large as usual."""
        self._factor = factor
        self._on_theme()

    def set_hint(self, words: str) -> None:
        """Show words where there is no text yet."""
        self._hint = words
        self.setAccessibleDescription(words)
        self.viewport().update()

    def fit_head(self) -> None:
        """Leave as much room before the first word as the head takes by now."""
        most = (self.viewport().width() - 2 * theme.px(_MARGIN)) * _HALF
        size = self._head.sizeHint()
        wide = min(float(size.width()), most)
        self._head.resize(round(wide), size.height())
        indent = 0.0 if self._head.isHidden() or most <= 0 else wide + theme.px(_GAP)
        if abs(indent - self._lines_.indent) > 0.5:
            self._lines_.indent = indent
            self._lines_.again()
        self._place_head()
        self.viewport().update()

    def _on_theme(self) -> None:
        font = QFont(theme.font("editor"))  # a copy: the other is everybody's
        font.setPixelSize(max(6, round(font.pixelSize() * self._factor)))
        self.setFont(font)
        self.document().setDefaultFont(font)
        self.document().setDocumentMargin(theme.px(_MARGIN))
        self.updateGeometry()
        self.setViewportMargins(0, 0, 0, theme.px(_FOOT))
        self.fit_head()
        self._place_foot()

    def _place_head(self, *_: object) -> None:
        first = self.document().firstBlock()
        where = self.blockBoundingGeometry(first).translated(self.contentOffset())
        shown = self.firstVisibleBlock() == first
        layout = first.layout()
        if layout is None or layout.lineCount() == 0 or not shown:
            self._head.move(0, -2 * self._head.height())
            return
        line = layout.lineAt(0)
        top = where.top() + line.y() + (line.height() - self._head.height()) / 2
        self._head.move(round(self.document().documentMargin()), round(top))

    def _place_foot(self) -> None:
        size, margin, bar = self._foot.sizeHint(), theme.px(_MARGIN), self.verticalScrollBar()
        room = self.width() - margin - (bar.width() if bar.isVisible() else 0)
        left = max(margin, room - size.width())
        wide = min(size.width(), room - margin)
        self._foot.setGeometry(left, self.height() - margin - size.height(), wide, size.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit_head()
        self._place_foot()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:  # the foot says something else
            self._place_foot()
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        first = self.document().firstBlock().layout()
        if not self._hint or not self.document().isEmpty() or first.preeditAreaText():
            return
        line = first.lineAt(0)
        where = line.rect().translated(self.contentOffset())
        where.setRight(self.viewport().width())
        with QPainter(self.viewport()) as painter:
            painter.setFont(self.font())
            painter.setPen(theme.color("dim"))
            painter.drawText(where, Qt.AlignmentFlag.AlignVCenter, self._hint)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            if event.angleDelta().y():
                self.zoom_asked.emit(1 if event.angleDelta().y() > 0 else -1)
            event.accept()
            return
        super().wheelEvent(event)

    def insertFromMimeData(self, source: QMimeData) -> None:
        if source.hasText():
            self.insertPlainText(self.pasted(source.text()))
            self.ensureCursorVisible()

    def pasted(self, text: str) -> str:
        """Return what becomes of a text that is pasted: its lines, none of them empty at an end."""
        return text.replace("\r\n", "\n").replace("\r", "\n").strip("\n")

    def minimumSizeHint(self) -> QSize:
        line = round(self.fontMetrics().lineSpacing() * _LEADING)
        return QSize(theme.px(160), self._least * line + theme.px(28 + _FOOT))
