"""The preset a recipe was made from: named, chosen, compared with, saved."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.core.training.recipe.comparing import Difference, differences
from app.ui import theme
from app.ui.train.recipe_choice import RecipeChoice
from app.ui.train.recipe_difference import DifferencePanel
from app.ui.train.recipe_keeping import PresetKeeping
from app.ui.train.recipe_panel import PresetPanel
from app.ui.widgets.chip import Chip
from app.ui.widgets.choices import ComboBox
from app.ui.widgets.fields import Field
from app.ui.widgets.held import hold_while_there

if TYPE_CHECKING:
    from app.core.training.recipe.presets import Preset
    from app.ui.jobs import Jobs


class PresetBox(ComboBox):
    """Names the preset; opening it opens the list with all there is to know of each.

    Signals:
        open_asked: The list is to be shown.
    """

    open_asked = Signal()

    def showPopup(self) -> None:
        """Show the list of ours instead of Qt's."""
        self.open_asked.emit()

    def name(self, title: str) -> None:
        """Show the name of a preset."""
        if self.currentText() != title:
            self.clear()
            self.addItem(title)


class PresetChoice(QWidget):
    """The head of the recipe.

    Args:
        choice: The recipe.
        jobs: Writes presets beside all else.

    Signals:
        done: What was just done, a sentence.
        failed: What could not be done, a sentence.
        opened: The list is shown: whoever knows costs may show them in its rows.
    """

    done = Signal(str)
    failed = Signal(str)
    opened = Signal()

    def __init__(self, choice: RecipeChoice, jobs: Jobs) -> None:
        super().__init__()
        self._choice = choice
        self.box = PresetBox(name=self.tr("Preset"))
        self.box.setToolTip(self.tr("Whole sets of options for a purpose, and your own"))
        self.chip = Chip("", "accent", mark="menu", clickable=True)
        self.chip.setToolTip(self.tr("What is another than in the preset, and the way back"))
        self._panel: PresetPanel | None = None
        self._difference: DifferencePanel | None = None
        self._keeping = PresetKeeping(self, jobs)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(6))
        column.addWidget(Field(self.tr("Preset"), self.box))
        row = QHBoxLayout()
        row.addWidget(self.chip)
        row.addStretch(1)
        column.addLayout(row)
        self.box.open_asked.connect(self.open)
        self.chip.clicked.connect(self.open_difference)
        self._keeping.changed.connect(choice.look_for_presets)
        self._keeping.saved.connect(self._on_saved)
        self._keeping.failed.connect(self.failed)

    # ------------------------------------------------------------------------------- showing

    def show_recipe(self) -> None:
        """Name the preset, and how far the recipe is from it."""
        preset = self._choice.preset_of_recipe
        self.box.name(preset.title if preset is not None else self.tr("My own"))
        changed = len(self.changed())
        self.chip.setVisible(bool(changed))
        self.chip.set_state(self.tr("{:,} changed since").format(changed), "accent")

    def changed(self) -> tuple[Difference, ...]:
        """Return what is another than in the preset; nothing where none is known."""
        preset = self._choice.preset
        if preset is None:
            return ()
        found = differences(preset.values, self._choice.recipe.values)
        return tuple(each for each in found if not each.option.ours)

    @property
    def panel(self) -> PresetPanel | None:
        """The list, while it is open."""
        panel = self._panel
        return panel if panel is not None and panel.isVisible() else None

    @property
    def difference(self) -> DifferencePanel | None:
        """What was changed, while that is shown."""
        panel = self._difference
        return panel if panel is not None and panel.isVisible() else None

    # --------------------------------------------------------------------------------- doing

    def open(self) -> None:
        """Show the presets."""
        if self.panel is not None or not self._choice.presets:
            return
        choice = self._choice
        panel = PresetPanel(self.window(), may_change=not choice.read_only)
        hold_while_there(self, "_panel", panel)
        panel.chosen.connect(self._on_chosen)
        panel.save_asked.connect(self.save)
        panel.rename_asked.connect(self._on_rename)
        panel.remove_asked.connect(self._on_remove)
        panel.show_presets(choice.presets, choice.troubles, choice.recipe.preset)
        panel.show_under(self.box)
        panel.move(self.box.mapToGlobal(QPoint(0, 0)).x(), panel.y())
        names = [each.name for each in choice.presets]
        base = choice.recipe.preset
        panel.open_row(names.index(base) if base in names else 0)
        self.opened.emit()

    def open_difference(self) -> None:
        """Show what was changed since the preset."""
        preset, found = self._choice.preset_of_recipe, self.changed()
        if preset is None or not found or self.difference is not None:
            return
        may_change = not self._choice.read_only
        panel = DifferencePanel(self.window(), preset.title, found, may_change=may_change)
        hold_while_there(self, "_difference", panel)
        panel.back_asked.connect(self._on_back)
        panel.all_back_asked.connect(self._on_all_back)
        panel.save_asked.connect(self.save)
        panel.show_at(self.chip)

    def save(self) -> None:
        """Ask for a name and keep the recipe as a preset."""
        self._close()
        self._keeping.save(self._choice.to_keep())

    def _close(self) -> None:
        if self.panel is not None:
            self.panel.close()
        self._panel = None

    def _on_chosen(self, preset: Preset) -> None:
        self._close()
        self._choice.take_preset(preset)
        self.done.emit(self.tr("Preset: {}").format(preset.title))

    def _on_rename(self, preset: Preset) -> None:
        self._close()
        self._keeping.rename(preset)

    def _on_remove(self, preset: Preset) -> None:
        self._close()
        self._keeping.remove(preset)

    def _on_saved(self, preset: Preset) -> None:
        self._choice.made_from(preset)
        self.done.emit(self.tr("Saved as the preset “{}”").format(preset.title))

    def _on_back(self, key: str) -> None:
        preset = self._choice.preset
        if preset is not None:
            self._choice.change(key, preset.values.get(key))

    def _on_all_back(self) -> None:
        preset = self._choice.preset_of_recipe
        if preset is not None:
            self._choice.take_preset(preset)
