"""What an export would change, and what that means for the trainer's caches."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from app.core.cache import Cache
from app.core.export.planned import ProjectPlan
from app.core.export.project_export import FOLDER, export_project
from app.core.export.project_plan import ProjectPlanner
from app.core.export.unexported import (
    CHANGED,
    NOT_YET,
    REWORDED,
    ExportedFiles,
    look_at_project,
    state_of_row,
)
from app.core.library.edits import changing, removing
from app.core.library.model import Dataset
from app.core.library.project import Project
from app.core.media.geometry import Crop
from app.core.planner.caches.freshness_files import Waiting
from app.core.planner.caches.freshness_look import CacheLook, Freshness
from tests.core.export.makers import small_project
from tests.core.planner.caches.cache_files import age, write_latents, write_text

HEAD = Dataset(position=0, name="head", kind="video", resolution=(64, 48), target_frames=(5,))


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    project = small_project(tmp_path)
    project.add([HEAD])
    yield project
    project.close()


def plan_of(project: Project) -> ProjectPlan:
    return ProjectPlanner().update(project)


def waits(project: Project) -> dict[str, Waiting]:
    sources = {source.id: source for source in project.sources()}
    found = ExportedFiles(project.folder / FOLDER).waiting(plan_of(project), sources)
    return {stem: each for (_, stem), each in found.items()}


def look(project: Project) -> Freshness:
    files = ExportedFiles(project.folder / FOLDER)
    return look_at_project(CacheLook(), files, plan_of(project), project.sources())


def export(project: Project, tmp_path: Path) -> None:
    export_project(project, cache=Cache(tmp_path / "kept"))


def test_that_nothing_is_exported_at_first(project: Project) -> None:
    assert set(waits(project).values()) == {Waiting(NOT_YET, NOT_YET)}
    found = look(project)
    assert found.count("waiting") == 4  # two windows, two captions
    assert found.count("missing") == 0 and found.is_empty


def test_that_nothing_waits_after_an_export(project: Project, tmp_path: Path) -> None:
    export(project, tmp_path)
    assert waits(project) == {}
    found = look(project)
    assert found.count("missing") == 4


def test_that_an_edit_waits_for_the_next_export(project: Project, tmp_path: Path) -> None:
    export(project, tmp_path)
    first, second = project.clips(state="picked")
    project.apply(changing(first, replace(first, crop=Crop(96, 112, 0, 0)), label="crop"))
    project.apply(changing(second, replace(second, caption="other"), label="words"))
    assert sorted(waits(project).values(), key=str) == sorted(
        [Waiting(media=CHANGED), Waiting(caption=REWORDED)], key=str
    )
    export(project, tmp_path)
    assert waits(project) == {}


def test_that_a_file_changed_outside_does_not_wait(project: Project, tmp_path: Path) -> None:
    export(project, tmp_path)
    for path in (project.folder / FOLDER / "clips").glob("*.txt"):
        path.write_text("edited by hand", encoding="utf-8")
    first = project.clips(state="picked")[0]
    project.apply(changing(first, replace(first, caption="other"), label="words"))
    assert waits(project) == {}  # the export leaves it, and says so


def test_that_a_file_that_was_only_touched_is_still_ours(project: Project, tmp_path: Path) -> None:
    export(project, tmp_path)
    for path in (project.folder / FOLDER / "clips").glob("*.mp4"):
        age(path, 50)
    first = project.clips(state="picked")[0]
    project.apply(changing(first, replace(first, crop=Crop(96, 112, 0, 0)), label="crop"))
    assert list(waits(project).values()) == [Waiting(media=CHANGED)]


def test_that_the_loop_is_closed(project: Project, tmp_path: Path) -> None:
    """Exported, cached, recaptioned, exported again: exactly that caption's cache is stale."""
    export(project, tmp_path)
    plan = plan_of(project)
    dataset = plan.plan.datasets[0]
    folder = Path(dataset.config.cache_place or "")
    for window in dataset.windows:
        width, height = window.bucket
        write_latents(folder / window.cache_file, window.frames, height, width)
    captions = {
        path.stem: path.read_text(encoding="utf-8")
        for path in (project.folder / FOLDER / "clips").glob("*.txt")
    }
    for stem, words in captions.items():
        write_text(folder / f"{stem}_wan_te.safetensors", words)
    assert look(project).count("cached") == 4
    clip = project.clips(state="picked")[0]
    project.apply(changing(clip, replace(clip, caption="a red boat"), label="words"))
    assert look(project).count("waiting") == 1
    export(project, tmp_path)
    found = look(project)
    [(_, stale)] = list(found.files("stale"))
    assert stale.reason == "caption"
    assert found.count("cached") == 3
    clips = project.clips(state="picked")
    assert [state_of_row(found, plan, each) for each in clips] == ["stale", "cached"]
    assert state_of_row(found, plan, project.stills()[0]) is None


def test_that_what_was_found_is_kept_and_follows_the_project(
    project: Project, tmp_path: Path
) -> None:
    sources = {source.id: source for source in project.sources()}
    kept, planner = ExportedFiles(project.folder / FOLDER), ProjectPlanner()
    plan = planner.update(project)
    assert len(kept.waiting(plan, sources, disk=False)) == 3
    export(project, tmp_path)
    assert kept.waiting(plan, sources, disk=False) == {}  # the manifest is another
    first, second = project.clips(state="picked")
    changes = (first, {"crop": Crop(96, 112, 0, 0)}), (second, {"caption": "other"})
    for clip, fields in changes:
        edit = project.apply(changing(clip, replace(clip, **fields), label="edit"))  # type: ignore[arg-type]
        plan = planner.update(project, edit)
        anew = ExportedFiles(project.folder / FOLDER).waiting(plan, sources)
        assert anew and kept.waiting(plan, sources, disk=False) == anew
    settings = project.settings
    edit = project.apply(changing(settings, replace(settings, trigger="zelda"), label="trigger"))
    plan = planner.update(project, edit)
    anew = ExportedFiles(project.folder / FOLDER).waiting(plan, sources)
    assert len(anew) == 3 and kept.waiting(plan, sources, disk=False) == anew


def test_that_what_is_known_of_rows_that_are_gone_is_forgotten(
    project: Project, tmp_path: Path
) -> None:
    export(project, tmp_path)
    sources = {source.id: source for source in project.sources()}
    files = ExportedFiles(project.folder / FOLDER)
    planner = ProjectPlanner()
    (first, *_) = project.clips(state="picked")
    for start in range(200):
        files.waiting(planner.update(project), sources, disk=False)
        clip = replace(first, id=0, start=start % 8, end=start % 8 + 9, caption=f"take {start}")
        project.apply(removing(first))
        (first,) = project.add([clip])
        assert files._wanted(first, sources[first.source], project.settings).row == first
    files.waiting(planner.update(project), sources, disk=False)
    assert len(files._keys) < 100
