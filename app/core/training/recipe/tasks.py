"""What the trainer can be told to train: ``--task``."""

from __future__ import annotations

from dataclasses import dataclass

from app.core.planner.costs.networks import ModelName
from app.core.training.recipe.training_recipe import TrainingRecipe

DEFAULT_TASK = "t2v-14B"
_HIGH_FROM = 500  # a least timestep from here on is that of the high-noise expert


@dataclass(frozen=True, slots=True)
class Task:
    """One of the trainer's tasks.

    Attributes:
        name: As the trainer has it.
        words: For people: ``Wan 2.1 t2v 14B``.
        model: Of which size.
        i2v: Begins with a picture: caches need ``--i2v``.
        clip: Needs the file of CLIP.
        two_experts: Wan 2.2: one model for much noise and one for little.
        boundary: Where these meet, thousandths; 0: there is one only.
    """

    name: str
    words: str
    model: ModelName = "14B"
    i2v: bool = False
    clip: bool = False
    two_experts: bool = False
    boundary: int = 0

    def only_high_noise(self, recipe: TrainingRecipe) -> bool:
        """Return whether a recipe trains the high-noise expert and not the other."""
        least = recipe.values.get("train.min_timestep", 0)
        alone = self.two_experts and not recipe.is_set("train.dit_high_noise")
        return alone and isinstance(least, int) and least >= _HIGH_FROM


_TASKS = (
    Task("t2v-14B", "Wan 2.1 t2v 14B"),
    Task("t2v-1.3B", "Wan 2.1 t2v 1.3B", "1.3B"),
    Task("i2v-14B", "Wan 2.1 i2v 14B", i2v=True, clip=True),
    Task("t2i-14B", "Wan 2.1 t2i 14B"),
    Task("flf2v-14B", "Wan 2.1 flf2v 14B", i2v=True, clip=True),
    Task("t2v-1.3B-FC", "Wan 2.1 Fun-Control t2v 1.3B", "1.3B"),
    Task("t2v-14B-FC", "Wan 2.1 Fun-Control t2v 14B"),
    Task("i2v-14B-FC", "Wan 2.1 Fun-Control i2v 14B", i2v=True, clip=True),
    Task("i2v-A14B", "Wan 2.2 i2v A14B", i2v=True, two_experts=True, boundary=900),
    Task("t2v-A14B", "Wan 2.2 t2v A14B", two_experts=True, boundary=875),
)
TASKS = {task.name: task for task in _TASKS}


def task_of(recipe: TrainingRecipe) -> Task:
    """Return the task of a recipe; that of the trainer's default where it says none."""
    return TASKS.get(str(recipe["train.task"]), TASKS[DEFAULT_TASK])
