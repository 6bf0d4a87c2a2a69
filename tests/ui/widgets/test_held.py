"""An attribute that holds a widget as long as it is there."""

from __future__ import annotations

import gc
import weakref

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication, QWidget

from app.ui.widgets.held import hold_while_there


class Holder:
    shown: QWidget | None = None


def gone(widget: QWidget) -> None:
    widget.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def test_that_a_widget_that_is_gone_is_held_no_longer(qapp: QApplication) -> None:
    holder, widget = Holder(), QWidget()
    assert hold_while_there(holder, "shown", widget) is widget and holder.shown is widget
    shell = weakref.ref(widget)
    gone(widget)
    assert holder.shown is None
    del widget
    gc.collect()
    assert shell() is None


def test_that_one_that_took_its_place_stays(qapp: QApplication) -> None:
    holder, first, second = Holder(), QWidget(), QWidget()
    hold_while_there(holder, "shown", first)
    hold_while_there(holder, "shown", second)
    gone(first)
    assert holder.shown is second
    gone(second)
    assert holder.shown is None


def test_that_a_holder_that_went_first_is_left_alone(qapp: QApplication) -> None:
    holder, widget = Holder(), QWidget()
    hold_while_there(holder, "shown", widget)
    del holder
    gone(widget)
