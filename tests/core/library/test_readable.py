from __future__ import annotations

import dataclasses
import json
from pathlib import Path

from app.core.library.project import Project
from app.core.library.readable import export_readable, readable
from tests.core.library.makers import filled


def test_that_the_text_holds_everything_and_says_its_format(tmp_path: Path) -> None:
    with filled(tmp_path / "p") as project:
        export_readable(project, tmp_path / "out" / "p.json")
    value = json.loads((tmp_path / "out" / "p.json").read_text(encoding="utf-8"))
    assert (value["format"], value["version"]) == ("rushes-project", 6)
    assert value["settings"]["rate"] == "16/1"
    assert value["settings"]["still_size"] is None
    assert [source["path"] for source in value["sources"]] == ["../films/a.mkv", "films/b.mkv"]
    assert value["cuts"] == {
        "films/b.mkv": [[48, 48, "hard", 1.0, False], [90, 101, "fade", 0.5, False]],
    }
    assert value["shots"]["../films/a.mkv"] == [
        [10, 20, False, False, True, 4, ["hill"], "rejected"]
    ]
    assert [(clip["source"], clip["start"]) for clip in value["clips"]] == [
        ("../films/a.mkv", 10),
        ("films/b.mkv", 0),
        ("films/b.mkv", 50),
    ]
    assert value["clips"][2]["crop"] == "1920:800:0:120"
    assert value["stills"][0]["caption"] == "a hill"
    assert [dataset["name"] for dataset in value["datasets"]] == ["stills", "a"]
    assert value["prompts"][0]["flow_shift"] == 3.0


def test_that_a_changed_caption_changes_one_line(tmp_path: Path) -> None:
    with filled(tmp_path) as project:
        before = readable(project).splitlines()
        clip = project.clip(1)
        project.change(clip, dataclasses.replace(clip, caption="new"))
        after = readable(project).splitlines()
    assert sum(a != b for a, b in zip(before, after, strict=True)) == 1


def test_that_every_cut_and_shot_has_a_line_of_its_own(tmp_path: Path) -> None:
    with filled(tmp_path) as project:
        before = readable(project).splitlines()
        project.remove(project.shots()[:1])
        after = readable(project).splitlines()
    assert len(before) == len(after) + 1


def test_that_the_text_of_a_new_project_is_whole(tmp_path: Path) -> None:
    with Project.create(tmp_path, "empty") as project:
        value = json.loads(readable(project))
    assert value["clips"] == [] and value["shots"] == {}
