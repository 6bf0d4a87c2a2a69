"""Connects the commands of the stage *Captions*."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from app.ui.actions import Actions

if TYPE_CHECKING:
    from app.ui.captions.captions_tab import CaptionsTab


def connect_captions(tab: CaptionsTab, actions: Actions) -> None:
    """Let the commands act on the stage."""
    actions.connect_to({**_going(tab), **_writing(tab)})


def _going(tab: CaptionsTab) -> dict[str, Callable[[], object]]:
    chosen = tab.chosen
    return {
        "caption.previous": lambda: chosen.step(-1),
        "caption.next": lambda: chosen.step(1),
        "caption.next_open": tab.go_to_open,
    }


def _writing(tab: CaptionsTab) -> dict[str, Callable[[], object]]:
    stage = tab.stage
    return {
        "caption.done_next": stage.done_next,
        "caption.keep": stage.keep,
        "caption.play": stage.loop.toggle,
        "caption.back": lambda: stage.loop.step(-1),
        "caption.forward": lambda: stage.loop.step(1),
        "caption.larger": lambda: stage.editor.zoom(1),
        "caption.smaller": lambda: stage.editor.zoom(-1),
    }
