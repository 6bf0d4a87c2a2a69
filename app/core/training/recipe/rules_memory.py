"""Warnings on attention, number formats and memory."""

from __future__ import annotations

from collections.abc import Iterator

from app.core.language import tr
from app.core.planner.costs.networks import NETWORKS
from app.core.training.recipe.facts import Facts
from app.core.training.recipe.tasks import task_of
from app.core.training.recipe.training_recipe import TrainingRecipe
from app.core.training.recipe.warning import Warning_, bad, info, out, warn

_ATTENTIONS = ("sdpa", "flash_attn", "sage_attn", "xformers", "flash3")  # the first one wins
_PACKAGES = {"flash_attn": ("flash-attn",), "xformers": ("xformers",), "flash3": ("flash-attn-3",)}
_SDPA = {"train.sdpa": True}
_16_BIT = ("bf16", "fp16")


def attention(recipe: TrainingRecipe, facts: Facts) -> Iterator[Warning_]:
    """One kind of attention must be chosen, and be there."""
    said = recipe.of("train")
    chosen = [name for name in _ATTENTIONS if name in said]
    if not chosen:
        sentence = tr("No attention is chosen: the trainer stops after it has read the caches.")
        yield bad("train.sdpa", sentence, _SDPA, tr("Use {value}", value="sdpa"))
        return
    used = chosen[0]
    key, instead = f"train.{used}", {**out(*chosen), **_SDPA}
    if used == "sage_attn":
        yield bad(key, tr("SageAttention cannot train."), instead, tr("Use {value}", value="sdpa"))
    elif used in _PACKAGES and facts.lacks(*_PACKAGES[used]):
        package = _PACKAGES[used][0]
        yield bad(
            key,
            tr("{package} is not installed with the trainer.", package=package),
            instead,
            tr("Use {value}", value="sdpa"),
        )
    if len(chosen) > 1:
        rest = ", ".join(f"--{name}" for name in chosen[1:])
        sentence = tr("--{used} is used; {rest} does nothing.", used=used, rest=rest)
        yield info(key, sentence, out(*chosen[1:]), tr("Leave the others out"))
    if "split_attn" in said and "compile_fullgraph" in said:
        sentence = tr("compile_fullgraph fails with split_attn.")
        yield bad("train.split_attn", sentence, out("compile_fullgraph"), tr("Without fullgraph"))


def compiling(recipe: TrainingRecipe, facts: Facts) -> Iterator[Warning_]:
    """Compiling needs Triton."""
    if recipe.is_set("train.compile") and facts.lacks("triton", "triton-windows"):
        sentence = tr("Triton is not installed with the trainer: it cannot compile.")
        yield bad("train.compile", sentence, out("compile"), tr("Do not compile"))


def precision(recipe: TrainingRecipe, facts: Facts) -> Iterator[Warning_]:
    """The arithmetic must fit the file of the model, and be said to the script itself."""
    said, file = recipe.of("train"), _weights(recipe, facts)
    given, key = said.get("mixed_precision"), "train.mixed_precision"
    if given is None:
        fit = file if file in _16_BIT else "bf16"
        sentence = tr(
            "No mixed_precision: files in bf16 and fp16 are refused, whatever accelerate is told."
        )
        yield bad(key, sentence, _precision(recipe, fit), tr("Use {value}", value=fit))
    elif file in _16_BIT and given in _16_BIT and given != file:
        sentence = tr(
            "The DiT is in {file}: the trainer refuses it with mixed_precision {given}.",
            file=file,
            given=given,
        )
        yield bad(key, sentence, _precision(recipe, file), tr("Use {value}", value=file))
    elif recipe.is_set("launch.mixed_precision"):
        other = recipe.values["launch.mixed_precision"]
        if other != given:
            sentence = tr(
                "accelerate is told {other}, the script {given}: the script's decides.",
                other=other,
                given=given,
            )
            cure = {"launch.mixed_precision": given}
            yield info("launch.mixed_precision", sentence, cure, tr("Tell both the same"))


def _weights(recipe: TrainingRecipe, facts: Facts) -> str:
    """Return how the file that is trained holds its weights; empty where it is not known."""
    high = task_of(recipe).only_high_noise(recipe)
    return facts.dtype("dit_high_noise" if high else "dit")


def _precision(recipe: TrainingRecipe, wanted: str) -> dict[str, str]:
    cure = {"train.mixed_precision": wanted}
    if recipe.is_set("launch.mixed_precision"):
        cure["launch.mixed_precision"] = wanted
    return cure


