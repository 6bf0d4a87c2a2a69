"""What a run, and those it went on from, can be gone on from: states, and bare checkpoints."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from app.core.language import sentences, tr
from app.core.training.folder import OUTPUT, read_state
from app.core.training.model import Run
from app.core.training.results.attempts import Attempt, attempts_of
from app.core.training.results.header import WeightsError
from app.core.training.results.looking import reading_of
from app.core.training.results.names import ENDING, STATE, checkpoint_name
from app.core.training.resuming.point import ResumePoint
from app.core.training.resuming.state_files import look_at_state


def resumable(folder: Path) -> tuple[ResumePoint, ...]:
    """Return the states of a run and of those it went on from, the newest first.

    Half-written ones are among them, with why. What was trained beyond the point that a later run
    went on from comes last of its run's: that later run knows nothing of it.
    """
    return _ordered(folder, [point for shelf in _shelves(folder) for point in shelf.states()])


def weights_to_begin_from(folder: Path) -> tuple[ResumePoint, ...]:
    """Return the checkpoints of a run and of those it went on from, the newest first.

    To begin from one is another thing: the optimizer is a fresh one, so are schedule and warm-up.
    """
    return _ordered(folder, [point for shelf in _shelves(folder) for point in shelf.weights()])


def offered(points: Sequence[ResumePoint]) -> ResumePoint | None:
    """Return the newest whole one of some points; None where none is whole."""
    return next((point for point in points if point.whole), None)


def no_state_words(folder: Path, points: Sequence[ResumePoint]) -> str:
    """Return why a run cannot be gone on from, and what can be done; empty where it can."""
    if offered(points) is not None:
        return ""
    attempts = attempts_of(folder)
    run = attempts[-1].run if attempts else Run()
    weights = offered(weights_to_begin_from(folder))
    begin = weights is not None
    if points:
        said = sentences((points[0].damaged, _no_state_before(begin=begin)))
    elif run.values.get("train.save_state"):
        said = _no_state_yet(begin=begin)
    else:
        said = _no_states(begin=begin)
    if weights is None:
        return said
    anew = tr(
        "Training can begin anew from the weights of {name}, with a fresh optimizer.",
        name=weights.name,
    )
    return sentences((said, anew))


def _no_state_before(*, begin: bool) -> str:
    if begin:
        return tr("There is no whole state before it, so that it cannot go on where it ended.")
    return tr(
        "There is no whole state before it, and no checkpoint either: it can only be run again."
    )


def _no_state_yet(*, begin: bool) -> str:
    if begin:
        return tr(
            "It ended before the trainer had written a state, so that it cannot go on where it "
            "ended."
        )
    return tr(
        "It ended before the trainer had written a state, and no checkpoint either: it can only "
        "be run again."
    )


def _no_states(*, begin: bool) -> str:
    if begin:
        return tr(
            'It wrote no states: "save_state" was off in its recipe, so that it cannot go on '
            "where it ended."
        )
    return tr(
        'It wrote no states: "save_state" was off in its recipe, and no checkpoint either: it '
        "can only be run again."
    )


def steps_of_an_epoch(folder: Path, run: Run) -> int:
    """Return the steps of an epoch: what the trainer printed, else what the plan said; 0: neither.

    Args:
        folder: The run's.
        run: Its frozen inputs.
    """
    point = read_state(folder).point
    by_epochs = counts_epochs(run)
    if point is not None and by_epochs and point.epochs and point.steps % point.epochs == 0:
        return point.steps // point.epochs or run.steps_per_epoch
    return run.steps_per_epoch


def counts_epochs(run: Run) -> bool:
    """Return whether a run was told its epochs; else its steps."""
    argv = next((each.argv for each in run.commands if each.step == "train"), ())
    for epochs, option in ((True, "--max_train_epochs"), (False, "--max_train_steps")):
        if option in argv:
            return epochs
    return bool(run.values.get("train.max_train_epochs"))


def output_folders(folder: Path, run: Run) -> list[Path]:
    """Return where a run writes: its own folder, and what its command names besides."""
    found = [folder / OUTPUT]
    argv = next((each.argv for each in run.commands if each.step == "train"), ())
    with contextlib.suppress(ValueError, IndexError):
        found.append(Path(argv[argv.index("--output_dir") + 1]))
    return list(dict.fromkeys(found))


def _shelves(folder: Path) -> list[_Shelf]:
    return [_Shelf(each, steps_of_an_epoch(each.folder, each.run)) for each in attempts_of(folder)]


def _ordered(folder: Path, points: list[ResumePoint]) -> tuple[ResumePoint, ...]:
    """Return points in the order in which one wants them."""
    attempts = attempts_of(folder)
    gone_on = {this.number: after.run.steps_before for this, after in pairwise(attempts)}

    def order(point: ResumePoint) -> tuple[int, bool, int, float]:
        beyond = point.step > gone_on.get(point.attempt, point.step)
        return (-point.attempt, beyond, -point.step, -point.when)

    return tuple(sorted(points, key=order))


@dataclass(frozen=True, slots=True)
class _Shelf:
    """What one run has written."""

    attempt: Attempt
    per_epoch: int

    def states(self) -> Iterator[ResumePoint]:
        for path in self._entries():
            if not path.name.endswith(STATE) or not path.is_dir():
                continue
            file = path.name.removesuffix(STATE) + ENDING
            step = self._step(path.with_name(file))
            if step is None:
                continue
            optimizer = str(self.attempt.run.values.get("train.optimizer_type", ""))
            files = look_at_state(path, scheduled=not optimizer.casefold().endswith("schedulefree"))
            yield self._point(
                path=path, step=step, when=files.when, size=files.size, damaged=files.damaged,
                noise=files.noise,
            )  # fmt: skip

    def weights(self) -> Iterator[ResumePoint]:
        for path in self._entries():
            if path.suffix != ENDING or (step := self._step(path)) is None:
                continue
            damaged = ""
            try:
                reading_of(path)
            except WeightsError as error:
                damaged = str(error)
            with contextlib.suppress(OSError):  # binned, or pruned by the trainer
                info = path.stat()
                yield self._point(
                    path=path, kind="weights", step=step, when=info.st_mtime, size=info.st_size,
                    damaged=damaged,
                )  # fmt: skip

    def _entries(self) -> list[Path]:
        found: dict[str, Path] = {}
        for folder in output_folders(self.attempt.folder, self.attempt.run):
            with contextlib.suppress(OSError):
                for each in folder.iterdir():
                    found.setdefault(each.name, each)
        return list(found.values())

    def _step(self, file: Path) -> int | None:
        """Return the step a file of this run was written after; None: it is none of its.

        The checkpoint's own metadata know best; where it is gone, or says nothing, its name does.
        """
        run = self.attempt.run
        meaning = checkpoint_name(file.name, run.name)
        if meaning is None or meaning.kind == "average":
            return None
        with contextlib.suppress(WeightsError, KeyError, ValueError):
            return int(reading_of(file)[0]["ss_steps"])
        if meaning.number is None:
            return self._own_steps
        if meaning.kind == "step":
            return meaning.number
        return meaning.number * self.per_epoch if self.per_epoch else None

    @property
    def _own_steps(self) -> int:
        """Steps of this run alone, if it reaches its end."""
        run = self.attempt.run
        by_epochs = counts_epochs(run) and run.epochs and self.per_epoch
        return run.epochs * self.per_epoch if by_epochs else run.total_steps

    def _point(self, *, step: int, **what: object) -> ResumePoint:
        run, each = self.attempt.run, self.per_epoch
        steps = run.steps_before + self._own_steps
        epochs = run.epochs
        if each and run.steps_before // each == run.epochs_before:
            epochs = -(-steps // each)
        elif each:  # the dataset is another since: epochs were of another length before
            epochs = run.epochs_before - (-self._own_steps // each)
        return ResumePoint(
            folder=self.attempt.folder,
            run=run,
            step=step + run.steps_before,
            steps=steps,
            per_epoch=each,
            epochs=epochs,
            by_epochs=counts_epochs(run),
            attempt=self.attempt.number,
            **what,  # type: ignore[arg-type]
        )
