"""What of a recipe reaches beyond the training: code that is loaded, what leaves the machine.

A recipe may come from a stranger, with a project, a preset or a run. What it reaches for is shown,
and run only when a person has agreed to just that, on this machine: `Preferences.trusted`.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

from app.core.language import noted, tr
from app.core.training.recipe.options import every_option
from app.core.training.recipe.training_recipe import TrainingRecipe
from app.core.training.recipe.values import value_text

_NETWORK = re.compile(r"networks\.(lora|loha|lokr)(_\w+)?", re.ASCII)
_OPTIMIZER = re.compile(
    r"\w+|(torch\.optim|bitsandbytes\.optim|transformers\.optimization)\.\w+", re.ASCII
)
_SCHEDULER = re.compile(r"\w+|torch\.optim\.lr_scheduler\.\w+", re.ASCII)
_COMPILERS = ("inductor", "eager", "aot_eager", "cudagraphs")
_ELSEWHERE = re.compile(
    r"[\\/]{2}|[a-z][a-z0-9+.-]+://", re.IGNORECASE
)  # \\\\server\\share, http://
_OUT = re.compile(r"[\\/:]|^\.\.$")
_UNPICKLED = (".pt", ".pth", ".ckpt", ".bin", ".pkl")

_CODE = noted("{option} {value}: this code is loaded and run.")
_PICKLE = noted(
    "{option} {value}: such a file can hold a program, which may run as it is loaded. "
    "A safetensors file cannot."
)
_STATE = noted("{option} {value}: a state can hold a program, which may run as it is loaded.")
_HIDDEN = noted("{option} {value}: options of this file are not shown here, and can do all this.")
_SENDS = noted("{option} {value}: what is trained, or samples and settings, leave this machine.")
_FETCHES = noted("{option} {value}: something is fetched from another machine.")
_WRITES = noted("{option} {value}: it writes there, and not into the folder of the run.")
_READS = noted("{option} {value}: it reads this, and not what the project has exported.")

_ALWAYS = {  # options that reach out whatever their value is
    "train.config_file": _HIDDEN,
    "train.log_tracker_config": _HIDDEN,
    "train.resume": _STATE,
    "train.resume_from_huggingface": _FETCHES,
    "train.huggingface_repo_id": _SENDS,
    "train.wandb_api_key": _SENDS,
    "train.output_dir": _WRITES,
    "train.logging_dir": _WRITES,
    "train.sample_prompts": _READS,
    "train.dataset_config": _READS,
    "cache_latents.dataset_config": _READS,
    "cache_text.dataset_config": _READS,
}


@dataclass(frozen=True, slots=True)
class Reach:
    """Something a recipe reaches for.

    Attributes:
        key: The option.
        sentence: What that does, with the value, for people.
        mark: Names option and value: what is agreed to.
    """

    key: str
    sentence: str
    mark: str


def reaches(recipe: TrainingRecipe, trusted: Collection[str] = ()) -> tuple[Reach, ...]:
    """Return what a recipe reaches for beyond the training.

    Args:
        recipe: It.
        trusted: Marks of what a person has agreed to already; that is left out.
    """
    known = every_option()
    found = []
    for key, value in recipe.values.items():
        does = _does(key, value)
        if not does:
            continue
        option = known[key]
        shown = "…" if option.secret else _text(value)
        mark = f"{key}={'' if option.secret else _text(value)}"
        if mark not in trusted:
            sentence = tr(does, option=option.flag, value=shown)
            found.append(Reach(key, " ".join(sentence.split()), mark))
    return tuple(found)


def question(found: Collection[Reach]) -> str:
    """Return what to ask before a recipe runs that reaches for something."""
    lines = "\n".join(f"• {each.sentence}" for each in found)
    return tr(
        "This recipe does more than to train:\n{lines}\nGo on only where you know this, or trust "
        "who made it. It is asked once.",
        lines=lines,
    )


def _text(value: object) -> str:
    if value is True:
        return ""
    every = value if isinstance(value, tuple | list) else (value,)
    return " ".join(value_text(each) for each in every)


def _does(key: str, value: Any) -> str:  # noqa: ANN401 -- as the option's type is
    """Return what an option does beyond the training; empty where it does nothing such."""
    if value in ("", (), None, False):
        return ""
    if key in _ALWAYS:
        return _ALWAYS[key]
    return next(_of_value(key, value), "")


def _of_value(key: str, value: Any) -> Iterator[str]:  # noqa: ANN401
    text = value if isinstance(value, str) else ""
    option = every_option()[key]
    usual = {
        "train.network_module": _NETWORK,
        "train.optimizer_type": _OPTIMIZER,
        "train.lr_scheduler_type": _SCHEDULER,
    }.get(key)
    if usual is not None and not usual.fullmatch(text):
        yield _CODE
    if option.name == "compile_backend" and text not in _COMPILERS:
        yield _CODE
    if key == "train.log_with" and text != "tensorboard":
        yield _SENDS
    if option.name in ("log_prefix", "log_tracker_name") and _OUT.search(text):
        yield _WRITES
    if option.type == "path":
        every = value if isinstance(value, tuple | list) else (value,)
        if any(_ELSEWHERE.match(str(each)) for each in every):
            yield _FETCHES
        weights = key in ("train.network_weights", "train.base_weights")
        if weights and any(str(each).lower().endswith(_UNPICKLED) for each in every):
            yield _PICKLE
