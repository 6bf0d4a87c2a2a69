"""The right side of *Clips*: facts, checks, rating, tags and caption of what is marked."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.core.amounts import counted
from app.core.checks.findings import Finding
from app.core.export.lengths import PRESETS, ClipFacts, clip_facts
from app.core.film_words import rate_words
from app.core.library.model import Clip, Shot, Source, Still
from app.core.marking import Mark
from app.core.media.geometry import Crop
from app.ui import theme
from app.ui.actions import Actions
from app.ui.checking import Checking
from app.ui.clips.caption_field import CaptionField
from app.ui.clips.marking import Marking
from app.ui.clips.picking import Picking
from app.ui.document import Document
from app.ui.films import Films
from app.ui.theme import Tone
from app.ui.widgets.button import Button
from app.ui.widgets.chip import Chip
from app.ui.widgets.empty import EmptyState
from app.ui.widgets.facts import FactRow
from app.ui.widgets.flow import FlowLayout
from app.ui.widgets.label import SectionHead
from app.ui.widgets.rating import StarRating
from app.ui.widgets.surface import ScrollPane, Surface
from app.ui.widgets.tags import TagRow

_TONES: dict[str, Tone] = {"bad": "bad", "warn": "warn", "info": "neutral", "good": "good"}


class Inspector(Surface):
    """Follows the mark; its buttons are the window's commands."""

    frame_asked = Signal(int)  # source frame a check speaks of

    def __init__(
        self,
        document: Document,
        films: Films,
        marking: Marking,
        picking: Picking,
        checking: Checking,
        actions: Actions,
    ) -> None:
        super().__init__("surface")
        self._document, self._films = document, films
        self._marking, self._picking, self._checking = marking, picking, checking
        self.caption = CaptionField(document, marking, picking)
        self.stars = StarRating()
        self.tags = TagRow()
        self._facts = {
            "range": FactRow(self.tr("Range"), role="mono"),
            "frames": FactRow(self.tr("At 16 fps"), role="figure"),
            "snapped": FactRow(self.tr("Snaps to 4n+1")),
            "wasted": FactRow(self.tr("Wasted tail")),
            "source": FactRow(self.tr("Source")),
            "size": FactRow(self.tr("Exported as")),
        }
        self._checks = FlowLayout()
        self._empty = EmptyState(
            "clips",
            self.tr("Nothing is marked"),
            self.tr("Choose a shot below: it plays here as it would be trained."),
        )
        self._body = self._make_body(actions)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._empty)
        column.addWidget(self._body)
        self.setMinimumWidth(theme.px(314))  # its three buttons
        self._connect()
        self.refresh()

    def _make_body(self, actions: Actions) -> QWidget:
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(*(theme.px(n) for n in (16, 14, 16, 8)))
        column.setSpacing(theme.px(9))
        self._head = SectionHead(self.tr("Shot"))
        column.addWidget(self._head)
        for row in self._facts.values():
            column.addWidget(row)
        lengths, checks = QWidget(), QWidget()
        lengths.setLayout(self._lengths())
        inside = QVBoxLayout(checks)
        inside.setContentsMargins(0, theme.px(6), 0, theme.px(6))
        inside.setSpacing(theme.px(9))
        inside.addWidget(SectionHead(self.tr("Checks")))
        inside.addLayout(self._checks)
        column.addWidget(lengths)
        column.addWidget(checks)
        self._of_ranges = (lengths, checks, self._facts["snapped"], self._facts["wasted"])
        column.addWidget(SectionHead(self.tr("Rating and tags")))
        column.addWidget(self.stars)
        column.addWidget(self.tags)
        body = QWidget()
        whole = QVBoxLayout(body)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(ScrollPane(inner, yielding=True))
        whole.addLayout(self._captioning(), 1)  # in sight, however low the window is
        whole.addLayout(self._buttons(actions))
        return body

    def _captioning(self) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setContentsMargins(*(theme.px(n) for n in (16, 7, 16, 0)))
        column.setSpacing(theme.px(9))
        column.addWidget(SectionHead(self.tr("Caption")))
        column.addWidget(self.caption, 1)
        return column

    def _lengths(self) -> FlowLayout:
        flow = FlowLayout()
        for frames in PRESETS:
            chip = Chip(str(frames), clickable=True)
            chip.setProperty("frames", frames)
            chip.setToolTip(self.tr("Make it {} frames long, from its start").format(frames))
            chip.clicked.connect(self._on_length)
            flow.addWidget(chip)
        return flow

    def _buttons(self, actions: Actions) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setContentsMargins(*(theme.px(n) for n in (16, 8, 16, 14)))
        row.setSpacing(theme.px(8))
        self._pick = actions["pick.pick"]
        row.addWidget(Button.for_action(self._pick, "primary"))
        row.addWidget(Button.for_action(actions["pick.reject"]))
        row.addWidget(Button.for_action(actions["pick.still"], "quiet"))
        row.addStretch()
        return row

    def _connect(self) -> None:
        self._marking.marked.connect(self._on_marked)
        self._document.changed.connect(self.refresh)
        self._document.reloaded.connect(self.refresh)
        self._document.opened.connect(self.refresh)
        self._films.loaded.connect(self._on_loaded)
        self._checking.found.connect(self._show_checks)
        self._checking.looked_at_mark.connect(self._show_checks)
        self.stars.rated.connect(self._picking.rate)
        self.tags.added.connect(self._picking.tag)
        self.tags.removed.connect(self._picking.untag)

    # ------------------------------------------------------------------------------- showing

    def _on_marked(self, mark: Mark | None) -> None:
        self._checking.look_at(mark)
        self.refresh()

    def _on_loaded(self, sources: set[int]) -> None:
        mark = self._marking.mark
        if mark is not None and mark.source in sources:
            self.refresh()

    def refresh(self, *_: object) -> None:
        """Show what is marked as it is now."""
        mark = self._marking.mark if self._document.is_open else None
        self._empty.setVisible(mark is None)
        self._body.setVisible(mark is not None)
        if mark is None:
            return
        row = self._marking.row
        self._head.setText(self._head_words(mark, row))
        for widget in self._of_ranges:
            widget.setVisible(not mark.still)
        picked = isinstance(row, Clip) and row.state == "picked"
        self._pick.setText(self.tr("Caption") if picked else self.tr("Pick"))  # what Enter does
        self._show_facts(mark)
        self._show_checks()
        self.stars.set_rating(row.rating if row else 0)
        self.tags.set_tags(row.tags if row else ())
        self.tags.set_known(self._document.rows.tags)
        may = not self._document.read_only and row is not None
        self.stars.setEnabled(may)
        self.tags.setEnabled(may)

    def preview(self, start: int, end: int) -> None:
        """Show the facts of a range that is being dragged."""
        mark = self._marking.mark
        if mark is not None:
            self._show_facts(mark.moved(start, end))

    def _head_words(self, mark: Mark, row: Shot | Clip | Still | None) -> str:
        if isinstance(row, Still):
            return self.tr("Still")
        if isinstance(row, Clip):
            words = {"picked": self.tr("Picked clip"), "rejected": self.tr("Rejected clip")}
            return words.get(row.state, self.tr("Clip, not exported"))
        rejected = isinstance(row, Shot) and row.state == "rejected"
        return self.tr("Rejected shot") if rejected else self.tr("Shot")

    def _show_facts(self, mark: Mark) -> None:
        index = self._films.indexes.get(mark.source)
        source = self._document.rows.get(Source, mark.source)
        clip = self._marking.clip or self._document.rows.get(Still, mark.still)
        if index is None or source is None or mark.end > len(index):
            for row in self._facts.values():
                row.set_value("…")
            return
        rate = self._document.rows.settings.rate
        facts = clip_facts(index, *mark.span, rate=rate, crop=clip.crop if clip else None)
        self._tell(facts, source)

    def _tell(self, facts: ClipFacts, source: Source) -> None:
        rows = self._facts
        rows["range"].set_value(
            f"{facts.start} – {facts.end}",
            tip=self.tr("Timecode hours:minutes:seconds:frames of the film; the end is excluded"),
        )
        rows["frames"].set_value(
            f"{facts.frames:,}",
            suffix=self.tr("frames"),
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
            self.tr("{rate} · {frames} frames").format(
                rate=rate_words(source.rate), frames=f"{facts.source_frames:,}"
            )
        )
        size = facts.size
        rows["size"].set_value(f"{size.width} × {size.height}")

    def _show_checks(self, *_: object) -> None:
        mark = self._marking.mark
        if mark is None:
            return
        while (item := self._checks.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        found = () if mark.still else self._checking.of_mark(mark)
        if found is None:
            self._checks.addWidget(Chip(self.tr("looking…")))
        for finding in found or ():
            self._checks.addWidget(self._chip(finding))

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

    def _on_length(self) -> None:
        self._marking.set_length(int(self.sender().property("frames")))
