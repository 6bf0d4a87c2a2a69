"""Runs of this machine that correct the estimates: entered, listed, forgotten."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget
from shiboken6 import isValid

from app.core.amounts import counted
from app.core.errors import AppError
from app.ui import theme
from app.ui.loop import loop_runs, spawn
from app.ui.plan.advice_asking import Asking
from app.ui.plan.advice_offers import Offer, OfferList
from app.ui.plan.advice_rows import AdviceRow, AmountEdit
from app.ui.widgets.button import Button
from app.ui.widgets.choices import ComboBox
from app.ui.widgets.label import Label

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.core.planner.advice.advising import Advice, Step
    from app.core.planner.costs.measured import MeasuredRun
    from app.ui.jobs import Jobs


class MeasuredPart(QWidget):
    """The section *Measured here*.

    Signals:
        changed: Other runs are kept now: what was estimated must be counted again.
    """

    changed = Signal()

    def __init__(self, jobs: Jobs) -> None:
        super().__init__()
        self._steps: tuple[Step, ...] = ()
        self._advice: Advice | None = None
        self._runs: tuple[MeasuredRun, ...] = ()
        self._jobs, self._asking = jobs, Asking(jobs, self)
        self.sum = Label("", wrap=True)
        self.bucket = ComboBox(name=self.tr("Bucket"))
        self.gib = AmountEdit(
            0.1, 1024, name=self.tr("Memory, GiB"), placeholder=self.tr("not seen")
        )
        self.seconds = AmountEdit(
            0.01, 100_000, name=self.tr("Seconds of a step"), placeholder=self.tr("not seen")
        )
        self.keep_button = Button(self.tr("Keep this run"))
        self.keep_button.clicked.connect(self._on_keep)
        self.keep_button.setEnabled(False)
        for edit in (self.gib, self.seconds):
            edit.textChanged.connect(self._follow_fields)
        self.trouble = Label("", "bad", "small", wrap=True)
        self.trouble.hide()
        self.list = OfferList(name=self.tr("Runs of this machine"))
        self.list.acted.connect(self._on_forget)
        self._lay_out()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(8))
        bucket = self.tr("The bucket that was being trained, with the setup above.")
        gib = self.tr(
            "What the trainer's process took of the card while it trained that bucket, as "
            "nvidia-smi lists it, divided by 1,024; without the desktop."
        )
        seconds = self.tr("Seconds of one step of that bucket, after the first few.")
        for row in (
            self.sum,
            AdviceRow(self.tr("Bucket"), self.bucket, tip=bucket),
            AdviceRow(self.tr("Memory, GiB"), self.gib, tip=gib),
            AdviceRow(self.tr("Seconds a step"), self.seconds, tip=seconds),
            self.keep_button,
            self.trouble,
            self.list,
        ):
            column.addWidget(row)

    def show_advice(self, advice: Advice) -> None:
        """Show what corrects a plan's costs."""
        self._advice, self._steps = advice, advice.steps
        chosen = self.bucket.currentIndex()
        self.bucket.clear()
        self.bucket.addItems([_bucket(step) for step in self._steps])
        self.bucket.setCurrentIndex(chosen if 0 <= chosen < len(self._steps) else 0)
        self.sum.setText(self.words())
        self._asking.ask(self._show_found, _or_error, _load)

    def words(self) -> str:
        """Return how many runs correct what, one sentence."""
        if self._advice is None:
            return ""
        factors, gpu = self._advice.costs.factors, self._advice.costs.setup.gpu
        runs = max(factors.memory_runs, factors.time_runs)
        if not runs:
            return self.tr(
                "No run is known yet. One that you enter corrects all estimates for this card and "
                "model."
            )
        count = counted(runs, "run")
        said = self.tr("Corrected by {} of this machine ({}): memory × {:.2f}, time × {:.2f}.")
        return said.format(count, gpu, factors.memory, factors.time)

    def _follow_fields(self) -> None:
        some = self.gib.amount() is not None or self.seconds.amount() is not None
        self.keep_button.setEnabled(some and bool(self._steps))

    def _on_keep(self) -> None:
        from app.core.planner.costs.measured import MeasuredRun, keep_run

        place = self.bucket.currentIndex()
        if self._advice is None or not 0 <= place < len(self._steps):
            return
        step = self._steps[place]
        run = MeasuredRun(
            self._advice.costs.setup,
            step.row.step_tokens,
            step.row.step_batch,
            self.gib.amount(),
            self.seconds.amount(),
            date.today().isoformat(),
            _bucket(step),
        )
        for edit in (self.gib, self.seconds):
            edit.show_amount(None)
        self._change(partial(keep_run, run))

    def _on_forget(self, place: int) -> None:
        from app.core.planner.costs.measured import forget_run

        self._change(partial(forget_run, self._runs[place]))

    def _change(self, work: Callable[[], tuple[MeasuredRun, ...]]) -> None:
        """Change what is kept; unlike a question, no later one takes its place."""
        if loop_runs():
            spawn(self._changed(work))
        else:
            self._show_changed(_or_error(work))

    async def _changed(self, work: Callable[[], tuple[MeasuredRun, ...]]) -> None:
        found = await self._jobs.beside(_or_error, work, brief=True)
        if isValid(self):
            self._show_changed(found)

    def _show_changed(self, found: tuple[MeasuredRun, ...] | AppError) -> None:
        self._show_found(found)
        if not isinstance(found, AppError):
            self.changed.emit()

    def _show_found(self, found: tuple[MeasuredRun, ...] | AppError) -> None:
        failed = isinstance(found, AppError)
        self.trouble.setText(str(found) if failed else "")
        self.trouble.setVisible(failed)
        if not isinstance(found, AppError):
            self._show_runs(found)

    def _show_runs(self, runs: tuple[MeasuredRun, ...]) -> None:
        from app.core.planner.costs.measured import same_kind

        setup = self._advice.costs.setup if self._advice is not None else None
        self._runs = tuple(run for run in reversed(runs) if setup is None or same_kind(run, setup))
        self.list.show_offers([self._offer(run) for run in self._runs])

    def _offer(self, run: MeasuredRun) -> Offer:
        parts = []
        if run.gib is not None:
            parts.append(self.tr("{:g} GiB").format(round(run.gib, 2)))
        if run.seconds is not None:
            parts.append(self.tr("{:g} s/step").format(round(run.seconds, 2)))
        setup = run.setup
        swap = self.tr("swap {}").format(setup.swapped)
        how = f"{setup.model} · {setup.precision} · {swap} · {run.when}"
        title = f"{run.note or counted(run.tokens, 'token')} · {' · '.join(parts)}"
        tip = self.tr("Estimates are no longer corrected by it.")
        return Offer(title, ((how.strip(" ·"), "muted"),), self.tr("Forget"), tip)


def _load() -> tuple[MeasuredRun, ...]:
    from app.core.planner.costs.measured import load_runs

    return load_runs()


def _or_error(
    work: Callable[[], tuple[MeasuredRun, ...]],
) -> tuple[MeasuredRun, ...] | AppError:
    try:
        return work()
    except AppError as error:
        return error


def _bucket(step: Step) -> str:
    row = step.row
    return f"{row.width}×{row.height}×{row.frames}"
