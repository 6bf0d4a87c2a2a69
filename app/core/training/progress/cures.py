"""What to do when training runs out of the card's memory: the next step of the ladder.

The steps are those that Plan's ladder takes, in its order (`planner.advice.ladder`, which weighs
them; here only the recipe is known, and that the one before was not enough).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from app.core.language import tr

_BY = 4  # blocks more to swap at once, as Plan's ladder has it
_BLOCKS = {"1.3B": 29}  # most that can be swapped, of a task whose name ends so
_MOST_BLOCKS = 39
_RANK = 16


@dataclass(frozen=True, slots=True)
class Rung:
    """A step of the ladder.

    Attributes:
        words: What to do, a sentence's end without its full stop, in the language of now.
        values: What to set, by option; empty where a person has to choose.
        key: The option that changes most; "" for none.
    """

    words: str
    values: Mapping[str, Any]
    key: str = ""


def next_rung(recipe: Mapping[str, Any]) -> Rung:
    """Return the first step that a recipe has not taken.

    Args:
        recipe: Its values by option, such as ``train.blocks_to_swap``; what is missing is off.
    """
    return next(_rungs(recipe))


def _rungs(recipe: Mapping[str, Any]) -> Iterator[Rung]:
    def on(name: str) -> bool:
        return bool(recipe.get(f"train.{name}"))

    if recipe and not on("gradient_checkpointing"):
        yield _set(tr("turn gradient_checkpointing on"), gradient_checkpointing=True)
    task = str(recipe.get("train.task") or "")
    most = next((n for end, n in _BLOCKS.items() if end in task), _MOST_BLOCKS)
    swapped = _whole(recipe.get("train.blocks_to_swap"))
    if swapped < most and not on("offload_inactive_dit"):
        more = min(most, swapped + _BY)
        yield _set(
            tr("swap {more} blocks instead of {now}", more=more, now=swapped), blocks_to_swap=more
        )
    if not (on("fp8_base") and on("fp8_scaled")):
        yield _set(tr("turn fp8_base and fp8_scaled on"), fp8_base=True, fp8_scaled=True)
    if not on("gradient_checkpointing_cpu_offload"):
        words = tr("turn gradient_checkpointing_cpu_offload on (slower)")
        yield _set(words, gradient_checkpointing_cpu_offload=True)
    if _whole(recipe.get("train.network_dim")) > _RANK:
        yield _set(
            tr("set network_dim to {rank}", rank=_RANK), network_dim=_RANK, network_alpha=_RANK
        )
    words = tr(
        "make the heaviest bucket smaller in Plan: a batch_size of 1, fewer frames, or a "
        "smaller resolution"
    )
    yield Rung(words, {})


def _set(words: str, **values: object) -> Rung:
    found = {f"train.{name}": value for name, value in values.items()}
    return Rung(words, found, next(iter(found)))


def _whole(value: object) -> int:
    """Return a number of a recipe; 0 where it is none."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return 0
    try:
        return int(value)
    except (ValueError, OverflowError):
        return 0
