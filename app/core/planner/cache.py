"""The names of the trainer's cache files, written and read back."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from app.core.planner.rules import Architecture
from app.core.planner.windows import Run

Size = tuple[int, int]


def window_suffix(run: Run, size: Size, architecture: Architecture) -> str:
    """Return what follows a clip's stem in the name of a window's cache file."""
    start, frames = run
    return f"_{start:05d}-{frames:03d}{image_suffix(size, architecture)}"


def image_suffix(size: Size, architecture: Architecture) -> str:
    """Return what follows an image's stem in the name of its cache file."""
    return f"_{size[0]:04d}x{size[1]:04d}_{architecture.short}.safetensors"


def text_name(stem: str, architecture: Architecture) -> str:
    """Return the name of the cache file of a source's caption."""
    return f"{stem}_{architecture.short}_te.safetensors"


@dataclass(frozen=True, slots=True)
class ReadName:
    """What training reads out of a latent cache file's name.

    Attributes:
        stem: Decides which caption belongs to it.
        size: Width, height.
        frames: Frames; 1 for an image.
    """

    stem: str
    size: Size
    frames: int


def read_name(name: str, *, video: bool) -> ReadName:
    """Read a cache file's name as training does.

    Raises:
        ValueError: Training stops on this name.
    """
    tokens = name.split("_")
    if len(tokens) < 2 + video:
        raise ValueError(f"{name} has too few parts")
    width, height = map(int, tokens[-2].split("x"))
    if not video:
        return ReadName("_".join(tokens[:-2]), (width, height), 1)
    place, frames = tokens[-3].split("-")[:2]
    int(place)
    return ReadName("_".join(tokens[:-3]), (width, height), int(frames))


def latent_names(names: Iterable[str], architecture: Architecture) -> list[str]:
    """Return the names among ``names`` that training takes for cached pictures."""
    end = f"_{architecture.short}.safetensors"
    return sorted(name for name in names if name.endswith(end) and not name.startswith("."))


def names_in(folder: Path) -> tuple[str, ...]:
    """Return the names in a cache folder; none where there is no such folder."""
    try:
        return tuple(sorted(entry.name for entry in folder.iterdir()))
    except (OSError, ValueError):
        return ()


Endings = dict[str, set[str]]  # of names, by stem


@dataclass
class CacheFolder:
    """The names in a cache folder, sorted by what training makes of them once.

    Args:
        names: All names in it.
    """

    names: tuple[str, ...] = ()
    _known: dict[tuple[str, bool], tuple[Endings, tuple[str, ...]]] = field(
        default_factory=dict, repr=False
    )

    def by_stem(
        self, architecture: Architecture, *, video: bool
    ) -> tuple[Endings, tuple[str, ...]]:
        """Return what follows each stem in latent cache files, and the names training stops on."""
        key = (architecture.short, video)
        if key not in self._known:
            endings: dict[str, set[str]] = {}
            foreign = []
            for name in latent_names(self.names, architecture):
                try:
                    stem = read_name(name, video=video).stem
                except ValueError:
                    foreign.append(name)
                else:
                    endings.setdefault(stem, set()).add(name[len(stem) :])
            self._known[key] = endings, tuple(foreign)
        return self._known[key]
