"""Under the words: their history, and the model; they give way where there is no room."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject

from app.ui import theme
from app.ui.actions import Actions
from app.ui.captions.command_buttons import bind
from app.ui.captions.editor import Editor
from app.ui.widgets.button import Button
from app.ui.widgets.painting import text_width

_GAPS = 5 * 8 + 2 * 24  # px at zoom 1 between and beside the buttons


class FootButtons(QObject):
    """Two buttons in the foot of the editor; what they do has keys, too."""

    def __init__(self, editor: Editor, actions: Actions) -> None:
        super().__init__(editor)
        self._editor = editor
        self.history = Button(self.tr("history"), "quiet")
        self._asks = self.tr("Ask the model"), self.tr("Ask")
        self.ask = Button(self._asks[0])
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
        """Where there is little room, shorten the model, hide it, and then the history.

        The keys on the others are the first to go.
        """
        editor = self._editor
        room = editor.width() - theme.px(_GAPS)
        for other in (editor.previous, editor.done):
            room -= other.minimumSizeHint().width()
        room -= self.history.sizeHint().width()
        around = self.ask.width_with("") - text_width(self.ask.font(), self.ask.text())
        widths = [around + text_width(self.ask.font(), words) for words in self._asks]
        self.ask.setText(self._asks[0 if room >= widths[0] else 1])
        self.ask.setVisible(room >= widths[1])
        self.history.setVisible(room >= 0)
