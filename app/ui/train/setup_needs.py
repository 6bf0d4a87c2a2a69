"""The head of the page: what a training needs, ticked where it is there; all of it looked for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from app.core.language import sentences, tr
from app.core.training.trainer.findings import Grade
from app.core.training.trainer.needs import Need, role_words, summed_up
from app.ui import icons, theme
from app.ui.train.setup_findings import ICONS
from app.ui.widgets.button import Button
from app.ui.widgets.clearing import clear
from app.ui.widgets.flow import FlowLayout
from app.ui.widgets.label import ElidedLabel, Label
from app.ui.widgets.painting import box
from app.ui.widgets.progress import Progress
from app.ui.widgets.surface import Card

if TYPE_CHECKING:
    from app.core.training.trainer.nearby import Nearby
    from app.ui.train.setup_state import TrainerSetup


class NeedsPart(Card):
    """Ticks, a sum, one button that looks for all that is missing, one that takes what is found."""

    def __init__(self, setup: TrainerSetup) -> None:
        super().__init__()
        self._setup = setup
        self._shown: tuple[Need, ...] = ()
        self._ticks = QWidget()
        self._flow = FlowLayout(self._ticks)
        self.sum = Label("", "text", wrap=True)
        self.look = Button(self.tr("Look for all of it"), "primary", icon="search")
        self.look.setToolTip(
            self.tr(
                "Look for musubi-tuner, ask its Python what it has, and read the headers of model "
                "files: beside the project, in your folders, in ComfyUI, in what Hugging Face has "
                "downloaded. Nothing is fetched, and nothing changed before you say so"
            )
        )
        self.look.clicked.connect(setup.search.look_around)
        self.stop = Button(self.tr("Stop"), "quiet")
        self.stop.setToolTip(self.tr("Stop looking; what was chosen stays"))
        self.stop.clicked.connect(setup.search.stop)
        self._bar = Progress(None)
        self._where = ElidedLabel("", "dim", "small")
        self.found = FoundRows()
        self.use = Button(self.tr("Use these"), "primary", icon="check")
        self.use.setToolTip(self.tr("Take all that was found: it is kept over all projects"))
        self.use.clicked.connect(setup.search.use)
        self._lay_out()
        setup.search.looked_into.connect(self._where.setText)
        self.setAccessibleName(self.tr("What a training needs"))

    def _lay_out(self) -> None:
        line = QHBoxLayout()
        line.setSpacing(theme.px(10))
        line.addWidget(self.sum, 1)
        for button in (self.stop, self.look):
            line.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
        self.waiting = QWidget()
        waiting = QVBoxLayout(self.waiting)
        waiting.setContentsMargins(0, 0, 0, 0)
        waiting.setSpacing(theme.px(5))
        waiting.addWidget(self._bar)
        waiting.addWidget(self._where)
        self.offer = QWidget()
        offer = QHBoxLayout(self.offer)
        offer.setContentsMargins(0, 0, 0, 0)
        offer.setSpacing(theme.px(10))
        offer.addWidget(self.found, 1)
        offer.addWidget(self.use, 0, Qt.AlignmentFlag.AlignBottom)
        self.body.addWidget(self._ticks)
        self.body.addLayout(line)
        self.body.addWidget(self.waiting)
        self.body.addWidget(self.offer)

    def show_setup(self) -> None:
        """Show what is known now."""
        setup, search = self._setup, self._setup.search
        needs = setup.needs
        self._show_ticks(needs)
        standing = summed_up(needs)
        nearby = search.nearby
        empty = nearby is not None and not nearby and standing.grade != "good"
        words = standing.words
        if empty:
            words = self.tr("{} Nothing more was found: below stands where it is to be had.")
            words = words.format(standing.words)
        if nearby and not search.for_all:
            words = self.tr("{} This was found on this machine:").format(standing.words)
        self.sum.setText(words)
        self.sum.setToolTip(standing.said)
        self.setAccessibleDescription(sentences((standing.words, standing.said)))
        self.sum.set_tone("good" if standing.grade == "good" else "text")
        self.waiting.setVisible(search.for_all)
        self.stop.setVisible(search.for_all)
        offered = nearby if nearby and not search.for_all else None
        self.offer.setVisible(offered is not None)
        self.look.setVisible(standing.grade != "good" and not search.for_all)
        looked = offered is not None or empty
        self.look.set_kind("raised" if looked else "primary")
        self.look.setText(self.tr("Look again") if looked else self.tr("Look for all of it"))
        if offered is not None:
            self.found.show_nearby(offered, setup.task)

    def _show_ticks(self, needs: tuple[Need, ...]) -> None:
        if needs == self._shown:
            return
        self._shown = needs
        clear(self._flow)
        for need in needs:
            self._flow.addWidget(NeedTick(need))


class NeedTick(QWidget):
    """One thing: a mark and its name; what there is of it is its tooltip."""

    def __init__(self, need: Need) -> None:
        super().__init__()
        self.need = need
        words = Label(need.label, "text" if need.there else "muted")
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, theme.px(10), 0)
        line.setSpacing(theme.px(6))
        line.addWidget(_Tick(need))
        line.addWidget(words)
        state = self.tr("is here") if need.there else self.tr("is missing")
        state = self.tr("cannot be used") if need.grade == "bad" else state
        self.setToolTip("\n".join(filter(None, (need.words, need.said))) or state)
        self.setAccessibleName(f"{need.label}: {state}")
        self.setAccessibleDescription(need.said or need.words)


class _Tick(QWidget):
    """A tick where a thing is there, an empty ring where it is not, a cross where it is no good."""

    def __init__(self, need: Need) -> None:
        super().__init__()
        self._need = need
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(theme.px(16), theme.px(18))

    def paintEvent(self, _event: QPaintEvent) -> None:
        side = theme.px(15)
        where = QRectF(0, (self.height() - side) / 2, side, side)
        with QPainter(self) as painter:
            if self._need.there or self._need.grade == "bad":
                grade: Grade = "good" if self._need.there else "bad"
                icons.draw(painter, where, ICONS[grade], theme.tone_color(grade))
            else:
                box(painter, where, edge=theme.color("line_strong"), radius=8)


class FoundRows(QWidget):
    """What a look around has found, a line each."""

    def __init__(self) -> None:
        super().__init__()
        self._lines = QVBoxLayout(self)
        self._lines.setContentsMargins(0, 0, 0, 0)
        self._lines.setSpacing(theme.px(4))
        self._shown: tuple[tuple[str, str, str], ...] = ()
        self.setAccessibleName(self.tr("What was found"))

    def lines(self) -> tuple[tuple[str, str, str], ...]:
        """Return what is shown: name, where it lies, what it is."""
        return self._shown

    def show_nearby(self, nearby: Nearby, task: str) -> None:
        """Show what was found."""
        found = [*_trainer_line(nearby)]
        for role, file in nearby.models.items():
            found.append((role_words(role, task), str(file.path), file.words))
        if tuple(found) == self._shown:
            return
        self._shown = tuple(found)
        clear(self._lines)
        for each in found:
            self._lines.addWidget(_FoundLine(*each))


class _FoundLine(QWidget):
    """A find: its name and what it is over the place it lies in."""

    def __init__(self, name: str, path: str, words: str) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        head = QHBoxLayout()
        head.setSpacing(theme.px(8))
        head.addWidget(Label(name, role="strong"))
        head.addWidget(ElidedLabel(words, "muted", "small"), 1)
        column.addLayout(head)
        column.addWidget(ElidedLabel(path, "dim", "small"))
        self.setAccessibleName(f"{name}: {path}. {words}")


def _trainer_line(nearby: Nearby) -> Sequence[tuple[str, str, str]]:
    looked = nearby.looked
    if looked.folder is None:
        return ()
    words = looked.info.words if looked.info is not None else looked.trouble
    words = words or tr("its Python is asked what it has once you use it")
    return (("musubi-tuner", str(looked.folder), words),)
