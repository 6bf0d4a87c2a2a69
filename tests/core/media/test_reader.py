"""Which frame comes back: the one that was asked for, bit for bit, from anywhere."""

from __future__ import annotations

import gc
import random
import weakref
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import pytest

from app.core.errors import SourceError
from app.core.jobs import Progress, Stopped
from app.core.media.conform import conform
from app.core.media.decoding import Decoder
from app.core.media.index import index_file
from app.core.media.reader import FrameReader
from tests.core.media.test_index import KINDS
from tests.corpus import digest
from tests.fields import mux_fields, write_field_stream
from tests.films import edited, frame_number, frame_numbers, make_film, patched

MORE_KINDS: dict[str, dict[str, Any]] = {
    "pyramid.mp4": {"numbers": 90, "options": {"preset": "slow", "bf": "8"}, "gop": 60},
    "layers.mp4": {
        "codec": "libx265",
        "gop": 48,
        "options": {
            "preset": "medium",
            "x265-params": "log-level=none:pools=1:temporal-layers=3:bframes=7:b-adapt=0",
        },
    },
    "long.mpg": {"codec": "mpeg2video", "numbers": 150, "options": {"bf": "2"}},
    "dense.mkv": {"rate": 2000, "time_base": Fraction(1, 2000)},
    "slices.mp4": {"options": {"x264-params": "sliced-threads=1:threads=4"}},
}


def plain(path: Path) -> list[str]:
    with av.open(str(path)) as container:
        container.streams.video[0].codec_context.thread_count = 1
        return [digest(frame) for frame in container.decode(video=0)]


@pytest.mark.parametrize("name", [*KINDS, *MORE_KINDS])
def test_that_random_frames_are_those_of_a_plain_decode(name: str, tmp_path: Path) -> None:
    film = make_film(tmp_path / name, **{**KINDS, **MORE_KINDS}[name])
    expected = plain(film)
    index = index_file(film)
    wanted = random.Random(name).choices(range(len(expected)), k=60)

    with FrameReader(index) as reader:
        wrong = [frame for frame in wanted if digest(reader.read(frame)) != expected[frame]]

    assert wrong == []


@pytest.mark.parametrize("name", [*KINDS, *MORE_KINDS])
def test_that_a_run_of_wanted_frames_is_that_of_a_plain_decode(name: str, tmp_path: Path) -> None:
    film = make_film(tmp_path / name, **{**KINDS, **MORE_KINDS}[name])
    expected = plain(film)
    index = index_file(film)
    wanted = [frame for frame in range(5, len(expected)) if frame % 3]

    with FrameReader(index) as reader:
        got = [(frame, digest(picture)) for frame, picture in reader.frames(wanted)]

    assert got == [(frame, expected[frame]) for frame in wanted]


@pytest.mark.parametrize("suffix", ["ts", "mkv", "h264"])
def test_that_frames_of_two_fields_come_whole(suffix: str, tmp_path: Path) -> None:
    write = write_field_stream if suffix == "h264" else mux_fields
    index = index_file(write(tmp_path / f"fields.{suffix}", range(20, 44)))

    with FrameReader(index) as reader:
        for frame in [7, 3, 4, 23, 0, 22, 9]:
            assert frame_number(reader.read(frame)) == 20 + frame


@pytest.mark.parametrize("codec", ["libx265", "mpeg4"])
def test_that_false_key_flags_do_not_give_false_frames(codec: str, tmp_path: Path) -> None:
    film = patched(make_film(tmp_path / "film.mp4", 60, codec=codec, gop=20), b"stss", b"free")
    index = index_file(film)
    assert index.is_key.all()  # which they are not
    expected = plain(film)

    with FrameReader(index) as reader:
        for frame in [37, 13, 59, 41, 5, 58, 22]:
            assert digest(reader.read(frame)) == expected[frame]


