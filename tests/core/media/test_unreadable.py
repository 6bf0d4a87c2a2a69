"""What is no film is refused in one sentence; what is one is read under any name."""

from __future__ import annotations

import errno
from pathlib import Path
from typing import NoReturn

import pytest

from app.core.errors import SourceError
from app.core.media.index import index_file
from app.core.media.probe import probe
from app.core.media.reader import FrameReader
from tests.films import frame_number, make_film, make_sound, patched


def refusal(path: Path) -> str:
    with pytest.raises(SourceError) as caught:
        index_file(path)
    text = str(caught.value)
    assert text.startswith((f'"{path}" ', f'Cannot read "{path}": '))
    assert text.endswith(".")
    assert "\n" not in text
    assert "Errno" not in text
    return text


def test_that_a_missing_file_is_refused(tmp_path: Path) -> None:
    assert "does not exist" in refusal(tmp_path / "none.mp4")


def test_that_a_folder_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "folder.mp4"
    folder.mkdir()

    assert "is a folder" in refusal(folder)


def test_that_an_empty_file_is_refused(tmp_path: Path) -> None:
    film = tmp_path / "empty.mp4"
    film.touch()

    assert "is empty" in refusal(film)


@pytest.mark.parametrize(
    "text", ["hello world\n" * 50, "<html><body>404</body></html>", "#EXTM3U\na.ts\n", "\0" * 999]
)
def test_that_a_text_is_refused(text: str, tmp_path: Path) -> None:
    film = tmp_path / "text.mp4"
    film.write_text(text, encoding="utf-8")

    assert "cannot be read as a film" in refusal(film)


def test_that_a_playlist_is_refused_however_it_is_named(tmp_path: Path) -> None:
    make_film(tmp_path / "inside.mp4", 5)
    film = tmp_path / "list.mp4"
    film.write_text("ffconcat version 1.0\nfile inside.mp4\n", encoding="utf-8")

    assert "is a playlist" in refusal(film)


def test_that_sound_alone_is_refused(tmp_path: Path) -> None:
    assert "has no video in it" in refusal(make_sound(tmp_path / "sound.mp4"))


def test_that_an_unknown_codec_is_refused(tmp_path: Path) -> None:
    film = patched(make_film(tmp_path / "film.mp4"), b"avc1", b"zzz1")

    assert "unknown kind" in refusal(film)


def test_that_a_film_without_rights_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    film = make_film(tmp_path / "film.mp4", 5)

    def denied(*_: object, **__: object) -> NoReturn:
        raise PermissionError(errno.EACCES, "Permission denied", str(film))

    monkeypatch.setattr(Path, "open", denied)

    assert "access is denied" in refusal(film)


NAMES = [
    "with spaces in it.mp4",
    'it\'s "quoted".mp4',
    "hash # and %03d percent %s.mp4",
    "서울의 밤하늘 아래에서.mp4",
    "東京.mp4",
    "émoji 🎬.mp4",
    "[brackets] {braces} & more; $HOME `x`.mp4",
    "no suffix",
    "film.MP4",
    "a" * 246 + ".mp4",
    "-leading-dash.mp4",
    "pipe:0.mp4",
]


@pytest.mark.parametrize("name", NAMES)
def test_that_any_name_is_read(name: str, tmp_path: Path) -> None:
    film = make_film(tmp_path / "plain.mp4", 12)
    try:
        film = film.rename(tmp_path / name)
    except OSError:
        pytest.skip("this file system does not take the name")

    index = index_file(film)

    assert probe(film).frames == 12
    with FrameReader(index) as reader:
        assert frame_number(reader.read(7)) == 7


def test_that_a_relative_path_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make_film(tmp_path / "film.mp4", 5)
    monkeypatch.chdir(tmp_path)

    assert index_file(Path("film.mp4")).path == (tmp_path / "film.mp4").resolve()


def test_that_a_picture_is_a_film_of_one_frame(tmp_path: Path) -> None:
    film = make_film(tmp_path / "one.mp4", 1)

    index = index_file(film)

    assert (len(index), index.variable_rate) == (1, False)
    with FrameReader(index) as reader:
        assert frame_number(reader.read(0)) == 0