def fp8(recipe: TrainingRecipe, facts: Facts) -> Iterator[Warning_]:
    """fp8 is made of a 16-bit file by the trainer itself."""
    said, file = recipe.of("train"), _weights(recipe, facts)
    base, scaled = "fp8_base" in said, "fp8_scaled" in said
    if scaled and not base:
        sentence = tr("fp8_scaled needs fp8_base: the trainer refuses to start.")
        yield bad(
            "train.fp8_scaled",
            sentence,
            {"train.fp8_base": True},
            tr("Add {value}", value="fp8_base"),
        )
    if file == "fp8_scaled":
        sentence = tr(
            "The DiT is an fp8_scaled file, which the trainer cannot read: use a 16-bit one."
        )
        yield bad("train.dit", sentence)
    elif file.startswith("fp8") and scaled:
        sentence = tr("The DiT is in fp8 already: fp8_scaled is refused.")
        yield bad(
            "train.fp8_scaled",
            sentence,
            out("fp8_scaled"),
            tr("Without {value}", value="fp8_scaled"),
        )
    elif file.startswith("fp8") and not base:
        sentence = tr("The DiT is in fp8, which needs fp8_base.")
        yield bad(
            "train.fp8_base",
            sentence,
            {"train.fp8_base": True},
            tr("Add {value}", value="fp8_base"),
        )
    elif base and not scaled and file in _16_BIT:
        sentence = tr("fp8_scaled beside fp8_base keeps more of the model for 3 % more memory.")
        yield info(
            "train.fp8_base",
            sentence,
            {"train.fp8_scaled": True},
            tr("Add {value}", value="fp8_scaled"),
        )


def swapping(recipe: TrainingRecipe, facts: Facts) -> Iterator[Warning_]:
    """Blocks can be swapped up to one less than there are."""
    said, task = recipe.of("train"), task_of(recipe)
    swap, most = said.get("blocks_to_swap", 0), NETWORKS[task.model].most_swap
    if swap > most:
        sentence = tr(
            "{model} has no {swap} blocks to swap: {most} at most.",
            model=task.words,
            swap=swap,
            most=most,
        )
        yield bad(
            "train.blocks_to_swap",
            sentence,
            {"train.blocks_to_swap": most},
            tr("Swap {value}", value=most),
        )
    if "offload_inactive_dit" in said and swap:
        sentence = tr("offload_inactive_dit and blocks_to_swap exclude each other.")
        cure = out("offload_inactive_dit")
        yield bad("train.offload_inactive_dit", sentence, cure, tr("Swap blocks only"))
    elif "offload_inactive_dit" in said and "dit_high_noise" not in said:
        sentence = tr("offload_inactive_dit does nothing with one model.")
        yield info(
            "train.offload_inactive_dit", sentence, out("offload_inactive_dit"), tr("Leave out")
        )
    if "block_swap_h2d_only" in said and "gradient_checkpointing" not in said:
        sentence = tr("block_swap_h2d_only needs gradient_checkpointing.")
        kept = {"train.gradient_checkpointing": True}
        yield bad("train.block_swap_h2d_only", sentence, kept, tr("Add it"))
    if not swap and ("block_swap_h2d_only" in said or "use_pinned_memory_for_block_swap" in said):
        names = ("block_swap_h2d_only", "use_pinned_memory_for_block_swap")
        sentence = tr("No blocks are swapped: how they are swapped makes no difference.")
        yield info("train.blocks_to_swap", sentence, out(*names), tr("Leave out"))


def checkpointing(recipe: TrainingRecipe, facts: Facts) -> Iterator[Warning_]:
    """Activations are computed twice, or take all memory."""
    said = recipe.of("train")
    if "gradient_checkpointing" in said:
        return
    key, cure = "train.gradient_checkpointing", {"train.gradient_checkpointing": True}
    if "gradient_checkpointing_cpu_offload" in said:
        sentence = tr(
            "gradient_checkpointing_cpu_offload does nothing without gradient_checkpointing."
        )
        yield warn("train.gradient_checkpointing_cpu_offload", sentence, cure, tr("Add it"))
        return
    sentence = tr("Without gradient checkpointing a step takes some twenty times the memory.")
    yield warn(key, sentence, cure, tr("Turn it on"))


def room(recipe: TrainingRecipe, facts: Facts) -> Iterator[Warning_]:
    """What the plan says of memory."""
    needs, card = facts.needs_gib, facts.card_gib
    if needs is None or card is None or needs <= card:
        return
    sentence = tr(
        "The heaviest step takes about {needed:.1f} GiB, the card has {there:.0f}.",
        needed=needs,
        there=card,
    )
    swap, key = facts.enough_swap, "train.blocks_to_swap"
    if swap is not None and swap > recipe.values.get(key, 0):
        yield warn(key, sentence, {key: swap}, tr("Swap {swap} blocks", swap=swap))
    else:
        yield warn(
            None,
            tr(
                "The heaviest step takes about {needed:.1f} GiB, the card has {there:.0f}. "
                "Plan has a list of what helps.",
                needed=needs,
                there=card,
            ),
        )


RULES = (attention, precision, fp8, compiling, swapping, checkpointing, room)
