"""How far a long work is."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, QTimer
from PySide6.QtGui import QHideEvent, QPainter, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.ui import theme
from app.ui.widgets.painting import box

_HEIGHT, _TICK_MS, _TURN = 4, 40, 60


class Progress(QWidget):
    """A thin bar; ``None`` is "cannot be known": a piece that wanders while it is visible."""

    def __init__(self, fraction: float | None = 0.0, tone: theme.Tone = "accent") -> None:
        super().__init__()
        self._fraction: float | None = 0.0
        self._tone, self._step = tone, 0
        self._timer = QTimer(self)
        self._timer.setInterval(_TICK_MS)
        self._timer.timeout.connect(self._tick)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self.tr("Progress"))
        self.set_fraction(fraction)

    def fraction(self) -> float | None:
        """Return what is shown, in [0, 1]."""
        return self._fraction

    def set_fraction(self, fraction: float | None) -> None:
        """Show ``fraction`` in [0, 1], or that it cannot be known."""
        self._fraction = None if fraction is None else min(max(fraction, 0.0), 1.0)
        said = self.tr("unknown") if self._fraction is None else f"{self._fraction:.0%}"
        self.setAccessibleDescription(said)
        self._keep_ticking()
        self.update()

    def set_value(self, fraction: float, *, running: bool = False) -> None:
        """Show ``fraction``; ``running``: something runs and nobody knows how far it is."""
        self.set_fraction(None if running else fraction)

    def set_tone(self, tone: theme.Tone) -> None:
        """Change the colour: the accent works, others say how it ended."""
        self._tone = tone
        self.update()

    def _keep_ticking(self) -> None:
        if self._fraction is None and self.isVisible():
            self._timer.start()
        else:
            self._timer.stop()

    def _tick(self) -> None:
        self._step = (self._step + 1) % _TURN
        self.update()

    def showEvent(self, event: QShowEvent) -> None:
        self._keep_ticking()
        super().showEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        self._timer.stop()
        super().hideEvent(event)

    def sizeHint(self) -> QSize:
        return QSize(theme.px(160), theme.px(_HEIGHT))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.px(32), theme.px(_HEIGHT))

    def paintEvent(self, _event: QPaintEvent) -> None:
        where = QRectF(self.rect())
        done = QRectF(where)
        if self._fraction is None:
            done.setWidth(where.width() / 4)
            done.moveLeft(self._step / _TURN * 1.25 * where.width() - done.width())
            done &= where
        else:
            done.setWidth(where.width() * self._fraction)
        ink = theme.tone_color(self._tone, "solid")
        with QPainter(self) as painter:
            box(painter, where, fill=theme.color("line"), radius=2)
            if done.width() > 0:
                ink = ink if self.isEnabled() else theme.color("faint")
                box(painter, done, fill=ink, radius=2)
