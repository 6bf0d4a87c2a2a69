"""Paints what becomes of a caption: what goes struck in red, what comes in green."""

from __future__ import annotations

import html
from collections.abc import Iterable, Sequence

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QTextCharFormat, QTextLayout, QTextOption
from PySide6.QtWidgets import QListView, QStyledItemDelegate, QStyleOptionViewItem

from app.core.captions.differing import Kind, Run
from app.ui import icons, theme
from app.ui.widgets.painting import box, line_box

Index = QModelIndex | QPersistentModelIndex
RUNS = Qt.ItemDataRole.UserRole + 1
CHECK_WIDTH = 40  # px at zoom 1, of the place that a click ticks
_LINES = 3
_PAD, _SIDE, _BETWEEN = 10, 16, 3
_BEFORE = 90  # characters before the first change
_MOST = 1_200  # characters that are laid out: more do not fit
_THIN = "\u2009"
_TONES: dict[Kind, theme.Tone] = {"gone": "bad", "new": "good"}


class RewordingDelegate(QStyledItemDelegate):
    """A box, and some lines of the difference about its first change."""

    def __init__(self, view: QListView) -> None:
        super().__init__(view)
        self._view = view
        self._lines = _LINES

    def fit(self, differences: Iterable[Sequence[Run]]) -> None:
        """Have as many lines as these need, for all: a row's height must not need its text."""
        width = self._view.viewport().width() - theme.px(CHECK_WIDTH + _PAD)
        needed = (laid_out(shown_runs(each), width).lineCount() for each in differences)
        self._lines = max(needed, default=_LINES)

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        line = QFontMetricsF(theme.font("body")).lineSpacing() + theme.px(_BETWEEN)
        return QSize(theme.px(200), round(self._lines * line) + 2 * theme.px(_PAD))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        where = QRectF(option.rect).adjusted(0, 1, 0, -1)
        painter.save()
        line_box(painter, where, option.state)
        wanted = index.data(Qt.ItemDataRole.CheckStateRole) == Qt.CheckState.Checked
        self._draw_check(painter, where, wanted)
        inside = where.adjusted(theme.px(CHECK_WIDTH), theme.px(_PAD), -theme.px(_PAD), 0)
        layout = laid_out(shown_runs(index.data(RUNS)), inside.width())
        painter.setPen(theme.color("text"))
        painter.setOpacity(1.0 if wanted else 0.4)
        layout.draw(painter, inside.topLeft())
        painter.restore()

    def _draw_check(self, painter: QPainter, where: QRectF, on: bool) -> None:
        side = theme.px(_SIDE)
        left, top = where.left() + theme.px(12), where.top() + theme.px(_PAD) + 1
        mark = QRectF(left, top, side, side)
        fill, edge = ("accent", "accent") if on else ("inset", "line_strong")
        box(painter, mark, fill=theme.color(fill), edge=theme.color(edge), radius=4)
        if on:
            icons.draw(painter, mark.adjusted(2, 2, -2, -2), "check", "on_accent")


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


def laid_out(runs: Sequence[Run], width: float, most: int = _LINES) -> QTextLayout:
    """Return a difference in lines, the last one cut where there is more."""
    text = "".join(_on_one_line(run.text) for run in runs)[:_MOST]
    layout = _in_lines(text, runs, width, most)
    if layout.lineCount() == most:
        last = layout.lineAt(most - 1)
        end = last.textStart() + last.textLength()
        if end < len(text):
            layout = _in_lines(f"{text[: max(0, end - 2)].rstrip()}…", runs, width, most)
    return layout


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
        top += line.height() + theme.px(_BETWEEN)
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
