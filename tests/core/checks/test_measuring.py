"""What is measured of made films, and said of it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from app.core.cache import Cache
from app.core.checks.findings import CheckKind, Finding
from app.core.checks.judging import Context, judge
from app.core.checks.keeping import measure_range
from app.core.checks.kept import Range
from app.core.checks.look import measure_from_frames
from app.core.checks.measure import Bars, Measure
from app.core.errors import DamagedError, SourceError
from app.core.jobs import Progress, Stopped
from app.core.media.conform import conform
from app.core.media.geometry import Crop
from app.core.media.index import index_file
from app.core.media.reader import FrameReader
from tests import films
from tests.core.checks.painted import (
    HEIGHT,
    WIDTH,
    Levels,
    blurred,
    measured,
    paint,
    scene,
    with_bars,
)


@pytest.fixture
def film(tmp_path: Path) -> Path:
    return tmp_path / "a film #1.mp4"


def said(measure: Measure, kind: CheckKind) -> Finding | None:
    """Return what is said of a kind when nothing else is known."""
    found = judge(measure, Context(start=0, end=1 << 20))
    return next((each for each in found if each.kind is kind), None)


def of(measure: Measure, kind: CheckKind) -> Finding:
    found = said(measure, kind)
    assert found is not None
    return found


def ramp(count: int) -> Levels:
    return np.linspace(0, 1, count, dtype=np.float32)[:, None, None]


# ---------------------------------------------------------------------------------- nothing wrong


def test_that_a_moving_crisp_scene_has_only_good_sides(film: Path) -> None:
    measure = measured(paint(film, scene(1, 72)))
    found = judge(measure, Context(start=0, end=72))
    assert [each.level for each in found] == ["good"] * 3
    assert found[0].text == "no cut inside"
    assert of(measure, CheckKind.STILL).text == f"motion {measure.motion:.2f}"
    assert of(measure, CheckKind.BLUR).text == "sharp"
    assert 0 < measure.motion < 1


def test_that_the_frames_measured_are_those_that_are_trained(film: Path) -> None:
    index = index_file(paint(film, scene(1, 40)))
    measure = measure_range(index, Range(3, 31))
    assert measure.frames.tolist() == conform(index, 3, 31)
    assert (measure.length, measure.repeated) == (len(measure.frames), 0)


# -------------------------------------------------------------------------------------- cuts


def test_that_a_cut_is_seen_in_the_frames_of_the_clip_alone(film: Path) -> None:
    path = paint(film, np.concatenate([scene(1, 30, speed=1), scene(2, 30, speed=1)]))
    found = of(measured(path), CheckKind.CUT)
    assert (found.level, found.text, found.frame) == ("bad", "cut inside", 30)


def test_that_a_fade_from_black_is_said_with_its_end(film: Path) -> None:
    pictures = scene(1, 72)
    pictures[:24] *= ramp(24)
    found = of(measured(paint(film, pictures)), CheckKind.FADE)
    assert found.text == "fade at the start"
    assert "begin at frame 2" in found.why  # 20-something


def test_that_a_flash_is_no_cut_and_is_said_with_its_frame(film: Path) -> None:
    pictures = scene(1, 60)
    pictures[30:33] = pictures[30:33] * 0.3 + 175
    measure = measured(paint(film, pictures))
    assert of(measure, CheckKind.FLASH).frame in range(30, 33)
    assert of(measure, CheckKind.CUT).level == "good"


# ------------------------------------------------------------------------------ black and still


def test_that_black_is_bad_and_a_dark_scene_is_not(film: Path, tmp_path: Path) -> None:
    black = measured(paint(film, np.zeros((30, HEIGHT, WIDTH), np.float32)))
    assert of(black, CheckKind.BLACK).level == "bad"
    assert said(black, CheckKind.BLUR) is None
    assert said(black, CheckKind.STILL) is None
    dark = measured(paint(tmp_path / "dark.mp4", scene(1, 30, low=2, high=34)))
    assert said(dark, CheckKind.BLACK) is None


def test_that_black_frames_in_a_clip_are_counted_and_shown(film: Path) -> None:
    pictures = scene(1, 48)
    pictures[36:] = 0
    found = of(measured(paint(film, pictures)), CheckKind.BLACK)
    assert (found.level, found.text, found.frame) == ("warn", "8 frames black", 36)


def test_that_a_still_is_told_from_a_scene_in_which_little_moves(
    film: Path, tmp_path: Path
) -> None:
    held = np.repeat(scene(1, 1), 60, axis=0)
    grain = np.random.default_rng(5).normal(0, 3, held.shape).astype(np.float32)
    assert of(measured(paint(film, held + grain)), CheckKind.STILL).text == "still"
    blinking = held.copy()
    blinking[20:26, 90:106, 180:204] = 20
    found = of(measured(paint(tmp_path / "blink.mp4", blinking)), CheckKind.STILL)
    assert (found.level, found.text) == ("info", "hardly moves")


# -------------------------------------------------------------------------------------- bars


@pytest.mark.parametrize(
    ("across", "along", "crop", "text"),
    [
        (20, 0, Crop(384, 176, 0, 20), "letterbox 20 px"),
        (0, 48, Crop(288, 216, 48, 0), "pillarbox 48 px"),
        (16, 32, Crop(320, 184, 32, 16), "bars 16 and 32 px"),
        (21, 0, Crop(384, 172, 0, 22), "letterbox 21 px"),
    ],
)
def test_that_bars_are_found_to_the_line_with_an_even_crop(
    film: Path, across: int, along: int, crop: Crop, text: str
) -> None:
    pictures = with_bars(scene(3, 48), across=across, along=along)
    found = of(measured(paint(film, pictures)), CheckKind.BARS)
    assert (found.crop, found.text) == (crop, text)


def test_that_a_crop_without_the_bars_has_none(film: Path) -> None:
    path = paint(film, with_bars(scene(3, 48), across=20))
    measure = measured(path, crop=Crop(384, 176, 0, 20))
    assert measure.bars == Bars()
    assert measure.window == Crop(384, 176, 0, 20)


def test_that_the_cure_of_a_crop_lies_inside_it(film: Path) -> None:
    path = paint(film, with_bars(scene(3, 48), across=20))
    found = of(measured(path, crop=Crop(200, 206, 50, 10)), CheckKind.BARS)
    assert found.crop == Crop(200, 176, 50, 20)


@pytest.mark.parametrize(
    ("rotation", "bars"),
    [
        (90, Bars(left=10, right=12)),
        (180, Bars(top=10, bottom=12)),
        (270, Bars(left=12, right=10)),
    ],
)
def test_that_bars_of_a_turned_film_are_those_of_the_upright_picture(
    film: Path, rotation: int, bars: Bars
) -> None:
    pictures = scene(3, 36)
    pictures[:, :12] = pictures[:, -10:] = 0
    assert measured(paint(film, pictures, rotation=rotation)).bars == bars


def test_that_bars_that_are_not_alike_are_doubted(film: Path) -> None:
    pictures = scene(3, 36)
    pictures[:, :10] = pictures[:, -40:] = 0
    assert measured(paint(film, pictures)).bars == Bars()


def night(pictures: Levels) -> Levels:
    """A sky that is black at the top and gets lighter downwards, over dim ground."""
    pictures = pictures * 0.3
    pictures[:, :120] = np.linspace(0, 40, 120, dtype=np.float32)[:, None]
    return pictures


def title(pictures: Levels) -> Levels:
    """White words on black."""
    words = np.zeros_like(pictures)
    words[:, 90:110, 60:320] = (pictures[:, 90:110, 60:320] > 120) * 230.0
    return words


def vignette(pictures: Levels) -> Levels:
    rows, columns = np.mgrid[-1 : 1 : HEIGHT * 1j, -1 : 1 : WIDTH * 1j]
    return (pictures * np.clip(1.15 - rows**2 - columns**2 * 0.7, 0, 1)).astype(np.float32)


def spotlight(pictures: Levels) -> Levels:
    """A bright shape in the dark: black on all sides, with hard edges."""
    lit = np.zeros_like(pictures)
    lit[:, 40:170, 140:250] = pictures[:, 40:170, 140:250]
    return lit


def horizon(pictures: Levels) -> Levels:
    """A bright sky over ground as black as can be."""
    pictures = pictures.copy()
    pictures[:, 160:] = 0
    return pictures


def credits(pictures: Levels) -> Levels:
    """Lines of letters, flush on both sides, that roll upwards: in time they fill all rows."""
    page = np.zeros((HEIGHT + 4 * len(pictures), WIDTH), np.float32)
    letters = np.random.default_rng(2).uniform(0, 1, (len(page), 104)) > 0.4
    page[:, 40:-40] = np.where(
        np.repeat(np.repeat(letters[::6], 6, 0)[: len(page)], 3, 1)[:, :304], 220, 0
    )
    page[np.arange(len(page)) % 16 > 9] = 0
    return np.stack([page[4 * n : 4 * n + HEIGHT] for n in range(len(pictures))])


@pytest.mark.parametrize("look", [night, title, vignette, spotlight, horizon, credits])
def test_that_no_picture_is_ever_cropped_as_bars(film: Path, look: object) -> None:
    assert callable(look)
    assert measured(paint(film, look(scene(6, 36)))).bars == Bars()


def test_that_bars_beside_a_dark_scene_are_never_taken_too_wide(film: Path) -> None:
    pictures = with_bars(night(scene(6, 36)), across=20)
    bars = measured(paint(film, pictures)).bars
    assert bars.top in {0, 20}
    assert bars.bottom in {0, 20}


# -------------------------------------------------------------------------------------- blur


def test_that_blur_is_said_and_a_soft_background_is_not(film: Path, tmp_path: Path) -> None:
    crisp = scene(7, 36)
    soft = blurred(crisp, 10)
    assert of(measured(paint(film, soft)), CheckKind.BLUR).level == "warn"
    soft[:, 60:160, 120:260] = crisp[:, 60:160, 120:260]
    found = of(measured(paint(tmp_path / "person.mp4", soft)), CheckKind.BLUR)
    assert found.text == "sharp"


def test_that_a_crop_is_judged_by_what_it_keeps(film: Path) -> None:
    pictures = blurred(scene(7, 36), 10)
    pictures[:, :, 200:] = scene(7, 36)[:, :, 200:]
    path = paint(film, pictures)
    sharp, soft = (measured(path, crop=Crop(160, 216, x, 0)).sharpness for x in (210, 10))
    assert sharp is not None
    assert soft is not None
    assert soft < 0.16 < 0.4 < sharp


# -------------------------------------------------------------------------- the film itself


def test_that_repeats_of_a_slow_film_are_counted(film: Path) -> None:
    found = of(measured(paint(film, scene(1, 24, speed=6), rate=12)), CheckKind.SLOW)
    assert (found.text, found.value) == ("8 repeats", 0.25)


def test_that_damage_is_said_with_its_frame_and_remembered(tmp_path: Path) -> None:
    film = films.spoil(films.make_film(tmp_path / "film.mp4", 96), 0.5, 200)
    index = index_file(film)
    cache = Cache(tmp_path / "cache")
    measure = measure_range(index, Range(0, 96), cache=cache)
    found = judge(measure, Context(start=0, end=96))
    assert [each.kind for each in found] == [CheckKind.DAMAGED]
    assert found[0].frame == measure.damaged_at
    again = measure_range(index, Range(0, 96), cache=cache)
    assert (again.damage, again.damaged_at) == (measure.damage, measure.damaged_at)
    with FrameReader(index) as reader, pytest.raises(DamagedError):
        list(reader.frames(conform(index, 0, 96)))


def test_that_a_measure_is_kept_by_range_and_crop(film: Path, tmp_path: Path) -> None:
    index = index_file(paint(film, scene(1, 48)))
    cache = Cache(tmp_path / "cache")
    first = measure_range(index, Range(0, 24), cache=cache)
    film.unlink()
    again = measure_range(index, Range(0, 24), cache=cache)
    assert again.pack() == first.pack()
    assert again.series.tolist() == first.series.tolist()
    with pytest.raises(SourceError):
        measure_range(index, Range(0, 24, Crop(100, 100, 0, 0)), cache=cache)


def test_that_who_decodes_anyway_gets_the_same_measure(film: Path) -> None:
    index = index_file(paint(film, scene(1, 30)))
    frames = conform(index, 0, 30)
    with FrameReader(index) as reader:
        mine = measure_from_frames(index, frames, reader.frames(frames))
    assert mine.pack() == measure_range(index, Range(0, 30)).pack()


def test_that_measuring_stops_when_told(film: Path) -> None:
    index = index_file(paint(film, scene(1, 60)))

    def stop(progress: Progress) -> None:
        if progress.done > 5:
            raise Stopped

    with pytest.raises(Stopped):
        measure_range(index, Range(0, 60), checkpoint=stop)


def test_that_a_crop_outside_the_picture_is_refused(film: Path) -> None:
    index = index_file(paint(film, scene(1, 12)))
    with pytest.raises(SourceError, match="draw it inside"):
        measure_range(index, Range(0, 12, Crop(400, 100, 0, 0)))


@pytest.mark.parametrize("pix_fmt", ["yuv420p10le", "yuvj420p", "yuv444p"])
def test_that_levels_do_not_depend_on_how_a_film_codes_them(tmp_path: Path, pix_fmt: str) -> None:
    plain = measured(films.make_film(tmp_path / "plain.mp4", 12))
    other = measured(films.make_film(tmp_path / "other.mp4", 12, pix_fmt=pix_fmt))
    assert np.abs(plain.mean - other.mean).max() < 2
    assert np.abs(plain.spread - other.spread).max() < 2


def test_that_one_frame_can_be_measured(film: Path) -> None:
    measure = measured(paint(film, scene(1, 1)))
    assert measure.length == 1
    assert said(measure, CheckKind.STILL) is None


def test_that_a_tiny_film_is_measured(tmp_path: Path) -> None:
    index = index_file(films.make_film(tmp_path / "tiny.mp4", 12, size=(2, 2)))
    assert measure_range(index, Range(0, 12), cache=Cache()) is not None
