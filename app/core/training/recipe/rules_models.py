"""Warnings on the task, the models, the trainer and what it reads."""

from __future__ import annotations

from collections.abc import Iterator

from app.core.amounts import counted
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
        sentence = (
            "The datasets are planned for another model: Rushes trains Wan. Change it in Plan."
        )
        yield bad(None, sentence)
    if facts.bare_videos:
        what = counted(facts.bare_videos, "clip")
        yield bad(None, f"{what} without a caption: caching stops at the first one.")
    if facts.bare_stills:
        what = counted(facts.bare_stills, "still")
        yield warn(None, f"{what} without a caption: the trainer leaves them out.")


def image_to_video(recipe: TrainingRecipe, facts: Facts) -> Iterator[Warning_]:
    """Image to video needs caches of its own."""
    task, said = task_of(recipe), recipe.of("cache_latents")
    key = "cache_latents.i2v"
    if task.i2v and "i2v" not in said and "clip" not in said:
        sentence = f"{task.words} needs caches with first frames: it fails at the first step."
        yield bad(key, sentence, {key: True}, "Cache with --i2v")
    if task.clip and "clip" not in said:
        sentence = f"{task.words} needs CLIP's view of the first frames in the caches."
        yield bad("cache_latents.clip", sentence, {"cache_latents.clip": ""}, "Cache with --clip")
    if not task.i2v and ("i2v" in said or "clip" in said):
        sentence = f"{task.words} has no use for caches with first frames."
        cure = {key: None, "cache_latents.clip": None}
        yield info(key, sentence, cure, "Cache without")
    elif task.two_experts and ("clip" in said or recipe.is_set("train.clip")):
        sentence = "Wan 2.2 has no CLIP."
        cure = {"cache_latents.clip": None, "train.clip": None}
        yield warn("cache_latents.clip", sentence, cure, "Without CLIP")


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
        yield bad("train.task", f"This musubi-tuner does not know {task}: update it.")
    known, ours = facts.options or {}, every_option()
    for key in recipe.values:
        script, _, name = key.partition(".")
        if known.get(script) and name not in known[script]:
            sentence = f"This musubi-tuner does not know {ours[key].flag}: it stops there."
            yield bad(key, sentence, {key: None}, "Leave it out")


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
            key, "debug_mode shows what would be cached and caches nothing.", {key: None}, "Cache"
        )
    for script in OF_A_TRAINING[1:3]:
        skip, keep = f"{script}.skip_existing", f"{script}.keep_cache"
        if recipe.is_set(skip):
            sentence = "skip_existing looks at names only: what was changed keeps its old cache."
            yield info(skip, sentence, {skip: None}, "Cache all anew")
        if recipe.is_set(keep):
            sentence = "keep_cache keeps what no dataset has any more, and that is trained too."
            yield warn(keep, sentence, {keep: None}, "Remove old caches")


def loading(recipe: TrainingRecipe, facts: Facts) -> Iterator[Warning_]:
    """Processes that read, and options nobody sees."""
    said = recipe.of("train")
    workers, key = said.get("max_data_loader_n_workers"), "train.max_data_loader_n_workers"
    if workers == 0 and "persistent_data_loader_workers" in said:
        sentence = "There are no workers to keep: the trainer fails."
        yield bad(key, sentence, {key: 2}, "Use 2 workers")
    elif workers is None:
        sentence = "Eight processes read samples, each with its own copy of all libraries."
        yield info(key, sentence, {key: 2}, "Use 2 workers")
    if "config_file" in said:
        sentence = "Options of a config file are not shown here, and none of them is checked."
        yield warn("train.config_file", sentence, out("config_file"), "Leave it out")
    for name in _OF_HUNYUAN:
        if name in said:
            yield info(f"train.{name}", f"{name} is for HunyuanVideo.", out(name), "Leave it out")


RULES = (project, image_to_video, files, trainer, amounts, caching, loading)
