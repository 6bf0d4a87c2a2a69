"""The icons: strokes on a 24 px grid, coloured by the theme where they are drawn.

`pixmap` is for painting, sharp at every device pixel ratio; `icon` is for Qt's own controls
(menus, actions, tool tips). What keeps an icon makes it anew on ``theme.changes().changed``.
QtSvg is imported with the first one.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QColor, QGuiApplication, QPainter, QPixmap

from app.core.paths import resources
from app.ui import theme

if TYPE_CHECKING:
    from PySide6.QtGui import QIcon

_ICON_SIZES = (16, 20, 24)


@cache
def names() -> tuple[str, ...]:
    """Return the names of all icons, in order."""
    return tuple(sorted(path.stem for path in (resources() / "icons").glob("*.svg")))


def icon(name: str, color: str = "muted") -> QIcon:
    """Return icon ``name`` in the theme's ``color``, for Qt's own controls.

    Under the mouse it is drawn in "text", disabled in "faint". Cached per theme.
    """
    return _icon(name, color, theme.tokens().name, theme.zoom(), _ratios())


def pixmap(name: str, color: str = "muted", size: int = 16, ratio: float = 1.0) -> QPixmap:
    """Return icon ``name``, ``size`` px square (not zoomed), for a device pixel ratio. Cached."""
    return _pixmap(name, theme.color(color).name(), size, ratio)


def draw(painter: QPainter, where: QRectF, name: str, color: str | QColor = "muted") -> None:
    """Draw icon ``name`` square in the middle of ``where``, on whole device pixels."""
    size = int(min(where.width(), where.height()))
    ratio = painter.device().devicePixelRatioF()
    left = round((where.center().x() - size / 2) * ratio) / ratio
    top = round((where.center().y() - size / 2) * ratio) / ratio
    ink = theme.color(color) if isinstance(color, str) else color
    picture = _pixmap(name, ink.name(), size, ratio)
    painter.drawPixmap(QRectF(left, top, size, size), picture, QRectF(picture.rect()))


def _ratios() -> tuple[float, ...]:
    return tuple(sorted({screen.devicePixelRatio() for screen in QGuiApplication.screens()}))


@cache
def _icon(name: str, color: str, _theme: str, zoom: float, ratios: tuple[float, ...]) -> QIcon:
    from PySide6.QtGui import QIcon

    made = QIcon()
    modes = {QIcon.Mode.Normal: color, QIcon.Mode.Active: "text", QIcon.Mode.Disabled: "faint"}
    for mode, token in modes.items():
        value = theme.color(token).name()
        for size in sorted({round(s * zoom * r) for s in _ICON_SIZES for r in ratios}):
            made.addPixmap(_pixmap(name, value, size, 1.0), mode)
    return made


@cache
def _svg(name: str) -> str:
    return (resources() / "icons" / f"{name}.svg").read_text(encoding="utf-8")


@cache
def _pixmap(name: str, value: str, size: int, ratio: float) -> QPixmap:
    from PySide6.QtSvg import QSvgRenderer

    renderer = QSvgRenderer(QByteArray(_svg(name).replace("currentColor", value).encode()))
    device = max(1, round(size * ratio))
    made = QPixmap(device, device)
    made.fill(Qt.GlobalColor.transparent)
    with QPainter(made) as painter:
        renderer.render(painter, QRectF(0, 0, device, device))
    made.setDevicePixelRatio(ratio)
    return made
