from __future__ import annotations

from app.core.browsing import Key, Tile
from app.core.browsing.reviewing import Round, Sums
from app.core.library.model import State


def tile(number: int, state: State = "open", span: tuple[int, int] | None = None) -> Tile:
    """The nth shot of ten frames each, unless it has a span of its own."""
    start, end = span or (number * 10, number * 10 + 10)
    middle = (start + end) // 2
    return Tile(
        "shot", number, 1, start, end, middle, end - start, state, 0, "Film", 0, 0, "", (), None, ()
    )


def tiles(*states: State) -> list[Tile]:
    return [tile(number, state) for number, state in enumerate(states)]


def at(one: Round) -> int | None:
    return one.current.id if one.current else None


def order(one: Round) -> list[int]:
    place, found = one.place, []
    one.place = 0
    while one.current is not None:
        found.append(one.current.id)
        one.step(1)
    one.place = place
    return found


def key(number: int) -> Key:
    return "shot", number


def test_that_it_begins_at_the_tile_asked_for_or_at_the_first() -> None:
    assert at(Round(tiles("open", "open"), key(1))) == 1
    assert at(Round(tiles("open", "open"), key(7))) == 0
    assert at(Round(tiles("open", "open"))) == 0


def test_that_nothing_is_no_trouble() -> None:
    empty = Round([])
    assert empty.current is None and empty.last is None and len(empty) == 0
    assert not empty.step(1) and not empty.step(-1) and not empty.next_undecided()
    assert empty.upcoming(2) == [] and empty.sums == Sums()


def test_that_one_goes_on_to_behind_the_last_and_back_to_the_first() -> None:
    one = Round(tiles("open", "open"))
    assert not one.step(-1)
    assert one.step(1) and at(one) == 1
    assert one.step(1) and at(one) is None and one.last is not None and one.last.id == 1
    assert not one.step(1)
    assert one.step(-1) and at(one) == 1


def test_that_the_next_undecided_is_found_both_ways_and_round_the_end() -> None:
    one = Round(tiles("open", "picked", "open", "rejected", "picked"))
    assert one.next_undecided() and at(one) == 2
    assert one.next_undecided() and at(one) == 0
    assert one.next_undecided(-1) and at(one) == 2
    one.place = 5
    assert one.next_undecided() and at(one) == 0
    one.place = 5
    assert one.next_undecided(-1) and at(one) == 2


def test_that_the_only_undecided_one_leads_to_no_other() -> None:
    one = Round(tiles("picked", "open"), key(1))
    assert not one.next_undecided() and at(one) == 1
    one.place = 0
    assert one.next_undecided() and at(one) == 1
    assert not Round(tiles("picked", "rejected")).next_undecided()


def test_that_what_comes_next_is_told_before_what_was() -> None:
    one = Round(tiles(*["open"] * 6), key(2))
    assert [each.id for each in one.upcoming(2)] == [3, 4, 1]
    assert [each.id for each in one.upcoming(9, before=9)] == [3, 4, 5, 1, 0]
    one.place = 6
    assert [each.id for each in one.upcoming(2)] == [5]


def test_that_sums_follow_decisions_and_tell_those_of_this_round() -> None:
    one = Round(tiles("picked", "open", "open", "rejected"))
    assert one.sums == Sums(1, 1, 2) and one.sums.all == 4
    changed = one.take([tile(1, "picked"), tile(2), tile(3, "open"), tile(9, "picked")])
    assert [each.id for each in changed] == [1, 3]
    assert one.sums == Sums(2, 0, 2)
    assert one.decided() == Sums(1, 0, 1)
    one.take([tile(1)])
    assert one.sums == Sums(1, 0, 3) and one.decided() == Sums(0, 0, 1)


def test_that_parts_of_a_split_shot_follow_it_and_strangers_stay_out() -> None:
    one = Round([tile(3), tile(1), tile(2)], key(1))
    now = [tile(1, span=(10, 14)), tile(2), tile(3), tile(8, span=(14, 20)), tile(50)]
    assert [each.id for each in one.renew(now)] == [1, 8]
    assert order(one) == [3, 1, 8, 2]
    assert at(one) == 1
    assert one.sums == Sums(0, 0, 4)
    one.take([tile(8, "picked", (14, 20))])
    assert one.decided() == Sums(1, 0, 0)


def test_that_a_shot_that_is_gone_gives_its_place_to_the_next() -> None:
    one = Round(tiles("open", "picked", "open"), key(1))
    one.renew([tile(0, span=(0, 20)), tile(2)])
    assert order(one) == [0, 2] and at(one) == 2
    assert one.sums == Sums(0, 0, 2)
    one.renew([tile(0, span=(0, 20))])
    assert at(one) is None and one.place == 1
    one.renew([])
    assert one.current is None and len(one) == 0 and one.last is None


def test_that_shots_found_anew_take_the_places_of_the_old() -> None:
    one = Round([tile(2), tile(1)], key(1))
    one.renew([tile(11, span=(10, 15)), tile(12, span=(15, 22)), tile(13, span=(22, 30))])
    assert order(one) == [13, 11, 12]
    assert at(one) == 11
