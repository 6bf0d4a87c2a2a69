"""The look, made once: colours, fonts, palette and style sheet of the whole program.

The application is made with `ARGUMENTS`, which set Fusion; `apply` sets a QPalette, the font and
``resources/app.qss``; it may be called again at any time (other mode, other zoom). Widgets that
paint themselves ask `color` while painting, so that a change of theme needs nothing but a repaint,
which Qt sends by itself; what keeps something made of a colour (an icon) makes it anew on
``changes().changed``. Sizes that widgets were given follow a new zoom by themselves, see `zooming`.
All in the GUI thread.
"""

from __future__ import annotations

import re
from functools import cache
from string import Template
from typing import Literal, cast

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPalette
from PySide6.QtWidgets import QApplication, QWidget

from app.core import language
from app.core.paths import resources
from app.ui.tokens import DARK, DATASETS, LIGHT, TONES, Tokens, Tone
from app.ui.zooming import Panes, rescale

__all__ = [
    "ARGUMENTS",
    "DARK",
    "LIGHT",
    "TONES",
    "FontRole",
    "Mode",
    "Part",
    "Tokens",
    "Tone",
    "application",
    "apply",
    "changes",
    "color",
    "dataset_color",
    "font",
    "mode",
    "mono",
    "px",
    "set_font",
    "set_tone",
    "tokens",
    "tone_color",
    "zoom",
]

Part = Literal["text", "fill", "edge", "solid"]
Mode = Literal["dark", "light", "system"]
FontRole = Literal[
    "body", "strong", "small", "caps", "title", "figure", "editor", "reading", "mono", "code", "key"
]

ARGUMENTS = ("-style", "fusion")  # setStyle would return a QStyle, and all its names are made then

_SANS = (
    "Segoe UI Variable Text",
    "Segoe UI",
    "Inter",
    "Noto Sans",
)
_SANS_EAST = {  # after these: Han characters have other shapes in each
    "ko": ("Malgun Gothic", "Noto Sans CJK KR", "Yu Gothic UI"),
    "ja": ("Yu Gothic UI", "Meiryo", "Noto Sans CJK JP", "Malgun Gothic"),
}
_TALLEST = {"ko": "한", "ja": "あ漢"}
_MONO = (
    "Cascadia Mono",
    "Consolas",
    "DejaVu Sans Mono",
)
_MONO_EAST = {
    "ko": ("Malgun Gothic", "Noto Sans Mono CJK KR"),
    "ja": ("MS Gothic", "Noto Sans Mono CJK JP", "Malgun Gothic"),
}
_DEMI, _PLAIN = QFont.Weight.DemiBold, QFont.Weight.Normal
_SIZES: dict[FontRole, tuple[float, QFont.Weight]] = {  # px, weight
    "body": (13, _PLAIN),
    "strong": (13, _DEMI),
    "small": (12, _PLAIN),
    "caps": (11, _DEMI),
    "title": (17, _DEMI),
    "figure": (20, _DEMI),
    "editor": (16, _PLAIN),
    "reading": (14, _PLAIN),
    "mono": (13, _PLAIN),
    "code": (12, _PLAIN),
    "key": (11, QFont.Weight.Medium),
}
_ROLE_PROPERTY = "fontRole"


class Changes(QObject):
    """Tells of a new theme or zoom."""

    changed = Signal()


class _Current:
    """What is applied now."""

    tokens: Tokens = DARK
    mode: Mode = "dark"
    zoom: float = 1.0
    following: bool = False


@cache
def changes() -> Changes:
    """Return the object whose ``changed`` is emitted after each `apply` that changed something."""
    return Changes()


def apply(app: QApplication, mode: Mode = "dark", zoom: float = 1.0) -> None:
    """Give ``app`` the look; ``zoom`` scales type and sizes (1.0 = 13 px).

    "system" follows the desktop, now and whenever it changes; where it does not say: dark.
    """
    _Current.mode = mode
    hints = app.styleHints()
    if not _Current.following:
        hints.colorSchemeChanged.connect(_follow)
        _Current.following = True
    light = mode == "light" or (mode == "system" and hints.colorScheme() == Qt.ColorScheme.Light)
    _put_on(app, LIGHT if light else DARK, zoom)


def _follow(_scheme: Qt.ColorScheme) -> None:
    if _Current.mode == "system":
        apply(application(), "system", _Current.zoom)


def _put_on(app: QApplication, wanted: Tokens, zoom: float) -> None:
    was, _Current.tokens, _Current.zoom = _Current.zoom, wanted, zoom
    color.cache_clear()
    font.cache_clear()
    line_height.cache_clear()
    panes = Panes(app.allWidgets(), was)
    if zoom != was:
        rescale(app.allWidgets(), was, zoom)  # before the style sheet, which sets sizes too
    # Beside a style sheet Qt sets words with an icon 3 px off those without one.
    app.setAttribute(Qt.ApplicationAttribute.AA_DontShowIconsInMenus)
    app.setPalette(_palette(wanted))
    app.setFont(font("body"))
    app.setStyleSheet(_style_sheet(wanted, zoom))
    for widget in app.allWidgets():
        role = widget.property(_ROLE_PROPERTY)
        if role:
            widget.setFont(font(cast("FontRole", role)))
    changes().changed.emit()
    if zoom != was:
        panes.rescale(zoom)  # when all know how much room they need now


