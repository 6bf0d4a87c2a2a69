"""Which clips or stills a dataset reads: all, those with a tag, those a filter lets through."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.core.errors import DatasetError
from app.core.export.choosing import CHOICES, chooser, filter_of_tag, tag_of_filter
from app.core.language import tr
from app.core.library.edits import changing
from app.ui import theme
from app.ui.plan.source import PlanSource
from app.ui.plan.values import ValueChoice
from app.ui.widgets.button import IconButton
from app.ui.widgets.fields import set_wrong
from app.ui.widgets.filter_field import FilterField
from app.ui.widgets.label import Label

if TYPE_CHECKING:
    from app.core.export.plan_view import PlanView
    from app.core.library.model import Dataset

_ALL, _FILTER = 0, 1  # items before those of the tags


class ChoiceRow(QWidget):
    """A row of a dataset's card, in a project.

    Args:
        source: What is shown and changed.
        place: Of the dataset in the file, from 0.
    """

    def __init__(self, source: PlanSource, place: int) -> None:
        super().__init__()
        self._source, self.place = source, place
        self._tags: list[str] = []
        self._asking = False  # the field is open though no filter holds yet
        self.choice = ValueChoice([], name=self.tr("Reads"))
        self.field = FilterField(tr(CHOICES.hint), self._names, CHOICES)
        self.field.setAccessibleName(self.tr("Filter of what the dataset reads"))
        self._help = IconButton("help", self.tr("How to filter"), size=24)
        self._error = Label("", "bad", "small", wrap=True)
        self._lay_out()
        self.choice.activated.connect(self._on_chosen)
        self.field.editingFinished.connect(self._on_typed)
        self.field.textEdited.connect(self._on_editing)
        self._help.clicked.connect(self._explain)

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(theme.px(8))
        label = Label(self.tr("Reads"), "muted")
        label.setBuddy(self.choice)
        row.addWidget(label)
        row.addStretch(1)
        row.addWidget(self.choice)
        self._below = QWidget()
        below = QHBoxLayout(self._below)
        below.setContentsMargins(0, 0, 0, 0)
        below.setSpacing(theme.px(2))
        below.addWidget(self.field, 1)
        below.addWidget(self._help)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(3))
        column.addLayout(row)
        column.addWidget(self._below)
        column.addWidget(self._error)
        self._below.hide()
        self._error.hide()
        self.setToolTip(
            self.tr(
                "All that is picked, what has a tag, or what a filter lets through. A dataset that "
                "reads only some gets a list (.jsonl) beside the dataset file when it is exported."
            )
        )

    # ------------------------------------------------------------------------------- showing

    def show_view(self, view: PlanView) -> None:
        """Show what the dataset reads as it is now; of one that is only proposed, its plan says."""
        dataset = self._dataset()
        proposed = view.project.datasets if view.project is not None else ()
        shown = dataset or (proposed[self.place] if self.place < len(proposed) else None)
        if shown is not None:
            self._show_choice(shown)
        for control in (self.choice, self.field):
            control.setEnabled(dataset is not None and not self._source.read_only)

    def _dataset(self) -> Dataset | None:
        """Return the row as it is now; None for a dataset that is only proposed, or a file's."""
        document = self._source.document
        rows = document.rows.datasets if document is not None and document.is_open else []
        return rows[self.place] if self.place < len(rows) else None

    def _show_choice(self, dataset: Dataset) -> None:
        document = self._source.document
        tags = sorted(document.rows.tags) if document is not None else []
        tag = tag_of_filter(dataset.filter, tags) if dataset.filter else None
        if tag is not None and tag not in tags:
            tags = sorted([*tags, tag])
        items = [
            self.tr("all stills") if dataset.kind == "image" else self.tr("all clips"),
            self.tr("a filter…"),
            *(self.tr("tag {}").format(each) for each in tags),
        ]
        if items != [self.choice.itemText(n) for n in range(self.choice.count())]:
            self.choice.clear()
            self.choice.addItems(items)
            self.choice.updateGeometry()
        self._tags = tags
        if dataset.filter:
            self._asking = False
        by_filter = self._asking or (bool(dataset.filter) and tag is None)
        place = _FILTER if by_filter else _ALL if tag is None else 2 + tags.index(tag)
        self.choice.setCurrentIndex(place)
        self._below.setVisible(by_filter)
        if not self.field.hasFocus():
            self.field.setText(dataset.filter if by_filter else "")
            self._say("")

    def error(self) -> str:
        """Return what is wrong with the filter that is typed."""
        return "" if self._error.isHidden() else self._error.text()

    def _say(self, sentence: str) -> None:
        set_wrong(self.field, bool(sentence))
        self.field.setAccessibleDescription(sentence)
        self._error.setText(sentence)
        self._error.setVisible(bool(sentence))

    # ------------------------------------------------------------------------------- changing

    def _on_chosen(self, place: int) -> None:
        dataset = self._dataset()
        if dataset is None:
            return
        self._asking = place == _FILTER
        if place == _FILTER:
            self._below.show()
            self.field.setText(dataset.filter)
            self.field.setFocus()
            self.field.selectAll()
        elif place == _ALL:
            self._read(dataset, "")
        else:
            self._read(dataset, filter_of_tag(self._tags[place - 2]))

    def _on_editing(self) -> None:
        if self.error():
            self._say("")

    def _on_typed(self) -> None:
        dataset = self._dataset()
        if dataset is None or self._below.isHidden():
            return
        text = " ".join(self.field.text().split())
        try:
            chooser(text)
        except DatasetError as error:
            self._say(str(error))
            return
        self._say("")
        self._asking = False
        self._read(dataset, text)

    def _read(self, dataset: Dataset, text: str) -> None:
        """Let the dataset read other clips or stills: one step to undo."""
        self._below.setVisible(bool(text) and tag_of_filter(text, self._tags) is None)
        label = self.tr('"{}": reads').format(dataset.name)
        self._source.apply(changing(dataset, replace(dataset, filter=text), label=label))

    def _names(self) -> tuple[Sequence[str], Sequence[str]]:
        document = self._source.document
        if document is None or not document.is_open:
            return [], []
        rows = document.rows
        return sorted(rows.tags), list(dict.fromkeys(film.stem for film in rows.sources))

    def _explain(self) -> None:
        from app.ui.filter_help import FilterHelp

        FilterHelp(self.window(), CHOICES).show_under(self._help)
