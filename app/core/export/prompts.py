"""The trainer's file of sample prompts: one line each, options behind it, ``#`` for comments."""

from __future__ import annotations

import re
from collections.abc import Sequence

from app.core.captions.text import with_trigger
from app.core.library.model import Prompt
from app.core.planner.windows import round_frames

# The trainer cuts a prompt at " --", where its options begin.
_DASHES = re.compile(r"(?<=\s)-{2,}|^-{2,}")


def prompts_text(prompts: Sequence[Prompt], *, trigger: str) -> str:
    """Return the file: for each prompt a comment with its number and a line.

    Sizes are written as multiples of 16 and lengths as 4n+1, rounded down, as they would be made.
    """
    lines: list[str] = []
    for number, prompt in enumerate(prompts, start=1):
        lines += [f"# prompt {number}", _line(prompt, trigger)]
    return "".join(f"{line}\n" for line in lines)


def _line(prompt: Prompt, trigger: str) -> str:
    text = _DASHES.sub("-", with_trigger(prompt.text, trigger)).lstrip("#").lstrip()
    options = {
        "w": max(16, prompt.width // 16 * 16),
        "h": max(16, prompt.height // 16 * 16),
        "f": round_frames(max(1, prompt.frames)),
        "d": prompt.seed,
        "s": prompt.steps,
        "fs": prompt.flow_shift,
        "l": prompt.cfg_scale,
    }
    written = [f"--{key} {value}" for key, value in options.items() if value is not None]
    return " ".join([text, *written])
