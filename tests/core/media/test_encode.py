from __future__ import annotations

import itertools
import struct
import weakref
from collections.abc import Iterable, Iterator
from fractions import Fraction
from pathlib import Path
from typing import IO

import av
import numpy as np
import pytest

from app.core.errors import SourceError, WriteError
from app.core.jobs import Checkpoint, Progress, Stopped
from app.core.media import clip_file, one_pass
from app.core.media.clip_file import ClipWriter, Form
from app.core.media.conform import conform
from app.core.media.encode import ClipSpec, export_clips
from app.core.media.geometry import Crop, Size
from app.core.media.index import index_file
from app.core.media.orders import Result
from tests.core.media.pictures import psnr, samples
from tests.films import frame_numbers, make_film


@pytest.fixture(scope="session")
def film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A film of 96 numbered frames, 24 fps, key frames 12 apart, with B-frames."""
    return make_film(tmp_path_factory.mktemp("films") / "film.mp4", 96)


def export(spec: ClipSpec, path: Path) -> Result[ClipSpec]:
    (result,) = export_clips([(spec, path)])
    return result


def trainer_reads(path: Path) -> list[np.ndarray]:
    """Return the pictures as the trainer loads them."""
    container = av.open(str(path))
    try:
        return [np.array(frame.to_image()) for frame in container.decode(video=0)]
    finally:
        container.close()


def lay_down(film: Path) -> Path:
    """Have an mp4 say that its picture is to be turned a quarter clockwise; return it."""
    data = bytearray(film.read_bytes())
    matrix = data.index(b"tkhd") + 44
    values = [0, 1 << 16, 0, -(1 << 16), 0, 0, 112 << 16, 0, 1 << 30]
    data[matrix : matrix + 36] = struct.pack(">9i", *values)
    film.write_bytes(data)
    return film


def nothing_left(folder: Path) -> bool:
    return not folder.exists() or list(folder.iterdir()) == []


def test_that_the_trainer_reads_exactly_the_frames_that_conform_names(
    film: Path, tmp_path: Path
) -> None:
    path = tmp_path / "clip.mp4"
    result = export(ClipSpec(film, 10, 70), path)
    assert result.ok
    assert list(result.frames) == conform(index_file(film), 10, 70)
    assert frame_numbers(path) == list(result.frames)
    pictures = trainer_reads(path)
    assert [picture.shape for picture in pictures] == [(112, 192, 3)] * 40
    assert result.size == (192, 112)


@pytest.mark.parametrize("rate", [Fraction(16), Fraction(24000, 1001), Fraction(25, 2)])
def test_that_a_clip_has_its_rate_to_the_tick(film: Path, tmp_path: Path, rate: Fraction) -> None:
    path = tmp_path / "clip.mp4"
    result = export(ClipSpec(film, 0, 48, rate), path)
    with av.open(str(path)) as clip:
        video = clip.streams.video[0]
        times = [frame.pts * video.time_base for frame in clip.decode(video)]
        assert video.average_rate == rate
        assert video.duration * video.time_base == len(result.frames) / rate
    assert times == [place / rate for place in range(len(result.frames))]


def test_that_a_clip_is_h264_with_a_key_frame_every_16_and_no_b_frames(
    film: Path, tmp_path: Path
) -> None:
    path = tmp_path / "clip.mp4"
    export(ClipSpec(film, 0, 96), path)
    with av.open(str(path)) as clip:
        (video,) = clip.streams
        assert isinstance(video, av.VideoStream)
        packets = [packet for packet in clip.demux(video) if packet.size]
        assert video.codec_context.name == "h264"
        assert video.codec_context.pix_fmt == "yuv420p"
        assert [n for n, packet in enumerate(packets) if packet.is_keyframe] == [0, 16, 32, 48]
        assert all(packet.pts == packet.dts for packet in packets)


def test_that_a_clip_is_tagged_bt709_limited_with_square_pixels(film: Path, tmp_path: Path) -> None:
    path = tmp_path / "clip.mp4"
    export(ClipSpec(film, 0, 3), path)
    with av.open(str(path)) as clip:
        frame = next(clip.decode(video=0))
        assert (frame.colorspace, frame.color_primaries, frame.color_trc) == (1, 1, 1)
        assert frame.color_range == 1
        assert frame.rotation == 0
        assert Fraction(clip.streams.video[0].sample_aspect_ratio or 1) == 1


def test_that_a_lossless_clip_keeps_every_sample(film: Path, tmp_path: Path) -> None:
    path = tmp_path / "clip.mp4"
    result = export(ClipSpec(film, 0, 24, Fraction(24), lossless=True), path)
    assert result.frames == tuple(range(24))
    with av.open(str(film)) as source, av.open(str(path)) as clip:
        pairs = zip(source.decode(video=0), clip.decode(video=0), strict=False)
        # The film counts as BT.601, but its gray pictures are the same in BT.709.
        assert all(np.array_equal(samples(a), samples(b)) for a, b in pairs)


def test_that_a_better_quality_is_closer_to_the_source(film: Path, tmp_path: Path) -> None:
    quality = {}
    for crf in (6, 12, 40):
        path = tmp_path / f"{crf}.mp4"
        export(ClipSpec(film, 0, 12, Fraction(24), crf=crf), path)
        with av.open(str(film)) as source, av.open(str(path)) as clip:
            pairs = zip(source.decode(video=0), clip.decode(video=0), strict=False)
            quality[crf] = min(psnr(samples(a), samples(b)) for a, b in pairs)
    assert quality[6] > quality[12] > quality[40]
    assert quality[12] > 40


def test_that_a_clip_is_cropped_as_marked(film: Path, tmp_path: Path) -> None:
    path = tmp_path / "clip.mp4"
    result = export(ClipSpec(film, 5, 8, Fraction(24), Crop(101, 51, 31, 17), crf=1), path)
    assert result.size == (100, 50)
    with av.open(str(film)) as source, av.open(str(path)) as clip:
        sources = itertools.islice(source.decode(video=0), 5, 8)
        for a, b in zip(sources, clip.decode(video=0), strict=True):
            assert psnr(samples(a)[17:67, 31:131], samples(b)) > 48


def test_that_a_clip_gets_the_size_asked_for(film: Path, tmp_path: Path) -> None:
    path = tmp_path / "clip.mp4"
    result = export(ClipSpec(film, 0, 24, size=Size(96, 56)), path)
    assert result.size == (96, 56)
    assert frame_numbers(path) == list(result.frames)
    assert {picture.shape for picture in trainer_reads(path)} == {(56, 96, 3)}


@pytest.mark.parametrize(
    ("spec", "words"),
    [
        ({"size": Size(208, 112)}, "without enlarging"),
        ({"size": Size(95, 56)}, "even sides"),
        ({"crop": Crop(64, 64, 150, 0)}, "leaves the 192x112 picture"),
        ({"start": 90, "end": 97}, "mark the clip again"),
        ({"start": 9, "end": 9}, "mark the clip again"),
        ({"rate": Fraction(0)}, "cannot have 0 frames a second"),
        ({"rate": Fraction(10**9, 3)}, "choose a rate up to 1000"),
    ],
)
def test_that_an_impossible_clip_is_refused_with_a_sentence(
    film: Path, tmp_path: Path, spec: dict[str, object], words: str
) -> None:
    result = export(ClipSpec(film, **{"start": 0, "end": 9} | spec), tmp_path / "out" / "a.mp4")  # type: ignore[arg-type]
    assert isinstance(result.error, SourceError)
    assert words in str(result.error)
    assert str(film) in str(result.error)
    assert not result.ok
    assert nothing_left(tmp_path / "out")


def test_that_a_slow_film_repeats_frames_and_says_so(tmp_path: Path) -> None:
    film = make_film(tmp_path / "slow.mp4", 10, rate=10)
    result = export(ClipSpec(film, 0, 10), tmp_path / "out.mp4")
    assert result.frames == (0, 0, 1, 1, 2, 3, 3, 4, 5, 5, 6, 6, 7, 8, 8, 9)
    assert frame_numbers(tmp_path / "out.mp4") == list(result.frames)
    assert result.notes == (
        "The film is slower than 16 frames a second: 6 pictures are shown again.",
    )


def test_that_a_variable_rate_is_followed_by_time(tmp_path: Path) -> None:
    times = list(itertools.accumulate([1, 3, 1, 1, 6, 2, 2, 1, 9, 1], initial=0))
    film = make_film(tmp_path / "vfr.mp4", 11, pts=times, time_base=Fraction(1, 48))
    result = export(ClipSpec(film, 0, 11), tmp_path / "out.mp4")
    assert frame_numbers(tmp_path / "out.mp4") == list(result.frames)
    assert list(result.frames) == conform(index_file(film), 0, 11)


def test_that_clips_of_many_films_in_any_order_have_results_in_theirs(
    film: Path, tmp_path: Path
) -> None:
    other = make_film(tmp_path / "other.mkv", range(200, 260), rate=30, gop=7)
    orders = [
        (ClipSpec(film, 50, 90), tmp_path / "a.mp4"),
        (ClipSpec(other, 0, 50), tmp_path / "b.mp4"),
        (ClipSpec(film, 0, 30), tmp_path / "c.mp4"),
        (ClipSpec(tmp_path / "none.mp4", 0, 30), tmp_path / "d.mp4"),
        (ClipSpec(film, 20, 60, size=Size(96, 56)), tmp_path / "e.mp4"),
        (ClipSpec(film, 20, 60, Fraction(8)), tmp_path / "f.mp4"),
        (ClipSpec(film, 95, 96), tmp_path / "g.mp4"),
    ]
    results = export_clips(orders)
    assert [(result.spec, result.path) for result in results] == orders
    assert [result.ok for result in results] == [True, True, True, False, True, True, True]
    for result in results:
        first = 200 if result.spec.source == other else 0
        if result.ok:
            index = index_file(result.spec.source)
            wanted = conform(index, result.spec.start, result.spec.end, result.spec.rate)
            assert list(result.frames) == wanted
            assert frame_numbers(result.path) == [frame + first for frame in wanted]


def test_that_overlapping_clips_share_what_is_decoded(
    film: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[int] = []

    class Counting(one_pass.FrameReader):
        def frames(
            self, wanted: Iterable[int], *, checkpoint: Checkpoint
        ) -> Iterator[tuple[int, av.VideoFrame]]:
            for frame, picture in super().frames(wanted, checkpoint=checkpoint):
                read.append(frame)
                yield frame, picture

    monkeypatch.setattr(one_pass, "FrameReader", Counting)
    orders = [
        (ClipSpec(film, start, start + 30, Fraction(24)), tmp_path / f"{start}.mp4")
        for start in (40, 0, 20, 45)
    ]
    assert all(result.ok for result in export_clips(orders))
    assert read == list(range(75))


def test_that_more_clips_overlap_than_encoders_are_open(film: Path, tmp_path: Path) -> None:
    orders = [
        (ClipSpec(film, start, start + 12, size=Size(96, 56)), tmp_path / f"{start}.mp4")
        for start in range(2 * one_pass.OPEN_AT_ONCE + 1)
    ]
    for result in export_clips(orders):
        assert frame_numbers(result.path) == list(result.frames)


@pytest.mark.parametrize("fails_at", [None, 2])
def test_that_an_encoder_goes_with_its_clip(
    film: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fails_at: int | None
) -> None:
    writers: weakref.WeakSet[ClipWriter] = weakref.WeakSet()
    most = 0

    def count(_progress: Progress) -> None:
        nonlocal most
        most = max(most, len(writers))

    class Watched(ClipWriter):
        def __init__(self, file: IO[bytes], path: Path, form: Form) -> None:
            super().__init__(file, path, form)
            writers.add(self)

        def write(self, frame: av.VideoFrame) -> None:
            super().write(frame)
            if self.frames == fails_at:
                raise WriteError("disk full") from OSError()

    monkeypatch.setattr(clip_file, "ClipWriter", Watched)
    orders = [(ClipSpec(film, a, a + 6), tmp_path / f"{a}.mp4") for a in range(0, 96, 6)]
    results = export_clips(orders, checkpoint=count)
    assert {result.ok for result in results} == {fails_at is None}
    assert most == 1


def test_that_a_picture_lying_on_its_side_is_exported_upright(tmp_path: Path) -> None:
    film = lay_down(make_film(tmp_path / "film.mp4", 30))
    result = export(ClipSpec(film, 0, 30), tmp_path / "out.mp4")
    assert result.size == (112, 192)
    with av.open(str(film)) as source, av.open(str(tmp_path / "out.mp4")) as clip:
        stored = samples(next(source.decode(video=0)))
        shown = next(clip.decode(video=0))
        assert shown.rotation == 0
        assert psnr(np.rot90(stored, -1), samples(shown)) > 40


def test_that_oblong_pixels_are_exported_square(tmp_path: Path) -> None:
    film = make_film(tmp_path / "film.mp4", 10, size=(180, 144), sar=Fraction(64, 45))
    result = export(ClipSpec(film, 0, 10), tmp_path / "out.mp4")
    assert result.size == (256, 144)
    assert frame_numbers(tmp_path / "out.mp4") == list(result.frames)


@pytest.mark.parametrize(
    ("suffix", "codec", "pix_fmt"),
    [
        ("mp4", "libx264", "yuv422p10le"),
        ("mp4", "libx265", "yuv420p10le"),
        ("mp4", "libx264", "yuvj420p"),
        ("mkv", "ffv1", "gray"),
        ("mov", "qtrle", "argb"),
        ("webm", "libvpx-vp9", "yuv420p"),
        ("mp4", "libx264rgb", "rgb24"),
    ],
)
def test_that_films_of_any_kind_are_exported(
    tmp_path: Path, suffix: str, codec: str, pix_fmt: str
) -> None:
    film = make_film(tmp_path / f"film.{suffix}", 12, codec=codec, pix_fmt=pix_fmt)
    result = export(ClipSpec(film, 1, 11), tmp_path / "out.mp4")
    assert frame_numbers(tmp_path / "out.mp4") == list(result.frames)
    assert bool(result.notes) == (pix_fmt == "argb")


def test_that_interlaced_film_is_exported_with_a_note(tmp_path: Path) -> None:
    film = make_film(tmp_path / "film.mp4", 12, options={"x264-params": "tff=1"})
    result = export(ClipSpec(film, 0, 12), tmp_path / "out.mp4")
    assert result.ok
    assert "interlaced" in result.notes[0]


@pytest.mark.parametrize(
    "name",
    ["it's 100% #1 — 한국어 클립 [a]{b};&=+,.mp4", "%05d.mp4", "x" * 240 + ".mp4", "a  b.mp4"],
)
def test_that_names_are_taken_literally(tmp_path: Path, name: str) -> None:
    film = make_film(tmp_path / ("영화 #1 100%.mkv"), 6)
    assert export(ClipSpec(film, 0, 6), tmp_path / "새 폴더" / name).ok
    assert [path.name for path in (tmp_path / "새 폴더").iterdir()] == [name]
    assert len(frame_numbers(tmp_path / "새 폴더" / name)) == 4


def test_that_a_film_damaged_in_the_middle_fails_only_what_lies_behind(tmp_path: Path) -> None:
    film = make_film(tmp_path / "film.mkv", 96)
    data = bytearray(film.read_bytes())
    middle = len(data) * 6 // 10
    data[middle : middle + 4000] = bytes(4000)
    film.write_bytes(data)
    orders = [(ClipSpec(film, a, a + 12), tmp_path / "out" / f"{a}.mp4") for a in range(0, 96, 12)]
    results = export_clips(orders)
    assert [result.ok for result in results[:4]] == [True] * 4
    assert not results[-1].ok
    failed = [result for result in results if not result.ok]
    assert all(isinstance(result.error, SourceError) for result in failed)
    assert {path.name for path in (tmp_path / "out").iterdir()} == {
        result.path.name for result in results if result.ok
    }


def test_that_a_film_is_never_written_over(film: Path, tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    copy = tmp_path / "copy.mp4"
    copy.write_bytes(film.read_bytes())
    spec = ClipSpec(copy, 0, 9)
    orders = [(spec, tmp_path / "sub" / ".." / "copy.mp4"), (spec, tmp_path / "a.mp4")]
    refused, made = export_clips(orders)
    assert "is a film to export from" in str(refused.error)
    assert made.ok
    assert copy.read_bytes() == film.read_bytes()


def test_that_an_hdr_film_is_refused(tmp_path: Path) -> None:
    options = {"color_trc": "smpte2084", "colorspace": "bt2020nc", "color_primaries": "bt2020"}
    film = make_film(
        tmp_path / "hdr.mkv", 4, codec="libx264", pix_fmt="yuv420p10le", options=options
    )
    result = export(ClipSpec(film, 0, 4), tmp_path / "out" / "a.mp4")
    assert "HDR (PQ)" in str(result.error)
    assert nothing_left(tmp_path / "out")


@pytest.mark.parametrize("stop_at", [0, 1, 7, 20, 60, 100])
def test_that_stopping_leaves_nothing_but_finished_clips(
    film: Path, tmp_path: Path, stop_at: int
) -> None:
    calls = itertools.count()

    def stop(progress: Progress) -> None:
        if next(calls) == stop_at:
            raise Stopped

    folder = tmp_path / "out"
    orders = [(ClipSpec(film, a, a + 24), folder / f"{a}.mp4") for a in (0, 12, 48)]
    with pytest.raises(Stopped):
        export_clips(orders, checkpoint=stop)
    for path in folder.glob("*") if folder.exists() else ():
        assert path.suffix == ".mp4"
        assert len(frame_numbers(path)) == 16


def test_that_the_long_way_from_a_key_frame_can_be_stopped(tmp_path: Path) -> None:
    film = make_film(tmp_path / "film.mp4", 120, gop=120)
    calls = itertools.count()

    def stop(_progress: Progress) -> None:
        if next(calls) == 60:
            raise Stopped

    with pytest.raises(Stopped):
        export_clips([(ClipSpec(film, 118, 120), tmp_path / "out.mp4")], checkpoint=stop)


def test_that_progress_rises_to_the_end(film: Path, tmp_path: Path) -> None:
    seen: list[Progress] = []
    orders = [(ClipSpec(film, a, a + 24), tmp_path / f"{a}.mp4") for a in (0, 12, 48)]
    orders.append((ClipSpec(tmp_path / "none.mp4", 0, 10), tmp_path / "none-out.mp4"))
    orders.append((ClipSpec(film, 0, 10, crop=Crop(999, 9, 0, 0)), tmp_path / "big.mp4"))
    export_clips(orders, checkpoint=seen.append)
    done = [progress.done for progress in seen]
    assert done == sorted(done)
    assert {progress.total for progress in seen} == {3 * 24 + 10 + 10}
    assert done[-1] == seen[-1].total
    assert {progress.what for progress in seen} == {"film.mp4", ""}


def test_that_progress_rises_while_a_film_is_indexed(tmp_path: Path) -> None:
    film = make_film(tmp_path / "film.mp4", 600, size=(64, 48))
    seen: list[Progress] = []
    orders = [(ClipSpec(film, 0, 10), tmp_path / "out.mp4")]
    assert export_clips(orders, checkpoint=seen.append)[0].ok
    indexing = [progress.done for progress in seen if progress.what.endswith("indexing")]
    assert indexing[0] < indexing[-1] < 10
    done = [progress.done for progress in seen]
    assert done == sorted(done) and done[-1] == 10


def test_that_a_folder_without_rights_fails_before_anything_is_decoded(
    film: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("not a folder")
    monkeypatch.setattr(one_pass.FrameReader, "frames", lambda *_: pytest.fail("decoded"))
    orders = [(ClipSpec(film, a, a + 24), tmp_path / "file" / f"{a}.mp4") for a in (0, 48)]
    for result in export_clips(orders):
        assert isinstance(result.error, WriteError)
        assert str(result.path) in str(result.error)


def test_that_an_earlier_clip_stays_when_its_new_version_fails(
    film: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "clip.mp4"
    export(ClipSpec(film, 0, 24), path)
    before = path.read_bytes()
    hdr = {"color_trc": "arib-std-b67"}
    other = make_film(tmp_path / "hdr.mkv", 4, pix_fmt="yuv420p10le", options=hdr)
    assert not export(ClipSpec(other, 0, 4), path).ok
    assert path.read_bytes() == before
