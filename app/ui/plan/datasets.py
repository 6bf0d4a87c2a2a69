"""The column of dataset cards, in the order of the trainer's file."""

from __future__ import annotations

from dataclasses import replace
from typing import cast

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from app.core.amounts import counted
from app.core.errors import DatasetError
from app.core.export.plan_view import PlanView
from app.core.library.model import Dataset, Extraction
from app.core.planner.dataset_fields import (
    EXTRACTIONS,
    Field,
    field_text,
    fields_of,
    with_extraction,
    with_field,
)
from app.core.planner.ledger import Line
from app.ui import theme
from app.ui.plan.values import ValueChoice, ValueEdit, ValueRow
from app.ui.tokens import DATASETS
from app.ui.widgets.button import Button
from app.ui.widgets.chip import Chip
from app.ui.widgets.choices import Switch
from app.ui.widgets.label import Label, SectionHead
from app.ui.widgets.surface import Card, Surface

_TEXTS: dict[Field, tuple[str, str]] = {  # label, what it does
    "resolution": (
        "Resolution",
        "An area, width × height: each clip gets the size of about this area that is nearest to "
        "its own shape, in multiples of 16.",
    ),
    "frame_extraction": (
        "Windows",
        "head: from the start. chunk: one after another. slide: at every stride. "
        "uniform: spread over the clip. full: the whole clip.",
    ),
    "target_frames": (
        "Frames",
        "Lengths of the windows, each 4n + 1. Several lengths train each clip several times.",
    ),
    "frame_sample": ("Per clip", "Windows of each length that are spread over a clip."),
    "frame_stride": ("Stride", "A window begins at every so many frames."),
    "max_frames": ("At most", "The longest window, 4n + 1; what is longer is cut there."),
    "num_repeats": ("Repeats", "How often each window is trained per epoch."),
    "batch_size": ("Batch size", "Samples of one step; they share a size and a length."),
    "bucket_no_upscale": (
        "No upscaling",
        "Pictures smaller than the resolution keep their size. The trainer does so for stills; "
        "it enlarges clips all the same.",
    ),
}


def _tr(text: str) -> str:
    return QCoreApplication.translate("DatasetCard", text)


class DatasetCard(Card):
    """One dataset: its numbers, and its fields to be typed over.

    Signals:
        changed: The dataset as it was and as it was typed; and the name of the field.
    """

    changed = Signal(object, object, str)  # Dataset, Dataset, Field

    def __init__(self, dataset: Dataset) -> None:
        super().__init__(dataset.name)
        self._dataset = dataset
        self._read_only = False
        self.body.setSpacing(theme.px(3))
        self._source = ValueRow(self.tr("Source"))
        self.body.addWidget(self._source)
        self.rows: dict[Field, ValueRow] = {}
        for field in _TEXTS:
            self.rows[field] = self._row(field)
            self.body.addWidget(self.rows[field])
        self.chip = Chip()
        below = QHBoxLayout()
        below.setContentsMargins(0, theme.px(6), 0, 0)
        below.addWidget(self.chip)
        below.addStretch(1)
        self.body.addLayout(below)
        self.show_dataset(dataset, read_only=False)

    def _row(self, field: Field) -> ValueRow:
        label, tip = map(_tr, _TEXTS[field])
        control: QWidget
        if field == "frame_extraction":
            choice = ValueChoice([*EXTRACTIONS], name=label)
            choice.activated.connect(self._on_extraction)
            control = choice
        elif field == "bucket_no_upscale":
            switch = Switch(name=label)
            switch.clicked.connect(self._on_switch)
            control = switch
        else:
            edit = ValueEdit(name=label)
            edit.setObjectName(field)
            edit.committed.connect(self._on_typed)
            control = edit
        return ValueRow(label, control, tip=tip)

    def dataset(self) -> Dataset:
        """Return the shown dataset."""
        return self._dataset

    def show_dataset(self, dataset: Dataset, *, read_only: bool) -> None:
        """Show a dataset's fields as they are now; what is being typed stays."""
        self._dataset, self._read_only = dataset, read_only
        self.set_title(dataset.name)
        shown = fields_of(dataset)
        for field, row in self.rows.items():
            row.setVisible(field in shown)
            control = row.control
            if isinstance(control, ValueEdit):
                if control.show_value(field_text(dataset, field)):
                    row.set_error("")
            elif isinstance(control, Switch):
                control.setChecked(dataset.bucket_no_upscale)
            elif isinstance(control, ValueChoice):
                control.setCurrentText(dataset.frame_extraction)
            row.show_words(self._words(field) if read_only else "")

    def _words(self, field: Field) -> str:
        if field == "bucket_no_upscale":
            return self.tr("yes") if self._dataset.bucket_no_upscale else self.tr("no")
        return field_text(self._dataset, field)

    def show_numbers(self, line: Line | None, lost: int, place: int | None) -> None:
        """Show what it yields; None where nothing is in it.

        Args:
            line: Its sums.
            lost: Samples per epoch that are lost.
            place: In the trainer's file, which gives the colour.
        """
        self.set_tone(None if place is None else DATASETS[place % len(DATASETS)])
        noun = "still" if self._dataset.kind == "image" else "clip"
        self._source.show_words(counted(line.sources if line else 0, noun))
        if line is None or (not line.sources and not line.errors):
            self.chip.set_state(self.tr("nothing in it"), "neutral")
        elif line.errors or line.samples is None:
            self.chip.set_state(self.tr("refused"), "bad")
        elif lost or not line.samples:
            words = self.tr("{}, {:,} lost").format(counted(line.samples, "sample"), lost)
            self.chip.set_state(words, "warn")
        else:
            self.chip.set_state(counted(line.samples, "sample"), "good")

    def _on_typed(self, text: str) -> None:
        field = cast("Field", self.sender().objectName())
        row = self.rows[field]
        try:
            after = with_field(self._dataset, field, text)
        except DatasetError as error:
            row.set_error(str(error))
            return
        row.set_error("")
        edit = cast("ValueEdit", row.control)
        edit.setText(edit.shown())  # as the project has it, until it has another
        if after != self._dataset:
            self.changed.emit(self._dataset, after, field)

    def _on_extraction(self, place: int) -> None:
        extraction: Extraction = EXTRACTIONS[place]
        if extraction != self._dataset.frame_extraction:
            after = with_extraction(self._dataset, extraction)
            self.changed.emit(self._dataset, after, "frame_extraction")

    def _on_switch(self, on: bool) -> None:
        after = replace(self._dataset, bucket_no_upscale=on)
        self.changed.emit(self._dataset, after, "bucket_no_upscale")


