"""The first page: begin a project, go on with one, or look at the demo."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from app.core import language
from app.core.clock import moment
from app.core.recent import Recent
from app.ui import icons, theme
from app.ui.actions import Actions
from app.ui.preferences import PreferenceStore
from app.ui.ways import TrainerLine, Ways
from app.ui.widgets.button import IconButton
from app.ui.widgets.chip import Chip
from app.ui.widgets.label import ElidedLabel, Label, SectionHead
from app.ui.widgets.painting import box, hovered
from app.ui.widgets.segmented import Segment, Segmented
from app.ui.widgets.surface import Surface
from app.ui.widgets.tips import plain

if TYPE_CHECKING:
    from app.core.training.watching.at_work import AtWork

_WIDTH = 840  # px at zoom 1
_LATER_MS = 40  # after the first paint


class Welcome(Surface):
    """Shown while no project is open."""

    chosen = Signal(str)  # folder of a recent project
    forgotten = Signal(str)  # folder to take from the list

    def __init__(self, actions: Actions, preferences: PreferenceStore) -> None:
        super().__init__("background")
        self._preferences = preferences
        self._rows = QVBoxLayout()
        self._shown: list[_Row] = []
        self._rows.setSpacing(theme.px(4))
        self._head = SectionHead(self.tr("Recent projects"))
        self._none = Label(
            self.tr("None yet: projects that were opened are listed here."), "dim", wrap=True
        )
        self.ways = Ways(actions)
        self.trainer = TrainerLine(actions, preferences)
        self.language = self._languages()
        self._lay_out()

    def _lay_out(self) -> None:
        inner = QWidget()
        inner.setMaximumWidth(theme.px(_WIDTH))
        column = QVBoxLayout(inner)
        column.setContentsMargins(*(theme.px(n) for n in (16, 40, 16, 32)))
        column.setSpacing(theme.px(12))
        column.addLayout(self._title())
        column.addSpacing(theme.px(12))
        column.addWidget(self.ways)
        column.addWidget(self.trainer)
        column.addSpacing(theme.px(16))
        column.addWidget(self._head)
        column.addWidget(self._none)
        column.addLayout(self._rows)
        column.addStretch(1)  # the cards get no more than they need
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        middle = QWidget()
        row = QHBoxLayout(middle)
        row.setContentsMargins(0, 0, 0, 0)
        row.addStretch()
        row.addWidget(inner, 100)
        row.addStretch()
        scroll.setWidget(middle)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(scroll)

    def _title(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(theme.px(16))
        row.addWidget(_Sign(), 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(theme.px(2))
        words.addWidget(Label("Rushes", role="title"))
        line = self.tr(
            "From a shelf of films to a trained video LoRA: shots, picks, captions, a plan, a "
            "training. What you see is what is trained."
        )
        words.addWidget(Label(line, "muted", wrap=True))
        row.addLayout(words, 1)
        row.addWidget(self.language, 0, Qt.AlignmentFlag.AlignTop)
        return row

    def _languages(self) -> Segmented:
        segments = [Segment(code, name) for code, name in language.LANGUAGES.items()]
        choice = Segmented(segments, name=self.tr("Language"))
        choice.setToolTip(self.tr("The language of this program; it changes at once"))
        choice.show_chosen(language.current())
        choice.chosen.connect(self._on_language)
        choice.hide()  # its letters are of large fonts: the window is there before they are read
        QTimer.singleShot(_LATER_MS, choice, choice.show)
        return choice

    def _on_language(self, code: str) -> None:
        self._preferences.change(language=code)

    def show_recent(self, folders: Sequence[str]) -> None:
        """List projects by their folders, the last one first; nothing is read."""
        for old in self._shown:
            self._rows.removeWidget(old)
            old.hide()
            old.deleteLater()
        self._shown = []
        self._none.setVisible(not folders)
        self.ways.welcome(new=not folders and not self._preferences.value.toured)
        for folder in folders:
            row = _Row(Path(folder))
            row.chosen.connect(self.chosen)
            row.forgotten.connect(self.forgotten)
            row.stepped.connect(self._on_stepped)
            self._rows.addWidget(row)
            self._shown.append(row)
        first: QWidget = self._shown[0] if self._shown else self.ways.first
        self.setFocusProxy(first)  # Enter opens the last project again

    def _on_stepped(self, row: _Row, by: int) -> None:
        place = self._shown.index(row) + by
        if 0 <= place < len(self._shown):
            self._shown[place].setFocus()

    def tell(self, project: Recent, now: float) -> None:
        """Say what the disk says of a listed project; ``now`` is in Unix seconds."""
        for row in self._shown:
            if row.folder == project.folder:
                row.tell(project, now)

    def tell_trainings(self, at_work: Mapping[Path, AtWork]) -> None:
        """Say of which projects a training runs or waits."""
        for row in self._shown:
            row.tell_training(at_work.get(row.folder))


class _Sign(QWidget):
    """The logo, large."""

    def sizeHint(self) -> QSize:
        return QSize(theme.px(56), theme.px(56))

    def paintEvent(self, _event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            size = min(self.width(), self.height())
            icons.draw(painter, QRectF(0, 0, size, size), "logo", "accent")


class _Row(QWidget):
    """A project: its name over its folder; a click opens it."""

    chosen = Signal(str)
    forgotten = Signal(str)
    stepped = Signal(object, int)  # itself, and to the row so many on

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self.folder = folder
        self._folder = str(folder)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(folder.name)
        row = QHBoxLayout(self)
        row.setContentsMargins(*(theme.px(n) for n in (12, 8, 8, 8)))
        row.setSpacing(theme.px(12))
        words = QVBoxLayout()
        words.setSpacing(theme.px(1))
        self._name = ElidedLabel(folder.name, "text", "strong")
        words.addWidget(self._name)
        words.addWidget(ElidedLabel(str(folder.parent), "dim", "small"))
        row.addLayout(words, 1)
        self.training = Chip(mark="dot")
        self.training.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.training.hide()
        row.addWidget(self.training)
        self._when = Label("", "muted", "small")
        row.addWidget(self._when)
        forget = IconButton("x", self.tr("Take from this list"), size=24)
        forget.clicked.connect(self._on_forget)
        row.addWidget(forget)

    def tell(self, project: Recent, now: float) -> None:
        """Say when it was changed, or that it is not there."""
        there = project.changed is not None
        when = moment(project.changed, now) if project.changed else self.tr("not there now")
        self._when.setText(when)
        self._when.set_tone("muted" if there else "warn")
        self._name.set_tone("text" if there else "muted")

    def tell_training(self, at_work: AtWork | None) -> None:
        """Say how its training is; None: none runs or waits."""
        self.training.setVisible(at_work is not None)
        if at_work is not None:
            self.training.set_state(at_work.words, "info" if at_work.running else "neutral")
        said = at_work.said if at_work is not None else ""
        self.setToolTip(plain(said))
        self.setAccessibleDescription(said)

    def _on_forget(self) -> None:
        self.forgotten.emit(self._folder)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        event.accept()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self.rect().contains(
            event.position().toPoint()
        ):
            self.chosen.emit(self._folder)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.chosen.emit(self._folder)
        elif event.key() == Qt.Key.Key_Delete:
            self.forgotten.emit(self._folder)
        elif event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.stepped.emit(self, 1 if event.key() == Qt.Key.Key_Down else -1)
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        lit = hovered(self) or self.hasFocus()
        with QPainter(self) as painter:
            box(
                painter,
                QRectF(self.rect()),
                fill=theme.color("raised" if lit else "surface"),
                edge=theme.color("accent" if self.hasFocus() else "line_soft"),
                radius=9,
            )
