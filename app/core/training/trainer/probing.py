"""A trainer's Python is asked what it has: ``resources/trainer/probe.py``, which it runs.

Whatever that Python does, what comes of it is an answer or one sentence: it has a time limit, its
process ends with all it has started, and what it prints is read with distrust.
"""

from __future__ import annotations

import dataclasses
import json
import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, cast

from app.core import paths
from app.core.jobs import Checkpoint, ignore
from app.core.language import tr
from app.core.process import CannotStart, environment
from app.core.training.trainer import remembered
from app.core.training.trainer.answers import Answer, answer_of
from app.core.training.trainer.checkout import Checkout, look_at_checkout
from app.core.training.trainer.findings import troubles_of
from app.core.training.trainer.info import Gpu, TrainerError, TrainerInfo

ORDER = {"CUDA_DEVICE_ORDER": "PCI_BUS_ID"}
"""Cards are numbered as by nvidia-smi and NVML; a training is to be started with it too."""

HOOKS = (
    *("process_batch", "compute_loss", "on_train_start"),
    *("on_post_optimizer_step", "extra_step_logs"),
)
"""Methods of ``NetworkTrainer`` that our wrapper needs."""

_TORCH_SECONDS = 90.0  # the first import of torch from a slow disk
_MORE_SECONDS = 45.0  # for all else
_MARK = "rushes-probe "
_MOST_TEXT = 2_000  # characters of anything that is told
_MIB, _GIB = 2**10, 2**30  # of a GiB
_BRANDS = ("NVIDIA GeForce ", "NVIDIA ", "AMD Radeon ", "AMD ")


def probe(
    folder: Path,
    python: Path,
    checkpoint: Checkpoint = ignore,
    *,
    seconds: float = _TORCH_SECONDS,
) -> TrainerInfo:
    """Return what a trainer and its Python are, and remember it.

    Args:
        folder: Of the checkout.
        python: The interpreter that is to run it.
        checkpoint: Called ten times a second; may stop it.
        seconds: Most time that the import of torch may take.

    Raises:
        TrainerError: The folder is not the trainer, or the Python is none.
        Stopped: The checkpoint said so.
    """
    checkout = look_at_checkout(folder)
    stamp = remembered.stamp_of(checkout.folder, python)
    said = _said(checkout, python, checkpoint, seconds)
    info = _info(checkout, python, said)
    remembered.keep(info, stamp)
    return info


def _said(
    checkout: Checkout, python: Path, checkpoint: Checkpoint, seconds: float
) -> Mapping[str, Any]:
    """Return what the script prints."""
    script = paths.resources() / "trainer" / "probe.py"
    variables = environment(ORDER)
    variables.pop("CUDA_VISIBLE_DEVICES", None)  # a training has one of its own
    command: list[str | Path] = [python, script, checkout.folder, str(seconds)]
    try:
        answer = answer_of(
            command,
            seconds=seconds + _MORE_SECONDS,
            checkpoint=checkpoint,
            variables=variables,
        )
    except CannotStart as error:
        raise TrainerError(_not_started(python, error), detail=error.detail) from error
    for line in reversed(answer.out.splitlines()):
        if line.startswith(_MARK):
            facts = _facts(line.removeprefix(_MARK))
            if facts is not None:
                return facts
    raise TrainerError(_no_answer(python, answer), detail=answer.log[-_MOST_TEXT:])


def _facts(text: str) -> Mapping[str, Any] | None:
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) and isinstance(value.get("python"), str) else None


def _not_started(python: Path, error: CannotStart) -> str:
    if paths.exists(python):
        trouble = str(error).rstrip(".。")
        return tr(
            "{trouble}; choose the {program} of the trainer's environment.",
            trouble=trouble,
            program=_EXE,
        )
    return tr(
        'There is no Python "{python}": choose the {program} of the trainer\'s '
        "environment, mostly in its folder venv or .venv.",
        python=python,
        program=_EXE,
    )


_EXE = "python.exe" if os.name == "nt" else "bin/python"


def _no_answer(python: Path, answer: Answer) -> str:
    if answer.code is None:
        return tr(
            '"{python}" gave no answer and was ended: see whether it starts in a '
            "terminal, and whether a virus scanner holds it.",
            python=python,
        )
    if answer.code < 0:
        return tr(
            '"{python}" was ended from outside (signal {number}) before it answered: '
            "look how much memory is free, and ask again.",
            python=python,
            number=-answer.code,
        )
    return tr(
        '"{python}" does not work as a Python 3.8 or newer (it ended with code '
        "{code}): choose the {program} of the trainer's environment.",
        python=python,
        code=answer.code,
        program=_EXE,
    )


