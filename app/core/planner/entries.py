"""What a dataset's entry lists on disk: folders, JSONL files, captions, control files."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from app.core.planner.facts import Ignored
from app.core.planner.findings import Finding, listed
from app.core.planner.listing import Host, captioned, ignored, list_media
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
    """

    path: str
    place: Path | None
    caption: Path | None = None
    caption_fault: str = ""
    notes: tuple[str, ...] = ()


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


@dataclass
class Places:
    """Finds what a dataset file names by relative paths.

    The trainer looks in the folder it is started in. What is not there but beside the dataset file
    is read from there, and said.

    Args:
        working: The folder the trainer is started in.
        beside: The folder of the dataset file.
    """

    working: Path
    beside: Path
    relative: list[str] = field(default_factory=list)

    def of(self, text: str) -> Path:
        """Return where a path of the dataset file leads."""
        path = Path(text)
        if not path.is_absolute():
            self.relative.append(text)
        return self._found(path, self.beside)

    def in_jsonl(self, text: str, jsonl: Path, rules: Rules) -> Path:
        """Return where a path of a JSONL leads."""
        path = Path(text)
        if rules.jsonl_beside or path.is_absolute():
            return self._found(path, jsonl.parent)
        self.relative.append(text)
        return self._found(path, self.beside)

    def _found(self, path: Path, other: Path) -> Path:
        first, second = self.working / path, other / path
        exists = os.path.exists  # never raises, as in the trainer
        return first if exists(first) or not exists(second) else second


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
        stage="datasets", dataset=index, key=key, message=f"Dataset {index}: {what}.", fatal=fatal
    )


# ------------------------------------------------------------------ folders


def _list_folder(index: int, config: DatasetConfig, places: Places, host: Host) -> Listing:
    text = config.directory or ""
    folder = places.of(text)
    key = f"{config.kind}_directory"
    try:
        with os.scandir(folder) as entries:
            there = {entry.name: entry.is_dir() for entry in entries}
    except (OSError, ValueError):
        what = f'folder "{text}" cannot be opened: the trainer finds nothing there and goes on'
        if any(character < " " for character in text):
            what = (
                f"{key} holds a control character, made of a backslash in double quotes; write "
                "forward slashes"
            )
        return Listing(folder, warnings=(_finding(index, what, key, fatal=False),))
    names = list_media(there, config.kind, host)
    extension = config.caption_extension
    if config.kind == "image" and extension is not None:
        names = captioned(names, there, extension, host)
    folders = {name for name, is_folder in there.items() if is_folder}
    passed = ignored(there, folders, names, extension, config.kind, host)
    errors = tuple(_control_errors(index, config, names, places, host))
    errors += tuple(_target_errors(index, config, names, list_media(there, config.kind, host)))
    return Listing(
        folder,
        tuple(_folder_entry(name, folder, config) for name in names),
        tuple(passed),
        errors,
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
    skip_blank = rules.jsonl_blank_lines and config.kind == "video"
    try:
        rows = list(_rows(jsonl, skip_blank=skip_blank))
    except OSError:
        what = f'"{text}" cannot be opened; check the path'
        return Listing(jsonl, errors=(_finding(index, what, key, fatal=True),))
    except UnicodeDecodeError:
        what = f'"{text}" is not UTF-8; save it as UTF-8'
        return Listing(jsonl, errors=(_finding(index, what, key, fatal=True),))
    except _BadLine as error:
        what = f'"{text}" line {error.line}: {error}'
        return Listing(jsonl, errors=(_finding(index, what, key, fatal=True),))
    except ValueError:  # the path holds what no path can
        what = f'"{text}" cannot be opened; check the path'
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
            except ValueError:
                blank = "a blank line; remove it" if not line.strip() else "no valid JSON; mend it"
                raise _BadLine(blank, number) from None


def _row_errors(index: int, config: DatasetConfig, rows: list[Any], text: str) -> Iterator[Finding]:
    key = f"{config.kind}_jsonl_file"
    strange = [number for number, row in enumerate(rows, start=1) if not isinstance(row, dict)]
    if strange:
        what = f'"{text}" line {strange[0]}: no object in curly brackets; mend it'
        yield _finding(index, what, key, fatal=True)
        return
    wanted = "control_path" if config.kind == "video" else "control_path_0"
    having = [row for row in rows if wanted in row or "control_path" in row]
    if having and len(having) < len(rows):
        what = f'"{text}": {len(rows) - len(having)} lines have no control_path but others have one'
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
    return Entry(named, place, caption_fault=caption_fault, notes=notes)


# ------------------------------------------------------------------ control files


def _control_errors(
    index: int, config: DatasetConfig, names: list[str], places: Places, host: Host
) -> Iterator[Finding]:
    """Yield what the trainer misses in ``control_directory``."""
    if config.control_directory is None or not names:
        return
    folder = places.of(config.control_directory)
    try:
        with os.scandir(folder) as entries:
            there = {entry.name: entry.is_dir() for entry in entries}
    except (OSError, ValueError):
        there = {}
    if config.kind == "video":
        missing = [name for name in names if not _has_control(name, there, host)]
    else:
        missing = _without_controls(config, names, list_media(there, "image", host))
    if missing:
        what = f"{listed(missing)}: no control file in control_directory; add it"
        yield _finding(index, what, "control_directory", fatal=True)


def _has_control(name: str, there: dict[str, bool], host: Host) -> bool:
    """Return whether a clip has a control: the same name, a folder, or another video ending."""
    known = {host.folded(other): is_folder for other, is_folder in there.items()}
    stem = os.path.splitext(name)[0]  # noqa: PTH122
    if host.folded(name) in known or known.get(host.folded(stem)):
        return True
    return any(
        os.path.splitext(other)[0] == stem  # noqa: PTH122
        for other in list_media(there, "video", host)
    )


def _without_controls(config: DatasetConfig, names: list[str], controls: list[str]) -> list[str]:
    """Return the images with too few controls; longer names choose theirs first."""
    wanted = 1 if config.fp_1f_clean_indices is None else len(config.fp_1f_clean_indices)
    free = set(controls)
    missing = []
    for name in sorted(names, key=len, reverse=True):
        stem = os.path.splitext(name)[0]  # noqa: PTH122
        own = {control for control in free if control.startswith((f"{stem}.", f"{stem}_"))}
        free -= own
        if len(own) < max(1, wanted):
            missing.append(name)
    return sorted(missing)


def _target_errors(
    index: int, config: DatasetConfig, names: list[str], images: list[str]
) -> Iterator[Finding]:
    """Yield why ``multiple_target`` is refused: no, or unequally many, pictures without caption."""
    free = set(images).difference(names)
    if not config.multiple_target or config.kind != "image" or not free:
        return
    counts = set()
    for name in sorted(names, key=len, reverse=True):
        stem = os.path.splitext(name)[0]  # noqa: PTH122
        own = {other for other in free if other.startswith(f"{stem}_")}
        free -= own
        counts.add(len(own))
    counts.discard(0)
    if len(counts) != 1:
        what = (
            "multiple_target needs equally many pictures for each caption; remove multiple_target"
        )
        yield _finding(index, what, "multiple_target", fatal=True)
