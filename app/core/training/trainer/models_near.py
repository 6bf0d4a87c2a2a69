"""Files of models, looked for where they usually lie.

That is beside the trainer, in ComfyUI's folders, and where Hugging Face keeps its downloads.
Folders are walked in bounds, and of the files only the headers are read of those that are large
enough to be a model, each once.
"""

from __future__ import annotations

import os
import re
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from app.core import paths
from app.core.jobs import Checkpoint, Progress, ignore
from app.core.training.trainer.finding import drives
from app.core.training.trainer.fitting import Role, doubts, fits, roles_of
from app.core.training.trainer.model_files import ModelFile, look_at_model

_ENDINGS = (".safetensors", ".pth", ".pt")
_LEAST = 50_000_000  # bytes: the smallest of them, the VAE, has 250 million
_MOST_FILES = 600  # whose headers are read
_MOST_FOLDERS = 2_500
_MOST_SECONDS = 30.0
_DEEP = 5
_PASSED = re.compile(
    r"\..*|__pycache__|node_modules|loras?|checkpoints?|site-packages|lib|runs?|output|venv|"
    r"cache_.*|controlnet|embeddings|upscale_models|custom_nodes|input|temp|user|docs",
    re.IGNORECASE,
)
_PART = re.compile(r"-of-\d{5}\.", re.ASCII)
_SHELVES = re.compile(
    r"models?|wan.*|weights|comfyui.*|ai|hf|huggingface.*|musubi.*", re.IGNORECASE
)
_INSIDE = ("models", "ComfyUI/models", "ckpts", "weights")


class NearModels(NamedTuple):
    """What was found.

    Attributes:
        files: All files that are models of Wan.
        chosen: The best file for each role of the task.
    """

    files: tuple[ModelFile, ...]
    chosen: dict[Role, ModelFile]


def models_near(
    folders: Iterable[Path], task: str, checkpoint: Checkpoint = ignore, *, home: Path | None = None
) -> NearModels:
    """Return the files of models in usual folders, and which of them fit a task best.

    Args:
        folders: Where to look first: those of the trainer, of files that were chosen before.
        task: ``--task``.
        checkpoint: Called for each folder and each file; may stop the search.
        home: Of the person; None: as the system has it.
    """
    found = [
        model
        for path in _files(folders, home or Path.home(), checkpoint, {} if home else os.environ)
        if (model := look_at_model(path)).kind in ("dit", "vae", "t5", "clip")
    ]
    return NearModels(tuple(found), best_for(task, found))


def best_for(task: str, files: Sequence[ModelFile]) -> dict[Role, ModelFile]:
    """Return the best of some files for each role of a task; a role that none fits is left out."""
    chosen: dict[Role, ModelFile] = {}
    for role in roles_of(task):
        fitting = [
            each
            for each in files
            if not fits(role, task, each) and not _of_other_expert(role, task, each)
        ]
        if fitting:
            chosen[role] = min(fitting, key=lambda each: _rank(role, task, each))
    return chosen


def _of_other_expert(role: Role, task: str, file: ModelFile) -> bool:
    """Return whether a file is one of Wan 2.2's experts, but not this, as far as its name says."""
    if file.kind != "dit":
        return False
    if not task.endswith("A14B"):
        return bool(file.noise)
    return file.noise != ("high" if role == "dit_high_noise" else "low")


def _rank(role: Role, task: str, file: ModelFile) -> tuple[object, ...]:
    """Return what is least for the best: nothing odd, 16 bits, then the one found first."""
    exact = {"bf16": 0, "fp16": 1, "fp32": 2}
    return (bool(doubts(role, task, file)), exact.get(file.dtype, 3))


def _files(
    folders: Iterable[Path], home: Path, checkpoint: Checkpoint, env: Mapping[str, str]
) -> Iterator[Path]:
    """Yield files that may be models, each once."""
    walk = _Walk(checkpoint)
    roots = [*_roots(folders, home), *((hub, _DEEP) for hub in _hubs(home, env))]
    for folder, deep in roots:
        yield from walk.through(folder, deep)


def _roots(folders: Iterable[Path], home: Path) -> Iterator[tuple[Path, int]]:
    for each in folders:
        yield each, 2
        for place in (each, each.parent):
            for name in _INSIDE:
                yield place / name, _DEEP
    for place in (home, home / "Documents", *drives()):
        yield from ((each, _DEEP) for each in _shelves_in(place))
    yield home / "Downloads", 1


def _hubs(home: Path, env: Mapping[str, str]) -> Iterator[Path]:
    """Yield where Hugging Face keeps what was downloaded, as huggingface_hub looks for it."""
    for name in ("HF_HUB_CACHE", "HUGGINGFACE_HUB_CACHE"):
        if env.get(name):
            yield Path(env[name])
    if env.get("HF_HOME"):
        yield Path(env["HF_HOME"]) / "hub"
    cache = env.get("XDG_CACHE_HOME")
    yield (Path(cache) if cache else home / ".cache") / "huggingface" / "hub"


def _shelves_in(folder: Path) -> list[Path]:
    return [each for each in _listed(folder)[0] if _SHELVES.fullmatch(each.name)]


class _Walk:
    """Walks through folders, each once, within bounds."""

    def __init__(self, checkpoint: Checkpoint) -> None:
        self._checkpoint = checkpoint
        self._seen: set[Path] = set()
        self._files = 0
        self._ends = time.monotonic() + _MOST_SECONDS

    def through(self, folder: Path, deep: int) -> Iterator[Path]:
        """Yield the files of a folder and of those below that may be models."""
        folder = paths.resolved(folder)
        if folder in self._seen or self._is_over():
            return
        self._seen.add(folder)
        self._checkpoint(Progress(self._files, 0, str(folder)))
        below, files = _listed(folder)
        for each in files:
            if self._is_over():
                return
            self._files += 1
            self._checkpoint(Progress(self._files, 0, each.name))
            yield each
        for each in below if deep > 0 else ():
            if not _PASSED.fullmatch(each.name):
                yield from self.through(each, deep - 1)

    def _is_over(self) -> bool:
        late = time.monotonic() > self._ends
        return late or self._files >= _MOST_FILES or len(self._seen) >= _MOST_FOLDERS


def _listed(folder: Path) -> tuple[list[Path], list[Path]]:
    """Return the folders in a folder, and its files that may be models; of parts the first."""
    folders, files = [], []
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                if entry.is_dir():
                    folders.append(Path(entry.path))
                elif _may_be(entry.name) and entry.stat().st_size >= _LEAST:
                    files.append(Path(entry.path))
    except OSError:
        pass  # no rights, or it went
    return sorted(folders, key=_name), sorted(files, key=_name)


def _may_be(name: str) -> bool:
    """Return whether a file may be a model by its name; of one in parts, the first part."""
    whole = _PART.search(name) is None or "-00001-of-" in name
    return whole and name.lower().endswith(_ENDINGS)


def _name(path: Path) -> str:
    return path.name.lower()
