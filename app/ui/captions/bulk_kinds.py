"""The ways to change many captions: each a few controls, and what becomes of captions."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.core.captions import changing, same
from app.core.captions.rewording import Reword, Rewording, reword, written
from app.core.jobs import Checkpoint, ignore
from app.core.library.captioned import Row
from app.ui import theme
from app.ui.widgets.choices import CheckBox, ComboBox
from app.ui.widgets.fields import Field, LineEdit
from app.ui.widgets.label import Label

if TYPE_CHECKING:
    from app.core.library.edits import Edit

Rewordings = tuple[Rewording, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """What a change would do.

    Attributes:
        rewordings: Returns what becomes of captions; takes its time.
        edit: Returns the edit that does it.
        verb: For the button, with the number of captions in its ``{}``.
    """

    rewordings: Callable[..., Rewordings]
    edit: Callable[[Sequence[Rewording]], Edit]
    verb: str


class Kind(QWidget):
    """One way; ``changed``: its controls say something else."""

    changed = Signal()

    def __init__(self, title: str, sentence: str) -> None:
        super().__init__()
        self.title = title
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(theme.px(10))
        self.column.addWidget(Label(sentence, "muted", wrap=True))

    def plan(self) -> Plan | None:
        """Return what the controls say; None while they say too little."""
        change = self.change()
        if change is None:
            return None
        label = self.title

        def rewordings(rows: Sequence[Row], checkpoint: Checkpoint = ignore) -> Rewordings:
            return reword(rows, change, checkpoint)

        return Plan(rewordings, lambda wanted: written(wanted, label), self.tr("Change {}"))

    def change(self) -> Reword | None:
        """Return what becomes of each caption; None while the controls say too little."""
        raise NotImplementedError

    def begin(self) -> None:
        """Put the focus to where one begins."""


class Fixed(Kind):
    """A way that needs no words about it."""

    def __init__(self, title: str, sentence: str, change: Reword) -> None:
        super().__init__(title, sentence)
        self._change = change

    def change(self) -> Reword:
        """Return what becomes of each caption."""
        return self._change


class Added(Kind):
    """Words in front of captions, or behind them."""

    def __init__(self, title: str, sentence: str, *, front: bool) -> None:
        super().__init__(title, sentence)
        self._front = front
        self.words = LineEdit(
            name=title,
            placeholder=self.tr("Close-up.") if front else self.tr("Static camera."),
        )
        self.as_words = CheckBox(
            self.tr("Part of the first sentence, not one of its own")
            if front
            else self.tr("Part of the last sentence, before its full stop")
        )
        self.empty = CheckBox(self.tr("Captions without words get them too"))
        self.column.addWidget(self.words)
        for box in (self.as_words, self.empty):
            self.column.addWidget(box)
            box.toggled.connect(self.changed)
        self.words.textChanged.connect(self.changed)

    def change(self) -> Reword | None:
        """Return what becomes of each caption."""
        make = changing.prepended if self._front else changing.appended
        text = self.words.text()
        if not text.strip():
            return None
        return make(text, sentence=not self.as_words.isChecked(), empty=self.empty.isChecked())

    def begin(self) -> None:
        """Put the focus to the words."""
        self.words.setFocus()


class Capitals(Kind):
    """Capitals in one of four ways."""

    def __init__(self, title: str, sentence: str, names: Sequence[str]) -> None:
        super().__init__(title, sentence)
        self._ways: tuple[tuple[str, Reword], ...] = (
            (self.tr("The first letter of a caption"), changing.first_capital),
            (self.tr("The first letter of every sentence"), changing.sentence_capitals),
            (self.tr("Sentences: all else small, but names"), changing.sentence_case(names)),
            (self.tr("All small, but names"), changing.lower_case(names)),
        )
        self.way = ComboBox(name=title)
        self.way.addItems([words for words, _ in self._ways])
        self.way.currentIndexChanged.connect(self.changed)
        self.column.addWidget(self.way)
        if not names:
            hint = self.tr("Names are those of the project; see Settings.")
            self.column.addWidget(Label(hint, "dim", "small", wrap=True))

    def change(self) -> Reword:
        """Return what becomes of each caption."""
        return self._ways[self.way.currentIndex()][1]

    def begin(self) -> None:
        """Put the focus to the choice."""
        self.way.setFocus()


class Same(Kind):
    """Captions that say the same: cleared but for one of each, or marked."""

    def __init__(self, title: str, sentence: str) -> None:
        super().__init__(title, sentence)
        self.way = ComboBox(name=title)
        self.way.addItems(
            [self.tr("Clear all but one, the one that is done"), self.tr("Tag all of them")]
        )
        self.tag = LineEdit(self.tr("same words"), name=self.tr("Tag"))
        self.tagged = Field(self.tr("Tag"), self.tag)
        self.tagged.hide()
        self.column.addWidget(self.way)
        self.column.addWidget(self.tagged)
        self.way.currentIndexChanged.connect(self._on_way)
        self.tag.textChanged.connect(self.changed)

    def _on_way(self, place: int) -> None:
        self.tagged.setVisible(place == 1)
        self.changed.emit()

    def plan(self) -> Plan | None:
        """Return what the controls say; None while they say too little."""
        if self.way.currentIndex() == 0:
            label = self.title
            return Plan(_cleared, lambda wanted: written(wanted, label), self.tr("Clear {}"))
        tag = " ".join(self.tag.text().split())
        if not tag:
            return None

        def edit(wanted: Sequence[Rewording]) -> Edit:
            return same.marked([tuple(each.row for each in wanted)], tag)

        return Plan(_alike, edit, self.tr("Tag {}"))

    def begin(self) -> None:
        """Put the focus to the choice."""
        self.way.setFocus()


def _cleared(rows: Sequence[Row], checkpoint: Checkpoint = ignore) -> Rewordings:
    return same.cleared(same.same(rows))


def _alike(rows: Sequence[Row], checkpoint: Checkpoint = ignore) -> Rewordings:
    groups = same.same(rows)
    return tuple(Rewording(row, row.caption) for group in groups for row in group)
