"""Which clips look alike, among many: no clip is compared with all others.

Fingerprints that differ in few bits mostly agree in one of four runs of 16 bits: clips that share
such a run somewhere are compared frame by frame, at the shift that fits best. Runs that very many
fingerprints share say nothing and are passed over.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

SAME = 4.0
"""Mean number of different bits, of 63, up to which two clips show the same; another size and
quality of the same film gives up to 3."""
ALIKE = 8.0
"""Up to which they look alike: mostly the same set-up of the camera at another time."""

_RUNS, _BITS = 4, 16
_CROWD = 64  # fingerprints that may share a run
_FEWEST = 3  # frames that must lie on one another, or half of the shorter clip's

Hashes = npt.NDArray[np.uint64]
Places = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Pair:
    """Two clips that look alike.

    Attributes:
        first, second: Their ids.
        distance: Mean number of different bits of the frames that lie on one another.
    """

    first: int
    second: int
    distance: float


def alike(hashes: Mapping[int, Sequence[int]], *, most: float = ALIKE) -> list[Pair]:
    """Return the pairs of clips that look alike, the most alike first.

    Args:
        hashes: The fingerprints of each clip's frames, in order, by the clip's id.
        most: Greatest mean number of different bits.
    """
    ids = [each for each, found in hashes.items() if found]
    if len(ids) < 2:
        return []
    rows = [np.array(hashes[each], np.uint64) for each in ids]
    found = []
    for one, other in _candidates(rows, most):
        distance = distance_of(rows[one], rows[other])
        if distance <= most:
            found.append(Pair(ids[one], ids[other], distance))
    return sorted(found, key=lambda pair: (pair.distance, pair.first, pair.second))


def distance_of(one: Hashes, other: Hashes) -> float:
    """Return the mean number of different bits at the shift at which two clips fit best."""
    short, long = sorted((one, other), key=len)
    least = max(min(_FEWEST, len(short)), -(-len(short) // 2))
    bits = np.bitwise_count(short[:, None] ^ long[None, :])
    shifts = range(least - len(short), len(long) - least + 1)
    return min(float(np.diagonal(bits, shift).mean()) for shift in shifts)


def _candidates(rows: Sequence[Hashes], most: float) -> Iterable[tuple[int, int]]:
    """Return pairs of places in ``rows`` of which one frame is alike and shares a run of bits."""
    owners = np.repeat(np.arange(len(rows)), [len(row) for row in rows])
    every = np.concatenate(rows)
    found = [_sharing(every, owners, np.uint64(_BITS * run), most) for run in range(_RUNS)]
    codes = np.unique(np.concatenate(found))
    return zip((codes // len(rows)).tolist(), (codes % len(rows)).tolist(), strict=True)


def _sharing(every: Hashes, owners: Places, shift: np.uint64, most: float) -> Places:
    """Return the pairs of owners of like frames that share the run at ``shift``; coded as one."""
    runs = every >> shift & np.uint64((1 << _BITS) - 1)
    order = np.argsort(runs, kind="stable")  # the lower owner stays first
    runs = runs[order]
    starts = np.flatnonzero(np.r_[True, runs[1:] != runs[:-1]])
    sizes = np.diff(np.r_[starts, len(runs)])
    kept = np.repeat(sizes <= _CROWD, sizes)
    runs, order = runs[kept], order[kept]
    found = [np.zeros(0, np.int64)]
    for lag in range(1, min(_CROWD, len(runs))):
        same = np.flatnonzero(runs[lag:] == runs[:-lag])
        if not len(same):
            break
        one, other = order[same], order[same + lag]
        near = np.bitwise_count(every[one] ^ every[other]) <= most
        near &= owners[one] != owners[other]
        found.append(np.unique(owners[one[near]] * (owners[-1] + 1) + owners[other[near]]))
    return np.concatenate(found)
