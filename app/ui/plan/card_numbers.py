"""The samples of a dataset at the foot of its card, and how they were counted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.core.amounts import counted
from app.core.language import tr
from app.core.planner.editing.card_words import how_counted
from app.ui.tokens import DATASETS, Tone
from app.ui.widgets.chip import Chip

if TYPE_CHECKING:
    from app.core.export.plan_view import PlanView
    from app.core.planner.ledger import Line
    from app.ui.plan.card_entry import EntryCard

_LONG = 10_000  # samples: from here on the word for them goes, so that the numbers stay whole


def show_numbers(card: EntryCard, view: PlanView | None, place: int) -> None:
    """Show what a dataset yields.

    Args:
        card: It.
        view: The plan; None where it is not one of these datasets yet.
        place: Of the dataset in the file, which gives the colour.
    """
    card.set_tone(DATASETS[place % len(DATASETS)])
    section = card.section()
    line = view.ledger.lines[place] if view and place < len(view.ledger.lines) else None
    stills = section is not None and section.kind == "image"
    sources = "—" if view is None or line is None else _sources(view, line, stills=stills)
    card.source_row.set_value(sources, tip=tr("Files the trainer lists, each with its caption."))
    if view is None:
        _put(
            card.chip,
            tr("counting"),
            "neutral",
            tr("It was changed and is being counted."),
        )
    elif line is None:
        bad = any(mark.dataset == place and mark.grade == "bad" for mark in view.marks)
        state = tr("refused") if bad else tr("not counted")
        tip = tr("The trainer stops before it reads any dataset.")
        _put(card.chip, state, "bad" if bad else "neutral", tip)
    else:
        _show_line(card.chip, view, line)


def _sources(view: PlanView, line: Line, *, stills: bool) -> str:
    """Return how many files it reads; of how many, where it does not read all."""
    datasets = view.project.datasets if view.project is not None else ()
    if line.dataset >= len(datasets) or not datasets[line.dataset].filter:
        return _counted(line.sources, stills=stills)
    every = view.stills if line.kind == "image" else view.clips
    return tr("{:,} of {}").format(line.sources, _counted(every, stills=stills))


def _counted(number: int, *, stills: bool) -> str:
    return counted(number, "still") if stills else counted(number, "clip")


def _show_line(chip: Chip, view: PlanView, line: Line) -> None:
    lost = view.lost[line.dataset]
    rows = [row for row in view.ledger.rows if row.dataset == line.dataset]
    tip = how_counted(line, rows, lost)
    if line.errors or line.samples is None:
        _put(chip, tr("refused"), "bad", tip)
    elif not line.sources:
        _put(chip, tr("nothing in it"), "neutral", tip)
    elif lost or not line.samples:
        if line.samples < _LONG:
            words = tr("{}, {:,} lost").format(counted(line.samples, "sample"), lost)
        else:
            words = tr("{:,} · {:,} lost").format(line.samples, lost)
        _put(chip, words, "warn", tip)
    else:
        _put(chip, counted(line.samples, "sample"), "good", tip)


def _put(chip: Chip, words: str, tone: Tone, tip: str) -> None:
    chip.set_state(words, tone)
    chip.setToolTip(tip)
    chip.setAccessibleDescription(tip)
