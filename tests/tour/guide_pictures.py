"""Make the pictures of the user guide from the real window.

    python -m tests.tour.guide_pictures OUT [--only NAME]

writes OUT/guide-NAME.jpg, each below 150 kB; those that shall be shown go to resources/screenshots.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
import tempfile
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QWidget

from tests.tour.__main__ import put_up_screen

if TYPE_CHECKING:
    from tests.tour.material import Material
    from tests.tour.stage import Stage

LARGEST = 150_000  # bytes
_WIDEST = 1200  # px
_BEST, _LEAST, _STEP = 88, 50, 4  # quality of JPEG
_SIZE = 1440, 900


def saved(image: QImage, path: Path) -> None:
    """Write a picture as large and as good as the limit allows."""
    if image.width() > _WIDEST:
        image = image.scaledToWidth(_WIDEST, Qt.TransformationMode.SmoothTransformation)
    for quality in range(_BEST, _LEAST, -_STEP):
        if not image.save(str(path), "JPG", quality):
            raise OSError(f"{path} cannot be written")
        if path.stat().st_size <= LARGEST:
            return
    raise ValueError(f"{path} is too large")


def cut_out(window: QWidget, *parts: QWidget, edge: int = 0) -> QImage:
    """Return what the window shows where some of its parts are."""
    from tests.tour.stage import grabbed

    image = grabbed(window)
    if not parts:
        return image
    whole = QRect()
    for part in parts:
        corner = part.mapToGlobal(QPoint(0, 0)) - window.mapToGlobal(QPoint(0, 0))
        whole = whole.united(QRect(corner, part.size()))
    whole = whole.adjusted(-edge, -edge, edge, edge)
    dots = image.devicePixelRatio()
    inside = QRect(whole.topLeft() * dots, whole.size() * dots)
    return image.copy(inside.intersected(image.rect()))


async def make(out: Path, wanted: list[str] | None) -> None:
    """Open windows and take the pictures."""
    from PySide6.QtWidgets import QApplication

    from tests.tour.material import ENGLISH, Material
    from tests.tour.stage import Theatre

    app = QApplication.instance()
    assert isinstance(app, QApplication)
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        os.environ["RUSHES_CACHE"] = str(Path(folder, "cache"))
        os.environ["RUSHES_SETTINGS"] = str(Path(folder, "settings"))
        theatre, material = Theatre(app, out, _SIZE), Material(Path(folder), ENGLISH)
        await theatre.begin()
        try:
            for name, tell in _PICTURES.items():
                if not wanted or name in wanted:
                    async with theatre.window() as stage:
                        image = await tell(stage, material)
                    saved(image, out / f"guide-{name}.jpg")
        finally:
            theatre.end()


# ------------------------------------------------------------------------------- the pictures


async def _xray(stage: Stage, material: Material) -> QImage:
    from tests.tour.chapters import click_tile

    await stage.open(material.picked("X-ray"))
    click_tile(stage, 0)
    await stage.rest()
    viewing = stage.window.clips.viewing
    return cut_out(stage.window, viewing.transport, viewing.timeline)


async def _crop(stage: Stage, material: Material) -> QImage:
    from tests.tour.chapters import click_tile

    await stage.open(material.picked("Crop"))
    click_tile(stage, 0)
    stage.hand.key("C")
    await stage.rest()
    stage.hand.key(Qt.Key.Key_Minus)
    stage.hand.key(Qt.Key.Key_Minus)
    await stage.rest()
    clips = stage.window.clips
    return cut_out(stage.window, clips.viewing, clips.inspector)


async def _checks(stage: Stage, material: Material) -> QImage:
    from tests.tour.chapters import click_segment

    await stage.open(material.wrong())
    click_segment(stage, "clip")
    stage.hand.key(Qt.Key.Key_Down)
    await stage.rest()
    return cut_out(stage.window, stage.window.clips.inspector)


async def _sheet(stage: Stage, material: Material) -> QImage:
    from app.ui.help.stage_sheet import StageSheet
    from tests.tour.chapters import click_tile

    await stage.open(material.picked("Sheet"))
    click_tile(stage, 0)
    stage.hand.type("?")
    await stage.rest()
    sheet = stage.window.findChildren(StageSheet)[-1]
    return cut_out(stage.window, sheet.card, edge=40)


async def _advice(stage: Stage, material: Material) -> QImage:
    await stage.open(material.picked("Advice"))
    stage.hand.ctrl("3")
    await stage.rest()
    stage.window.actions_["plan.advice"].trigger()
    page = stage.window.stages.plan.advice
    await stage.until(lambda: page.advice() is not None, "the estimate")
    page.folds["setup"].head.click()
    page.ask_for("ladder")
    await stage.rest()
    return cut_out(stage.window, page)


async def _lost(stage: Stage, material: Material) -> QImage:
    await stage.open(material.picked("Lost"))
    stage.hand.ctrl("3")
    await stage.rest()
    stage.window.resize(1440, 1300)  # all that is lost in sight
    await stage.rest()
    plan = stage.window.stages.plan
    return cut_out(stage.window, plan.pictures, plan.losses)


_PICTURES: dict[str, Callable[..., Awaitable[QImage]]] = {
    "xray": _xray,
    "crop": _crop,
    "checks": _checks,
    "sheet": _sheet,
    "lost": _lost,
    "advice": _advice,
}


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.tour.guide_pictures")
    parser.add_argument("out", type=Path)
    parser.add_argument("--only", metavar="NAME", action="append", choices=sorted(_PICTURES))
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    os.environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.fail.Keyring"
    with tempfile.TemporaryDirectory() as folder:
        put_up_screen(Path(folder, "screen.json"), 1.0)
        import qasync

        from app.ui.start import make_app

        app = make_app()
        loop = qasync.QEventLoop(app)
        asyncio.set_event_loop(loop)
        with loop:
            loop.run_until_complete(make(options.out, options.only))
    return 0


if __name__ == "__main__":
    sys.exit(main())
