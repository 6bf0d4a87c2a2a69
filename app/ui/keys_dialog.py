"""The list of all keys."""

from __future__ import annotations

from itertools import groupby

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QDialog, QGridLayout, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from app.ui import theme
from app.ui.actions import COMMANDS, Command, translated
from app.ui.widgets.button import KeyCap
from app.ui.widgets.dialog import Dialog
from app.ui.widgets.label import Label, SectionHead

_COLUMNS = 3


class KeysDialog(Dialog):
    """Every command that has a key, by group."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(
            parent,
            parent.tr("Keys"),
            parent.tr("Single keys work everywhere but in a text field; there they are letters."),
        )
        self.setMinimumWidth(theme.px(900))
        grid = QHBoxLayout()
        grid.setSpacing(theme.px(40))
        columns = [QVBoxLayout() for _ in range(_COLUMNS)]
        groups = [(name, list(group)) for name, group in groupby(_with_keys(), _group)]
        heights = [0] * _COLUMNS
        for name, commands in groups:
            place = heights.index(min(heights))
            heights[place] += len(commands) + 2
            head = SectionHead(translated(name))
            head.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
            columns[place].addWidget(head)
            columns[place].addSpacing(theme.px(2))
            columns[place].addLayout(_rows(commands))
            columns[place].addSpacing(theme.px(16))
        for column in columns:
            column.setSpacing(theme.px(6))  # else it is that of the columns
            column.addStretch(1)
            grid.addLayout(column, 1)
        self.body.addLayout(grid)
        self.add_button(self.tr("Close"), "primary", result=QDialog.DialogCode.Accepted.value)


def _with_keys() -> list[Command]:
    return [command for command in COMMANDS if command.keys]


def _group(command: Command) -> str:
    return command.group


def _rows(commands: list[Command]) -> QGridLayout:
    grid = QGridLayout()
    grid.setHorizontalSpacing(theme.px(16))
    grid.setVerticalSpacing(theme.px(6))
    for row, command in enumerate(commands):
        caps = QHBoxLayout()
        caps.setSpacing(theme.px(4))
        for key in command.keys[:1]:
            caps.addWidget(KeyCap(QKeySequence(key)))
        caps.addStretch()
        grid.addLayout(caps, row, 0, Qt.AlignmentFlag.AlignLeft)
        grid.addWidget(Label(translated(command.text).rstrip("…"), "muted"), row, 1)
    grid.setColumnStretch(1, 1)
    return grid
