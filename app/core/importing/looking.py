"""What given files and folders hold; nothing is changed, no film is opened."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from app.core.captions.beginning import common_beginning
from app.core.errors import AppError
from app.core.importing.clip_folder import CAPTION_ENDINGS, files_in, kind_of, read_clips
from app.core.importing.dataset_file import is_dataset_file, read_dataset_file
from app.core.importing.found import Found, SceneTable, SegmentList, together
from app.core.importing.naming import Films
from app.core.importing.segments import Segments, read_project, read_table
from app.core.jobs import Checkpoint, Progress, ignore
from app.core.language import noted, tr
from app.core.library.places import is_exported
from app.core.library.project import Project
from app.core.paths import exists, is_folder
from app.core.shots.scene_csv import is_scene_list

LIST_ENDINGS = (".csv", ".tsv")
PROJECT_ENDING = ".llc"
_USABLE = noted(
    "choose videos, pictures, their folder, a dataset file, or a list of PySceneDetect or "
    "LosslessCut"
)


def look(
    paths: Sequence[Path], project: Project | None = None, *, checkpoint: Checkpoint = ignore
) -> Found:
    """Return what files and folders hold that can be imported.

    Of a folder, the lists of segments and scenes in it count, and each film without one is a
    finished clip; but where a dataset file lies in the folder itself, it says what is there.

    Args:
        paths: Files and folders.
        project: Its films are looked for by name too; what it exports is left out.
        checkpoint: Called at least once per file.

    Raises:
        Stopped: The checkpoint said so.
    """
    known = [project.path_of(each) for each in project.sources()] if project else []
    looking = _Looking(Films(known), checkpoint, project.folder if project else None)
    for path in paths:
        looking.take(path)
    found = looking.found()
    return replace(found, trigger=common_beginning(found.captions()))


@dataclass
class _Looking:
    """Sorts what is given into kinds, reads it and remembers what cannot be used."""

    films: Films
    checkpoint: Checkpoint
    home: Path | None  # the project's folder
    media: list[Path] = field(default_factory=list)
    parts: list[Found] = field(default_factory=list)
    troubles: list[str] = field(default_factory=list)
    seen: int = 0

    def take(self, path: Path) -> None:
        """Look at a file or folder."""
        if self._is_own(path):
            self.troubles.append(
                tr('"{path}" is what this project exports: it is all here already.', path=path)
            )
            return
        if not is_folder(path):
            self._take_file(path)
            return
        tables = [each for each in _listed(path) if is_dataset_file(each)]
        if tables:
            for table in tables:
                self._try(self._take_datasets, table)
            return
        files, others, before = [], 0, len(self.parts) + len(self.troubles)
        for file in files_in(path):
            self._step(file)
            if kind_of(file):
                files.append(file)
            elif not self._take_list(file, sure=False):
                others += file.suffix.lower() not in CAPTION_ENDINGS
        self.media += files
        if not files and len(self.parts) + len(self.troubles) == before:
            self.troubles.append(
                tr(
                    '"{path}" holds nothing that can be imported: {usable}.',
                    path=path,
                    usable=tr(_USABLE),
                )
            )
        elif others:
            self.parts.append(Found(notes=(_passed_over(others, path.name),)))

    def found(self) -> Found:
        """Return all of it; films that have a list of segments or scenes are no clips."""
        lists = together(self.parts)
        about = {one.film for one in lists.segments} | {one.film for one in lists.scenes}
        media = [path for path in dict.fromkeys(self.media) if path not in about]
        clips = read_clips(media, checkpoint=self.checkpoint) if media else Found()
        every = together([*self.parts, clips, Found(troubles=tuple(self.troubles))])
        others = tuple(one for one in every.media if not self._is_own(one.path))
        if len(others) == len(every.media):
            return every
        own = len(every.media) - len(others)
        note = tr("1 file is what this project exports: left out.")
        if own > 1:
            note = tr("{number:,} files are what this project exports: left out.", number=own)
        return replace(every, media=others, notes=(*every.notes, note))

    def _is_own(self, path: Path) -> bool:
        return self.home is not None and is_exported(self.home, path)

    def _take_file(self, path: Path) -> None:
        if not exists(path):
            self.troubles.append(tr('"{path}" is not there: check the path.', path=path))
        elif kind_of(path):
            self.media.append(path)
        elif path.suffix.lower() in (".toml", ".json"):
            self._try(self._take_datasets, path)
        elif not self._take_list(path, sure=True):
            self.troubles.append(
                tr(
                    '"{path}" is nothing that can be imported: {usable}.',
                    path=path,
                    usable=tr(_USABLE),
                )
            )

    def _take_list(self, path: Path, *, sure: bool) -> bool:
        """Take a file that may be a list; return whether it is handled.

        Args:
            path: The file.
            sure: It was given by itself: what is wrong with it is trouble, else it is passed over.
        """
        suffix = path.suffix.lower()
        if suffix == PROJECT_ENDING:
            self._try(self._take_project, path)
            return True
        if suffix not in LIST_ENDINGS:
            return False
        try:
            if is_scene_list(path):
                self._try(self._take_scenes, path)
            else:
                segments = read_table(path)
                self._try(self._take_segments, path, segments)
        except AppError as error:
            if not sure:
                return False
            self.troubles.append(str(error))
        return True

    def _take_datasets(self, path: Path) -> None:
        self.parts.append(read_dataset_file(path, checkpoint=self.checkpoint))

    def _take_project(self, path: Path) -> None:
        self._take_segments(path, read_project(path))

    def _take_segments(self, path: Path, segments: Segments) -> None:
        notes = segments.notes
        if segments.unended:
            notes = (*notes, _unended(segments.unended, path.name))
        film = self.films.of(path, segments.film)
        table = SegmentList(path, film, segments.segments, segments.unended)
        self.parts.append(Found(segments=(table,) if segments.segments else (), notes=notes))

    def _take_scenes(self, path: Path) -> None:
        self.parts.append(Found(scenes=(SceneTable(path, self.films.of(path)),)))

    def _try(self, take: object, *args: object) -> None:
        try:
            take(*args)  # type: ignore[operator]
        except AppError as error:
            self.troubles.append(str(error))

    def _step(self, path: Path) -> None:
        self.seen += 1
        self.checkpoint(Progress(self.seen, 0, path.name))


def _passed_over(number: int, name: str) -> str:
    if number == 1:
        return tr('1 other file was passed over in "{name}".', name=name)
    return tr('{number:,} other files were passed over in "{name}".', number=number, name=name)


def _unended(number: int, name: str) -> str:
    if number == 1:
        return tr('"{name}": 1 segment has no end and goes on to the end of the film.', name=name)
    return tr(
        '"{name}": {number:,} segments have no end and go on to the end of the film.',
        name=name,
        number=number,
    )


def _listed(folder: Path) -> Iterable[Path]:
    try:
        return sorted(folder.iterdir())
    except OSError:
        return []
