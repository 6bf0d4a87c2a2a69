"""Warnings on the task, the models, the trainer and what it reads."""

from __future__ import annotations

from collections.abc import Iterator

from app.core.amounts import counted
from app.core.language import tr
from app.core.training.recipe.facts import Facts
from app.core.training.recipe.options import OF_A_TRAINING, every_option
from app.core.training.recipe.tasks import task_of
from app.core.training.recipe.training_recipe import TrainingRecipe
from app.core.training.recipe.values import out_of_bounds
from app.core.training.recipe.warning import Warning_, bad, info, out, warn

_OF_HUNYUAN = ("guidance_scale", "img_in_txt_in_offloading")


def project(recipe: TrainingRecipe, facts: Facts) -> Iterator[Warning_]:
    """What the project is for, and its captions."""
    if facts.architecture not in (None, "wan"):
        sentence = tr(
            "The datasets are planned for another model: Rushes trains Wan. Change it in Plan."
        )
        yield bad(None, sentence)
    for bare, picks in (
        (facts.bare_videos, counted(facts.bare_videos or 0, "clip")),
        (facts.bare_stills, counted(facts.bare_stills or 0, "still")),
    ):
        if bare:  # the export writes an empty one, so that the trainer does not stop at them
            yield warn(
                None,
                tr("{picks} without a caption: it trains on empty words.", picks=picks)
                if bare == 1
                else tr("{picks} without a caption: they train on empty words.", picks=picks),
            )


def image_to_video(recipe: TrainingRecipe, facts: Facts) -> Iterator[Warning_]:
    """Image to video needs caches of its own."""
    task, said = task_of(recipe), recipe.of("cache_latents")
    key = "cache_latents.i2v"
    if task.i2v and "i2v" not in said and "clip" not in said:
        sentence = tr(
            "{model} needs caches with first frames: it fails at the first step.", model=task.words
        )
        yield bad(key, sentence, {key: True}, tr("Cache with --i2v"))
    if task.clip and "clip" not in said:
        sentence = tr(
            "{model} needs CLIP's view of the first frames in the caches.", model=task.words
        )
        yield bad(
            "cache_latents.clip", sentence, {"cache_latents.clip": ""}, tr("Cache with --clip")
        )
    if not task.i2v and ("i2v" in said or "clip" in said):
        sentence = tr("{model} has no use for caches with first frames.", model=task.words)
        cure = {key: None, "cache_latents.clip": None}
        yield info(key, sentence, cure, tr("Cache without"))
    elif task.two_experts and ("clip" in said or recipe.is_set("train.clip")):
        sentence = tr("Wan 2.2 has no CLIP.")
        cure = {"cache_latents.clip": None, "train.clip": None}
        yield warn("cache_latents.clip", sentence, cure, tr("Without CLIP"))


def files(recipe: TrainingRecipe, facts: Facts) -> Iterator[Warning_]:
    """What was found in the files of models."""
    for role, sentence in (facts.model_troubles or {}).items():
        script = "cache_text" if role == "t5" else "cache_latents" if role == "vae" else "train"
        if sentence:
            yield bad(f"{script}.{role}", sentence)


def trainer(recipe: TrainingRecipe, facts: Facts) -> Iterator[Warning_]:
    """Whether the trainer that is there knows all that is asked for."""
    task = task_of(recipe).name
    if facts.tasks and task not in facts.tasks:
        yield bad("train.task", tr("This musubi-tuner does not know {task}: update it.", task=task))
    known, ours = facts.options or {}, every_option()
    for key in recipe.values:
        script, _, name = key.partition(".")
        if known.get(script) and name not in known[script]:
            sentence = tr(
                "This musubi-tuner does not know {option}: it stops there.", option=ours[key].flag
            )
            yield bad(key, sentence, {key: None}, tr("Leave it out"))


def amounts(recipe: TrainingRecipe, facts: Facts) -> Iterator[Warning_]:
    """Numbers that make no sense."""
    known = every_option()
    for key, value in recipe.values.items():
        if key == "train.blocks_to_swap":  # has words of its own
            continue
        if sentence := out_of_bounds(known[key], value):
            yield warn(key, sentence)


def caching(recipe: TrainingRecipe, facts: Facts) -> Iterator[Warning_]:
    """How caches are made."""
    said = recipe.of("cache_latents")
    if "debug_mode" in said:
        key = "cache_latents.debug_mode"
        yield bad(
            key,
            tr("debug_mode shows what would be cached and caches nothing."),
            {key: None},
            tr("Cache"),
        )
    for script in OF_A_TRAINING[1:3]:
        skip, keep = f"{script}.skip_existing", f"{script}.keep_cache"
        if recipe.is_set(skip):
            sentence = tr(
                "skip_existing looks at names only: what was changed keeps its old cache."
            )
            yield info(skip, sentence, {skip: None}, tr("Cache all anew"))
        if recipe.is_set(keep):
            sentence = tr("keep_cache keeps what no dataset has any more, and that is trained too.")
            yield warn(keep, sentence, {keep: None}, tr("Remove old caches"))


def loading(recipe: TrainingRecipe, facts: Facts) -> Iterator[Warning_]:
    """Processes that read, and options nobody sees."""
    said = recipe.of("train")
    workers, key = said.get("max_data_loader_n_workers"), "train.max_data_loader_n_workers"
    if workers == 0 and "persistent_data_loader_workers" in said:
        sentence = tr("There are no workers to keep: the trainer fails.")
        yield bad(key, sentence, {key: 2}, tr("Use 2 workers"))
    elif workers is None:
        sentence = tr("Eight processes read samples, each with its own copy of all libraries.")
        yield info(key, sentence, {key: 2}, tr("Use 2 workers"))
    if "config_file" in said:
        sentence = tr("Options of a config file are not shown here, and none of them is checked.")
        yield warn("train.config_file", sentence, out("config_file"), tr("Leave it out"))
    for name in _OF_HUNYUAN:
        if name in said:
            yield info(
                f"train.{name}",
                tr("{name} is for HunyuanVideo.", name=name),
                out(name),
                tr("Leave it out"),
            )


RULES = (project, image_to_video, files, trainer, amounts, caching, loading)
