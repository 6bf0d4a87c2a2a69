"""All that is known of a checkpoint: its hashes, its norm by block, what it says of its making."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QCoreApplication, QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QHelpEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QToolTip, QVBoxLayout, QWidget

from app.core.amounts import disk_size
from app.core.clock import full_moment
from app.core.errors import AppError
from app.core.training.results.listing import (
    Row,
    how_doom,
    how_loss,
    how_norm,
    loss_text,
    norm_text,
)
from app.core.training.results.metadata import Fact, facts_of
from app.core.training.results.weights import Strength
from app.ui import theme
from app.ui.loop import spawn
from app.ui.train.checkpoints_board import CheckpointBoard
from app.ui.train.checkpoints_files import CheckpointFiles
from app.ui.widgets.button import Button
from app.ui.widgets.dialog import Dialog
from app.ui.widgets.facts import FactRow
from app.ui.widgets.label import Label, SectionHead
from app.ui.widgets.painting import box
from app.ui.widgets.surface import ScrollPane
from app.ui.widgets.tips import plain

_HIGH = 72  # px of the bars
_WIDTH = 620  # px of the dialog


class BlockBars(QWidget):
    """The norm of each block of the network as a bar."""

    def __init__(self) -> None:
        super().__init__()
        self._blocks: Mapping[int, float] = {}
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self.tr("Norm of each block"))

    def show_blocks(self, strength: Strength | None) -> None:
        """Show the blocks of a LoRA; None: it is not measured."""
        self._blocks = {} if strength is None else strength.blocks
        said = ", ".join(f"{block}: {norm:.3g}" for block, norm in self._blocks.items())
        self.setAccessibleDescription(said)
        self.setVisible(len(self._blocks) > 1)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(theme.px(300), theme.px(_HIGH))

    def _place(self, n: int) -> QRectF:
        step = self.width() / max(1, len(self._blocks))
        norm = list(self._blocks.values())[n]
        high = norm / max(*self._blocks.values(), 1e-12) * (self.height() - 1)
        gap = 1 if step > 3 else 0
        return QRectF(n * step, self.height() - 1 - high, step - gap, high)

    def paintEvent(self, _event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            base = QRectF(0, self.height() - 1, self.width(), 1)
            box(painter, base, fill=theme.color("line"), radius=0)
            for n in range(len(self._blocks)):
                box(painter, self._place(n), fill=theme.tone_color("info", "solid"), radius=1)

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and self._blocks:
            n = int(event.pos().x() * len(self._blocks) / max(1, self.width()))
            block, norm = list(self._blocks.items())[min(max(n, 0), len(self._blocks) - 1)]
            name = self.tr("block {}").format(block) if block >= 0 else self.tr("in no block")
            QToolTip.showText(event.globalPos(), plain(f"{name}: {norm:.4g}"), self)
            return True
        return super().event(event)


class CheckpointDetails(Dialog):
    """A dialog on one checkpoint; computes its hash while it is open."""

    def __init__(
        self, parent: QWidget, board: CheckpointBoard, files: CheckpointFiles, row: Row
    ) -> None:
        super().__init__(parent, row.label, row.name)
        self._board, self._files, self._row = board, files, row
        self.hash = FactRow(QCoreApplication.translate("CheckpointDetails", "AutoV2"), "…")
        self.norm = FactRow(QCoreApplication.translate("CheckpointDetails", "Norm"))
        self.bars = BlockBars()
        self.measure = Button(self.tr("Measure the weights"))
        self.list = QVBoxLayout()
        self._lay_out()
        self._connect()
        self._show_norm()
        self._tasks = [spawn(self._find_hash()), spawn(self._read_facts())]

    def _lay_out(self) -> None:
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, theme.px(8), 0)
        column.setSpacing(theme.px(6))
        if self._row.doom is not None:
            column.addWidget(Label(how_doom(self._row.doom), "warn", wrap=True))
        for fact in self._facts():
            column.addWidget(fact)
        column.addWidget(self.hash)
        column.addWidget(self.norm)
        column.addWidget(self.bars)
        row = QHBoxLayout()
        row.addWidget(self.measure)
        row.addStretch(1)
        column.addLayout(row)
        column.addSpacing(theme.px(6))
        column.addWidget(SectionHead(self.tr("What the trainer wrote into it")))
        self.list.setSpacing(theme.px(6))
        column.addLayout(self.list)
        column.addStretch(1)
        self.body.addWidget(ScrollPane(inner))
        self.fill()
        self.setMinimumWidth(theme.px(_WIDTH))
        self.resize(theme.px(_WIDTH), theme.px(640))
        self.copy = Button(self.tr("Copy AutoV2"))
        self.add_left(self.copy)
        self.add_button(self.tr("Close"), "primary", result=0)

    def _connect(self) -> None:
        checkpoint = self._row.checkpoint
        self.copy.clicked.connect(lambda: self._files.copy_hash([checkpoint]))
        self.measure.clicked.connect(lambda: self._board.measure([checkpoint]))
        self._board.changed.connect(self._show_norm)
        self.finished.connect(self._leave)

    def _facts(self) -> list[FactRow]:
        row, each = self._row, self._row.checkpoint
        found = []
        if each.step is not None:
            found.append(FactRow(self.tr("Step"), f"{each.step:,}"))
        if row.loss is not None:
            spread = "" if row.loss.sem is None else f"± {2 * row.loss.sem:.4f}"
            found.append(FactRow(self.tr("Loss before it"), loss_text(row.loss), suffix=spread))
            found[-1].setToolTip(how_loss(row.loss))
        found.append(FactRow(self.tr("Size"), disk_size(each.size)))
        found.append(FactRow(self.tr("Written"), full_moment(each.when)))
        if each.auto_v3:
            found.append(FactRow(self.tr("AutoV3"), each.auto_v3))
            found[-1].setToolTip(self.tr("Of the tensors alone, as the trainer wrote it"))
        return found

    def _show_norm(self) -> None:
        strength = self._board.strengths.get(self._row.name)
        self.norm.setVisible(strength is not None)
        self.measure.setVisible(strength is None)
        self.bars.show_blocks(strength)
        if strength is not None:
            self.norm.set_value(norm_text(strength), tip=how_norm(strength, self._row.growth))

    async def _find_hash(self) -> None:
        try:
            found = await self._files.hash_of(self._row.checkpoint)
        except AppError as error:
            self.hash.set_value(str(error), tone="bad")
        else:
            self.hash.set_value(
                found, tip=self.tr("The first ten digits of the file's SHA-256, as sites know it")
            )

    async def _read_facts(self) -> None:
        jobs = self._board.session.parts.jobs
        try:
            facts: tuple[Fact, ...] = await jobs.beside(
                facts_of, self._row.checkpoint.path, brief=True
            )
        except AppError as error:
            self.list.addWidget(Label(str(error), "bad", wrap=True))
            return
        if not facts:
            self.list.addWidget(Label(self.tr("Nothing: it was told to (--no_metadata)"), "muted"))
        for fact in facts:
            self.list.addWidget(_FactLine(fact))

    def _leave(self) -> None:
        for task in self._tasks:
            task.cancel()


class _FactLine(QWidget):
    """A label and a value that may be long."""

    def __init__(self, fact: Fact) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.px(12))
        label, value = Label(fact.label, "muted", wrap=True), Label(fact.value, wrap=True)
        label.setFixedWidth(theme.px(170))
        label.setToolTip(fact.key)
        value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        row.addWidget(label, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(value, 1, Qt.AlignmentFlag.AlignTop)
        self.setAccessibleName(f"{fact.label}: {fact.value}")
