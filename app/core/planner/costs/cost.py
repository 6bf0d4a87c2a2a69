"""What a training step costs: memory and seconds, as estimates with their error.

Pure. The network's own counts; what memory takes beyond them, and what a step takes at least, were
measured with musubi-tuner 0.3.4 on an H100, times on one RTX 3090 (28,000 steps in 90 hours) and
on that H100. The largest bucket of the whole dataset decides on memory.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

from app.core.language import noted, tr
from app.core.planner.costs.gpus import gpu_named, is_known
from app.core.planner.costs.setups import DEFAULT_SETUP, OPTIMIZER_BYTES, Setup

if TYPE_CHECKING:
    from app.core.planner.ledger import Row

GIB = float(1 << 30)
KNOWN = ("wan",)  # architectures whose cost is known: nothing is made up for others
HEADROOM = 1.0  # GiB that a recommended setup leaves free beyond the error
_CONTEXT = 0.7  # GiB: CUDA itself and the workspaces of its libraries
_FRAGMENTS = 0.4  # of the live block's activations: what the allocator cannot use,
_FRAGMENTS_FIXED = 1.5  # and of its weights in bfloat16; measured on that H100
_PARTS = (
    noted("blocks"),
    noted("other weights"),
    noted("LoRA"),
    noted("activations"),
    noted("fragmentation"),
    noted("CUDA"),
)
"""What the memory of a step is made of; shown through `tr`."""
_SMALL = 8_000  # tokens; below, the error is a number of GiB, above a share
_ERROR_GIB, _ERROR_SHARE = 1.0, 0.07
_CALIBRATED_ERROR, _ROUGH_ERROR = 0.2, 0.4  # of the seconds
_HIDDEN = 0.5  # share of the transfer that goes on while the card computes
_LAUNCHING = 0.02  # seconds in which a processor gives a card the work of one block of a step
_LOADING_GIB = 28.0  # RAM while the 14B file in bfloat16 is read


class Factors(NamedTuple):
    """What this machine's own runs say of the estimates.

    Attributes:
        memory: Measured over estimated.
        time: The same.
        memory_runs: Runs it was measured on; so is ``time_runs``.
        memory_spread: How far those lie apart, as a share; so is ``time_spread``.
    """

    memory: float = 1.0
    time: float = 1.0
    memory_runs: int = 0
    time_runs: int = 0
    memory_spread: float = 0.0
    time_spread: float = 0.0


NOTHING_MEASURED = Factors()


class Ram(NamedTuple):
    """System memory a training needs beside what the system itself takes, GiB.

    Attributes:
        training: Swapped blocks and activations that are offloaded.
        loading: At its highest, while the weights are read.
    """

    training: float
    loading: float


@dataclass(frozen=True, slots=True)
class Estimate:
    """What one step costs.

    Attributes:
        gib: Memory of the trainer's process on the card, GiB; the desktop is not in it.
        gib_error: It may be so much more or less.
        seconds: Of one batch: a step, unless batches are accumulated.
        seconds_error: It may be so much more or less.
        parts: What the memory is made of: name and GiB, the largest first.
        unsure: Why it may be off by more than that, each a sentence.
    """

    gib: float
    gib_error: float
    seconds: float
    seconds_error: float
    parts: tuple[tuple[str, float], ...]
    unsure: tuple[str, ...] = ()


class Costs:
    """Estimates of one setup.

    Args:
        setup: It.
        factors: What this machine's own runs say; None where there are none.
        architecture: A name of `rules.ARCHITECTURES`.

    Attributes:
        known: Whether anything is known of that model. Where not, what is estimated here is of
            Wan and must not be shown.
    """

    def __init__(
        self,
        setup: Setup = DEFAULT_SETUP,
        factors: Factors | None = None,
        *,
        architecture: str = "wan",
    ) -> None:
        self.setup = setup
        self.architecture = architecture
        self.known = architecture in KNOWN
        self.factors = NOTHING_MEASURED if factors is None else factors
        self._known: dict[tuple[int, int], Estimate] = {}

    def of(self, tokens: int, batch: int = 1) -> Estimate:
        """Return what a full step costs.

        Args:
            tokens: Of all its samples.
            batch: How many samples those are.
        """
        key = (tokens, max(1, batch))
        known = self._known.get(key)
        if known is None:
            known = self._known[key] = self._estimate(*key)
        return known

    def with_setup(self, setup: Setup) -> Costs:
        """Return the estimates of another setup of the same card and model."""
        return Costs(setup, self.factors, architecture=self.architecture)

    def fits(self, estimate: Estimate) -> bool:
        """Return whether a step fits beside the desktop, if the estimate holds."""
        return self.needs(estimate) <= self.setup.card_gib

    def surely_fits(self, estimate: Estimate) -> bool:
        """Return whether a step fits beside the desktop, its error included."""
        return self.needs(estimate) + estimate.gib_error <= self.setup.card_gib

    def needs(self, estimate: Estimate) -> float:
        """Return what is taken of the card, the desktop included, GiB."""
        return estimate.gib + self.setup.desktop_gib

    def least_swap(self, tokens: int, batch: int = 1) -> int | None:
        """Return the fewest swapped blocks with which a step surely fits; None where none do."""
        return self._least(tokens, batch, 0.0)

    def recommended_swap(self, tokens: int, batch: int = 1) -> int | None:
        """Return the fewest that leave a GiB free beyond the error; None where none do."""
        return self._least(tokens, batch, HEADROOM)

    def _least(self, tokens: int, batch: int, free: float) -> int | None:
        for swap in range(self.setup.network.most_swap + 1):
            costs = self.with_setup(replace(self.setup, swap=swap))
            estimate = costs.of(tokens, batch)
            if costs.needs(estimate) + estimate.gib_error + free <= self.setup.card_gib:
                return swap
        return None

    def most_tokens(self) -> int:
        """Return the tokens of the largest step that surely fits; 0 where none does."""
        low, high = 0, 1
        while high < 1 << 22 and self.surely_fits(self._estimate(high, 1)):
            low, high = high, 2 * high
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (
                (middle, high) if self.surely_fits(self._estimate(middle, 1)) else (low, middle)
            )
        return low

    def ram(self, tokens: int) -> Ram:
        """Return the system memory that training needs."""
        setup = self.setup
        swapped = setup.swapped * setup.network.block_bytes(setup.precision)
        kept = tokens * setup.network.state_bytes if setup.checkpointing and setup.offload else 0
        training = (swapped + kept) / GIB
        loading = _LOADING_GIB if setup.model == "14B" else _LOADING_GIB * 2.84 / 28.6
        return Ram(training, max(training, loading))

    # ------------------------------------------------------------------------------- counting

    def _estimate(self, tokens: int, batch: int) -> Estimate:
        parts = sorted(self._parts(tokens), key=lambda part: -part[1])
        gib = sum(amount for _, amount in parts)
        seconds = self._seconds(tokens, batch)
        return Estimate(
            gib,
            self._memory_error(gib, tokens),
            seconds,
            seconds * self._time_share(),
            tuple(parts),
            tuple(self._unsure()),
        )

    def _parts(self, tokens: int) -> Iterator[tuple[str, float]]:
        """Yield what the memory is made of, GiB, corrected by what was measured."""
        setup, network = self.setup, self.setup.network
        ring = (2 if setup.h2d_only else 1) if setup.swapped else 0  # on their way
        blocks = network.layers - setup.swapped + ring
        weights = blocks * network.block_bytes(setup.precision)
        per_weight = 4 + 2 + OPTIMIZER_BYTES.get(setup.optimizer, OPTIMIZER_BYTES["adamw"])
        live = network.live_bytes(tokens, per_token_time=setup.per_token_time)
        kept = network.kept_bytes(tokens, checkpointing=setup.checkpointing, offload=setup.offload)
        amounts = (
            weights,
            network.other_bytes(setup.precision),
            network.lora_params(setup.rank) * per_weight,
            network.fixed + live + kept,
            _FRAGMENTS * network.live_bytes(tokens) + _FRAGMENTS_FIXED * network.fixed,
            _CONTEXT * GIB,
        )
        for name, amount in zip(_PARTS, amounts, strict=True):
            yield name, amount / GIB * self.factors.memory

    def _memory_error(self, gib: float, tokens: int) -> float:
        error = _ERROR_GIB if tokens < _SMALL else _ERROR_SHARE * gib
        if not self.factors.memory_runs:
            return error
        return min(error, max(0.3, self.factors.memory_spread * gib))

    def _seconds(self, tokens: int, batch: int) -> float:
        setup, card = self.setup, gpu_named(self.setup.gpu)
        work = setup.network.operations(tokens, batch, checkpointing=setup.checkpointing)
        computing = _longer(work / (card.tflops * 1e12), _LAUNCHING * setup.network.layers)
        moving = self._moved(tokens)
        waiting = _waiting(computing, moving)
        if setup.model == "14B":  # its speed was measured with so many swapped
            then = setup.network.block_bytes("fp8_scaled") * card.swapped * 4
            waiting -= _waiting(computing, then / card.transfer)
        return max(moving, 0.2 * computing, computing + waiting) * self.factors.time

    def _moved(self, tokens: int) -> float:
        """Return the seconds that swapped blocks and offloaded activations are on their way.

        A block goes out and in, for the forward and for the backward pass; with ``h2d_only`` it
        only comes in.
        """
        setup, network = self.setup, self.setup.network
        times = 2 if setup.h2d_only else 4
        moved = setup.swapped * network.block_bytes(setup.precision) * times
        if setup.checkpointing and setup.offload:
            moved += 2 * tokens * network.state_bytes
        return moved / gpu_named(setup.gpu).transfer

    def _time_share(self) -> float:
        if self.factors.time_runs:
            return min(_ROUGH_ERROR, max(0.1, self.factors.time_spread))
        return _ROUGH_ERROR if self.is_rough else _CALIBRATED_ERROR

    @property
    def is_rough(self) -> bool:
        """Whether seconds rest on no measurement of this card and model."""
        if self.factors.time_runs:
            return False
        return gpu_named(self.setup.gpu).rough or self.setup.model != "14B"

    def _unsure(self) -> Iterator[str]:
        setup = self.setup
        if not is_known(setup.gpu) and not self.factors.time_runs:
            yield tr("Nothing is known of this card's speed: seconds are those of an RTX 3090.")
        elif self.is_rough:
            yield tr(
                "Seconds are rough: only an RTX 3090 and an H100 with the 14B model were measured."
            )
        if setup.optimizer not in OPTIMIZER_BYTES:
            yield tr(
                "What {optimizer} keeps is not known: counted as AdamW, 8 bytes a weight.",
                optimizer=setup.optimizer,
            )
        if not setup.checkpointing:
            yield tr("Without gradient checkpointing activations are about 20 times as large.")
        if setup.i2v:
            yield tr(
                "Image to video has an image encoder and more inputs, which were never measured."
            )
        if setup.both_models:
            yield (
                tr(
                    "Wan 2.2 with both models: counted with the other one in system memory "
                    "(--offload_inactive_dit); without that a second set of weights is on the "
                    "card."
                )
            )


def _longer(computing: float, launching: float) -> float:
    """Return the seconds of two things that go on at a time: a little over those of the longer."""
    return float((computing**4 + launching**4) ** 0.25)


def _waiting(computing: float, moving: float) -> float:
    """Return the seconds that moving adds to computing, half of it hidden behind."""
    whole = max(computing, moving) * _HIDDEN + (computing + moving) * (1 - _HIDDEN)
    return whole - computing


def unknown(costs: Costs) -> str:
    """Return why nothing is said of memory and time, one sentence."""
    return tr(
        "Not known: what {architecture} takes was never measured for this program.",
        architecture=costs.architecture,
    )


def epoch_seconds(rows: Iterable[Row], costs: Costs) -> tuple[float, float]:
    """Return the seconds of an epoch and their error.

    Args:
        rows: Of the ledger.
        costs: Of the setup.
    """
    seconds = error = 0.0
    for row in rows:
        if row.samples and row.batches:
            estimate = costs.of(row.tokens * row.samples // row.batches, _mean_batch(row))
            seconds += row.batches * estimate.seconds
            error += row.batches * estimate.seconds_error
    return seconds, error


def _mean_batch(row: Row) -> int:
    return max(1, round(row.samples / row.batches))
