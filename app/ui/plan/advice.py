"""The page *Advice* beside the plan: what it costs on this machine, and what to do about it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.core.errors import AppError
from app.ui import theme
from app.ui.plan.advice_asking import Asking
from app.ui.plan.advice_fold import Fold
from app.ui.plan.advice_ladder import LadderWords
from app.ui.plan.advice_measured import MeasuredPart
from app.ui.plan.advice_memory import MemoryPart
from app.ui.plan.advice_offers import OfferList
from app.ui.plan.advice_setup import SetupForm
from app.ui.plan.advice_sizes import SizesPart
from app.ui.plan.advice_time import TimePart
from app.ui.plan.advice_windows import WindowsPart
from app.ui.plan.source import PlanSource
from app.ui.widgets.label import Label
from app.ui.widgets.notice import Notice
from app.ui.widgets.surface import ScrollPane, Surface

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.core.export.plan_view import PlanView
    from app.core.planner.advice.advising import Advice
    from app.core.planner.advice.changes import Change
    from app.core.planner.costs.setups import Setup


_LAYOUT = "plan.advice"  # which sections are open, in the preferences


class AdvicePage(Surface):
    """Setup, memory, time, ladder, windows, resolution, runs; counted while it is looked at.

    Args:
        source: What is shown and changed.

    Signals:
        wanted: The page of the side column that is to be shown.
    """

    wanted = Signal(str)

    def __init__(self, source: PlanSource) -> None:
        super().__init__("surface")
        self._source = source
        self._view: PlanView | None = None
        self._advice: Advice | None = None
        self._stale: set[QWidget] = set()  # of the parts that are counted by themselves
        self._asking = Asking(source.jobs, self)
        self._ladder_words = LadderWords(self)
        self.form = SetupForm()
        self.memory, self.time = MemoryPart(), TimePart()
        self.ladder = OfferList(name=self.tr("Out of memory"))
        self.windows, self.sizes = WindowsPart(source.jobs), SizesPart(source.jobs)
        self.measured = MeasuredPart(source.jobs)
        self.notice = Notice(narrow=True)
        self.notice.hide()
        self.unknown = Label("", "muted", wrap=True)
        self.unknown.hide()
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        self.folds = {
            "setup": Fold(self.tr("Setup"), open_=True, tip=self._setup_tip()),
            "memory": Fold(self.tr("Memory"), open_=True),
            "time": Fold(self.tr("Time"), open_=True),
            "ladder": Fold(self.tr("Out of memory?"), tip=self.tr(
                "What to do, in the order to try it, with what each step would give now."
            )),
            "windows": Fold(self.tr("Windows"), tip=self.tr(
                "Which lengths and extraction use most frames of the clips there are."
            )),
            "sizes": Fold(self.tr("Resolution"), tip=self.tr(
                "Sizes of the pictures' shape, and the buckets that really result."
            )),
            "measured": Fold(self.tr("Measured here"), tip=self.tr(
                "Runs of this machine, which correct the estimates."
            )),
        }  # fmt: skip
        self._parts: dict[str, QWidget] = {
            "setup": self.form,
            "memory": self.memory,
            "time": self.time,
            "ladder": self.ladder,
            "windows": self.windows,
            "sizes": self.sizes,
            "measured": self.measured,
        }
        self._restore()
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(*(theme.px(n) for n in (16, 6, 16, 16)))
        column.setSpacing(theme.px(2))
        column.addWidget(self.notice)
        column.addWidget(self.unknown)
        for key, fold in self.folds.items():
            fold.body.addWidget(self._parts[key])
            column.addWidget(fold)
        column.addStretch(1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        self._pane = ScrollPane(inside)
        as_needed = Qt.ScrollBarPolicy.ScrollBarAsNeeded  # the column may be made very narrow
        self._pane.setHorizontalScrollBarPolicy(as_needed)
        whole.addWidget(self._pane)

    def _setup_tip(self) -> str:
        words = self.tr("What the estimates are for.")
        if self._source.is_project:
            return words
        return self.tr("{} It is no part of the file: not saved with it, and not undone.").format(
            words
        )

    def _connect(self) -> None:
        self.form.changed.connect(self._on_setup)
        self.memory.swap_asked.connect(self._on_swap)
        self.ladder.acted.connect(self._on_rung)
        self.windows.used.connect(self._on_used)
        self.sizes.used.connect(self._on_used)
        self.measured.changed.connect(self._source.count_again)
        self._source.changed.connect(self._show_setup)
        self.folds["windows"].opened.connect(lambda: self._count_part(self.windows))
        self.folds["sizes"].opened.connect(lambda: self._count_part(self.sizes))

    def _restore(self) -> None:
        """Open the sections that were open last, and keep which are."""
        preferences = self._source.preferences
        if preferences is None:
            return
        kept = preferences.value.layout.get(_LAYOUT)
        for key, fold in self.folds.items():
            if kept is not None:
                fold.head.setChecked(key in kept.split(","))
            fold.head.toggled.connect(self._keep)

    def _keep(self) -> None:
        preferences = self._source.preferences
        if preferences is not None:
            open_ = ",".join(key for key, fold in self.folds.items() if fold.is_open())
            preferences.change(layout={**preferences.value.layout, _LAYOUT: open_})

    # ------------------------------------------------------------------------------- showing

    def show_view(self, view: PlanView) -> None:
        """Advise on a plan; later, while nobody looks."""
        self._view = view
        self._stale = {self, self.windows, self.sizes}
        if self.isVisible():
            self._count()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._count()

    def _count(self) -> None:
        from app.core.planner.advice.advising import advise
        from app.core.planner.costs.cost import KNOWN

        view = self._view
        self._show_setup()
        if view is None or self not in self._stale:
            return
        self._stale.discard(self)
        known = view.plan.architecture.name in KNOWN
        for key in ("setup", "memory", "time", "ladder", "measured"):
            self.folds[key].setVisible(known)
        self.unknown.setVisible(not known)
        self.unknown.setText(self.tr(
            "What {} takes of a card, and how long, is not known: nobody measured it for this "
            "program. Windows and resolutions are counted all the same."
        ).format(view.plan.architecture.name))  # fmt: skip
        if known:
            rows, samples = view.ledger.rows, self._samples()
            self._asking.ask(self._show_advice, advise, view.plan, rows, view.costs, samples)
        for part in (self.windows, self.sizes):
            self._count_part(part)

    def _samples(self) -> list[tuple[int, int, int]]:
        """Return the sizes of the samples that the project makes while it trains."""
        document = self._source.document
        if document is None or not document.is_open:
            return []
        return [(each.width, each.height, each.frames) for each in document.rows.prompts]

    def _count_part(self, part: WindowsPart | SizesPart) -> None:
        """Count what is in a section, where it is open and another plan is there."""
        fold = self.folds["windows" if part is self.windows else "sizes"]
        if self._view is not None and fold.is_open() and part in self._stale:
            self._stale.discard(part)
            part.show_view(self._view, read_only=self._source.read_only)

    def _show_setup(self) -> None:
        if self.isVisible():
            self.form.show_setup(self._source.setup, read_only=self._source.read_only)
            self.folds["setup"].set_summary(self.form.summary())

    def _show_advice(self, advice: Advice | None) -> None:
        self._advice = advice
        for key in ("memory", "time", "ladder", "measured"):
            self.folds[key].setVisible(advice is not None)
        if advice is None:
            self.unknown.setText(self.tr("Nothing is trained yet: there is nothing to estimate."))
            self.unknown.show()
            return
        self.unknown.hide()
        read_only = self._source.read_only
        self.memory.show_advice(advice, read_only=read_only)
        self.time.show_advice(advice)
        self.measured.show_advice(advice)
        offers = [
            self._ladder_words.offer(rung, fits_now=advice.verdict == "fits")
            for rung in advice.ladder
        ]
        self.ladder.show_offers(offers, live=not read_only)
        estimate = advice.heaviest.estimate
        amount = self.tr("{:.1f} ± {:.1f} GiB").format(estimate.gib, estimate.gib_error)
        self.folds["memory"].set_summary(amount)
        self.folds["time"].set_summary(self.time.summary())
        factors = advice.costs.factors
        runs = max(factors.memory_runs, factors.time_runs)
        self.folds["measured"].set_summary(self.tr("{:,} runs").format(runs) if runs else "")

    def toggle(self) -> None:
        """Show the page, or the dataset file again."""
        if self.isVisible():
            self.wanted.emit("toml")
            return
        self.wanted.emit("advice")
        heads = [fold.head for fold in self.folds.values() if not fold.isHidden()]
        heads[0].setFocus(Qt.FocusReason.ShortcutFocusReason)

    def ask_for(self, section: str) -> None:
        """Show the page with a section open and in sight."""
        self.wanted.emit("advice")
        fold = self.folds[section]
        fold.open()
        fold.head.setFocus(Qt.FocusReason.ShortcutFocusReason)
        QTimer.singleShot(0, fold, lambda: self._bring_up(fold))

    def _bring_up(self, fold: Fold) -> None:
        """Scroll so that a section begins at the top."""
        self._pane.verticalScrollBar().setValue(fold.y())

    def advice(self) -> Advice | None:
        """Return what is shown; None where there is none."""
        return self._advice

    # ------------------------------------------------------------------------------ changing

    def _on_setup(self, setup: Setup, label: str) -> None:
        self._try(lambda: self._source.change_setup(setup, label))

    def _on_swap(self, swap: int) -> None:
        setup = replace(self._source.setup, swap=swap)
        self._on_setup(setup, self.tr("Setup: {} blocks to swap").format(swap))

    def _on_rung(self, place: int) -> None:
        if self._advice is None or place >= len(self._advice.ladder):
            return
        rung = self._advice.ladder[place]
        if rung.setup is not None:
            self._on_setup(rung.setup, self.tr("Setup: {}").format(rung.title))
        elif rung.change is not None:
            self._on_used(rung.change, rung.title)

    def _on_used(self, change: Change, label: str) -> None:
        self._try(lambda: self._source.change_entry(change.made_in, label))

    def _try(self, change: Callable[[], None]) -> None:
        """Change something; say what went wrong."""
        try:
            change()
        except AppError as error:
            self.notice.say(str(error), "bad")
            self.notice.show()
        else:
            self.notice.hide()
