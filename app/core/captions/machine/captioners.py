"""What writes captions as a person set it up: one of the servers, or the local worker.

The preferences hold it as JSON under the name of its preset; a server's key is in the keyring.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

from app.core.captions.machine.addresses import is_near
from app.core.captions.machine.asking import Backend, Look
from app.core.captions.machine.presets import Server
from app.core.errors import AppError
from app.core.jobs import Checkpoint
from app.core.language import tr
from app.core.secrets import Secrets
from app.core.settings import Preferences

WORKER = "worker"
"""The name of the local worker among the captioners; the others are presets' ids."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Worker:
    """A model of the transformers library, run by a Python of this machine.

    Attributes:
        python: The interpreter; empty: none was chosen.
        model: A folder, or its name on the Hugging Face hub; empty: none was chosen.
        device: "auto", "cpu", "cuda", "cuda:1".
        four_bit: Squeeze the weights to 4 bit.
        download: Whether a model of the hub may be fetched.
        frames: Most pictures of one clip, 4-64; ``per_second``, ``long_side``, ``max_tokens``: see
            `Server`.
    """

    python: str = ""
    model: str = ""
    device: str = "auto"
    four_bit: bool = False
    download: bool = False
    frames: int = 16
    per_second: float = 2.0
    long_side: int = 512
    max_tokens: int = 320

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Worker:
        """Return what JSON says; a value that makes no sense is the default."""
        # Its limits are those of a server, and so are their ranges.
        limits = Server.from_json({"preset": "other", "frames": 16, **value})
        texts = {
            k: value[k] for k in ("python", "model", "device") if isinstance(value.get(k), str)
        }
        flags = {k: value[k] for k in ("four_bit", "download") if isinstance(value.get(k), bool)}
        return cls(
            **texts,
            **flags,
            frames=limits.frames,
            per_second=limits.per_second,
            long_side=limits.long_side,
            max_tokens=limits.max_tokens,
        )


Captioner = Server | Worker


def is_set_up(preferences: Preferences) -> bool:
    """Return whether a person chose what writes captions."""
    return preferences.captioner in preferences.captioners


def captioner_of(preferences: Preferences, name: str = "") -> Captioner:
    """Return a captioner as it is set up, the chosen one by default."""
    name = name or preferences.captioner
    known = preferences.captioners.get(name, {})
    if name == WORKER:
        return Worker.from_json(known)
    return Server.from_json({**known, "preset": name})


def with_captioner(preferences: Preferences, captioner: Captioner) -> Preferences:
    """Return preferences in which a captioner is set up and chosen."""
    if isinstance(captioner, Worker):
        name, known = WORKER, dataclasses.asdict(captioner)
    else:
        name, known = captioner.preset, captioner.to_json()
    captioners = {**preferences.captioners, name: known}
    return dataclasses.replace(preferences, captioner=name, captioners=captioners)


def name_of(captioner: Captioner) -> str:
    """Return a captioner in words: ``LM Studio · 127.0.0.1:1234``, ``Qwen3-VL-8B · this machine``.

    It holds no key and no password.
    """
    if isinstance(captioner, Worker):
        model = PurePath(captioner.model.strip(' "').replace("\\", "/")).name
        return tr("{model} · this machine", model=model or tr("no model"))
    kind = tr(captioner.kind.name).partition(" (")[0]
    where = captioner.where.partition("://")[2].partition("/")[0]
    return f"{kind} · {where or tr('no address')}"


def look_of(captioner: Captioner) -> Look:
    """Return how much of a clip it is shown, and how much it may say."""
    if isinstance(captioner, Server):
        return captioner.look
    return Look(
        frames=captioner.frames,
        per_second=captioner.per_second,
        long_side=captioner.long_side,
        max_tokens=captioner.max_tokens,
    )


def is_here(captioner: Captioner) -> bool:
    """Return whether it runs on this machine, and so shares its GPU with a training."""
    return isinstance(captioner, Worker) or captioner.here


def goes_out(captioner: Captioner) -> bool:
    """Return whether pictures that it is shown leave this machine and its own network."""
    return isinstance(captioner, Server) and bool(captioner.base) and not is_near(captioner.base)


def backend_of(captioner: Captioner, secrets: Secrets) -> Backend:
    """Return what asks a captioner; off the GUI thread, as the keyring is looked into.

    Raises:
        AppError: Something it needs was not set up.
    """
    if isinstance(captioner, Worker):
        return _worker(captioner)
    if not captioner.base:
        raise AppError(tr("The captioner has no address: set it up."))
    from app.core.captions.machine.http import HttpBackend

    return HttpBackend(captioner, secrets.read(captioner.base))


def _worker(worker: Worker) -> Backend:
    from app.core.captions.machine.worker import Loading, WorkerBackend
    from app.core.captions.machine.worker_python import interpreter, unquoted

    if not worker.python or not worker.model:
        raise AppError(tr("The captioner has no Python or no model: set it up."))
    loading = Loading(device=worker.device, four_bit=worker.four_bit, download=worker.download)
    return WorkerBackend(interpreter(worker.python), unquoted(worker.model), loading)


@dataclass(frozen=True, slots=True)
class Reached:
    """What a captioner that can be asked says of itself.

    Attributes:
        words: For people, a sentence or a few.
        models: What it has, as they are called in a request; none where it is a worker.
        sees: Whether its model takes pictures; None where only a try would tell.
    """

    words: str
    models: tuple[str, ...] = ()
    sees: bool | None = None


def reach(
    captioner: Captioner, secrets: Secrets, key: str | None, checkpoint: Checkpoint
) -> Reached:
    """Return what a captioner says of itself; takes seconds, nothing is asked of the model.

    Args:
        captioner: Who.
        secrets: Where its key is.
        key: A key that is tried and not kept; None for the kept one.
        checkpoint: May stop it.

    Raises:
        AppError: It cannot be asked; `BackendError` of a server.
        Stopped: The checkpoint said so.
    """
    if isinstance(captioner, Worker):
        return _greeted(captioner, checkpoint)
    if not captioner.base:
        raise AppError(tr("That is no address: it begins like http://127.0.0.1:1234."))
    from app.core.captions.machine.http import test_connection

    kept = secrets.read(captioner.base) if key is None else key
    found = test_connection(captioner, kept, checkpoint)
    return Reached(found.words, found.models, found.vision)


def _greeted(worker: Worker, checkpoint: Checkpoint) -> Reached:
    from app.core.captions.machine.worker_python import (
        SHELF,
        interpreter,
        model_trouble,
        unquoted,
    )

    if not worker.python:
        raise AppError(
            tr("Choose a Python with torch and transformers, such as the trainer's own.")
        )
    facts = SHELF.look_at(interpreter(worker.python), checkpoint)
    if facts.trouble:
        raise AppError(facts.trouble)
    if worker.model and (trouble := model_trouble(unquoted(worker.model))):
        raise AppError(trouble)
    return Reached(facts.words)
