"""An event of TensorBoard, as protobuf writes it: the scalars in it."""

from __future__ import annotations

import struct
from collections.abc import Iterator

_DOUBLE, _FLOAT = struct.Struct("<d"), struct.Struct("<f")
_VARINT, _FIXED64, _BYTES, _FIXED32 = 0, 1, 2, 5  # wire types
_DT_FLOAT, _DT_DOUBLE = 1, 2


def scalars_of(event: bytes) -> Iterator[tuple[str, int, float, float]]:
    """Yield the scalars of an event: tag, step, Unix seconds, value.

    Raises ValueError, IndexError or struct.error where the bytes are no event.
    """
    wall, step, summary = 0.0, 0, b""
    for field, value in _fields(event):
        if field == 1 and isinstance(value, bytes):
            wall = _DOUBLE.unpack(value)[0]
        elif field == 2 and isinstance(value, int):
            step = value - (1 << 64) if value >> 63 else value
        elif field == 5 and isinstance(value, bytes):
            summary = value
    for field, value in _fields(summary):
        if field == 1 and isinstance(value, bytes):
            tag, number = _value(value)
            if tag and number is not None:
                yield tag, step, wall, number


def _value(data: bytes) -> tuple[str, float | None]:
    """Return the tag of a value and its number; None where it is none."""
    tag, number = "", None
    for field, value in _fields(data):
        if not isinstance(value, bytes):
            continue
        if field == 1:
            tag = value.decode("utf-8", "replace")
        elif field == 2:
            number = _FLOAT.unpack(value)[0]
        elif field == 8:
            number = _tensor(value)
    return tag, number


def _tensor(data: bytes) -> float | None:
    """Return the first number of a tensor of floats; None where it has none."""
    kind, numbers = 0, {_DT_FLOAT: b"", _DT_DOUBLE: b""}
    content = b""
    for field, value in _fields(data):
        if field == 1 and isinstance(value, int):
            kind = value
        elif field == 4 and isinstance(value, bytes):
            content = value
        elif field in (5, 6) and isinstance(value, bytes):
            numbers[_DT_FLOAT if field == 5 else _DT_DOUBLE] = value
    form = {_DT_FLOAT: _FLOAT, _DT_DOUBLE: _DOUBLE}.get(kind)
    raw = numbers.get(kind) or content
    if form is None or len(raw) < form.size:
        return None
    found: float = form.unpack_from(raw)[0]
    return found


def _fields(data: bytes) -> Iterator[tuple[int, int | bytes]]:
    at, end = 0, len(data)
    while at < end:
        key, at = _varint(data, at)
        field, wire = key >> 3, key & 7
        if wire == _VARINT:
            number, at = _varint(data, at)
            yield field, number
            continue
        if wire == _BYTES:
            size, at = _varint(data, at)
        elif wire in (_FIXED64, _FIXED32):
            size = 8 if wire == _FIXED64 else 4
        else:
            raise ValueError(f"no wire type {wire}")
        if at + size > end:
            raise ValueError("a field is cut off")
        yield field, data[at : at + size]
        at += size


def _varint(data: bytes, at: int) -> tuple[int, int]:
    found = shift = 0
    while True:
        byte = data[at]
        at += 1
        found |= (byte & 0x7F) << shift
        if byte < 0x80:
            return found, at
        shift += 7
        if shift > 63:
            raise ValueError("a number is too long")
