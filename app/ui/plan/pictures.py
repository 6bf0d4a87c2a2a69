"""The pictures of a plan in one card: lengths, what is used of them, crops, shares."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Literal, cast, get_args

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QMoveEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QWidget

from app.core.amounts import counted
from app.core.errors import AppError
from app.ui import theme
from app.ui.loop import loop_runs, spawn
from app.ui.plan.coverage import CoveragePage
from app.ui.plan.crops import CropsPage
from app.ui.plan.following import Following, written
from app.ui.plan.lengths import LengthsView
from app.ui.plan.shares import SharesPage
from app.ui.plan.source import PlanSource
from app.ui.widgets.label import ElidedLabel, Label
from app.ui.widgets.segmented import Segment, Segmented
from app.ui.widgets.surface import Card

if TYPE_CHECKING:
    from app.core.export.plan_view import PlanView
    from app.core.planner.pictures.coverage import ClipUse, Coverage
    from app.core.planner.pictures.crops import Crop
    from app.core.planner.pictures.other_lengths import Trial, Trials
    from app.core.planner.pictures.shares import Shares

Picture = Literal["lengths", "coverage", "crops", "shares"]
PICTURES: tuple[Picture, ...] = get_args(Picture)


class PicturesCard(Card):
    """One picture at a time, remembered; what needs counting is counted in another thread.

    Args:
        source: What is shown and changed.

    Signals:
        clip_asked: "clip" and its id: show it in *Clips*.
    """

    clip_asked = Signal(str, int)

    def __init__(self, source: PlanSource) -> None:
        super().__init__()
        self._source = source
        self._view: PlanView | None = None
        self._counted: set[Picture] = set()  # what is shown of the view
        self._counting = False
        self._following = Following(source, self)
        self._waiting = False  # for the plan of a target that was dropped, which is shown already
        self.setAccessibleName(self.tr("Pictures of the plan"))
        self.lengths, self.coverage = LengthsView(), CoveragePage()
        self.crops, self.shares = CropsPage(), SharesPage()
        self.pages: dict[Picture, QWidget] = {
            "lengths": self.lengths,
            "coverage": self.coverage,
            "crops": self.crops,
            "shares": self.shares,
        }
        self.segments = Segmented(
            [
                Segment("lengths", self.tr("Lengths")),
                Segment("coverage", self.tr("Coverage")),
                Segment("crops", self.tr("Crops")),
                Segment("shares", self.tr("Shares")),
            ],
            name=self.tr("Picture"),
        )
        self.segments.setToolTip(
            self.tr(
                "How long the clips are · how many of their frames are trained · what buckets cut "
                "off · what an epoch is made of"
            )
        )
        self.note = ElidedLabel("", "muted", cut=Qt.TextElideMode.ElideRight)
        self.note.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.nothing = Label("", "muted", wrap=True)
        self._lay_out()
        self._connect()
        self._show_page(self._remembered())

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(theme.px(12))
        head.addWidget(self.segments)
        head.addWidget(self.note, 1)
        self.body.addLayout(head)
        self.body.addWidget(self.nothing)
        for page in self.pages.values():
            self.body.addWidget(page)

    def _connect(self) -> None:
        self.segments.chosen.connect(self._on_chosen)
        self.lengths.hand.trying.connect(self._on_trying)
        self.lengths.hand.chosen.connect(self._on_length)
        self.coverage.asked.connect(self._on_clip)

    # ----------------------------------------------------------------------------- which one

    @property
    def picture(self) -> Picture:
        """Which picture is shown."""
        return cast("Picture", self.segments.current())

    def choose(self, picture: str) -> None:
        """Show a picture."""
        self.segments.choose(picture)

    def next_picture(self) -> None:
        """Show the picture behind this one; behind the last, the first."""
        self.choose(PICTURES[(PICTURES.index(self.picture) + 1) % len(PICTURES)])
        area = self._area()
        if area is not None:
            area.ensureWidgetVisible(self)

    def _remembered(self) -> Picture:
        preferences = self._source.preferences
        wanted = preferences.value.picture if preferences is not None else PICTURES[0]
        return wanted if wanted in PICTURES else PICTURES[0]

    def _on_chosen(self, key: str) -> None:
        if self._source.preferences is not None:
            self._source.preferences.change(picture=key)
        self.lengths.hand.take_back()
        self._show_page(cast("Picture", key))

    def _show_page(self, picture: Picture) -> None:
        self.segments.show_chosen(picture)
        nothing = self._nothing(picture)
        self.nothing.setText(nothing)
        self.nothing.setVisible(bool(nothing))
        for key, page in self.pages.items():
            page.setVisible(key == picture and not nothing)
        self._note()
        self._wake()

    # -------------------------------------------------------------------------------- showing

    def show_view(self, view: PlanView) -> None:
        """Show another plan; while a target is held, what is tried shows elsewhere."""
        if view.tentative and (self._waiting or self.lengths.hand.held is not None):
            return
        self._waiting = False
        self._view = view
        self._counted.clear()
        able = not self._source.read_only and not view.tentative
        self.lengths.hand.set_plan(view.plan if able else None, view.names)
        self.lengths.show_chart(view.chart)
        self._show_page(self.picture)

    def _nothing(self, picture: Picture) -> str:
        view = self._view
        if view is None:
            return self.tr("Nothing is counted yet.")
        if picture in ("lengths", "coverage") and not view.clips:
            if view.plan.errors and not view.plan.datasets:
                return self.tr("Not known: the dataset file is refused.")
            return self.tr("There are no clips: nothing has a length.")
        if picture == "shares" and not any(row.samples for row in view.ledger.rows):
            return self.tr("Nothing is trained: an epoch has no parts.")
        return ""

    def _note(self) -> None:
        view = self._view
        said = ""
        if view is not None and view.clips and self.picture in ("lengths", "coverage"):
            rate = view.rate
            fps = f"{rate.numerator}" if rate.denominator == 1 else f"{float(rate):.3f}"
            said = self.tr("{} at {} fps").format(counted(view.clips, "clip"), fps)
            if self.picture == "lengths" and self.lengths.hand.able and view.chart.targets:
                said = self.tr("{} · drag a target").format(said)
            elif self.picture == "coverage" and view.project is not None:
                said = self.tr("{} · click for the clip").format(said)
        self.note.setText(said)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._wake()

    def moveEvent(self, event: QMoveEvent) -> None:
        """Stay under the hand while what is above grows or shrinks with what is tried."""
        super().moveEvent(event)
        area = self._area() if self.lengths.hand.held is not None else None
        if area is not None:
            bar = area.verticalScrollBar()
            bar.setValue(bar.value() + event.pos().y() - event.oldPos().y())

    def _area(self) -> QScrollArea | None:
        """Return what scrolls the card."""
        above = self.parentWidget()
        while above is not None and not isinstance(above, QScrollArea):
            above = above.parentWidget()
        return above

    # ------------------------------------------------------------------------------- counting

    def _wake(self) -> None:
        """Let the picture that is shown be counted."""
        if self._view is None or self._counting or self.picture in self._counted:
            return
        if not self.isVisible():
            return
        if loop_runs():
            self._counting = True
            spawn(self._count())
            return
        self._show(self.picture, _counted_of(self.picture, self._view))

    async def _count(self) -> None:
        try:
            while self._view is not None and self.picture not in self._counted:
                view, picture = self._view, self.picture
                found = await self._source.jobs.beside(_counted_of, picture, view, brief=True)
                if view is self._view:
                    self._show(picture, found)
        finally:
            self._counting = False

    def _show(self, picture: Picture, found: object) -> None:
        assert self._view is not None, "counted"
        self._counted.add(picture)
        if picture == "lengths":
            self.lengths.hand.set_trials(cast("Trials", found))
        elif picture == "coverage":
            self.coverage.show_coverage(cast("Coverage", found))
        elif picture == "crops":
            self.crops.show_crops(cast("tuple[Crop, ...]", found), self._view.names)
        else:
            self.shares.show_shares(cast("tuple[Shares, ...]", found))

    # ------------------------------------------------------------------------------- changing

    def _on_trying(self, trial: object) -> None:
        """Let the rest of the tab follow, a few times a second, or when the hand rests."""
        self._following.follow(cast("Trial | None", trial), self._view)

    def _on_length(self, trial: object) -> None:
        """Write a target that was dropped, added or taken away: one step to undo."""
        from app.core.planner.pictures.other_lengths import Trial

        assert isinstance(trial, Trial)
        self._following.stop()
        self._waiting = True
        try:
            self._source.change_entry(partial(written, trial), self._label(trial))
        except AppError:
            self._source.try_text(None)
            if self._view is not None:
                self.show_view(self._view)
            raise
        self._source.try_text(None)

    def _label(self, trial: Trial) -> str:
        name = self.lengths.hand.name_of(trial.dataset)
        if trial.old is None:
            return self.tr('"{}": windows of {} frames too').format(name, trial.new)
        if trial.new is None:
            return self.tr('"{}": no windows of {} frames').format(name, trial.old)
        return self.tr('"{}": windows of {} frames, not {}').format(name, trial.new, trial.old)

    def _on_clip(self, use: object) -> None:
        clip = cast("ClipUse", use)
        project = self._view.project if self._view is not None else None
        row = None if project is None else project.row_of(clip.dataset, clip.file)
        if row is not None:
            self.clip_asked.emit("clip", row.id)


def _counted_of(picture: Picture, view: PlanView) -> object:
    """Count what a picture shows; in another thread, which imports what is needed, too."""
    plan = view.plan
    if picture == "lengths":
        import app.core.planner.text.entry_text  # noqa: F401 - it is needed as soon as a line moves
        from app.core.planner.pictures.other_lengths import Trials

        return Trials(plan)
    if picture == "coverage":
        from app.core.planner.pictures.coverage import coverage

        return coverage(plan)
    if picture == "crops":
        from app.core.planner.pictures.crops import crops

        return crops(plan)
    from app.core.planner.costs.cost import epoch_seconds
    from app.core.planner.pictures.shares import shares

    seconds = (lambda row: epoch_seconds((row,), view.costs)[0]) if view.costs.known else None
    return shares(view.ledger.rows, seconds)
