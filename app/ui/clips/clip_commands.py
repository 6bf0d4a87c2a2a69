"""Connects the commands of the stage *Clips*."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu

from app.ui.actions import FILTERING, LENGTHS, Actions
from app.ui.clips.review_commands import reviewing
from app.ui.clips.shuttling import Shuttling

if TYPE_CHECKING:
    from app.ui.clips.clips_tab import ClipsTab

_MENU = (
    ("pick.pick", "pick.accept", "pick.reject", "pick.still", "pick.caption", "pick.tag"),
    ("pick.rate5", "pick.rate4", "pick.rate3", "pick.rate2", "pick.rate1", "pick.rate0"),
    ("pick.another", "pick.split_clip", "mark.split", "mark.merge", "mark.uncut"),
    ("crop.draw", "crop.selected", "crop.film", "crop.clear"),
    ("pick.remove",),
)
_SECOND = 16  # frames of a clip


def connect_clips(tab: ClipsTab, actions: Actions) -> None:
    """Let the commands act on the stage."""
    shuttling = Shuttling(tab.viewing.player, actions["play.pause"])
    slots = {**_work(tab), **_play(tab), **_shuttle(shuttling), **_mark(tab), **_view(tab)}
    slots |= {**_browse(tab), **_pick(tab), **_crop(tab)}
    every = reviewing(tab.review, tab.cropping, slots)
    shared = {command: every.pop(command) for command in FILTERING}
    actions.connect_to(every)
    actions.connect_to(shared, on=tab)


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
        "project.check_shots": tab.curing.check_shots,
        "project.find_missing_shots": tab.find_missing,
        "project.check_films": tab.check_here,
        "project.check_all": tab.check_everywhere,
        "project.relink": tab.relinking.find_all,
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


def _shuttle(shuttling: Shuttling) -> dict[str, Callable[[], object]]:
    return {
        "play.shuttle_back": shuttling.back,
        "play.pause": shuttling.pause,
        "play.shuttle": shuttling.forward,
    }


def _mark(tab: ClipsTab) -> dict[str, Callable[[], object]]:
    cutting, viewing, marking = tab.cutting, tab.viewing, tab.marking
    presets: dict[str, Callable[[], object]] = {
        f"mark.length{frames}": partial(marking.lengths.set, frames) for frames in LENGTHS
    }
    slides: dict[str, Callable[[], object]] = {
        f"mark.slide_{name}": partial(marking.lengths.slide, steps)
        for name, steps in (
            ("back", -1), ("forward", 1), ("second_back", -_SECOND), ("second_forward", _SECOND)
        )
    }  # fmt: skip
    return {
        **presets,
        **slides,
        "mark.best": tab.best_window.find,
        "mark.previous_clip": lambda: marking.go_beside(-1),
        "mark.next_clip": lambda: marking.go_beside(1),
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
        "pick.accept": tab.culling.accept,
        "pick.another": picking.pick_another,
        "pick.split_clip": lambda: picking.split_clip(player.source_frame),
        "pick.reject": tab.culling.reject,
        "pick.still": lambda: picking.add_still(player.source_frame),
        "pick.sharpest": lambda: tab.stills.pick_sharpest(player.source_frame),
        "pick.stills": tab.stills.ask,
        "pick.remove": picking.remove,
        "pick.caption": tab.inspector.caption.focus,
        "pick.tag": tab.inspector.tags.open_field,
        "pick.cure": tab.curing.cure_worst,
        "pick.cure_all": tab.curing.cure_all,
        "pick.twins": tab.curing.compare,
        **rates,
    }


def _crop(tab: ClipsTab) -> dict[str, Callable[[], object]]:
    cropping = tab.cropping
    return {
        "crop.draw": cropping.toggle,
        "crop.letterbox": cropping.crop_letterbox,
        "crop.selected": cropping.apply_to_selected,
        "crop.film": cropping.apply_to_film,
        "crop.clear": cropping.clear_selected,
    }


def _rater(tab: ClipsTab, stars: int) -> Callable[[], object]:
    def rate() -> None:
        tab.picking.rate(stars)

    return rate
