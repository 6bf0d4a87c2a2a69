"""A workflow for ComfyUI with a checkpoint in it: saved, copied, or sent to a running one."""

from __future__ import annotations

import json
from collections.abc import Coroutine, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QCoreApplication, QSize, Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.core import store
from app.core.errors import AppError
from app.core.language import sentences
from app.core.training.after.comfy_canvas import canvas_graph
from app.core.training.after.comfy_graph import Node, api_graph, nodes_of
from app.core.training.after.comfy_install import install_lora
from app.core.training.after.comfy_server import USUAL, Checked, check, post
from app.core.training.after.comfy_settings import Way, can_be_made, comfy_of, lora_name, ways
from app.core.training.after.testing import recipe_of_run
from app.core.training.after.trial import Trial
from app.core.training.after.trial_presets import trial_presets
from app.core.training.model import Run
from app.core.training.recipe.tasks import task_of
from app.core.training.results.found import Checkpoint
from app.core.training.results.listing import labels_of
from app.ui import theme
from app.ui.loop import spawn
from app.ui.train.comfy_fields import ComfyFields
from app.ui.widgets.button import Button
from app.ui.widgets.choices import ComboBox
from app.ui.widgets.dialog import Dialog
from app.ui.widgets.fields import Field, LineEdit
from app.ui.widgets.notice import Notice
from app.ui.widgets.surface import ScrollPane

if TYPE_CHECKING:
    import asyncio

    from app.ui.train.session import TrainSession

_SIZE = (860, 860)  # px at zoom 1


