from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QHBoxLayout, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from app.ui import theme
from app.ui.widgets.surface import Hairline, Splitter
from app.ui.zooming import pane_sizes, scaled
from tests.ui.rig import InWindow, Rig


@pytest.fixture
def app(qapp: QApplication) -> Iterator[QApplication]:
    yield qapp
    theme.apply(qapp, "dark", 1.0)


def given(root: QWidget) -> list[str]:
    """What every layout and widget below ``root`` was given, in order, in words."""
    found: list[str] = []
    everything = [root, *root.findChildren(QWidget)]
    for widget in [each for each in everything if not each.objectName().startswith("qt_")]:
        layout, least, most = widget.layout(), widget.minimumSize(), widget.maximumSize()
        name = type(widget).__name__
        found.append(f"{name} {least.toTuple()} {most.toTuple()}")
        if layout is not None:
            edges = layout.contentsMargins()
            sides = edges.left(), edges.top(), edges.right(), edges.bottom()
            found.append(f"{name} {sides} {layout.spacing()}")
    return found


def test_that_margins_gaps_and_fixed_sizes_follow_the_zoom(app: QApplication, qtbot: QtBot) -> None:
    root = QWidget()
    qtbot.addWidget(root)
    column, row = QVBoxLayout(root), QHBoxLayout()
    column.setContentsMargins(16, 8, 4, 0)
    column.setSpacing(10)
    line, box = Hairline(), QWidget()
    box.setFixedWidth(120)
    row.setSpacing(6)
    row.addSpacing(20)
    row.addWidget(box)
    column.addLayout(row)
    column.addWidget(line)
    before = given(root)
    theme.apply(app, "dark", 1.5)
    edges = column.contentsMargins()
    assert (edges.left(), edges.top(), edges.right(), edges.bottom()) == (24, 12, 6, 0)
    assert (column.spacing(), row.spacing()) == (15, 9)
    spacer = row.itemAt(0)
    assert spacer is not None and spacer.sizeHint().width() == 30
    assert box.minimumWidth() == box.maximumWidth() == 180
    assert line.height() == 1 or line.maximumHeight() == 1
    theme.apply(app, "dark", 1.0)
    assert given(root) == before


def test_that_sizes_come_back_whatever_steps_lie_between() -> None:
    for size in range(2, 40):
        at = size
        for was, now in ((1.0, 1.1), (1.1, 1.3), (1.3, 2.0), (2.0, 1.5), (1.5, 1.0)):
            at = scaled(at, was, now)
        assert at == size


def test_that_panes_beside_the_stretching_one_scale_and_it_takes_the_rest() -> None:
    assert pane_sizes([244, 970, 316], [0, 1, 0], 1.5, 1530) == [366, 690, 474]
    assert pane_sizes([300, 200], [3, 2], 1.5, 500) == [300, 200]


def test_that_a_pane_that_gave_way_has_its_place_again(app: QApplication, qtbot: QtBot) -> None:
    splitter = Splitter()
    qtbot.addWidget(splitter)
    panes = [QWidget() for _ in range(3)]
    for n, pane in enumerate(panes):
        pane.setMinimumWidth(50 + 200 * (n == 1))
        splitter.addWidget(pane)
    splitter.setStretchFactor(1, 1)
    splitter.resize(600, 100)
    splitter.setSizes([150, 298, 150])
    splitter.show()
    before = splitter.sizes()
    theme.apply(app, "dark", 2.0)
    assert splitter.sizes()[0] < 150  # the middle needs at least 500
    theme.apply(app, "dark", 1.0)
    assert splitter.sizes()[::2] == before[::2]


def test_that_the_whole_window_is_as_it_was_after_another_zoom(
    in_window: InWindow, project: Path
) -> None:
    async def scenario(rig: Rig) -> None:
        window = rig.window
        window.resize(1600, 1000)
        await rig.open(project)
        rig.clips.picking.pick()
        for page in (window.plan, window.clips):
            window.show_page(page)
            await window.idle()
        await window.idle()
        before = [given(page) for page in (window.clips, window.plan)]
        across = rig.clips._across.sizes()
        window.preferences.change(zoom=1.5)
        await window.idle()
        assert rig.clips._across.sizes()[0] == round(across[0] * 1.5)
        bar = rig.clips.viewing.transport
        assert bar.minimumSizeHint().width() <= bar.width()
        window.preferences.change(zoom=1.0)
        await window.idle()
        assert rig.clips._across.sizes() == across
        for page, known in zip((window.clips, window.plan), before, strict=True):
            assert set(given(page)) == set(known)

    in_window(scenario)
