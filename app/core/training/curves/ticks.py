"""Where an axis has its numbers, and how they are written."""

from __future__ import annotations

import math
from typing import Literal

Form = Literal["loss", "rate", "seconds", "gib", "celsius", "percent", "norm", "step", "epoch",
               "hours"]  # fmt: skip
"""What a number is."""

_UNITS: dict[Form, str] = {"seconds": "s", "gib": "GiB", "celsius": "°C", "percent": "%"}


def ticks(low: float, high: float, most: int) -> list[float]:
    """Return round numbers between two, at most ``most`` and a few more."""
    step = _step(high - low, most)
    if not step:
        return []
    first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
    return [n * step for n in range(first, last + 1)]


def whole_ticks(low: float, high: float, most: int) -> list[float]:
    """Return `ticks` that are whole numbers, for an axis of steps or epochs."""
    found = ticks(low, high, most)
    if len(found) > 1 and found[1] - found[0] < 1:
        return [float(n) for n in range(math.ceil(low), math.floor(high) + 1)]
    return found


def log_ticks(low: float, high: float, most: int) -> list[float]:
    """Return round numbers above 0 between two, evenly spread on a logarithmic axis.

    Args:
        low: Above 0, as ``high``.
        high: The end.
        most: About how many.
    """
    decades = math.log10(high / low) if 0 < low < high else 0
    if decades <= 0 or not math.isfinite(decades):
        return []
    if decades < 0.7:
        return [value for value in ticks(low, high, most) if value > 0]
    steps = (1.0, 2.0, 5.0) if decades * 3 <= most + 2 else (1.0,)
    every = max(1, math.ceil(decades / most)) if steps == (1.0,) else 1
    first = math.floor(math.log10(low))
    found = [
        digit * 10.0**power
        for power in range(first, math.ceil(math.log10(high)) + 1)
        if power % every == 0
        for digit in steps
    ]
    return [value for value in found if low * (1 - 1e-9) <= value <= high * (1 + 1e-9)]


def _step(span: float, most: int) -> float:
    if not 0 < span < math.inf or most < 1:
        return 0.0
    rough = span / most
    size = 10.0 ** math.floor(math.log10(rough))
    return float(next(n for n in (1, 2, 5, 10) if n * size >= rough * (1 - 1e-9)) * size)


def tick_words(value: float, form: Form, step: float) -> str:
    """Return a number of an axis whose numbers are ``step`` apart."""
    if form == "rate" or (form in ("loss", "norm") and value and abs(value) < 1e-3):
        return short(value)
    if not step:
        return short(value)
    digits = 0 if step >= 1 else min(9, -math.floor(math.log10(step) + 1e-9))
    text = f"{value:,.{digits}f}".replace("-", "−") if value else "0"
    return text + {"celsius": "°", "percent": " %"}.get(form, "")


def short(value: float) -> str:
    """Return a small number in three digits: ``5e-5``, ``0.0012``."""
    if value and abs(value) < 1e-3:
        number, _, power = f"{value:.2e}".partition("e")
        return f"{number.rstrip('0').rstrip('.')}e{int(power)}".replace("-", "−")
    return f"{value:.3g}".replace("-", "−")


def value_words(value: float, form: Form) -> str:
    """Return a number with its unit, for people: ``0.0921``, ``11.4 s``, ``20.1 GiB``, ``−3.2 %``.

    What is no number is ``–``.
    """
    if not math.isfinite(value):
        return "–"
    unit = _UNITS.get(form, "")
    if form in ("loss", "norm"):
        return f"{value:.4f}" if abs(value) >= 1e-3 else short(value)
    if form == "rate":
        return short(value)
    if form in ("step", "celsius"):
        text = f"{value:,.0f}"
    else:
        text = f"{value:.2f}" if form in ("epoch", "hours") else f"{value:.1f}"
    sign = "+" if form == "percent" and value > 0 else ""
    return f"{sign}{text} {unit}".strip().replace("-", "−")
