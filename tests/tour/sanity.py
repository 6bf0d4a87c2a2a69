"""What can be seen to be wrong with a window without looking at it."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QRect
from PySide6.QtWidgets import QAbstractButton, QAbstractScrollArea, QLabel, QWidget

from app.ui.captions.foot_button import FootButton
from app.ui.widgets.chip import Chip
from app.ui.widgets.label import ElidedLabel

_SLACK = 1  # px a rounded size may miss


def problems(root: QWidget) -> list[str]:
    """Return what is clipped, cut off or overlaps in a window, one sentence each."""
    found: list[str] = []
    said = [widget for widget in _saying(root) if widget.isVisible()]
    for widget in said:
        name = f'{type(widget).__name__} "{_text(widget)[:48]}"'
        if _is_clipped(widget):
            hint, size = widget.sizeHint(), widget.size()
            found.append(
                f"{name} is clipped: {size.width()}x{size.height()}, wants "
                f"{hint.width()}x{hint.height()}"
            )
        outside = _cut_off_by(widget, root)
        if outside is not None:
            found.append(f"{name} is cut off by {type(outside).__name__}")
    found.extend(_overlapping(said))
    return found


def _saying(root: QWidget) -> Iterator[QWidget]:
    for kind in (QLabel, QAbstractButton, Chip):
        yield from (each for each in root.findChildren(kind) if _text(each))


def _text(widget: QWidget) -> str:
    if isinstance(widget, QLabel | QAbstractButton | Chip):
        return str(widget.text())
    return ""


def _is_clipped(widget: QWidget) -> bool:
    if isinstance(widget, ElidedLabel | FootButton):  # they give way
        return widget.width() < widget.minimumSizeHint().width()
    if isinstance(widget, QLabel) and widget.wordWrap():
        return widget.heightForWidth(widget.width()) > widget.height() + _SLACK
    hint = widget.sizeHint()
    return hint.width() > widget.width() + _SLACK or hint.height() > widget.height() + _SLACK


def _cut_off_by(widget: QWidget, root: QWidget) -> QWidget | None:
    """Return what is above a widget and shows only a part of it; what can be scrolled is whole."""
    above = widget.parentWidget()
    while above is not None:
        where = QRect(widget.mapTo(above, widget.rect().topLeft()), widget.size())
        room = above.rect().adjusted(-_SLACK, -_SLACK, _SLACK, _SLACK)
        scrolls = isinstance(above.parentWidget(), QAbstractScrollArea)
        if scrolls and where.left() >= room.left() and where.right() <= room.right():
            return None
        if not room.contains(where):
            return above
        if above is root:
            return None
        above = above.parentWidget()
    return None


def _overlapping(said: list[QWidget]) -> Iterator[str]:
    """Yield words that lie over other words of the same parent."""
    for n, one in enumerate(said):
        for other in said[n + 1 :]:
            if one.parentWidget() is other.parentWidget():
                both = one.geometry().intersected(other.geometry())
                if both.width() > _SLACK and both.height() > _SLACK:
                    yield f'"{_text(one)[:32]}" and "{_text(other)[:32]}" overlap'
