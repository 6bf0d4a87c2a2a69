"""The card of the tour: what this is for, what to do, what is done, and the way on."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
)
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from app.core.touring.tour import Card, Line
from app.ui import icons, theme
from app.ui.actions import follow_key, key_text, keyed
from app.ui.widgets.button import Button, IconButton, KeyCap
from app.ui.widgets.label import Label
from app.ui.widgets.painting import box, lifted

_WIDTH = 348  # px at zoom 1
_SHADOW = 8


class Coach(QWidget):
    """Lies over a window; it can be dragged away from what it hides.

    Signals:
        went: To the next step, or with -1 to the one before.
        left: The tour is left.
        demo_asked: The demo is to be opened.
        moved: It was dragged.
    """

    went = Signal(int)
    left = Signal()
    demo_asked = Signal()
    moved = Signal()

    def __init__(self, over: QWidget) -> None:
        super().__init__(over)
        self.card: Card | None = None
        self._held: QPoint | None = None
        self._progress = Label("", "accent", "caps")
        self._title = Label("", role="title", wrap=True)
        self._text = Label("", "muted", wrap=True)
        self._said = Label("", "good", "strong", wrap=True)
        self._lines = QVBoxLayout()
        self.rows: list[LineRow] = []
        self.close_button = IconButton("x", self.tr("Leave the tour"), size=24)
        self.close_button.set_key("Esc")
        self.back = Button(self.tr("Back"), "quiet")
        self.leave = Button(self.tr("Leave"), "quiet")
        self.next = Button(self.tr("Next"), "raised")
        self.demo = Button(self.tr("Open the demo"), "primary", icon="film")
        self._lay_out()
        self.back.clicked.connect(lambda: self.went.emit(-1))
        self.next.clicked.connect(lambda: self.went.emit(1))
        self.demo.clicked.connect(self.demo_asked)
        for button in (self.leave, self.close_button):
            button.clicked.connect(self.left)
        for button, command in ((self.next, "view.tour_next"), (self.back, "view.tour_back")):
            follow_key(button, command, self._follow_keys)
        self.hide()

    def _follow_keys(self, _key: str) -> None:
        self.next.setToolTip(keyed(self.tr("The next step"), "view.tour_next"))
        self.back.setToolTip(keyed(self.tr("The step before"), "view.tour_back"))

    def _lay_out(self) -> None:
        side = theme.px(_SHADOW)
        column = QVBoxLayout(self)
        edges = (side + theme.px(n) for n in (18, 14, 14, 14))
        column.setContentsMargins(*edges)
        column.setSpacing(theme.px(8))
        head = QHBoxLayout()
        head.addWidget(self._progress, 1)
        head.addWidget(self.close_button)
        column.addLayout(head)
        for part in (self._title, self._text):
            column.addWidget(part)
        self._lines.setSpacing(theme.px(6))
        column.addSpacing(theme.px(4))
        column.addLayout(self._lines)
        column.addWidget(self._said)
        column.addSpacing(theme.px(6))
        foot = QHBoxLayout()
        foot.setSpacing(theme.px(8))
        foot.addWidget(self.leave)
        foot.addStretch(1)
        for button in (self.back, self.demo, self.next):
            foot.addWidget(button)
        column.addLayout(foot)
        self.setMinimumWidth(theme.px(_WIDTH))
        self.setMaximumWidth(theme.px(_WIDTH))

    # ------------------------------------------------------------------------------- showing

    def show_card(self, card: Card) -> None:
        """Show another step, or another state of it."""
        before, self.card = self.card, card
        self._progress.setText(card.progress)
        self._title.setText(card.title)
        self._text.setText(card.text)
        self._said.setText(card.said)
        self._said.set_tone("good" if card.done else "accent")
        self._said.setVisible(bool(card.said))
        self._show_lines(card.lines)
        ends = card.done and not card.further
        self.next.setVisible(card.further or ends)
        self.next.setText(self.tr("Next") if card.further else self.tr("Finish"))
        self.next.set_kind("primary" if card.done else "raised")
        self.back.setVisible(card.back)
        self.leave.setVisible(not ends)
        self.demo.setVisible(card.demo)
        self.setAccessibleName(f"{card.title}. {card.progress}")
        self.setAccessibleDescription(card.text)
        if before is None or (card.title, card.said) != (before.title, before.said):
            self._announce(card)

    def _show_lines(self, lines: tuple[Line, ...]) -> None:
        if len(lines) != len(self.rows):
            for row in self.rows:
                self._lines.removeWidget(row)
                row.hide()
                row.deleteLater()
            self.rows = [LineRow(self) for _ in lines]
            for row in self.rows:
                self._lines.addWidget(row)
                row.show()
        for row, line in zip(self.rows, lines, strict=True):
            row.show_line(line)

    def _announce(self, card: Card) -> None:
        now = next((line.text for line in card.lines if line.current), "")
        words = " ".join(filter(None, (card.said, card.title, card.text, now)))
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, words))

    def wanted(self) -> QSize:
        """Return how large it wants to be."""
        layout = self.layout()
        width = self.maximumWidth()
        if layout is None:
            return QSize(width, self.sizeHint().height())
        layout.activate()
        return QSize(width, layout.totalHeightForWidth(width))

    # -------------------------------------------------------------------------- mouse, keys

    def mousePressEvent(self, event: QMouseEvent) -> None:
        event.accept()  # nothing below it is meant
        if event.button() == Qt.MouseButton.LeftButton:
            self._held = event.position().toPoint()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        event.accept()
        if self._held is not None:
            self.move(self.mapToParent(event.position().toPoint() - self._held))
            self.moved.emit()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        event.accept()
        self._held = None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        side, edge = theme.px(_SHADOW), theme.color("accent")
        with QPainter(self) as painter:
            lifted(painter, QRectF(self.rect()), side, depth=0.04, edge=edge, radius=11)


class LineRow(QWidget):
    """A deed: a box that is ticked by doing it, what to do, its key."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.line: Line | None = None
        self._tick = _Tick()
        self._words = Label("", wrap=True)
        self._words.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._keys: KeyCap | None = None
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(theme.px(8))
        top = Qt.AlignmentFlag.AlignTop
        self._row.addWidget(self._tick, 0, top)
        self._row.addWidget(self._words, 1)

    def show_line(self, line: Line) -> None:
        """Show another deed, or another state of it."""
        self.line = line
        self._tick.show_line(line)
        self._words.setText(line.text)
        self._words.set_tone("text" if line.current else "muted")
        self._show_key(key_text(line.command) if line.command and not line.done else "")
        states = {True: self.tr("done"), False: self.tr("to do") if line.able else ""}
        self.setAccessibleName(line.text)
        self.setAccessibleDescription(states[line.done])

    def _show_key(self, key: str) -> None:
        if self._keys is not None:
            self._row.removeWidget(self._keys)
            self._keys.hide()
            self._keys.deleteLater()
            self._keys = None
        if key:
            self._keys = KeyCap(key)
            self._row.addWidget(self._keys, 0, Qt.AlignmentFlag.AlignTop)


class _Tick(QWidget):
    """An empty box, one with a tick, or a dot where nothing can be done."""

    def __init__(self) -> None:
        super().__init__()
        self._line: Line | None = None
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_line(self, line: Line) -> None:
        self._line = line
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(theme.px(16), theme.px(18))

    def paintEvent(self, _event: QPaintEvent) -> None:
        line = self._line
        if line is None:
            return
        side = theme.px(15)
        where = QRectF(0, (self.height() - side) / 2, side, side)
        with QPainter(self) as painter:
            if line.done:
                icons.draw(painter, where, "pick", theme.tone_color("good"))
            elif not line.able:
                icons.draw(painter, where, "info", theme.color("dim"))
            else:
                edge = theme.color("accent" if line.current else "line_strong")
                box(painter, where, edge=edge, radius=8, dashed=line.optional)
