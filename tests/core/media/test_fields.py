"""Second fields in H.264 streams."""

from __future__ import annotations

import random
from pathlib import Path

import av
import pytest

from app.core.media.fields import Fields
from tests.fields import field_packets
from tests.films import make_film


def test_that_every_second_field_is_told() -> None:
    fields = Fields(None)

    told = [fields.is_second(packet) for packet in field_packets(range(5))]

    assert told == [False, True] * 5


def test_that_a_field_without_its_other_is_a_frame() -> None:
    packets = field_packets(range(3))
    fields = Fields(None)

    told = [fields.is_second(packet) for packet in (*packets[:3], *packets[4:])]

    assert told == [False, True, False, False, True]


def test_that_both_fields_in_one_packet_are_a_frame() -> None:
    packets = field_packets(range(4))
    fields = Fields(None)

    pairs = [packets[place] + packets[place + 1] for place in range(0, 8, 2)]

    assert [fields.is_second(pair) for pair in pairs] == [False] * 4


@pytest.mark.parametrize("name", ["film.mp4", "film.ts"])
@pytest.mark.parametrize("profile", ["baseline", "high", "high444"])
def test_that_progressive_streams_say_so(name: str, profile: str, tmp_path: Path) -> None:
    fmt = "yuv444p" if profile == "high444" else "yuv420p"
    film = make_film(tmp_path / name, 12, pix_fmt=fmt, options={"profile": profile, "cqm": "jvt"})

    with av.open(str(film)) as container:
        assert not Fields(container.streams.video[0].codec_context.extradata).possible


def test_that_interlaced_frames_are_frames(tmp_path: Path) -> None:
    options = {"x264-params": "tff=1:interlaced=1"}
    film = make_film(tmp_path / "film.mp4", 24, options=options)

    with av.open(str(film)) as container:
        video = container.streams.video[0]
        fields = Fields(video.codec_context.extradata)
        assert fields.possible
        packets = [bytes(packet) for packet in container.demux(video) if packet.size]
    assert not any(fields.is_second(packet) for packet in packets)


def test_that_noise_is_no_error() -> None:
    noise = random.Random(4)
    fields = Fields(noise.randbytes(60))
    packets = field_packets(range(2))

    for _ in range(300):
        packet = bytearray(noise.choice(packets)[:200])
        packet[noise.randrange(len(packet))] = noise.randrange(256)
        fields.is_second(bytes(packet))
        Fields(bytes(packet))
        Fields(b"\1" + bytes(packet))
