"""Connects the commands of the stage *Clips*."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from app.ui.actions import Actions

if TYPE_CHECKING:
    from app.ui.clips.clips_tab import ClipsTab

_SECOND = 16  # frames of a clip


def connect_clips(tab: ClipsTab, actions: Actions) -> None:
    """Let the commands act on the stage."""
    actions.connect_to({**_work(tab), **_play(tab), **_mark(tab), **_pick(tab)})


def _work(tab: ClipsTab) -> dict[str, Callable[[], object]]:
    return {
        "project.add_films": tab.choose_films,
        "project.add_folder": tab.choose_folder,
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


def _rater(tab: ClipsTab, stars: int) -> Callable[[], object]:
    def rate() -> None:
        tab.picking.rate(stars)

    return rate
