"""What a person typed, in the form in which it is kept."""

from __future__ import annotations

from app.core.captions.text import tidy, without_trigger


def as_kept(text: str, trigger: str) -> str:
    """Return a typed or pasted text as a caption is kept: tidy, without the trigger at its start.

    Args:
        text: With or without line breaks, which stay.
        trigger: The project's; empty for none.
    """
    lines = tidy(text).split("\n")
    while lines:
        first = without_trigger(lines[0], trigger)
        if first:
            return "\n".join([first, *lines[1:]])
        del lines[0]
    return ""
