"""Damaged films: what is said, what stays readable, what is never returned."""

from __future__ import annotations

from pathlib import Path

import av
import pytest

from app.core.errors import DamagedError, SourceError
from app.core.jobs import Progress, Stopped
from app.core.media.index import FrameIndex, index_file
from app.core.media.reader import FrameReader
from app.core.media.verdict import Verdict, decode_verdict, known_verdict
from tests.core.media.test_reader import plain
from tests.corpus import digest
from tests.films import cut_off, frame_number, make_film, patched, spoil

GOP = 30
# With its macroblock tree x264 writes now and then other bytes for the same pictures.
SAME_BYTES = {"mbtree": "0"}


def whole_film(folder: Path, name: str = "film.mp4", frames: int = 120) -> Path:
    return make_film(folder / name, frames, gop=GOP, container={"movflags": "faststart"})


def spoilt_at(film: Path, key: int, length: int) -> Path:
    """Spoil the picture after a key frame, on which those up to the next depend; return a copy.

    (Not a share of the file: x264 writes now and then other bytes for the same pictures.)
    """
    with av.open(film) as container:
        packets = [packet for packet in container.demux(video=0) if packet.size]
    keys = [place for place, packet in enumerate(packets) if packet.is_keyframe]
    hurt = packets[keys[key] + 1]
    assert hurt.pos is not None
    return spoil(film, (hurt.pos + hurt.size // 4) / film.stat().st_size, length)


def readable(index: FrameIndex) -> tuple[list[int], dict[int, DamagedError]]:
    """Read every frame, each with a new reader; return those that came, and the errors."""
    numbers, errors = [], {}
    for frame in range(len(index)):
        with FrameReader(index) as reader:
            try:
                numbers.append(frame_number(reader.read(frame)))
            except DamagedError as error:
                errors[frame] = error
    return numbers, errors


class TestCorruptPacketInTheMiddle:
    @pytest.fixture
    def film(self, tmp_path: Path) -> Path:
        return spoilt_at(whole_film(tmp_path), 1, 600)

    def test_that_nothing_looks_wrong_before_decoding(self, film: Path) -> None:
        assert index_file(film).oddities == ()

    def test_that_only_true_frames_are_returned(self, film: Path) -> None:
        numbers, errors = readable(index_file(film))

        assert sorted([*numbers, *errors]) == list(range(120))
        assert 3 <= len(errors) <= 2 * GOP

    def test_that_frames_up_to_the_damage_and_from_the_next_key_frame_are_read(
        self, film: Path
    ) -> None:
        _, errors = readable(index_file(film))

        first, last = min(errors), max(errors)
        assert sorted(errors) == [place for place in range(first, last + 1) if place in errors]
        assert (last + 1) % GOP == 0

    def test_that_the_error_is_one_sentence_naming_file_and_frame(self, film: Path) -> None:
        _, errors = readable(index_file(film))

        first = min(errors)
        assert {error.frame for error in errors.values()} == {first}
        assert str(errors[first]) == (
            f'"{film}" is damaged: it cannot be decoded at frame {first}; use the frames before it.'
        )

    def test_that_the_verdict_is_that_of_the_trainer(self, film: Path) -> None:
        _, errors = readable(index_file(film))

        verdict = decode_verdict(film)

        assert verdict.raised
        assert verdict.stops_at == verdict.damaged_after == verdict.decoded <= min(errors)
        assert verdict.message.startswith(f'"{film}" is damaged: decoding fails after ')

    def test_that_frames_past_a_known_verdict_are_refused(self, film: Path) -> None:
        index = index_file(film)
        stops_at = decode_verdict(film).stops_at
        assert stops_at is not None

        with FrameReader(index) as reader:
            assert frame_number(reader.read(stops_at - 1)) == stops_at - 1
            with pytest.raises(DamagedError) as caught:
                reader.read(119)
        assert caught.value.frame == stops_at

    def test_that_a_run_of_frames_ends_at_the_damage(self, film: Path) -> None:
        index = index_file(film)
        _, errors = readable(index)
        got = []

        with FrameReader(index) as reader, pytest.raises(DamagedError) as caught:
            got.extend(frame_number(picture) for _, picture in reader.frames(range(120)))

        assert got == list(range(min(errors)))
        assert caught.value.frame == min(errors)


@pytest.mark.parametrize("share", [0.3, 0.37, 0.44, 0.51, 0.58, 0.65, 0.72, 0.79])
def test_that_a_flipped_bit_spoils_its_frame_and_what_depends_on_it(
    share: float, tmp_path: Path
) -> None:
    film = make_film(
        tmp_path / "film.mkv",
        120,
        gop=GOP,
        container={"fflags": "+bitexact"},
        options=SAME_BYTES,
    )
    data = bytearray(film.read_bytes())
    data[int(len(data) * share)] ^= 16
    film.write_bytes(data)
    index = index_file(film)
    expected = plain(film)  # with what the decoder makes up where it notices nothing

    refused = []
    for frame in range(120):
        with FrameReader(index) as reader:
            try:
                assert digest(reader.read(frame)) == expected[frame]
            except DamagedError:
                refused.append(frame)

    verdict = decode_verdict(film)
    assert (verdict.decoded, verdict.raised) == (120, False)
    assert verdict.damaged_after == min(refused, default=None)
    assert (verdict.mended > 0) == bool(refused) == bool(verdict.message)


class TestTruncated:
    @pytest.mark.parametrize("name", ["film.mp4", "film.mkv", "film.ts"])
    def test_that_the_frames_before_the_end_stay_readable(self, name: str, tmp_path: Path) -> None:
        film = cut_off(make_film(tmp_path / name, 120, gop=GOP, **_faststart(name)), 0.6)

        index = index_file(film)
        numbers, errors = readable(index)
        verdict = decode_verdict(film)

        assert sorted([*numbers, *errors])[:60] == list(range(60))
        assert len(errors) <= 4
        assert verdict.damaged_after is not None
        assert verdict.damaged_after == min([*errors, len(index), verdict.decoded])
        assert verdict.message.startswith(f'"{film}" is damaged: ')

    def test_that_a_file_without_its_index_is_refused(self, tmp_path: Path) -> None:
        film = cut_off(make_film(tmp_path / "film.mp4"), 0.6)

        with pytest.raises(SourceError, match="cannot be read as a film"):
            index_file(film)

    def test_that_a_fragmented_film_keeps_its_whole_fragments(self, tmp_path: Path) -> None:
        options = {"movflags": "frag_keyframe+empty_moov"}
        film = cut_off(make_film(tmp_path / "f.mp4", 120, gop=GOP, container=options), 0.7)

        numbers, _ = readable(index_file(film))

        assert numbers[:60] == list(range(60))
        assert decode_verdict(film).damaged_after is not None


def _faststart(name: str) -> dict[str, dict[str, str]]:
    return {"container": {"movflags": "faststart"}} if name.endswith("mp4") else {}


def test_that_lost_transport_packets_spoil_no_frame_silently(tmp_path: Path) -> None:
    film = make_film(tmp_path / "film.ts", 120, gop=GOP)
    data = film.read_bytes()
    at = len(data) // 2 // 188 * 188
    film.write_bytes(data[:at] + data[at + 5 * 188 :])

    index = index_file(film)

    assert index.oddities
    for frame in range(len(index)):
        with FrameReader(index) as reader:
            try:
                number = frame_number(reader.read(frame))
            except (DamagedError, ValueError):  # refused, or a picture that shows no number
                continue
            assert number == round((index.time(frame)) * 24)


def test_that_a_stream_that_begins_in_the_middle_is_damage_there(tmp_path: Path) -> None:
    film = make_film(tmp_path / "film.ts", 96, gop=24, options=SAME_BYTES)
    data = bytearray(film.read_bytes())
    starts = []
    for at in range(0, len(data), 188):
        number = (data[at + 1] & 31) << 8 | data[at + 2]  # of the packet's stream
        if number == 0x1000:
            data[at + 30] ^= 1  # a table of streams that does not fit its checksum
        elif number == 0x100 and data[at + 1] & 64:
            starts.append(at)
    for at in starts[-10:]:
        data[at + 2] = 8
    film.write_bytes(data)

    index = index_file(film)
    verdict = decode_verdict(film)

    assert "another stream begins in the middle" in " ".join(index.oddities)
    assert 60 < len(index) < 96
    assert verdict.raised
    with FrameReader(index) as reader:
        assert frame_number(reader.read(30)) == 30


class TestVerdict:
    def test_that_a_whole_film_is_counted_and_kept(self, tmp_path: Path) -> None:
        film = make_film(tmp_path / "film.mp4")
        index = index_file(film)
        assert known_verdict(index) is None

        verdict = decode_verdict(film)

        assert verdict == Verdict(48, raised=False, damaged_after=None)
        assert known_verdict(index) == verdict

    def test_that_it_is_asked_for_once(self, tmp_path: Path) -> None:
        film = make_film(tmp_path / "film.mp4")
        decode_verdict(film)
        ticks: list[Progress] = []

        decode_verdict(film, checkpoint=ticks.append)

        assert ticks == []

    def test_that_hidden_frames_are_not_counted(self, tmp_path: Path) -> None:
        film = make_film(tmp_path / "film.mp4", 48, pts=range(-8, 40))

        assert decode_verdict(film).decoded == 40

    def test_that_a_stop_leaves_no_verdict(self, tmp_path: Path) -> None:
        film = make_film(tmp_path / "film.mp4")
        index = index_file(film)

        def stop(progress: Progress) -> None:
            if progress.done == 20:
                raise Stopped

        with pytest.raises(Stopped):
            decode_verdict(film, checkpoint=stop)
        assert known_verdict(index) is None

    def test_that_tags_the_trainer_cannot_read_are_fatal_there(self, tmp_path: Path) -> None:
        film = make_film(tmp_path / "film.mp4")
        film = patched(film, b"Lavf", b"La\xe9f")

        assert len(index_file(film)) == 48
        verdict = decode_verdict(film)
        assert (verdict.decoded, verdict.raised) == (0, True)
        assert "not UTF-8" in verdict.message

    def test_that_frames_that_never_come_are_missing(self, tmp_path: Path) -> None:
        film = make_film(tmp_path / "film.ts", 96, gop=24, codec="libx265")
        data = film.read_bytes()
        film.write_bytes(data[: len(data) // 2] + bytes(1000) + data[len(data) // 2 + 1000 :])
        index = index_file(film)

        verdict = decode_verdict(film)

        assert verdict.damaged_after is not None
        with FrameReader(index) as reader:
            for frame in range(verdict.damaged_after):
                assert frame_number(reader.read(frame)) == frame
