"""The trainer's file of sample prompts: one line each, options behind it, ``#`` for comments.

The trainer cuts a line at each " --" and looks at every piece for an option, the words before the
first one too: "I walk" would be the picture "walk". Where words could be taken for that, a space
that does not break stands for the usual one; to the trainer's text encoder both are a space.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from app.core.captions.prompt_fields import made, plain
from app.core.captions.text import one_line, with_trigger
from app.core.library.model import Prompt

_SPACE = "\u00a0"  # as `\s` it becomes a space again, before the text is encoded
_DASHES = re.compile(r" (?=--)")
_OPTION = re.compile(
    r"(?:[whfds] (?=\d)|(?:g|fs|l) (?=[\d.])|(?:n|i|ei|cn|ci|of) (?=.))", re.IGNORECASE
)


def prompts_text(prompts: Sequence[Prompt], *, trigger: str) -> str:
    """Return the file: for each prompt a comment with its number and a line.

    A prompt that says nothing is left out. Sizes are written as multiples of 16 and lengths as
    4n+1, rounded down, as they would be made.
    """
    lines: list[str] = []
    written = [line for prompt in prompts if (line := prompt_line(prompt, trigger=trigger))]
    for number, line in enumerate(written, start=1):
        lines += [f"# prompt {number}", line]
    return "".join(f"{line}\n" for line in lines)


def prompt_line(prompt: Prompt, *, trigger: str) -> str:
    """Return the line of one prompt; empty where it says nothing, not even the trigger."""
    text = with_trigger(prompt.text, trigger)
    if not text:
        return ""
    size, negative = made(prompt), one_line(prompt.negative)
    options = {
        "w": size.width,
        "h": size.height,
        "f": size.frames,
        "d": prompt.seed,
        "s": prompt.steps,
        "fs": prompt.flow_shift,
        "l": prompt.cfg_scale,
        "n": _DASHES.sub(_SPACE, f" {negative}").removeprefix(" ") or None,
    }
    written = [f"--{key} {_value(value)}" for key, value in options.items() if value is not None]
    return " ".join([_guarded(text), *written])


def _value(value: float | str) -> str:
    return plain(value) if isinstance(value, float) else str(value)


def _guarded(text: str) -> str:
    text = _DASHES.sub(_SPACE, text)
    if option := _OPTION.match(text):
        text = f"{option[0][:-1]}{_SPACE}{text[option.end() :]}"
    return f" {text}" if text.startswith("#") else text  # else the line is a comment
