"""Second opinions: PySceneDetect's detectors, shown our own frames and numbered as we number them.

One pass measures what all five of them look at, at the size PySceneDetect would; the numbers are
kept. Which of them are cuts is decided afterwards, by its own detectors where a decision takes more
than a comparison: another of its detectors or another threshold decodes nothing.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from app.core import arrays
from app.core.cache import Cache
from app.core.errors import DamagedError
from app.core.jobs import Checkpoint, Progress, ignore
from app.core.language import tr
from app.core.media.index import FrameIndex
from app.core.shots.cuts import Cut
from app.core.shots.decode import bgr_pictures
from app.core.shots.detectors import DETECTORS, Familiar
from app.core.shots.signal import FrameSignal

if TYPE_CHECKING:
    from scenedetect import ContentDetector, SceneDetector

_SHORTEST = 15  # frames at least between two cuts: PySceneDetect's own default
_AROUND = 2  # frames before and after that the adaptive detector compares with

Doubles = npt.NDArray[np.float64]
Pixels = npt.NDArray[np.uint8]
Measures = tuple[float, float, float, float]


@dataclass(frozen=True, eq=False)
class Scores:
    """What PySceneDetect's detectors measure, one value per frame.

    Attributes:
        content: Mean change of hue, saturation and value from the frame before, 0-255.
        hash: Share of the perceptual hash that differs from the frame before's, 0-1.
        histogram: Correlation of the luma histogram with the frame before's, -1 to 1.
        brightness: Mean of blue, green and red, 0-255.
        whole: They are all the film's frames; else it is damaged behind them.
    """

    content: Doubles
    hash: Doubles
    histogram: Doubles
    brightness: Doubles
    whole: bool

    @property
    def frames(self) -> int:
        """Frames that could be decoded."""
        return len(self.content)

    def pack(self) -> bytes:
        """Return it as bytes for the cache."""
        columns = {name: getattr(self, name) for name in _COLUMNS}
        return arrays.pack({"whole": self.whole}, columns, deflated=True)

    @classmethod
    def unpack(cls, data: bytes) -> Scores:
        """Return what `pack` packed; raises ValueError for what it did not."""
        facts, columns = arrays.unpack(data)
        return cls(**(facts | columns))


_COLUMNS = ("content", "hash", "histogram", "brightness")


def scores_of(
    index: FrameIndex, *, cache: Cache | None = None, checkpoint: Checkpoint = ignore
) -> Scores:
    """Return a film's scores, from the cache where they are known.

    Raises:
        DamagedError: Not even the first frame can be decoded.
        SourceError: The file cannot be opened any more.
        Stopped: The checkpoint said so.
    """
    cache = cache or Cache()
    known = known_scores(index, cache)
    if known is not None:
        return known
    scores = _measure(index, checkpoint)
    cache.save(_kind(), index.key.id, scores.pack())
    return scores


def known_scores(index: FrameIndex, cache: Cache) -> Scores | None:
    """Return a film's scores from the cache, or None where they are not known."""
    known = cache.load(_kind(), index.key.id)
    if known is not None:
        with contextlib.suppress(ValueError):
            return Scores.unpack(known)
    return None


def signal_from(scores: Scores, detector: Familiar) -> FrameSignal:
    """Return a detector's view of a film as a signal to draw.

    Its cuts are not to be read from it: the detectors also heed how far cuts lie apart.
    """
    values = np.maximum(0, strength(scores, detector))
    usual = DETECTORS[detector].threshold
    if detector == "threshold":
        usual = 255 - usual
    return FrameSignal(
        frames=scores.frames,
        whole=scores.whole,
        hard=(values / (values + usual)).astype(np.float16),
        change=scores.content.astype(np.float16),
        gradual=(),
        lead_in=0,
        lead_out=scores.frames,
    )


def _kind() -> str:
    import scenedetect

    return f"cuts-scenedetect-{scenedetect.__version__}-2"


def cuts_in(scores: Scores, detector: Familiar, threshold: float, rate: Fraction) -> list[Cut]:
    """Return what a detector takes for cuts, in order, all of them as hard ones.

    Args:
        scores: Of the film.
        detector: Whose opinion is asked.
        threshold: On the detector's own scale; see `detectors.DETECTORS`.
        rate: The film's, frames per second.
    """
    frames = _DECIDE[detector](scores, threshold, rate)
    values = strength(scores, detector)
    return [Cut(frame, frame, "hard", _sureness(values[frame], threshold)) for frame in frames]


