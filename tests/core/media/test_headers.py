"""What container headers say: whole or cut off, which way is up."""

from __future__ import annotations

import struct
from pathlib import Path

import pytest

from app.core.media.headers import missing_bytes, mp4_rotation
from tests.films import cut_off, make_film

FORMATS = ["film.mp4", "film.mov", "film.mkv", "film.webm", "film.avi"]


def film(folder: Path, name: str) -> Path:
    codec = "libvpx" if name.endswith("webm") else "mpeg4"
    return make_film(folder / name, 12, codec=codec, container=_front(name))


def _front(name: str) -> dict[str, str]:
    return {"movflags": "faststart"} if name.endswith(("mp4", "mov")) else {}


@pytest.mark.parametrize("name", FORMATS)
def test_that_a_whole_file_misses_nothing(name: str, tmp_path: Path) -> None:
    assert missing_bytes(film(tmp_path, name)) == 0


@pytest.mark.parametrize("name", FORMATS)
def test_that_every_missing_byte_is_counted(name: str, tmp_path: Path) -> None:
    whole = film(tmp_path, name)
    cut = cut_off(whole, 0.6)

    assert missing_bytes(cut) == whole.stat().st_size - cut.stat().st_size


@pytest.mark.parametrize("name", FORMATS)
def test_that_no_beginning_of_a_file_is_an_error(name: str, tmp_path: Path) -> None:
    data = film(tmp_path, name).read_bytes()
    part = tmp_path / "part"

    for length in range(0, 300):
        part.write_bytes(data[:length])
        assert missing_bytes(part) >= 0
        assert mp4_rotation(part) == 0


def test_that_a_segment_of_unknown_size_misses_nothing(tmp_path: Path) -> None:
    stream = tmp_path / "live.webm"
    data = film(tmp_path, "film.webm").read_bytes()
    at = data.index(b"\x18\x53\x80\x67") + 4
    stream.write_bytes(data[:at] + b"\x01" + b"\xff" * 7 + data[at + 8 : len(data) // 2])

    assert missing_bytes(stream) == 0


def test_that_stray_bytes_after_the_last_box_mean_nothing(tmp_path: Path) -> None:
    path = film(tmp_path, "film.mp4")
    path.write_bytes(path.read_bytes() + b"\xff" * 64)

    assert missing_bytes(path) == 0


def test_that_a_file_of_another_kind_misses_nothing(tmp_path: Path) -> None:
    path = make_film(tmp_path / "film.ts", 12)
    assert missing_bytes(path) == 0
    assert missing_bytes(tmp_path / "none") == 0


def tracks(path: Path, matrix: tuple[int, ...]) -> Path:
    """Write the headers of a sound track that is turned, and of a video track with ``matrix``."""

    def box(kind: bytes, *parts: bytes) -> bytes:
        data = b"".join(parts)
        return struct.pack(">I4s", len(data) + 8, kind) + data

    def track(handler: bytes, matrix: tuple[int, ...]) -> bytes:
        a, b, c, d = (value << 16 for value in matrix)
        values = struct.pack(">9i", a, b, 0, c, d, 0, 0, 0, 1 << 30)
        header = box(b"tkhd", bytes(40), values, bytes(8))
        return box(b"trak", header, box(b"mdia", box(b"hdlr", bytes(8), handler, bytes(12))))

    whole = struct.pack(">9i", 1 << 16, 0, 0, 0, 1 << 16, 0, 0, 0, 1 << 30)
    movie = box(b"mvhd", bytes(36), whole, bytes(28))
    moov = box(b"moov", movie, track(b"soun", (0, 1, -1, 0)), track(b"vide", matrix))
    path.write_bytes(box(b"ftyp", b"isom") + moov)
    return path


@pytest.mark.parametrize(
    ("matrix", "degrees"),
    [
        ((1, 0, 0, 1), 0),
        ((0, 1, -1, 0), 90),
        ((-1, 0, 0, -1), 180),
        ((0, -1, 1, 0), 270),
        ((-1, 0, 0, 1), 0),  # mirrored left to right
        ((1, 0, 0, -1), 180),  # upside down: the same, turned
        ((0, 0, 0, 0), 0),
    ],
)
def test_that_the_matrix_of_the_video_track_counts(
    matrix: tuple[int, ...], degrees: int, tmp_path: Path
) -> None:
    assert mp4_rotation(tracks(tmp_path / "film.mp4", matrix)) == degrees
