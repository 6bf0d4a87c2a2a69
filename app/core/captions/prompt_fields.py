"""What a person types into a sample prompt: its fields, read and written as text.

Sizes and lengths are kept as the trainer makes them of what was typed: sides in whole steps of 16
pixels, lengths of 4n+1 frames, both rounded down.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal

from app.core.captions.text import one_line, without_trigger
from app.core.errors import PromptError
from app.core.language import noted, tr
from app.core.library.model import Prompt

Number = Literal["width", "height", "frames", "steps", "seed", "cfg_scale", "flow_shift"]
Field = Literal["text", "negative"] | Number
NUMBERS: tuple[Number, ...] = (
    *("width", "height", "frames", "steps"),
    *("seed", "cfg_scale", "flow_shift"),
)

SIDE_STEP, FRAME_STEP = 16, 4
_MOST_SIDE = 4096  # pixels
_MOST_FRAMES = 1025
_MOST_STEPS = 1000  # the trainer takes no more
_MOST_SEED = 2**63 - 1
_MOST_SCALE = 100.0


@dataclass(frozen=True, slots=True)
class Made:
    """What the trainer makes of a prompt: pixels and frames."""

    width: int
    height: int
    frames: int


def made(prompt: Prompt) -> Made:
    """Return the size and length that are made."""
    return Made(_side(prompt.width), _side(prompt.height), _length(prompt.frames))


def _side(pixels: int) -> int:
    return max(SIDE_STEP, pixels // SIDE_STEP * SIDE_STEP)


def _length(frames: int) -> int:
    return (max(1, frames) - 1) // FRAME_STEP * FRAME_STEP + 1


def field_text(prompt: Prompt, field: Field) -> str:
    """Return a field as it is shown and as `with_field` reads it; empty: the trainer's own."""
    value = getattr(prompt, field)
    if isinstance(value, float):
        return plain(value)
    return "" if value is None else str(value)


def plain(value: float) -> str:
    """Return a number as the trainer reads it: digits and one point, no exponent."""
    text = f"{value:.6f}".rstrip("0")
    return f"{text}0" if text.endswith(".") else text


def with_field(prompt: Prompt, field: Field, text: str, *, trigger: str = "") -> Prompt:
    """Return a prompt with a field as it was typed.

    Args:
        prompt: As it was.
        field: Which one.
        text: What was typed.
        trigger: Of the project; a text that begins with it is kept without.

    Raises:
        PromptError: It cannot be that; the sentence says what can be written.
    """
    if field == "text":
        return replace(prompt, text=without_trigger(one_line(text), trigger))
    if field == "negative":
        return replace(prompt, negative=one_line(text))
    return replace(prompt, **{field: _READERS[field](text.strip())})  # type: ignore[arg-type]


def _whole(text: str, least: int, most: int, what: str) -> int:
    digits = text.replace(",", "").replace(" ", "")
    number = int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 20 else -1
    if not least <= number <= most:
        raise PromptError(
            tr(
                "{what} is a whole number from {least:,} to {most:,}.",
                what=what,
                least=least,
                most=most,
            )
        )
    return number


def _read_side(text: str) -> int:
    return _side(_whole(text, SIDE_STEP, _MOST_SIDE, tr("A side")))


def _read_frames(text: str) -> int:
    return _length(_whole(text, 1, _MOST_FRAMES, tr("The number of frames")))


def _read_steps(text: str) -> int:
    return _whole(text, 1, _MOST_STEPS, tr("The number of steps"))


def _read_seed(text: str) -> int:
    return _whole(text, 0, _MOST_SEED, tr("A seed"))


def _read_scale(least: float, what: str) -> Callable[[str], float | None]:
    def read(text: str) -> float | None:
        if not text:
            return None
        try:
            number = float(text.replace(",", "."))
        except ValueError:
            number = -1.0
        if not least <= number <= _MOST_SCALE:
            raise PromptError(
                tr(
                    "{what} is a number from {least:g} to {most:g}, such as 5.0; nothing "
                    "leaves it to the trainer.",
                    what=tr(what),
                    least=least,
                    most=_MOST_SCALE,
                )
            )
        return round(number, 6)

    return read


_READERS: dict[Number, Callable[[str], object]] = {
    "width": _read_side,
    "height": _read_side,
    "frames": _read_frames,
    "steps": _read_steps,
    "seed": _read_seed,
    "cfg_scale": _read_scale(0.0, noted("Guidance")),
    "flow_shift": _read_scale(0.01, noted("Flow shift")),
}
