"""diffusion-pipe: dataset.toml with a directory and a size bucket for each set.

(Read in its source of 2026-08: ``utils/dataset.py``, ``models/base.py``. ``size_buckets`` gives a
directory its sizes outright; with a single one, nothing is chosen, resized or cut.)
"""

from __future__ import annotations

from dataclasses import replace

import tomlkit

from app.core.amounts import counted
from app.core.export.others.differing import dropped, not_trained, one_batch_size
from app.core.export.others.layout import Layout, SetFolder, batch_sizes
from app.core.language import tr

DATASET_FILE = "dataset.toml"
TITLE = "diffusion-pipe"


def files(layout: Layout) -> dict[str, str]:
    """Return the trainer's own files: text by name below the folder."""
    return {DATASET_FILE: dataset_toml(layout)}


def dataset_toml(layout: Layout) -> str:
    """Return the dataset file."""
    document = tomlkit.document()
    document.add(tomlkit.comment(_one_line(f'The dataset of "{layout.title}", written by Rushes.')))
    document.add(tomlkit.comment("Each clip is cut, sized and timed already: every directory has"))
    document.add(tomlkit.comment("just the one size bucket [width, height, frames] of its files."))
    document.add(tomlkit.nl())
    directories = tomlkit.aot()
    for each in layout.sets:
        table = tomlkit.table()
        table.add(tomlkit.comment(_one_line(f"{each.of.name}: {_words(each)}")))
        table.add("path", layout.path(each.media))
        table.add("num_repeats", each.of.repeats)
        table.add("size_buckets", [[each.of.width, each.of.height, each.of.frames]])
        directories.append(table)
    document.add("directory", directories)
    return tomlkit.dumps(document)


def _words(each: SetFolder) -> str:
    number = counted(len(each.placed), "picture" if each.of.is_pictures else "clip")
    return f"{number}, {counted(each.of.samples, 'sample')} an epoch"


def _one_line(text: str) -> str:
    return " ".join(text.split())


def start(layout: Layout) -> list[str]:
    """Return what to set and to run."""
    clips, pictures = _kinds(layout)
    lines = [
        tr("In the main configuration (see its examples/main_example.toml):"),
        f"    dataset = {tomlkit.item(layout.path(DATASET_FILE)).as_string()}",
        "    video_clip_mode = 'single_beginning'",
        f"    epochs = {layout.epochs}",
    ]
    if clips:
        lines.append(f"    micro_batch_size_per_gpu = {batch_sizes(clips)[0]}")
    if pictures:
        key = "image_micro_batch_size_per_gpu" if clips else "micro_batch_size_per_gpu"
        lines.append(f"    {key} = {batch_sizes(pictures)[0]}")
    if layout.setup.accumulation > 1:
        lines.append(f"    gradient_accumulation_steps = {layout.setup.accumulation}")
    command = "deepspeed --num_gpus=1 train.py --deepspeed --config main.toml"
    lines.append(tr("Then: {command}", command=command))
    return lines


def differences(layout: Layout) -> list[str]:
    """Return what it will do otherwise than musubi."""
    clips, pictures = _kinds(layout)
    said = not_trained(layout, TITLE, ("wan", "hunyuan"))
    said += one_batch_size(layout, "micro_batch_size_per_gpu", clips)
    said += one_batch_size(layout, "image_micro_batch_size_per_gpu", pictures)
    said += _batches(layout, clips, pictures)
    if layout.samples > 1:
        said.append(
            tr(
                "Every epoch goes through the samples in one and the same order; musubi "
                "shuffles them anew each time."
            )
        )
    return said


def _kinds(layout: Layout) -> tuple[list[SetFolder], list[SetFolder]]:
    clips = [each for each in layout.sets if not each.of.is_pictures]
    return clips, [each for each in layout.sets if each.of.is_pictures]


def _batches(layout: Layout, clips: list[SetFolder], pictures: list[SetFolder]) -> list[str]:
    """Say what becomes of batches: those of one shape are shared, and what is left over dropped."""
    said: list[str] = []
    lost = 0
    shared: set[str] = set()
    for sets in (clips, pictures):
        # One step takes the batches of all accumulated ones at once, and drops what is left.
        batch = (batch_sizes(sets)[0] if sets else 1) * max(1, layout.setup.accumulation)
        if batch < 2:
            continue
        lost += dropped(_only(layout, sets), batch)
        shapes = [each.of.shape for each in sets]
        shared |= {shape for shape in shapes if shapes.count(shape) > 1}
    if lost:
        said.append(
            tr(
                "1 sample of an epoch is dropped: what does not fill a last step of its size and "
                "length is left out, where musubi trains it."
            )
            if lost == 1
            else tr(
                "{number:,} samples of an epoch are dropped: what does not fill a last step of its "
                "size and length is left out, where musubi trains it.",
                number=lost,
            )
        )
    if shared:
        said.append(
            tr(
                "Sets of one size and length ({sets}) share batches; musubi keeps those of "
                "two datasets apart.",
                sets=", ".join(sorted(shared)),
            )
        )
    return said


def _only(layout: Layout, sets: list[SetFolder]) -> Layout:
    return replace(layout, sets=tuple(sets))
