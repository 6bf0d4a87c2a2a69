"""One round: start a process, kill it, look at what it left."""

from __future__ import annotations

import contextlib
import json
import random
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Any

import toml

from app.core.cache import Cache
from app.core.export.project_export import export_project
from app.core.library import history
from app.core.library.edits import removing
from app.core.library.history import Mark
from app.core.library.model import Clip, Shot, Still
from app.core.library.project import RECOVERED, Project
from app.core.library.schema import newest
from app.core.media.conform import conform
from app.core.media.index import index_file
from tests.core.export.makers import add_numbered_film
from tests.films import frame_numbers
from tests.kill.captioning import round_of_captions
from tests.kill.marking import round_of_marking
from tests.kill.planning import round_of_planning
from tests.kill.training import round_of_stopping, round_of_training
from tests.kill.victim import detect_into
from tests.kill.watching import round_of_watching
from tests.kill.writing import round_of_typing

ROOT = Path(__file__).parents[2]
PART = ".part"


@dataclass
class Killed:
    """What a killed process had said.

    Attributes:
        did: Changes it had acknowledged, in order.
        pending: The change it had announced and not acknowledged.
    """

    did: list[Any] = field(default_factory=list)
    pending: Any = None


def kill_after(what: str, folder: Path, seed: int, seconds: float) -> Killed:
    """Start a victim, kill it ``seconds`` after it began its work; return what it had said."""
    victim = subprocess.Popen(
        [sys.executable, "-m", "tests.kill.victim", what, str(folder), str(seed)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )
    with victim:
        assert victim.stdout is not None
        first = victim.stdout.readline()
        assert first.startswith('["ready"'), f"the victim died by itself: {first}"
        time.sleep(seconds)
        assert victim.poll() is None, "the victim died by itself"
        victim.kill()
        said = victim.stdout.read()
    killed = Killed()
    for line in said.splitlines():
        with contextlib.suppress(ValueError):  # the last line may be cut off
            kind, value = json.loads(line)
            if kind == "will":
                killed.pending = value
            else:
                killed.did.append(killed.pending)
                killed.pending = None
    return killed


def check_database(folder: Path) -> None:
    """Check that the project opens and that SQLite finds it whole."""
    with Project.open(folder):
        pass
    with contextlib.closing(sqlite3.connect(folder / "project.rushes")) as database:
        assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert database.execute("PRAGMA foreign_key_check").fetchall() == []
    assert not [path for path in folder.iterdir() if path.name.endswith(PART)], "not swept"


# ------------------------------------------------------------------------------------- change


def round_of_changes(folder: Path, dice: random.Random) -> str:
    """Kill a process that changes a project; every acknowledged change must be there."""
    if not (folder / "project.rushes").exists():
        with Project.create(folder, "victim") as project:
            add_numbered_film(project, folder / "film.mp4", 4)
    with Project.open(folder) as project:
        known = {clip.id: clip.caption for clip in project.clips()}
        logged = project.log(1)[0].id
    killed = kill_after("change", folder, dice.randrange(10**6), dice.uniform(0.0, 0.6))
    check_database(folder)
    with Project.open(folder) as project:
        found = {clip.id: clip.caption for clip in project.clips()}
        steps = project.log(1)[0].id - logged
    for said in killed.did:
        known = after(known, said)
    if steps == len(killed.did) + 1 and killed.pending is not None:
        known = after(known, killed.pending)  # committed, killed before it could say so
    else:
        assert steps == len(killed.did), f"{len(killed.did)} acknowledged, {steps} in the log"
    assert sorted(found.values()) == sorted(known.values())
    return f"{steps} changes"


def after(clips: dict[int, str], said: dict[str, Any]) -> dict[int, str]:
    """Return the captions after a change that the victim told."""
    if "gone" in said:
        return {key: caption for key, caption in clips.items() if key not in said["gone"]}
    if "new" in said:
        # Ids are never given twice; which one it got is seen when it is changed or removed.
        return {**clips, max(clips, default=0) + 1: said["new"]}
    return {**clips, said["id"]: said["caption"]}


# --------------------------------------------------------------------------------------- undo


@dataclass
class Stacks:
    """What a project that only `victim.undo` edits should be.

    Attributes:
        done: Labels of the edits that are done, the last one last; oldest ones may be forgotten.
        undone: Labels of those taken back, the next to redo last.
        shots: How many there are.
        draft: What is typed and not yet an edit.
        full: Whether the log is so long that it forgot its oldest edits.
    """

    done: list[str]
    undone: list[str]
    shots: int
    draft: str | None = None
    full: bool = False

    @classmethod
    def of(cls, project: Project) -> Stacks:
        """Return what a project is."""
        entries = project.log()
        return cls(
            [entry.edit.label for entry in reversed(entries) if entry.mark is Mark.DONE],
            [entry.edit.label for entry in entries if entry.mark is Mark.UNDONE],
            project.count(Shot),
            next((draft.text for draft in project.drafts()), None),
            len(entries) == history.DEPTH,
        )

    def after(self, what: str, label: str) -> Stacks:
        """Return what it is after a step of the victim."""
        done, undone, shots = [*self.done], [*self.undone], self.shots
        if what == "type":
            return Stacks(done, undone, shots, label)
        if what == "edit":
            return Stacks([*done, label], [], shots + _shots_of(label))
        here, there = (done, undone) if what == "undo" else (undone, done)
        if not here:
            return self
        there.append(here.pop())
        sign = -1 if what == "undo" else 1
        return Stacks(done, undone, shots + sign * _shots_of(there[-1]))

    def is_found(self, found: Stacks) -> bool:
        """Return whether a project is this, but for the oldest edits, which it may have lost."""
        forgot = len(self.done) - len(found.done)
        return (
            forgot in range(len(self.done) if found.full else 1)
            and found.done == self.done[forgot:]
            and (found.undone, found.shots, found.draft) == (self.undone, self.shots, self.draft)
        )


def _shots_of(label: str) -> int:
    last = label.split()[-1]
    return int(last) if last.isdigit() else 0


def round_of_undo(folder: Path, dice: random.Random) -> str:
    """Kill a process that edits, undoes and redoes; the stacks are those it acknowledged."""
    if not (folder / "project.rushes").exists():
        with Project.create(folder, "victim") as project:
            film = add_numbered_film(project, folder / "film.mp4", 4)
            project.add([Clip(source=film.id, start=0, end=4)])
    with Project.open_for_editing(folder) as project:  # takes up the last round's draft
        expected = Stacks.of(project)
    killed = kill_after("undo", folder, dice.randrange(10**6), dice.uniform(0.0, 0.6))
    check_database(folder)
    for what, label in killed.did:
        expected = expected.after(what, label)
    with Project.open(folder) as project:
        found = Stacks.of(project)
        outcomes = [expected]
        if killed.pending is not None:
            outcomes.append(expected.after(*killed.pending))
        fits = [each for each in outcomes if each.is_found(found)]
        assert fits, f"{found} is neither of {outcomes}"
        if found.done and found.done[-1][0].isdigit():
            assert project.clip(1).caption == found.done[-1]
    _check_draft(folder, found)
    return f"{len(killed.did)} steps, {len(found.done)} done, {len(found.undone)} undone"


def _check_draft(folder: Path, found: Stacks) -> None:
    """Check that a typed caption becomes an edit, and that undo takes it back."""
    with Project.open_for_editing(folder) as project:
        if found.draft is None:
            assert project.undo_label == (found.done[-1] if found.done else None)
            return
        assert project.clip(1).caption == found.draft
        assert project.undo_label == RECOVERED
        project.undo()
        assert project.clip(1).caption != found.draft


# ------------------------------------------------------------------------------------ migrate

_PROJECTS, _ROWS = 24, 4000


def round_of_migration(folder: Path, dice: random.Random) -> str:
    """Kill a process that opens projects of version 1; each is whole, and so is its copy."""
    old = folder.with_name(f"{folder.name}-version1.rushes")
    if not old.exists():
        _make_old_project(old)
    for number in range(_PROJECTS):
        place = folder / f"{number:02}"
        place.mkdir(parents=True)
        shutil.copy(old, place / "project.rushes")
    killed = kill_after("migrate", folder, dice.randrange(10**6), dice.uniform(0.0, 0.4))
    for place in sorted(folder.iterdir()):
        begun = place.name in killed.did or place.name == killed.pending
        _check_migrated(place, begun=begun, ended=place.name in killed.did)
    shutil.rmtree(folder)
    return f"{len(killed.did)} projects migrated"


def _make_old_project(file: Path) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy(ROOT / "tests" / "samples" / "projects" / "version1.rushes", file)
    with contextlib.closing(sqlite3.connect(file)) as database:
        database.executemany(
            'INSERT INTO shot (source, "start", "end", soft_start, soft_end, drawn) '
            "VALUES (1, ?, ?, 0, 0, 0)",
            [(n, n + 1) for n in range(_ROWS)],
        )
        database.commit()
        database.execute("PRAGMA journal_mode = DELETE")


def _check_migrated(place: Path, *, begun: bool, ended: bool) -> None:
    copy = place / "project-format1.rushes"
    version = _version(place / "project.rushes")
    assert version in ((1, newest()) if begun else (1,)) and (version > 1 or not ended), place
    assert copy.exists() or version == 1, "migrated without a copy"
    if copy.exists():
        assert _version(copy) == 1
    check_database(place)
    assert _version(place / "project.rushes") == newest()
    with Project.open_for_editing(place) as project:
        assert not project.read_only
        assert project.count(Shot) == _ROWS + 3 and project.count(Clip) == 3
        assert len(project.log()) == 8
        project.undo()
        project.redo()


def _version(file: Path) -> int:
    """Return the version of a project that is whole and has every shot."""
    with contextlib.closing(sqlite3.connect(file)) as database:
        assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert database.execute("SELECT count(*) FROM shot").fetchone() == (_ROWS + 3,)
        return int(database.execute("PRAGMA user_version").fetchone()[0])


# ------------------------------------------------------------------------------------- export


def round_of_export(folder: Path, dice: random.Random) -> str:
    """Kill an export; what has its final name must be whole, and the next export goes on."""
    if not (folder / "project.rushes").exists():
        _make_export_project(folder)
    kill_after("export", folder, dice.randrange(10**6), dice.uniform(0.0, 1.5))
    check_database(folder)
    with Project.open(folder) as project:
        whole = _check_files(project)
        report = export_project(project, cache=Cache(folder / "rushes-cache"))
        assert report.ok and not report.edited and not report.foreign, report.sentences()
        assert len(report.clips) == len(project.clips(state="picked"))
        assert _check_files(project) == len(report.clips)
    dataset = folder / "dataset"
    assert not [path for path in dataset.rglob("*") if path.name.endswith(PART)], "not swept"
    names = [path.stem for path in (dataset / "clips").glob("*.mp4")]
    assert len(names) == len(report.clips), names
    return f"{whole} whole clips"


def _make_export_project(folder: Path) -> None:
    with Project.create(folder, "victim") as project:
        film = add_numbered_film(project, folder / "film.mp4")
        project.add(
            [
                Clip(source=film.id, start=n * 5, end=n * 5 + 30, caption=f"clip {n}")
                for n in range(12)
            ]
        )
        project.add([Still(source=film.id, frame=n, caption=f"still {n}") for n in range(3)])


def _check_files(project: Project) -> int:
    """Check every file under a final name; return how many clips there are."""
    dataset = project.folder / "dataset"
    index = index_file(project.folder / "film.mp4")
    clips = sorted((dataset / "clips").glob("*.mp4"))
    for path in clips:
        start, end = (int(part) for part in path.stem.split("_")[1].split("-")[:2])
        assert frame_numbers(path) == conform(index, start, end, Fraction(16)), path.name
        assert path.with_suffix(".txt").read_text(encoding="utf-8").startswith("clip ")
    if (dataset / "dataset.toml").exists():
        assert toml.loads((dataset / "dataset.toml").read_text(encoding="utf-8"))["datasets"]
    if (dataset / "manifest.json").exists():
        assert json.loads((dataset / "manifest.json").read_text(encoding="utf-8"))["files"]
    return len(clips)


# ------------------------------------------------------------------------------------- detect


def round_of_detection(folder: Path, dice: random.Random) -> str:
    """Kill a detection; the project has all of its cuts or none, and no half entry is cached."""
    if not (folder / "project.rushes").exists():
        with Project.create(folder, "victim") as project:
            stands = [number for number in (5, 2730, 819, 3500, 40) for _ in range(60)]
            add_numbered_film(project, folder / "film.mp4", stands)
    killed = kill_after("detect", folder, dice.randrange(10**6), dice.uniform(0.0, 0.8))
    check_database(folder)
    with Project.open(folder) as project:
        film = project.sources()[0]
        found = _cuts_and_shots(project)
        detect_into(project, film, Cache(folder / "rushes-cache"))
        whole = _cuts_and_shots(project)
        assert len(whole[0]) == 4
        assert found in (whole, ([], []))
        assert found == whole or not killed.did
        if killed.pending is not None:
            detect_into(project, film, Cache(folder / "caches" / killed.pending))
            assert _cuts_and_shots(project) == whole
        project.apply(removing(*project.cuts(film), *project.shots(film)))
    return f"{len(killed.did)} detections"


def _cuts_and_shots(project: Project) -> tuple[list[object], list[object]]:
    cuts = [(cut.frame, cut.end, cut.kind, cut.score) for cut in project.cuts()]
    return list(cuts), [(shot.start, shot.end) for shot in project.shots()]


ROUNDS: dict[str, Callable[[Path, random.Random], str]] = {
    "change": round_of_changes,
    "export": round_of_export,
    "detect": round_of_detection,
    "undo": round_of_undo,
    "migrate": round_of_migration,
    "marking": round_of_marking,
    "captions": round_of_captions,
    "typing": round_of_typing,
    "planning": round_of_planning,
    "training": round_of_training,
    "stopping": round_of_stopping,
    "watching": round_of_watching,
}
