"""Looks for the cures of what is in sight, and of whole groups: beside the window's thread."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from app.core.jobs import Checkpoint, Progress, Stopped, ignore
from app.ui.loop import loop_runs, spawn
from app.ui.plan.source import PlanSource

if TYPE_CHECKING:
    from app.core.export.cures import Cure
    from app.core.export.cures_groups import Group
    from app.core.export.cures_offered import Offers
    from app.core.export.cures_ranges import Shots
    from app.core.export.plan_view import PlanView

MOST_AHEAD = 2_000  # members of a group whose cures are looked for before anybody asks
_AT_ONCE = 16  # members, about as many as are in sight
_MOST_WANTED = 64  # members
_Place = tuple["Group", int]
_Found = tuple[tuple["Cure", ...], str]  # cures, and why there is no room


class CureFinder(QObject):
    """Finds and keeps the cures of one plan after the other.

    Signals:
        found: More are known.
    """

    found = Signal()

    def __init__(self, source: PlanSource, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._source = source
        self._view: PlanView | None = None
        self._shots: Shots | None = None
        self._members: dict[tuple[int, int], _Found] = {}
        self._of_all: dict[int, tuple[Cure, ...]] = {}
        self._wanted: dict[tuple[int, int], _Place] = {}  # in sight, the last asked last
        self._groups: list[Group] = []  # whose cures are still to be found
        self._looking: set[str] = set()  # "members", "groups": tasks that run
        self._turn = QTimer(self, singleShot=True, interval=0)
        self._turn.timeout.connect(self._look)

    @property
    def can_change(self) -> bool:
        """Whether anything can be cured: what is only tried, or read, cannot."""
        view = self._view
        return view is not None and not view.tentative and not self._source.read_only

    @property
    def busy(self) -> bool:
        """Whether cures are being looked for."""
        return bool(self._wanted or self._groups or self._looking)

    def show_view(self, view: PlanView) -> None:
        """Look for the cures of another plan."""
        self._view, self._shots = view, None
        self._members, self._of_all, self._wanted, self._groups = {}, {}, {}, []
        if self.can_change:
            self._groups = [group for group in view.groups if group.count <= MOST_AHEAD]
            self._turn.start()

    def cures(self, group: Group, place: int | None) -> tuple[Cure, ...] | None:
        """Return the cures of a member, or of all of a group; None: not known, or not yet."""
        if not self.can_change:
            return ()
        if place is None:
            return self._of_all.get(id(group))
        found = self._members.get((id(group), place))
        if found is not None:
            return found[0]
        self._wanted.pop((id(group), place), None)
        self._wanted[id(group), place] = group, place
        if len(self._wanted) > _MOST_WANTED:  # scrolled past: asked for again when painted again
            self._wanted.pop(next(iter(self._wanted)))
        self._turn.start()
        return None

    def room(self, group: Group, place: int) -> str:
        """Return why a member cannot grow as far as it would have to; empty while not known."""
        return self._members.get((id(group), place), ((), ""))[1]

    def cures_now(self, group: Group, place: int) -> tuple[Cure, ...]:
        """Return the cures of a member; where they are not known yet, look for them here."""
        known = self.cures(group, place)
        if known is not None or self._view is None:
            return known or ()
        return find_cures(self._view, [(group, place)], self.shots_now())[0][0]

    def shots_now(self) -> Shots:
        """Return the shots as they were when the plan came: another shot, another plan."""
        from app.core.export.cures_ranges import Shots

        if self._shots is None:
            document = self._source.document
            rows = document.rows.shots if document is not None and document.is_open else []
            self._shots = Shots(tuple(rows))
        return self._shots

    # ------------------------------------------------------------------------------- looking

    def _look(self) -> None:
        """Look for what is wanted, members and groups side by side."""
        if loop_runs():
            if self._wanted and "members" not in self._looking:
                self._looking.add("members")
                spawn(self._look_at_members())
            if self._groups and "groups" not in self._looking:
                self._looking.add("groups")
                spawn(self._look_at_groups())
            return
        view = self._view
        if view is not None:
            self._keep(self._next(), view)
            for group in self._groups:
                cures = all_cures(view, group, self.shots_now(), checkpoint=ignore)
                self._of_all[id(group)] = cures
            self._groups = []
            self.found.emit()

    def _next(self) -> list[_Place]:
        """Return the members that were asked for last."""
        wanted = list(self._wanted.values())[: -_AT_ONCE - 1 : -1]
        return wanted if loop_runs() else list(self._wanted.values())

    def _keep(
        self, places: Sequence[_Place], view: PlanView, found: Sequence[_Found] | None = None
    ) -> None:
        if found is None:
            found = find_cures(view, places, self.shots_now())
        for (group, place), each in zip(places, found, strict=True):
            self._members[id(group), place] = each
            self._wanted.pop((id(group), place), None)

    async def _look_at_members(self) -> None:
        offers: Offers | None = None
        of: PlanView | None = None
        try:
            while self._wanted and (view := self._view) is not None:
                places, shots = self._next(), self.shots_now()
                if offers is None or of is not view:
                    offers, of = _offers(view), view
                found = await self._source.jobs.beside(find_cures, view, places, shots, offers)
                if self._view is view:
                    self._keep(places, view, found)
                    self.found.emit()
        finally:
            self._ended("members")

    async def _look_at_groups(self) -> None:
        try:
            while self._groups and (view := self._view) is not None:
                group, shots = self._groups[0], self.shots_now()

                def still(_progress: Progress, of: PlanView = view) -> None:
                    if self._view is not of:
                        raise Stopped

                try:
                    cures = await self._source.jobs.beside(
                        all_cures, view, group, shots, checkpoint=still
                    )
                except Stopped:
                    if self._view is view:  # the program ends
                        raise
                    continue
                if self._view is view:
                    self._of_all[id(group)] = cures
                    self._groups.remove(group)
                    self.found.emit()
        finally:
            self._ended("groups")

    def _ended(self, what: str) -> None:
        self._looking.discard(what)
        if self._wanted or self._groups:
            self._turn.start()


def _offers(view: PlanView) -> Offers:
    from app.core.export.cures_offered import Offers

    return Offers(view.plan, view.project, view.films)


def find_cures(
    view: PlanView, places: Sequence[_Place], shots: Shots, offers: Offers | None = None
) -> list[_Found]:
    """Return the cures of some members, and why they cannot grow, in any thread."""
    offers = offers or _offers(view)
    found: list[_Found] = []
    for group, place in places:
        member = group.member(place)
        cures = offers.cures(group, member, shots)
        found.append((cures, offers.room(group, member, shots)))
    return found


def all_cures(
    view: PlanView, group: Group, shots: Shots, *, checkpoint: Checkpoint
) -> tuple[Cure, ...]:
    """Return the cures of a whole group; in any thread, some seconds for 30,000 clips."""
    return _offers(view).of_all(group, shots, checkpoint)
