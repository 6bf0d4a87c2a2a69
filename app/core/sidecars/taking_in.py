"""What a folder of caption files offers a project, and what is taken of it: one edit.

Words of a person are replaced only where a person ticks that very caption.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from app.core.captions.beginning import common_beginning
from app.core.captions.foreign import decoded
from app.core.captions.text import one_line, without_trigger
from app.core.captions.writing import rewrite_each
from app.core.errors import ProjectError
from app.core.export.manifest import Manifest
from app.core.jobs import Checkpoint, Progress, ignore
from app.core.language import noted, tr
from app.core.library.captioned import Row
from app.core.library.edits import Edit, changing, several
from app.core.library.model import Settings
from app.core.library.project import Project
from app.core.paths import DATASET_FOLDER
from app.core.sidecars.folder import ENDINGS, CaptionFile, read_folder
from app.core.sidecars.matching import Match, Picks

LABEL = noted("Captions from files")
_GARBLED = "\ufffd"


@dataclass(frozen=True, slots=True)
class Wish:
    """How a person wants caption files to be read.

    Attributes:
        encodings: Of single files; of `foreign.ENCODINGS`.
        for_all: The encoding of all others; empty: as it was told of each.
        trigger: Words to take off at the start, behind the project's own trigger.
    """

    encodings: Mapping[Path, str] = field(default_factory=dict)
    for_all: str = ""
    trigger: str = ""

    def encoding_of(self, file: CaptionFile) -> str:
        """Return the encoding a file is to be read in."""
        return self.encodings.get(file.path) or self.for_all or file.encoding


@dataclass(frozen=True, slots=True)
class Offer:
    """A caption file and the pick it is about.

    Attributes:
        how: How the pick was told, in words.
        encoding: What it is read in.
        new: What it says, without a trigger.
        human: Whether a person wrote what the pick says now.
        changes: Whether taking it would change the pick's words.
    """

    file: CaptionFile
    row: Row
    how: str
    encoding: str
    new: str
    human: bool
    changes: bool

    @property
    def garbled(self) -> bool:
        """Whether some of it means nothing in its encoding."""
        return _GARBLED in self.new

    def ticked(self, *, replace: bool) -> bool:
        """Return whether it is taken unless a person says something else.

        Args:
            replace: Whether words that are there may be replaced; a person's are only by hand.
        """
        may = not self.row.caption or (replace and not self.human)
        return self.changes and may and not self.garbled


@dataclass
class Found:
    """What caption files hold for a project.

    Attributes:
        matched: Files with the pick each is about, in the order of the project.
        others: Files that cannot be taken, and why, in words.
        own_trigger: The project's.
    """

    matched: list[tuple[CaptionFile, Match]]
    others: dict[Path, str]
    own_trigger: str
    human: set[Path] = field(default_factory=set)
    _texts: dict[tuple[Path, str], str] = field(default_factory=dict)

    def beginning(self, wish: Wish) -> str:
        """Return the words with which all files begin, behind the project's trigger.

        Empty without any.
        """
        texts = (self._text(file, wish) for file, _ in self.matched)
        return common_beginning([without_trigger(text, self.own_trigger) for text in texts])

    def offers(self, wish: Wish) -> list[Offer]:
        """Return what is offered."""
        found = []
        for file, match in self.matched:
            if match.row is None:
                continue
            text = without_trigger(self._text(file, wish), self.own_trigger)
            text = without_trigger(text, wish.trigger)
            encoding, human = wish.encoding_of(file), file.path in self.human
            changes = bool(text) and text != one_line(match.row.caption)
            found.append(Offer(file, match.row, match.why, encoding, text, human, changes))
        return found

    def _text(self, file: CaptionFile, wish: Wish) -> str:
        key = file.path, wish.encoding_of(file)
        if key not in self._texts:
            self._texts[key] = one_line(decoded(file.data, key[1]))
        return self._texts[key]


def look(paths: Sequence[Path], project: Project, *, checkpoint: Checkpoint = ignore) -> Found:
    """Return what caption files, and folders of them, hold for a project; nothing is changed.

    Raises:
        Stopped: The checkpoint said so.
        ProjectError: The project cannot be read.
    """
    rows: list[Row] = [*project.clips(), *project.stills()]
    picks = Picks(rows, project.sources(), _manifest(project))
    folder = read_folder(paths, checkpoint=checkpoint)
    found = Found([], dict(folder.troubles), project.settings.trigger)
    wish = Wish()
    places = {(type(row), row.id): place for place, row in enumerate(rows)}
    matched: dict[int, list[tuple[CaptionFile, Match]]] = {}
    for place, file in enumerate(folder.files):
        checkpoint(Progress(place, len(folder.files), file.path.name))
        match = picks.find(file.path.stem)
        if match.row is None:
            found.others[file.path] = match.why
        elif not found._text(file, wish):
            found.others[file.path] = tr("it holds no words")
        else:
            matched.setdefault(places[type(match.row), match.row.id], []).append((file, match))
    for place in sorted(matched):
        best, *rest = sorted(matched[place], key=_doubt)
        found.matched.append(best)
        for file, _match in rest:
            found.others[file.path] = tr('"{name}" is about the same pick', name=best[0].path.name)
    for file, match in found.matched:
        checkpoint(Progress(1.0, 1.0, file.path.name))
        if match.row is not None and _is_human(project, match.row):
            found.human.add(file.path)
    return found


def taking(offers: Iterable[Offer], settings: Settings, *, trigger: str | None = None) -> Edit:
    """Return the edit that takes what was ticked; a caption that became another one is left alone.

    Args:
        offers: What was ticked.
        settings: The project's.
        trigger: Becomes the project's trigger; None: it stays as it is.
    """
    edits = [rewrite_each([(offer.row, offer.new) for offer in offers], LABEL)]
    if trigger is not None:
        edits.append(changing(settings, dataclasses.replace(settings, trigger=trigger)))
    return several(LABEL, edits)


def _doubt(found: tuple[CaptionFile, Match]) -> tuple[bool, int]:
    """Return what is smaller for the likelier of two files about one pick."""
    file, match = found
    ending = file.path.suffix.lower()
    return not match.exact, ENDINGS.index(ending) if ending in ENDINGS else len(ENDINGS)


def _manifest(project: Project) -> Manifest:
    folder = project.folder / DATASET_FOLDER
    try:
        return Manifest.load(folder)
    except ProjectError:  # the export says it
        return Manifest(folder, {})


def _is_human(project: Project, row: Row) -> bool:
    """Return whether a person wrote a row's words: who is not known to be a machine is one."""
    if not row.caption:
        return False
    written = (each for each in project.wordings(row) if each.text == row.caption)
    newest = next(written, None)
    return newest is None or not newest.model
