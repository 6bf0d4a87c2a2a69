"""Under the words: their history, and the model; they give way where there is no room."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject

from app.ui import theme
from app.ui.actions import Actions
from app.ui.captions.command_buttons import bind
from app.ui.captions.editor import Editor
from app.ui.widgets.button import Button

_GAPS = 5 * 8 + 2 * 24  # px at zoom 1 between and beside the buttons


class FootButtons(QObject):
    """Two buttons in the foot of the editor; what they do has keys, too."""

    def __init__(self, editor: Editor, actions: Actions) -> None:
        super().__init__(editor)
        self._editor = editor
        self.history = Button(self.tr("history"), "quiet")
        self.ask = Button(self.tr("Ask the model"))
        for button, command in ((self.history, "caption.history"), (self.ask, "caption.ask")):
            bind(button, actions, command)
        editor.add_to_foot(self.history, "left")
        editor.add_to_foot(self.ask, "right")
        editor.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.Resize, QEvent.Type.Show):
            self._fit()
        return super().eventFilter(watched, event)

    def _fit(self) -> None:
        """Hide the model first, then the history, where the others would be cut."""
        editor = self._editor
        room = editor.width() - theme.px(_GAPS)
        room -= editor.previous.sizeHint().width() + editor.done.sizeHint().width()
        history, ask = self.history.sizeHint().width(), self.ask.sizeHint().width()
        self.history.setVisible(room >= history)
        self.ask.setVisible(room >= history + ask)
