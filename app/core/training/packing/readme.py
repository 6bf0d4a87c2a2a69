"""README.txt of a packed run."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from app.core.amounts import disk_size
from app.core.training.model import Run, StepName
from app.core.training.packing.moving import Setting, Var, Word
from app.core.training.packing.scripts import SUMS

FILE = "README.txt"

_TEXT = """\
{title}
{line}

This folder holds a training: its dataset, its settings and its command lines. It needs no Rushes.

1. Copy the whole folder to the machine that trains; any path will do.
2. Put these things where the table says, or say where they are:

{table}

   musubi-tuner {version} trained it, or was to: take the same version. Files of models are those of
   the same name and size.
3. Linux:    bash start.sh check      compares all files with {sums}
             bash start.sh            runs {steps}
   Windows:  powershell -ExecutionPolicy Bypass -File start.ps1

   To say where something is:  MUSUBI=/opt/musubi-tuner DIT=/models/wan.safetensors bash start.sh
   One step alone:             bash start.sh train

Checkpoints and samples go to run/output, events for TensorBoard to run/logs; on Linux what is
printed is kept in run/log. To look at them in Rushes, copy what is in these folders into those of
the run there: runs/{run} in the project.
{caches}{smoke}"""


def readme(
    run: Run, settings: Iterable[Setting], steps: Sequence[StepName], *, caches: bool
) -> str:
    """Return the text.

    Args:
        run: The run.
        settings: What must be put where.
        steps: What is run where nothing is said.
        caches: Whether the caches are in the folder.
    """
    title = run.title or run.id
    with_caches = (
        "\nThe caches of latents and captions are in the folder: nothing is cached again. To do\n"
        "that, run cache_latents and cache_text.\n"
    )
    smoke = "\nThe smoke test of the run is Rushes' own and is not made here.\n"
    return _TEXT.format(
        title=title,
        line="=" * len(title),
        table="\n".join(_rows(settings)),
        version=run.trainer or "(unknown)",
        sums=SUMS,
        steps=", ".join(steps),
        run=run.id,
        caches=with_caches if caches else "",
        smoke=smoke if "smoke" in run.steps else "",
    )


def _rows(settings: Iterable[Setting]) -> Iterable[str]:
    cells = [("PYTHON", "MUSUBI/.venv, MUSUBI/venv or python3", "", "The trainer's Python.")]
    cells += [
        (each.name, _default(each.default), disk_size(each.size) if each.size else "", each.what)
        for each in settings
    ]
    cells.insert(0, ("variable", "unless you say otherwise", "size", "what"))
    widths = [max(len(row[column]) for row in cells) for column in range(3)]
    for row in cells:
        padded = [text.ljust(width) for text, width in zip(row, widths, strict=False)]
        yield f"   {'  '.join([*padded, row[3]])}".rstrip()


def _default(word: Word) -> str:
    shown = "".join("." if isinstance(each, Var) else each for each in word)
    return shown.removeprefix("./") or "(say it)"
