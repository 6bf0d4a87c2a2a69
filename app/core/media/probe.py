"""What a film is, in one answer: the facts that ``rushes probe`` prints."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from app.core.cache import Cache
from app.core.jobs import Checkpoint, ignore
from app.core.media.index import FrameIndex, index_file
from app.core.media.verdict import Verdict, decode_verdict, known_verdict


@dataclass(frozen=True)
class VideoFacts:
    """Facts of a film's first video stream.

    Attributes:
        width, height: Of a decoded frame, px.
        display_width, display_height: Upright and with square pixels, px.
        rotation: Degrees the coded picture must be turned clockwise to be upright: 0, 90, 180, 270.
        sar: Sample aspect ratio: width / height of a coded pixel.
        rate: Frames per second: the constant rate, or the average of a variable one.
        variable_rate: The frames do not keep to a constant rate.
        frames: Frames in display order that the container lists.
        duration: Seconds from the first frame's start to the last one's end.
        codec, pix_fmt: FFmpeg's names.
        damaged_after: The first frame that is not whole; None where none is known to be damaged.
    """

    width: int
    height: int
    display_width: int
    display_height: int
    rotation: int
    sar: Fraction
    rate: Fraction
    variable_rate: bool
    frames: int
    duration: Fraction
    codec: str
    pix_fmt: str
    damaged_after: int | None

    def to_json(self) -> dict[str, object]:
        """Return the facts as JSON values: fractions as ``n/d``, the duration as a number."""
        return {
            **vars(self),
            "sar": f"{self.sar.numerator}/{self.sar.denominator}",
            "rate": f"{self.rate.numerator}/{self.rate.denominator}",
            "duration": float(self.duration),
        }


def probe(
    path: Path,
    *,
    cache: Cache | None = None,
    sure_up_to: int = 0,
    checkpoint: Checkpoint = ignore,
) -> VideoFacts:
    """Return the facts of a film.

    A film whose container looks wrong is decoded to find the damage; another one only up to a
    length, for that takes time.

    Args:
        path: The film.
        cache: Keeps index and verdict.
        sure_up_to: Decode also films that look right, of at most so many frames.
        checkpoint: Called while demuxing and decoding.

    Raises:
        SourceError: The file cannot be read, is no film or shows no frame.
        Stopped: The checkpoint said so.
    """
    index = index_file(path, cache=cache, checkpoint=checkpoint)
    verdict: Verdict | None
    if index.oddities or len(index) <= sure_up_to:
        verdict = decode_verdict(path, cache=cache, checkpoint=checkpoint)
    else:
        verdict = known_verdict(index, cache=cache)
    return _facts(index, verdict.damaged_after if verdict else None)


def _facts(index: FrameIndex, damaged_after: int | None) -> VideoFacts:
    return VideoFacts(
        width=index.coded_width,
        height=index.coded_height,
        display_width=index.display_width,
        display_height=index.display_height,
        rotation=index.rotation,
        sar=index.sar,
        rate=index.rate,
        variable_rate=index.variable_rate,
        frames=len(index),
        duration=index.duration,
        codec=index.codec,
        pix_fmt=index.pix_fmt,
        damaged_after=damaged_after,
    )
