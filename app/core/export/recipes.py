"""Recipes: sets of datasets with the model they are for, one TOML file each.

Those in ``resources/presets`` ship with the program; a person's own lie in ``recipes`` of the
settings folder. A recipe says nothing of folders: it is put over whatever clips and stills there
are (`recipe_trial`, `recipe_edit`).
"""

from __future__ import annotations

import contextlib
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import tomlkit

from app.core import paths, store
from app.core.errors import DatasetError, WriteError, cannot
from app.core.export.dataset_text import read_fields
from app.core.export.names import safe_stem
from app.core.language import tr
from app.core.library.model import Dataset, Prompt
from app.core.planner.places import is_pipe
from app.core.planner.rules import architecture_named
from app.core.planner.schema import GENERAL_KEYS, IMAGE_KEYS, VIDEO_KEYS, Kind

DEFAULT = "wan21-24gb"

_FOLDER = "recipes"
_HIGHEST = 1000  # frames per second
_IMAGE_FIELDS = ("resolution", "batch_size", "num_repeats", "bucket_no_upscale")
_VIDEO_FIELDS = (
    *(*_IMAGE_FIELDS, "frame_extraction", "target_frames"),
    *("frame_stride", "frame_sample", "max_frames"),
)
_OURS = ("name", "kind", "filter")
_PLACES = ("_directory", "_jsonl_file")  # how the keys end that name files


@dataclass(frozen=True, slots=True)
class Recipe:
    """A recipe as its file says it.

    Attributes:
        share: Part of the clips, 0.0-1.0, that must be long enough for a window's length;
            otherwise the window gets as long as that part allows.
        name: Of its file, without the ending.
        title: For people; ``short`` where there is little room.
        purpose: What it is for, one sentence; may be empty in a person's own.
        architecture: A name of `planner.rules.ARCHITECTURES`.
        rate: Frames per second the clips are to have.
        setup: What memory and time are estimated for: fields of `planner.costs.setups.Setup`.
        hints: Further sentences for those who choose it.
        more: Keys of each dataset that no row of the project has.
        own: A person's own.
    """

    share: float
    datasets: tuple[Dataset, ...]
    prompts: tuple[Prompt, ...]
    name: str = ""
    title: str = ""
    short: str = ""
    purpose: str = ""
    architecture: str = "wan"
    rate: Fraction = Fraction(16)
    setup: Mapping[str, Any] = field(default_factory=dict)
    hints: tuple[str, ...] = ()
    more: tuple[Mapping[str, Any], ...] = ()
    own: bool = False
    order: int = 0

    def more_of(self, place: int) -> Mapping[str, Any]:
        """Return the keys of a dataset that no row of the project has."""
        return self.more[place] if place < len(self.more) else {}


def read_recipe(name: str = DEFAULT) -> Recipe:
    """Read a recipe that ships with the program."""
    return _read(_presets() / f"{name}.toml", own=False)


def shipped_recipes() -> list[Recipe]:
    """Read the recipes that ship with the program, in the order to show them."""
    found = [_read(path, own=False) for path in _presets().glob("*.toml")]
    return sorted(found, key=lambda recipe: (recipe.order, recipe.title))


def own_recipes() -> tuple[list[Recipe], list[str]]:
    """Read a person's own recipes, by title; and a sentence on each file that is none."""
    recipes: list[Recipe] = []
    troubles: list[str] = []
    with contextlib.suppress(OSError):
        for path in sorted(_own_folder().glob("*.toml")):
            try:
                recipes.append(_read(path, own=True))
            except DatasetError as error:
                troubles.append(str(error))
    return sorted(recipes, key=lambda recipe: recipe.title.casefold()), troubles


