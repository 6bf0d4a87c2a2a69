"""What putting a recipe changes: the datasets, what is trained, and the rate where that is wanted.

A recipe takes the place of all datasets there are. In a project that is one edit of its rows; in a
dataset file of its own the text, whose folders stay.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from fractions import Fraction
from pathlib import PurePosixPath
from typing import Any

from app.core.export.dataset_text import cache_names, read_fields, render
from app.core.export.dataset_toml import Places, dataset_toml, title_of
from app.core.export.recipes import Recipe, further_keys, keys_of
from app.core.language import tr
from app.core.library.edits import Edit, adding, changing, removing, several
from app.core.library.model import Dataset, Settings
from app.core.planner.costs.setups import Setup, setup_of
from app.core.planner.text import entry_text

_PLACES = ("_directory", "_jsonl_file")  # how the keys end that name files
_MACHINE = ("card_gib", "desktop_gib", "gpu", "epochs")  # of a setup: no recipe's business


def edit_of_recipe(
    recipe: Recipe,
    rows: Sequence[Dataset],
    before: Sequence[Dataset],
    settings: Settings,
    places: Places,
    *,
    rate: Fraction | None,
) -> Edit:
    """Return what putting a recipe changes in a project, one step to undo.

    Args:
        recipe: It.
        rows: Its datasets, as they are or fitted to the material.
        before: The project's, which they take the place of.
        settings: Of the project.
        places: Where the exported files lie.
        rate: Frames per second the project's clips get; None leaves them.

    Raises:
        DatasetError: The trainer could not use the folder.
    """
    known = {(each.name.casefold(), each.kind): each for each in before}
    after = [
        replace(row, position=n, id=old.id if old else 0)
        for n, row in enumerate(rows)
        for old in (known.get((row.name.casefold(), row.kind)),)
    ]
    kept = {row.id: row for row in after if row.id}
    now = settings_with(recipe, after, settings, places, rate=rate)
    return several(
        tr("Recipe: {title}", title=recipe.title),
        [
            removing(*(row for row in before if row.id not in kept)),
            *(changing(row, kept[row.id]) for row in before if row.id in kept),
            adding(*(row for row in after if not row.id)),
            changing(settings, now),
        ],
    )


def settings_with(
    recipe: Recipe,
    rows: Sequence[Dataset],
    settings: Settings,
    places: Places,
    *,
    rate: Fraction | None,
) -> Settings:
    """Return the settings of a project that a recipe was put into.

    Raises:
        DatasetError: The trainer could not use the folder.
    """
    return replace(
        settings,
        architecture=recipe.architecture,
        rate=settings.rate if rate is None else rate,
        setup=setup_with(recipe, setup_of(settings.setup)).to_json(),
        dataset_file=_dataset_file(recipe, rows, settings, places),
    )


def setup_with(recipe: Recipe, setup: Setup) -> Setup:
    """Return what is estimated for once a recipe is put; the machine stays the person's."""
    said = {"per_token_time": False, **recipe.setup}
    own = {key: value for key, value in said.items() if key not in _MACHINE}
    return setup_of(json.dumps({**asdict(setup), **own}))


def _no_folder(row: Dataset) -> str:
    if row.kind == "video":
        return tr('"{name}" is left out: the file names no folder of videos.', name=row.name)
    return tr('"{name}" is left out: the file names no folder of images.', name=row.name)


def text_with(text: str, recipe: Recipe, rows: Sequence[Dataset]) -> tuple[str, list[str]]:
    """Return a dataset file of its own with a recipe put into it, and sentences on what is not.

    Each dataset reads what the entry of its kind before it read, in their order; the last one of a
    kind serves those behind it too. Each gets a cache folder of its own.

    Raises:
        DatasetError: The text is no TOML.
    """
    general, entries = _said(text)
    sources: dict[str, list[dict[str, Any]]] = {"video": [], "image": []}
    for entry in entries:
        if kind := _kind(entry):
            found = {
                key: value
                for key, value in entry.items()
                if key.endswith(_PLACES) or key in ("caption_extension", "source_fps")
            }
            sources[kind].append(found)
    notes: list[str] = []
    taken: set[str] = set()
    put = len(entries)  # behind those there are, which go then: so all of them stay in one place
    for n, row in enumerate(rows):
        there = sources[row.kind]
        if not there:
            notes.append(_no_folder(row))
            continue
        if row.filter:
            notes.append(
                tr(
                    '"{name}" reads its whole folder: only a project can ask for clips.',
                    name=row.name,
                )
            )
        place = sum(each.kind == row.kind for each in rows[:n])
        values = dict(there[min(place, len(there) - 1)])
        values["cache_directory"] = _cache(values, row, taken)
        said = {
            key: value
            for key, value in keys_of(row).items()
            if key not in general or general[key] != value
        }
        text = entry_text.with_entry(text, put, {**values, **said, **recipe.more_of(n)})
        put += 1
    for place in reversed(range(len(entries))):
        text = entry_text.without_entry(text, place)
    return text, notes


