"""What the checks say of the marked range, as chips."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.core.checks.findings import Finding
from app.core.marking import Mark
from app.core.media.geometry import Crop
from app.ui import theme
from app.ui.checking import Checking
from app.ui.clips.marking import Marking
from app.ui.clips.picking import Picking
from app.ui.theme import Tone
from app.ui.widgets.chip import Chip
from app.ui.widgets.flow import FlowLayout
from app.ui.widgets.label import SectionHead

_TONES: dict[str, Tone] = {"bad": "bad", "warn": "warn", "info": "neutral", "good": "good"}


class CheckChips(QWidget):
    """Follows the checks; the owner tells of another mark."""

    frame_asked = Signal(int)  # source frame a check speaks of

    def __init__(self, marking: Marking, picking: Picking, checking: Checking) -> None:
        super().__init__()
        self._marking, self._picking, self._checking = marking, picking, checking
        self._chips = FlowLayout()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, theme.px(6), 0, theme.px(6))
        column.setSpacing(theme.px(9))
        column.addWidget(SectionHead(self.tr("Checks")))
        column.addLayout(self._chips)
        checking.found.connect(self._refresh)
        checking.looked_at_mark.connect(self._refresh)

    def show_mark(self, mark: Mark) -> None:
        """Show what is known of a range; nothing of a still."""
        self.setVisible(not mark.still)
        while (item := self._chips.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        found = () if mark.still else self._checking.of_mark(mark)
        if found is None:
            self._chips.addWidget(Chip(self.tr("looking…")))
        for finding in found or ():
            self._chips.addWidget(self._chip(finding))

    def _refresh(self, *_: object) -> None:
        mark = self._marking.mark
        if mark is not None:
            self.show_mark(mark)

    def _chip(self, finding: Finding) -> Chip:
        curable = finding.crop is not None and self._marking.clip is not None
        leads = finding.frame is not None
        chip = Chip(finding.text, _TONES[finding.level], clickable=curable or leads)
        chip.setToolTip(finding.why)
        if curable:
            chip.setToolTip(f"{finding.why}\n{self.tr('Click to crop.')}".strip())
            chip.setProperty("crop", str(finding.crop))
            chip.clicked.connect(self._on_crop)
        elif leads:
            chip.setProperty("frame", finding.frame)
            chip.clicked.connect(self._on_check)
        return chip

    def _on_crop(self) -> None:
        numbers = str(self.sender().property("crop")).split(":")
        self._picking.set_crop(Crop(*map(int, numbers)))

    def _on_check(self) -> None:
        self.frame_asked.emit(int(self.sender().property("frame")))
