"""The ladder of cures when memory ran out."""

from __future__ import annotations

from typing import Any

from app.core.training.progress.cures import next_rung

ON = {"train.gradient_checkpointing": True}
FP8 = {"train.fp8_base": True, "train.fp8_scaled": True}


def climb(recipe: dict[str, Any]) -> list[str]:
    """Take every step that sets something; return what was changed, in order."""
    taken = []
    for _ in range(40):
        rung = next_rung(recipe)
        if not rung.values:
            break
        recipe = {**recipe, **rung.values}
        taken.append(rung.key.removeprefix("train."))
    return taken


def test_that_the_ladder_ends() -> None:
    taken = climb({**ON, "train.task": "t2v-14B", "train.network_dim": 32})
    assert taken == [
        *["blocks_to_swap"] * 10,
        "fp8_base",
        "gradient_checkpointing_cpu_offload",
        "network_dim",
    ]


def test_that_no_more_blocks_are_swapped_than_there_are() -> None:
    assert next_rung({**ON, "train.blocks_to_swap": 38}).values == {"train.blocks_to_swap": 39}
    small = {**ON, **FP8, "train.task": "t2v-1.3B", "train.blocks_to_swap": 29}
    assert next_rung(small).key == "train.gradient_checkpointing_cpu_offload"


def test_that_checkpointing_comes_first_where_the_recipe_is_known() -> None:
    assert next_rung({"train.blocks_to_swap": 10}).key == "train.gradient_checkpointing"
    assert next_rung({}).values == {"train.blocks_to_swap": 4}


def test_that_two_models_are_not_swapped_while_one_is_offloaded() -> None:
    assert next_rung({**ON, "train.offload_inactive_dit": True}).key == "train.fp8_base"


def test_that_a_recipe_with_odd_values_is_read() -> None:
    assert next_rung({**ON, "train.blocks_to_swap": "ten"}).values == {"train.blocks_to_swap": 4}
    assert next_rung({**ON, "train.blocks_to_swap": True}).values == {"train.blocks_to_swap": 4}
    assert next_rung({**ON, "train.blocks_to_swap": "10"}).values == {"train.blocks_to_swap": 14}
