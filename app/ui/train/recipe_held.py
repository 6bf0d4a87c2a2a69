"""Which clips and stills are held out of training, and why those."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from app.core.training.holding.choosing import Choice
from app.ui import theme
from app.ui.widgets.label import ElidedLabel, Label, SectionHead
from app.ui.widgets.popover import Popover
from app.ui.widgets.surface import ScrollPane

_WIDTH, _ROW, _MOST = 460, 24, 12  # px at zoom 1; rows in sight
_SHOWN = 500  # lines; the run's folder has all of them


class HeldPanel(Popover):
    """A line for each.

    Attributes:
        lines: What it says of each: which pick, why.
    """

    def __init__(self, parent: QWidget, choice: Choice, difference: str) -> None:
        super().__init__(parent, parent.tr("Held out of training"))
        self.lines = [(each.pick.words, each.why) for each in choice.held[:_SHOWN]]
        self.body.addWidget(SectionHead(choice.words))
        for text in (choice.said, difference):
            if text:
                self.body.addWidget(Label(text, "muted", "small", wrap=True))
        if self.lines:
            self.body.addWidget(self._list())
        if len(choice.held) > _SHOWN:
            more = self.tr("and {:,} more; the run's folder lists all of them in held_out.json")
            self.body.addWidget(Label(more.format(len(choice.held) - _SHOWN), "dim", "small"))
        self.setFixedWidth(theme.px(_WIDTH))

    def show_at(self, widget: QWidget) -> None:
        """Show it under a widget, or above it, its left edge there."""
        self.show_under(widget)
        self.move(widget.mapToGlobal(widget.rect().bottomLeft()).x(), self.y())

    def _list(self) -> QWidget:
        inner = QWidget()
        grid = QGridLayout(inner)
        grid.setContentsMargins(0, 0, theme.px(8), 0)
        grid.setHorizontalSpacing(theme.px(12))
        grid.setVerticalSpacing(0)
        grid.setColumnStretch(0, 3)
        grid.setColumnStretch(1, 2)
        for row, (what, why) in enumerate(self.lines):
            grid.setRowMinimumHeight(row, theme.px(_ROW))
            grid.addWidget(ElidedLabel(what, "text", "small"), row, 0)
            cut = Qt.TextElideMode.ElideRight
            grid.addWidget(ElidedLabel(why, "muted", "small", cut=cut), row, 1)
        pane = ScrollPane(inner)
        pane.setFixedHeight(theme.px(_ROW * min(len(self.lines), _MOST)))
        return pane
