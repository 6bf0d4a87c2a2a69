"""What is wrong with a dataset file, at the foot of its text; a click leads to the line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QFrame, QScrollArea, QWidget

from app.ui import icons, theme
from app.ui.widgets.painting import box, hovered, text_width, words
from app.ui.widgets.ringed import Ringed

_WRAPPED = Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignVCenter
_ROW, _PAD, _ICON = 26, 8, 13  # px at zoom 1
_MOST_HIGH, _MOST = 150, 200  # px at zoom 1; rows


@dataclass(frozen=True)
class Problem:
    """A sentence and its line, from 1; None where it is about the whole file."""

    grade: Literal["bad", "warn"]
    line: int | None
    sentence: str


class _Row(Ringed, QAbstractButton):
    def __init__(self, problem: Problem) -> None:
        super().__init__()
        self._problem = problem
        line = problem.line
        self._where = self.tr("line {}").format(line) if line is not None else ""
        self.setToolTip(f"<qt>{problem.sentence}</qt>")
        self.setAccessibleName(f"{self._where} {problem.sentence}".strip())
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def sizeHint(self) -> QSize:
        return QSize(theme.px(120), theme.px(_ROW))

    def high(self, width: int) -> int:
        """Return how high it is where all of the sentence is to be seen, in so many px."""
        metrics = QFontMetrics(theme.font("small"))
        room = QRect(0, 0, max(width - self._before() - theme.px(_PAD), 1), 10_000)
        high = metrics.boundingRect(room, Qt.TextFlag.TextWordWrap, self._problem.sentence).height()
        return high + theme.px(_ROW) - metrics.height()

    def _before(self) -> int:
        """Return where the sentence begins, px from the left."""
        where = text_width(theme.font("small"), self._where)
        return theme.px(2 * _PAD + _ICON) + (where + theme.px(_PAD) if where else 0)

    def paintEvent(self, _event: QPaintEvent) -> None:
        where = QRectF(self.rect())
        with QPainter(self) as painter:
            if hovered(self) or self.ring:
                edge = theme.color("accent") if self.ring else None
                box(painter, where, fill=theme.color("hover"), edge=edge, radius=5)
            pad, size = theme.px(_PAD), theme.px(_ICON)
            spot = QRectF(pad, (theme.px(_ROW) - size) / 2, size, size)
            icons.draw(painter, spot, self._problem.grade, theme.color(self._problem.grade))
            painter.setFont(theme.font("small"))
            row = QRectF(2 * pad + size, 0, self._before(), theme.px(_ROW))
            words(painter, row, self._where, theme.color("dim"))
            room = where.adjusted(self._before(), 0, -pad, 0)
            painter.setPen(theme.color("text"))
            painter.drawText(room, _WRAPPED, self._problem.sentence)


class ProblemList(QScrollArea):
    """As high as its rows, to a limit; nothing is there where nothing is wrong."""

    line_asked = Signal(int)  # from 1

    def __init__(self) -> None:
        super().__init__()
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName(self.tr("What is wrong with the file"))
        self._problems: tuple[Problem, ...] = ()
        self.rows: list[_Row] = []
        theme.changes().changed.connect(self._fit)
        self._fit()
        self.hide()

    def show_problems(self, problems: Sequence[Problem]) -> None:
        """Show other sentences, in their order."""
        if tuple(problems) == self._problems:
            return
        self._problems = tuple(problems)
        inside = QWidget()
        self.rows = []
        for problem in self._problems[:_MOST]:
            row = _Row(problem)
            row.setParent(inside)
            if problem.line is not None:
                row.clicked.connect(lambda _=False, line=problem.line: self.line_asked.emit(line))
            self.rows.append(row)
        self.setWidget(inside)
        self._fit()
        self.setVisible(bool(self._problems))

    def problems(self) -> tuple[Problem, ...]:
        """Return what is shown."""
        return self._problems

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Lay the rows out: as high as their sentences need beside a bar, where there is one."""
        most, wide = theme.px(_MOST_HIGH), self.width() - 2 * self.frameWidth()
        if sum(row.high(wide) for row in self.rows) > most:
            wide -= self.verticalScrollBar().sizeHint().width()
        top = 0
        for row in self.rows:
            high = row.high(wide)
            row.setGeometry(0, top, wide, high)
            top += high
        inside = self.widget()
        if inside is not None:
            inside.setMinimumHeight(top)
        self.setFixedHeight(min(top, most))
