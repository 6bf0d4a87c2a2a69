"""When a training ends: where that is told, and whether the machine stays awake until then."""

from __future__ import annotations

import time
from functools import partial

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget
from shiboken6 import isValid

from app.core.language import tr
from app.core.secrets import Secrets
from app.core.training.model import Point, Run, RunState, StepState
from app.core.training.telling.said import Said, said_of
from app.core.training.telling.shapes import SHAPES
from app.core.training.telling.webhook import Answer, address_trouble, send
from app.ui import theme
from app.ui.jobs import Jobs
from app.ui.loop import spawn
from app.ui.preferences import PreferenceStore
from app.ui.widgets.button import Button
from app.ui.widgets.choices import ComboBox, Switch
from app.ui.widgets.dialog import Dialog
from app.ui.widgets.fields import Field, LineEdit
from app.ui.widgets.label import Label


class EndingDialog(Dialog):
    """What is done when a training ends; it holds over all projects."""

    def __init__(self, parent: QWidget, preferences: PreferenceStore, jobs: Jobs | None) -> None:
        super().__init__(parent, parent.tr("When a training ends"))
        self.ending = EndingFields(preferences, jobs)
        self.body.addWidget(self.ending)
        self.setMinimumWidth(theme.px(560))
        self.add_button(self.tr("Close"), "primary", result=0)
        self.finished.connect(self.ending.keep)


class EndingFields(QWidget):
    """Takes effect at once, but for the token, which goes to the keyring when it is left."""

    def __init__(
        self, preferences: PreferenceStore, jobs: Jobs | None, secrets: Secrets | None = None
    ) -> None:
        super().__init__()
        self._preferences, self._jobs = preferences, jobs
        self._secrets = secrets or Secrets()
        value = preferences.value
        self.address = LineEdit(
            value.webhook, name=self.tr("Address"), placeholder="https://ntfy.sh/my-trainings"
        )
        self.shape = ComboBox(
            [self.tr("As the address says"), "JSON", "Discord", "Slack", "ntfy"],
            name=self.tr("Receiver"),
        )
        chosen = [each == value.webhook_shape for each in SHAPES]
        self.shape.setCurrentIndex(chosen.index(True) + 1 if True in chosen else 0)
        self.token = LineEdit(name=self.tr("Token"), placeholder=self.tr("none"))
        self.token.setEchoMode(LineEdit.EchoMode.Password)
        self.test_button = Button(self.tr("Send a test"))
        self.said = Label("", "muted", "small", wrap=True)
        self.awake = Switch(self.tr("Keep this computer awake while a training runs"))
        self.awake.setChecked(value.keep_awake)
        self._lay_out()
        self._connect()
        self._refresh()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(10))
        tip = self.tr(
            "Run, state, epochs, loss and duration are sent there when a run ends, also with this "
            "window closed. Captions and paths never are."
        )
        self._address = Field(self.tr("Tell the end of a training to"), self.address, tip=tip)
        column.addWidget(self._address)
        row = QHBoxLayout()
        row.setSpacing(theme.px(10))
        row.addWidget(Field(self.tr("Receiver"), self.shape), 1)
        tip = self.tr("Sent as a bearer's token; it is kept in the system's keyring alone.")
        row.addWidget(Field(self.tr("Token, where it asks for one"), self.token, tip=tip), 1)
        column.addLayout(row)
        foot = QHBoxLayout()
        foot.setSpacing(theme.px(10))
        foot.addWidget(self.test_button)
        foot.addWidget(self.said, 1)
        column.addLayout(foot)
        column.addWidget(self.awake)

    def _connect(self) -> None:
        self.address.textChanged.connect(self._refresh)
        self.address.editingFinished.connect(self.keep)
        self.shape.activated.connect(self.keep)
        self.token.editingFinished.connect(self._keep_token)
        self.test_button.clicked.connect(self.test)
        self.awake.toggled.connect(self._on_awake)

    def _refresh(self) -> None:
        url = self.address.text().strip()
        trouble = address_trouble(url)
        self._address.set_error(trouble)
        self.test_button.setEnabled(bool(url) and not trouble and self._jobs is not None)

    def keep(self) -> None:
        """Keep address and receiver; an address that is none is not kept."""
        url, place = self.address.text().strip(), self.shape.currentIndex()
        if not address_trouble(url):
            shape = SHAPES[place - 1] if place > 0 else ""
            self._preferences.change(webhook=url, webhook_shape=shape)

    def _on_awake(self, on: bool) -> None:
        self._preferences.change(keep_awake=on)

    def _keep_token(self) -> None:
        url, token = self.address.text().strip(), self.token.text().strip()
        if token and url and not address_trouble(url) and self._jobs is not None:
            spawn(self._put_away(url, token))

    async def _put_away(self, url: str, token: str) -> None:
        assert self._jobs is not None
        kept = await self._jobs.beside(self._secrets.keep, url, token, brief=True)
        if not isValid(self):
            return
        self.said.setText(
            self.tr("The token is in the keyring")
            if kept
            else self.tr("There is no keyring here: without one the token cannot be used")
        )

    def test(self) -> None:
        """Send what would be told of a run."""
        self.keep()
        if self._jobs is not None:
            self.test_button.setEnabled(False)
            self.said.setText(self.tr("Sending…"))
            spawn(self._test())

    async def _test(self) -> None:
        assert self._jobs is not None
        value = self._preferences.value
        answer: Answer = await self._jobs.beside(
            partial(send, example(), value.webhook, value.webhook_shape, secrets=self._secrets)
        )
        if not isValid(self):
            return
        self.said.setText(answer.trouble or self.tr("It has arrived"))
        self._refresh()


def example() -> Said:
    """Return what is told of a run that there never was."""
    now = time.time()
    step = StepState(name="train", state="done", began=now - 5400, ended=now)
    point = Point(epoch=3, epochs=3, step=300, steps=300, loss=0.0831)
    run = Run(id="000-test", name=tr("This is a test"), project="Rushes")
    return said_of(run, RunState(state="done", steps=(step,), point=point))
