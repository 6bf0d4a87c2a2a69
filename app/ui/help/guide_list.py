"""The contents of the guide, or the sections that a search has found."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QModelIndex, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QPainter,
    QStandardItem,
    QStandardItemModel,
    QTextCharFormat,
    QTextLayout,
    QTextOption,
)
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from app.core.guide.guide import Guide
from app.core.guide.rendering import Section
from app.core.guide.searching import Hit
from app.ui import theme
from app.ui.widgets.painting import box, words

_LEVEL, _PLACE, _EXCERPT, _MARKS, _OF = (Qt.ItemDataRole.UserRole + n for n in range(1, 6))
_ROW, _SMALL_ROW, _HIT_ROW = 32, 26, 76  # px at zoom 1
_LINES = 2  # of an excerpt


class GuideList(QListView):
    """Pages, with the sections of the one that is read below it; or hits.

    Signals:
        chosen: Page and anchor to show.
    """

    chosen = Signal(str, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFrameShape(QListView.Shape.NoFrame)
        self.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setUniformItemSizes(False)
        self.setMouseTracking(True)
        self.setItemDelegate(_Delegate(self))
        self._model = QStandardItemModel(self)
        self.setModel(self._model)
        self.setAccessibleName(self.tr("Contents"))
        self.clicked.connect(self._choose)
        self.activated.connect(self._choose)

    def show_contents(self, guide: Guide, page: str) -> None:
        """List all pages, and the sections of one of them below it."""
        self.setAccessibleName(self.tr("Contents"))
        at = self.verticalScrollBar().value()
        self._model.clear()
        for name, each in guide.pages.items():
            inside = each.sections[1:] if name == page else ()
            self._add(each.title, name, "", 1)
            for section in inside:
                if section.level == 2:
                    self._add(section.title, name, section.anchor, 2)
        self.verticalScrollBar().setValue(at)
        self.show_place(page, "")

    def show_hits(self, guide: Guide, hits: Sequence[Hit]) -> None:
        """List what was found, the best first and chosen."""
        self.setAccessibleName(self.tr("Found in the guide"))
        self._model.clear()
        for hit in hits:
            item = self._add(hit.section.title, hit.section.page, hit.section.anchor, 0)
            item.setData(hit.excerpt, _EXCERPT)
            item.setData(list(hit.marks), _MARKS)
            item.setData(_place_of(guide, hit.section), _OF)
            item.setAccessibleDescription(hit.excerpt)
        self.setCurrentIndex(self._model.index(0, 0))
        self.scrollToTop()

    def show_place(self, page: str, anchor: str) -> None:
        """Choose the line of a place, if it is listed."""
        for row in range(self._model.rowCount()):
            index = self._model.index(row, 0)
            if index.data(_PLACE) == (page, anchor):
                self.setCurrentIndex(index)
                return

    def step(self, by: int) -> None:
        """Choose a line further down or up."""
        row = self.currentIndex().row() + by
        if 0 <= row < self._model.rowCount():
            self.setCurrentIndex(self._model.index(row, 0))

    def take(self) -> None:
        """Follow the chosen line."""
        self._choose(self.currentIndex())

    def texts(self) -> list[str]:
        """Return what is listed, from the top."""
        return [str(self._model.item(row).text()) for row in range(self._model.rowCount())]

    def _add(self, text: str, page: str, anchor: str, level: int) -> QStandardItem:
        item = QStandardItem(text)
        item.setData(level, _LEVEL)
        item.setData((page, anchor), _PLACE)
        self._model.appendRow(item)
        return item

    def _choose(self, index: QModelIndex) -> None:
        if index.isValid():
            page, anchor = index.data(_PLACE)
            self.chosen.emit(page, anchor)


def _place_of(guide: Guide, section: Section) -> str:
    """Return the page of a section, where that says more than its heading."""
    title = guide.pages[section.page].title
    return "" if title == section.title else title


class _Delegate(QStyledItemDelegate):
    """A page, a section, or a hit: its heading, dim its page, and an excerpt with marks."""

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex) -> QSize:  # type: ignore[override]
        level = index.data(_LEVEL)
        return QSize(0, theme.px(_HIT_ROW if level == 0 else _ROW if level == 1 else _SMALL_ROW))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex) -> None:  # type: ignore[override]
        where, state = QRectF(option.rect), option.state
        chosen = bool(state & QStyle.StateFlag.State_Selected)
        if chosen or state & QStyle.StateFlag.State_MouseOver:
            fill = theme.color("raised" if chosen else "inset")
            box(painter, where.adjusted(0, 1, 0, -1), fill=fill, radius=7)
        inside = where.adjusted(theme.px(10), 0, -theme.px(10), 0)
        level = index.data(_LEVEL)
        if level == 0:
            self._paint_hit(painter, inside, index)
            return
        inside.setLeft(inside.left() + (theme.px(16) if level == 2 else 0))
        painter.setFont(theme.font("body" if level == 1 else "small"))
        ink = theme.color("text" if level == 1 or chosen else "muted")
        words(painter, inside, index.data(), ink)

    def _paint_hit(self, painter: QPainter, inside: QRectF, index: QModelIndex) -> None:
        line = theme.px(20)
        head = QRectF(inside.left(), inside.top() + theme.px(8), inside.width(), line)
        painter.setFont(theme.font("strong"))
        title, page = str(index.data()), str(index.data(_OF))
        words(painter, head, f"{title}  ·  {page}" if page else title, theme.color("text"))
        below = QRectF(inside.left(), head.bottom(), inside.width(), inside.height())
        _draw_excerpt(painter, below, str(index.data(_EXCERPT)), index.data(_MARKS) or ())


def _draw_excerpt(
    painter: QPainter, where: QRectF, text: str, marks: Iterable[tuple[int, int]]
) -> None:
    layout = QTextLayout(text, theme.font("small"))
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    layout.setTextOption(option)
    layout.setFormats([_lit(start, end) for start, end in marks])
    layout.beginLayout()
    top = 0.0
    for _ in range(_LINES):
        line = layout.createLine()
        if not line.isValid():
            break
        line.setLineWidth(where.width())
        line.setPosition(QRectF(0, top, 0, 0).topLeft())
        top += line.height()
    layout.endLayout()
    painter.setPen(theme.color("muted"))
    layout.draw(painter, where.topLeft())


def _lit(start: int, end: int) -> QTextLayout.FormatRange:
    lit = QTextLayout.FormatRange()
    look = QTextCharFormat()
    look.setForeground(theme.color("accent_text"))
    lit.start, lit.length, lit.format = start, end - start, look
    return lit
