"""The strip at the foot of review mode: where one is, what is shown, what the keys are."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from app.core.amounts import counted
from app.core.browsing import Tile
from app.core.browsing.reviewing import Round
from app.core.checks.findings import Finding, gathered
from app.core.export.lengths import clip_facts
from app.core.library.model import Shot, Source
from app.core.marking import Mark
from app.ui import theme
from app.ui.actions import Actions
from app.ui.checking import Checking
from app.ui.clips.marking import Marking
from app.ui.document import Document
from app.ui.films import Films
from app.ui.theme import Tone
from app.ui.widgets.button import Button
from app.ui.widgets.chip import Chip, chip_width
from app.ui.widgets.label import ElidedLabel, Label
from app.ui.widgets.rating import StarRating
from app.ui.widgets.surface import Surface

_TONES: dict[str, Tone] = {"bad": "bad", "warn": "warn", "info": "neutral", "good": "good"}
HEIGHT = 84  # px, about
_GAP = 8  # px between chips


class ReviewStrip(Surface):
    """Two lines of words; its buttons are the keys that decide."""

    pick_asked = Signal()
    reject_asked = Signal()
    undecided_asked = Signal()
    left = Signal()

    def __init__(
        self,
        document: Document,
        films: Films,
        marking: Marking,
        checking: Checking,
        actions: Actions,
    ) -> None:
        super().__init__("surface")
        self._document, self._films = document, films
        self._marking, self._checking = marking, checking
        self.place = Label("", role="figure")
        self._of = Label("", "dim")
        self.sums = [Label("", tone) for tone in ("good", "muted", "text")]
        self.state = Chip()
        self.stars = StarRating()
        self.film, self.range = ElidedLabel("", "muted"), Label("", role="mono")
        self.film.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.length, self.waste = Label("", role="strong"), Label("")
        self.checks = ChipLine()
        self._end = QWidget()  # takes the room when there is nothing to say
        self._lay_out(actions)
        checking.found.connect(self._show_checks)
        checking.looked_at_mark.connect(self._show_checks)
        films.loaded.connect(self._on_loaded)

    def _lay_out(self, actions: Actions) -> None:
        above, below = _row(), _row()
        above.addWidget(self.place)
        above.addWidget(self._of)
        above.addSpacing(theme.px(8))
        for part in (self.state, self.stars):
            above.addWidget(part)
        above.addSpacing(theme.px(8))
        above.addWidget(self.length)
        above.addWidget(self.waste)
        above.addWidget(self.checks, 3)
        above.addWidget(self.film, 2)
        above.addWidget(self.range)
        above.addWidget(self._end, 1)
        for label in self.sums:
            below.addWidget(label)
        below.addStretch(1)
        for button in self._buttons(actions):
            below.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(*(theme.px(n) for n in (16, 8, 16, 10)))
        column.setSpacing(theme.px(6))
        column.addLayout(above)
        column.addLayout(below)

    def _buttons(self, actions: Actions) -> Iterable[Button]:
        pick = _button(self.tr("Pick"), "primary", actions["pick.pick"])
        pick.clicked.connect(self.pick_asked)
        reject = _button(self.tr("Reject"), "raised", actions["pick.reject"])
        reject.clicked.connect(self.reject_asked)
        self.pick, self.reject = pick, reject
        undecided = _button(self.tr("Next undecided"), "quiet", actions["browse.next_open"])
        undecided.clicked.connect(self.undecided_asked)
        undo = _button(self.tr("Undo"), "quiet", actions["edit.undo"])
        undo.clicked.connect(actions["edit.undo"].trigger)
        self.still = Button.for_action(actions["pick.still"], "quiet")
        back = _button(self.tr("Grid"), "quiet", actions["play.review"])
        back.setToolTip(self.tr("Back to the grid, to this one"))
        back.clicked.connect(self.left)
        return pick, reject, self.still, undo, undecided, back

    # --------------------------------------------------------------------------------- showing

    def show_round(self, one: Round) -> None:
        """Show where one is, and how many are decided."""
        place = min(one.place + 1, len(one))
        self.place.setText(f"{place:,}")
        self._end.setVisible(one.current is None)
        self._of.setText(self.tr("of {}").format(f"{len(one):,}"))
        sums = one.sums
        for label, text in zip(
            self.sums,
            (
                self.tr("{} picked").format(f"{sums.picked:,}"),
                self.tr("{} rejected").format(f"{sums.rejected:,}"),
                self.tr("{} undecided").format(f"{sums.undecided:,}"),
            ),
            strict=True,
        ):
            label.setText(text)
        self._show_tile(one.current)

    def _show_tile(self, tile: Tile | None) -> None:
        parts = (self.state, self.stars, self.film, self.range, self.length, self.waste)
        for part in (*parts, self.checks):
            part.setVisible(tile is not None)
        may = tile is not None and not self._document.read_only
        self.stars.setEnabled(may)
        for button in (self.pick, self.reject, self.still):
            button.setVisible(tile is not None)
        if tile is None:
            return
        states: dict[str, tuple[str, Tone]] = {
            "picked": (self.tr("picked"), "good"),
            "rejected": (self.tr("rejected"), "bad"),
            "open": (self.tr("undecided"), "neutral"),
        }
        self.state.set_state(*states[tile.state])
        self.stars.set_rating(tile.rating)

    def show_mark(self, mark: Mark) -> None:
        """Show the facts of a range: where, how long, what is wasted, what the checks say."""
        index = self._films.indexes.get(mark.source)
        source = self._document.rows.get(Source, mark.source)
        self.film.setText(source.stem if source is not None else "")
        row = self._marking.row_of(mark)
        if row is not None:
            self.stars.set_rating(row.rating)
        if index is None or mark.end > len(index):
            for label in (self.range, self.length, self.waste):
                label.setText("")
        else:
            crop = None if row is None or isinstance(row, Shot) else row.crop
            rate = self._document.rows.settings.rate
            facts = clip_facts(index, *mark.span, rate=rate, crop=crop)
            self.range.setText(f"{facts.start} – {facts.end}")
            self.length.setText(counted(facts.frames, "frame"))
            exact = self.tr("4n+1")
            wasted = self.tr("{} + {} wasted").format(f"{facts.snapped:,}", facts.wasted)
            self.waste.setText(wasted if facts.wasted else exact)
            self.waste.set_tone("warn" if facts.wasted else "good")
        for label in (self.length, self.waste):
            label.setVisible(not mark.still)
        self._show_checks()

    def _show_checks(self, *_: object) -> None:
        mark = self._marking.mark
        if mark is not None and self.isVisible():
            found = () if mark.still else self._checking.of_mark(mark)
            self.checks.show_findings(tuple(first for first, _ in gathered(found or ())))

    def _on_loaded(self, sources: set[int]) -> None:
        mark = self._marking.mark
        if mark is not None and mark.source in sources and self.isVisible():
            self.show_mark(mark)


class ChipLine(QWidget):
    """What the checks say, as many chips as there is room for."""

    def __init__(self) -> None:
        super().__init__()
        self._findings: tuple[Finding, ...] = ()
        self._chips: list[Chip] = []
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(theme.px(_GAP))
        self._row.addStretch(1)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)

    def texts(self) -> list[str]:
        """Return the words of the chips that are shown."""
        return [chip.text() for chip in self._chips if not chip.isHidden()]

    def show_findings(self, findings: tuple[Finding, ...]) -> None:
        """Show other findings, the worst first."""
        if findings != self._findings:
            self._findings = findings
            while len(self._chips) < len(findings):
                chip = Chip()
                self._row.insertWidget(len(self._chips), chip)
                self._chips.append(chip)
            for chip, finding in zip(self._chips, findings, strict=False):
                chip.set_state(finding.text, _TONES[finding.level])
                chip.setToolTip(finding.why)
        self._fit()

    def _fit(self) -> None:
        """Show the first chips that fit."""
        room = self.width()
        for number, chip in enumerate(self._chips):
            known = number < len(self._findings)
            if known:
                room -= chip_width(self._findings[number].text) + theme.px(_GAP)
            chip.setVisible(known and room >= 0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()


def _row() -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(theme.px(_GAP))
    return row


def _button(text: str, kind: str, action: QAction) -> Button:
    """Return a button with a command's key, which is off while the command is."""
    button = Button(text, kind, key=action.shortcut())  # type: ignore[arg-type]

    def follow() -> None:
        button.setEnabled(action.isEnabled())
        button.set_key(action.shortcut())

    action.changed.connect(follow)
    follow()
    return button
