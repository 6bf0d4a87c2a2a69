"""What widgets keep in pixels follows a new zoom: margins, gaps, fixed sizes, panes.

Widgets ask `theme.px` while they are made; what they were given then is scaled here once, for all
of them, so that none must listen. What is computed while painting or laying out needs nothing.
"""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QEvent, QMargins, Qt
from PySide6.QtWidgets import QApplication, QLayout, QLineEdit, QSpacerItem, QSplitter, QWidget

from app.ui.widgets.layout_items import items_of

_ENDLESS = 524_287  # px; what Qt gives no greatest size has this one or more
WANTED = "wantedPanes"
"""The property of a splitter that holds the sizes its panes want."""


def rescale(widgets: Iterable[QWidget], was: float, now: float) -> None:
    """Scale what ``widgets`` were given at zoom ``was`` to zoom ``now``; windows keep their size.

    Hairlines (1 px) stay hairlines. To be called before style sheet and widgets have the new zoom.
    """
    known = list(widgets)
    _scale_layouts([each for widget in known for each in _layouts(widget)], was, now)
    for widget in (each for each in known if not each.objectName().startswith("qt_")):  # Qt's own
        _scale_limits(widget, was, now)
        if isinstance(widget, QLineEdit):
            widget.setTextMargins(_margins(widget.textMargins(), was, now))


class Panes:
    """Where the panes of all splitters are at a zoom, to be put there at another one.

    Panes that had to give way at one zoom have their place again at the next; a splitter that was
    moved by hand says so by clearing its property `WANTED`.
    """

    def __init__(self, widgets: Iterable[QWidget], was: float) -> None:
        self._was = was
        self._splitters = [each for each in widgets if isinstance(each, QSplitter)]
        self._sizes = [each.property(WANTED) or each.sizes() for each in self._splitters]

    def rescale(self, now: float) -> None:
        """Put the panes where they belong at zoom ``now``."""
        for _ in range(3):  # a new size may ask for another layout
            QApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest.value)
        for splitter, sizes in zip(self._splitters, self._sizes, strict=True):
            room = sum(splitter.sizes())
            wanted = pane_sizes(list(sizes), _stretches(splitter), now / self._was, room)
            splitter.setSizes(wanted)
            splitter.setProperty(WANTED, wanted)


def scaled(size: int, was: float, now: float) -> int:
    """Return at zoom ``now`` what ``size`` px are at zoom ``was``."""
    return size if abs(size) <= 1 else round(round(size / was) * now)


def pane_sizes(sizes: list[int], stretches: list[int], ratio: float, room: int) -> list[int]:
    """Return the sizes of panes, scaled; those that stretch share what is left of ``room``.

    Where all of them stretch, or none, they stay as they are.
    """
    if not any(stretches) or all(stretches):
        return sizes
    firm = sum(round(size * ratio) for size, s in zip(sizes, stretches, strict=True) if not s)
    before = sum(size for size, stretch in zip(sizes, stretches, strict=True) if stretch)
    share = max(0, room - firm) / max(1, before)
    return [
        max(1, round(size * (share if stretch else ratio)))
        for size, stretch in zip(sizes, stretches, strict=True)
    ]


def _layouts(widget: QWidget) -> Iterable[QLayout]:
    layout = widget.layout()
    return (layout, *layout.findChildren(QLayout)) if layout is not None else ()


def _scale_layouts(layouts: list[QLayout], was: float, now: float) -> None:
    gaps = [each.spacing() for each in layouts]  # all before any: some are those of their parent
    for layout, gap in zip(layouts, gaps, strict=True):
        layout.setContentsMargins(_margins(layout.contentsMargins(), was, now))
        if gap > 0:
            layout.setSpacing(scaled(gap, was, now))
        for item in items_of(layout):
            spacer = item.spacerItem()
            if isinstance(spacer, QSpacerItem):
                _scale_spacer(spacer, was, now)
        layout.invalidate()


def _scale_spacer(spacer: QSpacerItem, was: float, now: float) -> None:
    size, policy = spacer.sizeHint(), spacer.sizePolicy()
    if size.width() > 1 or size.height() > 1:
        spacer.changeSize(
            scaled(size.width(), was, now),
            scaled(size.height(), was, now),
            policy.horizontalPolicy(),
            policy.verticalPolicy(),
        )


def _scale_limits(widget: QWidget, was: float, now: float) -> None:
    if widget.isWindow() and widget.windowType() != Qt.WindowType.Dialog:
        return
    least, most = widget.minimumSize(), widget.maximumSize()
    for low, high, put_low, put_high in (
        (least.width(), most.width(), widget.setMinimumWidth, widget.setMaximumWidth),
        (least.height(), most.height(), widget.setMinimumHeight, widget.setMaximumHeight),
    ):
        if high < _ENDLESS:
            put_high(scaled(high, was, now))
        if low > 0:
            put_low(scaled(low, was, now))


def _margins(margins: QMargins, was: float, now: float) -> QMargins:
    sides = margins.left(), margins.top(), margins.right(), margins.bottom()
    return QMargins(*(scaled(side, was, now) for side in sides))


def _stretches(splitter: QSplitter) -> list[int]:
    across = splitter.orientation() == Qt.Orientation.Horizontal
    panes = [splitter.widget(n) for n in range(splitter.count())]
    policies = [pane.sizePolicy() for pane in panes if pane is not None]
    return [each.horizontalStretch() if across else each.verticalStretch() for each in policies]
