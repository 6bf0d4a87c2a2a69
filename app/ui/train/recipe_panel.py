"""The list of presets under the recipe's head."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QVBoxLayout, QWidget

from app.ui import theme
from app.ui.train.recipe_row import PresetRow
from app.ui.widgets.button import Button
from app.ui.widgets.label import Label, SectionHead
from app.ui.widgets.popover import Popover
from app.ui.widgets.surface import ScrollPane

if TYPE_CHECKING:
    from app.core.training.recipe.presets import Preset

_WIDTH, _HEIGHT = 540, 560  # px at zoom 1; of all of it, of the list at the most
_LAID_OUT_MS = 60  # after rows came or changed, they have their places


class PresetPanel(Popover):
    """Presets to be looked through; one is open at a time.

    Signals:
        chosen: The preset that is to be taken.
        save_asked: The recipe shall be a preset.
        rename_asked: A person's own preset is to be called otherwise.
        remove_asked: A person's own preset is to go.
    """

    chosen = Signal(object)
    save_asked = Signal()
    rename_asked = Signal(object)
    remove_asked = Signal(object)

    def __init__(self, parent: QWidget, *, may_change: bool) -> None:
        super().__init__(parent, parent.tr("Presets of training"))
        self._may_change = may_change
        self.rows: list[PresetRow] = []
        self.save_button = Button(self.tr("Save this recipe as a preset…"), "quiet", icon="plus")
        self._troubles = Label("", "bad", "small", wrap=True)
        self._seeing = QTimer(self, singleShot=True, interval=_LAID_OUT_MS)
        self._seeing.timeout.connect(self._show_open)
        self._group = QButtonGroup(self)
        self._group.setExclusive(True)
        self._lay_out()
        self.save_button.clicked.connect(self.save_asked)

    def _lay_out(self) -> None:
        self.body.addWidget(SectionHead(self.tr("Presets")))
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
        self.setFixedWidth(theme.px(_WIDTH))

    def show_presets(self, presets: Sequence[Preset], troubles: Sequence[str], base: str) -> None:
        """List presets.

        Args:
            presets: In their order.
            troubles: Sentences on files that are none.
            base: The name of the one the recipe was made from.
        """
        for preset in presets:
            row = PresetRow(preset, is_base=preset.name == base, may_change=self._may_change)
            row.wanted.connect(self._on_wanted)
            row.rename_asked.connect(self._on_rename)
            row.remove_asked.connect(self._on_remove)
            row.walked.connect(self._on_walked)
            row.toggled.connect(self._on_opened)
            self._group.addButton(row)
            self._column.insertWidget(len(self.rows), row)
            self.rows.append(row)
        self._troubles.setText("\n".join(troubles))
        self._troubles.setVisible(bool(troubles))

    def open_row(self, place: int) -> None:
        """Open a preset and put the keyboard on it."""
        if 0 <= place < len(self.rows):
            row = self.rows[place]
            row.show()  # the column shows it a turn later: what is hidden gets no keys
            row.setChecked(True)
            row.setFocus(Qt.FocusReason.TabFocusReason)

    def _on_walked(self, step: int) -> None:
        at = self.sender()
        if isinstance(at, PresetRow):
            row = self.rows[(self.rows.index(at) + step) % len(self.rows)]
            row.setFocus(Qt.FocusReason.TabFocusReason)
            self._pane.ensureWidgetVisible(row)

    def _on_opened(self) -> None:
        for row in self.rows:
            row.updateGeometry()
        self._seeing.start()

    def _show_open(self) -> None:
        row = next((row for row in self.rows if row.isChecked()), None)
        if row is not None:
            self._pane.ensureWidgetVisible(row, 0, theme.px(8))

    def _on_wanted(self) -> None:
        self._tell(self.chosen)

    def _on_rename(self) -> None:
        self._tell(self.rename_asked)

    def _on_remove(self) -> None:
        self._tell(self.remove_asked)

    def _tell(self, signal: object) -> None:
        row = self.sender()
        if isinstance(row, PresetRow):
            signal.emit(row.preset)  # type: ignore[attr-defined]  # a signal of this class
