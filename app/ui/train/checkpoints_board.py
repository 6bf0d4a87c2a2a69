"""What the cards of samples and checkpoints know together, and what they do to checkpoints."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QGuiApplication

from app.core.errors import AppError
from app.core.jobs import part
from app.core.training.results.found import Checkpoint, Results
from app.core.training.results.growth import growths
from app.core.training.results.listing import Row, rows_of
from app.core.training.results.losses import LossAround, LossMeans
from app.core.training.results.notes import Note, note_down
from app.core.training.results.pruning import doomed
from app.core.training.results.weights import Strength, known_strength, measure
from app.ui.folders import show_folder
from app.ui.loop import spawn
from app.ui.train.session import TrainSession

if TYPE_CHECKING:
    from app.core.cache import Cache
    from app.core.jobs import Checkpoint as Step
    from app.core.training.model import Run


class CheckpointBoard(QObject):
    """One for a window; holds what the newest view of the shown run has.

    Attributes:
        run: What is shown; None: no run.
        ended: Whether it makes nothing any more.
        results: What it has made.
        hashes: AutoV2 by path, of those that were asked for.
    """

    changed = Signal()  # other results, losses, norms
    done = Signal(str)  # what was just done
    _measured = Signal(object, object)  # Checkpoint, Strength; from the job's thread

    def __init__(self, session: TrainSession, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.run: Run | None = None
        self.ended = False
        self.results = Results()
        self.hashes: dict[Path, str] = {}
        self._view: object = None
        self._saw: Results | None = None  # in that view
        self._strengths: dict[tuple[Path, float], Strength | None] = {}
        self._means: Callable[[int], LossAround | None] = _no_loss
        self._pending: dict[tuple[Path, str], Note] = {}  # being written
        self._measured.connect(self._on_measured)
        self._counted = (-1, 0.0, 0)  # points that the means are of, their sum, steps of a mean

    @property
    def cache(self) -> Cache:
        """Where hashes and norms are kept."""
        return self.session.parts.films.cache

    # ------------------------------------------------------------------------------- showing

    def show_view(self, view: Any) -> None:  # noqa: ANN401 -- a RunView, of `watching`
        """Take another view of the run that is shown; None: no run is."""
        if view is self._view and view is not None:
            return
        seen = view is not None and view.run == self.run and view.results == self._saw
        self._saw = None if view is None else view.results
        self._view = view
        before = self.run, self.results, self._counted, self.ended
        self.run = None if view is None else view.run
        self.ended = not getattr(view, "live", True)
        if not seen:  # else it may have begun to look before a look of ours
            self.results = Results() if view is None else self._with_pending(view.results)
        self._follow_losses(getattr(view, "curves", None))
        if before[0] is not self.run:
            self._forget_gone()
        if (self.run, self.results, self._counted, self.ended) != before:
            self.changed.emit()
            self._look_up()

    def rows(self) -> list[Row]:
        """Return the rows of the table, the newest first."""
        found = self.results.checkpoints
        strengths = self.strengths
        dooms = {} if self.run is None else doomed(self.run, found, self.results.attempts)
        grown = growths(found, strengths)
        return rows_of(found, self._means, strengths=strengths, growths=grown, dooms=dooms)

    @property
    def strengths(self) -> Mapping[str, Strength]:
        """The norms that are known, by name."""
        known = ((each.name, self._strengths.get(_key(each))) for each in self.results.checkpoints)
        return {name: strength for name, strength in known if strength is not None}

    def loss_around(self, step: int | None) -> LossAround | None:
        """Return the loss around a step; None where it is not known."""
        return None if step is None else self._means(step)

    def _follow_losses(self, curves: Any) -> None:  # noqa: ANN401 -- a CurvesView, of `curves`
        """Note which losses there are; only those up to the newest checkpoint matter here."""
        span = 0 if self.run is None else self.run.steps_per_epoch
        steps = getattr(curves, "steps", None)
        if steps is None:
            self._means, self._counted = _no_loss, (0, 0.0, span)
            return
        means = self._means = LossMeans(steps, curves.loss, span)
        newest = max((each.step or 0 for each in self.results.checkpoints), default=0)
        self._counted = (*means.known(newest), span)

    def _forget_gone(self) -> None:
        paths = {each.path for each in self.results.checkpoints}
        self.hashes = {path: each for path, each in self.hashes.items() if path in paths}

    def _look_up(self) -> None:
        """Find out which norms are known from before."""
        new = [each for each in self.results.checkpoints if _key(each) not in self._strengths]
        if new:
            self._strengths |= dict.fromkeys(map(_key, new))
            spawn(self._look_up_beside(new))

    async def _look_up_beside(self, new: Sequence[Checkpoint]) -> None:
        jobs = self.session.parts.jobs
        found = await jobs.beside(_known, list(new), self.cache, brief=True)
        if any(found.values()):
            self._strengths |= found
            self.changed.emit()

    # --------------------------------------------------------------------------------- notes

    def toggle_stars(self, chosen: Sequence[Checkpoint]) -> None:
        """Give checkpoints a star; where all have one, take it away."""
        star = not all(each.star for each in chosen)
        self._note([(each, Note(star, each.note)) for each in chosen])

    def write_note(self, checkpoint: Checkpoint, text: str) -> None:
        """Keep what a person notes of a checkpoint."""
        if text.strip() != checkpoint.note:
            self._note([(checkpoint, Note(checkpoint.star, text.strip()))])

    def _note(self, notes: Sequence[tuple[Checkpoint, Note]]) -> None:
        self._pending |= {(each.folder, each.name): note for each, note in notes}
        self.results = self._with_pending(self.results)
        self.changed.emit()
        spawn(self.session.parts.jobs.beside(_write_notes, list(notes), brief=True))

    def _with_pending(self, results: Results) -> Results:
        """Return results with the notes that a look into the folder may not have seen yet."""
        if not self._pending:
            return results
        shown = []
        for each in results.checkpoints:
            note = self._pending.get((each.folder, each.name))
            if note is not None and (each.star, each.note) == (note.star, note.text):
                del self._pending[each.folder, each.name]
            elif note is not None:
                each = replace(each, star=note.star, note=note.text)
            shown.append(each)
        return replace(results, checkpoints=tuple(shown))

    # ------------------------------------------------------------------------------ measuring

    def measure(self, chosen: Sequence[Checkpoint]) -> None:
        """Measure the weights of checkpoints, in the queue of jobs."""
        todo = [each for each in chosen if not self._strengths.get(_key(each))]
        if todo:
            spawn(self._measure(todo))

    async def _measure(self, todo: Sequence[Checkpoint]) -> None:
        title = self.tr("Measuring the weights of checkpoints")
        jobs, told = self.session.parts.jobs, self._measured.emit
        await jobs.run(title, _measure_each, list(todo), self.cache, told)

    def _on_measured(self, checkpoint: Checkpoint, strength: Strength) -> None:
        self._strengths[_key(checkpoint)] = strength
        self.changed.emit()

    # --------------------------------------------------------------------------------- files

    def show_folder(self, path: Path) -> None:
        """Show the folder a file lies in, in the system's own window."""
        show_folder(path.parent)

    def copy(self, text: str, sentence: str) -> None:
        """Put a text into the clipboard, and say so."""
        QGuiApplication.clipboard().setText(text)
        self.done.emit(sentence)

    def look_again(self) -> None:
        """Look into the run's folder, beside all else."""
        folder = self.session.run
        if folder is not None:
            spawn(self._look_again(folder))

    async def _look_again(self, folder: Path) -> None:
        from app.core.training.results.looking import look

        found = await self.session.parts.jobs.beside(look, folder, brief=True)
        if self.session.run == folder and found != self.results:
            self.results = self._with_pending(found)
            self.changed.emit()
            self._look_up()


def _no_loss(_step: int) -> LossAround | None:
    return None


def _key(checkpoint: Checkpoint) -> tuple[Path, float]:
    return checkpoint.path, checkpoint.when


# ---------------------------------------------------------------------------------- in threads


def _known(checkpoints: list[Checkpoint], cache: Cache) -> dict[tuple[Path, float], Strength]:
    found: dict[tuple[Path, float], Strength] = {}
    for each in checkpoints:
        with contextlib.suppress(AppError):  # it went meanwhile
            strength = known_strength(each.path, cache)
            if strength is not None:
                found[_key(each)] = strength
    return found


def _write_notes(notes: list[tuple[Checkpoint, Note]]) -> None:
    for each, note in notes:
        note_down(each.folder, each.name, note)


def _measure_each(
    checkpoints: list[Checkpoint],
    cache: Cache,
    tell: Callable[[Checkpoint, Strength], None],
    *,
    checkpoint: Step,
) -> None:
    for n, each in enumerate(checkpoints):
        step = part(checkpoint, done=n, of=1, total=len(checkpoints))
        tell(each, measure(each.path, cache, checkpoint=step))
