"""Reading a dataset file: the text, what it says, and on which line."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from app.core.errors import DatasetError, cannot
from app.core.language import tr
from app.core.planner.findings import Finding, begun
from app.core.planner.places import is_pipe
from app.core.planner.text.sections import DATASETS, GENERAL, sections_of
from app.core.planner.text.tree import Pair, Table, read_tree
from app.core.planner.text.trouble import TomlTrouble, load_toml

Place = tuple[int | None, str]  # (index of the dataset, None for [general]; key)

_MOST_BYTES = 1 << 20  # of a file that people write; reading more takes seconds

OUTSIDE = -1  # in place of a dataset: outside [general] and the datasets


@dataclass(frozen=True)
class Document:
    """A dataset file as read.

    Attributes:
        path: The file.
        data: What it says; None where it cannot be parsed.
        problem: Why it cannot be parsed.
        lines: Line, from 1, of each key that was found in the text; tables under key ``""``, what
            belongs to none of ours under dataset `OUTSIDE`.
    """

    path: Path
    data: Any
    problem: Finding | None = None
    lines: dict[Place, int] = field(default_factory=dict)

    def line(self, dataset: int | None, key: str | None) -> int | None:
        """Return the line of a key: the dataset's own, else in ``[general]``, else of the table."""
        for place in ((dataset, key or ""), (None, key or ""), (dataset, "")):
            if place in self.lines:
                return self.lines[place]
        return None


def read_document(path: Path) -> Document:
    """Read and parse a dataset file exactly as the trainer does.

    Raises:
        DatasetError: The file cannot be opened, is a pipe or device, or is too large.
    """
    try:
        text = read_bytes(path).decode("utf-8")
    except UnicodeDecodeError as error:
        return _unreadable(
            path, tr("is not UTF-8 (byte {byte:,}); save it as UTF-8", byte=error.start), None
        )
    return parse_document(path, text.replace("\r\n", "\n").replace("\r", "\n"))


def read_bytes(path: Path) -> bytes:
    """Return what a dataset file holds; errors as `read_document`."""
    if is_pipe(path):
        raise DatasetError(
            tr('Cannot read "{path}": it is a pipe or device; give a file.', path=path)
        )
    try:
        with path.open("rb") as file:
            data = file.read(_MOST_BYTES + 1)
    except OSError as error:
        raise DatasetError(cannot("read", path, error), detail=str(error)) from error
    if len(data) > _MOST_BYTES:
        raise DatasetError(
            tr(
                '"{file}" is too large to be a dataset file (over 1 MiB); give another file.',
                file=path.name,
            )
        )
    return data


def parse_document(path: Path, text: str) -> Document:
    """Parse the text of a dataset file as `read_document` does; ``path`` need not be there."""
    suffix = path.name.lower().rpartition(".")[2]
    if text.startswith("\ufeff") and suffix in ("json", "toml"):
        return _unreadable(
            path, tr("begins with a byte order mark; save it as UTF-8 without BOM"), 1
        )
    if suffix == "json":
        return _parse_json(path, text)
    if suffix == "toml":
        return _parse_toml(path, text)
    return _unreadable(path, tr("does not end in .toml or .json; rename it"), None)


def _unreadable(path: Path, why: str, line: int | None) -> Document:
    """Return the document; ``why`` is the rest of a sentence that begins with the file's name."""
    if line is None:
        message = tr('"{file}" {why}.', file=path.name, why=why)
    else:
        message = tr('"{file}" line {line} {why}.', file=path.name, line=line, why=why)
    here = begun(tr("{sentence}.", sentence=why))
    finding = Finding(stage="config", message=message, here=here, line=line, key=None, fatal=True)
    return Document(path, None, finding)


def _parse_json(path: Path, text: str) -> Document:
    try:
        return Document(path, json.loads(text))
    except json.JSONDecodeError as error:
        return _unreadable(path, tr("is no valid JSON: {why}", why=_plain(error.msg)), error.lineno)
    except RecursionError:
        return _unreadable(path, tr("is no valid JSON: it is nested too deeply"), None)


def _parse_toml(path: Path, text: str) -> Document:
    try:
        data = load_toml(text)
    except TomlTrouble as error:
        return _unreadable(path, tr("is no valid TOML: {why}", why=error), error.line)
    lines: dict[Place, int] = {}
    for place, line in _places(text):
        lines.setdefault(place, line)
    return Document(path, data, lines=lines)


def _plain(message: str) -> str:
    return message.strip().rstrip(".")


# ------------------------------------------------------------------ where a key stands


def _places(text: str) -> Iterator[tuple[Place, int]]:
    """Yield where each table and key begins, the first one where it is there twice."""
    tree = read_tree(text)
    ours = set()
    for section in sections_of(tree):
        ours.add(GENERAL if section.dataset is None else DATASETS)
        yield (section.dataset, ""), tree.line(section.start)
        names = 1 if section.form == "dotted" else 0
        for pair in section.pairs:
            yield (section.dataset, pair.path[names]), tree.line(pair.start)
        for table in section.tables[1:]:
            yield (section.dataset, table.path[1]), tree.line(table.start)
    others: list[Table | Pair] = [*tree.tables[1:], *tree.tables[0].pairs]
    for each in others:
        if each.path and each.path[0] not in ours:
            yield (OUTSIDE, each.path[0]), tree.line(each.start)
