"""Any sequence of edits, undo, redo and opening again, against a model that is a dictionary."""

from __future__ import annotations

import contextlib
import dataclasses
import tempfile
from pathlib import Path
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from app.core.library.edits import Edit, adding, changing, removing, several
from app.core.library.model import Clip, Row, Shot, Source, Still
from app.core.library.project import Project
from tests.core.library.makers import film

Rows = dict[tuple[type[Any], int], Row]
PICKS = st.integers(0, 20)
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=5)


class Editing(RuleBasedStateMachine):
    """The rows as they should be, and what they were before and after each step."""

    @initialize()
    def make(self) -> None:
        self.folder = tempfile.TemporaryDirectory()
        self.project = Project.create(Path(self.folder.name), "model")
        self.rows: Rows = {}
        self.last: dict[type[Any], int] = {}
        self.done: list[tuple[str, Rows]] = []
        self.undone: list[tuple[str, Rows]] = []
        self.films = 0

    def teardown(self) -> None:
        with contextlib.suppress(AttributeError):
            self.project.close()
            self.folder.cleanup()

    def carry_out(self, edit: Edit, after: Rows) -> None:
        if after == self.rows:
            assert not self.project.apply(edit)
            return
        self.done.append((edit.label, self.rows))
        self.undone.clear()
        self.project.apply(edit)
        self.rows = after

    def new(self, row: Row) -> tuple[tuple[type[Any], int], Row]:
        kind = type(row)
        self.last[kind] = self.last.get(kind, 0) + 1
        return (kind, self.last[kind]), dataclasses.replace(row, id=self.last[kind])

    @rule(start=PICKS, caption=TEXTS, pick=PICKS)
    def add(self, start: int, caption: str, pick: int) -> None:
        sources = [row for row in self.rows.values() if isinstance(row, Source)]
        new: list[Row]
        if not sources or pick == 0:
            self.films += 1
            new = [film(f"{self.films}.mkv")]
        else:
            source = sources[pick % len(sources)].id
            new = [
                Clip(source=source, start=start, end=start + 1, caption=caption),
                Shot(source=source, start=start, end=start + 2, rating=pick % 6, tags=(caption,)),
                Still(source=source, frame=start, caption=caption),
            ][: 1 + pick % 3]
        self.carry_out(adding(*new, label=f"Add {pick}"), {**self.rows, **dict(map(self.new, new))})

    @precondition(lambda self: self.rows)
    @rule(picks=st.lists(PICKS, min_size=1, max_size=3), caption=TEXTS, rating=st.integers(0, 5))
    def change(self, picks: list[int], caption: str, rating: int) -> None:
        after = dict(self.rows)
        edits: list[Edit] = []
        for key in {list(self.rows)[pick % len(self.rows)] for pick in picks}:
            row = self.rows[key]
            if isinstance(row, Clip | Still):
                after[key] = dataclasses.replace(row, caption=caption, rating=rating)
            elif isinstance(row, Shot):
                after[key] = dataclasses.replace(row, tags=(caption,), rating=rating)
            edits.append(changing(row, after[key]))
        self.carry_out(several("Change", edits), after)

    @precondition(lambda self: self.rows)
    @rule(picks=st.lists(PICKS, min_size=1, max_size=3))
    def remove(self, picks: list[int]) -> None:
        gone = [list(self.rows.values())[pick % len(self.rows)] for pick in picks]
        films = {row.id for row in gone if isinstance(row, Source)}
        after = {
            key: row
            for key, row in self.rows.items()
            if row not in gone and getattr(row, "source", 0) not in films
        }
        self.carry_out(removing(*gone), after)

    @rule()
    def undo(self) -> None:
        step = self.project.undo()
        assert (step is None) == (not self.done)
        if self.done:
            label, before = self.done.pop()
            self.undone.append((label, self.rows))
            self.rows = before
            assert step is not None and step.label == label

    @rule()
    def redo(self) -> None:
        step = self.project.redo()
        assert (step is None) == (not self.undone)
        if self.undone:
            label, after = self.undone.pop()
            self.done.append((label, self.rows))
            self.rows = after
            assert step is not None and step.label == label

    @rule()
    def open_again(self) -> None:
        self.project.close()
        self.project = Project.open_for_editing(Path(self.folder.name))

    @invariant()
    def is_as_it_should_be(self) -> None:
        if not hasattr(self, "project"):
            return
        project = self.project
        found = [*project.sources(), *project.shots(), *project.clips(), *project.stills()]
        assert {(type(row), row.id): row for row in found} == self.rows
        assert project.undo_label == (self.done[-1][0] if self.done else None)
        assert project.redo_label == (self.undone[-1][0] if self.undone else None)


TestEditing = Editing.TestCase
TestEditing.settings = settings(deadline=None, max_examples=25, stateful_step_count=30)
