"""A rule of what a failed training's last output means; the tables of them are ``rules_…``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Rule:
    """What an error means.

    A rule fits where all that it names is found.

    Attributes:
        kind: See `summary.Trouble`.
        error: A regular expression in the error: the exception that ended it and its text, or,
            without one, the last lines.
        sentence: What to say. Names of groups stand in braces; of a ``path``, ``{name}`` is its
            last part and ``{role}`` what it is for.
        within: A text in the calls that led to the error: ``get_caption``.
        before: A regular expression in what was printed before it.
        steps: The steps it is for; empty: all.
        key: The option that cures it; ``{role}``'s where it is "role", the next of the ladder
            where it is "memory".
        cure: Values to set.
    """

    kind: str
    error: str
    sentence: str
    within: str = ""
    before: str = ""
    steps: tuple[str, ...] = ()
    key: str = ""
    cure: Mapping[str, Any] = field(default_factory=dict)
