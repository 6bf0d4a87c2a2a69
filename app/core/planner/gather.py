"""Media facts of a dataset file, gathered from disk: every file once, in parallel, cached."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Hashable, Iterable, Mapping
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TypeVar

from app.core.cache import Cache
from app.core.jobs import Checkpoint, Progress, Stopped, ignore, part
from app.core.language import tr
from app.core.planner.cache import CacheFolder, names_in
from app.core.planner.entries import Entry, Listing, list_entry
from app.core.planner.facts import DatasetFacts, ImageFact, Source, Sources, VideoFact
from app.core.planner.findings import Finding, listed
from app.core.planner.listing import Host, finds_itself
from app.core.planner.media_facts import image_fact, video_fact
from app.core.planner.places import Places, is_pipe
from app.core.planner.rules import DEFAULT, Rules
from app.core.planner.schema import Config, DatasetConfig, Kind

Fact = VideoFact | ImageFact
Media = tuple[Kind, Path]
K = TypeVar("K", bound=Hashable)
T = TypeVar("T")

_TICK = 0.05  # seconds between looks at the checkpoint while files are being read


@dataclass(frozen=True)
class Reading:
    """How files are read.

    Attributes:
        cache: Keeps frame indexes and verdicts; the person's own by default.
        checkpoint: Called at least once per file.
        working: The folder the trainer is started in, for relative paths; this process's by
            default.
        verify: Decode every file; otherwise only those whose container looks wrong.
    """

    cache: Cache | None = None
    checkpoint: Checkpoint = ignore
    working: Path | None = None
    verify: bool = False


def gather(
    config: Config,
    reading: Reading,
    *,
    rules: Rules = DEFAULT,
    known: Mapping[int, DatasetFacts] | None = None,
) -> list[DatasetFacts]:
    """Return the facts of each dataset of a file.

    Args:
        config: The file.
        reading: How files are read.
        rules: The trainer's version.
        known: Facts that are not gathered again, by the place of their dataset.
    """
    known = known or {}
    beside = config.document.path.absolute().parent
    places = [Places(reading.working or Path.cwd(), beside) for _ in config.datasets]
    listings = [
        Listing() if index in known else list_entry(index, entry, places[index], rules, Host.here())
        for index, entry in enumerate(config.datasets)
    ]
    media = {
        (entry.kind, item.place)
        for entry, listing in zip(config.datasets, listings, strict=True)
        for item in listing.entries
        if item.place
    }
    texts = {item.caption for listing in listings for item in listing.entries if item.caption}
    total = len(media) + len(texts)
    step = partial(part, reading.checkpoint, total=total)
    facts = _read_media(media, reading, step(done=0, of=len(media)))
    captions = _read_captions(texts, step(done=len(media), of=len(texts)))
    shared: dict[tuple[Kind, Path | None, tuple[Entry, ...]], Sources] = {}
    gathered = []
    for index, (entry, listing) in enumerate(zip(config.datasets, listings, strict=True)):
        if index in known:
            gathered.append(known[index])
            continue
        same = (entry.kind, listing.place, listing.entries)
        if same not in shared:
            shared[same] = _sources(entry.kind, listing, facts, captions)
        gathered.append(_facts(index, entry, listing, places[index], shared[same]))
    return gathered


def _facts(
    index: int, entry: DatasetConfig, listing: Listing, places: Places, sources: Sources
) -> DatasetFacts:
    cache_place = entry.cache_place
    return DatasetFacts(
        sources=sources,
        ignored=listing.ignored,
        errors=listing.errors,
        cache=CacheFolder(() if cache_place is None else names_in(places.of(cache_place))),
        cache_seen=cache_place is None or finds_itself(cache_place),
        warnings=(*listing.warnings, *_relative(index, places)),
        place="" if listing.place is None else str(listing.place),
    )


def _relative(index: int, places: Places) -> Iterable[Finding]:
    if places.relative:
        files = listed(sorted(places.relative))
        message = tr(
            "{files}: relative to the folder the trainer is started in; write whole paths.",
            files=files,
        )
        if places.strayed:
            message = tr(
                "{files}: relative to the folder the trainer is started in, and {strayed} is not "
                "there but beside this file; write whole paths.",
                files=files,
                strayed=listed(sorted(places.strayed)),
            )
        yield Finding(stage="datasets", dataset=index, message=message)


def _sources(
    kind: Kind,
    listing: Listing,
    facts: Mapping[Media, Fact],
    captions: Mapping[Path, tuple[str, tuple[str, ...]]],
) -> Sources:
    nowhere = VideoFact(0, 0, 0, tr("its line in the JSONL has no path; add one"))
    found = []
    for entry in listing.entries:
        fault, notes = captions.get(entry.caption, ("", ())) if entry.caption else ("", ())
        found.append(
            Source(
                entry.path,
                facts[kind, entry.place] if entry.place else nowhere,
                entry.caption_fault or fault,
                (*entry.notes, *notes),
            )
        )
    return Sources(found, fold_case=Host.here().folds_case)


# ------------------------------------------------------------------ reading


def _read_media(
    media: Iterable[Media], reading: Reading, checkpoint: Checkpoint
) -> dict[Media, Fact]:
    def read(wanted: Media, inner: Checkpoint) -> Fact:
        kind, path = wanted
        if kind == "image":
            return image_fact(path, verify=reading.verify)
        return video_fact(path, verify=reading.verify, cache=reading.cache, checkpoint=inner)

    return in_parallel(sorted(media), read, lambda wanted: wanted[1].name, checkpoint)


def _read_captions(
    paths: Iterable[Path], checkpoint: Checkpoint
) -> dict[Path, tuple[str, tuple[str, ...]]]:
    """Read each caption file as the trainer does; return its fault and notes."""
    wanted = sorted(paths)
    found = {}
    for number, path in enumerate(wanted):
        checkpoint(Progress(number, len(wanted), path.name))
        found[path] = caption_facts(path)
    return found


def caption_facts(path: Path) -> tuple[str, tuple[str, ...]]:
    """Return the fault (key of `CAPTION_FAULTS`, or empty) and the notes of a caption file."""
    if is_pipe(path):
        return "pipe", ()
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return "missing", ()
    except UnicodeDecodeError:
        return "encoding", ()
    except (OSError, ValueError):  # a ValueError where the name cannot be one
        return "unreadable", ()
    if text.startswith("\ufeff"):
        return "", ("caption mark",)
    return "", () if text.strip() else ("empty caption",)


def in_parallel(
    keys: list[K],
    read: Callable[[K, Checkpoint], T],
    name: Callable[[K], str],
    checkpoint: Checkpoint,
) -> dict[K, T]:
    """Call ``read`` for each key in threads; stop all of them when the checkpoint says so."""
    stop = threading.Event()
    running: dict[K, float] = {}  # how far each is, 0.0-1.0

    def watched(key: K) -> T:
        def inner(progress: Progress) -> None:
            if stop.is_set():
                raise Stopped
            running[key] = max(running[key], progress.fraction)

        running[key] = 0.0
        return read(key, inner)

    done, reached = 0, 0.0
    with ThreadPoolExecutor(min(8, os.cpu_count() or 1)) as pool:
        waiting: dict[Future[T], K] = {pool.submit(watched, key): key for key in keys}
        results: dict[K, T] = {}
        try:
            while waiting:
                finished, _ = wait(waiting, timeout=_TICK, return_when=FIRST_COMPLETED)
                for future in finished:
                    key = waiting.pop(future)
                    results[key] = future.result()
                    del running[key]
                    done += 1
                    reached = max(reached, done)
                    checkpoint(Progress(reached, len(keys), name(key)))
                if not finished:
                    parts = list(running.items())
                    reached = max(reached, done + sum(fraction for _, fraction in parts))
                    checkpoint(Progress(reached, len(keys), name(parts[0][0]) if parts else ""))
        finally:
            stop.set()
            for future in waiting:
                future.cancel()
    return results
