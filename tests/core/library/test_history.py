from __future__ import annotations

import contextlib
import dataclasses
import sqlite3
import time
from pathlib import Path

import pytest

from app.core.library import history
from app.core.library.edits import Edit, adding, changing, several
from app.core.library.history import Mark
from app.core.library.model import Clip, Dataset, Shot
from app.core.library.project import Project
from app.core.library.readable import readable
from tests.core.library.makers import filled


def caption(project: Project, text: str, clip_id: int = 1) -> None:
    clip = project.clip(clip_id)
    project.change(clip, dataclasses.replace(clip, caption=text), label=text)


def undo_all(project: Project) -> int:
    count = 0
    while project.undo() is not None:
        count += 1
    return count


def test_that_ten_steps_undone_are_redone_after_closing_and_opening_again(tmp_path: Path) -> None:
    with filled(tmp_path) as project:
        for number in range(10):
            caption(project, f"step {number}")
        after = readable(project)
        assert [edit.label for _ in range(10) if (edit := project.undo())] == [
            f"step {number}" for number in reversed(range(10))
        ]
        before = readable(project)
    with Project.open_for_editing(tmp_path) as project:
        assert readable(project) == before
        assert (project.undo_label, project.redo_label) == ("Add", "step 0")
        assert [edit.label for _ in range(10) if (edit := project.redo())] == [
            f"step {number}" for number in range(10)
        ]
        assert readable(project) == after
        assert project.redo() is None and project.redo_label is None


def test_that_a_project_can_be_undone_to_its_beginning(tmp_path: Path) -> None:
    with Project.create(tmp_path / "new", "Fireflies") as project:
        beginning = readable(project)
    with filled(tmp_path / "filled") as project:
        after = readable(project)
        assert undo_all(project) == 8
        assert readable(project) == beginning
        assert project.undo() is None and project.undo_label is None
        while project.redo() is not None:
            pass
        assert readable(project) == after


def test_that_undo_tells_what_changed(tmp_path: Path) -> None:
    with filled(tmp_path) as project:
        before = project.clip(1).caption
        caption(project, "new")
        undone = project.undo()
        assert undone is not None and undone.changed[0].values == {"caption": before}
        clip = project.add([Clip(source=1, start=0, end=5)])[0]
        assert project.undo() == Edit("Add", removed=(("clip", clip.id),))
        assert project.redo() == Edit("Add", added=(clip,))


def test_that_a_removed_film_comes_back_with_all_its_rows_and_their_ids(tmp_path: Path) -> None:
    def rows(project: Project) -> list[object]:
        return [
            *(project.sources(), project.cuts(), project.shots(), project.clips()),
            project.stills(),
        ]

    with filled(tmp_path) as project:
        before = rows(project)
        project.remove([project.sources()[0]])
        without = rows(project)
        project.undo()
        assert rows(project) == before
        project.redo()
        assert rows(project) == without


def test_that_a_new_edit_leaves_what_was_undone_behind(tmp_path: Path) -> None:
    with filled(tmp_path) as project:
        for text in ("one", "two", "three"):
            caption(project, text)
        project.undo()
        project.undo()
        caption(project, "other")
        assert project.redo_label is None and project.redo() is None
        marks = {entry.edit.label: entry.mark for entry in project.log(4)}
        assert marks == {
            "other": Mark.DONE,
            "three": Mark.LEFT,
            "two": Mark.LEFT,
            "one": Mark.DONE,
        }
        project.undo()
        assert project.clip(1).caption == "one" and project.undo_label == "one"
        project.redo()
        assert project.clip(1).caption == "other"


def test_that_an_edit_without_effect_leaves_what_was_undone(tmp_path: Path) -> None:
    with filled(tmp_path) as project:
        caption(project, "one")
        project.undo()
        project.apply(Edit("Nothing"))
        assert project.redo_label == "one"


def test_that_programs_share_one_history(tmp_path: Path) -> None:
    with filled(tmp_path) as one, Project.open(tmp_path) as two:
        caption(one, "by one")
        caption(two, "by two")
        assert one.undo_label == "by two"
        one.undo()
        two.undo()
        assert one.clip(1).caption == "走る"
        one.redo()
        assert two.clip(1).caption == "by one" and two.redo_label == "by two"


