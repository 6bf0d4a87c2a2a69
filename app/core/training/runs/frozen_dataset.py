"""The dataset file of a run: that of the export, with nothing in it that may change its meaning.

Paths become absolute, as a run is started elsewhere; lists lie beside it, so that the next export
does not change what a run that waits will train on.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from app.core.planner.places import Places
from app.core.planner.text.entry_text import entries_of, read, with_values

_FOLDERS = ("video_directory", "image_directory", "cache_directory", "control_directory")
_LISTS = ("video_jsonl_file", "image_jsonl_file")


@dataclass(frozen=True, slots=True)
class FrozenDataset:
    """What is written.

    Attributes:
        text: Of the dataset file.
        lists: Where each list is copied from, by its name in the run's folder.
    """

    text: str
    lists: Mapping[str, Path]


def frozen_dataset(text: str, places: Places, run: Path) -> FrozenDataset:
    """Return the dataset file of a run.

    Args:
        text: Of the export's.
        places: Where its relative paths lead.
        run: The run's folder.

    Raises:
        DatasetError: The text is no TOML, or its datasets are no tables.
    """
    lists: dict[str, Path] = {}
    for number, entry in enumerate(entries_of(read(text))):
        values: dict[str, str] = {}
        for key in (*_FOLDERS, *_LISTS):
            named = entry.get(key)
            if not isinstance(named, str) or not named:
                continue
            place = places.of(named).absolute()
            if key in _LISTS:
                name = _free_name(place, number, lists)
                lists[name] = place
                place = run / name
            if place.as_posix() != named:
                values[key] = place.as_posix()
        if values:
            text = with_values(text, number, values)
    return FrozenDataset(text, lists)


def _free_name(place: Path, number: int, taken: Mapping[str, Path]) -> str:
    if taken.get(place.name, place) == place and place.suffix == ".jsonl":
        return place.name
    return f"{number}-{place.stem}.jsonl"
