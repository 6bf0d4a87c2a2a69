"""The items of layouts, of which PySide is to keep nothing.

PySide makes a shell for each item of a layout that it comes across and keeps it as long as the
layout lives. An item that Qt made is deleted by Qt, with its widget, and the shell is not told: in
the end PySide deletes it once more, or takes what lies there by then for it. Either way the program
dies, rarely and anywhere. It comes across items in `QLayout.itemAt`, and by itself where a layout
that has some is put into another one or into a widget.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator
from types import FunctionType
from typing import Any

from PySide6.QtWidgets import QBoxLayout, QGridLayout, QLayout, QLayoutItem, QVBoxLayout, QWidget
from shiboken6 import Shiboken

_PUT = ((QBoxLayout, "addLayout"), (QBoxLayout, "insertLayout"), (QGridLayout, "addLayout"),
        (QWidget, "setLayout"))  # fmt: skip


def items_of(layout: QLayout) -> Iterator[QLayoutItem]:
    """Yield the items of a layout; one is not to be used any more when the next one is there."""
    nobody = QVBoxLayout()
    for place in range(layout.count()):
        item = layout.itemAt(place)
        if item is None:
            continue
        try:
            yield item
        finally:
            if not isinstance(item, QLayout) and not Shiboken.createdByPython(item):
                _let_go(item, nobody)


def _let_go(item: QLayoutItem, nobody: QLayout) -> None:
    """Have PySide keep the shell of an item of Qt's no longer, nor the layout that has it.

    An item that is to be taken out of ``nobody``, a layout without any, stays where it is, but
    PySide has its own layout keep the shell no more. An invalid one stayed for each look otherwise.
    """
    nobody.removeItem(item)
    Shiboken.invalidate(item)  # it owns the item now, which Qt will delete


def _let_go_of_all(layout: QLayout) -> None:
    nobody, ours = QVBoxLayout(), isinstance(type(layout).itemAt, FunctionType)
    for item in items_of(layout):
        if ours and not isinstance(item, QLayout):
            nobody.removeItem(item)  # Python's own layout holds it: PySide's hold outlives both


def mend() -> None:
    """Have no shells left of the items of a layout that is put into another one, from now on.

    To be called before the first window is made; again, it does nothing.
    """
    for kind, name in _PUT:
        put = getattr(kind, name)
        if not hasattr(put, "__wrapped__"):
            setattr(kind, name, _mended(put))


def _mended(put: Callable[..., None]) -> Callable[..., None]:
    @functools.wraps(put)
    def put_and_let_go(outer: QLayout | QWidget, *given: Any, **named: Any) -> None:  # noqa: ANN401
        put(outer, *given, **named)
        for inner in (*given, *named.values()):
            if isinstance(inner, QLayout):
                for layout in (inner, *inner.findChildren(QLayout)):
                    _let_go_of_all(layout)

    return put_and_let_go
