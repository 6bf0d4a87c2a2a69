"""What `rushes probe` prints."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path

from app.core.media.probe import probe
from app.core.media.verdict import decode_verdict
from tests.films import cut_off, make_film, spoil


def test_that_the_facts_are_those_of_the_film(tmp_path: Path) -> None:
    film = make_film(
        tmp_path / "film.mp4",
        36,
        rate=Fraction(24000, 1001),
        size=(96, 64),
        sar=Fraction(4, 3),
        rotation=90,
    )

    assert json.loads(json.dumps(probe(film).to_json())) == {
        "width": 96,
        "height": 64,
        "display_width": 64,
        "display_height": 128,
        "rotation": 90,
        "sar": "4/3",
        "rate": "24000/1001",
        "variable_rate": False,
        "frames": 36,
        "duration": 1.5015,
        "codec": "h264",
        "pix_fmt": "yuv420p",
        "damaged_after": None,
    }


def test_that_codecs_have_ffmpegs_names(tmp_path: Path) -> None:
    film = make_film(tmp_path / "film.mp4", 5, codec="libsvtav1", pix_fmt="yuv420p10le")

    facts = probe(film)
    assert (facts.codec, facts.pix_fmt) == ("av1", "yuv420p10le")


def test_that_a_film_that_looks_right_is_not_decoded(tmp_path: Path) -> None:
    film = spoil(make_film(tmp_path / "film.mp4", 120, gop=30), 0.4, 600)

    assert probe(film).damaged_after is None


def test_that_a_short_film_may_be_decoded_to_be_sure(tmp_path: Path) -> None:
    film = spoil(make_film(tmp_path / "film.mp4", 120, gop=30), 0.4, 600)

    assert probe(film, sure_up_to=119).damaged_after is None
    assert probe(film, sure_up_to=120).damaged_after is not None


def test_that_a_known_verdict_is_told(tmp_path: Path) -> None:
    film = spoil(make_film(tmp_path / "film.mp4", 120, gop=30), 0.4, 600)
    verdict = decode_verdict(film)

    assert probe(film).damaged_after == verdict.damaged_after


def test_that_a_film_that_looks_wrong_is_decoded(tmp_path: Path) -> None:
    film = cut_off(make_film(tmp_path / "film.mkv", 120, gop=30), 0.6)

    facts = probe(film)
    assert facts.damaged_after == facts.frames
    assert 60 <= facts.frames < 90
