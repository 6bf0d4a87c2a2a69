"""Why a file was refused is said in words that help, on Windows too, whose numbers say less."""

from __future__ import annotations

import errno
from pathlib import Path

import pytest

from app.core import errors
from app.core.errors import cannot, reason


@pytest.fixture
def on_windows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(errors, "_ON_WINDOWS", True)


def refusal(number: int | None, winerror: int | None, path: str) -> OSError:
    """Return an error as Python makes it there."""
    error = OSError(number, "the words of the system", path)
    if winerror is not None:
        error.winerror = winerror  # type: ignore[attr-defined, unused-ignore]
    return error


@pytest.mark.usefixtures("on_windows")
@pytest.mark.parametrize(
    ("number", "winerror", "words"),
    [
        (errno.EINVAL, 123, "leave out < >"),
        (errno.EINVAL, 1117, "check the drive"),
        (errno.EINVAL, 39, "disk is full"),
        (errno.EINVAL, 1224, "another program has it open"),
        (errno.EACCES, 21, "drive does not answer"),
        (errno.EACCES, 19, "disk is read-only"),
        (errno.EACCES, 32, "another program has it open"),
        (errno.ENOENT, 53, "drive does not answer"),
        (errno.ENOENT, 2, "does not exist"),
        (errno.EBADF, 6, "the words of the system"),
    ],
)
def test_that_numbers_of_windows_are_understood(number: int, winerror: int, words: str) -> None:
    assert words in reason(refusal(number, winerror, r"D:\films\a.mp4"))


@pytest.mark.usefixtures("on_windows")
def test_that_what_is_too_long_for_windows_is_not_said_to_be_missing() -> None:
    long = "D:\\" + 30 * "a folder \\" + "film.mp4"
    assert "the path is too long for Windows" in reason(refusal(errno.ENOENT, 3, long))
    assert "the path is too long for Windows" in reason(refusal(errno.ENOENT, None, long))
    for name in (300 * "x", 300 * "x" + "\\film.mp4"):
        assert "the name is too long" in reason(refusal(errno.EINVAL, 123, f"D:\\{name}"))


def test_that_a_folder_given_as_a_file_is_said_to_be_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = str(tmp_path)
    with monkeypatch.context() as context:
        context.setattr(errors, "_ON_WINDOWS", True)
        assert "is a folder" in reason(refusal(errno.EACCES, None, folder))
        assert "access is denied" in reason(refusal(errno.EACCES, 5, folder))
    with pytest.raises(OSError, match=r"\[Errno") as caught:
        tmp_path.open()
    assert "is a folder" in cannot("read", tmp_path, caught.value)
