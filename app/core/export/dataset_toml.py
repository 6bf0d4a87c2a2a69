"""The trainer's dataset file.

What it must obey (musubi-tuner 0.3.4): paths with forward slashes, absolute because relative ones
start at the trainer's working folder; one cache folder per dataset, without characters that are
special to a file search; bucketing on, as it is off by default.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

import tomlkit
from tomlkit.items import AoT, Table

from app.core.errors import DatasetError
from app.core.export.names import assign, safe_stem
from app.core.export.wanted import CLIPS, STILLS
from app.core.language import tr
from app.core.library.model import Dataset, Settings

LIST_SUFFIX = ".jsonl"

_SPECIAL = re.compile(r"[\[\]*?]")


@dataclass(frozen=True, slots=True)
class Places:
    """Where exported files lie; all absolute."""

    clips: Path
    stills: Path
    caches: Path

    def material(self, dataset: Dataset) -> Path:
        """Return the folder that a dataset reads."""
        return self.stills if dataset.kind == "image" else self.clips

    def reads(self, dataset: Dataset, name: str) -> dict[str, str]:
        """Return the keys of an entry that say which files it reads, with their values.

        Args:
            dataset: One that reads only some reads a list of them.
            name: Of its cache folder, as no other's.
        """
        if dataset.filter:
            return {f"{dataset.kind}_jsonl_file": self.list_of(name).as_posix()}
        return {f"{dataset.kind}_directory": self.material(dataset).as_posix()}

    def list_of(self, name: str) -> Path:
        """Return the list of a dataset that reads only some, by its cache folder's name."""
        return self.caches.parent / f"{name}{LIST_SUFFIX}"


def places_in(folder: Path) -> Places:
    """Return where the files of a dataset folder lie."""
    return Places(folder / CLIPS, folder / STILLS, folder / "cache")


def title_of(settings: Settings) -> str:
    """Return the first line of a project's dataset file."""
    return f'The dataset of "{settings.name}", written by Rushes.'


def dataset_toml(datasets: Sequence[Dataset], places: Places, *, title: str) -> str:
    """Return the dataset file.

    Args:
        datasets: In the order to write them.
        places: Where the files lie.
        title: What the first line says of whose file it is.

    Raises:
        DatasetError: A cache folder's path holds characters that the trainer cannot handle.
    """
    check_cache_folder(places.caches)
    document = tomlkit.document()
    document.add(tomlkit.comment(" ".join(title.split())))
    document.add(tomlkit.comment("Paths are absolute: the trainer would start relative ones where"))
    document.add(tomlkit.comment("it was started. Each dataset needs a cache folder of its own."))
    document.add(tomlkit.nl())
    document.add("general", _general())
    names = assign([(n, safe_stem(each.name)) for n, each in enumerate(datasets)], before={})
    entries: AoT = tomlkit.aot()
    for n, dataset in enumerate(datasets):
        table = tomlkit.table()
        for key, value in entry_values(
            dataset, places, (places.caches / names[n]).as_posix()
        ).items():
            table.add(key, value)
        entries.append(table)
    document.add("datasets", entries)
    return tomlkit.dumps(document)


def check_cache_folder(folder: Path) -> None:
    """Refuse a folder in which the trainer would find none of its caches.

    Raises:
        DatasetError: Its path holds characters that are special to the trainer's file search.
    """
    if _SPECIAL.search(str(folder)):
        raise DatasetError(
            tr(
                'The trainer would find nothing in "{folder}": move the project to a '
                "folder whose path has no [ ] * ? in it.",
                folder=folder,
            )
        )


def _general() -> Table:
    table = tomlkit.table()
    table.add("caption_extension", ".txt")
    bucketing = tomlkit.item(True)
    bucketing.comment("sizes of about the resolution's area, near each picture's shape")
    table.add("enable_bucket", bucketing)
    table.add(tomlkit.nl())
    return table


def entry_values(dataset: Dataset, places: Places, cache: str) -> dict[str, Any]:
    """Return the keys of a new entry, in the order to write them; ``cache`` is its folder."""
    return {
        **places.reads(dataset, PurePosixPath(cache).name),
        "cache_directory": cache,
        "resolution": list(dataset.resolution),
        **(_windows(dataset) if dataset.kind == "video" else {}),
        "batch_size": dataset.batch_size,
        "num_repeats": dataset.num_repeats,
        "bucket_no_upscale": dataset.bucket_no_upscale,
    }


def _windows(dataset: Dataset) -> dict[str, Any]:
    mode = dataset.frame_extraction
    if mode == "full":
        return {"frame_extraction": mode, "max_frames": dataset.max_frames}
    targets = list(dataset.target_frames or (1,))
    found: dict[str, Any] = {"frame_extraction": mode, "target_frames": targets}
    if mode == "slide":
        found["frame_stride"] = dataset.frame_stride
    if mode == "uniform":
        found["frame_sample"] = dataset.frame_sample
    return found
