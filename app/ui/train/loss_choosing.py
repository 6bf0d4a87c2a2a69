"""Choosing what the plot shows: words side by side, or a list where they have no room."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from app.ui import theme
from app.ui.widgets.choices import ComboBox
from app.ui.widgets.segmented import Segment, Segmented


class CurveChooser(QWidget):
    """One of the curves that a run has.

    Signals:
        chosen: Its key.
    """

    chosen = Signal(str)

    def __init__(self, names: Sequence[tuple[str, str]], name: str) -> None:
        super().__init__()
        self._name = name
        self._names = list(names)
        self._current = names[0][0]
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._list = ComboBox(name=name)
        self._list.activated.connect(self._on_listed)
        self._segments = self._made()
        self._row.addWidget(self._segments)
        self._row.addWidget(self._list)
        self._row.addStretch(1)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._fill()

    def _made(self) -> Segmented:
        made = Segmented([Segment(key, text) for key, text in self._names], name=self._name)
        made.show_chosen(self._current)
        made.chosen.connect(self.choose)
        return made

    def _fill(self) -> None:
        self._list.clear()
        self._list.addItems([text for _, text in self._names])
        self._list.setCurrentIndex(self.keys().index(self._current))
        self._fit()

    def keys(self) -> list[str]:
        """Return what can be chosen."""
        return [key for key, _ in self._names]

    def current(self) -> str:
        """Return what is chosen."""
        return self._current

    def offer(self, names: Sequence[tuple[str, str]]) -> None:
        """Offer others; what is chosen stays, where it can, or the first is."""
        if list(names) == self._names:
            return
        had = self._segments.hasFocus()
        self._names = list(names)
        if self._current not in self.keys():
            self._current = self.keys()[0]
        old, self._segments = self._segments, self._made()
        self._row.replaceWidget(old, self._segments)
        old.hide()
        old.deleteLater()
        self._fill()
        if had:
            self._segments.setFocus()

    def choose(self, key: str) -> None:
        """Choose; `chosen` is emitted where it is another one."""
        if key != self._current and key in self.keys():
            self.show_chosen(key)
            self.chosen.emit(key)

    def show_chosen(self, key: str) -> None:
        """Show which is chosen, without saying so; one that is not offered is passed over."""
        if key in self.keys() and key != self._current:
            self._current = key
            self._segments.show_chosen(key)
            self._list.setCurrentIndex(self.keys().index(key))

    def _on_listed(self, place: int) -> None:
        self.choose(self.keys()[place])

    def _fit(self) -> None:
        side_by_side = self._segments.sizeHint().width() <= self.width()
        self._segments.setVisible(side_by_side)
        self._list.setVisible(not side_by_side)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def sizeHint(self) -> QSize:
        return QSize(self._segments.sizeHint().width(), self._list.sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.px(110), self._list.sizeHint().height())
