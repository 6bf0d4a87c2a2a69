"""What an export would change: the clips and stills whose files are not as the project has them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache, partial
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from app.core.captions.sidecar import SUFFIX
from app.core.captions.text import with_trigger
from app.core.errors import ProjectError
from app.core.export.manifest import FILE, Manifest, State
from app.core.export.planned import ProjectPlan
from app.core.export.shelf import Piece
from app.core.export.wanted import CLIPS, STILLS, content_key, decides, text_key
from app.core.jobs import Checkpoint, ignore
from app.core.language import noted, tr
from app.core.library.model import Clip, Settings, Source, Still
from app.core.planner.caches.file_facts import Seen, list_files
from app.core.planner.caches.freshness_files import State as CacheState
from app.core.planner.caches.freshness_files import Waiting
from app.core.planner.caches.freshness_look import CacheLook, Freshness, Waits
from app.core.planner.schema import Kind

NOT_YET = noted("Not exported yet: an export comes first.")
CHANGED = noted("Changed since it was exported: an export comes first.")
REWORDED = noted("Its caption changed since it was exported: an export comes first.")


class _By(NamedTuple):
    """What decides on all files: the last export, the settings, the films by id."""

    manifest: Manifest | None = None
    decided: tuple[object, ...] = ()
    sources: Mapping[int, Source] = {}


class _Keys(NamedTuple):
    """The keys of a row's file and caption, and what they were made of."""

    row: Clip | Still
    source: Source
    decided: tuple[object, ...]
    file: str
    caption: str


_GONE = Waiting(gone=True)
_SPARE = 64  # keys of rows that are no more, and twice as many as there are rows, are kept


@lru_cache(maxsize=8)
def _waits(media: str, words: str) -> Waiting:
    """Return the same object for the same words: there are few."""
    return Waiting(media, words)


