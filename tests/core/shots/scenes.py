"""Made shots, ways to join them, and films of them.

Pictures are float arrays of shape (n, 108, 128): a 128x72 luma plane above its two chroma planes,
as yuv420p lays them out.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import numpy.typing as npt

WIDTH, HEIGHT = 128, 72
Pictures = npt.NDArray[np.float32]


def shot(seed: int, count: int, *, speed: float = 0.5) -> Pictures:
    """Return a slow pan, ``speed`` pixels per frame, over a scene of its own."""
    random = np.random.default_rng(seed)
    wide = [
        _texture(random, HEIGHT, 512, 8),
        _texture(random, 36, 256, 6),
        _texture(random, 36, 256, 6),
    ]
    tint = random.uniform(100, 156, 2)
    middle, swing = [random.uniform(70, 180), *tint], [45, 12, 12]
    return np.stack([_view(wide, middle, swing, speed * frame) for frame in range(count)])


def blank(count: int, luma: float = 16) -> Pictures:
    """Return pictures without anything in them."""
    pictures = np.full((count, HEIGHT * 3 // 2, WIDTH), 128, np.float32)
    pictures[:, :HEIGHT] = luma
    return pictures


def dissolve(a: Pictures, b: Pictures, mixed: int) -> Pictures:
    """Return ``a`` turning into ``b``: their last and first ``mixed`` pictures are mixed."""
    share = (np.arange(1, mixed + 1, dtype=np.float32) / (mixed + 1))[:, None, None]
    between = a[-mixed:] * (1 - share) + b[:mixed] * share
    return np.concatenate([a[:-mixed], between, b[mixed:]])


def write_film(
    path: Path,
    pictures: Iterable[npt.NDArray[np.float32]],
    *,
    rate: int = 24,
    gop: int = 250,
    options: Mapping[str, str] | None = None,
) -> Path:
    """Write pictures as H.264, every one a frame; return the path."""
    with av.open(str(path), "w") as out:
        chosen = {"preset": "veryfast", "crf": "18", **(options or {})}
        stream = out.add_stream("libx264", rate=rate, options=chosen)
        assert isinstance(stream, av.VideoStream)
        stream.width, stream.height, stream.pix_fmt = WIDTH, HEIGHT, "yuv420p"
        stream.codec_context.gop_size = gop
        for number, picture in enumerate(pictures):
            pixels = (picture.clip(0, 255) + 0.5).astype(np.uint8)
            frame = av.VideoFrame.from_ndarray(pixels, format="yuv420p")
            frame.pts, frame.time_base = number, Fraction(1, rate)
            out.mux(stream.encode(frame))
        out.mux(stream.encode(None))
    return path


def _texture(random: np.random.Generator, height: int, width: int, cell: int) -> Pictures:
    """Return blotches of about ``cell`` pixels, -1 to 1."""
    grid = random.uniform(-1, 1, (height // cell + 2, width // cell + 2))
    rows = np.linspace(0, grid.shape[0] - 1.001, height)
    columns = np.linspace(0, grid.shape[1] - 1.001, width)
    r, c = rows.astype(int), columns.astype(int)
    fr, fc = (rows - r)[:, None], columns - c
    top = grid[r][:, c] * (1 - fc) + grid[r][:, c + 1] * fc
    low = grid[r + 1][:, c] * (1 - fc) + grid[r + 1][:, c + 1] * fc
    return (top * (1 - fr) + low * fr).astype(np.float32)


def _view(
    wide: list[Pictures], middle: list[float], swing: list[float], shift: float
) -> npt.NDArray[np.float32]:
    """Return one picture: the planes seen from ``shift`` pixels on."""
    planes = [
        m + s * _window(plane, shift / scale, WIDTH // scale)
        for plane, m, s, scale in zip(wide, middle, swing, (1, 2, 2), strict=True)
    ]
    return np.concatenate([planes[0], *(plane.reshape(18, WIDTH) for plane in planes[1:])])


def _window(plane: Pictures, shift: float, width: int) -> Pictures:
    left = int(shift)
    part = np.float32(shift - left)
    return plane[:, left : left + width] * (1 - part) + plane[:, left + 1 : left + 1 + width] * part
