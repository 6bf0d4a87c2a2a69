"""The card under a run that has ended: that it can go on, from where, and what is left."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from app.ui.widgets.button import Button
from app.ui.widgets.flow import FlowLayout
from app.ui.widgets.label import Label
from app.ui.widgets.surface import Card

if TYPE_CHECKING:
    from app.core.training.resuming.offering import Offer


class ResumeCard(Card):
    """Hidden where nothing is offered.

    Signals:
        go_asked: Go on as it is offered.
        choose_asked: Choose how.
        run_asked: Show the run that went on from this one.
        led: Whether its button is the one to press next.
    """

    go_asked = Signal()
    choose_asked = Signal()
    run_asked = Signal()
    led = Signal(bool)

    def __init__(self) -> None:
        super().__init__(" ")
        self.sentence = Label("", wrap=True)
        self.sentence.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.chain = Label("", "muted", "small", wrap=True)
        self.go = Button("", "raised", icon="redo")
        self.go.clicked.connect(self._on_go)
        self.how = Button(self.tr("Choose how…"), "quiet")
        self.how.setToolTip(
            self.tr("From another point, for more epochs, and what stays and what differs")
        )
        self.how.clicked.connect(self.choose_asked)
        self.after = Button(self.tr("Show the next attempt"), "quiet")
        self.after.clicked.connect(self.run_asked)
        buttons = QWidget()
        row = FlowLayout(buttons)
        for each in (self.go, self.how, self.after):
            row.addWidget(each)
        self.body.addWidget(self.sentence)
        self.body.addWidget(buttons)
        self.body.addWidget(self.chain)
        self.offer: Offer | None = None
        self.hide()

    def show_offer(self, offer: Offer | None) -> None:
        """Show what is offered for a run; None: nothing."""
        self.offer = offer
        self.setVisible(offer is not None)
        self.led.emit(offer is not None and offer.leads)
        if offer is None:
            return
        link, point = offer.link, offer.point
        gone_on = bool(link is not None and link.gone_on)
        self.set_title(offer.title)
        self.set_tone("warn" if point is None or point.kind == "weights" else "info")
        self.sentence.setText(offer.sentence)
        self.setAccessibleDescription(offer.sentence)
        self.go.setText(offer.label)
        self.go.set_kind("primary" if offer.leads else "raised")
        self.go.setVisible(bool(offer.label))
        self.go.setToolTip(point.tip if point is not None else "")
        self.how.setVisible(offer.at_once)
        self.after.setVisible(gone_on)
        if link is not None and link.gone_on:
            tip = self.tr("{} went on from this run").format(link.gone_on[-1].name)
            self.after.setToolTip(tip)
        self.chain.setText(link.words if link is not None else "")
        self.chain.setVisible(bool(self.chain.text()))

    def say_busy(self, busy: bool) -> None:
        """Let nothing be started while something is."""
        self.go.setEnabled(not busy)
        self.how.setEnabled(not busy)

    def _on_go(self) -> None:
        if self.offer is not None and self.offer.at_once:
            self.go_asked.emit()
        else:
            self.choose_asked.emit()
