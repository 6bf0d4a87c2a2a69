"""One exported clip on its way to the disk: encoded, written, read back, and only then renamed.

H.264 in mp4 at a constant rate, yuv420p, BT.709 limited range, a key frame every 16 frames, no
B-frames: any frame is at most 15 others away from one that stands alone. Entropy coding is CAVLC,
not CABAC: at the same quality the files are about 5 % larger and are decoded twice as fast, every
time they are checked, previewed or trained on.
"""

from __future__ import annotations

import contextlib
import contextvars
import os
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import IO, NamedTuple

import av
from av.error import FFmpegError
from av.video.frame import PictureType

from app.core import store
from app.core.errors import WriteError, cannot
from app.core.jobs import Checkpoint, Progress, ignore
from app.core.language import tr
from app.core.media.colour import BT709, LIMITED
from app.core.media.geometry import Size

GOP = 16  # frames from key frame to key frame
_THREADS = 8  # of one encoder at most: each holds a picture or two
_given: contextvars.ContextVar[int] = contextvars.ContextVar("encoder threads", default=0)


class Quality(NamedTuple):
    """How faithful an encoding is.

    Attributes:
        crf: x264's constant rate factor, 0-51; smaller is better.
        lossless: Every sample as it went in; ``crf`` is not used then.
    """

    crf: int = 12
    lossless: bool = False


@dataclass(frozen=True, slots=True)
class Form:
    """What a clip file is to be.

    Attributes:
        size: Width and height, even.
        rate: Frames per second.
        quality: How faithful.
    """

    size: Size
    rate: Fraction
    quality: Quality


@contextlib.contextmanager
def writing(path: Path, form: Form, *, checkpoint: Checkpoint = ignore) -> Iterator[ClipWriter]:
    """Yield a writer; when the block ends well, the clip is checked and put under ``path``.

    When the block or the check fails, nothing is left and ``path`` is untouched.

    Raises:
        WriteError: The system refused, or what was written does not read back as it should.
    """
    with store.replacing(path) as part:
        with part.open("wb") as file:
            writer = ClipWriter(file, path, form)
            try:
                yield writer
                writer.finish(checkpoint)
            finally:
                writer.close()
        check_clip(part, path, form, writer.frames, checkpoint=checkpoint)


class ClipWriter:
    """Encodes frames into an open file, one after the other.

    Args:
        file: Where to; is neither opened nor closed here, so that it is closed for certain.
        path: The clip's final name, for messages.
        form: What to write.
    """

    def __init__(self, file: IO[bytes], path: Path, form: Form) -> None:
        self.frames = 0
        self._path = path
        self._tick = 1 / form.rate
        with _as_write_error(path):
            self._container = av.open(file, "w", format="mp4")
            self._stream = self._container.add_stream(
                "libx264", rate=form.rate, options=_options(form.quality)
            )
        context = self._stream.codec_context
        context.width, context.height = form.size
        context.pix_fmt = "yuv420p"
        context.time_base = self._tick
        context.gop_size = GOP
        context.max_b_frames = 0
        context.thread_count = encoder_threads()
        context.colorspace = context.color_primaries = context.color_trc = BT709
        context.color_range = LIMITED

    def write(self, frame: av.VideoFrame) -> None:
        """Add a frame of the clip's size in yuv420p; its time and type are overwritten.

        Raises `WriteError`.
        """
        frame.pts = self.frames
        frame.time_base = self._tick
        frame.duration = 1
        frame.pict_type = PictureType.NONE
        with _as_write_error(self._path):
            self._container.mux(self._stream.encode(frame))
        self.frames += 1

    def finish(self, checkpoint: Checkpoint = ignore) -> None:
        """Write what the encoder still holds, and the file's end.

        Raises `WriteError`.
        """
        with _as_write_error(self._path):
            for packet in self._stream.encode_lazy(None):
                checkpoint(Progress(self.frames, self.frames, self._path.name))
                self._container.mux(packet)
            self._container.close()

    def close(self) -> None:
        """Let go of encoder and container; harmless after `finish`."""
        with contextlib.suppress(FFmpegError, OSError):
            self._container.close()


def check_clip(
    file: Path, path: Path, form: Form, frames: int, *, checkpoint: Checkpoint = ignore
) -> None:
    """Decode a written clip and compare it with what was meant.

    The decoder is as strict as can be: what it would mend on the quiet for the trainer is an error.

    Args:
        file: Where it is.
        path: What to call it in messages.
        form: What it is to be.
        frames: How many frames it is to have.
        checkpoint: Called once a frame.

    Raises:
        WriteError: It differs in number of frames, size or rate, or cannot be decoded.
    """
    count, sizes = 0, set()
    try:
        with file.open("rb") as data, av.open(data, "r") as source:
            video = source.streams.video[0]
            # The loop filter only smooths what is decoded: left out, the same faults are found.
            video.codec_context.options = {"err_detect": "explode", "skip_loop_filter": "all"}
            for count, frame in enumerate(source.decode(video), start=1):
                checkpoint(Progress(count, frames, path.name))
                sizes.add(Size(frame.width, frame.height))
            rate = Fraction(video.average_rate or 0)
    except (FFmpegError, OSError, IndexError) as error:
        words = tr(
            '"{path}" was written but cannot be decoded; export it again, and check the disk if '
            "that repeats.",
            path=path,
        )
        raise WriteError(words, detail=str(error)) from error
    if count != frames:
        raise WriteError(
            tr(
                '"{path}" was written but has {count} frames instead of {frames}; export it again, '
                "and check the disk if that repeats.",
                path=path,
                count=count,
                frames=frames,
            )
        )
    if sizes != {form.size} or rate != form.rate:
        raise WriteError(
            tr(
                '"{path}" was written but is {sizes} at {rate} frames a second; export it again, '
                "and check the disk if that repeats.",
                path=path,
                sizes=", ".join(sorted(map(str, sizes))),
                rate=rate,
            )
        )


def _options(quality: Quality) -> dict[str, str]:
    return {
        **({"qp": "0"} if quality.lossless else {"crf": str(quality.crf)}),
        "preset": "veryfast",
        "sc_threshold": "0",  # key frames at their places, and nowhere else
        "coder": "vlc",
        "a53cc": "0",  # no captions carried over from the source
    }


def encoder_threads() -> int:
    """Return how many threads an encoder gets; x264's files differ by a few bytes with that."""
    return _given.get() or min(_THREADS, os.cpu_count() or 1)


@contextlib.contextmanager
def encoding_as(threads: int) -> Iterator[None]:
    """Let encoders that this thread opens in the block have as many threads as another machine's.

    So that they write what it would.
    """
    token = _given.set(threads)
    try:
        yield
    finally:
        _given.reset(token)


@contextlib.contextmanager
def _as_write_error(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:  # also those of FFmpeg that have an errno
        raise WriteError(cannot("write", path, error), detail=str(error)) from error
    except FFmpegError as error:
        message = tr(
            'Cannot write "{path}": the encoder refused; export it with other settings.', path=path
        )
        raise WriteError(message, detail=str(error)) from error
