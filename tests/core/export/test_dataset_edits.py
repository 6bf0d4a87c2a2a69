from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from app.core.errors import DatasetError
from app.core.export.dataset_edits import doubled, renamed
from app.core.export.dataset_text import edit_of_text, render
from app.core.export.dataset_toml import Places, places_in
from app.core.library.model import Dataset
from app.core.library.project import Project
from app.core.planner.text.entry_text import with_value

SHORT = Dataset(position=0, name="short", kind="video", resolution=(64, 48), filter="tag:rain")
LONG = Dataset(position=1, name="long", kind="video", resolution=(64, 48), target_frames=(45,))


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    """Two datasets, one of them with a comment and a key that no row has."""
    with Project.create(tmp_path / "p", "P") as made:
        made.add([SHORT, LONG])
        text = with_value(text_of(made), 0, "source_fps", 30.0) + "# mine\n"
        made.apply(edit_of_text(text, made.datasets(), made.settings, places(made), "Typed"))
        yield made


def places(project: Project) -> Places:
    return places_in(project.folder / "dataset")


def text_of(project: Project) -> str:
    return render(project.datasets(), project.settings, places(project))


def test_that_a_renamed_dataset_keeps_its_entry_and_gets_a_cache_folder_of_its_name(
    project: Project,
) -> None:
    before = text_of(project)
    project.apply(renamed(project.datasets(), project.settings, before, 0, " near  by "))
    after = text_of(project)
    assert project.datasets()[0].name == "near by" and "/cache/near by" in after
    moved = before.replace("/cache/short", "/cache/near by")
    assert after == moved.replace("/short.jsonl", "/near by.jsonl")  # it reads only some
    project.undo()
    assert text_of(project) == before


@pytest.mark.parametrize(("name", "says"), [("  ", "name"), ("LONG", '"LONG"')])
def test_that_a_name_nobody_can_have_is_refused(project: Project, name: str, says: str) -> None:
    with pytest.raises(DatasetError) as error:
        renamed(project.datasets(), project.settings, text_of(project), 0, name)
    assert says in str(error.value)


def test_that_the_same_name_is_no_step(project: Project) -> None:
    assert not renamed(project.datasets(), project.settings, text_of(project), 0, "short")


def test_that_a_copy_stands_behind_and_has_all_its_row_and_its_file_say(project: Project) -> None:
    before = text_of(project)
    project.apply(doubled(project.datasets(), project.settings, before, 0))
    rows = project.datasets()
    assert [(row.position, row.name) for row in rows] == [(0, "short"), (1, "short 2"), (2, "long")]
    assert replace(rows[1], id=rows[0].id, position=0, name="short") == rows[0]
    after = text_of(project)
    assert after.count("source_fps = 30.0") == 2 and after.count("# mine") == 1
    assert "/cache/short 2" in after and "/cache/long" in after
    project.undo()
    assert text_of(project) == before
