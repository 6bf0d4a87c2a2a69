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
from app.core.library.model import Dataset, Settings, Still
from app.core.planner.dataset import Window
from app.core.planner.plan import Plan

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
        return self._rows.get((self.plan.datasets[dataset].config.kind == "image", file))

    def piece_of(self, row: Row) -> Piece | None:
        """Return a picked row as a file; None where it is not picked, or was not yet."""
        return self._by_row.get((isinstance(row, Still), row.id)) if row.id else None

    def is_free(self, file: str, row: Row) -> bool:
        """Return whether no row but this one has a file's name."""
        owner = self._rows.get((isinstance(row, Still), file))
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
    def _rows(self) -> dict[tuple[bool, str], Row]:
        return {(isinstance(piece.row, Still), piece.file): piece.row for piece in self.pieces}

    @cached_property
    def _by_row(self) -> dict[tuple[bool, int], Piece]:
        return {(isinstance(piece.row, Still), piece.row.id): piece for piece in self.pieces}
