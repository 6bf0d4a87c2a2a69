from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QWidget

from app.core.film_words import SourceLine
from app.core.library import sources
from app.core.library.model import Clip
from app.core.library.project import Project
from app.ui import dialogs, film_watch, theme
from app.ui.clips.relink_dialog import RelinkDialog
from app.ui.clips.sources import SourcesPanel, chip_row
from tests.core.shots.scenes import shot, write_film
from tests.ui.clips.test_films_work import chips
from tests.ui.rig import FRAMES, InWindow, Rig, made_project, until

_SHIFT, _CTRL = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier
_NONE = Qt.KeyboardModifier.NoModifier


@pytest.fixture
def four(tmp_path: Path) -> Path:
    """A project of four films of two shots, with a clip of each."""
    (tmp_path / "films").mkdir()
    films = []
    for n in range(4):
        pictures = (p for seed in (n, n + 10) for p in shot(seed, FRAMES))
        films.append(write_film(tmp_path / "films" / f"{n}.mp4", pictures))
    folder = made_project(tmp_path / "four", *films)
    with Project.open(folder) as project:
        project.add([Clip(source=n, start=0, end=31, caption="a boat") for n in range(1, 5)])
    return folder


def click(panel: SourcesPanel, row: int, modifiers: Qt.KeyboardModifier = _NONE) -> None:
    view = panel._list
    where = view.visualRect(view.model().index(row, 0)).center()
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, modifiers, where)


def menu_of(panel: SourcesPanel) -> dict[str, QMenu | object]:
    menu = QMenu(panel)
    panel.menu_asked.emit(panel.selected, menu)
    return {action.text(): action for action in menu.actions() if action.text()}


def test_that_several_films_are_selected_with_mouse_and_keys(
    in_window: InWindow, four: Path
) -> None:
    async def scenario(rig: Rig) -> None:
        await rig.open(four)
        panel = rig.clips.sources
        assert panel.selected == [1, 2, 3, 4]  # all films are chosen
        click(panel, 2)
        assert panel.selected == [2] and panel.current == 2
        click(panel, 4, _CTRL)
        assert panel.selected == [2, 4]
        click(panel, 2)
        click(panel, 3, _SHIFT)
        assert panel.selected == [2, 3]
        panel._list.setFocus()
        rig.press(Qt.Key.Key_Down, _SHIFT, on=panel._list)
        assert panel.selected == [2, 3, 4]
        rig.press("a", _CTRL, on=panel._list)
        assert panel.selected == [1, 2, 3, 4]
        click(panel, 3)
        rig.press(Qt.Key.Key_Up, on=panel._list)
        assert panel.selected == [2]

    in_window(scenario)


def test_that_what_is_selected_stays_so_while_films_come_and_go(
    in_window: InWindow, four: Path, tmp_path: Path
) -> None:
    async def scenario(rig: Rig) -> None:
        await rig.open(four)
        panel = rig.clips.sources
        click(panel, 1)
        click(panel, 3, _CTRL)
        rig.clips._menu.remove([2])
        assert panel.selected == [1, 3]
        rig.document.undo()
        assert panel.selected == [1, 3]

    in_window(scenario)


def test_that_delete_takes_the_selected_films_out_and_no_pick(
    in_window: InWindow, four: Path
) -> None:
    async def scenario(rig: Rig) -> None:
        await rig.open(four)
        panel = rig.clips.sources
        click(panel, 2)
        click(panel, 3, _SHIFT)
        panel._list.setFocus()
        rig.press(Qt.Key.Key_Delete)
        assert [row.id for row in rig.document.rows.sources] == [1, 4]
        assert rig.document.undo_label == "Remove 2 films"
        assert rig.toasts[-1] == "2 films left the project; their files stay."
        rig.document.undo()
        assert len(rig.document.rows.clips) == 4
        click(panel, 0)
        rig.press(Qt.Key.Key_Delete, on=panel._list)  # all of them are not taken out by one key
        assert len(rig.document.rows.sources) == 4

    in_window(scenario)


