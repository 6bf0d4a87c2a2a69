"""Films painted for checks: gray pictures as arrays of levels, 0 (black) to 255.

Levels are written as limited-range luma, so 0 is coded as 16.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import av
import numpy as np
import numpy.typing as npt

from app.core.checks.keeping import measure_range
from app.core.checks.kept import Range
from app.core.checks.measure import Measure
from app.core.media.geometry import Crop
from app.core.media.index import index_file

Levels = npt.NDArray[np.float32]

WIDTH, HEIGHT = 384, 216


def scene(seed: int, count: int, *, speed: int = 3, low: int = 30, high: int = 220) -> Levels:
    """Return a pan of ``speed`` pixels a frame over crisp patches, shape (count, 216, 384)."""
    random = np.random.default_rng(seed)
    patches = random.uniform(low, high, (6, 60)).astype(np.float32)
    wide = np.kron(patches, np.ones((36, 36), np.float32))
    wide += random.uniform(-6, 6, wide.shape).astype(np.float32)
    return np.stack([wide[:, n * speed : n * speed + WIDTH] for n in range(count)])


def with_bars(pictures: Levels, *, across: int = 0, along: int = 0) -> Levels:
    """Return pictures with black bars painted over ``across`` rows and ``along`` columns a side."""
    painted = pictures.copy()
    if across:
        painted[:, :across] = painted[:, -across:] = 0
    if along:
        painted[:, :, :along] = painted[:, :, -along:] = 0
    return painted


def blurred(pictures: Levels, times: int) -> Levels:
    """Return pictures smoothed by as many 3x3 means; 6 of them are a radius of 2 pixels."""
    for _ in range(times):
        wide = np.pad(pictures, ((0, 0), (1, 1), (1, 1)), mode="edge")
        tall = (wide[..., :-2] + wide[..., 1:-1] + wide[..., 2:]) / 3
        pictures = (tall[:, :-2] + tall[:, 1:-1] + tall[:, 2:]) / 3
    return pictures


def paint(
    path: Path,
    pictures: Levels | Sequence[Levels],
    *,
    rate: int = 24,
    rotation: int = 0,
    options: Mapping[str, str] | None = None,
) -> Path:
    """Write pictures as an H.264 film; return its path."""
    with av.open(str(path), "w") as out:
        chosen = {"preset": "ultrafast", "crf": "16", **(options or {})}
        stream = out.add_stream("libx264", rate=rate, options=chosen)
        assert isinstance(stream, av.VideoStream)
        stream.height, stream.width = pictures[0].shape
        stream.pix_fmt = "yuv420p"
        if rotation:
            stream.set_display_rotation(-rotation)
        for place, levels in enumerate(pictures):
            luma = np.clip(levels * (219 / 255) + 16, 16, 235).round().astype(np.uint8)
            chroma = np.full((len(luma) // 2, luma.shape[1]), 128, np.uint8)
            frame = av.VideoFrame.from_ndarray(np.vstack([luma, chroma]), format="yuv420p")
            frame.pts = place
            out.mux(stream.encode(frame))
        out.mux(stream.encode(None))
    return path


def measured(film: Path, *, crop: Crop | None = None) -> Measure:
    """Return the measure of a whole film."""
    index = index_file(film)
    return measure_range(index, Range(0, len(index), crop))
