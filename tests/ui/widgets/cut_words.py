"""Labels that are shown lower than their words are."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from app.ui import theme
from app.ui.plan.recipe_panel import RecipePanel
from app.ui.train.recipe_panel import PresetPanel


def cut_words(inside: QWidget) -> list[str]:
    """Return the words of visible labels that wrap into more lines than they have room for."""
    return [
        label.text()
        for label in inside.findChildren(QLabel)
        if label.isVisible() and label.wordWrap()
        if label.height() < label.heightForWidth(label.width())
    ]


def cut_in_list(
    qtbot: QtBot, zoom: float, filled: Callable[[QWidget], RecipePanel | PresetPanel]
) -> list[str]:
    """Return the words cut in a list over a window: as it opens, and with its first row open."""
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    theme.apply(app, "dark", zoom)
    try:
        window = QWidget()
        qtbot.addWidget(window)
        window.resize(1600, 1000)
        window.show()
        panel = filled(window)
        panel.show_under(window)
        qtbot.wait(50)
        cut = cut_words(panel)
        panel.open_row(0)
        qtbot.wait(50)
        cut += cut_words(panel)
        panel.close()
    finally:
        theme.apply(app, "dark", 1.0)
    return cut
