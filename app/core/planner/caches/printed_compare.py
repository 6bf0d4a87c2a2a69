"""A plan against what the trainer counted: by its log, or by the cache folders it left.

Every number that is on both sides is compared; each that differs is an `Alarm`. A plan that was
right when the trainer ran and whose files changed since differs too, so that an alarm names what
may be the reason.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from app.core.amounts import counted
from app.core.errors import DatasetError, cannot
from app.core.language import noted, tr
from app.core.planner.caches.freshness import FolderState
from app.core.planner.caches.freshness_look import Freshness
from app.core.planner.caches.printed import Bucket, Printed, PrintedDataset, read_log
from app.core.planner.caches.printed_settings import settings_of
from app.core.planner.dataset import DatasetPlan
from app.core.planner.places import is_pipe
from app.core.planner.plan import Plan
from app.core.planner.schema import DatasetConfig

_STEPS: dict[str, str] = {
    "latents": noted("the last caching of pictures"),
    "text": noted("the last caching of captions"),
    "train": noted("the last training"),
    "folders": noted("the last caching run"),
}
_MOST_LOG = 64 << 20  # bytes of a log that are read, from its end
_MOST_BUCKETS = 4  # that are named of a dataset


@dataclass(frozen=True, slots=True)
class Alarm:
    """A number that differs.

    Attributes:
        dataset: Index; None where it concerns all.
        what: What was counted, for people: ``samples of 384×208×45``.
        ours: Of the plan.
        theirs: Of the trainer.
        reasons: What may be why, the likeliest first, without full stops.
        trained: Leftovers in a cache folder change this number.
    """

    dataset: int | None
    what: str
    ours: int | str
    theirs: int | str
    reasons: tuple[str, ...] = ()
    trained: bool = False

    def text(self, names: Sequence[str] = ()) -> str:
        """Return it as a sentence.

        Args:
            names: What people call the datasets; without them they are counted from 0.
        """
        ours, theirs = (f"{n:,}" if isinstance(n, int) else n for n in (self.ours, self.theirs))
        said = tr(
            "{what}: the plan has {ours}, the trainer counted {theirs}",
            what=self.what,
            ours=ours,
            theirs=theirs,
        )
        if self.dataset is not None:
            known = self.dataset < len(names)
            where = names[self.dataset] if known else tr("Dataset {dataset}", dataset=self.dataset)
            said = tr("{dataset}: {sentence}", dataset=where, sentence=said)
        said = said[:1].upper() + said[1:]
        if not self.reasons:
            return tr("{sentence}.", sentence=said)
        perhaps = self.reasons[0]
        for each in self.reasons[1:]:
            perhaps = tr("{first}, or {last}", first=perhaps, last=each)
        return tr("{sentence}. Perhaps {reasons}.", sentence=said, reasons=perhaps)


@dataclass(frozen=True)
class Comparison:
    """A plan compared with one count of the trainer.

    Attributes:
        step: Whose count: a step of its log, or ``folders``.
        ours: The sum of the plan: samples per epoch, or iterations of a caching bar.
        theirs: The trainer's.
        compared: How many numbers were on both sides.
        alarms: The numbers that differ.
        broken: The run ended with an error, so that it may have counted only a part.
    """

    step: str
    ours: int | None
    theirs: int | None
    compared: int
    alarms: tuple[Alarm, ...]
    broken: bool = False

    @property
    def equal(self) -> bool:
        """Whether the trainer counted to the end, and all of it is equal."""
        return self.theirs is not None and not self.alarms

    @property
    def whose(self) -> str:
        """Which count it was, for people: ``the last caching run``."""
        return tr(_STEPS.get(self.step, noted("the log")))


def compare_file(plan: Plan, log: Path) -> tuple[Comparison, ...]:
    """Compare a plan with the last run of each step in a log; errors as `read_runs`."""
    return compare_log(plan, read_runs(log))


def read_runs(log: Path) -> tuple[Printed, ...]:
    """Return what each run printed that has counted something, of a log.

    Raises:
        DatasetError: The log cannot be read, or the trainer counts nothing in it.
    """
    if is_pipe(log):
        raise DatasetError(tr('Cannot read "{log}": it is a pipe or device; give a file.', log=log))
    try:
        with log.open("rb") as file:
            size = file.seek(0, 2)
            file.seek(max(0, size - _MOST_LOG))
            text = file.read(_MOST_LOG).decode("utf-8", "replace")
    except (OSError, ValueError) as error:
        said = tr('No file "{path}".', path=log)
        if isinstance(error, OSError):
            said = cannot("read", log, error)
        raise DatasetError(said, detail=str(error)) from error
    if text[:64].count("\0") > 8:  # PowerShell's redirection writes UTF-16
        text = text.replace("\0", "")
    runs = tuple(run for run in read_log(text) if any(d.found is not None for d in run.datasets))
    if not runs:
        raise DatasetError(
            tr(
                'No counts of the trainer are in "{log}": choose the log of a caching or a '
                "training.",
                log=log,
            )
        )
    return runs


def compare_log(plan: Plan, runs: Iterable[Printed]) -> tuple[Comparison, ...]:
    """Compare a plan with the last run of each step that has counted something."""
    last: dict[str, Comparison] = {}
    for run in runs:
        comparison = compare(plan, run)
        if comparison.theirs is not None or comparison.alarms:
            last.pop(run.step, None)
            last[run.step] = comparison
    return tuple(last.values())


def compare(plan: Plan, printed: Printed) -> Comparison:
    """Compare a plan with what one run printed."""
    tally = _Tally()
    both = list(zip(plan.datasets, printed.datasets, strict=False))
    if printed.datasets:
        other = (tr("it is the log of another dataset file"),)
        tally.number(None, tr("datasets"), len(plan.datasets), len(printed.datasets), other)
    for dataset, theirs in both:
        _compare_dataset(tally, plan, dataset, theirs, printed)
    reasons = _reasons(plan, printed)
    ours, counted_theirs = _sums(plan, printed)
    if printed.step == "train":
        what = tr("samples per epoch")
        tally.number(None, what, plan.samples, printed.items, reasons, trained=True)
        batches = _known_sum(dataset.batches for dataset in plan.datasets)
        what = tr("batches per epoch")
        tally.number(None, what, batches, printed.batches, reasons, trained=True)
    return Comparison(
        printed.step, ours, counted_theirs, tally.compared, tuple(tally.alarms), printed.broken
    )


def compare_folders(found: Freshness) -> Comparison | None:
    """Compare a plan with what training would draw from the cache folders as they are.

    None while something planned is missing or waits for an export: the caching is not done.
    """
    if not found.folders or len(found.folders) < len(found.plan.datasets):
        return None
    if found.count("missing") or found.count("waiting") or not found.count("cached"):
        return None
    tally = _Tally()
    for folder in found.folders:
        dataset = found.plan.datasets[folder.index]
        left = folder.count("orphan") + _planned_otherwise(folder)
        reasons = [_left_over(left)] if left else []
        theirs = {(*size, frames): count for (size, frames), count in folder.counts.items()}
        tally.groups(dataset, theirs, tuple(reasons))
    theirs_sum = sum(sum(folder.counts.values()) for folder in found.folders)
    return Comparison(
        "folders", found.plan.samples, theirs_sum, tally.compared, tuple(tally.alarms)
    )


def _left_over(files: int) -> str:
    return tr("{files} left over from an earlier plan", files=counted(files, "cache file"))


class _Tally:
    """Counts what is compared, and keeps what differs."""

    def __init__(self) -> None:
        self.compared = 0
        self.alarms: list[Alarm] = []

    def number(
        self,
        dataset: int | None,
        what: str,
        ours: int | None,
        theirs: int | None,
        reasons: tuple[str, ...],
        *,
        trained: bool = False,
    ) -> None:
        """Compare a number; one that is not known on both sides is passed over."""
        if ours is None or theirs is None:
            return
        self.compared += 1
        if ours != theirs:
            self.alarms.append(Alarm(dataset, what, ours, theirs, reasons, trained))

    def groups(
        self, plan: DatasetPlan, theirs: Mapping[Bucket, int], reasons: tuple[str, ...]
    ) -> None:
        """Compare the samples of each bucket of a dataset."""
        if plan.buckets is None:
            return
        ours = {(b.width, b.height, b.frames): b.samples for b in plan.buckets if b.samples}
        before = len(self.alarms)
        for group in sorted(ours.keys() | theirs.keys()):
            width, height, frames = group
            what = tr(
                "samples of {width}×{height}×{frames}", width=width, height=height, frames=frames
            )
            self.number(
                plan.index, what, ours.get(group, 0), theirs.get(group, 0), reasons, trained=True
            )
        more = self.alarms[before + _MOST_BUCKETS :]
        if more:
            del self.alarms[before + _MOST_BUCKETS :]
            sums = (sum(int(a.ours) for a in more), sum(int(a.theirs) for a in more))
            what = tr("samples of {buckets}", buckets=counted(len(more), "more bucket"))
            self.alarms.append(Alarm(plan.index, what, *sums, reasons, trained=True))
        if not ours and not theirs:
            self.compared += 1


def _compare_dataset(
    tally: _Tally, plan: Plan, dataset: DatasetPlan, theirs: PrintedDataset, printed: Printed
) -> None:
    """Compare all that is known of one dataset."""
    index, config = dataset.index, dataset.config
    for key, (ours, printed_value) in settings_of(config, theirs).items():
        if printed_value is not None and ours != printed_value:
            tally.alarms.append(
                Alarm(index, key, ours, printed_value, (tr("the dataset file was changed since"),))
            )
    noun = tr("images listed") if config.kind == "image" else tr("videos listed")
    moved = _moved(config, theirs)
    listed = (*moved, tr("files were added or taken away since"))
    tally.number(index, noun, len(dataset.facts.sources), theirs.found, listed)
    reasons = (*moved, *_reasons(plan, printed))
    if printed.step == "latents":
        tally.number(index, tr("batches cached"), dataset.cache_batches, theirs.batches, reasons)
    elif printed.step == "text":
        tally.number(
            index, tr("batches of captions"), dataset.text_batches, theirs.batches, reasons
        )
    elif printed.step == "train":
        groups = theirs.groups(image=config.kind == "image")
        if groups is not None:
            tally.groups(dataset, groups, reasons)
        what = tr("batches per epoch")
        tally.number(index, what, dataset.batches, theirs.batches, reasons, trained=True)


def _sums(plan: Plan, printed: Printed) -> tuple[int | None, int | None]:
    """Return the sum of the plan and the trainer's, of what its step counts."""
    if printed.step == "train":
        return plan.samples, printed.items
    theirs = _known_sum(dataset.batches for dataset in printed.datasets)
    if printed.step == "text":
        return _known_sum(dataset.text_batches for dataset in plan.datasets), theirs
    return _known_sum(dataset.cache_batches for dataset in plan.datasets), theirs


