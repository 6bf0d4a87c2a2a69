"""Connects the commands of the stage *Plan*."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QMenu

from app.ui.actions import Actions

if TYPE_CHECKING:
    from app.ui.plan.plan_tab import PlanTab


def connect_plan(tab: PlanTab, actions: Actions) -> None:
    """Let the commands act on the stage."""
    actions.connect_to(
        {"plan.count": tab.count_again, "plan.cure_all": tab.losses.cure_all, **_ledger(tab)}
    )
    advice = tab.advice
    actions.connect_to(
        {
            "plan.advice": advice.toggle,
            "plan.ladder": lambda: advice.ask_for("ladder"),
            "plan.windows": lambda: advice.ask_for("windows"),
            "plan.sizes": lambda: advice.ask_for("sizes"),
        }
    )
    actions.connect_to(
        {
            "plan.text": tab.enter_text,
            "plan.next_mark": tab.toml.next_problem,
            "plan.previous_mark": lambda: tab.toml.next_problem(-1),
        },
        on=tab,
    )
    actions.connect_to({"plan.next_picture": tab.pictures.next_picture})
    actions.connect_to(
        {
            "plan.recipes": tab.recipes.open,
            "plan.save_recipe": tab.recipes.save,
            "plan.fit_rate": tab.recipes.fit_rate,
        }
    )
    tab.said.asked.connect(lambda command: actions[command].trigger())
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
    actions.connect_to({"plan.export_other": tab.others.ask})
    tab.ledger.menu_asked.connect(partial(_open_menu, tab, actions))


def _ledger(tab: PlanTab) -> dict[str, Callable[[], object]]:
    return {
        "plan.pin": tab.pinning.toggle,
        "plan.back": tab.pinning.go_back,
        "plan.behind": tab.ledger.ask_behind,
        "plan.sort": tab.ledger.sort_by_current,
        "plan.copy": tab.ledger.copy,
        "plan.markdown": tab.ledger_card.copy_markdown,
        "plan.csv": tab.ledger_card.export,
    }


def _open_menu(tab: PlanTab, actions: Actions, at: QPoint) -> None:
    """Open the ledger's menu."""
    menu = QMenu(tab)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    for command in ("plan.behind", "plan.sort", "", "plan.copy", "plan.markdown", "plan.csv"):
        menu.addAction(actions[command]) if command else menu.addSeparator()
    menu.popup(at)
