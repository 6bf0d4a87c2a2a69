"""Texts and controls made larger or smaller, in every window alike."""

from __future__ import annotations

from app.ui.preferences import PreferenceStore

_STEP, _LEAST, _MOST = 0.1, 0.8, 2.0


class Sizing:
    """Steps of the zoom, which is kept in the preferences; whoever has them applies it."""

    def __init__(self, preferences: PreferenceStore) -> None:
        self._preferences = preferences

    def larger(self) -> None:
        """Go a step up."""
        self._set(self._preferences.value.zoom + _STEP)

    def smaller(self) -> None:
        """Go a step down."""
        self._set(self._preferences.value.zoom - _STEP)

    def normal(self) -> None:
        """Go back to 100 %."""
        self._set(1.0)

    def _set(self, zoom: float) -> None:
        self._preferences.change(zoom=round(min(_MOST, max(_LEAST, zoom)), 2))
