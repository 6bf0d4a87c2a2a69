"""What is behind a number of the ledger: its clips, over the ledger until one looks elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget
from shiboken6 import isValid

from app.core.amounts import counted
from app.core.export.behind_rows import BehindRow, behind_rows, filtered
from app.core.library.captioned import key_of
from app.core.planner.tables.behind import WHATS, count_behind
from app.ui import theme
from app.ui.jobs import Jobs
from app.ui.loop import spawn
from app.ui.plan.behind_list import BehindList
from app.ui.widgets.button import Button
from app.ui.widgets.fields import SearchField
from app.ui.widgets.label import ElidedLabel, Label
from app.ui.widgets.popover import Popover
from app.ui.widgets.segmented import Segment, Segmented
from app.ui.widgets.thumbnails import Thumbnails

if TYPE_CHECKING:
    from app.core.export.plan_view import PlanView
    from app.core.jobs import Checkpoint
    from app.core.planner.tables.behind import Group, Total, What
    from app.core.planner.tables.ledger_table import Line

_WIDTH, _HEIGHT = 520, 520  # px at zoom 1
_STEPS = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1, Qt.Key.Key_PageUp: -8, Qt.Key.Key_PageDown: 8}
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class BehindPopover(Popover):
    """Lists the clips behind a number, filters them, and shows one in *Clips*.

    What is listed is found in another thread, as there may be very many.

    Signals:
        clip_asked: "clip" or "still", and its id: show it in *Clips*.
    """

    clip_asked = Signal(str, int)

    def __init__(
        self,
        parent: QWidget,
        view: PlanView,
        line: Line,
        jobs: Jobs,
        thumbnails: Thumbnails | None = None,
    ) -> None:
        super().__init__(parent, parent.tr("Clips behind the number"))
        self._over, self._view, self._line, self._jobs = parent, view, line, jobs
        self._known: dict[What, list[BehindRow]] = {}
        self._totals: dict[What, Total] = count_behind(view.plan, line.dataset, line.bucket)
        self.what: What = "samples"
        self.list = BehindList(thumbnails)
        self.list.shown_asked.connect(self.show_in_clips)
        self.tabs = self._tabs()
        self.filter = SearchField(self.tr("Film, timecode, file or tag"))
        self.filter.setAccessibleName(self.tr("Filter the clips"))
        self.filter.textChanged.connect(self._refill)
        self.filter.installEventFilter(self)
        self.count = Label("", "muted", "small")
        self.show_button = Button(self.tr("Show in Clips"), key="Return")
        self.show_button.setToolTip(self.tr("Leaves Plan and selects this clip"))
        self.show_button.clicked.connect(self.show_in_clips)
        self.list.selectionModel().currentChanged.connect(self._refresh_button)
        self._lay_out()
        self.setFixedSize(theme.px(_WIDTH), theme.px(_HEIGHT))
        self._refresh_button()

    def _tabs(self) -> Segmented:
        names: dict[What, str] = {
            "samples": self.tr("Samples"),
            "windows": self.tr("Windows"),
            "collide": self.tr("Collide"),
            "dropped": self.tr("Too short"),
        }
        segments = [Segment(what, names[what], self._totals[what].number) for what in names]
        tabs = Segmented(segments, name=self.tr("Which number"))
        tabs.setToolTip(
            self.tr(
                "Samples and windows of these clips; windows that others overwrite; lengths that "
                "clips are too short for."
            )
        )
        tabs.chosen.connect(self._on_tab)
        return tabs

    def _lay_out(self) -> None:
        row = self._line.row
        shape = f"{row.width}×{row.height}×{row.frames}" if row is not None else ""
        name = self._line.rows[0].name if self._line.grade != "all" else self.tr("All datasets")
        title = ElidedLabel(" · ".join(part for part in (name, shape) if part), role="strong")
        foot = QHBoxLayout()
        foot.setSpacing(theme.px(10))
        foot.addWidget(self.count, 1)
        foot.addWidget(self.show_button)
        self.body.addWidget(title)
        self.body.addWidget(self.tabs)
        self.body.addWidget(self.filter)
        self.body.addWidget(self.list, 1)
        self.body.addLayout(foot)

    def show_at(self, corner: QPoint, what: What) -> None:
        """Show it below a place, px of the screen, or where the window has room; list a number."""
        window = self._over.window()
        place = window.mapToGlobal(QPoint(0, 0))
        right = place.x() + window.width() - self.width()
        low = place.y() + window.height() - self.height()
        left = min(max(place.x(), corner.x() - self.width()), max(place.x(), right))
        top = min(corner.y() + theme.px(4), max(place.y(), low))
        self.move(left, top)
        self.show()
        self.filter.setFocus()
        self.tabs.show_chosen(what)
        self._on_tab(what)

    # -------------------------------------------------------------------------------- listing

    def _on_tab(self, what: str) -> None:
        self.what = next(each for each in WHATS if each == what)
        if self.what in self._known or not self._totals[self.what].sources:
            self._refill()
        else:
            self.list.behind.show_rows(self._view, self.what, ())
            self.count.setText(self.tr("Looking…"))
            spawn(self._look(self.what))

    async def _look(self, what: What) -> None:
        line = self._line
        rows = await self._jobs.beside(
            _rows, self._view, line.dataset, line.bucket, what, stoppable=True, brief=True
        )
        if isValid(self):
            self._known[what] = rows
            if what == self.what:
                self._refill()

    def _refill(self, _text: str = "") -> None:
        rows = filtered(self._known.get(self.what, []), self.filter.text())
        self.list.behind.show_rows(self._view, self.what, rows)
        total = self._totals[self.what]
        sources = self._counted(total.sources)
        if self.filter.text().strip():
            sources = self.tr("{} of {}").format(f"{len(rows):,}", sources)
        self.count.setText(sources)
        self.list.step(0)
        self._refresh_button()

    def _counted(self, number: int) -> str:
        kinds = {row.kind for row in self._line.rows}
        if kinds == {"video"}:
            return counted(number, "clip")
        return counted(number, "still") if kinds == {"image"} else counted(number, "file")

    def _refresh_button(self, *_: object) -> None:
        chosen = self.list.chosen()
        self.show_button.setVisible(self._view.project is not None)
        self.show_button.setEnabled(chosen is not None and chosen.row is not None)

    # ----------------------------------------------------------------------------------- hand

    def show_in_clips(self) -> None:
        """Show the chosen clip in *Clips*."""
        chosen = self.list.chosen()
        if chosen is not None and chosen.row is not None:
            self.close()
            self.clip_asked.emit(*key_of(chosen.row))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.filter and isinstance(event, QKeyEvent):
            pressed = event.type() == QEvent.Type.KeyPress
            key = Qt.Key(event.key())
            if pressed and key in _STEPS:
                self.list.step(_STEPS[key])
                return True
            if pressed and key in _ENTER:
                self.show_in_clips()
                return True
            if pressed and key == Qt.Key.Key_Escape and not self.filter.text():
                self.close()
                return True
        return super().eventFilter(watched, event)


def _rows(
    view: PlanView,
    dataset: int | None,
    bucket: Group | None,
    what: What,
    *,
    checkpoint: Checkpoint,
) -> list[BehindRow]:
    return behind_rows(view, dataset, bucket, what, checkpoint=checkpoint)
