"""Connects the commands of the stage *Captions*."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from app.ui.actions import Actions

if TYPE_CHECKING:
    from app.ui.captions.captions_tab import CaptionsTab


def connect_captions(tab: CaptionsTab, actions: Actions) -> None:
    """Let the commands act on the stage."""
    actions.connect_to(_going(tab))
    actions.connect_to(_curing(tab))


def _going(tab: CaptionsTab) -> dict[str, Callable[[], object]]:
    chosen = tab.chosen
    return {
        "caption.previous": lambda: chosen.step(-1),
        "caption.next": lambda: chosen.step(1),
        "caption.next_open": tab.go_to_open,
    }


def _curing(tab: CaptionsTab) -> dict[str, Callable[[], object]]:
    curing = tab.curing
    return {
        "caption.next_problem": lambda: curing.step(1),
        "caption.previous_problem": lambda: curing.step(-1),
        "caption.cure": curing.cure_worst,
    }
