"""Presets: recipes to begin with, one TOML file each, and a person's own.

Those in ``resources/presets/training`` ship with the program; a person's own lie in ``training`` of
the settings folder. A preset is put over whatever project there is: where it holds an empty text,
the program fills in the project's path or name.
"""

from __future__ import annotations

import contextlib
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

import tomlkit

from app.core import language, paths, store
from app.core.errors import AppError, WriteError, cannot
from app.core.export.names import safe_stem
from app.core.language import tr
from app.core.planner.places import is_pipe
from app.core.training.recipe.options import SCRIPTS
from app.core.training.recipe.training_recipe import TrainingRecipe, known_values

DEFAULT = "wan21-24gb"
PROJECT = "project"  # the name for the project's own recipe, which no preset has

_FOLDER = "training"
_HUGE = 4 * 1024 * 1024  # bytes of a file that is no preset


class PresetError(AppError):
    """A preset of training is not there, or cannot be read or kept."""


@dataclass(frozen=True, slots=True)
class Preset:
    """A preset as its file says it.

    Attributes:
        name: Of its file, without the ending.
        title: For people.
        purpose: What it is for, one sentence; may be empty in a person's own.
        hints: Further sentences for those who choose it.
        own: A person's own.
        order: Where it stands among those that ship with the program.
    """

    name: str
    title: str
    purpose: str
    recipe: TrainingRecipe
    hints: tuple[str, ...] = ()
    own: bool = False
    order: int = 0


def shipped() -> list[Preset]:
    """Read the presets that ship with the program, in the order to show them."""
    found = [_read(path, own=False) for path in _shipped_folder().glob("*.toml")]
    return sorted(found, key=lambda each: (each.order, each.title))


def own() -> tuple[list[Preset], list[str]]:
    """Read a person's own presets, by title; and a sentence on each file that is none."""
    found: list[Preset] = []
    troubles: list[str] = []
    with contextlib.suppress(OSError):
        for path in sorted(_own_folder().glob("*.toml")):
            try:
                found.append(_read(path, own=True))
            except PresetError as error:
                troubles.append(str(error))
    return sorted(found, key=lambda each: each.title.casefold()), troubles


def read_preset(name: str) -> Preset:
    """Read a preset by its name or title; a person's own goes before ours of the same name.

    Raises:
        PresetError: There is none of that name, or it cannot be read.
    """
    for folder, is_own in ((_own_folder(), True), (_shipped_folder(), False)):
        path = folder / f"{name}.toml"
        if path.name == f"{name}.toml" and path.parent == folder and _is_called_so(path):
            return _read(path, own=is_own)
    known = [*own()[0], *shipped()]
    for each in known:
        if each.title.casefold() == name.casefold():
            return each
    there = ", ".join(each.name for each in known)
    raise PresetError(
        tr(
            'There is no recipe "{name}"; there are {project}, {there}.',
            name=name,
            project=PROJECT,
            there=there,
        )
    )


def _is_called_so(path: Path) -> bool:
    """Return whether a file is there, its capitals included: on Windows others open it, too."""
    with contextlib.suppress(OSError):
        return any(each.name == path.name for each in path.parent.iterdir())
    return False


@lru_cache(maxsize=256)
def _shipped_title(name: str, _language: str) -> str:
    path = _shipped_folder() / f"{name}.toml"
    with contextlib.suppress(PresetError):
        return _read(path, own=False).title if path.name == f"{name}.toml" else ""
    return ""


def title_of(name: str) -> str:
    """Return the title of a preset for people; its name where it is not there any more."""
    if not name:
        return ""
    with contextlib.suppress(PresetError):
        path = _own_folder() / f"{name}.toml"
        if path.name == f"{name}.toml" and paths.exists(path):
            return _read(path, own=True).title
    return _shipped_title(name, language.current()) or name


def save_own(title: str, recipe: TrainingRecipe, purpose: str = "") -> Preset:
    """Keep a recipe as a preset of a person's own; return it as it is there.

    One of the same title is replaced.

    Raises:
        PresetError: It has no title, or sets nothing.
        WriteError: It cannot be written.
    """
    title = " ".join(title.split())
    if not title:
        raise PresetError(tr("Give the preset a name."))
    if not recipe.values:
        raise PresetError(tr("There is nothing to keep: the recipe sets no option."))
    name = _free_name(title)
    kept = TrainingRecipe(name, recipe.values)
    preset = Preset(name, title, " ".join(purpose.split()), kept, own=True)
    store.write_text(_own_folder() / f"{name}.toml", preset_text(preset))
    return preset


