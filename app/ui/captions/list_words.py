"""Words in a few lines, cut at the end of the last one; worked out once for each width."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics, QTextLayout, QTextOption

from app.ui import theme
from app.ui.theme import FontRole

_BREAK = "\u2028"  # what a text layout begins a line at
_RIGHT = Qt.TextElideMode.ElideRight
_MOST = 400  # characters that one line may hold in the narrowest letters


def wrapped(text: str, width: int, most: int, role: FontRole = "body") -> tuple[str, ...]:
    """Return a text in lines.

    Args:
        text: May have line breaks.
        width: Of a line, px.
        most: Lines; what does not fit is cut, with an ellipsis.
        role: Its font.
    """
    return _wrapped(text[: most * _MOST], max(1, width), most, role, theme.zoom())


def forget() -> None:
    """Work all out anew: the fonts are others."""
    _wrapped.cache_clear()


@lru_cache(4096)
def _wrapped(text: str, width: int, most: int, role: FontRole, _zoom: float) -> tuple[str, ...]:
    if not text:
        return ()
    font = theme.font(role)
    data = text.replace("\n", _BREAK).encode("utf-16-le", "surrogatepass")
    layout = QTextLayout(text.replace("\n", _BREAK), font)
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    layout.setTextOption(option)
    lines: list[str] = []
    layout.beginLayout()
    for number in range(most):
        line = layout.createLine()
        if not line.isValid():
            break
        line.setLineWidth(width)
        start, length = line.textStart(), line.textLength()
        last = number == most - 1 and 2 * (start + length) < len(data)
        said = _part(data, start, None if last else start + length)
        if last:
            said = QFontMetrics(font).elidedText(said, _RIGHT, width)
        lines.append(said.rstrip())
    layout.endLayout()
    return tuple(lines)


def _part(data: bytes, start: int, end: int | None) -> str:
    """Return a part of a text, from and to places that Qt counts."""
    part = data[2 * start : None if end is None else 2 * end]
    return part.decode("utf-16-le", "replace").replace(_BREAK, " ")
