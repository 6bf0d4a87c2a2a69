from __future__ import annotations

from importlib import metadata
from pathlib import Path

from app.ui.about_dialog import AboutDialog
from app.ui.widgets.label import Label
from tests.ui.rig import InWindow, Rig, until


def test_that_the_window_tells_its_version_and_what_it_carries(in_window: InWindow) -> None:
    async def scenario(rig: Rig) -> None:
        rig.window.actions_["view.about"].trigger()
        (dialog,) = rig.window.findChildren(AboutDialog)
        await until(lambda: dialog.model.rowCount() > 20)
        assert dialog.isVisible()
        said = [label.text() for label in dialog.findChildren(Label)]
        assert any(f"Version {metadata.version('rushes')}." in each for each in said)
        dialog.search.setText("pyside lgpl")
        assert [each.name for each in dialog.model.notices] == [
            *("PySide6_Essentials", "shiboken6"),
        ]
        assert "LGPL-3.0" in dialog.text.toPlainText()
        dialog.search.setText("nothing is called so")
        assert dialog.text.toPlainText() == ""
        dialog.search.clear()
        assert dialog.text.toPlainText().startswith(dialog.model.notices[0].whole)
        dialog.reject()

    in_window(scenario)


def test_that_closing_it_before_all_is_read_is_harmless(in_window: InWindow, project: Path) -> None:
    async def scenario(rig: Rig) -> None:
        dialog = AboutDialog(rig.window)
        dialog.open()
        dialog.reject()
        await until(lambda: not rig.window.findChildren(AboutDialog))
        await dialog.read(rig.window.jobs)

    in_window(scenario)
