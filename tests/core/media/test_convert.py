from __future__ import annotations

from pathlib import Path

import av
import numpy as np
import pytest

from app.core.errors import SourceError
from app.core.media.colour import Colour, Tags, colour_of
from app.core.media.convert import Converter, Kind
from app.core.media.geometry import Crop, Geometry, Size
from tests.core.media.pictures import decoded, landscape, psnr, samples, ycbcr

FILM = Path("film.mkv")
WIDTH, HEIGHT = 256, 144


def geometry(
    window: Crop | None = None,
    scaled: Size | None = None,
    *,
    coded: Size = Size(WIDTH, HEIGHT),  # noqa: B008
    square: Size | None = None,
    turn: int = 0,
) -> Geometry:
    window = window or Crop(*(square or coded), 0, 0)
    return Geometry(coded, square or coded, window, scaled or window.size, turn)


def planes(frame: av.VideoFrame) -> list[np.ndarray]:
    return [samples(frame, number) for number in range(3)]


def ideal(rgb: np.ndarray) -> list[np.ndarray]:
    """Return what a BT.709 limited 4:2:0 picture of ``rgb`` holds."""
    luma, *chroma = ycbcr(rgb, 1, full=False)
    halves = [part.reshape(HEIGHT // 2, 2, WIDTH // 2, 2).mean((1, 3)) for part in chroma]
    return [luma, *halves]


@pytest.mark.parametrize(
    ("pix_fmt", "matrix", "full"),
    [
        ("yuv420p", 1, False),
        ("yuv420p", 1, True),
        ("yuv420p", 6, False),
        ("yuv420p", 5, True),
        ("yuvj420p", 6, True),
        ("yuv420p10le", 1, False),
        ("yuv420p10le", 9, False),
        ("yuv422p", 1, False),
        ("yuv422p10le", 6, False),
        ("yuv444p", 6, True),
        ("yuv444p12le", 1, False),
        ("yuv411p", 6, False),
        ("yuva420p", 1, False),
    ],
)
def test_that_any_source_comes_out_as_bt709_limited_420(
    pix_fmt: str, matrix: int, full: bool
) -> None:
    rgb = landscape(WIDTH, HEIGHT)
    made = Converter(FILM, geometry())(decoded(rgb, pix_fmt, matrix, full=full))
    assert made.format.name == "yuv420p"
    assert [psnr(a, b) > 50 for a, b in zip(planes(made), ideal(rgb), strict=True)] == [True] * 3


@pytest.mark.parametrize("pix_fmt", ["gbrp", "rgb24", "bgra", "argb"])
def test_that_rgb_comes_out_as_bt709_limited_420(pix_fmt: str) -> None:
    rgb = landscape(WIDTH, HEIGHT)
    frame = av.VideoFrame.from_ndarray(np.round(rgb * 255).astype(np.uint8), format="rgb24")
    made = Converter(FILM, geometry())(frame.reformat(format=pix_fmt))
    assert [psnr(a, b) > 50 for a, b in zip(planes(made), ideal(rgb), strict=True)] == [True] * 3


@pytest.mark.parametrize(
    ("pix_fmt", "full"), [("gray", False), ("gray", True), ("gray10le", False)]
)
def test_that_gray_keeps_its_brightness(pix_fmt: str, full: bool) -> None:
    rgb = np.repeat(landscape(WIDTH, HEIGHT)[..., :1], 3, -1)
    made = Converter(FILM, geometry())(decoded(rgb, pix_fmt, 1, full=full))
    assert psnr(samples(made), ycbcr(rgb, 1, full=False)[0]) > 50
    assert set(samples(made, 1).flat) == set(samples(made, 2).flat) == {128}


def test_that_wide_gamut_colours_are_brought_into_bt709() -> None:
    gray = np.full((HEIGHT, WIDTH, 3), 0.5)
    red = np.broadcast_to([0.6, 0.2, 0.2], gray.shape)
    for rgb, wider in ((gray, False), (red, True)):
        frame = decoded(rgb, "yuv420p10le", 9)
        frame.color_primaries = 9
        made = Converter(FILM, geometry())(frame)
        difference = np.abs(samples(made, 2) - ideal(rgb)[2]).mean()
        assert (difference > 10) == wider  # the same numbers mean more colour in BT.2020


def test_that_a_picture_that_is_right_already_passes_unchanged() -> None:
    frame = decoded(landscape(WIDTH, HEIGHT))
    made = Converter(FILM, geometry())(frame)
    assert all(np.array_equal(a, b) for a, b in zip(planes(made), planes(frame), strict=True))
    assert made.planes[0].buffer_ptr == frame.planes[0].buffer_ptr  # not even copied


def test_that_the_decoded_frame_stays_as_it_was() -> None:
    frame = decoded(landscape(WIDTH, HEIGHT), "yuv420p", 6, full=True)
    for shape in (geometry(), geometry(Crop(64, 64, 2, 2)), geometry(scaled=Size(128, 72))):
        made = Converter(FILM, shape)(frame)
        assert made is not frame
        made.pts = 99
        assert (frame.pts, frame.colorspace, frame.color_range) == (7, 6, 2)


@pytest.mark.parametrize("crop", [Crop(64, 32, 40, 20), Crop(64, 32, 41, 21), Crop(64, 32, 41, 20)])
@pytest.mark.parametrize(
    ("pix_fmt", "full"),
    [("yuv420p", False), ("yuv422p10le", False), ("yuv444p", False), ("yuvj420p", True)],
)
def test_that_a_crop_is_cut_out_to_the_pixel(crop: Crop, pix_fmt: str, full: bool) -> None:
    rgb = landscape(WIDTH, HEIGHT)
    made = planes(Converter(FILM, geometry(crop))(decoded(rgb, pix_fmt, full=full)))
    part = rgb[crop.y : crop.y + 32, crop.x : crop.x + 64]
    luma, *chroma = ycbcr(part, 1, full=False)
    assert psnr(made[0], luma) > 50  # rounded once or twice
    for values, wanted in zip(made[1:], chroma, strict=True):
        halves = wanted.reshape(16, 2, 32, 2).mean((1, 3))
        assert psnr(values[1:-1, 1:-1], halves[1:-1, 1:-1]) > 45


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_that_a_picture_is_turned_clockwise(turn: int) -> None:
    rgb = landscape(WIDTH, HEIGHT)
    made = Converter(FILM, geometry(turn=turn))(decoded(rgb))
    luma = np.round(ycbcr(rgb, 1, full=False)[0])
    assert np.array_equal(samples(made), np.rot90(luma, -turn // 90))


def test_that_shrinking_averages_areas() -> None:
    rgb = landscape(WIDTH, HEIGHT)
    made = Converter(FILM, geometry(scaled=Size(64, 36)))(decoded(rgb))
    luma = ycbcr(rgb, 1, full=False)[0].reshape(36, 4, 64, 4).mean((1, 3))
    assert (made.width, made.height) == (64, 36)
    assert psnr(samples(made), luma) > 50


def test_that_oblong_pixels_are_squared_before_the_cut() -> None:
    rgb = landscape(2 * WIDTH, HEIGHT)
    oblong = rgb.reshape(HEIGHT, WIDTH, 2, 3).mean(2)
    shape = geometry(Crop(100, 60, 120, 30), square=Size(2 * WIDTH, HEIGHT))
    made = samples(Converter(FILM, shape)(decoded(oblong)))
    assert psnr(made, ycbcr(rgb, 1, full=False)[0][30:90, 120:220]) > 45


@pytest.mark.parametrize(
    ("pix_fmt", "matrix", "full"),
    [("yuv420p", 1, False), ("yuv420p", 6, True), ("yuv422p10le", 9, False)],
)
def test_that_a_still_has_the_colours_that_were_meant(
    pix_fmt: str, matrix: int, full: bool
) -> None:
    rgb = landscape(WIDTH, HEIGHT)
    made = Converter(FILM, geometry(), "picture")(decoded(rgb, pix_fmt, matrix, full=full))
    assert made.format.name == "bgr24"
    assert psnr(made.to_ndarray()[..., ::-1], rgb * 255) > 40


@pytest.mark.parametrize("kind", ["yuv", "gray"])
@pytest.mark.parametrize("full", [False, True])
@pytest.mark.parametrize(("pix_fmt", "matrix"), [("yuv420p", 1), ("yuv420p", 6), ("yuv444p", 9)])
def test_that_a_picture_for_the_screen_has_nearly_those_colours(
    pix_fmt: str, matrix: int, full: bool, kind: str
) -> None:
    rgb = landscape(WIDTH, HEIGHT)
    if kind == "gray":
        rgb, pix_fmt = np.repeat(rgb[..., :1], 3, -1), "gray"
    made = Converter(FILM, geometry(), "screen")(decoded(rgb, pix_fmt, matrix, full=full))
    assert made.format.name == "bgra"
    assert psnr(made.to_ndarray()[..., 2::-1], rgb * 255) > 38
    assert set(made.to_ndarray()[..., 3].flat) == {255}


@pytest.mark.parametrize("full", [False, True])
def test_that_a_gray_still_keeps_its_brightness(full: bool) -> None:
    rgb = np.repeat(landscape(WIDTH, HEIGHT)[..., :1], 3, -1)
    made = Converter(FILM, geometry(), "picture")(decoded(rgb, "gray", 1, full=full))
    assert psnr(made.to_ndarray(), rgb * 255) > 48


@pytest.mark.parametrize(("transfer", "name"), [(16, "PQ"), (18, "HLG")])
def test_that_hdr_is_refused_with_a_sentence(transfer: int, name: str) -> None:
    frame = decoded(landscape(WIDTH, HEIGHT), "yuv420p10le", 9)
    frame.color_trc = transfer
    with pytest.raises(SourceError, match=rf'"film\.mkv" is HDR \({name}\)'):
        Converter(FILM, geometry())(frame)
    assert Converter(FILM, geometry(), "picture", strict=False)(frame).format.name == "bgr24"


def test_that_colours_coded_in_an_unknown_way_are_refused() -> None:
    frame = decoded(landscape(WIDTH, HEIGHT))
    frame.colorspace = 8  # YCgCo
    with pytest.raises(SourceError, match="matrix 8"):
        Converter(FILM, geometry())(frame)
    assert Converter(FILM, geometry(), strict=False)(frame).format.name == "yuv420p"


def test_that_a_change_of_picture_size_is_refused() -> None:
    convert = Converter(FILM, geometry())
    convert(decoded(landscape(WIDTH, HEIGHT)))
    with pytest.raises(SourceError, match="from 256x144 to 128x72"):
        convert(decoded(landscape(128, 72)))


def test_that_a_change_of_format_on_the_way_is_followed() -> None:
    rgb = landscape(WIDTH, HEIGHT)
    convert = Converter(FILM, geometry())
    for pix_fmt, matrix, full in (
        ("yuv420p", 1, False),
        ("yuv444p", 1, False),
        ("yuv420p", 6, True),
    ):
        made = convert(decoded(rgb, pix_fmt, matrix, full=full))
        assert psnr(samples(made), ideal(rgb)[0]) > 50


@pytest.mark.parametrize(
    ("size", "matrix"),
    [
        ((720, 576), "smpte170m"),
        ((854, 480), "smpte170m"),
        ((960, 544), "smpte170m"),
        ((960, 720), "bt709"),
        ((1280, 544), "bt709"),
        ((608, 1080), "bt709"),
    ],
)
def test_that_an_unsaid_matrix_is_bt601_for_sd_and_bt709_above(
    size: tuple[int, int], matrix: str
) -> None:
    tags = Tags(*size, kind="yuv", matrix=2, primaries=2, transfer=2, range=0)
    assert colour_of(tags) == Colour(matrix, full=False)


@pytest.mark.parametrize("size", [(63, 41), (64, 41), (63, 40)])
@pytest.mark.parametrize(("pix_fmt", "matrix"), [("yuv420p", 6), ("yuv444p10le", 9), ("gray", 1)])
def test_that_a_still_may_have_odd_sides(size: tuple[int, int], pix_fmt: str, matrix: int) -> None:
    frame = decoded(landscape(WIDTH, HEIGHT), pix_fmt, matrix)
    frame.color_primaries = matrix
    shape = geometry(Crop(201, 133, 3, 5), Size(*size))
    made = Converter(FILM, shape, "picture")(frame)
    assert (made.width, made.height) == size


@pytest.mark.parametrize("pix_fmt", ["gbrap32le", "yaf32le"])
def test_that_a_picture_that_cannot_be_converted_is_a_sentence(pix_fmt: str) -> None:
    frame = av.VideoFrame(WIDTH, HEIGHT, pix_fmt)
    with pytest.raises(SourceError, match=rf'pictures of "film\.mkv" \({pix_fmt}\)'):
        Converter(FILM, geometry(), "picture")(frame)


@pytest.mark.parametrize("kind", ["clip", "picture"])
@pytest.mark.parametrize("matrix", [4, 5, 6, 7, 9])
def test_that_every_matrix_leaves_gray_gray(kind: Kind, matrix: int) -> None:
    frame = av.VideoFrame(WIDTH, HEIGHT, "yuv444p")
    for plane, value in zip(frame.planes, (126, 128, 128), strict=True):
        plane.update(bytes([value]) * plane.buffer_size)
    frame.colorspace = matrix
    made = Converter(FILM, geometry(), kind)(frame)
    if kind == "clip":
        assert [set(samples(made, plane).flat) for plane in range(3)] == [{126}, {128}, {128}]
    else:
        assert set(made.to_ndarray().flat) == {128}  # (126 - 16) * 255 / 219
