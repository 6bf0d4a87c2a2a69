"""The menu of recipes at the head of the datasets: tried beside all else, put in one step."""

from __future__ import annotations

from dataclasses import asdict, replace
from fractions import Fraction
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint

from app.core.errors import AppError
from app.core.jobs import Checkpoint
from app.core.language import noted, tr
from app.core.library.edits import changing
from app.ui import theme
from app.ui.loop import loop_runs, spawn
from app.ui.plan.file_source import FileSource
from app.ui.plan.recipe_keeping import RecipeKeeping
from app.ui.plan.recipe_panel import RecipePanel
from app.ui.plan.recipe_row import RecipeRow
from app.ui.plan.source import PlanSource
from app.ui.widgets.chip import Chip
from app.ui.widgets.held import hold_while_there

if TYPE_CHECKING:
    from app.core.export.films import Films
    from app.core.export.plan_view import PlanView
    from app.core.export.recipe_trial import FileTrial, Outcome, ProjectTrial
    from app.core.export.recipes import Recipe
    from app.core.library.model import Dataset
    from app.core.library.project import Project

_MOST = 15  # characters of a recipe's name at the head


class RecipeMenu(Chip):
    """Names the recipe the datasets were made of; a click offers the others.

    Args:
        source: What is shown and changed.
    """

    def __init__(self, source: PlanSource) -> None:
        super().__init__("", mark="menu", clickable=True)
        self._source = source
        self._recipes: list[Recipe] | None = None
        self._troubles: list[str] = []
        self._view: PlanView | None = None
        self._trial: tuple[PlanView, ProjectTrial | FileTrial] | None = None
        self._films: tuple[Project, Films] | None = None
        self._panel: RecipePanel | None = None
        self._reading = False
        self._keeping = RecipeKeeping(self, source.jobs)
        self._keeping.changed.connect(self._read_again)
        self.setToolTip(self.tr("Recipes: datasets for a purpose, in one step"))
        self.clicked.connect(self.open)
        self._name()

    # ------------------------------------------------------------------------------- showing

    def show_view(self, view: PlanView) -> None:
        """Name the recipe of the datasets that are planned."""
        self._view = view
        if self._recipes is None and not self._reading and loop_runs():
            self._reading = True
            spawn(self._read())
        self._name()

    def _name(self) -> None:
        made_of = self._made_of()
        name = (made_of.short or made_of.title) if made_of else self.tr("recipes")
        name = name if len(name) <= _MOST else f"{name[: _MOST - 5]}…"
        self.set_state(name, "neutral")
        says = self.tr("Recipe: {}").format(made_of.title if made_of else self.tr("none"))
        self.setAccessibleName(says)

    def _made_of(self) -> Recipe | None:
        from app.core.export.recipes import recipe_like

        view = self._view
        if view is None or not self._recipes or not view.plan.datasets:
            return None
        rows = self._rows(view)
        trained = view.plan.architecture.name
        return recipe_like(self._recipes, rows, asdict(self._source.setup), trained)

    def _rows(self, view: PlanView) -> list[Dataset]:
        """Return the datasets as rows, those of a file of its own too."""
        if view.project is not None:
            return list(view.project.datasets)
        return list(self._as_recipe(view, "").datasets)

    def _as_recipe(self, view: PlanView, title: str) -> Recipe:
        from app.core.export.recipe_edit import recipe_of

        project = view.project
        filters = [each.filter for each in project.datasets] if project is not None else []
        names = [
            (name, filters[n] if n < len(filters) else "") for n, name in enumerate(view.names)
        ]
        return recipe_of(
            view.text,
            title,
            names=names,
            architecture=view.plan.architecture.name,
            rate=view.rate,
            setup=self._source.setup,
        )

    async def _read(self) -> None:
        """Read all recipes."""
        try:
            self._recipes, self._troubles = await self._source.jobs.beside(_read_all, brief=True)
        finally:
            self._reading = False
        self._name()

    # -------------------------------------------------------------------------------- panel

    def open(self) -> None:
        """Offer the recipes."""
        if self._view is None or self.panel is not None:
            return
        panel = RecipePanel(self.window(), may_change=not self._source.read_only)
        panel.chosen.connect(self._on_chosen)
        panel.mode_changed.connect(self._on_mode)
        panel.rated.connect(self._on_rated)
        panel.save_asked.connect(self.save)
        panel.rename_asked.connect(self._on_rename)
        panel.remove_asked.connect(self._on_remove)
        hold_while_there(self, "_panel", panel)
        panel.show_under(self)
        column = self.parentWidget() or self
        panel.move(column.mapToGlobal(QPoint(theme.px(14), 0)).x(), panel.y())
        spawn(self._fill(panel))

    @property
    def panel(self) -> RecipePanel | None:
        """The list, while it is open."""
        panel = self._panel
        return panel if panel is not None and panel.isVisible() else None

    def _close(self) -> None:
        if self.panel is not None:
            self.panel.close()
        self._panel = None

    async def _fill(self, panel: RecipePanel) -> None:
        await self._read()
        if not self._is_open(panel):
            return
        rate = self._view.rate if self._view is not None and self._source.is_project else None
        panel.show_recipes(self._recipes or [], self._troubles, rate)
        made_of = self._made_of()
        places = [row.recipe.name for row in panel.rows]
        panel.open_row(places.index(made_of.name) if made_of is not None else 0)
        await self._try(panel, panel.rows)

    def _is_open(self, panel: RecipePanel) -> bool:
        return self.panel is panel

    async def _try(self, panel: RecipePanel, rows: list[RecipeRow]) -> None:
        """Show what recipes would give, one after the other."""
        fitted = panel.fitted
        trial = await self._trial_of_now()
        for row in rows:
            if trial is None or not self._is_open(panel) or panel.fitted != fitted:
                return
            if row not in panel.rows:
                return
            rate = row.recipe.rate if row.takes_rate or self._view is None else self._view.rate
            outcome, words = await self._source.jobs.beside(_tried, trial, row.recipe, fitted, rate)
            if self._is_open(panel) and panel.fitted == fitted and row in panel.rows:
                panel.show_outcome(row.recipe, outcome, words)

    async def _trial_of_now(self) -> ProjectTrial | FileTrial | None:
        view = self._view
        if view is None:
            return None
        if self._trial is None or self._trial[0] is not view:
            document = self._source.document
            project = document.project if document is not None and document.is_open else None
            known = self._films[1] if self._films and self._films[0] is project else None
            args = (view, self._source.setup, project, known)
            made, films = await self._source.jobs.beside(_made_trial, *args, stoppable=True)
            self._trial = view, made
            if project is not None and films is not None:
                self._films = project, films
        return self._trial[1]

    def _on_mode(self) -> None:
        if self.panel is not None:
            spawn(self._try(self.panel, list(self.panel.rows)))

    def _on_rated(self, row: RecipeRow) -> None:
        row.show_outcome(None)
        if self.panel is not None:
            spawn(self._try(self.panel, [row]))

    # ------------------------------------------------------------------------------- changing

    def _on_chosen(self, row: RecipeRow) -> None:
        if row.outcome is not None:
            rate = row.recipe.rate if row.takes_rate else None
            recipe, outcome = row.recipe, row.outcome
            self._close()
            self.put(recipe, outcome, rate)

    def put(self, recipe: Recipe, outcome: Outcome, rate: Fraction | None) -> None:
        """Let a recipe take the place of all datasets: one step to undo.

        Args:
            recipe: It.
            outcome: Of trying it.
            rate: Frames per second the project's clips get; None leaves them.
        """
        from app.core.export import recipe_edit

        source, document = self._source, self._source.document
        if source.read_only:
            return
        if document is not None:
            places = source.places()
            rows = document.rows
            source.apply(
                recipe_edit.edit_of_recipe(
                    recipe, outcome.rows, tuple(rows.datasets), rows.settings, places, rate=rate
                )
            )
            return
        label = self.tr("Recipe: {}").format(tr(recipe.title))
        source.change_text(recipe_edit.text_with(source.text, recipe, outcome.rows)[0], label)
        source.change_setup(recipe_edit.setup_with(recipe, source.setup), label)
        if isinstance(source, FileSource):
            source.change_architecture(recipe.architecture)

    def fit_rate(self) -> None:
        """Give the clips of the project the rate of what is trained: one step to undo."""
        document, view = self._source.document, self._view
        if document is None or view is None or not document.is_open or self._source.read_only:
            return
        settings = document.rows.settings
        now = replace(settings, rate=Fraction(view.plan.architecture.rate))
        self._source.apply(changing(settings, now, label=noted("Rate of the clips")))

    # -------------------------------------------------------------------------------- keeping

    def save(self) -> None:
        """Ask for a name and keep the datasets there are as a recipe."""
        view = self._view
        if view is not None and view.plan.datasets:
            self._close()
            self._keeping.save(partial(self._as_recipe, view))

    def _on_rename(self, row: RecipeRow) -> None:
        self._close()
        self._keeping.rename(row.recipe)

    def _on_remove(self, row: RecipeRow) -> None:
        self._close()
        self._keeping.remove(row.recipe)

    def _read_again(self) -> None:
        spawn(self._read())


