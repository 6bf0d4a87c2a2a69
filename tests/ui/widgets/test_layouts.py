from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLayout, QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import Shiboken

from app.ui.widgets.clearing import clear
from app.ui.widgets.flow import FlowLayout


@pytest.mark.parametrize("make", [QHBoxLayout, FlowLayout])
def test_that_a_layout_made_empty_keeps_no_items(
    qtbot: QtBot, make: Callable[[QWidget], QLayout]
) -> None:
    holder = QWidget()
    qtbot.addWidget(holder)
    layout = make(holder)
    for n in range(3):
        layout.addWidget(QLabel(str(n)))
    items = [layout.itemAt(n) for n in range(3)]
    clear(layout)
    assert layout.count() == 0
    assert not any(Shiboken.isValid(item) for item in items)


def test_that_what_a_flow_holds_ends_with_it(qtbot: QtBot) -> None:
    holder = QWidget()
    qtbot.addWidget(holder)
    flow = FlowLayout(holder)
    labels = [QLabel(str(n), holder) for n in range(3)]
    for label in labels:
        flow.addWidget(label)
    items = [item for n in range(3) if (item := flow.itemAt(n)) is not None]
    assert [Shiboken.ownedByPython(item) for item in items] == [True] * 3
    del items
    flow.removeWidget(labels[0])
    labels[1].setParent(None)
    assert flow.count() == 1
