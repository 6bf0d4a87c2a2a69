"""The tests of a run and their films, while they are made and after."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QSize, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget
from shiboken6 import isValid

from app.core.amounts import counted
from app.core.language import tr
from app.core.training.after.looking import Tested, folders_of_tests, look_at_test
from app.core.training.after.trial import words_of
from app.core.training.model import Run, RunState, StopRequest
from app.ui import theme
from app.ui.folders import show_folder
from app.ui.loop import spawn
from app.ui.train.checkpoints_board import CheckpointBoard
from app.ui.train.trial_card import TrialCard
from app.ui.widgets.button import Button
from app.ui.widgets.choices import ComboBox
from app.ui.widgets.dialog import Dialog
from app.ui.widgets.label import Label
from app.ui.widgets.notice import Notice
from app.ui.widgets.surface import ScrollPane

if TYPE_CHECKING:
    import asyncio

    from app.ui.train.session import TrainSession

_SHARE = 0.92  # of the window
_LOOK_MS = 1_000
_WIDE = 264  # px of a cell at zoom 1


class TrialResults(Dialog):
    """Shows a test; follows it while it runs.

    Signals:
        again_asked: Another test is wanted.
    """

    again_asked = Signal()

    def __init__(
        self, parent: QWidget, session: TrainSession, run: tuple[Path, Run], curves: object = None
    ) -> None:
        title = QCoreApplication.translate("TrialResults", "Films of the tests")
        super().__init__(parent, title)
        self._session, (self._run_folder, self._run) = session, run
        self._curves = curves
        self._folders: list[Path] = []
        self.shown: Path | None = None
        self.tested: Tested | None = None
        self._looking = False
        self._task: asyncio.Task[None] | None = None
        self.board = CheckpointBoard(session, self)
        self.card = TrialCard(self.board)
        self.card.size_slider.setValue(_WIDE)
        self.choice = ComboBox(name=self.tr("Test"))
        self.words = Label("", "muted", wrap=True)
        self.notice = Notice(closable=False)
        self.stop = Button(self.tr("Stop"), "quiet")
        self.stop.setToolTip(self.tr("Ends the test with all its processes; its films stay"))
        self.folder_button = Button(self.tr("Show in folder"), "quiet")
        self._timer = QTimer(self, interval=_LOOK_MS)
        self._lay_out()
        self._connect()
        self.look()

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(theme.px(8))
        self.choice.setMinimumWidth(theme.px(220))
        head.addWidget(self.choice)
        head.addWidget(self.words, 1)
        for button in (self.stop, self.folder_button):
            head.addWidget(button)
        self.body.addLayout(head)
        self.notice.hide()
        self.body.addWidget(self.notice)
        self.body.addWidget(ScrollPane(self.card), 1)
        self.fill()
        self.again = self.add_button(self.tr("Another test…"))
        self.add_button(self.tr("Close"), "primary", result=0)
        window = self.parentWidget()
        self.resize((window.size() if window else QSize(1200, 800)) * _SHARE)

    def _connect(self) -> None:
        self._timer.timeout.connect(self.look)
        self.choice.activated.connect(self._on_chosen)
        self.stop.clicked.connect(self.ask_to_stop)
        self.folder_button.clicked.connect(self.show_folder)
        self.again.clicked.connect(self._on_again)
        self.finished.connect(self._leave)

    # ------------------------------------------------------------------------------- looking

    def show_test(self, folder: Path | None) -> None:
        """Show a test; None: the newest."""
        self.shown = folder
        self.look()

    def look(self) -> None:
        """Look at the run's tests, beside all else."""
        if not self._looking:
            self._looking = True
            self._task = spawn(self._look())

    async def _look(self) -> None:
        try:
            folders, tested = await self._session.parts.jobs.beside(
                _look, self._run_folder, self.shown, brief=True
            )
        finally:
            self._looking = False
        self._take(folders, tested)

    def _take(self, folders: list[Path], tested: Tested | None) -> None:
        if folders != self._folders:
            self._folders = folders
            self.choice.clear()
            self.choice.addItems([self.tr("Test {}").format(each.name[:3]) for each in folders])
        if tested is not None and self.shown is None:
            self.shown = tested.folder
        if tested is not None and tested.folder in folders:
            self.choice.setCurrentIndex(folders.index(tested.folder))
        self.tested = tested
        self.card.show_test(tested, self._run, self._curves)
        self._say(tested)

    def _say(self, tested: Tested | None) -> None:
        there = tested is not None
        for widget in (self.choice, self.folder_button):
            widget.setVisible(there)
        if tested is None:
            self.words.setText(self.tr("No checkpoint of this run was tested yet."))
            self.stop.hide()
            self._timer.stop()
            return
        trial, state = tested.trial, tested.state
        how = " · ".join(
            (
                f"{trial.width}×{trial.height}, {trial.frames}",
                counted(trial.steps, "step"),
                self.tr("guidance {:g}").format(trial.guidance),
            )
        )
        self.words.setText(f"{state_words(state)} · {words_of(trial)} · {how}")
        self.words.setToolTip(self.tr("Not wanted: {}").format(trial.negative or "—"))
        self.stop.setVisible(not state.ended)
        self.notice.setVisible(bool(state.trouble))
        if state.trouble:
            self.notice.say(state.trouble, "bad", detail="\n".join(state.last_words[-6:]))
        if state.ended:
            self._timer.stop()
        elif not self._timer.isActive():
            self._timer.start()

    # --------------------------------------------------------------------------------- doing

    def ask_to_stop(self) -> None:
        """Stop the test that is shown."""
        if self.tested is not None:
            spawn(self._stop(self.tested.folder))

    async def _stop(self, folder: Path) -> None:
        from app.core.training.runs.requests import request_stop

        self.stop.setEnabled(False)
        await self._session.parts.jobs.beside(request_stop, folder, StopRequest(how="now"))
        if isValid(self):
            self.stop.setEnabled(True)
            self.look()

    def show_folder(self) -> None:
        """Show the folder of the test in the system's own window."""
        if self.shown is not None:
            show_folder(self.shown)

    def _on_chosen(self, place: int) -> None:
        self.show_test(self._folders[place])

    def _on_again(self) -> None:
        self.reject()
        self.again_asked.emit()

    def _leave(self) -> None:
        self._timer.stop()
        if self._task is not None:
            self._task.cancel()
        self.card.shut()


def state_words(state: RunState) -> str:
    """Return how a test stands, in a few words."""
    step = state.step("generate")
    done = ""
    if step is not None and step.total:
        done = tr("{done} of {all} films", done=step.done or 0, all=step.total)
    if state.state == "running":
        return " · ".join(filter(None, (state.phase, done)))
    if state.state == "waiting":
        return state.phase or tr("waits for its turn")
    return " · ".join(filter(None, (tr(state.state), state.kept.rstrip(".。") or done)))


def _look(run_folder: Path, shown: Path | None) -> tuple[list[Path], Tested | None]:
    from app.core.training.results.looking import look

    folders = folders_of_tests(run_folder)
    folder = shown if shown in folders else folders[-1] if folders else None
    known = look(run_folder).checkpoints
    return folders, None if folder is None else look_at_test(folder, known)
