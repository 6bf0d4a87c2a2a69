"""What the trainer has cached of the plan: chips, the lists behind them, what to do about it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QHideEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.core.amounts import counted
from app.ui import dialogs, theme
from app.ui.actions import follow_key, keyed
from app.ui.loop import spawn
from app.ui.plan.caches_dialog import CacheFilesDialog
from app.ui.plan.caches_words import STATE_CHIPS, CacheWords
from app.ui.plan.caches_work import CachesWork
from app.ui.plan.source import PlanSource
from app.ui.widgets.button import Button, IconButton
from app.ui.widgets.chip import Chip
from app.ui.widgets.flow import FlowLayout
from app.ui.widgets.label import Label, SectionHead
from app.ui.widgets.notice import Grade
from app.ui.widgets.surface import Hairline

if TYPE_CHECKING:
    from app.core.export.plan_view import PlanView, Said
    from app.core.planner.caches.freshness_files import State

_LOGS = (".log", ".txt", ".out", ".err")


class CachesFoot(QWidget):
    """The foot of the right column.

    Signals:
        clip_asked: "clip" or "still", and its id.
        told: What was done, one sentence.
        warned: What could not be done, and its grade.
        said_changed: `said` is another.
        compared: What the job bar says, beside it, and the tone; all empty for nothing.
    """

    clip_asked = Signal(str, int)
    told = Signal(str)
    warned = Signal(str, str)
    said_changed = Signal()
    compared = Signal(str, str, str)

    def __init__(self, source: PlanSource) -> None:
        super().__init__()
        self._source = source
        self._view: PlanView | None = None
        self.work = CachesWork(source, self)
        self.words = CacheWords(self)
        self.said: tuple[Said, ...] = ()
        self.chips: dict[State, Chip] = {}
        self.setAcceptDrops(True)
        self._lay_out()
        self.work.looked.connect(self._show)
        self.work.reached.connect(self._show_reached)
        self.work.told.connect(self.told)
        self.work.warned.connect(self.warned)
        self._show()

    # -------------------------------------------------------------------------------- building

    def _lay_out(self) -> None:
        self.look_button = IconButton("refresh", self.tr("Look again"), size=24)
        self.look_button.clicked.connect(self.work.look_again)
        self._state = Label("", "dim", "small")
        head = QHBoxLayout()
        head.addWidget(SectionHead(self.tr("Caches")))
        head.addStretch(1)
        head.addWidget(self._state)
        head.addWidget(self.look_button)
        self._chips = QWidget()
        flow = FlowLayout(self._chips)
        for state in STATE_CHIPS:
            chip = self.chips[state] = Chip(clickable=True)
            chip.setProperty("state", state)
            chip.clicked.connect(self._on_chip)
            chip.hide()
            flow.addWidget(chip)
        self.log_chip = Chip(removable=True)
        self.log_chip.removed.connect(self.work.forget_log)
        self.log_chip.hide()
        flow.addWidget(self.log_chip)
        self.note = Label("", "muted", "small", wrap=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(Hairline())
        inside = QVBoxLayout()
        inside.setContentsMargins(*(theme.px(n) for n in (16, 10, 14, 14)))
        inside.setSpacing(theme.px(8))
        inside.addLayout(head)
        inside.addWidget(self._chips)
        inside.addWidget(self.note)
        inside.addLayout(self._buttons())
        column.addLayout(inside)

    def _buttons(self) -> FlowLayout:
        self.refresh_button = Button(self.tr("Refresh only these"), "raised")
        self.refresh_button.clicked.connect(self.refresh_stale)
        tip = self.tr(
            "Removes exactly the stale cache files, after showing them, so that the next caching "
            "with --skip_existing makes these again and nothing else"
        )
        follow_key(
            self.refresh_button,
            "plan.refresh_caches",
            lambda _: self.refresh_button.setToolTip(keyed(tip, "plan.refresh_caches")),
        )
        self.orphans_button = Button(self.tr("Remove orphans"), "raised")
        self.orphans_button.clicked.connect(self.remove_orphans)
        self.orphans_button.setToolTip(
            self.tr("Removes cache files of clips that are gone, after showing them")
        )
        self.compare_button = Button(self.tr("Compare with a log…"), "raised")
        self.compare_button.clicked.connect(self.compare_log)
        self.compare_button.setToolTip(
            self.tr(
                "Compares each number of the plan with what the trainer printed while it cached or "
                "trained; a log may be dropped here, too"
            )
        )
        flow = FlowLayout(gap=8)
        for button in (self.refresh_button, self.orphans_button, self.compare_button):
            flow.addWidget(button)
        return flow

    def begin(
        self,
        done: Callable[[str], object],
        warn: Callable[[str, Grade], object],
        compared: Callable[[str, str, str], object],
    ) -> None:
        """Look by itself from now on; tell what the signals of these names carry."""
        self.told.connect(done)
        self.warned.connect(warn)
        self.compared.connect(compared)
        self.work.begin()

    # --------------------------------------------------------------------------------- showing

    def show_view(self, view: PlanView) -> None:
        """Show the caches of another plan; they are looked at in the background."""
        self._view = view
        self.work.show_view(view)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.work.attend(on=True)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.work.attend(on=False)

    def _show_reached(self, fraction: float) -> None:
        if self.work.looking:
            self._state.setText(self.tr("looking, {:.0%}").format(fraction))

    def _show(self) -> None:
        summary = self.work.summary
        if not self.work.looking:
            self._state.setText("")
        for state, chip in self.chips.items():
            number = summary.counts[state] if summary is not None else 0
            chip.setVisible(number > 0)
            if summary is not None and number:
                chip.set_state(self.words.chip(summary, state), STATE_CHIPS[state])
                chip.setToolTip(self.words.chip_tip(summary, state))
        self._show_log()
        self._chips.setVisible(any(not chip.isHidden() for chip in self._chips_there()))
        self.note.setText(self.words.note(summary))
        self.note.setVisible(bool(self.note.text()))
        can = not self._source.read_only
        self.refresh_button.setVisible(bool(summary and summary.removable))
        self.refresh_button.setEnabled(can)
        self.orphans_button.setVisible(bool(summary and summary.orphans))
        self.orphans_button.setEnabled(can)
        self._say()

    def _chips_there(self) -> list[Chip]:
        return [*self.chips.values(), self.log_chip]

    def _show_log(self) -> None:
        summary, log = self.work.summary, self.work.log
        self.log_chip.setVisible(log is not None)
        if log is None or summary is None:
            return
        differs = any(each.alarms for each in summary.logs)
        words = self.tr("differs from {}") if differs else self.tr("equals {}")
        self.log_chip.set_state(words.format(log.name), "bad" if differs else "good")
        self.log_chip.setToolTip(self.words.log_tip(summary, self._names()))

    def _say(self) -> None:
        """Tell what the top of the stage and the job bar say."""
        summary = self.work.summary
        said = self.words.said(summary, self._names())
        if said != self.said:
            self.said = said
            self.said_changed.emit()
        if not self.work.looking:
            self.compared.emit(*self.words.bar(summary))

    def _names(self) -> tuple[str, ...]:
        return self._view.names if self._view is not None else ()

    # ---------------------------------------------------------------------------------- acting

    def refresh_stale(self) -> None:
        """Show the stale files and, once that is confirmed, remove them."""
        self._remove("stale")

    def remove_orphans(self) -> None:
        """Show the orphans and, once that is confirmed, remove them."""
        self._remove("orphan")

    def _remove(self, state: State) -> None:
        of = self.work.summary
        if of is None or not (of.removable if state == "stale" else of.orphans):
            self.told.emit(self.words.nothing(of, state))
        elif not self._source.read_only:
            spawn(self._list(state, remove=True))

    def compare_log(self) -> None:
        """Ask for a log of the trainer and compare the plan with it."""
        spawn(self._compare())

    def _on_chip(self) -> None:
        chip = self.sender()
        if isinstance(chip, Chip):
            spawn(self._list(chip.property("state"), remove=False))

    async def _list(self, state: State, *, remove: bool) -> None:
        summary = self.work.summary
        if summary is None:
            return
        files = await self.work.listed(state)
        title, sentence = self.words.dialog(summary, state, len(files), remove=remove)
        action = self.tr("Remove {}").format(counted(len(files), "file")) if remove else ""
        dialog = CacheFilesDialog(
            self.window(), title, sentence, files, self._names(), action=action
        )
        dialog.clip_asked.connect(self._on_clip)
        if await dialogs.done(dialog) and remove:
            await self.work.remove(files)

    def _on_clip(self, dataset: int, file: str) -> None:
        project = self._view.project if self._view is not None else None
        row = project.row_of(dataset, file) if project is not None else None
        if row is not None:
            kind = "clip" if type(row).__name__ == "Clip" else "still"
            self.clip_asked.emit(kind, row.id)

    async def _compare(self) -> None:
        folder = str(self.work.log.parent) if self.work.log is not None else ""
        if not folder and self._view is not None:
            folder = str(self._view.plan.config.document.path.parent)
        endings = " ".join(f"*{ending}" for ending in _LOGS)
        filters = [self.tr("Logs ({})").format(endings), self.tr("All files (*)")]
        title = self.tr("Compare with a log of the trainer")
        log = await dialogs.choose_file(self.window(), title, folder, filters)
        if log is not None:
            await self.work.compare_with(log)

    # ---------------------------------------------------------------------------------- drops

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if _log_of(event) is not None:
            event.acceptProposedAction()
        else:
            event.ignore()  # it is the window's

    def dropEvent(self, event: QDropEvent) -> None:
        log = _log_of(event)
        if log is not None:
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()
            spawn(self.work.compare_with(log))


def _log_of(event: QDropEvent) -> Path | None:
    """Return the log that is dragged; None where it is something else, or several."""
    urls = event.mimeData().urls()
    if len(urls) != 1 or not urls[0].isLocalFile():
        return None
    path = Path(urls[0].toLocalFile())
    return path if path.suffix.lower() in _LOGS else None
