"""Tooltips that say a text as it is.

Qt takes a tooltip that looks like HTML for HTML: a film called ``<img src="//host/x">`` would make
the system call that host.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from PySide6.QtGui import Qt
from PySide6.QtWidgets import QWidget

if TYPE_CHECKING:
    _Mixed = QWidget
else:
    _Mixed = object


def plain(text: str) -> str:
    """Return a text so that a tooltip shows it letter by letter."""
    if not Qt.mightBeRichText(text):
        return text
    return f"<qt>{escape(text, quote=False).replace(chr(10), '<br>')}</qt>"


class PlainTips(_Mixed):
    """Tooltips as they are; named before the widget it is mixed into."""

    def setToolTip(self, text: str) -> None:
        """Say a text as the tooltip, as it is."""
        super().setToolTip(plain(text))
