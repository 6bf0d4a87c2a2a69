"""Drafts from key frames."""

from __future__ import annotations

import time
from pathlib import Path

import numpy as np
import pytest

from app.core.jobs import Progress, Stopped
from app.core.media.index import index_file
from app.core.shots.drafts import draft_cuts
from tests.core.shots.scenes import shot, write_film
from tests.core.shots.scoring import Labels, score_hard


def test_that_most_cuts_of_the_demo_film_are_drafted(demo_film: Path, samples: Path) -> None:
    cuts = draft_cuts(index_file(demo_film))
    labels = Labels.read(samples / "demo_cuts.json")
    assert score_hard([cut.frame for cut in cuts], labels).f1 > 0.85
    assert all(cut.kind == "hard" and cut.end == cut.frame for cut in cuts)


def test_that_a_cut_between_regular_key_frames_is_placed_by_its_packet(tmp_path: Path) -> None:
    pictures = np.concatenate([shot(1, 66), shot(2, 66)])
    film = write_film(tmp_path / "film.mp4", pictures, gop=24, options={"sc_threshold": "0"})
    (cut,) = draft_cuts(index_file(film))
    assert abs(cut.frame - 66) <= 3  # B-frames before it may have been made of it


def test_that_a_film_of_one_frame_has_no_cut(tmp_path: Path) -> None:
    assert draft_cuts(index_file(write_film(tmp_path / "film.mp4", shot(1, 1)))) == []


def test_that_a_higher_threshold_drafts_no_more_cuts(demo_film: Path) -> None:
    index = index_file(demo_film)
    frames = [{cut.frame for cut in draft_cuts(index, threshold=t)} for t in (0.3, 0.5, 0.8)]
    assert frames[0] >= frames[1] >= frames[2]


def test_that_a_draft_can_be_stopped(demo_film: Path) -> None:
    def checkpoint(progress: Progress) -> None:
        if progress.done > 200:
            raise Stopped

    start = time.monotonic()
    with pytest.raises(Stopped):
        draft_cuts(index_file(demo_film), checkpoint=checkpoint)
    assert time.monotonic() - start < 1
