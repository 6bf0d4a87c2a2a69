"""What is to be said of a recipe, each with what cures it in one click."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.ui import theme
from app.ui.widgets.button import Button
from app.ui.widgets.chip import Chip
from app.ui.widgets.label import Label
from app.ui.widgets.painting import box

if TYPE_CHECKING:
    from app.core.training.recipe.warning import Warning_

_FEW = 3


class WarningNote(QWidget):
    """A sentence in the colour of its grade.

    Signals:
        cured: What cures it is wanted.
    """

    cured = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.warning: Warning_ | None = None
        self._sentence = Label("", role="small", wrap=True)
        self._sentence.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.cure = Chip("", clickable=True)
        self.cure.clicked.connect(self.cured)
        column = QVBoxLayout(self)
        column.setContentsMargins(*(theme.px(n) for n in (10, 6, 8, 7)))
        column.setSpacing(theme.px(5))
        column.addWidget(self._sentence)
        column.addWidget(self.cure, 0, Qt.AlignmentFlag.AlignLeft)

    def show_warning(self, warning: Warning_, *, may_cure: bool) -> None:
        """Show another one."""
        self.warning = warning
        self._sentence.setText(warning.sentence)
        self._sentence.set_tone(warning.grade)
        self.cure.set_state(warning.label, "accent")
        self.cure.setVisible(may_cure and warning.curable)
        self.cure.setToolTip(_changes(warning))
        self.setAccessibleName(warning.sentence)
        self.update()

    def sentence(self) -> str:
        """Return what it says."""
        return self._sentence.text()

    def paintEvent(self, _event: QPaintEvent) -> None:
        if self.warning is None:
            return
        grade = self.warning.grade
        fill, edge = (theme.tone_color(grade, part) for part in ("fill", "edge"))
        with QPainter(self) as painter:
            box(painter, QRectF(self.rect()), fill=fill, edge=edge, radius=9)


class WarningList(QWidget):
    """The worst few of them; the others behind a button.

    Signals:
        cured: The warning whose cure is wanted.
    """

    cured = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._found: tuple[Warning_, ...] = ()
        self._may_cure = self._all = False
        self.notes: list[WarningNote] = []
        self.more_button = Button("", "quiet")
        self.more_button.clicked.connect(self._on_more)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(theme.px(6))
        self._column.addWidget(self.more_button, 0, Qt.AlignmentFlag.AlignLeft)
        self.hide()

    def show_warnings(self, found: Sequence[Warning_], *, may_cure: bool) -> None:
        """Show what is to be said; nothing is there where that is nothing."""
        if (tuple(found), may_cure) != (self._found, self._may_cure):
            self._found, self._may_cure = tuple(found), may_cure
            self._show()

    def sentences(self) -> list[str]:
        """Return what is readable now."""
        return [note.sentence() for note in self.notes if not note.isHidden()]

    def _show(self) -> None:
        few = _FEW if len(self._found) > _FEW + 1 else _FEW + 1
        shown = self._found if self._all else self._found[:few]
        while len(self.notes) < len(shown):
            note = WarningNote()
            note.cured.connect(self._on_cured)
            self._column.insertWidget(len(self.notes), note)
            self.notes.append(note)
        for note, warning in zip(self.notes, shown, strict=False):
            note.show_warning(warning, may_cure=self._may_cure)
            note.show()
        for note in self.notes[len(shown) :]:
            note.hide()
        rest = len(self._found) - few
        more = self.tr("{:,} more").format(rest)
        self.more_button.setText(self.tr("Fewer") if self._all else more)
        self.more_button.setVisible(rest > 0)
        self.setVisible(bool(self._found))

    def _on_more(self) -> None:
        self._all = not self._all
        self._show()

    def _on_cured(self) -> None:
        note = self.sender()
        if isinstance(note, WarningNote) and note.warning is not None:
            self.cured.emit(note.warning)


def _changes(warning: Warning_) -> str:
    """Return what a cure does to the command line, or to the file of sample prompts."""
    from app.core.captions.text import one_line
    from app.core.training.recipe.options import every_option
    from app.core.training.recipe.values import tokens_of

    lines = [
        f"{one_line(each.text)} --w {each.width} --h {each.height} --f {each.frames}"
        for each in warning.prompts
    ]
    for key, value in (warning.cure or {}).items():
        option = every_option()[key]
        if value is None or value is False:
            lines.append(f"− {option.flag}")
        elif option.ours and value == "":
            lines.append(f"+ {option.flag} …")
        else:
            lines.append(f"+ {' '.join(tokens_of(option, value))}")
    return "\n".join(lines)
