"""A project's datasets as the text of the trainer's file, and back.

The rows say what holds; the text that a person wrote gives comments, order and the keys that no
row has. So the text is changed only where it says something else than the rows, and what is
written into it becomes rows again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import PurePosixPath
from typing import Any, get_args

from app.core.errors import DatasetError
from app.core.export.dataset_toml import (
    Places,
    check_cache_folder,
    dataset_toml,
    entry_values,
    title_of,
)
from app.core.export.names import assign, safe_stem
from app.core.language import tr
from app.core.library.edits import Edit, adding, changing, removing, several
from app.core.library.model import Dataset, Extraction, Settings
from app.core.planner.findings import listed
from app.core.planner.schema import Kind
from app.core.planner.text.entry_text import (
    entries_of,
    general_of,
    ordered_entries,
    read,
    with_entry,
    with_value,
    without_entry,
    without_key,
)
from app.core.planner.windows import round_frames

_COUNTS = ("batch_size", "num_repeats", "frame_stride", "frame_sample", "max_frames")
_FIELDS = (
    *("resolution", "target_frames", "frame_extraction"),
    *(*_COUNTS, "bucket_no_upscale"),
)
_IMAGE_FIELDS = ("resolution", "batch_size", "num_repeats", "bucket_no_upscale")
_IMAGE_KEYS = frozenset({"image_directory", "image_jsonl_file"})
_VIDEO_KEYS = frozenset({"video_directory", "video_jsonl_file"})
_PLACED = (  # what says where an entry's files are: the project's, whatever a text says
    *("image_directory", "video_directory", "image_jsonl_file", "video_jsonl_file"),
    "cache_directory",
)
_UNREADABLE = "This could not be read any more, and stands here as it was:"
_HUGE = 10**9  # no number means anything from here on, and a project cannot keep any


def cache_names(datasets: Iterable[Dataset]) -> list[str]:
    """Return the names of the datasets' cache folders, in their order."""
    wanted = [(n, safe_stem(each.name)) for n, each in enumerate(datasets)]
    return list(assign(wanted, before={}).values())


def render(datasets: Sequence[Dataset], settings: Settings, places: Places) -> str:
    """Return the dataset file of a project: the person's text with what the rows say.

    A text that cannot be read, as of a damaged project, is kept as comments above a new one.

    Args:
        datasets: In the order of the file.
        settings: Of the project.
        places: Where the exported files lie.

    Raises:
        DatasetError: A cache folder's path holds characters that the trainer cannot handle.
    """
    text = settings.dataset_file.removeprefix("\ufeff")
    check_cache_folder(places.caches)
    if text:
        try:
            return _with_rows(text, datasets, places)
        except DatasetError:
            text = "".join(f"# {line}\n" for line in (_UNREADABLE, *text.splitlines()))
    return text + dataset_toml(datasets, places, title=title_of(settings))


def _with_rows(text: str, datasets: Sequence[Dataset], places: Places) -> str:
    """Return a text with what the rows say; raises `DatasetError` where it cannot be changed."""
    data = read(text)
    entries, general, names = entries_of(data), general_of(data), cache_names(datasets)
    owners = _owners(entries, datasets, names)
    text = _arranged(text, len(entries), owners)
    for n, (dataset, name, owner) in enumerate(zip(datasets, names, owners, strict=True)):
        cache = (places.caches / name).as_posix()
        if owner is None:
            text = with_entry(text, n, entry_values(dataset, places, cache))
            continue
        wanted = {**places.reads(dataset, name), "cache_directory": cache}
        for key in (key for key in _PLACED if key in entries[owner] and key not in wanted):
            text = without_key(text, n, key)
        wanted |= _otherwise(dataset, {**general, **entries[owner]})
        for key, value in wanted.items():
            if entries[owner].get(key) != value:
                text = with_value(text, n, key, value)
    return text


def _arranged(text: str, count: int, owners: Sequence[int | None]) -> str:
    """Return the text with just those of its ``count`` entries that are owned, in that order."""
    kept = [owner for owner in owners if owner is not None]
    for n in reversed(range(count)):
        if n not in kept:
            text = without_entry(text, n)
    left = sorted(kept)
    return text if kept == left else ordered_entries(text, [left.index(owner) for owner in kept])


