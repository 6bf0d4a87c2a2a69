"""What datasets are called, for people, where no project names them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import PurePosixPath

from app.core.language import tr
from app.core.planner.schema import Config

_PLACES = (
    "cache_directory",
    "video_directory",
    "image_directory",
    "video_jsonl_file",
    "image_jsonl_file",
)
_CACHE_WORDS = re.compile(r"^(latents?|caches?)([ _-]+|$)|[ _-]+(latents?|caches?)$", re.IGNORECASE)


def names_of(config: Config) -> tuple[str, ...]:
    """Return what to call the datasets of a file: after their cache folder or their files."""
    if config.datasets:
        return names_by_places(
            (entry.cache_directory, entry.directory, entry.jsonl) for entry in config.datasets
        )
    return names_by_places(map(_places, _entries(config.document.data)))  # the trainer refuses it


def _entries(data: object) -> list[object]:
    entries = data.get("datasets") if isinstance(data, dict) else None
    return entries if isinstance(entries, list) else []


def _places(entry: object) -> tuple[str | None, ...]:
    """Return cache folder, folders and JSONL of an entry as it is written, whatever it is."""
    found = entry if isinstance(entry, dict) else {}
    cache, *others = [text if isinstance(text := found.get(key), str) else "" for key in _PLACES]
    return cache, others[0] or others[1], others[2] or others[3]


def names_by_places(entries: Iterable[tuple[str | None, ...]]) -> tuple[str, ...]:
    """Return what to call datasets that say cache folder, folder of files, and JSONL."""
    names: list[str] = []
    for n, (*folders, jsonl) in enumerate(entries):
        places = (*folders, (jsonl or "").rpartition(".")[0])
        known = (PurePosixPath((place or "").replace("\\", "/")).name for place in places)
        told = (_CACHE_WORDS.sub("", name) for name in known)
        names.append(
            free_name(
                next((name for name in told if name), tr("Dataset {dataset}", dataset=n)), names
            )
        )
    return tuple(names)


def free_name(wanted: str, taken: Iterable[str]) -> str:
    """Return a name that nobody has, whatever its case: "long", "long 2", "long 3"."""
    used = {name.casefold() for name in taken}
    bare, number = re.sub(r" \d+$", "", wanted), 2
    name = wanted
    while name.casefold() in used:
        name, number = f"{bare} {number}", number + 1
    return name
