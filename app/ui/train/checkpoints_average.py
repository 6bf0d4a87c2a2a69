"""The dialog that makes one LoRA of several: the trainer's own post-hoc EMA."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from app.core.language import enumerated
from app.core.training.folder import OUTPUT
from app.core.training.results.averaging import (
    BETA,
    LEAST_SIGMA,
    MOST_SIGMA,
    SCRIPT,
    SIGMA,
    Averaging,
    average,
    average_command,
    average_name,
)
from app.core.training.results.found import Checkpoint
from app.core.training.results.listing import labels_of
from app.core.training.results.notes import Note, note_down
from app.ui import theme
from app.ui.loop import spawn
from app.ui.train.checkpoints_board import CheckpointBoard
from app.ui.train.samples_slider import SampleSlider
from app.ui.widgets.dialog import Dialog
from app.ui.widgets.fitting import FittingFields
from app.ui.widgets.label import Label, SectionHead
from app.ui.widgets.notice import Notice
from app.ui.widgets.painting import box, words
from app.ui.widgets.segmented import Segment, Segmented
from app.ui.widgets.surface import ScrollPane

_HUNDRED = 100
_COMMAND = 104  # px at zoom 1 of what runs
_ROW, _MOST = 24, 8  # px of a share's row; rows that are shown without scrolling


class ShareBars(QWidget):
    """How much of the average each checkpoint is: a name, a bar, a percentage."""

    def __init__(self, labels: Sequence[str]) -> None:
        super().__init__()
        self._labels = list(labels)
        self._shares = [0.0] * len(labels)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self.tr("Share of each checkpoint"))

    def show_shares(self, shares: Sequence[float]) -> None:
        """Show other shares, 0-1 each."""
        self._shares = list(shares)
        pairs = zip(self._labels, shares, strict=True)
        self.setAccessibleDescription(enumerated(f"{label}: {each:.1%}" for label, each in pairs))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(theme.px(320), theme.px(_ROW) * len(self._labels))

    def paintEvent(self, _event: QPaintEvent) -> None:
        high, name = theme.px(_ROW), theme.px(130)
        room = self.width() - name - theme.px(64)
        most = max(*self._shares, 1e-9) if len(self._shares) > 1 else 1.0
        with QPainter(self) as painter:
            painter.setFont(theme.font())
            for n, (label, share) in enumerate(zip(self._labels, self._shares, strict=True)):
                line = QRectF(0, n * high, self.width(), high)
                tone = "text" if share > 0 else "dim"
                words(painter, QRectF(0, line.top(), name, high), label, theme.color(tone))
                thick = theme.px(8)
                wide = max(1.0, room * share / most)
                bar = QRectF(name, line.center().y() - thick / 2, wide, thick)
                box(painter, bar, fill=theme.color("accent" if share > 0 else "line"), radius=4)
                line.setRight(line.right() - theme.px(4))
                right = Qt.AlignmentFlag.AlignRight
                words(painter, line, f"{share:.1%}", theme.color("muted"), right)


class AverageDialog(Dialog):
    """Chooses how; then the trainer's tool runs as a job, and its file is listed."""

    def __init__(
        self, parent: QWidget, board: CheckpointBoard, chosen: Sequence[Checkpoint]
    ) -> None:
        title = QCoreApplication.translate("AverageDialog", "Average %d checkpoints") % len(chosen)
        super().__init__(
            parent,
            title,
            QCoreApplication.translate(
                "AverageDialog",
                "Makes one LoRA of several (post-hoc EMA): what they have in common stays, the "
                "noise of single steps goes. Good over 15-30 epochs; the loss cannot tell you, "
                "samples can.",
            ),
        )
        self._board, self._chosen = board, list(chosen)
        known = list(board.results.checkpoints)
        labels = dict(zip([each.path for each in known], labels_of(known), strict=True))
        self._labels = [labels.get(each.path, each.name) for each in chosen]
        self.way = Segmented(
            [Segment("beta", self.tr("Beta")), Segment("sigma", self.tr("Sigma"))],
            name=self.tr("How they are averaged"),
        )
        self.value = SampleSlider(50, 99, round(BETA * _HUNDRED), name=self.tr("Value"))
        self.figure = Label("", role="strong")
        self.help = Label("", "muted", wrap=True)
        self.shares = ShareBars(self._labels)
        self.command = Label("", "muted", "code", wrap=True)
        self.trouble = Notice(closable=False)
        self._lay_out()
        self._connect()
        self._show_way("beta")

    def _lay_out(self) -> None:
        fields = FittingFields(self)
        column = fields.column
        row = QHBoxLayout()
        row.setSpacing(theme.px(12))
        for widget in (self.way, self.value, self.figure):
            row.addWidget(widget)
        column.addLayout(row)
        column.addWidget(self.help)
        column.addWidget(SectionHead(self.tr("Share of each")))
        pane = ScrollPane(self.shares)
        pane.setFixedHeight(theme.px(_ROW) * min(_MOST, len(self._chosen)))
        column.addWidget(pane)
        column.addWidget(SectionHead(self.tr("Command")))
        self.command.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        told = ScrollPane(self.command)
        told.setFixedHeight(theme.px(_COMMAND))  # fifty names are no wall
        column.addWidget(told)
        self.trouble.hide()
        column.addWidget(self.trouble)
        column.addStretch(1)
        self.body.addWidget(fields)
        self.setMinimumWidth(theme.px(560))
        self.add_button(self.tr("Cancel"), result=0)
        self.go = self.add_button(self.tr("Average"), "primary")

    def _connect(self) -> None:
        self.way.chosen.connect(self._show_way)
        self.value.valueChanged.connect(self._refresh)
        self.trouble.acted.connect(self._set_up)
        self.go.clicked.connect(self._start)

    def averaging(self) -> Averaging:
        """Return how they are averaged."""
        value = self.value.value() / _HUNDRED
        return Averaging(value) if self.way.current() == "beta" else Averaging(sigma_rel=value)

    def output(self) -> Path:
        """Return the file that will be made."""
        newest = max(self._chosen, key=lambda each: each.attempt)
        run = self._board.run
        name = newest.name.split("-")[0] if run is None else run.name
        return newest.folder / OUTPUT / average_name(name, self._chosen, self.averaging())

    def _show_way(self, way: str) -> None:
        low, high, usual = (0.5, 0.99, BETA) if way == "beta" else (LEAST_SIGMA, MOST_SIGMA, SIGMA)
        self.value.setRange(round(low * _HUNDRED), round(high * _HUNDRED))
        self.value.setValue(round(usual * _HUNDRED))
        self.help.setText(
            self.tr("So much of the average stays as each next one is added. 0.80-0.95 is usual.")
            if way == "beta"
            else self.tr(
                "Breadth of a power function: small, and the last ones count most. 0.15-0.25 is "
                "usual. The first checkpoint has no share: the trainer's tool begins at the second."
            )
        )
        self._refresh()

    def _refresh(self) -> None:
        averaging = self.averaging()
        self.figure.setText(f"{self.value.value() / _HUNDRED:.2f}")
        self.shares.show_shares(averaging.shares(len(self._chosen)))
        rig = self._rig()
        python, script = rig or (Path("<python>"), Path("<musubi-tuner>") / SCRIPT)
        command = average_command(python, script, self._chosen, self.output(), averaging)
        self.command.setText(" ".join(Path(each).name if "/" in each or "\\" in each else each
                                      for each in command.argv))  # fmt: skip
        self.command.setToolTip("\n".join(command.argv))
        self.go.setEnabled(rig is not None)
        self.trouble.setVisible(rig is None)
        if rig is None:
            words = self.tr("It runs in the trainer's Python, and no trainer is set up yet.")
            self.trouble.say(words, "warn", action=self.tr("Trainer and models…"))

    def _rig(self) -> tuple[Path, Path] | None:
        """Return the trainer's Python and its tool; None where no trainer is known."""
        trainer = self._board.session.trainer
        return None if trainer is None else (trainer.python, trainer.script(SCRIPT))

    def _set_up(self) -> None:
        self.reject()
        self._board.session.asked.emit("train.setup")

    def _start(self) -> None:
        rig = self._rig()
        if rig is not None:
            spawn(run_average(self._board, rig, self._chosen, self.output(), self.averaging()))
            self.accept()


async def run_average(
    board: CheckpointBoard,
    rig: tuple[Path, Path],
    chosen: Sequence[Checkpoint],
    output: Path,
    averaging: Averaging,
) -> None:
    """Make the average as a job; list it then, with a note on what it is of."""
    jobs = board.session.parts.jobs
    title = QCoreApplication.translate("AverageDialog", "Averaging checkpoints")
    labels = labels_of(list(chosen))
    await jobs.run(title, average, *rig, list(chosen), output, averaging)
    said = QCoreApplication.translate("AverageDialog", "{} to {}, {}")
    note = Note(text=said.format(labels[0], labels[-1], " ".join(averaging.options)))
    await jobs.beside(note_down, output.parent.parent, output.name, note, brief=True)
    done = QCoreApplication.translate("AverageDialog", "Average written: {}")
    board.done.emit(done.format(output.name))
    board.look_again()
