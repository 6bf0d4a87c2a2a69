"""README.txt of an export to another trainer."""

from __future__ import annotations

import textwrap

from app.core.amounts import counted
from app.core.export.others.layout import Layout
from app.core.export.others.trainers import Trainer
from app.core.language import tr

FILE = "README.txt"
_WIDTH = 92


def readme(layout: Layout, trainer: Trainer) -> str:
    """Return what lies in the folder, how to start, and what is done differently."""
    lines = [
        tr('"{name}" for {trainer}, written by Rushes.', name=layout.title, trainer=trainer.title),
        "",
        *_wrapped(
            tr(
                "The clips and pictures here are the very frames that musubi-tuner trains of the "
                "project: each window cut, resized and cropped as musubi does it, with its caption "
                "beside it. They are written anew where the project changed: do not edit them here."
            )
        ),
        "",
        tr("Sets"),
        *_table(layout),
        "",
        tr("To start"),
        *(f"  {line}" for line in trainer.start(layout)),
    ]
    if said := trainer.differences(layout):
        head = tr("What {trainer} does differently from musubi-tuner", trainer=trainer.title)
        lines += ["", head]
        for sentence in said:
            lines += _wrapped(sentence, "  - ", "    ")
    return "\n".join(lines) + "\n"


def _table(layout: Layout) -> list[str]:
    longest = max((len(each.folder) for each in layout.sets), default=0)
    lines = [
        f"  {each.folder:<{longest}}  "
        + tr(
            "{files:>7,} × {repeats:<3} = {samples:>7,} an epoch",
            files=len(each.placed),
            repeats=each.of.repeats,
            samples=each.of.samples,
        )
        for each in layout.sets
    ]
    total = tr(
        "{files}, {samples} an epoch, {rate} frames a second",
        files=counted(layout.files, "file"),
        samples=counted(layout.samples, "sample"),
        rate=layout.rate,
    )
    return [*lines, f"  {total}"]


def _wrapped(text: str, first: str = "", rest: str = "") -> list[str]:
    return textwrap.wrap(
        text, _WIDTH, initial_indent=first, subsequent_indent=rest, break_long_words=False
    )
