"""The facts of a marked range: where, how long, what is wasted, how large; lengths to choose."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.core.amounts import counted
from app.core.export.lengths import PRESETS, ClipFacts, clip_facts
from app.core.export.still_sizes import StillLook, still_look
from app.core.film_words import rate_words
from app.core.library.model import Source, Still
from app.core.marking import Mark
from app.ui import theme
from app.ui.actions import key_text
from app.ui.clips.marking import Marking
from app.ui.document import Document
from app.ui.films import Films
from app.ui.widgets.chip import Chip
from app.ui.widgets.facts import FactRow
from app.ui.widgets.flow import FlowLayout


class RangeFacts(QWidget):
    """Rows of facts, and chips that give the range a usual length."""

    def __init__(self, document: Document, films: Films, marking: Marking) -> None:
        super().__init__()
        self._document, self._films, self._marking = document, films, marking
        self._rows = {
            "range": FactRow(self.tr("Range"), role="mono"),
            "frames": FactRow(self.tr("At 16 fps"), role="figure"),
            "snapped": FactRow(self.tr("Snaps to 4n+1")),
            "wasted": FactRow(self.tr("Wasted tail")),
            "source": FactRow(self.tr("Source")),
            "size": FactRow(self.tr("Exported as")),
        }
        self._size_tip = self.tr("Width and height of the exported pictures")
        self._chips: list[Chip] = []
        self.lengths = QWidget()
        self.lengths.setLayout(self._lengths())
        self._of_ranges = (self.lengths, self._rows["snapped"], self._rows["wasted"])
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(6))
        for row in self._rows.values():
            column.addWidget(row)
        column.addWidget(self.lengths)

    @property
    def offers_length(self) -> bool:
        """Whether one of the usual lengths can be chosen."""
        return any(chip.isEnabled() for chip in self._chips)

    def _lengths(self) -> FlowLayout:
        flow = FlowLayout()
        for frames in PRESETS:
            chip = Chip(str(frames), clickable=True)
            chip.setProperty("frames", frames)
            chip.clicked.connect(self._on_length)
            self._chips.append(chip)
            flow.addWidget(chip)
        return flow

    def _offer_lengths(self, mark: Mark) -> None:
        """Let the present length stand out, and those that do not fit say why."""
        may = not self._document.read_only
        for chip, choice in zip(self._chips, self._marking.lengths.choices(mark), strict=False):
            tip = self.tr("Make it {frames} frames long, from its start ({key})").format(
                frames=choice.frames, key=key_text(f"mark.length{choice.frames}")
            )
            chip.set_state(chip.text(), "accent" if choice.chosen else "neutral")
            chip.setAccessibleDescription(self.tr("chosen") if choice.chosen else choice.why)
            chip.setToolTip(choice.why or tip)
            chip.setEnabled(choice.fits and may)

    def show_mark(self, mark: Mark) -> None:
        """Show the facts of a range; of a still only what it has."""
        for widget in self._of_ranges:
            widget.setVisible(not mark.still)
        self.preview(mark)

    def preview(self, mark: Mark) -> None:
        """Show the numbers of a range, as while it is being dragged."""
        index = self._films.indexes.get(mark.source)
        source = self._document.rows.get(Source, mark.source)
        clip = self._marking.clip or self._document.rows.get(Still, mark.still)
        if index is None or source is None or mark.end > len(index):
            for row in self._rows.values():
                row.set_value("…")
            return
        rate = self._document.rows.settings.rate
        facts = clip_facts(index, *mark.span, rate=rate, crop=clip.crop if clip else None)
        self._tell(facts, source)
        if isinstance(clip, Still):
            self._tell_size(still_look(index, clip, self._document.rows.settings.still_size))
        self._offer_lengths(mark)

    def _tell_size(self, look: StillLook) -> None:
        size = look.size
        self._rows["size"].set_value(
            f"{size.width} × {size.height}",
            suffix=self.tr("too small") if look.smaller else "",
            suffix_tone="warn",
            tip=self.tr(
                "The project wants larger stills: this one gets their shape, and is not enlarged"
            )
            if look.smaller
            else self._size_tip,
        )

    def _tell(self, facts: ClipFacts, source: Source) -> None:
        rows = self._rows
        rows["range"].set_value(
            f"{facts.start} – {facts.end}",
            tip=self.tr("Timecode hours:minutes:seconds:frames of the film; the end is excluded"),
        )
        rows["frames"].set_value(
            f"{facts.frames:,}",
            suffix=self.tr("frame") if facts.frames == 1 else self.tr("frames"),
            tip=self.tr("What an export writes: the frames on screen at every 1/16 second"),
        )
        exact = not facts.wasted
        rows["snapped"].set_value(
            f"{facts.snapped:,}",
            suffix=self.tr("exact") if exact else "",
            suffix_tone="good",
            tip=self.tr("The longest window of 4n+1 frames; the trainer cuts others down to one"),
        )
        rows["wasted"].set_value(counted(facts.wasted, "frame"), tone="text" if exact else "warn")
        rows["source"].set_value(
            f"{rate_words(source.rate)} · {counted(facts.source_frames, 'frame')}"
        )
        size = facts.size
        rows["size"].set_value(f"{size.width} × {size.height}", tip=self._size_tip)

    def _on_length(self) -> None:
        self._marking.lengths.set(int(self.sender().property("frames")))
