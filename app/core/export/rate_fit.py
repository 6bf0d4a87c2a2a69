"""Whether the rate of a project's clips is that of the model that is trained on them."""

from __future__ import annotations

from fractions import Fraction

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
    how = f"{times:.2f} times too fast" if times > 1 else f"{1 / times:.2f} times too slow"
    return (
        f"The clips have {rate_words(rate)} frames a second, and {name} takes every frame for one "
        f"of {rate_words(wanted)}: it would learn motion {how}. Give them {rate_words(wanted)}."
    )
