from __future__ import annotations

import dataclasses
from pathlib import Path

from app.core.captions.writing import take, turn_down, write
from app.core.library.machine import MachineCaption
from app.core.library.project import Project
from tests.core.library.makers import filled


def said(
    row: int, text: str = "A boy runs.", batch: str = "b", trouble: str = ""
) -> MachineCaption:
    return MachineCaption(
        batch=batch, table="clip", row=row, text=text, raw=f"**{text}**", trouble=trouble, model="m"
    )


def waiting(project: Project) -> list[tuple[int, str]]:
    return [(each.row, each.text or each.trouble) for each in project.waiting_machine()]


def test_that_what_a_machine_wrote_waits_beside_the_caption_and_is_no_edit(tmp_path: Path) -> None:
    heard: list[MachineCaption] = []
    with filled(tmp_path) as project:
        project.listen(None, heard.append)
        before, undo = project.clip(1), project.undo_label
        kept = project.keep_machine(
            dataclasses.replace(said(1), details={"finish": "stop", "times": [0, 0.4]})
        )
        assert project.clip(1) == before and project.undo_label == undo
        assert kept.id == 1 and kept.time and heard == [kept]
    with Project.open(tmp_path) as project:
        assert project.waiting_machine() == [kept] == project.machine_captions(table="clip", row=1)
        assert kept.details["times"] == [0, 0.4] and kept.raw == "**A boy runs.**"


def test_that_an_item_of_a_batch_is_kept_once(tmp_path: Path) -> None:
    heard: list[MachineCaption] = []
    with filled(tmp_path) as project:
        project.listen(None, heard.append)
        first = project.keep_machine(said(1))
        assert project.keep_machine(said(1, "Another.")) == first
        assert project.keep_machine(said(1, "Another.", batch="c")).id > first.id
        assert [each.text for each in project.machine_captions(batch="b")] == ["A boy runs."]
        assert len(heard) == 2


def test_that_taking_one_is_an_edit_and_undo_lets_it_wait_again(tmp_path: Path) -> None:
    with filled(tmp_path) as project:
        clip = project.clip(1)
        kept = project.keep_machine(said(1))
        project.apply(take([(clip, kept)]))
        assert project.clip(1).caption == "A boy runs." and waiting(project) == []
        project.undo()
        assert project.clip(1) == clip and waiting(project) == [(1, "A boy runs.")]
        project.apply(turn_down([(project.clip(1), kept)]))
        assert project.clip(1).caption == clip.caption and waiting(project) == []
        project.keep_machine(said(1, "A newer one.", batch="c"))
        assert waiting(project) == [(1, "A newer one.")]


def test_that_trouble_waits_beside_an_older_text_and_ends_with_a_newer_one(tmp_path: Path) -> None:
    with filled(tmp_path) as project:
        project.keep_machine(said(1))
        project.keep_machine(said(1, "", batch="c", trouble="The server is full."))
        project.keep_machine(said(2, "", batch="c", trouble="The server is full."))
        assert waiting(project) == [
            (1, "A boy runs."), (1, "The server is full."), (2, "The server is full."),
        ]  # fmt: skip
        project.keep_machine(said(1, "At last.", batch="d"))
        assert waiting(project) == [(2, "The server is full."), (1, "At last.")]
        project.remove([project.clip(1)])
        assert waiting(project) == [(2, "The server is full.")]
        project.undo()
        assert waiting(project) == [(2, "The server is full."), (1, "At last.")]


def test_that_half_a_character_of_a_reply_can_be_kept(tmp_path: Path) -> None:
    with filled(tmp_path) as project:
        kept = project.keep_machine(dataclasses.replace(said(1), raw="a \ud83d b"))
        assert kept.raw == "a ? b"


def test_that_every_text_of_a_caption_is_kept_with_who_wrote_it(tmp_path: Path) -> None:
    with filled(tmp_path) as project:
        clip = project.clip(1)
        kept = project.keep_machine(said(1))
        project.apply(take([(clip, kept)]))
        project.apply(write(project.clip(1), "A boy runs\nuphill."))
        found = [(each.text, each.model, each.label) for each in project.wordings(clip)]
        assert found == [
            ("A boy runs\nuphill.", "", "Caption"),
            ("A boy runs.", "m", "Take machine caption"),
            ("走る", "", found[2][2]),
        ]
        assert project.wordings(project.clip(2)) != project.wordings(clip)


def test_that_steps_back_and_on_add_nothing_and_an_old_text_moves_up(tmp_path: Path) -> None:
    with filled(tmp_path) as project:
        clip = project.clip(1)
        project.apply(write(clip, "Two."))
        project.undo()
        project.redo()
        assert [each.text for each in project.wordings(clip)] == ["Two.", "走る"]
        project.apply(write(project.clip(1), "走る"))
        project.apply(write(project.clip(1), ""))
        assert [each.text for each in project.wordings(clip)] == ["走る", "Two."]


def test_that_the_history_outlives_the_row_and_the_log(tmp_path: Path) -> None:
    with filled(tmp_path) as project:
        clip = project.clip(1)
        project.apply(write(clip, "Two."))
        project.remove([project.clip(1)])
        project.undo()
        assert [each.text for each in project.wordings(clip)] == ["Two.", "走る"]
