"""Samples that the eye expects and the trainer does not make, each with its reason and cure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from app.core.amounts import counted
from app.core.checks.lengths import frames_apart, frames_short
from app.core.language import clauses, tr
from app.core.planner.facts import Source
from app.core.planner.findings import Finding, listed
from app.core.planner.outcome import Outcome, Windower

if TYPE_CHECKING:
    from app.core.planner.dataset import DatasetPlan


class Dropped(NamedTuple):
    """A clip that yields nothing for a target length.

    Attributes:
        file: Base name of the clip.
        frames: Frames it decodes to.
        target: The length in vain.
        reason: The end of a sentence that begins with the clip's name.
        needs: Frames of the clip that would give a window; None where none would.
    """

    file: str
    frames: int
    target: int
    reason: str
    needs: int | None


def find_dropped(plan: DatasetPlan) -> list[Dropped]:
    """Return the clips x targets that yield nothing, by file and target."""
    windower = plan.windower
    if windower is None or plan.config.kind == "image" or plan.config.mode == "full":
        return []
    found: list[Dropped] = []
    for shape, outcome, members in plan.shapes():
        if outcome.refused:
            continue
        taken = {frames for _, frames in outcome.runs}
        for target in windower.extraction.targets:
            if target not in taken:
                reason, needs = why_dropped(plan, windower, outcome, target)
                files = (plan.facts.sources.items[place].file for place in members)
                found += (Dropped(file, shape.frames, target, reason, needs) for file in files)
    found.sort()
    return found


def dropped_targets(plan: DatasetPlan, outcome: Outcome) -> list[tuple[int, str]]:
    """Return the target lengths that a clip of this outcome yields nothing for, with the reason."""
    windower = plan.windower
    if windower is None:
        return []
    vain = vain_targets(plan, outcome)
    return [(target, why_dropped(plan, windower, outcome, target)[0]) for target in vain]


def vain_targets(plan: DatasetPlan, outcome: Outcome) -> list[int]:
    """Return the target lengths that a clip of this outcome yields nothing for."""
    windower = plan.windower
    if windower is None or plan.config.kind == "image" or plan.config.mode == "full":
        return []
    taken = {frames for _, frames in outcome.runs}
    return [target for target in windower.extraction.targets if target not in taken]


def why_dropped(
    plan: DatasetPlan, windower: Windower, outcome: Outcome, target: int
) -> tuple[str, int | None]:
    """Return the reason, and the frames of the clip that would give a window."""
    config, rate = plan.config, plan.architecture.rate
    if target < 1:
        return tr("the target rounds down to {target}; write 1 or more", target=target), None
    if outcome.held >= target:
        key, value = (
            ("frame_sample", config.frame_sample)
            if config.mode == "uniform"
            else ("frame_stride", config.frame_stride)
        )
        return tr("{key} = {value} takes no window; write 1 or more", key=key, value=value), None
    needs = windower.intake.least(target)
    if config.source_fps is None:
        short = frames_short(outcome.held, target)
        said = tr(
            "{target} frames needed: {frames} more, or a shorter target",
            target=target,
            frames=counted(short, "frame"),
        )
        return said, needs
    if needs is None:
        return (
            tr(
                "only {held} at {rate:g} fps: source_fps {source_fps:g} is below {rate:g} and head "
                "stops early; export the clips at {rate:g} fps and leave source_fps out",
                held=counted(outcome.held, "frame"),
                rate=rate,
                source_fps=config.source_fps,
            ),
            None,
        )
    return (
        tr(
            "only {held} at {rate:g} fps, {target} needed: the clip needs {needs}",
            held=counted(outcome.held, "frame"),
            rate=rate,
            target=target,
            needs=counted(needs, "frame"),
        ),
        needs,
    )


def lost_in_clip(outcome: Outcome) -> int:
    """Return the cache files a clip loses because its own windows begin at the same place."""
    return len(outcome.runs) - len(outcome.distinct)


def find_collisions(plan: DatasetPlan) -> Iterator[Finding]:
    """Yield one warning for each clip whose windows overwrite one another's cache files."""
    for _, outcome, members in plan.shapes():
        if lost_in_clip(outcome):
            message = _shared_starts(plan, outcome)
            for place in members:
                yield _loss(plan, plan.facts.sources.items[place], message)
    yield from _shared_names(plan)


