"""Connects the commands of the stage *Captions*."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from app.ui.actions import Actions

if TYPE_CHECKING:
    from app.ui.captions.caption_files import CaptionFiles
    from app.ui.captions.captions_tab import CaptionsTab


def connect_captions(tab: CaptionsTab, actions: Actions) -> None:
    """Let the commands act on the stage."""
    actions.connect_to(_going(tab))


def connect_files(files: CaptionFiles, actions: Actions) -> None:
    """Let the commands on caption files act."""
    actions.connect_to(
        {"caption.outside": files.outside.ask, "caption.import": files.importing.ask}
    )


def _going(tab: CaptionsTab) -> dict[str, Callable[[], object]]:
    chosen = tab.chosen
    return {
        "caption.previous": lambda: chosen.step(-1),
        "caption.next": lambda: chosen.step(1),
        "caption.next_open": tab.go_to_open,
    }