def _measure(index: FrameIndex, checkpoint: Checkpoint) -> Scores:
    meter = _Meter(index.rate)
    rows: list[Measures] = []
    with contextlib.closing(bgr_pictures(index)) as pictures:
        for expected, (frame, picture) in enumerate(pictures):
            if frame != expected:
                break
            rows.append(meter.read(frame, picture))
            checkpoint(Progress(frame + 1, len(index), tr("Finding cuts")))
    if not rows:
        raise DamagedError(
            tr('"{path}" is damaged: not one frame can be decoded; get it again.', path=index.path),
            frame=0,
        )
    content, marks, histogram, brightness = np.array(rows).T.copy()
    return Scores(content, marks, histogram, brightness, len(rows) == len(index))


class _Meter:
    """Measures picture after picture with the detectors' own yardsticks."""

    def __init__(self, rate: Fraction) -> None:
        from scenedetect import ContentDetector, FrameTimecode, HashDetector, HistogramDetector

        self._content = ContentDetector()
        self._hash_of = HashDetector.hash_frame
        self._histogram_of = HistogramDetector.calculate_histogram
        self._time = FrameTimecode(0, rate)
        self._last: tuple[Any, Any] | None = None

    def read(self, frame: int, picture: Pixels) -> Measures:
        """Return content, hash, histogram and brightness of a BGR picture."""
        import cv2

        content = self._content._calculate_frame_score(self._time + frame, picture)
        mark, histogram = self._hash_of(picture, 8, 2), self._histogram_of(picture, 128)
        last_mark, last_histogram = self._last or (mark, histogram)
        self._last = mark, histogram
        return (
            float(content),
            np.count_nonzero(mark != last_mark) / mark.size,
            cv2.compareHist(last_histogram, histogram, cv2.HISTCMP_CORREL),
            float(np.mean(picture)),
        )


def _replay(detector: SceneDetector, rate: Fraction, pictures: Iterator[Any]) -> list[int]:
    """Return the frames at which a detector that is shown ``pictures`` cuts."""
    from scenedetect import FrameTimecode

    found: list[Any] = []
    time = FrameTimecode(0, rate)
    for frame, picture in enumerate(pictures):
        time = FrameTimecode(frame, rate)
        found += detector.process_frame(time, picture)
    found += detector.post_process(time)
    return sorted({cut.frame_num for cut in found})


def _adaptive(scores: Scores, threshold: float, rate: Fraction) -> list[int]:
    from scenedetect import AdaptiveDetector

    return _content_replayed(AdaptiveDetector(adaptive_threshold=threshold), scores, rate)


def _content(scores: Scores, threshold: float, rate: Fraction) -> list[int]:
    from scenedetect import ContentDetector

    return _content_replayed(ContentDetector(threshold=threshold), scores, rate)


def _content_replayed(detector: ContentDetector, scores: Scores, rate: Fraction) -> list[int]:
    # The detector is handed known scores for pictures and takes them as they are.
    detector.__dict__["_calculate_frame_score"] = lambda time, score: score
    return _replay(detector, rate, iter(scores.content.tolist()))


def _hash(scores: Scores, threshold: float, rate: Fraction) -> list[int]:
    return _apart(scores.hash >= threshold)


def _histograms(scores: Scores, threshold: float, rate: Fraction) -> list[int]:
    return _apart(scores.histogram <= max(0.0, min(1.0, 1.0 - threshold)))


def _threshold(scores: Scores, threshold: float, rate: Fraction) -> list[int]:
    from scenedetect import ThresholdDetector

    detector = ThresholdDetector(threshold=threshold)
    return _replay(detector, rate, (np.array([mean]) for mean in scores.brightness))


_DECIDE: dict[Familiar, Callable[[Scores, float, Fraction], list[int]]] = {
    "adaptive": _adaptive,
    "content": _content,
    "hash": _hash,
    "histogram": _histograms,
    "threshold": _threshold,
}


def _apart(over: npt.NDArray[np.bool_]) -> list[int]:
    """Return the frames where a threshold is passed, none too soon after the one before."""
    found, last = [], 0
    for frame in np.flatnonzero(over).tolist():
        if frame - last >= _SHORTEST:
            found.append(frame)
            last = frame
    return found


def strength(scores: Scores, detector: Familiar) -> Doubles:
    """Return a detector's measure per frame: the greater, the surer that a shot begins there.

    On the scale of its threshold, but for ``threshold``: darkness, 0-255.
    """
    match detector:
        case "adaptive":
            kernel = np.array([1.0] * _AROUND + [0.0] + [1.0] * _AROUND) / (2 * _AROUND)
            around = np.convolve(scores.content, kernel)[_AROUND : _AROUND + scores.frames]
            return np.minimum(255.0, scores.content / np.maximum(around, 1e-5))
        case "content":
            return scores.content
        case "hash":
            return scores.hash
        case "histogram":
            return 1.0 - scores.histogram
        case "threshold":
            return 255.0 - scores.brightness


def _sureness(value: float, threshold: float) -> float:
    """Return a score 0-1 that is a half where the threshold was just reached."""
    return float(value / (value + threshold)) if value > 0 else 0.5
