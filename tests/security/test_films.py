"""A film of a stranger: FFmpeg reads that file, and no other one, and nothing of the network."""

from __future__ import annotations

from pathlib import Path

import av
import pytest
from av.error import FFmpegError
from PIL import Image

from app.core.errors import SourceError
from app.core.media.index import index_file
from app.core.media.opening import open_alone, open_film
from tests.films import make_film

HLS = "#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:1,\n{}\n#EXT-X-ENDLIST\n"


def test_that_a_list_of_films_opens_none_of_them(tmp_path: Path) -> None:
    make_film(tmp_path / "inside.mp4", 5)
    film = tmp_path / "film.mkv"
    film.write_text("ffconcat version 1.0\nfile inside.mp4\n", encoding="utf-8")
    av.open(str(film)).close()  # FFmpeg by itself reads the other one
    with pytest.raises(FFmpegError):
        open_alone(film)
    with pytest.raises(SourceError, match="is a playlist"):
        open_film(film)


@pytest.mark.parametrize("kind", ["http://127.0.0.1:9/x.ts", "/etc/passwd"])
def test_that_a_playlist_is_none(tmp_path: Path, kind: str) -> None:
    for name in ("film.m3u8", "film.mp4"):
        film = tmp_path / name
        film.write_text(HLS.format(kind), encoding="utf-8")
        with pytest.raises(SourceError, match="is a playlist"):
            open_film(film)
        with pytest.raises(FFmpegError):
            open_alone(film)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("film.nfo", "a text that FFmpeg would show as a terminal\n"),
        ("film.meta", ";FFMETADATA1\ntitle=x\n"),
        ("film.sdp", "v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nt=0 0\n"
                     "m=video 5004 RTP/AVP 96\na=rtpmap:96 H264/90000\n"),
    ],
)  # fmt: skip
def test_that_what_is_no_film_is_not_opened_as_one(tmp_path: Path, name: str, text: str) -> None:
    film = tmp_path / name
    film.write_text(text, encoding="utf-8")
    with pytest.raises(SourceError, match="cannot be read as a film"):
        open_film(film)


def test_that_a_name_that_is_a_protocol_of_ffmpegs_is_a_file_or_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_film(tmp_path / "a.mp4", 5)
    monkeypatch.chdir(tmp_path)
    for name in ("concat:a.mp4", "subfile,,start,0,end,9,,:a.mp4", "http://127.0.0.1:9/a.mp4"):
        with pytest.raises((SourceError, FFmpegError)):
            open_film(Path(name))
        with pytest.raises(FFmpegError):
            open_alone(Path(name))


@pytest.mark.parametrize("ending", [".mp4", ".mkv", ".mov", ".webm", ".avi", ".ts"])
def test_that_films_are_films_still(tmp_path: Path, ending: str) -> None:
    codec = "libvpx" if ending == ".webm" else "libx264"
    film = tmp_path / f"film{ending}"
    with av.open(str(film), "w") as made:
        stream = made.add_stream(codec, rate=24)
        stream.width, stream.height, stream.pix_fmt = 64, 48, "yuv420p"  # type: ignore[attr-defined]
        for packet in (*stream.encode(av.VideoFrame(64, 48, "yuv420p")), *stream.encode()):
            made.mux(packet)
    open_film(film).close()


@pytest.mark.parametrize("ending", ["jpg", "jpeg", "png", "webp", "bmp", "tiff"])
def test_that_a_picture_is_opened_by_itself(tmp_path: Path, ending: str) -> None:
    for number in (1, 2):  # a numbered row, of which one is asked for
        Image.new("RGB", (96, 64), "red").save(tmp_path / f"a-{number:03d}.{ending}")
    index = index_file(tmp_path / f"a-001.{ending}")
    assert len(index) == 1
