"""The first page, for somebody who never saw it and for somebody who comes back."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QApplication

from tests.ui.rig import InWindow, Rig, until


def test_that_somebody_new_is_led_to_the_tour_and_somebody_else_to_the_last_project(
    in_window: InWindow, project: Path
) -> None:
    async def scenario(rig: Rig) -> None:
        page = rig.window.welcome
        await rig.active()
        assert page.ways.first.text() == "Take the tour" and page.ways.first.kind() == "primary"
        assert QApplication.focusWidget() is page.ways.first
        await rig.open(project)
        rig.trigger("project.close")
        await until(lambda: not rig.document.is_open)
        assert page.ways.first.text() == "New project…"
        assert QApplication.focusWidget() is page._shown[0]

    in_window(scenario)


def test_that_the_language_is_chosen_on_the_first_page(in_window: InWindow) -> None:
    async def scenario(rig: Rig) -> None:
        page, asked = rig.window.welcome, list[bool]()
        rig.window.language_chosen.connect(lambda: asked.append(True))
        assert page.language.current() == "en"
        page.language.choose("ko")
        assert rig.window.preferences.value.language == "ko" and asked == [True]

    in_window(scenario)


def test_that_the_first_page_says_which_trainer_is_chosen(in_window: InWindow) -> None:
    async def scenario(rig: Rig) -> None:
        line = rig.window.welcome.trainer
        assert "To train on this machine" in line.accessibleName()
        rig.window.preferences.change(trainer="/somewhere/musubi-tuner")
        assert "/somewhere/musubi-tuner" in line.accessibleName()

    in_window(scenario)