@dataclass
class ExportedFiles:
    """The dataset folder of a project, as the last export left it.

    Attributes:
        folder: Absolute.
    """

    folder: Path
    _manifest: Manifest | None = None
    _read_at: tuple[int, int] | None = None
    _there: dict[str, dict[str, Seen]] = field(default_factory=dict, repr=False)
    _keys: dict[tuple[str, int], _Keys] = field(default_factory=dict, repr=False)
    _nothing: Manifest = field(init=False, repr=False)  # of a folder without one
    _by: _By = field(init=False, repr=False)
    _pieces: Sequence[Piece] = field(default=(), repr=False)
    _told: list[Waiting | None] = field(default_factory=list, repr=False)  # of each piece

    def __post_init__(self) -> None:
        self._nothing = Manifest(self.folder, {})
        self._by = _By()

    def waiting(
        self, plan: ProjectPlan, sources: Mapping[int, Source], *, disk: bool = True
    ) -> Waits:
        """Return what an export would change, by kind and stem; nothing is written.

        Files that were changed outside are not ours to change: they count as they are.

        Args:
            plan: Of the project as it is now.
            sources: The project's films, by id.
            disk: Look at the folder; else the project alone has changed since it was looked at.
        """
        manifest = self._read()
        if disk or self._by.manifest is not manifest:
            self._there = {
                sub: list_files(self.folder / sub, lambda _: True) for sub in (CLIPS, STILLS)
            }
            self._pieces = ()
        by = _By(manifest, decides(plan.settings), dict(sources))
        if by != self._by:
            self._by, self._pieces = by, ()
        places = {id(piece): place for place, piece in enumerate(self._pieces)}
        told = []
        for piece in plan.pieces:
            place = places.get(id(piece))
            told.append(self._tell(piece, plan) if place is None else self._told[place])
        self._pieces, self._told = plan.pieces, told
        self._forget_the_gone(plan.pieces)
        return {
            (_place(piece)[1], _stem(piece)): waits
            for piece, waits in zip(plan.pieces, told, strict=True)
            if waits is not None
        }

    def _tell(self, piece: Piece, plan: ProjectPlan) -> Waiting | None:
        """Return what an export would change of one clip or still; None where nothing."""
        sub, stem = _place(piece)[0], _stem(piece)
        source = self._by.sources.get(piece.row.source)
        if piece.material is None or source is None:
            return _GONE
        keys = partial(self._wanted, piece.row, source, plan.settings)
        media = self._says(f"{sub}/{piece.file}", lambda: keys().file, CHANGED)
        words = self._says(f"{sub}/{stem}{SUFFIX}", lambda: keys().caption, REWORDED)
        return _waits(tr(media), tr(words)) if media or words else None

    def _wanted(self, row: Clip | Still, source: Source, settings: Settings) -> _Keys:
        """Return the keys of a row's file and caption; those of before where nothing changed."""
        place = (CLIPS if isinstance(row, Clip) else STILLS, row.id)
        known = self._keys.get(place)
        made_of = (row, source, self._by.decided)
        if known is None or known[:3] != made_of:
            words = with_trigger(row.caption, settings.trigger)
            known = _Keys(*made_of, content_key(row, source, settings), text_key(words))
            self._keys[place] = known
        return known

    def _forget_the_gone(self, pieces: Sequence[Piece]) -> None:
        """Drop the keys of rows that are no more, now and then."""
        if len(self._keys) > 2 * len(pieces) + _SPARE:
            there = {(_place(piece)[0], piece.row.id) for piece in pieces}
            self._keys = {place: keys for place, keys in self._keys.items() if place in there}

    def _says(self, name: str, key: Callable[[], str], changed: str) -> str:
        """Return what an export would do to a file, one sentence; empty where nothing."""
        manifest = self._by.manifest or self._nothing
        sub, _, file = name.partition("/")
        entry, seen = manifest.entries.get(name), self._there[sub].get(file)
        if seen is None or (entry is not None and entry.announced):
            return NOT_YET
        if entry is None or entry.key == key():
            return ""
        ours = seen[:2] == (entry.size, entry.mtime_ns) or manifest.state(name) is State.OURS
        return changed if ours else ""  # changed outside: the export leaves it

    def _read(self) -> Manifest:
        """Return the manifest; an empty one where there is none that can be read."""
        try:
            stat = (self.folder / FILE).stat()
            read_at = (stat.st_size, stat.st_mtime_ns)
            if self._manifest is None or read_at != self._read_at:
                self._manifest, self._read_at = Manifest.load(self.folder), read_at
        except (OSError, ProjectError):
            self._manifest = None
            return self._nothing
        return self._manifest


def look_at_project(
    look: CacheLook,
    files: ExportedFiles,
    plan: ProjectPlan,
    sources: Iterable[Source],
    *,
    disk: bool = True,
    checkpoint: Checkpoint = ignore,
) -> Freshness:
    """Return the state of each cache file of a project; what an export would change waits for it.

    Args:
        look: Kept from look to look; so are ``files``.
        files: The project's dataset folder.
        plan: Of the project as it is now.
        sources: The project's films.
        disk: As `CacheLook.look` has it.
        checkpoint: Called some times.

    Raises:
        Stopped: The checkpoint said so.
    """
    waits = files.waiting(plan, {source.id: source for source in sources}, disk=disk)
    return look.look(plan.plan, waiting=waits, disk=disk, checkpoint=checkpoint)


def state_of_row(found: Freshness, plan: ProjectPlan, row: Clip | Still) -> CacheState | None:
    """Return the worst state of what is cached of a clip or still; None where nothing is planned.

    Args:
        found: The cache folders.
        plan: Of which they were looked at.
        row: Of the project.
    """
    piece = plan.piece_of(row)
    kind: Kind = "image" if isinstance(row, Still) else "video"
    return None if piece is None else found.state_of(kind, piece.file)


def _place(piece: Piece) -> tuple[str, Kind]:
    return (CLIPS, "video") if isinstance(piece.row, Clip) else (STILLS, "image")


def _stem(piece: Piece) -> str:
    return PurePosixPath(piece.file).stem if piece.listed is None else piece.listed.stem