def test_that_the_menu_and_the_commands_work_on_all_selected_films(
    in_window: InWindow, four: Path
) -> None:
    async def scenario(rig: Rig) -> None:
        await rig.open(four)
        panel, queue = rig.clips.sources, rig.clips.work.queue
        rig.window.jobs.pause()
        click(panel, 2)
        assert "Second opinion on the cuts" in menu_of(panel)
        click(panel, 3, _CTRL)
        entries = menu_of(panel)
        assert "Remove 2 films from the project" in entries
        assert "Second opinion on the cuts" not in entries and "Show in folder" not in entries
        rig.trigger("project.find_shots")
        rig.trigger("project.check_films")
        assert [(task.what, task.film) for task in queue.tasks] == [
            ("find", 2),
            ("find", 3),
            ("check", 2),
            ("check", 3),
        ]
        await rig.clips.work.settled()
        await rig.window.idle()

    in_window(scenario)


# ---------------------------------------------------------------------- missing and changed


def lose(folder: Path, *numbers: int) -> None:
    """Move films of `four` to another folder, deeper, under other names."""
    away = folder.parent / "away" / "deep"
    away.mkdir(parents=True, exist_ok=True)
    for n in numbers:
        (folder.parent / "films" / f"{n}.mp4").rename(away / f"moved {n}.mp4")


def badges(rig: Rig, source: int) -> set[str]:
    catalogue = rig.clips.shelf._catalogue
    assert catalogue is not None
    clips = catalogue.tiles("clip", source)
    return {badge.text for tile in clips for badge in tile.badges}


