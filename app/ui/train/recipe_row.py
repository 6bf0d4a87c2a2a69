"""One preset of the list: what it is for; opened, its hints and what it would change."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QHBoxLayout,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from app.ui import theme
from app.ui.widgets.button import Button, IconButton
from app.ui.widgets.chip import Chip
from app.ui.widgets.label import Label
from app.ui.widgets.painting import box, hovered
from app.ui.widgets.ringed import Ringed

if TYPE_CHECKING:
    from app.core.training.recipe.presets import Preset

_STEPS = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}


class PresetRow(Ringed, QAbstractButton):
    """A preset; a click or Enter opens it, and in it stands the button that takes it.

    Signals:
        wanted: It is to be taken.
        rename_asked: It is to be called otherwise.
        remove_asked: It is to go.
        walked: Up (-1) or Down (1) was pressed on it.
    """

    wanted = Signal()
    rename_asked = Signal()
    remove_asked = Signal()
    walked = Signal(int)

    def __init__(self, preset: Preset, *, is_base: bool, may_change: bool) -> None:
        super().__init__()
        self.preset = preset
        self.setCheckable(True)
        # A button is as high as its hint, which is for the width it had; words need that of now.
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName(preset.title)
        self.setAccessibleDescription(preset.purpose)
        self.facts = Label(_facts(preset), "dim", "small", wrap=True)
        self.cost = Label("", "muted", "small", wrap=True)
        self.use_button = Button(self.tr("Use this preset"), "primary", icon="check")
        self._detail = QWidget()
        self._lay_out(is_base=is_base)
        self.use_button.setVisible(may_change)
        self.toggled.connect(self._detail.setVisible)
        self.use_button.clicked.connect(self.wanted)

    def _lay_out(self, *, is_base: bool) -> None:
        preset = self.preset
        head = QHBoxLayout()
        head.setSpacing(theme.px(6))
        head.addWidget(_through(Label(preset.title, role="strong")), 1)
        if is_base:
            chip = Chip(self.tr("in use"), "accent", mark="check")
            chip.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
            head.addWidget(chip)
        if preset.own:
            for icon, name, signal in (
                ("edit", self.tr("Rename “{}”"), self.rename_asked),
                ("trash", self.tr("Delete “{}”"), self.remove_asked),
            ):
                button = IconButton(icon, name.format(preset.title), size=24)
                button.clicked.connect(signal)
                head.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(*(theme.px(n) for n in (12, 9, 12, 10)))
        column.setSpacing(theme.px(4))
        column.addLayout(head)
        if preset.purpose:
            column.addWidget(_through(Label(preset.purpose, "muted", wrap=True)))
        column.addWidget(_through(self.facts))
        inside = QVBoxLayout(self._detail)
        inside.setContentsMargins(0, theme.px(4), 0, 0)
        inside.setSpacing(theme.px(6))
        for hint in preset.hints:
            inside.addWidget(_through(Label(f"· {hint}", "muted", "small", wrap=True)))
        inside.addWidget(_through(self.cost))
        inside.addWidget(self.use_button, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self._detail)
        self.cost.hide()
        self._detail.hide()

    def show_cost(self, words: str, tone: str) -> None:
        """Show what it would take with the plan there is; "" where nothing is known."""
        self.cost.setText(words)
        self.cost.set_tone(tone)
        self.cost.setVisible(bool(words))

    def sizeHint(self) -> QSize:
        return self._wanted()

    def minimumSizeHint(self) -> QSize:
        return self._wanted()

    def _wanted(self) -> QSize:
        layout = self.layout()
        width = max(self.width(), theme.px(200))
        return QSize(theme.px(200), layout.totalHeightForWidth(width) if layout else 0)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        layout = self.layout()
        return layout.totalHeightForWidth(width) if layout else 0

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if key in _STEPS:
            self.walked.emit(_STEPS[key])
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.isChecked():
            if self.use_button.isVisible():
                self.wanted.emit()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.setChecked(True)
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        where = QRectF(self.rect())
        fill = "hover" if hovered(self) and not self.isChecked() else "surface"
        edge = "accent" if self.ring else "line_strong" if self.isChecked() else "line"
        with QPainter(self) as painter:
            box(painter, where, fill=theme.color(fill), edge=theme.color(edge), radius=8)


def _through(widget: Label) -> Label:
    """Let clicks on words be clicks on the row."""
    widget.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
    return widget


def _facts(preset: Preset) -> str:
    """Return what a preset sets, in a line: ``t2v-14B · rank 32 · 5e-5 · swap 10 · 50 epochs``."""
    from app.core.training.recipe.showing import shown_text

    translate = QCoreApplication.translate
    values = preset.recipe.values

    def said(key: str, words: str) -> str:
        return words.format(shown_text(values[f"train.{key}"])) if f"train.{key}" in values else ""

    parts = (
        said("task", "{}"),
        said("network_dim", translate("PresetRow", "rank {}")),
        said("learning_rate", "{}"),
        said("blocks_to_swap", translate("PresetRow", "swap {}")),
        said("max_train_epochs", translate("PresetRow", "{} epochs")),
        said("max_train_steps", translate("PresetRow", "{} steps")),
    )
    return " · ".join(part for part in parts if part)
