"""Which windows to cut from the clips of a dataset, as offers."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.core.amounts import counted
from app.ui import theme
from app.ui.plan.advice_asking import Asking
from app.ui.plan.advice_offers import Offer, OfferList
from app.ui.plan.advice_rows import AdviceRow, name_of
from app.ui.widgets.choices import ComboBox, SpinBox
from app.ui.widgets.label import Label

if TYPE_CHECKING:
    from app.core.export.plan_view import PlanView
    from app.core.planner.advice.advising import Windows
    from app.core.planner.advice.targets import Gain
    from app.ui.jobs import Jobs

_LEAST = 25  # frames: about a second and a half


class WindowsPart(QWidget):
    """The section *Windows*.

    Signals:
        used: A `Change` of the dataset file, and what it is, for people.
    """

    used = Signal(object, str)

    def __init__(self, jobs: Jobs) -> None:
        super().__init__()
        self._view: PlanView | None = None
        self._places: list[int] = []  # of the datasets in the list
        self._found: Windows | None = None
        self._live = False
        self._asking = Asking(jobs, self)
        self.dataset = ComboBox(name=self.tr("Dataset"))
        self.least = SpinBox(1, 1001, _LEAST, name=self.tr("Shortest window"), step=4)
        self.budget = Label("", "muted", "small", wrap=True)
        self.offers = OfferList(name=self.tr("Windows"))
        self.dataset.activated.connect(self._ask)
        self.least.valueChanged.connect(self._ask)
        self.offers.acted.connect(self._on_acted)
        tip = self.tr(
            "Only windows of at least so many frames are offered: short ones use every frame, but "
            "show little motion. Rounded up to 4n + 1."
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(8))
        for row in (
            AdviceRow(self.tr("Dataset"), self.dataset, tip=self.tr("Whose clips are counted.")),
            AdviceRow(self.tr("Shortest window"), self.least, tip=tip),
            self.budget,
            self.offers,
        ):
            column.addWidget(row)

    def show_view(self, view: PlanView, *, read_only: bool) -> None:
        """Count for a plan."""
        self._view, self._live = view, not read_only
        chosen = self._chosen()
        self._places = [each.index for each in view.plan.datasets if each.config.kind == "video"]
        self.dataset.clear()
        self.dataset.addItems([name_of(view, place) for place in self._places])
        if chosen in self._places:
            self.dataset.setCurrentIndex(self._places.index(chosen))
        self._ask()

    def _chosen(self) -> int | None:
        place = self.dataset.currentIndex()
        return self._places[place] if 0 <= place < len(self._places) else None

    def _ask(self) -> None:
        from app.core.planner.advice.advising import advise_windows

        view, dataset = self._view, self._chosen()
        if view is None or dataset is None:
            self._found = None
            self.budget.setText("")
            self.offers.show_offers((), empty=self.tr("No dataset of clips is there."))
            return
        work = partial(advise_windows, least=self.least.value())
        self._asking.ask(self._show, work, view.plan, dataset, view.costs)

    def _show(self, found: Windows) -> None:
        self._found = found
        self.budget.setText(self._budget_words(found))
        self.budget.setToolTip(self.tr(
            "The longest window whose step fits the card in the dataset's largest bucket, with "
            "the setup above and the error of the estimate."
        ))  # fmt: skip
        rows = [self._offer(gain, seconds, now=False) for gain, seconds in found.ways]
        if found.now is not None:
            rows.insert(0, self._offer(*found.now, now=True))
        empty = self.tr("No window of that length fits the card and the clips.")
        self.offers.show_offers(rows, live=self._live, empty=empty)

    def _budget_words(self, found: Windows) -> str:
        clips = counted(found.clips, "clip")
        if found.most is None:
            return self.tr("{}; what fits the card is not known for this model.").format(clips)
        if found.most < 1:
            return self.tr("No window fits the card: more blocks to swap, or a smaller size.")
        return self.tr("{}; windows of up to {:,} frames fit the card.").format(clips, found.most)

    def _offer(self, gain: Gain, seconds: float | None, *, now: bool) -> Offer:
        from app.core.amounts import hours

        samples = counted(gain.samples, "sample")
        much = self.tr("{:.0%} of the frames · {}").format(gain.share, samples)
        if seconds is not None:
            much += f" · {hours(seconds)}"
        lines = [(much, "text")]
        if not now:
            rate = float(self._view.rate) if self._view is not None else 16.0
            lines += [(sentence, "muted") for sentence in gain.trade_offs(rate)]
        tip = self.tr(
            "{:,} of {:,} frames lie in a window at least; samples per epoch before repeats; time "
            "of an epoch of this dataset."
        ).format(gain.used, gain.frames)
        title = self.tr("Now: {}").format(gain.way.words) if now else gain.way.words
        same = (
            self._found is not None
            and self._found.now is not None
            and (gain.way.values == self._found.now[0].way.values)
        )
        action = "" if now or same else self.tr("Use")
        return Offer(title, tuple(lines), action, tip, share=gain.share)

    def _on_acted(self, place: int) -> None:
        from app.core.planner.advice.changes import Change

        found, dataset, view = self._found, self._chosen(), self._view
        if found is None or dataset is None or view is None:
            return
        gain, _ = found.ways[place - (found.now is not None)]
        label = self.tr('"{}": windows {}').format(name_of(view, dataset), gain.way.words)
        self.used.emit(Change(dataset, gain.way.values), label)
