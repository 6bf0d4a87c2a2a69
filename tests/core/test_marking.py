from __future__ import annotations

import pytest

from app.core.library.model import Clip, Shot, Still
from app.core.marking import (
    Mark,
    Trail,
    beside,
    clip_with,
    clips_of,
    followed,
    mark_clip,
    mark_shot,
    mark_still,
    place_of,
)

SHOTS = [Shot(id=1, source=7, start=0, end=40), Shot(id=2, source=7, start=42, end=100)]


def test_that_a_mark_begins_as_the_whole_shot() -> None:
    mark = mark_shot(SHOTS[1])
    assert mark.span == (42, 100) == mark.whole().span
    assert (mark.shot, mark.clip) == (2, 0)


def test_that_in_and_out_include_the_frame_they_are_set_at() -> None:
    mark = mark_shot(SHOTS[1]).with_start(50).with_last(60)
    assert mark.span == (50, 61)
    assert mark.whole().span == (42, 100)


def test_that_an_in_point_behind_the_end_opens_the_rest_of_the_shot() -> None:
    mark = mark_shot(SHOTS[1]).with_last(60)
    assert mark.with_start(80).span == (80, 100)
    assert mark.with_start(120).span == (120, 121)


def test_that_an_out_point_before_the_start_opens_the_shot_from_its_start() -> None:
    mark = mark_shot(SHOTS[1]).with_start(80)
    assert mark.with_last(60).span == (42, 61)
    assert mark.with_last(20).span == (20, 21)


def test_that_a_clip_is_marked_within_the_shot_that_holds_its_middle() -> None:
    inside = mark_clip(Clip(id=5, source=7, start=50, end=60), SHOTS)
    assert (inside.low, inside.high, inside.shot, inside.clip) == (42, 100, 2, 5)
    across = mark_clip(Clip(id=6, source=7, start=30, end=90), SHOTS)
    assert (across.low, across.high) == (30, 100)
    gap = mark_clip(Clip(id=6, source=7, start=40, end=42), SHOTS)
    assert (gap.low, gap.high, gap.shot) == (40, 42, 0)


def test_that_a_still_is_its_one_frame_within_its_shot() -> None:
    mark = mark_still(Still(id=9, source=7, frame=50), SHOTS)
    assert mark.span == (50, 51)
    assert (mark.low, mark.high, mark.still) == (42, 100, 9)


def test_that_a_snap_decides_the_end_but_never_empties_the_range() -> None:
    mark = mark_shot(SHOTS[1])
    assert mark.fitted(lambda start, end: end - 3).span == (42, 97)
    assert mark.fitted(lambda start, end: start).span == (42, 43)
    assert mark.fitted(None) == mark


def test_that_the_clip_of_just_this_range_is_found() -> None:
    clips = [Clip(id=1, source=7, start=42, end=99), Clip(id=2, source=7, start=42, end=100)]
    assert clip_with(clips, mark_shot(SHOTS[1])) is clips[1]
    assert clip_with(clips, mark_shot(SHOTS[0])) is None


def test_that_an_empty_mark_is_refused() -> None:
    with pytest.raises(ValueError, match="empty"):
        Mark(1, 5, 5, 0, 9)


CLIPS = [
    Clip(id=4, source=7, start=20, end=44),
    Clip(id=5, source=7, start=44, end=60),
    Clip(id=6, source=7, start=60, end=70, state="rejected"),
    Clip(id=7, source=7, start=70, end=100),
]


def test_that_the_clips_of_a_shot_are_the_picked_ones_with_their_middle_in_it() -> None:
    assert [clip.id for clip in clips_of(mark_shot(SHOTS[1]), CLIPS)] == [5, 7]
    assert [clip.id for clip in clips_of(mark_shot(SHOTS[0]), CLIPS)] == [4]
    marked = mark_clip(CLIPS[2], SHOTS)
    assert [clip.id for clip in clips_of(marked, CLIPS)] == [5, 6, 7]
    assert place_of(marked, clips_of(marked, CLIPS)) == 2
    assert place_of(mark_shot(SHOTS[1]), CLIPS) == 0


def test_that_one_goes_from_clip_to_clip_of_a_shot_and_no_further() -> None:
    mark = mark_clip(CLIPS[1], SHOTS)
    of_shot = clips_of(mark, CLIPS)
    assert beside(mark, of_shot, 1) == CLIPS[3]
    assert beside(mark, of_shot, -1) is None
    assert beside(mark_clip(CLIPS[3], SHOTS), of_shot, 1) is None
    free = mark_shot(SHOTS[1]).moved(62, 68)
    assert beside(free, of_shot, 1) == CLIPS[3]
    assert beside(free, of_shot, -1) == CLIPS[1]
    assert beside(free.moved(42, 50), of_shot, -1) is None
    assert beside(free.moved(72, 80), of_shot, 1) is None


# ------------------------------------------------------------------------- when cuts have changed

WHOLE = Mark(1, 100, 200, 100, 200, shot=2)
PART = Mark(1, 120, 180, 100, 200, shot=2)


def shot_of(start: int, end: int, number: int = 2) -> Shot:
    return Shot(id=number, source=1, start=start, end=end)


def test_that_the_whole_of_a_shot_stays_the_whole_of_it() -> None:
    for start, end in [(90, 200), (110, 150), (50, 300)]:
        shot = shot_of(start, end)
        assert followed(WHOLE, [shot], shot) == Mark(1, start, end, start, end, shot=2)


def test_that_a_part_of_a_shot_stays_but_for_what_a_nearer_cut_took() -> None:
    spans = {(90, 250): (120, 180), (130, 200): (130, 180), (100, 150): (120, 150)}
    for (start, end), span in spans.items():
        shot = shot_of(start, end)
        found = followed(PART, [shot], shot)
        assert found is not None
        assert (found.span, found.low, found.high) == (span, start, end)
    gone = shot_of(190, 200)
    assert followed(PART, [gone], gone) == mark_shot(gone)


def test_that_a_mark_whose_shot_is_gone_goes_on_in_the_shot_that_is_there() -> None:
    shots = [shot_of(0, 90, 7), shot_of(90, 210, 8)]
    found = followed(PART, shots, None)
    assert found is not None and (found.shot, found.span) == (8, (120, 180))
    assert followed(WHOLE, shots, None) == mark_shot(shots[1])
    assert followed(WHOLE, [shot_of(0, 90, 7)], None) is None
    assert followed(WHOLE, [], None) is None


def test_that_a_trail_leads_back_and_on_by_the_names_of_its_steps() -> None:
    trail, whole = Trail(), mark_shot(SHOTS[1])
    inside, best = whole.with_start(50), whole.moved(60, 70)
    trail.note("In", whole)
    trail.note("Best window", inside)
    assert trail.label(back=True) == "Best window" and trail.label(back=False) is None
    assert trail.step(best, back=True) == inside
    assert (trail.label(back=True), trail.label(back=False)) == ("In", "Best window")
    assert trail.step(inside, back=True) == whole
    assert trail.step(whole, back=True) is None
    assert trail.step(whole, back=False) == inside
    trail.note("Out", inside)  # what was taken back is left behind
    assert trail.label(back=False) is None and trail.label(back=True) == "Out"
    trail.clear()
    assert not trail
