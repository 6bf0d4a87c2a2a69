"""What was found of a trainer, a row for each: good, so-so or bad, and what to do."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QWidget

from app.core.training.trainer.findings import Finding, Grade
from app.ui import icons, theme
from app.ui.widgets.clearing import clear
from app.ui.widgets.label import Label

ICONS: dict[Grade, str] = {"good": "pick", "neutral": "info", "warn": "warn", "bad": "bad"}
_LABEL = 116  # px at zoom 1: the widest of the usual labels


class Mark(QWidget):
    """The sign of a grade."""

    def __init__(self, grade: Grade = "neutral") -> None:
        super().__init__()
        self._grade: Grade = grade
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def set_grade(self, grade: Grade) -> None:
        """Show another."""
        self._grade = grade
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(theme.px(16), theme.px(18))

    def paintEvent(self, _event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            ink = theme.tone_color(self._grade)
            icons.draw(painter, QRectF(self.rect()), ICONS[self._grade], ink)


class FindingRows(QWidget):
    """Shows findings one below the other; what is wrong says so under its words."""

    def __init__(self) -> None:
        super().__init__()
        self._shown: tuple[Finding, ...] = ()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(theme.px(10))
        self._grid.setVerticalSpacing(theme.px(6))
        self._grid.setColumnStretch(2, 1)
        self._grid.setColumnMinimumWidth(1, theme.px(_LABEL))
        self.setAccessibleName(self.tr("What was found"))

    def findings(self) -> tuple[Finding, ...]:
        """Return what is shown."""
        return self._shown

    def show_findings(self, found: Sequence[Finding]) -> None:
        """Show others."""
        if tuple(found) == self._shown:
            return
        self._shown = tuple(found)
        clear(self._grid)
        line = 0
        for each in found:
            line = self._add(each, line)

    def _add(self, found: Finding, line: int) -> int:
        top = Qt.AlignmentFlag.AlignTop
        label = Label(found.label, "muted")
        words = Label(found.words, wrap=True)
        words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        words.setAccessibleName(f"{found.label}: {found.words}. {found.said}")
        for part in (label, words):
            part.setToolTip(found.said)
        self._grid.addWidget(Mark(found.grade), line, 0, top)
        self._grid.addWidget(label, line, 1, top)
        self._grid.addWidget(words, line, 2, top)
        if found.grade not in ("warn", "bad"):
            return line + 1
        said = Label(found.said, found.grade, "small", wrap=True)
        said.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._grid.addWidget(said, line + 1, 2, top)
        return line + 2
