"""What a door gets."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Place:
    """A folder with a damaged file.

    Attributes:
        file: The damaged file.
        seed: For a door that damages more.
    """

    folder: Path
    file: Path
    seed: str


Door = Callable[[Place], None]
