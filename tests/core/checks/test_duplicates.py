"""Clips that look alike are found, others are not."""

from __future__ import annotations

import random

import numpy as np

from app.core.checks.duplicates import Pair, alike, distance_of
from app.core.checks.hashes import hash_of
from tests.core.checks.painted import blurred, scene


def noisy(hashes: list[int], bits: int, choice: random.Random) -> list[int]:
    """Turn over ``bits`` bits of each fingerprint."""
    return [each ^ sum(1 << bit for bit in choice.sample(range(63), bits)) for each in hashes]


def test_that_a_fingerprint_survives_scaling_blur_and_brightness() -> None:
    for seed in range(8):
        picture = scene(seed, 1)[0]
        mine = hash_of(picture)
        small = picture.reshape(72, 3, 128, 3).mean((1, 3))
        soft = blurred(picture[None], 4)[0] * 0.7 + 20
        other = hash_of(scene(seed + 100, 1)[0])
        assert mine is not None
        assert other is not None
        for changed in (hash_of(small), hash_of(soft)):
            assert changed is not None
            assert (mine ^ changed).bit_count() <= 4
        assert (mine ^ other).bit_count() > 12


def test_that_a_blank_picture_has_no_fingerprint() -> None:
    assert hash_of(np.full((72, 128), 90, np.float32)) is None
    assert hash_of(np.zeros((4, 128), np.float32)) is None


def test_that_alike_clips_are_found_among_many_and_no_others() -> None:
    choice = random.Random(3)
    clips = {clip: [choice.getrandbits(63) for _ in range(6)] for clip in range(0, 4000, 2)}
    twins = {clip: noisy(clips[clip - 1], 3, choice) for clip in range(1, 400, 2)}
    found = alike({**clips, **twins})
    pairs = {tuple(sorted((pair.first, pair.second))) for pair in found}
    assert pairs == {(clip - 1, clip) for clip in twins}
    assert all(pair.distance == 3 for pair in found)


def test_that_clips_are_laid_on_one_another_where_they_fit_best() -> None:
    choice = random.Random(4)
    film = [choice.getrandbits(63) for _ in range(12)]
    first, second = film[:8], noisy(film[3:], 1, choice)
    assert alike({7: first, 5: second}) == [Pair(7, 5, 1.0)]
    assert alike({7: first, 5: film[7:]}) == []  # one frame in common says nothing


def test_that_a_short_clip_is_found_in_a_long_one() -> None:
    choice = random.Random(5)
    film = np.array([choice.getrandbits(63) for _ in range(9)], np.uint64)
    assert distance_of(film[4:6], film) == 0
    assert distance_of(film, film[4:6]) == 0


def test_that_a_look_that_everything_shares_is_passed_over() -> None:
    choice = random.Random(6)
    credit = choice.getrandbits(63)
    clips = {clip: [credit, choice.getrandbits(63), choice.getrandbits(63)] for clip in range(300)}
    assert alike(clips) == []


def test_that_few_or_no_fingerprints_are_no_matter() -> None:
    assert alike({}) == []
    assert alike({1: [], 2: [5]}) == []
    assert alike({1: [5], 2: [5], 3: []}) == [Pair(1, 2, 0.0)]
