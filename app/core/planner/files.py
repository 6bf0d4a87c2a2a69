"""Plans and checks of dataset files: the doors of this package."""

from __future__ import annotations

from pathlib import Path

from app.core.cache import Cache
from app.core.jobs import Checkpoint, ignore, part
from app.core.planner.caches.freshness_look import CacheLook
from app.core.planner.check import CheckReport, check
from app.core.planner.document import read_document
from app.core.planner.gather import Reading, gather
from app.core.planner.plan import Plan, Planner
from app.core.planner.rules import DEFAULT, Rules, architecture_named
from app.core.planner.schema import configure


def plan_file(
    path: Path,
    *,
    architecture: str = "wan",
    rules: Rules = DEFAULT,
    cache: Cache | None = None,
    checkpoint: Checkpoint = ignore,
    working: Path | None = None,
) -> Plan:
    """Return what a dataset file becomes in training.

    Args:
        path: The file.
        architecture: ``wan``, ``hunyuan`` or ``framepack``.
        rules: The trainer's version.
        cache: Keeps frame indexes and verdicts.
        checkpoint: Called at least once per file of the datasets.
        working: The folder the trainer is started in; relative paths begin there. This process's by
            default; what is not there is looked up beside the dataset file.

    Raises:
        DatasetError: The file cannot be opened, or the architecture is unknown.
        Stopped: The checkpoint said so.
    """
    planner = Planner(architecture_named(architecture), rules)
    return _plan(path, planner, Reading(cache, checkpoint, working))


def check_file(
    path: Path,
    *,
    architecture: str = "wan",
    rules: Rules = DEFAULT,
    cache: Cache | None = None,
    checkpoint: Checkpoint = ignore,
    working: Path | None = None,
) -> CheckReport:
    """Return what the trainer would refuse, drop or surprise with; every file is decoded once.

    Arguments and errors are those of `plan_file`.
    """
    planner = Planner(architecture_named(architecture), rules)
    reading = part(checkpoint, done=0.0, of=0.95, total=1.0)
    plan = _plan(path, planner, Reading(cache, reading, working, verify=True))
    looking = part(checkpoint, done=0.95, of=0.05, total=1.0)
    return check(plan, CacheLook(cache).look(plan, working=working, checkpoint=looking))


def _plan(path: Path, planner: Planner, reading: Reading) -> Plan:
    config = configure(read_document(path))
    return planner.plan(config, gather(config, reading, rules=planner.rules))
