"""A page of the guide, to be read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QRegularExpression, Qt, QTimer, QUrl, Signal
from PySide6.QtGui import (
    QImage,
    QResizeEvent,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
)
from PySide6.QtWidgets import QTextBrowser, QTextEdit, QWidget

from app.core.guide.rendering import Page
from app.core.guide.searching import pattern_of
from app.ui import theme
from app.ui.help.guide_style import page_style

_MARGIN, _COLUMN = 32, 780  # px at zoom 1: around a page; its widest column
_INDENT = 22  # px at zoom 1: of a list
_SETTLED_MS = 150
_CASELESS = QRegularExpression.PatternOption.CaseInsensitiveOption
_MOST_MARKS = 200


class GuideView(QTextBrowser):
    """Shows a page; what it needs beside its words is asked for.

    Signals:
        link_asked: A link was followed, as it stands in the page.
        pictures_asked: The page wants its pictures for a column of this width in px.
    """

    link_asked = Signal(str)
    pictures_asked = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.page: Page | None = None
        self._made: QTextDocument | None = None  # the one shown; Qt deletes its own first one
        self._anchor, self._came_to = "", 0
        self._terms: Sequence[str] = ()
        self._pictures: Mapping[str, QImage] = {}
        self._width = 0  # of the pictures that were asked for
        self.setOpenLinks(False)
        self.setFrameShape(QTextBrowser.Shape.NoFrame)
        self.setProperty("guide", True)
        self.setAccessibleName(self.tr("Page of the guide"))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.anchorClicked.connect(self._on_link)
        self._settled = QTimer(self)
        self._settled.setSingleShot(True)
        self._settled.setInterval(_SETTLED_MS)
        self._settled.timeout.connect(self._ask_for_pictures)
        theme.set_font(self, "reading")
        theme.changes().changed.connect(self._show_again)

    def show_page(self, page: Page, anchor: str = "", terms: Sequence[str] = ()) -> None:
        """Show a page from a heading on; with the words that were searched for marked."""
        if page is not self.page:
            self.page, self._pictures, self._width = page, {}, 0
            self._fill()
            self._ask_for_pictures()
        self._anchor, self._terms = anchor, terms
        self._go()
        self._mark()

    def show_pictures(self, page: Page, pictures: Mapping[str, QImage]) -> None:
        """Take the pictures of a page; those of one that is no longer shown are left."""
        if page is not self.page or not pictures:
            return
        at_top, before = self._at_anchor(), self.verticalScrollBar().value()
        self._pictures = pictures
        self._fill()
        self._mark()
        if at_top:
            self._go()
        else:
            self.verticalScrollBar().setValue(before)

    def column(self) -> int:
        """Return the width of the text in px."""
        return min(self.viewport().width() - 2 * theme.px(_MARGIN), theme.px(_COLUMN))

    def loadResource(self, kind: int, name: QUrl | str) -> object:
        """Give the document its pictures from memory; nothing is ever read or fetched here."""
        if kind == QTextDocument.ResourceType.ImageResource.value:
            return self._pictures.get(QUrl(name).fileName(), _nothing())
        return None

    # ---------------------------------------------------------------------------------- inside

    def _fill(self) -> None:
        """Make the document apart, so that it is laid out once."""
        if self.page is None:
            return
        before, made = self._made, QTextDocument(self)
        made.setDefaultFont(self.font())
        made.setIndentWidth(theme.px(_INDENT))
        made.setDefaultStyleSheet(page_style())
        made.setHtml(self.page.html)
        self._set_column(made)
        self.setDocument(made)
        self._made = made
        if before is not None:
            before.deleteLater()

    def _set_column(self, document: QTextDocument) -> None:
        """Keep the text as wide as can be read, with its margins."""
        margin = theme.px(_MARGIN)
        frame = document.rootFrame().frameFormat()
        frame.setLeftMargin(margin)
        frame.setTopMargin(margin * 3 // 4)
        frame.setBottomMargin(margin * 2)
        frame.setRightMargin(max(margin, self.viewport().width() - margin - self.column()))
        document.rootFrame().setFrameFormat(frame)

    def _show_again(self) -> None:
        before = self.verticalScrollBar().value()
        self._fill()
        self._mark()
        self.verticalScrollBar().setValue(before)

    def _go(self) -> None:
        if self._anchor:
            self.scrollToAnchor(self._anchor)
        else:
            self.verticalScrollBar().setValue(0)
        self._came_to = self.verticalScrollBar().value()

    def _at_anchor(self) -> bool:
        return self.verticalScrollBar().value() == self._came_to

    def _mark(self) -> None:
        """Mark the words that were searched for."""
        look = QTextCharFormat()
        look.setBackground(theme.color("selection"))
        marks: list[QTextEdit.ExtraSelection] = []
        for term in self._terms:
            pattern = QRegularExpression(pattern_of(term), _CASELESS)
            cursor = self.document().find(pattern)
            while not cursor.isNull() and len(marks) < _MOST_MARKS:
                mark = QTextEdit.ExtraSelection()
                mark.cursor, mark.format = QTextCursor(cursor), look
                marks.append(mark)
                cursor = self.document().find(pattern, cursor)
        self.setExtraSelections(marks)

    def _ask_for_pictures(self) -> None:
        if self.page is not None and self.page.pictures and self.column() != self._width:
            self._width = self.column()
            self.pictures_asked.emit(self._width)

    def _on_link(self, url: QUrl) -> None:
        self.link_asked.emit(url.toString())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self.page is not None and event.oldSize().width() != event.size().width():
            self._set_column(self.document())
            self._settled.start()


def _nothing() -> QImage:
    """Return a picture that is not there yet: a dot, so that Qt draws no sign of a missing file."""
    image = QImage(1, 1, QImage.Format.Format_ARGB32)
    image.fill(Qt.GlobalColor.transparent)
    return image
