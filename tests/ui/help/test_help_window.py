"""The guide in a window beside the work: opened by F1, searched, and read without waiting."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QDesktopServices, QTextDocument
from PySide6.QtWidgets import QApplication

from app.core.guide.guide import read_guide
from app.core.paths import resources
from app.ui import theme
from app.ui.actions import keys
from app.ui.help.guide_keys import listed_keys, own_keys
from app.ui.help.guide_reading import read_pictures
from app.ui.help.help_window import PLACE, HelpWindow
from app.ui.help.stage_words import PAGES
from app.ui.keys_dialog import KeysDialog
from tests.ui.rig import InWindow, Rig, until

Key, Mod = Qt.Key, Qt.KeyboardModifier
pytestmark = pytest.mark.usefixtures("as_shipped")


async def shown(rig: Rig, page: str = "") -> HelpWindow:
    """Press F1 and wait for a page with its pictures."""
    await rig.active()
    rig.press(Key.Key_F1, on=rig.window)
    window = rig.window.findChildren(HelpWindow)[-1]
    await until(lambda: window.isVisible() and name_of(window) not in ("", None))
    if page:
        await until(lambda: name_of(window) == page)
    await until(lambda: not rig.window.jobs.busy)
    return window


def name_of(window: HelpWindow) -> str:
    return window.view.page.name if window.view.page is not None else ""


def pictures_in(window: HelpWindow) -> list[int]:
    """Widths of the pictures that the page shows, in px."""
    document, kind = window.view.document(), QTextDocument.ResourceType.ImageResource
    page = window.view.page
    assert page is not None
    return [
        round(document.resource(kind.value, name).deviceIndependentSize().width())
        for name in page.pictures
    ]


def test_that_f1_shows_the_page_of_the_stage_and_stays_beside_it(
    in_window: InWindow, project: Path
) -> None:
    async def scenario(rig: Rig) -> None:
        window = await shown(rig, PAGES[""])
        await rig.open(project)
        for stage in ("plan", "clips"):
            rig.window.stages.show(stage)
            assert await shown(rig, PAGES[stage]) is window
            assert not window.isModal()
        rig.window.activateWindow()
        await until(rig.window.isActiveWindow)
        rig.clips.shelf.grid.setFocus()
        rig.press("r", on=rig.clips.shelf.grid)
        assert rig.document.rows.shots[0].state == "rejected" and window.isVisible()
        window.close()

    in_window(scenario)


def test_that_f1_shows_the_guide_where_letters_are_typed(
    in_window: InWindow, project: Path
) -> None:
    async def scenario(rig: Rig) -> None:
        await rig.open(project)
        rig.press(Key.Key_Return)
        text = rig.clips.inspector.caption.text
        assert text.hasFocus()
        rig.press(Key.Key_F1)
        window = rig.window.findChildren(HelpWindow)[-1]
        await until(lambda: name_of(window) == PAGES["clips"])
        window.close()

    in_window(scenario)


def test_that_a_search_finds_shows_and_leads_back(in_window: InWindow) -> None:
    async def scenario(rig: Rig) -> None:
        window = await shown(rig)
        assert window.guide is not None
        contents = window.list.texts()
        assert [t for t in contents if t in {p.title for p in window.guide.pages.values()}]
        window.search.setFocus()
        rig.press("sysmem", on=window.search)
        assert "Steps take 3 to 50 times as long, without an error" in window.list.texts()
        rig.press(Key.Key_Return, on=window.search)
        assert name_of(window) == "08-troubleshooting"
        assert window.view.verticalScrollBar().value() > 0
        marked = [each.cursor.selectedText().lower() for each in window.view.extraSelections()]
        assert "sysmem" in marked
        rig.press(Key.Key_Escape, on=window.search)  # empties the field; the page stays
        assert window.list.texts()[: len(window.guide.pages)] != [] and window.isVisible()
        assert name_of(window) == "08-troubleshooting"
        rig.press("zzqq", on=window.search)
        assert window.left.currentWidget() is not window.list
        window.search.clear()
        assert window.left.currentWidget() is window.list
        rig.press(Key.Key_Left, Mod.AltModifier, on=window.search)
        assert name_of(window) == PAGES[""] and not window.back.isEnabled()
        rig.press(Key.Key_Right, Mod.AltModifier, on=window.search)
        assert name_of(window) == "08-troubleshooting" and not window.forward.isEnabled()
        rig.press(Key.Key_Escape, on=window.search)
        assert not window.isVisible()

    in_window(scenario)


def test_that_links_lead_within_the_guide_and_others_to_the_browser(
    in_window: InWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: opened.append(url.toString()))

    async def scenario(rig: Rig) -> None:
        window = await shown(rig)
        window.view.link_asked.emit("06-train.md#set-up-trainer-and-models")
        assert name_of(window) == "06-train" and window.view.verticalScrollBar().value() > 0
        window.view.link_asked.emit("file:///etc/hostname")
        window.view.link_asked.emit("javascript:alert(1)")
        assert name_of(window) == "06-train" and opened == []
        window.view.link_asked.emit("https://github.com/kohya-ss/musubi-tuner")
        assert opened == ["https://github.com/kohya-ss/musubi-tuner"]
        window.close()

    in_window(scenario)


def test_that_pictures_fit_the_column_at_every_width(in_window: InWindow, project: Path) -> None:
    async def scenario(rig: Rig) -> None:
        await rig.open(project)
        window = await shown(rig, PAGES["clips"])
        for width in (1100, 760):
            window.resize(width, 700)
            await until(lambda: pictures_in(window)[0] == window.view.column())
            assert max(pictures_in(window)) == window.view.column()  # none is enlarged
            await until(lambda: window.view.horizontalScrollBar().maximum() == 0)  # a turn later
        window.close()

    in_window(scenario)


def test_that_opening_it_again_takes_a_moment(in_window: InWindow) -> None:
    async def scenario(rig: Rig) -> None:
        window = await shown(rig)
        window.close()
        took = []
        for page in ("03-clips", "08-troubleshooting", "06-train"):
            begun = time.process_time()
            rig.window.commands.helping.show_help(page)
            window.grab()  # laid out and painted
            took.append(time.process_time() - begun)
            assert window.isVisible() and name_of(window) == page  # at once, without a read
            window.close()
        assert min(took) < 0.1

    in_window(scenario)


def test_that_nothing_is_read_in_the_thread_of_the_window(
    in_window: InWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    import threading

    from app.ui.help import help_window

    threads: set[str] = set()

    def noting(work: object) -> object:
        def noted(*args: object) -> object:
            threads.add(threading.current_thread().name)
            return work(*args)  # type: ignore[operator]

        return noted

    monkeypatch.setattr(help_window, "read_pages", noting(help_window.read_pages))
    monkeypatch.setattr(help_window, "read_pictures", noting(help_window.read_pictures))

    async def scenario(rig: Rig) -> None:
        window = await shown(rig)
        assert threads and threading.main_thread().name not in threads
        window.close()

    in_window(scenario)


def test_that_the_page_says_the_persons_own_keys(in_window: InWindow, project: Path) -> None:
    async def scenario(rig: Rig) -> None:
        await rig.open(project)
        window = await shown(rig, PAGES["clips"])
        assert "F8" not in window.view.toPlainText()
        keys().change({"mark.in": ("F8",), "caption.next_problem": ()})
        await until(lambda: "F8" in window.view.toPlainText())
        window.close()

    in_window(scenario)


def test_that_keys_in_force_are_listed_and_said(qapp: QApplication) -> None:
    keys().change({"train.start": ("Ctrl+Alt+S",), "plan.pin": ()})
    said = own_keys()
    assert said["F9"] == "Ctrl Alt S" and said["Ctrl+Shift+P"] == "Ctrl Shift P"
    assert said["Return"] == "Enter" and said["Ctrl"] == "Ctrl"
    guide = read_guide(resources() / "guide", "en", said, listed_keys())
    page = guide.pages["07-keys"]
    titles = [section.title for section in page.sections]
    assert titles[0] == "Keys" and "Train" in titles and "Mark" in titles
    assert "Ctrl&nbsp;Alt&nbsp;S" in page.html and "{keys}" not in page.html
    assert "[Larger" not in page.html and "4n+1" in page.html


def test_that_its_place_is_kept_and_its_colours_follow(in_window: InWindow) -> None:
    async def scenario(rig: Rig) -> None:
        window = await shown(rig)
        window.resize(700, 640)
        assert "#" in window.view.document().defaultStyleSheet()
        dark = window.view.document().defaultStyleSheet()
        theme.apply(rig.app, "light")  # type: ignore[arg-type]
        assert window.view.document().defaultStyleSheet() != dark
        theme.apply(rig.app, "dark")  # type: ignore[arg-type]
        window.close()
        assert rig.window.preferences.value.layout[PLACE]
        await rig.reopened()
        again = await shown(rig)
        assert (again.width(), again.height()) == (700, 640)
        again.close()

    in_window(scenario)


def test_that_all_keys_are_a_click_away(in_window: InWindow) -> None:
    async def scenario(rig: Rig) -> None:
        window = await shown(rig)
        window.all_keys.click()
        dialog = await rig.dialog()
        assert isinstance(dialog, KeysDialog)
        dialog.reject()
        window.close()

    in_window(scenario)


def test_that_a_picture_that_cannot_be_read_is_passed_over(qapp: QApplication) -> None:
    found = read_pictures(["clips.jpg", "gone.jpg"], 300, 2.0)
    assert list(found) == ["clips.jpg"]
    assert found["clips.jpg"].width() == 600 and found["clips.jpg"].devicePixelRatio() == 2.0
