"""All that a training needs, looked for on this machine at once: trainers, and files of models.

Nothing is chosen here and nothing is fetched: what is found is offered, and a person takes it. To
ask a trainer what it has is to run its Python. One that came with a project may be made to harm:
it is asked when a person has taken it, and not before.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from app.core import paths
from app.core.jobs import Checkpoint, Progress, ignore
from app.core.training.trainer.finding import find_trainers
from app.core.training.trainer.findings import troubles_of
from app.core.training.trainer.fitting import Role
from app.core.training.trainer.looking import Looked, look, look_without_asking
from app.core.training.trainer.model_files import ModelFile
from app.core.training.trainer.models_near import models_near

_MOST_ASKED = 3  # trainers: each takes some seconds


@dataclass(frozen=True, slots=True)
class Near:
    """Where to look first.

    Attributes:
        folders: Beside which things may lie.
        project: The folder of the open project, which is one of them. A trainer that may have come
            with it is not asked what it has.
    """

    folders: tuple[Path, ...] = ()
    project: Path | None = None

    def __iter__(self) -> Iterator[Path]:
        yield from self.folders
        if self.project is not None:
            yield self.project


@dataclass(frozen=True, slots=True)
class Nearby:
    """What was found.

    Attributes:
        looked: The trainer that is best, and what is known of it; none: with no folder.
        trainers: The folders of all.
        models: The best file for each role that was wanted.
    """

    looked: Looked = field(default_factory=Looked)
    trainers: tuple[Path, ...] = ()
    models: Mapping[Role, ModelFile] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return self.looked.folder is not None or bool(self.models)


def look_around(
    near: Near | Iterable[Path],
    task: str,
    wanted: Iterable[Role],
    checkpoint: Checkpoint = ignore,
    *,
    trainer: bool = True,
    home: Path | None = None,
) -> Nearby:
    """Return what a training needs and this machine has.

    Args:
        near: Folders beside which things may lie.
        task: ``--task``.
        wanted: The roles of models that none fits yet.
        checkpoint: Called for each folder and file; may stop the search.
        trainer: Whether a trainer is looked for.
        home: Of the person; None: as the system has it.
    """
    project = near.project if isinstance(near, Near) else None
    near, wanted = [*near], [*wanted]
    folders = find_trainers(near, checkpoint, home=home) if trainer else []
    strange = [each for each in folders if came_with(project, each, home=home)]
    looked = _best(folders, strange, checkpoint)
    near = [*folders, *near]
    found = models_near(near, task, checkpoint, home=home).chosen if wanted else {}
    chosen = {role: found[role] for role in wanted if role in found}
    return Nearby(looked, tuple(folders), chosen)


def came_with(project: Path | None, folder: Path, *, home: Path | None = None) -> bool:
    """Return whether a folder may have come to this machine together with a project.

    That is where it lies in the project, or in one of the two folders around it, as in an archive
    that was unpacked; or among downloads. The person's own folder, those around it and whole drives
    are no such.
    """
    own = paths.resolved(home or Path.home())
    came = [own / "Downloads"]
    if project is not None:
        place = paths.resolved(project)
        around = [each for each in place.parents[:2] if each not in (own, *own.parents)]
        came += [place, *(each for each in around if each != Path(each.anchor))]
    folder = paths.resolved(folder)
    return any(each in (folder, *folder.parents) for each in came)


def _best(folders: list[Path], strange: list[Path], checkpoint: Checkpoint) -> Looked:
    """Return the first trainer that nothing is wrong with; else the first that answers.

    Of ``strange`` ones nothing is run.
    """
    looks: list[Looked] = []
    for folder in folders[:_MOST_ASKED]:
        checkpoint(Progress(0, 0, str(folder)))
        if folder in strange:
            looks.append(look_without_asking(str(folder)))
            continue
        looked = look(str(folder), checkpoint=checkpoint)
        if looked.info is not None and not troubles_of(looked.info) and looked.info.gpus:
            return looked
        looks.append(looked)
    answered = [each for each in looks if each.info is not None]
    return next(iter((*answered, *looks)), Looked())
