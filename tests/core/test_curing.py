"""Cures of findings: what they say, what they do, and that the problem is gone after them."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from app.core.checks.clips import check_clips
from app.core.checks.findings import CheckKind, Finding
from app.core.checks.lengths import Lengths
from app.core.checks.twins import KEPT
from app.core.curing import Around, Cure, cure_all, cures_of, cures_of_still, whole_steps
from app.core.library.model import Clip, Cut, Source, Still
from app.core.library.project import Project
from app.core.library.sources import add_film
from app.core.media.conform import conformed_length
from app.core.media.geometry import Crop
from app.core.media.index import FrameIndex, index_file
from tests.core.checks.painted import paint, scene, with_bars
from tests.films import make_film

CLIP = Clip(id=7, source=1, start=10, end=82, caption="a boat", rating=3, tags=("rain",))


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> FrameIndex:
    """96 frames at 24 a second: of three, two are trained."""
    return index_file(make_film(tmp_path_factory.mktemp("films") / "film.mp4", 96))


def around(index: FrameIndex, **more: object) -> Around:
    return Around(**{"index": index, "limits": (0, 96), **more})  # type: ignore[arg-type]


def finding(kind: CheckKind, level: str = "bad", **more: object) -> Finding:
    return Finding(kind=kind, level=level, text=kind.value, **more)  # type: ignore[arg-type]


def words(cures: tuple[Cure, ...]) -> list[str]:
    return [cure.words for cure in cures]


def values(cure: Cure) -> dict[str, object]:
    (change,) = cure.edit.changed
    return dict(change.values)


# ---------------------------------------------------------------------------------- the range


def test_that_a_cut_is_cured_by_the_longer_part_or_by_two_clips(index: FrameIndex) -> None:
    cut = finding(CheckKind.CUT, frame=55, parts=((10, 55), (55, 82)))
    trim, split = cures_of(cut, CLIP, around(index))
    assert trim.words == "Trim at the cut: keep the first 30 of 48 frames"
    assert (trim.span, values(trim)) == ((10, 55), {"end": 55})
    assert split.words == "Split into 2 clips of 30 and 18 frames"
    assert split.edit.changed == trim.edit.changed
    assert split.edit.added == (dataclasses.replace(CLIP, id=0, start=55, caption=""),)


def test_that_a_part_behind_the_cut_is_kept_where_it_is_longer(index: FrameIndex) -> None:
    cut = finding(CheckKind.CUT, parts=((10, 20), (28, 82)))
    trim = cures_of(cut, CLIP, around(index))[0]
    assert trim.words == "Trim at the cut: keep the last 36 of 48 frames"
    assert values(trim) == {"start": 28}


@pytest.mark.parametrize("span", [(11, 82), (10, 60), (84, 96)])
def test_that_a_clip_changed_since_it_was_looked_at_is_not_trimmed_to_parts_it_has_not(
    index: FrameIndex, span: tuple[int, int]
) -> None:
    clip = dataclasses.replace(CLIP, start=span[0], end=span[1])
    other = dataclasses.replace(CLIP, id=9, start=60, end=96)
    cut = finding(CheckKind.CUT, parts=((10, 35), (59, 82)))
    for cure in cures_of(cut, clip, around(index)):
        assert cure.span is not None and span[0] <= cure.span[0] < cure.span[1] <= span[1]
    twin = finding(CheckKind.DUPLICATE, "warn", other=9, parts=((10, 60),))
    for cure in cures_of(twin, clip, around(index, other=other)):
        assert cure.span is None or span[0] <= cure.span[0] < cure.span[1] <= span[1]
    long = finding(CheckKind.LONG, "info", parts=((9, 40),))
    assert cures_of(long, clip, around(index)) == ()


def test_that_a_trimmed_clip_ends_on_a_legal_length_where_that_is_wished_for(
    index: FrameIndex,
) -> None:
    cut = finding(CheckKind.CUT, parts=((10, 55), (55, 82)))
    trim, split = cures_of(cut, CLIP, around(index, snap=True))
    assert trim.span is not None and trim.span[1] <= 55
    assert conformed_length(index, *trim.span) == 29
    assert split.words == "Split into 2 clips of 29 and 17 frames"


def test_that_parts_too_short_to_train_are_no_cure(index: FrameIndex) -> None:
    cut = finding(CheckKind.CUT, parts=((10, 55), (55, 82)))
    (only,) = cures_of(cut, CLIP, around(index, lengths=Lengths(shortest=21)))
    assert only.span == (10, 55)
    assert cures_of(cut, CLIP, around(index, lengths=Lengths(shortest=45))) == ()
    assert cures_of(cut, CLIP, Around(index=None)) == ()


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        (CheckKind.FADE, "Trim the fade away: keep the first 40 of 48 frames"),
        (CheckKind.FLASH, "Trim the flash away: keep the first 40 of 48 frames"),
        (CheckKind.BLACK, "Trim the black frames away: keep the first 40 of 48 frames"),
        (CheckKind.DAMAGED, "Trim the damage away: keep the first 40 of 48 frames"),
    ],
)
def test_that_what_is_wrong_at_an_end_is_trimmed(
    index: FrameIndex, kind: CheckKind, said: str
) -> None:
    assert words(cures_of(finding(kind, "warn", parts=((10, 70),)), CLIP, around(index))) == [said]


def test_that_a_black_clip_is_rejected(index: FrameIndex) -> None:
    (cure,) = cures_of(finding(CheckKind.BLACK), CLIP, around(index))
    assert values(cure) == {"state": "rejected"}


def test_that_a_short_clip_grows_in_its_shot_to_what_the_datasets_take(index: FrameIndex) -> None:
    short = dataclasses.replace(CLIP, start=60, end=72)
    lengths = Lengths(shortest=13, complete=21)
    (cure,) = cures_of(finding(CheckKind.SHORT), short, around(index, lengths=lengths))
    assert cure.words == "Lengthen within the shot: 5 frames more, 13 in all"
    assert cure.span == (60, 79)
    (cure,) = cures_of(finding(CheckKind.SHORT, "warn"), short, around(index, lengths=lengths))
    assert conformed_length(index, *(cure.span or (0, 1))) == 21
    tight = around(index, lengths=lengths, limits=(58, 74))
    assert cures_of(finding(CheckKind.SHORT), short, tight) == ()


def test_that_a_long_clip_keeps_its_liveliest_window_at_its_exact_length(index: FrameIndex) -> None:
    long = finding(CheckKind.LONG, "info", parts=((31, 62),))
    (cure,) = cures_of(long, CLIP, around(index, lengths=Lengths(longest=21)))
    assert cure.words == "Keep the 21 frames in which most moves"
    assert cure.span is not None and cure.span[0] == 31
    assert conformed_length(index, *cure.span) == 21


def test_that_a_cured_length_is_a_legal_one_where_that_is_wished_for(index: FrameIndex) -> None:
    lengths = Lengths(shortest=13, complete=22, longest=22)
    wished = around(index, lengths=lengths, snap=True)
    long = finding(CheckKind.LONG, "info", parts=((31, 64),))
    (cure,) = cures_of(long, CLIP, wished)
    assert (cure.name, cure.words) == ("best 21", "Keep the 21 frames in which most moves")
    assert cure.span is not None and conformed_length(index, *cure.span) == 21
    short = dataclasses.replace(CLIP, start=60, end=72)
    (cure,) = cures_of(finding(CheckKind.SHORT, "warn"), short, wished)
    assert conformed_length(index, *(cure.span or (0, 1))) == 25
    tight = dataclasses.replace(wished, limits=(60, 93))  # room for 22: better than too short
    (cure,) = cures_of(finding(CheckKind.SHORT, "warn"), short, tight)
    assert conformed_length(index, *(cure.span or (0, 1))) == 22


def test_that_what_is_only_marked_is_cured_by_its_range_alone(index: FrameIndex) -> None:
    marked = dataclasses.replace(CLIP, id=0)
    cut = finding(CheckKind.CUT, parts=((10, 55), (55, 82)))
    assert [cure.span for cure in cures_of(cut, marked, around(index))] == [(10, 55)]
    bars = finding(CheckKind.BARS, "warn", crop=Crop(160, 96, 0, 8))
    assert cures_of(bars, marked, around(index)) == ()


def test_that_facts_in_favour_have_no_cure(index: FrameIndex) -> None:
    good = finding(CheckKind.CUT, "good", parts=((10, 55),))
    assert cures_of(good, CLIP, around(index)) == ()
    assert cures_of(finding(CheckKind.BLUR, "warn"), CLIP, around(index)) == ()


# ---------------------------------------------------------------------------------- the picture


@pytest.mark.parametrize(
    ("crop", "made"),
    [
        (Crop(1920, 1036, 0, 22), Crop(1920, 1024, 0, 28)),
        (Crop(1920, 800, 0, 140), Crop(1920, 800, 0, 140)),
        (Crop(190, 88, 2, 12), Crop(190, 88, 2, 12)),  # 176x80 would take a sixth away
    ],
)
def test_that_bars_are_cropped_to_whole_sixteens_where_that_costs_little(
    index: FrameIndex, crop: Crop, made: Crop
) -> None:
    assert whole_steps(crop) == made
    (cure,) = cures_of(finding(CheckKind.BARS, "warn", crop=crop), CLIP, around(index))
    assert values(cure) == {"crop": str(made)}
    assert cure.words.startswith(f"Crop to {made.width}×{made.height}: the bars are cut off")
    assert ("multiples of 16" in cure.words) == (made.height % 16 == 0)


def test_that_a_clip_in_which_nothing_moves_becomes_a_still_with_its_words(
    index: FrameIndex,
) -> None:
    (cure,) = cures_of(finding(CheckKind.STILL, "warn"), CLIP, around(index))
    still = Still(source=1, frame=46, caption="a boat", rating=3, tags=("rain",))
    assert cure.edit.added == (still,) and values(cure) == {"state": "rejected"}


# ---------------------------------------------------------------------------------------- twins


def test_that_of_two_clips_alike_the_worse_is_rejected_first(index: FrameIndex) -> None:
    twin = finding(CheckKind.DUPLICATE, "warn", other=9)
    for other, dropped, why in (
        (dataclasses.replace(CLIP, id=9, rating=5), 7, "the one that stays is rated better"),
        (dataclasses.replace(CLIP, id=9, caption=""), 9, "the one that stays has a caption"),
        (dataclasses.replace(CLIP, id=9, end=90), 7, "the one that stays is longer"),
        (dataclasses.replace(CLIP, id=9), 9, "they show the same"),
    ):
        first, second = cures_of(twin, CLIP, around(index, other=other))
        assert first.drops == (dropped,) and first.words.endswith(why)
        assert second.drops == (16 - dropped,)
    assert cures_of(twin, CLIP, around(index)) == ()


def test_that_an_overlap_is_trimmed_or_one_is_rejected(index: FrameIndex) -> None:
    other = dataclasses.replace(CLIP, id=9, start=50, end=90)
    twin = finding(CheckKind.DUPLICATE, "warn", other=9, parts=((10, 50),))
    trim, *drops = cures_of(twin, CLIP, around(index, other=other))
    assert trim.words == "Trim what both have: keep the first 27 of 48 frames"
    assert [cure.drops for cure in drops] == [(9,), (7,)]


def test_that_many_clips_are_cured_in_one_step_and_one_of_each_pair_stays(
    index: FrameIndex,
) -> None:
    clips = {n: dataclasses.replace(CLIP, id=n, rating=n % 3) for n in range(1, 6)}
    pairs = {1: 2, 2: 1, 3: 4, 4: 3}
    found = {
        one: [finding(CheckKind.DUPLICATE, "warn", other=other)] for one, other in pairs.items()
    }
    course = cure_all(
        CheckKind.DUPLICATE,
        clips.values(),
        found,
        lambda _clip, each: around(index, other=clips.get(each.other or 0)),
    )
    assert [change.id for change in course.edit.changed] == [1, 3]
    assert (course.cured, course.left) == (2, 0)
    assert course.sentence(CheckKind.DUPLICATE) == "2 clips cured of “duplicate”."


def test_that_clips_without_a_cure_are_counted(index: FrameIndex) -> None:
    clips = [dataclasses.replace(CLIP, id=n) for n in (1, 2, 3)]
    found = {
        1: [finding(CheckKind.CUT, parts=((10, 55), (55, 82)))],
        2: [finding(CheckKind.CUT)],
        3: [finding(CheckKind.FADE, "warn", parts=((10, 70),))],
    }
    course = cure_all(CheckKind.CUT, clips, found, lambda _clip, _finding: around(index))
    assert [change.id for change in course.edit.changed] == [1]
    assert course.sentence(CheckKind.CUT) == "1 clip cured of “cut”; 1 has no cure."


def test_that_a_still_is_cropped_or_rejected() -> None:
    still = Still(id=3, source=1, frame=8)
    (crop,) = cures_of_still(finding(CheckKind.BARS, "warn", crop=Crop(1920, 1036, 0, 22)), still)
    assert values(crop) == {"crop": "1920:1024:0:28"}
    (reject,) = cures_of_still(finding(CheckKind.BLACK), still)
    assert values(reject) == {"state": "rejected"}
    assert cures_of_still(finding(CheckKind.SMALL, "warn"), still) == ()


# ----------------------------------------------------------------------- with checks of real films


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    with Project.create(tmp_path / "project", "Cures") as project:
        yield project


def problems(project: Project, clip: Clip) -> dict[CheckKind, Finding]:
    found = check_clips(project, project.clips())[clip.id]
    return {each.kind: each for each in found if each.is_problem}


def cured(project: Project, source: Source, clip: Clip, kind: CheckKind) -> Clip:
    """Apply the usual cure of a problem the clip has, and see that it has it no more."""
    index = index_file(project.path_of(source))
    found = problems(project, clip)[kind]
    other = project.clip(found.other) if found.other else None
    cures = cures_of(found, clip, Around(index=index, limits=(0, len(index)), other=other))
    project.apply(cures[0].edit)
    after = project.clip(clip.id)
    assert kind not in problems(project, after)
    return after


def test_that_each_problem_of_a_real_film_is_gone_after_its_cure(
    project: Project, tmp_path: Path
) -> None:
    pictures = np.concatenate([scene(1, 48, speed=1), scene(2, 40, speed=1), scene(2, 20) * 0])
    path = paint(tmp_path / "film.mp4", with_bars(pictures, across=20))
    source = add_film(project, path)
    clip = project.add([Clip(source=source.id, start=4, end=108)])[0]
    clip = cured(project, source, clip, CheckKind.BLACK)
    assert clip.end <= 88
    clip = cured(project, source, clip, CheckKind.CUT)
    assert (clip.start, clip.end) == (4, 48)
    clip = cured(project, source, clip, CheckKind.BARS)
    assert clip.crop == Crop(384, 176, 0, 20)
    assert problems(project, clip) == {}


def test_that_cuts_found_in_the_film_are_cured_to_the_frame(
    project: Project, tmp_path: Path
) -> None:
    pictures = np.concatenate([scene(1, 47, speed=1), scene(2, 49, speed=1)])
    source = add_film(project, paint(tmp_path / "film.mp4", pictures))
    project.change(source, dataclasses.replace(source, detector="exact"))
    project.add([Cut(source=source.id, frame=47, end=47)])
    clip = project.add([Clip(source=source.id, start=10, end=90)])[0]
    after = cured(project, source, clip, CheckKind.CUT)
    assert (after.start, after.end) == (47, 90)


def test_that_overlaps_and_twins_are_gone_after_their_cure(
    project: Project, tmp_path: Path
) -> None:
    source = add_film(project, paint(tmp_path / "film.mp4", scene(1, 96, speed=1)))
    one, other = (Clip(source=source.id, start=start, end=start + 48) for start in (0, 20))
    one, other = project.add([one, other])
    after = cured(project, source, one, CheckKind.DUPLICATE)
    assert (after.start, after.end) == (0, 20)
    assert CheckKind.DUPLICATE not in problems(project, other)


def test_that_twins_that_are_kept_or_rejected_are_no_problem(
    project: Project, tmp_path: Path
) -> None:
    source = add_film(project, paint(tmp_path / "film.mp4", scene(1, 60, speed=1)))
    pair = project.add([Clip(source=source.id, start=n, end=n + 40, caption="x") for n in (0, 8)])
    assert all(CheckKind.DUPLICATE in problems(project, clip) for clip in pair)
    for clip in pair:
        project.change(clip, dataclasses.replace(clip, tags=("sea", KEPT)))
    assert all(problems(project, clip) == {} for clip in pair)
    project.undo()  # one is kept, the other not yet decided on
    assert all(CheckKind.DUPLICATE in problems(project, clip) for clip in pair)
    project.change(pair[0], dataclasses.replace(pair[0], state="rejected"))
    assert problems(project, pair[1]) == {}


def test_that_a_film_of_the_rate_of_clips_is_trimmed_to_the_frame(
    project: Project, tmp_path: Path
) -> None:
    pictures = np.concatenate([scene(4, 30, speed=1), scene(5, 20, speed=1)])
    source = add_film(project, paint(tmp_path / "film.mp4", pictures, rate=16))
    assert source.rate == Fraction(16)
    clip = project.add([Clip(source=source.id, start=0, end=50)])[0]
    assert cured(project, source, clip, CheckKind.CUT).end == 30
