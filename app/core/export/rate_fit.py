"""Whether the rate of a project's clips is that of the model that is trained on them."""

from __future__ import annotations

from fractions import Fraction

from app.core.language import tr
from app.core.planner.rules import Architecture

NAMES = {"wan": "Wan", "hunyuan": "HunyuanVideo", "framepack": "FramePack"}


def rate_words(rate: Fraction) -> str:
    """Return a rate as people write it: ``16``, ``23.976``."""
    return f"{rate.numerator}" if rate.denominator == 1 else f"{float(rate):.3f}"


def rate_trouble(rate: Fraction, trained: Architecture) -> str:
    """Return what a rate of the clips that is not the model's does; empty where it is."""
    wanted = Fraction(trained.rate)
    if rate == wanted:
        return ""
    name, times = NAMES[trained.name], float(wanted / rate)
    how = (
        tr("{times:.2f} times too fast", times=times)
        if times > 1
        else tr("{value:.2f} times too slow", value=1 / times)
    )
    return tr(
        "The clips have {rate} frames a second, and {name} takes every frame for one "
        "of {wanted}: it would learn motion {how}. Give them {wanted}.",
        rate=rate_words(rate),
        name=name,
        wanted=rate_words(wanted),
        how=how,
    )
