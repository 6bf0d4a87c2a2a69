"""The samples of a dataset at the foot of its card, and how they were counted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from app.core.amounts import counted
from app.core.planner.editing.card_words import how_counted
from app.ui.tokens import DATASETS, Tone
from app.ui.widgets.chip import Chip

if TYPE_CHECKING:
    from app.core.export.plan_view import PlanView
    from app.core.planner.ledger import Line
    from app.ui.plan.card_entry import EntryCard

_LONG = 10_000  # samples: from here on the word for them goes, so that the numbers stay whole


def _tr(text: str) -> str:
    return QCoreApplication.translate("CardNumbers", text)


def show_numbers(card: EntryCard, view: PlanView | None, place: int) -> None:
    """Show what a dataset yields.

    Args:
        card: It.
        view: The plan; None where it is not one of these datasets yet.
        place: Of the dataset in the file, which gives the colour.
    """
    card.set_tone(DATASETS[place % len(DATASETS)])
    section = card.section()
    noun = "still" if section is not None and section.kind == "image" else "clip"
    line = view.ledger.lines[place] if view and place < len(view.ledger.lines) else None
    sources = "—" if view is None or line is None else _sources(view, line, noun)
    card.source_row.set_value(sources, tip=_tr("Files the trainer lists, each with its caption."))
    if view is None:
        _put(card.chip, _tr("counting"), "neutral", _tr("It was changed and is being counted."))
    elif line is None:
        bad = any(mark.dataset == place and mark.grade == "bad" for mark in view.marks)
        state = _tr("refused") if bad else _tr("not counted")
        tip = _tr("The trainer stops before it reads any dataset.")
        _put(card.chip, state, "bad" if bad else "neutral", tip)
    else:
        _show_line(card.chip, view, line)


def _sources(view: PlanView, line: Line, noun: str) -> str:
    """Return how many files it reads; of how many, where it does not read all."""
    datasets = view.project.datasets if view.project is not None else ()
    if line.dataset >= len(datasets) or not datasets[line.dataset].filter:
        return counted(line.sources, noun)
    every = view.stills if line.kind == "image" else view.clips
    return _tr("{:,} of {}").format(line.sources, counted(every, noun))


def _show_line(chip: Chip, view: PlanView, line: Line) -> None:
    lost = view.lost[line.dataset]
    rows = [row for row in view.ledger.rows if row.dataset == line.dataset]
    tip = how_counted(line, rows, lost)
    if line.errors or line.samples is None:
        _put(chip, _tr("refused"), "bad", tip)
    elif not line.sources:
        _put(chip, _tr("nothing in it"), "neutral", tip)
    elif lost or not line.samples:
        if line.samples < _LONG:
            words = _tr("{}, {:,} lost").format(counted(line.samples, "sample"), lost)
        else:
            words = _tr("{:,} · {:,} lost").format(line.samples, lost)
        _put(chip, words, "warn", tip)
    else:
        _put(chip, counted(line.samples, "sample"), "good", tip)


def _put(chip: Chip, words: str, tone: Tone, tip: str) -> None:
    chip.set_state(words, tone)
    chip.setToolTip(tip)
    chip.setAccessibleDescription(tip)
