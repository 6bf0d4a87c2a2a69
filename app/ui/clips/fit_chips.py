"""Chips that say what each dataset makes of a picture."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from app.core.export.fitting import Fit
from app.ui import theme
from app.ui.widgets.chip import Chip
from app.ui.widgets.flow import FlowLayout

_LITTLE = 0.05  # share of a picture that is no great loss


class FitChips(QWidget):
    """One chip for each bucket; the datasets that agree share it. Chips stay while they change.

    ``leading`` widgets flow before them.
    """

    def __init__(self, *leading: QWidget) -> None:
        super().__init__()
        self._chips: list[Chip] = []
        self._flow = FlowLayout(self)
        for widget in leading:
            self._flow.addWidget(widget)

    def texts(self) -> list[str]:
        """Return what is said."""
        return [chip.text() for chip in self._chips if not chip.isHidden()]

    def show_fits(self, fits: Sequence[Fit]) -> None:
        """Say what becomes of another picture."""
        alike: dict[str, list[Fit]] = {}
        for fit in fits:
            text = f"{fit.bucket.width}×{fit.bucket.height} · {fit.words}"
            alike.setdefault(text, []).append(fit)
        while len(self._chips) < len(alike):
            chip = Chip()
            self._chips.append(chip)
            self._flow.addWidget(chip)
        for chip in self._chips[len(alike) :]:
            chip.hide()
        for chip, (text, group) in zip(self._chips, alike.items(), strict=False):
            chip.set_state(text, _tone(group[0]))
            chip.setToolTip("\n".join(fit.sentence for fit in group))
            chip.setAccessibleDescription(chip.toolTip())
            chip.show()
        self._flow.invalidate()


def _tone(fit: Fit) -> theme.Tone:
    if fit.enlarged or not min(fit.bucket):
        return "warn"
    return "good" if fit.whole else "neutral" if fit.lost < _LITTLE else "warn"
