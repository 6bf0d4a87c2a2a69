"""Cures that change a clip: a longer range inside its shot, a shorter one, two of one, none."""

from __future__ import annotations

import dataclasses
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING

from app.core.amounts import counted
from app.core.export.cures import Cure, Effect, RowSwap
from app.core.export.cures_effects import Effects, FileSwap
from app.core.export.cures_groups import Group, Member
from app.core.export.cures_picks import fact_of, film_of
from app.core.export.films import Film, Films
from app.core.export.forecast import Forecast
from app.core.export.lengths import Range, end_of_length, extended
from app.core.export.planned import ProjectPlan
from app.core.export.ranges import halves
from app.core.export.shelf import Row
from app.core.language import tr
from app.core.library.model import Clip, Shot
from app.core.media.conform import conformed_frame, conformed_length
from app.core.planner.rules import FRAME_STEP
from app.core.planner.windows import round_frames

if TYPE_CHECKING:
    from app.core.media.index import FrameIndex

_NESTED = 32  # shots that begin before a clip and are asked whether it lies in them


class Shots:
    """The shots of a project, found by what lies in them; sorted when they are first asked for.

    Args:
        shots: In the order of sources and frames; nobody changes them any more.
    """

    def __init__(self, shots: Sequence[Shot]) -> None:
        self._shots = shots

    @cached_property
    def _of(self) -> dict[int, list[Shot]]:
        found: dict[int, list[Shot]] = {}
        for shot in self._shots:
            found.setdefault(shot.source, []).append(shot)
        return found

    @cached_property
    def _starts(self) -> dict[int, list[int]]:
        return {source: [each.start for each in own] for source, own in self._of.items()}

    def limits_of(self, clip: Clip) -> Range | None:
        """Return the source frames of the shot a clip lies in; None where it is not inside one."""
        own = self._of.get(clip.source, [])
        last = bisect_right(self._starts.get(clip.source, []), clip.start)
        for shot in reversed(own[max(0, last - _NESTED) : last]):
            if clip.end <= shot.end:
                return shot.start, shot.end
        return None


