"""A first guess at the cuts within seconds, from the pictures where decoding can begin.

Encoders put such a key frame at most cuts. A guess is hard and never a fade; the exact pass makes
it good.
"""

from __future__ import annotations

import contextlib
import itertools
from collections.abc import Iterator

import numpy as np

from app.core.jobs import Checkpoint, ignore
from app.core.media.index import FrameIndex
from app.core.shots.cuts import Cut
from app.core.shots.decode import Pictures, key_thumbnails
from app.core.shots.features import Thumbnail
from app.core.shots.samples import Floats, Samples

_EARLY = 16.0  # distance of two key frames with a cut at the second as likely as not
_LATE = 24.0  # the same where key frames come at regular distances
_AROUND = 12  # packets on either side that a packet is compared with
_CONFUSED = 4  # key frames that a decoder may give late
_LARGE = 1.5  # so many times the greatest of them it must be to tell of a cut


def draft_cuts(
    index: FrameIndex, *, threshold: float = 0.5, checkpoint: Checkpoint = ignore
) -> list[Cut]:
    """Return hard cuts, roughly, in order.

    Args:
        index: The film.
        threshold: How sure a cut must be, 0-1.
        checkpoint: Called per packet.

    Raises:
        SourceError: The file cannot be opened any more.
        Stopped: The checkpoint said so.
    """
    frames, distances = _key_distances(index, checkpoint)
    gaps = np.diff(frames)
    forced = gaps == gaps.max(initial=0)  # key frames that came because they had to
    regular = forced.mean() > 0.5 if len(gaps) else False  # and say nothing at all
    cuts: list[Cut] = []
    for (key, following), late, distance in zip(
        itertools.pairwise(frames), forced, distances, strict=True
    ):
        frame = _place(index, key, following, regular=regular) if late else following
        score = float(distance / (distance + (_LATE if late else _EARLY)))
        if frame is not None and score >= threshold:
            cuts.append(Cut(frame, frame, "hard", score))
    return cuts


def _key_distances(index: FrameIndex, checkpoint: Checkpoint) -> tuple[list[int], Floats]:
    """Return key frames and the distance from each to the next."""
    frames: list[int] = []
    distances: list[Floats] = []
    last: Samples | None = None
    with contextlib.closing(key_thumbnails(index, checkpoint)) as pictures:
        for frame, thumbnail in _sorted(pictures):
            here = Samples.of(thumbnail[None])
            if last is not None:
                luma, chroma = Samples.joined(last, here).squares(1)
                distances.append(np.sqrt(luma + chroma))
            frames.append(frame)
            last = here
    return frames, np.concatenate([np.zeros(0, np.float32), *distances])


def _sorted(pictures: Pictures) -> Iterator[tuple[int, Thumbnail]]:
    """Yield pictures by their frames: a decoder that gets key frames only may confuse them."""
    known: dict[int, Thumbnail] = {}
    for frame, thumbnail in pictures:
        known[frame] = thumbnail
        if len(known) > _CONFUSED:
            yield min(known), known.pop(min(known))
    yield from sorted(known.items())


def _place(index: FrameIndex, first: int, last: int, *, regular: bool) -> int | None:
    """Return the frame between two key frames whose packet stands out; None where none does."""
    sizes = index.sizes[first + 1 : last]
    if len(sizes) < 2 or not regular:
        return None
    place = int(np.argmax(sizes))
    others = np.delete(sizes, place)[max(0, place - _AROUND) : place + _AROUND]
    return first + 1 + place if sizes[place] > _LARGE * others.max() else None
