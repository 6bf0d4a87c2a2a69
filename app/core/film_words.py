"""What the list of films says of each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from app.core.amounts import counted
from app.core.library.model import Clip, Shot, Source, Still

Tone = Literal["neutral", "good", "warn", "bad", "info"]


@dataclass(frozen=True, slots=True)
class SourceLine:
    """A film, or all of them.

    Attributes:
        source: Its id; None for the line that stands for all.
        facts: Length and rate, ``1:52:04 · 23.976``.
        chip: What was found or is being done; may be empty.
        tip: More of it.
    """

    source: int | None
    name: str
    facts: str
    chip: str = ""
    tone: Tone = "neutral"
    tip: str = ""


def source_lines(
    sources: Iterable[Source],
    shots: Iterable[Shot],
    state_of: Callable[[int], float | str],
    troubles: Mapping[int, str],
) -> list[SourceLine]:
    """Return a line for each film; where there are several, one for all before them.

    Args:
        sources: In the order to show them.
        shots: Of all of them.
        state_of: The share done, 0-1, of a film being worked on; ``"waiting"``; ``""`` at rest.
        troubles: Why films cannot be used, by source.
    """
    counts = Counter(shot.source for shot in shots)
    lines = [
        _line(source, counts[source.id], state_of(source.id), troubles.get(source.id, ""))
        for source in sources
    ]
    if len(lines) > 1:
        total = counted(sum(counts.values()), "shot")
        lines.insert(0, SourceLine(None, "All films", f"{len(lines)} films · {total}"))
    return lines


def _line(source: Source, shots: int, state: float | str, trouble: str) -> SourceLine:
    facts = f"{length(source)} · {rate_words(source.rate)}"
    name = source.path.rpartition("/")[2]
    tip = f"{source.path}\n{source.width}×{source.height}, {source.frames:,} frames"
    if trouble:
        return SourceLine(source.id, name, facts, "trouble", "bad", f"{trouble}\n{tip}")
    if isinstance(state, float):
        return SourceLine(source.id, name, facts, f"{state:.0%}", "info", tip)
    if state:
        return SourceLine(source.id, name, facts, state, "neutral", tip)
    if source.damaged_after is not None:
        tip = f"Damaged after frame {source.damaged_after:,}; the frames before are used.\n{tip}"
        return SourceLine(source.id, name, facts, counted(shots, "shot"), "warn", tip)
    if not source.detector and not shots:
        return SourceLine(source.id, name, facts, "no shots yet", "neutral", tip)
    return SourceLine(source.id, name, facts, counted(shots, "shot"), "good", tip)


def length(source: Source) -> str:
    """Return how long a film is, ``1:52:04`` or ``1:12``."""
    seconds = int(source.frames / source.rate) if source.rate else 0
    hours, minutes, rest = seconds // 3600, seconds // 60 % 60, seconds % 60
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def rate_words(rate: Fraction) -> str:
    """Return frames per second as people write them: ``23.976``, ``25``."""
    return f"{float(rate):.3f}".rstrip("0").rstrip(".") + " fps"


def sums(sources: int, shots: int, clips: Iterable[Clip], stills: Iterable[Still]) -> str:
    """Return the sums below the list: films and shots, picks and stills."""
    picks = sum(clip.state == "picked" for clip in clips)
    frames = sum(still.state == "picked" for still in stills)
    return (
        f"{counted(sources, 'film')} · {counted(shots, 'shot')}\n"
        f"{counted(picks, 'pick')} · {counted(frames, 'still')}"
    )