def recipe_like(
    recipes: Iterable[Recipe], datasets: Sequence[Dataset], setup: Mapping[str, Any], trained: str
) -> Recipe | None:
    """Return the recipe that datasets were made of: as it is, else fitted; None where none was.

    Args:
        recipes: To choose from.
        datasets: As they are now.
        setup: What is estimated for, by field.
        trained: The architecture.
    """

    def fits(recipe: Recipe) -> bool:
        timed = bool(recipe.setup.get("per_token_time"))
        return recipe.architecture == trained and timed == bool(setup.get("per_token_time"))

    known = [recipe for recipe in recipes if fits(recipe)]
    for look in (_exactly, _roughly):
        wanted = [look(each) for each in datasets]
        for recipe in known:
            if wanted and [look(each) for each in recipe.datasets] == wanted:
                return recipe
    return None


def _exactly(dataset: Dataset) -> tuple[object, ...]:
    return dataset.kind, dataset.filter, keys_of(dataset)


def _roughly(dataset: Dataset) -> tuple[object, ...]:
    """Return what fitting a dataset to its material leaves as it is."""
    keys = keys_of(dataset)
    keys.pop("resolution")
    keys.pop("target_frames", None)
    return dataset.kind, dataset.filter, keys


def keep_recipe(recipe: Recipe) -> Recipe:
    """Write a recipe to a person's own, under a name that is free; return it as it is there.

    Raises:
        DatasetError: It has no title or no dataset.
        WriteError: It cannot be written.
    """
    title = " ".join(recipe.title.split())
    if not title:
        raise DatasetError(tr("Give the recipe a name."))
    if not recipe.datasets:
        raise DatasetError(tr("There is no dataset to keep: add one first."))
    stem = safe_stem(title)
    number, name = 2, stem
    while (_own_folder() / f"{name}.toml").exists():
        name, number = f"{stem}-{number}", number + 1
    kept = replace(recipe, title=title, name=name, own=True)
    store.write_text(_path_of(kept), recipe_text(kept))
    return kept


def rename_recipe(recipe: Recipe, title: str) -> Recipe:
    """Give one of a person's own another title; its file stays.

    Raises:
        DatasetError: The title says nothing.
        WriteError: It cannot be written.
    """
    title = " ".join(title.split())
    if not title:
        raise DatasetError(tr("Give the recipe a name."))
    renamed = replace(recipe, title=title)
    store.write_text(_path_of(recipe), recipe_text(renamed))
    return renamed


def remove_recipe(recipe: Recipe) -> None:
    """Remove one of a person's own; one that is gone already is no trouble.

    Raises:
        WriteError: It cannot be removed.
    """
    path = _path_of(recipe)
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        raise WriteError(cannot("remove", path, error), detail=str(error)) from error


def recipe_text(recipe: Recipe) -> str:
    """Return the file of a recipe."""
    document = tomlkit.document()
    document.add(tomlkit.comment("A recipe of Rushes: choose it at the head of the datasets."))
    rate = recipe.rate
    head: dict[str, Any] = {
        "title": recipe.title,
        "purpose": recipe.purpose,
        "architecture": recipe.architecture,
        "rate": rate.numerator if rate.denominator == 1 else str(rate),
        "share": recipe.share,
        "hints": list(recipe.hints),
    }
    for key, value in head.items():
        document.add(key, value)
    document.add("setup", tomlkit.item(dict(recipe.setup)))
    entries = tomlkit.aot()
    for n, dataset in enumerate(recipe.datasets):
        entry = {"name": dataset.name, "kind": dataset.kind}
        entry |= {"filter": dataset.filter} if dataset.filter else {}
        entries.append(tomlkit.item({**entry, **keys_of(dataset), **recipe.more_of(n)}))
    document.add("datasets", entries)
    return tomlkit.dumps(document)


def keys_of(dataset: Dataset) -> dict[str, Any]:
    """Return a dataset as keys of the trainer's file, those left out that change nothing."""
    names: dict[str, tuple[str, ...]] = {
        "full": ("max_frames",),
        "slide": ("target_frames", "frame_stride"),
        "uniform": ("target_frames", "frame_sample"),
    }
    keys: tuple[str, ...] = ("resolution",)
    if dataset.kind == "video":
        keys += ("frame_extraction", *names.get(dataset.frame_extraction, ("target_frames",)))
    keys += ("batch_size", "num_repeats", "bucket_no_upscale")
    values = {key: getattr(dataset, key) for key in keys}
    if "target_frames" in values:
        values["target_frames"] = values["target_frames"] or (1,)
    return {key: list(v) if isinstance(v, tuple) else v for key, v in values.items()}


