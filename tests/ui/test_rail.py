"""The rail at the left: a stage's name is whole in every language."""

from __future__ import annotations

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication

from app.ui import theme
from app.ui.rail import WIDTH, RailItem
from app.ui.widgets.painting import text_width


def test_a_long_name_of_a_stage_is_drawn_narrow_and_whole(qapp: QApplication) -> None:
    action = QAction("Captions")
    item = RailItem(action, "caption", "キャプション")
    item.resize(theme.px(WIDTH - 12), 54)
    drawn = text_width(item.font(), "キャプション") * item.narrowing()
    assert drawn <= item.width() < text_width(item.font(), "キャプション")
    item.set_word("Plan")
    assert item.narrowing() == 1
    item.deleteLater()