def recipe_of(
    text: str,
    title: str,
    *,
    names: Sequence[tuple[str, str]],
    architecture: str,
    rate: Fraction,
    setup: Setup,
) -> Recipe:
    """Return the datasets of a text as a recipe of a person's own.

    Args:
        text: The dataset file.
        title: What the recipe is to be called.
        names: Of its datasets, each with the filter of what it reads.
        architecture: What is trained.
        rate: Frames per second of the clips.
        setup: What is estimated for.

    Raises:
        DatasetError: The text is no TOML.
    """
    general, tables = _said(text)
    entries = [(kind, entry) for entry in tables if (kind := _kind(entry))]
    rows: list[Dataset] = []
    more: list[Mapping[str, Any]] = []
    for n, (kind, entry) in enumerate(entries):
        name, filter_ = names[n] if n < len(names) else (f"{kind} {n + 1}", "")
        fields = read_fields({**general, **entry})
        rows.append(
            Dataset(
                position=n,
                name=name,
                kind="video" if kind == "video" else "image",
                filter=filter_,
                **(fields if kind == "video" else _of_images(fields)),
            )
        )
        more.append(further_keys(entry, rows[-1].kind))
    own = {key: value for key, value in asdict(setup).items() if key not in _MACHINE}
    return Recipe(
        0.5,
        tuple(rows),
        (),
        title=title,
        architecture=architecture,
        rate=rate,
        setup=own,
        more=tuple(more),
        own=True,
    )


# ------------------------------------------------------------------------------------- texts


def _dataset_file(
    recipe: Recipe, rows: Sequence[Dataset], settings: Settings, places: Places
) -> str:
    """Return the text to keep: a person's comments and general keys, and what no row has."""
    text = settings.dataset_file
    if text:
        bare = replace(settings, dataset_file=_without_entries(text))
        text = render(rows, bare, places)
    elif any(recipe.more):
        text = dataset_toml(rows, places, title=title_of(settings))
    for n in range(len(rows)):
        text = entry_text.with_values(text, n, recipe.more_of(n))
    return text


def _kind(table: Mapping[str, Any]) -> str:
    """Return what an entry is of; empty where it names no files."""
    for kind in ("video", "image"):
        if any(key in table for key in (f"{kind}_directory", f"{kind}_jsonl_file")):
            return kind
    return ""


def _cache(values: Mapping[str, Any], row: Dataset, taken: set[str]) -> str:
    """Return a cache folder for an entry that no other has."""
    (name,) = cache_names([row])
    wanted = values.get("cache_directory")
    if not isinstance(wanted, str):
        place = next((v for k, v in values.items() if k.endswith(_PLACES)), "")
        folder = PurePosixPath(str(place).replace("\\", "/"))
        folder = folder if not folder.suffix else folder.parent
        wanted = f"{folder.as_posix()}/cache_{name}"
    number, cache = 1, wanted
    while cache in taken:
        number += 1
        tail = name if number == 2 else f"{name}_{number}"
        cache = f"{wanted}_{tail}"
    taken.add(cache)
    return cache


def _said(text: str) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Return what ``[general]`` says, and each entry.

    Raises:
        DatasetError: The text is no TOML.
    """
    found = entry_text.read(text)
    return entry_text.general_of(found), entry_text.entries_of(found)


def _without_entries(text: str) -> str:
    for place in reversed(range(len(_said(text)[1]))):
        text = entry_text.without_entry(text, place)
    return text


def _of_images(fields: Mapping[str, Any]) -> dict[str, Any]:
    kept = ("resolution", "batch_size", "num_repeats", "bucket_no_upscale")
    return {key: fields[key] for key in kept}
