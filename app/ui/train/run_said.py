"""What the trainer warns of, above the steps: one bar, folded where it is more than one thing."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.core.amounts import counted
from app.ui.widgets.notice import Notice


class SaidBar(QWidget):
    """Says it while a run is alive, and folded, as a thing of the past, where it has ended.

    Closed, it comes back for another run, or when there is more to say.

    Attributes:
        sentences: All that is warned of.
        unfolded: Whether they are all read.
    """

    def __init__(self) -> None:
        super().__init__()
        self.sentences: tuple[str, ...] = ()
        self.unfolded = False
        self._of: object = None
        self._ended = False
        self._closed = 0  # so many were known when it was closed
        self.notice = Notice("", "warn")
        self.notice.acted.connect(self._on_acted)
        self.notice.closed.connect(self._on_closed)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.notice)
        self.hide()

    def show_said(self, of: object, sentences: tuple[str, ...], *, ended: bool) -> None:
        """Show what is warned of.

        Args:
            of: The run; another one begins folded.
            sentences: Each once.
            ended: Whether that run has ended.
        """
        if of != self._of or ended != self._ended:
            self.unfolded = False
        if of != self._of:
            self._closed = 0
        elif (sentences, ended) == (self.sentences, self._ended):
            return
        self._of, self.sentences, self._ended = of, sentences, ended
        self._say()

    def _say(self) -> None:
        shown = len(self.sentences) > self._closed
        if shown:
            self.notice.say(self._words(), "warn", action=self._action())
            self.notice.show()
        self.setVisible(shown)

    def _foldable(self) -> bool:
        return len(self.sentences) > 1 or self._ended

    def _words(self) -> str:
        if not self._foldable():
            return self.sentences[0]
        number = counted(len(self.sentences), "warning")
        head = self.tr("{} while it ran").format(number) if self._ended else number
        if not self.unfolded:
            return head
        return "\n".join((f"{head}:", *(f"·  {each}" for each in self.sentences)))

    def _action(self) -> str:
        if not self._foldable():
            return ""
        return self.tr("Hide") if self.unfolded else self.tr("Show")

    def _on_acted(self) -> None:
        self.unfolded = not self.unfolded
        self._say()

    def _on_closed(self) -> None:
        self._closed = len(self.sentences)
        self.hide()
