"""A film with a cut of every kind, and what must not be taken for one."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from app.core.media.index import FrameIndex, index_file
from tests.core.shots.scenes import blank, dissolve, shot, write_film


@pytest.fixture(scope="session")
def mixed_film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A film of 362 frames.

    Cuts: hard at 60; frames 110-129 dissolve; hard at 180; frames 222-251 fade, blank from 232 to
    241. No cuts: a flash at frames 150-151, flicker at frames 300-311.
    """
    a, b, c, d, e = (shot(seed, count) for seed, count in enumerate((60, 70, 70, 52, 120), 1))
    faded = dissolve(dissolve(d, blank(30), 10), e, 10)
    pictures = np.concatenate([a, dissolve(b, c, 20), faded])
    pictures[150:152, :72] = pictures[150:152, :72] * 0.2 + 200
    pictures[300:312, :72] *= np.random.default_rng(0).uniform(0.75, 1.2, (12, 1, 1))
    path = tmp_path_factory.mktemp("films") / "mixed.mp4"
    return write_film(path, pictures)


@pytest.fixture
def mixed(mixed_film: Path) -> FrameIndex:
    """The index of `mixed_film`."""
    return index_file(mixed_film)