class Ranges:
    """Makes cures of clips of one project's plan. One thread at a time.

    Args:
        project: The plan.
        films: With the films of its clips.
        effects: Of the plan.
    """

    def __init__(self, project: ProjectPlan, films: Films, effects: Effects) -> None:
        self._project, self._films, self._effects = project, films, effects
        self._rate: Fraction = project.settings.rate
        self._forecast = Forecast(project.settings.rate, project.settings.still_size)

    def cures(self, group: Group, member: Member, shots: Shots) -> Iterator[Cure]:
        """Yield the cures of a member that is a clip or still."""
        yield from self.own_range(group, member, shots)
        if member.row is not None:
            yield from self._left_out(group, member.row)

    def own_range(self, group: Group, member: Member, shots: Shots) -> Iterator[Cure]:
        """Yield the cures that give a member another range, the best of each kind first."""
        if isinstance(member.row, Clip):
            yield from self._longer(group, member, shots)
            yield from self._shorter(group, member, member.row)
            if group.reason == "unused":
                yield from self._split(group, member.row)

    # ---------------------------------------------------------------------------------- longer

    def _longer(self, group: Group, member: Member, shots: Shots) -> Iterator[Cure]:
        needs, first = member.batch.needs, member.batch.first
        if needs is None:
            return
        made = [
            self.extension(group, member, shots, frames)
            for frames in (needs, round_frames(needs + FRAME_STEP - 1))
        ]
        if first is not None and not isinstance(made[0], Cure):
            made = [self.extension(group, member, shots, first)]
        known = {cure.rows: cure for cure in made if isinstance(cure, Cure)}
        yield from known.values()

    def extension(
        self, group: Group, member: Member, shots: Shots, frames: int | None = None
    ) -> Cure | str:
        """Return the cure that lets a clip grow inside its shot; or why there is none.

        Args:
            group: The loss.
            member: Of the group.
            shots: All of the project.
            frames: How long it shall be at least; by default so that it loses nothing.
        """
        clip = member.row
        wanted = member.batch.needs if frames is None else frames
        if not isinstance(clip, Clip) or wanted is None:
            return ""
        film = film_of(self._films, clip)
        if film is None or film.index is None or not self._is_ours(clip, film):
            return tr("Its film cannot be read.")
        limits = shots.limits_of(clip)
        if limits is None:
            return tr("It lies in no shot, so that nothing says how far it may grow.")
        bad = film.source.damaged_after
        if bad is not None:
            limits = limits[0], min(limits[1], bad)
        span = extended(film.index, limits, (clip.start, clip.end), wanted, self._rate)
        if span is None:
            return _no_room(film.index, limits, clip, wanted, self._rate, damaged=bad == limits[1])
        after = dataclasses.replace(clip, start=span[0], end=span[1])
        return self._grown(group, clip, after, film, wanted)

    def _grown(self, group: Group, clip: Clip, after: Clip, film: Film, wanted: int) -> Cure | str:
        material = self._forecast.of(after, film)
        if isinstance(material, str):
            return material
        assert film.index is not None, "it was read before"
        before = conformed_length(film.index, clip.start, clip.end, self._rate)
        gained = counted(material.frames - before, "frame")
        rows = (RowSwap(clip, after),)
        if (wanted - 1) % FRAME_STEP:
            tip = tr("{frames} more inside its shot.", frames=gained)
        else:
            tip = tr(
                "{frames} more inside its shot, to {all}, which is 4n + 1.",
                frames=gained,
                all=material.frames,
            )
        return Cure(
            "extend",
            tr("Extend by {gained}", gained=gained),
            tip,
            self.effect(group, rows),
            rows=rows,
        )

    def _is_ours(self, clip: Clip, film: Film) -> bool:
        """Return whether the file is what the clip says: it may have been changed outside."""
        piece = self._project.piece_of(clip)
        if piece is None or piece.material is None or piece.row != clip:
            return False
        return self._forecast.of(clip, film) == piece.material

    # --------------------------------------------------------------------------------- shorter

    def _shorter(self, group: Group, member: Member, clip: Clip) -> Iterator[Cure]:
        film = film_of(self._films, clip)
        if film is None or film.index is None:
            return
        index, bad = film.index, film.source.damaged_after
        if group.reason == "unavailable":
            end = min(len(index), len(index) if bad is None else bad)
            if clip.start < end < clip.end:
                label = tr("End before the damage")
                if bad is None or bad >= len(index):
                    label = tr("End before the film's end")
                after = dataclasses.replace(clip, end=end)
                yield from self._trimmed(group, clip, after, film, label)
        elif group.reason == "rest" and self._is_ours(clip, film):
            frames = member.batch.held - member.batch.rest
            end_at = end_of_length(
                index, clip.start, frames, self._rate, limit=clip.end, near=clip.end
            )
            if end_at is not None and frames >= 1:
                rest = counted(member.batch.rest, "frame")
                after = dataclasses.replace(clip, end=end_at)
                yield from self._trimmed(group, clip, after, film, tr("Trim {rest}", rest=rest))

    def _trimmed(
        self, group: Group, clip: Clip, after: Clip, film: Film, label: str
    ) -> Iterator[Cure]:
        material = self._forecast.of(after, film)
        if not isinstance(material, str):
            rows = (RowSwap(clip, after),)
            tip = tr("It is {frames} long then.", frames=counted(material.frames, "frame"))
            yield Cure("trim", label, tip, self.effect(group, rows), rows=rows)

    # ---------------------------------------------------------------------------- two, or none

    def _split(self, group: Group, clip: Clip) -> Iterator[Cure]:
        film = film_of(self._films, clip)
        if film is None or film.index is None or not self._is_ours(clip, film):
            return
        made = [self._halved(group, clip, film, at) for at in self._cuts(film.index, clip)]
        better = [cure for cure in made if cure and cure.effect and cure.effect.gain > 0]
        if better:
            yield max(better, key=lambda cure: cure.effect.gain if cure.effect else 0)

    def _cuts(self, index: FrameIndex, clip: Clip) -> list[int]:
        """Return where a clip may be cut: behind its longest first window, and in its middle."""
        length = conformed_length(index, clip.start, clip.end, self._rate)
        targets = {
            frames
            for own in self._project.plan.datasets
            if own.config.kind == "video"
            for frames in own.config.targets
        }
        places = {length // 2, *targets, *(length - frames for frames in targets)}
        return [
            conformed_frame(index, clip.start, clip.end, place, self._rate)
            for place in sorted(places)
            if 0 < place < length
        ]

    def _halved(self, group: Group, clip: Clip, film: Film, frame: int) -> Cure | None:
        assert film.index is not None, "it was read before"
        parts = halves(film.index, (clip.start, clip.end), frame, snap=False, rate=self._rate)
        if parts is None:
            return None
        first = dataclasses.replace(clip, start=parts[0][0], end=parts[0][1])
        second = dataclasses.replace(clip, id=0, start=parts[1][0], end=parts[1][1])
        made = [self._forecast.of(each, film) for each in (first, second)]
        one, other = made
        if isinstance(one, str) or isinstance(other, str):
            return None
        rows = (RowSwap(clip, first, second),)
        return Cure(
            "split",
            tr("Split into {first} and {second}", first=one.frames, second=other.frames),
            tr("Two clips of one; what was said of it holds for both."),
            self.effect(group, rows),
            rows=rows,
        )

    def _left_out(self, group: Group, row: Row) -> Iterator[Cure]:
        if row.state == "picked":
            rows = (RowSwap(row, dataclasses.replace(row, state="rejected")),)
            tip = tr("It is rejected: it stays in the project and is not trained.")
            yield Cure("leave", tr("Leave it out"), tip, self.effect(group, rows), rows=rows)

    # ---------------------------------------------------------------------------------- effect

    def effect(self, group: Group, rows: Iterable[RowSwap]) -> Effect | None:
        """Return what changes of clips and stills make of the samples; None where unknown."""
        swaps: list[FileSwap] = []
        for swap in rows:
            file, video = self._file(swap.before), isinstance(swap.before, Clip)
            for row in (swap.after, swap.added):
                if row is None or (row.state != "picked" and not file):
                    continue
                if row.state != "picked":
                    swaps.append(FileSwap(video, file, None))
                    continue
                film = film_of(self._films, row)
                material = "" if film is None else self._forecast.of(row, film)
                if isinstance(material, str) or self._filtered[video]:
                    return None
                comes = not file or row is swap.added
                swaps.append(FileSwap(video, file, fact_of(row, material), comes))
        return self._effects.effect(group.dataset, self._effects.of_files(swaps))

    @cached_property
    def _filtered(self) -> dict[bool, bool]:
        """Whether datasets of clips (True) or stills choose: a change may move one in or out."""
        return {
            video: any(
                row.filter and (row.kind == "video") == video for row in self._project.datasets
            )
            for video in (True, False)
        }

    def _file(self, row: Row) -> str:
        """Return the name of a row's file; empty where there is none."""
        piece = self._project.piece_of(row)
        return "" if piece is None or piece.listed is None else piece.file


def _no_room(
    index: FrameIndex, limits: Range, clip: Clip, wanted: int, rate: Fraction, *, damaged: bool
) -> str:
    low, high = max(0, min(limits[0], clip.start)), min(max(limits[1], clip.end), len(index))
    most = conformed_length(index, low, high, rate)
    frames = counted(most, "frame")
    if damaged:
        return tr(
            "The film is damaged there: it has {frames} of the {wanted:,}.",
            frames=frames,
            wanted=wanted,
        )
    return tr(
        "The shot ends there: it has {frames} of the {wanted:,}.", frames=frames, wanted=wanted
    )
