"""Stale cache files taken away, so that the next caching makes exactly these again."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from app.core.amounts import between, counted
from app.core.errors import cannot
from app.core.jobs import Checkpoint, Progress, ignore
from app.core.language import tr
from app.core.planner.cache import read_name
from app.core.planner.caches.cache_header import read_fact
from app.core.planner.caches.freshness import FolderState
from app.core.planner.caches.freshness_files import CacheFile, State
from app.core.planner.caches.freshness_look import Freshness
from app.core.planner.costs.caching import Span, caching_of
from app.core.planner.findings import listed

Chosen = tuple[FolderState, CacheFile]

_CACHE_NAME = re.compile(r"_(\d{5,}-\d{3,}(-\d{4,})?_)?\d{4,}x\d{4,}_[a-z0-9]+\.safetensors$")
_TEXT_NAME = re.compile(r".+_[a-z0-9]+_te\.safetensors$")


@dataclass(frozen=True)
class Removed:
    """What was taken away.

    Attributes:
        names: Base names.
        kept: Sentences about those that stayed.
    """

    names: tuple[str, ...]
    kept: tuple[str, ...] = ()


def removable(freshness: Freshness, *, orphans: bool = False) -> list[Chosen]:
    """Return the files that may be taken away: stale ones, or orphans; nothing else ever.

    Not those whose clip waits for an export: it comes first.
    """
    state: State = "orphan" if orphans else "stale"
    return [(folder, each) for folder, each in freshness.files(state) if is_cache_name(each.name)]


def is_cache_name(name: str) -> bool:
    """Return whether a base name can only be that of a cache file the trainer wrote."""
    if "/" in name or "\\" in name or name.startswith("."):
        return False
    return bool(_CACHE_NAME.search(name) or _TEXT_NAME.fullmatch(name))


def remove(chosen: Iterable[Chosen], *, checkpoint: Checkpoint = ignore) -> Removed:
    """Take files away that are still as they were when they were judged.

    Each one is looked at again: a file that has changed, is a link, or does not hold what the
    trainer writes stays, and is said.

    Raises:
        Stopped: The checkpoint said so; what is gone by then is gone.
    """
    wanted = list(chosen)
    names, kept = [], []
    for done, (folder, each) in enumerate(wanted):
        checkpoint(Progress(done, len(wanted), each.name))
        path = folder.folder / each.name
        why = _objection(path, each)
        if not why:
            try:
                path.unlink()
            except FileNotFoundError:
                pass
            except OSError as error:
                why = cannot("remove", path, error)
        if why:
            kept.append(why)
        else:
            names.append(each.name)
    return Removed(tuple(names), tuple(kept))


def _objection(path: Path, each: CacheFile) -> str:
    """Return why a file stays, one sentence; empty where nothing speaks for it."""
    if each.state not in ("stale", "orphan") or not is_cache_name(each.name):
        return tr('"{path}" is no cache file of the trainer; it stays.', path=path)
    try:
        stat = path.lstat()
        linked = path.is_symlink() or not path.is_file()
    except OSError:
        return ""  # gone already, which `unlink` sees
    if linked:
        return tr('"{path}" is a link or no file; it stays.', path=path)
    if (stat.st_size, stat.st_mtime_ns) != (each.size, each.mtime_ns):
        return tr('"{path}" has changed meanwhile; it stays. Look again.', path=path)
    if read_fact(path).kind == "other":
        return tr('"{path}" holds something else than a cache; it stays.', path=path)
    return ""


def work_left(freshness: Freshness, chosen: Iterable[Chosen]) -> tuple[int, int, Span]:
    """Return what the next caching makes of what is missing once some files are gone.

    Windows, captions, and about how many seconds they take on an RTX 3090; with
    ``--skip_existing``, without which it makes everything again.
    """
    again = (
        (folder, each, 1)
        for folder, each in chosen
        if each.state == "stale" and each.reason != "plan"
    )
    missing = (
        (folder, *alike) for folder in freshness.folders for alike in folder.alike("missing")
    )
    windows, captions, pixels = 0, 0, 0
    for folder, each, count in chain(again, missing):
        if each.name.endswith("_te.safetensors"):
            captions += count
        else:
            windows += count
            pixels += count * _pixels(freshness, folder, each.name)
    return windows, captions, caching_of(pixels, captions)


def _pixels(freshness: Freshness, folder: FolderState, name: str) -> int:
    """Return the pixels of all frames of a window by the name of its file; 0 where it has none."""
    windower = freshness.plan.datasets[folder.index].windower
    try:
        read = read_name(name, video=folder.kind == "video")
    except ValueError:
        return 0
    width, height = windower.caching.of(read.size) if windower else read.size
    return width * height * read.frames


def work_words(windows: int, captions: int, seconds: Span) -> str:
    """Return what the next caching makes, for people; empty where that is nothing."""
    what = [counted(windows, "window")] if windows else []
    what += [counted(captions, "caption")] if captions else []
    if not what:
        return ""
    return tr("{what}, about {time}", what=listed(what), time=between(*seconds))
