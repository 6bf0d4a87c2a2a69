"""What is known of tiles beyond what they show: how much moves, the cut before, their size."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from operator import attrgetter, itemgetter
from typing import TYPE_CHECKING

from app.core.browsing.tile import Tile
from app.core.browsing.vocabulary import folded
from app.core.library.model import Cut
from app.core.library.snapshot import Snapshot

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from app.core.shots.signal import FrameSignal

    Column = npt.NDArray[np.float64]

SignalOf = Callable[[int], "FrameSignal | None"]

_WHOLE = 48.0  # mean 8-bit steps between frames where about all of the picture changes
_SOURCE, _START, _END = (Tile._fields.index(name) for name in ("source", "start", "end"))


class Facts:
    """Columns of numbers, worked out when a filter or an order asks for them.

    Args:
        rows: The project's; None where nothing is known.
        signal_of: How a film's frames differ, by its source; None while it is not known.
    """

    def __init__(
        self, rows: Snapshot | None = None, signal_of: SignalOf = lambda _source: None
    ) -> None:
        self._rows, self._signal_of = rows, signal_of
        self._sums: dict[int, tuple[FrameSignal, Column | None]] = {}

    def has_tag(self, name: str) -> bool:
        """Return whether a row has this very tag; ``name`` is folded."""
        return self._rows is not None and any(folded(tag) == name for tag in self._rows.tags)

    def has_film(self, name: str) -> bool:
        """Return whether a film has this very name; ``name`` is folded."""
        films = self._rows.sources if self._rows is not None else []
        return any(folded(film.stem) == name for film in films)

    def motion(self, tiles: Sequence[Tile]) -> Column:
        """Return how much moves from frame to frame, 0-1; NaN where no detector has measured it.

        Near to the share of the picture that changes, which the check of a picked clip tells.
        """
        import numpy as np

        found = np.full(len(tiles), np.nan)
        for source, places, starts, ends in _by_film(tiles):
            sums = self._summed(source)
            if sums is None:
                continue
            last = len(sums) - 1
            first, end = np.minimum(starts + 1, last), np.minimum(ends, last)
            steps = end - first  # the first frame differs from one of another shot
            with np.errstate(invalid="ignore", divide="ignore"):
                mean = (sums[end] - sums[first]) / (_WHOLE * steps)
            found[places] = np.where(steps > 0, np.minimum(mean, 1.0), np.nan)
        return found

    def score(self, tiles: Sequence[Tile]) -> Column:
        """Return how sure the last cut before each tile's first frame is, 0-1; NaN for none."""
        import numpy as np

        found = np.full(len(tiles), np.nan)
        for source, places, starts, _ends in _by_film(tiles):
            cuts = self._rows.of_source(Cut, source) if self._rows is not None else []
            if not cuts:
                continue
            cuts = sorted(cuts, key=attrgetter("end"))
            ends, scores = np.array([cut.end for cut in cuts]), np.array([c.score for c in cuts])
            place = np.searchsorted(ends, starts, side="right") - 1
            found[places] = np.where(place >= 0, scores[place], np.nan)
        return found

    def sizes(self, tiles: Sequence[Tile]) -> tuple[Column, Column]:
        """Return width and height of what is kept of each picture, pixels; NaN where unknown."""
        import numpy as np

        films = self._rows.sources if self._rows is not None else []
        whole = {film.id: (film.width, film.height) for film in films}
        unknown = (np.nan, np.nan)
        sides = [
            whole.get(tile.source, unknown) if tile.crop is None else tile.crop[:2]
            for tile in tiles
        ]
        width, height = np.array(sides, np.float64).reshape(-1, 2).T
        return width, height

    def _summed(self, source: int) -> Column | None:
        """Return the changes of a film's frames, summed up: entry ``n`` is of those before ``n``.

        None where they were not measured.
        """
        signal = self._signal_of(source)
        if signal is None:
            return None
        known = self._sums.get(source)
        if known is None or known[0] is not signal:
            known = self._sums[source] = signal, _sums(signal)
        return known[1]


def _sums(signal: FrameSignal) -> Column | None:
    import numpy as np

    change = signal.change.astype(np.float64)
    return np.concatenate([[0.0], np.cumsum(change)]) if change.any() else None


def _by_film(
    tiles: Sequence[Tile],
) -> Iterator[tuple[int, npt.NDArray[np.int64], npt.NDArray[np.int64], npt.NDArray[np.int64]]]:
    """Yield each film with the places of its tiles, their first frames and their ends."""
    import numpy as np

    columns = (
        np.fromiter(map(itemgetter(field), tiles), np.int64, len(tiles))
        for field in (_SOURCE, _START, _END)
    )
    sources, starts, ends = columns
    order = np.argsort(sources, kind="stable")
    films, firsts = np.unique(sources[order], return_index=True)
    for film, places in zip(films.tolist(), np.split(order, firsts[1:]), strict=False):
        yield film, places, starts[places], ends[places]
