"""A line of the log in as few words as say it, for where there is little room."""

from __future__ import annotations

import re

_LOGGER = re.compile(r"(INFO|WARNING|ERROR|CRITICAL|DEBUG):[\w.]+:\s*")
_BAR = re.compile(r"(?:(.*?):\s*)?\d+%\|[^|]*\|\s*([\d.]+[kMG]?/[\d.]+[kMG]?)\s*\[([^\]]*)\]")
_NOISE = "epoch is incremented. current_epoch"  # once for each worker, dataset and epoch
_TIMES = re.compile(r"[\d:?]+<[\d:? days,]+$")


def brief(line: str) -> str:
    """Return a line without the name of who printed it, and a bar without its blocks and times.

    Empty where it says nothing that anybody wants to know.
    """
    if _NOISE in line:
        return ""
    found = _LOGGER.match(line)
    if found is not None:
        level = "" if found[1] in ("INFO", "DEBUG") else f"{found[1].lower()}: "
        return level + line[found.end() :]
    bar = _BAR.match(line.strip())
    if bar is None:
        return line
    title, count, rest = bar.groups()
    parts = [each.strip() for each in rest.split(",")]
    said = [each for each in parts if not _TIMES.match(each)]
    said.sort(key=lambda each: "=" not in each)  # what the trainer adds comes before the speed
    return " · ".join((" ".join(filter(None, (title, count))), *said))
