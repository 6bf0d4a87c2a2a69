"""A difference in a few lines, as it is painted and told in lists: shortly before its change on."""

from __future__ import annotations

import html
from collections.abc import Sequence

from PySide6.QtCore import QPointF
from PySide6.QtGui import QTextCharFormat, QTextLayout, QTextOption

from app.core.captions.differing import Kind, Run
from app.ui import theme

LINES, BETWEEN = 3, 3  # lines at the most; px at zoom 1 between two
_BEFORE = 90  # characters before the first change
_MOST = 1_200  # characters that are laid out: more do not fit
_THIN = "\u2009"
_TONES: dict[Kind, theme.Tone] = {"gone": "bad", "new": "good"}


def shown_runs(runs: Sequence[Run]) -> list[Run]:
    """Return what of a difference is shown: from shortly before its first change on."""
    first = next((n for n, run in enumerate(runs) if run.kind != "same"), 0)
    kept = list(runs[first:])
    before = "".join(run.text for run in runs[:first])
    if len(before) > _BEFORE:
        tail = before[-_BEFORE:]
        before = "… " + tail[tail.find(" ") + 1 :]
    if before:
        kept.insert(0, Run("same", before))
    return _apart(kept)


def _apart(runs: Sequence[Run]) -> list[Run]:
    """Set a thin space between words that go and those that come in their place."""
    found: list[Run] = []
    for run in runs:
        pair = found and found[-1].kind == "gone" and run.kind == "new"
        if pair and not found[-1].text[-1:].isspace() and not run.text[:1].isspace():
            found.append(Run("same", _THIN))
        found.append(run)
    return found


def laid_out(runs: Sequence[Run], width: float, most: int = LINES) -> QTextLayout:
    """Return a difference in lines, the last one cut where there is more."""
    text = "".join(_on_one_line(run.text) for run in runs)[:_MOST]
    layout = _in_lines(text, runs, width, most)
    if layout.lineCount() == most:
        last = layout.lineAt(most - 1)
        shown = _begun(text, last.textStart() + last.textLength())
        if len(shown) < len(text):
            layout = _in_lines(f"{shown[:-2].rstrip()}…", runs, width, most)
    return layout


def _begun(text: str, units: int) -> str:
    """Return as much of a text as so many units of Qt are: two for an emoji."""
    return text.encode("utf-16-le")[: 2 * units].decode("utf-16-le", "ignore")


def _in_lines(text: str, runs: Sequence[Run], width: float, most: int) -> QTextLayout:
    layout = QTextLayout(text, theme.font("body"))
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    layout.setTextOption(option)
    layout.setFormats(_formats(runs, len(text)))
    layout.beginLayout()
    top = 0.0
    for _ in range(most):
        line = layout.createLine()
        if not line.isValid():
            break
        line.setLineWidth(width)
        line.setPosition(QPointF(0, top))
        top += line.height() + theme.px(BETWEEN)
    layout.endLayout()
    return layout


def _formats(runs: Sequence[Run], length: int) -> list[QTextLayout.FormatRange]:
    formats: list[QTextLayout.FormatRange] = []
    start = 0
    for run in runs:
        size = len(_on_one_line(run.text).encode("utf-16-le")) // 2  # as Qt counts
        if run.kind != "same" and start < length:
            each = QTextLayout.FormatRange()
            each.start, each.length, each.format = start, size, format_of(run.kind)
            formats.append(each)
        start += size
    return formats


def format_of(kind: Kind) -> QTextCharFormat:
    """Return how text that goes or comes looks."""
    tone = _TONES[kind]
    look = QTextCharFormat()
    look.setForeground(theme.tone_color(tone))
    look.setBackground(theme.tone_color(tone, "fill"))
    look.setFontStrikeOut(kind == "gone")
    return look


def in_html(runs: Sequence[Run]) -> str:
    """Return a whole difference for a tooltip."""
    parts = []
    for run in runs:
        text = html.escape(run.text).replace("\n", "<br>")
        if run.kind != "same":
            ink = theme.tone_color(_TONES[run.kind]).name()
            line = "line-through" if run.kind == "gone" else "none"
            text = f'<span style="color:{ink}; text-decoration:{line}">{text}</span>'
        parts.append(text)
    return f"<p>{''.join(parts)}</p>"


def _on_one_line(text: str) -> str:
    return text.replace("\n", " ↵ ")
