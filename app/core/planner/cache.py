"""The trainer's cache files: their names, and what a cache folder holds compared with a plan."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from pathlib import Path

from app.core.planner.rules import Architecture
from app.core.planner.windows import Cut

Size = tuple[int, int]


def window_suffix(cut: Cut, size: Size, architecture: Architecture) -> str:
    """Return what follows a clip's stem in the name of a window's cache file."""
    start, frames = cut
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


def text_names(names: Iterable[str], architecture: Architecture) -> list[str]:
    """Return the names among ``names`` that belong to cached captions."""
    end = f"_{architecture.short}_te.safetensors"
    return sorted(name for name in names if name.endswith(end) and not name.startswith("."))


@dataclass(frozen=True)
class CacheState:
    """A cache folder compared with a plan; names of files, sorted.

    Attributes:
        cached: Planned and there.
        missing: Planned and not there.
        stale: There from an earlier plan of these sources; the next caching removes them, and
            until then training uses them.
        orphan: There from sources that are gone; likewise.
        foreign: No cache files, only named like some: the next caching removes them, and training
            stops on them.
    """

    cached: tuple[str, ...]
    missing: tuple[str, ...]
    stale: tuple[str, ...]
    orphan: tuple[str, ...]
    foreign: tuple[str, ...]


def compare(
    names: Iterable[str],
    planned: Collection[str],
    stems: Collection[str],
    architecture: Architecture,
    *,
    video: bool,
) -> CacheState:
    """Compare the names in a cache folder with the planned latent cache files.

    Args:
        names: All names in the folder.
        planned: Names the plan will write.
        stems: Stems of the sources of the dataset.
        architecture: Whose cache files count.
        video: The dataset is of clips.
    """
    there = latent_names(names, architecture)
    stale: list[str] = []
    orphan: list[str] = []
    foreign: list[str] = []
    for name in there:
        if name in planned:
            continue
        try:
            known = read_name(name, video=video).stem in stems
        except ValueError:
            foreign.append(name)
        else:
            (stale if known else orphan).append(name)
    return CacheState(
        cached=tuple(name for name in there if name in planned),
        missing=tuple(sorted(set(planned).difference(there))),
        stale=tuple(stale),
        orphan=tuple(orphan),
        foreign=tuple(foreign),
    )


def names_in(folder: Path) -> tuple[str, ...]:
    """Return the names of the files in a cache folder; none where there is no such folder."""
    try:
        return tuple(sorted(entry.name for entry in folder.iterdir()))
    except OSError:
        return ()
