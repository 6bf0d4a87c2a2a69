"""Films made with PyAV whose pictures say which frame they are.

Every picture is a grid of 4 x 4 bright and dark cells: 12 bits of the frame's number and 4 check
bits, over a texture that moves, so that a picture predicted from the wrong neighbour is seen.
`frame_number` reads it back after any encoding, scaling or change of pixel format (not after
cropping); a picture that is no frame of ours, or a mixture of two, raises `ValueError`.
"""

from __future__ import annotations

import os
import struct
from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import numpy.typing as npt
from av.video.reformatter import VideoReformatter

os.environ.setdefault("SVT_LOG", "1")  # the AV1 encoder: errors only

Gray = npt.NDArray[np.uint8]

LARGEST = (1 << 12) - 1  # greatest frame number a picture can carry
_SMALL = 1_000_000  # bytes of a film that is kept
_made: dict[str, bytes] = {}  # films by what was asked for: made once, they are the same each time
_FAST = {
    "libx264": {"preset": "veryfast", "crf": "18"},
    "libx265": {"preset": "ultrafast", "crf": "18", "x265-params": "log-level=none:pools=1"},
    "libvpx-vp9": {"deadline": "realtime", "cpu-used": "8", "crf": "20", "b": "0"},
    "libvpx": {"deadline": "realtime", "cpu-used": "8", "b": "2M"},
    "libsvtav1": {"preset": "8", "crf": "15"},
    "mpeg2video": {"b": "4M"},
    "mpeg4": {"b": "4M"},
}


def make_film(
    path: Path,
    numbers: int | Iterable[int] = 48,
    *,
    rate: Fraction | int = 24,
    size: tuple[int, int] = (192, 112),
    codec: str = "libx264",
    pix_fmt: str = "yuv420p",
    gop: int = 12,
    pts: Sequence[int] | None = None,
    time_base: Fraction | None = None,
    sar: Fraction | None = None,
    rotation: int = 0,
    options: Mapping[str, str] | None = None,
    container: Mapping[str, str] | None = None,
    format: str | None = None,
) -> Path:
    """Write a film of numbered pictures; return its path.

    Args:
        path: The file; its suffix names the container unless ``format`` does.
        numbers: The numbers to show, 0-4095; an int is short for ``range(int)``.
        rate: Frames per second, as the header declares it.
        size: Coded width and height.
        codec: An encoder's name.
        pix_fmt: Pixel format to encode.
        gop: Greatest distance of key frames.
        pts: Presentation times in ``time_base`` units, ascending; by default one per ``1/rate``.
        time_base: Unit of ``pts``, seconds; by default ``1/rate``.
        sar: Sample aspect ratio written to the stream.
        rotation: Degrees clockwise that a player is told to turn the picture (mp4, mov, mkv).
        options: Encoder options, over fast defaults.
        container: Options of the muxer.
        format: Container format where the suffix does not say it.
    """
    wanted = tuple(range(numbers) if isinstance(numbers, int) else numbers)
    stream_is = (wanted, rate, size, codec, pix_fmt, gop, pts, time_base, sar, rotation, options)
    asked = repr((stream_is, path.suffix, container, format))
    if asked in _made:
        path.write_bytes(_made[asked])
        return path
    with av.open(str(path), "w", format=format, container_options=dict(container or {})) as out:
        stream = out.add_stream(
            codec, rate=Fraction(rate), options={**_FAST.get(codec, {}), **(options or {})}
        )
        assert isinstance(stream, av.VideoStream)
        context = stream.codec_context
        context.width, context.height = size
        context.pix_fmt = pix_fmt
        context.gop_size = gop
        context.thread_count = 1
        context.time_base = time_base or 1 / Fraction(rate)
        if sar is not None:
            context.sample_aspect_ratio = sar
        if rotation:
            stream.set_display_rotation(-rotation)
        for frame in numbered_frames(wanted, size, pix_fmt, pts, context.time_base):
            out.mux(stream.encode(frame))
        out.mux(stream.encode(None))
    if path.is_file() and path.stat().st_size < _SMALL:
        _made[asked] = path.read_bytes()
    return path


def make_two_streams(path: Path) -> Path:
    """Write a film of two video streams: 0-39 at 192x112, then 100-139 at 96x64."""
    with av.open(str(path), "w") as out:
        streams = []
        for size in ((192, 112), (96, 64)):
            stream = out.add_stream("libx264", rate=24, options=_FAST["libx264"])
            assert isinstance(stream, av.VideoStream)
            stream.width, stream.height = size
            stream.pix_fmt = "yuv420p"
            streams.append(stream)
        for place, stream in enumerate(streams):
            numbers = range(place * 100, place * 100 + 40)
            size = (stream.width, stream.height)
            for frame in numbered_frames(numbers, size, "yuv420p", None, Fraction(1, 24)):
                out.mux(stream.encode(frame))
            out.mux(stream.encode(None))
    return path


def make_sound(path: Path) -> Path:
    """Write a file of one second of silence and no video."""
    with av.open(str(path), "w") as out:
        stream = out.add_stream("aac", rate=44100)
        assert isinstance(stream, av.AudioStream)
        for place in range(43):
            silence = np.zeros((1, 1024), np.float32)
            frame = av.AudioFrame.from_ndarray(silence, format="fltp", layout="mono")
            frame.rate, frame.pts = 44100, place * 1024
            out.mux(stream.encode(frame))
        out.mux(stream.encode(None))
    return path


