from __future__ import annotations

import random
from dataclasses import replace

import pytest

from app.core.training.holding.choosing import LEAST, choose
from app.core.training.holding.scenes import Pick, scenes_of

SHOTS = {film: [(n * 100, n * 100 + 100) for n in range(300)] for film in (1, 2)}


def clip(number: int, shot: int, *, film: int = 1, at: int = 0, tagged: bool = False) -> Pick:
    start = shot * 100 + at
    return Pick("clip", number, film, f"film{film}", start, start + 40, 25.0, tagged)


def still(number: int, shot: int, *, film: int = 1) -> Pick:
    return Pick("still", number, film, f"film{film}", shot * 100 + 50, shot * 100 + 51, 25.0)


def shots_held(picks: list[Pick], held: set[tuple[str, int]]) -> set[int]:
    return {each.start // 100 for each in picks if (each.kind, each.id) in held}


def test_that_five_percent_are_held_out_by_scene_and_the_same_ones_each_time() -> None:
    picks = [clip(n, 3 * n) for n in range(160)] + [still(n, 3 * n) for n in range(80)]
    once, again = (choose(picks, {1: SHOTS[1] * 2}, 5) for _ in range(2))
    shuffled = random.Random(3).sample(picks, len(picks))
    assert once == again == choose(shuffled, {1: SHOTS[1] * 2}, 5)
    assert (once.total, once.wanted, len(once.held)) == (240, 12, 12)
    assert once.rule == "scenes" and once.words == "12 of 240 clips and stills are held out"
    assert "or of a shot beside it" in once.said
    held = {(each.pick.kind, each.pick.id) for each in once.held}
    rest = [each for each in picks if (each.kind, each.id) not in held]
    assert not shots_held(picks, held) & {each.start // 100 for each in rest}
    assert once.count("clip") + once.count("still") == 12 and once.count("still") >= 3
    assert choose(picks, SHOTS, 5, seed=2).held != once.held


@pytest.mark.parametrize(
    ("number", "percent", "wanted"),
    [(3, 25, 0), (4, 5, 1), (16, 10, 4), (31, 5, 7), (60, 5, LEAST), (240, 5, 12), (40, 100, 10)],
)
def test_that_it_is_eight_at_least_and_a_quarter_at_most(
    number: int, percent: float, wanted: int
) -> None:
    found = choose([clip(n, 2 * n) for n in range(number)], SHOTS, percent)
    assert (found.wanted, len(found.held)) == (wanted, wanted)
    assert (found.words.startswith("Nothing of ")) == (wanted == 0)


def test_that_nothing_is_held_out_where_none_is_asked_for() -> None:
    assert not choose([clip(n, n, tagged=True) for n in range(90)], SHOTS, 0).held


@pytest.mark.parametrize("seed", range(8))
def test_that_no_shot_beside_a_held_out_one_is_trained_on(seed: int) -> None:
    dice = random.Random(seed)
    picks = [clip(n, dice.randrange(250), at=dice.randrange(60), film=1 + n % 2) for n in range(90)]
    found = choose(picks, SHOTS, 10, seed)
    held = {each.pick.id for each in found.held}
    near = 1 if found.rule == "scenes" else 0
    for one in picks:
        for other in picks:
            if one.source == other.source and one.id in held and other.id not in held:
                ours = range(one.start // 100, (one.end - 1) // 100 + 1)
                theirs = range(other.start // 100, (other.end - 1) // 100 + 1)
                assert min(abs(a - b) for a in ours for b in theirs) > near


def test_that_shots_that_all_lie_side_by_side_are_parted_by_shot_and_that_is_said() -> None:
    picks = [clip(n, n // 2, at=50 * (n % 2)) for n in range(80)]
    found = choose(picks, SHOTS, 10)
    assert found.rule == "shots" and len(found.held) == 8
    assert "picks of shots beside it are" in found.said
    numbers = [each.pick.id // 2 for each in found.held]
    assert all(numbers.count(number) == 2 for number in numbers)


def test_that_one_long_shot_lets_nothing_be_held_out() -> None:
    found = choose([clip(n, 5, at=n) for n in range(50)], SHOTS, 10)
    assert not found.held and found.said.startswith("All of it belongs to a few scenes")


def test_that_films_without_shots_are_parted_by_time() -> None:
    picks = [clip(n, n, at=0) for n in range(40)]  # 60 frames between them: 2.4 s
    assert len(scenes_of(picks, {}, "scenes")) == 40
    near = [replace(each, start=each.start // 2, end=each.start // 2 + 40) for each in picks]
    assert len(scenes_of(near, {}, "scenes")) == 1  # 10 frames
    assert len(scenes_of(near, {}, "shots")) == 1


def test_that_picks_beside_the_few_shots_that_were_drawn_are_parted_by_time() -> None:
    picks = [clip(n, n) for n in range(2, 30)]
    assert len(scenes_of(picks, {1: [(0, 90)]}, "scenes")) == 28
    scenes = scenes_of(picks, {1: [(250, 700)]}, "shots")
    assert [each.id for each in scenes[0].picks] == [2, 3, 4, 5, 6]  # 2 ends 10 frames before it
    assert [each.id for each in scenes[1].picks] == [7]


def test_that_a_clip_over_two_shots_ties_both_together() -> None:
    over = Pick("clip", 9, 1, "film1", 150, 250, 25.0)
    scenes = scenes_of([clip(1, 1), over, clip(2, 2, at=60), clip(3, 4)], SHOTS, "shots")
    assert [[each.id for each in scene.picks] for scene in scenes] == [[1, 9, 2], [3]]


def test_that_what_is_tagged_is_held_out_with_its_shot_and_nothing_else() -> None:
    picks = [clip(n, 2 * (n // 3), at=20 * (n % 3), tagged=n == 4) for n in range(90)]
    found = choose(picks, SHOTS, 5)
    assert {each.pick.id: each.why for each in found.held} == {
        3: "in one shot with a holdout", 4: 'tag "holdout"', 5: "in one shot with a holdout",
    }  # fmt: skip
    assert found.tagged and "have the tag" in found.said


def test_that_a_pick_more_elsewhere_leaves_almost_all_as_it_was() -> None:
    picks = [clip(n, 2 * n) for n in range(100)]
    before = {each.pick.id for each in choose(picks, SHOTS, 8).held}
    after = {each.pick.id for each in choose([*picks, clip(500, 250)], SHOTS, 8).held}
    assert len(before & after) >= len(before) - 1


def test_that_picks_are_named_by_their_time() -> None:
    assert clip(1, 0).words == "film1 0:00-0:01"
    assert Pick("still", 1, 1, "rain", 90_000, 90_001, 25.0).words == "rain 1:00:00"
