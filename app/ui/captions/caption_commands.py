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
    for slots in (
        _going(tab),
        _writing(tab),
        _asking(tab),
        _curing(tab),
        _replacing(tab),
        _prompts(tab),
        tab.lists.slots(),
    ):
        actions.connect_to(slots)
    actions.connect_to(tab.lists.filter_slots(), on=tab)


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


def _replacing(tab: CaptionsTab) -> dict[str, Callable[[], object]]:
    return {
        "caption.replace": tab.replace.begin,
        "caption.next_hit": tab.replace.next_hit,
        "caption.previous_hit": tab.replace.previous_hit,
        "caption.change_many": tab.replace.change_many,
        "caption.next_mistake": tab.help.next_mistake,
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


def _asking(tab: CaptionsTab) -> dict[str, Callable[[], object]]:
    machine = tab.machine
    return {
        "caption.ask": machine.ask_here,
        "caption.ask_many": machine.ask_many,
        "caption.redo": machine.redo,
        "caption.take": machine.take,
        "caption.take_and_edit": machine.take_and_edit,
        "caption.turn_down": machine.turn_down,
        "caption.take_all": machine.unseen.take,
        "caption.next_waiting": machine.next_waiting,
        "caption.history": machine.show_history,
        "caption.captioner": machine.setting_up.captioner,
        "caption.templates": machine.setting_up.templates,
    }


def _prompts(tab: CaptionsTab) -> dict[str, Callable[[], object]]:
    page = tab.prompts
    return {
        "caption.prompts": tab.toggle_prompts,
        "caption.prompt_add": page.editing.add,
        "caption.prompt_duplicate": page.editing.duplicate,
        "caption.prompt_remove": page.editing.remove,
        "caption.prompt_up": lambda: page.editing.move(-1),
        "caption.prompt_down": lambda: page.editing.move(1),
        "caption.prompt_refine": page.helper.ask,
    }


def _curing(tab: CaptionsTab) -> dict[str, Callable[[], object]]:
    curing = tab.curing
    return {
        "caption.next_problem": lambda: curing.step(1),
        "caption.previous_problem": lambda: curing.step(-1),
        "caption.cure": curing.cure_worst,
    }
