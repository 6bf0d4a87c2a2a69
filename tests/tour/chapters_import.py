"""The tour of importing: what there is, shown before it is brought in; and of changing keys."""

from __future__ import annotations

import shutil
from pathlib import Path

from PySide6.QtCore import QPoint, Qt

from app.core.library.project import Project
from app.ui.import_dialog import ImportDialog
from app.ui.keys_dialog import KeysDialog
from tests.films import make_film
from tests.tour.chapters import chapter
from tests.tour.material import Material
from tests.tour.stage import Stage, Theatre

Key = Qt.Key


def finished_clips(material: Material) -> Path:
    """A folder of finished clips with captions, a list of segments, and what is wrong."""
    folder = material.folder / "finished clips #1"
    folder.mkdir()
    first = make_film(folder / "rabbit 01.mp4", 65, rate=16, size=(384, 208))
    said = material.words.captions or ("A rabbit.", "A butterfly.", "A squirrel.")
    for number in range(1, 9):
        if number > 1:
            shutil.copy(first, folder / f"rabbit {number:02d}.mp4")
        caption = f"{material.words.trigger}. {said[number % len(said)]}"
        (folder / f"rabbit {number:02d}.txt").write_text(caption, encoding="utf-8")
    korean = f"{material.words.trigger}. 숲속의 토끼가 기지개를 켠다"
    (folder / "rabbit 03.txt").write_bytes(korean.encode("cp949"))
    (folder / "rabbit 04.txt").unlink()
    (folder / "broken.mp4").write_bytes(b"no film")
    (folder / "gone-proj.llc").write_text(
        "{version: 2, mediaFileName: 'gone.mkv', cutSegments: [{start: 1, end: 2, name: ''}]}",
        encoding="utf-8",
    )
    return folder


async def shown(stage: Stage, what: type[ImportDialog | KeysDialog]) -> ImportDialog | KeysDialog:
    found: list[ImportDialog | KeysDialog] = []

    def there() -> bool:
        found[:] = [each for each in stage.window.findChildren(what) if each.isVisible()]
        return bool(found)

    await stage.until(there, what.__name__)
    await stage.until(found[0].isActiveWindow, "the keys to go there")
    return found[0]


@chapter
async def importing(theatre: Theatre, material: Material) -> None:
    """Clips with captions are dropped, looked at, brought in and taken back."""
    folder = finished_clips(material)
    empty = material.folder / "imported"
    Project.create(empty, "Imported").close()
    async with theatre.window() as stage:
        window = stage.window
        await stage.open(empty)
        stage.hand.ctrl("I")
        await shown(stage, ImportDialog)
        await stage.picture("import")
        await stage.leave_dialog()
        stage.hand.drop([folder])
        await stage.until(lambda: window.findChildren(ImportDialog) or dialogs(stage), "a question")
        await stage.picture("import-question")
        stage.hand.key(Key.Key_Return)
        dialog = await shown(stage, ImportDialog)
        await stage.until(lambda: getattr(dialog, "found", None) is not None, "what there is")
        await stage.picture("import-found")
        stage.hand.key(Key.Key_Return)
        await stage.until(lambda: len(window.document.rows.clips) == 8, "the clips")
        window.activateWindow()
        await stage.picture("imported", says=["broken.mp4"])
        stage.hand.ctrl("Z")
        await stage.picture("import-undone", says=["broken.mp4"])


def dialogs(stage: Stage) -> list[object]:
    from app.ui.widgets.dialog import Dialog

    return [each for each in stage.window.findChildren(Dialog) if each.isVisible()]


@chapter
async def own_keys(theatre: Theatre, material: Material) -> None:
    """A key is changed, one is refused, one is taken from another command."""
    async with theatre.window() as stage:
        await stage.open(material.picked("Own keys"))
        stage.hand.key(Key.Key_F1, Qt.KeyboardModifier.ShiftModifier)
        dialog = await shown(stage, KeysDialog)
        assert isinstance(dialog, KeysDialog)
        stage.hand.type("reject")
        await stage.picture("keys-search")
        dialog.search.clear()
        cap = dialog.rows["mark.in"].buttons[0]
        stage.hand.click(cap, QPoint(5, 5))
        cap.click()
        await stage.picture("keys-recording")
        stage.hand.ctrl("C")
        await stage.picture("keys-refused")
        stage.hand.key("O")
        await stage.picture("keys-clash")
        stage.hand.key(Key.Key_Return)
        await stage.picture("keys-changed")
        dialog.reset_all.click()
        await stage.leave_dialog()