def _otherwise(dataset: Dataset, said: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a row says otherwise than its entry, as keys of it."""
    before, found = read_fields(said), {}
    for name in _fields(dataset.kind):
        value = getattr(dataset, name)
        if name == "target_frames":
            value = value or (1,)
        if value != before[name]:
            found[name] = list(value) if isinstance(value, tuple) else value
    return found


def edit_of_text(
    text: str, datasets: Sequence[Dataset], settings: Settings, places: Places, label: str
) -> Edit:
    """Return what a changed dataset file changes in its project; empty where that is nothing.

    Args:
        text: The whole file.
        datasets: The project's as they are, in the order of the file.
        settings: Of the project.
        places: Where the exported files lie; the text says nothing else in the end.
        label: Names the edit.

    Raises:
        DatasetError: The text is no TOML; the sentence names the line.
    """
    after = rows_of_text(text, datasets)
    kept = {row.id for row in after if row.id}
    check_cache_folder(places.caches)
    named = _with_rows(text, after, places) if text else render(after, settings, places)
    before = {row.id: row for row in datasets}
    edits = [removing(*(row for row in datasets if row.id not in kept))]
    edits += [changing(before[row.id], row) for row in after if row.id]
    edits.append(adding(*(row for row in after if not row.id)))
    edits.append(changing(settings, replace(settings, dataset_file=named)))
    if not any(edits[:-1]) and named == render(datasets, settings, places):
        return Edit(label)
    return replace(several(label, edits), label=label)


def put_back(typed: str, kept: str) -> str:
    """Return a sentence on what of a typed file a project does not keep; "" where it keeps all.

    Args:
        typed: As a person wrote it.
        kept: As it is in the project.
    """
    names: dict[str, None] = {}
    for before, after in zip(entries_of(read(typed)), entries_of(read(kept)), strict=False):
        names |= {key: None for key in _PLACED if key in before and before[key] != after.get(key)}
    if not names:
        return ""
    return tr(
        "Put back: {keys}. The datasets of a project read its own exported files and keep their "
        "caches in it.",
        keys=listed(names, len(names)),
    )


def rows_of_text(text: str, datasets: Sequence[Dataset]) -> list[Dataset]:
    """Return the rows a text stands for; those that were there keep their ids and names.

    What the text says in a way the trainer refuses is as if it did not say it.

    Raises:
        DatasetError: The text is no TOML; the sentence names the line.
    """
    data = read(text)
    entries, general = entries_of(data), general_of(data)
    owners = {
        owner: row
        for row, owner in zip(
            datasets, _owners(entries, datasets, cache_names(datasets)), strict=True
        )
        if owner is not None
    }
    taken = {row.name for row in owners.values()}
    filters = dict(zip(cache_names(datasets), (each.filter for each in datasets), strict=True))
    rows: list[Dataset] = []
    for n, table in enumerate(entries):
        said = {**general, **table}
        kind: Kind = "image" if said.keys() & _IMAGE_KEYS else "video"
        row = owners.get(n)
        if row is None:
            name = _free(_name_of(table, kind), taken)
            row = Dataset(position=n, name=name, kind="video", resolution=(960, 544))
            row = replace(row, filter=filters.get(_list_name(said), ""))  # a copy reads the same
            taken.add(name)
        rows.append(replace(row, position=n, kind=kind, **_fields_of(row, kind, said)))
    return rows


def _fields_of(row: Dataset, kind: Kind, said: Mapping[str, Any]) -> dict[str, Any]:
    found = read_fields(said)
    if (row.target_frames or (1,)) == found["target_frames"]:
        found["target_frames"] = row.target_frames
    return {name: found[name] for name in _fields(kind)}


def _fields(kind: Kind) -> tuple[str, ...]:
    """Return the fields of a row that say something for its kind."""
    return _FIELDS if kind == "video" else _IMAGE_FIELDS


def read_fields(said: Mapping[str, Any]) -> dict[str, Any]:
    """Return what an entry says, ``[general]`` included, as fields of a row.

    What it does not say, or says in a way the trainer refuses, is the trainer's own default.
    """
    found: dict[str, Any] = {
        "resolution": _size(said.get("resolution")) or (960, 544),
        "target_frames": _targets(said.get("target_frames")),
        "bucket_no_upscale": said.get("bucket_no_upscale") is True,
        "frame_extraction": "head",
    }
    if said.get("frame_extraction") in get_args(Extraction):
        found["frame_extraction"] = said["frame_extraction"]
    for name in _COUNTS:
        value = said.get(name)
        known = type(value) is int and abs(value) < _HUGE
        found[name] = value if known else 129 if name == "max_frames" else 1
    return found


# ------------------------------------------------------------------ entries and rows


def _owners(
    entries: Sequence[Mapping[str, Any]], datasets: Sequence[Dataset], names: Sequence[str]
) -> list[int | None]:
    """Return which entry is which dataset's: by its cache folder, else by its place and kind."""
    by_cache: dict[str, int] = {}
    for n, table in enumerate(entries):
        by_cache.setdefault(_cache_name(table), n)
    owners = [by_cache.get(name) for name in names]
    taken = {owner for owner in owners if owner is not None}
    for n, owner in enumerate(owners):
        if owner is None and n < len(entries) and n not in taken:
            known = _cache_name(entries[n])
            alike = len(entries) == len(datasets) or not known  # renamed, or its key was removed
            if alike and _kind_of(entries[n]) in ("", datasets[n].kind):
                owners[n] = n
                taken.add(n)
    return owners


def _kind_of(table: Mapping[str, Any]) -> str:
    """Return what an entry reads, a `Kind`; empty where it does not say."""
    if table.keys() & _IMAGE_KEYS:
        return "image"
    return "video" if table.keys() & _VIDEO_KEYS else ""


def _cache_name(table: Mapping[str, Any]) -> str:
    value = table.get("cache_directory")
    return PurePosixPath(value.replace("\\", "/")).name if isinstance(value, str) else ""


def _list_name(said: Mapping[str, Any]) -> str:
    """Return the name of the list an entry reads; empty where it reads none."""
    found = (said.get(f"{kind}_jsonl_file") for kind in ("video", "image"))
    value = next((each for each in found if isinstance(each, str)), "")
    return PurePosixPath(value.replace("\\", "/")).stem


def _name_of(table: Mapping[str, Any], kind: str) -> str:
    return _cache_name(table) or ("stills" if kind == "image" else "clips")


def _free(name: str, taken: Iterable[str]) -> str:
    used = {each.casefold() for each in taken}
    variants = (name, *(f"{name} {n}" for n in range(2, len(used) + 3)))
    return next(each for each in variants if each.casefold() not in used)


def _size(value: object) -> tuple[int, int] | None:
    if type(value) is int:
        return (value, value) if 0 < value < _HUGE else None
    if isinstance(value, list) and len(value) == 2 and all(type(side) is int for side in value):
        width, height = value
        return (width, height) if 0 < width < _HUGE and 0 < height < _HUGE else None
    return None


def _targets(value: object) -> tuple[int, ...]:
    if not isinstance(value, list) or not all(type(each) is int for each in value):
        return (1,)
    rounded = {round_frames(each) for each in value if 0 < each < _HUGE}
    return tuple(sorted(rounded)) or (1,)
