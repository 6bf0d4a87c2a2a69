"""The plot as a picture or as a table, to be kept."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QBuffer, QIODevice, QPoint, QSize
from PySide6.QtGui import QImage, QPainter, QPixmap
from PySide6.QtWidgets import QWidget

from app.ui import dialogs, theme
from app.ui.jobs import Jobs

if TYPE_CHECKING:
    from app.core.training.curves.charts import Chart, Shown

_SHARP = 2.0  # device pixels to a pixel: a picture is looked at from nearer than a window


def picture_of(parts: list[QWidget]) -> QImage:
    """Return widgets, one below the other, as a picture on the surface they lie on."""
    side, gap = theme.px(16), theme.px(8)
    wide = max(part.width() for part in parts) + 2 * side
    high = sum(part.height() for part in parts) + gap * (len(parts) - 1) + 2 * side
    image = QImage(QSize(wide, high) * _SHARP, QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(_SHARP)
    image.fill(theme.color("surface"))
    with QPainter(image) as painter:
        top = side
        for part in parts:
            painter.drawPixmap(side, top, _sharp(part))
            top += part.height() + gap
    return image


def _sharp(part: QWidget) -> QPixmap:
    made = QPixmap(part.size() * _SHARP)
    made.setDevicePixelRatio(_SHARP)
    made.fill(theme.color("surface"))
    QWidget.render(part, made, QPoint())  # a view of graphics has another `render`
    return made


async def save_picture(parent: QWidget, jobs: Jobs, image: QImage, proposed: Path) -> Path | None:
    """Ask for a file and write a picture to it; return it, or None where none was chosen.

    Raises:
        WriteError: It cannot be written.
    """
    filters = [parent.tr("Pictures (*.png)")]
    path = await dialogs.choose_new_file(parent, parent.tr("Save the plot"), proposed, filters)
    if path is not None:
        await jobs.beside(_write_picture, path, image)
    return path


def _write_picture(path: Path, image: QImage) -> None:
    from app.core.store import write_bytes

    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload]  # the stubs want bytes
    write_bytes(path, bytes(buffer.data().data()))


async def save_table(
    parent: QWidget, jobs: Jobs, chart: Chart, runs: list[Shown], proposed: Path
) -> Path | None:
    """Ask for a file and write what is shown to it as CSV; return it, or None.

    Raises:
        WriteError: It cannot be written.
    """
    filters = [parent.tr("Tables (*.csv)")]
    path = await dialogs.choose_new_file(parent, parent.tr("Save as CSV"), proposed, filters)
    if path is not None:
        await jobs.beside(_write_table, path, chart, runs)
    return path


def _write_table(path: Path, chart: Chart, runs: list[Shown]) -> None:
    from app.core.store import write_text
    from app.core.training.curves.reading import csv_text

    write_text(path, csv_text(chart, runs))
