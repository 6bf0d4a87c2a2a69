"""What is offered against a loss: for one clip, and for all of a reason at once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from app.core.amounts import counted
from app.core.export.cures import Cure, Kind, RowSwap, best_first
from app.core.export.cures_effects import Effects
from app.core.export.cures_groups import Group, Member
from app.core.export.cures_ranges import Ranges, Shots
from app.core.export.cures_text import folder_cures, text_cures
from app.core.export.films import Films
from app.core.export.planned import ProjectPlan
from app.core.export.shelf import Row
from app.core.jobs import Checkpoint, Progress, ignore
from app.core.language import noted, tr
from app.core.library.captioned import key_of
from app.core.planner.plan import Plan

_ALL = {"extend": noted("Extend all"), "trim": noted("Trim all"), "split": noted("Split all")}
_SOME = {
    "extend": noted("Extend {cured:,} of {all:,}"),
    "trim": noted("Trim {cured:,} of {all:,}"),
    "split": noted("Split {cured:,} of {all:,}"),
}
_HINTS: dict[str, tuple[Kind, str, str]] = {  # what only a hand on the disk can do
    "names": (
        "rename",
        noted("Rename one of them"),
        noted("Give one of the two files another name."),
    ),
    "ignored": (
        "rename",
        noted("Mend it on the disk"),
        noted("Rename, move or remove it, then look again."),
    ),
    "uncaptioned": (
        "rename",
        noted("Write its caption"),
        noted("A text file of the same name beside it."),
    ),
    "fault": (
        "rename",
        noted("Mend it on the disk"),
        noted("Replace or remove it, then look again."),
    ),
    "bare": (
        "rename",
        noted("Write its caption"),
        noted("The text file of the same name beside it."),
    ),
}


class Offers:
    """Finds the cures of a plan's losses. One thread at a time.

    Args:
        plan: Of the dataset file.
        project: Whose plan it is; None for a dataset file of its own, where only the file can be
            changed.
        films: The project's.
    """

    def __init__(self, plan: Plan, project: ProjectPlan | None, films: Films) -> None:
        self._effects = Effects(plan)
        self._ranges = None if project is None else Ranges(project, films, self._effects)
        self._project = project

    def cures(self, group: Group, member: Member, shots: Shots) -> tuple[Cure, ...]:
        """Return the cures of one member, the best first; () where there is none.

        Args:
            group: One of the plan's.
            member: Of the group.
            shots: Those of the project as they are now.
        """
        found: list[Cure] = []
        if group.reason == "bare" and member.row is not None:
            found.append(_caption(member.row, tr("Write a caption")))
        if self._ranges is not None:
            found += self._ranges.cures(group, member, shots)
        found += text_cures(group, (member.batch,), self._effects)
        found += folder_cures(group, member.file, member.batch.says, self._effects)
        if member.row is None and not found and group.reason in _HINTS:
            kind, label, tip = _HINTS[group.reason]
            found.append(Cure(kind, tr(label), tr(tip)))
        return best_first(found)

    def room(self, group: Group, member: Member, shots: Shots) -> str:
        """Return why a clip cannot grow as far as it would have to; empty where it can."""
        if self._ranges is None or member.row is None or member.batch.needs is None:
            return ""
        made = self._ranges.extension(group, member, shots)
        return made if isinstance(made, str) else ""

    def of_all(
        self, group: Group, shots: Shots, checkpoint: Checkpoint = ignore
    ) -> tuple[Cure, ...]:
        """Return the cures of a whole group, the best first.

        Every clip is looked at: some seconds for 30,000.

        Raises:
            Stopped: The checkpoint said so.
        """
        found: list[Cure] = []
        first = group.member(0).row
        if group.reason == "bare" and first is not None:
            found.append(replace(_caption(first, tr("Write captions")), left=group.count - 1))
        if self._ranges is not None:
            found += self._all_ranges(self._ranges, group, shots, checkpoint)
            found += self._all_left_out(self._ranges, group)
        found += (
            replace(cure, cured=group.count)
            for cure in text_cures(group, group.batches, self._effects)
        )
        return best_first(found)

    def _all_ranges(
        self, ranges: Ranges, group: Group, shots: Shots, checkpoint: Checkpoint
    ) -> Iterator[Cure]:
        """Yield one cure for each way to change a range, made of the best of each clip."""
        best: dict[Kind, list[Cure]] = {}
        for n, member in enumerate(group.members()):
            checkpoint(Progress(n, group.count))
            seen: set[Kind] = set()
            for cure in ranges.own_range(group, member, shots):
                if cure.kind not in seen:
                    seen.add(cure.kind)
                    best.setdefault(cure.kind, []).append(cure)
        for cures in best.values():
            yield _together(ranges, group, cures)

    def _all_left_out(self, ranges: Ranges, group: Group) -> Iterator[Cure]:
        rows = tuple(
            RowSwap(member.row, replace(member.row, state="rejected"))
            for member in group.members()
            if member.row is not None and member.row.state == "picked"
        )
        if rows:
            tip = tr("They are rejected: they stay in the project and are not trained.")
            left = group.count - len(rows)
            yield Cure(
                "leave",
                tr("Leave {cured:,} of {all:,} out", cured=len(rows), all=group.count)
                if left
                else tr("Leave all out"),
                tip,
                ranges.effect(group, rows),
                rows=rows,
                cured=len(rows),
                left=left,
            )


def _caption(row: Row, label: str) -> Cure:
    return Cure("caption", label, tr("Opens it in Captions."), asks=key_of(row))


def _together(ranges: Ranges, group: Group, cures: list[Cure]) -> Cure:
    """Return one cure of those of several clips, which are all of one kind."""
    first, left = cures[0], group.count - len(cures)
    if len(cures) == 1 and not left:
        return first
    rows = tuple(swap for cure in cures for swap in cure.rows)
    alike = len({cure.label for cure in cures}) == 1
    clips = counted(len(cures), "clip")
    tip = tr("{clips} of {all:,}.", clips=clips, all=group.count)
    if alike:
        each = f"{first.label[:1].lower()}{first.label[1:]}"
        tip = tr("{clips} of {all:,}, each {each}.", clips=clips, all=group.count, each=each)
    if left:
        label = tr(_SOME[first.kind], cured=len(cures), all=group.count)
    else:
        label = tr(_ALL[first.kind])
    return Cure(
        first.kind,
        label,
        tip if not left else tr("{tip} For the others see there.", tip=tip),
        ranges.effect(group, rows),
        rows=rows,
        cured=len(cures),
        left=left,
    )