def cut_off(film: Path, share: float, *, name: str = "") -> Path:
    """Write the first ``share`` (0-1) of a file's bytes beside it; return the new file."""
    data = film.read_bytes()
    return _beside(film, name or "cut", data[: int(len(data) * share)])


def spoil(film: Path, start: float, length: int, *, name: str = "") -> Path:
    """Write a copy with ``length`` bytes overwritten from share ``start`` on; return it."""
    data = bytearray(film.read_bytes())
    at = int(len(data) * start)
    data[at : at + length] = bytes((place * 37 + 11) % 256 for place in range(length))
    return _beside(film, name or "spoilt", bytes(data))


def patched(film: Path, old: bytes, new: bytes, *, name: str = "") -> Path:
    """Write a copy with every ``old`` replaced by ``new``, of the same length; return it."""
    data = film.read_bytes()
    assert len(old) == len(new)
    assert old in data
    return _beside(film, name or "patched", data.replace(old, new))


def edited(film: Path, edits: Sequence[tuple[int, int]]) -> Path:
    """Write a copy of an mp4 with another edit list; return it.

    Args:
        film: Made by `make_film` without options of the muxer: its headers stand at the end.
        edits: Duration in ms and first media time of each edit; time -1 shows nothing meanwhile.
    """
    data = bytearray(film.read_bytes())
    at = data.index(b"elst") - 4
    old = int.from_bytes(data[at : at + 4], "big")
    entries = b"".join(struct.pack(">IiI", *edit, 1 << 16) for edit in edits)
    new = struct.pack(">I4sII", 16 + len(entries), b"elst", 0, len(edits)) + entries
    data[at : at + old] = new
    for kind in (b"edts", b"trak", b"moov"):
        box = data.rindex(kind, 0, at) - 4
        size = int.from_bytes(data[box : box + 4], "big") + len(new) - old
        data[box : box + 4] = size.to_bytes(4, "big")
    return _beside(film, "edited", bytes(data))


def _beside(film: Path, name: str, data: bytes) -> Path:
    path = film.with_name(f"{film.stem}-{name}{film.suffix}")
    path.write_bytes(data)
    return path


def numbered_frames(
    numbers: Sequence[int],
    size: tuple[int, int],
    pix_fmt: str,
    pts: Sequence[int] | None,
    time_base: Fraction,
) -> Iterator[av.VideoFrame]:
    """Yield a frame for each number, with its presentation time."""
    reformatter = VideoReformatter()
    for place, number in enumerate(numbers):
        gray = av.VideoFrame.from_ndarray(picture(number, size), format="gray")
        frame = reformatter.reformat(gray, format=pix_fmt)
        frame.pts = place if pts is None else pts[place]
        frame.time_base = time_base
        yield frame


def picture(number: int, size: tuple[int, int]) -> Gray:
    """Return the picture of a frame: shape (height, width), 0-255."""
    width, height = size
    rows, columns = np.mgrid[0:height, 0:width]
    cells = _cells(number)[rows * 4 // height, columns * 4 // width]
    texture = (columns * 5 + rows * 3 + number * 7) % 32
    picture: Gray = (np.where(cells, 190, 40) + texture).astype(np.uint8)
    return picture


def frame_number(frame: av.VideoFrame) -> int:
    """Return the number a picture shows.

    Raises:
        ValueError: The picture shows no number.
    """
    gray = frame.to_ndarray(format="gray").astype(np.float64)
    height, width = gray.shape
    level = np.array([[_middle(gray, row, column) for column in range(4)] for row in range(4)])
    bits = level > 128
    if np.abs(level - 128).min() < 30:
        raise ValueError(f"no clear cells in a {width}x{height} picture")
    number = int(sum(int(bit) << place for place, bit in enumerate(bits.flat))) & LARGEST
    if not np.array_equal(_cells(number), bits):
        raise ValueError(f"check bits do not fit the number {number}")
    return number


def frame_numbers(path: Path) -> list[int]:
    """Return the numbers that a plain decode of the file shows, in its order."""
    with av.open(str(path)) as source:
        return [frame_number(frame) for frame in source.decode(video=0)]


def _middle(gray: npt.NDArray[np.float64], row: int, column: int) -> float:
    height, width = gray.shape
    top, left = (row * 3 + 1) * height // 12, (column * 3 + 1) * width // 12
    return float(gray[top : top + max(1, height // 12), left : left + max(1, width // 12)].mean())


def _cells(number: int) -> npt.NDArray[np.bool_]:
    """Return the 4 x 4 cells: 12 bits of the number, low bit first, then 4 check bits."""
    if not 0 <= number <= LARGEST:
        raise ValueError(f"a picture carries 0-{LARGEST}, not {number}")
    check = (number * 7 + 3 + (number >> 4) * 5 + (number >> 8) * 11) & 15
    word = number | check << 12
    return np.array([bool(word >> place & 1) for place in range(16)]).reshape(4, 4)
