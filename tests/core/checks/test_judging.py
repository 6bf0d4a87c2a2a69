"""Findings from given numbers: no film is needed."""

from __future__ import annotations

import numpy as np
import pytest

from app.core.checks.findings import CheckKind, Finding
from app.core.checks.judging import Context, judge
from app.core.checks.lengths import Lengths, lengths_of
from app.core.checks.measure import SERIES, Bars, Measure
from app.core.library.model import Dataset, Extraction
from app.core.media.geometry import Crop
from app.core.shots.cuts import Cut


def measure(length: int = 53, *, start: int = 100, cuts: tuple[Cut, ...] = ()) -> Measure:
    """A clip without fault: every second source frame from ``start``."""
    series = np.zeros((len(SERIES), length), np.float16)
    for name, value in {"mean": 120, "spread": 40, "top": 230, "moved": 0.25, "away": 60}.items():
        series[SERIES.index(name)] = value
    return Measure(
        length=length,
        window=Crop(1920, 1080, 0, 0),
        frames=np.arange(start, start + 2 * length, 2, dtype=np.int32),
        series=series,
        cuts=cuts,
        lead_in=start,
        sharpness=0.8,
    )


def findings(made: Measure, **context: object) -> dict[CheckKind, Finding]:
    found = judge(made, Context(**{"start": 100, "end": 206, **context}))  # type: ignore[arg-type]
    assert len({each.kind for each in found}) == len(found)
    return {each.kind: each for each in found}


def test_that_a_good_clip_gets_its_good_facts() -> None:
    found = findings(measure(), cuts=[])
    assert [each.text for each in found.values()] == ["no cut inside", "motion 0.25", "sharp"]
    assert not any(each.is_problem for each in found.values())


# ------------------------------------------------------------------------------- the film's cuts


@pytest.mark.parametrize("frame", [100, 205, 206])
def test_that_a_cut_no_trained_frame_lies_behind_is_none(frame: int) -> None:
    # The last source frame, 205, is not shown: 204 is the last that is.
    found = findings(measure(), cuts=[Cut(frame, frame, "hard", 1.0)])
    assert found[CheckKind.CUT].level == "good"


@pytest.mark.parametrize("frame", [101, 204])
def test_that_a_cut_between_trained_frames_is_bad(frame: int) -> None:
    found = findings(measure(), cuts=[Cut(frame, frame, "hard", 0.7)])[CheckKind.CUT]
    assert (found.level, found.frame, found.value) == ("bad", frame, 0.7)


def test_that_the_film_s_own_cuts_count_more_than_a_look_at_the_clip() -> None:
    seen = measure(cuts=(Cut(140, 140, "hard", 0.95),))
    assert findings(seen)[CheckKind.CUT].level == "bad"
    assert findings(seen, cuts=[])[CheckKind.CUT].level == "good"


def test_that_unsure_looks_say_nothing() -> None:
    unsure = (Cut(140, 140, "hard", 0.5), Cut(120, 150, "dissolve", 0.6))
    assert findings(measure(cuts=unsure))[CheckKind.CUT].level == "good"


@pytest.mark.parametrize(
    ("frames", "text"),
    [
        ((130, 160), "dissolve inside"),
        ((90, 110), "dissolve at the start"),
        ((200, 220), "dissolve at the end"),
    ],
)
def test_that_a_dissolve_is_said_with_where_it_lies(frames: tuple[int, int], text: str) -> None:
    found = judge(measure(), Context(start=100, end=206, cuts=[Cut(*frames, "dissolve", 0.9)]))
    assert found[0].text == text
    assert found[0].level == ("bad" if text.endswith("inside") else "warn")


def test_that_a_dissolve_that_ends_where_a_clip_begins_is_no_matter() -> None:
    assert len(findings(measure(), cuts=[Cut(80, 100, "dissolve", 0.9)])) == 3


# ------------------------------------------------------------------------------------- damage