# -------------------------------------------------------------------------------- understanding


def _info(checkout: Checkout, python: Path, said: Mapping[str, Any]) -> TrainerInfo:
    torch = _dict(said.get("torch"))
    smi = _cards(said.get("smi"))
    hooks = _texts(said.get("hooks"))
    flags = said.get("video_bucket_flags")
    found = TrainerInfo(
        checkout.folder,
        python,
        version=checkout.version,
        commit=checkout.commit,
        layout=checkout.layout,
        torch=_text(torch.get("version")),
        cuda=_text(torch.get("cuda")) or _text(torch.get("hip")),
        gpus=_gpus(torch, smi),
        packages={name: _text(each) for name, each in _dict(said.get("packages")).items()},
        hooks=set(HOOKS) <= set(hooks),
        python_version=_text(said.get("python")),
        hook_names=hooks,
        options={name: _texts(each) for name, each in _dict(said.get("options")).items()},
        tasks=_texts(said.get("tasks")),
        package_folder=_text(said.get("package_folder")),
        accelerate_config={
            name: _text(each) for name, each in _dict(said.get("accelerate_config")).items()
        },
        driver=_text(smi[0].get("driver")) if smi else "",
        video_bucket_flags=flags if isinstance(flags, bool) else None,
        torch_trouble=_torch_trouble(torch),
    )
    return dataclasses.replace(found, troubles=troubles_of(found))


def _torch_trouble(torch: Mapping[str, Any]) -> str:
    """Return why torch cannot be used, without a full stop; empty where it can."""
    words = {
        "missing": tr("it is not installed"),
        "hangs": tr("its import did not come to an end"),
        "crashes": tr("its import crashed"),
        "fails": tr("its import failed"),
    }
    trouble = torch.get("trouble")
    if not torch or (trouble and trouble not in words):
        return tr("nothing could be found out about it")
    said = _text(torch.get("said")).strip().splitlines()
    last = f" ({said[-1][:200]})" if said and trouble != "hangs" else ""
    if trouble:
        return words[str(trouble)] + last
    return "" if torch.get("usable") else _text(torch.get("wrong")).strip()


def _gpus(torch: Mapping[str, Any], smi: list[Mapping[str, Any]]) -> tuple[Gpu, ...]:
    """Return the cards that torch can use; where it says nothing, those of the driver's tool."""
    by_index = {_whole(each.get("index")): each for each in smi}
    if not torch.get("version"):
        return tuple(_listed(index, each) for index, each in by_index.items())
    found = []
    for each in _cards(torch.get("cards")):
        index, name = _whole(each.get("index")), _text(each.get("name"))
        other = by_index.get(index)
        if other is not None and _text(other.get("name")) == name:
            found.append(_listed(index, other))  # torch itself takes some memory while it is asked
            continue
        free = each.get("free")
        gib = _whole(each.get("total")) / _GIB
        free_gib = None if free is None else _whole(free) / _GIB
        found.append(Gpu(index, _short(name), round(gib, 2), free_gib))
    return tuple(found)


def _listed(index: int, card: Mapping[str, Any]) -> Gpu:
    """Return a card of nvidia-smi, which counts MiB."""
    free = card.get("free")
    free_gib = None if free is None else round(_whole(free) / _MIB, 2)
    name = _short(_text(card.get("name")))
    return Gpu(index, name, round(_whole(card.get("total")) / _MIB, 2), free_gib)


def _short(name: str) -> str:
    """Return a card's name without its maker's: ``RTX 3090``."""
    brand = next((each for each in _BRANDS if name.startswith(each)), "")
    return name.removeprefix(brand)


# ------------------------------------------------------------------------------------- distrust


def _dict(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _cards(value: object) -> list[Mapping[str, Any]]:
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


def _text(value: object) -> str:
    return str(value)[:_MOST_TEXT] if isinstance(value, str | int | float) else ""


def _texts(value: object) -> tuple[str, ...]:
    listed = cast("Iterable[object]", value) if isinstance(value, list) else ()
    return tuple(each[:_MOST_TEXT] for each in listed if isinstance(each, str))


def _whole(value: object) -> int:
    return value if isinstance(value, int) else 0
