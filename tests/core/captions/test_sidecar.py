from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.core.captions.sidecar import encoded, read_sidecar
from app.core.captions.text import one_line
from app.core.errors import SourceError


def test_that_a_caption_is_written_in_plain_utf8() -> None:
    assert encoded("läuft am Strand, 海辺") == b"l\xc3\xa4uft am Strand, \xe6\xb5\xb7\xe8\xbe\xba"
    assert encoded("half \ud83d") == b"half ?"


@given(text=st.text())
@settings(
    deadline=None,  # waits for the disk
    max_examples=50,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_that_a_caption_comes_back_in_normal_form(tmp_path: Path, text: str) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(encoded(one_line(text)))
    assert read_sidecar(path).text == one_line(text)
    assert read_sidecar(path).warning == ""


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ("\ufeffa café".encode(), "byte order mark"),
        (b"\xff\xfe" + "a café".encode("utf-16-le"), "UTF-16"),
        (b"\xfe\xff" + "a café".encode("utf-16-be"), "UTF-16"),
        ("a café".encode("utf-16-le"), "UTF-16"),
        ("a café".encode("cp1252"), "Windows-1252"),
    ],
)
def test_that_other_encodings_are_read_with_a_warning(
    tmp_path: Path, data: bytes, words: str
) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(data)
    found = read_sidecar(path)
    assert found.text == "a café"
    assert words in found.warning
    assert found.warning.endswith(".")


@pytest.mark.parametrize("data", [b"\xff\xfea", b"\x81\x98\xff", b"\x89PNG\0\xff", b"\0\0\0\0"])
def test_that_a_file_that_is_no_text_is_refused(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(data)
    with pytest.raises(SourceError, match=r"a\.txt.*save it as UTF-8"):
        read_sidecar(path)


def test_that_a_missing_file_is_said_in_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="does not exist"):
        read_sidecar(tmp_path / "none.txt")


def test_that_a_caption_of_an_older_korean_program_is_read_and_told(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes("숲속의 큰 흰 토끼가 굴 앞에서 기지개를 켠다".encode("cp949"))
    found = read_sidecar(path)
    assert found.text == "숲속의 큰 흰 토끼가 굴 앞에서 기지개를 켠다"
    assert "Korean (CP949)" in found.warning


def test_that_no_pipe_is_waited_for_and_no_film_is_read_for_a_caption(tmp_path: Path) -> None:
    if hasattr(os, "mkfifo"):
        os.mkfifo(tmp_path / "pipe.txt")
        with pytest.raises(SourceError, match="it is no file"):
            read_sidecar(tmp_path / "pipe.txt")
    with (tmp_path / "big.txt").open("wb") as file:
        file.truncate(1 << 30)
    with pytest.raises(SourceError, match="too large for a caption"):
        read_sidecar(tmp_path / "big.txt")
    with pytest.raises(SourceError, match="it is no file"):
        read_sidecar(tmp_path)
