"""Reading a dataset file: the text, what it says, and on which line."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import toml

from app.core.errors import DatasetError, cannot
from app.core.planner.findings import Finding
from app.core.planner.places import is_pipe

Place = tuple[int | None, str]  # (index of the dataset, None for [general]; key)

# What toml 0.10 raises besides its own error on text that is not TOML.
_PARSER_FAILS = (ValueError, TypeError, IndexError, KeyError, AttributeError, RecursionError)


@dataclass(frozen=True)
class Document:
    """A dataset file as read.

    Attributes:
        path: The file.
        data: What it says; None where it cannot be parsed.
        problem: Why it cannot be parsed.
        lines: Line, from 1, of each key that was found in the text; tables under key ``""``.
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
        DatasetError: The file cannot be opened, or is a pipe or device.
    """
    if is_pipe(path):
        raise DatasetError(f'Cannot read "{path}": it is a pipe or device; give a file.')
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise DatasetError(cannot("read", path, error), detail=str(error)) from error
    except UnicodeDecodeError as error:
        return _unreadable(path, f"is not UTF-8 (byte {error.start:,}); save it as UTF-8", None)
    return parse_document(path, text)


def parse_document(path: Path, text: str) -> Document:
    """Parse the text of a dataset file as `read_document` does; ``path`` need not be there."""
    suffix = path.name.lower().rpartition(".")[2]
    if text.startswith("\ufeff") and suffix in ("json", "toml"):
        return _unreadable(path, "begins with a byte order mark; save it as UTF-8 without BOM", 1)
    if suffix == "json":
        return _parse_json(path, text)
    if suffix == "toml":
        return _parse_toml(path, text)
    return _unreadable(path, "does not end in .toml or .json; rename it", None)


def _unreadable(path: Path, why: str, line: int | None) -> Document:
    where = f'"{path.name}"' if line is None else f'"{path.name}" line {line}'
    finding = Finding(stage="config", message=f"{where} {why}.", line=line, key=None, fatal=True)
    return Document(path, None, finding)


def _parse_json(path: Path, text: str) -> Document:
    try:
        return Document(path, json.loads(text))
    except json.JSONDecodeError as error:
        return _unreadable(path, f"is no valid JSON: {_plain(error.msg)}", error.lineno)
    except RecursionError:
        return _unreadable(path, "is no valid JSON: it is nested too deeply", None)


def _parse_toml(path: Path, text: str) -> Document:
    try:
        return Document(path, toml.loads(text), lines=dict(_places(text)))
    except _PARSER_FAILS as error:
        line = getattr(error, "lineno", None)
        why = _plain(getattr(error, "msg", "") or "the text cannot be understood")
        return _unreadable(path, f"is no valid TOML: {why}{_cure(text, line, why)}", line)


def _plain(message: str) -> str:
    return message.strip().rstrip(".")


def _cure(text: str, line: int | None, why: str) -> str:
    """Return what to do about a mistake that can be named, as the end of a sentence."""
    lines = text.splitlines()
    shown = lines[line - 1] if line and line <= len(lines) else ""
    if "\\" in shown or "escape" in why.lower():
        return "; write paths with forward slashes, or between single quotes"
    return ""


# ------------------------------------------------------------------ where a key stands

_HEADER = re.compile(r"\s*\[(\[)?\s*([^\[\]]+?)\s*\]?\]")
_KEY = re.compile(r"""\s*(?:"([^"]+)"|'([^']+)'|([A-Za-z0-9_-]+))\s*=""")
_QUOTED = re.compile(r'"(?:\\.|[^"\\])*"|\'[^\']*\'|#.*')
_LONG = re.compile(r'"""|\'\'\'')


def _places(text: str) -> Iterator[tuple[Place, int]]:
    """Yield where each table and key begins; a table of ``[[datasets]]`` counts up.

    A plain walk over the lines: values that run over several lines are stepped over, tables in
    forms that nobody writes by hand are simply not found.
    """
    table: int | None = None
    datasets, known = 0, False
    for number, line in _outer_lines(text):
        header = _HEADER.match(line)
        if header:
            known = header[2] in ("general", "datasets")
            table = None
            if header[2] == "datasets":
                table, datasets = datasets, datasets + 1
            if known:
                yield (table, ""), number
            continue
        key = _KEY.match(line)
        if key and known:
            yield (table, key[1] or key[2] or key[3]), number


def _outer_lines(text: str) -> Iterator[tuple[int, str]]:
    """Yield the lines, with their number, at which no value of an earlier line is still open."""
    depth, quote = 0, ""
    for number, line in enumerate(text.split("\n"), start=1):
        if not quote and depth <= 0:
            yield number, line
            depth = 0
        quote, rest = _outside_long(line, quote)
        if "=" in rest or depth > 0:
            bare = _QUOTED.sub("", rest)
            depth += bare.count("[") - bare.count("]") + bare.count("{") - bare.count("}")


def _outside_long(line: str, quote: str) -> tuple[str, str]:
    """Return the triple quote still open after ``line``, and the line without long strings."""
    rest = ""
    while True:
        mark = re.search(re.escape(quote), line) if quote else _LONG.search(line)
        if not mark:
            return quote, rest if quote else rest + line
        if not quote:
            rest += line[: mark.start()]
        quote = "" if quote else mark[0]
        line = line[mark.end() :]
