"""What a dataset's card says in words: what it is when folded, and how its samples are counted."""

from __future__ import annotations

import re
from collections.abc import Sequence

from app.core.amounts import counted
from app.core.language import tr
from app.core.planner.editing.dataset_fields import Section, text_of
from app.core.planner.editing.key_help import Key, key_named
from app.core.planner.findings import begun
from app.core.planner.ledger import Line, Row

_WHERE = re.compile(r'^"[^"]*"(?: line \d+)?(?:, (?:dataset \d+|\[general\]))?:? ')


def summary(section: Section) -> str:
    """Return a section in a line, as a folded card has it."""
    if section.kind is None:
        known = [(key, name) for name in section.own if (key := key_named(name)) is not None]
        return " · ".join(_said(section, key, name) for key, name in known) or tr("nothing is set")
    parts = [_shown(section, "resolution").replace(" ", "")]
    if section.kind == "video":
        parts.append(_windows(section))
    repeats = section.value("num_repeats")
    return " · ".join(parts) + (f" · ×{repeats}" if repeats != 1 else "")


def _said(section: Section, key: Key, name: str) -> str:
    label, value = tr(key.label).lower(), section.value(name)
    if not isinstance(value, bool):
        return f"{label} {_shown(section, name)}"
    if value:
        return label
    if key.name == "bucket_no_upscale":
        return tr("upscaling")
    if key.name == "fp_1f_no_post":
        return tr("post frames")
    return tr("no {key}", key=label)


def _windows(section: Section) -> str:
    mode = section.extraction
    if mode == "full":
        return tr("full, up to {frames}", frames=_shown(section, "max_frames"))
    shown = f"{mode} {_shown(section, 'target_frames')}"
    if mode == "uniform":
        return f"{shown} × {_shown(section, 'frame_sample')}"
    return f"{shown} / {_shown(section, 'frame_stride')}" if mode == "slide" else shown


def _shown(section: Section, name: str) -> str:
    key = key_named(name)
    return str(section.value(name)) if key is None else text_of(key, section.value(name))


def at_its_place(sentence: str) -> str:
    """Return a sentence about a dataset file for where that and the dataset are known."""
    return begun(_WHERE.sub("", sentence))


def how_counted(line: Line, rows: Sequence[Row], lost: int) -> str:
    """Return how the samples of a dataset come about, in lines.

    Args:
        line: Its sums.
        rows: Its buckets.
        lost: Samples per epoch that are lost, for whatever reason.
    """
    image = line.kind == "image"
    if line.samples is None or line.errors:
        return tr("The trainer stops here: what is wrong stands above, at its key.")
    sources = counted(line.sources, "still") if image else counted(line.sources, "clip")
    windows = counted(line.windows, "picture") if image else counted(line.windows, "window")
    parts = [
        tr("{windows} of {sources}", windows=windows, sources=sources)
        if line.windows
        else tr("No window of {sources}", sources=sources)
    ]
    collisions = sum(row.collisions for row in rows)
    if collisions:
        parts.append(
            tr(
                "− {number:,} that others overwrite, as their cache files have one name",
                number=collisions,
            )
        )
    repeats = max((row.repeats for row in rows), default=1)
    if repeats != 1:
        parts.append(tr("× {number:,} repeats", number=repeats))
    parts.append(tr("= {samples} per epoch.", samples=counted(line.samples, "sample")))
    lines = [" ".join(parts)]
    if line.batches is not None and line.batches != line.samples:
        batches = counted(line.batches, "batch", "batches")
        lines.append(tr("In {batches}, which are its steps.", batches=batches))
    if lost:
        samples = counted(lost, "sample")
        lines.append(
            tr("{samples} lost: what is lost, and why, stands in the list.", samples=samples)
        )
    return "\n".join(lines)
