"""A label and its value, for inspectors and cards."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.ui import theme
from app.ui.theme import FontRole
from app.ui.widgets.label import Label


class FactRow(QWidget):
    """Muted label left, value right; a suffix may follow in another tone ("53 exact")."""

    def __init__(
        self,
        label: str,
        value: str = "",
        *,
        suffix: str = "",
        tone: str = "text",
        suffix_tone: str = "text",
        role: FontRole = "body",
    ) -> None:
        super().__init__()
        self._label = Label(label, "muted")
        self._value, self._suffix = Label(value, tone, role), Label(suffix, suffix_tone)
        flag = Qt.TextInteractionFlag.TextSelectableByMouse
        self._value.setTextInteractionFlags(flag)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.px(4))
        bottom = (
            Qt.AlignmentFlag.AlignBaseline if role == "figure" else Qt.AlignmentFlag.AlignVCenter
        )
        row.addWidget(self._label, 0, bottom)
        row.addStretch(1)
        row.addWidget(self._value, 0, bottom)
        row.addWidget(self._suffix, 0, bottom)
        self.set_value(value, suffix=suffix, tone=tone, suffix_tone=suffix_tone)

    def set_value(
        self,
        value: str,
        *,
        suffix: str = "",
        tone: str = "text",
        suffix_tone: str = "text",
        tip: str = "",
    ) -> None:
        """Show another value; ``tip`` says how it was counted."""
        self._value.setText(value)
        self._value.set_tone(tone)
        self._suffix.setText(suffix)
        self._suffix.set_tone(suffix_tone)
        self._suffix.setVisible(bool(suffix))
        if tip:
            self.setToolTip(tip)
        self.setAccessibleName(f"{self._label.text()}: {value} {suffix}".strip())

    def value(self) -> str:
        """Return the value without its suffix."""
        return self._value.text()
