"""How long caching takes, roughly: the latents of windows, the captions of clips and stills."""

from __future__ import annotations

from typing import NamedTuple

_LATENT = 0.56e-6, 2.0  # seconds per pixel and frame, of one clip; how much more or less, a factor
_CAPTION = 0.1, 0.3  # seconds, from and to


class Span(NamedTuple):
    """Seconds, from and to."""

    low: float
    high: float


def caching_of(pixels: float, captions: int) -> Span:
    """Return the seconds that both caching steps take on an RTX 3090.

    Args:
        pixels: Of all frames of all windows.
        captions: How many.
    """
    per_pixel, factor = _LATENT
    low, high = _CAPTION
    latents = per_pixel * pixels
    return Span(latents / factor + low * captions, latents * factor + high * captions)
