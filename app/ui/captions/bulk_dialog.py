"""The dialog *Change many captions*: a way to change them, and every change before it is made."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, QSize, QTimer
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QListWidget,
    QStackedWidget,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)
from shiboken6 import isValid

from app.core.amounts import counted
from app.core.captions import changing
from app.core.captions.rewording import Rewording
from app.ui import theme
from app.ui.captions.bulk_kinds import Added, Capitals, Fixed, Kind, Plan, Same
from app.ui.captions.bulk_list import RewordingList
from app.ui.captions.bulk_scope import Scope, ScopeChip
from app.ui.captions.bulk_sentences import RemovedSentence
from app.ui.captions.preview_dialog import show_all
from app.ui.jobs import Jobs
from app.ui.loop import spawn
from app.ui.widgets.choices import CheckBox
from app.ui.widgets.dialog import Dialog
from app.ui.widgets.label import Label
from app.ui.widgets.painting import line_box, words

if TYPE_CHECKING:
    from app.core.library.edits import Edit

Index = QModelIndex | QPersistentModelIndex
_SOON_MS = 150

Make = Callable[
    [Sequence[Rewording], "Callable[[Sequence[Rewording]], Edit]"], Coroutine[Any, Any, int]
]


class BulkDialog(Dialog):
    """Stays open: one change after the other, each a step to undo."""

    def __init__(
        self, parent: QWidget, jobs: Jobs, scope: Scope, make: Make, names: Sequence[str]
    ) -> None:
        super().__init__(parent, parent.tr("Change many captions"))
        self._jobs, self._scope, self._make = jobs, scope, make
        self._plan: Plan | None = None
        self._asked = 0
        self._number = 0
        self.resize(theme.px(980), theme.px(700))
        self.fill()
        self.kinds = self._kinds(names)
        self.ways = QListWidget()
        self.list = RewordingList(self.tr("Changes"))
        self.count = Label("", "muted", "small")
        self.all = CheckBox("", True)
        close = self.add_button(self.tr("Close"), result=QDialog.DialogCode.Rejected.value)
        close.setAutoDefault(False)
        self.apply = self.add_button("", "primary")
        self._pages = QStackedWidget()
        self._lay_out()
        self._soon = QTimer(self, singleShot=True, interval=_SOON_MS)
        self._soon.timeout.connect(self._begin)
        self._connect()
        self.ways.setCurrentRow(0)
        self._count()

    def _kinds(self, names: Sequence[str]) -> list[Kind]:
        tr = self.tr
        front = tr("Words before what a caption says, where it does not begin with them.")
        behind = tr("Words after what a caption says, where it does not end with them.")
        mess = tr("One space between words, none before a comma, no mark twice.")
        return [
            Added(tr("Put in front"), front, front=True),
            Added(tr("Put behind"), behind, front=False),
            RemovedSentence(
                tr("Take a sentence out"), tr("From all that have it, however it is written.")
            ),
            Fixed(
                tr("Repeated sentences"),
                tr("Each sentence of a caption stays once."),
                changing.without_repeats(),
            ),
            Same(tr("Same captions"), tr("Two clips that say the same teach nothing apart.")),
            Capitals(tr("Capitals"), tr("Where a capital stands."), names),
            Fixed(tr("Spaces and punctuation"), mess, changing.tidied),
            Fixed(tr("Full stop at the end"), tr("Where no mark ends a caption."), changing.ended),
            Fixed(
                tr("Line breaks"),
                tr("All on one line, as the trainer reads it."),
                changing.one_lined,
            ),
        ]

    def _lay_out(self) -> None:
        self.ways.setAccessibleName(self.tr("Ways to change captions"))
        self.ways.setFixedWidth(theme.px(190))
        self.ways.setItemDelegate(_Way(self.ways))
        for kind in self.kinds:
            self.ways.addItem(kind.title)
            self._pages.addWidget(_at_top(kind))
        right = QVBoxLayout()
        right.setSpacing(theme.px(12))
        right.addWidget(self._pages)
        head = QHBoxLayout()
        head.addWidget(self.count, 1)
        head.addWidget(ScopeChip(self._scope))
        right.addLayout(head)
        right.addWidget(self.list, 1)
        row = QHBoxLayout()
        row.setSpacing(theme.px(20))
        row.addWidget(self.ways)
        row.addLayout(right, 1)
        self.body.addLayout(row, 1)
        self.add_left(self.all)

    def _connect(self) -> None:
        self.ways.currentRowChanged.connect(self._on_way)
        for kind in self.kinds:
            kind.changed.connect(self.refresh)
        self.all.clicked.connect(self._on_all)
        self.list.rewordings.wanted_changed.connect(self._count)
        self.apply.clicked.connect(self._on_apply)
        self._scope.changed.connect(self.refresh)

    @property
    def kind(self) -> Kind:
        """The way that is chosen."""
        return self.kinds[max(0, self.ways.currentRow())]

    def refresh(self) -> None:
        """Look anew at what would become of the captions, soon."""
        self._asked += 1
        self._plan = None
        self.apply.setEnabled(False)
        self._soon.start()

    def _on_way(self, place: int) -> None:
        self._pages.setCurrentIndex(place)
        self._pages.setFixedHeight(self.kinds[place].sizeHint().height())
        self.list.rewordings.show(())
        self.refresh()
        self.kinds[place].begin()

    def _begin(self) -> None:
        spawn(self._look(self._asked))

    async def _look(self, asked: int) -> None:
        from app.core.captions.sentences import recurring

        if not isValid(self):
            return  # closed in the turn before this one
        rows, kind = self._scope.rows(), self.kind
        if isinstance(kind, RemovedSentence) and kind.chosen() is None:
            captions = [row.caption for row in rows]
            sentences = await self._jobs.beside(recurring, captions)
            if not isValid(self):
                return  # closed meanwhile
            if asked == self._asked and not kind.filter.text():
                kind.changed.disconnect(self.refresh)
                kind.show_sentences(sentences)
                kind.changed.connect(self.refresh)
        plan = kind.plan()
        found: tuple[Rewording, ...] = ()
        if plan is not None:
            found = await self._jobs.beside(plan.rewordings, rows, stoppable=True)
        if isValid(self) and asked == self._asked:
            self._plan = plan
            self.list.show_all(found)

    def _on_all(self) -> None:
        wanted = len(self.list.rewordings.wanted())
        self.list.rewordings.want_all(wanted < self.list.rewordings.rowCount())

    def _count(self) -> None:
        wanted, number = len(self.list.rewordings.wanted()), self.list.rewordings.rowCount()
        show_all(self.all, wanted, number)
        verb = self._plan.verb if self._plan is not None else self.tr("Change {}")
        self.apply.setText(verb.format(counted(wanted, "caption")))
        self.apply.setEnabled(bool(wanted) and self._plan is not None)
        self.count.setText(self._said(number))

    def _said(self, number: int) -> str:
        if self._plan is None:
            return ""
        if not number:
            return self.tr("No caption would change.")
        return self.tr("{} would change").format(counted(number, "caption"))

    def _on_apply(self) -> None:
        plan, wanted = self._plan, self.list.rewordings.wanted()
        if plan is not None and wanted:
            self.apply.setEnabled(False)
            spawn(self._do(plan, wanted))

    async def _do(self, plan: Plan, wanted: Sequence[Rewording]) -> None:
        await self._make(wanted, plan.edit)
        if isValid(self):  # else it was closed meanwhile
            self.refresh()


def _at_top(kind: Kind) -> QWidget:
    """Return a page with a way at its top."""
    page = QWidget()
    column = QVBoxLayout(page)
    column.setContentsMargins(0, 0, 0, 0)
    column.addWidget(kind)
    column.addStretch(1)
    return page


class _Way(QStyledItemDelegate):
    """Paints the name of a way."""

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        return QSize(theme.px(120), theme.px(32))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        where = QRectF(option.rect).adjusted(0, 1, 0, -1)
        line_box(painter, where, option.state)
        painter.setFont(theme.font("body"))
        inside = where.adjusted(theme.px(12), 0, -theme.px(8), 0)
        words(painter, inside, index.data(), theme.color("text"))
