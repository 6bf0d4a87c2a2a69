"""TensorBoard event files as the trainer writes them: for tests, and for the stand-in trainer.

Standard library only. A record is its length (u64), a checksum of that, its bytes and a checksum of
those; the bytes are an `Event` of protobuf. `EventFile` appends records and flushes each, so that a
reader may look at any time; `record` and the functions below it make the bytes, to be cut, damaged
or joined by a test.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Mapping
from pathlib import Path

_POLYNOMIAL, _MASK = 0x82F63B78, 0xA282EAD8  # CRC-32C; what TensorFlow adds to a rotated one


def _table() -> tuple[int, ...]:
    made = []
    for n in range(256):
        for _ in range(8):
            n = n >> 1 ^ (_POLYNOMIAL if n & 1 else 0)
        made.append(n)
    return tuple(made)


_TABLE = _table()


def masked_crc(data: bytes) -> int:
    """Return the checksum of bytes as records have it."""
    crc = 0xFFFFFFFF
    for byte in data:
        crc = _TABLE[(crc ^ byte) & 0xFF] ^ crc >> 8
    crc ^= 0xFFFFFFFF
    return ((crc >> 15 | crc << 17) + _MASK) & 0xFFFFFFFF


def record(event: bytes) -> bytes:
    """Return an event as a record of a file."""
    length = struct.pack("<Q", len(event))
    crcs = struct.pack("<I", masked_crc(length)), struct.pack("<I", masked_crc(event))
    return length + crcs[0] + event + crcs[1]


def _varint(value: int) -> bytes:
    made = bytearray()
    value &= (1 << 64) - 1
    while value > 0x7F:
        made.append(value & 0x7F | 0x80)
        value >>= 7
    made.append(value)
    return bytes(made)


def _part(field: int, data: bytes) -> bytes:
    return _varint(field << 3 | 2) + _varint(len(data)) + data


def version_event(wall: float) -> bytes:
    """Return the event that every file begins with."""
    return struct.pack("<Bd", 0x09, wall) + _part(3, b"brain.Event:2")


def event(wall: float, step: int, values: Iterable[bytes]) -> bytes:
    """Return an event of values made by `simple`, `tensor`, `tensor_content`."""
    summary = b"".join(_part(1, value) for value in values)
    number = b"\x10" + _varint(step) if step else b""  # protobuf leaves a 0 out
    return struct.pack("<Bd", 0x09, wall) + number + _part(5, summary)


def simple(tag: str, value: float) -> bytes:
    """Return a scalar as `torch.utils.tensorboard` writes it, which is what the trainer uses."""
    return _part(1, tag.encode()) + b"\x15" + struct.pack("<f", value)


def tensor(tag: str, value: float, *, double: bool = False) -> bytes:
    """Return a scalar as a tensor with its number in a list."""
    number = struct.pack("<d" if double else "<f", value)
    made = b"\x08\x02" if double else b"\x08\x01"
    return _part(1, tag.encode()) + _part(8, made + b"\x12\x00" + _part(6 if double else 5, number))


def tensor_content(tag: str, value: float, *, double: bool = False) -> bytes:
    """Return a scalar as a tensor with its number as raw bytes."""
    number = struct.pack("<d" if double else "<f", value)
    made = b"\x08\x02" if double else b"\x08\x01"
    return _part(1, tag.encode()) + _part(8, made + b"\x12\x00" + _part(4, number))


def scalar_record(tag: str, value: float, step: int, wall: float) -> bytes:
    """Return a record with one scalar."""
    return record(event(wall, step, [simple(tag, value)]))


class EventFile:
    """A file of events that grows.

    Args:
        folder: Where it lies, made if needed: ``<logging_dir>/<YYYYmmddHHMMSS>/network_train``.
        began: Unix seconds, in its name and its first event.
        machine: The rest of its name.
    """

    def __init__(self, folder: Path, *, began: float, machine: str = "vm.1.0") -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.path = folder / f"events.out.tfevents.{began:.0f}.{machine}"
        self.path.write_bytes(record(version_event(began)))

    def add(self, values: Mapping[str, float], step: int, wall: float) -> None:
        """Write scalars by tag, one event each, as accelerate's tracker does."""
        self.append(b"".join(scalar_record(tag, values[tag], step, wall) for tag in values))

    def append(self, data: bytes) -> None:
        """Write bytes, whatever they are."""
        with self.path.open("ab") as file:
            file.write(data)


def tracker_folder(logging_dir: Path, stamp: str = "20261122100041") -> Path:
    """Return where the trainer's events lie below its ``--logging_dir``."""
    return logging_dir / stamp / "network_train"
