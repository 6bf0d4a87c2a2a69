from __future__ import annotations

import gc
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLayout,
    QSpacerItem,
    QVBoxLayout,
    QWidget,
    QWidgetItem,
)
from pytestqt.qtbot import QtBot
from shiboken6 import Shiboken

import app.ui
from app.ui.widgets.clearing import clear
from app.ui.widgets.flow import FlowLayout
from app.ui.widgets.layout_items import items_of
from app.ui.zooming import rescale


def kept() -> int:
    """How many items of layouts PySide has a shell of."""
    everything = Shiboken.getAllValidWrappers()
    return sum(isinstance(each, QSpacerItem | QWidgetItem) for each in everything)


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


def test_that_nothing_is_kept_of_items_that_were_looked_at(qtbot: QtBot) -> None:
    holder = QWidget()
    qtbot.addWidget(holder)
    layout, inner = QHBoxLayout(holder), QHBoxLayout()
    label = QLabel("a")
    layout.addWidget(label)
    layout.addSpacing(8)
    layout.addLayout(inner)
    found: list[object] = []
    for item in items_of(layout):
        found.append(item)
        assert item.widget() in (label, None)
    assert found[-1] is inner
    assert [Shiboken.isValid(item) for item in found] == [False, False, True]
    assert layout.count() == 3


def test_that_a_new_zoom_keeps_nothing_of_the_items_of_layouts(qtbot: QtBot) -> None:
    holder = QWidget()
    qtbot.addWidget(holder)
    layout = QHBoxLayout(holder)
    layout.addWidget(QLabel("a"))
    layout.addSpacing(8)

    before = kept()
    rescale([holder], 1.0, 1.5)
    assert kept() == before
    assert [item.sizeHint().width() for item in items_of(layout)][-1] == 12


def test_that_looking_at_items_again_and_again_keeps_no_memory(qtbot: QtBot) -> None:
    holder = QWidget()
    qtbot.addWidget(holder)
    layout = QHBoxLayout(holder)
    label = QLabel("a")
    layout.addWidget(label)
    layout.addSpacing(8)

    def look(times: int) -> int:
        for _ in range(times):
            rescale([holder], 1.0, 1.0)
            for item in items_of(layout):
                item.widget()
            next(items_of(layout))
        gc.collect()
        return sys.getallocatedblocks()

    before = look(100)
    assert look(200) < before + 300  # a block for each of five looks otherwise
    assert layout.count() == 2
    assert layout.indexOf(label) == 0


def test_that_nothing_is_kept_of_the_items_of_a_layout_that_is_put_somewhere(qtbot: QtBot) -> None:
    before = kept()
    holder, other = QWidget(), QWidget()
    qtbot.addWidget(holder)
    qtbot.addWidget(other)
    outer, row, inner, grid = QVBoxLayout(), QHBoxLayout(), QVBoxLayout(), QGridLayout(other)
    for layout in (outer, row, inner):
        layout.addWidget(QLabel("a"))
        layout.addSpacing(8)
    row.addLayout(inner)
    outer.insertLayout(0, row)
    holder.setLayout(outer)
    line = QHBoxLayout()
    line.addWidget(QLabel("a"))
    grid.addLayout(line, 0, 0)
    assert kept() == before
    assert (outer.count(), row.count(), inner.count(), line.count()) == (3, 3, 2, 1)


@pytest.mark.usefixtures("qapp")
def test_that_the_items_of_a_flow_that_is_put_somewhere_end_with_it() -> None:
    def alive() -> int:
        gc.collect()
        return sum(isinstance(each, QWidgetItem) for each in gc.get_objects())

    before = alive()
    for _ in range(3):
        holder, flow = QWidget(), FlowLayout()
        flow.addWidget(QLabel("a"))
        column = QVBoxLayout(holder)
        column.addLayout(flow)
        assert flow.count() == 1 and flow.itemAt(0) is not None
        holder.deleteLater()
        del holder, flow, column
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    assert alive() == before


def test_that_items_are_looked_at_in_one_way() -> None:
    folder = Path(app.ui.__file__).parent
    asking = [path.name for path in folder.rglob("*.py") if ".itemAt(" in path.read_text("utf-8")]
    assert asking == ["layout_items.py"]
