"""Questions: a title, a body, a row of buttons. Shown with ``open()``, never ``exec()``."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from app.ui import theme
from app.ui.widgets.button import Button, Kind
from app.ui.widgets.label import Label


class Dialog(QDialog):
    """A window-modal dialog. Put widgets into ``body``; Escape rejects it.

    ``finished`` (Qt's) tells the result; one that is closed is deleted.
    """

    def __init__(self, parent: QWidget | None, title: str, sentence: str = "") -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setModal(True)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumWidth(theme.px(420))
        outer = self._outer = QVBoxLayout(self)
        outer.setContentsMargins(*(theme.px(24),) * 4)
        outer.setSpacing(theme.px(12))
        outer.addWidget(Label(title, role="title", wrap=True))
        self._sentence = Label(sentence, "muted", wrap=True)
        outer.addWidget(self._sentence)
        self._sentence.setVisible(bool(sentence))  # in the dialog: else it would be a window
        self.body = QVBoxLayout()
        self.body.setSpacing(theme.px(12))
        outer.addLayout(self.body)
        outer.addStretch(1)
        outer.addSpacing(theme.px(4))
        self._buttons = QHBoxLayout()
        self._buttons.setSpacing(theme.px(8))
        self._buttons.addStretch(1)
        outer.addLayout(self._buttons)
        self.setAccessibleDescription(sentence)

    def fill(self) -> None:
        """Let the body have all the height there is."""
        self._outer.setStretchFactor(self.body, 100)

    def set_sentence(self, sentence: str) -> None:
        """Say something else under the title."""
        self._sentence.setText(sentence)
        self._sentence.setVisible(bool(sentence))
        self.setAccessibleDescription(sentence)

    def stay_over(self) -> None:
        """Move up over the window again: it is higher, as there is more to say."""
        over = self.parentWidget()
        if over is not None:
            window = over.window().geometry()
            top = window.top() + max(0, (window.height() - self.height()) // 2)
            self.move(self.x(), min(self.y(), top))

    def add_button(self, text: str, kind: Kind = "raised", *, result: int | None = None) -> Button:
        """Add a button at the right and return it; with ``result`` it ends the dialog so.

        A primary button is the one that Enter presses.
        """
        button = Button(text, kind)
        if kind == "primary":
            button.setDefault(True)
        if result is not None:
            button.setProperty("result", result)
            button.clicked.connect(self._on_button)
        self._buttons.addWidget(button)
        return button

    def add_left(self, widget: QWidget) -> None:
        """Put ``widget`` at the left of the buttons."""
        self._buttons.insertWidget(0, widget)

    def _on_button(self) -> None:
        button = self.sender()
        if button is not None:
            self.done(int(button.property("result")))