def tokens() -> Tokens:
    """Return the colours in use."""
    return _Current.tokens


def mode() -> Mode:
    """Return what was asked for, "system" where the desktop decides."""
    return _Current.mode


def application() -> QApplication:
    """Return the program's application, which is there before any widget."""
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    return app


def zoom() -> float:
    """Return the scale of type and sizes; 1.0 is 13 px."""
    return _Current.zoom


def px(size: float) -> int:
    """Return ``size`` (px at zoom 1) at the zoom in use."""
    return round(size * _Current.zoom)


@cache
def color(name: str) -> QColor:
    """Return the colour of a role, a field of `Tokens`."""
    return QColor(getattr(_Current.tokens, name))


def dataset_color(n: int) -> QColor:
    """Return the colour of dataset ``n`` (from 0): green, blue, violet, amber, rose, and again."""
    return tone_color(DATASETS[n % len(DATASETS)], "solid")


def tone_color(tone: Tone, part: Part = "text") -> QColor:
    """Return what a tone's words, soft surface, hairline or bars are drawn in."""
    return QColor(getattr(_Current.tokens, f"tone_{part}")(tone))


# ---------------------------------------------------------------------------------------- fonts


@cache
def font(role: FontRole = "body") -> QFont:
    """Return the font of a role; digits have one width, so that numbers do not dance."""
    size, weight = _SIZES[role]
    made = QFont(_families(role))
    made.setPixelSize(px(size))
    made.setWeight(weight)
    made.setFeature(QFont.Tag("tnum"), 1)
    if role in ("mono", "code"):
        made.setStyleHint(QFont.StyleHint.Monospace)
    if role == "caps":
        made.setCapitalization(QFont.Capitalization.AllUppercase)
        made.setLetterSpacing(QFont.SpacingType.AbsoluteSpacing, _Current.zoom)
    return made


def _families(role: FontRole) -> list[str]:
    """Return the families of a role, the best first; what is English has Korean names in it."""
    east = language.current() if language.current() in _SANS_EAST else "ko"
    if role in ("mono", "code"):
        return [*_MONO, *_MONO_EAST[east]]
    return [*_SANS, *_SANS_EAST[east]]


@cache
def line_height(role: FontRole = "body") -> int:
    """Return the px of a line of a role, so that "Alpha" beside a word of Hangul is as high.

    0 in English: its words have one height.
    """
    words = _TALLEST.get(language.current())
    return QFontMetrics(font(role)).size(0, words).height() if words else 0


def mono() -> QFont:
    """Return the font of timecodes and file names."""
    return font("mono")


def set_font(widget: QWidget, role: FontRole) -> None:
    """Give ``widget`` the font of ``role`` and keep it so when the zoom changes."""
    widget.setProperty(_ROLE_PROPERTY, role)
    widget.setFont(font(role))


def set_tone(widget: QWidget, tone: str) -> None:
    """Colour the words of a QLabel: "text", "muted", "dim" or a `Tone`; follows the theme."""
    if widget.property("tone") == tone:
        return
    widget.setProperty("tone", tone)
    if not widget.testAttribute(Qt.WidgetAttribute.WA_WState_Polished):
        return  # it is looked at before the first paint
    style = widget.style()
    style.unpolish(widget)
    style.polish(widget)


# ---------------------------------------------------------------------------------------- Qt


def _palette(t: Tokens) -> QPalette:
    role = QPalette.ColorRole
    palette = QPalette()
    for where, name in {
        role.Window: "background",
        role.WindowText: "text",
        role.Base: "inset",
        role.AlternateBase: "surface",
        role.Text: "text",
        role.PlaceholderText: "dim",
        role.Button: "raised",
        role.ButtonText: "text",
        role.BrightText: "bad",
        role.Highlight: "selection",
        role.HighlightedText: "text",
        role.Accent: "accent",
        role.ToolTipBase: "raised",
        role.ToolTipText: "text",
        role.Link: "info",
        role.LinkVisited: "violet",
        role.Light: "hover",
        role.Midlight: "raised",
        role.Mid: "line",
        role.Dark: "line",
        role.Shadow: "rail",
    }.items():
        palette.setColor(where, QColor(getattr(t, name)))
    for where in (role.WindowText, role.Text, role.ButtonText, role.HighlightedText):
        palette.setColor(QPalette.ColorGroup.Disabled, where, QColor(t.faint))
    return palette


def _style_sheet(t: Tokens, zoom: float) -> str:
    text = Template((resources() / "app.qss").read_text(encoding="utf-8")).substitute(
        {name: getattr(t, name) for name in Tokens.__dataclass_fields__},
        icons=(resources() / "icons").as_posix(),
    )
    return re.sub(r"\b(\d+)px", lambda found: _scaled(int(found[1]), zoom), text)


def _scaled(size: int, zoom: float) -> str:
    return f"{size if size <= 1 else max(2, round(size * zoom))}px"  # hairlines stay hairlines
