"""The right side of Clips, in windows of several sizes."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QRect
from PySide6.QtWidgets import QWidget

from app.core.library.edits import adding
from app.core.library.model import Clip, Dataset, Shot
from tests.ui.rig import InWindow, Rig, until


def is_whole(widget: QWidget) -> bool:
    """Whether nothing of a widget is cut off or scrolled away."""
    return widget.visibleRegion().boundingRect() == widget.rect()


def show_clip_with_many_checks(rig: Rig) -> None:
    shot = rig.document.rows.of_source(Shot, 1)[3]
    tags = ("rain", "girl", "night")
    rig.document.apply(adding(Clip(source=1, start=shot.start, end=shot.end, tags=tags)))
    wanted = Dataset(
        position=0, name="l", kind="video", resolution=(384, 208), target_frames=(5,)
    )  # it is far too long for it, and has a cure
    rig.document.apply(adding(wanted))
    rig.clips.marking.choose_clip(rig.clip().id)


@pytest.mark.parametrize(
    ("width", "height", "zoom"), [(1600, 900, 1.0), (1280, 800, 1.0), (1600, 900, 1.5)]
)
def test_that_rating_and_tags_are_whole_beside_two_lines_of_checks(
    in_window: InWindow, project: Path, width: int, height: int, zoom: float
) -> None:
    async def scenario(rig: Rig) -> None:
        await rig.open(project)
        rig.window.preferences.change(zoom=zoom)
        rig.window.resize(width, height)
        show_clip_with_many_checks(rig)
        inspector = rig.clips.inspector
        chips = inspector.checks._chips
        await until(lambda: chips.count() > 3)
        await rig.ready()
        line = inspector.tags.height()
        await until(lambda: chips.geometry().height() > line)
        for widget in (inspector.stars, inspector.tags, inspector.caption.text):
            assert is_whole(widget)
            where = QRect(widget.mapTo(inspector, QPoint(0, 0)), widget.size())
            assert inspector.rect().contains(where)
        assert zoom > 1 or is_whole(inspector.checks)

    in_window(scenario)
