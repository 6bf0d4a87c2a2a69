"""Words: a label has a tone (its colour) and a role (its font)."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QVBoxLayout, QWidget

from app.ui import theme
from app.ui.theme import FontRole
from app.ui.widgets.painting import text_width
from app.ui.widgets.tips import PlainTips


class Label(PlainTips, QLabel):
    """Plain text in a tone ("text", "muted", "dim" or a `theme.Tone`) and a font role."""

    def __init__(
        self,
        text: str = "",
        tone: str = "text",
        role: FontRole = "body",
        *,
        wrap: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(text, parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(wrap)
        if role != "body":
            theme.set_font(self, role)
        theme.set_tone(self, tone)

    def set_tone(self, tone: str) -> None:
        """Change the colour of the words."""
        theme.set_tone(self, tone)


class ElidedLabel(Label):
    """One line that gives way: cut where it does not fit, whole as its tooltip.

    Args:
        text: The line.
        tone: Its colour.
        role: Its font.
        cut: Where: in the middle for names and paths, at the right for what reads as a sentence.
    """

    def __init__(
        self,
        text: str = "",
        tone: str = "text",
        role: FontRole = "body",
        *,
        cut: Qt.TextElideMode = Qt.TextElideMode.ElideMiddle,
    ) -> None:
        super().__init__(text, tone, role)
        self._cut = cut
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.px(24), super().minimumSizeHint().height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        metrics = QFontMetrics(self.font())
        inside = self.contentsRect()
        shown = metrics.elidedText(self.text(), self._cut, inside.width())
        self.setToolTip(self.text() if shown != self.text() else "")
        with QPainter(self) as painter:
            painter.setPen(self.palette().color(self.foregroundRole()))
            painter.drawText(inside, self.alignment() | Qt.AlignmentFlag.AlignVCenter, shown)


class SectionHead(Label):
    """The head of a section: small capitals; what is beside it may take its room."""

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(text, "dim", "caps", parent=parent)

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.px(24), super().minimumSizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        inside = self.contentsRect()
        if self.sizeHint().width() <= self.width():
            super().paintEvent(event)
            return
        shown = QFontMetrics(self.font()).elidedText(
            self.text(), Qt.TextElideMode.ElideRight, inside.width()
        )
        with QPainter(self) as painter:
            painter.setPen(self.palette().color(self.foregroundRole()))
            painter.drawText(inside, self.alignment() | Qt.AlignmentFlag.AlignVCenter, shown)


class Figure(QWidget):
    """A number that stands out: what it is above, how it came about below."""

    def __init__(
        self, label: str, value: str = "", note: str = "", tone: str = "text", tip: str = ""
    ) -> None:
        super().__init__()
        self._label, self._value = Label(label, "dim", "small"), Label(value, tone, "figure")
        self._note = Label(note, "muted", "small")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(2))
        for part in (self._label, self._value, self._note):
            column.addWidget(part)
        self.set_value(value, note, tone, tip)

    def set_value(self, value: str, note: str = "", tone: str = "text", tip: str = "") -> None:
        """Show another value; ``tip`` says how it was counted."""
        self._value.setText(value)
        self._value.set_tone(tone)
        self._note.setText(note)
        self._note.setVisible(bool(note))
        self.setToolTip(tip)
        self.setAccessibleName(f"{self._label.text()}: {value} {note}".strip())

    def set_label(self, label: str) -> None:
        """Change what it is a figure of; `set_value` tells screen readers."""
        self._label.setText(label)

    def value(self) -> str:
        """Return the shown value."""
        return self._value.text()

    def minimumSizeHint(self) -> QSize:
        hint = super().minimumSizeHint()
        return hint.expandedTo(QSize(text_width(self._value.font(), self._value.text()), 0))
