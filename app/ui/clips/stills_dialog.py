"""The question which frame of which picks become stills."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from PySide6.QtWidgets import QDialog, QWidget

from app.core.amounts import counted
from app.core.language import sentences, tr
from app.core.library.model import Clip
from app.core.library.stills import Choice
from app.ui.document import Document
from app.ui.still_size_field import StillSizeField
from app.ui.widgets.dialog import Dialog
from app.ui.widgets.fields import Field
from app.ui.widgets.label import Label
from app.ui.widgets.segmented import Segment, Segmented


class StillsDialog(Dialog):
    """Says of how many picks; the size of stills is the project's, and can be changed here.

    Attributes:
        size_wanted: The size chosen for all stills of the project; None: as large as they are.
    """

    def __init__(
        self, window: QWidget, document: Document, selected: Sequence[Clip], picks: Sequence[Clip]
    ) -> None:
        super().__init__(
            window,
            window.tr("Stills from picks"),
            window.tr(
                "A frame of each pick becomes a picture to train on, with the pick's caption, tags "
                "and crop."
            ),
        )
        self._of = {"selected": list(selected), "all": list(picks)}
        self.frame = Segmented(
            [
                Segment("first", self.tr("First frame")),
                Segment("middle", self.tr("Middle")),
                Segment("sharpest", self.tr("Sharpest")),
            ],
            name=self.tr("Which frame"),
        )
        self.scope = Segmented(
            [
                Segment("selected", self.tr("Selected"), len(selected)),
                Segment("all", self.tr("All picks"), len(picks)),
            ],
            name=self.tr("Of which picks"),
        )
        self.scope.choose("selected" if len(selected) > 1 else "all")
        self.size_wanted = document.rows.settings.still_size
        self.still_size = StillSizeField(self.size_wanted)
        self._note = Label("", "dim", "small", wrap=True)
        self.body.addWidget(Field(self.tr("Which frame"), self.frame))
        self.body.addWidget(Field(self.tr("Of which picks"), self.scope))
        self.body.addWidget(
            Field(
                self.tr("Size of all exported stills"),
                self.still_size,
                hint=self.tr("never enlarged"),
            )
        )
        self.body.addWidget(self._note)
        self.add_button(self.tr("Cancel"), result=QDialog.DialogCode.Rejected.value)
        self.make = self.add_button(
            self.tr("Make stills"), "primary", result=QDialog.DialogCode.Accepted.value
        )
        self.frame.chosen.connect(self._tell)
        self.scope.chosen.connect(self._tell)
        self.accepted.connect(self._keep_size)
        self._tell()
        self.frame.setFocus()

    @property
    def choice(self) -> Choice:
        """Which frame."""
        return cast(Choice, self.frame.current())

    @property
    def picks(self) -> list[Clip]:
        """Of which picks."""
        return self._of[self.scope.current()]

    def _keep_size(self) -> None:
        self.size_wanted = self.still_size.value()

    def _tell(self, *_: object) -> None:
        picks = self.picks
        self.make.setEnabled(bool(picks))
        words = {
            "first": self.tr("The first frame that is trained of each."),
            "middle": self.tr("The frame in the middle of those that are trained."),
            "sharpest": self.tr("All trained frames are looked at: this takes a while."),
        }
        number = tr("{sentence}.", sentence=counted(len(picks), "pick"))
        self._note.setText(sentences((number, words[self.frame.current()])))
