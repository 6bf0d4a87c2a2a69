"""What to do when memory runs out: steps in the order to try them, each with what it would give.

Pure. A step changes the setup or one value of the dataset file; some only say what to do.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from app.core.language import tr
from app.core.planner.advice.changes import Change
from app.core.planner.advice.other_values import try_config
from app.core.planner.costs.cost import Costs, Estimate, epoch_seconds
from app.core.planner.costs.setups import Setup
from app.core.planner.ledger import Row
from app.core.planner.plan import Plan
from app.core.planner.resolutions import find_resolutions
from app.core.planner.schema import DatasetConfig
from app.core.planner.windows import round_frames

State = Literal["open", "done", "never", "advice"]
_BY = 4  # blocks more to swap at once
_SHORTER, _SMALLER = 0.85, 0.85  # of the frames; of the tokens
_RANK = 16
_TRIED = 8  # smaller sizes, until one is lighter in the bucket that results


@dataclass(frozen=True, slots=True)
class Rung:
    """A step of the ladder.

    Attributes:
        title: What to do, a few words: ``swap 10 → 14``.
        note: What it is and what it costs, a sentence.
        state: ``done`` already; ``never``: it has nothing to give here; ``advice``: nothing of ours
            to change; else ``open``.
        setup: The setup to change to; None where it is not the setup.
        change: What to change in the dataset file; None where it is not the file.
        gib: Memory now and then, the desktop included, GiB; None where it cannot be said. So are
            ``seconds``: of a step, on the average of an epoch.
        fits: Whether training then fits the card.
        detail: More than the note says; "" for nothing.
        by_hand: Only a person can do it; what we change is how it is estimated then.
    """

    title: str
    note: str
    state: State = "open"
    setup: Setup | None = None
    change: Change | None = None
    gib: tuple[float, float] | None = None
    seconds: tuple[float, float] | None = None
    fits: bool = False
    detail: str = ""
    by_hand: bool = False


def ladder(plan: Plan, rows: Sequence[Row], costs: Costs) -> tuple[Rung, ...]:
    """Return the steps in the order to try them.

    Args:
        plan: As it is.
        rows: Its ledger's.
        costs: Of the setup; only Wan's are known.
    """
    trained = tuple(row for row in rows if row.samples)
    return tuple(_Climb(plan, trained, costs).rungs()) if trained else ()


def heaviest_of(rows: Sequence[Row]) -> Row:
    """Return the row whose step has the most tokens; there must be one."""
    return max(rows, key=lambda row: (row.step_tokens, row.tokens))


class _Climb:
    """Makes the steps, each from the same ground."""

    def __init__(self, plan: Plan, rows: Sequence[Row], costs: Costs) -> None:
        self._plan, self._rows, self._costs, self._setup = plan, rows, costs, costs.setup
        self._row = heaviest_of(rows)
        self._gib, self._seconds = self._weigh(costs, rows)[:2]

    def rungs(self) -> Iterator[Rung]:
        """Yield them."""
        yield self._desktop()
        if not self._setup.checkpointing:
            yield self._set(
                tr("Turn on gradient checkpointing"),
                tr("Computes activations a second time instead of keeping them."),
                replace(self._setup, checkpointing=True),
            )
        yield self._swap()
        yield self._precision()
        yield self._shorter()
        yield self._smaller()
        yield self._offload()
        yield self._rank()
        row = self._row
        yield Rung(
            tr("Make smaller samples, or none"),
            tr(
                "Samples made while training are not counted here; keep them no larger than "
                "{width}×{height}×{frames}.",
                width=row.width,
                height=row.height,
                frames=row.frames,
            ),
            "advice",
        )
        yield Rung(
            tr("Allow expandable segments"),
            tr("A setting of PyTorch's allocator that lessens fragmentation; only on Linux."),
            "advice",
            detail=tr("Before training starts: PYTORCH_CUDA_ALLOC_CONF=expandable_segments:True"),
        )

    def _weigh(self, costs: Costs, rows: Sequence[Row]) -> tuple[float, float, Estimate]:
        """Return memory with the desktop, mean seconds of a step, and the heaviest step."""
        row = heaviest_of(rows)
        estimate = costs.of(row.step_tokens, row.step_batch)
        steps = max(1, sum(each.batches for each in rows))
        return costs.needs(estimate), epoch_seconds(rows, costs)[0] / steps, estimate

    def _set(self, title: str, note: str, setup: Setup) -> Rung:
        costs = self._costs.with_setup(setup)
        gib, seconds, estimate = self._weigh(costs, self._rows)
        return Rung(
            title,
            note,
            setup=setup,
            gib=(self._gib, gib),
            seconds=(self._seconds, seconds),
            fits=costs.surely_fits(estimate),
        )

    def _desktop(self) -> Rung:
        title = tr("Close other programs that use the card")
        note = tr("Or plug the monitor into the processor's own graphics: frees what they take.")
        if self._setup.desktop_gib <= 0:
            return Rung(title, note, "done")
        rung = self._set(title, note, replace(self._setup, desktop_gib=0.0))
        return replace(rung, by_hand=True)

    def _swap(self) -> Rung:
        setup = self._setup
        note = tr("Blocks wait in system memory until they are needed.")
        if setup.swapped >= setup.most_swap:
            return Rung(
                tr("Swap {swapped} blocks, which are all", swapped=setup.swapped), note, "done"
            )
        more = min(setup.most_swap, setup.swapped + _BY)
        return self._set(
            tr("Swap {swapped} → {more} blocks", swapped=setup.swapped, more=more),
            note,
            replace(setup, swap=more),
        )

    def _precision(self) -> Rung:
        title = tr("Hold weights in scaled 8-bit floats")
        note = tr("--fp8_base --fp8_scaled: the base is held in half the memory, nearly as exact.")
        if self._setup.precision != "bf16":
            return Rung(title, note, "done")
        return self._set(title, note, replace(self._setup, precision="fp8_scaled"))

    def _offload(self) -> Rung:
        title = tr("Offload activations")
        note = tr(
            "--gradient_checkpointing_cpu_offload: activations are kept in system memory; slower."
        )
        if self._setup.offload:
            return Rung(title, note, "done")
        wanted = replace(self._setup, offload=True, checkpointing=True)
        return self._set(title, note, wanted)

    def _rank(self) -> Rung:
        note = tr("--network_dim: a smaller LoRA, which learns less.")
        if self._setup.rank <= _RANK:
            return Rung(tr("Keep the rank at {rank}", rank=self._setup.rank), note, "done")
        title = tr("Lower the rank {rank} → {lower}", rank=self._setup.rank, lower=_RANK)
        return self._set(title, note, replace(self._setup, rank=_RANK))

    # ------------------------------------------------------------------ the largest bucket

    def _shorter(self) -> Rung:
        row, config = self._row, self._config
        title, note = (
            tr("Shorten windows"),
            tr("For a style, losing the ends of windows matters least."),
        )
        if row.frames <= 1:
            return Rung(title, tr("The heaviest bucket has one frame."), "never")
        frames = round_frames(int(_SHORTER * row.frames))
        title = tr("Shorten windows {frames} → {fewer} frames", frames=row.frames, fewer=frames)
        if config.mode == "full":
            changed = replace(config, max_frames=frames)
            return self._entry(title, note, Change(row.dataset, {"max_frames": frames}), changed)
        kept = {target for target in config.targets if target < row.frames}
        targets = tuple(sorted({*kept, frames}))
        changed = replace(config, target_frames=targets)
        return self._entry(title, note, Change(row.dataset, {"target_frames": [*targets]}), changed)

    def _smaller(self) -> Rung:
        row, config = self._row, self._config
        note = tr("For a motion, losing fine detail matters least.")
        found = find_resolutions(
            row.width, row.height, frames=row.frames, tokens=int(_SMALLER * row.tokens)
        )
        for one in found[:_TRIED]:
            size = (one.width, one.height)
            changed = replace(config, resolution=size)
            rung = self._entry(
                tr(
                    "Shrink {width}×{height} → {to_width}×{to_height}",
                    width=row.width,
                    height=row.height,
                    to_width=one.width,
                    to_height=one.height,
                ),
                note,
                Change(row.dataset, {"resolution": [*size]}),
                changed,
            )
            if rung.state == "open":
                return rung
        return Rung(
            tr("Shrink pictures"),
            tr("No smaller size of this shape makes the step lighter."),
            "never",
        )

    @property
    def _config(self) -> DatasetConfig:
        return self._plan.datasets[self._row.dataset].config

    def _entry(self, title: str, note: str, change: Change, config: DatasetConfig) -> Rung:
        tried = [row for row in try_config(self._plan, change.dataset, config) if row.samples]
        rows = [row for row in self._rows if row.dataset != change.dataset] + tried
        if not rows:
            return Rung(title, note, "never")
        gib, seconds, estimate = self._weigh(self._costs, rows)
        if gib >= self._gib:
            return Rung(title, tr("Another bucket is as heavy."), "never")
        return Rung(
            title,
            note,
            change=change,
            gib=(self._gib, gib),
            seconds=(self._seconds, seconds),
            fits=self._costs.surely_fits(estimate),
        )
