"""How a training is set up, as far as its cost goes; kept as JSON with the project."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from dataclasses import asdict, dataclass, fields
from typing import Any, get_args

from app.core.amounts import counted
from app.core.planner.costs.gpus import CALIBRATED
from app.core.planner.costs.networks import NETWORKS, ModelName, Network, Precision

OPTIMIZER_BYTES: dict[str, float] = {  # state, per weight of the LoRA
    "adamw8bit": 2,
    "adamw": 8,
    "prodigy": 16,
}
_BOUNDS = {
    "swap": (0, 100),
    "rank": (1, 1024),
    "accumulation": (1, 1024),
    "epochs": (1, 100_000),
    "steps": (0, 1_000_000_000),
}


@dataclass(frozen=True, slots=True)
class Setup:
    """The options of the trainer, and the machine, that decide on memory and time.

    Attributes:
        model: Of Wan.
        precision: How the base's weights are held: ``--fp8_base`` with ``--fp8_scaled``,
            ``--fp8_base`` alone, or neither.
        rank: ``--network_dim``.
        optimizer: ``--optimizer_type``.
        swap: ``--blocks_to_swap``.
        checkpointing: ``--gradient_checkpointing``.
        offload: ``--gradient_checkpointing_cpu_offload``.
        per_token_time: A time embedding for each token, as Wan 2.2 has it without
            ``--force_v2_1_time_embedding``.
        h2d_only: ``--block_swap_h2d_only``: one more block is on the card than else.
        accumulation: ``--gradient_accumulation_steps``.
        epochs: ``--max_train_epochs``; what it was before where steps are counted.
        steps: ``--max_train_steps`` where epochs are not given; 0: epochs are counted.
        card_gib: Memory of the card, GiB.
        desktop_gib: What the desktop and other programs take of it, GiB.
        gpu: Name of the card.
        i2v: Image to video: its extra inputs were never measured.
        both_models: Wan 2.2 with the high- and the low-noise model in one training.
    """

    model: ModelName = "14B"
    precision: Precision = "fp8_scaled"
    rank: int = 32
    optimizer: str = "adamw8bit"
    swap: int = 10
    checkpointing: bool = True
    offload: bool = False
    per_token_time: bool = False
    h2d_only: bool = False
    accumulation: int = 1
    epochs: int = 50
    steps: int = 0
    card_gib: float = 24.0
    desktop_gib: float = 1.0
    gpu: str = CALIBRATED
    i2v: bool = False
    both_models: bool = False

    @property
    def network(self) -> Network:
        """The network that is trained."""
        return NETWORKS[self.model]

    @property
    def most_swap(self) -> int:
        """The most blocks that can be swapped."""
        return self.network.most_swap

    @property
    def swapped(self) -> int:
        """Blocks that are really swapped: one more than the trainer takes is refused there."""
        return max(0, min(self.swap, self.network.most_swap))

    def steps_of(self, batches: int) -> int:
        """Return the optimizer's steps of an epoch, several batches to one where accumulated."""
        return math.ceil(batches / max(1, self.accumulation))

    def all_steps(self, batches: int) -> int:
        """Return the steps of all of a training, for the batches of an epoch."""
        return self.steps or self.epochs * self.steps_of(batches)

    def all_epochs(self, batches: int) -> int:
        """Return the epochs that a training begins, for the batches of one."""
        each = self.steps_of(batches)
        return math.ceil(self.steps / each) if self.steps and each else self.epochs

    @property
    def length(self) -> str:
        """How long it trains, as it is counted: ``50 epochs``, ``1,500 steps``."""
        return counted(self.steps, "step") if self.steps else counted(self.epochs, "epoch")

    def to_json(self) -> str:
        """Return it as text; what is as by default is left out."""
        plain = asdict(DEFAULT_SETUP)
        kept = {name: value for name, value in asdict(self).items() if value != plain[name]}
        return json.dumps(kept) if kept else ""


DEFAULT_SETUP = Setup()


def setup_of(text: str) -> Setup:
    """Return the setup of such a text; what is wrong or missing in it is as by default."""
    try:
        value = json.loads(text) if text else {}
    except (ValueError, RecursionError):
        return DEFAULT_SETUP
    if not isinstance(value, dict):
        return DEFAULT_SETUP
    kept: dict[str, Any] = {}
    for each in fields(Setup):
        if each.name in value and _takes(each.name)(value[each.name]):
            default = getattr(DEFAULT_SETUP, each.name)
            found = value[each.name]
            kept[each.name] = float(found) if isinstance(default, float) else found
    return Setup(**kept)


def _takes(name: str) -> Callable[[object], bool]:
    """Return what tells whether a field takes a value."""
    default = getattr(DEFAULT_SETUP, name)
    if name in ("model", "precision"):
        choices = get_args(ModelName if name == "model" else Precision)
        return lambda value: isinstance(value, str) and value in choices
    if isinstance(default, bool):
        return lambda value: isinstance(value, bool)
    if isinstance(default, int):
        low, high = _BOUNDS[name]
        return lambda value: (
            isinstance(value, int) and not isinstance(value, bool) and low <= value <= high
        )
    if isinstance(default, float):
        return lambda value: (
            isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= 1024
        )
    return lambda value: isinstance(value, str) and 0 < len(value) <= 200
