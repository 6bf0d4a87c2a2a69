"""Whom to ask captions for, and with which prompt."""

from __future__ import annotations

from collections.abc import Callable, Sequence, Set

from PySide6.QtWidgets import QDialog, QWidget

from app.core.captions.reviewing import Whom, named
from app.core.library.captioned import Key, Row
from app.ui import theme
from app.ui.actions import Actions
from app.ui.captions.template_choice import TemplateChoice
from app.ui.captions.template_store import TemplateStore
from app.ui.widgets.choices import CheckBox, ComboBox
from app.ui.widgets.dialog import Dialog
from app.ui.widgets.fields import Field
from app.ui.widgets.label import Label

_WIDTH = 470  # px at zoom 1


class AskDialog(Dialog):
    """Accepted, `rows` are the ones to ask for."""

    def __init__(
        self,
        parent: QWidget,
        places: Sequence[tuple[str, Sequence[Row]]],
        waiting: Set[Key],
        store: TemplateStore,
        actions: Actions,
    ) -> None:
        """Offer what there is.

        Args:
            parent: Over what it lies.
            places: Where rows can be taken from, in words, and all rows that are there; the first
                one is chosen.
            waiting: Rows of which a machine caption waits, or that are being asked for.
            store: The prompts.
            actions: Where prompts are edited.
        """
        super().__init__(
            parent,
            parent.tr("Caption many"),
            parent.tr("What comes waits beside the words there are until you take it."),
        )
        self.setMinimumWidth(theme.px(_WIDTH))
        self._places, self._waiting = places, waiting
        self._rows: list[Row] = []
        self._templates: dict[str, str] = {}
        self.place = ComboBox([words for words, _ in places], name=self.tr("Which"))
        self.written = CheckBox(self.tr("Also those that have words"))
        self.waiting = CheckBox(self.tr("Also those of which a machine caption waits"))
        self.done_ = CheckBox(self.tr("Also those marked as done"))
        self.boxes = (self.written, self.waiting, self.done_)
        self.choice = TemplateChoice(store, actions)
        self._sum = Label("", "muted", wrap=True)
        self.body.addWidget(Field(self.tr("Which"), self.place))
        for box in self.boxes:
            self.body.addWidget(box)
            box.toggled.connect(self._refresh)
        self.body.addWidget(Field(self.tr("Prompt"), self.choice))
        self.body.addWidget(self._sum)
        self.place.currentIndexChanged.connect(self._refresh)
        self.add_button(self.tr("Cancel"), result=QDialog.DialogCode.Rejected.value)
        accepted = QDialog.DialogCode.Accepted.value
        self.ask = self.add_button("", "primary", result=accepted)
        self.finished.connect(self._on_finished)
        self._refresh()

    def whom(self) -> Whom:
        """Return which of the rows are wanted."""
        return Whom(
            written=self.written.isChecked(),
            waiting=self.waiting.isChecked(),
            done=self.done_.isChecked(),
        )

    def rows(self) -> list[Row]:
        """Return the rows to ask for."""
        return self._rows

    def templates(self) -> dict[str, str]:
        """Return the names of the prompts, by the kind of row; as they were when it closed."""
        return self._templates

    def _on_finished(self) -> None:
        self._templates = self.choice.chosen()

    def _refresh(self, *_: object) -> None:
        every = self._places[self.place.currentIndex()][1]
        rows = self._rows = self.whom().of(every, self._waiting)
        counts: tuple[tuple[CheckBox, str, Callable[[Row], bool]], ...] = (
            (self.written, self.tr("Also those that have words"), lambda row: bool(row.caption)),
            (self.done_, self.tr("Also those marked as done"), lambda row: row.done),
        )
        for box, words, true in counts:
            number = sum(map(true, every))
            box.setText(f"{words} ({number:,})")
            box.setEnabled(number > 0)
        if not self.written.isChecked():  # what is done has words
            self.done_.setEnabled(False)
        self.choice.show_kinds(rows)
        self.ask.setText(
            self.tr("Caption {}").format(named(rows)) if rows else self.tr("Nothing to caption")
        )
        self.ask.setEnabled(bool(rows))
        left = len(every) - len(rows)
        self._sum.setText(self.tr("{} are left as they are.").format(f"{left:,}") if left else "")
