"""AI Toolkit: config.yaml with a dataset for each set, the rest a template.

(Read in its source of 2026-08: ``toolkit/config_modules.py``, ``data_loader.py``, ``buckets.py``,
``dataloader_mixins.py``. Its bucket of a picture whose sides are multiples of 16 is the picture
itself as long as ``resolution`` squared is no less than its area; a clip of just ``num_frames`` is
taken frame by frame.)
"""

from __future__ import annotations

import math
import re
from typing import Any

from app.core.amounts import counted
from app.core.export.names import safe_stem
from app.core.export.others.differing import filled_up, not_trained
from app.core.export.others.layout import Layout, SetFolder, batch_sizes
from app.core.export.others.yaml_text import Comment, yaml_text
from app.core.language import tr

CONFIG_FILE = "config.yaml"
TITLE = "AI Toolkit"
_PLACES = re.compile(r"\[(?:trigger|name)\]")


def files(layout: Layout) -> dict[str, str]:
    """Return the trainer's own files: text by name below the folder."""
    return {CONFIG_FILE: config_yaml(layout)}


def config_yaml(layout: Layout) -> str:
    """Return the configuration of a run."""
    process = {
        "type": "sd_trainer",
        "training_folder": "output",
        "device": "cuda:0",
        "1": Comment("No trigger_word: every caption begins with the project's already."),
        "network": {"type": "lora", "linear": layout.setup.rank, "linear_alpha": layout.setup.rank},
        "save": {"dtype": "float16", "save_every": 250, "max_step_saves_to_keep": 8},
        "datasets": [dataset(layout, each) for each in layout.sets],
        "train": _train(layout),
        "model": _model(layout),
        "sample": _sample(layout),
    }
    config = {
        "1": Comment("Written by Rushes. The datasets are the project's; all else is a template."),
        "job": "extension",
        "config": {"name": safe_stem(layout.title), "process": [process]},
    }
    return yaml_text(config)


def dataset(layout: Layout, each: SetFolder) -> dict[str, Any]:
    """Return the entry of a set."""
    entry: dict[str, Any] = {
        "folder_path": layout.path(each.media),
        "caption_ext": "txt",
        "caption_dropout_rate": 0.0,
        "num_frames": each.of.frames,
        "resolution": [resolution(each.of.width, each.of.height)],
        "num_repeats": each.of.repeats,
        "batch_size": max(1, each.of.batch_size),
        "cache_latents_to_disk": True,
    }
    if not each.of.is_pictures:
        # All clips of a set have just num_frames: spreading those over a clip takes every frame.
        entry |= {"shrink_video_to_frames": True, "fps": int(layout.rate)}
    return entry


def resolution(width: int, height: int) -> int:
    """Return the least side of a square whose area holds a picture."""
    return math.isqrt(width * height - 1) + 1


def steps_of_epoch(layout: Layout) -> int:
    """Return the steps in which it goes through all samples once."""
    batches = sum(each.of.batches for each in layout.sets)
    return -(-batches // max(1, layout.setup.accumulation))


def _train(layout: Layout) -> dict[str, Any]:
    epoch = steps_of_epoch(layout)
    return {
        "batch_size": batch_sizes(layout.sets)[0] if layout.sets else 1,
        "1": Comment(f"{counted(layout.epochs, 'epoch')} of {counted(epoch, 'step')}"),
        "steps": epoch * layout.epochs,
        "gradient_accumulation": layout.setup.accumulation,
        "gradient_checkpointing": layout.setup.checkpointing,
        "train_unet": True,
        "train_text_encoder": False,
        "noise_scheduler": "flowmatch",
        "timestep_type": "linear",
        "optimizer": layout.setup.optimizer,
        "lr": 0.0001,
        "dtype": "bf16",
        "cache_text_embeddings": True,
    }


def _model(layout: Layout) -> dict[str, Any]:
    size = layout.setup.model
    return {
        "1": Comment("Wan 2.2: arch wan22_14b, and train.switch_boundary_every: 10"),
        "name_or_path": f"Wan-AI/Wan2.1-T2V-{size}-Diffusers",
        "arch": "wan21",
        "quantize": True,
        "quantize_te": True,
        "low_vram": True,
    }


def _sample(layout: Layout) -> dict[str, Any]:
    clips = [each.of for each in layout.sets if not each.of.is_pictures]
    largest = max(
        clips or [each.of for each in layout.sets],
        key=lambda each: each.width * each.height * each.frames,
        default=None,
    )
    first = next((words for words in layout.captions if words.strip()), "")
    return {
        "sampler": "flowmatch",
        "sample_every": 250,
        "width": largest.width if largest else 0,
        "height": largest.height if largest else 0,
        "num_frames": largest.frames if largest else 1,
        "fps": int(layout.rate),
        "prompts": [first],
        "seed": 42,
        "guidance_scale": 5,
        "sample_steps": 25,
    }


def start(layout: Layout) -> list[str]:
    """Return what to set and to run."""
    return tr(
        "Look through {file}: all but its datasets is a template. Then, in AI Toolkit's\n"
        'folder: python run.py "{path}"',
        file=CONFIG_FILE,
        path=layout.path(CONFIG_FILE),
    ).split("\n")


def differences(layout: Layout) -> list[str]:
    """Return what it will do otherwise than musubi."""
    said = not_trained(layout, TITLE, ("wan",))
    epoch = steps_of_epoch(layout)
    said.append(
        tr(
            "It counts steps, not epochs: {steps} are one epoch, and {all} are written for "
            "the plan's {epochs}.",
            steps=counted(epoch, "step"),
            all=counted(epoch * layout.epochs, "step"),
            epochs=counted(layout.epochs, "epoch"),
        )
    )
    said += filled_up(layout, TITLE)
    if any(1 < each.of.batch_size < each.of.samples for each in layout.sets):
        said.append(
            tr(
                "Which samples share a batch is decided once; musubi draws batches anew in every "
                "epoch."
            )
        )
    return said + _words(layout.captions)


def _words(captions: list[str]) -> list[str]:
    """Say what becomes of captions: it parts them at commas and joins them again."""
    said: list[str] = []
    commas = sum("," in caption for caption in captions)
    if commas:
        said.append(
            tr(
                "It writes a further space behind each comma of a caption: in {captions}.",
                captions=counted(commas, "caption"),
            )
        )
    places = sum(bool(_PLACES.search(caption)) for caption in captions)
    if places:
        said.append(
            tr(
                "It takes [trigger] and [name] out of captions: of {captions} here.",
                captions=counted(places, "caption"),
            )
        )
    return said
