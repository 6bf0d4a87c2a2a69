"""Which windows to cut, so that most frames of the clips there are get trained.

Pure. Clips are known by how many there are of each length, so that 30,000 are as fast as 300.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from app.core.language import tr
from app.core.planner.rules import FRAME_STEP
from app.core.planner.windows import Extraction, Refused, round_frames

_MOST_LENGTHS = 14  # window lengths that are tried; more only differ by less than anyone cares
_FROM_THE_START = ("head", "chunk")  # whose windows lie end to end from the first frame on
_SAMPLES = (2, 3, 4)  # windows per clip that `uniform` is tried with

_Spans = tuple[tuple[int, int], ...]  # start, end of windows


@dataclass(frozen=True, slots=True)
class Way:
    """How windows are cut: the values of a dataset's entry.

    Attributes:
        mode: ``frame_extraction``.
        targets: ``target_frames``, ascending.
        sample: ``frame_sample``; only `uniform` has it.
        stride: ``frame_stride``; only `slide` has it.
    """

    mode: str
    targets: tuple[int, ...]
    sample: int = 1
    stride: int = 1

    @property
    def values(self) -> dict[str, object]:
        """What to write into the entry, by key."""
        values: dict[str, object] = {
            "target_frames": [*self.targets],
            "frame_extraction": self.mode,
        }
        if self.mode == "uniform":
            values["frame_sample"] = self.sample
        if self.mode == "slide":
            values["frame_stride"] = self.stride
        return values

    @property
    def words(self) -> str:
        """It in a few words: ``uniform 45 × 2``."""
        lengths = ", ".join(map(str, self.targets))
        if self.mode == "uniform":
            return tr("uniform {lengths} × {sample}", lengths=lengths, sample=self.sample)
        if self.mode == "slide":
            return tr("slide {lengths} by {stride}", lengths=lengths, stride=self.stride)
        return f"{self.mode} {lengths}"


@dataclass(frozen=True, slots=True)
class Gain:
    """What a way of cutting gets out of the clips.

    Attributes:
        way: It.
        used: Frames that lie in a window at least.
        frames: Frames of all clips.
        trained: Frames of all samples.
        samples: Windows per epoch, those that overwrite one another counted once; before repeats.
        idle: Clips that give none.
        clips: All.
        by_length: Samples by window length, ascending.
    """

    way: Way
    used: int
    frames: int
    trained: int
    samples: int
    idle: int
    clips: int
    by_length: tuple[tuple[int, int], ...]

    @property
    def share(self) -> float:
        """Frames that are trained at least once, of all, 0.0-1.0."""
        return self.used / self.frames if self.frames else 0.0

    @property
    def times(self) -> float:
        """How often a frame that is trained is trained in an epoch, on the average."""
        return self.trained / self.used if self.used else 0.0

    @property
    def longest(self) -> int:
        """Frames of the longest window."""
        return self.way.targets[-1]

    def trade_offs(self, rate: float = 16.0) -> tuple[str, ...]:
        """Return what speaks for and against it, each a sentence.

        Args:
            rate: Frames per second of the clips.
        """
        said = []
        seconds = self.longest / rate
        said.append(tr("The longest window shows {seconds:.1f} s of motion.", seconds=seconds))
        if self.idle:
            least = self.way.targets[0]
            said.append(
                tr("1 clip is shorter than {least} frames and gives nothing.", least=least)
                if self.idle == 1
                else tr(
                    "{number:,} clips are shorter than {least} frames and give nothing.",
                    number=self.idle,
                    least=least,
                )
            )
        if self.times > 1.05:
            said.append(
                tr(
                    "Windows overlap: a frame is trained {times:.1f} times an epoch.",
                    times=self.times,
                )
            )
        if self.way.mode == "head" and self.share < 0.8:
            said.append(tr("Only the beginning of each clip is seen."))
        return tuple(said)


def find_ways(lengths: Mapping[int, int], *, most: int, least: int = 1) -> list[Gain]:
    """Return ways to cut windows, those that use most frames first; of equal ones, most samples.

    Args:
        lengths: How many clips there are of each length, frames.
        most: The longest window that is affordable, frames.
        least: The shortest that is wanted; rounded up to 4n + 1.
    """
    known = _Weighing(lengths)
    gains = [known.gain(way) for way in _ways(_lengths(lengths, least, most))]
    return sorted((gain for gain in gains if gain.samples), key=_rank)


def weigh(lengths: Mapping[int, int], way: Way) -> Gain:
    """Return what one way of cutting gets out of clips of these lengths."""
    return _Weighing(lengths).gain(way)


def few_of(gains: Sequence[Gain], most: int = 6, each: int = 2) -> list[Gain]:
    """Return the first of them, of every mode not more than ``each``: a choice, not a list."""
    chosen: list[Gain] = []
    for gain in gains:
        same = sum(other.way.mode == gain.way.mode for other in chosen)
        if same < each and len(chosen) < most:
            chosen.append(gain)
    return chosen


def _rank(gain: Gain) -> tuple[float, int, int]:
    return (-round(gain.share, 3), -gain.samples, -gain.longest)


def _lengths(lengths: Mapping[int, int], least: int, most: int) -> list[int]:
    """Return the window lengths to try: up to the longest clip, thinned out where many."""
    longest = min(most, max(lengths, default=0))
    first = max(1, -(-(least - 1) // FRAME_STEP) * FRAME_STEP + 1)
    found = [*range(first, round_frames(longest) + 1, FRAME_STEP)] if longest >= 1 else []
    if len(found) <= _MOST_LENGTHS:
        return found
    last = len(found) - 1
    places = sorted({round(n * last / (_MOST_LENGTHS - 1)) for n in range(_MOST_LENGTHS)})
    return [found[place] for place in places]


def _ways(lengths: Sequence[int]) -> Iterator[Way]:
    for length in lengths:
        yield Way("head", (length,))
        if length == 1:
            continue
        yield Way("chunk", (length,))
        for sample in _SAMPLES:
            yield Way("uniform", (length,), sample=sample)
        yield Way("slide", (length,), stride=max(1, length // 2))
    for place, shorter in enumerate(lengths):
        for longer in lengths[place + 1 :]:
            yield Way("head", (shorter, longer))
            if shorter > 1:
                yield Way("chunk", (shorter, longer))


class _Weighing:
    """Weighs ways; what one length of window makes of the clips is counted once."""

    def __init__(self, lengths: Mapping[int, int]) -> None:
        known = {held: clips for held, clips in lengths.items() if held > 0 and clips > 0}
        self._held, self._clips = [*known], [*known.values()]
        self._frames = sum(held * clips for held, clips in known.items())
        self._known: dict[Way, list[_Spans]] = {}
        self._ends: dict[Way, list[int]] = {}

    def gain(self, way: Way) -> Gain:
        """Return what a way gets out of the clips."""
        singles = [Way(way.mode, (length,), way.sample, way.stride) for length in way.targets]
        columns = [self._column(single) for single in singles]
        samples = [
            sum(len(spans) * clips for spans, clips in zip(column, self._clips, strict=True))
            for column in columns
        ]
        if way.mode in _FROM_THE_START:
            covered = [
                max(own) for own in zip(*(self._ends[each] for each in singles), strict=True)
            ]
        else:
            covered = [_covered(sum(own, ())) for own in zip(*columns, strict=True)]
        return Gain(
            way,
            sum(used * clips for used, clips in zip(covered, self._clips, strict=True)),
            self._frames,
            sum(length * count for length, count in zip(way.targets, samples, strict=True)),
            sum(samples),
            sum(clips for used, clips in zip(covered, self._clips, strict=True) if not used),
            sum(self._clips),
            tuple(zip(way.targets, samples, strict=True)),
        )

    def _column(self, way: Way) -> list[_Spans]:
        """Return where the windows of one length begin and end, for each length of clip."""
        known = self._known.get(way)
        if known is None:
            extraction = Extraction(way.mode, way.targets, stride=way.stride, sample=way.sample)
            known = self._known[way] = [_spans(extraction, held) for held in self._held]
            self._ends[way] = [spans[-1][1] if spans else 0 for spans in known]
        return known


def _spans(extraction: Extraction, held: int) -> _Spans:
    """Return where the windows of a clip begin and end, each once, ascending."""
    try:
        runs = extraction.runs(held)
    except Refused:
        return ()
    return tuple(sorted({(start, start + frames) for start, frames in runs if frames > 0}))


def _covered(spans: Iterable[tuple[int, int]]) -> int:
    """Return how many frames lie in one of the spans at least."""
    covered = end = 0
    for start, stop in sorted(spans):
        covered += max(0, stop - max(start, end))
        end = max(end, stop)
    return covered
