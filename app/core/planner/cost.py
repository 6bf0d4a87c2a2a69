"""What a training step costs: memory of the card and seconds, estimated.

A model of Wan LoRA training in musubi-tuner, calibrated on published runs: exact weights, and
activations that grow with the tokens of a step. An estimate says how far it may be off.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field, fields, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from app.core.planner.ledger import Row

GIB = 2**30

Model = Literal["14B", "1.3B"]
Precision = Literal["fp8_scaled", "fp8", "bf16"]


@dataclass(frozen=True, slots=True)
class Shape:
    """A Wan transformer, as far as it costs.

    Attributes:
        layers: Blocks.
        width: Of a token, numbers.
        inner: Width inside a block's feed-forward part.
        block: Parameters of a block.
        rest: Parameters outside the blocks.
        live: Bytes per token while one block is computed again and backwards.
        fixed: Bytes of that block's weights as computed with, and of the gradients.
    """

    layers: int
    width: int
    inner: int
    block: int
    rest: int
    live: float
    fixed: float


SHAPES: dict[Model, Shape] = {
    "14B": Shape(40, 5120, 13824, 351_394_304, 233_000_000, 340e3, 0.75e9),
    "1.3B": Shape(30, 1536, 8960, 46_437_120, 25_600_000, 143e3, 0.10e9),
}
OPTIMIZERS: dict[str, int] = {  # bytes of state per trained parameter
    "adamw8bit": 2,
    "adamw": 8,
    "prodigy": 16,
}
_WEIGHT = {"fp8_scaled": 1 + 2 / 64, "fp8": 1.0, "bf16": 2.0}  # bytes of a block's parameter


@dataclass(frozen=True, slots=True)
class Card:
    """A graphics card.

    Attributes:
        gib: Its memory.
        tflops: What it does in training, in 10^12 operations a second.
        rough: The speed is a guess from its data sheet; else it was measured.
    """

    gib: float
    tflops: float
    rough: bool = True


CARDS: dict[str, Card] = {
    "RTX 3090": Card(24.0, 34.0, rough=False),
    "RTX 4070 Ti SUPER": Card(16.0, 42.0),
    "RTX 4090": Card(24.0, 77.0),
    "RTX 5090": Card(32.0, 100.0),
    "RTX A6000": Card(48.0, 70.0),
    "A100 80 GB": Card(80.0, 140.0),
    "H100 80 GB": Card(80.0, 350.0),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Setup:
    """What is trained how, on what card, as far as memory and time depend on it.

    Attributes:
        swap: Blocks kept in the computer's memory (``blocks_to_swap``).
        checkpointing: Activations are computed again instead of kept.
        offload: What is kept lies in the computer's memory
            (``gradient_checkpointing_cpu_offload``).
        per_token_time: Wan 2.2's time embedding for each token.
        h2d_only: Swapped blocks are only read (``block_swap_h2d_only``).
        accumulation: Batches of a step.
        card_gib: Memory of the card.
        desktop_gib: What the desktop takes of it.
        gpu: A name of `CARDS`.
    """

    model: Model = "14B"
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
    card_gib: float = 24.0
    desktop_gib: float = 1.0
    gpu: str = "RTX 3090"

    def to_json(self) -> str:
        """Return it as text; empty where it is the usual one."""
        usual = asdict(Setup())
        own = {name: value for name, value in asdict(self).items() if value != usual[name]}
        return json.dumps(own, ensure_ascii=False) if own else ""

    @property
    def shape(self) -> Shape:
        """The model that is trained."""
        return SHAPES[self.model]

    @property
    def most_swap(self) -> int:
        """The most blocks that can be swapped."""
        return self.shape.layers - 1


def setup_of(text: str) -> Setup:
    """Return what `Setup.to_json` wrote; what it does not say, or says wrongly, is as usual."""
    try:
        said: Any = json.loads(text or "{}")
    except ValueError:
        return Setup()
    usual = Setup()
    known = {
        each.name: said[each.name]
        for each in fields(Setup)
        if isinstance(said, dict) and _is_like(said.get(each.name), getattr(usual, each.name))
    }
    setup = replace(usual, **known)
    if setup.model not in SHAPES or setup.precision not in _WEIGHT:
        return usual
    if setup.optimizer not in OPTIMIZERS or setup.gpu not in CARDS:
        return usual
    return replace(setup, swap=min(max(0, setup.swap), setup.most_swap))


def _is_like(value: object, usual: object) -> bool:
    if isinstance(usual, float):
        return isinstance(value, (int, float)) and not isinstance(value, bool) and value >= 0
    if isinstance(usual, int) and not isinstance(usual, bool):
        return type(value) is int and 0 <= value < 10**6
    return type(value) is type(usual)


@dataclass(frozen=True, slots=True)
class Factors:
    """What this machine's own runs were, over the estimate."""

    memory: float = 1.0
    time: float = 1.0
    runs: int = 0


