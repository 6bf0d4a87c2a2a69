"""What was found of a trainer: each piece good, so-so or bad, and what to do about it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from app.core import paths
from app.core.language import sentences, tr
from app.core.training.trainer.checkout import PACKAGE
from app.core.training.trainer.info import Gpu, TrainerInfo, short_version

Grade = Literal["good", "neutral", "warn", "bad"]

_PYTHONS = ((3, 10), (3, 12))  # the oldest and the newest that the trainer takes
_TORCH = (2, 5, 1)  # the oldest that it takes
_NEEDED = (  # imported by the three Wan scripts
    *("transformers", "diffusers", "safetensors", "av", "toml", "voluptuous", "einops", "ftfy"),
    *("easydict", "tqdm", "opencv-python", "pillow"),
)
_EXTRAS = (  # what options may ask for
    *("xformers", "flash-attn", "sageattention", "triton", "triton-windows"),
    *("prodigyopt", "schedulefree", "lycoris-lora", "wandb"),
)
_LEAST_GIB = 11.0  # of a card, for stills; musubi-tuner's README: 12 GB or more
_VIDEO_GIB = 22.0  # the same for video: 24 GB or more
_CONFIGURED = ("NO", "MULTI_GPU", "")  # ways to distribute that a training on one card can have


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at.

    Attributes:
        label: What it is.
        words: What was found.
        said: A sentence on it: what it is for, and where something is wrong what to do.
        grade: ``bad``: nothing can be trained like this; ``warn``: something cannot.
        stops: Whether a bad one lets nothing start; else the trainer itself is to say so.
    """

    label: str
    words: str
    said: str
    grade: Grade = "good"
    stops: bool = True


def findings(info: TrainerInfo) -> tuple[Finding, ...]:
    """Return all that was found, in the order in which people ask."""
    return (
        _trainer(info),
        _python(info),
        *_package(info),
        _torch(info),
        *_cards(info),
        *_libraries(info),
        _tensorboard(info),
        _bitsandbytes(info),
        *_extras(info),
        _hooks(info),
        _accelerate_config(info),
    )


def troubles_of(info: TrainerInfo) -> tuple[str, ...]:
    """Return the sentences on what lets nothing start."""
    return tuple(each.said for each in findings(info) if each.grade == "bad" and each.stops)


def _trainer(info: TrainerInfo) -> Finding:
    words = " · ".join(part for part in (info.version, info.commit[:7], _layout(info)) if part)
    if info.tasks and "t2v-A14B" not in info.tasks:
        return Finding(
            "musubi-tuner",
            words,
            tr('This version does not know Wan 2.2; to train that, update it with "git pull".'),
            "warn",
        )
    if info.video_bucket_flags:
        return Finding(
            "musubi-tuner",
            words,
            tr(
                "This version caches video by enable_bucket and bucket_no_upscale, which the "
                "plan does not, as it counts like 0.3.4: leave the first on and the second "
                "off."
            ),
            "warn",
        )
    return Finding("musubi-tuner", words, tr("It lies in {folder}.", folder=info.folder))


def _layout(info: TrainerInfo) -> str:
    return (
        tr("scripts in its folder")
        if info.layout == "old"
        else tr("scripts in {folder}", folder=PACKAGE)
    )


def _python(info: TrainerInfo) -> Finding:
    version = _numbers(info.python_version)[:2]
    if not _PYTHONS[0] <= version <= _PYTHONS[1]:
        return Finding(
            "Python",
            info.python_version,
            tr(
                "musubi-tuner is made for Python 3.10 to 3.12: where it fails, make its "
                "environment anew with one of these."
            ),
            "warn",
        )
    return Finding("Python", info.python_version, tr("It is {python}.", python=info.python))


def _package(info: TrainerInfo) -> Iterator[Finding]:
    """Whether the scripts of the new layout find the package they belong to."""
    if info.layout == "old":
        return
    own = paths.resolved(info.folder / PACKAGE)
    command = f'"{info.python}" -m pip install -e .'
    if not info.package_folder:
        yield Finding(
            tr("Its package"),
            tr("not installed"),
            tr(
                "This Python does not find the package musubi_tuner: in its folder, run: {command}",
                command=command,
            ),
            "bad",
        )
    elif paths.resolved(Path(info.package_folder)) != own:
        yield Finding(
            tr("Its package"),
            tr("of another folder"),
            tr(
                "This Python takes the package musubi_tuner from {folder}: choose that "
                "folder, or, for this one, in its folder, run: {command}",
                folder=info.package_folder,
                command=command,
            ),
            "bad",
        )


def _torch(info: TrainerInfo) -> Finding:
    if not info.torch:
        return Finding(
            "torch",
            tr("cannot be used"),
            tr(
                "torch cannot be used by {python}: {trouble}. Install it there as "
                "musubi-tuner's README says, with the CUDA of your driver.",
                python=info.python,
                trouble=info.torch_trouble or tr("it does not answer"),
            ),
            "bad",
        )
    words = f"{short_version(info.torch)} · CUDA {info.cuda}" if info.cuda else info.torch
    if not info.cuda:
        return Finding(
            "torch",
            tr("{words} · no CUDA", words=words),
            tr(
                "This torch is made for processors only, and the trainer needs a graphics "
                "card: put the torch of a CUDA in its place, as musubi-tuner's README says."
            ),
            "bad",
            stops=False,
        )
    if _numbers(info.torch)[:3] < _TORCH:
        return Finding(
            "torch", words, tr("musubi-tuner asks for torch 2.5.1 or newer: update it."), "warn"
        )
    return Finding("torch", words, tr("What trains; its CUDA must not be newer than the driver's."))


