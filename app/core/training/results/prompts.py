"""The prompts of a run's samples, read from its frozen ``sample_prompts.txt`` as the trainer does.

From musubi-tuner 0.3.4, ``training/sampling_prompts.py``: a line is a prompt unless it is blank or
begins with ``#``; options stand behind `` --``.
"""

from __future__ import annotations

import re
from pathlib import Path

from app.core import paths
from app.core.training.results.found import SamplePrompt

PROMPTS_FILE = "sample_prompts.txt"  # of a run's folder
_HUGE = 4 * 1024 * 1024  # bytes
_OPTION = re.compile(r"(w|h|f|d|s|g|fs|l|n|i|ei|cn|ci|of) (.+)", re.IGNORECASE | re.DOTALL)


def read_prompts(folder: Path) -> tuple[SamplePrompt, ...]:
    """Return the prompts of a run, in the order the trainer numbers them."""
    path = folder / PROMPTS_FILE
    try:
        if path.stat().st_size > _HUGE:
            return ()
        text = paths.text_of(path, "replace")
    except OSError:
        return ()
    lines = (line.strip() for line in text.splitlines() if not line.startswith("#"))
    return tuple(prompt_of(line) for line in lines if line)


def prompt_of(line: str) -> SamplePrompt:
    """Return the prompt of a line."""
    first, *pieces = line.split(" --")
    options: dict[str, str] = {}
    for piece in pieces:
        found = _OPTION.fullmatch(piece.strip())
        if found:
            options.setdefault(found[1].lower(), found[2].strip())
    return SamplePrompt(line, " ".join(first.replace("\u00a0", " ").split()), options)
