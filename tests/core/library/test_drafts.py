from __future__ import annotations

import dataclasses
from pathlib import Path

from app.core.library.drafts import Draft
from app.core.library.model import Prompt
from app.core.library.project import RECOVERED, Project
from app.core.library.readable import readable
from tests.core.library.makers import filled


def test_that_a_draft_is_no_edit_and_is_there_after_opening_again(tmp_path: Path) -> None:
    with filled(tmp_path) as project:
        before, logged = readable(project), len(project.log())
        clip, still = project.clip(1), project.still(1)
        project.save_draft(clip, "a b")
        project.save_draft(clip, "a boy runs")
        project.save_draft(still, "")
        assert readable(project) == before and len(project.log()) == logged
    with Project.open(tmp_path) as project:
        assert project.drafts() == [Draft(clip, "a boy runs"), Draft(still, "")]


def test_that_drafts_left_by_a_crash_become_edits_that_can_be_undone(tmp_path: Path) -> None:
    with filled(tmp_path) as project:
        before = project.clip(1).caption
        project.save_draft(project.clip(1), "a boy runs")
        project.save_draft(project.still(1), "")
    with Project.open_for_editing(tmp_path) as project:
        assert (project.clip(1).caption, project.still(1).caption) == ("a boy runs", "")
        assert project.drafts() == [] and project.recover_drafts() == 0
        assert project.undo_label == RECOVERED
        project.undo()
        project.undo()
        assert project.clip(1).caption == before and project.drafts() == []


def test_that_a_caption_edit_ends_the_draft_of_its_row_alone(tmp_path: Path) -> None:
    with filled(tmp_path) as project:
        one, two = project.clip(1), project.clip(2)
        project.save_draft(one, "typed")
        project.save_draft(two, "typed")
        project.change(one, dataclasses.replace(one, rating=5))
        assert len(project.drafts()) == 2
        project.change(one, dataclasses.replace(one, caption="typed"), label="Caption")
        assert project.drafts() == [Draft(two, "typed")]
        assert project.recover_drafts() == 1 and project.clip(2).caption == "typed"


def test_that_typing_the_caption_that_is_there_ends_the_draft(tmp_path: Path) -> None:
    with filled(tmp_path) as project:
        clip = project.clip(1)
        project.save_draft(clip, "typed")
        project.save_draft(clip, clip.caption)
        assert project.drafts() == []


def test_that_undo_of_a_caption_ends_its_draft(tmp_path: Path) -> None:
    with filled(tmp_path) as project:
        clip = project.clip(1)
        project.change(clip, dataclasses.replace(clip, caption="new"))
        project.save_draft(clip, "newer")
        project.undo()
        assert project.drafts() == [] and project.clip(1) == clip


def test_that_the_draft_of_a_removed_row_waits_for_it(tmp_path: Path) -> None:
    with filled(tmp_path) as project:
        clip = project.clip(1)
        project.save_draft(clip, "typed")
        project.remove([clip])
        assert project.drafts() == [] and project.recover_drafts() == 0
        project.undo()
        assert project.drafts() == [Draft(clip, "typed")]


def test_that_both_texts_of_a_prompt_are_kept_while_they_are_typed(tmp_path: Path) -> None:
    row = Prompt(position=0, text="a cat", width=384, height=208, frames=45)
    with Project.create(tmp_path / "p", "P") as project:
        project.add([row])
        prompt = project.prompts()[0]
        project.save_draft(prompt, "a cat runs", "text")
        project.save_draft(prompt, "3D", "negative")
        assert project.drafts() == [
            Draft(prompt, "a cat runs", "text"),
            Draft(prompt, "3D", "negative"),
        ]
        project.change(prompt, dataclasses.replace(prompt, text="a dog"))
        assert [draft.column for draft in project.drafts()] == ["negative"]
    with Project.open_for_editing(tmp_path / "p") as project:
        found = project.prompts()[0]
        assert (found.text, found.negative) == ("a dog", "3D")
        assert project.undo_label == "Sample prompt (recovered)" and project.drafts() == []


def test_that_a_dataset_file_that_is_no_toml_yet_waits_until_one_is_set(tmp_path: Path) -> None:
    with Project.create(tmp_path / "p", "p") as project:
        project.save_file_draft("[general\nbatch_size =")
    with Project.open(tmp_path / "p") as project:
        assert project.file_draft() == "[general\nbatch_size ="
        assert (project.settings.dataset_file, project.undo_label) == ("", None)
        project.save_file_draft("[general]\n")
        settings = project.settings
        project.change(settings, dataclasses.replace(settings, trigger="x"))
        assert project.file_draft() == "[general]\n"
        project.change(settings, dataclasses.replace(settings, dataset_file="[general]\n"))
        assert project.file_draft() == ""
        project.save_file_draft("x")
        project.save_file_draft("")
        assert project.file_draft() == ""
