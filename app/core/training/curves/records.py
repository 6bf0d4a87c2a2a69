"""Records of a TensorBoard file: where each lies in its bytes, and which are damaged.

A record is its length (u64, little endian), a checksum of that, its bytes and a checksum of those.
"""

from __future__ import annotations

import re
import struct
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from app.core.training.curves.checksums import checksum, checksums

HEAD, FOOT = 12, 4  # bytes before and behind those of a record
_LONGEST = 1 << 26  # bytes: a length beyond is none
_SHORT = 512  # bytes: longer ones are pictures and texts, which nobody reads here
_LENGTH = struct.Struct("<QI").unpack_from
_HIGH_BYTES = re.compile(rb"\0{4}")  # of every length that makes sense


@dataclass(frozen=True, slots=True)
class Records:
    """What was found in some bytes.

    Attributes:
        starts: Where the bytes of each whole record begin; ``ends`` are one past them.
        used: How many bytes need not be looked at again.
        damaged: Places where something was passed over.
    """

    starts: npt.NDArray[np.int64]
    ends: npt.NDArray[np.int64]
    used: int
    damaged: int


class Framing:
    """Finds records; knows the checksums of the lengths it has met."""

    def __init__(self) -> None:
        self._lengths: dict[int, int] = {}

    def find(self, data: bytes) -> Records:
        """Return the whole and intact records of bytes that begin with one.

        A half record at the end is left for later; so is one with a wrong checksum there, which
        may not have been written whole. After a damaged one it goes on with the next that can be
        told by its length's checksum.
        """
        starts: list[int] = []
        ends: list[int] = []
        at, end, damaged = 0, len(data), 0
        known, length_of = self._lengths, _LENGTH
        while at + HEAD <= end:
            length, crc = length_of(data, at)
            if known.get(length) != crc and not self._is_head(data, at):
                damaged += 1
                at = self._next_head(data, at + 1)
                continue
            after = at + HEAD + length + FOOT
            if after > end:
                break
            starts.append(at + HEAD)
            ends.append(after - FOOT)
            at = after
        return _without_damaged(data, Records(np.array(starts, np.int64), np.array(ends, np.int64),
                                              at, damaged))  # fmt: skip

    def _is_head(self, data: bytes, at: int) -> bool:
        length, crc = _LENGTH(data, at)
        if length > _LONGEST or checksum(data[at : at + 8]) != crc:
            return False
        self._lengths[length] = crc
        return True

    def _next_head(self, data: bytes, at: int) -> int:
        """Return where the next record begins, or where one may that is not there yet."""
        last = len(data) - HEAD
        while at <= last:
            found = _HIGH_BYTES.search(data, at + 4)
            if found is None or found.start() - 4 > last:
                break
            at = found.start() - 4
            if self._is_head(data, at):
                return at
            at += 1
        return max(at, last + 1)


def _without_damaged(data: bytes, found: Records) -> Records:
    """Return the records whose bytes have their checksum."""
    starts, ends = found.starts, found.ends
    if not len(starts):
        return found
    intact = np.ones(len(starts), bool)
    numbers = np.frombuffer(data, np.uint8)
    lengths = ends - starts
    for length in np.unique(lengths).tolist():
        if 0 < length <= _SHORT:
            these = np.flatnonzero(lengths == length)
            crcs = numbers[ends[these, None] + np.arange(FOOT)].copy().view("<u4")[:, 0]
            intact[these] = checksums(numbers, starts[these], length) == crcs
    used = found.used
    if not intact[-1] and ends[-1] + FOOT == used:
        used = int(starts[-1]) - HEAD
        starts, ends, intact = starts[:-1], ends[:-1], intact[:-1]
    lost = int(np.count_nonzero(~intact))
    return Records(starts[intact], ends[intact], used, found.damaged + lost)
