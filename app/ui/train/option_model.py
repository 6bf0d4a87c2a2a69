"""All options as the lines of a list."""

from __future__ import annotations

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from app.core.training.recipe.options import options
from app.core.training.recipe.searching import GroupLine, Line, OptionLine, best_of, lines_of
from app.core.training.recipe.showing import default_text, shown_text
from app.core.training.recipe.training_recipe import TrainingRecipe

Index = QModelIndex | QPersistentModelIndex
LINE = Qt.ItemDataRole.UserRole + 1
_TOP = QModelIndex()


class OptionModel(QAbstractListModel):
    """Lines of groups and options; a change of values alone keeps the lines."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._recipe = TrainingRecipe()
        self._query, self._only_given = "", False
        self._folded: frozenset[str] = frozenset()
        self._lines: list[Line] = []

    # ------------------------------------------------------------------------------- choosing

    def show_recipe(self, recipe: TrainingRecipe) -> None:
        """Show the values of a recipe."""
        self._recipe = recipe
        self._renew()

    def search(self, query: str) -> None:
        """List what a search finds."""
        self._query = query
        self._renew()

    def show_only_given(self, on: bool) -> None:
        """List only what the recipe gives, or all."""
        self._only_given = on
        self._renew()

    def fold(self, group: str) -> None:
        """Fold a group, or unfold it."""
        self._folded ^= {group}
        self._renew()

    def fold_all(self, on: bool) -> None:
        """Fold all groups, or none."""
        self._folded = frozenset(each.group for each in options().values()) if on else frozenset()
        self._renew()

    def _renew(self) -> None:
        lines = lines_of(
            options(), self._recipe, self._query, only_given=self._only_given, folded=self._folded
        )
        if [_name(line) for line in lines] == [_name(line) for line in self._lines]:
            self._lines = lines
            self.dataChanged.emit(self.index(0, 0), self.index(max(0, len(lines) - 1), 0))
            return
        self.beginResetModel()
        self._lines = lines
        self.endResetModel()

    # -------------------------------------------------------------------------------- looking

    @property
    def shown(self) -> int:
        """How many options are listed."""
        return sum(isinstance(line, OptionLine) for line in self._lines)

    def line(self, index: Index) -> Line | None:
        """Return a line; None where there is none."""
        return self._lines[index.row()] if index.isValid() else None

    def place_of(self, key: str) -> int:
        """Return the place of an option; -1 where it is not listed."""
        names = [_name(line) for line in self._lines]
        return names.index(key) if key in names else -1

    def best(self) -> int:
        """Return the place of the option that the search most likely means; -1: there is none."""
        return best_of(self._lines, self._query)

    def rowCount(self, parent: Index = _TOP) -> int:
        return 0 if parent.isValid() else len(self._lines)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        line = self.line(index)
        if line is None:
            return None
        if role == LINE:
            return line
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return self._said(line)
        if role == Qt.ItemDataRole.ToolTipRole and isinstance(line, OptionLine):
            return self._tip(line)
        return None

    def _said(self, line: Line) -> str:
        if isinstance(line, GroupLine):
            return self.tr("{}: {:,} options, {:,} given").format(
                line.title, line.count, line.given
            )
        given = shown_text(line.value) or self.tr("not given")
        return f"{line.option.name}: {given}"

    def _tip(self, line: OptionLine) -> str:
        option = line.option
        own = default_text(option) or self.tr("nothing")
        parts = [f"--{option.name}", option.does, self.tr("The trainer's own: {}").format(own)]
        if line.advice is not None:
            parts.append(self.tr("We recommend {}").format(shown_text(line.advice)))
        return "\n".join(part for part in (*parts, option.reason) if part)


def _name(line: Line) -> str:
    return line.key if isinstance(line, OptionLine) else f"# {line.group} {line.folded}"