@pytest.mark.parametrize(
    "edits",
    [
        [(2000, -1), (2000, 1024)],  # begins later
        [(2000, 1724)],  # begins between two frames
        [(1000, 1024), (1000, 25600)],  # leaves a part out
        [(1000, 25600), (1000, 1024)],  # shows the later part first
        [(1000, 1024), (1000, 1024)],  # shows a part twice
        [(1000, 1024), (500, -1), (1000, 37888)],  # pauses
    ],
)
def test_that_edit_lists_are_followed(edits: list[tuple[int, int]], tmp_path: Path) -> None:
    film = edited(make_film(tmp_path / "film.mp4", 120, gop=24), edits)
    numbers = frame_numbers(film)
    index = index_file(film)
    assert len(index) == len(numbers)
    wanted = random.Random(2).choices(range(len(index)), k=40)

    with FrameReader(index) as reader:
        assert [frame_number(reader.read(frame)) for frame in wanted] == [
            numbers[frame] for frame in wanted
        ]


def test_that_pictures_that_are_only_referred_to_are_no_frames(tmp_path: Path) -> None:
    film = make_film(tmp_path / "film.webm", 40, codec="libvpx", gop=20)
    data = film.read_bytes()
    with av.open(str(film)) as container:
        packets = [bytes(packet) for packet in container.demux(video=0)]
    hidden = packets[7], packets[25]
    for packet in hidden:  # clear show_frame, as encoders do in an "alternate reference"
        data = data.replace(packet, bytes([packet[0] & ~16]) + packet[1:])
    film.write_bytes(data)
    index = index_file(film)

    assert len(index) == 38
    with FrameReader(index) as reader:
        numbers = [frame_number(reader.read(frame)) for frame in [30, 6, 7, 24, 23, 37]]
    assert numbers == [32, 6, 8, 26, 24, 39]


def test_that_joined_recordings_are_read_in_their_order(tmp_path: Path) -> None:
    early = make_film(tmp_path / "a.ts", range(100, 150))
    late = make_film(tmp_path / "b.ts", range(40), pts=range(200, 240))
    joined = tmp_path / "joined.ts"
    joined.write_bytes(late.read_bytes() + early.read_bytes())

    with FrameReader(index_file(joined)) as reader:
        numbers = [frame_number(reader.read(frame)) for frame in [70, 3, 39, 40, 89, 0]]

    assert numbers == [130, 3, 39, 100, 149, 0]


def test_that_pictures_come_as_coded(tmp_path: Path) -> None:
    film = make_film(tmp_path / "film.mp4", 3, sar=Fraction(4, 3), rotation=90)

    with FrameReader(index_file(film)) as reader:
        picture = reader.read(1)

    assert (picture.width, picture.height) == (192, 112)
    assert frame_number(picture) == 1


def test_that_pictures_outlive_the_reader(tmp_path: Path) -> None:
    with FrameReader(index_file(make_film(tmp_path / "film.mp4"))) as reader:
        picture = reader.read(17)

    assert frame_number(picture) == 17


def test_that_a_repeated_frame_is_the_same_picture(tmp_path: Path) -> None:
    index = index_file(make_film(tmp_path / "film.mp4", 6, rate=8))

    with FrameReader(index) as reader:
        shown = list(reader.frames(conform(index, 0, 6)))

    assert [frame for frame, _ in shown] == [0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5]
    assert all(shown[place][1] is shown[place + 1][1] for place in range(0, 12, 2))


def test_that_a_frame_outside_the_film_is_a_bug(tmp_path: Path) -> None:
    with FrameReader(index_file(make_film(tmp_path / "film.mp4", 5))) as reader:
        for frame in (-1, 5):
            with pytest.raises(IndexError):
                reader.read(frame)


