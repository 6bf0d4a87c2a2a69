"""A plan that is kept, and how the next ones differ from it."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.core.clock import moment_of
from app.ui import theme
from app.ui.actions import follow_key, keyed
from app.ui.plan.source import PlanSource
from app.ui.widgets.button import Button
from app.ui.widgets.chip import Chip
from app.ui.widgets.flow import FlowLayout
from app.ui.widgets.label import Label
from app.ui.widgets.painting import CONTROL_HEIGHT

if TYPE_CHECKING:
    from app.core.export.plan_view import PlanView
    from app.core.planner.tables.pinned import Difference, Pinned


class Pinning(QObject):
    """Pins the plan that is shown, lets it go, and goes back to it; each is one step to undo.

    Signals:
        changed: Another plan is pinned, or none.
    """

    changed = Signal()

    def __init__(self, source: PlanSource, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._source = source
        self._last: Pinned | None = source.pinned
        source.changed.connect(self._follow)

    @property
    def pinned(self) -> Pinned | None:
        """The plan that is pinned."""
        return self._source.pinned

    def difference(self, view: PlanView) -> Difference | None:
        """Return how a plan differs from the pinned one; None where none is pinned."""
        from app.core.export.pinning import difference_of

        pinned = self.pinned
        return None if pinned is None else difference_of(view, pinned)

    def may_change(self) -> bool:
        """Return whether the plan that is shown can be pinned, or let go."""
        view = self._source.view
        return not self._source.read_only and view is not None and not view.tentative

    def toggle(self) -> None:
        """Pin the plan that is shown; where one is pinned, let it go."""
        from app.core.export.pinning import pin_of

        view = self._source.view
        if view is None or not self.may_change():
            return
        if self.pinned is not None:
            self._source.keep_pin(None, self.tr("Unpin the plan"))
            return
        now = datetime.now(UTC).isoformat(timespec="seconds")
        self._source.keep_pin(pin_of(view, now), self.tr("Pin the plan"))

    def go_back(self) -> None:
        """Have the datasets of the pinned plan again, their text and the setup too."""
        pinned = self.pinned
        if pinned is not None and not self._source.read_only:
            self._source.go_back(pinned, self.tr("Back to the pinned datasets"))

    def _follow(self) -> None:
        pinned = self.pinned
        if pinned != self._last:
            self._last = pinned
            self.changed.emit()


class PinLine(QWidget):
    """Says how the plan differs from the pinned one, with the ways on and back."""

    def __init__(self, pinning: Pinning) -> None:
        super().__init__()
        self.when = Chip("", "info")
        self.words = Label("", "text")
        self.back_button = Button(self.tr("Back to the pinned datasets"), "quiet", icon="undo")
        self.back_button.setToolTip(
            self.tr("Puts datasets, their file and the setup back as they were; one step to undo")
        )
        self.back_button.clicked.connect(pinning.go_back)
        self.unpin_button = Button(self.tr("Unpin"), "quiet")
        teach_key(self.unpin_button, self.tr("Compares with no plan any more"))
        self.unpin_button.clicked.connect(pinning.toggle)
        said = QWidget()
        said.setMinimumHeight(theme.px(CONTROL_HEIGHT))  # as high as the buttons beside it
        row = QHBoxLayout(said)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.px(8))
        row.addWidget(self.when)
        row.addWidget(self.words)
        flow = FlowLayout(self, gap=10, line_gap=4)
        for part in (said, self.back_button, self.unpin_button):
            flow.addWidget(part)
        self.hide()

    def show_difference(self, difference: Difference | None, *, read_only: bool) -> None:
        """Show how the plan differs; nothing is there where no plan is pinned."""
        self.setVisible(difference is not None)
        if difference is None:
            return
        at = moment_of(difference.pinned.at, time.time())
        self.when.set_state(self.tr("Pinned {}").format(at), "info")
        self.words.setText(difference.sentence)
        self.words.setToolTip(difference.was)
        self.setAccessibleName(f"{self.when.text()}: {difference.sentence}")
        for button in (self.back_button, self.unpin_button):
            button.setEnabled(not read_only)


def teach_key(button: Button, words: str) -> None:
    """Let a button's tooltip end with the key of pinning."""
    follow_key(button, "plan.pin", lambda _: button.setToolTip(keyed(words, "plan.pin")))
