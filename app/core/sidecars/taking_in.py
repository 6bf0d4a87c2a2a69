"""What a folder of caption files offers a project, and what is taken of it: one edit.

Words of a person are replaced only where a person ticks that very caption.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from app.core.captions.beginning import common_beginning
from app.core.captions.foreign import decoded
from app.core.captions.text import one_line, without_trigger
from app.core.captions.writing import write_each
from app.core.export.manifest import Manifest
from app.core.jobs import Checkpoint, Progress, ignore
from app.core.library.edits import Edit, changing, several
from app.core.library.model import Clip, Settings, Still
from app.core.library.project import Project
from app.core.paths import DATASET_FOLDER
from app.core.sidecars.folder import CaptionFile, read_folder, with_encodings
from app.core.sidecars.matching import Picks

Row: TypeAlias = Clip | Still
LABEL = "Captions from files"
_GARBLED = "\ufffd"


@dataclass(frozen=True, slots=True)
class Offer:
    """A caption file and the pick it is about.

    Attributes:
        how: How the pick was told, for people.
        encoding: What it is read in; one of `foreign.ENCODINGS`.
        new: What it says, without the trigger.
        human: Whether a person wrote what the pick says now.
    """

    file: CaptionFile
    row: Row
    how: str
    encoding: str
    new: str
    human: bool

    @property
    def path(self) -> Path:
        """The file."""
        return self.file.path

    @property
    def garbled(self) -> bool:
        """Whether some of it means nothing in its encoding."""
        return _GARBLED in self.new

    @property
    def changes(self) -> bool:
        """Whether taking it would change the pick's words."""
        return bool(self.new) and self.new != one_line(self.row.caption)

    @property
    def fills(self) -> bool:
        """Whether the pick has no words yet."""
        return not self.row.caption


@dataclass(frozen=True, slots=True)
class Found:
    """What a folder of caption files holds for a project.

    Attributes:
        matched: Files with the pick each is about, how that was told, and whether a person wrote
            its words.
        others: Files that cannot be taken, and why: words for people.
        trigger: The words with which all of them begin; empty where there are none.
    """

    matched: tuple[tuple[CaptionFile, Row, str, bool], ...]
    others: dict[Path, str]
    own_trigger: str

    def offers(
        self, chosen: Mapping[Path, str], for_all: str = "", trigger: str | None = None
    ) -> list[Offer]:
        """Return what is offered, read in the encodings a person chose.

        Args:
            chosen: Encodings of single files; see `with_encodings`.
            for_all: The encoding of all others; empty: as each was told.
            trigger: Words to take off at the start, beside the project's trigger; None: those with
                which all begin.
        """
        files = [file for file, *_ in self.matched]
        encodings = with_encodings(files, chosen, for_all)
        texts = {
            each.path: one_line(decoded(each.data, encodings[each.path])) for each in files
        }
        leading = common_beginning(texts.values()) if trigger is None else trigger
        offers = []
        for file, row, how, human in self.matched:
            text = without_trigger(texts[file.path], self.own_trigger)
            text = without_trigger(text, leading)
            offers.append(Offer(file, row, how, encodings[file.path], text, human))
        return offers

    def leading(self, chosen: Mapping[Path, str], for_all: str = "") -> str:
        """Return the words with which all of them begin; empty where there are none."""
        files = [file for file, *_ in self.matched]
        encodings = with_encodings(files, chosen, for_all)
        return common_beginning(decoded(each.data, encodings[each.path]) for each in files)


def look(
    paths: Sequence[Path], project: Project, *, checkpoint: Checkpoint = ignore
) -> Found:
    """Return what caption files and folders of them hold for a project; nothing is changed.

    Raises:
        Stopped: The checkpoint said so.
        ProjectError: The project cannot be read.
    """
    rows: list[Row] = [*project.clips(), *project.stills()]
    manifest = Manifest.load(project.folder / DATASET_FOLDER)
    picks = Picks(rows, project.sources(), manifest)
    folder = read_folder(paths, checkpoint=checkpoint)
    others = dict(folder.troubles)
    taken: dict[tuple[type[Row], int], Path] = {}
    matched: list[tuple[CaptionFile, Row, str, bool]] = []
    for place, file in enumerate(sorted(folder.files, key=_exact_first)):
        checkpoint(Progress(place, len(folder.files), file.path.name))
        match = picks.find(file.path.stem)
        if match.row is None:
            others[file.path] = match.why
            continue
        known = type(match.row), match.row.id
        if not one_line(decoded(file.data, file.encoding)):
            others[file.path] = "it holds no words"
        elif known in taken:
            others[file.path] = f'"{taken[known].name}" is about the same pick'
        else:
            taken[known] = file.path
            matched.append((file, match.row, match.why, _is_human(project, match.row)))
    return Found(tuple(matched), others, project.settings.trigger)
