"""The plan: datasets, windows, buckets, samples, batches, with every loss explained.

Pure: a `Config` and the media facts go in, a `Plan` comes out; nothing here touches a disk.
`Planner` keeps what an edit does not change: datasets whose entry and facts are the same objects
are taken over, and the clips of an edited dataset are counted by shape.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from app.core.language import tr
from app.core.planner.cache_folder import find_leftovers
from app.core.planner.counting import plan_dataset
from app.core.planner.dataset import Bucket, DatasetPlan
from app.core.planner.facts import DatasetFacts
from app.core.planner.findings import Finding, in_trainer_order
from app.core.planner.outcome import Windower
from app.core.planner.rules import ARCHITECTURES, DEFAULT, Architecture, Rules
from app.core.planner.schema import Config, DatasetConfig
from app.core.planner.sharing import share_caches, sharing_warnings
from app.core.planner.windows import Refused


@dataclass(frozen=True, eq=False)
class Plan:
    """What a dataset file becomes in training.

    Attributes:
        architecture: The model family.
        rules: The trainer's version.
        config: The dataset file.
        datasets: One plan for each entry; empty where the file is refused.
        errors: Where the trainer stops, in its order; the first one is where it really stops.
    """

    architecture: Architecture
    rules: Rules
    config: Config
    datasets: tuple[DatasetPlan, ...] = ()
    errors: tuple[Finding, ...] = ()

    @property
    def reaches_training(self) -> bool:
        """Whether both caching steps end well, so that training counts its samples."""
        return all(error.stage == "train" and error.dataset is None for error in self.errors)

    @property
    def samples(self) -> int | None:
        """Samples per epoch over all datasets; None where training is not reached."""
        return self._sum([dataset.samples for dataset in self.datasets])

    @property
    def steps_per_epoch(self) -> int | None:
        """Batches per epoch, which are its steps; None where training is not reached."""
        return self._sum([dataset.batches for dataset in self.datasets])

    def _sum(self, numbers: Sequence[int | None]) -> int | None:
        known = [number for number in numbers if number is not None]
        return sum(known) if self.reaches_training and len(known) == len(numbers) else None

    @cached_property
    def warnings(self) -> tuple[Finding, ...]:
        """What the trainer does without saying so, and what stops it later (``fatal``)."""
        found = [*(finding for finding in self.config.findings if not finding.fatal)]
        for dataset in self.datasets:
            found += dataset.warnings
        return (*found, *sharing_warnings(self.datasets))

    @cached_property
    def leftovers(self) -> tuple[Finding, ...]:
        """Warnings about what lies in the cache folders, each of whose files is looked at."""
        return tuple(found for dataset in self.datasets for found in find_leftovers(dataset))

    @property
    def heaviest(self) -> Bucket | None:
        """The bucket with the most pixels over all frames, which decides the memory."""
        buckets = [
            bucket
            for dataset in self.datasets
            for bucket in dataset.buckets or ()
            if bucket.samples
        ]
        return max(buckets, key=lambda bucket: bucket.volume, default=None)


class Planner:
    """Plans dataset files, again and again, and does only once what does not change.

    Args:
        architecture: ``wan``, ``hunyuan`` or ``framepack``.
        rules: The trainer's version.
    """

    def __init__(
        self, architecture: Architecture = ARCHITECTURES["wan"], rules: Rules = DEFAULT
    ) -> None:
        self.architecture, self.rules = architecture, rules
        self._kept: dict[tuple[int, DatasetConfig, int], DatasetPlan] = {}
        self._windowers: dict[DatasetConfig, Windower | Refused] = {}

    def plan(self, config: Config, facts: Sequence[DatasetFacts]) -> Plan:
        """Return the plan of a dataset file.

        Args:
            config: The file.
            facts: One for each entry; pass the same object again where nothing changed.
        """
        refused = tuple(finding for finding in config.findings if finding.fatal)
        if refused:
            return Plan(self.architecture, self.rules, config, errors=refused)
        own = [
            self._dataset(index, entry, fact)
            for index, (entry, fact) in enumerate(zip(config.datasets, facts, strict=True))
        ]
        self._kept = {(plan.index, plan.config, id(plan.facts)): plan for plan in own}
        self._windowers = {entry: self._windowers[entry] for entry in config.datasets}
        datasets = share_caches(own)
        errors = [error for plan in datasets for error in plan.errors]
        errors += _of_the_whole(config, datasets, stopped=bool(errors))
        return Plan(
            self.architecture, self.rules, config, tuple(datasets), in_trainer_order(errors)
        )

    def _dataset(self, index: int, entry: DatasetConfig, facts: DatasetFacts) -> DatasetPlan:
        if entry not in self._windowers:
            self._windowers[entry] = self._windower(entry)
        kept = self._kept.get((index, entry, id(facts)))
        return kept or plan_dataset(index, entry, facts, self.architecture, self._windowers[entry])

    def _windower(self, entry: DatasetConfig) -> Windower | Refused:
        try:
            return Windower(entry, self.architecture, self.rules)
        except Refused as refusal:
            return refusal


def _of_the_whole(
    config: Config, datasets: Sequence[DatasetPlan], *, stopped: bool
) -> Iterator[Finding]:
    """Yield where the trainer stops because of the datasets taken together."""
    if not datasets:
        message = tr(
            "There are no datasets; add a [[datasets]] with image_directory or video_directory."
        )
        yield Finding(stage="datasets", message=message, fatal=True)
        return
    places = [plan.config.cache_place for plan in datasets]
    for index, place in enumerate(places):
        if place in places[:index]:
            first = places.index(place)
            yield Finding(
                stage="datasets",
                key="cache_directory",
                line=config.document.line(index, "cache_directory"),
                message=tr(
                    "Datasets {first} and {index} have the same cache folder; give each its own "
                    "cache_directory (without one it is the folder of the files).",
                    first=first,
                    index=index,
                ),
                fatal=True,
            )
            stopped = True
    if not stopped and not any(plan.samples for plan in datasets):
        yield Finding(
            stage="train",
            message=tr("No training items found: no dataset has a sample; see what each drops."),
            fatal=True,
        )
