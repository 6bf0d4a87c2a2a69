"""The right column of *Plan*: one page of several, and what stands below all of them."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.ui import theme
from app.ui.widgets.segmented import Segment, Segmented
from app.ui.widgets.surface import Surface


class SidePane(Surface):
    """Pages with a row of tabs above, which is there where it has something to choose."""

    def __init__(self) -> None:
        super().__init__("surface")
        self._segments: list[Segment] = []
        self._pages: dict[str, QWidget] = {}
        self._stack = QStackedWidget()
        self._head = QHBoxLayout()
        self._head.setContentsMargins(theme.px(16), theme.px(10), theme.px(14), 0)
        self.tabs: Segmented | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._column.addLayout(self._head)
        self._column.addWidget(self._stack, 1)

    def add_page(self, key: str, title: str, page: QWidget) -> None:
        """Add a page behind the others; the first one is shown."""
        self._segments.append(Segment(key, title))
        self._pages[key] = page
        self._stack.addWidget(page)
        if self.tabs is not None:
            self._head.removeWidget(self.tabs)
            self.tabs.deleteLater()
        self.tabs = Segmented(self._segments, name=self.tr("What stands here"))
        self.tabs.chosen.connect(self.show_page)
        self._head.insertWidget(0, self.tabs)
        self._head.addStretch(1)
        self.tabs.setVisible(len(self._segments) > 1)

    def add_foot(self, foot: QWidget) -> None:
        """Add what stands below all pages."""
        self._column.addWidget(foot)

    def current(self) -> str:
        """Return the key of the page that is shown."""
        shown = self._stack.currentWidget()
        return next(key for key, page in self._pages.items() if page is shown)

    def show_page(self, key: str) -> None:
        """Show a page."""
        self._stack.setCurrentWidget(self._pages[key])
        if self.tabs is not None:
            self.tabs.show_chosen(key)
