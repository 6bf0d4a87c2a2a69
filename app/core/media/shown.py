"""Which packets become frames, in what order: foretold from the packets, checked where doubtful.

Most files leave no doubt: every packet is a frame, shown at its pts. Doubtful are files that begin
in the middle (broadcast recordings), that store no presentation times (AVI, raw streams), that give
a frame in two packets, or none in one. There the first frames are decoded and compared; where even
that does not agree, the whole film is decoded once.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from fractions import Fraction
from pathlib import Path

import numpy as np
from av.error import FFmpegError
from av.video.stream import VideoStream

from app.core.jobs import Checkpoint, Progress, ignore
from app.core.language import tr
from app.core.media.opening import first_video, open_film, packets_of
from app.core.media.packets import NO_TIME, Ints, Packets

# Decoders known to give one frame per packet wherever packets carry their times.
_PLAIN = {"h264", "hevc", "vp8", "vp9", "libdav1d", "av1", "mpeg2video", "mjpeg", "prores", "ffv1"}
_PLAIN |= {"dnxhd", "rawvideo", "png", "flv"}
_HEAD = 48  # packets decoded to check a doubtful file
_REORDERED = 32  # frames by which a codec at most moves one: H.264 and HEVC allow 16
_LONGEST = 10  # seconds that a frame may last in a film whose times jump
_NO_FRAME_LASTS = 3600  # seconds; a longer interval is a clock that was reset


@dataclass(frozen=True, eq=False)
class Shown:
    """The frames in display order.

    Attributes:
        order: Each frame's packet, counted in decoding order over all packets with data.
        labels: What the decoder calls each frame: its packet's pts, or ``order`` if ``counted``.
        pts: Presentation times, strictly increasing.
        counted: The packets' times do not tell frames apart; only counting from the start does.
        remarks: What is odd about it, one clause each.
    """

    order: Ints
    labels: Ints
    pts: Ints
    counted: bool = False
    remarks: tuple[str, ...] = field(default=())


def find_shown(
    path: Path, packets: Packets, video: VideoStream, checkpoint: Checkpoint = ignore
) -> Shown:
    """Return the frames that decoding a film gives.

    Args:
        path: The film.
        packets: All of its first video stream.
        video: That stream.
        checkpoint: Called per packet when the whole film must be decoded.
    """
    shown = _find(path, packets, video, checkpoint)
    unit = Fraction(video.time_base or Fraction(1, 90000))
    gaps = np.diff(shown.pts)
    if not (gaps > int(_NO_FRAME_LASTS / unit)).any():
        return shown
    at = int(gaps.argmax())
    remark = tr(
        "its clock jumps by {seconds:.0f} s after frame {frame}",
        seconds=float(int(gaps[at]) * unit),
        frame=at,
    )
    steady = _increasing(shown.pts, video)
    return replace(shown, pts=steady, remarks=(*shown.remarks, remark))


def _find(path: Path, packets: Packets, video: VideoStream, checkpoint: Checkpoint) -> Shown:
    shown = ~packets.is_silent
    if _untimed(packets, video) or _jumps(packets.pts[shown]) or _goes_back(packets.dts):
        return _by_decoding(path, packets, video, checkpoint)
    guess = _by_times(packets, _from_first_key(packets))
    if guess is not None and _beyond_doubt(packets, video, guess):
        return guess
    heard = [int(packets.pts[place]) for place in _decode(path, packets, _HEAD, checkpoint)]
    for chosen in (_from_first_key(packets), shown):
        guess = _by_times(packets, chosen)
        if guess is not None and heard and _begins_with(guess.labels, heard):
            return guess
    return _by_decoding(path, packets, video, checkpoint)


def _by_times(packets: Packets, chosen: np.ndarray) -> Shown | None:
    """Return the chosen packets as frames in the order of their pts; None if pts cannot tell."""
    places = np.flatnonzero(chosen)
    pts = packets.pts[places]
    order = np.argsort(pts, kind="stable")
    pts = pts[order]
    if not len(pts) or pts[0] == NO_TIME or (np.diff(pts) == 0).any():
        return None
    dropped = len(packets) - int(packets.is_silent.sum()) - len(places)
    remark = tr(
        "it begins in the middle: {dropped} packets before the first key frame", dropped=dropped
    )
    return Shown(places[order], pts, pts, remarks=(remark,) if dropped else ())


def _from_first_key(packets: Packets) -> np.ndarray:
    """Return which packets are shown when decoding begins at the first key frame."""
    chosen = ~packets.is_silent
    keys = np.flatnonzero(packets.is_key)
    if len(keys) and not packets.is_hidden[keys[0]]:
        chosen &= np.arange(len(packets)) >= keys[0]
        chosen &= packets.pts >= packets.pts[keys[0]]
    return chosen


def _beyond_doubt(packets: Packets, video: VideoStream, guess: Shown) -> bool:
    context = video.codec_context
    silent = int((packets.is_silent & ~packets.is_hidden).sum())
    if silent or guess.remarks or not packets.is_key[0] or context.name not in _PLAIN:
        return False
    return not (context.has_b_frames and _unmoved(packets))


def _untimed(packets: Packets, video: VideoStream) -> bool:
    """Return whether the container stores no times, or decoding times only of frames that move."""
    if (packets.pts == NO_TIME).all():
        return True
    container = video.container.format.name
    return container in {"avi", "asf"} and video.codec_context.name in {"h264", "hevc"}


def _unmoved(packets: Packets) -> bool:
    """Return whether all frames are shown in decoding order, if their times are true."""
    return bool((np.diff(packets.pts) > 0).all())


def _begins_with(labels: Ints, heard: list[int]) -> bool:
    return len(heard) <= len(labels) and bool((labels[: len(heard)] == heard).all())


def _by_decoding(path: Path, packets: Packets, video: VideoStream, checkpoint: Checkpoint) -> Shown:
    order = np.array(list(_decode(path, packets, len(packets) + 1, checkpoint)), np.int64)
    labels = packets.pts[order]
    if not len(order) or labels.min() == NO_TIME:
        return Shown(order, order, _increasing(np.sort(packets.dts[order]), video), counted=True)
    counted = len(np.unique(labels)) < len(labels)
    return Shown(order, order if counted else labels, _increasing(labels, video), counted=counted)


def _jumps(times: Ints) -> bool:
    """Return whether times go back further than a codec reorders frames: two films joined."""
    order = np.argsort(times, kind="stable")
    return bool((np.abs(order - np.arange(len(times))) > _REORDERED).any())


def _goes_back(times: Ints) -> bool:
    known = times[times != NO_TIME]
    return bool((np.diff(known) < 0).any())


def _increasing(times: Ints, video: VideoStream) -> Ints:
    """Return strictly increasing times for frames in display order, near what the file says.

    Times that were stored in decoding order are put in order. Where they jump a frame follows the
    one before it at the declared rate; so they all do where times are missing.
    """
    unit = Fraction(video.time_base or Fraction(1, 90000))
    interval = 1 / (Fraction(video.average_rate or video.guessed_rate or 25) * unit)
    if (times == NO_TIME).any():
        places = range(len(times))
        return np.array([place * interval.numerator // interval.denominator for place in places])
    if not _jumps(times):
        ordered = np.sort(times)
        gaps = np.diff(ordered)
        if (gaps > 0).all() and (gaps <= int(_NO_FRAME_LASTS / unit)).all():
            return ordered
    step = max(1, round(interval))
    gaps = np.diff(times, prepend=times[:1] - step)
    gaps[(gaps <= 0) | (gaps > int(_LONGEST / unit))] = step
    return np.cumsum(gaps, dtype=np.int64) + (times[:1] - step)


def _decode(path: Path, packets: Packets, count: int, checkpoint: Checkpoint) -> Iterator[int]:
    """Decode the first ``count`` packets from the first key frame on, all at most.

    Yields:
        The packet each picture came from, as the pictures come out.
    """
    keys = np.flatnonzero(packets.is_key)
    last = int(keys[0]) + count if len(keys) else count  # past the end: drain the decoder too
    container = open_film(path)
    try:
        video = first_video(container, path)
        video.thread_type = "AUTO"
        place = 0
        for packet in packets_of(container, video):
            if packet.size:
                packet.pts = packet.dts = place
                place += 1
                checkpoint(Progress(place, len(packets), tr("Decoding once to count the frames")))
            elif place < len(packets):
                continue  # no end of the stream: a packet without data
            try:
                yield from (picture.pts or 0 for picture in packet.decode())
            except FFmpegError:
                continue  # a damaged packet; the verdict will tell
            if place >= last:
                return
    except FFmpegError:
        return
    finally:
        container.close()
