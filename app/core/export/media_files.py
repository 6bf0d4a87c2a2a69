"""The clips and stills of an export: what to keep, what to write, what failed."""

from __future__ import annotations

import contextlib
import itertools
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Generic, Protocol, TypeVar

from app.core.cache import Cache
from app.core.errors import SourceError, cannot
from app.core.export.carrying_out import Kind, Orders, carried_out_elsewhere, carry_out
from app.core.export.manifest import Manifest, State
from app.core.export.report import Edited, Exported, Failure
from app.core.export.wanted import Wanted
from app.core.jobs import Checkpoint, Progress, part
from app.core.library.model import Clip, Settings, Source, Still
from app.core.library.project import Project
from app.core.library.sources import trouble_with
from app.core.media.geometry import Size

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from app.core.media.orders import Result

_AT_ONCE = 16  # files between two looks at the clock
_SAVE_EVERY = 5.0  # seconds between two writings of the manifest


class Item(Protocol):
    """A file to have of a clip or still; `Wanted` says what its parts mean.

    ``is_picture``: one picture, not a clip.
    """

    @property
    def row(self) -> Clip | Still: ...  # noqa: D102
    @property
    def source(self) -> Source: ...  # noqa: D102
    @property
    def name(self) -> str: ...  # noqa: D102
    @property
    def key(self) -> str: ...  # noqa: D102
    @property
    def caption_name(self) -> str: ...  # noqa: D102
    @property
    def is_picture(self) -> bool: ...  # noqa: D102
    @property
    def start(self) -> int: ...  # noqa: D102
    @property
    def span(self) -> int: ...  # noqa: D102


W = TypeVar("W", bound=Item)
Writer = Callable[[Sequence[W]], Orders]
"""Says how to write some files of one film and one kind."""


