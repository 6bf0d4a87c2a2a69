"""A layout that sets its items like words: left to right, wrapping."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QWidget, QWidgetItem

from app.ui import theme


class FlowLayout(QLayout):
    """Chips in as many lines as the width asks for; the gap is 6 px both ways.

    ``line_gap`` is that between lines, where it is another.
    """

    def __init__(
        self, parent: QWidget | None = None, gap: int = 6, line_gap: int | None = None
    ) -> None:
        super().__init__(parent)
        self._items: list[QLayoutItem] = []
        self.setContentsMargins(0, 0, 0, 0)
        self.setSpacing(theme.px(gap))
        self._line_gap = gap if line_gap is None else line_gap

    def addWidget(self, widget: QWidget) -> None:
        """Put ``widget`` at the end, in an item of Python's: nobody deletes those Qt makes here."""
        self.addChildWidget(widget)
        self.addItem(QWidgetItem(widget))

    def addItem(self, item: QLayoutItem) -> None:
        self._items.append(item)

    def insert_widget(self, position: int, widget: QWidget) -> None:
        """Put ``widget`` before the item at ``position``."""
        self.addWidget(widget)
        self._items.insert(position, self._items.pop())
        self.invalidate()

    def count(self) -> int:
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self._place(QRect(0, 0, width, 0), move=False)

    def setGeometry(self, rect: QRect) -> None:
        super().setGeometry(rect)
        self._place(rect, move=True)

    def sizeHint(self) -> QSize:
        return self.minimumSize()

    def minimumSize(self) -> QSize:
        size = QSize()
        for item in self._items:
            if not item.isEmpty():
                size = size.expandedTo(item.minimumSize())
        edges = self.contentsMargins()
        return size + QSize(edges.left() + edges.right(), edges.top() + edges.bottom())

    def _place(self, rect: QRect, *, move: bool) -> int:
        inside = rect.marginsRemoved(self.contentsMargins())
        x, y, line = inside.x(), inside.y(), 0
        for item in self._items:
            if item.isEmpty():
                continue
            size = item.sizeHint()
            if x > inside.x() and x + size.width() > inside.x() + inside.width():
                x, y, line = inside.x(), y + line + theme.px(self._line_gap), 0
            if move:
                width = min(size.width(), inside.width())
                item.setGeometry(QRect(QPoint(x, y), QSize(width, size.height())))
            x, line = x + size.width() + self.spacing(), max(line, size.height())
        return y + line - rect.y() + self.contentsMargins().bottom()
