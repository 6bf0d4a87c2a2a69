"""What is lost, by reason, with every cure beside it."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QPoint, Signal
from PySide6.QtWidgets import QMenu

from app.core.amounts import counted
from app.core.export.cures import Cure
from app.core.export.plan_view import PlanView
from app.core.library.captioned import key_of
from app.ui.plan.losses_curing import LossCuring
from app.ui.plan.losses_finding import CureFinder
from app.ui.plan.losses_table import LossTable, cure_tip
from app.ui.plan.source import PlanSource
from app.ui.widgets.chip import Chip
from app.ui.widgets.label import Label
from app.ui.widgets.surface import Card
from app.ui.widgets.thumbnails import Thumbnails

_LEFT_OUT = ("unavailable", "unread")  # reasons why picks are in no dataset


class LossCard(Card):
    """The list under its head; or that nothing is lost.

    Signals:
        clip_asked: "clip" or "still", and its id: to be shown.
    """

    clip_asked = Signal(str, int)

    def __init__(self, source: PlanSource, thumbnails: Thumbnails | None) -> None:
        super().__init__(self.tr("What is lost"))
        self.chip = Chip()
        self.add_to_head(self.chip)
        self.finder = CureFinder(source, self)
        self.curing = LossCuring(source, self.finder, self)
        self.table = LossTable(self.finder, thumbnails)
        self.table.cure_asked.connect(self.cure)
        self.table.cures_asked.connect(self._offer)
        self.table.clip_asked.connect(self._show_clip)
        self.table.leave_asked.connect(self.leave_out)
        self.nothing = Label(wrap=True)
        self.body.addWidget(self.nothing)
        self.body.addWidget(self.table)

    def show_view(self, view: PlanView) -> None:
        """Show what a plan loses."""
        lost = sum(group.lost for group in view.groups)
        stops = any(group.stops for group in view.groups)
        out = sum(group.count for group in view.groups if group.reason in _LEFT_OUT)
        if stops:
            self.chip.set_state(self.tr("stops the trainer"), "bad", "")
        elif lost:
            self.chip.set_state(counted(lost, "sample"), "warn", "")
        elif view.ledger.samples is None:
            self.chip.set_state(self.tr("not known"), "neutral", "")
        elif out:
            words = self.tr("{} left out").format(counted(out, "pick"))
            self.chip.set_state(words, "warn", "")
        else:
            self.chip.set_state(self.tr("nothing"), "good", "check")
        self.chip.setToolTip(self.tr("Samples per epoch that are lost, repeats included."))
        if view.ledger.samples is None:
            self.nothing.setText(self.tr("Training is not reached: mend what is said above."))
            self.nothing.set_tone("muted")
        else:
            self.nothing.setText(self.tr("Every clip gives all the samples it should."))
            self.nothing.set_tone("good")
        self.nothing.setVisible(not lost and not stops and not out)
        self.table.setVisible(bool(view.groups))
        self.table.show_view(view)

    # -------------------------------------------------------------------------------- curing

    def cure(self, row: int) -> None:
        """Carry out the best cure of a row."""
        at = self.table.losses.at(row)
        if at.place is None:
            self._cure_group(row)
            return
        cures = self.finder.cures_now(at.group, at.place)
        if cures:
            self.curing.cure(cures[0])

    def cure_all(self) -> None:
        """Cure all clips of the current reason, or of the first one: one step to undo."""
        if self.table.losses.rowCount():
            row = max(0, self.table.currentIndex().row())
            self._cure_group(row)

    def leave_out(self, row: int) -> None:
        """Reject the clip or still of a row."""
        at = self.table.losses.at(row)
        cures = () if at.place is None else self.finder.cures_now(at.group, at.place)
        for cure in cures:
            if cure.kind == "leave":
                self.curing.cure(cure)

    def _cure_group(self, row: int) -> None:
        view = self.table.losses.view()
        if view is not None:
            self.curing.cure_all(view, self.table.losses.at(row).group)

    def _offer(self, row: int, where: QPoint) -> None:
        """Show all that can be done about a row."""
        at = self.table.losses.at(row)
        cures: tuple[Cure, ...] = self.finder.cures(at.group, at.place) or ()
        if at.place is not None:
            cures = self.finder.cures_now(at.group, at.place)
        menu = QMenu(self)
        menu.setToolTipsVisible(True)
        for cure in cures:
            effect = f"\t{cure.effect.words}" if cure.effect is not None else ""
            action = menu.addAction(f"{cure.label}{effect}")
            action.setToolTip(cure_tip(cure))
            action.setEnabled(cure.acts)
            action.triggered.connect(partial(self.curing.cure, cure))
        member = self.table.losses.member(row)
        if member is not None and member.row is not None:
            menu.addSeparator()
            show = menu.addAction(self.tr("Show in Clips\tCtrl+Enter"))
            show.triggered.connect(partial(self._show_clip, row))
        if menu.isEmpty():
            menu.deleteLater()
            return
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(where)

    def _show_clip(self, row: int) -> None:
        member = self.table.losses.member(row)
        if member is not None and member.row is not None:
            self.clip_asked.emit(*key_of(member.row))
