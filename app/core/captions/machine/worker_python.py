"""Pythons that may run the worker: where they are, and what each has."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.core.captions.machine.worker_pipe import PROTOCOL, WorkerGone, WorkerPipe
from app.core.errors import AppError
from app.core.jobs import Checkpoint
from app.core.language import tr
from app.core.paths import is_folder

_HELLO_SECONDS = 120.0  # the first import of torch from a slow disk
_NAMES = {  # of a type of models, as the worker script has them
    "qwen2_vl": "Qwen2-VL",
    "qwen2_5_vl": "Qwen2.5-VL",
    "qwen3_vl": "Qwen3-VL",
    "qwen3_5": "Qwen3.5",
}
_ON_HUB = re.compile(r"[\w.-]+/[\w.-]+", re.ASCII)
_NEEDED = ("torch", "transformers", "pillow")
_FOLDERS = ("venv", ".venv", "env", "python_embeded", "python")


@dataclass(frozen=True, slots=True, kw_only=True)
class PythonFacts:
    """What a Python has for captions.

    Attributes:
        python: Its file.
        version: Of Python; empty where it is none.
        libraries: Their versions, by name; only those that are there.
        families: Names of the models it can run: "Qwen3-VL", ….
        cuda: The CUDA version of its torch; empty for none.
        cards: Names of the graphics cards torch finds, and their memory in bytes.
        trouble: One sentence where it cannot run the worker.
    """

    python: Path
    version: str = ""
    libraries: tuple[tuple[str, str], ...] = ()
    families: tuple[str, ...] = ()
    cuda: str = ""
    cards: tuple[tuple[str, int], ...] = ()
    trouble: str = ""

    @property
    def usable(self) -> bool:
        """Whether it can run the worker."""
        return not self.trouble

    @property
    def words(self) -> str:
        """What it has, for people."""
        libraries = dict(self.libraries)
        said = [f"Python {self.version}"] if self.version else []
        said += [f"{name} {libraries[name]}" for name in _NEEDED[:2] if name in libraries]
        said += [f"{name}, {size / 2**30:.0f} GiB" for name, size in self.cards]
        if "torch" in libraries and not self.cards:
            said.append(tr("no graphics card"))
        if self.families:
            said.append(", ".join(self.families))
        return " · ".join(said)


def interpreter(chosen: str) -> Path:
    """Return the interpreter that a person means.

    Args:
        chosen: Its path, in quotation marks as Windows copies paths, or without; or the folder of
            an environment.
    """
    place = Path(unquoted(chosen))
    return next(iter(_pythons_in(place)), place)


def unquoted(path: str) -> str:
    """Return a path without the quotation marks around it."""
    path = path.strip()
    return path[1:-1] if len(path) > 1 and path[0] == path[-1] == '"' else path


def model_trouble(model: str) -> str:
    """Return a sentence on a model that is not where it should be; empty where it may be there.

    A name of the Hugging Face hub is not looked for.
    """
    place = Path(os.path.expandvars(model)).expanduser()
    if is_folder(place):
        if _is_file(place / "config.json"):
            return ""
        return tr(
            '"{model}" is no model folder: choose the one that holds config.json.', model=model
        )
    if _ON_HUB.fullmatch(model):
        return ""
    return tr(
        'There is no folder "{model}": choose the folder of a model, or its name on Hugging Face, '
        "such as Qwen/Qwen3-VL-8B-Instruct.",
        model=model,
    )


def _pythons_in(folder: Path) -> list[Path]:
    """Return the interpreters of a folder that is an environment, or holds some."""
    names = ("Scripts/python.exe", "python.exe") if os.name == "nt" else ("bin/python",)
    places = [folder, *(folder / name for name in _FOLDERS)]
    found = [place / name for place in places for name in names]
    return [each for each in found if _is_file(each)]


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:
        return False


def look_at(
    python: Path, checkpoint: Checkpoint, variables: Mapping[str, str] | None = None
) -> PythonFacts:
    """Return what a Python has; some seconds, as it imports torch. Never raises `AppError`.

    Args:
        python: The interpreter.
        checkpoint: May stop it.
        variables: Set in its environment besides.
    """
    try:
        pipe = WorkerPipe(python, variables)
    except AppError as error:
        return PythonFacts(python=python, trouble=str(error))
    try:
        return greeted(python, pipe, checkpoint)
    except WorkerGone as gone:
        return PythonFacts(python=python, trouble=no_python(python, gone))
    finally:
        pipe.close()


def greeted(python: Path, pipe: WorkerPipe, checkpoint: Checkpoint) -> PythonFacts:
    """Return what a worker says of its Python.

    Raises:
        WorkerGone: It is no Python of ours.
        Stopped: See `WorkerPipe.request`.
    """
    said = pipe.request("hello", seconds=_HELLO_SECONDS, checkpoint=checkpoint)
    return facts_of(python, said)


def facts_of(python: Path, said: Mapping[str, Any]) -> PythonFacts:
    """Return the facts that a worker's greeting holds."""
    names = ("torch", "torchvision", "transformers", "accelerate", "bitsandbytes", "pillow")
    libraries = {name: str(said[name]) for name in names if said.get(name)}
    return PythonFacts(
        python=python,
        version=str(said.get("python", "")),
        libraries=tuple(libraries.items()),
        families=tuple(name for kind, name in _NAMES.items() if kind in said.get("families", ())),
        cuda=str(said.get("cuda") or ""),
        cards=tuple((str(each["name"]), int(each["bytes"])) for each in said.get("devices", ())),
        trouble=_trouble(python, said, libraries),
    )