def test_that_a_clip_behind_known_damage_is_bad_before_it_is_looked_at() -> None:
    found = judge(None, Context(start=100, end=206, damaged_after=150))
    assert [(each.kind, each.frame) for each in found] == [(CheckKind.DAMAGED, 150)]
    assert judge(None, Context(start=100, end=150, damaged_after=150)) == ()


def test_that_the_worst_comes_first() -> None:
    cut = Cut(140, 140, "hard", 0.9)
    found = judge(measure(200), Context(start=100, end=500, cuts=[cut], damaged_after=300))
    assert [each.level for each in found] == ["bad", "bad", "warn", "good", "good"]


# ------------------------------------------------------------------------------------- bars


def test_that_a_crop_is_even_and_leaves_no_line_of_a_bar() -> None:
    assert Bars(21, 21, 0, 0).removed(Crop(1920, 1080, 0, 0)) == Crop(1920, 1036, 0, 22)
    assert Bars(0, 0, 7, 8).removed(Crop(641, 360, 1, 0)) == Crop(626, 360, 8, 0)


# ------------------------------------------------------------------------------------- lengths


def video(extraction: Extraction, *targets: int, sample: int = 1, most: int = 129) -> Dataset:
    return Dataset(
        position=0,
        name=extraction,
        kind="video",
        resolution=(384, 208),
        target_frames=targets,
        frame_extraction=extraction,
        frame_sample=sample,
        max_frames=most,
    )


@pytest.mark.parametrize(
    ("datasets", "lengths"),
    [
        ([], Lengths(5, 5, 81)),
        ([video("head", 1, 21)], Lengths(1, 21, 21, 21)),
        ([video("head", 1, 21), video("uniform", 45, sample=2)], Lengths(1, 46, 90, 45)),
        ([video("uniform", 45, sample=2)], Lengths(45, 46, 90, 45)),
        ([video("uniform", 45)], Lengths(45, 45, 45, 45)),
        ([video("chunk", 21, 33)], Lengths(21, 33, None, 33)),
        ([video("slide", 21), video("head", 81)], Lengths(21, 81, None, 81)),
        ([video("full", most=81)], Lengths(1, 1, 81, 1)),
    ],
)
def test_that_lengths_are_those_the_datasets_take(
    datasets: list[Dataset], lengths: Lengths
) -> None:
    assert lengths_of(datasets) == lengths


@pytest.mark.parametrize(
    ("length", "said"),
    [
        (44, ("bad", "too short: 44 f")),
        (45, ("warn", "1 f short")),
        (46, None),
        (90, None),
        (91, ("info", "1 f unused")),
        (181, ("warn", "too long: 181 f")),
    ],
)
def test_that_a_length_is_held_against_what_is_wanted(
    length: int, said: tuple[str, str] | None
) -> None:
    found = findings(measure(length), lengths=Lengths(45, 46, 90), cuts=[])
    each = found.get(CheckKind.SHORT) or found.get(CheckKind.LONG)
    assert (each and (each.level, each.text)) == said


def test_that_a_clip_lacks_one_window_before_it_lacks_several() -> None:
    wanted = lengths_of([video("head", 1, 21), video("uniform", 45, sample=2)])
    assert [wanted.lack(length) for length in (28, 41, 44, 45, 46, 60)] == [17, 4, 1, 1, 0, 0]
    found = findings(measure(41), lengths=wanted, cuts=[])[CheckKind.SHORT]
    assert found.text == "4 f short"
    assert found.why == (
        "Not every dataset gets all it wants of 41 trained frames: 45 would give a window of every "
        "length, 46 all windows."
    )


# ------------------------------------------------------------------------------------- the cache


def test_that_a_packed_measure_comes_back_as_it_was() -> None:
    before = measure(7, cuts=(Cut(3, 5, "fade", 0.25),))
    after = Measure.unpack(before.pack())
    assert after.frames.tolist() == before.frames.tolist()
    assert after.series.tolist() == before.series.tolist()
    assert (after.cuts, after.window, after.bars) == (before.cuts, before.window, before.bars)
    assert Measure.unpack(Measure(damage="a\nb").pack()).damage == "a\nb"
