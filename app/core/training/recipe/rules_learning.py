"""Warnings on the network, the optimizer and the learning rate."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from app.core.language import tr
from app.core.training.recipe.facts import Facts
from app.core.training.recipe.training_recipe import TrainingRecipe
from app.core.training.recipe.values import value_text
from app.core.training.recipe.warning import Warning_, bad, info, out, warn

_KNOWN_NETWORKS = ("networks.lora_wan", "networks.loha", "networks.lokr")
_PACKAGES = {
    **{"adamw8bit": "bitsandbytes", "prodigyopt": "prodigyopt"},
    **{
        "schedulefree": "schedulefree",
        "dadaptation": "dadaptation",
        "bitsandbytes": "bitsandbytes",
    },
}
_WEAK, _STRONG = 1 / 8, 2.0  # alpha over rank
_TRAINERS_RANK = 4
_USUAL_SHIFT = (1.0, 5.0)
_HIGH_RATE = 1e-3
_WITH_AN_END = ("cosine", "linear", "polynomial", "rex", "warmup_stable_decay")


def network(recipe: TrainingRecipe, facts: Facts) -> Iterator[Warning_]:
    """The network must be named, and one of Wan."""
    said = recipe.of("train")
    module, key = said.get("network_module"), "train.network_module"
    cure = {key: "networks.lora_wan"}
    if not module:
        yield bad(key, tr("No network_module: the trainer fails."), cure, tr("Train a LoRA"))
    elif module.startswith("networks.") and module not in _KNOWN_NETWORKS:
        sentence = tr(
            "{module} is of another model: it finds nothing of Wan to train.", module=module
        )
        yield bad(key, sentence, cure, tr("Use {value}", value="networks.lora_wan"))
    if "dim_from_weights" in said:
        sentence = tr("dim_from_weights fails in musubi-tuner 0.3.4: give network_dim.")
        yield bad("train.dim_from_weights", sentence, out("dim_from_weights"), tr("Leave it out"))
    for name in ("network_args", "optimizer_args", "lr_scheduler_args"):
        for each in said.get(name, ()):
            if str(each).count("=") != 1:
                sentence = tr(
                    "{name}: {each} is no key=value with one equals sign.", name=name, each=each
                )
                yield bad(f"train.{name}", sentence)


def strength(recipe: TrainingRecipe, facts: Facts) -> Iterator[Warning_]:
    """What is learned is scaled by alpha over rank."""
    said = recipe.of("train")
    rank, alpha = said.get("network_dim", _TRAINERS_RANK), said.get("network_alpha")
    key, cure = "train.network_alpha", {"train.network_alpha": rank}
    if "network_dim" not in said:
        sentence = tr("No network_dim: the rank is 4, which holds little.")
        cure = {"train.network_dim": 32, "train.network_alpha": 32}
        yield warn("train.network_dim", sentence, cure, tr("Use {value}", value="32"))
    elif alpha is None and rank > 1:
        sentence = tr("No network_alpha: it is 1, and what is learned counts 1/{rank}.", rank=rank)
        yield warn(key, sentence, cure, tr("Use {rank}, as the rank", rank=rank))
    elif alpha is not None and alpha / rank <= _WEAK:
        sentence = tr(
            "Alpha {alpha} at rank {rank}: what is learned counts {times:.3g} times.",
            alpha=value_text(alpha),
            rank=rank,
            times=alpha / rank,
        )
        yield warn(key, sentence, cure, tr("Use {rank}, as the rank", rank=rank))
    elif alpha is not None and alpha / rank >= _STRONG:
        sentence = tr(
            "Alpha {alpha} at rank {rank}: what is learned counts {times:.3g} times.",
            alpha=value_text(alpha),
            rank=rank,
            times=alpha / rank,
        )
        yield info(key, sentence, cure, tr("Use {rank}, as the rank", rank=rank))


def optimizer(recipe: TrainingRecipe, facts: Facts) -> Iterator[Warning_]:
    """The optimizer must be named, and be there."""
    name, key = str(recipe.values.get("train.optimizer_type", "")), "train.optimizer_type"
    if not name:
        sentence = tr("No optimizer_type: the trainer fails, although it has a default.")
        yield bad(key, sentence, {key: "adamw8bit"}, tr("Use {value}", value="adamw8bit"))
        return
    low = name.casefold()
    if low.endswith("8bit") and "." not in low and low != "adamw8bit":
        sentence = tr(
            "{name} is not known to the trainer: of 8 bit there is AdamW only.", name=name
        )
        yield bad(key, sentence, {key: "adamw8bit"}, tr("Use {value}", value="adamw8bit"))
        return
    package = _PACKAGES.get(low.partition(".")[0])
    if package is not None and facts.lacks(package):
        sentence = tr(
            "{name} needs {package}, which is not installed with the trainer.",
            name=name,
            package=package,
        )
        cure: dict[str, Any] = {key: "adamw"}
        if _finds_its_rate(recipe):
            cure |= {"train.learning_rate": 5e-5, "train.optimizer_args": None}
        yield bad(key, sentence, cure, tr("Use {value}", value="adamw"))


def adaptive(recipe: TrainingRecipe, facts: Facts) -> Iterator[Warning_]:
    """Optimizers that find their own rate, as one that ruined sixty hours of the author's."""
    said = recipe.of("train")
    name = str(said.get("optimizer_type", ""))
    if not _finds_its_rate(recipe):
        return
    shift = said.get("discrete_flow_shift", 1.0)
    low, high = _USUAL_SHIFT
    if said.get("timestep_sampling") == "shift" and not low < shift <= high:
        cure = {"train.optimizer_type": "adamw8bit", "train.learning_rate": 5e-5}
        cure |= {"train.optimizer_args": None}
        sentence = tr(
            "{name} finds its own rate; with a flow shift of {shift} that can go wrong: "
            "it cost the author of Takenoko 60 hours.",
            name=name,
            shift=value_text(shift),
        )
        yield warn("train.optimizer_type", sentence, cure, tr("Use {value}", value="adamw8bit"))
    if "prodigy" in name.casefold() and said.get("learning_rate", 2e-6) < 0.1:
        sentence = tr(
            "{name} multiplies its own rate by learning_rate: it is meant to be 1.", name=name
        )
        yield warn(
            "train.learning_rate",
            sentence,
            {"train.learning_rate": 1.0},
            tr("Use {value}", value="1"),
        )
    if name.casefold() == "adafactor":
        fixed = ("relative_step=False", "scale_parameter=False", "warmup_init=False")
        sentence = tr("adafactor takes over the learning rate: relative_step=False stops it.")
        kept = tuple(said.get("optimizer_args", ()))
        cure = {"train.optimizer_args": (*kept, *fixed)}
        yield warn("train.optimizer_args", sentence, cure, tr("Fix its rate"))


