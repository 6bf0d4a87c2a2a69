"""The queue as a list: what runs, what waits, what failed, what is done; and how a line looks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import (
    QListView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from app.core.amounts import duration
from app.core.language import tr
from app.ui import theme
from app.ui.job import Job
from app.ui.job_queue import JobQueue
from app.ui.widgets.chip import chip_width, draw_chip
from app.ui.widgets.painting import box, line_box, words
from app.ui.widgets.tips import plain

if TYPE_CHECKING:
    from app.ui.tokens import Tone

Index = QModelIndex | QPersistentModelIndex

_ROW, _HEAD = 50, 28
_ROOT = QModelIndex()


@dataclass(frozen=True, slots=True)
class Head:
    """A line over the jobs of one state."""

    text: str


class QueueLines(QAbstractListModel):
    """The jobs of a queue in the order of their states, under heads."""

    def __init__(self, jobs: JobQueue, parent: QWidget) -> None:
        super().__init__(parent)
        self._jobs = jobs
        self._lines: list[Head | Job] = []

    def refresh(self) -> None:
        """Show the queue as it is now."""
        failed = [job for job in self._jobs.past if job.state == "failed"]
        done = [job for job in self._jobs.past if job.state == "done"]
        running = self._jobs.all_running
        waiting = [job for job in self._jobs.queued if job.state == "waiting"]
        lines: list[Head | Job] = []
        for text, jobs in (
            (self.tr("Running"), running),
            (self.tr("Waiting · {}").format(f"{len(waiting):,}"), waiting),
            (self.tr("Failed · {}").format(f"{len(failed):,}"), failed),
            (self.tr("Done · {}").format(f"{len(done):,}"), done),
        ):
            if jobs:
                lines += [Head(text), *jobs]
        if len(lines) == len(self._lines) and all(map(_same, lines, self._lines)):
            self._lines = lines
            self.tell_all()
            return
        self.beginResetModel()
        self._lines = lines
        self.endResetModel()

    def tell_all(self) -> None:
        """Tell that every line may look otherwise."""
        if self._lines:
            self.dataChanged.emit(self.index(0), self.index(len(self._lines) - 1))

    def tell_running(self) -> None:
        """Tell that the running jobs have come further."""
        last = 1 + len(self._jobs.all_running)
        if last <= len(self._lines):
            self.dataChanged.emit(self.index(0), self.index(last - 1))

    def line(self, row: int) -> Head | Job:
        """Return a line."""
        return self._lines[row]

    def job_at(self, index: Index) -> Job | None:
        """Return the job of a line; None for a head."""
        line = self._lines[index.row()] if index.isValid() else None
        return line if isinstance(line, Job) else None

    def row_of(self, job: Job) -> int | None:
        """Return where a job stands."""
        return next((row for row, line in enumerate(self._lines) if line is job), None)

    def rowCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self._lines)

    def flags(self, index: Index) -> Qt.ItemFlag:
        return super().flags(index) if self.job_at(index) is not None else Qt.ItemFlag.NoItemFlags

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        line = self._lines[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return line.text if isinstance(line, Head) else f"{line.title} {chip_of(line)[0]}"
        if role == Qt.ItemDataRole.ToolTipRole and isinstance(line, Job):
            return plain("\n".join(filter(None, (line.title, line.trouble or detail_of(line)))))
        return None


def _same(one: Head | Job, other: Head | Job) -> bool:
    return one is other or (isinstance(one, Head) and one == other)


def chip_of(job: Job) -> tuple[str, Tone]:
    """Return the word for a job's state and its tone."""
    if job.stopped and job.state == "running":
        return tr("stopping"), "neutral"
    if job.state == "running":
        known = job.report is not None and job.report.progress.total > 0
        return (f"{job.fraction:.0%}" if known else tr("running")), "info"
    tones: dict[str, Tone] = {"failed": "bad", "done": "good"}
    return tr(job.state), tones.get(job.state, "neutral")


def detail_of(job: Job) -> str:
    """Return what more there is to say of a job."""
    if job.state == "failed":
        return job.trouble
    if job.state == "running" and job.report is not None:
        left, what = job.report.seconds_left, job.report.progress.what
        return " · ".join(
            filter(None, ("" if left is None else tr("{time} left", time=duration(left)), what))
        )
    return job.result


class QueueDelegate(QStyledItemDelegate):
    """A job: its title and a chip, below them how far it is or why it failed."""

    def __init__(self, view: QListView, model: QueueLines) -> None:
        super().__init__(view)
        self._model = model

    def sizeHint(self, _option: QStyleOptionViewItem, index: Index) -> QSize:
        head = isinstance(self._model.line(index.row()), Head)
        return QSize(0, theme.px(_HEAD if head else _ROW))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        line, where = self._model.line(index.row()), QRectF(option.rect)
        if isinstance(line, Head):
            painter.setFont(theme.font("caps"))
            inside = where.adjusted(theme.px(10), 0, 0, 0)
            words(painter, inside, line.text, theme.color("dim"))
            return
        where.adjust(0, 1, 0, -1)
        line_box(painter, where, option.state)
        inside = where.adjusted(theme.px(10), theme.px(5), -theme.px(8), -theme.px(6))
        self._draw_job(painter, inside, line)

    def _draw_job(self, painter: QPainter, inside: QRectF, job: Job) -> None:
        text, tone = chip_of(job)
        half, wide = inside.height() / 2, chip_width(text)
        first = QRectF(inside.left(), inside.top(), inside.width(), half)
        second = first.translated(0, half)
        spot = QRectF(inside.right() - wide, inside.center().y() - theme.px(11), wide, theme.px(22))
        draw_chip(painter, spot, text, tone)
        for part in (first, second):
            part.setRight(spot.left() - theme.px(10))
        detail = detail_of(job)
        if not detail:
            first.setHeight(inside.height())
        painter.setFont(theme.font("body"))
        words(painter, first, job.title, theme.color("text"), middle=True)
        painter.setFont(theme.font("small"))
        ink = theme.tone_color("bad") if job.state == "failed" else theme.color("dim")
        words(painter, second, detail, ink)
        if job.state == "running":
            bar = QRectF(inside.left(), inside.bottom() + theme.px(2), inside.width(), theme.px(2))
            box(painter, bar, fill=theme.color("line"), radius=1)
            bar.setWidth(bar.width() * job.fraction)
            if bar.width() > 0:
                box(painter, bar, fill=theme.color("accent"), radius=1)
