"""Copies a run into one folder that starts elsewhere, and checks what it has made."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import re
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.core import paths, store
from app.core.cache import Cache
from app.core.errors import DatasetError, WriteError, cannot
from app.core.export.project_export import DATASET_FILE, PROMPTS_FILE
from app.core.jobs import Checkpoint, Progress, ignore, part
from app.core.language import tr
from app.core.planner.files import plan_file
from app.core.planner.report import plan_json
from app.core.planner.rules import DEFAULT, Rules, rules_of_checkout
from app.core.training.commands.command_lines import WRAPPER
from app.core.training.folder import (
    CACHING_FILE,
    EVENTS,
    LOG,
    OUTPUT,
    RECIPE_FILE,
    VALIDATION_DATASET,
    VALIDATION_FILE,
    read_run,
)
from app.core.training.model import Run, StepName
from app.core.training.packing import readme
from app.core.training.packing.gathering import Gathering
from app.core.training.packing.moving import MODELS, PACKED, RUN, TRAINER, Moved, Moving
from app.core.training.packing.scripts import SUMS, bash_script, powershell_script
from app.core.training.runs.starting import RunError

BASH, POWERSHELL = "start.sh", "start.ps1"

_PIECE = 4 * 1024 * 1024  # bytes copied at once
_PLACE = re.compile(r'"(?:/[^"/]|[A-Za-z]:[\\/]|\\\\)[^"]*"')  # of this machine, in JSON or TOML


@dataclass(frozen=True, slots=True)
class Packed:
    """What was made.

    Attributes:
        folder: It.
        files: How many are in it, with ``size`` bytes in all.
        steps: What its script runs where nothing is said.
        needs: The variables of what must be put there, or said.
    """

    folder: Path
    files: int
    size: int
    steps: tuple[StepName, ...]
    needs: tuple[str, ...]

    def to_json(self) -> dict[str, Any]:
        """Return it as the command line prints it."""
        return {
            "folder": str(self.folder),
            "files": self.files,
            "bytes": self.size,
            "steps": list(self.steps),
            "needs": list(self.needs),
        }


def pack(
    folder: Path,
    out: Path,
    *,
    caches: bool = False,
    cache: Cache | None = None,
    checkpoint: Checkpoint = ignore,
) -> Packed:
    """Copy a run with its dataset into a new folder that starts on another machine.

    Args:
        folder: The run's.
        out: Made; where it is there, it must be empty.
        caches: Whether latents and captions that are cached come along: then they are not made
            again there.
        cache: Keeps frame indexes.
        checkpoint: Called for every few megabytes.

    Raises:
        RunError: It is no run that can be packed, what it reads is gone, or what was made is not
            what was frozen.
        DatasetError: A dataset file of it cannot be read.
        WriteError: The folder cannot be written.
        Stopped: The checkpoint said so; nothing is left, as after any error.
    """
    folder, out = folder.absolute(), out.absolute()
    run = read_run(folder)
    if run is None:
        raise RunError(tr('"{path}" is no run.', path=folder))
    if not any(each.step in PACKED for each in run.commands):
        raise RunError(
            tr('"{path}" runs nothing of the trainer that could be packed.', path=folder)
        )
    if out == folder or out.is_relative_to(folder):
        raise RunError(tr("A run cannot be packed into its own folder: choose another one."))
    _claim(out)
    try:
        return _Packing(folder, run, out, caches=caches).pack(cache, checkpoint)
    except OSError as error:
        shutil.rmtree(out, ignore_errors=True)
        raise WriteError(cannot("write", out, error), detail=str(error)) from error
    except BaseException:
        shutil.rmtree(out, ignore_errors=True)
        raise


def _claim(out: Path) -> None:
    """Make the folder; one that is there and empty will do."""
    try:
        out.mkdir(parents=True, exist_ok=True)
        taken = any(out.iterdir())
    except OSError as error:
        raise WriteError(cannot("write", out, error), detail=str(error)) from error
    if taken:
        raise RunError(tr('"{path}" is not empty: choose a new folder.', path=out))


class _Packing:
    """Packs one run."""

    def __init__(self, folder: Path, run: Run, out: Path, *, caches: bool) -> None:
        self._folder, self._run, self._out = folder, run, out
        self._caches = caches and any(each.step == "train" for each in run.commands)
        self._moving = Moving(folder)
        self._working = next(Path(each.folder) for each in run.commands if each.folder)
        self._sums: dict[str, str] = {}
        self._size = 0

    def pack(self, cache: Cache | None, checkpoint: Checkpoint) -> Packed:
        """Do it all; the scripts come last."""
        commands = [self._moving.command(e) for e in self._run.commands if e.step in PACKED]
        gathered = self._gathered()
        files = {**gathered.files, **(gathered.caches if self._caches else {}), **self._others()}
        self._copy(files, part(checkpoint, done=0.0, of=0.9, total=1.0))
        for name, text in {**gathered.texts, **self._validation()}.items():
            self._write(name, text)
        for name in (OUTPUT, EVENTS, LOG):
            store.make_folder(self._out / RUN / name)
        for name in (MODELS, *gathered.cache_folders()):
            store.make_folder(self._out / name)
        self._check(gathered.texts, cache, part(checkpoint, done=0.9, of=0.1, total=1.0))
        return self._finish(commands, gathered)

    # ---------------------------------------------------------------------------- what goes in

    def _gathered(self) -> Gathering:
        gathering = Gathering(self._folder, self._working)
        for name in (DATASET_FILE, CACHING_FILE, VALIDATION_DATASET):
            if (self._folder / name).is_file():
                gathering.add(self._folder / name)
        return gathering

    def _others(self) -> dict[str, Path]:
        """Return what else the commands read: prompts, recipe, states, our script."""
        found = {f"{RUN}/{name}": self._folder / name for name in (PROMPTS_FILE, RECIPE_FILE)}
        found = {name: path for name, path in found.items() if path.is_file()}
        if self._run.wrapper:
            found[f"{TRAINER}/{WRAPPER}"] = paths.resources() / "trainer" / WRAPPER
        for name, path in self._moving.extra.items():
            if path.is_dir():
                inside = (each for each in path.rglob("*") if each.is_file())
                found |= {f"{name}/{e.relative_to(path).as_posix()}": e for e in inside}
            elif path.is_file():
                found[name] = path
            else:
                raise RunError(
                    tr('"{path}", which the run begins with, is not there any more.', path=path)
                )
        return found

    def _validation(self) -> Mapping[str, str]:
        """Return what our script measures, with the path of its dataset."""
        file = self._folder / VALIDATION_FILE
        if not file.is_file():
            return {}
        value = json.loads(file.read_text(encoding="utf-8"))
        value["dataset_config"] = f"{RUN}/{VALIDATION_DATASET}"
        return {f"{RUN}/{VALIDATION_FILE}": json.dumps(value, indent=1) + "\n"}

    # -------------------------------------------------------------------------------- writing

    def _copy(self, files: Mapping[str, Path], checkpoint: Checkpoint) -> None:
        total = sum(path.stat().st_size for path in files.values())
        for name, path in files.items():
            to = self._out / name
            to.parent.mkdir(parents=True, exist_ok=True)
            digest = hashlib.sha256()
            with path.open("rb") as source, to.open("wb") as target:
                while data := source.read(_PIECE):
                    checkpoint(Progress(self._size, total, path.name))
                    target.write(data)
                    digest.update(data)
                    self._size += len(data)
            with contextlib.suppress(OSError):
                shutil.copystat(path, to)
            self._sums[name] = digest.hexdigest()

    def _write(self, name: str, text: str) -> None:
        store.write_text(self._out / name, text)
        data = text.encode("utf-8")
        self._sums[name] = hashlib.sha256(data).hexdigest()
        self._size += len(data)

    def _finish(self, commands: list[Moved], gathered: Gathering) -> Packed:
        with_caches = self._caches and bool(gathered.caches)
        every = tuple(each.step for each in commands)
        steps = ("train",) if with_caches else every
        settings = list(self._moving.settings.values())
        self._write(readme.FILE, readme.readme(self._run, settings, steps, caches=with_caches))
        self._write(POWERSHELL, powershell_script(commands, settings, steps))
        self._write(BASH, bash_script(commands, settings, steps))
        sums = "".join(f"{digest}  {name}\n" for name, digest in sorted(self._sums.items()))
        store.write_text(self._out / SUMS, sums)
        if os.name != "nt":
            (self._out / BASH).chmod(0o755)
        needs = tuple(each.name for each in settings if each.is_place or not each.default)
        return Packed(self._out, len(self._sums) + 1, self._size, steps, needs)

    # -------------------------------------------------------------------------------- checking

    def _check(self, texts: Mapping[str, str], cache: Cache | None, checkpoint: Checkpoint) -> None:
        """See that what was packed trains the same, and names no place of this machine.

        Raises:
            RunError: It does not.
        """
        for name, text in texts.items():
            found = _PLACE.search(text)
            if found is not None:
                raise RunError(
                    tr(
                        "{name} of the run names {place}, which is no place on another machine: "
                        "take it out of the dataset file, and make the run anew.",
                        name=Path(name).name,
                        place=found[0],
                    )
                )
        there = self._plan(self._folder / DATASET_FILE, self._working, cache, checkpoint)
        here = self._plan(self._out / RUN / DATASET_FILE, self._out, cache, checkpoint)
        if there != here:
            raise RunError(
                tr(
                    'The dataset of "{path}" has changed since the run was made: what would be '
                    "packed trains something else.",
                    path=self._folder,
                )
            )

    def _plan(
        self, file: Path, working: Path, cache: Cache | None, checkpoint: Checkpoint
    ) -> object:
        plan: Any = plan_json(
            plan_file(
                file, rules=self._rules(), cache=cache, working=working, checkpoint=checkpoint
            )
        )
        for each in plan["datasets"]:
            del each["directory"], each["cache_directory"]
            each.pop("ignored", None)  # is not copied
        return {name: plan[name] for name in ("datasets", "samples", "steps_per_epoch")}

    def _rules(self) -> Rules:
        try:
            return rules_of_checkout(self._working)
        except DatasetError:
            return DEFAULT
