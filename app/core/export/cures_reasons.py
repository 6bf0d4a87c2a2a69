"""Why a dataset file loses samples: the groups of a plan, whether of a project or not."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from fractions import Fraction
from functools import partial

from app.core.amounts import counted
from app.core.checks.lengths import frames_apart, frames_short
from app.core.export.cures_groups import Batch, Group, Reason, least_first
from app.core.export.shelf import Row
from app.core.language import tr
from app.core.planner.dataset import DatasetPlan
from app.core.planner.facts import CAPTION_FAULTS, Shape, shape_of
from app.core.planner.findings import listed
from app.core.planner.losses import find_shared_starts, why_dropped
from app.core.planner.plan import Plan
from app.core.planner.windows import Run, round_frames

RowOf = Callable[[int, str], Row | None]
_NEAR = Fraction(1, 100)  # a rate within 1 % is the rate meant
_BARE = "empty caption"
_NO_CAPTION = "no caption file with its name"  # as `listing` says it


def dataset_groups(plan: Plan, names: Sequence[str], row_of: RowOf) -> Iterator[Group]:
    """Yield the groups of a plan that are about one dataset, and those about its files.

    Args:
        plan: It.
        names: Of its datasets, for people.
        row_of: Returns the row behind a file of a dataset; None where there is none.
    """
    passed: set[int] = set()  # the folders whose ignored files were named
    for own in plan.datasets:
        name = (
            names[own.index] if own.index < len(names) else tr("Dataset {index}", index=own.index)
        )
        made = partial(
            Group,
            dataset=own.index,
            name=name,
            sources=own.facts.sources,
            row_of=partial(row_of, own.index),
        )
        yield from _faults(own, made)
        if own.config.kind == "video":
            yield from _short(own, made)
            yield from _starts(own, made)
            yield from _rests(own, made)
            yield from _rates(own, made)
        yield from _names(own, made)
        if id(own.facts.ignored) not in passed:
            passed.add(id(own.facts.ignored))
            yield from _ignored(own, made)


Make = Callable[..., Group]


def _sentence(text: str) -> str:
    return tr("{sentence}.", sentence=_capital(text))


def _capital(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}"


def _faults(plan: DatasetPlan, made: Make) -> Iterator[Group]:
    """Yield the files on which the trainer stops."""
    broken = [
        Batch(places=places, frames=shape.frames, says=_sentence(outcome.refused))
        for shape, outcome, places in plan.shapes()
        if outcome.refused and not outcome.key
    ]
    yield made("fault", tr("The trainer stops on these files"), tuple(broken), stops=True)
    silent = [
        Batch(places=places, says=_sentence(tr(CAPTION_FAULTS[traits.caption_fault])))
        for traits, places in plan.facts.sources.traits.items()
        if traits.caption_fault
    ]
    yield made("fault", tr("The trainer stops on their captions"), tuple(silent), stops=True)


def _short(plan: DatasetPlan, made: Make) -> Iterator[Group]:
    config, windower = plan.config, plan.windower
    if windower is None or config.mode == "full":
        return
    windows = config.frame_sample if config.mode == "uniform" else 1
    lost = max(0, windows) * max(0, config.num_repeats)
    found: dict[int, list[Batch]] = {}
    for shape, outcome, places in plan.shapes():
        taken = {frames for _, frames in outcome.runs}
        for target in windower.extraction.targets:
            if target in taken or outcome.refused:
                continue
            why, first = why_dropped(plan, windower, outcome, target)
            apart = frames_apart(target, windows)
            needs = None if first is None else windower.intake.least(apart)
            if needs is not None and config.source_fps is None:
                lack = frames_short(outcome.held, target, windows)
                why = _short_by(counted(lack, "frame"), needs, windows)
            batch = Batch(
                places=places,
                frames=shape.frames,
                held=outcome.held,
                lost=lost,
                needs=needs if needs is not None else first,
                first=first if needs is not None and first != needs else None,
                says=_sentence(why),
            )
            found.setdefault(target, []).append(batch)
    for target, batches in found.items():
        head = tr("Too short for {frames}", frames=counted(target, "frame"))
        yield made("short", head, least_first(batches), target=target)


def _short_by(frames: str, needs: int, windows: int) -> str:
    if windows == 2:
        return tr(
            "{frames} short; {needs} frames would give both windows", frames=frames, needs=needs
        )
    if windows > 1:
        return tr(
            "{frames} short; {needs} frames would give all {windows} windows",
            frames=frames,
            needs=needs,
            windows=windows,
        )
    return tr("{frames} short", frames=frames)


def _starts(plan: DatasetPlan, made: Make) -> Iterator[Group]:
    found: dict[int, list[Batch]] = {}
    for shape, outcome, places in plan.shapes():
        for shared in find_shared_starts(plan, outcome):
            batch = Batch(
                places=places,
                frames=shape.frames,
                held=outcome.held,
                lost=shared.lost,
                needs=shared.needs,
                says=tr("{sentence}.", sentence=shared.sentence),
            )
            found.setdefault(shared.target, []).append(batch)
    for target, batches in found.items():
        head = tr("Windows of {frames} that share a start", frames=counted(target, "frame"))
        yield made("starts", head, least_first(batches), target=target)


def _names(plan: DatasetPlan, made: Make) -> Iterator[Group]:
    """Yield the files whose cache files another file of the same name writes too."""
    shared = plan.shared_names
    if not shared:
        return
    repeats, sources = max(0, plan.config.num_repeats), plan.facts.sources
    place_of = {id(sources.items[place]): place for place in sources.special}
    found: dict[int, tuple[int, set[str]]] = {}
    for owners in shared.values():
        for source in owners[:-1]:
            files, others = found.get(place_of[id(source)], (0, set()))
            found[place_of[id(source)]] = files + 1, others | {owners[-1].file}
    batches = [
        Batch(
            places=(place,),
            frames=shape_of(sources.items[place].fact).frames,
            lost=files * repeats,
            says=tr(
                "{others} writes {files} of this name too, and only what is written last is "
                "trained.",
                others=listed(sorted(others), len(others)),
                files=counted(files, "cache file"),
            ),
        )
        for place, (files, others) in sorted(found.items())
    ]
    yield made("names", tr("Files of one name, of which one is trained"), tuple(batches))


# ------------------------------------------------------------------ frames that are not trained


def _rests(plan: DatasetPlan, made: Make) -> Iterator[Group]:
    """Yield the clips that have frames behind the last window of *full* or *chunk*."""
    mode = plan.config.mode
    if mode not in ("full", "chunk") or plan.config.source_fps is not None:
        return
    batches: list[Batch] = []
    for shape, outcome, places in plan.shapes():
        if not outcome.runs or outcome.runs[-1][1] < 1:
            continue
        end = max(start + frames for start, frames in outcome.runs)
        if rest := outcome.held - end:
            needs, says = _rest_says(plan, outcome.held, outcome.runs, rest)
            batches.append(
                Batch(
                    places=places,
                    frames=shape.frames,
                    held=outcome.held,
                    rest=rest,
                    needs=needs,
                    says=says,
                )
            )
    head = tr("Frames behind the last window")
    if mode == "full":
        head = tr("Frames behind the window")
    yield made("rest", head, least_first(batches))


def _rest_says(
    plan: DatasetPlan, held: int, runs: Sequence[Run], rest: int
) -> tuple[int | None, str]:
    longest = max(frames for _, frames in runs)
    if plan.config.mode == "chunk":
        needs = (held // longest + 1) * longest
        return needs, tr(
            "{frames} behind the last window of {longest}.",
            frames=counted(rest, "frame"),
            longest=longest,
        )
    if held > plan.config.max_frames:
        return None, tr(
            "{frames} behind max_frames = {max_frames}.",
            frames=counted(rest, "frame"),
            max_frames=plan.config.max_frames,
        )
    return longest + 4, tr(
        "{frames} behind the window of {longest}, which is 4n + 1.",
        frames=counted(rest, "frame"),
        longest=longest,
    )


def _rates(plan: DatasetPlan, made: Make) -> Iterator[Group]:
    """Yield the clips of the trained rate of which a declared one drops frames."""
    declared, wanted = plan.config.source_fps, Fraction(plan.architecture.rate)
    if declared is None or plan.windower is None or not wanted * (1 + _NEAR) < declared < 1e9:
        return
    places_of: dict[Shape, list[int]] = {}
    sources = plan.facts.sources
    for traits, places in sources.traits.items():
        if traits.rate is not None and abs(Fraction(*traits.rate) / wanted - 1) <= _NEAR:
            for place in places:
                places_of.setdefault(shape_of(sources.items[place].fact), []).append(place)
    batches = [
        Batch(
            places=tuple(sorted(places)),
            frames=shape.frames,
            held=outcome.held,
            rest=shape.frames - outcome.held,
            says=tr(
                "It has {wanted:g} frames a second, as trained; taken for {declared:g}, "
                "only {held} of its {frames} are used.",
                wanted=float(wanted),
                declared=declared,
                held=outcome.held,
                frames=counted(shape.frames, "frame"),
            ),
        )
        for shape, places in places_of.items()
        if 0 < (outcome := plan.windower.outcome(shape)).held < shape.frames
    ]
    yield made(
        "rate", tr("source_fps = {declared:g} drops frames", declared=declared), tuple(batches)
    )


# ------------------------------------------------------------------ files


def _ignored(plan: DatasetPlan, made: Make) -> Iterator[Group]:
    """Yield the files that the trainer passes over, by its reason."""
    found: dict[str, list[str]] = {}
    for each in plan.facts.ignored:
        found.setdefault(each.reason, []).append(each.file)
    for why, files in found.items():
        says = _sentence(tr(why))
        if why == _NO_CAPTION and plan.config.kind == "image":
            lost = max(0, plan.config.num_repeats)
            batch = Batch(files=tuple(files), frames=1, lost=lost, says=says)
            yield made("uncaptioned", tr("Pictures without a caption file: passed over"), (batch,))
        else:
            batch = Batch(files=tuple(files), says=says)
            yield made("ignored", tr("Passed over: {why}", why=tr(why)), (batch,))


def bare_groups(plan: Plan, names: Sequence[str], row_of: RowOf) -> Iterator[Group]:
    """Yield the files whose captions say nothing; those of a folder once, whoever reads it."""
    seen: set[int] = set()
    for own in plan.datasets:
        sources = own.facts.sources
        if id(sources) in seen:
            continue
        seen.add(id(sources))
        places = [
            place
            for traits, places in sources.traits.items()
            if _BARE in traits.notes
            for place in places
        ]
        batch = Batch(places=tuple(sorted(places)), says=tr("It is trained on empty words."))
        yield Group(
            "bare",
            tr("Captions that say nothing"),
            (batch,) if places else (),
            sources=sources,
            row_of=partial(row_of, own.index),
        )


# ------------------------------------------------------------------ over all datasets


def unused_groups(plan: Plan, row_of: RowOf) -> Iterator[Group]:
    """Yield the clips with a run of frames that no dataset takes, long enough for a window.

    Only where all video datasets read the same clips, frame for frame, and none takes them whole.
    """
    videos = [own for own in plan.datasets if own.config.kind == "video" and own.windower]
    if not videos or any(own.config.source_fps is not None for own in videos):
        return
    if any(own.config.mode == "full" for own in videos):
        return
    if len({id(own.facts.sources) for own in videos}) > 1:
        return
    wanted = max((target for own in videos for target in own.config.targets), default=0)
    batches: list[Batch] = []
    for shape, places in videos[0].facts.sources.groups.items():
        outcomes = [own.outcome(videos[0].facts.sources.items[places[0]]) for own in videos]
        runs = [run for outcome in outcomes for run in outcome.runs]
        free = longest_free(runs, shape.frames)
        if runs and wanted > 1 and free >= wanted:
            says = tr("{frames} in one piece that no dataset takes.", frames=counted(free, "frame"))
            batches.append(
                Batch(places=places, frames=shape.frames, held=shape.frames, rest=free, says=says)
            )
    batches.sort(key=lambda batch: -batch.rest)
    reason: Reason = "unused"
    yield Group(
        reason,
        tr("Room for another window of {frames}", frames=counted(wanted, "frame")),
        tuple(batches),
        sources=videos[0].facts.sources,
        row_of=partial(row_of, videos[0].index),
    )


def longest_free(runs: Iterable[Run], frames: int) -> int:
    """Return the length of the longest piece of ``frames`` frames that none of the runs takes."""
    longest = end = 0
    for start, length in sorted(set(runs)):
        longest = max(longest, start - end)
        end = max(end, start + length)
    return max(longest, frames - end)


def reached(held: int, windows: int = 1) -> int:
    """Return the longest 4n + 1 of which so many windows of a clip begin at frames of their own."""
    return round_frames(held - max(0, windows - 1))
