"""How caption files are to be read: in which encoding, and without which words at the start."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.core.captions.foreign import ENCODINGS
from app.core.language import tr
from app.core.sidecars.taking_in import Wish
from app.ui import theme
from app.ui.widgets.choices import CheckBox, ComboBox
from app.ui.widgets.label import Label


class ReadingWish(QWidget):
    """Asks for the encoding of all files and of those that are selected, and about the trigger.

    Attributes:
        wish: What the person wants.
    """

    changed = Signal()

    def __init__(self, own_trigger: str) -> None:
        super().__init__()
        self._own, self._leading = own_trigger, ""
        self.wish = Wish()
        self._chosen: list[Path] = []
        self.for_all = _encodings(self.tr("Encoding of all files"), self.tr("as found"))
        self.for_one = _encodings(self.tr("Encoding of the selected files"), self.tr("like all"))
        self.with_trigger = CheckBox("")
        row = QHBoxLayout()
        row.setSpacing(theme.px(8))
        for part in (
            Label(self.tr("Encoding of all"), "muted"), self.for_all,
            Label(self.tr("of the selected"), "muted"), self.for_one,
        ):  # fmt: skip
            row.addWidget(part)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(8))
        column.addWidget(self.with_trigger)
        column.addLayout(row)
        self.for_all.activated.connect(self._on_for_all)
        self.for_one.activated.connect(self._on_for_one)
        self.with_trigger.toggled.connect(self._on_trigger)

    def begin(self, leading: str) -> None:
        """Ask about the words with which all files begin; empty where there are none."""
        self._leading = leading
        words = self.tr('All begin with "{}": take it off')
        if not self._own:
            words = self.tr('All begin with "{}": make it the project\'s trigger')
        self.with_trigger.setText(words.format(leading))
        self.with_trigger.setChecked(bool(leading))
        self.with_trigger.setVisible(bool(leading))

    @property
    def trigger(self) -> str | None:
        """What becomes the project's trigger; None: it stays."""
        wanted = bool(self._leading) and self.with_trigger.isChecked()
        return self._leading if wanted and not self._own else None

    def choose(self, paths: Sequence[Path]) -> None:
        """Take files as the selected ones."""
        self._chosen = list(paths)
        own = {self.wish.encodings.get(path, "") for path in paths}
        self.for_one.setEnabled(bool(paths))
        place = self.for_one.findData(own.pop()) if len(own) == 1 else 0
        self.for_one.setCurrentIndex(max(0, place))

    def _on_for_all(self, _place: int) -> None:
        self._want(replace(self.wish, for_all=str(self.for_all.currentData())))

    def _on_for_one(self, _place: int) -> None:
        encodings = {k: v for k, v in self.wish.encodings.items() if k not in self._chosen}
        if chosen := str(self.for_one.currentData()):
            encodings |= dict.fromkeys(self._chosen, chosen)
        self._want(replace(self.wish, encodings=encodings))

    def _on_trigger(self, on: bool) -> None:
        self._want(replace(self.wish, trigger=self._leading if on else ""))

    def _want(self, wish: Wish) -> None:
        if wish != self.wish:
            self.wish = wish
            self.changed.emit()


def _encodings(name: str, first: str) -> ComboBox:
    box = ComboBox(name=name)
    box.addItem(first, "")
    for encoding, words in ENCODINGS.items():
        box.addItem(tr(words), encoding)
    box.setToolTip(name)
    return box
