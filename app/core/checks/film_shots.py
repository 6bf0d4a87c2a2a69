"""The shots and stills of films of a project: what is known of them, and looking at the rest."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from app.core.cache import Cache
from app.core.checks.glimpses import known_glimpses, look_at_frames
from app.core.checks.lengths import lengths_of
from app.core.checks.shots import (
    Found,
    SeenFilm,
    measuring,
    shot_findings,
    shot_frames,
    still_findings,
)
from app.core.jobs import Checkpoint, Progress, ignore
from app.core.library.model import Dataset, Settings, Shot, Source, Still
from app.core.media.index import FrameIndex
from app.core.shots.signal import FrameSignal


@dataclass(frozen=True, eq=False)
class FilmShots:
    """A film with its shots and stills, as they are held anyway.

    Attributes:
        signal: How its frames differ; None where no scan measured it.
    """

    source: Source
    index: FrameIndex
    shots: Sequence[Shot]
    stills: Sequence[Still]
    signal: FrameSignal | None = None


@dataclass(eq=False)
class FilmsKnown:
    """What is known of films.

    Attributes:
        named: Ids of the shots and of the stills that have problems, by the film's id.
        shots: Problems of their shots.
        stills: Problems of their stills.
        missing: How many frames were not looked at yet, by the film's id; those of 0 are left out.
    """

    named: dict[int, tuple[set[int], set[int]]] = field(default_factory=dict)
    shots: Found = field(default_factory=dict)
    stills: Found = field(default_factory=dict)
    missing: dict[int, int] = field(default_factory=dict)

    @property
    def sources(self) -> set[int]:
        """Ids of the films."""
        return set(self.named)


def known_of_films(
    films: Iterable[FilmShots],
    settings: Settings,
    datasets: Sequence[Dataset],
    *,
    cache: Cache | None = None,
    seconds: float = 0.3,
    checkpoint: Checkpoint = ignore,
) -> FilmsKnown:
    """Return what is known of films without decoding, of as many as there is time for.

    Args:
        films: In the order they are wanted; at least one is looked through.
        settings: Of the project.
        datasets: Of the project.
        cache: Where it is kept what was seen.
        seconds: After which no further film is begun.
        checkpoint: Called once per film.

    Raises:
        Stopped: The checkpoint said so.
    """
    begin, known, cache = time.monotonic(), FilmsKnown(), cache or Cache()
    lengths = lengths_of(datasets)
    for film in films:
        checkpoint(Progress(0, 0, film.source.stem))
        glimpses = known_glimpses(film.index, cache)
        signal = film.signal if measuring(film.source.detector) else None
        seen = SeenFilm(
            source=film.source,
            index=film.index,
            glimpses=glimpses,
            change=None if signal is None else signal.change,
            rate=settings.rate,
            lengths=lengths,
            still_size=settings.still_size,
        )
        shots, stills = shot_findings(film.shots, seen), still_findings(film.stills, seen)
        known.named[film.source.id] = set(shots), set(stills)
        known.shots |= shots
        known.stills |= stills
        missing = len(shot_frames(film.index, film.shots, film.stills) - glimpses.keys())
        if missing:
            known.missing[film.source.id] = missing
        if time.monotonic() - begin > seconds:
            break
    return known


def look_at_film(
    film: FilmShots,
    *,
    cache: Cache | None = None,
    tell: Callable[[], None] = lambda: None,
    checkpoint: Checkpoint = ignore,
) -> None:
    """Look at what was not looked at yet of a film's shots and stills, and keep what is seen.

    Args:
        film: The film.
        cache: Where it is kept.
        tell: Called from time to time, when more is known.
        checkpoint: Called for every packet; progress is in frames to look at.

    Raises:
        SourceError: The film can no longer be read.
        Stopped: The checkpoint said so; what was seen until then is kept.
    """
    frames = shot_frames(film.index, film.shots, film.stills)
    look_at_frames(film.index, frames, cache=cache, checkpoint=checkpoint, tell=tell)
