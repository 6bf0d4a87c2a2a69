"""Features computed while thumbnails stream by."""

from __future__ import annotations

import itertools
import tracemalloc
from dataclasses import fields
from fractions import Fraction

import numpy as np
import pytest

from app.core.shots.features import LAGS, NEAR, SPANS, Features, FeatureStream, step_of
from app.core.shots.samples import Samples

Thumbnails = np.ndarray


@pytest.fixture(scope="module")
def thumbnails() -> Thumbnails:
    """Noise that drifts, so that no two frames are alike."""
    random = np.random.default_rng(3)
    noise = random.integers(0, 256, (500, 54, 64)).astype(np.float32)
    for place in range(1, len(noise)):
        noise[place] = noise[place - 1] * 0.9 + noise[place] * 0.1
    return noise.astype(np.uint8)


def streamed(thumbnails: Thumbnails, step: int = 1, parts: int = 1) -> Features:
    table = Features.empty(len(thumbnails), step)
    edges = [len(table) * part // parts for part in range(parts + 1)]
    streams = [FeatureStream(table, step, *rows) for rows in itertools.pairwise(edges)]
    for stream, (first, end) in zip(streams, itertools.pairwise(edges), strict=True):
        for thumbnail in thumbnails[first * step : end * step]:
            stream.push(thumbnail)
    for stream, following in zip(streams, [*streams[1:], None], strict=True):
        stream.close(following)
    return table


@pytest.mark.parametrize(("step", "parts"), [(1, 2), (1, 5), (2, 3), (4, 1)])
def test_that_parts_fill_the_table_as_one_stream_does(
    thumbnails: Thumbnails, step: int, parts: int
) -> None:
    whole, pieces = streamed(thumbnails, step), streamed(thumbnails, step, parts)
    for field in fields(Features):
        expected = getattr(whole, field.name).astype(float)
        assert np.allclose(getattr(pieces, field.name).astype(float), expected, atol=0.05), field


def test_that_distances_are_root_mean_squares(thumbnails: Thumbnails) -> None:
    table, samples = streamed(thumbnails), Samples.of(thumbnails)
    for row, lag in ((0, 1), (123, NEAR), (400, 2)):
        luma = np.sqrt(np.mean((samples.luma[row + lag] - samples.luma[row]) ** 2))
        chroma = np.sqrt(np.mean((samples.chroma[row + lag] - samples.chroma[row]) ** 2))
        assert table.near_luma[row, lag - 1] == pytest.approx(luma, abs=0.1)
        assert table.near_chroma[row, lag - 1] == pytest.approx(chroma, abs=0.1)
    for row, lag in ((0, 64), (130, 24), (300, 9)):
        square = np.mean((samples.luma[row + lag] - samples.luma[row]) ** 2)
        square += np.mean((samples.chroma[row + lag] - samples.chroma[row]) ** 2)
        assert table.far[row, LAGS.index(lag)] == pytest.approx(np.sqrt(square), abs=0.1)


def test_that_distances_beyond_the_end_are_zero(thumbnails: Thumbnails) -> None:
    table = streamed(thumbnails)
    assert table.near_luma[-1].tolist() == [0] * NEAR
    assert table.far_luma[-SPANS[0] :].any() == np.False_
    assert table.change[0] == 0


def test_that_a_change_of_the_whole_picture_is_sudden() -> None:
    still = np.full((40, 54, 64), 60, np.uint8)
    still[20:] = 160
    table = streamed(still)
    assert table.sudden[20] == 1
    assert np.count_nonzero(table.sudden) == 1
    assert np.flatnonzero(table.change).tolist() == [20]


def test_that_memory_grows_by_no_more_than_the_table(thumbnails: Thumbnails) -> None:
    def peak(times: int) -> int:
        table = Features.empty(len(thumbnails) * times, 1)
        stream = FeatureStream(table, 1, 0, len(table))
        tracemalloc.start()
        for _ in range(times):
            for thumbnail in thumbnails:
                stream.push(thumbnail)
        stream.close()
        used = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return used

    short, long = peak(1), peak(6)
    assert long < short + 200_000
    row = sum(getattr(Features.empty(1000, 1), field.name).nbytes for field in fields(Features))
    assert row <= 110 * 1000


@pytest.mark.parametrize(
    ("rate", "step"),
    [(Fraction(24000, 1001), 1), (Fraction(30), 1), (Fraction(50), 2), (Fraction(120), 4)],
)
def test_that_steps_keep_rates_alike(rate: Fraction, step: int) -> None:
    assert step_of(rate) == step
