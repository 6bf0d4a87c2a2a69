"""Work on many films at once: the queue, films chosen together, films that are lost and found."""

from __future__ import annotations

import shutil
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.core.library.model import Clip
from app.core.library.project import Project
from app.core.library.sources import add_film
from app.ui.clips.relink_dialog import RelinkDialog
from tests.films import make_film
from tests.tour.chapters import button, chapter
from tests.tour.hand import Keys
from tests.tour.material import Material
from tests.tour.stage import Stage, Theatre

Key = Qt.Key


def shelf(material: Material, name: str, number: int) -> list[Path]:
    """Make a project of films whose shots nobody has looked for; return the films."""
    films = material.folder / f"films of {name}"
    films.mkdir()
    made = []
    with Project.create(material.folder / name, material.words.project) as project:
        for n in range(number):
            path = Path(shutil.copy(material.film, films / f"{n + 1} {material.words.film}"))
            add_film(project, path, cache=material.cache)
            made.append(path)
    return made


def click_film(stage: Stage, row: int, modifiers: Keys = Keys.NoModifier) -> None:
    view = stage.window.clips.sources._list
    view.setFocus(Qt.FocusReason.MouseFocusReason)
    where = view.visualRect(view.model().index(row, 0)).center()
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, modifiers, where)


@chapter
async def queue(theatre: Theatre, material: Material) -> None:
    """Six films are searched, one of which is gone; the order is changed, some are done again."""
    films = shelf(material, "queue", 6)
    async with theatre.window() as stage:
        window, jobs = stage.window, stage.window.jobs
        await stage.open(material.folder / "queue")
        await stage.picture("six-films-without-shots")
        click_film(stage, 2)
        click_film(stage, 5, Keys.ShiftModifier)
        await stage.picture("four-films-selected")
        films[1].unlink()
        material.forget_what_is_known()
        window.clips.find_missing()
        window.clips.work.export()
        stage.hand.key("J", Keys.ControlModifier | Keys.ShiftModifier)
        await stage.until(lambda: jobs.last and jobs.last.progress.fraction > 0.3, "a third")
        panel = window.commands.queue
        await stage.picture("queue-running", busy=True)
        view = panel._list
        view.setCurrentIndex(view.lines.index(view.lines.rowCount() - 1))
        stage.hand.key(Key.Key_Home, Keys.AltModifier)
        stage.hand.click(button(panel, panel.tr("Pause")))
        await stage.picture("queue-paused-and-ordered", busy=True)
        stage.hand.key(Key.Key_Home, Keys.AltModifier)
        stage.hand.key(Key.Key_Delete)
        stage.hand.click(button(panel, panel.tr("Go on")))
        await window.clips.work.settled()
        await stage.picture("queue-done-with-one-failure", says=["2 "])
        stage.hand.key(Key.Key_Escape)
        await stage.picture("one-failed-below", says=["2 "])


@chapter
async def lost(theatre: Theatre, material: Material) -> None:
    """Two films of four are gone and one is another; they are found, and used as they are."""
    films = shelf(material, "lost", 4)
    with Project.open(material.folder / "lost") as project:
        project.add([Clip(source=n, start=40, end=121, caption="a") for n in range(1, 5)])
    away = material.folder / "films of lost" / "put away" / "deep"
    away.mkdir(parents=True)
    for film in films[:2]:
        film.rename(away / f"old {film.name}")
    make_film(films[2].with_suffix(".mp4"), 96, size=(384, 216))
    async with theatre.window() as stage:
        await stage.open(material.folder / "lost")
        await stage.rest()
        stage.window.clips.shelf.show_kind("clip")
        await stage.picture("missing-and-changed")
        view = stage.window.clips.sources._list
        click_film(stage, 3)
        place = view.visualRect(view.model().index(3, 0)).center()
        view.menu_at.emit(view.viewport().mapToGlobal(place))
        await stage.picture("menu-of-a-changed-film")
        stage.hand.key(Key.Key_Escape)
        stage.window.actions_["project.relink"].trigger()
        await stage.picture("find-missing-films")
        dialog = stage.window.findChild(RelinkDialog)
        assert dialog is not None
        dialog.search(material.folder / "films of lost")
        await stage.until(lambda: not dialog._searching, "the search")
        await stage.picture("missing-films-found")
        await stage.leave_dialog()
        stage.window.clips.relinking.use_as_they_are(stage.window.clips.relinking.lost)
        await stage.rest()
        await stage.window.clips.work.settled()
        await stage.picture("all-there-and-one-clip-past-its-end")
