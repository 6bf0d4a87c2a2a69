"""DiffSynth-Studio: metadata.csv for each set and for all, and the command lines.

(Read in its source of 2026-08: ``diffsynth/core/data``, ``diffusion/parsers.py``,
``examples/wanvideo/model_training``. With a height and a width, one run has one size; without, each
picture keeps its own, so that one run can train all sets. It takes no batches but of one.)
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator

from app.core.amounts import counted
from app.core.export.others.differing import not_trained
from app.core.export.others.layout import Layout, Placed, SetFolder
from app.core.export.others.quoting import bash, cmd, powershell
from app.core.language import tr

METADATA_FILE = "metadata.csv"
COMMANDS_FILE = "commands.txt"
TITLE = "DiffSynth-Studio"
_SCRIPT = "examples/wanvideo/model_training/train.py"
# Texts that pandas reads as nothing at all where a column of texts has them (its documentation of
# read_csv, na_values).
_NOTHING = frozenset(
    (
        *("", "#N/A", "#N/A N/A", "#NA", "-1.#IND", "-1.#QNAN", "-NaN", "-nan", "1.#IND"),
        *("1.#QNAN", "<NA>", "N/A", "NA", "NULL", "NaN", "None", "n/a", "nan", "null"),
    )
)


def files(layout: Layout) -> dict[str, str]:
    """Return the trainer's own files: text by name below the folder."""
    each_set = {
        f"{each.folder}/{METADATA_FILE}": _csv(_rows(each.placed, "")) for each in layout.sets
    }
    return {
        METADATA_FILE: _csv(_all_rows(layout)),
        COMMANDS_FILE: commands(layout),
        **each_set,
    }


def _rows(placed: Iterable[Placed], folder: str) -> Iterator[tuple[str, str]]:
    for each in placed:
        yield f"{folder}{each.file}", each.caption


def _all_rows(layout: Layout) -> Iterator[tuple[str, str]]:
    """Yield the files of all sets, each as often as it is trained in an epoch."""
    for each in layout.sets:
        for _ in range(each.of.repeats):
            yield from _rows(each.placed, f"{each.media}/")


def _csv(rows: Iterable[tuple[str, str]]) -> str:
    """Return a table of files and words; pictures stand among the clips, where both are read."""
    text = io.StringIO()
    table = csv.writer(text, lineterminator="\n")
    table.writerow(("video", "prompt"))
    table.writerows(rows)
    return text.getvalue()


def arguments(layout: Layout, each: SetFolder) -> list[str]:
    """Return the command that trains one set."""
    return [
        *_dataset(layout, each.media),
        *("--height", str(each.of.height), "--width", str(each.of.width)),
        *("--num_frames", str(each.of.frames)),
        *("--dataset_repeat", str(each.of.repeats)),
        *_training(layout, each.folder),
    ]


def arguments_of_all(layout: Layout) -> list[str]:
    """Return the command that trains all sets in one run, each picture at its own size."""
    pixels = max((each.of.width * each.of.height for each in layout.sets), default=0)
    frames = max((each.of.frames for each in layout.sets), default=1)
    return [
        *_dataset(layout, ""),
        *("--max_pixels", str(pixels)),
        *("--num_frames", str(frames)),
        *("--dataset_repeat", "1"),
        *_training(layout, "all"),
    ]


def _dataset(layout: Layout, folder: str) -> list[str]:
    base = layout.path(folder) if folder else layout.path()
    metadata = layout.path(folder, METADATA_FILE) if folder else layout.path(METADATA_FILE)
    return [
        *("accelerate", "launch", _SCRIPT),
        *("--dataset_base_path", base),
        *("--dataset_metadata_path", metadata),
    ]


def _training(layout: Layout, output: str) -> list[str]:
    model = f"Wan-AI/Wan2.1-T2V-{layout.setup.model}"
    parts = ("diffusion_pytorch_model*.safetensors", "models_t5_umt5-xxl-enc-bf16.pth")
    paths = ",".join(f"{model}:{part}" for part in (*parts, "Wan2.1_VAE.pth"))
    return [
        *("--model_id_with_origin_paths", paths),
        *("--learning_rate", "1e-4"),
        *("--num_epochs", str(layout.epochs)),
        *("--gradient_accumulation_steps", str(layout.setup.accumulation)),
        *("--remove_prefix_in_ckpt", "pipe.dit."),
        *("--output_path", f"./models/train/{output}"),
        *("--lora_base_model", "dit"),
        *("--lora_target_modules", "q,k,v,o,ffn.0,ffn.2"),
        *("--lora_rank", str(layout.setup.rank)),
        "--use_gradient_checkpointing_offload",
    ]


def commands(layout: Layout) -> str:
    """Return all commands, quoted for three shells, to be run in DiffSynth-Studio's folder."""
    lines = [
        "Commands for DiffSynth-Studio, to be run in its folder. The models are those of Wan 2.1:",
        "see its examples/wanvideo/model_training/lora for others.",
        "",
        "All sets in one run, each picture at its own size",
        *_in_shells(arguments_of_all(layout)),
    ]
    for each in layout.sets:
        number = counted(each.of.samples, "sample")
        lines += [
            "",
            f"Only {each.folder}: {number} an epoch",
            *_in_shells(arguments(layout, each)),
        ]
    return "\n".join(lines) + "\n"


def _in_shells(command: list[str]) -> list[str]:
    return [
        f"    bash:        {bash(command)}",
        f"    PowerShell:  {powershell(command)}",
        f"    cmd:         {cmd(command)}",
    ]


def start(_layout: Layout) -> list[str]:
    """Return what to set and to run."""
    return [
        tr(
            "The commands stand in {commands_file}: one for all sets, and one for each.",
            commands_file=COMMANDS_FILE,
        )
    ]


def differences(layout: Layout) -> list[str]:
    """Return what it will do otherwise than musubi."""
    said = not_trained(layout, TITLE, ("wan",))
    if any(each.of.batch_size > 1 for each in layout.sets):
        said.append(
            tr(
                "A batch is always one sample: {steps} an epoch instead of {planned:,}; "
                "--gradient_accumulation_steps makes up for it.",
                steps=counted(layout.samples, "step"),
                planned=layout.steps,
            )
        )
    if len(layout.sets) > 1:
        said.append(
            tr(
                "A run of a set of its own has one size and one length: sets trained one "
                "after the other are not mixed. {metadata_file} of the whole folder mixes "
                "them, as musubi does.",
                metadata_file=METADATA_FILE,
            )
        )
    said.append(
        tr(
            "Nothing is cached: each clip is read and encoded anew in every epoch, "
            "unless --task sft:data_process is run first."
        )
    )
    nothing = sum(caption.strip() in _NOTHING for caption in layout.captions)
    if nothing:
        said.append(
            tr(
                "1 caption is empty or a word such as NA or None: it reads a number that is none "
                "instead, and may stop; write other words."
            )
            if nothing == 1
            else tr(
                "{number:,} captions are empty or a word such as NA or None: it reads a number "
                "that is none instead, and may stop; write other words.",
                number=nothing,
            )
        )
    return said
