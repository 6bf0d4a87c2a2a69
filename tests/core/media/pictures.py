"""Decoded pictures with known colours, computed from the standards' formulas, not by FFmpeg."""

from __future__ import annotations

import av
import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

# Weights of red and blue in luma: BT.601, BT.709, BT.2020 (non-constant luminance).
_WEIGHTS = {5: (0.299, 0.114), 6: (0.299, 0.114), 1: (0.2126, 0.0722), 9: (0.2627, 0.0593)}


def landscape(width: int, height: int) -> Floats:
    """Return an RGB picture, shape (height, width, 3), 0.0-1.0, smooth and colourful."""
    y, x = np.mgrid[0:height, 0:width] / 60
    channels = [np.sin(x + y / 2), np.sin(1.3 * x - y + 1), np.cos(x / 2 + 1.1 * y)]
    return np.stack([0.5 + 0.4 * channel for channel in channels], -1)


def ycbcr(rgb: Floats, matrix: int, *, full: bool, bits: int = 8) -> list[Floats]:
    """Return luma and colour difference planes of full size, code values not yet rounded."""
    red, blue = _WEIGHTS[matrix]
    luma = rgb @ np.array([red, 1 - red - blue, blue])
    differences = [
        (rgb[..., channel] - luma) / (2 * (1 - weight)) for channel, weight in ((2, blue), (0, red))
    ]
    unit = 2 ** (bits - 8)
    if full:
        top = 2**bits - 1
        return [luma * top, *(difference * top + 128 * unit for difference in differences)]
    return [
        (16 + 219 * luma) * unit,
        *((128 + 224 * difference) * unit for difference in differences),
    ]


def decoded(
    rgb: Floats, pix_fmt: str = "yuv420p", matrix: int = 1, *, full: bool = False
) -> av.VideoFrame:
    """Return ``rgb`` as a decoder would give it in a planar Y'CbCr or gray format, tagged."""
    height, width = rgb.shape[:2]
    frame = av.VideoFrame(width, height, pix_fmt)
    bits = frame.format.components[0].bits
    planes = ycbcr(rgb, matrix, full=full, bits=bits)
    for plane, values in zip(frame.planes, planes, strict=False):
        _fill(plane, _averaged(values, plane.width, plane.height), bits)
    frame.colorspace = matrix
    frame.color_range = 2 if full else 1
    frame.pts = 7
    return frame


def samples(frame: av.VideoFrame, plane: int = 0) -> Floats:
    """Return the code values of one 8-bit plane, shape (height, width)."""
    this = frame.planes[plane]
    rows = np.frombuffer(this, np.uint8).reshape(this.height, this.line_size)
    return rows[:, : this.width].astype(np.float64)


def psnr(a: npt.ArrayLike, b: npt.ArrayLike) -> float:
    """Return the peak signal-to-noise ratio of 8-bit values, dB; 99 for equal ones."""
    error = float(np.mean((np.asarray(a, float) - np.asarray(b, float)) ** 2))
    return 99.0 if error == 0 else min(99.0, 10 * float(np.log10(255**2 / error)))


def _averaged(values: Floats, width: int, height: int) -> Floats:
    rows, columns = values.shape[0] // height, values.shape[1] // width
    return values.reshape(height, rows, width, columns).mean((1, 3))


def _fill(plane: av.video.plane.VideoPlane, values: Floats, bits: int) -> None:
    kind = np.uint8 if bits == 8 else np.uint16
    rows = np.zeros((plane.height, plane.line_size // np.dtype(kind).itemsize), kind)
    rows[:, : plane.width] = np.round(values)
    plane.update(rows.tobytes())
