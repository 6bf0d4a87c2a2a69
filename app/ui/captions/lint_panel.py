"""The list of lints at the side: how often each is found; click one to see where, and cure all."""

from __future__ import annotations

from itertools import pairwise

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.core.captions.lint import LINTS, NO_TRIGGER
from app.core.captions.lint_cures import CURES
from app.core.language import tr
from app.ui import theme
from app.ui.captions.entries import Entries
from app.ui.captions.lint_curing import LintCuring
from app.ui.captions.lint_row import LintRow
from app.ui.widgets.button import Button
from app.ui.widgets.label import Label, SectionHead

_PREFIX = "lint:"
_GAP = 30  # ms in which several changes are shown as one


class LintPanel(QWidget):
    """Follows the entries; what is listed is told by whoever owns the filter (`show_filter`)."""

    filter_asked = Signal(str)  # a filter for the list: ``lint:short``; empty for none
    trigger_asked = Signal()  # the project's trigger is to be set

    def __init__(self, entries: Entries, curing: LintCuring) -> None:
        super().__init__()
        self._entries, self._curing = entries, curing
        self._filter = ""
        self.rows = {lint.id: LintRow(lint) for lint in (NO_TRIGGER, *LINTS)}
        self._help = Label("", "muted", "small", wrap=True)
        self.cure = Button("", "raised")
        self.cure.clicked.connect(self._on_cure)
        self._soon = QTimer(self, singleShot=True, interval=_GAP)
        self._soon.timeout.connect(self.refresh)
        self._lay_out()
        self.fold = Button("", "quiet")
        self.fold.setCheckable(True)
        self.fold.toggled.connect(self.refresh)
        self._column.addWidget(self.fold, 0, Qt.AlignmentFlag.AlignLeft)
        for row in self.rows.values():
            row.asked.connect(self._on_asked)
        entries.changed.connect(self._on_changed)
        entries.counter_changed.connect(self.refresh)
        self.refresh()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.head = SectionHead(self.tr("Lints"))
        column.addWidget(self.head)
        column.addSpacing(theme.px(6))
        for row in self.rows.values():
            column.addWidget(row)
        self._more = QWidget()  # under the lint whose captions are listed
        more = QVBoxLayout(self._more)
        more.setContentsMargins(*(theme.px(n) for n in (8, 4, 8, 10)))
        more.setSpacing(theme.px(8))
        more.addWidget(self._help)
        more.addWidget(self.cure)
        self._column = column

    # --------------------------------------------------------------------------------- showing

    @property
    def shown(self) -> str:
        """The lint whose captions are listed; empty where something else is."""
        name = self._filter.strip().removeprefix(_PREFIX)
        return name if self._filter.strip() == f"{_PREFIX}{name}" and name in self.rows else ""

    def show_filter(self, text: str) -> None:
        """Take note of what the list is filtered with."""
        if text != self._filter:
            self._filter = text
            self.refresh()

    def _on_changed(self, _keys: object) -> None:
        if not self._soon.isActive():
            self._soon.start()

    def refresh(self) -> None:
        """Show the counts as they are now."""
        counts, shown = self._entries.counts(), self.shown
        quiet = [name for name in self.rows if not counts[name] and name != shown]
        for name, row in self.rows.items():
            row.show_count(counts[name], chosen=name == shown)
            row.setVisible(name not in quiet or (self.fold.isChecked() and name != NO_TRIGGER.id))
        self._order(quiet)
        self._show_more(shown, counts.get(shown, 0))

    def _order(self, quiet: list[str]) -> None:
        """Let what is found stand first, and what is not behind a button that unfolds it."""
        names = [name for name in self.rows if name not in quiet]
        first = self._column.indexOf(self.head) + 2  # the gap under it
        widgets: list[QWidget] = [*(self.rows[name] for name in names), self.fold]
        widgets += [self.rows[name] for name in quiet]
        self._column.removeWidget(self._more)
        places = [self._column.indexOf(each) for each in widgets]
        if places != sorted(places):
            for place, widget in enumerate(widgets):
                self._column.removeWidget(widget)
                left = Qt.AlignmentFlag.AlignLeft if widget is self.fold else Qt.AlignmentFlag(0)
                self._column.insertWidget(first + place, widget, 0, left)
        for before, after in pairwise(widgets):
            self.setTabOrder(before, after)
        number = len([name for name in quiet if name != NO_TRIGGER.id])
        words = self.tr("{} more, none found") if names else self.tr("{} looked for, none found")
        self.fold.setText(words.format(number))
        self.fold.set_icon("chevron-up" if self.fold.isChecked() else "chevron-down")
        self.fold.setVisible(number > 0)

    def _show_more(self, shown: str, count: int) -> None:
        self._column.removeWidget(self._more)
        if not shown:
            self._more.setVisible(False)
            return
        row = self.rows[shown]
        self._column.insertWidget(self._column.indexOf(row) + 1, self._more)
        self._help.setText(tr(row.lint.help))
        cure = CURES.get(shown)
        self.cure.setVisible(cure is not None and count > 0)
        if cure is not None:
            self.cure.setText(self.tr("{} ({})…").format(tr(cure.label), f"{count:,}"))
            self.cure.setToolTip(self.tr("Look at it in all captions with it; one step to undo"))
        self._more.setVisible(True)

    # ----------------------------------------------------------------------------------- doing

    def _on_asked(self, lint: str) -> None:
        if lint == NO_TRIGGER.id:
            self.trigger_asked.emit()
        else:
            self.filter_asked.emit("" if lint == self.shown else f"{_PREFIX}{lint}")

    def _on_cure(self) -> None:
        if self.shown in CURES:
            self._curing.cure_all(self.shown)
