"""Checking the clips of a project."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from app.core.cache import Cache
from app.core.checks.clips import check_clips, known_findings
from app.core.checks.findings import CheckKind, Finding
from app.core.jobs import Progress, Stopped
from app.core.library.model import Clip, Cut, Source
from app.core.library.project import Project
from app.core.library.sources import add_film
from app.core.media.geometry import Crop
from tests import films
from tests.core.checks.painted import paint, scene, with_bars


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    with Project.create(tmp_path / "project", "Checks") as project:
        yield project


@pytest.fixture
def film(tmp_path: Path, project: Project) -> Source:
    """96 frames: two scenes with letterbox bars, 48 frames each."""
    pictures = np.concatenate([scene(1, 48, speed=1), scene(2, 48, speed=1)])
    return add_film(project, paint(tmp_path / "한국 'film'.mp4", with_bars(pictures, across=20)))


def clip_of(project: Project, source: Source, start: int, end: int, **more: object) -> Clip:
    clip = Clip(source=source.id, start=start, end=end, **more)  # type: ignore[arg-type]
    return project.add([clip])[0]


def kinds(findings: tuple[Finding, ...]) -> set[CheckKind]:
    return {each.kind for each in findings if each.level != "good"}


def test_that_every_clip_gets_its_findings(project: Project, film: Source) -> None:
    whole, first = (clip_of(project, film, 0, end) for end in (96, 40))
    cropped = clip_of(project, film, 50, 90, crop=Crop(384, 176, 0, 20))
    found = check_clips(project, [cropped, whole, first])
    assert kinds(found[whole.id]) == {CheckKind.CUT, CheckKind.BARS, CheckKind.DUPLICATE}
    assert kinds(found[first.id]) == {CheckKind.BARS, CheckKind.DUPLICATE}
    assert kinds(found[cropped.id]) == {CheckKind.DUPLICATE}  # it lies in the whole
    overlap = next(each for each in found[first.id] if each.kind is CheckKind.DUPLICATE)
    assert (overlap.text, overlap.other, overlap.value) == ("overlaps", whole.id, 40)


def test_that_what_was_checked_is_known_without_the_film(project: Project, film: Source) -> None:
    clips = [clip_of(project, film, 0, 40), clip_of(project, film, 50, 90)]
    before = known_findings(project, clips)
    assert before.missing == tuple(clip.id for clip in clips)
    assert set(before.findings.values()) == {()}
    found = check_clips(project, clips)
    project.path_of(film).unlink()
    known = known_findings(project, clips)
    assert known.missing == ()
    assert known.findings == found == check_clips(project, clips)


def test_that_the_cuts_of_a_scanned_film_are_known_at_once(project: Project, film: Source) -> None:
    project.change(film, replace(film, detector="exact"))
    project.add([Cut(source=film.id, frame=48, end=48, score=0.99)])
    clip = clip_of(project, film, 30, 70)
    known = known_findings(project, [clip])
    assert kinds(known.findings[clip.id]) == {CheckKind.CUT}
    assert known.missing == (clip.id,)


def test_that_a_missing_film_is_said_of_its_clips_and_others_go_on(
    project: Project, film: Source, tmp_path: Path
) -> None:
    other = add_film(project, paint(tmp_path / "other.mp4", scene(5, 30)))
    lost, fine = clip_of(project, film, 0, 40), clip_of(project, other, 0, 30)
    project.path_of(film).unlink()
    found = check_clips(project, [lost, fine])
    assert [each.text for each in found[lost.id]] == ["not readable"]
    assert "does not exist" in found[lost.id][0].why
    assert kinds(found[fine.id]) == set()


def test_that_damage_is_said_of_the_clips_behind_it_alone(project: Project, tmp_path: Path) -> None:
    path = films.spoil(films.make_film(tmp_path / "film.mp4", 96), 0.5, 200)
    source = add_film(project, path)
    before, behind = clip_of(project, source, 0, 24), clip_of(project, source, 36, 96)
    found = check_clips(project, [before, behind])
    assert CheckKind.DAMAGED not in kinds(found[before.id])
    assert kinds(found[behind.id]) == {CheckKind.DAMAGED}
    assert known_findings(project, [before, behind]).missing == ()


def test_that_a_clip_past_the_end_of_a_film_is_said_and_no_bug(
    project: Project, film: Source
) -> None:
    clip = clip_of(project, film, 90, 120)
    found = check_clips(project, [clip])[clip.id]
    assert [each.text for each in found] == ["not readable"]
    assert "ends at 120" in found[0].why


def test_that_the_same_scene_in_two_films_is_a_duplicate(project: Project, tmp_path: Path) -> None:
    pictures = scene(8, 60)
    small = pictures.reshape(60, 108, 2, 192, 2).mean((2, 4))
    clips = [
        clip_of(project, add_film(project, paint(tmp_path / f"{name}.mp4", made)), 0, 60)
        for name, made in {"large": pictures, "small": small, "other": scene(9, 60)}.items()
    ]
    found = check_clips(project, clips)
    twins = [
        [each.other for each in found[clip.id] if each.kind is CheckKind.DUPLICATE]
        for clip in clips
    ]
    assert twins == [[clips[1].id], [clips[0].id], []]


def test_that_checking_stops_and_keeps_what_it_has(project: Project, film: Source) -> None:
    clips = [clip_of(project, film, start, start + 24) for start in (0, 24, 60)]
    reached: list[Progress] = []

    def stop_late(progress: Progress) -> None:
        reached.append(progress)
        if progress.done >= 35:
            raise Stopped

    with pytest.raises(Stopped):
        check_clips(project, clips, checkpoint=stop_late)
    assert known_findings(project, clips).missing == (clips[2].id,)
    done = [progress.done for progress in reached]
    assert done == sorted(done)
    assert {progress.total for progress in reached} == {48}


def test_that_a_copied_film_is_not_measured_again(
    project: Project, film: Source, tmp_path: Path
) -> None:
    clip = clip_of(project, film, 0, 40)
    path = project.path_of(film)
    path.write_bytes(path.read_bytes())  # the same film at another time
    cache = Cache(tmp_path / "cache")
    found = check_clips(project, [clip], cache=cache)
    frames: list[Progress] = []
    assert check_clips(project, [clip], cache=cache, checkpoint=frames.append) == found
    assert {progress.done for progress in frames} <= {0, frames[-1].total}


def test_that_the_demo_film_gives_no_false_alarm(
    project: Project, demo_film: Path, samples: Path
) -> None:
    cuts = json.loads((samples / "demo_cuts.json").read_text())["hard"]
    source = add_film(project, demo_film)
    bounds = [0, *cuts, source.frames]
    shots = [
        clip_of(project, source, start, end)
        for start, end in itertools.pairwise(bounds)
        if end <= 600
    ]
    across = clip_of(project, source, cuts[0] - 20, cuts[0] + 20)
    found = check_clips(project, [*shots, across])
    problems = {kind for shot in shots for kind in kinds(found[shot.id])}
    assert problems <= {CheckKind.DUPLICATE, CheckKind.LONG, CheckKind.STILL}
    assert not any(
        each.is_problem and each.kind is CheckKind.STILL
        for shot in shots
        for each in found[shot.id]
    )
    inside = next(each for each in found[across.id] if each.kind is CheckKind.CUT)
    assert inside.level == "bad"
    assert inside.frame in range(cuts[0], cuts[0] + 2)  # 16 of 24 frames are looked at


def test_that_clips_of_a_film_that_was_removed_meanwhile_are_passed_over(
    project: Project, film: Source
) -> None:
    clip = clip_of(project, film, 0, 40)
    project.remove([film])
    assert check_clips(project, [clip]) == {}
    assert known_findings(project, [clip]).missing == ()
