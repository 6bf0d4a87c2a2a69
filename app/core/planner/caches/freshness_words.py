"""What is said of stale cache files: findings for a check, words for a line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from app.core.amounts import counted
from app.core.language import enumerated, noted, tr
from app.core.planner.caches.freshness_files import REASONS, STATES, State, is_of_caption
from app.core.planner.caches.freshness_look import Freshness
from app.core.planner.caches.freshness_removal import removable, work_left, work_words
from app.core.planner.caches.printed import Printed
from app.core.planner.caches.printed_compare import (
    Alarm,
    Comparison,
    compare_folders,
    compare_log,
    with_left_over,
)
from app.core.planner.findings import Finding, listed
from app.core.planner.schema import Kind

_CURE = (
    noted(
        "{count} is stale, {reason} ({files}): remove it, or cache without --skip_existing; until "
        "then it is trained as it was."
    ),
    noted(
        "{count} are stale, {reason} ({files}): remove them, or cache without --skip_existing; "
        "until then they are trained as they were."
    ),
)
_DAMAGED = (
    noted(
        "{count} is stale, {reason} ({files}): training would stop on it; remove it and cache "
        "again."
    ),
    noted(
        "{count} are stale, {reason} ({files}): training would stop on them; remove them and cache "
        "again."
    ),
)
_ALREADY_SAID = ("plan",)  # `cache_folder.find_leftovers` does


def find_stale(found: Freshness) -> Iterator[Finding]:
    """Yield a warning for each reason why cache files of a dataset are stale."""
    for folder in found.folders:
        names: dict[str, list[str]] = {}
        for each in folder.files("stale"):
            if each.reason not in _ALREADY_SAID:
                names.setdefault(each.reason, []).append(each.name)
        for reason, files in names.items():
            text = all(map(is_of_caption, files))
            many = len(files) > 1
            sentence = (_DAMAGED if reason == "damaged" else _CURE)[many]
            yield Finding(
                stage="cache_text" if text else "cache_latents",
                dataset=folder.index,
                key="cache_directory",
                message=tr(
                    sentence,
                    count=counted(len(files), "cache file"),
                    reason=tr(REASONS[reason]),
                    files=listed(files),
                ),
            )


def chip_words(found: Freshness) -> str:
    """Return what the stale files are, in a few words: ``10 stale: caption changed``."""
    reasons = found.reasons()
    stale = sum(reasons.values())
    words = [tr(REASONS[reason]) for reason in reasons]
    if not words:
        return ""
    if len(words) > 2:
        return tr("{number:,} stale: {reason} and more", number=stale, reason=words[0])
    return tr("{number:,} stale: {reason}", number=stale, reason=enumerated(words))


@dataclass(frozen=True)
class Summary:
    """What is said of cache folders, counted once; nothing here takes long to look at.

    Attributes:
        found: What was looked at.
        counts: Files by state.
        captions: Those of them that are of captions, not of windows.
        stale: As `chip_words`.
        waiting: Clips and stills that an export would change.
        is_empty: Nothing was ever cached.
        work: What the next caching makes, for people, once the stale files are gone; "" : nothing.
        removable: How many stale files may be taken away; ``orphans`` so, too.
        unsure: Sentences on folders of which nothing can be called left over.
        folders: The plan compared with what training would draw from the folders.
        logs: The plan compared with the log that was given.
    """

    found: Freshness
    counts: Mapping[State, int]
    captions: Mapping[State, int]
    stale: str
    waiting: int
    is_empty: bool
    work: str
    removable: int
    orphans: int
    unsure: tuple[str, ...]
    folders: Comparison | None
    logs: tuple[Comparison, ...] = ()

    @property
    def alarms(self) -> Iterator[tuple[Comparison, Alarm]]:
        """Yield the numbers of the trainer that the plan does not have."""
        for comparison in (*((self.folders,) if self.folders else ()), *self.logs):
            yield from ((comparison, alarm) for alarm in comparison.alarms)

    @property
    def equal(self) -> Comparison | None:
        """The count of the trainer that the plan equals; None where there is none, or an alarm."""
        known = [*self.logs, *((self.folders,) if self.folders else ())]
        if not known or not all(each.equal for each in known):
            return None
        return self.folders or max(known, key=lambda each: each.step == "train")


def summary(found: Freshness, runs: Iterable[Printed] = ()) -> Summary:
    """Return what is to be said; for 100,000 files it takes some tenths of a second."""
    captions = {
        state: sum(folder.captions.get(state, 0) for folder in found.folders) for state in STATES
    }
    chosen = removable(found)
    waiting: dict[Kind, set[str]] = {}
    for folder in found.folders:
        waiting.setdefault(folder.kind, set()).update(folder.waiting)
    logs = compare_log(found.plan, runs)
    return Summary(
        found,
        {state: found.count(state) for state in STATES},
        captions,
        chip_words(found),
        sum(map(len, waiting.values())),
        found.is_empty,
        work_words(*work_left(found, chosen)),
        len(chosen),
        len(removable(found, orphans=True)),
        tuple(dict.fromkeys(each.unsure for each in found.folders if each.unsure)),
        compare_folders(found),
        tuple(with_left_over(each, found) for each in logs),
    )


def alarm_sentences(of: Summary, names: Sequence[str], most: int = 2) -> list[str]:
    """Return what is to be said of numbers that differ; more than ``most`` are only counted.

    Args:
        of: The cache folders and logs.
        names: What people call the datasets.
        most: Sentences; one more says how many numbers they leave out.
    """
    alarms = list(of.alarms)
    said = [
        tr("Not what {whose} counted. {alarm}", whose=comparison.whose, alarm=alarm.text(names))
        for comparison, alarm in alarms[:most]
    ]
    more = len(alarms) - most
    if more > 0:
        said.append(
            tr(
                "1 more number of the trainer is not what the plan has; Caches, at the right, "
                "lists them."
            )
            if more == 1
            else tr(
                "{number:,} more numbers of the trainer are not what the plan has; Caches, at the "
                "right, lists them.",
                number=more,
            )
        )
    return said
