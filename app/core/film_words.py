"""What the list of films says of each."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from app.core.amounts import counted
from app.core.language import noted, tr
from app.core.library.model import Source
from app.core.library.sources import Kind

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


@dataclass(frozen=True, slots=True)
class Outcome:
    """How work on a film ended.

    Attributes:
        failure: The sentence with which the last one failed; else empty.
        note: What was done with the film as it is now: ``checked``, ``exported``; may be empty.
    """

    failure: str = ""
    note: str = ""


_KINDS = {"missing": noted("missing"), "changed": noted("changed")}
_NOTES = (noted("checked"), noted("exported"), noted("waiting"))  # of others, shown here


def all_line(films: int, shots: int) -> SourceLine:
    """Return the line that stands for all films."""
    return SourceLine(None, tr("All films"), f"{counted(films, 'film')} · {counted(shots, 'shot')}")


def source_line(
    source: Source,
    shots: int,
    state: float | str = "",
    trouble: str = "",
    *,
    kind: Kind | None = None,
    outcome: Outcome | None = None,
) -> SourceLine:
    """Return the line of a film.

    Args:
        source: The film.
        shots: How many it has.
        state: The share done, 0-1, while it is worked on; ``"waiting"``; ``""`` at rest.
        trouble: Why it cannot be used.
        kind: Of the trouble.
        outcome: Of the work on it that has ended.
    """
    ended = outcome or Outcome()
    facts = f"{length(source)} · {rate_words(source.rate)}"
    if source.frames == 1:
        facts = f"{source.width} × {source.height}"
    facts += f" · {tr(ended.note)}" if ended.note else ""
    size = f"{source.width}×{source.height}"
    tip = f"{source.path}\n" + tr("{size}, {number:,} frames", size=size, number=source.frames)
    chip, tone, more = _chip(source, shots, state, trouble)
    if trouble and kind in ("missing", "changed"):
        chip, tone = tr(_KINDS[kind]), "bad" if kind == "missing" else "warn"
    elif ended.failure and not trouble and state == "":
        chip, tone, more = tr("failed"), "bad", ended.failure
    name = source.path.rpartition("/")[2]
    return SourceLine(source.id, name, facts, chip, tone, f"{more}\n{tip}" if more else tip)


def _chip(source: Source, shots: int, state: float | str, trouble: str) -> tuple[str, Tone, str]:
    """Return what is said of a film in a word, how to take it, and what the tip says beside."""
    if trouble:
        return tr("trouble"), "bad", trouble
    if isinstance(state, float):
        return f"{state:.0%}", "info", ""
    if state:
        return tr(state), "neutral", ""
    if source.frames == 1:
        return tr("picture"), "neutral", ""
    if source.damaged_after is not None:
        more = tr(
            "Damaged after frame {frame:,}; the frames before are used.", frame=source.damaged_after
        )
        return counted(shots, "shot"), "warn", more
    if not source.detector and not shots:
        return tr("no shots yet"), "neutral", ""
    return counted(shots, "shot"), "good", ""


def length(source: Source) -> str:
    """Return how long a film is, ``1:52:04`` or ``1:12``."""
    seconds = int(source.frames / source.rate) if source.rate else 0
    hours, minutes, rest = seconds // 3600, seconds // 60 % 60, seconds % 60
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def rate_words(rate: Fraction) -> str:
    """Return frames per second as people write them: ``23.976``, ``25``."""
    return tr("{rate} fps", rate=f"{float(rate):.3f}".rstrip("0").rstrip("."))


def sums(sources: int, shots: int, picks: int, stills: int) -> str:
    """Return the sums below the list: films and shots, picks and stills."""
    return (
        f"{counted(sources, 'film')} · {counted(shots, 'shot')}\n"
        f"{counted(picks, 'pick')} · {counted(stills, 'still')}"
    )
