"""A window for a dataset file of its own: *Plan* without a project."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.core.cache import Cache
from app.core.errors import AppError
from app.core.language import tr
from app.core.planner.own_file import FilePlanner, OwnFile
from app.core.planner.rules import ARCHITECTURES
from app.ui import dialogs, theme
from app.ui.actions import COMMANDS, Actions
from app.ui.job_bar import JobBar
from app.ui.jobs import Jobs
from app.ui.loop import spawn
from app.ui.notices import Notices
from app.ui.placement import bound, placement, put_back
from app.ui.plan.file_source import FileSource
from app.ui.plan.plan_commands import connect_plan
from app.ui.plan.plan_help import PlanHelp
from app.ui.plan.plan_tab import PlanTab
from app.ui.plan_actions import PLAN, PLAN_LOOKING
from app.ui.preferences import PreferenceStore
from app.ui.telling import Telling
from app.ui.widgets.button import Button, IconButton
from app.ui.widgets.chip import Chip
from app.ui.widgets.choices import ComboBox
from app.ui.widgets.dialog import Dialog
from app.ui.widgets.label import ElidedLabel, Label
from app.ui.widgets.surface import Surface

_PLACE = "plan_window"
_MODELS = {"wan": "Wan", "hunyuan": "HunyuanVideo", "framepack": "FramePack"}
_HEAD = 48
_PROJECTS = ("plan.export_other",)  # what only a project has
_SAVE, _DISCARD = 2, 3  # results of the question on closing


class PlanWindow(QWidget):
    """Shows one dataset file; nothing is written to it before it is saved.

    Args:
        file: It.
        preferences: The person's.

    Signals:
        closed: The window is gone.
        file_asked: Another dataset file is to be opened.
    """

    closed = Signal()
    file_asked = Signal(object)  # Path

    def __init__(self, file: OwnFile, preferences: PreferenceStore) -> None:
        super().__init__()
        self.setAttribute(Qt.WidgetAttribute.WA_QuitOnClose, on=False)
        self.preferences = preferences
        self.jobs = Jobs(self)
        self.actions_ = Actions(self)
        planner = FilePlanner(file.path, cache=Cache())
        self.source = FileSource(file, planner, self.jobs, preferences, self)
        self.tab = PlanTab(self.source)
        self.notices = Notices()
        self.job_bar = JobBar(self.jobs)
        self._closing = False
        self._build()
        self._connect()
        put_back(self, preferences.value.layout.get(_PLACE, ""))
        self.source.count_again()

    # ------------------------------------------------------------------------------ building

    def _build(self) -> None:
        bound(self)
        self.setAcceptDrops(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        parts = ((self._head(), 0), (self.notices, 0), (self.tab, 1), (self.job_bar, 0))
        for part, stretch in parts:
            column.addWidget(part, stretch)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setFocus()  # else the first letter typed would choose another model
        self.telling = Telling(self.tab, self.actions_)
        self.help = PlanHelp(self, self.tab, self.actions_, self.jobs, self.preferences)
        self._show_state()

    def _head(self) -> Surface:
        head = Surface("rail")
        head.setFixedHeight(theme.px(_HEAD))
        self.name = Label("", role="strong")
        self.folder = ElidedLabel("", "dim")
        self.state = Chip()
        self.model = ComboBox([_MODELS[name] for name in ARCHITECTURES], name=self.tr("Model"))
        self.model.setToolTip(
            self.tr(
                "What is trained: it decides on the rate that source_fps is converted to, and on "
                "the names of the cache files."
            )
        )
        self.undo_button = IconButton("undo", self.tr("Undo"), size=28)
        self.redo_button = IconButton("redo", self.tr("Redo"), size=28)
        self.open_button = Button(self.tr("Open…"), "quiet", icon="folder")
        self.help_button = IconButton("help", self.tr("Help"), size=28)
        self.save_button = Button(self.tr("Save"), "primary", icon="check")
        self.save_button.set_key("Ctrl+S")
        row = QHBoxLayout(head)
        row.setContentsMargins(*(theme.px(n) for n in (16, 0, 16, 0)))
        row.setSpacing(theme.px(10))
        for part, stretch in ((self.name, 0), (self.state, 0), (self.folder, 1)):
            row.addWidget(part, stretch)
        row.addWidget(Label(self.tr("Model"), "muted"))
        for control in (self.model, self.undo_button, self.redo_button):
            row.addWidget(control)
        row.addWidget(self.help_button)
        row.addWidget(self.open_button)
        row.addWidget(self.save_button)
        return head

    def _connect(self) -> None:
        works = {
            "edit.undo": self.undo,
            "edit.redo": self.redo,
            "project.open": self.choose,
            "project.close": self.close,
            "project.quit": self.close,
            "caption.keep": self.save,
            "view.palette": self.help.find,
            **self.help.helping.slots(),
            **self.help.sizes(),
        }
        self.actions_.connect_to(works)
        connect_plan(self.tab, self.actions_)
        for command in COMMANDS:
            plan = command.group == PLAN and not self.source.read_only
            on = plan or command.id in works or command.id in PLAN_LOOKING
            self.actions_[command.id].setEnabled(on and command.id not in _PROJECTS)
        self.actions_["caption.keep"].setText(self.tr("Save the dataset file"))
        self.model.activated.connect(self._on_model)
        self.undo_button.clicked.connect(self.undo)
        self.redo_button.clicked.connect(self.redo)
        self.open_button.clicked.connect(self.choose)
        self.save_button.clicked.connect(self.save)
        self.help_button.clicked.connect(self.actions_["view.help"].trigger)
        self.source.stepped.connect(self._show_state)
        self.tab.toml.keeping.refused.connect(self._show_state)
        self.source.shown.connect(self._show_sum)
        self.tab.copied.connect(self.telling.done)
        self.tab.written.connect(self.telling.written)
        self.tab.undoable.connect(self.telling.undoable)
        self.tab.caches.begin(self.telling.done, self.notices.say, self.job_bar.show_compared)

    # ------------------------------------------------------------------------------- showing

    def _show_state(self) -> None:
        file = self.source.file
        self.name.setText(file.path.name)
        self.folder.setText(str(file.path.parent))
        if file.is_changed or self.tab.toml.keeping.refusal is not None:
            self.state.set_state(self.tr("not saved"), "warn")
        else:
            self.state.set_state(self.tr("saved"), "good")
        self.save_button.setEnabled(file.is_changed)
        for button, verb, label in (
            (self.undo_button, self.tr("Undo"), file.undo_label),
            (self.redo_button, self.tr("Redo"), file.redo_label),
        ):
            button.setEnabled(label is not None)
            button.setToolTip(verb if label is None else f"{verb}: {tr(label)}")
        mark = "*" if file.is_changed else ""
        self.setWindowTitle(f"{file.path.name}{mark} – Rushes")

    def _show_sum(self) -> None:
        view = self.source.view
        self.job_bar.show_sum(view.sum_line if view is not None else "")

    def show_trouble(self, error: AppError) -> None:
        """Show the sentence of an error that is not our fault."""
        self.notices.say(str(error), "bad", detail=error.detail)

    # -------------------------------------------------------------------------------- acting

    def undo(self) -> None:
        """Take the last step back."""
        label = self.source.undo()
        if label is not None:
            self.telling.done(self.tr("Undone: {}").format(tr(label)))

    def redo(self) -> None:
        """Do again what was taken back."""
        label = self.source.redo()
        if label is not None:
            self.telling.done(self.tr("Done again: {}").format(tr(label)))

    def save(self) -> None:
        """Write the file; asked for once more where another program wrote it meanwhile."""
        spawn(self.save_now())

    async def save_now(self) -> bool:
        """Write the file; return whether it is written. Raises `WriteError`."""
        file = self.source.file
        if await self.jobs.beside(file.is_other_on_disk, brief=True):
            sentence = self.tr(
                'Another program changed "{}" since it was opened. Saving puts what is here in '
                "its place."
            ).format(file.path.name)
            title, accept = self.tr("Save over it?"), self.tr("Save")
            if not await dialogs.confirm(self, title, sentence, accept=accept, loses=True):
                return False
        await self.source.save()
        self.telling.done(_saved(self))
        return True

    def choose(self) -> None:
        """Ask for another dataset file."""
        spawn(self._choose())

    async def _choose(self) -> None:
        path = await choose_dataset(self, str(self.source.file.path.parent))
        if path is not None:
            self.file_asked.emit(path)

    def _on_model(self, place: int) -> None:
        self.source.change_architecture(list(ARCHITECTURES)[place])

    def _read_again(self) -> None:
        self.notices.withdraw(self.tr("Read it"))
        spawn(self.source.read_again())

    async def _look(self) -> None:
        """Offer what another program wrote into the file."""
        action = self.tr("Read it")
        if await self.jobs.beside(self.source.file.is_other_on_disk, brief=True):
            if not self.notices.offers(action):
                sentence = self.tr("Another program changed this file.")
                self.notices.offer(sentence, "warn", action, self._read_again)
        else:
            self.notices.withdraw(action)

    # ------------------------------------------------------------------------------- closing

    def changeEvent(self, event: QEvent) -> None:
        """Look at the file when the person comes back to the window."""
        super().changeEvent(event)
        came = event.type() == QEvent.Type.ActivationChange and self.isActiveWindow()
        if came and not self.jobs.closed:
            spawn(self._look())

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        urls = event.mimeData().urls()
        if any(url.toLocalFile().lower().endswith((".toml", ".json")) for url in urls):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        event.acceptProposedAction()
        for url in event.mimeData().urls():
            if url.isLocalFile():
                self.file_asked.emit(Path(url.toLocalFile()))

    def closeEvent(self, event: QCloseEvent) -> None:
        event.ignore()
        if not self._closing:
            self._closing = True
            spawn(self.leave())

    async def leave(self) -> bool:
        """Close, once what is not saved is saved or given up; return whether it did."""
        self._closing = True
        try:
            if not await may_leave(self):
                return False
        finally:
            self._closing = False
        self._closing = True
        kept = {_PLACE: placement(self), **self.help.helping.layout_to_keep()}
        self.preferences.change(layout={**self.preferences.value.layout, **kept})
        await self.jobs.close()
        self.hide()
        self.closed.emit()
        return True

    async def idle(self) -> None:
        """Wait until nothing is read or counted any more."""
        import asyncio

        while self.jobs.busy or (self.source.view is None and not self.source.trouble):  # noqa: ASYNC110
            await asyncio.sleep(0.02)  # neither tells
        await asyncio.sleep(0.05)


def _saved(window: PlanWindow) -> str:
    """Return what was saved, and what was not."""
    name, refusal = window.source.file.path.name, window.tab.toml.keeping.refusal
    if refusal is None:
        return window.tr("Saved {}").format(name)
    why = refusal.sentence
    if refusal.line is not None:
        why = window.tr("line {}: {}").format(refusal.line, why)
    sentence = window.tr("Saved {} without what is typed, which cannot be read yet: {}")
    return sentence.format(name, why)


async def may_go(window: PlanWindow) -> bool:
    """Ask whether to save before it closes; return whether it may."""
    name = window.source.file.path.name
    sentence = window.tr('What was changed in "{}" is not saved.').format(name)
    dialog = Dialog(window, window.tr("Save before it closes?"), sentence)
    dialog.add_button(window.tr("Cancel"), result=0)
    dialog.add_button(window.tr("Do not save"), result=_DISCARD)
    dialog.add_button(window.tr("Save"), "primary", result=_SAVE)
    await dialogs.done(dialog)
    answer = dialog.result()
    dialog.deleteLater()
    return answer == _DISCARD or (answer == _SAVE and await window.save_now())


async def may_leave(parent: PlanWindow) -> bool:
    """Ask what becomes of what is not saved, and of a text that cannot be read yet."""
    if not parent.source.is_saved() and not await may_go(parent):
        return False
    if not parent.tab.toml.keeping.pending:
        return True
    sentence = parent.tr("What is typed cannot be read yet, so it is not in the file.")
    title, accept = parent.tr("Forget what is typed?"), parent.tr("Forget it")
    return await dialogs.confirm(parent, title, sentence, accept=accept, loses=True)


async def choose_dataset(parent: QWidget, folder: str) -> Path | None:
    """Ask for a dataset file; None where none was chosen."""
    kinds = [parent.tr("Dataset files (*.toml *.json)"), parent.tr("All files (*)")]
    return await dialogs.choose_file(parent, parent.tr("Open a dataset file"), folder, kinds)
