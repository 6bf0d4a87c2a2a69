"""The process that is killed: ``python -m tests.kill.victim WHAT FOLDER SEED``.

It prints ``ready`` when it begins, and one line of JSON per step: before (``will``) and after
(``did``) each change.
"""

from __future__ import annotations

import dataclasses
import json
import random
import sys
import time
from pathlib import Path

from app.core.cache import Cache
from app.core.library.detection import keep_detection
from app.core.library.edits import adding, changing, removing, several
from app.core.library.model import Clip, Cut, Shot, Source
from app.core.library.project import Project


def say(kind: str, value: object = None) -> None:
    sys.stdout.write(f"{json.dumps([kind, value])}\n")
    sys.stdout.flush()


def change(folder: Path, seed: int) -> None:
    """Change clips without end, sometimes with thousands of shots in the same edit."""
    dice = random.Random(seed)
    with Project.open(folder) as project:
        source = project.sources()[0].id
        say("ready")
        for step in range(10**9):
            clips = project.clips()
            caption = f"{seed}-{step}"
            many = [Shot(source=source, start=n, end=n + 1) for n in range(dice.choice([0, 3000]))]
            if len(clips) > 20:
                say("will", {"gone": [clip.id for clip in clips[:10]]})
                project.apply(several("Remove", [removing(*clips[:10], *project.shots())]))
            elif clips and dice.random() < 0.5:
                clip = dice.choice(clips)
                say("will", {"id": clip.id, "caption": caption})
                now = dataclasses.replace(clip, caption=caption)
                project.apply(several("Caption", [changing(clip, now), adding(*many)]))
            else:
                say("will", {"new": caption})
                project.apply(adding(Clip(source=source, start=0, end=9, caption=caption), *many))
            say("did")


def undo(folder: Path, seed: int) -> None:
    """Type, edit, undo and redo at random; each edit names itself in a caption and its label.

    The label ends with the number of shots that were added in the same edit.
    """
    dice = random.Random(seed)
    with Project.open_for_editing(folder) as project:
        source = project.sources()[0].id
        say("ready")
        for step in range(10**9):
            what = dice.choice(["edit", "edit", "undo", "undo", "redo", "type"])
            if what == "undo" and (project.undo_label or "Add").startswith("Add"):
                what = "edit"  # not the film and the clip
            many = dice.choice([0, 0, 0, 2000])
            label = f"{seed} {step} {many}"
            say("will", [what, label])
            clip = project.clip(1)
            if what == "edit":
                shots = [Shot(source=source, start=n, end=n + 1) for n in range(many)]
                now = dataclasses.replace(clip, caption=label)
                project.apply(several(label, [changing(clip, now), adding(*shots)]))
            elif what == "type":
                project.save_draft(clip, label)
            else:
                project.undo() if what == "undo" else project.redo()
            say("did")


def migrate(folder: Path, seed: int) -> None:
    """Open the projects in a folder one after another, which brings them up to date."""
    say("ready")
    for path in sorted(folder.iterdir()):
        say("will", path.name)
        Project.open_for_editing(path).close()
        say("did")
    time.sleep(600)


def export(folder: Path, seed: int) -> None:
    """Export the project again and again, another part of it changed each time."""
    from app.core.export.project_export import export_project

    dice = random.Random(seed)
    with Project.open(folder) as project:
        say("ready")
        while True:
            export_project(project, cache=Cache(folder / "rushes-cache"))
            if dice.random() < 0.5:
                settings = project.settings
                project.change(settings, dataclasses.replace(settings, crf=dice.randrange(30)))
            for clip in dice.sample(project.clips(state="picked"), 2):
                start = dice.randrange(40)
                project.change(clip, dataclasses.replace(clip, start=start, end=start + 40))


def find_shots(folder: Path, seed: int) -> None:
    """Find the shots of the film again and again, each time from its pictures."""
    with Project.open(folder) as project:
        film = project.sources()[0]
        say("ready")
        for step in range(10**9):
            say("will", f"{seed}-{step}")
            detect_into(project, film, Cache(folder / "caches" / f"{seed}-{step}"))
            say("did")


def detect_into(project: Project, film: Source, cache: Cache) -> None:
    """Detect the cuts of a film and keep them."""
    from app.core.shots.detect import detect, shots_between

    found = detect(project.path_of(film), cache=cache)
    shots = shots_between(found.cuts, found.frames)
    keep_detection(
        project,
        film,
        [
            Cut(source=film.id, frame=cut.frame, end=cut.end, kind=cut.kind, score=cut.score)
            for cut in found.cuts
        ],
        [Shot(source=film.id, start=shot.start, end=shot.end) for shot in shots],
        detector="exact",
    )


if __name__ == "__main__":
    works = {
        "change": change,
        "export": export,
        "detect": find_shots,
        "undo": undo,
        "migrate": migrate,
    }
    works[sys.argv[1]](Path(sys.argv[2]), int(sys.argv[3]))
