"""What review mode looks like: the picture, a thin line of what is decided, a strip of words."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QHideEvent,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QStackedLayout, QVBoxLayout, QWidget

from app.core.browsing.reviewing import Round, Sums
from app.ui import icons, theme
from app.ui.actions import Actions, follow_key
from app.ui.checking import Checking
from app.ui.clips.marking import Marking
from app.ui.clips.review_strip import ReviewStrip
from app.ui.document import Document
from app.ui.films import Films
from app.ui.widgets.button import Button
from app.ui.widgets.empty import EmptyState
from app.ui.widgets.painting import box, faded, text_width, words
from app.ui.widgets.surface import Surface

_STAYS_MS = 900  # of a flash
_LINE, _FLASH, _PAD, _ICON = 4, 40, 18, 18  # px
_FOOT = 92  # px below a flash: there a toast has its place
_MIDDLE = Qt.AlignmentFlag.AlignHCenter


class ReviewPage(Surface):
    """The player over a line and a strip; behind the last tile a summary."""

    left = Signal()  # back to the grid
    stepped = Signal(int)  # so many tiles on
    undecided_asked = Signal()
    pick_asked = Signal()
    reject_asked = Signal()
    rated = Signal(int)
    shown = Signal()  # again, after another stage was
    hidden = Signal()

    def __init__(
        self,
        document: Document,
        films: Films,
        marking: Marking,
        checking: Checking,
        actions: Actions,
    ) -> None:
        super().__init__("stage")
        self.setAccessibleName(self.tr("Review"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._stage = QWidget()
        self.place = QVBoxLayout(self._stage)  # a place for the player
        self.place.setContentsMargins(0, 0, 0, 0)
        self.line = DecidedLine()
        self.strip = ReviewStrip(document, films, marking, checking, actions)
        self._end = self._summary(actions)
        above = QWidget()
        self._above = QStackedLayout(above)
        self._above.addWidget(self._stage)
        self._above.addWidget(self._end)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(above, 1)
        column.addWidget(self.line)
        column.addWidget(self.strip)
        self._flash = Flash(above)
        self.strip.pick_asked.connect(self.pick_asked)
        self.strip.reject_asked.connect(self.reject_asked)
        self.strip.undecided_asked.connect(self.undecided_asked)
        self.strip.left.connect(self.left)
        self.strip.stars.rated.connect(self.rated)

    def _summary(self, actions: Actions) -> EmptyState:
        self._go_on = Button(self.tr("Next undecided"), "primary")
        follow_key(self._go_on, "browse.next_open", self._go_on.set_key)
        self._go_on.clicked.connect(self.undecided_asked)
        self._export = Button.for_action(actions["project.export"], "primary")
        back = Button(self.tr("Back to the grid"))
        follow_key(back, "play.review", back.set_key)
        back.clicked.connect(self.left)
        ways = self._go_on, self._export, back
        return EmptyState("check", "", "", buttons=ways)

    def show_round(self, one: Round) -> None:
        """Show where one is in a round, and how much of it is decided."""
        self._above.setCurrentWidget(self._stage)
        self.line.show_sums(one.sums)
        self.strip.show_round(one)

    def show_end(self, one: Round, what: str) -> None:
        """Say that the round is over, what was decided and what is left; ``what``: all of it."""
        sums, done = one.sums, one.decided()
        left = sums.undecided
        title = (
            self.tr("{} of {} are undecided").format(f"{left:,}", what)
            if left
            else self.tr("All {} are decided").format(what)
        )
        self._end.set_words(title, self._how_it_went(done))
        self._go_on.setVisible(left > 0)
        self._export.setVisible(left == 0)
        self._above.setCurrentWidget(self._end)
        self.line.show_sums(sums)
        self.strip.show_round(one)
        self._announce(title)

    def _how_it_went(self, done: Sums) -> str:
        now = self.tr("{} picked and {} rejected in this round. The Up key goes back to the last.")
        return now.format(f"{done.picked:,}", f"{done.rejected:,}")

    def flash(self, text: str, tone: theme.Tone, icon: str) -> None:
        """Say for a moment what was just decided."""
        self._flash.say(text, tone, icon)
        self._announce(text)

    def _announce(self, text: str) -> None:
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, text))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key == Qt.Key.Key_Escape:
            self.left.emit()
        elif key in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown):
            self.stepped.emit(1 if key == Qt.Key.Key_PageDown else -1)
        else:
            super().keyPressEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        self.hidden.emit()
        super().hideEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.shown.emit()


class DecidedLine(QWidget):
    """How much is decided: picked, rejected, and what is left."""

    def __init__(self) -> None:
        super().__init__()
        self._sums = Sums()
        self.setFixedHeight(theme.px(_LINE))
        self.setAccessibleName(self.tr("Decided"))

    def show_sums(self, sums: Sums) -> None:
        """Show other sums."""
        if sums != self._sums:
            self._sums = sums
            said = self.tr("{} of {}").format(sums.all - sums.undecided, sums.all)
            self.setAccessibleDescription(said)
            self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        sums, whole = self._sums, QRectF(self.rect())
        with QPainter(self) as painter:
            painter.fillRect(whole, theme.color("line_soft"))
            left = 0.0
            for number, ink in ((sums.picked, "good_solid"), (sums.rejected, "faint")):
                width = whole.width() * number / max(1, sums.all)
                painter.fillRect(QRectF(left, 0, width, whole.height()), theme.color(ink))
                left += width


class Flash(QWidget):
    """A word over the picture that is gone in a moment; nothing waits for it."""

    def __init__(self, over: QWidget) -> None:
        super().__init__(over)
        self._over = over
        self._text = self._icon = ""
        self._tone: theme.Tone = "neutral"
        self._timer = QTimer(self, singleShot=True, interval=_STAYS_MS)
        self._timer.timeout.connect(self.hide)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        over.installEventFilter(self)
        self.hide()

    def text(self) -> str:
        """Return what it says; empty when it is gone."""
        return self._text if self.isVisible() else ""

    def say(self, text: str, tone: theme.Tone, icon: str) -> None:
        """Show a word in a tone, with an icon where one is named."""
        self._text, self._tone, self._icon = text, tone, icon
        self._put()
        self.show()
        self.raise_()
        self.update()
        self._timer.start()

    def _put(self) -> None:
        over = self._over
        width = text_width(theme.font("title"), self._text) + 2 * theme.px(_PAD)
        width += theme.px(_ICON + 8) * bool(self._icon)
        left = (over.width() - width) // 2
        top = max(theme.px(12), over.height() - theme.px(_FLASH + _FOOT))
        self.setGeometry(left, top, width, theme.px(_FLASH))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and self.isVisible():
            self._put()
        return super().eventFilter(watched, event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        where = QRectF(self.rect())
        ink = theme.tone_color(self._tone)
        fill, edge = (theme.tone_color(self._tone, part) for part in ("fill", "edge"))
        with QPainter(self) as painter:
            box(painter, where, fill=faded(fill, 0.94), edge=edge, radius=_FLASH)
            inside = where.adjusted(theme.px(_PAD), 0, -theme.px(_PAD), 0)
            if self._icon:
                size = theme.px(_ICON)
                icons.draw(painter, QRectF(inside.left(), 0, size, where.height()), self._icon, ink)
                inside.setLeft(inside.left() + size + theme.px(8))
            painter.setFont(theme.font("title"))
            words(painter, inside, self._text, ink, _MIDDLE)
