"""Sets of excerpts as folders and files: what they are called, and how their paths are written."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from app.core.captions.text import with_trigger
from app.core.export.names import assign, safe_stem
from app.core.export.others.windows import Cutting, Excerpt, ExcerptSet, cut
from app.core.export.planned import ProjectPlan
from app.core.paths import DATASET_FOLDER
from app.core.planner.costs.setups import Setup, setup_of

_DRIVE = re.compile(r"^([A-Za-z]):[\\/]?(.*)$", re.DOTALL)
_NAME = 60  # characters of a dataset's name that a folder gets


@dataclass(frozen=True, slots=True)
class Placed:
    """An excerpt with the name of its file and the words beside it.

    Attributes:
        file: Base name.
        caption: As it is written: one line, the trigger in front; may be empty.
    """

    excerpt: Excerpt
    file: str
    caption: str


@dataclass(frozen=True, slots=True)
class SetFolder:
    """A set with the folder of its files.

    Attributes:
        folder: Its name, below the folder of all.
        media: Where its files lie, below the folder of all, with forward slashes.
        placed: Its excerpts.
    """

    of: ExcerptSet
    folder: str
    media: str
    placed: tuple[Placed, ...]


@dataclass(frozen=True)
class Layout:
    """Everything that is said of an export to a trainer, before anything is written.

    Attributes:
        title: Of the project.
        root: The folder of all; absolute.
        sets: By dataset, then by size and length.
        architecture: What is trained: a name of `planner.rules.ARCHITECTURES`.
        rate: Frames per second that the model takes the frames for.
        steps: Of an epoch by musubi.
        setup: How long and how large it is trained, as *Plan* says.
        strangers: Files that musubi uses beside and that are in no set.
        wsl: Write paths as programs in WSL see them.
    """

    title: str
    root: Path
    sets: tuple[SetFolder, ...]
    architecture: str
    rate: Fraction
    steps: int
    setup: Setup
    strangers: tuple[str, ...] = ()
    wsl: bool = False

    @property
    def samples(self) -> int:
        """Samples per epoch."""
        return sum(each.of.samples for each in self.sets)

    @property
    def epochs(self) -> int:
        """How often everything is trained; of a training that counts steps, those it begins."""
        return self.setup.all_epochs(self.steps)

    @property
    def files(self) -> int:
        """Clips and pictures in all."""
        return sum(len(each.placed) for each in self.sets)

    @property
    def captions(self) -> list[str]:
        """The words of all excerpts, each as often as it is written."""
        return [placed.caption for each in self.sets for placed in each.placed]

    def path(self, *below: str) -> str:
        """Return the path of something below the folder of all, with forward slashes."""
        path = self.root.joinpath(*below).as_posix()
        return wsl_path(path) if self.wsl else path


def folder_for(project: Path, trainer: str) -> Path:
    """Return the folder of a trainer's files in a project's folder."""
    return project / f"{DATASET_FOLDER}-{trainer}"


def lay_out(plan: ProjectPlan, root: Path, *, below: str = "", wsl: bool = False) -> Layout:
    """Return how an export to a trainer looks.

    Args:
        plan: Of the project.
        root: The folder of all; absolute.
        below: The folder of the files inside that of their set; empty: that itself.
        wsl: Write paths as programs in WSL see them.

    Raises:
        ProjectError: Nothing can be exported.
        DatasetError: The trainer would stop before it trains.
    """
    cutting = cut(plan)
    folders = _folders(cutting)
    sets = []
    for each, folder in zip(cutting.sets, folders, strict=True):
        media = f"{folder}/{below}" if below else folder
        sets.append(SetFolder(each, folder, media, _placed(each, plan.settings.trigger)))
    return Layout(
        plan.settings.name,
        root,
        tuple(sets),
        plan.plan.architecture.name,
        Fraction(plan.plan.architecture.rate),
        plan.plan.steps_per_epoch or 0,
        setup_of(plan.settings.setup),
        cutting.strangers,
        wsl,
    )


def _folders(cutting: Cutting) -> list[str]:
    """Return the name of each set's folder; equal names, whatever the case, get numbers."""
    stems = [
        (n, f"{safe_stem(each.name[:_NAME])}_{each.width}x{each.height}x{each.frames}")
        for n, each in enumerate(cutting.sets)
    ]
    names = assign(stems, before={})
    return [names[n] for n in range(len(stems))]


def _placed(each: ExcerptSet, trigger: str) -> tuple[Placed, ...]:
    words: dict[str, str] = {}
    placed = []
    for excerpt in each.excerpts:
        caption = excerpt.row.caption
        if caption not in words:
            words[caption] = with_trigger(caption, trigger)
        placed.append(Placed(excerpt, _file(each, excerpt), words[caption]))
    return tuple(placed)


def _file(each: ExcerptSet, excerpt: Excerpt) -> str:
    if each.kind == "image":
        return f"{excerpt.stem}.png"
    return f"{excerpt.stem}_{excerpt.start:05d}{'.png' if each.is_pictures else '.mp4'}"


def wsl_path(path: str) -> str:
    r"""Return a Windows path as programs in WSL see it: ``H:\x`` is ``/mnt/h/x``; others stay."""
    drive = _DRIVE.match(path)
    if drive is None:
        return path.replace("\\", "/") if path.startswith("\\\\") else path
    rest = drive[2].replace("\\", "/")
    return f"/mnt/{drive[1].lower()}/{rest}"


def batch_sizes(sets: Sequence[SetFolder]) -> list[int]:
    """Return the batch sizes of some sets, each once, ascending."""
    return sorted({max(1, each.of.batch_size) for each in sets})