class TestJumps:
    """How often the reader goes back to a key frame."""

    @pytest.fixture
    def starts(self, monkeypatch: pytest.MonkeyPatch) -> list[int]:
        seen: list[int] = []
        start = Decoder.start

        def watched(decoder: Decoder, frame: int) -> int:
            seen.append(frame)
            return start(decoder, frame)

        monkeypatch.setattr(Decoder, "start", watched)
        return seen

    @pytest.fixture
    def reader(self, tmp_path: Path) -> FrameReader:
        return FrameReader(index_file(make_film(tmp_path / "film.mp4", 240, gop=24)))

    def test_that_a_run_of_frames_is_read_in_one_pass(
        self, reader: FrameReader, starts: list[int]
    ) -> None:
        with reader:
            assert len(list(reader.frames(range(3, 240, 2)))) == 119

        assert starts == [0]

    def test_that_neighbouring_runs_are_read_in_one_pass(
        self, reader: FrameReader, starts: list[int]
    ) -> None:
        with reader:
            for begin in (0, 20, 40, 60):
                numbers = [frame for frame, _ in reader.frames(range(begin, begin + 18))]
                assert numbers == list(range(begin, begin + 18))

        assert starts == [0]

    def test_that_a_long_gap_is_jumped(self, reader: FrameReader, starts: list[int]) -> None:
        with reader:
            list(reader.frames([3, 4, 130, 131, 170]))

        assert starts == [0, 120, 168]

    def test_that_stepping_forward_decodes_on(self, reader: FrameReader, starts: list[int]) -> None:
        with reader:
            for frame in range(100, 140):
                assert frame_number(reader.read(frame)) == frame

        assert starts == [96, 96]  # the second step is taken as a sign that more will follow

    def test_that_a_lone_frame_needs_one_jump(self, reader: FrameReader, starts: list[int]) -> None:
        with reader:
            for frame in (200, 50, 120):
                assert frame_number(reader.read(frame)) == frame

        assert starts == [192, 48, 120]


def test_that_a_checkpoint_stops_a_run(tmp_path: Path) -> None:
    done: list[float] = []

    def stop(progress: Progress) -> None:
        done.append(progress.done)
        if progress.done == 3:
            raise Stopped

    with (
        FrameReader(index_file(make_film(tmp_path / "film.mp4"))) as reader,
        pytest.raises(Stopped),
    ):
        list(reader.frames(range(48), checkpoint=stop))

    assert sorted(set(done)) == [0, 1, 2, 3]


@pytest.mark.parametrize("codec", ["libx264", "libvpx-vp9"])
def test_that_a_run_can_be_stopped_on_the_way_to_its_first_frame(
    codec: str, tmp_path: Path
) -> None:
    index = index_file(make_film(tmp_path / "film.mkv", 90, codec=codec, gop=90))
    ticks: list[Progress] = []

    def stop(progress: Progress) -> None:
        ticks.append(progress)
        if len(ticks) == 40:
            raise Stopped

    with FrameReader(index) as reader:
        with pytest.raises(Stopped):
            next(reader.frames([80], checkpoint=stop))
        assert frame_number(reader.read(81)) == 81


def test_that_a_film_replaced_meanwhile_is_noticed(tmp_path: Path) -> None:
    film = make_film(tmp_path / "film.mp4", range(100, 148))
    index = index_file(film)
    make_film(film, range(48), options={"crf": "35"})

    with (
        FrameReader(index) as reader,
        pytest.raises(SourceError, match="has changed since it was opened; open it again"),
    ):
        reader.read(30)


def test_that_a_film_taken_away_meanwhile_is_a_sentence(tmp_path: Path) -> None:
    film = make_film(tmp_path / "film.mp4")
    index = index_file(film)
    film.unlink()

    with pytest.raises(SourceError, match="does not exist"):
        FrameReader(index)


def test_that_a_closed_film_is_gone_at_once(tmp_path: Path) -> None:
    index = index_file(make_film(tmp_path / "film.mp4", 30))
    reader = FrameReader(index)
    reader.read(3)
    list(reader.frames(range(5)))
    left = weakref.ref(reader._pass(parallel=True).decoder)
    collects = gc.isenabled()
    gc.disable()  # what stands in a circle stays until it is collected, and a decoder is large
    try:
        reader.close()
        del reader
        assert left() is None
    finally:
        if collects:
            gc.enable()
