"""Labels that are shown lower than their words are."""

from __future__ import annotations

from PySide6.QtWidgets import QLabel, QWidget


def cut_words(inside: QWidget) -> list[str]:
    """Return the words of visible labels that wrap into more lines than they have room for."""
    return [
        label.text()
        for label in inside.findChildren(QLabel)
        if label.isVisible() and label.wordWrap()
        if label.height() < label.heightForWidth(label.width())
    ]
