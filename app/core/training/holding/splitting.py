"""A dataset file in three: what is trained, what is measured, and what is cached: both.

Training takes whatever lies in a cache folder, whatever the dataset file lists. So what is held out
must never lie in one that is trained: each way of holding out has cache folders of its own, named
after it. They stay valid for all runs that hold out the same, and no caches of other runs, kept
ones or those of a run beside it, can get into them.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from app.core.errors import DatasetError
from app.core.language import tr
from app.core.planner.document import parse_document
from app.core.planner.entries import Entry, list_entry
from app.core.planner.listing import Host
from app.core.planner.places import Places
from app.core.planner.rules import Rules
from app.core.planner.schema import DatasetConfig, configure
from app.core.planner.text import entry_text
from app.core.planner.text.entry_text import entries_of, read, with_entry, with_values

_MEASURED = "# What is held out of training: measured, never trained.\n"
_CACHED = "# What is trained, and behind it what is held out: caching reads both.\n"
_KEY = 8  # digits of a split in names of folders


@dataclass(frozen=True, slots=True)
class Split:
    """Three dataset files, and the lists they read.

    Attributes:
        training: Without what is held out.
        validation: Only what is held out, each once.
        caching: Both.
        lists: Text of each list by its name in the run's folder.
    """

    training: str
    validation: str
    caching: str
    lists: Mapping[str, str]


def split(
    text: str,
    held: Collection[Path],
    run: Path,
    *,
    lists: Mapping[str, Path],
    rules: Rules,
    working: Path,
) -> Split:
    """Return a run's dataset file without what is held out, and what goes with it.

    Args:
        text: Of the frozen dataset file: its paths are absolute.
        held: Files that are held out; none: all three are the same, but for validation.
        run: The run's folder, in which lists lie.
        lists: Where lists that are already there are copied from, by their name in that folder.
        rules: Of the trainer.
        working: The folder it is started in.

    Raises:
        DatasetError: Nothing would be left of a dataset, or it cannot be parted.
    """
    made = _Splitting(held, run, lists, rules, working)
    return made.split(text)


class _Splitting:
    """Makes one split."""

    def __init__(
        self,
        held: Collection[Path],
        run: Path,
        lists: Mapping[str, Path],
        rules: Rules,
        working: Path,
    ) -> None:
        self._held = {_as_found(each) for each in held}
        self._run, self._copied, self._rules = run, lists, rules
        self._places = Places(working, run)
        self._lists: dict[str, str] = {}

    def split(self, text: str) -> Split:
        """Return it."""
        config = configure(parse_document(self._run / "dataset.toml", text))
        training = validation = text
        measured: list[dict[str, Any]] = []
        for number, entry in reversed(list(enumerate(config.datasets))):
            parts = self._parts(number, entry)
            if parts is None:
                validation = entry_text.without_entry(validation, number)
                continue
            rest, out = parts
            training = _reading(training, number, entry, rest)
            alone = {**out, "batch_size": 1, "num_repeats": 1}
            validation = _reading(validation, number, entry, alone)
            measured.insert(0, _values(training, number) | alone)
        caching = training
        for values in measured:
            caching = with_entry(caching, len(entries_of(read(caching))), values)
        return Split(training, f"{_MEASURED}{validation}", f"{_CACHED}{caching}", self._lists)

    def _parts(
        self, number: int, entry: DatasetConfig
    ) -> tuple[dict[str, str], dict[str, str]] | None:
        """Return the keys of an entry for the rest, and for what is held out of it; None: none."""
        listed = list_entry(number, self._of_source(entry), self._places, self._rules, Host.here())
        out = [self._is_held(each) for each in listed.entries]
        if not any(out):
            return None
        if all(out):
            raise DatasetError(
                tr(
                    "All of dataset {number} would be held out: hold out fewer, or none.",
                    number=number + 1,
                )
            )
        if entry.control_directory is not None and entry.directory is not None:
            raise DatasetError(
                tr(
                    "Dataset {number} has a control_directory, of which nothing can be held out: "
                    "hold out none.",
                    number=number + 1,
                )
            )
        lines = self._lines(entry, listed.entries)
        names = [each.path for each, held in zip(listed.entries, out, strict=True) if held]
        key = hashlib.blake2b("\n".join(sorted(names)).encode("utf-8", "surrogatepass"))
        digits = key.hexdigest()[:_KEY]
        rest = [line for line, held in zip(lines, out, strict=True) if not held]
        held_out = [line for line, held in zip(lines, out, strict=True) if held]
        return (
            self._keys(entry, f"{number}-trained.jsonl", rest, f"without-{digits}"),
            self._keys(entry, f"{number}-held-out.jsonl", held_out, f"held-{digits}"),
        )

    def _of_source(self, entry: DatasetConfig) -> DatasetConfig:
        """Return an entry that reads a list where it is now: it is copied only afterwards."""
        copied = self._copied.get(Path(entry.jsonl).name) if entry.jsonl else None
        is_ours = entry.jsonl is not None and Path(entry.jsonl).parent == self._run
        if copied is None or not is_ours or entry.directory is not None:
            return entry
        return replace(entry, jsonl=copied.as_posix())

    def _is_held(self, each: Entry) -> bool:
        return each.place is not None and _as_found(each.place) in self._held

    def _lines(self, entry: DatasetConfig, listed: Collection[Entry]) -> list[str]:
        """Return a line for each file: those of a list as they are."""
        if entry.directory is None:
            file = Path(self._of_source(entry).jsonl or "")
            lines = file.read_text(encoding="utf-8").split("\n")  # as JSON Lines are, no others
            return [line for line in lines if line.strip()]
        return [_line(entry, each) for each in listed]

    def _keys(self, entry: DatasetConfig, name: str, lines: list[str], what: str) -> dict[str, str]:
        self._lists[name] = "".join(f"{line}\n" for line in lines)
        cache = Path(entry.cache_place or "")
        return {
            f"{entry.kind}_jsonl_file": (self._run / name).as_posix(),
            "cache_directory": cache.with_name(f"{cache.name}-{what}").as_posix(),
        }


def _reading(text: str, number: int, entry: DatasetConfig, values: Mapping[str, Any]) -> str:
    """Return a dataset file in which an entry reads a list, with its caches elsewhere."""
    text = entry_text.without_key(text, number, f"{entry.kind}_directory")
    return with_values(text, number, values)


def _values(text: str, number: int) -> dict[str, Any]:
    return dict(entries_of(read(text))[number])


def _line(entry: DatasetConfig, each: Entry) -> str:
    """Return the line of a file in a folder; without words where the trainer would stop on them."""
    value = {f"{entry.kind}_path": (each.place or Path(each.path)).as_posix()}
    words = _caption(each)
    if words is not None:
        value["caption"] = words
    return json.dumps(value, ensure_ascii=False)


def _caption(each: Entry) -> str | None:
    if each.caption is None:
        return None
    try:
        return each.caption.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        return None


def _as_found(path: Path) -> str:
    """Return a path as it is equal to another of the same file."""
    return os.path.normcase(os.path.normpath(path))
