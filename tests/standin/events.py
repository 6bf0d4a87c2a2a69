"""Writes TensorBoard event files as the trainer's SummaryWriter does, byte for byte in form.

A record is its length (8 bytes), a masked CRC of that, an ``Event`` message, and a masked CRC of
that; the first record names the version.
"""

from __future__ import annotations

import os
import socket
import struct
import time
from pathlib import Path


def _crc_table() -> list[int]:
    table = []
    for number in range(256):
        value = number
        for _ in range(8):
            value = (value >> 1) ^ (0x82F63B78 if value & 1 else 0)
        table.append(value)
    return table


_TABLE = _crc_table()


def masked_crc(data: bytes) -> int:
    """Return the masked CRC-32C that guards a record."""
    crc = 0xFFFFFFFF
    for byte in data:
        crc = _TABLE[(crc ^ byte) & 0xFF] ^ (crc >> 8)
    crc ^= 0xFFFFFFFF
    return (((crc >> 15) | (crc << 17)) + 0xA282EAD8) & 0xFFFFFFFF


def _varint(number: int) -> bytes:
    number &= (1 << 64) - 1
    out = bytearray()
    while number >= 0x80:
        out.append(number & 0x7F | 0x80)
        number >>= 7
    return bytes((*out, number))


def _part(key: int, data: bytes) -> bytes:
    return _varint(key << 3 | 2) + _varint(len(data)) + data


def record(event: bytes) -> bytes:
    """Return an event as it stands in the file."""
    length = struct.pack("<Q", len(event))
    crcs = (struct.pack("<I", masked_crc(each)) for each in (length, event))
    return length + next(crcs) + event + next(crcs)


def scalar(tag: str, step: int, value: float, wall: float) -> bytes:
    """Return the record of one number."""
    one = _part(1, tag.encode()) + b"\x15" + struct.pack("<f", value)
    event = b"\x09" + struct.pack("<d", wall) + b"\x10" + _varint(step)
    return record(event + _part(5, _part(1, one)))


class EventWriter:
    """An event file that grows.

    Attributes:
        path: The file, as TensorBoard names it.
    """

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        now = time.time()
        name = f"events.out.tfevents.{int(now)}.{socket.gethostname()}.{os.getpid()}.0"
        self.path = folder / name
        self._file = self.path.open("ab")
        self._file.write(record(b"\x09" + struct.pack("<d", now) + _part(3, b"brain.Event:2")))
        self._file.flush()

    def add(self, step: int, wall: float, **values: float) -> None:
        """Add numbers of a step; ``__`` in a name stands for a slash."""
        for name, value in values.items():
            self._file.write(scalar(name.replace("__", "/"), step, value, wall))
        self._file.flush()

    def close(self) -> None:
        """Close the file."""
        self._file.close()