def test_that_all_missing_films_are_found_below_a_folder(
    in_window: InWindow, four: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lose(four, 1, 3)

    async def chosen(*_: object) -> Path:
        return four.parent / "away"

    monkeypatch.setattr(dialogs, "choose_folder", chosen)

    async def scenario(rig: Rig) -> None:
        await rig.window.open_project(four)
        await until(lambda: chips(rig)[1:] == ["2 shots", "missing", "2 shots", "missing"])
        await until(lambda: badges(rig, 2) == {"missing"})
        rig.clips.picking.rate(5)  # what is picked of a missing film is still there to be edited
        rig.trigger("project.relink")
        dialog = await rig.dialog()
        assert isinstance(dialog, RelinkDialog)
        assert dialog._where.text() == "2 films missing or changed"
        dialog._choose.click()
        await until(lambda: dialog._where.text() == "2 found, 0 still missing")
        assert not dialog._choose.isVisible()
        await until(lambda: chips(rig)[1:] == ["2 shots"] * 4)
        await until(lambda: "missing" not in badges(rig, 2))
        assert rig.document.undo_label == "Films found"
        dialog.reject()
        await rig.window.idle()

    in_window(scenario)


def test_that_a_search_for_films_can_be_stopped_and_says_what_it_did_not_find(
    in_window: InWindow, four: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    lose(four, 0)
    many = tmp_path / "many"
    for n in range(30):
        (many / str(n)).mkdir(parents=True)
        (many / str(n) / "note.txt").write_text("no film")
    where = [many, many]
    inside = sources._inside

    def slowly(folder: Path) -> tuple[list[Path], list[Path]]:
        time.sleep(0.02)
        return inside(folder)

    monkeypatch.setattr(sources, "_inside", slowly)

    async def chosen(*_: object) -> Path:
        return where.pop()

    monkeypatch.setattr(dialogs, "choose_folder", chosen)

    async def scenario(rig: Rig) -> None:
        await rig.window.open_project(four)
        await until(lambda: chips(rig)[1] == "missing")
        rig.trigger("project.relink")
        dialog = await rig.dialog()
        assert isinstance(dialog, RelinkDialog)
        dialog._choose.click()
        await until(lambda: dialog._where.text() == "0 found, 1 still missing")
        dialog._choose.click()
        await until(lambda: dialog._searching)
        dialog._choose.click()
        await until(lambda: dialog._where.text() == "Stopped: nothing has changed.")
        dialog.reject()
        await rig.window.idle()
        assert rig.faults == [] and chips(rig)[1] == "missing"

    in_window(scenario)


def test_that_a_film_is_shown_where_it_is_now(
    in_window: InWindow, four: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lose(four, 0)
    answers = [four.parent / "away/deep/moved 0.mp4", four.parent / "films/1.mp4"]

    async def chosen(_window: QWidget, title: str, *_: object) -> Path:
        assert title == "Where is 0.mp4 now?"
        return answers.pop()

    monkeypatch.setattr(dialogs, "choose_file", chosen)

    async def scenario(rig: Rig) -> None:
        await rig.window.open_project(four)
        await until(lambda: chips(rig)[1] == "missing")
        click(rig.clips.sources, 1)
        menu_of(rig.clips.sources)["Show where it is now…"].trigger()  # type: ignore[union-attr]
        await until(lambda: rig.sentences)
        assert "is not the film" in rig.sentences[0]
        menu_of(rig.clips.sources)["Show where it is now…"].trigger()  # type: ignore[union-attr]
        await until(lambda: chips(rig)[1] == "2 shots")

    in_window(scenario)


def test_that_a_changed_film_is_used_as_it_is_and_clips_past_its_end_are_marked(
    in_window: InWindow, four: Path, tmp_path: Path
) -> None:
    with Project.open(four) as project:
        project.add([Clip(source=1, start=FRAMES, end=2 * FRAMES - 1, caption="late")])
    shorter = write_film(tmp_path / "shorter.mp4", shot(0, FRAMES))
    (four.parent / "films/0.mp4").write_bytes(shorter.read_bytes())

    async def scenario(rig: Rig) -> None:
        await rig.window.open_project(four)
        await until(lambda: chips(rig)[1] == "changed")
        await until(lambda: badges(rig, 1) == {"changed"})
        click(rig.clips.sources, 1)
        entries = menu_of(rig.clips.sources)
        assert "Show where the old one is…" in entries
        entries["Use as it is now"].trigger()  # type: ignore[union-attr]
        await until(lambda: chips(rig)[1] == "1 shot")
        await rig.clips.work.settled()
        assert rig.document.rows.sources[0].frames == FRAMES
        assert [clip.end for clip in rig.document.rows.of_source(Clip, 1)] == [31, 2 * FRAMES - 1]
        await until(lambda: "past the end" in badges(rig, 1))
        rig.clips.reveal("clip", rig.document.rows.of_source(Clip, 1)[-1].id)
        rig.trigger("play.toggle")
        await rig.window.idle()
        rig.trigger("project.export")
        await until(lambda: rig.sentences)
        await rig.window.idle()
        assert any("0.mp4" in sentence or "0_" in sentence for sentence in rig.sentences)
        written = sorted(path.name for path in (four / "dataset/clips").glob("*.mp4"))
        assert len(written) == 4  # the late one is not among them

    in_window(scenario)


def test_that_films_that_go_and_come_back_are_noticed(
    in_window: InWindow, four: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(film_watch, "EVERY_MS", 50)
    path = four.parent / "films/2.mp4"
    away = path.with_name("away.mp4")

    async def scenario(rig: Rig) -> None:
        await rig.open(four)
        assert chips(rig)[3] == "2 shots"
        path.rename(away)
        await until(lambda: chips(rig)[3] == "missing")
        away.rename(path)
        await until(lambda: chips(rig)[3] == "2 shots")
        whole = path.read_bytes()
        path.write_bytes(b"something else")
        await until(lambda: chips(rig)[3] == "changed")
        path.write_bytes(whole)
        await until(lambda: chips(rig)[3] == "2 shots")

    in_window(scenario)


def test_that_films_are_looked_at_when_the_window_becomes_active(
    in_window: InWindow, four: Path
) -> None:
    path = four.parent / "films/2.mp4"

    async def scenario(rig: Rig) -> None:
        await rig.open(four)
        path.rename(path.with_name("away.mp4"))
        rig.window.parts.watch._on_state(Qt.ApplicationState.ApplicationActive)
        await until(lambda: chips(rig)[3] == "missing", within=5)

    in_window(scenario)


def test_that_a_chip_stands_beside_the_facts_where_it_would_cut_the_name(
    qapp: QApplication,
) -> None:
    theme.apply(qapp, "dark")
    font = theme.font("body")
    short = SourceLine(1, "a.mp4", "1:12 · 24 fps", "ショット 300 個", "good")
    long = replace(short, name="Big Buck Bunny 01.mp4")
    longer = replace(long, facts="1:12:00 · 23.976 fps · ProRes")
    assert chip_row(short, font, 200) == "name"
    assert chip_row(long, font, 200) == "facts"
    assert chip_row(longer, font, 200) == "name"  # neither is whole: where it always was
    assert chip_row(longer, font, 120) == ""
    assert chip_row(replace(long, chip=""), font, 200) == ""
