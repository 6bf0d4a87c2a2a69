"""What an export would change: the clips and stills whose files are not as the project has them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
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
from app.core.library.model import Clip, Settings, Source, Still
from app.core.planner.caches.file_facts import Seen, list_files
from app.core.planner.caches.freshness_files import State as CacheState
from app.core.planner.caches.freshness_files import Waiting
from app.core.planner.caches.freshness_look import CacheLook, Freshness, Waits
from app.core.planner.schema import Kind

NOT_YET = "Not exported yet: an export comes first."
CHANGED = "Changed since it was exported: an export comes first."
REWORDED = "Its caption changed since it was exported: an export comes first."


class _Told(NamedTuple):
    """What was found of a piece: its kind and stem, and what an export would change of it."""

    piece: Piece
    place: tuple[Kind, str]
    waits: Waiting | None


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
    _keys: dict[tuple[type, int], tuple[tuple[object, ...], tuple[str, str]]] = field(
        default_factory=dict, repr=False
    )
    _nothing: Manifest = field(init=False, repr=False)  # of a folder without one
    _by: tuple[object, ...] = ()
    _told: dict[int, _Told] = field(default_factory=dict, repr=False)  # by the piece's identity

    def __post_init__(self) -> None:
        self._nothing = Manifest(self.folder, {})

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
        if disk or not self._by or self._by[0] is not manifest:
            self._there = {
                sub: list_files(self.folder / sub, lambda _: True) for sub in (CLIPS, STILLS)
            }
            self._told = {}
        by = (manifest, decides(plan.settings), dict(sources))
        before = self._told if by == self._by else {}
        self._by, self._told = by, {}
        found: dict[tuple[Kind, str], Waiting] = {}
        for piece in plan.pieces:
            told = before.get(id(piece)) or self._tell(piece, plan, sources, manifest)
            self._told[id(piece)] = told
            if told.waits is not None:
                found[told.place] = told.waits
        return found

    def _tell(
        self,
        piece: Piece,
        plan: ProjectPlan,
        sources: Mapping[int, Source],
        manifest: Manifest,
    ) -> _Told:
        """Return what an export would change of one clip or still."""
        sub, kind = _place(piece)
        source = sources.get(piece.row.source)
        stem = PurePosixPath(piece.file).stem
        if piece.material is None or source is None:
            return _Told(piece, (kind, stem), Waiting(gone=True))
        key, text = self._wanted(piece, source, plan.settings)
        there = self._there[sub]
        media = _says(manifest, there, f"{sub}/{piece.file}", key, CHANGED)
        words = _says(manifest, there, f"{sub}/{stem}{SUFFIX}", text, REWORDED)
        if not (media or words):
            return _Told(piece, (kind, stem), None)
        return _Told(piece, (kind, stem), _waits(media, words))

    def _wanted(self, piece: Piece, source: Source, settings: Settings) -> tuple[str, str]:
        """Return the keys of a row's file and caption; those of before where nothing changed."""
        made_of = (piece.row, source, decides(settings))
        place = (type(piece.row), piece.row.id)
        known = self._keys.get(place)
        if known is None or known[0] != made_of:
            words = with_trigger(piece.row.caption, settings.trigger)
            keys = (content_key(piece.row, source, settings), text_key(words))
            known = self._keys[place] = made_of, keys
        return known[1]

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


def _says(manifest: Manifest, there: Mapping[str, Seen], name: str, key: str, changed: str) -> str:
    """Return what an export would do to a file, one sentence; empty where nothing."""
    entry, seen = manifest.entries.get(name), there.get(PurePosixPath(name).name)
    if seen is None or (entry is not None and entry.announced):
        return NOT_YET
    if entry is None or entry.key == key:
        return ""
    untouched = seen[:2] == (entry.size, entry.mtime_ns) or manifest.state(name) is State.OURS
    return changed if untouched else ""  # changed outside: the export leaves it
