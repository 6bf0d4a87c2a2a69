"""Connects the commands of the stage *Plan*."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.ui.actions import Actions

if TYPE_CHECKING:
    from app.ui.plan.plan_tab import PlanTab


def connect_plan(tab: PlanTab, actions: Actions) -> None:
    """Let the commands act on the stage."""
    actions.connect_to({"plan.count": tab.count_again})
    actions.connect_to(
        {
            "plan.text": tab.enter_text,
            "plan.next_mark": tab.toml.next_problem,
            "plan.previous_mark": lambda: tab.toml.next_problem(-1),
        }
    )