def further_keys(entry: Mapping[str, Any], kind: Kind) -> dict[str, Any]:
    """Return what an entry says that no row has: the trainer's keys but those that name files."""
    known = (VIDEO_KEYS if kind == "video" else IMAGE_KEYS) | GENERAL_KEYS
    fields = _VIDEO_FIELDS if kind == "video" else _IMAGE_FIELDS
    return {
        key: value
        for key, value in entry.items()
        if key in known and key not in fields and key not in _OURS and not key.endswith(_PLACES)
    }


# ------------------------------------------------------------------------------------ reading


def _presets() -> Path:
    return paths.resources() / "presets"


def _own_folder() -> Path:
    return paths.settings_folder() / _FOLDER


def _path_of(recipe: Recipe) -> Path:
    if not recipe.own:
        raise ValueError(f"{recipe.name} ships with the program")
    return _own_folder() / f"{recipe.name}.toml"


def _read(path: Path, *, own: bool) -> Recipe:
    """Read a recipe.

    Raises:
        DatasetError: It cannot be read, or is none.
    """
    if is_pipe(path):
        raise DatasetError(
            tr('Cannot read "{path}": it is a pipe or device; remove it.', path=path)
        )
    try:
        value = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise DatasetError(cannot("read", path, error), detail=str(error)) from error
    except (ValueError, RecursionError) as error:
        raise DatasetError(
            tr('"{path}" is no valid TOML: mend it or remove it.', path=path), detail=str(error)
        ) from error
    try:
        return _recipe(value, path.stem, own=own)
    except DatasetError as error:
        raise DatasetError(tr('"{path}" is no recipe: {error}', path=path, error=error)) from error
    except (TypeError, ValueError, LookupError, AttributeError, ArithmeticError) as error:
        raise DatasetError(
            tr('"{path}" is no recipe: mend it or remove it.', path=path), detail=str(error)
        ) from error


def _recipe(value: Mapping[str, Any], name: str, *, own: bool) -> Recipe:
    entries: list[Mapping[str, Any]] = value["datasets"]
    datasets = tuple(_datasets(entries))
    if not datasets:
        raise ValueError("no dataset")
    share, rate = float(value.get("share", 0.5)), Fraction(value.get("rate", 16))
    if not 0 < rate <= _HIGHEST or not 0 <= share <= 1:
        raise ValueError("a rate or a share out of all proportion")
    said = str if own else tr  # a person's own is in that one's words
    return Recipe(
        share,
        datasets,
        tuple(Prompt(position=n, **each) for n, each in enumerate(value.get("prompts", []))),
        name=name,
        title=said(" ".join(str(value.get("title") or name).split())),
        short=said(str(value.get("short", ""))),
        purpose=said(str(value.get("purpose", ""))),
        architecture=architecture_named(str(value.get("architecture", "wan"))).name,
        rate=rate,
        setup=dict(value.get("setup", {})),
        hints=tuple(said(str(each)) for each in value.get("hints", [])),
        more=tuple(
            further_keys(entry, row.kind) for entry, row in zip(entries, datasets, strict=True)
        ),
        own=own,
        order=int(value.get("order", 0)),
    )


def _datasets(entries: list[Mapping[str, Any]]) -> Iterator[Dataset]:
    taken: set[str] = set()
    for n, entry in enumerate(entries):
        kind, name = entry["kind"], str(entry["name"])
        if kind not in ("image", "video") or name.casefold() in taken:
            raise ValueError(f"dataset {n} is of no kind, or named as another")
        taken.add(name.casefold())
        found = read_fields(entry)
        fields = _VIDEO_FIELDS if kind == "video" else _IMAGE_FIELDS
        said = {key: found[key] for key in fields if key in entry}
        said["resolution"] = found["resolution"]
        yield Dataset(position=n, name=name, kind=kind, filter=str(entry.get("filter", "")), **said)