def _known_sum(numbers: Iterable[int | None]) -> int | None:
    listed = list(numbers)
    known = [number for number in listed if number is not None]
    return sum(known) if known and len(known) == len(listed) else None


def _reasons(plan: Plan, printed: Printed) -> tuple[str, ...]:
    """Return what may be why a count differs, the likeliest first."""
    return tuple(_all_reasons(plan, printed))


def _all_reasons(plan: Plan, printed: Printed) -> Iterator[str]:
    if printed.step == "train":
        if printed.without_text:
            yield tr(
                "{samples} had no cached caption", samples=counted(printed.without_text, "sample")
            )
        if printed.kept:
            yield tr(
                "{cache_files} kept by --keep_cache were trained too",
                cache_files=counted(printed.kept, "cache file"),
            )
        yield tr("stale cache files were trained too")
        yield tr("clips, captions or the dataset file changed after they were cached")
    else:
        yield tr("clips, captions or the dataset file changed since")
    yield tr("another version of the trainer ran (the plan goes by {name})", name=plan.rules.name)


def _moved(config: DatasetConfig, theirs: PrintedDataset) -> tuple[str, ...]:
    """Return that the trainer read another folder, where it did."""
    key = (
        f"{config.kind}_directory" if config.directory is not None else f"{config.kind}_jsonl_file"
    )
    printed = theirs.settings.get(key)
    ours = config.directory if config.directory is not None else config.jsonl
    if printed is None or ours is None or printed == ours:
        return ()
    return (tr("it read {printed}", printed=printed),)


def _planned_otherwise(folder: FolderState) -> int:
    return sum(count for each, count in folder.alike("stale") if each.reason == "plan")


def with_left_over(comparison: Comparison, found: Freshness) -> Comparison:
    """Return a comparison whose alarms know what lies in the cache folders now."""
    left = {
        folder.index: folder.count("orphan") + _planned_otherwise(folder)
        for folder in found.folders
    }

    def told(alarm: Alarm) -> Alarm:
        count = sum(left.values()) if alarm.dataset is None else left.get(alarm.dataset, 0)
        if not count or not alarm.trained:
            return alarm
        left_over = tr(
            "{cache_files} of an earlier plan in the cache folder",
            cache_files=counted(count, "cache file"),
        )
        return replace(alarm, reasons=(left_over, *alarm.reasons))

    return replace(comparison, alarms=tuple(told(alarm) for alarm in comparison.alarms))
