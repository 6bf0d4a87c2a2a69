"""What a plan has to say about a dataset file, in the trainer's order of work."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Stage = Literal["config", "datasets", "cache_latents", "cache_text", "train"]
STAGES: tuple[Stage, ...] = ("config", "datasets", "cache_latents", "cache_text", "train")
"""The trainer's order: read the file, build the datasets, cache pictures, cache captions, train."""


_CONTROLS = {code: repr(chr(code))[1:-1] for code in (*range(32), *range(127, 160))}


def on_one_line(text: str) -> str:
    r"""Return a text with control characters, which a path may hold, as ``\n``, ``\x07``."""
    return text if text.isprintable() else text.translate(_CONTROLS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One sentence about a dataset file: what, where, what to do.

    Attributes:
        stage: Where the trainer meets it.
        message: The sentence, without the dataset's number.
        dataset: Index of the ``[[datasets]]`` entry; None where it concerns the whole file.
        key: The key of the dataset file it is about.
        line: Line in the dataset file, from 1; None where unknown.
        file: Base name of the source it is about.
        fatal: The trainer ends there.
        mild: Nothing is lost by it and nothing is to be done: good to know.
    """

    stage: Stage
    message: str
    dataset: int | None = None
    key: str | None = None
    line: int | None = None
    file: str | None = None
    fatal: bool = False
    mild: bool = False

    def __post_init__(self) -> None:
        object.__setattr__(self, "message", on_one_line(self.message))

    @property
    def text(self) -> str:
        """The sentence for a place where nothing else tells the dataset and the file."""
        if self.dataset is None or self.stage == "config":
            return self.message  # these name the dataset file themselves
        known = on_one_line(self.file or "")
        file = "" if self.message.startswith(known) else f", {known}"
        return f"Dataset {self.dataset}{file}: {self.message.rstrip('.')}."


def in_trainer_order(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return the findings by stage, then dataset; those of one dataset keep their order."""
    return tuple(sorted(findings, key=_place))


def _place(finding: Finding) -> tuple[int, int]:
    last = 1 << 30  # what concerns all datasets is met after each has been built
    return STAGES.index(finding.stage), last if finding.dataset is None else finding.dataset


def listed(names: Iterable[str], most: int = 3) -> str:
    """Return names for a sentence: ``a``, ``a and b``, ``a, b, c and 7 more``."""
    known = [on_one_line(name) for name in names]
    if len(known) > most:
        return f"{', '.join(known[:most])} and {len(known) - most:,} more"
    return " and ".join([", ".join(known[:-1]), known[-1]] if len(known) > 1 else known)
