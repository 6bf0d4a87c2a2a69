"""Questions to the person, awaited: a dialog's own loop would starve every other coroutine."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QStandardPaths
from PySide6.QtWidgets import QDialog, QFileDialog, QWidget
from shiboken6 import isValid

from app.ui.widgets.dialog import Dialog


async def done(dialog: QDialog) -> bool:
    """Open a dialog over its parent and wait for it; return whether it was accepted."""
    future: asyncio.Future[int] = asyncio.get_running_loop().create_future()

    def finish(result: int) -> None:
        if not future.done():
            future.set_result(result)

    dialog.finished.connect(finish)
    dialog.open()
    try:
        return await future == QDialog.DialogCode.Accepted.value
    except asyncio.CancelledError:
        if isValid(dialog):  # else it went with the window
            dialog.close()
        raise


async def confirm(
    parent: QWidget, title: str, sentence: str, *, accept: str, loses: bool = False
) -> bool:
    """Ask whether to go on.

    Args:
        parent: The window that the question is about.
        title: The question.
        sentence: What happens then.
        accept: The button that goes on.
        loses: Going on throws away what nothing brings back: Enter then keeps it.
    """
    dialog = Dialog(parent, title, sentence)
    stay, go = QDialog.DialogCode.Rejected.value, QDialog.DialogCode.Accepted.value
    dialog.add_button(parent.tr("Cancel"), "primary" if loses else "raised", result=stay)
    dialog.add_button(accept, "raised" if loses else "primary", result=go)
    return await done(dialog)


def films_folder() -> str:
    """Return where a person's films usually are; their own folder where there is none.

    Without a folder, Qt would show the one the program was started in.
    """
    where = QStandardPaths.StandardLocation.MoviesLocation
    folder = QStandardPaths.writableLocation(where)
    there = QStandardPaths.locate(where, "", QStandardPaths.LocateOption.LocateDirectory)
    return folder if there else str(Path.home())


async def choose_films(parent: QWidget, folder: str) -> list[Path]:
    """Ask for films, at first in `films_folder`; [] where none was chosen."""
    from app.core.adding import FILM_ENDINGS

    films = " ".join(f"*{ending}" for ending in sorted(FILM_ENDINGS))
    dialog = _files(parent, parent.tr("Add films"), folder or films_folder())
    dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
    dialog.setNameFilters([parent.tr("Films ({})").format(films), parent.tr("All files (*)")])
    return await _chosen(dialog)


async def choose_files(parent: QWidget, title: str, folder: str = "") -> list[Path]:
    """Ask for files of any kind, at first in `films_folder`; [] where none was chosen."""
    dialog = _files(parent, title, folder or films_folder())
    dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
    dialog.setNameFilters([parent.tr("All files (*)")])
    return await _chosen(dialog)


async def choose_folder(parent: QWidget, title: str, folder: str = "") -> Path | None:
    """Ask for a folder, at first in `films_folder`; None where none was chosen."""
    dialog = _files(parent, title, folder or films_folder())
    dialog.setFileMode(QFileDialog.FileMode.Directory)
    dialog.setOption(QFileDialog.Option.ShowDirsOnly)
    chosen = await _chosen(dialog)
    return chosen[0] if chosen else None


async def choose_file(
    parent: QWidget, title: str, folder: str, filters: Sequence[str]
) -> Path | None:
    """Ask for a file that is there, at first in `films_folder`; None where none was chosen."""
    dialog = _files(parent, title, folder or films_folder())
    dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
    dialog.setNameFilters(list(filters))
    chosen = await _chosen(dialog)
    return chosen[0] if chosen else None


async def choose_new_file(
    parent: QWidget, title: str, proposed: Path, filters: Sequence[str]
) -> Path | None:
    """Ask for a file to write; the system asks before one is replaced. None: none was chosen."""
    dialog = _files(parent, title, str(proposed.parent))
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setNameFilters(list(filters))
    dialog.setDefaultSuffix(proposed.suffix.lstrip("."))
    dialog.selectFile(proposed.name)
    chosen = await _chosen(dialog)
    return chosen[0] if chosen else None


def _files(parent: QWidget, title: str, folder: str) -> QFileDialog:
    return QFileDialog(parent, title, folder)


async def _chosen(dialog: QFileDialog) -> list[Path]:
    accepted = await done(dialog)
    names = dialog.selectedFiles() if accepted else []
    dialog.deleteLater()
    return [Path(name) for name in names]