def _cards(info: TrainerInfo) -> Iterator[Finding]:
    if not info.gpus and info.cuda:
        why = f" ({info.torch_trouble})" if info.torch and info.torch_trouble else ""
        driver = tr("The driver {driver} is there.", driver=info.driver) if info.driver else ""
        yield Finding(
            tr("Graphics card"),
            tr("none"),
            _joined(
                tr(
                    "torch finds no graphics card that it can use{why}: see that one is in, and "
                    "that its driver is new enough for torch's CUDA.",
                    why=why,
                ),
                driver,
            ),
            "bad",
            stops=False,
        )
    for each in info.gpus:
        yield _card(each)


def _card(gpu: Gpu) -> Finding:
    words = f"{gpu.name} · {gpu.gib:.0f} GB"
    if gpu.free_gib is not None:
        words += " · " + tr("{gib:.1f} free", gib=gpu.free_gib)
    counted = tr("As its driver counts it; the desktop and other programs take some of it.")
    if gpu.gib < _LEAST_GIB:
        return Finding(
            tr("Card {number}", number=gpu.index),
            words,
            _joined(tr("musubi-tuner asks for 12 GB or more."), counted),
            "warn",
        )
    if gpu.gib < _VIDEO_GIB:
        said = tr("musubi-tuner asks for 24 GB for video: use the presets for smaller cards.")
        return Finding(
            tr("Card {number}", number=gpu.index), words, _joined(said, counted), "neutral"
        )
    return Finding(tr("Card {number}", number=gpu.index), words, counted)


def _libraries(info: TrainerInfo) -> Iterator[Finding]:
    if "accelerate" not in info.packages:
        yield Finding(
            "accelerate",
            tr("missing"),
            _install(info, "accelerate", tr("accelerate starts a training")),
            "bad",
        )
    else:
        yield Finding("accelerate", info.packages["accelerate"], tr("It starts the training."))
    missing = [name for name in _NEEDED if name not in info.packages]
    if missing:
        command = f'"{info.python}" -m pip install -e .'
        yield Finding(
            tr("Libraries"),
            tr("missing: {names}", names=", ".join(missing)),
            tr(
                "The trainer cannot be started without {names}: in its folder, run: {command}",
                names=", ".join(missing),
                command=command,
            ),
            "bad",
        )


def _tensorboard(info: TrainerInfo) -> Finding:
    if "tensorboard" in info.packages:
        return Finding(
            "tensorboard", info.packages["tensorboard"], tr("It writes the loss of every step.")
        )
    sentence = _install(info, "tensorboard", tr("tensorboard writes the loss of every step"))
    return Finding(
        "tensorboard",
        tr("missing"),
        _joined(sentence, tr("Without it the loss is read from the log, rounded to three digits.")),
        "warn",
    )


def _bitsandbytes(info: TrainerInfo) -> Finding:
    if "bitsandbytes" in info.packages:
        return Finding(
            "bitsandbytes", info.packages["bitsandbytes"], tr("The optimizer adamw8bit.")
        )
    sentence = _install(info, "bitsandbytes", tr("bitsandbytes brings the optimizer adamw8bit"))
    return Finding("bitsandbytes", tr("missing"), sentence, "warn")


def _extras(info: TrainerInfo) -> Iterator[Finding]:
    there = [f"{name} {info.packages[name]}" for name in _EXTRAS if name in info.packages]
    if there:
        said = tr(
            "Some options need these: --xformers, --flash_attn, --compile (triton), Prodigy, …"
        )
        yield Finding(tr("Also there"), ", ".join(there), said, "neutral")


def _hooks(info: TrainerInfo) -> Finding:
    if info.hooks:
        said = tr(
            "Loss by timestep, validation and a graceful stop can be had: its trainer has hooks."
        )
        return Finding(tr("Metrics"), tr("offered"), said)
    said = tr(
        "This version has no hooks for loss by timestep, validation and a graceful "
        "stop (they came in May 2026): its own script is run, and all else is as "
        "usual."
    )
    return Finding(tr("Metrics"), tr("not offered"), said, "neutral")


def _accelerate_config(info: TrainerInfo) -> Finding:
    config = info.accelerate_config
    if not config:
        said = tr("There is none, and none is needed: all that matters is in the command line.")
        return Finding(tr("accelerate config"), tr("none"), said, "neutral")
    words = ", ".join(
        f"{name} {config[name]}"
        for name in ("distributed_type", "num_processes", "mixed_precision")
        if config.get(name)
    )
    lies = config.get("file", "")
    if config.get("use_cpu", "").lower() == "true":
        said = tr("With its use_cpu the trainer would not use the card: delete {lies}.", lies=lies)
        return Finding(tr("accelerate config"), f"{words}, use_cpu", said, "bad")
    if config.get("distributed_type", "").upper() not in _CONFIGURED:
        said = tr(
            "It was made for another way to train: where a start fails, delete {lies}.", lies=lies
        )
        return Finding(tr("accelerate config"), words, said, "warn")
    return Finding(
        tr("accelerate config"),
        words or tr("there"),
        tr("It lies in {folder}.", folder=lies),
        "neutral",
    )


def _install(info: TrainerInfo, name: str, does: str) -> str:
    """Return how to install a package; ``does``: it and what it does, in the language of now."""
    return tr(
        '{does}: install it with "{python}" -m pip install {name}.',
        does=does,
        python=info.python,
        name=name,
    )


def _joined(*parts: str) -> str:
    return sentences(parts)


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(each) for each in re.findall(r"\d+", version.partition("+")[0])[:3])
