"""One recipe of the list: what it is for, what it would give; opened, all there is to know."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QHBoxLayout,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from app.core.export.rate_fit import rate_words
from app.core.language import noted, tr
from app.ui import theme
from app.ui.widgets.button import Button, IconButton
from app.ui.widgets.choices import CheckBox
from app.ui.widgets.label import Label
from app.ui.widgets.painting import box, hovered
from app.ui.widgets.ringed import Ringed

if TYPE_CHECKING:
    from fractions import Fraction

    from app.core.export.recipe_trial import Outcome
    from app.core.export.recipes import Recipe

_TIP = noted(
    "Planned with the trainer's own arithmetic from the clips and stills that are picked now. "
    "Memory is that of the heaviest bucket with as many blocks swapped as the recipe has it, time "
    "that of all steps of an epoch; both are estimated."
)


class RecipeRow(Ringed, QAbstractButton):
    """A recipe; a click or Enter opens it, and in it stands the button that puts it.

    Args:
        recipe: It.
        rate: Frames per second of the project's clips; None where that is no matter.

    Signals:
        wanted: It is to be put.
        rated: Whether the clips get its rate is another.
        rename_asked: It is to be called otherwise.
        remove_asked: It is to go.
        walked: Up (-1) or Down (1) was pressed on it.
    """

    wanted = Signal()
    rated = Signal()
    rename_asked = Signal()
    remove_asked = Signal()
    walked = Signal(int)

    def __init__(self, recipe: Recipe, rate: Fraction | None) -> None:
        super().__init__()
        self.recipe = recipe
        self.outcome: Outcome | None = None
        self.setCheckable(True)
        # A button is as high as its hint, which is for the width it had; words need that of now.
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName(tr(recipe.title))
        self.setAccessibleDescription(tr(recipe.purpose))
        self.says = Label(self.tr("Planning…"), "dim", "small", wrap=True)
        self.use_button = Button(self.tr("Use this recipe"), "primary", icon="check")
        self.rate_box = CheckBox("", checked=True)
        self._notes = Label("", "warn", "small", wrap=True)
        self._detail = QWidget()
        self._lay_out(rate)
        self.toggled.connect(self._detail.setVisible)
        self.use_button.clicked.connect(self.wanted)
        self.rate_box.toggled.connect(self.rated)

    def _lay_out(self, rate: Fraction | None) -> None:
        recipe = self.recipe
        head = QHBoxLayout()
        head.setSpacing(theme.px(6))
        head.addWidget(_through(Label(tr(recipe.title), role="strong")), 1)
        if recipe.own:
            for icon, name, signal in (
                ("edit", self.tr("Rename “{}”"), self.rename_asked),
                ("trash", self.tr("Delete “{}”"), self.remove_asked),
            ):
                button = IconButton(icon, name.format(recipe.title), size=24)
                button.clicked.connect(signal)
                head.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(*(theme.px(n) for n in (12, 9, 12, 10)))
        column.setSpacing(theme.px(4))
        column.addLayout(head)
        if recipe.purpose:
            column.addWidget(_through(Label(tr(recipe.purpose), "muted", wrap=True)))
        self.says.setToolTip(tr(_TIP))
        column.addWidget(self.says)
        inside = QVBoxLayout(self._detail)
        inside.setContentsMargins(0, theme.px(4), 0, 0)
        inside.setSpacing(theme.px(6))
        for hint in recipe.hints:
            inside.addWidget(_through(Label(f"· {tr(hint)}", "muted", "small", wrap=True)))
        inside.addWidget(self._notes)
        self._notes.hide()
        if rate is not None and rate != recipe.rate:
            self._ask_rate(inside, rate)
        inside.addWidget(self.use_button, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self._detail)
        self._detail.hide()

    def _ask_rate(self, column: QVBoxLayout, rate: Fraction) -> None:
        wanted = rate_words(self.recipe.rate)
        sentence = self.tr(
            "The clips have {} frames a second and this model learns from {}: with another rate "
            "every clip is counted anew, and exported anew."
        ).format(rate_words(rate), wanted)
        self.rate_box.setText(self.tr("Give the clips {} frames a second").format(wanted))
        self.rate_box.setAccessibleDescription(sentence)
        column.addWidget(_through(Label(sentence, "warn", "small", wrap=True)))
        column.addWidget(self.rate_box)

    @property
    def takes_rate(self) -> bool:
        """Whether the clips are to get the recipe's rate."""
        return self.rate_box.isChecked()

    def show_outcome(self, outcome: Outcome | None, words: str = "") -> None:
        """Show what it would give; None while that is being planned."""
        self.outcome = outcome
        self.use_button.setEnabled(outcome is not None)
        if outcome is None:
            self.says.setText(self.tr("Planning…"))
            self.says.set_tone("dim")
            return
        over = not outcome.fits
        self.says.setText(self.tr("{}: more than the card holds").format(words) if over else words)
        self.says.set_tone("bad" if outcome.trouble else "warn" if over else "text")
        self._notes.setText("\n".join(outcome.notes))
        self._notes.setVisible(bool(outcome.notes))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()), 0)
        if step:
            self.walked.emit(step)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

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

    def paintEvent(self, _event: QPaintEvent) -> None:
        where = QRectF(self.rect())
        fill = "hover" if hovered(self) and not self.isChecked() else "surface"
        edge = "accent" if self.ring else "line_strong" if self.isChecked() else "line"
        with QPainter(self) as painter:
            box(painter, where, fill=theme.color(fill), edge=theme.color(edge), radius=8)


def _through(label: Label) -> Label:
    """Return a label that lets clicks through to what it lies on."""
    label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
    return label
