"""What a film's container says that FFmpeg does not pass on: is it whole, which way is up.

Only the heads of boxes and chunks are read, never the pictures.
"""

from __future__ import annotations

import math
import struct
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

# Box types that stand at the top level of an mp4 (ISO/IEC 14496-12) or a QuickTime file; a "box" of
# another type there is stray data, and its size means nothing.
_TOP = {b"ftyp", b"styp", b"moov", b"moof", b"mdat", b"mfra", b"sidx", b"free", b"skip", b"wide"}
_TOP |= {b"uuid", b"meta", b"pdin", b"emsg", b"udta"}

_Box = tuple[bytes, int, int]  # type, first byte of its content, one past its last byte


def missing_bytes(path: Path) -> int:
    """Return how many bytes the container announces past the end of the file; 0 if unknown.

    Knows mp4 and QuickTime, Matroska and WebM, AVI.
    """
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            return max(0, _announced(file, size) - size)
    except (OSError, struct.error):
        return 0


def _announced(file: BinaryIO, size: int) -> int:
    head = file.read(12)
    if head[:4] == b"RIFF":
        return _riff_end(file, size)
    if head[:4] == b"\x1a\x45\xdf\xa3":
        return _segment_end(file)
    if head[4:8] not in _TOP:
        return 0
    return max((end for kind, _, end in _boxes(file, 0, size) if kind in _TOP), default=0)


def _riff_end(file: BinaryIO, size: int) -> int:
    end = 0
    while end + 8 <= size:
        file.seek(end)
        kind, length = struct.unpack("<4sI", file.read(8))
        if kind != b"RIFF" or not length:
            break
        end += 8 + length + length % 2
    # The last chunk's padding byte is often left out.
    return end if end > size + 1 else 0


def _segment_end(file: BinaryIO) -> int:
    """Return where Matroska's Segment ends; 0 if it does not say (RFC 8794 §6, RFC 9559)."""
    file.seek(4)
    header, length = _vint(file)
    file.seek(4 + length + header)
    if file.read(4) != b"\x18\x53\x80\x67":
        return 0
    size, length = _vint(file)
    unknown = size == (1 << 7 * length) - 1
    return 0 if unknown else file.tell() + size


def _vint(file: BinaryIO) -> tuple[int, int]:
    """Read an EBML size; return it and its length in bytes."""
    first = file.read(1)[0:1] or b"\0"
    length = 9 - first[0].bit_length()
    if length > 8:
        raise struct.error("no EBML size")
    rest = file.read(length - 1)
    return int.from_bytes(bytes([first[0] & (0xFF >> length)]) + rest, "big"), length


def _boxes(file: BinaryIO, start: int, end: int) -> Iterator[_Box]:
    """Yield the boxes that begin in ``[start, end)``; their ends may lie beyond."""
    while start + 8 <= end:
        file.seek(start)
        length, kind = struct.unpack(">I4s", file.read(8))
        content = start + 8
        if length == 1:
            length = struct.unpack(">Q", file.read(8))[0]
            content += 8
        elif length == 0:
            length = end - start
        if length < content - start:
            return
        yield kind, content, start + length
        start += length


def _find(file: BinaryIO, box: tuple[int, int], kind: bytes) -> tuple[int, int] | None:
    found = (inner[1:] for inner in _boxes(file, *box) if inner[0] == kind)
    return next(found, None)


def mp4_rotation(path: Path) -> int:
    """Return the degrees, clockwise, that an mp4's first video track is to be turned for display.

    0, 90, 180 or 270; of a mirrored picture the turn without the mirroring; 0 if it says nothing.
    """
    try:
        with path.open("rb") as file:
            moov = _find(file, (0, path.stat().st_size), b"moov")
            if moov is None:
                return 0
            matrices = [_matrix(file, moov, b"mvhd", 36), _video_matrix(file, moov)]
    except (OSError, struct.error):
        return 0
    return sum(_turn(matrix) for matrix in matrices if matrix) % 360


def _video_matrix(file: BinaryIO, moov: tuple[int, int]) -> tuple[int, ...] | None:
    for kind, *track in _boxes(file, *moov):
        start, end = track
        media = _find(file, (start, end), b"mdia") if kind == b"trak" else None
        handler = _find(file, media, b"hdlr") if media else None
        if handler:
            file.seek(handler[0] + 8)
            if file.read(4) == b"vide":
                return _matrix(file, (start, end), b"tkhd", 40)
    return None


def _matrix(
    file: BinaryIO, box: tuple[int, int], kind: bytes, offset: int
) -> tuple[int, ...] | None:
    """Return a, b, c, d of a header box's matrix; it stands at ``offset`` in version 0."""
    header = _find(file, box, kind)
    if header is None:
        return None
    file.seek(header[0])
    # Version 1 has 64-bit times: three more words before the matrix.
    file.seek(header[0] + offset + (12 if file.read(1) == b"\1" else 0))
    a, b, _, c, d = struct.unpack(">5i", file.read(20))
    return a, b, c, d


def _turn(matrix: tuple[int, ...]) -> int:
    a, b, c, d = matrix
    if a * d - b * c < 0:  # mirrored left to right before it is turned
        a, b = -a, -b
    if not a and not b:
        return 0
    return round(math.degrees(math.atan2(b, a)) / 90) * 90 % 360
