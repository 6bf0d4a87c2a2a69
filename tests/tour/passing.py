"""One pass of the tour: all chapters, or one, in one look."""

from __future__ import annotations

import asyncio
import os
import tempfile
import time
import traceback
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import qasync
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QImage, QPainter

import tests.tour.chapters_batch
import tests.tour.chapters_grid  # noqa: F401 -- adds chapters
from app.core import settings
from app.core.settings import Preferences, Theme
from app.ui.start import make_app
from tests.tour import (  # noqa: F401 -- add their chapters
    chapters_asking,
    chapters_bulk,
    chapters_checks,
    chapters_editor,
    chapters_first_run,
    chapters_help,
    chapters_import,
    chapters_keyboard,
    chapters_lints,
    chapters_marking,
    chapters_plan_advice,
    chapters_plan_caches,
    chapters_plan_cards,
    chapters_plan_ledger,
    chapters_plan_losses,
    chapters_plan_others,
    chapters_plan_pictures,
    chapters_plan_recipes,
    chapters_plan_toml,
    chapters_player,
    chapters_prompts,
    chapters_sidecars,
    chapters_table,
    chapters_timeline,
    chapters_train_after,
    chapters_train_form,
    chapters_train_held,
    chapters_train_loss,
    chapters_train_results,
    chapters_train_resume,
    chapters_train_run,
    chapters_train_trainer,
)
from tests.tour.chapters import CHAPTERS
from tests.tour.material import ENGLISH, KOREAN, Material
from tests.tour.stage import Findings, Theatre

_COLUMNS, _WIDE, _GAP, _WORDS = 4, 480, 12, 22  # of a contact sheet; pixels


@dataclass(frozen=True)
class Look:
    """How the window is shown in a pass."""

    size: tuple[int, int] = (1600, 1000)
    theme: Theme = "dark"
    korean: bool = False
    language: str = "en"


def make_pass(out: Path, look: Look, only: Sequence[str] | None = None) -> Findings:
    """Tour all chapters, or those named; save pictures and a contact sheet.

    Sets RUSHES_CACHE and RUSHES_SETTINGS, so that nothing of the person's is used or changed.
    """
    out.mkdir(parents=True, exist_ok=True)
    for old in out.glob("*.png"):
        old.unlink()
    app = make_app()
    loop = qasync.QEventLoop(app)
    asyncio.set_event_loop(loop)
    theatre = Theatre(app, out, look.size)
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder, loop:
        os.environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.fail.Keyring"
        os.environ["RUSHES_CACHE"] = str(Path(folder, "cache"))
        os.environ["RUSHES_SETTINGS"] = str(Path(folder, "settings"))
        settings.save(Preferences(theme=look.theme, language=look.language))
        material = Material(Path(folder), KOREAN if look.korean else ENGLISH)
        try:
            loop.run_until_complete(_tell(theatre, material, look, only))
        finally:
            theatre.end()
    contact_sheet(theatre.findings.pictures, out / "contact.png")
    return theatre.findings


async def _tell(
    theatre: Theatre, material: Material, look: Look, only: Sequence[str] | None
) -> None:
    await theatre.begin()
    known = [each.name for each in CHAPTERS]
    theatre.findings.problems += [
        f"no chapter is called {name}; they are {', '.join(known)}"
        for name in only or ()
        if name not in known
    ]
    chosen = [each for each in CHAPTERS if not only or each.name in only]
    for each in chosen:
        settings.save(Preferences(theme=look.theme, language=look.language))
        begun = time.monotonic()
        try:
            await each.tell(theatre, material)
        except Exception:  # noqa: BLE001 -- said, and the others still told
            theatre.findings.problems.append(f"{each.name}: {traceback.format_exc()}")
        theatre.findings.seconds[each.name] = time.monotonic() - begun


def contact_sheet(pictures: Sequence[Path], path: Path) -> None:
    """Save small copies of pictures, side by side under their names."""
    if not pictures:
        return
    first = QImage(str(pictures[0]))
    high = round(_WIDE * first.height() / first.width())
    rows = -(-len(pictures) // _COLUMNS)
    cell, tall = _WIDE + _GAP, high + _WORDS + _GAP
    sheet = QImage(_COLUMNS * cell + _GAP, rows * tall + _GAP, QImage.Format.Format_RGB32)
    sheet.fill(QColor("#0b0c0f"))
    with QPainter(sheet) as painter:
        painter.setPen(QColor("#c8ccd4"))
        for n, picture in enumerate(pictures):
            left, top = _GAP + n % _COLUMNS * cell, _GAP + n // _COLUMNS * tall
            words = QRect(left, top, _WIDE, _WORDS)
            painter.drawText(words, Qt.AlignmentFlag.AlignVCenter, picture.stem)
            small = QImage(str(picture)).scaledToWidth(
                _WIDE, Qt.TransformationMode.SmoothTransformation
            )
            painter.drawImage(left, top + _WORDS, small)
    sheet.save(str(path))
