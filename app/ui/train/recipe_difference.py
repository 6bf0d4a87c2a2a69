"""What was changed since the preset, with the way back for each of it and for all."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QWidget

from app.core.training.recipe.comparing import Difference
from app.core.training.recipe.showing import shown_text
from app.ui import theme
from app.ui.widgets.button import Button, IconButton
from app.ui.widgets.label import ElidedLabel, Label, SectionHead
from app.ui.widgets.popover import Popover
from app.ui.widgets.surface import ScrollPane

_WIDTH, _ROW, _MOST = 440, 28, 14  # px at zoom 1; rows in sight


class DifferencePanel(Popover):
    """A line for each option that is another now.

    Signals:
        back_asked: The key of an option that is to be as in the preset.
        all_back_asked: All are to be.
        save_asked: The recipe shall be a preset of its own.
    """

    back_asked = Signal(str)
    all_back_asked = Signal()
    save_asked = Signal()

    def __init__(
        self, parent: QWidget, title: str, found: Sequence[Difference], *, may_change: bool
    ) -> None:
        super().__init__(parent, parent.tr("Changed since the preset"))
        self.body.addWidget(SectionHead(self.tr("Changed since “{}”").format(title)))
        self.back_buttons: list[IconButton] = []
        self.body.addWidget(self._lines(found, may_change=may_change))
        foot = QHBoxLayout()
        self.all_button = Button(self.tr("Back to the preset"), icon="undo")
        self.all_button.clicked.connect(self._on_all)
        self.save_button = Button(self.tr("Save as a preset…"), "quiet", icon="plus")
        self.save_button.clicked.connect(self._on_save)
        for button in (self.all_button, self.save_button):
            foot.addWidget(button)
        foot.addStretch(1)
        self.body.addLayout(foot)
        self.all_button.setVisible(may_change)
        self.setFixedWidth(theme.px(_WIDTH))

    def _lines(self, found: Sequence[Difference], *, may_change: bool) -> QWidget:
        inner = QWidget()
        grid = QGridLayout(inner)
        grid.setContentsMargins(0, 0, theme.px(8), 0)
        grid.setHorizontalSpacing(theme.px(10))
        grid.setVerticalSpacing(0)
        for column, stretch in enumerate((5, 3, 0, 3)):
            grid.setColumnStretch(column, stretch)
        for row, each in enumerate(found):
            grid.setRowMinimumHeight(row, theme.px(_ROW))
            name = ElidedLabel(each.option.name, "text", "code")
            was = ElidedLabel(self._said(each.was, each), "muted", "small")
            now = ElidedLabel(self._said(each.now, each), "accent", "small")
            for column, part in enumerate((name, was, Label("→", "dim", "small"), now)):
                grid.addWidget(part, row, column)
            if may_change:
                back = IconButton("undo", self.tr("Back: {}").format(each.option.name), size=22)
                back.clicked.connect(partial(self._on_back, each.key))
                grid.addWidget(back, row, 4)
                self.back_buttons.append(back)
        pane = ScrollPane(inner)
        pane.setFixedHeight(theme.px(_ROW * min(len(found), _MOST)))
        return pane

    def _said(self, value: object, of: Difference) -> str:
        if value is None:
            return self.tr("not given")
        if of.option.ours and not value:
            return self.tr("filled in")
        return shown_text(value)

    def _on_back(self, key: str) -> None:
        self.close()
        self.back_asked.emit(key)

    def _on_all(self) -> None:
        self.close()
        self.all_back_asked.emit()

    def _on_save(self) -> None:
        self.close()
        self.save_asked.emit()

    def show_at(self, widget: QWidget) -> None:
        """Show it under a widget, its left edge there, the keyboard in it."""
        self.show_under(widget)
        self.move(widget.mapToGlobal(widget.rect().bottomLeft()).x(), self.y())
        self.all_button.setFocus(Qt.FocusReason.TabFocusReason)
