"""A tiny H.264 encoder for what no encoder at hand makes: frames stored as two field pictures.

Every macroblock is I_PCM (ITU-T H.264 §7.3.5), so the pictures come back bit for bit.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

import av
import numpy as np

from tests.films import Gray, picture

SIZE = (64, 32)  # of a frame, px
_BLOCKS = (4, 1)  # macroblocks of a field


class _Bits:
    def __init__(self) -> None:
        self._bits: list[int] = []

    def put(self, value: int, count: int) -> _Bits:
        self._bits += [value >> place & 1 for place in range(count - 1, -1, -1)]
        return self

    def unsigned(self, *values: int) -> _Bits:
        """Add Exp-Golomb numbers (§9.1)."""
        for value in values:
            length = (value + 1).bit_length()
            self.put(0, length - 1).put(value + 1, length)
        return self

    def align(self) -> _Bits:
        return self.put(0, -len(self._bits) % 8)

    def samples(self, block: np.ndarray) -> _Bits:
        for value in block.flat:
            self.put(int(value), 8)
        return self

    def unit(self, header: int) -> bytes:
        """Return a NAL unit with its start code, trailing bits and emulation prevention."""
        bits = np.array([*self._bits, 1], np.uint8)
        payload = np.packbits(bits).tobytes()
        safe = bytearray()
        for byte in payload:
            if safe[-2:] == b"\0\0" and byte <= 3:
                safe.append(3)
            safe.append(byte)
        return b"\0\0\0\1" + bytes([header]) + bytes(safe)


def field_packets(numbers: Sequence[int]) -> list[bytes]:
    """Return the access units of numbered frames, two per frame: the top and the bottom field."""
    packets = []
    for place, number in enumerate(numbers):
        frame = picture(number, SIZE)
        for bottom in (0, 1):
            packets.append(_field(frame[bottom::2], place, bottom))
    packets[0] = _sps() + _pps() + packets[0]
    return packets


def write_field_stream(path: Path, numbers: Sequence[int]) -> Path:
    """Write a raw H.264 stream of field pictures; return its path."""
    path.write_bytes(b"".join(field_packets(numbers)))
    return path


def _sps() -> bytes:
    bits = _Bits().put(77, 8).put(0, 8).put(30, 8)
    bits.unsigned(0, 4, 2, 1)  # id, 8 bits of frame_num, order as decoded, one reference
    bits.put(0, 1).unsigned(SIZE[0] // 16 - 1, SIZE[1] // 32 - 1)
    bits.put(0, 1).put(0, 1).put(1, 1)  # fields allowed, not per macroblock, direct 8x8
    return bits.put(0, 1).put(0, 1).unit(0x67)


def _pps() -> bytes:
    bits = _Bits().unsigned(0, 0).put(0, 2).unsigned(0, 0, 0).put(0, 3)
    bits.unsigned(0, 0, 0)
    return bits.put(1, 1).put(0, 2).unit(0x68)


def _field(rows: Gray, place: int, bottom: int) -> bytes:
    first = place == 0 and not bottom
    bits = _Bits().unsigned(0, 7, 0).put(place % 256, 8).put(1, 1).put(bottom, 1)
    if first:
        bits.unsigned(0).put(0, 2)  # idr_pic_id, no_output_of_prior_pics, long_term_reference
    else:
        bits.put(0, 1)  # reference pictures leave in the order they came
    bits.unsigned(0, 1)  # slice_qp_delta, deblocking off
    for column in range(_BLOCKS[0]):
        bits.unsigned(25).align()
        bits.samples(rows[:, column * 16 : column * 16 + 16])
        bits.samples(np.full((2, 8, 8), 128))
    return bits.unit(0x65 if first else 0x61)


def mux_fields(path: Path, numbers: Sequence[int]) -> Path:
    """Write field pictures into a container, 25 frames a second, each field a packet."""
    raw = write_field_stream(path.with_suffix(".h264"), numbers)
    with av.open(str(raw)) as source, av.open(str(path), "w") as out:
        stream = out.add_stream_from_template(source.streams.video[0])
        for place, data in enumerate(field_packets(numbers)):
            packet = av.Packet(data)
            packet.stream = stream
            packet.time_base = Fraction(1, 50)
            packet.pts = packet.dts = place
            packet.is_keyframe = place == 0
            out.mux(packet)
    return path
