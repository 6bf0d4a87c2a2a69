from __future__ import annotations

from fractions import Fraction

from PySide6.QtCore import Qt
from pytestqt.modeltest import ModelTester

from app.core.browsing.making import clip_tiles, still_tiles
from app.core.browsing.tile import Badge, Film, Tile
from app.core.library.model import Clip, Still
from app.ui.widgets.grid_model import TileModel, runs

FILM = {1: Film("Film <1>", Fraction(24))}


def clip(number: int = 1, **fields: object) -> Tile:
    row = Clip(id=number, source=1, start=24 * 60, end=24 * 60 + 79)
    return clip_tiles([row], FILM, Fraction(16))[0]._replace(**fields)


def said(tile: Tile, role: Qt.ItemDataRole) -> str:
    model = TileModel()
    model.set_tiles([tile])
    return str(model.data(model.index(0, 0), role))


def test_that_the_model_keeps_qts_rules(qtmodeltester: ModelTester) -> None:
    model = TileModel()
    qtmodeltester.check(model)
    model.set_tiles([clip(number) for number in range(5)])
    model.replace([clip(3, rating=2), clip(4, rating=1), clip(9)])
    model.set_tiles([clip(7)])
    model.set_tiles([])


def test_that_a_tooltip_tells_range_length_tags_and_caption() -> None:
    tile = clip(
        length=53, tags=("rain", "girl"), caption="a <b>\nc", badges=(Badge("letterbox", "warn"),)
    )
    assert said(tile, Qt.ItemDataRole.ToolTipRole) == (
        "<qt>Film &lt;1&gt;<br>00:01:00.000 – 00:01:03.291, source frames 1440 – 1518"
        "<br>53 frames at the project&#x27;s rate<br>letterbox<br>Tags: rain, girl"
        "<br>a &lt;b&gt;\nc</qt>"
    )


def test_that_a_still_tells_its_frame() -> None:
    (still,) = still_tiles([Still(id=1, source=1, frame=36)], FILM)
    tip = said(still, Qt.ItemDataRole.ToolTipRole)
    assert tip == "<qt>Film &lt;1&gt;<br>00:00:01.500, source frame 36</qt>"


def test_that_a_screen_reader_says_what_the_eye_sees() -> None:
    tile = clip(length=53, rating=4, badges=(Badge("✓ pick", "good"),), caption="a cat")
    text = "Film <1> · 00:01:00, 53 frames, ✓ pick, 4 of 5 stars, a cat"
    assert said(tile, Qt.ItemDataRole.AccessibleTextRole) == text
    assert said(clip(), Qt.ItemDataRole.AccessibleTextRole) == "Film <1> · 00:01:00"


def test_that_rows_are_found_by_key() -> None:
    model = TileModel()
    model.set_tiles([clip(5), clip(8)])
    assert model.row_of(("clip", 8)) == 1
    assert model.row_of(("shot", 8)) is None


def test_that_neighbouring_rows_are_joined() -> None:
    assert list(runs([1, 2, 3, 7, 9, 10])) == [(1, 3), (7, 7), (9, 10)]
    assert list(runs([])) == []
