"""Find the cuts of a film."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_args

import numpy as np

from app.core.cache import Cache
from app.core.jobs import Checkpoint, ignore
from app.core.media.index import FrameIndex, index_file
from app.core.shots.cuts import Cut, Shot, shots_between
from app.core.shots.detectors import DETECTORS, Detector, Familiar, Own
from app.core.shots.signal import FrameSignal, scan

__all__ = [
    "DETECTORS",
    "Detection",
    "Detector",
    "at_threshold",
    "detect",
    "find_cuts",
    "known_signal",
    "signal_of",
]

THRESHOLD = 0.5
"""How sure a cut must be, 0-1, unless told otherwise."""

_KINDS: dict[str, str] = {"exact": "cuts-exact-2", "fast": "cuts-fast-2", "neural": "cuts-neural-2"}


@dataclass(frozen=True, slots=True)
class Detection:
    """The cuts of a film.

    Attributes:
        frames: Frames that could be decoded.
        cuts: In order, none overlapping another.
        lead_in: Where a fade at the film's beginning ends; 0 = there is none.
        lead_out: Where a fade at the film's end begins; ``frames`` = there is none.
        damaged_after: ``frames``, if the film cannot be decoded from there on; else None.
    """

    frames: int
    cuts: tuple[Cut, ...]
    lead_in: int
    lead_out: int
    damaged_after: int | None = None

    @property
    def shots(self) -> list[Shot]:
        """The clean runs of frames between the cuts."""
        return shots_between(self.cuts, self.frames, lead_in=self.lead_in, lead_out=self.lead_out)

    def to_json(self) -> dict[str, Any]:
        """Return what ``rushes shots --json`` prints."""
        return {
            "frames": self.frames,
            "cuts": [cut.to_json() for cut in self.cuts],
        }


def detect(
    path: Path,
    *,
    detector: Detector = "exact",
    threshold: float | None = None,
    cache: Cache | None = None,
    checkpoint: Checkpoint = ignore,
) -> Detection:
    """Return the cuts of a film; with another threshold at once, the scores are kept.

    Args:
        path: The film.
        detector: ``exact`` looks at every frame, ``fast`` at about half of them, ``neural`` asks a
            network instead; the others are PySceneDetect's, which call every cut hard.
        threshold: How sure a cut must be, 0-1; for PySceneDetect's on the scale of each, see
            `DETECTORS`. None = the detector's own.
        cache: Where index and scores are kept; None = the system's place.
        checkpoint: Called with frames done and frames in all.

    Raises:
        AppError: ``neural`` is asked for and not installed.
        SourceError: The file cannot be read or is no film; `DamagedError` if not even its first
            frame can be decoded.
        Stopped: The checkpoint said so.
    """
    cache = cache or Cache()
    index = index_file(path, cache=cache, checkpoint=checkpoint)
    chosen = DETECTORS[detector].threshold if threshold is None else threshold
    match detector:
        case "exact" | "fast" | "neural":
            signal = signal_of(index, detector=detector, cache=cache, checkpoint=checkpoint)
            return at_threshold(signal, chosen)
        case _:
            return _familiar(index, detector, chosen, cache, checkpoint)


def at_threshold(signal: FrameSignal, threshold: float) -> Detection:
    """Return the cuts at least as sure as ``threshold``, 0-1, from a signal of our own detectors.

    Nothing is decoded.
    """
    return Detection(
        frames=signal.frames,
        cuts=tuple(find_cuts(signal, threshold=threshold)),
        lead_in=signal.lead_in,
        lead_out=signal.lead_out,
        damaged_after=None if signal.whole else signal.frames,
    )


def _familiar(
    index: FrameIndex,
    detector: Familiar,
    threshold: float,
    cache: Cache,
    checkpoint: Checkpoint,
) -> Detection:
    from app.core.shots.pyscenedetect import cuts_in, scores_of

    scores = scores_of(index, cache=cache, checkpoint=checkpoint)
    return Detection(
        frames=scores.frames,
        cuts=tuple(cuts_in(scores, detector, threshold, index.rate)),
        lead_in=0,
        lead_out=scores.frames,
        damaged_after=None if scores.whole else scores.frames,
    )


def signal_of(
    index: FrameIndex,
    *,
    detector: Own = "exact",
    cache: Cache | None = None,
    checkpoint: Checkpoint = ignore,
) -> FrameSignal:
    """Return a film's signal, from the cache where it is known.

    Raises what `detect` raises.
    """
    cache = cache or Cache()
    known = _known(index, detector, cache)
    if known is not None:
        return known
    signal = _measure(detector)(index, checkpoint)
    cache.save(_KINDS[detector], index.key.id, signal.pack())
    return signal


def known_signal(
    index: FrameIndex, detector: str, cache: Cache | None = None
) -> FrameSignal | None:
    """Return a film's signal if ``detector`` has measured it before; else None.

    Nothing is decoded. For PySceneDetect's detectors ``hard`` is a half where a frame just reaches
    the detector's usual threshold, and ``change`` its change of hue, saturation and value.
    """
    cache = cache or Cache()
    if detector in _KINDS:
        return _known(index, detector, cache)
    for name in get_args(Familiar):
        if name == detector:
            from app.core.shots.pyscenedetect import known_scores, signal_from

            scores = known_scores(index, cache)
            return None if scores is None else signal_from(scores, name)
    return None


def _known(index: FrameIndex, detector: str, cache: Cache) -> FrameSignal | None:
    known = cache.load(_KINDS[detector], index.key.id)
    if known is not None:
        with contextlib.suppress(ValueError):
            return FrameSignal.unpack(known)
    return None


def _measure(detector: Own) -> Callable[[FrameIndex, Checkpoint], FrameSignal]:
    if detector == "neural":
        from app.core.shots.neural import scan_neural

        return scan_neural
    return lambda index, checkpoint: scan(index, mode=detector, checkpoint=checkpoint)


def find_cuts(signal: FrameSignal, *, threshold: float = THRESHOLD) -> list[Cut]:
    """Return the cuts that are at least as sure as ``threshold``, 0-1, in order.

    Nothing is decoded. A hard cut at or inside of a dissolve or fade is part of it.
    """
    gradual = [cut for cut in signal.gradual if cut.score >= threshold]
    mixed = np.zeros(signal.frames + 1, bool)
    for cut in gradual:
        mixed[cut.frame : cut.end + 1] = True
    if signal.lead_in:
        mixed[: signal.lead_in + 1] = True
    mixed[signal.lead_out :] = True
    frames = np.flatnonzero((signal.hard > 0) & (signal.hard >= threshold) & ~mixed[:-1]).tolist()
    hard = [Cut(frame, frame, "hard", float(signal.hard[frame])) for frame in frames]
    return sorted([*gradual, *hard], key=lambda cut: cut.frame)
