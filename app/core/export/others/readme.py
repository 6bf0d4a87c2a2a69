"""README.txt of an export to another trainer."""

from __future__ import annotations

import textwrap

from app.core.amounts import counted
from app.core.export.others.layout import Layout
from app.core.export.others.trainers import Trainer

FILE = "README.txt"
_WIDTH = 92


def readme(layout: Layout, trainer: Trainer) -> str:
    """Return what lies in the folder, how to start, and what is done differently."""
    lines = [
        f'"{layout.title}" for {trainer.title}, written by Rushes.',
        "",
        *_wrapped(
            "The clips and pictures here are the very frames that musubi-tuner trains of the "
            "project: each window cut, resized and cropped as musubi does it, with its caption "
            "beside it. They are written anew where the project changed: do not edit them here."
        ),
        "",
        "Sets",
        *_table(layout),
        "",
        "To start",
        *(f"  {line}" for line in trainer.start(layout)),
    ]
    if said := trainer.differences(layout):
        lines += ["", f"What {trainer.title} does differently from musubi-tuner"]
        for sentence in said:
            lines += _wrapped(sentence, "  - ", "    ")
    return "\n".join(lines) + "\n"


def _table(layout: Layout) -> list[str]:
    longest = max((len(each.folder) for each in layout.sets), default=0)
    lines = [
        f"  {each.folder:<{longest}}  {len(each.placed):>7,} × {each.of.repeats:<3} = "
        f"{each.of.samples:>7,} an epoch"
        for each in layout.sets
    ]
    total = f"{counted(layout.files, 'file')}, {counted(layout.samples, 'sample')} an epoch"
    return [*lines, f"  {total}, {layout.rate} frames a second"]


def _wrapped(text: str, first: str = "", rest: str = "") -> list[str]:
    return textwrap.wrap(
        text, _WIDTH, initial_indent=first, subsequent_indent=rest, break_long_words=False
    )
