"""Shots and stills, from a few of their frames."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from app.core.cache import Cache
from app.core.checks.film_shots import FilmShots, known_of_films, look_at_film
from app.core.checks.findings import Finding
from app.core.checks.glimpses import (
    Glimpse,
    frames_to_see,
    known_glimpses,
    look_at_frames,
)
from app.core.checks.lengths import Lengths
from app.core.checks.measure import Bars
from app.core.checks.shots import SeenFilm, shot_findings, still_findings
from app.core.jobs import Progress, Stopped
from app.core.library.model import Dataset, Settings, Shot, Source, Still
from app.core.media.geometry import Crop
from app.core.media.index import FrameIndex, index_file
from app.core.shots.detect import signal_of
from tests.core.checks.painted import blurred, paint, scene, with_bars
from tests.films import spoil

BARS = Bars(20, 20, 0, 0)
SHOTS = [Shot(id=n + 1, source=1, start=24 * n, end=24 * n + 24) for n in range(5)]


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Five shots of 24 frames: letterbox, letterbox, black, blurred, one that stands still."""
    pictures = [
        with_bars(scene(1, 24), across=20),
        with_bars(scene(2, 24), across=20),
        scene(3, 24) * 0,
        blurred(scene(4, 24), 24),
        scene(5, 1).repeat(24, axis=0),
    ]
    path = tmp_path_factory.mktemp("films") / "film.mp4"
    return paint(path, np.concatenate(pictures), options={"g": "12", "crf": "10"})


@pytest.fixture
def index(film: Path) -> FrameIndex:
    return index_file(film)


def source_of(index: FrameIndex, **more: object) -> Source:
    facts = {"frames": len(index), "rate": index.rate, "width": 384, "height": 216}
    key = {"path": str(index.path), "size": 1, "mtime_ns": 1, "quick_hash": "x"}
    return Source(id=1, **{**facts, **key, "detector": "exact", **more})  # type: ignore[arg-type]


def texts(found: dict[int, tuple[Finding, ...]]) -> dict[int, list[str]]:
    return {one: [each.text for each in findings] for one, findings in found.items()}


def seen(index: FrameIndex, shots: Iterable[Shot] = SHOTS, **more: object) -> SeenFilm:
    frames = [frame for shot in shots for frame in frames_to_see(index, shot.start, shot.end)]
    glimpses = look_at_frames(index, frames)
    return SeenFilm(**{"source": source_of(index), "index": index, "glimpses": glimpses, **more})


# -------------------------------------------------------------------------------- what is looked at


def test_that_key_frames_stand_for_a_shot_where_it_has_some(index: FrameIndex) -> None:
    keys = [n for n in range(len(index)) if index.is_key[n]]
    assert set(frames_to_see(index, 0, 96)) <= set(keys)
    assert len(frames_to_see(index, 0, 96)) == 2
    assert frames_to_see(index, 1, 9) == (5,)  # no key frame: its middle
    assert frames_to_see(index, 100, 4000)[-1] < len(index)
    assert frames_to_see(index, 4000, 4010) == ()


def test_that_frames_are_looked_at_once(index: FrameIndex, tmp_path: Path) -> None:
    cache = Cache(tmp_path / "cache")
    steps: list[Progress] = []
    found = look_at_frames(index, [0, 60], cache=cache, checkpoint=steps.append)
    assert found[0].bars == BARS and found[60].black and found[60].bars == Bars()
    assert steps[-1].done == steps[-1].total == 2
    assert known_glimpses(index, cache) == found
    again: list[Progress] = []
    both = look_at_frames(index, [0, 60, 90], cache=cache, checkpoint=again.append)
    assert again[-1].total == 1 and set(both) == {0, 60, 90}
    assert known_glimpses(index, cache).keys() == {0, 60, 90}


def test_that_what_was_seen_is_kept_when_it_is_stopped(index: FrameIndex, tmp_path: Path) -> None:
    cache = Cache(tmp_path / "cache")

    def stop(progress: Progress) -> None:
        if progress.done >= 2:
            raise Stopped

    with pytest.raises(Stopped):
        look_at_frames(index, [0, 30, 60, 90], cache=cache, checkpoint=stop)
    assert set(known_glimpses(index, cache)) == {0, 30}


def test_that_damaged_frames_are_noted_and_not_tried_again(tmp_path: Path) -> None:
    index = index_file(spoil(paint(tmp_path / "film.mp4", scene(3, 96)), 0.5, 400))
    cache = Cache(tmp_path / "cache")
    found = look_at_frames(index, [0, 95], cache=cache)
    assert not found[0].damaged and found[95].damaged
    steps: list[Progress] = []
    look_at_frames(index, [0, 95], cache=cache, checkpoint=steps.append)
    assert [step.total for step in steps] == [0]


def test_that_a_damaged_cache_is_no_harm(index: FrameIndex, tmp_path: Path) -> None:
    cache = Cache(tmp_path / "cache")
    cache.save("glimpses-1", index.key.id, b"what is this")
    assert known_glimpses(index, cache) == {}


