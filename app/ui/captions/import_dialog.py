"""What a folder of caption files offers, each with its difference: what is taken of it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget
from shiboken6 import isValid

from app.core.amounts import counted
from app.core.jobs import Checkpoint, JobContext, Progress, Stopped
from app.ui import theme
from app.ui.captions.change_lines import LEAVE, TAKE, ChangeLines
from app.ui.captions.change_pane import ChangePane
from app.ui.captions.import_lines import not_taken, offer_line
from app.ui.captions.import_reading import ReadingWish
from app.ui.document import Document
from app.ui.jobs import Jobs
from app.ui.loop import spawn
from app.ui.widgets.button import Button
from app.ui.widgets.dialog import Dialog
from app.ui.widgets.label import ElidedLabel, Label
from app.ui.widgets.progress import Progress as ProgressBar
from app.ui.widgets.segmented import Segment, Segmented

if TYPE_CHECKING:
    from app.core.library.project import Project
    from app.core.sidecars.taking_in import Found, Offer

_SIZE = (920, 740)  # px at zoom 1
_REPORTS = 10.0  # a second


class ImportCaptionsDialog(Dialog):
    """Reads in the background; a person may stop it, and nothing is changed before they accept.

    Attributes:
        found: What the files hold; None while they are read.
    """

    _read = Signal(object)  # Progress; from the thread that reads

    def __init__(
        self, window: QWidget, jobs: Jobs, document: Document, paths: Sequence[Path]
    ) -> None:
        super().__init__(window, window.tr("Import captions"))
        self._jobs, self._project = jobs, document.project
        self._context = JobContext(self._read.emit, per_second=_REPORTS)
        self._turn = 0  # of readings; the last one counts
        self.found: Found | None = None
        self._in_view: dict[str, list[Offer]] = {"changes": [], "same": []}
        self._ticks: dict[Path, str] = {}  # what a person ticked, or did not, by hand
        self._where = ElidedLabel(", ".join(map(str, paths[:3])), "muted")
        self._bar, self._said = ProgressBar(None), Label(self.tr("Reading…"), "muted", "small")
        self.lines = ChangeLines({TAKE: self.tr("taken"), LEAVE: self.tr("not taken")}, self)
        self._pane = ChangePane(self.lines, ticks=True, name=self.tr("Captions in the files"))
        self.list = self._pane.list
        self.reading = ReadingWish(document.rows.settings.trigger)
        self._count = Label("", "warn", "small")
        self._parts = QWidget()
        for widget in (self._where, self._bar, self._said):
            self.body.addWidget(widget)
        self.body.addWidget(self._parts, 1)
        self._lay_out()
        self._connect()
        room = window.size() - QSize(theme.px(48), theme.px(48))
        self.resize(QSize(*map(theme.px, _SIZE)).boundedTo(room))
        spawn(self._look(list(paths)))

    # -------------------------------------------------------------------------------- building

    def _lay_out(self) -> None:
        self.views = Segmented(
            [
                Segment("changes", self.tr("To take"), 0),
                Segment("same", self.tr("The same already"), 0),
                Segment("others", self.tr("Not taken"), 0),
            ],
            name=self.tr("Which files"),
        )
        self.mode = Segmented(
            [
                Segment("fill", self.tr("Only where empty")),
                Segment("replace", self.tr("Replace")),
            ],
            name=self.tr("What of them is ticked"),
        )
        self.mode.setToolTip(
            self.tr("Words that a person wrote are replaced only where you tick them yourself")
        )
        self.all_button, self.none_button = Button(self.tr("All")), Button(self.tr("None"))
        for button, tip in (
            (self.all_button, self.tr("Tick all, those that a person wrote too")),
            (self.none_button, self.tr("Tick none")),
        ):
            button.setAutoDefault(False)
            button.setToolTip(tip)
        heads = QHBoxLayout()
        heads.setSpacing(theme.px(8))
        heads.addWidget(self.views)
        heads.addStretch(1)
        heads.addWidget(Label(self.tr("Ticked:"), "muted"))
        for widget in (self.mode, self.all_button, self.none_button):
            heads.addWidget(widget)
        column = QVBoxLayout(self._parts)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(10))
        column.addLayout(heads)
        column.addWidget(self._pane, 1)
        column.addWidget(self.reading)
        self._parts.hide()
        self.fill()
        self.add_left(self._count)
        self.add_button(self.tr("Cancel"), result=QDialog.DialogCode.Rejected.value)
        self.accept_button = self.add_button(
            self.tr("Take"), "primary", result=QDialog.DialogCode.Accepted.value
        )
        self.accept_button.setEnabled(False)

    def _connect(self) -> None:
        self._read.connect(self._on_read)
        self.finished.connect(self._on_finished)
        self.views.chosen.connect(self._fill_list)
        self.mode.chosen.connect(self._on_mode)
        self.all_button.clicked.connect(self._on_all)
        self.none_button.clicked.connect(self._on_none)
        self.list.decided.connect(self._on_decided)
        self.list.selectionModel().selectionChanged.connect(self._show_selected)
        self.reading.changed.connect(self._on_wish)

    # --------------------------------------------------------------------------------- reading

    async def _look(self, paths: list[Path]) -> None:
        try:
            found, leading = await self._jobs.beside(
                _look, paths, self._project, self._context.checkpoint
            )
        except Stopped:
            return
        except Exception:
            if isValid(self):
                self.reject()
            raise
        if isValid(self) and not self._context.stopped:
            self.found = found
            self._bar.hide()
            self._said.hide()
            self._parts.show()
            self.reading.begin(leading)
            await self._offer()
            if isValid(self):  # it may have been closed meanwhile
                self.list.setFocus()

    def _on_read(self, done: Progress) -> None:
        self._bar.set_fraction(done.fraction if done.total else None)
        files = counted(int(done.done), "file")
        self._said.setText(self.tr("Reading… {}").format(files))

    def _on_finished(self) -> None:
        self._context.stop()

    async def _offer(self) -> None:
        """Read the files as they are wished to be read, and show what they say then."""
        if self.found is None:
            return
        self._turn += 1
        turn = self._turn
        offers = await self._jobs.beside(self.found.offers, self.reading.wish)
        if isValid(self) and turn == self._turn:
            self._in_view = {
                "changes": [offer for offer in offers if offer.changes],
                "same": [offer for offer in offers if not offer.changes],
            }
            self._fill_list()

    # --------------------------------------------------------------------------------- showing

    def _shown(self) -> list[Offer]:
        return self._in_view.get(self.views.current(), [])

    def _decision(self, offer: Offer) -> str:
        if not offer.changes:
            return ""
        by_hand = self._ticks.get(offer.file.path)
        if by_hand is not None:
            return by_hand
        return TAKE if offer.ticked(replace=self.mode.current() == "replace") else LEAVE

    def _fill_list(self, *_: object) -> None:
        if self.found is None:
            return
        row = max(0, self.list.currentIndex().row())
        if self.views.current() == "others":
            lines = not_taken(self.found)
            self.lines.show([()] * len(lines), [""] * len(lines), lines.__getitem__)
        else:
            shown = self._shown()
            choices = (TAKE, LEAVE) if self.views.current() == "changes" else ()
            self.lines.show(
                [choices] * len(shown),
                [self._decision(offer) for offer in shown],
                lambda place: offer_line(self, shown[place]),
            )
        if count := self.lines.rowCount():
            self.list.setCurrentIndex(self.lines.index(min(row, count - 1)))
        self._tell()

    def _tell(self) -> None:
        if self.found is None:
            return
        changes = len(self._in_view["changes"])
        self.views.set_count("changes", changes)
        self.views.set_count("same", len(self._in_view["same"]))
        self.views.set_count("others", len(self.found.others))
        taken = self.taken
        self.accept_button.setText(self.tr("Take {}").format(counted(len(taken), "caption")))
        self.accept_button.setEnabled(bool(taken))
        human = sum(offer.human for offer in taken)
        words = self.tr("{} of them replace words of a person").format(f"{human:,}")
        self._count.setText(words if human else "")
        choosing = self.views.current() == "changes" and bool(changes)
        for widget in (self.all_button, self.none_button, self.mode):
            widget.setEnabled(choosing)
        self._show_selected()

    def _show_selected(self, *_: object) -> None:
        shown = self._shown()
        rows = [row for row in self.list.chosen if row < len(shown)]
        self.reading.choose([shown[row].file.path for row in rows])

    @property
    def taken(self) -> list[Offer]:
        """What is ticked."""
        return [offer for offer in self._in_view["changes"] if self._decision(offer) == TAKE]

    @property
    def trigger(self) -> str | None:
        """What becomes the project's trigger; None: it stays."""
        return self.reading.trigger

    # -------------------------------------------------------------------------------- choosing

    def _on_decided(self) -> None:
        for offer, decision in zip(self._shown(), self.lines.decisions, strict=True):
            if decision and decision != self._decision(offer):
                self._ticks[offer.file.path] = decision
        self._tell()

    def _on_mode(self, _key: str) -> None:
        self._ticks.clear()
        self._fill_list()

    def _on_all(self) -> None:
        self.list.decide_all(TAKE)

    def _on_none(self) -> None:
        self.list.decide_all(LEAVE)

    def _on_wish(self) -> None:
        spawn(self._offer())


def _look(paths: list[Path], project: Project, checkpoint: Checkpoint) -> tuple[Found, str]:
    from app.core.sidecars.taking_in import Wish, look

    found = look(paths, project, checkpoint=checkpoint)
    return found, found.beginning(Wish())
