"""What a person prefers, over all projects: one dataclass, kept as readable JSON.

A value of the wrong kind is passed over and its default used; keys that this version does not know
are kept as they are.
"""

from __future__ import annotations

import dataclasses
import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, Literal, cast, get_args

from app.core import paths
from app.core.language import LANGUAGES

Theme = Literal["system", "dark", "light"]
FilterUse = Literal["grid", "captions"]
"""What filters are kept for: they ask for different things."""

FILE = "settings.json"
_MOST_RECENT = 12
_MOST_PAST = 20  # filters
_MOST_SEARCHES = 30
_MOST_TOLD, _MOST_TRUSTED = 100, 500
_MOST_PHRASES = 40  # groups
_MOST_STEPS = 9
_HUGE = 1e9  # no number of ours comes near


@dataclass(frozen=True, slots=True)
class Place:
    """Where one was in a project.

    Attributes:
        kind: Of the chosen tile, with ``id``.
        film: The film whose tiles are shown; None: all.
    """

    kind: Literal["shot", "clip", "still"]
    id: int
    film: int | None = None

    @property
    def text(self) -> str:
        """It in a word, as `read` takes it."""
        return f"{self.kind}:{self.id}:{self.film or ''}"

    @classmethod
    def read(cls, text: str) -> Place | None:
        """Return the place a text tells of; None where it tells of none."""
        found = re.fullmatch(r"(shot|clip|still):(\d{1,18}):(\d{0,18})", text, re.ASCII)
        if found is None:
            return None
        kind, row, film = found.groups()
        return cls(cast("Literal['shot', 'clip', 'still']", kind), int(row), int(film or 0) or None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Preferences:
    """What a person prefers.

    Attributes:
        language: A code of `language.LANGUAGES`; empty: as the system.
        theme: Colours of the window.
        zoom: Size of all texts and controls, 1.0 = normal, 0.8-2.0.
        detector: What finds cuts unless another is chosen.
        snap: Whether the end of a marked range moves to a length of 4n+1 frames.
        autoplay: Whether a shot plays as soon as it is chosen.
        tile_width: Pixels of a thumbnail in the grid.
        text_zoom: Size of the type captions are written in, on top of ``zoom``, 0.7-3.0.
        phrases: Groups of phrases for shot and camera, with commas; none: the program's own.
        filmstrip: Whether a tile of the grid shows several frames side by side.
        tokenizer: The file of the trainer's tokenizer, or its folder; empty: it is looked for.
        orders: How tiles are sorted, by their kind; ``-`` in front: the other way round.
        filters: Filters that were given a name, in the order they are offered.
        past_filters: Filters that were used, the last one first.
        caption_filters: Filters of captions that have a name, likewise.
        past_caption_filters: Filters of captions that were used, the last one first.
        past_searches: What was looked for in captions, the last one first.
        past_replacements: What was put in its place, likewise.
        spelling: Whether words that no dictionary knows are underlined.
        completing: Whether words that captions repeat are offered while one types.
        recent: Folders of projects, the last one opened first.
        last_folder: Where films were last chosen; empty for the system's own idea.
        projects_in: Where new projects are made; empty for the usual place.
        places: Where one was in recent projects, by folder; see `Place`.
        stages: Which stage was shown in them last, likewise.
        captions_at: Which caption one was in, by folder of recent projects: ``clip:3``.
        keys: The keys of commands whose keys were changed; see `keymap.Keymap`.
        picture: Which picture of a plan is shown.
        curve: Which curves of a run are shown, over what (``curve_by``: step, epoch, hours), with
            a logarithmic scale or not (``curve_log``).
        smoothing: Weight of the past in their moving average, 0.8-0.999.
        layout: Where the window and its panes were, by name, as the window wrote it.
        captioner: What writes captions: a preset's id, or ``worker``; see `captioners`.
        captioners: What is known of each of these, as `app.core.captions.machine` writes it. Keys
            of servers are never here: `secrets`.
        templates: Prompt templates that were chosen last, by the kind of row they are for.
        told: Addresses of servers of which was said that pictures go there.
        trainer: The folder of musubi-tuner; empty: it is looked for.
        trainer_python: The Python it runs in; empty: that of its folder.
        models: Files of models by task and role, as ``t2v-14B`` and ``dit``.
        gpu: Which card trains, from 0.
        hour_cost: What an hour of training costs, as the person wrote it: ``0.45 €``; empty: no
            costs are counted.
        shell: Whose command lines are shown: a name of `shells.SHELLS`; empty: this system's.
        steps_left_out: Steps of a training that are not run, such as ``check``.
        webhook: The address that the end of a run is told to; empty: none. Its token is in
            `secrets`.
        webhook_shape: A name of `shapes.SHAPES`; empty: known by the address.
        keep_awake: Whether the machine does not fall asleep while a run runs.
        comfy: The folder of ComfyUI; empty: none was chosen.
        comfy_server: Where a running one listens; empty: the usual place.
        trusted: Options of recipes, with values, that reach beyond a training and were agreed to.
        toured: Whether the guided tour was taken to its end.
        unknown: What newer versions wrote.
    """

    language: str = ""
    theme: Theme = "dark"
    zoom: float = 1.0
    detector: str = "exact"
    snap: bool = True
    autoplay: bool = True
    tile_width: int = 176
    filmstrip: bool = False
    tokenizer: str = ""
    text_zoom: float = 1.0
    phrases: tuple[str, ...] = ()
    orders: dict[str, str] = field(default_factory=dict)
    filters: dict[str, str] = field(default_factory=dict)
    past_filters: tuple[str, ...] = ()
    caption_filters: dict[str, str] = field(default_factory=dict)
    past_caption_filters: tuple[str, ...] = ()
    past_searches: tuple[str, ...] = ()
    past_replacements: tuple[str, ...] = ()
    spelling: bool = True
    completing: bool = True
    recent: tuple[str, ...] = ()
    last_folder: str = ""
    projects_in: str = ""
    places: dict[str, str] = field(default_factory=dict)
    stages: dict[str, str] = field(default_factory=dict)
    captions_at: dict[str, str] = field(default_factory=dict)
    keys: dict[str, tuple[str, ...]] = field(default_factory=dict)
    picture: str = "lengths"
    curve: str = "loss"
    curve_by: str = "step"
    curve_log: bool = False
    smoothing: float = 0.98
    layout: dict[str, str] = field(default_factory=dict)
    captioner: str = "llama-server"
    captioners: dict[str, dict[str, Any]] = field(default_factory=dict)
    templates: dict[str, str] = field(default_factory=dict)
    told: tuple[str, ...] = ()
    trainer: str = ""
    trainer_python: str = ""
    models: dict[str, dict[str, str]] = field(default_factory=dict)
    gpu: int = 0
    hour_cost: str = ""
    shell: str = ""
    steps_left_out: tuple[str, ...] = ()
    webhook: str = ""
    webhook_shape: str = ""
    keep_awake: bool = True
    comfy: str = ""
    comfy_server: str = ""
    trusted: tuple[str, ...] = ()
    toured: bool = False
    unknown: dict[str, Any] = field(default_factory=dict)

    def opened(self, folder: Path) -> Preferences:
        """Return them with a project's folder as the one opened last."""
        name = str(folder)
        others = [each for each in self.recent if each != name]
        return dataclasses.replace(self, recent=(name, *others)[:_MOST_RECENT])

    def forgotten(self, folder: str) -> Preferences:
        """Return them without a project in the list of recent ones."""
        kept = tuple(each for each in self.recent if each != folder)
        places = {name: place for name, place in self.places.items() if name != folder}
        at = {name: place for name, place in self.captions_at.items() if name != folder}
        stages = {name: stage for name, stage in self.stages.items() if name != folder}
        return dataclasses.replace(self, recent=kept, places=places, captions_at=at, stages=stages)

    def _recent_of(self, kept: dict[str, str]) -> dict[str, str]:
        return {name: value for name, value in kept.items() if name in self.recent}

    def left_at(self, folder: Path, place: Place) -> Preferences:
        """Return them with the place where one was in a project; only recent ones are kept."""
        return dataclasses.replace(
            self, places=self._recent_of(self.places) | {str(folder): place.text}
        )

    def place_in(self, folder: Path) -> Place | None:
        """Return where one was in a project."""
        return Place.read(self.places.get(str(folder), ""))

    def stage_left(self, folder: Path, stage: str) -> Preferences:
        """Return them with the stage that was shown in a project; only recent ones are kept."""
        return dataclasses.replace(self, stages=self._recent_of(self.stages) | {str(folder): stage})

    def caption_left(self, folder: Path, key: tuple[str, int]) -> Preferences:
        """Return them with the caption one was in in a project; only recent ones are kept."""
        at = self._recent_of(self.captions_at) | {str(folder): f"{key[0]}:{key[1]}"}
        return dataclasses.replace(self, captions_at=at)

    def caption_in(self, folder: Path) -> tuple[Literal["clip", "still"], int] | None:
        """Return which caption one was in in a project."""
        kept = self.captions_at.get(str(folder), "")
        found = re.fullmatch(r"(clip|still):(\d{1,18})", kept, re.ASCII)
        if found is None:
            return None
        return cast("Literal['clip', 'still']", found[1]), int(found[2])

    def filters_of(self, use: FilterUse) -> dict[str, str]:
        """Return the filters with a name, in the order they are offered."""
        return self.filters if use == "grid" else self.caption_filters

    def keeping(self, filters: dict[str, str], use: FilterUse) -> Preferences:
        """Return them with these filters with a name."""
        if use == "grid":
            return dataclasses.replace(self, filters=filters)
        return dataclasses.replace(self, caption_filters=filters)

    def past_filters_of(self, use: FilterUse) -> tuple[str, ...]:
        """Return the filters that were used, the last one first."""
        return self.past_filters if use == "grid" else self.past_caption_filters

    def filtered(self, text: str, use: FilterUse = "grid") -> Preferences:
        """Return them with a filter as the one used last."""
        others = [each for each in self.past_filters_of(use) if each != text]
        past = (text, *others)[:_MOST_PAST]
        if use == "grid":
            return dataclasses.replace(self, past_filters=past)
        return dataclasses.replace(self, past_caption_filters=past)

    def searched(self, text: str, replacement: str) -> Preferences:
        """Return them with what was looked for last, and what was put in its place."""
        return dataclasses.replace(
            self,
            past_searches=_first(text, self.past_searches),
            past_replacements=_first(replacement, self.past_replacements),
        )

    def parent_of_projects(self) -> Path:
        """Return the folder in which a new project is made: the last one, while it is there."""
        known = Path(self.projects_in) if self.projects_in else None
        return known if known is not None and known.is_dir() else paths.projects_folder()


def _first(text: str, past: tuple[str, ...]) -> tuple[str, ...]:
    others = [each for each in past if each != text]
    return (text, *others)[:_MOST_SEARCHES] if text else past


def load(folder: Path | None = None) -> Preferences:
    """Return the preferences kept in a folder; defaults where there are none that can be read.

    Args:
        folder: None means the system's place for settings.
    """
    try:
        value = json.loads(paths.text_of(_place(folder) / FILE))
    except (OSError, ValueError, RecursionError):
        return Preferences()
    return from_json(value) if isinstance(value, dict) else Preferences()


def save(preferences: Preferences, folder: Path | None = None) -> None:
    """Keep preferences.

    Raises `WriteError`.
    """
    from app.core import store

    text = json.dumps(to_json(preferences), ensure_ascii=False, indent=1)
    # Half a character, as names of files may hold one, is read back as it was from an escape.
    data = f"{text}\n".encode("utf-8", "backslashreplace")
    store.write_bytes(_place(folder) / FILE, data)


def to_json(preferences: Preferences) -> dict[str, Any]:
    """Return preferences as their file holds them."""
    known = {
        each.name: getattr(preferences, each.name)
        for each in fields(preferences)
        if each.name != "unknown"
    }
    lists = {name: [*value] for name, value in known.items() if isinstance(value, tuple)}
    return {**preferences.unknown, **known, **lists}


def from_json(value: dict[str, Any]) -> Preferences:
    """Return the preferences of such a file; see the module on wrong and unknown values."""
    readers: dict[str, Callable[[Any], Any]] = {
        "language": lambda v: v if v in LANGUAGES else None,
        "theme": lambda v: v if v in get_args(Theme) else None,
        "zoom": lambda v: min(2.0, max(0.8, float(v))) if _is_number(v) else None,
        "detector": lambda v: v if isinstance(v, str) else None,
        "snap": lambda v: v if isinstance(v, bool) else None,
        "autoplay": lambda v: v if isinstance(v, bool) else None,
        "tile_width": lambda v: min(480, max(96, int(v))) if _is_number(v) else None,
        "filmstrip": lambda v: v if isinstance(v, bool) else None,
        "tokenizer": lambda v: v if isinstance(v, str) else None,
        "text_zoom": lambda v: min(3.0, max(0.7, float(v))) if _is_number(v) else None,
        "phrases": lambda v: _texts(v, _MOST_PHRASES),
        "orders": lambda v: v if _is_texts(v) else None,
        "filters": lambda v: v if _is_texts(v) else None,
        "past_filters": lambda v: _texts(v, _MOST_PAST),
        "caption_filters": lambda v: v if _is_texts(v) else None,
        "past_caption_filters": lambda v: _texts(v, _MOST_PAST),
        "past_searches": lambda v: _texts(v, _MOST_SEARCHES),
        "past_replacements": lambda v: _texts(v, _MOST_SEARCHES),
        "spelling": lambda v: v if isinstance(v, bool) else None,
        "completing": lambda v: v if isinstance(v, bool) else None,
        "recent": lambda v: _texts(v, _MOST_RECENT),
        "last_folder": lambda v: v if isinstance(v, str) else None,
        "projects_in": lambda v: v if isinstance(v, str) else None,
        "places": lambda v: v if _is_texts(v) else None,
        "stages": lambda v: v if _is_texts(v) else None,
        "captions_at": lambda v: v if _is_texts(v) else None,
        "keys": _keys,
        "picture": lambda v: v if isinstance(v, str) else None,
        "curve": lambda v: v if isinstance(v, str) else None,
        "curve_by": lambda v: v if v in ("step", "epoch", "hours") else None,
        "curve_log": lambda v: v if isinstance(v, bool) else None,
        "smoothing": lambda v: min(0.999, max(0.8, float(v))) if _is_number(v) else None,
        "layout": lambda v: v if _is_texts(v) else None,
        "captioner": lambda v: v if isinstance(v, str) else None,
        "captioners": _captioners,
        "templates": lambda v: v if _is_texts(v) else None,
        "told": lambda v: _texts(v, _MOST_TOLD),
        "trainer": lambda v: v if isinstance(v, str) else None,
        "trainer_python": lambda v: v if isinstance(v, str) else None,
        "models": _models,
        "hour_cost": lambda v: v[:40] if isinstance(v, str) else None,
        "gpu": lambda v: min(63, max(0, int(v))) if _is_number(v) else None,
        "shell": lambda v: v if isinstance(v, str) else None,
        "steps_left_out": lambda v: _texts(v, _MOST_STEPS),
        "webhook": lambda v: v if isinstance(v, str) else None,
        "webhook_shape": lambda v: v if isinstance(v, str) else None,
        "keep_awake": lambda v: v if isinstance(v, bool) else None,
        "comfy": lambda v: v if isinstance(v, str) else None,
        "comfy_server": lambda v: v if isinstance(v, str) else None,
        "trusted": lambda v: _texts(v, _MOST_TRUSTED),
        "toured": lambda v: v if isinstance(v, bool) else None,
    }
    known = {name: readers[name](value[name]) for name in readers if name in value}
    kept: dict[str, Any] = {name: v for name, v in known.items() if v is not None}
    unknown = {name: v for name, v in value.items() if name not in readers}
    return Preferences(**kept, unknown=unknown)


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and -_HUGE < value < _HUGE


def _is_texts(value: object) -> bool:
    return isinstance(value, dict) and all(isinstance(each, str) for each in value.values())


def _texts(value: object, most: int) -> tuple[str, ...] | None:
    return tuple(map(str, value))[:most] if isinstance(value, list) else None


def _captioners(value: object) -> dict[str, dict[str, Any]] | None:
    """Return what is known of captioners; one of which nothing can be read is not known."""
    if not isinstance(value, dict):
        return None
    return {name: known for name, known in value.items() if isinstance(known, dict)}


def _models(value: object) -> dict[str, dict[str, str]] | None:
    """Return the files of models by task; a task of which nothing can be read has none."""
    if not isinstance(value, dict):
        return None
    return {task: files for task, files in value.items() if _is_texts(files)}


def _keys(value: object) -> dict[str, tuple[str, ...]] | None:
    """Return the keys of commands; a command whose keys make no sense has its own."""
    if not isinstance(value, dict):
        return None
    return {
        command: tuple(keys)
        for command, keys in value.items()
        if isinstance(keys, list) and all(isinstance(key, str) for key in keys)
    }


def _place(folder: Path | None) -> Path:
    return folder or paths.settings_folder()
