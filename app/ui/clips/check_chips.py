"""What the checks say of the marked range, as chips."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.core.checks.findings import CheckKind, Finding, gathered
from app.core.curing import Cure
from app.core.marking import Mark
from app.ui import theme
from app.ui.actions import key_text
from app.ui.checking import Checking
from app.ui.clips.curing import Curing
from app.ui.clips.marking import Marking
from app.ui.theme import Tone
from app.ui.widgets.chip import Chip
from app.ui.widgets.clearing import clear
from app.ui.widgets.flow import FlowLayout
from app.ui.widgets.label import SectionHead

_TONES: dict[str, Tone] = {"bad": "bad", "warn": "warn", "info": "neutral", "good": "good"}


class CheckChips(QWidget):
    """Follows the checks; the owner tells of another mark. Behind a problem stand its cures."""

    frame_asked = Signal(int)  # source frame a check speaks of
    twins_asked = Signal(int)  # id of the clip whose twins are to be seen

    def __init__(self, marking: Marking, curing: Curing, checking: Checking) -> None:
        super().__init__()
        self._marking, self._curing, self._checking = marking, curing, checking
        self._cures: list[Cure] = []
        self._chips = FlowLayout()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, theme.px(6), 0, theme.px(6))
        column.setSpacing(theme.px(9))
        column.addWidget(SectionHead(self.tr("Checks")))
        column.addLayout(self._chips)
        checking.found.connect(self._refresh)
        checking.looked_at_mark.connect(self._refresh)

    def look_at(self, mark: Mark | None) -> None:
        """Have a range looked at that is marked now."""
        self._checking.look_at(mark)

    def show_mark(self, mark: Mark) -> None:
        """Show what is known of a range, or of a still."""
        clear(self._chips)
        self._cures = []
        found = self._checking.of_mark(mark)
        self.setVisible(not mark.still or bool(found))
        if found is None:
            self._chips.addWidget(Chip(self.tr("looking…")))
        for finding, again in gathered(found or ()):
            self._chips.addWidget(self._chip(finding, again))
            for cure in self._curing.cures(finding):
                self._chips.addWidget(self._cure_chip(cure, finding))
            if finding.kind is CheckKind.DUPLICATE:
                self._chips.addWidget(self._compare_chip())

    def _refresh(self, *_: object) -> None:
        mark = self._marking.mark
        if mark is not None:
            self.show_mark(mark)

    def _chip(self, finding: Finding, again: int) -> Chip:
        leads = finding.frame is not None
        words = f"{finding.text} ×{again + 1:,}" if again else finding.text
        chip = Chip(words, _TONES[finding.level], clickable=leads)
        chip.setToolTip(finding.why)
        if leads:
            tip = self.tr("Click to see frame {}.").format(f"{finding.frame:,}")
            chip.setToolTip(f"{finding.why}\n{tip}".strip())
            chip.setProperty("frame", finding.frame)
            chip.clicked.connect(self._on_check)
        return chip

    def _cure_chip(self, cure: Cure, finding: Finding) -> Chip:
        chip = Chip(cure.name, "accent", clickable=True, dashed=True)
        usual = finding.is_problem and not self._cures
        chip.setToolTip(f"{cure.words}  ({key_text('pick.cure')})" if usual else cure.words)
        chip.setAccessibleName(cure.words)
        chip.setProperty("cure", len(self._cures))
        chip.clicked.connect(self._on_cure)
        self._cures.append(cure)
        return chip

    def _compare_chip(self) -> Chip:
        chip = Chip(self.tr("compare…"), "accent", clickable=True, dashed=True)
        chip.setToolTip(self.tr("See both side by side"))
        chip.clicked.connect(self._on_compare)
        return chip

    def _on_cure(self) -> None:
        self._curing.cure(self._cures[int(self.sender().property("cure"))])

    def _on_check(self) -> None:
        self.frame_asked.emit(int(self.sender().property("frame")))

    def _on_compare(self) -> None:
        mark = self._marking.mark
        if mark is not None:
            self.twins_asked.emit(mark.clip)
