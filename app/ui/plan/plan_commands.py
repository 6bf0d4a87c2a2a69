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
    actions.connect_to({"plan.count": tab.count_again, **_ledger(tab)})
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
