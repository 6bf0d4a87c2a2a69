"""What lies on disk for each entry of a project's dataset file, before anything is exported."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from app.core.export.choosing import check_filters
from app.core.export.shelf import Shelf
from app.core.library.model import Dataset
from app.core.planner.facts import DatasetFacts, Ignored, Sources
from app.core.planner.listing import finds_itself
from app.core.planner.schema import Config, DatasetConfig, Kind

Chosen = dict[tuple[str, str], Sources]
"""What filters let through, by kind of dataset and filter."""

Folders = Mapping[Kind, tuple[Sources, tuple[Ignored, ...]]]
"""What lies in the folder of each kind of dataset."""


def chosen_files(datasets: Iterable[Dataset], shelves: Mapping[str, Shelf]) -> Chosen:
    """Return the files of the datasets that read only some.

    Args:
        datasets: Those of the project.
        shelves: The files of each kind.

    Raises:
        DatasetError: A filter says nothing.
    """
    datasets = list(datasets)
    check_filters(datasets)
    return {
        (kind, text): files
        for kind, shelf in shelves.items()
        for text, files in shelf.choose(
            each.filter for each in datasets if each.filter and each.kind == kind
        ).items()
    }


class EntryFacts:
    """The facts of all entries; the same objects as before where nothing changed."""

    def __init__(self) -> None:
        self._known: dict[tuple[int, DatasetConfig], DatasetFacts] = {}

    def of(
        self, config: Config, datasets: Sequence[Dataset], folders: Folders, chosen: Chosen
    ) -> list[DatasetFacts]:
        """Return the facts of each entry.

        Args:
            config: The dataset file.
            datasets: The rows of its entries.
            folders: What lies in the folders.
            chosen: What the datasets read that read only some.
        """
        self._known = {
            (index, entry): self._of(index, entry, *_read(entry, dataset, folders, chosen))
            for index, (entry, dataset) in enumerate(
                zip(config.datasets, datasets, strict=False)  # a refused file has no entries
            )
        }
        return list(self._known.values())

    def _of(
        self, index: int, entry: DatasetConfig, sources: Sources, ignored: tuple[Ignored, ...]
    ) -> DatasetFacts:
        known = self._known.get((index, entry))
        if known is not None and known.sources is sources and known.ignored is ignored:
            return known
        return DatasetFacts(
            sources=sources,
            ignored=ignored,
            cache_seen=entry.cache_place is None or finds_itself(entry.cache_place),
            place=str(Path(entry.directory or entry.jsonl or "")),
        )


def _read(
    entry: DatasetConfig, dataset: Dataset, folders: Folders, chosen: Chosen
) -> tuple[Sources, tuple[Ignored, ...]]:
    """Return what an entry lists, and what it passes over."""
    some = chosen.get((entry.kind, dataset.filter))
    return folders[entry.kind] if some is None else (some, ())
