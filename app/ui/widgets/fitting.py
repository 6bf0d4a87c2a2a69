"""The fields of a dialog: as high as they need, and scrolled where the screen is too low."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.ui import theme
from app.ui.widgets.dialog import Dialog
from app.ui.widgets.surface import ScrollPane

_FRAME = 60  # px at zoom 1 that the system puts around a dialog
_LEAST = 120
_FITTING = (QEvent.Type.LayoutRequest, QEvent.Type.Show)


class FittingFields(ScrollPane):
    """Put the fields into ``column``, and this into the body of the dialog."""

    def __init__(self, dialog: Dialog) -> None:
        self._fields = QWidget()
        self.column = QVBoxLayout(self._fields)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(theme.px(12))
        self._dialog = dialog  # before Qt asks the filter below
        super().__init__(self._fields)
        dialog.installEventFilter(self)
        self._fields.installEventFilter(self)  # what scrolls does not ask the dialog for more

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Fit again whenever something in the dialog needs another height."""
        handled = super().eventFilter(watched, event)
        if watched in (self._dialog, self._fields) and event.type() in _FITTING:
            self.fit()
        return handled

    def fit(self) -> None:
        """Let the dialog be as high as what it shows; never less than before: nothing jumps."""
        dialog, outer = self._dialog, self._dialog.layout()
        if outer is None or not dialog.isVisible():
            return
        self.column.activate()
        wide = self._fields.width()
        needed = self.column.totalHeightForWidth(wide) if self.column.hasHeightForWidth() else -1
        needed = max(needed, self.column.totalMinimumSize().height())
        outer.activate()
        rest = outer.totalHeightForWidth(dialog.width()) - self.minimumHeight()
        room = dialog.screen().availableGeometry().height() - theme.px(_FRAME) - rest
        self.setFixedHeight(max(theme.px(_LEAST), min(needed, room)))
        outer.activate()
        dialog.resize(
            dialog.width(), max(dialog.height(), outer.totalHeightForWidth(dialog.width()))
        )
