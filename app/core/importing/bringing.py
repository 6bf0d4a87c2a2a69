"""What was found becomes one edit of the project: one undo takes all of it back."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import wait as wait_for
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path

from app.core.amounts import counted
from app.core.cache import Cache
from app.core.captions.beginning import taken_off
from app.core.errors import AppError, cannot
from app.core.finding import LIST
from app.core.importing.dataset_file import unique
from app.core.importing.found import Choices, Found, Media, SegmentList
from app.core.jobs import Checkpoint, Progress, ignore
from app.core.language import enumerated, noted, tr
from app.core.library.detection import detected
from app.core.library.edits import Edit, adding, changing, removing, several
from app.core.library.model import Clip, Cut, Dataset, Shot, Source, Still
from app.core.library.project import Project
from app.core.library.sources import brought_up_to_date, describe
from app.core.media.index import FrameIndex, index_file
from app.core.shots.scene_csv import read_scenes

LABEL = noted("Import")
_TICK = 0.1  # seconds between looks at the checkpoint while films are read
_READERS = 3
# Times of other programs are rounded to milliseconds or less: a frame that begins so soon after
# one is meant by it.
_SLACK = Fraction(1, 2000)  # seconds


@dataclass(frozen=True, slots=True)
class Brought:
    """What became of an import.

    Attributes:
        edit: What was changed, in one step; of no effect where nothing was.
        films: How many films and pictures are new.
        clips: How many clips are new.
        stills: How many stills are new.
        shots: How many shots came from lists of scenes.
        datasets: How many datasets are new.
        known: How many clips and stills were there already; they stay as they are.
        notes: Sentences on what a person should know.
        failures: A sentence for each thing that could not be used.
    """

    edit: Edit
    films: int = 0
    clips: int = 0
    stills: int = 0
    shots: int = 0
    datasets: int = 0
    known: int = 0
    notes: tuple[str, ...] = ()
    failures: tuple[str, ...] = ()

    @property
    def words(self) -> str:
        """What was brought in, in words; a clip or still that is a file of its own is no film."""
        films = self.films if self.films != self.clips + self.stills else 0
        parts = [
            counted(number, noun)
            for number, noun in (
                (films, "film"),
                (self.clips, "clip"),
                (self.stills, "still"),
                (self.shots, "shot"),
                (self.datasets, "dataset"),
            )
            if number
        ]
        return enumerated(parts) or tr("nothing new")


def bring_in(
    project: Project,
    found: Found,
    choices: Choices,
    *,
    cache: Cache | None = None,
    checkpoint: Checkpoint = ignore,
) -> Brought:
    """Make what was found part of a project, in one edit; files are only read.

    A file that cannot be used is left out and said. What the project has already stays as it is.

    Raises:
        ProjectError: The project cannot be changed.
        Stopped: The checkpoint said so; nothing was changed.
    """
    bringing = _Bringing(project, choices, cache)
    bringing.describe(found, checkpoint)
    for media in found.media:
        bringing.take_media(media)
    for segments in found.segments:
        bringing.take_segments(segments)
    for scenes in found.scenes:
        bringing.take_scenes(scenes.path, scenes.film)
    bringing.take_datasets(found.datasets)
    return bringing.brought()


@dataclass
class _Bringing:
    """One import: rows as they come together."""

    project: Project
    choices: Choices
    cache: Cache | None
    sources: dict[Path, Source] = field(default_factory=dict)
    edits: list[Edit] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)
    known: int = 0
    shots: int = 0

    def __post_init__(self) -> None:
        self._picked = {(each.source, each.start, each.end) for each in self.project.clips()}
        self._stills = {(each.source, each.frame) for each in self.project.stills()}

    # ------------------------------------------------------------------------------- films

    def describe(self, found: Found, checkpoint: Checkpoint) -> None:
        """Read every film once; new ones get a number below 0, which the edit replaces."""
        paths = list(
            dict.fromkeys(
                [
                    *(one.path for one in found.media),
                    *(one.film for one in found.segments),
                    *(one.film for one in found.scenes),
                ]
            )
        )
        known = {each.path: each for each in self.project.sources()}
        for path, film in self._described(paths, checkpoint):
            old = known.get(film.path)
            if old is None:
                film = dataclasses.replace(film, id=-len(self.sources) - 1)
                known[film.path] = film
            elif old.id > 0:
                now = brought_up_to_date(old, film)
                self.edits.append(changing(old, now))
                film = known[film.path] = now
            else:  # the same file by another path
                film = old
            self.sources[path] = film

    def _described(
        self, paths: Sequence[Path], checkpoint: Checkpoint
    ) -> Iterator[tuple[Path, Source]]:
        folder = self.project.folder
        for path, future in _in_parallel(
            paths, lambda path: describe(path, folder, cache=self.cache), checkpoint
        ):
            try:
                yield path, future.result()
            except AppError as error:
                self.failures.append(str(error))
            except OSError as error:
                self.failures.append(cannot("read", path, error))

    # -------------------------------------------------------------------------------- picks

    def take_media(self, media: Media) -> None:
        """Pick a file whole."""
        source = self.sources.get(media.path)
        if source is None:
            return
        caption = self._words(media.caption)
        if media.kind == "image" or source.frames == 1:
            self._add_still(Still(source=source.id, frame=0, caption=caption, tags=media.tags))
            return
        end = source.frames if source.damaged_after is None else source.damaged_after
        if end < 1:
            self.failures.append(
                tr('"{path}" has not one good frame: get it again.', path=media.path)
            )
            return
        if source.id < 0 or not self.project.shots(source):
            self.edits.append(adding(Shot(source=source.id, start=0, end=end)))
        clip = Clip(source=source.id, start=0, end=end, caption=caption, tags=media.tags)
        self._add_clip(clip)

    def take_segments(self, table: SegmentList) -> None:
        """Pick the segments of a film."""
        source = self.sources.get(table.film)
        if source is None:
            return
        try:
            index = index_file(table.film, cache=self.cache)
        except AppError as error:
            self.failures.append(str(error))
            return
        outside = 0
        for segment in table.segments:
            start, end = frames_of(index, segment.start, segment.end)
            if start >= end:
                outside += 1
                continue
            label = segment.name if self.choices.labels == "tag" else ""
            tags = tuple(dict.fromkeys(word for word in (label, *segment.tags) if word))
            caption = self._words(segment.name) if self.choices.labels == "caption" else ""
            self._add_clip(Clip(source=source.id, start=start, end=end, caption=caption, tags=tags))
        if outside:
            self.failures.append(_outside(outside, table))

    def _add_clip(self, clip: Clip) -> None:
        place = clip.source, clip.start, clip.end
        if place in self._picked:
            self.known += 1
            return
        self._picked.add(place)
        self.edits.append(adding(clip))

    def _add_still(self, still: Still) -> None:
        place = still.source, still.frame
        if place in self._stills:
            self.known += 1
            return
        self._stills.add(place)
        self.edits.append(adding(still))

    def _words(self, caption: str) -> str:
        return taken_off(caption, self.choices.trigger) if self.choices.trigger else caption

    # --------------------------------------------------------------------- scenes, datasets

    def take_scenes(self, path: Path, film: Path) -> None:
        """Take the shots of a film from a list of scenes."""
        source = self.sources.get(film)
        if source is None:
            return
        try:
            scenes = read_scenes(path, index_file(film, cache=self.cache))
        except AppError as error:
            self.failures.append(str(error))
            return
        cuts = [Cut(source=source.id, **dataclasses.asdict(cut)) for cut in scenes.cuts]
        shots = [Shot(source=source.id, **dataclasses.asdict(shot)) for shot in scenes.shots]
        self.notes += scenes.notes
        self.shots += len(shots)
        if source.id < 0:
            self.sources[film] = dataclasses.replace(source, detector=LIST)
            self.edits.append(adding(*cuts, *shots))
        else:
            self.edits.append(detected(self.project, source, cuts, shots, detector=LIST))

    def take_datasets(self, datasets: Sequence[Dataset]) -> None:
        """Add a dataset file's entries to the project's, or put them in their place."""
        if not datasets or self.choices.datasets == "leave":
            return
        there = self.project.datasets()
        if self.choices.datasets == "replace":
            self.edits.append(removing(*there))
            there = []
        first = max((each.position for each in there), default=-1) + 1
        names = [each.name for each in there]
        for number, each in enumerate(datasets):
            names.append(unique(each.name, names))
            self.edits.append(
                adding(dataclasses.replace(each, position=first + number, name=names[-1]))
            )

    # -------------------------------------------------------------------------------- all

    def brought(self) -> Brought:
        """Carry it all out in one edit."""
        edits = [adding(*(each for each in self._new_sources())), *self.edits]
        settings = self.project.settings
        if self.choices.trigger and self.choices.trigger != settings.trigger:
            now = dataclasses.replace(settings, trigger=self.choices.trigger)
            edits.append(changing(settings, now))
        done = self.project.apply(several(LABEL, edits))
        return Brought(
            done,
            films=_number(done, Source),
            clips=_number(done, Clip),
            stills=_number(done, Still),
            shots=self.shots,
            datasets=_number(done, Dataset),
            known=self.known,
            notes=tuple(self.notes),
            failures=tuple(self.failures),
        )

    def _new_sources(self) -> Iterable[Source]:
        new = {film.id: film for film in self.sources.values() if film.id < 0}
        for film in new.values():
            # A picture has no cuts to look for.
            yield dataclasses.replace(film, detector=LIST) if film.frames == 1 else film


def _outside(number: int, table: SegmentList) -> str:
    name, film = table.path.name, table.film.name
    if number == 1:
        return tr(
            '"{name}": 1 segment lies behind the end of "{film}" or ends before it begins: left '
            "out.",
            name=name,
            film=film,
        )
    return tr(
        '"{name}": {number:,} segments lie behind the end of "{film}" or end before they begin: '
        "left out.",
        name=name,
        number=number,
        film=film,
    )


def _number(edit: Edit, row: type[Source | Clip | Still | Dataset]) -> int:
    return sum(isinstance(each, row) for each in edit.added)


def frames_of(index: FrameIndex, start: Fraction | None, end: Fraction | None) -> tuple[int, int]:
    """Return the frames ``[start, end)`` on screen between two times of a film, in seconds.

    Args:
        index: The film.
        start: None: the film's start.
        end: None: the film's end.

    Returns:
        An empty range where nothing of the film is between them.
    """
    first = 0 if start is None else _first_from(index, start)
    last = len(index) if end is None else _first_at_or_after(index, end)
    return first, max(first, last)


def _first_from(index: FrameIndex, time: Fraction) -> int:
    """Return the frame on screen at a time; ``len(index)`` behind the film's end."""
    if time + _SLACK >= index.duration:
        return len(index)
    return index.frame_at(time + _SLACK)


def _first_at_or_after(index: FrameIndex, time: Fraction) -> int:
    """Return the first frame that begins at a time or later; ``len(index)`` where none does."""
    if time - _SLACK <= 0:
        return 0
    frame = index.frame_at(time - _SLACK)
    return frame + (index.time(frame) < time - _SLACK)


def _in_parallel(
    paths: Sequence[Path], work: Callable[[Path], Source], checkpoint: Checkpoint
) -> Iterator[tuple[Path, Future[Source]]]:
    """Yield each path with its work done, in order; a few are worked at ahead."""
    with ThreadPoolExecutor(_READERS, thread_name_prefix="import") as pool:
        futures: dict[Path, Future[Source]] = {}
        try:
            for number, path in enumerate(paths):
                for ahead in paths[number : number + 4 * _READERS]:
                    if ahead not in futures:
                        futures[ahead] = pool.submit(work, ahead)
                done = futures[path]
                while not done.done():
                    checkpoint(Progress(number, len(paths), path.name))
                    wait_for([done], _TICK)
                checkpoint(Progress(number + 1, len(paths), path.name))
                yield path, done
        finally:
            for future in futures.values():
                future.cancel()
