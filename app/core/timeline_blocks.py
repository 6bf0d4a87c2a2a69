"""The blocks of a timeline's lanes: shots, clips, and what each dataset takes of them."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import compress, count
from operator import attrgetter, is_not

from app.core.library.model import Clip, Shot, State
from app.core.library.picking import shot_states
from app.core.timeline import View

LEAST = 4.0  # pixels: narrower neighbours are drawn as one


@dataclass(frozen=True, slots=True)
class Block:
    """A shot or a clip: ``[start, end)`` in source frames and what a person decided on it."""

    id: int
    start: int
    end: int
    state: State = "open"


@dataclass(frozen=True, slots=True)
class Run:
    """Source frames ``[start, end)`` that a dataset takes, as one window, or would like to.

    Attributes:
        label: Short, drawn where it has room.
        collides: It overwrites another, or is overwritten; it is drawn so.
        dropped: It is not taken: the clip is too short. It is drawn as an outline.
        first: The window's first frame, of those of the clip at the project's rate.
        frames: Its length in such frames; 0 = not known.
        bucket: Width and height it is trained at, pixels.
        file: Base name of its cache file.
        note: What is wrong, and the cure, one sentence.
    """

    start: int
    end: int
    label: str = ""
    collides: bool = False
    dropped: bool = False
    first: int = 0
    frames: int = 0
    bucket: tuple[int, int] = (0, 0)
    file: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Lane:
    """What one dataset takes.

    Attributes:
        label: In the column at the left.
        color: Role of its colour in the theme, like ``info``.
        runs: In any order; they may overlap.
        note: Why nothing is taken at all, one sentence.
    """

    label: str
    color: str
    runs: tuple[Run, ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Placed:
    """A block on screen: what it covers, and which spans, ``[first, last)``, it stands for."""

    left: float
    right: float
    first: int
    last: int


class Track:
    """Spans that do not overlap, by start.

    Args:
        spans: ``(start, end)``, ascending, none empty.
    """

    def __init__(self, spans: Sequence[tuple[int, int]]) -> None:
        self._starts = [start for start, _ in spans]
        self._ends = [end for _, end in spans]

    def __len__(self) -> int:
        return len(self._starts)

    def at(self, frame: int) -> int | None:
        """Return which span holds ``frame``."""
        place = bisect_right(self._starts, frame) - 1
        return place if place >= 0 and frame < self._ends[place] else None

    def span(self, place: int) -> tuple[int, int]:
        """Return start and end of one."""
        return self._starts[place], self._ends[place]

    def gap(self, place: int) -> tuple[int, int]:
        """Return the end of the span before ``place``, which is at least 1, and its own start."""
        return self._ends[place - 1], self._starts[place]

    def set_gap(self, place: int, gap: tuple[int, int]) -> None:
        """Let both spans beside a gap end and start elsewhere; they must keep their order."""
        self._ends[place - 1], self._starts[place] = gap

    def near(self, view: View, x: float, reach: float = LEAST) -> int | None:
        """Return the span under ``x``, else the first one that is within ``reach`` pixels."""
        found = self.at(view.frame_at(x))
        if found is not None:
            return found
        first, last = view.frame_at(x - reach), view.frame_at(x + reach)
        place = bisect_right(self._ends, first)
        return place if place < len(self) and self._starts[place] <= last else None

    def behind_gap(self, view: View, x: float) -> int | None:
        """Return the span behind the gap, perhaps of no length, that is nearest to ``x``.

        None where there are not two spans.
        """
        if len(self) < 2:
            return None
        frame = view.start + x / view.scale
        place = min(len(self) - 1, max(1, bisect_right(self._starts, frame)))
        return min(max(1, place - 1), place, key=lambda n: self._apart(n, frame))

    def _apart(self, place: int, frame: float) -> float:
        """Return how far a frame is from the gap before a span."""
        return max(0.0, self._ends[place - 1] - frame, frame - self._starts[place])

    def placed(self, view: View, least: float = LEAST) -> list[Placed]:
        """Return the blocks on screen.

        Neighbours that together are narrower than ``least`` pixels are one block, so that there
        are never many more of them than the screen has room for.
        """
        blocks: list[Placed] = []
        starts, ends = self._starts, self._ends
        place = bisect_right(ends, view.start)
        stop = bisect_left(starts, view.end)
        reach = least / view.scale
        while place < stop:
            # All that ends within reach of its start, itself in any case.
            last = max(place + 1, bisect_right(ends, starts[place] + reach, place, stop))
            left, right = view.x_of(starts[place]), view.x_of(ends[last - 1])
            blocks.append(Placed(left, right, place, last))
            place = last
        return blocks


class Rows:
    """Spans that may overlap, in as few rows as keep them apart.

    Args:
        spans: ``(start, end)``, in any order, none empty.
    """

    def __init__(self, spans: Sequence[tuple[int, int]]) -> None:
        self._rows = rows_of(spans)
        self._tracks = [Track([spans[place] for place in row]) for row in self._rows]

    def __len__(self) -> int:
        return len(self._rows)

    def at(self, row: int, view: View, x: float, reach: float = LEAST) -> int | None:
        """Return the place in the spans of the one at ``x`` of a row; see `Track.near`."""
        if not 0 <= row < len(self._rows):
            return None
        found = self._tracks[row].near(view, x, reach)
        return None if found is None else self._rows[row][found]

    def placed(self, view: View) -> Iterator[tuple[int, Placed, list[int]]]:
        """Yield row, block and the places in the spans that it stands for."""
        for number, (row, track) in enumerate(zip(self._rows, self._tracks, strict=True)):
            for block in track.placed(view):
                yield number, block, row[block.first : block.last]


class FilmBlocks:
    """The shots and clips of a film as blocks; those that lie as they did are the same objects.

    Attributes:
        shots: In the order of the rows; so are ``clips``.
    """

    def __init__(self) -> None:
        self.shots: list[Block] = []
        self.clips: list[Block] = []
        self._shots: Sequence[Shot] = ()
        self._clips: dict[int, tuple[Clip, Block]] = {}

    def follow(self, shots: Sequence[Shot], clips: Sequence[Clip]) -> list[int] | None:
        """Take the rows as they are now.

        Args:
            shots: All of the film, by start; rows that stayed as they were are the same objects.
            clips: So are these.

        Returns:
            The places of shots whose blocks changed; None where all shots are to be shown anew.
        """
        spans = self._follow_clips(clips)
        before, self._shots = self._shots, shots
        same = len(before) == len(shots)
        others = list(compress(range(len(shots)), map(is_not, shots, before))) if same else []
        if not same or any(_lies(shots[n]) != _lies(before[n]) for n in others):
            self._replace(before, clips)
            self._judge(set(self._under(spans)), clips)
            return None
        return self._judge({*others, *self._under(spans)}, clips)

    def _replace(self, before: Sequence[Shot], clips: Sequence[Clip]) -> None:
        """Make the blocks of shots anew, from the first that is another to the last."""
        shots, known = self._shots, self.shots
        short = min(len(shots), len(before))
        first = next(compress(count(), map(is_not, shots, before)), short)
        pairs = zip(reversed(shots), reversed(before), strict=False)
        last = next((n for n, (one, other) in enumerate(pairs) if one is not other), short)
        stop = max(first, len(shots) - last)
        middle, near = shots[first:stop], clips
        if middle:
            low, high = middle[0].start, max(shot.end for shot in middle)
            near = [clip for clip in clips if clip.start < high and low < clip.end]
        states = shot_states(middle, near)
        made = [Block(*_lies(each), state) for each, state in zip(middle, states, strict=True)]
        self.shots = [*known[:first], *made, *known[len(known) - (len(shots) - stop) :]]

    def _follow_clips(self, clips: Sequence[Clip]) -> list[tuple[int, int]]:
        """Return where clips lie that changed, or did."""
        before = self._clips
        kept = [before.get(clip.id) for clip in clips]
        pairs = [
            pair if pair is not None and pair[0] is clip else (clip, _block(clip))
            for clip, pair in zip(clips, kept, strict=True)
        ]
        self.clips = [block for _, block in pairs]
        self._clips = {block.id: pair for pair in pairs for block in [pair[1]]}
        gone = [before[row_id][1] for row_id in before.keys() - self._clips.keys()]
        changed = [pair[1] for pair, old in zip(pairs, kept, strict=True) if pair is not old]
        was = [old[1] for pair, old in zip(pairs, kept, strict=True) if old and pair is not old]
        return [(block.start, block.end) for block in (*gone, *changed, *was)]

    def _under(self, spans: Iterable[tuple[int, int]]) -> Iterator[int]:
        """Yield the places of shots that share a frame with spans."""
        for start, end in spans:
            stop = bisect_left(self._shots, end, key=attrgetter("start"))
            first = bisect_right(self._shots, start, hi=stop, key=attrgetter("end"))
            yield from range(first, stop)

    def _judge(self, places: set[int], clips: Sequence[Clip]) -> list[int]:
        """Give shots the states they have now; return the places of those that had others."""
        if not places:
            return []
        touched = [self._shots[place] for place in sorted(places)]
        low, high = min(s.start for s in touched), max(s.end for s in touched)
        near = [clip for clip in clips if clip.start < high and low < clip.end]
        changed: list[int] = []
        for place, state in zip(sorted(places), shot_states(touched, near), strict=True):
            if self.shots[place].state != state:
                self.shots[place] = replace(self.shots[place], state=state)
                changed.append(place)
        return changed


def _lies(shot: Shot) -> tuple[int, int, int]:
    return shot.id, shot.start, shot.end


def _block(clip: Clip) -> Block:
    return Block(clip.id, clip.start, clip.end, clip.state)


def cuts_of(blocks: Iterable[Block]) -> list[int]:
    """Return the frames at which blocks begin or end, ascending."""
    return sorted({frame for block in blocks for frame in (block.start, block.end)})


def rows_of(spans: Sequence[tuple[int, int]]) -> list[list[int]]:
    """Return spans as rows in which none overlaps another: places in ``spans``, by start."""
    rows: list[list[int]] = []
    for place in sorted(range(len(spans)), key=lambda n: spans[n]):
        start = spans[place][0]
        row = next((row for row in rows if spans[row[-1]][1] <= start), None)
        if row is None:
            rows.append([place])
        else:
            row.append(place)
    return rows
