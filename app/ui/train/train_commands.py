"""Connects the commands of the stage *Train*."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from app.ui.actions import Actions
from app.ui.train_actions import TRAIN_COMMANDS

if TYPE_CHECKING:
    from app.ui.train.train_tab import TrainTab


def connect_train(tab: TrainTab, actions: Actions) -> None:
    """Let the commands act on the stage: what nobody here connects is told to its parts."""
    told = {
        each.id: partial(tab.session.asked.emit, each.id)
        for each in TRAIN_COMMANDS
        if each.id != "train.setup"  # the window's: it needs no project
    }
    actions.connect_to(told, on=tab)
