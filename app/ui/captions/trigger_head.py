"""The project's trigger at the head of a caption: a chip, which a click makes a field."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.core.captions.text import one_line
from app.core.language import noted, sentences
from app.core.library.edits import changing
from app.ui import theme
from app.ui.document import Document
from app.ui.widgets.chip import Chip
from app.ui.widgets.fields import LineEdit

_LEAST, _MOST = 160, 420  # px of the field


class TriggerHead(QWidget):
    """Without a trigger it offers to set one; where nothing can be changed it only tells."""

    resized = Signal()  # it takes another room
    left = Signal()  # the person is done with it

    def __init__(self, document: Document, parent: QWidget) -> None:
        super().__init__(parent)
        self._document = document
        self.chip = Chip(clickable=True)
        self.ask = Chip(self.tr("+ trigger"), clickable=True, dashed=True)
        self.ask.setToolTip(
            self.tr(
                "A word of your own that begins every caption: what is trained answers to it. "
                "Click to set it."
            )
        )
        self.field = LineEdit(name=self.tr("Trigger"), placeholder="Studio Ghibli style")
        self.field.setProperty("chip", True)
        self.field.setToolTip(self.tr("It begins every caption of the project. Enter keeps it."))
        theme.set_font(self.field, "small")
        self.field.hide()
        self.field.installEventFilter(self)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        for each in (self.chip, self.ask, self.field):
            row.addWidget(each)
        for chip in (self.chip, self.ask):
            chip.clicked.connect(self.change)
        self.field.returnPressed.connect(self._on_return)
        self.field.textChanged.connect(self.resized)
        self.setCursor(Qt.CursorShape.ArrowCursor)
        for signal in (document.opened, document.changed, document.reloaded):
            signal.connect(self.refresh)
        document.keep_before_closing(self._keep)
        self.refresh()

    def refresh(self, *_: object) -> None:
        """Show the trigger of the project."""
        is_open = self._document.is_open
        trigger = self._document.rows.settings.trigger if is_open else ""
        typing = not self.field.isHidden()
        may = is_open and not self._document.read_only
        self.chip.set_state(trigger, "accent")
        self.chip.setAccessibleName(self.tr("Trigger: {}").format(trigger))
        tip = self.tr("Begins every exported caption, once.")
        self.chip.setToolTip(sentences((tip, self.tr("Click to change it."))) if may else tip)
        self.chip.setVisible(bool(trigger) and not typing)
        self.ask.setVisible(may and not trigger and not typing)
        self.setVisible(bool(trigger) or may)
        self.resized.emit()

    def change(self) -> None:
        """Let the trigger be typed, where it can be changed."""
        if not self._document.is_open or self._document.read_only:
            return
        self.field.setText(self._document.rows.settings.trigger)
        self.field.show()
        self.refresh()
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)
        self.field.selectAll()

    def sizeHint(self) -> QSize:
        if self.field.isHidden():
            return super().sizeHint()
        wanted = self.field.fontMetrics().horizontalAdvance(self.field.text()) + theme.px(36)
        wide = min(max(wanted, theme.px(_LEAST)), theme.px(_MOST))
        return QSize(wide, self.field.sizeHint().height())

    def _on_return(self) -> None:
        self._keep()
        self._close()
        self.left.emit()

    def _keep(self) -> None:
        """Make an edit of what was typed."""
        if self.field.isHidden() or not self._document.is_open or self._document.read_only:
            return
        before = self._document.rows.settings
        edit = changing(
            before, replace(before, trigger=one_line(self.field.text())), label=noted("Trigger")
        )
        if edit:
            self._document.settle()  # a caption that begins with the old one loses it
            self._document.apply(edit)

    def _close(self) -> None:
        self.field.hide()
        self.refresh()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.field and not self.field.isHidden():
            if isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape:
                if event.type() == QEvent.Type.KeyPress:
                    self._close()
                    self.left.emit()
                return True
            if isinstance(event, QFocusEvent) and event.lostFocus():
                stays = (
                    Qt.FocusReason.ActiveWindowFocusReason,
                    Qt.FocusReason.PopupFocusReason,
                )
                if event.reason() not in stays:
                    self._keep()
                    self._close()
        return super().eventFilter(watched, event)
