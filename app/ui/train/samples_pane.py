"""One sample, large: its picture, its checkpoint, what is known of that."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QImage, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from app.core.amounts import disk_size
from app.core.media.geometry import Size
from app.core.training.results.found import Checkpoint
from app.core.training.results.listing import (
    how_loss,
    how_norm,
    loss_text,
    norm_text,
)
from app.ui import icons, theme
from app.ui.train.checkpoints_board import CheckpointBoard
from app.ui.train.samples_painting import draw_frame
from app.ui.widgets.button import IconButton
from app.ui.widgets.fields import LineEdit
from app.ui.widgets.label import ElidedLabel, Label
from app.ui.widgets.painting import box, words


class SampleScreen(QWidget):
    """Paints a frame as large as it fits, or words in its place."""

    resized = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._image: QImage | None = None
        self._words = ""
        self._marked = False
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(theme.px(160), theme.px(120))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def box(self) -> Size:
        """Return the device pixels there are for a picture."""
        ratio = self.devicePixelRatioF()
        return Size(max(1, round(self.width() * ratio)), max(1, round(self.height() * ratio)))

    def show_image(self, image: QImage | None, text: str = "") -> None:
        """Show a frame, or words where there is none."""
        self._image, self._words = image, text
        self.update()

    def mark(self, on: bool) -> None:
        """Frame it in the accent: it is the one that the keys act on."""
        self._marked = on
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(theme.px(480), theme.px(300))

    def paintEvent(self, event: QPaintEvent) -> None:
        where = QRectF(self.rect())
        with QPainter(self) as painter:
            painter.fillRect(event.rect(), theme.color("stage"))
            if self._image is not None:
                draw_frame(painter, where, self._image)
            elif self._words:
                side = theme.px(30)
                spot = QRectF(where.center().x() - side / 2, where.center().y() - side, side, side)
                icons.draw(painter, spot, "film", "faint")
                painter.setFont(theme.font("body"))
                line = QRectF(
                    theme.px(12), spot.bottom(), where.width() - theme.px(24), theme.px(24)
                )
                words(painter, line, self._words, theme.color("dim"), Qt.AlignmentFlag.AlignHCenter)
            if self._marked:
                box(painter, where, edge=theme.color("accent"), radius=0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.resized.emit()


class NoteField(LineEdit):
    """A note on a checkpoint: kept when it is left, and by Enter."""

    noted = Signal(object, str)  # Checkpoint, its note

    def __init__(self) -> None:
        name = QCoreApplication.translate("NoteField", "Note on the checkpoint")
        super().__init__(name=name)
        self._checkpoint: Checkpoint | None = None
        self.editingFinished.connect(self.keep)

    def show_note(self, checkpoint: Checkpoint | None, label: str) -> None:
        """Show the note of a checkpoint; what is being written on the same one stays."""
        before, text = self._checkpoint, self.text()
        same = before is not None and checkpoint is not None and before.path == checkpoint.path
        changed = before is not None and text.strip() != before.note
        self._checkpoint = checkpoint
        self.setEnabled(checkpoint is not None)
        self.setPlaceholderText(self.tr("Note on {}").format(label) if checkpoint else "")
        if not (same and changed and self.hasFocus()):
            self.setText(checkpoint.note if checkpoint is not None else "")
        if changed and not same:
            self.noted.emit(before, text)

    def keep(self) -> None:
        """Keep what was typed."""
        checkpoint = self._checkpoint
        if checkpoint is not None and self.text().strip() != checkpoint.note:
            self.noted.emit(checkpoint, self.text())

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.keep()


class SamplePane(QWidget):
    """A screen over what its checkpoint is: label, star, loss, norm, size, note."""

    def __init__(self, board: CheckpointBoard) -> None:
        super().__init__()
        self._board = board
        self._checkpoint: Checkpoint | None = None
        self.picture = SampleScreen()
        self.label = Label("", role="strong")
        self.star = IconButton("star", self.tr("Star"), size=26, key="S")
        self.facts = ElidedLabel("", "muted", cut=Qt.TextElideMode.ElideRight)
        self.note = NoteField()
        self.note.noted.connect(board.write_note)
        self.star.clicked.connect(self.toggle_star)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(6))
        column.addWidget(self.picture, 1)
        row = QHBoxLayout()
        row.setSpacing(theme.px(6))
        for widget in (self.star, self.label):
            row.addWidget(widget)
        row.addWidget(self.facts, 1)
        column.addLayout(row)
        column.addWidget(self.note)

    def show_checkpoint(self, label: str, checkpoint: Checkpoint | None) -> None:
        """Say what a checkpoint is."""
        self._checkpoint = checkpoint
        self.label.setText(label)
        self.picture.setAccessibleName(label)
        self.star.setVisible(checkpoint is not None)
        self.note.setVisible(checkpoint is not None)
        self.note.show_note(checkpoint, label)
        if checkpoint is None:
            self.facts.setText(self.tr("no checkpoint was written then"))
            return
        self.star.set_icon("star-filled" if checkpoint.star else "star")
        self.star.setCheckable(True)
        self.star.setChecked(checkpoint.star)
        self._say(checkpoint)

    def toggle_star(self) -> None:
        """Give the checkpoint a star, or take it away."""
        if self._checkpoint is not None:
            self._board.toggle_stars([self._checkpoint])

    def _say(self, checkpoint: Checkpoint) -> None:
        loss = self._board.loss_around(checkpoint.step)
        strength = self._board.strengths.get(checkpoint.name)
        said, tips = [], [checkpoint.name]
        if checkpoint.step is not None:
            said.append(self.tr("step {:,}").format(checkpoint.step))
        if loss is not None:
            spread = "" if loss.sem is None else f" ± {2 * loss.sem:.3f}"
            said.append(self.tr("loss {}{}").format(loss_text(loss), spread))
            tips.append(how_loss(loss))
        if strength is not None:
            said.append(self.tr("norm {}").format(norm_text(strength)))
            tips.append(how_norm(strength, None))
        said.append(disk_size(checkpoint.size))
        self.facts.setText(" · ".join(said))
        self.facts.setAccessibleDescription("\n".join(tips))
        self.label.setToolTip("\n".join(tips))
