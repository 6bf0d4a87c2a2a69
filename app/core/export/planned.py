"""A project's plan: what an export of it would give, and what training makes of that."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from app.core.errors import DatasetError
from app.core.export.choosing import Candidate, chooser, is_chosen
from app.core.export.recipes import Recipe
from app.core.export.shelf import Piece, Row
from app.core.export.starter import Material
from app.core.library.model import Clip, Dataset, Settings, Still
from app.core.planner.dataset import Window
from app.core.planner.plan import Plan
from app.core.planner.schema import Kind

_NO_RECIPE = Recipe(1.0, (), ())


@dataclass(frozen=True, slots=True)
class Unavailable:
    """A picked clip or still that would not be in the dataset; ``message`` says why."""

    row: Row
    message: str


@dataclass(frozen=True, eq=False)
class ProjectPlan:
    """What an export of the project would give, and what training makes of that.

    Attributes:
        plan: As ``rushes plan`` would say it after an export, but for what earlier cachings left.
        toml: The dataset file.
        settings: Of the project, as they were when this was counted.
        datasets: The project's rows of ``plan.datasets``, in the same order.
        proposed: The project has no datasets: these are the starter's, which the export would add.
        unavailable: What would be missing, in the project's order: clips, then stills.
        notes: What the export would say beside.
        refused: Why nothing can be exported at all; empty where it can. The plan then has no
            datasets.
        pieces: The picked clips and stills as files, each kind in the project's order.
        recipe: What the starter's datasets are made of.
        stems: What the films are called, by their ids.
    """

    plan: Plan
    toml: str
    settings: Settings
    datasets: tuple[Dataset, ...] = ()
    proposed: bool = False
    unavailable: tuple[Unavailable, ...] = ()
    notes: tuple[str, ...] = ()
    refused: str = ""
    pieces: tuple[Piece, ...] = field(default=(), repr=False)
    recipe: Recipe = field(default=_NO_RECIPE, repr=False)
    stems: Mapping[int, str] = field(default_factory=dict, repr=False)

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the datasets, in the order of ``plan.datasets``."""
        return tuple(dataset.name for dataset in self.datasets)

    def row_of(self, dataset: int, file: str) -> Row | None:
        """Return the clip or still behind a file of a dataset; None where it is not ours."""
        return self.files_of(self.plan.datasets[dataset].config.kind).get(file)

    def files_of(self, kind: Kind) -> Mapping[str, Row]:
        """Return the picked clips, or stills, by the base names of their files."""
        return self._stills if kind == "image" else self._clips

    def piece_of(self, row: Row) -> Piece | None:
        """Return a picked row as a file; None where it is not picked, or was not yet."""
        pieces = self._still_pieces if isinstance(row, Still) else self._clip_pieces
        return pieces.get(row.id) if row.id else None

    def prepare(self) -> None:
        """Make what `row_of` and `piece_of` look into, in a thread in which nobody waits for it."""
        assert len(self._clips) + len(self._stills) <= len(self.pieces)
        assert len(self._clip_pieces) + len(self._still_pieces) <= len(self.pieces)

    def is_free(self, file: str, row: Row) -> bool:
        """Return whether no row but this one has a file's name."""
        owner = self.files_of("image" if isinstance(row, Still) else "video").get(file)
        return owner is None or owner.id == row.id

    def windows_of(self, row: Row) -> list[tuple[Dataset, list[Window]]]:
        """Return the windows each dataset that reads it takes of a picked row.

        Window frames are frames of the exported clip: at the project's rate, from its start.
        """
        piece = self.piece_of(row)
        if piece is None or piece.listed is None:
            return []
        return [
            (dataset, plan.windows_of(piece.listed))
            for dataset, plan in zip(self.datasets, self.plan.datasets, strict=False)
            if self.reads(dataset, row, piece.material)
        ]

    def reads(self, dataset: Dataset, row: Row, material: Material | None) -> bool:
        """Return whether a dataset reads a row, picked or not, that becomes these pictures."""
        if (dataset.kind == "image") != isinstance(row, Still) or material is None:
            return False
        if not dataset.filter:
            return True
        try:
            asked = chooser(dataset.filter)
        except DatasetError:  # the plan says so
            return False
        return is_chosen(asked, Candidate(row, self.stems.get(row.source, ""), material))

    @cached_property
    def _clips(self) -> dict[str, Row]:
        return {piece.file: piece.row for piece in self.pieces if isinstance(piece.row, Clip)}

    @cached_property
    def _stills(self) -> dict[str, Row]:
        return {piece.file: piece.row for piece in self.pieces if isinstance(piece.row, Still)}

    @cached_property
    def _clip_pieces(self) -> dict[int, Piece]:
        return {piece.row.id: piece for piece in self.pieces if isinstance(piece.row, Clip)}

    @cached_property
    def _still_pieces(self) -> dict[int, Piece]:
        return {piece.row.id: piece for piece in self.pieces if isinstance(piece.row, Still)}
