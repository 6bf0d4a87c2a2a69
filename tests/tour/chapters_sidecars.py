"""The tour of caption files: changed outside, removed, and brought in from a folder."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QRectF

from app.core.captions.writing import write_each
from app.core.export.project_export import export_project
from app.core.language import tr
from app.core.library.edits import Edit
from app.core.library.model import Clip
from app.core.library.project import Project
from app.ui.captions.import_dialog import ImportCaptionsDialog
from app.ui.captions.outside_dialog import OutsideDialog
from app.ui.widgets.notice import Notice
from tests.tour.chapters import chapter
from tests.tour.material import Material
from tests.tour.stage import Stage, Theatre

_CP949 = (
    "이른 아침 숲, 커다란 흰 토끼가 나뭇가지를 당긴다. 중간 거리, 고정된 화면.",
    "나비가 분홍색 꽃 위에 앉는다. 얕은 심도, 느린 전진.",
    "다람쥐가 도토리를 던지며 웃는다. 풀밭 위로 바람이 분다.",
)


async def shown(stage: Stage, kind: type[OutsideDialog] | type[ImportCaptionsDialog]) -> object:
    found: list[object] = []

    def there() -> bool:
        found[:] = [each for each in stage.window.findChildren(kind) if each.isVisible()]
        return bool(found)

    await stage.until(there, kind.__name__)
    return found[0]


def exported_texts(project: Path) -> list[Path]:
    """Export a project; return its clips' captions."""
    with Project.open(project) as made:
        export_project(made)
    return sorted((project / "dataset" / "clips").glob("*.txt"))


@chapter
async def outside(theatre: Theatre, material: Material) -> None:
    """Exported captions are edited, garbled and removed by others, and decided upon."""
    project = material.picked("outside")
    texts = exported_texts(project)
    words = texts[0].read_text(encoding="utf-8")
    async with theatre.window() as stage:
        await stage.open(project)
        first = words.replace(".", ", at dawn.", 2).rpartition(" ")[0]
        texts[0].write_text(f"{first} under low clouds, seen from afar.\n", encoding="utf-8")
        texts[1].write_text(f"{material.words.trigger}. {_CP949[0]}", encoding="cp949")
        texts[2].write_bytes(b"\x89PNG\r\n\0\xff\0\0")
        texts[3].unlink()
        notices = stage.window.notices
        await stage.until(lambda: len(notices.sentences) == 2, "what was changed and removed")
        stage.hand.ctrl("2")
        await stage.picture("outside-notice", says=["changed outside"])
        notices.findChildren(Notice)[0].acted.emit()
        dialog = await shown(stage, OutsideDialog)
        assert isinstance(dialog, OutsideDialog)
        await stage.picture("outside", says=["changed outside"])
        where = QRectF(dialog.list.visualRect(dialog.lines.index(1)))
        over = dict(dialog.list.places(1, where))["overwrite"].center().toPoint()
        stage.hand.click(dialog.list.viewport(), over)
        await stage.picture("outside-decided", says=["changed outside"])
        dialog.accept_button.click()
        await stage.until(
            lambda: stage.window.document.undo_label == tr("Taken from file"), "the edit"
        )
        await stage.until(lambda: len(notices.sentences) == 1, "the rest")
        stage.window.activateWindow()
        await stage.picture("outside-taken", says=["removed outside"])


@chapter
async def captions_folder(theatre: Theatre, material: Material) -> None:
    """Korean captions of an older program are looked at, tried in other encodings, and taken."""
    project = material.picked("captions folder")
    folder = material.folder / "받은 captions #1 'x'"
    folder.mkdir()
    texts = exported_texts(project)
    for n, path in enumerate(texts):
        said = f"{material.words.trigger}. {_CP949[n % len(_CP949)]}"
        (folder / path.name).write_bytes(said.encode("cp949"))
    (folder / "notes.txt").write_text("to do", encoding="utf-8")
    (folder / "picture.txt").write_bytes(b"\x89PNG\r\n\0\xff\0\0")
    async with theatre.window() as stage:
        await stage.open(project)
        document = stage.window.document
        document.apply(emptied(document.rows.clips[::2]))
        stage.hand.ctrl("2")
        stage.hand.drop([folder])
        dialog = await shown(stage, ImportCaptionsDialog)
        assert isinstance(dialog, ImportCaptionsDialog)
        await stage.until(lambda: dialog.lines.rowCount() > 0, "the captions")
        await stage.picture("captions-import")
        box = dialog.reading.for_all
        box.setCurrentIndex(box.findData("cp1252"))
        box.activated.emit(box.currentIndex())
        await stage.picture("captions-import-other-encoding")
        box.setCurrentIndex(0)
        box.activated.emit(0)
        dialog.mode.choose("replace")
        dialog.all_button.click()
        await stage.picture("captions-import-replace")
        dialog.views.choose("others")
        await stage.picture("captions-import-not-taken")
        dialog.accept_button.click()
        await stage.until(lambda: document.undo_label == tr("Captions from files"), "the edit")
        stage.window.activateWindow()
        await stage.picture("captions-imported")


def emptied(clips: Sequence[Clip]) -> Edit:
    return write_each([(clip, "") for clip in clips], "Emptied")
