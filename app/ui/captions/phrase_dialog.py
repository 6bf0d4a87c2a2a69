"""Which phrases for shot and camera are offered: a person's own, over all projects."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from app.core.captions.phrases import GROUPS
from app.ui.preferences import PreferenceStore
from app.ui.widgets.button import Button
from app.ui.widgets.dialog import Dialog
from app.ui.widgets.fields import Field, PlainTextEdit


class PhraseDialog(Dialog):
    """A line for each group; of a group one phrase stands in a caption."""

    def __init__(
        self, parent: QWidget, groups: Sequence[Sequence[str]], preferences: PreferenceStore
    ) -> None:
        super().__init__(
            parent.window(),
            parent.tr("Phrases for shot and camera"),
            parent.tr(
                "A line for each group, with commas. Of a group one phrase holds: another one "
                "takes its place in the caption."
            ),
        )
        self._preferences = preferences
        self.text = PlainTextEdit(_lines(groups), name=self.tr("Phrases"), lines=6, least=4)
        self.body.addWidget(Field(self.tr("Phrases"), self.text))
        self.usual = Button(self.tr("The usual ones"), "quiet")
        self.usual.clicked.connect(self._put_usual)
        self.add_left(self.usual)
        self.add_button(self.tr("Cancel"), result=Dialog.DialogCode.Rejected)
        self.add_button(self.tr("Keep"), "primary", result=Dialog.DialogCode.Accepted)
        self.accepted.connect(self._keep)
        self.text.setFocus()

    def _put_usual(self) -> None:
        self.text.setPlainText(_lines(GROUPS))

    def _keep(self) -> None:
        said = self.text.toPlainText()
        lines = () if said.strip() == _lines(GROUPS) else tuple(said.splitlines())
        self._preferences.change(phrases=lines)


def _lines(groups: Sequence[Sequence[str]]) -> str:
    return "\n".join(", ".join(group) for group in groups)
