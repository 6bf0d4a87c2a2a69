"""All commands with their keys: to look at, to search, and to change."""

from __future__ import annotations

from itertools import groupby

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QDialog, QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from app.core.keymap import Keymap
from app.core.language import tr
from app.ui import theme
from app.ui.actions import COMMANDS, keys
from app.ui.command import Command
from app.ui.key_row import KeyRow
from app.ui.preferences import PreferenceStore
from app.ui.widgets.button import Button
from app.ui.widgets.button import key_text as cap
from app.ui.widgets.dialog import Dialog
from app.ui.widgets.fields import SearchField
from app.ui.widgets.label import Label, SectionHead
from app.ui.widgets.notice import Notice

_COLUMNS = 3
_WIDTH, _HEIGHT = 1280, 760
_BY_ID = {command.id: command for command in COMMANDS}


class KeysDialog(Dialog):
    """Every command, by group, with its keys; a click on a key waits for another one.

    It may stay open beside the window, while the keys are tried there.
    """

    def __init__(self, parent: QWidget, preferences: PreferenceStore) -> None:
        super().__init__(
            parent,
            parent.tr("Keys"),
            parent.tr(
                "Click a key, or press Enter on it, and then the one you like better. Delete takes "
                "a key away, Escape leaves it. In a text field single keys are letters."
            ),
        )
        self.setModal(False)
        self._preferences = preferences
        self._wanted: tuple[str, str, str] | None = None  # command, key, the key it comes for
        self.search = SearchField(self.tr("Search commands and keys"))
        self.search.textChanged.connect(self._filter)
        self.search.installEventFilter(self)
        self.search.left.connect(self.reject)  # the Escape of an empty one is the dialog's
        self.notice = Notice(closable=False)
        self.notice.acted.connect(self._take)
        self.notice.hide()
        self.rows: dict[str, KeyRow] = {}
        self._groups: list[tuple[QWidget, list[KeyRow]]] = []
        self._nothing = Label(self.tr("No command is called so."), "muted")
        self._nothing.hide()
        self.body.addWidget(self.search)
        self.body.addWidget(self._nothing)
        self.body.addWidget(self._sheet(), 1)
        self.fill()
        self.body.addWidget(self.notice)
        self.reset_all = Button(self.tr("Reset all"), "quiet", icon="undo")
        self.reset_all.setToolTip(self.tr("Give every command the program's own keys again"))
        self.reset_all.clicked.connect(self._on_reset_all)
        self.add_left(self.reset_all)
        self.add_button(self.tr("Close"), "primary", result=QDialog.DialogCode.Accepted.value)
        keys().changed.connect(self._show)
        self._show()
        room = parent.window().size()
        wide = min(theme.px(_WIDTH), room.width() - theme.px(40))
        self.resize(wide, min(theme.px(_HEIGHT), room.height() - theme.px(40)))
        self.search.setFocus()

    # --------------------------------------------------------------------------------- building

    def _sheet(self) -> QScrollArea:
        columns = [QVBoxLayout() for _ in range(_COLUMNS)]
        heights = [0] * _COLUMNS
        for name, commands in groupby(COMMANDS, lambda command: command.group):
            group, number = self._group(tr(name), list(commands))
            place = heights.index(min(heights))
            heights[place] += number + 2
            columns[place].addWidget(group)
        inner = QWidget()
        row = QHBoxLayout(inner)
        row.setContentsMargins(0, 0, theme.px(12), 0)
        row.setSpacing(theme.px(24))
        for column in columns:
            column.setSpacing(theme.px(14))
            column.addStretch(1)
            row.addLayout(column, 1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(inner)
        self._area = area
        return area

    def _group(self, name: str, commands: list[Command]) -> tuple[QWidget, int]:
        group = QWidget()
        column = QVBoxLayout(group)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(2))
        column.addWidget(SectionHead(name))
        rows = []
        for command in commands:
            row = KeyRow(command)
            row.recorded.connect(self._on_recorded)
            row.removed.connect(self._on_removed)
            row.refused.connect(self._on_refused)
            row.reset_asked.connect(self._on_reset)
            row.started.connect(self.notice.hide)
            row.focused.connect(self._bring_into_view)
            row.stepped.connect(self._on_stepped)
            column.addWidget(row)
            self.rows[command.id] = row
            rows.append(row)
        self._groups.append((group, rows))
        return group, len(rows)

    # ---------------------------------------------------------------------------------- showing

    def _show(self) -> None:
        keymap = keys().keymap
        for command, row in self.rows.items():
            row.show_keys(keymap.keys(command), changed=keymap.differs(command))
        self.reset_all.setEnabled(any(map(keymap.differs, self.rows)))

    def _filter(self, text: str) -> None:
        words = text.casefold().split()
        found = False
        for group, rows in self._groups:
            for row in rows:
                row.setVisible(all(word in row.searched() for word in words))
            shown = any(not row.isHidden() for row in rows)
            group.setVisible(shown)
            found = found or shown
        self._nothing.setVisible(not found)

    def _bring_into_view(self, row: QWidget) -> None:
        self._area.ensureWidgetVisible(row, 0, theme.px(24))

    def _on_stepped(self, row: KeyRow, step: int) -> None:
        shown = [each for each in self.rows.values() if each.isVisible()]
        place = shown.index(row) + step
        if 0 <= place < len(shown):
            shown[place].take_focus()
        elif place < 0:
            self.search.setFocus()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let Tab and Down go from the search to the keys that were found."""
        if watched is self.search and isinstance(event, QKeyEvent):
            first = next((row for row in self.rows.values() if row.isVisible()), None)
            onward = event.key() in (Qt.Key.Key_Tab, Qt.Key.Key_Down)
            if onward and first is not None and event.type() == QEvent.Type.KeyPress:
                first.take_focus()
                return True
        return super().eventFilter(watched, event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._area.horizontalScrollBar().setValue(0)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.ActivationChange and not self.isActiveWindow():
            for row in self.rows.values():
                row.stop()
        super().changeEvent(event)

    # --------------------------------------------------------------------------------- changing

    def _on_recorded(self, command: str, key: str, instead_of: str) -> None:
        owner = keys().keymap.owner(key)
        if owner is None or owner == command:
            self._keep(keys().keymap.given(command, key, instead_of=instead_of))
            return
        self._wanted = command, key, instead_of
        name = _name(owner)
        sentence = self.tr('{} is the key of "{}".').format(_said(key), name)
        self._say(sentence, action=self.tr('Take it from "{}"').format(name))
        self.notice.focus_action()

    def _take(self) -> None:
        self.notice.hide()
        if self._wanted is not None:
            command, key, instead_of = self._wanted
            self._wanted = None
            self._keep(keys().keymap.given(command, key, instead_of=instead_of))
            self.rows[command].take_focus()

    def _on_removed(self, command: str, key: str) -> None:
        self.notice.hide()
        self._keep(keys().keymap.without(command, key))

    def _on_refused(self, sentence: str) -> None:
        self._wanted = None
        self._say(sentence)

    def _on_reset(self, command: str) -> None:
        self.notice.hide()
        self._keep(keys().keymap.reset(command))

    def _on_reset_all(self) -> None:
        self.notice.hide()
        self._keep(keys().keymap.reset_all())

    def _keep(self, keymap: Keymap) -> None:
        self._preferences.change(keys=dict(keymap.changed))

    def _say(self, sentence: str, *, action: str = "") -> None:
        self.notice.say(sentence, "warn", action=action)
        self.notice.show()


def _name(command: str) -> str:
    return tr(_BY_ID[command].text).rstrip("…")


def _said(key: str) -> str:
    return cap(QKeySequence(key))