def spoil(project: Project, statement: str) -> None:
    with contextlib.closing(sqlite3.connect(project.file)) as database:
        database.execute(statement)
        database.commit()


def test_that_undo_passes_over_what_has_no_effect_any_more(tmp_path: Path) -> None:
    with filled(tmp_path) as project:
        caption(project, "first")
        caption(project, "second", clip_id=2)
        spoil(project, "DELETE FROM clip WHERE id = 2")
        undone = project.undo()
        assert undone is not None and undone.label == "first"
        assert project.clip(1).caption == "走る"


def test_that_undo_passes_over_what_breaks_a_rule_now(tmp_path: Path) -> None:
    with filled(tmp_path) as project:
        caption(project, "first")
        dataset = project.datasets()[0]
        project.apply(
            several(
                "Rename",
                (
                    changing(dataset, dataclasses.replace(dataset, name="new")),
                    adding(Clip(source=1, start=1, end=2)),
                ),
            )
        )
        clips = project.count(Clip)
        spoil(project, "UPDATE dataset SET name = 'stills' WHERE name = 'a'")
        undone = project.undo()
        assert undone is not None and undone.label == "first"
        assert project.count(Clip) == clips and project.count(Dataset) == 2
        redone = project.redo()
        assert redone is not None and redone.label == "first"
        assert project.redo() is None


def test_that_the_log_keeps_the_newest_edits(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(history, "DEPTH", 5)
    with filled(tmp_path) as project:
        for number in range(9):
            caption(project, f"step {number}")
        assert undo_all(project) == 5
        assert project.clip(1).caption == "step 3"


def test_that_the_log_keeps_what_fits_and_always_the_last_edit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(history, "ROOM", 10_000)
    with filled(tmp_path) as project:
        for number in range(30):
            caption(project, f"{number:03} {'x' * 1000}")
        sizes = [len(entry.edit.label) for entry in project.log()]
        assert 3 <= len(sizes) <= 5
        project.add([Shot(source=1, start=n, end=n + 1) for n in range(1000)], label="Many")
        assert [entry.edit.label for entry in project.log()] == ["Many"]
        project.undo()
        assert project.count(Shot) == 3 and project.undo() is None


def test_that_the_log_is_asked_for_a_name(tmp_path: Path) -> None:
    with filled(tmp_path) as project:
        assert project.was_done("Add films") and not project.was_done("Caption")


def test_that_undoing_a_hundred_thousand_removed_shots_takes_seconds(tmp_path: Path) -> None:
    with filled(tmp_path) as project:
        shots = [Shot(source=1, start=2 * n, end=2 * n + 2) for n in range(100_000)]
        added = project.add(shots)
        project.remove(added)
        start = time.thread_time()
        project.undo()
        assert time.thread_time() - start < 5.0
        assert project.count(Shot) == 100_003


def test_that_joined_changes_are_one_step(tmp_path: Path) -> None:
    with Project.create(tmp_path / "p", "one") as project:

        def named(name: str, **others: object) -> Edit:
            after = dataclasses.replace(project.settings, name=name, **others)  # type: ignore[arg-type]
            return changing(project.settings, after, label="Rename")

        project.apply(named("two"), join=True)
        project.apply(named("three", trigger="x"), join=True)
        project.apply(named("four"), join=True)
        assert [entry.edit.label for entry in project.log(9)].count("Rename") == 1
        project.undo()
        assert (project.settings.name, project.settings.trigger) == ("one", "")
        project.redo()
        assert (project.settings.name, project.settings.trigger) == ("four", "x")


def test_that_changes_join_only_what_was_done_last_under_their_name(tmp_path: Path) -> None:
    with Project.create(tmp_path / "p", "one") as project:
        first = dataclasses.replace(project.settings, name="two")
        project.change(project.settings, first, label="Other")
        project.apply(
            changing(first, dataclasses.replace(first, name="three"), label="Rename"), join=True
        )
        project.undo()
        assert project.settings.name == "two"
        project.apply(
            changing(first, dataclasses.replace(first, name="four"), label="Rename"), join=True
        )
        project.undo()
        assert project.settings.name == "two"
        project.undo()
        assert project.settings.name == "one"
