"""What writes captions is set up: which server, where it is, which model; or a Python's own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QDialog, QStackedWidget, QWidget
from shiboken6 import isValid

from app.core.captions.machine.captioners import (
    WORKER,
    Captioner,
    Reached,
    Worker,
    captioner_of,
    with_captioner,
)
from app.core.captions.machine.presets import PRESETS, Server, preset
from app.core.errors import AppError
from app.core.language import tr
from app.core.secrets import Secrets
from app.core.settings import Preferences
from app.ui import theme
from app.ui.captions.reaching import Try
from app.ui.captions.server_form import ServerForm
from app.ui.captions.worker_form import WorkerForm
from app.ui.jobs import Jobs
from app.ui.loop import spawn
from app.ui.preferences import PreferenceStore
from app.ui.widgets.choices import ComboBox
from app.ui.widgets.dialog import Dialog
from app.ui.widgets.fields import Field
from app.ui.widgets.fitting import FittingFields
from app.ui.widgets.label import Label
from app.ui.widgets.notice import Notice

if TYPE_CHECKING:
    from app.ui.widgets.notice import Grade

_WIDTH = 560  # px at zoom 1


class CaptionerDialog(Dialog):
    """Kept with *Save*; what is tried before that is not."""

    def __init__(
        self, parent: QWidget, preferences: PreferenceStore, jobs: Jobs, secrets: Secrets
    ) -> None:
        super().__init__(
            parent,
            parent.tr("Captioner"),
            parent.tr(
                "A model that sees pictures and writes captions: a server on this machine or "
                "elsewhere, or a model that the trainer's own Python runs."
            ),
        )
        self.setMinimumWidth(theme.px(_WIDTH))
        self._preferences, self._jobs, self._secrets = preferences, jobs, secrets
        self._edited: dict[str, Captioner] = {}  # what was typed for others, until it is saved
        self._keys: dict[str, str] = {}
        self._name = preferences.value.captioner
        self.kind = ComboBox(name=self.tr("Captioner"))
        for each in PRESETS:
            self.kind.addItem(tr(each.name), each.id)
        self.kind.addItem(self.tr("A model in Python (transformers)"), WORKER)
        self._help = Label("", "muted", "small", wrap=True)
        self.server, self.worker = ServerForm(), WorkerForm()
        self._forms = QStackedWidget()
        self._forms.addWidget(self.server)
        self._forms.addWidget(self.worker)
        self.result_ = Notice(closable=False)
        self.result_.hide()
        self._try = Try(jobs, secrets, self)
        self._try.ended.connect(self._on_tried)
        self._lay_out()
        self._add_buttons()
        self.kind.setCurrentIndex(max(0, self.kind.findData(self._name)))
        self._name = self.kind.currentData()
        self._show(captioner_of(preferences.value, self._name))
        self.kind.currentIndexChanged.connect(self._on_kind)
        self.finished.connect(self._try.stop)
        if preferences.value.trainer:
            spawn(self._offer_python())

    def _lay_out(self) -> None:
        self._fields = FittingFields(self)
        for part in (Field(self.tr("Kind"), self.kind), self._help, self._forms):
            self._fields.column.addWidget(part)
        self._fields.column.addStretch(1)
        self.body.addWidget(self._fields)
        self.body.addWidget(self.result_)

    def _add_buttons(self) -> None:
        self.test = self.add_button(self.tr("Test connection"))
        self.test.setToolTip(self.tr("Look for it and ask what it has; no caption is asked for"))
        self.test.clicked.connect(self._on_test)
        self.add_left(self.test)
        self.add_button(self.tr("Cancel"), result=QDialog.DialogCode.Rejected.value)
        save = self.add_button(self.tr("Save"), "primary")
        save.clicked.connect(self._on_save)

    # ------------------------------------------------------------------------------- showing

    def captioner(self) -> Captioner:
        """Return what is typed."""
        if self._name == WORKER:
            return self.worker.worker()
        return self.server.server(self._name)

    def _show(self, captioner: Captioner) -> None:
        if isinstance(captioner, Worker):
            self._help.setText(
                self.tr(
                    "Pictures stay on this machine. The model is loaded with the first caption, "
                    "and leaves the graphics card when the last one has come."
                )
            )
            self._forms.setCurrentWidget(self.worker)
            self.worker.show_worker(captioner)
        else:
            self._help.setText(tr(preset(captioner.preset).help))
            self._forms.setCurrentWidget(self.server)
            self.server.show_server(captioner, self._keys.get(captioner.preset))
            if captioner.preset not in self._keys:
                spawn(self._show_key(captioner))
        self.result_.hide()
        self._offer()
        self._fields.fit()

    async def _offer_python(self) -> None:
        """Offer the Python of the trainer that is set up in *Train*."""
        from app.core.training.trainer.looking import python_of

        value = self._preferences.value
        python = await self._jobs.beside(python_of, value.trainer, value.trainer_python, brief=True)
        if isValid(self) and python is not None:
            self.worker.offer_python(str(python))
            self._fields.fit()

    async def _show_key(self, server: Server) -> None:
        """Say whether a key is kept; the key itself stays where it is."""
        kept = await self._jobs.beside(self._secrets.read, server.base, brief=True)
        if isValid(self) and self._name == server.preset:  # closed, it is deleted
            self.server.show_key_kept(bool(kept))

    def _on_kind(self, _: int) -> None:
        self._note_typed()
        self._try.stop()
        self._name = self.kind.currentData()
        known = self._edited.get(self._name)
        self._show(known or captioner_of(self._preferences.value, self._name))

    def _note_typed(self) -> None:
        self._edited[self._name] = self.captioner()
        key = None if self._name == WORKER else self.server.key()
        if key is not None:
            self._keys[self._name] = key

    # -------------------------------------------------------------------------------- trying

    def _on_test(self) -> None:
        if self._try.runs:
            self._try.stop()
            self.result_.hide()
        elif self._wrong():
            return
        else:
            key = None if self._name == WORKER else self.server.key()
            self._say(self.tr("Looking for it…"), "info")
            self._try.begin(self.captioner(), key)
        self._offer()

    def _on_tried(self, found: Reached | AppError) -> None:
        self._offer()
        if isinstance(found, AppError):
            self._say(str(found), "bad", found.detail)
            return
        self.server.offer_models(found.models)
        self._say(found.words, "good" if found.sees is not False else "warn")

    def _say(self, sentence: str, grade: Grade, detail: str = "") -> None:
        self.result_.say(sentence, grade, detail=detail)
        self.result_.show()
        self._fields.fit()

    def _offer(self) -> None:
        words = self.tr("Stop looking") if self._try.runs else self.tr("Test connection")
        self.test.setText(words)

    def _wrong(self) -> bool:
        form = self.worker if self._name == WORKER else self.server
        fine = form.check()
        self._fields.fit()
        return not fine

    # -------------------------------------------------------------------------------- keeping

    def _on_save(self) -> None:
        if self._wrong():
            return
        self._note_typed()
        value = self._preferences.value
        for each in (*self._edited.values(), self.captioner()):
            value = with_captioner(value, each)
        keys = {
            each.base: self._keys[name]
            for name, each in self._edited.items()
            if name in self._keys and isinstance(each, Server) and each.base
        }
        if keys:
            spawn(self._keep(keys, value))
        else:
            self._preferences.put(value)
            self.accept()

    async def _keep(self, keys: dict[str, str], value: Preferences) -> None:
        """Keep keys first: whoever hears of the captioner may ask it at once."""
        kept = [
            await self._jobs.beside(self._secrets.keep, base, key, brief=True)
            for base, key in keys.items()
        ]
        self._preferences.put(value)
        if not isValid(self):
            return
        if all(kept):
            self.accept()
            return
        self.server.forget_key()
        self.server.show_key_kept(True)
        self._keys.clear()
        self._say(
            self.tr(
                "This system has no keyring, or it is locked, or the key is too long for it: the "
                "key is kept until Rushes is closed, and has to be typed again the next time. All "
                "else is saved."
            ),
            "warn",
        )
