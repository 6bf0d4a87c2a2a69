"""One round: somebody plans in a window that is killed; a second of typing may be gone."""

from __future__ import annotations

import contextlib
import json
import random
import time
from itertools import pairwise
from pathlib import Path

from app.core.cache import Cache
from app.core.export.dataset_text import render, rows_of_text
from app.core.export.dataset_toml import places_in
from app.core.library.edits import adding
from app.core.library.model import Clip, Dataset, Still
from app.core.library.project import Project
from app.core.library.snapshot import Snapshot
from app.core.library.sources import add_film
from app.core.paths import DATASET_FOLDER
from tests.films import make_film
from tests.kill.marker import SAID
from tests.kill.marking import Said, kill_window, more_than_said
from tests.kill.writing import MOST
from tests.monkey.checks import rows_of

_CLIPS, _LONG = 6, 40  # clips; frames of each


def round_of_planning(folder: Path, dice: random.Random) -> str:
    """Kill the window while somebody plans; every edit is there, and so is what was typed."""
    if not (folder / "project.rushes").exists():
        _make_project(folder)
    (folder / SAID).unlink(missing_ok=True)
    with Project.open_for_editing(folder) as project:
        before = Snapshot.of(project)
    kill_window(folder, dice.randrange(10**6), dice.uniform(0.3, 5.0), victim="tests.kill.planner")
    killed = time.monotonic()
    lines = _lines_of(folder / SAID)
    said = Said()
    for kind, value in lines:
        if kind in ("did", "fault"):
            said.take(kind, value)
    assert not said.faults, said.faults[0]
    with Project.open_for_editing(folder) as project:
        assert not project.read_only
        more = more_than_said(project, before, said.edits, rows_of(Snapshot.of(project)))
        text = _text_of(project)
        draft = project.file_draft()
        missing = _missing(
            [value for kind, value in lines if kind == "typed"], {draft, text}, killed
        )
        assert missing is not None, f"neither was ever there: {draft!r} nor {text!r}"
        assert missing <= MOST, f"{missing:.2f} s of the dataset file are gone"
    what = f"{len(said.edits)} edits, {len(lines)} lines"
    return f"{what}{', one more' if more else ''}, {missing:.2f} s missing"


def _lines_of(file: Path) -> list[tuple[str, list[object]]]:
    """Return the notes; the last line may be cut off."""
    lines = []
    for line in file.read_bytes().splitlines():
        with contextlib.suppress(ValueError):
            kind, value = json.loads(line)
            lines.append((kind, value))
    return lines


def _text_of(project: Project) -> str:
    """Return the dataset file of a project, which must say what its rows do."""
    datasets = project.datasets()
    places = places_in(project.folder / DATASET_FOLDER)
    text = render(datasets, project.settings, places)
    assert rows_of_text(text, datasets) == list(datasets), "the text says something else"
    return text


def _missing(typed: list[list[object]], found: set[str], killed: float) -> float | None:
    """Return how many seconds before the kill the text said one of the ones that were found."""
    if typed[-1][1] in found:
        return 0.0
    ends = [end for (_, text), (end, _) in pairwise(typed) if text in found]
    return killed - ends[-1] if ends else None  # type: ignore[operator]


def _make_project(folder: Path) -> None:
    with Project.create(folder, "Killed") as project:
        film = make_film(folder / "film.mp4", _CLIPS * _LONG, size=(192, 112))
        source = add_film(project, film, cache=Cache(folder / "cache"))
        clips = [
            Clip(source=source.id, start=n * _LONG, end=(n + 1) * _LONG) for n in range(_CLIPS)
        ]
        still = Still(source=source.id, frame=3)
        size = (96, 64)
        head = Dataset(
            position=0, name="head", kind="video", resolution=size, target_frames=(29, 45)
        )
        stills = Dataset(position=1, name="stills", kind="image", resolution=size)
        project.apply(adding(*clips, still, head, stills, label="Picks"))
