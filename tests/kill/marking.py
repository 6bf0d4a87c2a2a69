"""One round: somebody marks in the window, which is killed; nothing it said was written is gone."""

from __future__ import annotations

import contextlib
import copy
import json
import os
import random
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from app.core.cache import Cache
from app.core.library.edits import Edit, adding
from app.core.library.model import Clip, Shot, Still
from app.core.library.project import RECOVERED, Project
from app.core.library.snapshot import Snapshot
from app.core.library.sources import add_film
from tests.films import make_film
from tests.kill.marker import SAID, SHOTS
from tests.monkey.checks import rows_of

ROOT = Path(__file__).parents[2]
_SHOTS, _LONG = 12, 20  # shots; frames of each
_STARTS_WITHIN = 60.0  # seconds, on a busy machine


@dataclass
class Said:
    """What a killed window had noted.

    Attributes:
        edits: Those that were written, in order.
        drafts: The captions that were being typed: table and id, text.
        faults: Reports of faults of its own.
    """

    edits: list[Edit] = field(default_factory=list)
    drafts: dict[tuple[str, int], str] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)

    @classmethod
    def read(cls, file: Path) -> Said:
        """Read the notes; the last line may be cut off."""
        said = cls()
        for line in file.read_bytes().splitlines():
            with contextlib.suppress(ValueError):
                said.take(*json.loads(line))
        return said

    def take(self, kind: str, value: Any) -> None:  # noqa: ANN401 -- as JSON has it
        """Take up a line."""
        if kind == "fault":
            self.faults.append(value)
        elif kind == "draft":
            table, row_id, text = value
            self.drafts[table, row_id] = text
        else:
            edit = Edit.from_json(*value)
            self.edits.append(edit)
            for gone in edit.removed:
                self.drafts.pop(gone, None)
            for change in edit.changed:
                if "caption" in change.values:
                    self.drafts.pop((change.table, change.id), None)


def round_of_marking(folder: Path, dice: random.Random) -> str:
    """Kill the window while somebody marks; every edit and draft it had written is there."""
    if not (folder / "project.rushes").exists():
        _make_project(folder)
    (folder / SAID).unlink(missing_ok=True)
    with Project.open_for_editing(folder) as project:  # takes up the last round's drafts
        before = Snapshot.of(project)
    kill_window(folder, dice.randrange(10**6), dice.uniform(0.0, 3.5))
    said = Said.read(folder / SAID)
    assert not said.faults, said.faults[0]
    with Project.open(folder) as project:
        found = rows_of(Snapshot.of(project))
        more = more_than_said(project, before, said.edits, found)
        _check_drafts(project, said, more)
    _check_recovery(folder)
    return f"{len(said.edits)} edits, {len(said.drafts)} drafts{', one more' if more else ''}"


def kill_window(
    folder: Path, seed: int, seconds: float, *, victim: str = "tests.kill.marker"
) -> None:
    """Start the window and kill it ``seconds`` after the work in it began."""
    own = {
        "QT_QPA_PLATFORM": "offscreen",
        "RUSHES_CACHE": str(folder / "cache"),
        "RUSHES_SETTINGS": str(folder / "settings"),
    }
    command = [sys.executable, "-m", victim, str(folder), str(seed)]
    with subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, text=True, env={**os.environ, **own}
    ) as window:
        assert window.stdout is not None
        late = threading.Timer(_STARTS_WITHIN, window.kill)
        late.start()
        first = window.stdout.readline()
        late.cancel()
        assert first.startswith('["ready"'), f"the window died by itself: {first}"
        time.sleep(seconds)
        assert window.poll() is None, "the window died by itself"
        window.kill()


def _make_project(folder: Path) -> None:
    with Project.create(folder, "Killed") as project:
        film = make_film(folder / "film.mp4", _SHOTS * _LONG, size=(192, 112))
        source = add_film(project, film, cache=Cache(folder / "cache"))
        shots = [
            Shot(source=source.id, start=n * _LONG, end=(n + 1) * _LONG) for n in range(_SHOTS)
        ]
        project.apply(adding(*shots, label=SHOTS))


def more_than_said(
    project: Project, before: Snapshot, said: Sequence[Edit], found: dict[str, Any]
) -> Edit | None:
    """Check that the project is what was said, or one edit further, which is returned.

    That one was written, and the window killed before it could say so.
    """
    if rows_of(_after(before, said)) == found:
        return None
    for edit in _latest(project):
        if rows_of(_after(before, [*said, edit])) == found:
            return edit
    lost = {
        name: rows for name, rows in rows_of(_after(before, said)).items() if rows != found[name]
    }
    raise AssertionError(f"{len(said)} edits were written; lost: {lost}; found: {found}")


def _latest(project: Project) -> Iterator[Edit]:
    """Yield what may have been carried out last: an edit, an undo, a redo."""
    for entry in project.log(4):
        yield entry.edit
        yield entry.inverse


def _after(before: Snapshot, edits: Sequence[Edit]) -> Snapshot:
    rows = copy.deepcopy(before)
    for edit in edits:
        rows.follow(edit)
    return rows


def _check_drafts(project: Project, said: Said, more: Edit | None) -> None:
    """Check that what was being typed is there, or became a caption, or more of it was typed."""
    last = Said(drafts=dict(said.drafts))
    if more is not None:
        last.take("did", [more.label, more.to_json()])
    kept = {(_table(draft.row), draft.row.id): draft.text for draft in project.drafts()}
    for place, text in last.drafts.items():
        row = project.clip(place[1]) if place[0] == "clip" else project.still(place[1])
        assert text in (kept.get(place, "")[: len(text)], row.caption), (place, text, kept)


def _table(row: Clip | Still) -> str:
    return "clip" if isinstance(row, Clip) else "still"


def _check_recovery(folder: Path) -> None:
    """Check that a project that is opened again has what was typed as a caption."""
    with Project.open(folder) as project:
        drafts = project.drafts()
    with Project.open_for_editing(folder) as project:
        assert not project.read_only
        for draft in drafts:
            row = project.clip if isinstance(draft.row, Clip) else project.still
            assert row(draft.row.id).caption == draft.text
        if drafts:
            assert project.undo_label == RECOVERED
