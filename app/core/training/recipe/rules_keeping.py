"""Warnings on length, samples, the log and what is saved."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from app.core.amounts import counted
from app.core.export.names import safe_stem
from app.core.language import tr
from app.core.training.recipe.facts import Facts
from app.core.training.recipe.options import every_option
from app.core.training.recipe.tasks import task_of
from app.core.training.recipe.training_recipe import TrainingRecipe
from app.core.training.recipe.warning import Warning_, bad, info, out, warn

if TYPE_CHECKING:
    from app.core.library.model import Prompt

_SAMPLING = ("sample_every_n_epochs", "sample_every_n_steps", "sample_at_first")
_SAVING = ("save_every_n_epochs", "save_every_n_steps")
_LONG_EPOCH = 500  # steps
_AUTHORS = "studio_ghibli_wan14b_v01"
_SHOWN = 40  # letters of a name in a sentence


def length(recipe: TrainingRecipe, facts: Facts) -> Iterator[Warning_]:
    """How long it trains, and whether it can be done again."""
    said = recipe.of("train")
    epochs, steps = "max_train_epochs" in said, "max_train_steps" in said
    if not epochs and not steps:
        sentence = tr("No length is given: 1,600 steps.")
        yield warn(
            "train.max_train_epochs", sentence, {"train.max_train_epochs": 30}, tr("30 epochs")
        )
    elif epochs and steps:
        sentence = tr("Epochs are given too: max_train_steps does nothing.")
        yield info("train.max_train_steps", sentence, out("max_train_steps"), tr("Leave it out"))
    if "seed" not in said:
        sentence = tr("No seed: this training cannot be done again or compared with another.")
        yield warn("train.seed", sentence, {"train.seed": 42}, tr("Use {value}", value="42"))


def name(recipe: TrainingRecipe, facts: Facts) -> Iterator[Warning_]:
    """What the LoRA is called."""
    given, key = str(recipe.values.get("train.output_name", "")), "train.output_name"
    if given == _AUTHORS:
        sentence = tr("The LoRA would be called as the author's: {given}.", given=given)
        yield info(key, sentence, {key: ""}, tr("Call it as the project"))
    elif said := name_trouble(given):
        stem = safe_stem(given)
        yield bad(key, said, {key: stem}, tr("Call it {stem}", stem=stem))


def name_trouble(given: str) -> str:
    """Return why no files can be called so on every system, a sentence; empty: they can.

    An empty name is the project's.
    """
    if not given or safe_stem(given) == unicodedata.normalize("NFC", given):
        return ""
    shown = given if len(given) <= _SHOWN else f"{given[:_SHOWN]}…"
    return tr("{shown} can be no file's name.", shown=shown)


def samples(recipe: TrainingRecipe, facts: Facts) -> Iterator[Warning_]:
    """Whether samples can be made, and are."""
    said, task = recipe.of("train"), task_of(recipe)
    key, asked = "train.sample_prompts", [each for each in _SAMPLING if each in said]
    if "sample_prompts" not in said:
        if asked:
            sentence = tr("No prompts are given: no samples are made.")
            yield warn(key, sentence, {key: ""}, tr("Use the project's prompts"))
        return
    roles = ("vae", "t5", "clip") if task.clip else ("vae", "t5")
    lacking = [each for each in roles if each not in said]
    if lacking:
        flags = [f"--{each}" for each in lacking]
        names = (
            tr("{first} and {last}", first=", ".join(flags[:-1]), last=flags[-1])
            if len(flags) > 1
            else flags[0]
        )
        cure = {f"train.{each}": "" for each in lacking}
        yield bad(
            key,
            tr("Samples need {names}: the trainer fails.", names=names),
            cure,
            tr("Add {value}", value=names),
        )
    if not asked:
        sentence = tr("No samples are made: it is not said when.")
        each_epoch = {"train.sample_every_n_epochs": 1}
        yield warn("train.sample_every_n_epochs", sentence, each_epoch, tr("After each epoch"))


def prompts(recipe: TrainingRecipe, facts: Facts) -> Iterator[Warning_]:
    """What the prompts say and leave open."""
    key = "train.sample_prompts"
    if not recipe.is_set(key):
        return
    if facts.prompts == 0:
        yield info(key, tr("The project has no sample prompts: captions of its clips are used."))
    if facts.seedless_prompts:
        what = counted(facts.seedless_prompts, "prompt")
        sentence = tr("{what} without a seed: samples of two epochs cannot be compared.", what=what)
        yield warn(key, sentence)
    if facts.shiftless_prompts:
        what = counted(facts.shiftless_prompts, "prompt")
        sentence = tr(
            "{what} without a flow shift: the trainer takes 14.5, of another model.", what=what
        )
        yield warn(key, sentence)
    sample, step = facts.sample_tokens, facts.step_tokens
    if sample is not None and step is not None and sample > step > 0:
        sentence = tr("A sample is larger than anything that is trained: it may take more memory.")
        yield _larger(warn(key, sentence), facts.smaller_prompts)


def _larger(said: Warning_, smaller: tuple[Prompt, ...]) -> Warning_:
    """Return the warning with its cure; as it is where there is none."""
    if not smaller:
        return said
    shape = "×".join(str(n) for n in (smaller[0].width, smaller[0].height, smaller[0].frames))
    label = tr("Make it {shape}", shape=shape)
    if len(smaller) > 1:
        label = tr("Make them {shape}", shape=shape)
    return replace(said, label=label, prompts=smaller)


def log(recipe: TrainingRecipe, facts: Facts) -> Iterator[Warning_]:
    """What the plot is drawn from."""
    said = recipe.of("train")
    writer, key = said.get("log_with"), "train.logging_dir"
    if "logging_dir" not in said:
        cure = {key: "", "train.log_with": writer or "tensorboard"}
        if writer in ("tensorboard", "all"):
            sentence = tr("log_with tensorboard needs logging_dir: the trainer fails.")
            yield bad(key, sentence, cure, tr("Use the run's folder"))
        else:
            sentence = tr("No logging_dir: the plot has only the rounded mean of the log.")
            yield warn(key, sentence, cure, tr("Write events"))
    elif writer in (None, "tensorboard", "all") and facts.lacks("tensorboard"):
        sentence = tr(
            "tensorboard is not installed with the trainer: no events are written, and "
            "the plot has only the rounded mean of the log."
        )
        yield warn("train.log_with", sentence)
    if writer in ("wandb", "all") and facts.lacks("wandb"):
        yield bad("train.log_with", tr("wandb is not installed with the trainer."))
    known = every_option()
    for each in recipe.values:
        if known[each].secret:
            sentence = tr(
                "{option} would be written into the run's folder.", option=known[each].flag
            )
            yield warn(each, sentence, {each: None}, tr("Leave it out"))


def saving(recipe: TrainingRecipe, facts: Facts) -> Iterator[Warning_]:
    """Which checkpoints there will be."""
    said, steps = recipe.of("train"), facts.steps_per_epoch
    if not any(each in said for each in _SAVING):
        sentence = tr("Only the end is saved: the best checkpoint is seldom the last.")
        cure = {"train.save_every_n_epochs": 1}
        cure |= {"train.save_last_n_epochs_state": 2} if "save_state" in said else {}
        yield warn("train.save_every_n_epochs", sentence, cure, tr("After each epoch"))
    elif steps is not None and steps >= _LONG_EPOCH and "save_every_n_steps" not in said:
        sentence = tr(
            "An epoch has {steps:,} steps: the best checkpoint may lie inside one.", steps=steps
        )
        cure = {"train.save_every_n_steps": 500}
        cure |= {"train.save_last_n_steps_state": 1000} if "save_state" in said else {}
        yield info("train.save_every_n_steps", sentence, cure, tr("Save every 500 steps too"))
    if said.get("save_precision") is None:
        sentence = tr("No save_precision: fp32, twice as large as bf16 and no better in use.")
        yield warn(
            "train.save_precision",
            sentence,
            {"train.save_precision": "bf16"},
            tr("Use {value}", value="bf16"),
        )
    epochs = said.get("max_train_epochs")
    every = said.get("save_every_n_epochs", 0)
    if epochs is not None and every >= epochs and "save_every_n_steps" not in said and epochs > 1:
        sentence = tr(
            "Saving every {every} of {epochs} epochs saves the end only.",
            every=every,
            epochs=epochs,
        )
        cure = {"train.save_every_n_epochs": 1}
        yield warn("train.save_every_n_epochs", sentence, cure, tr("After each epoch"))


def going_on(recipe: TrainingRecipe, facts: Facts) -> Iterator[Warning_]:
    """Whether a training that stops can go on."""
    said, key = recipe.of("train"), "train.save_state"
    if "save_state" not in said:
        end = "save_state_on_train_end" in said
        sentence = (
            tr("The state is saved at the end only: a training that stops begins anew.")
            if end
            else tr("No state is saved: a training that stops begins anew.")
        )
        yield warn(key, sentence, {key: True}, tr("Save states"))
        return
    for kind, keep in (("epochs", 2), ("steps", 2 * said.get("save_every_n_steps", 0))):
        name = f"save_last_n_{kind}_state"
        if f"save_every_n_{kind}" in said and name not in said:
            sentence = (
                tr("Every state of epochs stays, some four times as large as its checkpoint.")
                if kind == "epochs"
                else tr("Every state of steps stays, some four times as large as its checkpoint.")
            )
            yield info(
                f"train.{name}", sentence, {f"train.{name}": keep}, tr("Keep the newest two")
            )


def uploading(recipe: TrainingRecipe, facts: Facts) -> Iterator[Warning_]:
    """What leaves this machine."""
    repository = recipe.values.get("train.huggingface_repo_id")
    if repository:
        sentence = tr(
            "Each checkpoint is uploaded to {repository} on Hugging Face.", repository=repository
        )
        yield warn("train.huggingface_repo_id", sentence)
    if recipe.values.get("train.log_with") in ("wandb", "all"):
        yield info("train.log_with", tr("The log is sent to Weights & Biases."))


RULES = (length, name, samples, prompts, log, saving, going_on, uploading)
