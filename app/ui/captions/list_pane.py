"""Over list and table alike: the head, and what to do where nothing is listed."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedLayout, QVBoxLayout, QWidget

from app.ui import theme
from app.ui.actions import Actions, key_text
from app.ui.captions.list_head import ListHead
from app.ui.captions.list_rows import ListRows
from app.ui.widgets.button import Button
from app.ui.widgets.empty import EmptyState
from app.ui.widgets.grid_view import TileView
from app.ui.widgets.surface import Surface


class ListPane(Surface):
    """A view of captions, or a word on why there are none; the head goes where it is shown.

    Args:
        view: List or table.
    """

    clear_asked = Signal()  # the filter is to be emptied

    def __init__(self, view: QWidget, rows: ListRows, actions: Actions) -> None:
        super().__init__("surface")
        self.view, self._rows = view, rows
        self._no_picks = EmptyState(
            "captions",
            self.tr("No picks yet"),
            "",
            primary=Button.for_action(actions["view.clips"]),
        )
        clear = Button(self.tr("Clear the filter"), icon="x")
        clear.clicked.connect(self.clear_asked)
        self._no_match = EmptyState("search", self.tr("No caption is like this"), "", primary=clear)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, theme.px(4))
        self._column.setSpacing(0)
        self._pages = QStackedLayout()
        self._column.addLayout(self._pages, 1)
        for page in (view, self._no_picks, self._no_match):
            self._pages.addWidget(page)

    def take_head(self, head: ListHead) -> None:
        """Put the head over this view."""
        self._column.insertWidget(0, head)

    def refresh(self, listed: int) -> None:
        """Show the view, or why nothing is listed."""
        if listed:
            self._pages.setCurrentWidget(self.view)
        elif not self._rows.every and isinstance(self.view, TileView):
            self.view.empty_text = self.tr("Nothing is picked yet.")  # the stage says what to do
            self._pages.setCurrentWidget(self.view)
        elif self._rows.every:
            self._no_match.set_words(
                self.tr("No caption is like this"),
                self.tr("The filter asks for “{}”.").format(self._rows.filter.strip()),
            )
            self._pages.setCurrentWidget(self._no_match)
        else:
            self._no_picks.set_words(
                self.tr("No picks yet"),
                self.tr("Pick clips in Clips with {}: each of them wants a caption here.").format(
                    key_text("pick.pick")
                ),
            )
            self._pages.setCurrentWidget(self._no_picks)
