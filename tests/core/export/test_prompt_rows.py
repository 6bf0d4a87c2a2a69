from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from app.core.export.prompt_rows import (
    add_prompt,
    begin_prompts,
    blank_prompt,
    duplicate_prompt,
    move_prompt,
    remove_prompt,
    resize_prompts,
    set_prompt,
)
from app.core.export.prompt_shapes import PromptShape
from app.core.library.model import Clip, Dataset, Prompt
from app.core.library.project import Project

CAT = Prompt(position=0, text="cat", width=384, height=208, frames=45)
VIDEO = Dataset(
    position=0, name="v", kind="video", resolution=(770, 416), target_frames=(1, 21)
)  # fmt: skip


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    with Project.create(tmp_path / "p", "P") as made:
        made.add([replace(CAT, text=text, position=n) for n, text in enumerate("abc")])
        yield made


def texts(project: Project) -> str:
    return "".join(prompt.text for prompt in project.prompts())


def test_that_prompts_are_added_duplicated_moved_and_removed_and_each_can_be_undone(
    project: Project,
) -> None:
    said = [texts(project)]

    def done() -> list[Prompt]:
        said.append(texts(project))
        return project.prompts()

    rows = project.prompts()
    project.apply(add_prompt(rows, replace(CAT, text="d")))
    rows = done()
    project.apply(add_prompt(rows, replace(CAT, text="e"), after=0))
    rows = done()
    project.apply(duplicate_prompt(rows, 1))
    rows = done()
    project.apply(move_prompt(rows, 0, 2))
    rows = done()
    project.apply(move_prompt(rows, 5, -9))
    rows = done()
    project.apply(remove_prompt(rows[1]))
    rows = done()
    project.apply(set_prompt(rows[0], replace(rows[0], text="D")))
    rows = done()
    assert said == ["abc", "abcd", "aebcd", "aeebcd", "eeabcd", "deeabc", "deabc", "Deabc"]
    for before in reversed(said[:-1]):
        project.undo()
        assert texts(project) == before


def test_that_a_move_without_room_is_no_edit(project: Project) -> None:
    rows = project.prompts()
    assert not move_prompt(rows, 0, -1) and not move_prompt(rows, 2, 1)


def test_that_a_table_begins_with_captions_or_the_recipes_examples(project: Project) -> None:
    clips = [Clip(source=1, start=0, end=9, caption=text) for text in ("S. one", "two", "One")]
    begun = begin_prompts(clips, [VIDEO], trigger="S").added
    assert [(row.text, row.width, row.frames) for row in begun if isinstance(row, Prompt)] == [
        ("one", 768, 21),
        ("two", 768, 21),
    ]
    assert len(begin_prompts([], [VIDEO], trigger="S").added) == 2
    blank = blank_prompt([VIDEO])
    assert (blank.text, blank.width, blank.height, blank.frames) == ("", 768, 416, 21)


def test_that_a_table_begins_as_large_as_the_plan_says() -> None:
    clips, shape = [Clip(source=1, start=0, end=9, caption="one")], PromptShape(384, 208, 45)
    for material, datasets in ((clips, []), (clips, [VIDEO]), ([], [])):
        begun = begin_prompts(material, datasets, trigger="", shape=shape).added
        sizes = {(row.width, row.height, row.frames) for row in begun if isinstance(row, Prompt)}
        assert sizes == {(384, 208, 45)}
    blank = blank_prompt([VIDEO], shape=shape)
    assert (blank.text, blank.width, blank.height, blank.frames) == ("", 384, 208, 45)


def test_that_prompts_take_the_size_of_others_and_keep_their_words(project: Project) -> None:
    first, second, third = project.prompts()
    smaller = replace(second, text="of before", width=192, height=112, frames=21)
    project.apply(resize_prompts(project.prompts(), [smaller, replace(smaller, id=99)]))
    assert project.prompts() == [first, replace(smaller, text=second.text), third]
    assert not resize_prompts(project.prompts(), [smaller])