def _loss(plan: DatasetPlan, source: Source, message: str) -> Finding:
    return Finding(stage="train", dataset=plan.index, file=source.file, message=message)


class SharedStart(NamedTuple):
    """Windows of one clip and length that begin at the same frames and overwrite one another.

    Attributes:
        target: Their length.
        windows: How many there are.
        starts: Where they begin, ascending, each once.
        lost: Samples per epoch that are lost.
        needs: Frames of the clip that would keep them apart; None where none would.
    """

    target: int
    windows: int
    starts: tuple[int, ...]
    lost: int
    needs: int | None

    @property
    def sentence(self) -> str:
        """What happens and the cure, without a full stop."""
        if len(self.starts) == 1:
            where = tr(
                "{windows} windows share start {start}", windows=self.windows, start=self.starts[0]
            )
        else:
            where = tr(
                "{windows} windows of {target} frames begin at only {places} places",
                windows=self.windows,
                target=self.target,
                places=len(self.starts),
            )
        lost = counted(self.lost, "sample")
        if not self.needs:
            return tr("{where}: {samples} lost", where=where, samples=lost)
        if self.windows == 2:
            return tr(
                "{where}: {samples} lost; {needs} frames would give both",
                where=where,
                samples=lost,
                needs=self.needs,
            )
        return tr(
            "{where}: {samples} lost; {needs} frames would give all {windows}",
            where=where,
            samples=lost,
            needs=self.needs,
            windows=self.windows,
        )


def find_shared_starts(plan: DatasetPlan, outcome: Outcome) -> Iterator[SharedStart]:
    """Yield what clips of one outcome lose to themselves, by length."""
    assert plan.windower is not None
    for target, windows in sorted(Counter(frames for _, frames in outcome.runs).items()):
        starts = sorted({start for start, frames in outcome.runs if frames == target})
        if len(starts) < windows:
            lost = (windows - len(starts)) * max(0, plan.config.num_repeats)
            needs = plan.windower.intake.least(frames_apart(target, windows))
            yield SharedStart(target, windows, tuple(starts), lost, needs)


def _shared_starts(plan: DatasetPlan, outcome: Outcome) -> str:
    """Return e.g. ``2 windows share start 0: 1 sample lost; 46 frames would give both``."""
    return clauses(shared.sentence for shared in find_shared_starts(plan, outcome))


def _shared_names(plan: DatasetPlan) -> Iterator[Finding]:
    """Yield the clips that write cache files which another clip writes too."""
    shared: dict[int, tuple[Source, int, set[str]]] = {}
    for owners in plan.shared_names.values():
        for source in owners:
            others = {other.path for other in owners if other is not source}
            _, count, known = shared.get(id(source), (source, 0, set()))
            shared[id(source)] = (source, count + 1, known | others)
    for source, count, others in shared.values():
        names = listed(sorted(_told_apart(source, other) for other in others))
        yield _loss(
            plan,
            source,
            tr(
                "{cache_files} also written by {names}: only what is written last is "
                "trained; rename one of them",
                cache_files=counted(count, "cache file"),
                names=names,
            ),
        )


def _told_apart(source: Source, path: str) -> str:
    """Return the name of another file, with its folder where the base names are equal."""
    name = path.replace("\\", "/").rpartition("/")[2]
    return path if name == source.file else name


def lost_samples(plan: DatasetPlan) -> int:
    """Return the samples per epoch that collisions cost the dataset."""
    inside = sum(lost_in_clip(outcome) * len(places) for _, outcome, places in plan.shapes())
    between = sum(len(owners) - 1 for owners in plan.shared_names.values())
    return (inside + between) * max(0, plan.config.num_repeats)
