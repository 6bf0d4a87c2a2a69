"""Interlaced H.264 may store a frame as two packets, one per field: find the second ones.

Reads the first bits of each slice, no picture (ITU-T H.264 §7.3.2.1.1, §7.3.3).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

_SLICE, _IDR, _SPS = 1, 5, 7
_HIGH = {100, 110, 122, 244, 44, 83, 86, 118, 128, 138, 139, 134, 135}  # these code a chroma format
_LOOK = 256  # bytes of a unit that surely hold the start of a slice, and a parameter set


class Fields:
    """Fed every packet in decoding order, tells which are the second half of a frame."""

    def __init__(self, extradata: bytes | None) -> None:
        data = extradata or b""
        # An avcC record begins with its version, 1; anything else has start codes.
        record = len(data) > 6 and data[0] == 1
        self._prefix = (data[4] & 3) + 1 if record else 0
        self._sps: _Sps | None = None
        self._open: _Slice | None = None
        for unit in _sps_of_record(data) if record else _start_coded(data):
            self._learn(unit)

    @property
    def possible(self) -> bool:
        """False where the stream says that every picture is a whole frame."""
        return self._sps is None or not self._sps.frames_only

    def is_second(self, packet: bytes) -> bool:
        """Return whether a packet only completes the frame of the packet before it."""
        slices = self._slices(packet)
        if not slices:
            return False
        first, before = slices[0], self._open
        self._open = None
        if not first.field:
            return False
        if before and before.bottom != first.bottom and before.number == first.number:
            return True
        if all(piece.bottom == first.bottom for piece in slices):
            self._open = first
        return False

    def _slices(self, packet: bytes) -> list[_Slice]:
        found: list[_Slice] = []
        units = _prefixed(packet, self._prefix) if self._prefix else _start_coded(packet)
        for unit in units:
            self._learn(unit)
            if self._sps and unit and unit[0] & 31 in (_SLICE, _IDR):
                found.append(_read_slice(unit, self._sps))
        return found

    def _learn(self, unit: bytes) -> None:
        if unit and unit[0] & 31 == _SPS:
            self._sps = _read_sps(unit)


@dataclass(frozen=True)
class _Sps:
    number_bits: int
    planes_apart: bool
    frames_only: bool


@dataclass(frozen=True)
class _Slice:
    number: int  # frame_num
    field: bool
    bottom: bool


def _sps_of_record(data: bytes) -> Iterator[bytes]:
    at = 6
    for _ in range(data[5] & 31):
        length = int.from_bytes(data[at : at + 2], "big")
        yield data[at + 2 : at + 2 + length]
        at += 2 + length


def _prefixed(data: bytes, prefix: int) -> Iterator[bytes]:
    at = 0
    while at + prefix < len(data):
        length = int.from_bytes(data[at : at + prefix], "big")
        at += prefix
        yield data[at : at + min(length, _LOOK)]
        at += length


def _start_coded(data: bytes) -> Iterator[bytes]:
    at = data.find(b"\0\0\1")
    while at >= 0:
        yield data[at + 3 : at + 3 + _LOOK]
        at = data.find(b"\0\0\1", at + 3)


class _Bits:
    """Reads a NAL unit's payload bit by bit; past its end come zeros."""

    def __init__(self, unit: bytes) -> None:
        payload = unit[1:].replace(b"\0\0\3", b"\0\0")
        self._left = len(payload) * 8
        self._value = int.from_bytes(payload, "big")

    def take(self, count: int) -> int:
        self._left -= count
        if self._left < 0:
            return 0
        return self._value >> self._left & (1 << count) - 1

    def unsigned(self) -> int:
        """Return an Exp-Golomb number (§9.1)."""
        zeros = 0
        while self._left > 0 and not self.take(1):
            zeros += 1
        return (1 << zeros) - 1 + self.take(zeros)

    def signed(self) -> int:
        code = self.unsigned()
        return (code + 1) // 2 if code & 1 else -(code // 2)


def _read_sps(unit: bytes) -> _Sps:
    bits = _Bits(unit)
    profile = bits.take(8)
    bits.take(16)
    bits.unsigned()
    apart = _skip_chroma(bits) if profile in _HIGH else False
    number_bits = bits.unsigned() + 4
    order = bits.unsigned()
    if order == 0:
        bits.unsigned()
    elif order == 1:
        bits.take(1)
        bits.signed()
        bits.signed()
        for _ in range(min(bits.unsigned(), 255)):
            bits.signed()
    bits.unsigned()
    bits.take(1)
    bits.unsigned()
    bits.unsigned()
    return _Sps(min(number_bits, 16), apart, frames_only=bool(bits.take(1)))


def _skip_chroma(bits: _Bits) -> bool:
    """Skip what the high profiles add; return whether the colour planes are coded apart."""
    chroma = bits.unsigned()
    apart = chroma == 3 and bool(bits.take(1))
    bits.unsigned()
    bits.unsigned()
    bits.take(1)
    if bits.take(1):
        for place in range(12 if chroma == 3 else 8):
            if bits.take(1):
                _skip_scaling(bits, 16 if place < 6 else 64)
    return apart


def _skip_scaling(bits: _Bits, size: int) -> None:
    last = following = 8
    for _ in range(size):
        if following:
            following = (last + bits.signed()) % 256
        last = following or last


def _read_slice(unit: bytes, sps: _Sps) -> _Slice:
    bits = _Bits(unit[:64])
    for _ in range(3):
        bits.unsigned()
    if sps.planes_apart:
        bits.take(2)
    number = bits.take(sps.number_bits)
    field = not sps.frames_only and bool(bits.take(1))
    return _Slice(number, field, bottom=field and bool(bits.take(1)))
