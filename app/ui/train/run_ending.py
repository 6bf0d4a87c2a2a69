"""How a run ended, under its steps: a sentence, what can be done, its last words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.ui import theme
from app.ui.widgets.button import Button
from app.ui.widgets.flow import FlowLayout
from app.ui.widgets.label import Label
from app.ui.widgets.surface import Card, Surface

if TYPE_CHECKING:
    from app.core.training.watching.view import Cure, Ending


class EndingCard(Card):
    """Shown where a run has ended, or waits.

    Signals:
        asked: A `Cure` was chosen.
    """

    asked = Signal(object)

    def __init__(self) -> None:
        super().__init__(" ")
        self.sentence = Label("", wrap=True)
        self.sentence.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._cures = QWidget()
        self._flow = FlowLayout(self._cures)
        self.buttons: list[Button] = []
        self.words = Label("", "muted", "code", wrap=True)
        self.words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.words.setAccessibleName(self.tr("Last words"))
        self._said = Surface("inset")
        inside = QVBoxLayout(self._said)
        inside.setContentsMargins(*(theme.px(n) for n in (12, 8, 12, 8)))
        inside.addWidget(self.words)
        for part in (self.sentence, self._cures, self._said):
            self.body.addWidget(part)
        self._ending: Ending | None = None
        self.hide()

    def show_ending(self, ending: Ending | None) -> None:
        """Show how a run ended; None hides it."""
        if ending == self._ending:
            return
        self._ending = ending
        self.setVisible(ending is not None)
        if ending is None:
            return
        self.set_title(ending.title)
        self.set_tone(ending.grade)
        self.sentence.setText(ending.sentence)
        self.setAccessibleDescription(ending.sentence)
        self.words.setText("\n".join(ending.words))
        self._said.setVisible(bool(ending.words))
        self._show_cures(ending.cures)

    def _show_cures(self, cures: tuple[Cure, ...]) -> None:
        for button in self.buttons:
            button.hide()
            button.deleteLater()
        self.buttons = []
        for place, cure in enumerate(cures):
            button = Button(cure.label, "raised" if place == 0 or cure.kind != "log" else "quiet")
            button.setToolTip(cure.target or cure.label)
            button.clicked.connect(lambda _=False, chosen=cure: self.asked.emit(chosen))
            self._flow.addWidget(button)
            button.show()
            self.buttons.append(button)
        self._cures.setVisible(bool(cures))
