"""The crop of what is marked, in the inspector: typed, said, and what each dataset makes of it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.core.cropping import said, taken_words
from app.core.errors import ProjectError
from app.ui import theme
from app.ui.actions import Actions, key_text
from app.ui.clips.cropping import Cropping
from app.ui.clips.fit_chips import FitChips
from app.ui.document import Document
from app.ui.widgets.button import IconButton
from app.ui.widgets.fields import LineEdit
from app.ui.widgets.label import Label


class _CropField(LineEdit):
    """Where a crop is typed; Escape leaves it."""

    left = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)


class CropFacts(QWidget):
    """Follows the crop tool; the owner tells of another mark."""

    left = Signal()  # the field was left by Escape or Enter: the keys may go elsewhere

    def __init__(self, document: Document, cropping: Cropping, actions: Actions) -> None:
        super().__init__()
        self._document, self._cropping = document, cropping
        self._said = self._wrong = ""
        self.field = _CropField(name=self.tr("Crop"), role="mono")
        self.field.setToolTip(
            self.tr("Width × height + left + top, in pixels; empty is the whole picture")
        )
        self.draw = IconButton("crop", self.tr("Crop"), key=key_text("crop.draw"))
        self.clear = IconButton("x", self.tr("The whole picture"))
        self.taken = Label("", "muted", "small", wrap=True)
        self.fits = FitChips()
        self._lay_out()
        self.draw.clicked.connect(actions["crop.draw"].trigger)
        self.clear.clicked.connect(self._on_clear)
        self.field.returnPressed.connect(self._on_entered)
        self.field.editingFinished.connect(self._on_typed)
        self.field.textEdited.connect(self._on_edited)
        self.field.left.connect(self._on_escaped)
        cropping.changed.connect(self.refresh)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(7))
        row = QHBoxLayout()
        row.setSpacing(theme.px(4))
        row.addWidget(Label(self.tr("Crop"), "muted"))
        row.addStretch(1)
        row.addWidget(self.field)
        row.addWidget(self.draw)
        row.addWidget(self.clear)
        column.addLayout(row)
        column.addWidget(self.taken)
        column.addWidget(self.fits)

    def refresh(self) -> None:
        """Show the crop of what is marked as it is now."""
        picture, may = self._cropping.sight.picture, not self._document.read_only
        for control in (self.field, self.draw):
            control.setEnabled(picture is not None and may)
        if picture is None:
            return
        crop = self._cropping.crop
        self.clear.setEnabled(crop is not None and may)
        self._show_text("" if crop is None else said(crop))
        self.field.setPlaceholderText(f"{picture.width}×{picture.height}")
        if not self._wrong:
            self.taken.setText(taken_words(crop, picture))
            self.taken.setVisible(crop is not None)
        self.fits.show_fits(self._cropping.sight.fits(crop))

    def _show_text(self, text: str) -> None:
        if text != self._said or not self.field.isModified():
            self._said = text
            self.field.setText(text)
            self._complain("")

    # -------------------------------------------------------------------------------- the person

    def _on_clear(self) -> None:
        self._cropping.set_typed("")

    def _on_entered(self) -> None:
        self._on_typed()
        if not self._wrong:
            self.left.emit()

    def _on_typed(self) -> None:
        """Take what was typed; say what is wrong with it where it stands."""
        text = self.field.text()
        if not self.field.isModified() or text == self._said:
            return
        try:
            self._cropping.set_typed(text)
        except ProjectError as error:
            self._complain(str(error))
            return
        self.field.setModified(False)
        self.refresh()

    def _on_edited(self) -> None:
        if self._wrong:
            self._complain("")
            self.refresh()

    def _on_escaped(self) -> None:
        self.field.setText(self._said)
        self._complain("")
        self.refresh()
        self.left.emit()

    def _complain(self, sentence: str) -> None:
        """Say what is wrong with what is typed; "" where nothing is."""
        self._wrong = sentence
        self.field.set_wrong(bool(sentence))
        self.field.setAccessibleDescription(sentence)
        self.taken.set_tone("bad" if sentence else "muted")
        self.taken.setText(sentence)
        self.taken.setVisible(bool(sentence))
