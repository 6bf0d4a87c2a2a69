from __future__ import annotations

import json
from pathlib import Path

import pytest
from PySide6.QtCore import QSize
from PySide6.QtWidgets import QApplication

from app.core import paths, settings
from app.core.settings import Preferences
from app.ui import theme
from app.ui.preferences import PreferenceStore
from tests.ui.rig import InWindow, Rig, until


@pytest.fixture
def put_back(qapp: QApplication) -> object:
    """The look of the other tests, whatever this one shows."""
    yield
    theme.apply(qapp, "dark")


def test_that_a_change_is_told_at_once_and_kept_a_little_later(qapp: QApplication) -> None:
    store, told = PreferenceStore(Preferences()), []
    store.changed.connect(lambda: told.append(store.value.zoom))
    store.change(zoom=1.25)
    store.change(zoom=1.25)
    assert told == [1.25]
    assert settings.load() == Preferences()
    store.close()
    assert settings.load().zoom == 1.25


@pytest.mark.usefixtures("put_back")
def test_that_theme_and_zoom_take_effect_at_once(in_window: InWindow, project: Path) -> None:
    async def scenario(rig: Rig) -> None:
        await rig.open(project)
        rig.window.preferences.change(theme="light")
        assert theme.tokens() is theme.LIGHT
        height = rig.window.job_bar.height()
        rig.trigger("view.larger")
        assert rig.window.preferences.value.zoom == 1.1 == theme.zoom()
        assert rig.window.job_bar.height() > height
        for nearly, command, limit in ((1.95, "view.larger", 2.0), (0.85, "view.smaller", 0.8)):
            rig.window.preferences.change(zoom=nearly)
            rig.trigger(command)
            assert theme.zoom() == limit
            rig.trigger(command)
            assert theme.zoom() == limit
        rig.trigger("view.normal")
        assert theme.zoom() == 1.0

    in_window(scenario)
    assert settings.load().theme == "light"


def test_that_the_window_and_its_panes_are_where_they_were(
    in_window: InWindow, project: Path
) -> None:
    def laid_out(rig: Rig) -> bool:
        """Return whether the timeline has its lanes, and the panes the room that these take."""
        stage, timeline = rig.clips.viewing.splitter.widget(0), rig.clips.viewing.timeline
        needed = rig.clips._across.minimumSizeHint().height()
        least = stage.minimumHeight() + timeline.minimumSizeHint().height()
        return bool(timeline.runs) and rig.clips._down.sizes()[0] >= needed >= least

    async def scenario(rig: Rig) -> None:
        await rig.open(project)
        rig.window.resize(1210, 830)
        await until(lambda: laid_out(rig))
        rig.clips._across.setSizes([300, 500, 400])
        rig.clips._down.setSizes([300, 500])
        rig.clips.shelf.grid.set_tile_width(240)
        await until(lambda: laid_out(rig))
        across, down = rig.clips._across.sizes(), rig.clips._down.sizes()
        await rig.reopened()
        rig.window.resize(1210, 830)  # the screen of the tests is smaller, which Qt minds
        await rig.open(project)
        await until(lambda: laid_out(rig))
        assert rig.clips._across.sizes() == across
        assert rig.clips._down.sizes() == down
        assert rig.clips.shelf.grid.tile_width == 240

    in_window(scenario)


def test_that_a_window_that_showed_no_project_keeps_the_panes_of_before(
    in_window: InWindow, project: Path
) -> None:
    async def scenario(rig: Rig) -> None:
        await rig.open(project)
        await rig.reopened()
        kept = settings.load().layout
        await rig.reopened()
        assert settings.load().layout.keys() == kept.keys() > {"window"}

    in_window(scenario)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "no json",
        "[]",
        json.dumps({"theme": 7, "zoom": "big", "layout": {"window": "§§", "across": "%%"}}),
        json.dumps(
            {"layout": {"window": "AAAA", "down": "AAAA"}, "recent": "all", "tile_width": 0}
        ),
    ],
)
def test_that_broken_settings_are_passed_over(
    in_window: InWindow, project: Path, text: str
) -> None:
    file = paths.settings_folder() / "settings.json"
    file.parent.mkdir(parents=True)
    file.write_text(text, encoding="utf-8")

    async def scenario(rig: Rig) -> None:
        await rig.open(project)
        assert rig.window.width() >= 960
        assert rig.sentences == []

    in_window(scenario)
    assert str(project) in settings.load().recent


def test_that_the_window_is_no_smaller_than_its_panes_need_at_150_percent(
    in_window: InWindow, project: Path
) -> None:
    async def scenario(rig: Rig) -> None:
        await rig.open(project)
        assert rig.window.minimumWidth() == 960 and rig.window.minimumHeight() == 600
        rig.window.preferences.change(zoom=1.5)
        rig.window.resize(10, 10)
        screen = rig.window.screen().availableSize()
        wanted = QSize(theme.px(850), theme.px(480)).boundedTo(screen)
        assert rig.window.size() == wanted.expandedTo(QSize(960, 600))
        rig.window.preferences.change(zoom=1.0)
        rig.window.resize(10, 10)
        assert rig.window.size() == QSize(960, 600)

    in_window(scenario)


def test_that_settings_that_cannot_be_kept_do_not_keep_the_window(
    in_window: InWindow, project: Path
) -> None:
    paths.settings_folder().write_text("a file stands where the folder must be")

    async def scenario(rig: Rig) -> None:
        await rig.open(project)
        rig.window.preferences.change(snap=False)
        await until(lambda: rig.troubles)
        assert "settings" in rig.sentences[0]

    in_window(scenario)