class MediaExport(Generic[W]):
    """The clips and stills of one export.

    First `sort`, then save the manifest, then `write`: a file is announced in the manifest, its
    name free, before anything is written, so that a killed export knows its own files again.

    Args:
        project: Of the rows.
        manifest: Of the folder.
        wanted: The files to have.
        writer: Says how to write them.
        cache: Where film indexes are kept.

    Attributes:
        failures: What could not be had.
        notes: Sentences on what may surprise.
    """

    def __init__(
        self,
        project: Project,
        manifest: Manifest,
        wanted: Sequence[W],
        writer: Writer[W],
        cache: Cache | None,
    ) -> None:
        self.failures: list[Failure] = []
        self.notes: list[str] = []
        self._project = project
        self._manifest = manifest
        self._wanted = wanted
        self._writer = writer
        self._cache = cache
        self._missing: list[W] = []
        self._written: set[str] = set()
        self._saved = time.monotonic()

    @property
    def exported(self) -> list[Exported]:
        """What is there, in the order wanted."""
        failed = {failure.path for failure in self.failures}
        found: list[Exported] = []
        for each in self._wanted:
            path = self._manifest.folder / each.name
            entry = self._manifest.entries.get(each.name)
            if entry is not None and not entry.announced and path not in failed:
                size = entry.width, entry.height
                written = each.name in self._written
                found.append(Exported(each.row, path, entry.frames, size, written))
        return found

    @property
    def captions(self) -> dict[str, W]:
        """The caption files to have: of all that is there or is going to be, by name."""
        known = self._manifest.entries
        return {each.caption_name: each for each in self._wanted if each.name in known}

    # --------------------------------------------------------------------------------- sorting

    def sort(self, *, replace_edited: bool, checkpoint: Checkpoint) -> list[Edited]:
        """Find what must be written, make room for it and announce it.

        Returns:
            Files that were changed outside and are left.

        Raises:
            Stopped: The checkpoint said so.
        """
        edited: list[Edited] = []
        for done, each in enumerate(self._wanted):
            checkpoint(Progress(done, len(self._wanted), each.name))
            state = self._manifest.state(each.name)
            left = state is State.EDITED and not replace_edited
            if left or state is State.FOREIGN:
                edited.append(Edited(self._manifest.folder / each.name))
            elif not (state is State.OURS and self._is_as_wanted(each)):
                self._make_room(each)
        self._tell_troubles(checkpoint)
        return edited

    def _is_as_wanted(self, each: W) -> bool:
        entry = self._manifest.entries[each.name]
        if entry.key != each.key:
            return False
        return not entry.announced or self._adopt(each)

    def _adopt(self, each: W) -> bool:
        """Take over a clip that a killed export finished; a still is sooner written again."""
        if each.is_picture:
            return False
        from app.core.media.index import index_file  # PyAV: only where a film is looked at

        try:
            index = index_file(self._manifest.folder / each.name, cache=self._cache)
        except SourceError:
            return False
        size = index.display_width, index.display_height
        self._manifest.confirm(each.name, frames=len(index), size=size)
        return True

    def _make_room(self, each: W) -> None:
        path = self._manifest.folder / each.name
        try:
            path.unlink(missing_ok=True)
        except OSError as error:
            self.failures.append(Failure(each.row, path, cannot("replace", path, error)))
            return
        self._manifest.announce(each.name, each.key, each.row.id)
        self._missing.append(each)

    def _tell_troubles(self, checkpoint: Checkpoint) -> None:
        """Fail what cannot be read now; say it of films of which everything is there already."""
        missing: dict[int, list[W]] = {}
        for each in self._missing:
            missing.setdefault(each.source.id, []).append(each)
        for source in {each.source.id: each.source for each in self._wanted}.values():
            checkpoint(Progress(1.0, 1.0, source.stem))
            trouble = trouble_with(self._project, source)
            if trouble is None:
                continue
            lost = missing.pop(source.id, [])
            for each in lost:
                self._fail(each, trouble.message)
            if not lost:
                self.notes.append(trouble.message)
        self._missing = [each for group in missing.values() for each in group]

    # --------------------------------------------------------------------------------- writing

    def write(self, checkpoint: Checkpoint, pool: Executor | None = None) -> None:
        """Write what is missing; one failure does not stop the others.

        Args:
            checkpoint: Called at least once per frame, or with a pool some times a second.
            pool: The machines that write it; None: this one, in this thread.

        Raises:
            ClusterGone: Nobody in the pool works any more; what is finished stays and is known.
            Stopped: The checkpoint said so; what is finished stays and is known.
            WriteError: The manifest cannot be written.
        """
        batches = list(self._batches())
        if pool is None:
            self._write_here(batches, checkpoint)
            return
        orders = [self._writer(batch) for batch in batches]
        for place, results in carried_out_elsewhere(pool, orders, checkpoint):
            self._settle_batch(batches[place], results)

    def _write_here(self, batches: Sequence[Sequence[W]], checkpoint: Checkpoint) -> None:
        if not batches:
            return
        from app.core.media.orders import Indexes  # PyAV: only where films are read

        indexes = Indexes(self._cache)
        total = sum(each.span for each in self._missing)
        done = 0
        for batch in batches:
            span = sum(each.span for each in batch)
            step = part(checkpoint, done=done, of=span, total=total)
            results = carry_out(self._writer(batch), indexes, step)
            done += span
            self._settle_batch(batch, results)
            checkpoint(Progress(done, total, batch[-1].source.stem))

    def _batches(self) -> Iterator[list[W]]:
        """Yield a few files of one kind and one source at a time, in the order of frames."""
        order = sorted(self._missing, key=lambda each: (*_kind(each), each.start))
        for _, group in itertools.groupby(order, key=_kind):
            while batch := list(itertools.islice(group, _AT_ONCE)):
                yield batch

    def _settle_batch(self, batch: Sequence[W], results: Sequence[Result[Any]]) -> None:
        for each, result in zip(batch, results, strict=True):
            self._settle(each, result)
        if time.monotonic() - self._saved > _SAVE_EVERY:
            self._manifest.save()
            self._saved = time.monotonic()

    def _settle(self, each: W, result: Result[Any]) -> None:
        for note in result.notes:
            said = f'"{each.source.stem}": {note}'
            if said not in self.notes:
                self.notes.append(said)
        if result.error is None and result.size is not None:
            self._manifest.confirm(each.name, frames=len(result.frames), size=result.size)
            self._written.add(each.name)
        else:
            self._fail(each, str(result.error))

    def _fail(self, each: W, message: str) -> None:
        """Note a failure; a caption of ours without its clip goes."""
        self.failures.append(Failure(each.row, self._manifest.folder / each.name, message))
        self._manifest.forget(each.name)
        if self._manifest.state(each.caption_name) is State.OURS:
            with contextlib.suppress(OSError):  # held by another program: it does no harm
                (self._manifest.folder / each.caption_name).unlink()
        if self._manifest.state(each.caption_name) is State.ABSENT:
            self._manifest.forget(each.caption_name)


def as_picked(project: Project, settings: Settings, folder: Path) -> Writer[Wanted]:
    """Return what orders clips and stills whole, into a dataset folder.

    Args:
        project: Of the rows.
        settings: As they were when the names and keys were made.
        folder: The dataset folder.
    """

    def order(batch: Sequence[Wanted]) -> Orders:
        from app.core.media.encode import ClipSpec  # PyAV: only where films are read
        from app.core.media.stills import StillSpec

        size = None if settings.still_size is None else Size(*settings.still_size)
        orders: list[tuple[ClipSpec | StillSpec, Path]] = []
        for each in batch:
            film, path, row = project.path_of(each.source), folder / each.name, each.row
            if isinstance(row, Clip):
                spec = ClipSpec(
                    film,
                    row.start,
                    row.end,
                    rate=settings.rate,
                    crop=row.crop,
                    crf=settings.crf,
                    lossless=settings.lossless,
                )
                orders.append((spec, path))
            else:
                orders.append((StillSpec(film, row.frame, crop=row.crop, wanted=size), path))
        kind: Kind = "stills" if batch[0].is_picture else "clips"  # a batch is of one kind
        return Orders(kind, tuple(orders), batch[0].source.stem)

    return order


def _kind(each: Item) -> tuple[bool, int]:
    """Clips before stills, film by film."""
    return each.is_picture, each.source.id
