from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from app.core.cache import Cache
from app.core.errors import SourceError
from app.core.finding import cut_again, find_shots, foretell_threshold
from app.core.library.cutting import cut_at, move_cut, remove_cut
from app.core.library.project import Project
from app.core.library.sources import add_film
from app.core.shots.cuts import Cut as FoundCut
from app.core.shots.signal import FrameSignal
from tests.core.library.makers import film
from tests.core.shots.scenes import blank, dissolve, shot, write_film


def test_that_a_film_of_which_fades_leave_nothing_is_one_shot(tmp_path: Path) -> None:
    frames = 24
    film = write_film(tmp_path / "short.mp4", dissolve(blank(frames), shot(1, frames), frames - 2))
    with Project.create(tmp_path / "p", "P") as project:
        source = add_film(project, film, cache=Cache())
        find_shots(project, source, cache=Cache())
        length = project.source(source.id).frames
        assert length > 0
        assert [(each.start, each.end) for each in project.shots(source)] == [(0, length)]


def test_that_a_film_whose_drive_is_gone_is_told_as_everywhere(tmp_path: Path) -> None:
    (tmp_path / "here").mkdir()
    film = write_film(tmp_path / "here" / "short.mp4", shot(1, 24))
    with Project.create(tmp_path / "p", "P") as project:
        source = add_film(project, film, cache=Cache())
        film.parent.rename(tmp_path / "away")
        with pytest.raises(SourceError, match="any more: put it back, or show Rushes where it is"):
            find_shots(project, source, cache=Cache())


def signal(hard: dict[int, float], soft: tuple[FoundCut, ...] = ()) -> FrameSignal:
    scores = np.zeros(400, np.float16)
    for frame, score in hard.items():
        scores[frame] = score
    return FrameSignal(400, True, scores, np.zeros(400, np.float16), soft, 0, 400)


SIGNAL = signal(
    {100: 0.9, 150: 0.6, 300: 0.3}, (FoundCut(200, 212, "dissolve", 0.7),)
)  # what the detector thinks of a film


@pytest.fixture
def measured(tmp_path: Path) -> Iterator[Project]:
    """A film cut at a threshold of a half."""
    with Project.create(tmp_path, "p") as project:
        project.add([dataclasses.replace(film(frames=400), detector="exact", threshold=0.9)])
        cut_again(project, project.source(1), SIGNAL, 0.5)
        yield project


def cut_frames(project: Project) -> list[int]:
    return [cut.frame for cut in project.cuts()]


def test_that_another_threshold_cuts_a_film_anew_in_one_step(measured: Project) -> None:
    assert cut_frames(measured) == [100, 150, 200]
    done = cut_again(measured, measured.source(1), SIGNAL, 0.2)
    assert cut_frames(measured) == [100, 150, 200, 300]
    assert (measured.source(1).detector, measured.source(1).threshold) == ("exact", 0.2)
    assert done and len(measured.shots()) == 5
    measured.undo()
    assert cut_frames(measured) == [100, 150, 200]
    assert measured.source(1).threshold == 0.5


def test_that_a_cut_taken_away_stays_away_at_every_threshold(measured: Project) -> None:
    one, two, *_ = measured.shots()
    measured.apply(remove_cut(one, two, measured.cuts()))
    for threshold in (0.2, 0.95, 0.65, 0.0, 0.5):
        cut_again(measured, measured.source(1), SIGNAL, threshold)
        assert (0, 150) in [(shot.start, shot.end) for shot in measured.shots()]
        assert 100 not in cut_frames(measured)


@pytest.mark.parametrize("threshold", [0.0, 0.2, 0.5, 0.65, 0.95])
@pytest.mark.parametrize("by_hand", [False, True])
def test_that_what_is_foretold_of_a_threshold_is_what_it_does(
    measured: Project, threshold: float, *, by_hand: bool
) -> None:
    if by_hand:
        one, two, *_ = measured.shots()
        measured.apply(move_cut(one, two, 90, 90, measured.cuts()))
        measured.apply(cut_at(measured.shots(), 260))
    before = cut_frames(measured)
    told = foretell_threshold(
        measured.source(1), SIGNAL, threshold, measured.cuts(), measured.shots()
    )
    cut_again(measured, measured.source(1), SIGNAL, threshold)
    after = cut_frames(measured)
    assert told.come == sorted(set(after) - set(before))
    assert told.go == sorted(set(before) - set(after))
    assert told.shots == len(measured.shots())
