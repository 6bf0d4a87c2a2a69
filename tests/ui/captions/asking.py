"""A window that asks a server for captions."""

from __future__ import annotations

from pathlib import Path

from app.core.captions.machine.captioners import with_captioner
from app.core.captions.machine.presets import Server
from app.core.library.captioned import Key
from app.core.library.machine import MachineCaption
from app.core.secrets import Secrets
from app.ui.captions.machine_captions import MachineCaptions
from tests.caption_server import MODEL, Running
from tests.core.test_secrets import InMemory
from tests.ui.rig import Rig, until


async def open_captions(rig: Rig, project: Path, server: Running | None = None) -> MachineCaptions:
    """Open a project in *Captions*, with a server that is set up unless there is none."""
    if server is not None:
        set_up(rig, server.url)
    await rig.open(project)
    rig.window.parts.captioning.secrets = Secrets(InMemory())
    rig.trigger("view.captions")
    rig.window.captions.done.connect(rig.toasts.append)
    rig.window.captions.undoable.connect(rig.toasts.append)
    rig.window.parts.captioning.done.connect(rig.toasts.append)
    machine = rig.window.captions.machine
    await until(lambda: machine.templates.all)
    return machine


def set_up(rig: Rig, url: str, **more: object) -> None:
    """Let a server be the captioner."""
    given = {"preset": "other", "url": url, "model": MODEL, **more}
    preferences = rig.window.preferences
    preferences.put(with_captioner(preferences.value, Server(**given)))  # type: ignore[arg-type]


async def all_came(rig: Rig) -> None:
    """Wait until nothing is asked for any more."""
    captioning = rig.window.parts.captioning
    await until(lambda: captioning.job is None and rig.window.jobs.running is None)


def kept(rig: Rig) -> list[MachineCaption]:
    """What machines wrote, oldest first."""
    return rig.document.project.machine_captions()


def waits(rig: Rig, key: Key) -> str:
    """The text that waits at a row."""
    waiting = rig.window.parts.proposals.waiting(key)
    return "" if waiting is None else waiting.text


def keep(rig: Rig, row: int, text: str, batch: str = "b", **more: object) -> None:
    """Keep what a machine wrote of a clip."""
    given = {"batch": batch, "table": "clip", "row": row, "text": text, "model": "m", **more}
    rig.document.project.keep_machine(MachineCaption(**given))  # type: ignore[arg-type]
