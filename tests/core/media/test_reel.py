from __future__ import annotations

from app.core.media.reel import Key, Picture, Reel

SIZE = 4 * 10 * 2  # bytes of one picture


def picture(frame: int) -> Picture:
    return Picture(frame, 10, 2, 40, memoryview(bytes(SIZE)))


def nobody(key: Key) -> int | None:
    return None


def filled(budget: int, *frames: int) -> Reel:
    reel = Reel(budget * SIZE)
    for frame in frames:
        reel.put((0, frame), picture(frame), nobody)
    return reel


def held(reel: Reel) -> list[int]:
    return [frame for frame in range(20) if (0, frame) in reel]


def test_that_the_longest_unused_picture_goes_first() -> None:
    reel = filled(3, 1, 2, 3)
    assert reel.get((0, 1)) is not None
    reel.put((0, 4), picture(4), nobody)
    assert held(reel) == [1, 3, 4]


def test_that_pictures_somebody_waits_for_stay_before_others() -> None:
    reel = filled(3, 1, 2, 3)
    reel.put((0, 4), picture(4), {(0, 1): 5, (0, 2): 0}.get)
    assert held(reel) == [1, 2, 4]


def test_that_among_those_the_one_shown_last_goes() -> None:
    reel = filled(3, 1, 2, 3)
    reel.put((0, 4), picture(4), {(0, 1): 5, (0, 2): 9, (0, 3): 0, (0, 4): 99}.get)
    assert held(reel) == [1, 3, 4]


def test_that_the_budget_holds_and_a_picture_put_twice_counts_once() -> None:
    reel = filled(3, 1, 2, 3, 4, 5, 5, 5)
    assert reel.size == 3 * SIZE
    reel.clear()
    assert (reel.size, held(reel)) == (0, [])


def test_that_a_picture_larger_than_the_budget_is_kept_alone() -> None:
    reel = Reel(SIZE // 2)
    reel.put((0, 1), picture(1), nobody)
    reel.put((0, 2), picture(2), nobody)
    assert held(reel) == [2]
    assert reel.get((1, 2)) is None
