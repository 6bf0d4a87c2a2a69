"""Which resolution to give a dataset, as offers."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.core.amounts import counted
from app.core.language import enumerated
from app.ui import theme
from app.ui.plan.advice_asking import Asking
from app.ui.plan.advice_offers import Offer, OfferList
from app.ui.plan.advice_rows import AdviceRow, AmountEdit, name_of
from app.ui.widgets.choices import ComboBox, SpinBox
from app.ui.widgets.label import Label

if TYPE_CHECKING:
    from app.core.export.plan_view import PlanView
    from app.core.planner.advice.sizes import SizeAdvice
    from app.ui.jobs import Jobs

_BUDGETS = (4_000, 7_500, 10_000, 12_000)  # tokens that others take for 24 GB
_MOST_SIZES = 4


class SizesPart(QWidget):
    """The section *Resolution*.

    Signals:
        used: A `Change` of the dataset file, and what it is, for people.
    """

    used = Signal(object, str)

    def __init__(self, jobs: Jobs) -> None:
        super().__init__()
        self._view: PlanView | None = None
        self._found: list[SizeAdvice] = []
        self._live = False
        self._asking = Asking(jobs, self)
        self.dataset = ComboBox(name=self.tr("Dataset"))
        self.frames = SpinBox(1, 1001, 1, name=self.tr("Frames"), step=4)
        self.budget = ComboBox(name=self.tr("Budget"))
        self.tolerance = AmountEdit(0, 50, name=self.tr("Tolerance, percent"))
        self.tolerance.show_amount(3.0)
        self.mix = Label("", "muted", "small", wrap=True)
        self.offers = OfferList(name=self.tr("Resolutions"))
        self.budget.addItems([
            self.tr("Fits the card"), *(self.tr("{:,} tokens").format(n) for n in _BUDGETS),
            self.tr("No limit"),
        ])  # fmt: skip
        self.dataset.activated.connect(self._on_dataset)
        self.budget.activated.connect(self._ask)
        self.frames.valueChanged.connect(self._ask)
        self.tolerance.committed.connect(self._ask)
        self.offers.acted.connect(self._on_acted)
        self._lay_out()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(8))
        frames = self.tr("Of its longest window: tokens are counted with it. Rounded to 4n + 1.")
        budget = self.tr(
            "The most tokens of a step: what fits the card with the setup above, or so many. With "
            "24 GB others take up to 7,500 with 10 blocks swapped, 10,000 to 12,000 with 14 to 20."
        )
        tolerance = self.tr("How far the shape may be from that of most pictures, percent.")
        for row in (
            AdviceRow(
                self.tr("Dataset"), self.dataset, tip=self.tr("Whose pictures are looked at.")
            ),
            AdviceRow(self.tr("Frames"), self.frames, tip=frames),
            AdviceRow(self.tr("Budget"), self.budget, tip=budget),
            AdviceRow(self.tr("Tolerance, %"), self.tolerance, tip=tolerance),
            self.mix,
            self.offers,
        ):
            column.addWidget(row)

    def show_view(self, view: PlanView, *, read_only: bool) -> None:
        """Look at the pictures of a plan."""
        first = self._view is None
        self._view, self._live = view, not read_only
        chosen = self.dataset.currentIndex()
        self.dataset.clear()
        self.dataset.addItems([name_of(view, each.index) for each in view.plan.datasets])
        if first:
            heaviest = view.ledger.heaviest
            chosen = heaviest.dataset if heaviest is not None else 0
        if 0 <= chosen < self.dataset.count():
            self.dataset.setCurrentIndex(chosen)
        if first:
            self._show_frames()
        self._ask()

    def _on_dataset(self) -> None:
        self._show_frames()
        self._ask()

    def _show_frames(self) -> None:
        """Begin with the longest window that the dataset cuts."""
        rows = self._view.ledger.rows if self._view is not None else ()
        own = [row.frames for row in rows if row.dataset == self.dataset.currentIndex()]
        self.frames.blockSignals(True)
        self.frames.setValue(max(own, default=1))
        self.frames.blockSignals(False)

    def _tokens(self) -> int | None:
        """Return the most tokens of a step; None for no limit."""
        from app.core.planner.costs.cost import KNOWN

        place = self.budget.currentIndex()
        if 1 <= place <= len(_BUDGETS):
            return _BUDGETS[place - 1]
        view = self._view
        if place or view is None or view.plan.architecture.name not in KNOWN:
            return None
        return view.costs.most_tokens()

    def _ask(self) -> None:
        from app.core.planner.advice.sizes import find_sizes

        view, dataset = self._view, self.dataset.currentIndex()
        if view is None or dataset < 0:
            self.offers.show_offers((), empty=self.tr("No dataset is there."))
            return
        work = partial(
            find_sizes,
            frames=self.frames.value(),
            tokens=self._tokens(),
            tolerance=self.tolerance.amount() or 0.0,
        )
        self._show_mix(view, dataset)
        self._asking.ask(self._show, work, view.plan, dataset)

    def _show_mix(self, view: PlanView, dataset: int) -> None:
        from app.core.planner.advice.other_values import sizes_of

        sizes = sizes_of(view.plan, dataset).most_common()
        said = [f"{width}×{height} ({count:,})" for (width, height), count in sizes[:_MOST_SIZES]]
        if len(sizes) > _MOST_SIZES:
            said.append(self.tr("{:,} more sizes").format(len(sizes) - _MOST_SIZES))
        self.mix.setText(self.tr("Pictures: {}").format(enumerated(said)) if said else "")
        self.mix.setToolTip(self.tr("Sizes of the files it reads, pixels, and how many have each."))

    def _show(self, found: list[SizeAdvice]) -> None:
        from app.core.planner.advice.sizes import few_of

        self._found = few_of(found)
        empty = self.tr("No size of this shape is within the budget.")
        self.offers.show_offers([*map(self._offer, self._found)], live=self._live, empty=empty)

    def _offer(self, one: SizeAdvice) -> Offer:
        from app.core.planner.costs.cost import KNOWN

        view = self._view
        width, height = one.size
        shape = self.tr("exact") if one.exact else self.tr("{:+.1%} off").format(one.aspect_error)
        cut = (
            self.tr("cuts {:.1%}").format(one.crop)
            if one.crop > 0.0005
            else self.tr("cuts nothing")
        )
        title = f"{width}×{height} · {shape} · {cut}".replace("-", "−")
        much = self.tr("{:,} tokens").format(one.tokens)
        if view is not None and view.plan.architecture.name in KNOWN:
            estimate = view.costs.of(one.tokens, one.batch)
            much += " · " + self.tr("{:.1f} GiB").format(estimate.gib)
            much += " · " + self.tr("{:.1f} s/step").format(estimate.seconds)
        if len(one.buckets) > 1:
            much += " · " + counted(len(one.buckets), "bucket")
        lines = [(much, "muted"), *((said, "warn") for said in one.warnings())]
        buckets = ", ".join(f"{w}×{h} ({count:,})" for (w, h), count in one.buckets[:8])
        tip = self.tr(
            "Tokens of the heaviest step that results with all windows of the dataset; the share "
            "of the pictures that is cut off, on the average.\nBuckets and samples: {}"
        ).format(buckets)
        now = view.plan.datasets[self.dataset.currentIndex()].config.resolution if view else None
        action = "" if one.size == now else self.tr("Use")
        return Offer(title, tuple(lines), action, tip, icon="check" if not action else "")

    def _on_acted(self, place: int) -> None:
        from app.core.planner.advice.changes import Change

        view, dataset = self._view, self.dataset.currentIndex()
        if view is None or place >= len(self._found):
            return
        width, height = self._found[place].size
        label = self.tr('"{}": resolution {}×{}').format(name_of(view, dataset), width, height)
        self.used.emit(Change(dataset, {"resolution": [width, height]}), label)