# ------------------------------------------------------------------------------ in a thread


def _read_all() -> tuple[list[Recipe], list[str]]:
    from app.core.export.recipes import own_recipes, shipped_recipes

    own, troubles = own_recipes()
    return [*shipped_recipes(), *own], troubles


def _made_trial(
    view: PlanView,
    setup: object,
    project: Project | None,
    films: Films | None,
    *,
    checkpoint: Checkpoint,
) -> tuple[ProjectTrial | FileTrial, Films | None]:
    from app.core.export.films import Films
    from app.core.export.recipe_trial import FileTrial, ProjectTrial
    from app.core.planner.costs.setups import Setup

    if view.project is None or project is None:
        assert isinstance(setup, Setup), "of the source"
        return FileTrial(view.plan, view.text, setup), None
    films = films or Films()
    films.load(project, project.sources(), checkpoint)
    return ProjectTrial(view.project, films), films


def _tried(
    trial: ProjectTrial | FileTrial, recipe: Recipe, fitted: bool, rate: Fraction
) -> tuple[Outcome, str]:
    from app.core.export.recipe_trial import Outcome, outcome_words

    try:
        outcome = trial.outcome(recipe, fitted=fitted, rate=rate)
    except AppError as error:
        outcome = Outcome(recipe.datasets, trouble=str(error))
    return outcome, outcome_words(outcome)
