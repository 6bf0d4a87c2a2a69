"""Connects the commands of the stage *Plan*."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.ui.actions import Actions

if TYPE_CHECKING:
    from app.ui.plan.plan_tab import PlanTab


def connect_plan(tab: PlanTab, actions: Actions) -> None:
    """Let the commands act on the stage."""
    actions.connect_to(
        {
            "plan.text": tab.enter_text,
            "plan.next_mark": tab.toml.next_problem,
            "plan.previous_mark": lambda: tab.toml.next_problem(-1),
        },
        on=tab,
    )
    actions.connect_to({"plan.count": tab.count_again, "plan.cure_all": tab.losses.cure_all})
    cards = tab.datasets.hand
    actions.connect_to(
        {
            "plan.add_dataset": cards.ask_what_to_add,
            "plan.add_clips": cards.add_clips,
            "plan.add_stills": cards.add_stills,
            "plan.duplicate_dataset": cards.duplicate,
            "plan.remove_dataset": cards.remove,
            "plan.rename_dataset": cards.rename,
            "plan.dataset_up": cards.move_up,
            "plan.dataset_down": cards.move_down,
            "plan.more_keys": cards.show_more,
            "plan.fold_dataset": cards.fold,
            "plan.fold_datasets": tab.datasets.fold_all,
        },
        on=tab,
    )
    caches = tab.caches
    actions.connect_to(
        {
            "plan.refresh_caches": caches.refresh_stale,
            "plan.remove_orphans": caches.remove_orphans,
            "plan.look_caches": caches.work.look_again,
            "plan.compare_log": caches.compare_log,
        }
    )
