"""SimpleTuner: multidatabackend.json with a backend for each set, and the keys of config.json.

(Read in its source of 2026-08: ``documentation/DATALOADER.md``, ``multiaspect/image.py`` and
``sampler.py``, ``data_backend/factory.py``. It computes a picture's size from its shorter edge and
its rounded shape; with shapes rounded to four places that is the picture's own size.)
"""

from __future__ import annotations

import json
from typing import Any

from app.core.export.others.differing import filled_up, not_trained
from app.core.export.others.layout import Layout, SetFolder, batch_sizes
from app.core.language import tr

BACKENDS_FILE = "multidatabackend.json"
CONFIG_FILE = "config-keys.json"
TITLE = "SimpleTuner"
_ALIGNMENT, _ROUNDING = 16, 4  # pixels; decimal places of a shape


def files(layout: Layout) -> dict[str, str]:
    """Return the trainer's own files: text by name below the folder."""
    return {
        BACKENDS_FILE: _json(backends(layout)),
        CONFIG_FILE: _json(config_keys(layout)),
    }


def backends(layout: Layout) -> list[dict[str, Any]]:
    """Return the data backends: one for each set, and one for the words."""
    words = {
        "id": "text-embeds",
        "type": "local",
        "dataset_type": "text_embeds",
        "default": True,
        "cache_dir": layout.path("cache", "text"),
        "disabled": False,
    }
    return [*(_backend(layout, each) for each in layout.sets), words]


def _backend(layout: Layout, each: SetFolder) -> dict[str, Any]:
    found = each.of
    entry: dict[str, Any] = {
        "id": each.folder,
        "type": "local",
        "dataset_type": "image" if found.is_pictures else "video",
        "instance_data_dir": layout.path(each.media),
        "caption_strategy": "textfile",
        "metadata_backend": "discovery",
        "resolution_type": "pixel",
        "resolution": min(found.width, found.height),
        "minimum_image_size": 0,
        "crop": False,
        "repeats": found.repeats - 1,  # those on top of the first
        "train_batch_size": max(1, found.batch_size),
        "cache_dir_vae": layout.path("cache", "vae", each.folder),
        "disabled": False,
    }
    if not found.is_pictures:
        entry["video"] = {
            "num_frames": found.frames,
            "min_frames": found.frames,
            "is_i2v": False,
            "bucket_strategy": "aspect_ratio",
        }
    return entry


def config_keys(layout: Layout) -> dict[str, Any]:
    """Return what config.json must say so that the sets are trained as they are."""
    return {
        "data_backend_config": layout.path(BACKENDS_FILE),
        "aspect_bucket_alignment": _ALIGNMENT,
        "aspect_bucket_rounding": _ROUNDING,
        "resolution_type": "pixel",
        "minimum_image_size": 0,
        "caption_dropout_probability": 0.0,
        "train_batch_size": batch_sizes(layout.sets)[0] if layout.sets else 1,
        "gradient_accumulation_steps": layout.setup.accumulation,
        "num_train_epochs": layout.epochs,
        "max_train_steps": 0,
        "framerate": int(layout.rate),
    }


def start(_layout: Layout) -> list[str]:
    """Return what to set and to run."""
    return tr(
        "Put what {file} says into config.json: without its aspect_bucket_alignment and\n"
        "aspect_bucket_rounding, pictures would be resized and cut again. Then: simpletuner train",
        file=CONFIG_FILE,
    ).split("\n")


def differences(layout: Layout) -> list[str]:
    """Return what it will do otherwise than musubi."""
    said = not_trained(layout, TITLE, ("wan", "hunyuan"))
    if layout.architecture == "hunyuan":
        said.append(tr("Its HunyuanVideo is version 1.5, not the one that musubi's plan is for."))
    if len(layout.sets) > 1:
        said.append(
            tr(
                "Which set the next batch is of is drawn by chance, weighted by size; "
                "musubi shuffles all batches of an epoch."
            )
        )
    said += filled_up(layout, TITLE)
    small = [each.folder for each in layout.sets if each.of.samples < each.of.batch_size]
    if small:
        said.append(_too_few(small))
    said.append(
        tr(
            "It leaves out the words of one sample in ten by default; {config_file} sets "
            "that to none.",
            config_file=CONFIG_FILE,
        )
    )
    return said


def _too_few(sets: list[str]) -> str:
    if len(sets) == 1:
        return tr(
            '1 set has fewer samples than a batch ("{first}"): it stops on it unless started with '
            "--allow_dataset_oversubscription.",
            first=sets[0],
        )
    return tr(
        '{number:,} sets have fewer samples than a batch ("{first}"): it stops on them unless '
        "started with --allow_dataset_oversubscription.",
        number=len(sets),
        first=sets[0],
    )


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"
