"""A process that captions a project, and may be killed.

``python -m tests.caption_client FOLDER URL N`` asks for all clips and stills, N at once, prints a
line with the table and the row of each caption once it is kept, and ``["ended", …]`` at the end.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from app.core.cache import Cache
from app.core.captions.machine.captioning import Report, Retrying, caption_items
from app.core.captions.machine.http import HttpBackend
from app.core.captions.machine.presets import Server
from app.core.captions.machine.templates import template
from app.core.captions.machine.wire import Patience
from app.core.jobs import Checkpoint, ignore
from app.core.library.captioned import Key
from app.core.library.machine import MachineCaption
from app.core.library.project import Project

BATCH = "2026-01-01 one"
QUICK = Patience(connect=2, text=1, image=1, video=1, first=2, look=2)
AT_ONCE = Retrying(first=0.01, longest=0.05, enough=2.0)


def keys_of(project: Project) -> list[Key]:
    """Return all that can have a caption, in order."""
    clips: list[Key] = [("clip", each.id) for each in project.clips()]
    stills: list[Key] = [("still", each.id) for each in project.stills()]
    return [*clips, *stills]


def caption_all(
    project: Project,
    url: str,
    *,
    at_once: int = 1,
    checkpoint: Checkpoint = ignore,
    heard: list[MachineCaption] | None = None,
    aloud: bool = False,
    patience: Patience = QUICK,
) -> Report:
    """Ask for everything, from the server at ``url``."""

    def hear(caption: MachineCaption) -> None:
        if heard is not None:
            heard.append(caption)
        if aloud:
            say([caption.table, caption.row])

    server = Server(preset="other", url=url, model="m", concurrency=at_once)
    backend = HttpBackend(server, patience=patience)
    try:
        return caption_items(
            project,
            keys_of(project),
            backend=backend,
            template=template("video-wan", "video"),
            batch=BATCH,
            cache=Cache(project.folder / "cache"),
            retrying=AT_ONCE,
            checkpoint=checkpoint,
            hear=hear,
        )
    finally:
        backend.close()


def say(value: object) -> None:
    """Print a line at once."""
    sys.stdout.write(f"{json.dumps(value)}\n")
    sys.stdout.flush()


def main() -> None:
    """Caption the project."""
    with Project.open(Path(sys.argv[1])) as project:
        report = caption_all(project, sys.argv[2], at_once=int(sys.argv[3]), aloud=True)
    say(["ended", report.ended])


if __name__ == "__main__":
    main()
