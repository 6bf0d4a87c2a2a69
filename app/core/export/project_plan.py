"""The plan of a project as it is now, without exporting it: what the window's ledger follows.

`ProjectPlanner` foretells the files an export would leave and plans the dataset file it would
write, with the functions the export itself uses. It reads films' indexes and the dataset folder
once; after an edit it counts again only what the edit touches.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import NamedTuple

from app.core.cache import Cache
from app.core.errors import DatasetError, ProjectError
from app.core.export.dataset_text import render, rows_of_text
from app.core.export.dataset_toml import places_in
from app.core.export.entry_facts import Chosen, EntryFacts, chosen_files
from app.core.export.films import Films
from app.core.export.found import KINDS, Found, look
from app.core.export.planned import ProjectPlan, Unavailable
from app.core.export.project_export import DATASET_FILE, FOLDER
from app.core.export.recipes import read_recipe
from app.core.export.shelf import Context, Piece, Row, Shelf
from app.core.export.starter import Material, starter_datasets, without_material
from app.core.export.wanted import (
    CLIPS,
    STILLS,
    decides,
    nothing_picked,
    too_small,
    without_words,
)
from app.core.jobs import Checkpoint, ignore, part
from app.core.library.edits import Edit, touched_by
from app.core.library.model import Dataset, Settings, Source
from app.core.library.project import Project
from app.core.library.rows import CLIP, DATASET, SETTINGS, SOURCE, STILL, table_of
from app.core.planner.document import Document, parse_document
from app.core.planner.facts import DatasetFacts
from app.core.planner.plan import Planner
from app.core.planner.rules import ARCHITECTURES
from app.core.planner.schema import Config, configure

_SUBS = {CLIP.name: CLIPS, STILL.name: STILLS}
_FEW = 64  # rows read one by one after an edit; more are read all at once


class _Written(NamedTuple):
    """A dataset file as it would be written: what it was made of, its text and meaning."""

    made_of: tuple[Path, Settings, tuple[Dataset, ...]]
    text: str
    config: Config


class ProjectPlanner:
    """Plans one project, again and again; keep one for each open project.

    Not for several threads at once. The first `update` reads the index of each film and looks
    through the dataset folder; later ones read only rows of the project.

    Args:
        films: The films' indexes, perhaps shared with others.
        cache: Where indexes are kept that are read here; unused with ``films``.
    """

    def __init__(self, films: Films | None = None, *, cache: Cache | None = None) -> None:
        self.films = films or Films(cache)
        self._cache = cache
        self._planners: dict[str, Planner] = {}
        self._recipe = read_recipe()
        self._found: Mapping[str, Found] | None = None
        self._stale = False  # what was found must be looked for again: an update may be under way
        self._settings: Settings | None = None
        self._sources: dict[int, Source] = {}
        self._films_seen = -1
        self._shelves: dict[str, Shelf] = {}
        self._datasets: tuple[Dataset, ...] = ()
        self._written: _Written | None = None
        self._facts = EntryFacts()

    def look_again(self, *, films: bool = True) -> None:
        """Look through the dataset folder at the next `update`, and through the films.

        To be called after an export, for which the folder is enough, and when the window comes back
        to the front, as anything may have changed meanwhile.
        """
        if films:
            self.films.forget()
        self._stale = True

    def update(
        self,
        project: Project,
        edit: Edit | None = None,
        *,
        rows: Iterable[Row] | None = None,
        tried: str | None = None,
        checkpoint: Checkpoint = ignore,
    ) -> ProjectPlan:
        """Return the plan of a project as it is now.

        Args:
            project: Always the same one.
            edit: What was applied since the last call, as `Project.apply` or an undo returned it;
                only its rows are read again. None reads all.
            rows: All clips and stills, each kind in the project's order, where somebody holds them
                anyway: they are not read, and so not held, a second time. Only without ``edit``.
            tried: A dataset file to plan in place of the project's own.
            checkpoint: Called once per film whose index must be read, and while that is made.

        Raises:
            ProjectError: The project or its manifest cannot be read.
            DatasetError: What is tried is no TOML.
            Stopped: The checkpoint said so; the next call must be without ``edit``.
        """
        if self._stale:
            self._stale, self._found = False, None
        known = self._settings is not None and self._found is not None
        known &= self._films_seen == self.films.version
        if edit is None or not known or not _is_followable(edit):
            self._read(project, checkpoint, rows if edit is None else None)
        else:
            self._follow(project, edit, checkpoint)
        return self._plan(project, tried)

    # --------------------------------------------------------------------------------- reading

    def _read(
        self, project: Project, checkpoint: Checkpoint, held: Iterable[Row] | None = None
    ) -> None:
        """Read everything; what is as it was is not counted again."""
        folder = project.folder / FOLDER
        before, self._settings = self._settings, None  # what is stopped here begins anew
        kept = self._found is not None and before is not None
        if self._found is None:
            looking = part(checkpoint, done=0.0, of=0.5, total=1.0)
            self._found = look(folder, cache=self._cache, checkpoint=looking)
        loading = part(checkpoint, done=0.5, of=0.5, total=1.0)
        self._datasets = tuple(project.datasets())
        sources = {source.id: source for source in project.sources()}
        self._sources = sources
        self.films.load(project, sources.values(), loading)
        kept &= self._films_seen == self.films.version
        self._films_seen = self.films.version
        settings = project.settings
        kept = kept and before is not None and decides(before) == decides(settings)
        rows: dict[str, list[Row]] = {CLIPS: [], STILLS: []}
        for row in _picked(project) if held is None else held:
            if row.state == "picked" and row.source in sources:
                rows[_SUBS[table_of(type(row)).name]].append(row)
        for sub, found in rows.items():
            if kept:
                self._shelves[sub].become(found)
            else:
                self._shelves[sub] = Shelf(sub, self._context(folder, sub, settings), found)
        self._settings = settings

    def _context(self, folder: Path, sub: str, settings: Settings) -> Context:
        assert self._found is not None, "looked at before"
        directory = (folder / sub).as_posix()
        return Context(settings, self._found[sub], directory, self.films.of)

    def _follow(self, project: Project, edit: Edit, checkpoint: Checkpoint) -> None:
        """Read the rows an edit touched; all where it touches what decides on every file."""
        touched = touched_by(edit)
        gone = set(edit.removed) - {(table_of(type(row)).name, row.id) for row in edit.added}
        if SOURCE.name in touched and self._are_other_films(project):
            self._read(project, checkpoint)
            return
        if SETTINGS.name in touched:
            settings = project.settings
            if self._settings is None or decides(self._settings) != decides(settings):
                self._read(project, checkpoint)
                return
            self._settings = settings
        if DATASET.name in touched:
            self._datasets = tuple(project.datasets())
        try:
            changes = {
                sub: self._rows(project, table, touched.get(table, set()), gone)
                for table, sub in _SUBS.items()
            }
        except ProjectError:  # another program removed one of them meanwhile
            self._read(project, checkpoint)
            return
        for sub, rows in changes.items():
            self._shelves[sub].change(rows)

    def _are_other_films(self, project: Project) -> bool:
        sources = {source.id: source for source in project.sources()}
        changed = sources.keys() != self._sources.keys() or any(
            _film(source) != _film(self._sources[source.id]) for source in sources.values()
        )
        self._sources = sources
        return changed

    def _rows(
        self, project: Project, table: str, ids: set[int], gone: set[tuple[str, int]]
    ) -> dict[int, Row | None]:
        """Return rows as they are now; None for those that are gone or not picked.

        Raises:
            ProjectError: A row cannot be read.
        """
        there = {row_id for row_id in ids if (table, row_id) not in gone}
        found: Iterable[Row]
        if table == CLIP.name:
            found = map(project.clip, there) if len(ids) <= _FEW else project.clips()
        else:
            found = map(project.still, there) if len(ids) <= _FEW else project.stills()
        picked = {
            row.id: row
            for row in found
            if row.id in ids and row.state == "picked" and row.source in self._sources
        }
        return {row_id: picked.get(row_id) for row_id in ids}

    # -------------------------------------------------------------------------------- planning

    def _plan(self, project: Project, tried: str | None = None) -> ProjectPlan:
        assert self._settings is not None, "read before"
        clips, stills = self._shelves[CLIPS].in_order, self._shelves[STILLS].in_order
        pieces = (*clips, *stills)
        made = [_materials(clips), _materials(stills)]
        datasets, proposed = self._datasets, False
        if not datasets and any(made):
            datasets, proposed = tuple(starter_datasets(self._recipe, *made)), True
        notes: list[str] = []
        file = project.folder / FOLDER / DATASET_FILE
        refused = "" if pieces else nothing_picked(self._settings)
        chosen: Chosen = {}
        try:
            chosen = self._chosen(datasets)
            written = self._write(file, datasets)
            if self._datasets and pieces:
                read = {key: [one.file for one in files.items] for key, files in chosen.items()}
                notes = without_material(datasets, len(made[0]), len(made[1]), read)
        except DatasetError as error:
            refused = refused or str(error)
            written = _Written((file, self._settings, ()), "", Config(Document(file, {})))
        notes += too_small((each.size for each in made[1]), self._settings.still_size)
        bare = sum(not piece.row.caption.strip() for piece in pieces)
        if tried is not None:
            datasets = tuple(rows_of_text(tried, datasets))
            config = configure(parse_document(file, tried))
            written = _Written((file, self._settings, datasets), tried, config)
            chosen = self._chosen(datasets)
        return ProjectPlan(
            self._planner().plan(written.config, self._facts_of(written, chosen)),
            written.text,
            self._settings,
            written.made_of[2],
            proposed,
            tuple(Unavailable(piece.row, piece.trouble) for piece in pieces if piece.trouble),
            (*without_words(bare, len(pieces), self._settings.trigger), *notes),
            refused,
            pieces,
            self._recipe,
            {source.id: source.stem for source in self._sources.values()},
        )

    def _chosen(self, datasets: Iterable[Dataset]) -> Chosen:
        return chosen_files(datasets, {KINDS[sub]: shelf for sub, shelf in self._shelves.items()})

    def _facts_of(self, written: _Written, chosen: Chosen) -> list[DatasetFacts]:
        assert self._found is not None, "looked at before"
        folders = {
            KINDS[sub]: (shelf.sources, self._found[sub].ignored)
            for sub, shelf in self._shelves.items()
        }
        return self._facts.of(written.config, written.made_of[2], folders, chosen)

    def _planner(self) -> Planner:
        """Return the planner for what the project trains; the usual for what nobody knows."""
        assert self._settings is not None, "read before"
        name = (
            self._settings.architecture if self._settings.architecture in ARCHITECTURES else "wan"
        )
        return self._planners.setdefault(name, Planner(ARCHITECTURES[name]))

    def _write(self, file: Path, datasets: tuple[Dataset, ...]) -> _Written:
        """Return the dataset file; the one of before where it would be the same."""
        assert self._settings is not None, "read before"
        made_of = file, self._settings, datasets
        if self._written is None or self._written.made_of != made_of:
            text = toml_text(datasets, file.parent, self._settings)
            self._written = _Written(made_of, text, configure(parse_document(file, text)))
        return self._written


def toml_text(datasets: Iterable[Dataset], folder: Path, settings: Settings) -> str:
    """Return the dataset file that an export would write, without writing it.

    Args:
        datasets: In the order to write them.
        folder: The dataset folder.
        settings: The project's.

    Raises:
        DatasetError: The trainer could not use the folder.
    """
    return render(list(datasets), settings, places_in(folder))


def _picked(project: Project) -> list[Row]:
    return [*project.clips(state="picked"), *project.stills(state="picked")]


def _materials(pieces: Iterable[Piece]) -> list[Material]:
    return [piece.material for piece in pieces if piece.material is not None]


def _film(source: Source) -> tuple[object, ...]:
    return source.path, source.size, source.mtime_ns, source.quick_hash, source.damaged_after


def _is_followable(edit: Edit) -> bool:
    """Return whether an edit names its rows: those it adds have their ids."""
    return all(row.id for row in edit.added)
