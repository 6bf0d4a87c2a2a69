"""Stills made of clips."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

from app.core.library.model import Clip, Still
from app.core.library.stills import middle_of, still_of, stills_of
from app.core.media.conform import conform
from app.core.media.geometry import Crop
from app.core.media.index import index_file
from tests.films import make_film

CLIPS = [
    Clip(id=1, source=1, start=10, end=60, caption="a boat", tags=("sea",), rating=4),
    Clip(id=2, source=1, start=60, end=90, crop=Crop(640, 360, 0, 60)),
    Clip(id=3, source=2, start=10, end=40, caption="a crane"),
]


def test_that_a_still_has_the_words_tags_rating_and_crop_of_its_clip() -> None:
    assert still_of(CLIPS[0], 12) == Still(
        source=1, frame=12, caption="a boat", tags=("sea",), rating=4
    )
    assert still_of(CLIPS[1], 60).crop == Crop(640, 360, 0, 60)


def test_that_every_clip_gets_one_and_those_there_are_passed_over() -> None:
    there = [Still(id=5, source=1, frame=60), Still(id=6, source=1, frame=40)]
    made = stills_of(CLIPS, {1: 10, 2: 60, 3: 10}, there)
    assert made.edit.added == (still_of(CLIPS[0], 10), still_of(CLIPS[2], 10))
    assert made.edit.label == "Stills from picks"
    assert made.sentence == "2 stills made; 1 was there already."
    again = stills_of(CLIPS, {1: 10, 2: 60, 3: 10}, [*there, *made.edit.added])
    assert not again.edit and again.sentence == "0 stills made; 3 were there already."


def test_that_two_clips_of_one_frame_give_one_still() -> None:
    made = stills_of(CLIPS[:2], {1: 60, 2: 60}, [])
    assert (made.made, made.there) == (1, 1)


def test_that_clips_that_cannot_be_read_are_said() -> None:
    made = stills_of(CLIPS, {1: 10, 2: None}, [])
    assert (made.made, made.lost) == (1, 2)
    assert made.sentence == "1 still made; 2 clips could not be read."


def test_that_the_middle_is_a_frame_that_is_trained(tmp_path: Path) -> None:
    index = index_file(make_film(tmp_path / "film.mp4", 96))
    clip = Clip(source=1, start=10, end=60)
    frames = conform(index, 10, 60, Fraction(16))
    assert middle_of(index, clip, Fraction(16)) == frames[len(frames) // 2]
    assert middle_of(None, clip, Fraction(16)) == 35
    assert middle_of(index, Clip(source=1, start=90, end=120), Fraction(16)) == 105
