"""The person's preferences, while the program runs."""

from __future__ import annotations

import dataclasses
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from app.core import settings
from app.core.settings import Preferences

_SAVE_AFTER_MS = 500


class PreferenceStore(QObject):
    """Holds the preferences; a change is kept on the disk half a second later."""

    changed = Signal()

    def __init__(self, value: Preferences, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._value = value
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_SAVE_AFTER_MS)
        self._timer.timeout.connect(self._save)

    @property
    def value(self) -> Preferences:
        """The preferences as they are now."""
        return self._value

    def change(self, **fields: Any) -> None:  # noqa: ANN401 -- the fields of `Preferences`
        """Set fields of the preferences."""
        self.put(dataclasses.replace(self._value, **fields))

    def put(self, value: Preferences) -> None:
        """Take other preferences."""
        if value != self._value:
            self._value = value
            self._timer.start()
            self.changed.emit()

    def close(self) -> None:
        """Keep what is not on the disk yet."""
        if self._timer.isActive():
            self._timer.stop()
            self._save()

    def _save(self) -> None:
        settings.save(self._value)
