"""What a training says that it writes: checkpoints, states, samples, videos; what it removes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

_MOST = 20_000  # paths of a kind; a training that saves each step stays within it

_LINES: Mapping[str, tuple[tuple[str, str], ...]] = {
    "saving": (("saving checkpoint: ", "checkpoints"),),
    "removing": (
        ("removing old checkpoint: ", "removed"),
        ("removing old state: ", "removed"),
    ),
    "Saving": (("Saving current state to ", "states"),),
    "Video": (("Video saved to: ", "saved"),),
    "Sample": (("Sample images saved to: ", "saved"),),
    "Latent": (("Latent saved to: ", "saved"),),
}
WORDS = (*_LINES, "generating")  # the first of each line that counts


class Outputs:
    """Collects them."""

    def __init__(self) -> None:
        self._paths: dict[str, dict[str, None]] = {
            "checkpoints": {},
            "states": {},
            "removed": {},
            "saved": {},
        }
        self._samples: dict[int, None] = {}
        self._made: dict[str, tuple[int, tuple[Path, ...]]] = {}

    def read(self, word: str, message: str) -> None:
        """Take note of a line; ``word`` is its first."""
        for begins, kind in _LINES.get(word, ()):
            if message.startswith(begins):
                found = self._paths[kind]
                path = message[len(begins) :].strip()
                if path and len(found) < _MOST:
                    found[path] = None
                return
        if word == "generating" and message.startswith("generating sample images at step"):
            step = message.rpartition(":")[2].strip()
            if step.isdecimal() and len(step) < 12 and len(self._samples) < _MOST:
                self._samples[int(step)] = None

    @property
    def checkpoints(self) -> tuple[Path, ...]:
        """Files it began to write, the last perhaps not whole."""
        return self._get("checkpoints", Path)

    @property
    def states(self) -> tuple[Path, ...]:
        """Folders it began to write."""
        return self._get("states", Path)

    @property
    def removed(self) -> tuple[Path, ...]:
        """Files and folders it took away again."""
        return self._get("removed", Path)

    @property
    def saved(self) -> tuple[Path, ...]:
        """Videos and pictures of the generate script."""
        return self._get("saved", Path)

    @property
    def samples_at(self) -> tuple[int, ...]:
        """Steps at which samples were made."""
        return tuple(self._samples)

    def _get(self, kind: str, make: Callable[[str], Path]) -> tuple[Path, ...]:
        """Return paths, made once for each that came."""
        known, made = self._paths[kind], self._made.get(kind, (0, ()))
        if made[0] != len(known):
            new = list(known)[made[0] :]
            made = self._made[kind] = (len(known), (*made[1], *map(make, new)))
        return made[1]
