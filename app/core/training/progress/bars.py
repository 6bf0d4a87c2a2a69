"""The trainer's bars, as tqdm draws them; in blocks, or in ``#`` where a pipe knows no Unicode."""

from __future__ import annotations

import re
from dataclasses import dataclass

_BAR = re.compile(
    r"\s*(?:(?P<name>[^|\r\n]{1,300}?):\s+)?\d{1,3}%\|[^|]*\|"
    r" *(?P<done>\d{1,12})/(?P<total>\d{1,12}) \[(?P<time>[^\]]{0,300})\]"
)
_COUNT = re.compile(r"\s*(?P<done>\d{1,12})it \[(?P<time>[^\]]{0,300})\]")
_RATE = re.compile(r"([\d.]{1,20})(it/s|s/it)")
_LOSS = re.compile(r"avr_loss=([^,\s\]]{1,40})")
_PASSED = re.compile(  # whole, and so is the next: of half a bar nothing is known
    r"\rsteps:[^\r\n\]]*\] *(?=\rsteps:[^\r\n\]]*\])|"
    r"\r\d{1,12}it \[[^\r\n\]]*\] *(?=\r\d{1,12}it \[[^\r\n\]]*\])"
)
_NOT_A_NUMBER = "avr_loss=nan"
_NOISE, _NOISES = (
    "epoch is incremented",
    re.compile(r"INFO:[\w.]{1,80}:epoch is incremented\.[^\r\n]*(?=[\r\n])"),
)
_EMPTY = re.compile(r"\r{3,}|\n{3,}")


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar that was drawn.

    Attributes:
        name: What stands before it; "" for nothing.
        total: None where it has none.
        time: What stands in its brackets.
        behind: What is glued to its end.
    """

    name: str
    done: int
    total: int | None
    time: str
    behind: str = ""

    @property
    def seconds(self) -> float | None:
        """Seconds of one, as the bar says: the mean since it began; None before the second."""
        found = _RATE.search(self.time)
        value = number(found[1]) if found else None
        if found is None or not value or self.done < 2:  # the first is bogus: the bar was reset
            return None
        return value if found[2] == "s/it" else 1 / value

    @property
    def loss(self) -> float | None:
        """The mean loss it names, not a number included; None where it names none."""
        found = _LOSS.search(self.time)
        return number(found[1]) if found else None


def bar_of(line: str) -> Bar | None:
    """Return the bar that a line begins with."""
    if "[" not in line:
        return None
    found = _BAR.match(line)
    if found is not None:
        name, total = found["name"] or "", int(found["total"])
    else:
        found = _COUNT.match(line)
        name, total = "", None
    if found is None:
        return None
    return Bar(name.strip(), int(found["done"]), total, found["time"], line[found.end() :])


def without_passed(text: str, *, all_bars: bool = False) -> str:
    """Return a text without the bars that another of the same kind stands behind at once.

    They would be overdrawn in a terminal; of 100 MB of a long run they are nearly all. Where the
    loss stops being a number they stay, so that the step is known, but for ``all_bars``. What each
    worker says for each dataset when an epoch begins says nothing, and goes too.
    """
    if all_bars or _NOT_A_NUMBER not in text:
        text = _PASSED.sub("", text)
    if _NOISE in text:
        text = _NOISES.sub("", text)
    if "\r\r\r" in text or "\n\n\n" in text:
        text = _EMPTY.sub(lambda found: found[0][:2], text)
    return text


def number(text: str) -> float | None:
    """Return the number of a text, ``nan`` and ``inf`` included; None where it is none."""
    try:
        return float(text)
    except ValueError:
        return None
