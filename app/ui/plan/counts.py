"""Numbers with their nouns, for people."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication


def _tr(text: str) -> str:
    return QCoreApplication.translate("Counts", text)


def clips(number: int) -> str:
    """Return ``1 clip``, ``1,078 clips``."""
    return _tr("1 clip") if number == 1 else _tr("{:,} clips").format(number)


def stills(number: int) -> str:
    """Return ``1 still``, ``1,078 stills``."""
    return _tr("1 still") if number == 1 else _tr("{:,} stills").format(number)


def samples(number: int) -> str:
    """Return ``1 sample``, ``1,078 samples``."""
    return _tr("1 sample") if number == 1 else _tr("{:,} samples").format(number)


def frames(number: int) -> str:
    """Return ``1 frame``, ``1,078 frames``."""
    return _tr("1 frame") if number == 1 else _tr("{:,} frames").format(number)
