"""The list of recipes under the head of the datasets."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QVBoxLayout, QWidget

from app.ui import theme
from app.ui.plan.recipe_row import RecipeRow
from app.ui.widgets.button import Button
from app.ui.widgets.label import Label, SectionHead
from app.ui.widgets.popover import Popover
from app.ui.widgets.segmented import Segment, Segmented
from app.ui.widgets.surface import ScrollPane

if TYPE_CHECKING:
    from fractions import Fraction

    from app.core.export.recipe_trial import Outcome
    from app.core.export.recipes import Recipe

_WIDTH, _HEIGHT = 588, 560  # px at zoom 1; of all of it, of the list at the most
_LAID_OUT_MS = 60  # after rows came or changed, they have their places


class RecipePanel(Popover):
    """Recipes, each with what it would give; one is open at a time.

    Signals:
        chosen: The row of a recipe that is to be put.
        mode_changed: Sizes and lengths are to be fitted, or not any more.
        rated: The row of a recipe whose rate the clips get, or not any more.
        save_asked: The datasets there are shall be a recipe.
        rename_asked: A person's own recipe is to be called otherwise.
        remove_asked: A person's own recipe is to go.
    """

    chosen = Signal(object)
    mode_changed = Signal()
    rated = Signal(object)
    save_asked = Signal()
    rename_asked = Signal(object)
    remove_asked = Signal(object)

    def __init__(self, parent: QWidget, *, may_change: bool) -> None:
        super().__init__(parent, parent.tr("Recipes of datasets"))
        self._may_change = may_change
        self.rows: list[RecipeRow] = []
        self.mode = Segmented(
            [
                Segment("fitted", self.tr("Fitted to my clips")),
                Segment("written", self.tr("As the recipe says")),
            ],
            name=self.tr("Sizes and lengths"),
        )
        self.mode.setToolTip(
            self.tr(
                "Fitted: the size follows the most usual clip, and windows that are too long for "
                "half of the clips get shorter. Nothing is made larger."
            )
        )
        self.save_button = Button(self.tr("Save these datasets as a recipe…"), "quiet", icon="plus")
        self._troubles = Label("", "bad", "small", wrap=True)
        self._seeing = QTimer(self, singleShot=True, interval=_LAID_OUT_MS)
        self._seeing.timeout.connect(self._show_open)
        self._group = QButtonGroup(self)
        self._group.setExclusive(True)
        self._lay_out()
        self.mode.chosen.connect(self._on_mode)
        self.save_button.clicked.connect(self.save_asked)

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.addWidget(SectionHead(self.tr("Recipes")))
        head.addStretch(1)
        head.addWidget(self.mode)
        self.body.addLayout(head)
        self._inner = QWidget()
        self._column = QVBoxLayout(self._inner)
        self._column.setContentsMargins(0, 0, theme.px(8), 0)
        self._column.setSpacing(theme.px(8))
        self._column.addStretch(1)
        self._pane = ScrollPane(self._inner)
        self._pane.setFixedHeight(theme.px(_HEIGHT))
        self.body.addWidget(self._pane)
        self._troubles.hide()
        self.body.addWidget(self._troubles)
        foot = QHBoxLayout()
        foot.addWidget(self.save_button)
        foot.addStretch(1)
        self.body.addLayout(foot)
        self.save_button.setEnabled(self._may_change)
        self.setFixedWidth(theme.px(_WIDTH))

    @property
    def fitted(self) -> bool:
        """Whether sizes and lengths are fitted to the clips."""
        return self.mode.current() == "fitted"

    def show_recipes(
        self, recipes: Sequence[Recipe], troubles: Sequence[str], rate: Fraction | None
    ) -> None:
        """List recipes; what each would give comes later.

        Args:
            recipes: In their order.
            troubles: Sentences on files that are none.
            rate: Frames per second of the project's clips; None where that is no matter.
        """
        for row in self.rows:
            self._column.removeWidget(row)
            row.deleteLater()
        self.rows = []
        for recipe in recipes:
            row = RecipeRow(recipe, rate)
            row.show_outcome(None)
            if not self._may_change:
                row.use_button.hide()
            row.wanted.connect(self._on_wanted)
            row.rated.connect(self._on_rated)
            row.rename_asked.connect(self._on_rename)
            row.remove_asked.connect(self._on_remove)
            row.walked.connect(self._on_walked)
            row.toggled.connect(self._on_opened)
            self._group.addButton(row)
            self._column.insertWidget(len(self.rows), row)
            self.rows.append(row)
        self._troubles.setText("\n".join(troubles))
        self._troubles.setVisible(bool(troubles))

    def show_outcome(self, recipe: Recipe, outcome: Outcome | None, words: str = "") -> None:
        """Show what a recipe would give; None while that is being planned."""
        for row in self.rows:
            if row.recipe == recipe:
                row.show_outcome(outcome, words)
                if row.isChecked():
                    self._seeing.start()
        self._fit()

    def open_row(self, place: int) -> None:
        """Open a recipe and put the keyboard on it."""
        if 0 <= place < len(self.rows):
            row = self.rows[place]
            row.show()  # the column shows it a turn later: what is hidden gets no keys
            row.setChecked(True)
            row.setFocus(Qt.FocusReason.TabFocusReason)

    def _on_walked(self, step: int) -> None:
        at = self.sender()
        if isinstance(at, RecipeRow):
            row = self.rows[(self.rows.index(at) + step) % len(self.rows)]
            row.setFocus(Qt.FocusReason.TabFocusReason)
            self._pane.ensureWidgetVisible(row)

    def _on_opened(self) -> None:
        self._fit()
        self._seeing.start()

    def _show_open(self) -> None:
        row = next((row for row in self.rows if row.isChecked()), None)
        if row is not None:
            self._pane.ensureWidgetVisible(row, 0, theme.px(8))

    def _fit(self) -> None:
        """Let each row be as high as its words need."""
        for row in self.rows:
            row.updateGeometry()

    def _on_mode(self) -> None:
        for row in self.rows:
            row.show_outcome(None)
        self.mode_changed.emit()

    def _on_wanted(self) -> None:
        self._tell(self.chosen)

    def _on_rated(self) -> None:
        self._tell(self.rated)

    def _on_rename(self) -> None:
        self._tell(self.rename_asked)

    def _on_remove(self) -> None:
        self._tell(self.remove_asked)

    def _tell(self, signal: object) -> None:
        row = self.sender()
        if isinstance(row, RecipeRow):
            signal.emit(row)  # type: ignore[attr-defined]  # a signal of this class
