"""The table of sample prompts: its rows, which one is chosen, and what is done to them."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from app.core.captions.prompt_fields import Field, field_text, with_field
from app.core.errors import AppError, ProjectError
from app.core.export.prompt_rows import (
    add_prompt,
    begin_prompts,
    blank_prompt,
    duplicate_prompt,
    move_prompt,
    remove_prompt,
    set_prompt,
)
from app.core.library.edits import Edit
from app.core.library.model import Prompt
from app.ui.document import Document
from app.ui.jobs import Jobs
from app.ui.loop import spawn
from app.ui.planning import Planning

if TYPE_CHECKING:
    from app.core.export.planned import ProjectPlan
    from app.core.export.prompt_shapes import PromptShape
    from app.core.library.project import Project


class PromptEditing(QObject):
    """Every action is one step to undo; what is being typed is kept before it.

    Attributes:
        chosen: The id of the chosen prompt; None where there is none.
    """

    changed = Signal()  # other rows, another order, other words
    typed = Signal()  # a text that is no edit yet says something else
    chosen_changed = Signal()
    begun = Signal(int)  # the id of a prompt that is to be written now
    undoable = Signal(str)  # a sentence on what was done and can be taken back

    def __init__(self, document: Document, jobs: Jobs, planning: Planning) -> None:
        super().__init__(document)
        self._document, self._jobs, self._planning = document, jobs, planning
        self.chosen: int | None = None
        self._texts: dict[tuple[int, Field], str] = {}  # that are being typed
        document.opened.connect(self._forget_typed)
        for signal in (document.opened, document.changed, document.reloaded):
            signal.connect(self._follow)
        self._follow()

    @property
    def rows(self) -> list[Prompt]:
        """The prompts in the order of the trainer's file."""
        return list(self._document.rows.prompts) if self._document.is_open else []

    @property
    def rows_typed(self) -> list[Prompt]:
        """The prompts as they will be when all that is being typed is kept."""
        rows = {row.id: row for row in self.rows}
        for (row_id, field), text in self._texts.items():
            if row_id in rows:
                rows[row_id] = with_field(rows[row_id], field, text, trigger=self.trigger)
        return list(rows.values())

    @property
    def trigger(self) -> str:
        """The project's trigger."""
        return self._document.rows.settings.trigger if self._document.is_open else ""

    @property
    def names(self) -> tuple[str, ...]:
        """The names that may be used in the project."""
        return self._document.rows.settings.names if self._document.is_open else ()

    @property
    def read_only(self) -> bool:
        """Whether nothing can be changed."""
        return not self._document.is_open or self._document.read_only

    @property
    def row(self) -> Prompt | None:
        """The chosen prompt."""
        return None if self.chosen is None else self.prompt(self.chosen)

    def prompt(self, row_id: int) -> Prompt | None:
        """Return a prompt; None where it is not there (any more)."""
        return self._document.rows.get(Prompt, row_id) if self._document.is_open else None

    def choose(self, row_id: int) -> None:
        """Choose a prompt: actions are for it."""
        if row_id != self.chosen:
            self.chosen = row_id
            self.chosen_changed.emit()

    # -------------------------------------------------------------------------------- fields

    def set_field(self, row_id: int, field: Field, text: str) -> None:
        """Give a field what was typed.

        Raises:
            PromptError: It cannot be that.
            ProjectError: It could not be written.
        """
        before = self.prompt(row_id)
        if before is None or self.read_only:
            return
        edit = set_prompt(before, with_field(before, field, text, trigger=self.trigger))
        if edit:
            try:
                self._document.apply(edit)
            except ProjectError:
                with contextlib.suppress(ProjectError):
                    self.draft(row_id, field, text)  # what the project does not take is kept aside
                raise

    def draft(self, row_id: int, field: Field, text: str) -> None:
        """Keep a text that is being typed on the disk; no edit."""
        row = self.prompt(row_id)
        if row is not None and not self.read_only and field in ("text", "negative"):
            self._document.save_draft(row, text, field)
            self._note_typed(row, field, text)

    def _forget_typed(self) -> None:
        self._texts = {}

    def _note_typed(self, row: Prompt, field: Field, text: str) -> None:
        """Note a text that is typed, until the row says the same."""
        before = dict(self._texts)
        if text == field_text(row, field):
            self._texts.pop((row.id, field), None)
        else:
            self._texts[row.id, field] = text
        if self._texts != before:
            self.typed.emit()

    # --------------------------------------------------------------------------------- rows

    def add(self, text: str = "") -> None:
        """Add a prompt behind the chosen one, and like it; without any, as what is trained."""
        self._document.settle()
        like = self.row or next(reversed(self.rows), None)
        if like is None:
            spawn(self._add_first(text))
        else:
            self._added(replace(like, text=text))

    def begin(self) -> None:
        """Begin the table with captions of the clips, or with examples where there are none."""
        spawn(self._begin())

    def duplicate(self) -> None:
        """Put a copy of the chosen prompt behind it."""
        self._at_place(lambda place: duplicate_prompt(self.rows, place), begin=True)

    def remove(self) -> None:
        """Remove the chosen prompt; the next one is chosen."""
        if self._place() is None:
            return
        self._document.settle()
        rows, place = self.rows, self._place()
        if place is None or self.read_only:
            return
        near = rows[place + 1 : place + 2] or rows[max(place - 1, 0) : place]
        self._document.apply(remove_prompt(rows[place]))
        if near:
            self.choose(near[0].id)
        self.undoable.emit(self.tr("The sample prompt is removed."))

    def move(self, by: int) -> None:
        """Move the chosen prompt up (``by`` below 0) or down."""
        self._at_place(lambda place: move_prompt(self.rows, place, by))

    def _at_place(self, edit_of: Callable[[int], Edit], *, begin: bool = False) -> None:
        self._document.settle()
        place = self._place()
        if place is None or self.read_only:
            return
        edit = edit_of(place)
        if edit:
            self._apply(edit, begin=begin)

    def _added(self, like: Prompt) -> None:
        if not self.read_only:
            self._apply(add_prompt(self.rows, like, after=self._place()), begin=True)

    def _apply(self, edit: Edit, *, begin: bool) -> None:
        done = self._document.apply(edit)
        if begin and done.added:
            new = done.added[0].id
            self.choose(new)
            self.begun.emit(new)

    async def _add_first(self, text: str) -> None:
        project, datasets = self._document.project, list(self._document.rows.datasets)
        shape = await self._shape()
        blank = await self._jobs.beside(blank_prompt, datasets, shape=shape, brief=True)
        if self._document.holds(project) and not self.rows:
            self._added(replace(blank, text=text))

    async def _begin(self) -> None:
        project, rows = self._document.project, self._document.rows
        clips, trigger = [clip for clip in rows.clips if clip.state == "picked"], self.trigger
        datasets, shape = list(rows.datasets), await self._shape()
        edit = await self._jobs.beside(
            begin_prompts, clips, datasets, trigger=trigger, shape=shape, brief=True
        )
        if self._document.holds(project) and not self.rows and not self.read_only:
            self._apply(edit, begin=True)

    async def _shape(self) -> PromptShape | None:
        """Return how large and long what is trained is; counted here where that was not yet."""
        project, plan = self._document.project, self._planning.plan
        return await self._jobs.beside(_trained_shape, project, plan, brief=True)

    def _place(self) -> int | None:
        ids = [row.id for row in self.rows]
        return ids.index(self.chosen) if self.chosen in ids else None

    def _follow(self, *_: object) -> None:
        rows = self.rows
        if self._place() is None:
            self.chosen = rows[0].id if rows else None
            self.chosen_changed.emit()
        self.changed.emit()


# ------------------------------------------------------------------------------ in a thread


def _trained_shape(project: Project, plan: ProjectPlan | None) -> PromptShape | None:
    from app.core.export.project_plan import ProjectPlanner
    from app.core.export.prompt_shapes import planned_shape

    try:
        return planned_shape((plan or ProjectPlanner().update(project)).plan)
    except AppError:  # Plan says so
        return None