def rename_own(preset: Preset, title: str) -> Preset:
    """Give one of a person's own another title; its file stays.

    Raises:
        PresetError: The title says nothing.
        WriteError: It cannot be written.
    """
    title = " ".join(title.split())
    if not title:
        raise PresetError(tr("Give the preset a name."))
    renamed = replace(preset, title=title)
    store.write_text(_path_of(preset), preset_text(renamed))
    return renamed


def delete_own(preset: Preset) -> None:
    """Remove one of a person's own; one that is gone already is no trouble.

    Raises:
        WriteError: It cannot be removed.
    """
    path = _path_of(preset)
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        raise WriteError(cannot("remove", path, error), detail=str(error)) from error


def preset_text(preset: Preset) -> str:
    """Return the file of a preset."""
    head: dict[str, Any] = {
        "title": preset.title,
        "purpose": preset.purpose,
        "hints": list(preset.hints),
    }
    return _text("A preset of training, of Rushes.", head, preset.recipe)


def recipe_text(recipe: TrainingRecipe) -> str:
    """Return a recipe as the file that a run keeps: ``recipe.toml``."""
    return _text("The recipe of this run.", {"preset": recipe.preset}, recipe)


def _text(comment: str, head: Mapping[str, Any], recipe: TrainingRecipe) -> str:
    document = tomlkit.document()
    document.add(tomlkit.comment(comment))
    document.add(tomlkit.comment("Where a path or name is empty, Rushes fills in the project's."))
    for key, value in head.items():
        document.add(key, value)
    for script, values in _by_script(recipe.values):
        document.add(script, tomlkit.item(values))
    return tomlkit.dumps(document)


def _by_script(values: Mapping[str, Any]) -> Iterable[tuple[str, dict[str, Any]]]:
    for script in SCRIPTS:
        found = {
            key.removeprefix(f"{script}."): list(value) if isinstance(value, tuple) else value
            for key, value in values.items()
            if key.startswith(f"{script}.")
        }
        if found:
            yield script, found


def _shipped_folder() -> Path:
    return paths.resources() / "presets" / "training"


def _own_folder() -> Path:
    return paths.settings_folder() / _FOLDER


def _path_of(preset: Preset) -> Path:
    if not preset.own:
        raise ValueError(f"{preset.name} ships with the program")
    return _own_folder() / f"{preset.name}.toml"


def _free_name(title: str) -> str:
    """Return the name of the file for a title: that of the same title, or one that is free."""
    for each in own()[0]:
        if each.title.casefold() == title.casefold():
            return each.name
    stem = safe_stem(title)
    taken = {each.name.casefold() for each in shipped()} | {PROJECT}
    number, name = 2, stem
    while name.casefold() in taken or (_own_folder() / f"{name}.toml").exists():
        name, number = f"{stem}-{number}", number + 1
    return name


def _read(path: Path, *, own: bool) -> Preset:
    """Read a preset.

    Raises:
        PresetError: It cannot be read, or is none.
    """
    try:
        if is_pipe(path) or path.stat().st_size > _HUGE:
            raise PresetError(
                tr('Cannot read "{path}": it is no preset of training; remove it.', path=path)
            )
        value = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise PresetError(cannot("read", path, error), detail=str(error)) from error
    except (ValueError, RecursionError) as error:
        sentence = tr(
            'Cannot read "{path}": it is no preset of training; correct or remove it.', path=path
        )
        raise PresetError(sentence, detail=str(error)) from error
    given = {
        f"{script}.{name}": each
        for script in SCRIPTS
        if isinstance(table := value.get(script), dict)
        for name, each in table.items()
    }
    values = known_values(given)
    if not values:
        raise PresetError(
            tr('"{path}" sets no option of the trainer: correct or remove it.', path=path)
        )
    hints = [said for each in _list(value.get("hints")) if (said := _said(each))]
    return Preset(
        path.stem,
        _shown(_said(value.get("title")), own=own) or path.stem,
        _shown(_said(value.get("purpose")), own=own),
        TrainingRecipe(path.stem, values),
        tuple(_shown(each, own=own) for each in hints),
        own,
        order if isinstance(order := value.get("order"), int) else 0,
    )


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def _shown(text: str, *, own: bool) -> str:
    """Return a text of a preset in the language of now; a person's own stays as it was written."""
    return text if own else tr(text)


def _said(value: object) -> str:
    return " ".join(value.split()) if isinstance(value, str) else ""
