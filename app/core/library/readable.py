"""A project as a text that people and programs can read, compare and keep in a repository.

The file is JSON. ``"format"`` is `FORMAT`, ``"version"`` counts its versions; a reader refuses a
version it does not know. Each source, cut, shot, clip, still, dataset and prompt has a line of its
own, in a stable order: sources by path, what belongs to them by source, then by frame. Clips and
stills name their source by its path. ``cuts`` and ``shots`` stand under their source's path, as
``[frame, end, kind, score, drawn]`` and ``[start, end, soft_start, soft_end, drawn, rating, tags,
state]``. Rates are ``"n/d"``, crops ``"W:H:X:Y"``, frames are those of the source, ranges
half-open.

Version 2 added ``drawn`` of cuts and ``rating``, ``tags`` and ``state`` of shots. Version 3 added
``still_size`` of the settings: ``[width, height]`` or null. Version 4 added ``names`` of the
settings, ``done`` and ``judged`` of clips and stills, and ``negative`` of prompts.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterable, Mapping
from fractions import Fraction
from pathlib import Path

from app.core import store
from app.core.library.connection import saying
from app.core.library.model import Clip, Cut, Row, Shot, Still
from app.core.library.project import Project
from app.core.library.rows import DamagedRow
from app.core.media.geometry import Crop

FORMAT = "rushes-project"
VERSION = 6


def export_readable(project: Project, file: Path) -> None:
    """Write the whole project to a JSON file.

    Raises:
        ProjectError: The project cannot be read.
        WriteError: The file cannot be written.
    """
    store.write_text(file, readable(project))


def readable(project: Project) -> str:
    """Return the whole project as JSON: the same text for the same content.

    Raises:
        ProjectError: The project cannot be read.
    """
    with saying("read", project.file):
        return _text(project)


def _text(project: Project) -> str:
    sources = sorted(project.sources(), key=lambda source: source.path)
    paths = {source.id: source.path for source in sources}
    parts = [
        f'"format": {_line(FORMAT)}',
        f'"version": {_line(VERSION)}',
        f'"settings": {_line(_plain(project.settings, paths))}',
        _list("sources", map(_line, (_plain(source, paths) for source in sources))),
        _table("cuts", _by_source(project.cuts(), paths)),
        _table("shots", _by_source(project.shots(), paths)),
        _list("clips", _lines(project.clips(), paths)),
        _list("stills", _lines(project.stills(), paths)),
        _list("datasets", _lines(project.datasets(), paths)),
        _list("prompts", _lines(project.prompts(), paths)),
    ]
    return "{\n" + ",\n".join(parts) + "\n}\n"


def _lines(rows: Iterable[Row], paths: Mapping[int, str]) -> list[str]:
    plain = [_plain(row, paths) for row in rows]
    # Already in the order of frames; a stable sort brings the sources into the order of paths.
    return [_line(row) for row in sorted(plain, key=lambda row: str(row.get("source", "")))]


def _by_source(rows: Iterable[Cut | Shot], paths: Mapping[int, str]) -> dict[str, list[object]]:
    found: dict[str, list[object]] = {}
    for row in rows:
        values = _plain(row, paths)
        del values["id"]
        found.setdefault(str(values.pop("source")), []).append(list(values.values()))
    return dict(sorted(found.items()))


def _plain(row: Row, paths: Mapping[int, str]) -> dict[str, object]:
    """Return a row as JSON holds it, its source named by its path."""
    values = {field.name: getattr(row, field.name) for field in dataclasses.fields(row)}
    if isinstance(row, Clip | Still | Cut | Shot):
        if row.source not in paths:
            raise DamagedRow(f"a row belongs to source {row.source}, which is not there")
        values["source"] = paths[row.source]
    return {name: _value(value) for name, value in values.items()}


def _value(value: object) -> object:
    if isinstance(value, Fraction):
        return f"{value.numerator}/{value.denominator}"
    return str(value) if isinstance(value, Crop) else value


def _line(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def _list(name: str, lines: Iterable[str]) -> str:
    return f'"{name}": [{_block(lines)}]'


def _table(name: str, rows: Mapping[str, Iterable[object]]) -> str:
    lists = (f"{_line(key)}: [{_block(map(_line, each))}]" for key, each in rows.items())
    return f'"{name}": {{{_block(lists)}}}'


def _block(lines: Iterable[str]) -> str:
    text = ",\n ".join(lines)
    return f"\n {text}\n" if text else ""
