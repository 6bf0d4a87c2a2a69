"""What a run holds out of training: chosen and written when it is made."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from app.core import store
from app.core.export.project_export import FOLDER
from app.core.library.project import Project
from app.core.planner.rules import Rules
from app.core.training.folder import (
    CACHING_FILE,
    HELD_FILE,
    VALIDATION_DATASET,
    VALIDATION_FILE,
)
from app.core.training.holding.choosing import Choice, carried, choose
from app.core.training.holding.picks import exported_picks, shots_of
from app.core.training.holding.record import read_record, record_text
from app.core.training.holding.scenes import Pick
from app.core.training.holding.splitting import split
from app.core.training.recipe.around import TIMESTEPS, holds_out, validates_every
from app.core.training.recipe.training_recipe import TrainingRecipe
from app.core.training.runs.frozen_dataset import FrozenDataset


@dataclass(frozen=True, slots=True)
class HoldingBack:
    """Holds out what a recipe says.

    Attributes:
        project: Whose.
        recipe: What is trained.
        run: The run's folder.
        parent: That of the run it goes on from; None: it begins anew.
    """

    project: Project
    recipe: TrainingRecipe
    run: Path
    parent: Path | None = None

    @property
    def is_asked(self) -> bool:
        """Whether the recipe wants something held out."""
        return holds_out(self.recipe) > 0

    def write(self, frozen: FrozenDataset, rules: Rules, working: Path) -> tuple[str, Choice]:
        """Write what goes with it; return the dataset file that is left for training.

        Args:
            frozen: The dataset file of the run, all in it.
            rules: Of the trainer.
            working: The folder it is started in.

        Raises:
            DatasetError: The dataset file cannot be parted so.
            ProjectError: It is not known what was exported.
            WriteError: The folder cannot be written.
        """
        exported = exported_picks(self.project, self.project.folder.absolute() / FOLDER)
        seed = int(self.recipe["rushes.held_out_seed"])
        shots = shots_of(self.project.shots())
        picks = list(exported.values())
        choice = self._as_before(exported) or choose(picks, shots, holds_out(self.recipe), seed)
        held = {(each.pick.kind, each.pick.id) for each in choice.held}
        files = {(p.kind, p.id): file for file, p in exported.items()}
        out = [files[each] for each in held]
        parts = split(frozen.text, out, self.run, lists=frozen.lists, rules=rules, working=working)
        for name, text in parts.lists.items():
            store.write_text(self.run / name, text)
        store.write_text(self.run / CACHING_FILE, parts.caching)
        if choice.held:
            store.write_text(self.run / VALIDATION_DATASET, parts.validation)
        names: dict[tuple[str, int], str] = {key: file.name for key, file in files.items()}
        store.write_text(self.run / HELD_FILE, record_text(choice, names))
        return parts.training, choice

    def _as_before(self, exported: Mapping[Path, Pick]) -> Choice | None:
        """Return what the run before held out: what it trained must not be measured now."""
        record = read_record(self.parent) if self.parent is not None else None
        names = {each.file for each in record.files} if record is not None else set()
        held = [pick for file, pick in exported.items() if file.name in names]
        return carried(held, len(exported)) if held else None

    def write_validation(self, steps_per_epoch: int) -> None:
        """Write what our script measures, and when.

        Args:
            steps_per_epoch: Of the training; 0: not known, it measures at its begin and end.
        """
        value = {
            "dataset_config": str(self.run / VALIDATION_DATASET),
            "every_steps": validates_every(self.recipe, steps_per_epoch or 1_000_000),
            "timesteps": TIMESTEPS,
            "items": int(self.recipe["rushes.validation_items"]),
            "seed": int(self.recipe["rushes.held_out_seed"]),
        }
        store.write_text(self.run / VALIDATION_FILE, json.dumps(value, indent=1) + "\n")
