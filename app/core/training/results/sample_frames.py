"""The frames of a sample, ready to paint, at the rate they were made for.

The trainer writes 24 frames per second into the file whatever the model is (kohya-ss/musubi-tuner
issue 928): Wan's are 16 a second, and would play 1.5 times too fast. What the file says is not
used.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

from app.core.jobs import Checkpoint, Progress, ignore
from app.core.media.conform import TARGET_RATE
from app.core.media.geometry import Size, letterbox
from app.core.media.reel import Picture, picture_of

if TYPE_CHECKING:
    import av

RATE = TARGET_RATE  # frames per second that a sample was made for
_GUESS = 81  # frames, where a file does not say how many it has
_MOST = 2000  # frames; no sample of ours is near


@dataclass(frozen=True, slots=True)
class SampleFacts:
    """What a sample's file says.

    Attributes:
        size: Of its pictures.
        frames: How many it says it has; 0: it does not say.
        rate: Frames per second it says; None: it does not say, or it is a picture.
    """

    size: Size
    frames: int
    rate: Fraction | None


def sample_pictures(
    path: Path, box: Size, most: int, *, checkpoint: Checkpoint = ignore
) -> Iterator[tuple[SampleFacts, Picture]]:
    """Yield every frame of a sample, each with the facts of the file.

    Args:
        path: An mp4 or png.
        box: Pixels there are to show it in; it is not enlarged.
        most: Bytes that all pictures may take together: they are made smaller for that.
        checkpoint: Called for each frame.

    Raises:
        SourceError: It cannot be read.
        Stopped: The checkpoint said so.
    """
    from app.core.media.opening import opened

    with opened(path) as (container, stream):
        stream.thread_type = "AUTO"
        stream.codec_context.thread_count = 2
        size: Size | None = None
        facts: SampleFacts | None = None
        for number, frame in enumerate(container.decode(stream)):
            if facts is None or size is None:
                facts = _facts(frame, stream)
                size = shown_size(facts, box, most)
            checkpoint(Progress(number, facts.frames))
            made = frame.reformat(size.width, size.height, format="bgra")
            yield facts, picture_of(number, made)
            if number + 1 >= _MOST or path.suffix == ".png":
                break


def shown_size(facts: SampleFacts, box: Size, most: int) -> Size:
    """Return how large pictures are made: they fit the box, and all of them ``most`` bytes."""
    fitted = letterbox(facts.size, box).size if box.width < facts.size.width else facts.size
    if box.height < fitted.height:
        fitted = letterbox(facts.size, box).size
    each = most / max(1, facts.frames or _GUESS)
    share = min(1.0, (each / (4 * fitted.width * fitted.height)) ** 0.5)
    return Size(max(1, int(fitted.width * share)), max(1, int(fitted.height * share)))


def _facts(frame: av.VideoFrame, stream: av.VideoStream) -> SampleFacts:
    rate = stream.average_rate if stream.frames > 1 else None
    size = Size(frame.width, frame.height)
    return SampleFacts(size, stream.frames, Fraction(rate) if rate else None)
