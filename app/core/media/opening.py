"""Open a film so that every way of failing is a sentence, and FFmpeg's errors never get out."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator
from pathlib import Path

import av
from av.container import InputContainer
from av.error import FFmpegError, InvalidDataError
from av.packet import Packet
from av.stream import Discard
from av.video.stream import VideoStream

from app.core import paths
from app.core.errors import SourceError, cannot
from app.core.language import tr

_INVALID = 1094995529  # FFmpeg's number of invalid data
# Formats whose films are whole in one file; no other is opened. Playlists (concat, hls, dash, imf),
# numbered pictures, streams, devices and scripts would read other files, or the network.
_ALLOWED = (
    *("mov,mp4,m4a,3gp,3g2,mj2", "matroska,webm", "avi", "asf", "flv", "live_flv", "kux", "mpegts"),
    *("mpeg", "mpegvideo", "mxf", "gxf", "lxf", "ogg", "rm", "yuv4mpegpipe", "nut", "ivf", "obu"),
    *("av1", "h261", "h263", "h264", "hevc", "vvc", "evc", "avs2", "avs3", "cavsvideo", "m4v"),
    *("mjpeg", "mjpeg_2000", "vc1", "vc1test", "dnxhd", "dirac", "dv", "dhav", "wtv", "ty", "pva"),
    *("nsv", "nuv", "mtv", "r3d", "cine", "bink", "smk", "roq", "mve", "gif", "apng"),
    *("png_pipe", "jpeg_pipe", "webp_pipe", "bmp_pipe", "tiff_pipe", "jpegxl_pipe", "gif_pipe"),
)
_ALONE = {"format_whitelist": ",".join(_ALLOWED), "protocol_whitelist": "file"}
_LISTS = re.compile(
    rb"\s{0,99}(#EXTM3U[^\0]*?#EXT-X-|ffconcat version|<[^\0]{0,2000}<?(MPD|CompositionPlaylist)\b)"
)
_JPEG = (".jpg", ".jpeg", ".jpe")
_HEAD = 4096  # bytes in which a playlist says that it is one


@contextlib.contextmanager
def opened(path: Path) -> Iterator[tuple[InputContainer, VideoStream]]:
    """Open a film and its first video stream, as the trainer picks it; close it at the end.

    Packets of the other streams are discarded while reading.

    Raises:
        SourceError: The file cannot be read, is no film, or has no video stream that can be
            decoded. FFmpeg errors of the block become one too.
    """
    container = open_film(path)
    try:
        yield container, first_video(container, path)
    except FFmpegError as error:
        raise SourceError(broken(path, error), detail=str(error)) from error
    finally:
        container.close()


def open_film(path: Path) -> InputContainer:
    """Return the opened file.

    Raises:
        SourceError: The file cannot be read or is no film.
    """
    head = _head_of(path)
    if _LISTS.match(head):
        raise SourceError(tr('"{path}" is a playlist; choose the films it names.', path=path))
    try:
        return open_alone(path, metadata_errors="replace")
    except FFmpegError as error:
        raise SourceError(broken(path, error), detail=str(error)) from error


def open_alone(path: Path, *, metadata_errors: str = "strict") -> InputContainer:
    """Return an opened file, of which FFmpeg reads that file and nothing else.

    Raises:
        FFmpegError: It cannot be read, or is of a format that may name other files.
        UnicodeDecodeError: A tag of it is not UTF-8, where such errors are ``strict``.
    """
    # By its name FFmpeg takes a JPEG for one of a numbered row, which may be other files.
    kind = "jpeg_pipe" if path.suffix.lower() in _JPEG else None
    return av.open(str(path), format=kind, metadata_errors=metadata_errors, options=dict(_ALONE))


def first_video(container: InputContainer, path: Path) -> VideoStream:
    """Return the first video stream and have the others discarded.

    Raises:
        SourceError: There is none, or nothing here can decode it.
    """
    if not container.streams.video:
        raise SourceError(tr('"{path}" has no video in it; choose a film.', path=path))
    video = container.streams.video[0]
    if video.codec_context is None:
        raise SourceError(
            tr('"{path}" holds video of an unknown kind; convert it to H.264 first.', path=path)
        )
    for stream in container.streams:
        if stream.index != video.index:
            stream.discard = Discard.all
    return video


def broken(path: Path, error: FFmpegError) -> str:
    """Return the sentence for a file that FFmpeg refuses."""
    return tr(
        '"{path}" cannot be read as a film ({why}); '
        "it may be cut off or no video at all: play it elsewhere, or get it again.",
        path=path,
        why=reason(error),
    )


def packets_of(container: InputContainer, video: VideoStream) -> Iterator[Packet[VideoStream]]:
    """Yield the packets of a stream in decoding order, then an empty one.

    A packet of a stream that begins only in the middle of a file is an IndexError of PyAV, on which
    the trainer stops, too: here it is the damage that it is.

    Raises:
        FFmpegError: The file cannot be read on.
    """
    try:
        yield from container.demux(video)
    except IndexError as error:
        raise InvalidDataError(_INVALID, "another stream begins in the middle") from error


def reason(error: FFmpegError) -> str:
    """Return FFmpeg's own words, without numbers and paths."""
    return (error.strerror or type(error).__name__).rstrip(".").lower()


def _head_of(path: Path) -> bytes:
    """Return how a file begins.

    Raises:
        SourceError: It is no file that can be opened and holds something.
    """
    if paths.is_folder(path):
        raise SourceError(tr('"{path}" is a folder; choose a film in it.', path=path))
    try:
        with path.open("rb") as file:
            head = file.read(_HEAD)
    except OSError as error:
        raise SourceError(cannot("read", path, error), detail=str(error)) from error
    if not head:
        raise SourceError(tr('"{path}" is empty; copy or download it again.', path=path))
    return head
