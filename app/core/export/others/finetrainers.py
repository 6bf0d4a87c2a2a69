"""finetrainers: training.json, and lists of files and words for each set.

(From its documentation as kept in `reference/peers.md`; its source could not be read. Repeats are
lines of the lists, as its configuration has no word for them. The lists stand beside the folder of
the files, not in it: there, pairs of a clip and a text would be found before the lists.)
"""

from __future__ import annotations

import json
from typing import Any

from app.core.export.others.differing import not_trained, one_batch_size, without_words
from app.core.export.others.layout import Layout, SetFolder
from app.core.language import tr

TRAINING_FILE = "training.json"
TITLE = "finetrainers"
MEDIA = "files"  # of a set, below its folder


def files(layout: Layout) -> dict[str, str]:
    """Return the trainer's own files: text by name below the folder."""
    texts = {TRAINING_FILE: json.dumps(training(layout), ensure_ascii=False, indent=2) + "\n"}
    for each in layout.sets:
        listed = "images.txt" if each.of.is_pictures else "videos.txt"
        paths = [f"{MEDIA}/{placed.file}" for placed in each.placed]
        words = [placed.caption for placed in each.placed]
        texts[f"{each.folder}/{listed}"] = _lines(paths * each.of.repeats)
        texts[f"{each.folder}/prompts.txt"] = _lines(words * each.of.repeats)
    return texts


def _lines(each: list[str]) -> str:
    return "\n".join(each) + "\n"


def training(layout: Layout) -> dict[str, Any]:
    """Return the datasets as its training configuration lists them."""
    return {"datasets": [_dataset(layout, each) for each in layout.sets]}


def _dataset(layout: Layout, each: SetFolder) -> dict[str, Any]:
    found = each.of
    kind = "image" if found.is_pictures else "video"
    size = [found.height, found.width]
    return {
        "data_root": layout.path(each.folder),
        "dataset_type": kind,
        f"{kind}_resolution_buckets": [size if found.is_pictures else [found.frames, *size]],
        "reshape_mode": "bicubic",
        "remove_common_llm_caption_prefixes": False,
    }


def start(layout: Layout) -> list[str]:
    """Return what to set and to run."""
    return [
        tr("In the options of its train.py:"),
        f"    --dataset_config {layout.path(TRAINING_FILE)}",
    ]


def differences(layout: Layout) -> list[str]:
    """Return what it will do otherwise than musubi."""
    said = not_trained(layout, TITLE, ("wan", "hunyuan"))
    said += one_batch_size(layout, "--batch_size")
    if any(each.of.repeats > 1 for each in layout.sets):
        said.append(
            tr(
                "It knows no repeats: a file that is trained twice in an epoch stands in "
                "the lists twice."
            )
        )
    empty = without_words(layout)
    if empty:
        said.append(
            tr(
                "1 caption without words is an empty line of the list, which it may pass over: "
                "write some."
            )
            if empty == 1
            else tr(
                "{number:,} captions without words are empty lines of the list, which it may pass "
                "over: write some.",
                number=empty,
            )
        )
    said.append(
        tr(
            "What it does beside could not be read in its source when this was written: "
            "look at the counts it prints."
        )
    )
    return said
