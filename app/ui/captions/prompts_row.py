"""A sample prompt as a row of the table: its words, its numbers, what it shall not show."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import cast

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFocusEvent, QMouseEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.core.amounts import counted
from app.core.captions.prompt_fields import NUMBERS, Number, field_text, made
from app.core.captions.prompt_remarks import remarks
from app.core.errors import PromptError
from app.core.language import enumerated, noted, tr
from app.core.library.model import Prompt
from app.ui import theme
from app.ui.captions.prompts_editing import PromptEditing
from app.ui.captions.prompts_text import PromptText
from app.ui.plan.values import ValueEdit
from app.ui.widgets.button import IconButton
from app.ui.widgets.chip import Chip
from app.ui.widgets.fields import set_wrong
from app.ui.widgets.flow import FlowLayout
from app.ui.widgets.label import Label
from app.ui.widgets.surface import Card

_RATE = 16  # frames per second of what Wan makes
_TEXTS: dict[Number, tuple[str, str, str, int]] = {  # label, if empty, what it does, width in px
    "width": (noted("Width"), "", noted("Pixels; the trainer makes whole steps of 16."), 66),
    "height": (noted("Height"), "", noted("Pixels; the trainer makes whole steps of 16."), 66),
    "frames": (
        noted("Frames"),
        "",
        noted("4n + 1; 1 makes a picture. Wan makes 16 frames a second."),
        66,
    ),
    "steps": (
        noted("Steps"),
        "",
        noted("Steps of the sampler: more take longer and look cleaner."),
        60,
    ),
    "seed": (
        noted("Seed"),
        "",
        noted("The same seed in every epoch: what changes is what was learned."),
        104,
    ),
    "cfg_scale": (
        noted("Guidance"),
        noted("trainer's"),
        noted(
            "How closely the words are followed (--l). 1.0 halves the time and takes no notice of "
            "the negative prompt; empty leaves the trainer's own, 5.0 for Wan 2.1."
        ),
        84,
    ),
    "flow_shift": (
        noted("Flow shift"),
        noted("trainer's"),
        noted(
            "Of the sampler (--fs): 3.0 for small sizes, 5.0 for large ones; 12.0 for Wan 2.2 T2V."
        ),
        84,
    ),
}


class _Number(ValueEdit):
    """A number of a prompt: as wide as it needs, and tells when it gets the keys."""

    def __init__(self, number: Number, entered: Callable[[], object]) -> None:
        label, empty, tip, self._width = _TEXTS[number]
        super().__init__(name=tr(label))
        self._entered = entered
        self.setPlaceholderText(tr(empty))
        self.setToolTip(tr(tip))
        self.setObjectName(number)
        self.setAlignment(Qt.AlignmentFlag.AlignLeft)

    def sizeHint(self) -> QSize:
        return QSize(theme.px(self._width), super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._entered()


class PromptRow(Card):
    """One prompt. Clicking it or typing in it chooses it."""

    def __init__(self, editing: PromptEditing, prompt: Prompt) -> None:
        super().__init__()
        self._editing, self._prompt = editing, prompt
        self._number = Label("", "dim", "strong")
        self._trigger = Chip("", "accent")
        self._made = Label("", "dim", "small")
        self._made.setToolTip(
            self.tr(
                "What the trainer makes. Its files play at 24 frames a second, half as fast again "
                "as Wan's 16."
            )
        )
        self.text = PromptText(
            editing, "text", name=self.tr("Prompt"),
            placeholder=self.tr("What shall the trainer show after each epoch?"), lines=3,
        )  # fmt: skip
        self.numbers = {number: _Number(number, self._choose) for number in NUMBERS}
        self.negative = PromptText(
            editing, "negative", name=self.tr("Negative prompt"),
            placeholder=self.tr("Nothing written: the trainer's own negative prompt"), lines=1,
        )  # fmt: skip
        self._error = Label("", "bad", "small", wrap=True)
        self._remarks = Label("", "warn", "small", wrap=True)
        self._wrong: dict[Number, str] = {}
        self._lay_out()
        for edit in self.numbers.values():
            edit.committed.connect(self._on_typed)
        for text in (self.text, self.negative):
            text.entered.connect(self._choose)

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(theme.px(8))
        for widget in (self._number, self._trigger, self._made):
            head.addWidget(widget)
        head.addStretch(1)
        self.tools = [
            self._tool("chevron-up", self.tr("Move up"), partial(self._editing.move, -1)),
            self._tool("chevron-down", self.tr("Move down"), partial(self._editing.move, 1)),
            self._tool("copy", self.tr("Duplicate"), self._editing.duplicate),
            self._tool("trash", self.tr("Remove"), self._editing.remove),
        ]
        for tool in self.tools:
            head.addWidget(tool)
        flow = QWidget()
        numbers = FlowLayout(flow, gap=10, line_gap=6)
        for number, edit in self.numbers.items():
            numbers.addWidget(_labelled(tr(_TEXTS[number][0]), edit))
        self.body.addLayout(head)
        self.body.addWidget(self.text)
        self.body.addWidget(flow)
        self.body.addWidget(_labelled(self.tr("Negative"), self.negative))
        self.body.addWidget(self._error)
        self.body.addWidget(self._remarks)

    def _tool(self, icon: str, name: str, act: Callable[[], object]) -> IconButton:
        button = IconButton(icon, name, size=26)
        button.clicked.connect(self._choose)
        button.clicked.connect(partial(_call, act))
        return button

    def prompt(self) -> Prompt:
        """Return the prompt as it was shown last."""
        return self._prompt

    def show_prompt(self, prompt: Prompt, place: int, number: int) -> None:
        """Show a prompt as it is now; what is being typed stays.

        Args:
            prompt: The same one as before.
            place: In the table, from 0.
            number: How many prompts there are.
        """
        self._prompt = prompt
        self._number.setText(f"{place + 1}")
        self.setAccessibleName(self.tr("Sample prompt {}").format(place + 1))
        self._trigger.set_state(self._editing.trigger, "accent")
        self._trigger.setVisible(bool(self._editing.trigger))
        self._trigger.setToolTip(self.tr("Begins the prompt in the trainer's file"))
        self.text.show_row(prompt)
        self.negative.show_row(prompt)
        may = not self._editing.read_only
        for field, edit in self.numbers.items():
            edit.setReadOnly(not may)
            if edit.show_value(field_text(prompt, field)):
                self._set_wrong(field, "")
        for tool, on in zip(self.tools, (place > 0, place + 1 < number, True, True), strict=True):
            tool.setEnabled(may and on)
        size = made(prompt)
        words = [f"{size.width} × {size.height}", counted(size.frames, "frame")]
        if size.frames > 1:
            words.append(self.tr("{} s").format(f"{size.frames / _RATE:.1f}"))
        self._made.setText(enumerated(words))
        said = remarks(prompt, self._editing.trigger)
        self._remarks.setText("\n".join(said))
        self._remarks.setVisible(bool(said))

    def keep(self) -> None:
        """Keep what is being typed; numbers only where they make sense.

        Raises:
            ProjectError: It could not be written.
        """
        self.text.keep()
        self.negative.keep()
        for field, edit in self.numbers.items():
            if edit.text() != edit.shown():
                self._take(field, edit)

    def begin(self) -> None:
        """Put the cursor behind the last word."""
        self.text.setFocus(Qt.FocusReason.OtherFocusReason)
        self.text.moveCursor(self.text.textCursor().MoveOperation.End)

    def _on_typed(self, _text: str) -> None:
        edit = cast("ValueEdit", self.sender())
        self._take(cast("Number", edit.objectName()), edit)

    def _take(self, field: Number, edit: ValueEdit) -> None:
        try:
            self._editing.set_field(self._prompt.id, field, edit.text())
        except PromptError as error:
            self._set_wrong(field, str(error))
            return
        self._set_wrong(field, "")
        edit.setText(edit.shown())

    def _set_wrong(self, field: Number, sentence: str) -> None:
        self._wrong[field] = sentence
        set_wrong(self.numbers[field], bool(sentence))
        self.numbers[field].setAccessibleDescription(sentence)
        self.numbers[field].update()
        said = list(dict.fromkeys(filter(None, self._wrong.values())))
        self._error.setText("\n".join(said))
        self._error.setVisible(bool(said))

    def error(self) -> str:
        """Return the sentences on what is wrong."""
        return self._error.text()

    def remark(self) -> str:
        """Return what there is to mind."""
        return self._remarks.text()

    def made_words(self) -> str:
        """Return what is made, in words."""
        return self._made.text()

    def _choose(self) -> None:
        self._editing.choose(self._prompt.id)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._choose()
        super().mousePressEvent(event)


def _call(act: Callable[[], object], _checked: bool = False) -> None:
    act()


def _labelled(label: str, control: QWidget) -> QWidget:
    """Return a control under its label."""
    whole = QWidget()
    column = QVBoxLayout(whole)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(theme.px(3))
    name = Label(label, "dim", "small")
    name.setBuddy(control)
    column.addWidget(name)
    column.addWidget(control)
    return whole