def _finds_its_rate(recipe: TrainingRecipe) -> bool:
    said = recipe.of("train")
    name = str(said.get("optimizer_type", "")).casefold()
    if name == "adafactor":
        given = [str(each).replace(" ", "") for each in said.get("optimizer_args", ())]
        return "relative_step=False" not in given
    return any(word in name for word in ("prodigy", "dadapt"))


def rate(recipe: TrainingRecipe, facts: Facts) -> Iterator[Warning_]:
    """How far a step goes."""
    key, given = "train.learning_rate", recipe.values.get("train.learning_rate")
    if given is None:
        sentence = tr("No learning_rate: 2e-6, with which next to nothing is learned.")
        yield warn(key, sentence, {key: 5e-5}, tr("Use {value}", value="5e-5"))
    elif given == 0:
        yield bad(
            key,
            tr("A learning rate of 0 learns nothing."),
            {key: 5e-5},
            tr("Use {value}", value="5e-5"),
        )
    elif given > _HIGH_RATE and not _finds_its_rate(recipe):
        sentence = tr(
            "A learning rate of {rate} is high: 1e-4 is a lot already.", rate=value_text(given)
        )
        yield warn(key, sentence, {key: 1e-4}, tr("Use {value}", value="1e-4"))


def schedule(recipe: TrainingRecipe, facts: Facts) -> Iterator[Warning_]:
    """How the rate goes."""
    said: dict[str, Any] = dict(recipe.of("train"))
    name = str(said.get("lr_scheduler", "constant"))
    warm, key = said.get("lr_warmup_steps", 0), "train.lr_warmup_steps"
    if name == "constant" and "lr_scheduler_type" not in said and warm not in (0, "0%"):
        sentence = tr("constant refuses a warm-up; constant_with_warmup takes it.")
        cure = {"train.lr_scheduler": "constant_with_warmup"}
        yield bad(key, sentence, cure, tr("Use {value}", value="constant_with_warmup"))
    if name == "constant_with_warmup" and warm in (0, "0%"):
        yield info(
            key, tr("No warm-up steps are given."), {key: 100}, tr("Use {value}", value="100")
        )
    if "schedulefree" in str(said.get("optimizer_type", "")).casefold() and name != "constant":
        sentence = tr("A schedule-free optimizer ignores lr_scheduler.")
        yield info("train.lr_scheduler", sentence, out("lr_scheduler"), tr("Leave it out"))
    if facts.resumes and name.startswith(_WITH_AN_END):
        sentence = tr(
            "{name} goes by the whole length, which is another now: the rate jumps.", name=name
        )
        yield warn("train.lr_scheduler", sentence)


RULES = (network, strength, optimizer, adaptive, rate, schedule)