# -------------------------------------------------------------------------------------- shots


def test_that_each_shot_is_told_its_problem(index: FrameIndex) -> None:
    found = shot_findings(SHOTS, seen(index, change=signal_of(index).change))
    assert texts(found) == {
        1: ["letterbox 20 px"],
        2: ["letterbox 20 px"],
        3: ["black"],
        4: ["blurred"],
        5: ["still"],
    }
    assert found[1][0].crop == Crop(384, 176, 0, 20)
    assert found[3][0].level == "bad"


def test_that_nothing_is_said_of_rejected_shots_and_of_what_was_not_seen(index: FrameIndex) -> None:
    rejected = [replace(shot, state="rejected") for shot in SHOTS]
    assert shot_findings(rejected, seen(index)) == {}
    assert shot_findings(SHOTS, SeenFilm(source=source_of(index), index=index)) == {}


def test_that_bars_of_one_frame_alone_are_not_believed(index: FrameIndex) -> None:
    film = SeenFilm(source=source_of(index), index=index, glimpses={0: Glimpse(BARS, 0.5)})
    assert shot_findings([Shot(id=1, source=1, start=0, end=12)], film) == {}
    other = {**film.glimpses, 24: Glimpse(Bars(21, 20, 0, 0), 0.5)}
    found = shot_findings([Shot(id=1, source=1, start=0, end=12)], replace(film, glimpses=other))
    assert texts(found) == {1: ["letterbox 20 px"]}


def test_that_shots_too_short_to_train_are_said_and_long_ones_are_not(index: FrameIndex) -> None:
    film = SeenFilm(source=source_of(index), index=index, lengths=Lengths(13, 21, 21))
    shots = [Shot(id=1, source=1, start=0, end=18), Shot(id=2, source=1, start=18, end=38)]
    assert texts(shot_findings(shots, film)) == {1: ["too short: 12 f"]}
    assert shot_findings([Shot(id=3, source=1, start=0, end=120)], film) == {}


def test_that_shots_of_a_damaged_film_are_told_where_it_ends(index: FrameIndex) -> None:
    film = SeenFilm(source=source_of(index, damaged_after=30), index=index)
    found = shot_findings(SHOTS[:3], film)
    assert texts(found) == {2: ["damaged at 30"], 3: ["damaged"]}


# -------------------------------------------------------------------------------------- stills


def test_that_stills_are_told_what_is_wrong_with_their_frame(index: FrameIndex) -> None:
    film = replace(seen(index), still_size=(256, 256))
    stills = [
        Still(id=1, source=1, frame=frames_to_see(index, 0, 24)[0]),
        Still(id=2, source=1, frame=frames_to_see(index, 48, 72)[0], crop=Crop(200, 200, 0, 0)),
        Still(id=3, source=1, frame=0, state="rejected"),
        Still(id=4, source=1, frame=4000),
    ]
    assert texts(still_findings(stills, film)) == {
        1: ["letterbox 20 px", "only 216×216"],
        2: ["black", "only 200×200"],
    }
    assert texts(still_findings(stills[:1], replace(film, still_size=(128, 128)))) == {
        1: ["letterbox 20 px"]
    }


# -------------------------------------------------------------------------------------- films


def test_that_a_film_is_known_bit_by_bit(index: FrameIndex, tmp_path: Path) -> None:
    cache, settings = Cache(tmp_path / "cache"), Settings(name="x")
    still = Still(id=9, source=1, frame=3)
    film = FilmShots(source_of(index), index, SHOTS, [still], signal_of(index))
    before = known_of_films([film], settings, [], cache=cache)
    assert texts(before.shots) == {3: ["still"], 5: ["still"]}  # the scan knows no more
    assert before.missing[1] >= 6
    look_at_film(film, cache=cache)
    after = known_of_films([film], settings, [], cache=cache)
    assert after.missing == {} and after.sources == {1}
    assert texts(after.shots)[1] == ["letterbox 20 px"]
    assert texts(after.stills) == {9: ["letterbox 20 px"]}
    video = Dataset(position=0, name="v", kind="video", resolution=(64, 64), target_frames=(33,))
    assert "too short: 16 f" in texts(known_of_films([film], settings, [video]).shots)[1]


def test_that_films_are_gone_through_for_as_long_as_there_is_time(index: FrameIndex) -> None:
    films = [FilmShots(replace(source_of(index), id=n), index, SHOTS, []) for n in (1, 2, 3)]
    assert known_of_films(films, Settings(name="x"), [], seconds=-1).sources == {1}
    assert known_of_films(films, Settings(name="x"), []).sources == {1, 2, 3}


def test_that_a_detector_that_measures_no_motion_is_not_asked(index: FrameIndex) -> None:
    source = replace(source_of(index), detector="neural")
    film = FilmShots(source, index, SHOTS, [], signal_of(index))
    found = known_of_films([film], Settings(name="x"), [], cache=Cache(Path("/nowhere")))
    assert found.shots == {}
