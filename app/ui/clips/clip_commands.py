"""Connects the commands of the stage *Clips*."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu

from app.ui.actions import Actions
from app.ui.clips.shuttling import Shuttling

if TYPE_CHECKING:
    from app.ui.clips.clips_tab import ClipsTab
    from app.ui.clips.review import Review

_MENU = (
    ("pick.pick", "pick.reject", "pick.still", "pick.caption"),
    ("pick.rate5", "pick.rate4", "pick.rate3", "pick.rate2", "pick.rate1", "pick.rate0"),
    ("mark.split", "mark.merge", "mark.uncut"),
    ("pick.remove",),
)
_LEAVING = ("pick.caption",)  # what shows something that review mode hides

Slots = dict[str, Callable[[], object]]


def connect_clips(tab: ClipsTab, actions: Actions) -> None:
    """Let the commands act on the stage."""
    shuttling = Shuttling(tab.viewing.player, actions["play.pause"])
    slots = {**_work(tab), **_play(tab), **_shuttle(shuttling), **_mark(tab), **_view(tab)}
    actions.connect_to(_reviewing(tab.review, {**slots, **_pick(tab)}))


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
    player, travelling = tab.viewing.player, tab.viewing.travelling
    return {
        "play.toggle": player.toggle,
        "play.back": lambda: player.step(-1),
        "play.forward": lambda: player.step(1),
        "play.second_back": lambda: player.step_seconds(-1),
        "play.second_forward": lambda: player.step_seconds(1),
        "play.previous_cut": travelling.previous_cut,
        "play.next_cut": travelling.next_cut,
        "play.place": travelling.ask,
        "play.start": player.jump_start,
        "play.end": player.jump_end,
        "play.loop": player.toggle_loop,
        "play.own": player.toggle_own,
        "play.look": tab.viewing.next_look,
        "play.big": tab.viewing.big.toggle,
        "play.previous_shot": lambda: tab.shelf.step(-1),
        "play.next_shot": tab.next,
    }


def _shuttle(shuttling: Shuttling) -> dict[str, Callable[[], object]]:
    return {
        "play.shuttle_back": shuttling.back,
        "play.pause": shuttling.pause,
        "play.shuttle": shuttling.forward,
    }


def _mark(tab: ClipsTab) -> dict[str, Callable[[], object]]:
    cutting, viewing = tab.cutting, tab.viewing
    return {
        "mark.in": viewing.mark_in,
        "mark.out": viewing.mark_out,
        "mark.clear": tab.marking.clear,
        "mark.snap": viewing.toggle_snap,
        "mark.split": lambda: cutting.cut_at(viewing.player.source_frame),
        "mark.merge": cutting.merge_next,
        "mark.uncut": cutting.remove_before,
    }


def _view(tab: ClipsTab) -> dict[str, Callable[[], object]]:
    timeline = tab.viewing.timeline
    return {
        "view.zoom_in": lambda: timeline.zoom(2),
        "view.zoom_out": lambda: timeline.zoom(-2),
        "view.fit_film": timeline.fit_film,
        "view.fit_shot": timeline.fit_shot,
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