class DatasetColumn(Surface):
    """The cards, and the offer to take over the starter's proposal.

    Signals:
        changed: As `DatasetCard.changed`.
        accepted: The proposed datasets are to be added.
    """

    changed = Signal(object, object, str)
    accepted = Signal()

    def __init__(self) -> None:
        super().__init__("surface")
        self.cards: list[DatasetCard] = []
        self._head = Chip(self.tr("proposed"), "info")
        self._offer = QWidget()
        self.use_button = Button(self.tr("Use these"), icon="check")
        self.use_button.clicked.connect(self.accepted)
        self._lay_out()

    def _lay_out(self) -> None:
        head = self._head_row = QHBoxLayout()
        head.setContentsMargins(theme.px(16), 0, theme.px(14), 0)
        head.addWidget(SectionHead(self.tr("Datasets")))
        head.addStretch(1)
        head.addWidget(self._head)
        head.addStrut(theme.px(24))
        offer = QVBoxLayout(self._offer)
        offer.setContentsMargins(theme.px(16), 0, theme.px(14), theme.px(4))
        offer.setSpacing(theme.px(8))
        sentence = self.tr(
            "There are no datasets yet. These suit what is picked; an export adds them as they are."
        )
        offer.addWidget(Label(sentence, "muted", wrap=True))
        offer.addWidget(self.use_button, 0, Qt.AlignmentFlag.AlignLeft)
        inside = Surface("surface")
        self._column = QVBoxLayout(inside)
        self._column.setContentsMargins(theme.px(14), theme.px(2), theme.px(14), theme.px(14))
        self._column.setSpacing(theme.px(10))
        self._column.addStretch(1)
        area = QScrollArea()
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(inside)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, theme.px(14), 0, 0)
        whole.setSpacing(theme.px(8))
        whole.addLayout(head)
        whole.addWidget(self._offer)
        whole.addWidget(area, 1)

    def add_to_head(self, widget: QWidget) -> None:
        """Put a widget at the right of the column's title."""
        self._head_row.addWidget(widget)

    def show_view(self, view: PlanView, rows: list[Dataset], *, read_only: bool) -> None:
        """Show the datasets of the project, or those proposed for it.

        Args:
            view: The plan; it may lag behind the rows.
            rows: The project's datasets as they are now.
            read_only: Nothing can be changed.
        """
        planned = view.project.datasets if view.project is not None else ()
        proposed = view.project is not None and view.project.proposed and not rows
        shown = list(planned) if proposed else rows
        places = {row.id or n: n for n, row in enumerate(planned)}
        self._head.setVisible(proposed)
        self._offer.setVisible(proposed)
        self.use_button.setEnabled(not read_only)
        self._keep_cards(shown)
        for n, (card, dataset) in enumerate(zip(self.cards, shown, strict=True)):
            card.show_dataset(dataset, read_only=read_only or proposed)
            place = places.get(dataset.id or n)
            line = None
            if place is not None and place < len(view.ledger.lines):
                line = view.ledger.lines[place]
            card.show_numbers(line, view.lost[place] if line and place is not None else 0, place)

    def _keep_cards(self, shown: list[Dataset]) -> None:
        """Have one card for each dataset; cards of the same datasets stay as they are."""
        if [card.dataset().id for card in self.cards] == [row.id for row in shown]:
            return
        while len(self.cards) > len(shown):
            card = self.cards.pop()
            self._column.removeWidget(card)
            card.deleteLater()
        for dataset in shown[len(self.cards) :]:
            card = DatasetCard(dataset)
            card.changed.connect(self.changed)
            self._column.insertWidget(len(self.cards), card)
            self.cards.append(card)
