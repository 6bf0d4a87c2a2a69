"""A person's own command line, pasted: what was understood of it, what not, and what it changes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from app.core.amounts import counted
from app.core.training.recipe.comparing import Difference, differences
from app.core.training.recipe.showing import shown_text
from app.ui import theme
from app.ui.widgets.choices import CheckBox
from app.ui.widgets.clearing import clear
from app.ui.widgets.dialog import Dialog
from app.ui.widgets.fields import PlainTextEdit
from app.ui.widgets.label import ElidedLabel, Label, SectionHead
from app.ui.widgets.surface import ScrollPane

if TYPE_CHECKING:
    from app.core.training.commands.reading import Reading, Unread
    from app.core.training.recipe.training_recipe import TrainingRecipe

_SIZE = (860, 720)  # px at zoom 1
_READ_AFTER_MS = 150
_LONGEST = 50_000  # letters: the longest files of commands have some thousands
_MOST = 400  # lines of a list; who pasted a book sees how many more there are
_SHELLS = {"cmd": "cmd (.bat)", "powershell": "PowerShell", "bash": "bash"}


class PasteDialog(Dialog):
    """Accepted, what was understood is to be the recipe.

    Args:
        window: Whose dialog it is.
        recipe: As it is now.

    Attributes:
        reading: What was understood last; None where there is no text.
    """

    def __init__(self, window: QWidget, recipe: TrainingRecipe) -> None:
        super().__init__(window, window.tr("Paste a command line"), window.tr(
            "A .bat file, a shell script or a line of cmd, PowerShell or bash. Its options become "
            "the recipe; paths stay those of the project."
        ))  # fmt: skip
        self._recipe = recipe
        self.reading: Reading | None = None
        self.text = PlainTextEdit(
            name=self.tr("Command line"),
            placeholder="accelerate launch … wan_train_network.py --task t2v-14B …",
            role="code",
            lines=9,
            least=4,
        )
        self._said = Label("", "muted", wrap=True)
        self.keep = CheckBox(self.tr("Keep what the text does not say"))
        self.keep.setToolTip(
            self.tr("Else options that it does not give are taken out of the recipe")
        )
        self._touched = False  # by a person
        self._lists = QWidget()
        self._column = QVBoxLayout(self._lists)
        self._column.setContentsMargins(0, 0, theme.px(8), 0)
        self._column.setSpacing(theme.px(6))
        self._later = QTimer(self, singleShot=True, interval=_READ_AFTER_MS)
        self._later.timeout.connect(self.read)
        self.body.addWidget(self.text)
        row = QHBoxLayout()
        row.addWidget(self._said, 1)
        row.addWidget(self.keep)
        self.body.addLayout(row)
        self.body.addWidget(ScrollPane(self._lists), 1)
        self.fill()
        self.add_button(self.tr("Cancel"), result=QDialog.DialogCode.Rejected.value)
        accept = QDialog.DialogCode.Accepted.value
        self.use_button = self.add_button(self.tr("Use these options"), "primary", result=accept)
        self.resize(theme.px(_SIZE[0]), theme.px(_SIZE[1]))
        self.text.textChanged.connect(self._later.start)
        self.keep.clicked.connect(self._on_keep)
        self._begin()
        self.text.setFocus()

    def _begin(self) -> None:
        """Take what is in the clipboard, if that is a command line of the trainer."""
        held = QGuiApplication.clipboard().text()
        if "--" in held and ("train_network" in held or "cache_" in held):
            self.text.setPlainText(held)
        self.read()

    # ------------------------------------------------------------------------------- reading

    def read(self) -> None:
        """Read what stands there now, and say what it would change."""
        from app.core.training.commands.reading import read_commands

        self._later.stop()
        text = self.text.toPlainText()
        long = len(text) > _LONGEST
        self.reading = read_commands(text) if text.strip() and not long else None
        clear(self._column)
        if self.reading is None:
            why = self.tr("This is too long for command lines: paste only those.")
            self._said.setText(why if long else "")
            self.use_button.setEnabled(False)
            return
        if not self._touched:
            self.keep.setChecked(not self.reading.whole)
        reading, changes = self.reading, self.changes()
        self.use_button.setEnabled(bool(reading.scripts) and bool(changes))
        self._said.setText(self._summary(reading, changes))
        lost = [each for each in reading.unread if not each.meant]
        if lost:
            self._list_unread(self.tr("Not understood"), lost, "bad")
        self._list_changes(changes)
        self._list_filled(reading)
        meant = [each for each in reading.unread if each.meant]
        if meant:
            self._list_unread(self.tr("Left out, and not needed"), meant, "muted")
        self._column.addStretch(1)

    def _on_keep(self) -> None:
        self._touched = True
        self.read()

    def recipe(self) -> TrainingRecipe:
        """Return the recipe with what was understood."""
        if self.reading is None:
            return self._recipe
        return self.reading.onto(self._recipe, keep=self.keep.isChecked())

    def changes(self) -> tuple[Difference, ...]:
        """Return what would be another in the recipe."""
        found = differences(self._recipe.values, self.recipe().values)
        return tuple(each for each in found if not each.option.ours)

    def _summary(self, reading: Reading, changes: Sequence[Difference]) -> str:
        if not reading.scripts:
            return self.tr("No option of wan_train_network.py or its caching scripts was found.")
        said = self.tr("Read as {}: {} understood. The recipe would change in {}.")
        return said.format(
            _SHELLS[reading.shell],
            counted(len(reading.values), "option"),
            counted(len(changes), "option"),
        )

    # --------------------------------------------------------------------------------- lists

    def _grid(self, title: str) -> QGridLayout:
        self._column.addWidget(SectionHead(title))
        part = QWidget()
        grid = QGridLayout(part)
        grid.setContentsMargins(0, 0, 0, theme.px(8))
        grid.setHorizontalSpacing(theme.px(12))
        grid.setVerticalSpacing(theme.px(4))
        self._column.addWidget(part)
        return grid

    def _list_unread(self, title: str, found: Sequence[Unread], tone: str) -> None:
        grid = self._grid(f"{title} ({len(found):,})")
        grid.setColumnStretch(0, 2)
        grid.setColumnStretch(1, 3)
        for row, each in enumerate(found[:_MOST]):
            words = ElidedLabel(each.text, tone, "code", cut=Qt.TextElideMode.ElideRight)
            grid.addWidget(words, row, 0)
            grid.addWidget(Label(each.why, "muted", "small", wrap=True), row, 1)

    def _list_changes(self, changes: Sequence[Difference]) -> None:
        if not changes:
            return
        grid = self._grid(self.tr("The recipe would change ({:,})").format(len(changes)))
        for column, stretch in enumerate((4, 3, 0, 3)):
            grid.setColumnStretch(column, stretch)
        for row, each in enumerate(changes[:_MOST]):
            cells = (
                ElidedLabel(each.key.partition(".")[2], "text", "code"),
                ElidedLabel(self._value(each.was), "muted", "small"),
                Label("→", "dim", "small"),
                ElidedLabel(self._value(each.now), "accent", "small"),
            )
            for column, cell in enumerate(cells):
                grid.addWidget(cell, row, column)

    def _value(self, value: object) -> str:
        return self.tr("not given") if value is None else shown_text(value)

    def _list_filled(self, reading: Reading) -> None:
        """List paths and names, which are not taken over."""
        if not reading.filled:
            return
        title = self.tr("Filled in by Rushes instead ({:,})").format(len(reading.filled))
        grid = self._grid(title)
        grid.setColumnStretch(1, 1)
        for row, (key, value) in enumerate(reading.filled.items()):
            grid.addWidget(Label(f"--{key.partition('.')[2]}", "muted", "code"), row, 0)
            grid.addWidget(ElidedLabel(value, "dim", "code"), row, 1)
