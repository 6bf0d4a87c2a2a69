"""What a dataset's entry lists on disk: folders and JSONL files, with their captions."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.core.language import tr
from app.core.planner.companions import companions
from app.core.planner.facts import Ignored
from app.core.planner.findings import Finding
from app.core.planner.listing import Host, captioned, ignored, list_media
from app.core.planner.places import Places, entries_of, is_pipe
from app.core.planner.rules import Rules
from app.core.planner.schema import DatasetConfig, Kind


@dataclass(frozen=True, slots=True)
class Entry:
    """One source as listed, before its media are read.

    Attributes:
        path: As the trainer names it.
        place: Where it is; None where the JSONL names none.
        caption: Its caption file; None where the caption is known otherwise.
        caption_fault: Key of `facts.CAPTION_FAULTS` where that is known already.
        notes: Keys of `facts.NOTES` known already.
        text: Its caption where the JSONL says it.
    """

    path: str
    place: Path | None
    caption: Path | None = None
    caption_fault: str = ""
    notes: tuple[str, ...] = ()
    text: str = ""


@dataclass(frozen=True)
class Listing:
    """What the trainer finds for one entry.

    Attributes:
        place: The folder or JSONL that was read; None where the entry names none.
        entries: The sources, in the trainer's order.
    """

    place: Path | None = None
    entries: tuple[Entry, ...] = ()
    ignored: tuple[Ignored, ...] = ()
    errors: tuple[Finding, ...] = ()
    warnings: tuple[Finding, ...] = ()


def list_entry(
    index: int, config: DatasetConfig, places: Places, rules: Rules, host: Host
) -> Listing:
    """Return what the trainer finds for one dataset."""
    if config.directory is not None:
        return _list_folder(index, config, places, host)
    if config.jsonl is not None:
        return _list_jsonl(index, config, places, rules)
    return Listing()


def _finding(index: int, what: str, key: str, *, fatal: bool) -> Finding:
    return Finding(
        stage="datasets",
        dataset=index,
        key=key,
        message=tr("{sentence}.", sentence=what),
        fatal=fatal,
    )


# ------------------------------------------------------------------ folders


def _list_folder(index: int, config: DatasetConfig, places: Places, host: Host) -> Listing:
    text = config.directory or ""
    folder = places.of(text)
    key = f"{config.kind}_directory"
    there = entries_of(folder)
    if there is None:
        what = tr(
            'folder "{path}" cannot be opened: the trainer finds nothing there and goes on',
            path=text,
        )
        if any(character < " " for character in text):
            what = tr(
                "{key} holds a control character, made of a backslash in double quotes; "
                "write forward slashes",
                key=key,
            )
        return Listing(folder, warnings=(_finding(index, what, key, fatal=False),))
    names = list_media(there, config.kind, host)
    extension = config.caption_extension
    if config.kind == "image" and extension is not None:
        names = captioned(names, there, extension, host)
    folders = {name for name, is_folder in there.items() if is_folder}
    passed = ignored(there, folders, names, extension, config.kind, host)
    beside = companions(config, names, list_media(there, config.kind, host), places, host)
    return Listing(
        folder,
        tuple(_folder_entry(name, folder, config) for name in names),
        tuple(passed),
        tuple(_finding(index, what, key, fatal=True) for key, what in beside),
    )


def _folder_entry(name: str, folder: Path, config: DatasetConfig) -> Entry:
    path = os.path.join(config.directory or "", name)  # noqa: PTH118 - the trainer's own text
    if not config.caption_extension:
        return Entry(path, folder / name, caption_fault="missing")
    stem = os.path.splitext(name)[0]  # noqa: PTH122
    return Entry(path, folder / name, folder / f"{stem}{config.caption_extension}")


# ------------------------------------------------------------------ JSONL


def _list_jsonl(index: int, config: DatasetConfig, places: Places, rules: Rules) -> Listing:
    text = config.jsonl or ""
    jsonl = places.of(text)
    key = f"{config.kind}_jsonl_file"
    if is_pipe(jsonl):
        what = tr('"{path}" is a pipe or device; give a file', path=text)
        return Listing(jsonl, errors=(_finding(index, what, key, fatal=True),))
    skip_blank = rules.jsonl_blank_lines and config.kind == "video"
    try:
        rows = list(_rows(jsonl, skip_blank=skip_blank))
    except OSError:
        what = tr('"{path}" cannot be opened; check the path', path=text)
        return Listing(jsonl, errors=(_finding(index, what, key, fatal=True),))
    except UnicodeDecodeError:
        what = tr('"{path}" is not UTF-8; save it as UTF-8', path=text)
        return Listing(jsonl, errors=(_finding(index, what, key, fatal=True),))
    except _BadLine as error:
        what = tr('"{path}" line {line}: {error}', path=text, line=error.line, error=error)
        return Listing(jsonl, errors=(_finding(index, what, key, fatal=True),))
    except ValueError:  # the path holds what no path can
        what = tr('"{path}" cannot be opened; check the path', path=text)
        return Listing(jsonl, errors=(_finding(index, what, key, fatal=True),))
    errors = _row_errors(index, config, rows, text)
    entries = tuple(_row_entry(row, config.kind, jsonl, places, rules) for row in rows)
    return Listing(jsonl, entries, errors=tuple(errors))


class _BadLine(ValueError):
    """A line of a JSONL that the trainer cannot parse."""

    def __init__(self, message: str, line: int) -> None:
        super().__init__(message)
        self.line = line


def _rows(jsonl: Path, *, skip_blank: bool) -> Iterator[Any]:
    with jsonl.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, start=1):
            if skip_blank and not line.strip():
                continue
            try:
                yield json.loads(line)
            except (ValueError, RecursionError):
                blank = (
                    tr("a blank line; remove it")
                    if not line.strip()
                    else tr("no valid JSON; mend it")
                )
                raise _BadLine(blank, number) from None


def _row_errors(index: int, config: DatasetConfig, rows: list[Any], text: str) -> Iterator[Finding]:
    key = f"{config.kind}_jsonl_file"
    strange = [number for number, row in enumerate(rows, start=1) if not isinstance(row, dict)]
    if strange:
        what = tr(
            '"{path}" line {number}: no object in curly brackets; mend it',
            path=text,
            number=strange[0],
        )
        yield _finding(index, what, key, fatal=True)
        return
    wanted = "control_path" if config.kind == "video" else "control_path_0"
    having = [row for row in rows if wanted in row or "control_path" in row]
    if having and len(having) < len(rows):
        what = tr(
            '"{path}": {number} lines have no control_path but others have one',
            path=text,
            number=len(rows) - len(having),
        )
        yield _finding(index, what, key, fatal=True)


def _row_entry(row: Any, kind: Kind, jsonl: Path, places: Places, rules: Rules) -> Entry:  # noqa: ANN401
    if not isinstance(row, dict):
        return Entry("", None)
    named = row.get(f"{kind}_path")
    if kind == "image" and named is None:
        named = row.get("image_path_0")
    caption_fault = "" if "caption" in row else "absent"
    notes = ("empty caption",) if row.get("caption") == "" else ()
    if not isinstance(named, str):
        return Entry("", None, caption_fault=caption_fault)
    place = places.in_jsonl(named, jsonl, rules)
    text = row.get("caption")
    text = text if isinstance(text, str) else ""
    return Entry(named, place, caption_fault=caption_fault, notes=notes, text=text)