@dataclass(frozen=True, slots=True)
class Estimate:
    """What a step of some tokens costs.

    Attributes:
        gib: Memory of the training process.
        gib_error: How far that may be off, either way.
        seconds: Of one batch.
        seconds_error: How far that may be off, either way.
        parts: What the memory is made of, GiB, the largest first.
        unsure: Sentences on what the estimate does not know.
    """

    gib: float
    gib_error: float
    seconds: float
    seconds_error: float
    parts: tuple[tuple[str, float], ...] = ()
    unsure: tuple[str, ...] = ()


@dataclass(frozen=True)
class Costs:
    """What steps cost with a setup."""

    setup: Setup = field(default_factory=Setup)
    factors: Factors = field(default_factory=Factors)

    def of(self, tokens: int, batch: int = 1) -> Estimate:
        """Return what a step costs.

        Args:
            tokens: Of all its samples together.
            batch: Its samples; attention is within each.
        """
        parts = self._parts(tokens)
        gib = sum(parts.values()) * self.factors.memory
        seconds = self._seconds(tokens, batch) * self.factors.time
        share = 0.1 if self.factors.runs else 0.2 if not CARDS[self.setup.gpu].rough else 0.4
        return Estimate(
            gib,
            1.0 if tokens < 8_000 else 0.07 * gib,
            seconds,
            share * seconds,
            tuple(sorted(parts.items(), key=lambda part: -part[1])),
        )

    def fits(self, estimate: Estimate) -> bool:
        """Return whether the card holds a step beside the desktop."""
        return estimate.gib + self.setup.desktop_gib <= self.setup.card_gib

    def least_swap(self, tokens: int, batch: int = 1) -> int | None:
        """Return the fewest swapped blocks with which a step fits; None where none does."""
        for swap in range(self.setup.most_swap + 1):
            costs = Costs(replace(self.setup, swap=swap), self.factors)
            if costs.fits(costs.of(tokens, batch)):
                return swap
        return None

    @cached_property
    def _resident(self) -> dict[str, float]:
        """GiB that do not depend on the tokens."""
        setup, shape = self.setup, self.setup.shape
        swapped = setup.swap - 2 if setup.h2d_only and setup.swap else setup.swap
        block = shape.block * _WEIGHT[setup.precision]
        rest = shape.rest * (1 if setup.precision == "fp8" else 2)
        trained = shape.layers * setup.rank * (16 * shape.width + 2 * (shape.width + shape.inner))
        lora = trained * (4 + OPTIMIZERS[setup.optimizer] + 2)  # weights, state, bf16 copy
        return {
            "blocks": (shape.layers - max(0, swapped)) * block / GIB,
            "other weights": rest / GIB,
            "LoRA": lora / GIB,
            "CUDA": 0.7,
        }

    def _parts(self, tokens: int) -> dict[str, float]:
        setup, shape = self.setup, self.setup.shape
        live = shape.live * tokens
        kept = 0.0 if setup.offload else shape.layers * shape.width * 2.0 * tokens
        timed = 287e3 * (shape.width / 5120) * tokens if setup.per_token_time else 0.0
        activations = shape.fixed + live + kept + timed
        if not setup.checkpointing:
            activations *= 20
        parts = {"activations": activations / GIB, "fragmentation": 0.4 * live / GIB}
        return self._resident | parts

    def _seconds(self, tokens: int, batch: int) -> float:
        """Return the seconds of a batch: computing, and what moving blocks adds to it."""
        setup, shape = self.setup, self.setup.shape
        each = tokens / max(1, batch)
        linear = 6 * shape.block * shape.layers * each
        attention = 18 * each * each * shape.width * shape.layers
        computing = max(1, batch) * (linear + attention) / (CARDS[setup.gpu].tflops * 1e12)
        moving = setup.swap * shape.block * _WEIGHT[setup.precision] * 4 / 12e9
        return max(computing, moving)


def epoch_seconds(rows: Iterable[Row], costs: Costs) -> tuple[float, float]:
    """Return the seconds of an epoch, and how far they may be off, either way."""
    total = error = 0.0
    for row in rows:
        if row.batches:
            each = costs.of(row.step_tokens, max(1, min(row.batch_size, row.samples)))
            total += row.batches * each.seconds
            error += row.batches * each.seconds_error
    return total, error
