"""What Rushes does around the training: metrics, clips held out, the smoke test."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.core.language import sentences
from app.core.training.recipe.options import every_option
from app.ui import theme
from app.ui.plan.advice_asking import Asking
from app.ui.train.recipe_held import HeldPanel
from app.ui.widgets.chip import Chip
from app.ui.widgets.choices import CheckBox
from app.ui.widgets.flow import FlowLayout
from app.ui.widgets.held import hold_while_there
from app.ui.widgets.label import Label

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.core.library.model import Clip, Shot, Source, Still
    from app.core.training.holding.choosing import Choice
    from app.ui.train.session import TrainSession

    Rows = tuple[Sequence[Clip], Sequence[Still], Sequence[Source], Sequence[Shot]]

METRICS, HELD, SMOKE = "rushes.metrics", "rushes.held_out", "rushes.smoke"


class Measuring(QWidget):
    """Three boxes, and how many clips are held out, with the list of them.

    Attributes:
        boxes: By option key.
        chip: How many are held out; there where some are to be.
        choice: Which; None while nobody asked.

    Signals:
        changed: Key and value; None takes it out of the recipe.
    """

    changed = Signal(str, object)

    def __init__(self, session: TrainSession) -> None:
        super().__init__()
        self._session = session
        self._asking = Asking(session.parts.jobs, self)
        self.boxes: dict[str, CheckBox] = {}
        self.choice: Choice | None = None
        self.panel: HeldPanel | None = None
        self.chip = Chip("", clickable=True)
        self.chip.clicked.connect(self.show_list)
        row = FlowLayout(gap=14, line_gap=2)
        for key in (METRICS, HELD, SMOKE):
            option = every_option()[key]
            box = self.boxes[key] = CheckBox(self._title(key))
            box.setToolTip(f"{option.does}\n{option.reason}")
            box.clicked.connect(partial(self._on_box, key))
            row.addWidget(box)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(6))
        column.addWidget(Label(self.tr("Measuring"), "muted", "small"))
        column.addLayout(row)
        column.addWidget(self.chip)
        self.chip.hide()
        session.parts.planning.viewed.connect(self.follow)  # other picks, another choice

    def _title(self, key: str) -> str:
        titles = {
            METRICS: self.tr("Metrics"),
            HELD: self.tr("Hold clips out"),
            SMOKE: self.tr("Smoke test first"),
        }
        return titles[key]

    # ------------------------------------------------------------------------------- showing

    def follow(self) -> None:
        """Show the recipe as it is now."""
        from app.core.training.recipe.around import holds_out

        if not self._session.choice.is_ready:
            return
        recipe, may_change = self._session.recipe, not self._session.choice.read_only
        percent = holds_out(recipe)
        for key, box in self.boxes.items():
            box.setChecked(percent > 0 if key == HELD else recipe.is_set(key))
            box.setEnabled(may_change)
        self.chip.setVisible(percent > 0)
        if percent:
            rows = self._session.parts.document.rows
            material = tuple(rows.clips), tuple(rows.stills), tuple(rows.sources), tuple(rows.shots)
            seed = int(recipe["rushes.held_out_seed"])
            self._asking.ask(self._show, _chosen, material, percent, seed)

    def _show(self, choice: Choice) -> None:
        self.choice = choice
        self.chip.set_state(choice.words, "neutral" if choice.held else "warn")
        self.chip.setToolTip(self._tip(choice))

    def _tip(self, choice: Choice) -> str:
        if not choice.held:
            return choice.said
        more = sentences((self._difference(choice), self.tr("Click for the list.")))
        return f"{choice.said}\n{more}"

    def _difference(self, choice: Choice) -> str:
        """Return why a run has fewer steps than *Plan* says."""
        if not choice.held:
            return ""
        return self.tr(
            "Plan counts all {:,}; a run trains the other {:,}, so that its epochs have fewer "
            "steps."
        ).format(choice.total, choice.total - len(choice.held))

    def show_list(self) -> None:
        """Show which clips are held out, and why those."""
        if self.choice is not None:
            difference = self._difference(self.choice)
            panel = HeldPanel(self.window(), self.choice, difference)
            hold_while_there(self, "panel", panel).show_at(self.chip)

    # --------------------------------------------------------------------------------- doing

    def _on_box(self, key: str) -> None:
        wanted: object = self.boxes[key].isChecked() or None
        if key == HELD and wanted:
            wanted = every_option()[HELD].recommended
        self.changed.emit(key, wanted)


# ------------------------------------------------------------------------------ in a thread


def _chosen(rows: Rows, percent: float, seed: int) -> Choice:
    from app.core.training.holding.choosing import choose
    from app.core.training.holding.picks import picks_of, shots_of

    clips, stills, films, shots = rows
    return choose(picks_of(clips, stills, films), shots_of(shots), percent, seed)
