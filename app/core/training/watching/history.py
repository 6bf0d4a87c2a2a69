"""All runs of a project in a table, and what differs between the recipes of two."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from app.core.amounts import days
from app.core.clock import full_moment, moment
from app.core.language import noted, tr
from app.core.training.folder import read_run, run_folders
from app.core.training.model import Run, RunState
from app.core.training.recipe.presets import title_of
from app.core.training.recipe.showing import shown_text
from app.core.training.results.notes import read_run_note
from app.core.training.resuming.chain import Link, links_of
from app.core.training.runs.life import state_of
from app.core.training.watching.heads import STATES
from app.core.training.watching.tiles import began_at, elapsed
from app.core.training.watching.view import Tone


@dataclass(frozen=True, slots=True)
class Line:
    """A run in the table.

    Attributes:
        number: Of the run in the project: ``014``.
        word: Its state, with ``tone``.
        epochs: Done, of all: ``18 of 50``.
        loss: The trainer's mean at its end: ``0.108``; empty where there is none.
        took: Days and hours; empty where it has not begun.
        when: It began.
        preset: What its recipe was made from, for people; empty: from none.
        began: The same in Unix seconds, or when it was made.
        star: A person's, as ``note``.
        attempt: Of the runs that went on from one another: ``attempt 2 of 3``; empty: it is alone.
        tip: All of it in sentences.
    """

    folder: Path
    run: Run
    state: RunState
    number: str
    word: str
    tone: Tone
    epochs: str
    loss: str
    took: str
    when: str
    began: float
    preset: str
    tip: str
    star: bool = False
    note: str = ""
    attempt: str = ""

    @property
    def name(self) -> str:
        """The run's name, without its number."""
        return self.run.name or self.run.id

    @property
    def title(self) -> str:
        """The run's name, with its number before it."""
        return f"{self.number}  {self.name}"

    @property
    def live(self) -> bool:
        """Whether it runs or waits."""
        return not self.state.ended


def history(project: Path, now: float) -> tuple[Line, ...]:
    """Return the runs of a project, the newest first; what cannot be read is passed over."""
    lines = []
    folders = run_folders(project)
    links = links_of(folders)
    for folder in reversed(folders):
        run = read_run(folder)
        if run is not None:
            lines.append(line_of(folder, run, state_of(folder), now, links.get(folder)))
    return tuple(lines)


def line_of(folder: Path, run: Run, state: RunState, now: float, link: Link | None = None) -> Line:
    """Return the line of a run at ``now``, Unix seconds.

    Args:
        folder: The run's.
        run: Its frozen inputs.
        state: Where it stands.
        now: Unix seconds.
        link: Its place among those that went on from one another; None: it is alone.
    """
    word, tone = STATES[state.state]
    began, took = began_at(state) or run.created, elapsed(run, state, now)
    number, _, _ = folder.name.partition("-")
    note = read_run_note(folder)
    return Line(
        folder,
        run,
        state,
        number,
        tr(word),
        tone,
        _epochs(run, state),
        _loss(state),
        "" if took is None else days(took),
        moment(began, now),
        began,
        title_of(run.preset),
        "\n".join(filter(None, (_tip(run, state, began), link.words if link else ""))),
        note.star,
        note.text,
        tr("attempt {attempt} of {attempts}", attempt=link.attempt, attempts=link.attempts)
        if link and link.attempts > 1
        else "",
    )


def _epochs(run: Run, state: RunState) -> str:
    point = state.point
    epochs = (point.epochs if point is not None else 0) or run.epochs
    if not epochs:
        return ""
    per_epoch = run.steps_per_epoch or (point.steps // epochs if point and point.steps else 0)
    done = point.step // per_epoch if point is not None and per_epoch else 0
    return (
        f"{epochs:,}" if done >= epochs else tr("{done:,} of {epochs:,}", done=done, epochs=epochs)
    )


def _loss(state: RunState) -> str:
    loss = state.point.loss if state.point is not None else None
    return "" if loss is None else f"{loss:.4f}"


def _tip(run: Run, state: RunState, began: float) -> str:
    lines = [
        tr(
            "{id}, {state}; began {moment}.",
            id=run.id,
            state=tr(STATES[state.state][0]),
            moment=full_moment(began),
        )
    ]
    point = state.point
    if point is not None and point.steps:
        lines.append(
            tr(
                "Step {step:,} of {steps:,}; epochs that were trained whole.",
                step=point.step,
                steps=point.steps,
            )
        )
    if point is not None and point.loss is not None:
        lines.append(tr("Loss: the trainer's own mean over an epoch, at the end."))
    if state.trouble:
        lines.append(state.trouble)
    return "\n".join(lines)


# ----------------------------------------------------------------------------------- comparing


@dataclass(frozen=True, slots=True)
class Difference:
    """An option in which runs differ.

    Attributes:
        option: Its name, without its script's where that is the training's.
        values: Of each run in order; ``–`` where it is not set.
    """

    option: str
    values: tuple[str, ...]


def differences(runs: Iterable[Run]) -> tuple[Difference, ...]:
    """Return in what runs differ: their options by name, then what they train on."""
    listed = [*runs]
    tables = [_flat(run) for run in listed]
    names = sorted({name for table in tables for name in table})
    found = []
    for name in names:
        values = tuple(table.get(name, "–") for table in tables)
        if len(set(values)) > 1:
            found.append(Difference(tr(name), values))
    return tuple(found)


def settings_of(run: Run) -> tuple[Difference, ...]:
    """Return the recipe of one run, and what it trained on."""
    return tuple(Difference(tr(name), (value,)) for name, value in sorted(_flat(run).items()))


def _flat(run: Run) -> Mapping[str, str]:
    given = {name.removeprefix("train."): shown_text(each) for name, each in run.values.items()}
    table = {name: said for name, said in given.items() if said}  # an empty path is ours to fill in
    table |= {noted("preset"): title_of(run.preset) or "–", noted("task"): run.task or "–"}
    table[noted("samples")] = f"{run.samples:,}"
    table[noted("steps per epoch")] = f"{run.steps_per_epoch:,}"
    return table
