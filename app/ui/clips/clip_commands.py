"""Connects the commands of the stage *Clips*."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu

from app.ui.actions import Actions

if TYPE_CHECKING:
    from app.ui.clips.clips_tab import ClipsTab

_MENU = (
    ("pick.pick", "pick.accept", "pick.reject", "pick.still", "pick.caption", "pick.tag"),
    ("pick.rate5", "pick.rate4", "pick.rate3", "pick.rate2", "pick.rate1", "pick.rate0"),
    ("mark.split", "mark.merge"),
    ("pick.remove",),
)
_SECOND = 16  # frames of a clip


def connect_clips(tab: ClipsTab, actions: Actions) -> None:
    """Let the commands act on the stage."""
    actions.connect_to({**_work(tab), **_play(tab), **_browse(tab), **_mark(tab), **_pick(tab)})


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


def _browse(tab: ClipsTab) -> dict[str, Callable[[], object]]:
    shelf, head, culling = tab.shelf, tab.shelf.head, tab.culling
    return {
        "browse.filter": shelf.begin_filter,
        "browse.save_filter": shelf.filter.save,
        "browse.saved": shelf.filter.offer_saved,
        "browse.change_saved": shelf.filter.saved.change,
        "browse.help": shelf.filter.explain,
        "browse.next_open": culling.next_open,
        "browse.previous_open": lambda: culling.next_open(-1),
        "browse.next_kind": lambda: head.step_kind(1),
        "browse.turn": head.turn_round,
        "browse.strips": head.strips.toggle,
        "browse.larger": lambda: shelf.grid.zoom(1),
        "browse.smaller": lambda: shelf.grid.zoom(-1),
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
        "pick.accept": tab.culling.accept,
        "pick.reject": tab.culling.reject,
        "pick.still": lambda: picking.add_still(player.source_frame),
        "pick.remove": picking.remove,
        "pick.caption": tab.inspector.caption.focus,
        "pick.tag": tab.inspector.tags.open_field,
        **rates,
    }


def _rater(tab: ClipsTab, stars: int) -> Callable[[], object]:
    def rate() -> None:
        tab.picking.rate(stars)

    return rate
