"""Good files of every kind, made once; which of them may be damaged, and by what."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.damaged import good_media, good_runs, good_texts
from tests.damaged.model_damage import PTH, SAFETENSORS, SQLITE
from tests.damaged.mutations import BYTES, LINKS, WHOLE, Mutation
from tests.damaged.text_damage import JSON, TEXT, TOML


@dataclass(frozen=True, slots=True)
class Good:
    """A folder of good files, one of which will be damaged.

    Attributes:
        folder: To be copied whole.
        targets: Those that may be damaged, from the folder on; several times: more often.
    """

    kind: str
    folder: Path
    targets: tuple[str, ...]


def mutations_for(path: Path) -> tuple[Mutation, ...]:
    """Return what may be done to a file, by its name."""
    suffix = path.suffix.lower()
    some: Mapping[str, tuple[Mutation, ...]] = {
        ".json": JSON * 2 + TEXT,
        ".jsonl": JSON + TEXT * 2,
        ".llc": JSON * 2 + TEXT,
        ".toml": TOML * 3 + TEXT,
        ".csv": TEXT * 2,
        ".tsv": TEXT * 2,
        ".txt": TEXT,
        ".log": TEXT,
        ".rushes": SQLITE * 5,
        ".safetensors": SAFETENSORS * 3,
        ".pth": PTH * 3,
        ".pt": PTH * 3,
    }
    return (*some.get(suffix, ()), *BYTES * 2, *WHOLE, *LINKS)


def kinds() -> tuple[str, ...]:
    """Return the kinds of files, in order."""
    return tuple(_MAKERS)


def make(kind: str, folder: Path, *, few: bool = False) -> list[Good]:
    """Make the good files of a kind in a folder that is not there yet; ``few``: those soon made."""
    if few and kind == "film":
        return [_film(path) for path in good_media.films(folder, 6)]
    return list(_MAKERS[kind](folder))


def _films(folder: Path) -> Iterable[Good]:
    return map(_film, good_media.films(folder))


def _film(path: Path) -> Good:
    return Good("film", path.parent, (path.name,))


def _stills(folder: Path) -> Iterable[Good]:
    for path in good_media.stills(folder):
        yield Good("still", path.parent, (path.name,))


def _weights(folder: Path) -> Iterable[Good]:
    good_runs.weights(folder)
    yield Good("weights", folder, tuple(sorted(path.name for path in folder.iterdir())))


def _datasets(folder: Path) -> Iterable[Good]:
    good_texts.datasets(folder)
    whole = ("dataset.toml",) * 6 + ("dataset.json",) * 3 + ("list.jsonl",) * 2
    parts = ("v/a.mp4", "v/a.txt", "i/c.png", "cv/a_wan_te.safetensors")
    yield Good("dataset", folder, (*whole, *parts, "cv/a_00000-021_0096x0064_wan.safetensors"))


def _lists(folder: Path) -> Iterable[Good]:
    good_texts.lists(folder)
    names = [path.name for path in sorted(folder.iterdir()) if path.name != good_texts.FILM]
    yield Good("list", folder, tuple(names))


def _captions(folder: Path) -> Iterable[Good]:
    good_texts.captions(folder)
    given = sorted((folder / "given").rglob("*.txt"))
    yield Good("captions", folder, tuple(path.relative_to(folder).as_posix() for path in given))


def _projects(folder: Path) -> Iterable[Good]:
    made = good_texts.project(folder)
    clips = sorted((made / "dataset" / "clips").iterdir())
    names = [path.relative_to(folder).as_posix() for path in clips]
    others = ("p/dataset/manifest.json",) * 2 + ("p/dataset/dataset.toml", "films/film.mp4")
    yield Good("project", folder, ("p/project.rushes",) * 8 + others + tuple(names))


def _settings(folder: Path) -> Iterable[Good]:
    good_texts.own_settings(folder)
    names = [each.relative_to(folder).as_posix() for each in folder.rglob("*") if each.is_file()]
    yield Good(
        "settings", folder, ("settings.json",) * 8 + ("measured.json",) * 2 + tuple(sorted(names))
    )


def _runs(folder: Path) -> Iterable[Good]:
    good_runs.runs(folder)
    names = [
        each.relative_to(folder).as_posix()
        for each in sorted(folder.rglob("*"))
        if each.is_file() and "safetensors" not in each.name and each.suffix != ".mp4"
    ]
    often = [each for each in names if each.endswith((".json", ".jsonl")) or "tfevents" in each]
    some = [each.relative_to(folder).as_posix() for each in sorted(folder.rglob("*.safetensors"))]
    yield Good("run", folder, (*names, *often * 2, *some[:2]))


def _logs(folder: Path) -> Iterable[Good]:
    good_runs.logs(folder)
    yield Good("log", folder, tuple(sorted(path.name for path in folder.iterdir())))


def _caches(folder: Path) -> Iterable[Good]:
    good_texts.project(folder)
    yield Good("cache", folder, ("films/film.mp4",))


_MAKERS: Mapping[str, Callable[[Path], Iterable[Good]]] = {
    "film": _films,
    "still": _stills,
    "weights": _weights,
    "dataset": _datasets,
    "list": _lists,
    "captions": _captions,
    "project": _projects,
    "settings": _settings,
    "run": _runs,
    "log": _logs,
    "cache": _caches,
}
SHARES: Mapping[str, int] = {  # of 100 files
    **{"film": 30, "still": 7, "weights": 10, "dataset": 10, "list": 7, "captions": 4},
    **{"project": 11, "settings": 7, "run": 10, "log": 2, "cache": 2},
}
