"""The page *Trainer and models*: what trains, and with which files; all in place."""

from __future__ import annotations

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from app.ui import theme
from app.ui.train.setup_models import ModelsPart
from app.ui.train.setup_needs import NeedsPart
from app.ui.train.setup_state import TrainerSetup
from app.ui.train.setup_trainer import TrainerPart
from app.ui.widgets.choices import ComboBox
from app.ui.widgets.dialog import Dialog
from app.ui.widgets.fields import Field
from app.ui.widgets.label import Label
from app.ui.widgets.surface import Hairline, ScrollPane

_SIZE = (820, 820)  # px at zoom 1


class SetupDialog(Dialog):
    """What is chosen takes effect at once, and is kept over all projects.

    Signals:
        copied: What was put into the clipboard.
    """

    copied = Signal(str)

    def __init__(self, window: QWidget, setup: TrainerSetup) -> None:
        super().__init__(window, window.tr("Trainer and models"))
        self._setup = setup
        self.needs = NeedsPart(setup)
        self.trainer, self.models = TrainerPart(setup), ModelsPart(setup)
        self.gpu = ComboBox(name=self.tr("Card that trains"))
        self._gpu = Field(self.tr("Card that trains"), self.gpu)
        self._told = Label("", "good", "small")
        self._lay_out()
        self.add_left(self._told)
        self.add_button(self.tr("Close"), result=QDialog.DialogCode.Accepted.value)
        room = window.size() - QSize(theme.px(48), theme.px(48))
        self.resize(QSize(*map(theme.px, _SIZE)).boundedTo(room))
        for part in (self.trainer, self.models):
            part.copied.connect(self._on_copied)
        self.gpu.activated.connect(self._on_gpu)
        setup.changed.connect(self._show)
        self.finished.connect(self._leave)
        self._show()
        if not setup.trainer and not setup.search.ended:
            setup.search.look_around()
        self.trainer.folder.setFocus()

    def _lay_out(self) -> None:
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, theme.px(12), 0)
        column.setSpacing(theme.px(16))
        for part in (self.needs, self.trainer, self._gpu, Hairline(), self.models):
            column.addWidget(part)
        column.addStretch(1)
        self.body.addWidget(ScrollPane(inside), 1)
        self.fill()

    def _show(self) -> None:
        self.needs.show_setup()
        self.trainer.show_setup()
        self.models.show_setup()
        self._show_gpus()

    def _show_gpus(self) -> None:
        info = self._setup.info
        cards = info.gpus if info is not None else ()
        self._gpu.setVisible(len(cards) > 1)
        words = [f"{each.index}: {each.name}, {each.gib:.0f} GB" for each in cards]
        if words != [self.gpu.itemText(n) for n in range(self.gpu.count())]:
            self.gpu.clear()
            for each, text in zip(cards, words, strict=True):
                self.gpu.addItem(text, each.index)
        self.gpu.setCurrentIndex(max(0, self.gpu.findData(self._setup.gpu)))

    def _on_gpu(self) -> None:
        self._setup.choose_gpu(int(self.gpu.currentData()))

    def _on_copied(self, text: str) -> None:
        self._told.setText(self.tr("Copied: {}").format(text.partition("\n")[0]))
        self.copied.emit(text)

    def _leave(self) -> None:
        self._setup.changed.disconnect(self._show)  # it is deleted: nothing is shown any more
        self._setup.search.stop()
