"""What is known around a recipe: the plan, the trainer's packages, the files of models."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.core.library.model import Prompt


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What warnings look at beside the recipe. None: not known, and nothing is said of it.

    Attributes:
        architecture: What the project trains: a name of `planner.rules.ARCHITECTURES`.
        steps_per_epoch: As planned.
        stills: Samples of an epoch that are single pictures.
        bare_videos: Clips that have neither a caption nor a trigger, with ``bare_stills``.
        prompts: Sample prompts of the project.
        seedless_prompts: Those without a seed.
        shiftless_prompts: Those without a flow shift.
        sample_tokens: Of the largest sample, with ``step_tokens`` of the heaviest step.
        smaller_prompts: Sample prompts that are larger than that step, as large as what is trained.
        needs_gib: What the heaviest step takes of the card, the desktop included.
        card_gib: What the card has.
        enough_swap: The fewest swapped blocks with which it surely fits; 0: it fits without.
        packages: What is installed with the trainer, by name.
        options: Options the trainer knows, without dashes, by script.
        tasks: Tasks it knows; empty: as None.
        dtypes: How files of models hold their weights, by role: ``bf16``, ``fp16``, ``fp32``,
            ``fp8_e4m3fn``, ``fp8_scaled``.
        model_troubles: What is wrong with files of models, a sentence, by role.
        hooks: Whether the trainer lets our script run around its own.
        resumes: The training goes on from a state.
        trusted: Marks of what reaches beyond the training and a person has agreed to.
    """

    architecture: str | None = None
    steps_per_epoch: int | None = None
    stills: int | None = None
    bare_videos: int | None = None
    bare_stills: int | None = None
    prompts: int | None = None
    seedless_prompts: int | None = None
    shiftless_prompts: int | None = None
    sample_tokens: int | None = None
    step_tokens: int | None = None
    smaller_prompts: tuple[Prompt, ...] = ()
    needs_gib: float | None = None
    card_gib: float | None = None
    enough_swap: int | None = None
    packages: Mapping[str, str] | None = None
    options: Mapping[str, tuple[str, ...]] | None = None
    tasks: tuple[str, ...] | None = None
    dtypes: Mapping[str, str] | None = None
    model_troubles: Mapping[str, str] | None = None
    hooks: bool | None = None
    resumes: bool = False
    trusted: frozenset[str] | None = None

    def lacks(self, *names: str) -> bool:
        """Return whether it is known that none of some packages is installed."""
        return self.packages is not None and not any(name in self.packages for name in names)

    def dtype(self, role: str) -> str:
        """Return how a file of a model holds its weights; empty where it is not known."""
        return (self.dtypes or {}).get(role, "")


NOTHING_KNOWN = Facts()
