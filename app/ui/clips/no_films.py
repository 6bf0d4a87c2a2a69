"""What the stage shows while a project has no films."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout

from app.ui.actions import Actions
from app.ui.widgets.button import Button
from app.ui.widgets.empty import EmptyState
from app.ui.widgets.surface import Surface


class NoFilms(Surface):
    """Says how to begin."""

    def __init__(self, actions: Actions) -> None:
        super().__init__("background")
        words = self.tr(
            "Drop films or whole folders here. They stay where they are and are only read; their "
            "shots are found at once."
        )
        add, add_folder = actions["project.add_films"], actions["project.add_folder"]
        empty = EmptyState(
            "film",
            self.tr("Add films to begin"),
            words,
            primary=Button.for_action(add, "primary", icon="plus"),
            secondary=Button.for_action(add_folder, icon="folder"),
        )
        QVBoxLayout(self).addWidget(empty)
