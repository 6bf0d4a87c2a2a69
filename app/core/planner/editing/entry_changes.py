"""What a card does to the text of a dataset file: entries made and doubled.

Pure: text in, text out, all else kept (`entry_text`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import PurePosixPath
from typing import Any

from app.core.planner.names import free_name
from app.core.planner.schema import Kind
from app.core.planner.text.entry_text import doubled_entry, read, with_entry

_USUAL: dict[Kind, dict[str, Any]] = {
    "image": {"resolution": [768, 768]},
    "video": {"resolution": [768, 416], "frame_extraction": "head", "target_frames": [1, 21]},
}
_SHARED = {"caption_extension": ".txt", "enable_bucket": True}
"""What the trainer falls back to finds no captions, and buckets nothing."""


def with_new_dataset(text: str, kind: Kind, folder: str = "") -> str:
    """Return the text with one more dataset at its end, with values that make sense.

    Its size is that of the dataset of its kind before it.

    Args:
        text: The dataset file.
        kind: What it reads.
        folder: What it reads, with forward slashes; "" where a project decides that, which names
            the dataset by its cache folder.

    Raises:
        DatasetError: The text is no TOML.
    """
    document = read(text)
    general, entries = document.get("general", {}), _entries(document)
    values = {
        f"{kind}_directory": folder or ("stills" if kind == "image" else "clips"),
        "cache_directory": _free_cache(entries, _cache_beside(kind, folder)),
        **_USUAL[kind],
    }
    names = f"{kind}_directory", f"{kind}_jsonl_file"
    for entry in entries:
        if any(name in entry for name in names) and "resolution" in entry:
            values["resolution"] = entry["resolution"]
    stated = general if isinstance(general, dict) else {}
    values |= {key: value for key, value in _SHARED.items() if key not in stated}
    return with_entry(text, len(entries), values)


def with_twin(text: str, place: int) -> str:
    """Return the text with a copy of a dataset behind it, which has a cache folder of its own.

    Raises:
        DatasetError: The text is no TOML, or has no such entry.
    """
    entries = _entries(read(text))
    entry = entries[place] if 0 <= place < len(entries) else {}
    source = entry.get("video_directory") or entry.get("image_directory") or "cache"
    cache = entry.get("cache_directory") or f"{source}_cache"
    return doubled_entry(text, place, {"cache_directory": _free_cache(entries, str(cache))})


def _entries(document: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    found = document.get("datasets", [])
    return [each if isinstance(each, dict) else {} for each in found]


def _cache_beside(kind: Kind, folder: str) -> str:
    if not folder:
        return "stills" if kind == "image" else "clips"
    path = PurePosixPath(folder)
    return str(path.with_name(f"{path.name}_cache")) if path.name else f"{folder}cache"


def _free_cache(entries: Iterable[Mapping[str, Any]], wanted: str) -> str:
    """Return a cache folder that no dataset has, nor one of its name elsewhere."""
    path = wanted.replace("\\", "/").rstrip("/")
    above, slash, name = path.rpartition("/")
    taken = (_last_part(str(entry.get("cache_directory", ""))) for entry in entries)
    return above + slash + free_name(name, taken)


def _last_part(folder: str) -> str:
    return PurePosixPath(folder.replace("\\", "/")).name
