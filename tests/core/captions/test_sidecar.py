from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.core.captions.sidecar import read_sidecar, sidecar_of, write_sidecar
from app.core.captions.text import one_line
from app.core.errors import SourceError


def test_that_a_caption_is_written_as_one_line_of_plain_utf8(tmp_path: Path) -> None:
    path = sidecar_of(tmp_path / "clip.v2_0000000-0000045.mp4")
    write_sidecar(path, "Ein Mädchen läuft\nam Strand, 海辺 ")
    assert path.name == "clip.v2_0000000-0000045.txt"
    assert path.read_bytes() == "Ein Mädchen läuft am Strand, 海辺".encode()


@given(text=st.text())
@settings(
    deadline=None,  # waits for the disk
    max_examples=50,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_that_a_caption_comes_back_in_normal_form(tmp_path: Path, text: str) -> None:
    path = tmp_path / "a.txt"
    write_sidecar(path, text)
    assert read_sidecar(path).text == one_line(text)
    assert read_sidecar(path).warning == ""


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ("\ufeffa café".encode(), "byte order mark"),
        (b"\xff\xfe" + "a café".encode("utf-16-le"), "UTF-16"),
        (b"\xfe\xff" + "a café".encode("utf-16-be"), "UTF-16"),
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


@pytest.mark.parametrize(
    "data", [b"\xff\xfea", b"\x81\x8d\x8f", "a cat".encode("utf-16-le"), b"\x89PNG\0\xff"]
)
def test_that_a_file_that_is_no_text_is_refused(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(data)
    with pytest.raises(SourceError, match=r"a\.txt.*save it as UTF-8"):
        read_sidecar(path)


def test_that_a_missing_file_is_said_in_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="does not exist"):
        read_sidecar(tmp_path / "none.txt")