class ComfyDialog(Dialog):
    """Nothing goes to a server unless Check or Send is pressed.

    Signals:
        written: What was written, a sentence, and its folder.
    """

    written = Signal(str, str)

    def __init__(
        self, parent: QWidget, session: TrainSession, run: Run, known: Sequence[Checkpoint],
        prompts: Sequence[str],
    ) -> None:  # fmt: skip
        title = QCoreApplication.translate("ComfyDialog", "Workflow for ComfyUI")
        super().__init__(parent, title, QCoreApplication.translate(
            "ComfyDialog",
            "A graph of ComfyUI's own nodes with the LoRA in it: drop the file on ComfyUI, or "
            "send it to one that runs.",
        ))  # fmt: skip
        self._session, self._run, self._known = session, run, list(known)
        self._recipe, self._prompts = recipe_of_run(run), tuple(prompts)
        self._task = task_of(self._recipe)
        preferences = session.parts.preferences.value
        self.checkpoint = ComboBox(labels_of(self._known), name=self.tr("Checkpoint"))
        self._ways: tuple[Way, ...] = ways(self._task)
        titles = {
            "plain": self.tr("Plain: 20 steps"),
            "fast": self.tr("Fast: lightx2v, 8 steps, cfg 1"),
        }
        self.way = ComboBox([titles[each] for each in self._ways], name=self.tr("How"))
        self.fields = ComfyFields()
        self.folder = LineEdit(preferences.comfy, name=self.tr("Folder of ComfyUI"))
        self.server = LineEdit(
            preferences.comfy_server, name=self.tr("Address of ComfyUI"), placeholder=USUAL
        )
        self.notice = Notice(closable=False)
        self._tasks: list[asyncio.Task[None]] = []
        self._lay_out()
        self._connect()
        self._show_way()

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(theme.px(10))
        head.addWidget(Field(self.tr("Checkpoint"), self.checkpoint), 1)
        head.addWidget(Field(self.tr("How"), self.way), 1)
        self.body.addLayout(head)
        self.body.addWidget(ScrollPane(self.fields), 1)
        self.choose_button = Button(self.tr("Choose…"))
        self.install_button = Button(self.tr("Copy the LoRA there"))
        self.install_button.setToolTip(
            self.tr("Into models/loras, in a folder of the project; linked where that is possible")
        )
        self.check_button = Button(self.tr("Check"))
        self.check_button.setToolTip(self.tr("Asks that ComfyUI for its nodes and files"))
        self.send_button = Button(self.tr("Send"))
        self.send_button.setToolTip(self.tr("Puts the workflow into its queue"))
        rows = (
            (self.tr("Folder of ComfyUI"), self.folder, self.choose_button, self.install_button),
            (self.tr("A running ComfyUI"), self.server, self.check_button, self.send_button),
        )
        for label, line, first, second in rows:
            row = QHBoxLayout()
            row.setSpacing(theme.px(8))
            row.addWidget(Field(label, line), 1)
            for button in (first, second):
                row.addWidget(button)
                row.setAlignment(button, Qt.AlignmentFlag.AlignBottom)
            self.body.addLayout(row)
        self.notice.hide()
        self.body.addWidget(self.notice)
        self.fill()
        self.copy_button = Button(self.tr("Copy for the API"), "quiet")
        self.api_button = Button(self.tr("Save for the API…"), "quiet")
        for button in (self.api_button, self.copy_button):
            self.add_left(button)
        self.add_button(self.tr("Close"), result=0)
        self.save_button = self.add_button(self.tr("Save the workflow…"), "primary")
        window = self.parentWidget()
        room = window.size() - QSize(theme.px(48), theme.px(48)) if window else QSize(2000, 2000)
        self.resize(QSize(*map(theme.px, _SIZE)).boundedTo(room))

    def _connect(self) -> None:
        self.way.activated.connect(self._show_way)
        self.checkpoint.currentIndexChanged.connect(self._on_checkpoint)
        self.choose_button.clicked.connect(lambda: self._do(self._choose_folder()))
        self.install_button.clicked.connect(lambda: self._do(self._install()))
        self.check_button.clicked.connect(lambda: self._do(self._ask(send=False)))
        self.send_button.clicked.connect(lambda: self._do(self._ask(send=True)))
        self.copy_button.clicked.connect(self.copy)
        self.save_button.clicked.connect(lambda: self._do(self._save(api=False)))
        self.api_button.clicked.connect(lambda: self._do(self._save(api=True)))
        self.finished.connect(self._leave)

    # ------------------------------------------------------------------------------- showing

    def choose(self, checkpoint: Checkpoint) -> None:
        """Choose a checkpoint."""
        names = [each.path for each in self._known]
        if checkpoint.path in names:
            self.checkpoint.setCurrentIndex(names.index(checkpoint.path))

    def current(self) -> Checkpoint:
        """Return the checkpoint that is chosen."""
        return self._known[max(0, self.checkpoint.currentIndex())]

    def nodes(self) -> tuple[Node, ...]:
        """Return the workflow."""
        return nodes_of(self.fields.comfy())

    def _show_way(self) -> None:
        trial = trial_presets()[0].trial
        if self._prompts:
            trial = Trial(
                prompts=self._prompts, negative=trial.negative, width=trial.width,
                height=trial.height, frames=trial.frames,
            )  # fmt: skip
        task, recipe = self._task, self._recipe
        self.fields.show_comfy(comfy_of(
            task, self._ways[max(0, self.way.currentIndex())], self._lora(), trial,
            project=self._run.project,
            high_only=task.only_high_noise(recipe),
            both=recipe.is_set("train.dit_high_noise"),
        ))  # fmt: skip
        if why := can_be_made(task):
            self._tell(why, "bad")
            for button in (self.save_button, self.api_button, self.copy_button):
                button.setEnabled(False)
            for button in (self.check_button, self.send_button):
                button.setEnabled(False)
        elif self._ways[max(0, self.way.currentIndex())] == "fast":
            self._tell(self.tr(
                "At guidance 1 what is not wanted has no effect; with the node NAG of KJNodes it "
                "has one."
            ), "info")  # fmt: skip
        else:
            self.notice.hide()

    def _lora(self) -> str:
        return lora_name(self._run.project, self.current().name)

    def _on_checkpoint(self) -> None:
        self.fields.show_lora(self._lora())

    def _tell(self, sentence: str, grade: str) -> None:
        self.notice.say(sentence, grade)  # type: ignore[arg-type]
        self.notice.show()

    def _do(self, work: Coroutine[Any, Any, None]) -> None:
        self._tasks.append(spawn(work))

    def _leave(self) -> None:
        self._keep()
        for task in self._tasks:
            task.cancel()

    # --------------------------------------------------------------------------------- files

    async def _choose_folder(self) -> None:
        from app.ui.dialogs import choose_folder

        chosen = await choose_folder(self, self.tr("Folder of ComfyUI"), self.folder.text())
        if chosen is not None:
            self.folder.setText(str(chosen))
            self._keep()

    async def _install(self) -> None:
        self._keep()
        folder, project = self.folder.text().strip(), self._run.project
        if not folder:
            await self._choose_folder()
            folder = self.folder.text().strip()
        if not folder:
            return
        jobs = self._session.parts.jobs
        title = self.tr("Copying the LoRA to ComfyUI")
        try:
            target, name = await jobs.run(
                title, install_lora, self.current().path, Path(folder), project
            )
        except AppError as error:
            self._tell(str(error), "bad")
            return
        self.fields.show_lora(name)
        self._tell(self.tr("It is there: {}").format(target), "good")

    def copy(self) -> None:
        """Put the workflow into the clipboard, as ComfyUI's server takes it."""
        QGuiApplication.clipboard().setText(_text(api_graph(self.nodes())))
        self._tell(self.tr("The workflow is in the clipboard, as ComfyUI's API takes it"), "good")

    async def _save(self, *, api: bool) -> None:
        from app.ui.dialogs import choose_new_file

        stem = self.current().path.stem + ("-api" if api else "")
        near = Path(self.current().folder) / f"{stem}.json"
        filters = [self.tr("Workflows (*.json)")]
        path = await choose_new_file(self, self.tr("Save the workflow"), near, filters)
        if path is None:
            return
        graph = api_graph(self.nodes()) if api else canvas_graph(self.nodes())
        jobs = self._session.parts.jobs
        try:
            await jobs.beside(store.write_text, path, _text(graph), brief=True)
        except AppError as error:
            self._tell(str(error), "bad")
            return
        self._tell(self.tr("Saved: {}").format(path), "good")
        self.written.emit(self.tr("Workflow saved: {}").format(path.name), str(path.parent))

    def _keep(self) -> None:
        self._session.parts.preferences.change(
            comfy=self.folder.text().strip(), comfy_server=self.server.text().strip()
        )

    # -------------------------------------------------------------------------------- server

    async def _ask(self, *, send: bool) -> None:
        self._keep()
        buttons = (self.check_button, self.send_button)
        for button in buttons:
            button.setEnabled(False)
        try:
            said = await self._session.parts.jobs.beside(
                partial(_asked, self.nodes(), self.server.text().strip(), send=send)
            )
        except AppError as error:
            self._tell(str(error), "bad")
            return
        finally:
            for button in buttons:
                button.setEnabled(True)
        if said.troubles:
            self._tell(sentences(said.troubles[:3]), "warn")
        elif send:
            self._tell(self.tr("It is in ComfyUI's queue"), "good")
        else:
            self._tell(self.tr("ComfyUI has every node and file of it"), "good")


def _asked(nodes: tuple[Node, ...], server: str, *, send: bool) -> Checked:
    """Check a workflow and, where all is there, send it."""
    found = check(nodes, server)
    if send and not found.troubles:
        post(found.nodes, server)
    return found


def _text(graph: object) -> str:
    return json.dumps(graph, ensure_ascii=False, indent=1) + "\n"
