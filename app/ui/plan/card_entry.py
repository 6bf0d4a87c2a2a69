"""A card: one dataset of the file, or what holds for all of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from app.core.planner.editing.card_words import summary
from app.core.planner.editing.dataset_fields import Section
from app.ui import theme
from app.ui.plan.card_head import CardHead
from app.ui.plan.card_keys import KeyList, Look
from app.ui.plan.card_rows import FieldRow, OddRow
from app.ui.widgets.button import IconButton
from app.ui.widgets.chip import Chip
from app.ui.widgets.facts import FactRow
from app.ui.widgets.label import ElidedLabel, Label
from app.ui.widgets.layout_items import items_of
from app.ui.widgets.surface import Card

if TYPE_CHECKING:
    from app.core.export.plan_view import Mark


class EntryCard(Card):
    """One table of the dataset file: its head, what it reads, its keys, its samples.

    Attributes:
        keys: Its keys, and what is typed into them.

    Signals:
        asked: Its samples were clicked.
    """

    asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.head, self.keys = CardHead(), KeyList()
        self.chip = Chip(clickable=True)
        self.chip.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.more_button = IconButton("chevron-down", "", size=22)
        self.source_row = FactRow(self.tr("Source"))
        self._words = ElidedLabel("", "muted", cut=Qt.TextElideMode.ElideRight)
        self._trouble: Label | None = None  # made where there is some: it costs the layout much
        self._tops, self._foot = QVBoxLayout(), QWidget()
        self._section: Section | None = None
        self._marks: tuple[Mark, ...] = ()
        self._folded = False
        self._lay_out()
        self.chip.clicked.connect(self.asked)
        self.more_button.clicked.connect(self.show_more)
        self.head.fold_asked.connect(self._on_fold)

    def _lay_out(self) -> None:
        self.body.setSpacing(theme.px(3))
        foot = QHBoxLayout(self._foot)
        foot.setContentsMargins(0, theme.px(4), 0, 0)
        foot.addWidget(self.chip)
        foot.addStretch(1)
        foot.addWidget(self.more_button)
        self.source_row.setMinimumHeight(theme.px(26))
        self._tops.setSpacing(theme.px(3))
        self._tops.addWidget(self.source_row)
        self.body.addWidget(self.head)
        self.body.addWidget(self._words)
        self.body.addLayout(self._tops)
        self.body.addWidget(self.keys)
        self.body.addWidget(self._foot)
        self._words.hide()

    # ------------------------------------------------------------------------------ showing

    @property
    def rows(self) -> dict[str, FieldRow]:
        """The rows by key; those that are not made yet are made now."""
        self.build()
        return self.keys.rows

    @property
    def odd_rows(self) -> list[OddRow]:
        """The rows of keys that the trainer does not take here."""
        return self.keys.odd_rows

    def section(self) -> Section | None:
        """Return what is shown."""
        return self._section

    def is_built(self) -> bool:
        """Return whether its rows are made, or it does without any as it is folded."""
        return self._folded or self.keys.is_built()

    def build(self) -> None:
        """Make the rows, where they are not there yet."""
        if not self.keys.is_built():
            self.keys.build()
            self._tie()
            self._show_parts()

    def show_section(self, section: Section, look: Look) -> None:
        """Show a table of the file as it is now; what is being typed stays."""
        self._section = section
        movable = section.index is not None and not look.read_only
        self.head.show_title(look.title, renamable=movable and look.project, movable=movable)
        self.setAccessibleName(look.title)
        self._words.setText(summary(section))
        self.keys.show_section(section, look)
        self._tie()
        self._show_parts()

    def show_marks(self, marks: Sequence[Mark]) -> None:
        """Show what is to be said at the keys, and at the head what has no place there."""
        self._marks = tuple(marks)
        self.keys.show_marks(marks)
        shown = [mark for mark in marks if self._folded or not self.keys.has_place(mark)]
        bad = any(mark.grade == "bad" for mark in shown)
        self._say("\n".join(mark.here for mark in shown), bad=bad)

    def show_refusal(self, sentence: str) -> None:
        """Say at the head why it cannot be called so; "" when it can."""
        self.show_marks(self._marks)
        if sentence:
            self._say(sentence, bad=True)

    def _say(self, sentence: str, *, bad: bool) -> None:
        if self._trouble is None and sentence:
            self._trouble = Label("", "bad", "small", wrap=True)
            self.body.insertWidget(1, self._trouble)
        if self._trouble is not None:
            self._trouble.setText(sentence)
            self._trouble.set_tone("bad" if bad else "warn")
            self._trouble.setVisible(bool(sentence))

    def trouble(self) -> str:
        """Return what is said at the head."""
        return "" if self._trouble is None else self._trouble.text()

    def words(self) -> str:
        """Return what a folded card says of itself."""
        return self._words.text()

    def add_on_top(self, widget: QWidget) -> None:
        """Put a widget above the keys; it is folded with them."""
        self._tops.addWidget(widget)
        self._show_parts()

    def _tie(self) -> None:
        """Let Tab walk the controls as they stand."""
        before: QWidget = self.head
        for control in (*self.keys.controls(), self.chip, self.more_button):
            QWidget.setTabOrder(before, control)
            before = control

    # ------------------------------------------------------------------------ folded and more

    def set_folded(self, *, folded: bool) -> None:
        """Fold it to its head and a line, or unfold it; its rows are made when they are wanted."""
        if folded != self._folded:
            self._folded = folded
            self.show_marks(self._marks)
            self._show_parts()

    def folded(self) -> bool:
        """Return whether it is folded."""
        return self._folded

    def _on_fold(self) -> None:
        self.set_folded(folded=not self._folded)
        if not self._folded:
            self.build()

    def show_more(self) -> None:
        """Show the rare keys, or hide them."""
        self.keys.show_more()
        self.show_marks(self._marks)
        self._tie()
        self._show_parts()

    def _show_parts(self) -> None:
        open_, unfolded = self.keys.more_open(), not self._folded
        general = self._section is not None and self._section.kind is None
        self.head.show_folded(folded=self._folded)
        self._words.setVisible(self._folded)
        self.keys.setVisible(unfolded)
        self._foot.setVisible(not general)
        for item in items_of(self._tops):
            top = item.widget()
            if top is not None:
                top.setVisible(unfolded and not general)
        self.more_button.setVisible(unfolded)
        self.more_button.set_icon("chevron-up" if open_ else "chevron-down")
        self.more_button.set_name(self.tr("Fewer keys") if open_ else self.tr("More keys"))
