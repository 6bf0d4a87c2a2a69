"""What datasets are called, for people, where no project names them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import PurePosixPath

from app.core.planner.schema import Config

_CACHE_WORDS = re.compile(r"^(latents?|caches?)([ _-]+|$)|[ _-]+(latents?|caches?)$", re.IGNORECASE)


def names_of(config: Config) -> tuple[str, ...]:
    """Return what to call the datasets of a file: after their cache folder or their files."""
    return names_by_places(
        (entry.cache_directory, entry.directory, entry.jsonl) for entry in config.datasets
    )


def names_by_places(entries: Iterable[tuple[str | None, ...]]) -> tuple[str, ...]:
    """Return what to call datasets that say cache folder, folder of files, and JSONL."""
    names: list[str] = []
    for n, (*folders, jsonl) in enumerate(entries):
        places = (*folders, (jsonl or "").rpartition(".")[0])
        known = (PurePosixPath((place or "").replace("\\", "/")).name for place in places)
        told = (_CACHE_WORDS.sub("", name) for name in known)
        names.append(free_name(next((name for name in told if name), f"Dataset {n}"), names))
    return tuple(names)


def free_name(wanted: str, taken: Iterable[str]) -> str:
    """Return a name that nobody has, whatever its case: "long", "long 2", "long 3"."""
    used = {name.casefold() for name in taken}
    bare, number = re.sub(r" \d+$", "", wanted), 2
    name = wanted
    while name.casefold() in used:
        name, number = f"{bare} {number}", number + 1
    return name
