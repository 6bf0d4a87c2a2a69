"""Connects the commands of the stage *Clips*."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu

from app.ui.actions import Actions

if TYPE_CHECKING:
    from app.ui.clips.clips_tab import ClipsTab
    from app.ui.clips.review import Review

_MENU = (
    ("pick.pick", "pick.reject", "pick.still", "pick.caption"),
    ("pick.rate5", "pick.rate4", "pick.rate3", "pick.rate2", "pick.rate1", "pick.rate0"),
    ("mark.split", "mark.merge"),
    ("pick.remove",),
)
_SECOND = 16  # frames of a clip
_LEAVING = ("pick.caption",)  # what shows something that review mode hides

Slots = dict[str, Callable[[], object]]


def connect_clips(tab: ClipsTab, actions: Actions) -> None:
    """Let the commands act on the stage."""
    slots = {**_work(tab), **_play(tab), **_mark(tab), **_pick(tab)}
    actions.connect_to(_reviewing(tab.review, slots))


def tile_menu(tab: ClipsTab, actions: Actions) -> QMenu:
    """Return a menu of what can be done with the selected tiles; it goes when it closes."""
    menu = QMenu(tab)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    for group in _MENU:
        for command in group:
            menu.addAction(actions[command])
        menu.addSeparator()
    return menu


def _work(tab: ClipsTab) -> dict[str, Callable[[], object]]:
    return {
        "project.add_films": tab.chooser.choose_films,
        "project.add_folder": tab.chooser.choose_folder,
        "project.find_shots": tab.find_here,
        "project.find_all_shots": tab.find_everywhere,
        "project.export": tab.work.export,
    }


def _play(tab: ClipsTab) -> dict[str, Callable[[], object]]:
    player = tab.viewing.player
    return {
        "play.toggle": player.toggle,
        "play.back": lambda: player.step(-1),
        "play.forward": lambda: player.step(1),
        "play.second_back": lambda: player.step(-_SECOND),
        "play.second_forward": lambda: player.step(_SECOND),
        "play.start": player.jump_start,
        "play.end": player.jump_end,
        "play.previous_shot": lambda: tab.shelf.step(-1),
        "play.next_shot": tab.next,
    }


def _mark(tab: ClipsTab) -> dict[str, Callable[[], object]]:
    picking, viewing = tab.picking, tab.viewing
    return {
        "mark.in": viewing.mark_in,
        "mark.out": viewing.mark_out,
        "mark.clear": tab.marking.clear,
        "mark.snap": viewing.toggle_snap,
        "mark.split": lambda: picking.split(viewing.player.source_frame),
        "mark.merge": picking.merge,
    }


def _pick(tab: ClipsTab) -> dict[str, Callable[[], object]]:
    picking, player = tab.picking, tab.viewing.player
    rates: dict[str, Callable[[], object]] = {
        f"pick.rate{stars}": _rater(tab, stars) for stars in range(6)
    }
    return {
        "pick.pick": picking.pick,
        "pick.reject": picking.reject,
        "pick.still": lambda: picking.add_still(player.source_frame),
        "pick.remove": picking.remove,
        "pick.caption": tab.inspector.caption.focus,
        **rates,
    }


def _reviewing(review: Review, slots: Slots) -> Slots:
    """Return what the commands do, with what some of them do in review mode instead."""
    inside: Slots = {
        "pick.pick": review.pick,
        "pick.reject": review.reject,
        "play.previous_shot": partial(review.step, -1),
        "play.next_shot": partial(review.step, 1),
        **{f"pick.rate{stars}": partial(review.rate, stars) for stars in range(6)},
    }

    def either(inside: Callable[[], object], outside: Callable[[], object]) -> None:
        (inside if review.on else outside)()

    def outside(slot: Callable[[], object]) -> None:
        review.leave()
        slot()

    made = {
        command: partial(either, inside.get(command, slot), slot) for command, slot in slots.items()
    }
    made |= {command: partial(outside, slots[command]) for command in _LEAVING if command in slots}
    return {**made, "play.review": review.toggle}


def _rater(tab: ClipsTab, stars: int) -> Callable[[], object]:
    def rate() -> None:
        tab.picking.rate(stars)

    return rate
