"""The ways to begin, on the first page: the demo and the tour, films, what is there already."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from app.ui import icons, theme
from app.ui.actions import Actions
from app.ui.preferences import PreferenceStore
from app.ui.widgets.button import Button
from app.ui.widgets.label import ElidedLabel, Label
from app.ui.widgets.painting import box
from app.ui.widgets.surface import Card


class Ways(QWidget):
    """Three cards side by side, each with what it leads to and its buttons.

    Attributes:
        first: The button that somebody new presses.
    """

    def __init__(self, actions: Actions) -> None:
        super().__init__()
        self._tour = Button.for_action(actions["view.tour"], icon="play")
        self._new = Button.for_action(actions["project.new"], "primary", icon="plus")
        self.first = self._new
        look = _Way(
            "film",
            self.tr("Look around"),
            self.tr(
                "The demo is a small project, finished: shots, picks, captions, a plan. The tour "
                "leads through it in five steps."
            ),
            self._tour,
            Button.for_action(actions["project.demo"], icon="film"),
        )
        begin = _Way(
            "plus",
            self.tr("Begin with films"),
            self.tr(
                "Drop films, folders or lists on this window, or name a project first. Films stay "
                "where they are."
            ),
            self._new,
            Button.for_action(actions["project.import"], icon="in"),
        )
        go_on = _Way(
            "folder",
            self.tr("Go on"),
            self.tr(
                "Open a project, or a dataset file of musubi-tuner: that one is planned by itself. "
                "Both can be dropped here, too."
            ),
            Button.for_action(actions["project.open"], icon="folder"),
            Button.for_action(actions["project.open_dataset"], icon="plan"),
        )
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.px(12))
        for way in (look, begin, go_on):
            row.addWidget(way, 1)

    def welcome(self, *, new: bool) -> None:
        """Let what somebody new had better do stand out, or what everybody else does."""
        self._tour.set_kind("primary" if new else "raised")
        self._new.set_kind("raised" if new else "primary")
        self.first = self._tour if new else self._new


class _Way(Card):
    """A way to begin: its sign and name, a sentence, buttons one below the other."""

    def __init__(self, icon: str, title: str, sentence: str, *buttons: Button) -> None:
        super().__init__()
        head = QHBoxLayout()
        head.setSpacing(theme.px(8))
        head.addWidget(_Icon(icon))
        head.addWidget(Label(title, role="strong", wrap=True), 1)
        self.body.addLayout(head)
        words = Label(sentence, "muted", wrap=True)
        words.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.body.addWidget(words, 1)
        self.body.addSpacing(theme.px(4))
        for button in buttons:
            button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            button.setMinimumWidth(theme.px(80))
            self.body.addWidget(button)
        self.setAccessibleName(f"{title}. {sentence}")


class _Icon(QWidget):
    """A sign in a soft box."""

    def __init__(self, icon: str) -> None:
        super().__init__()
        self._icon = icon
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(theme.px(28), theme.px(28))

    def paintEvent(self, _event: QPaintEvent) -> None:
        where, side = QRectF(self.rect()), theme.px(16)
        spot = QRectF(0, 0, side, side)
        spot.moveCenter(where.center())
        with QPainter(self) as painter:
            box(painter, where, fill=theme.color("raised"), edge=theme.color("line"), radius=8)
            icons.draw(painter, spot, self._icon, "accent_text")


class TrainerLine(Card):
    """Which trainer is set up, and the way to its page; it needs no project."""

    def __init__(self, actions: Actions, preferences: PreferenceStore) -> None:
        super().__init__()
        self._preferences = preferences
        self._name = Label("", role="strong")
        self._words = ElidedLabel("", "muted", cut=Qt.TextElideMode.ElideRight)
        line = QHBoxLayout()
        line.setSpacing(theme.px(12))
        line.addWidget(_Icon("train"))
        words = QVBoxLayout()
        words.setSpacing(theme.px(1))
        words.addWidget(self._name)
        words.addWidget(self._words)
        line.addLayout(words, 1)
        self.button = Button.for_action(actions["train.setup"], icon="settings")
        line.addWidget(self.button)
        self.body.addLayout(line)
        preferences.changed.connect(self._show)
        self._show()

    def _show(self) -> None:
        trainer = self._preferences.value.trainer
        self._name.setText(
            self.tr("musubi-tuner is chosen") if trainer else self.tr("To train on this machine")
        )
        self._words.setText(
            trainer or self.tr("musubi-tuner and its models: what is here is found, at any time.")
        )
        self.setAccessibleName(f"{self._name.text()}. {self._words.text()}")