def _trouble(python: Path, said: Mapping[str, Any], libraries: Mapping[str, str]) -> str:
    if said.get("protocol") != PROTOCOL:
        return tr("The worker script is of another version of Rushes: install Rushes again.")
    missing = [name for name in _NEEDED if name not in libraries]
    if missing:
        return _lacking(python, missing)
    if broken := said.get("torch_trouble"):
        return tr('The torch of "{python}" cannot be used: {broken}.', python=python, broken=broken)
    return ""


def _lacking(python: Path, names: Sequence[str]) -> str:
    *most, last = names
    if not most:
        return tr(
            'The Python "{python}" has no {name}: install it there, or choose the trainer\'s own '
            "Python.",
            python=python,
            name=last,
        )
    return tr(
        'The Python "{python}" has no {names} and {last}: install them there, or choose the '
        "trainer's own Python.",
        python=python,
        names=", ".join(most),
        last=last,
    )


def no_python(python: Path, gone: WorkerGone) -> str:
    """Return a sentence on a program that did not answer as a Python does."""
    if gone.code is not None and gone.code < 0:
        return tr(
            '"{python}" was ended from outside (signal {signal}) before it answered: look how '
            "much memory is free, and ask again.",
            python=python,
            signal=-gone.code,
        )
    exe = "python.exe" if os.name == "nt" else "bin/python"
    if gone.code is None:
        return tr(
            '"{python}" does not work as a Python 3.10 or newer (it gave no answer): choose the '
            "{exe} of the trainer's venv.",
            python=python,
            exe=exe,
        )
    return tr(
        '"{python}" does not work as a Python 3.10 or newer (it ended with code {code}): choose '
        "the {exe} of the trainer's venv.",
        python=python,
        code=gone.code,
        exe=exe,
    )


class PythonShelf:
    """What was found out about Pythons; asked again only when one was changed on disk.

    One that lacks something is asked each time. Safe from any thread.
    """

    def __init__(self) -> None:
        self._known: dict[Path, tuple[object, PythonFacts]] = {}

    def known(self, python: Path) -> PythonFacts | None:
        """Return what is known of a Python as it is now; None where it must be looked at."""
        found = self._known.get(python)
        return found[1] if found and found[0] == _stamp(python) else None

    def look_at(
        self, python: Path, checkpoint: Checkpoint, variables: Mapping[str, str] | None = None
    ) -> PythonFacts:
        """Return what a Python has, at once where it is known; see `look_at`."""
        known = self.known(python)
        if known is None:
            stamp = _stamp(python)
            known = look_at(python, checkpoint, variables)
            if known.usable:
                self._known[python] = (stamp, known)
        return known


SHELF = PythonShelf()
"""Of this run of Rushes: a window looks whenever its panel is shown."""


def _stamp(python: Path) -> object:
    """Return what changes with an interpreter, or with what is installed for it."""
    home = python.parent.parent
    # On Windows one that is no venv lies beside its libraries.
    places = [python, *(each / "Lib" / "site-packages" for each in (home, python.parent))]
    places += home.glob("lib/python3*/site-packages")
    stamps = []
    for place in places:
        try:
            facts = place.stat()
        except OSError:
            continue
        stamps.append((str(place), facts.st_mtime_ns, facts.st_size))
    return stamps
