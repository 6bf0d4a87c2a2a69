"""A change to one entry of the dataset file, as advice offers it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Change:
    """Values of one entry.

    Attributes:
        dataset: The place of the entry in the file, from 0.
        values: By key of the trainer's schema: a text, a number, or a list of numbers.
    """

    dataset: int
    values: Mapping[str, object]

    def made_in(self, text: str) -> str:
        """Return the dataset file with it made; everything else stays.

        Raises:
            DatasetError: The text is no TOML, or has no such entry.
        """
        from app.core.planner.text.entry_text import with_values

        return with_values(text, self.dataset, self.values)
