"""The datasets of a run, with all they read, under paths within the packed folder."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from app.core.errors import DatasetError
from app.core.language import tr
from app.core.planner.document import read_bytes
from app.core.planner.listing import Host, list_media, stem_of
from app.core.planner.places import Places
from app.core.planner.places import entries_of as names_in
from app.core.planner.schema import Kind
from app.core.planner.text.entry_text import entries_of, general_of, read, with_values
from app.core.training.packing.moving import RUN
from app.core.training.runs.starting import RunError

DATASET, CACHE = "dataset", "cache"  # folders of a packed run

_MEDIA: tuple[Kind, ...] = ("video", "image")
_PATH_OF_LIST = re.compile(r"(?:video|image|control)_path(?:_\d+)?")
_CACHED = ".safetensors"
_HEAD = "# Packed: paths begin in the folder of start.sh, where the trainer is started.\n"


@dataclass
class Gathering:
    """Gathers what dataset files read.

    Attributes:
        run: The run's folder.
        working: The folder that the trainer is started in, there.
        files: Where each file of the packed folder comes from, by its name in it.
        caches: The same for what is cached.
        texts: Files that are written anew, by name.
    """

    run: Path
    working: Path
    files: dict[str, Path] = field(default_factory=dict)
    caches: dict[str, Path] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)
    _folders: dict[Path, str] = field(default_factory=dict)

    def cache_folders(self) -> list[str]:
        """Return the names of the folders of caches, also of those without any yet."""
        return [name for name in self._folders.values() if name.startswith(f"{CACHE}/")]

    def add(self, file: Path) -> None:
        """Take a dataset file of the run in, with all it reads.

        Raises:
            DatasetError: It cannot be read.
            RunError: Something it names is not there any more.
        """
        text = read_bytes(file).decode("utf-8")
        data = read(text)
        general = general_of(data)
        if isinstance(general.get("cache_directory"), str):
            values = {"cache_directory": self._cache(general["cache_directory"], file)}
            text = with_values(text, None, values)
        for number, entry in enumerate(entries_of(data)):
            moved = self._entry({**general, **entry}, entry, file)
            text = with_values(text, number, moved)
        self.texts[f"{RUN}/{file.name}"] = f"{_HEAD}\n{text}"

    def _entry(
        self, whole: Mapping[str, Any], entry: Mapping[str, Any], file: Path
    ) -> dict[str, str]:
        """Return the new paths of an entry, and take in what is under them."""
        values: dict[str, str] = {}
        ending = str(whole.get("caption_extension") or "")
        for kind in _MEDIA:
            if folder := entry.get(f"{kind}_directory"):
                values[f"{kind}_directory"] = self._media(folder, kind, ending, file)
            if listed := entry.get(f"{kind}_jsonl_file"):
                values[f"{kind}_jsonl_file"] = self._list(listed, file)
        if folder := entry.get("control_directory"):
            values["control_directory"] = self._media(folder, None, "", file)
        if folder := entry.get("cache_directory"):
            values["cache_directory"] = self._cache(folder, file)
        return values

    def _place(self, text: str, file: Path) -> Path:
        return Places(self.working, file.parent).of(text).absolute()

    def _folder(self, place: Path, below: str) -> str:
        """Return the name of a folder in the packed one; two of one name get numbers."""
        if place not in self._folders:
            name, number = f"{below}/{place.name}", 2
            while name in self._folders.values():
                name, number = f"{below}/{place.name}-{number}", number + 1
            self._folders[place] = name
        return self._folders[place]

    def _media(self, text: str, kind: Kind | None, ending: str, file: Path) -> str:
        place = self._place(text, file)
        names = names_in(place)
        if names is None:
            raise _gone(place)
        name = self._folder(place, DATASET)
        for each in _wanted([n for n, folder in names.items() if not folder], kind, ending):
            self.files[f"{name}/{each}"] = place / each
        return name

    def _cache(self, text: str, file: Path) -> str:
        place = self._place(text, file)
        name = self._folder(place, CACHE)
        for each, is_folder in (names_in(place) or {}).items():
            if each.endswith(_CACHED) and not is_folder:
                self.caches[f"{name}/{each}"] = place / each
        return name

    def _list(self, text: str, file: Path) -> str:
        place = self._place(text, file)
        lines = read_bytes(place).decode("utf-8").splitlines()
        try:
            moved = [self._line(line, place) for line in lines]
        except (ValueError, AttributeError) as error:
            raise DatasetError(tr('"{path}" is no list of JSON lines.', path=place)) from error
        name = f"{RUN}/{place.name}"
        self.texts[name] = "".join(f"{line}\n" for line in moved)
        return name

    def _line(self, line: str, file: Path) -> str:
        if not line.strip():
            return line
        row: dict[str, Any] = json.loads(line)
        for key, value in row.items():
            if _PATH_OF_LIST.fullmatch(key) and isinstance(value, str):
                row[key] = self._listed(self._place(value, file))
        return json.dumps(row, ensure_ascii=False)

    def _listed(self, place: Path) -> str:
        name = f"{self._folder(place.parent, DATASET)}/{place.name}"
        if place.is_dir():  # a film as a folder of pictures
            for each in place.rglob("*"):
                if each.is_file():
                    self.files[f"{name}/{each.relative_to(place).as_posix()}"] = each
        elif place.is_file():
            self.files[name] = place
        else:
            raise _gone(place)
        return name


def _wanted(names: Iterable[str], kind: Kind | None, ending: str) -> list[str]:
    """Return the files of a folder that the trainer reads: media of a kind with their captions.

    Without a kind all that are no caches.
    """
    names = list(names)
    if kind is None:
        return [name for name in names if not name.startswith(".") and not name.endswith(_CACHED)]
    media = list_media(names, kind, Host.here())
    stems = {stem_of(name) for name in media}
    captions = [n for n in names if ending and n.endswith(ending) and n[: -len(ending)] in stems]
    return [*media, *(name for name in captions if name not in media)]


def _gone(place: Path) -> RunError:
    return RunError(
        tr('"{path}", which the run trains on, is not there any more: put it back.', path=place)
    )
