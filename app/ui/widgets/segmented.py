"""One of a few views, as words with counts."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.ui import theme
from app.ui.widgets.painting import CONTROL_HEIGHT, box, text_width, words

_GAP, _BETWEEN = 18, 5


@dataclass(frozen=True, slots=True)
class Segment:
    """A view: its key, its words, and how many are in it (None: not counted)."""

    key: str
    text: str
    count: int | None = None


class Segmented(QWidget):
    """Text tabs: "Shots 1,204  Picks 62"; Left and Right choose, so does the mouse."""

    chosen = Signal(str)  # key

    def __init__(self, segments: list[Segment], *, name: str = "") -> None:
        super().__init__()
        self._segments, self._current = list(segments), 0
        self._hover = -1
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(name)
        self._describe()

    def current(self) -> str:
        """Return the key of the chosen view."""
        return self._segments[self._current].key

    def choose(self, key: str) -> None:
        """Choose a view; `chosen` is emitted where it is another one."""
        if key != self.current():
            self.show_chosen(key)
            self.chosen.emit(key)

    def show_chosen(self, key: str) -> None:
        """Show which view is there, without saying that it was chosen."""
        self._current = [segment.key for segment in self._segments].index(key)
        self._describe()
        self.update()

    def set_count(self, key: str, count: int | None) -> None:
        """Change how many are in a view."""
        self._segments = [
            Segment(s.key, s.text, count) if s.key == key else s for s in self._segments
        ]
        self._describe()
        self.updateGeometry()
        self.update()

    def _describe(self) -> None:
        chosen = self._segments[self._current]
        self.setAccessibleDescription(f"{chosen.text} {_count(chosen)}".strip())

    def _widths(self) -> list[tuple[int, int]]:
        """Width of the words and of the count, each."""
        strong, plain = theme.font("strong"), theme.font("body")
        return [
            (text_width(strong, segment.text), text_width(plain, _count(segment)))
            for segment in self._segments
        ]

    def _places(self) -> list[QRectF]:
        places, left = [], 0
        for name, count in self._widths():
            width = name + (count + theme.px(_BETWEEN) if count else 0)
            places.append(QRectF(left, 0, width + theme.px(_GAP), self.height()))
            left += width + theme.px(_GAP)
        return places

    def sizeHint(self) -> QSize:
        wide = int(self._places()[-1].right()) - theme.px(_GAP) + theme.px(2)
        return QSize(wide, theme.px(CONTROL_HEIGHT))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            for n, (place, segment) in enumerate(zip(self._places(), self._segments, strict=True)):
                here = n == self._current
                ink = "text" if here or n == self._hover else "muted"
                painter.setFont(theme.font("strong" if here else "body"))
                words(
                    painter, place, segment.text, theme.color(ink if self.isEnabled() else "faint")
                )
                font = theme.font("strong")
                place.setLeft(place.left() + text_width(painter.font(), segment.text))
                place.setLeft(place.left() + theme.px(_BETWEEN))
                painter.setFont(theme.font("body"))
                words(painter, place, _count(segment), theme.color("dim"))
                if here and self.hasFocus():
                    under = self._places()[n]
                    under.setRight(under.left() + text_width(font, segment.text))
                    under.setTop(under.bottom() - 2)
                    box(painter, under, fill=theme.color("accent"), radius=1)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        for place, segment in zip(self._places(), self._segments, strict=True):
            if place.contains(event.position()):
                self.choose(segment.key)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        over = [place.contains(event.position()) for place in self._places()]
        self._hover = over.index(True) if True in over else -1
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        self._hover = -1
        self.update()
        super().leaveEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()), 0)
        if step:
            place = min(max(self._current + step, 0), len(self._segments) - 1)
            self.choose(self._segments[place].key)
        else:
            super().keyPressEvent(event)


def _count(segment: Segment) -> str:
    return "" if segment.count is None else f"{segment.count:,}"
