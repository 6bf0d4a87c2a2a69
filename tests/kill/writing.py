"""One round: somebody types captions in a window that is killed; a second of typing may be gone."""

from __future__ import annotations

import contextlib
import json
import random
import time
from dataclasses import dataclass, field, replace
from pathlib import Path

from app.core.cache import Cache
from app.core.library.edits import adding, changing
from app.core.library.model import Clip, Still
from app.core.library.project import Project
from app.core.library.sources import add_film
from tests.films import make_film
from tests.kill.marking import kill_window
from tests.kill.typist import SAID

MOST = 1.0  # seconds of typing that may be missing
_CLIPS, _LONG = 6, 20  # clips; frames of each
Key = tuple[str, int]


@dataclass
class Typed:
    """What a killed window had noted.

    Attributes:
        states: What each caption said, in order, and when it began to.
        last: Whose text changed last.
        faults: Reports of faults of its own.
    """

    states: dict[Key, list[tuple[float, str]]] = field(default_factory=dict)
    last: Key | None = None
    faults: list[str] = field(default_factory=list)

    @classmethod
    def read(cls, file: Path) -> Typed:
        """Read the notes; the last line may be cut off."""
        typed = cls()
        for line in file.read_bytes().splitlines() if file.exists() else ():
            with contextlib.suppress(ValueError):
                kind, value = json.loads(line)
                if kind == "fault":
                    typed.faults.append(value)
                    continue
                at, table, row, text = value
                typed.last = table, row
                typed.states.setdefault(typed.last, []).append((at, text))
        return typed

    def missing(self, key: Key, found: str, killed: float) -> float | None:
        """Return how many seconds before the kill a caption said what was found.

        0.0 where that is the last it said; None where it never did.
        """
        states = self.states[key]
        if states[-1][1] == found:
            return 0.0
        until = [at for at, _ in states[1:]]
        ends = [end for end, (_, text) in zip(until, states, strict=False) if text == found]
        return killed - ends[-1] if ends else None


def round_of_typing(folder: Path, dice: random.Random) -> str:
    """Kill the window while somebody types; no more than a second of it is gone."""
    if not (folder / "project.rushes").exists():
        _make_project(folder)
    (folder / SAID).unlink(missing_ok=True)
    seed, seconds = dice.randrange(10**6), dice.uniform(0.3, 5.0)
    kill_window(folder, seed, seconds, victim="tests.kill.typist")
    killed = time.monotonic()
    typed = Typed.read(folder / SAID)
    assert not typed.faults, typed.faults[0]
    worst = 0.0
    with Project.open_for_editing(folder) as project:
        assert not project.read_only
        for (table, row), states in typed.states.items():
            found = (project.clip if table == "clip" else project.still)(row).caption
            missing = typed.missing((table, row), found, killed)
            said = f"{found!r}, last {states[-1][1]!r}"
            assert missing is not None, f"{table} {row} never said {said}"
            assert missing == 0.0 or (table, row) == typed.last, f"{table} {row} was left: {said}"
            assert missing <= MOST, f"{missing:.2f} s of {table} {row} are gone: {said}"
            worst = max(worst, missing)
    changes = sum(map(len, typed.states.values()))
    return f"{changes} changes in {seconds:.1f} s, {worst:.2f} s missing"


def _make_project(folder: Path) -> None:
    with Project.create(folder, "Killed") as project:
        film = make_film(folder / "film.mp4", _CLIPS * _LONG, size=(192, 112))
        source = add_film(project, film, cache=Cache(folder / "cache"))
        clips = [
            Clip(source=source.id, start=n * _LONG, end=(n + 1) * _LONG) for n in range(_CLIPS)
        ]
        settings = project.settings
        project.apply(changing(settings, replace(settings, trigger="Studio style")))
        project.apply(adding(*clips, Still(source=source.id, frame=3), label="Picks"))
