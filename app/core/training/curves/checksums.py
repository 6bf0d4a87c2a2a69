"""The checksum of TensorBoard's records: CRC-32C, rotated, with a constant added."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

_POLYNOMIAL, _MASK = 0x82F63B78, 0xA282EAD8


def _table() -> list[int]:
    made = []
    for n in range(256):
        for _ in range(8):
            n = n >> 1 ^ (_POLYNOMIAL if n & 1 else 0)
        made.append(n)
    return made


_PLAIN = _table()
_TABLE = np.array(_PLAIN, np.uint32)


def checksum(data: bytes) -> int:
    """Return the checksum of a few bytes."""
    crc = 0xFFFFFFFF
    for byte in data:
        crc = _PLAIN[(crc ^ byte) & 0xFF] ^ crc >> 8
    crc ^= 0xFFFFFFFF
    return ((crc >> 15 | crc << 17) + _MASK) & 0xFFFFFFFF


def checksums(data: npt.NDArray[np.uint8], starts: npt.NDArray[np.int64], length: int) -> (
    npt.NDArray[np.uint32]
):  # fmt: skip
    """Return the checksums of many pieces of one length, all at once.

    Args:
        data: What they are pieces of.
        starts: Where each begins.
        length: Bytes of each, 1 or more.
    """
    crc = np.full(len(starts), 0xFFFFFFFF, np.uint32)
    for offset in range(length):
        crc = _TABLE[(crc ^ data[starts + offset]) & 0xFF] ^ crc >> 8
    crc = ~crc
    return ((crc >> 15 | crc << 17) + np.uint32(_MASK)).astype(np.uint32)
