"""The rows of what is lost: a head for each reason, and below it, unless it is folded, its clips.

However many there are, a row costs nothing until it is looked at.
"""

from __future__ import annotations

from bisect import bisect_right
from typing import Any, NamedTuple

from PySide6.QtCore import QAbstractTableModel, QModelIndex, Qt, Signal

from app.core.amounts import counted
from app.core.export.cures import Cure
from app.core.export.cures_groups import Group, Member
from app.core.export.cures_picks import group_sum, title_of
from app.core.export.plan_view import PlanView
from app.core.language import tr
from app.ui.plan.losses_finding import CureFinder
from app.ui.widgets.table import Index

_ROOT = QModelIndex()
_Key = tuple[str, str, str, int | None]


class At(NamedTuple):
    """What a row shows: the head of a group, or one of its members.

    Attributes:
        number: Of the group, from 0.
        place: Of the member; None in the head.
    """

    number: int
    group: Group
    place: int | None


class LossModel(QAbstractTableModel):
    """One column: everything in a row is painted.

    Signals:
        folded: Rows came or went because a group was folded.
    """

    folded = Signal()

    def __init__(self, finder: CureFinder) -> None:
        super().__init__()
        self.finder = finder
        self._view: PlanView | None = None
        self._groups: tuple[Group, ...] = ()
        self._heads: list[int] = []  # rows of the heads, ascending
        self._rows = 0
        self._kept: dict[_Key, bool] = {}  # open or folded by hand
        finder.found.connect(self._on_found)

    # ---------------------------------------------------------------------------------- what

    def show_view(self, view: PlanView) -> None:
        """Show another plan's losses; what was folded by hand stays so."""
        self.beginResetModel()
        self._view, self._groups = view, view.groups
        self.finder.show_view(view)
        self._count()
        self.endResetModel()

    def view(self) -> PlanView | None:
        """Return the plan that is shown."""
        return self._view

    def groups(self) -> tuple[Group, ...]:
        """Return the groups, in order."""
        return self._groups

    def is_open(self, group: Group) -> bool:
        """Return whether the members of a group are shown: usually of those that lose samples."""
        return self._kept.get(group.key, group.stops or group.lost > 0)

    def set_open(self, group: Group, on: bool) -> None:
        """Show the members of a group, or its head alone."""
        if on != self.is_open(group):
            self.beginResetModel()
            self._kept[group.key] = on
            self._count()
            self.endResetModel()
            self.folded.emit()

    def _count(self) -> None:
        self._heads, self._rows = [], 0
        for group in self._groups:
            self._heads.append(self._rows)
            self._rows += 1 + (group.count if self.is_open(group) else 0)

    def at(self, row: int) -> At:
        """Return what a row shows."""
        number = bisect_right(self._heads, row) - 1
        inside = row - self._heads[number]
        return At(number, self._groups[number], inside - 1 if inside else None)

    def head_of(self, number: int) -> int:
        """Return the row of a group's head."""
        return self._heads[number]

    def member(self, row: int) -> Member | None:
        """Return the member that a row shows; None in a head."""
        at = self.at(row)
        return None if at.place is None else at.group.member(at.place)

    def key(self, row: int) -> tuple[_Key, object]:
        """Return what a row is known by from plan to plan."""
        at, member = self.at(row), self.member(row)
        if member is None:
            return at.group.key, None
        known = member.file if member.row is None else (type(member.row), member.row.id)
        return at.group.key, known

    def row_of_group(self, key: _Key) -> int:
        """Return the row of the head of a group, or -1."""
        rows = (row for row, each in zip(self._heads, self._groups, strict=True) if each.key == key)
        return next(rows, -1)

    # --------------------------------------------------------------------------------- words

    def cures(self, row: int) -> tuple[Cure, ...] | None:
        """Return the cures of a row; None while they are being looked for."""
        at = self.at(row)
        return self.finder.cures(at.group, at.place)

    def title(self, row: int) -> tuple[str, str]:
        """Return what the clip of a row is called, and where it begins with its length."""
        member = self.member(row)
        if member is None or self._view is None:
            return "", ""
        name, where = title_of(self._view.films, member)
        frames = counted(member.batch.frames, "frame") if member.batch.frames > 1 else ""
        return name, " · ".join(part for part in (where, frames) if part)

    def says(self, row: int) -> str:
        """Return what happens to the clip of a row, and why it cannot grow."""
        member = self.member(row)
        if member is None:
            return ""
        at = self.at(row)
        room = self.finder.room(at.group, at.place or 0)
        return f"{member.batch.says} {room}".strip()

    def words(self, row: int) -> str:
        """Return all of a row in words."""
        group = self.at(row).group
        if self.member(row) is None:
            parts = (group.head, group.name, group_sum(group))
            return " · ".join(part for part in parts if part)
        name, where = self.title(row)
        return " · ".join(part for part in (name, where, self.says(row)) if part)

    # ---------------------------------------------------------------------------------- Qt's

    def rowCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else self._rows

    def columnCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else 1

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: ANN401
        row = index.row()
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            cures = self.cures(row)
            cure = f" · {cures[0].label}" if cures else ""
            return self.words(row) + cure
        return None

    def tip(self, row: int) -> str:
        """Return what a row says to who points at it: how it was counted."""
        at, member = self.at(row), self.member(row)
        if member is not None:
            return self.words(row)
        group = at.group
        lines = [self.words(row)]
        if group.lost:
            lines.append(tr("Lost per epoch, repeats included: {:,}.").format(group.lost))
        if group.rest:
            lines.append(tr("Frames that no window takes: {:,}.").format(group.rest))
        lines.append(tr("Space folds it."))
        return "\n".join(lines)

    def _on_found(self) -> None:
        if self._rows:
            self.dataChanged.emit(self.index(0, 0), self.index(self._rows - 1, 0))
