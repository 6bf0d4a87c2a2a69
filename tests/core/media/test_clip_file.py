from __future__ import annotations

import errno
import signal
import sys
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import av
import pytest

from app.core.errors import WriteError
from app.core.jobs import Progress, Stopped
from app.core.media.clip_file import ClipWriter, Form, Quality, check_clip, writing
from app.core.media.geometry import Size
from tests.films import make_film, numbered_frames

FORM = Form(Size(192, 112), Fraction(16), Quality())


def pictures(count: int) -> Iterator[av.VideoFrame]:
    return numbered_frames(range(count), FORM.size, "yuv420p", None, Fraction(1, 16))


def write(path: Path, count: int = 20) -> None:
    with writing(path, FORM) as clip:
        for frame in pictures(count):
            clip.write(frame)


def test_that_nothing_has_the_final_name_before_the_clip_is_checked(tmp_path: Path) -> None:
    path = tmp_path / "clip.mp4"
    seen = []
    with writing(path, FORM, checkpoint=lambda _: seen.append(path.exists())) as clip:
        for frame in pictures(20):
            clip.write(frame)
            assert not path.exists()
    assert len(seen) > 20  # once per frame of the check
    assert not any(seen)
    assert path.exists()


def test_that_a_clip_that_lost_a_frame_is_not_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = ClipWriter.write

    def lossy(self: ClipWriter, frame: av.VideoFrame) -> None:
        if self.frames == 5:
            self.frames += 1
        else:
            whole(self, frame)

    monkeypatch.setattr(ClipWriter, "write", lossy)
    with pytest.raises(
        WriteError, match=r'"clip\.mp4" was written but has 19 frames instead of 20'
    ):
        write(Path("clip.mp4"))


def test_that_a_block_that_fails_leaves_nothing(tmp_path: Path) -> None:
    class Mishap(Exception):
        pass

    with pytest.raises(Mishap), writing(tmp_path / "clip.mp4", FORM) as clip:
        clip.write(next(pictures(1)))
        raise Mishap
    assert list(tmp_path.iterdir()) == []


def test_that_an_impossible_quality_is_a_sentence(tmp_path: Path) -> None:
    form = Form(FORM.size, FORM.rate, Quality(crf=-5))
    with (
        pytest.raises(WriteError, match="the encoder refused") as caught,
        writing(tmp_path / "clip.mp4", form) as clip,
    ):
        clip.write(next(pictures(1)))
    assert f"[Errno {errno.ERANGE}]" in caught.value.detail
    assert list(tmp_path.iterdir()) == []


def test_that_a_clip_of_no_frames_is_not_kept(tmp_path: Path) -> None:
    with pytest.raises(WriteError, match=r"clip\.mp4"):
        write(tmp_path / "clip.mp4", 0)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("stop_at", [0, 10, 25])
def test_that_stopping_while_it_is_finished_or_checked_leaves_nothing(
    tmp_path: Path, stop_at: int
) -> None:
    seen: list[Progress] = []

    def stop(progress: Progress) -> None:
        seen.append(progress)
        if len(seen) > stop_at:
            raise Stopped

    with pytest.raises(Stopped), writing(tmp_path / "clip.mp4", FORM, checkpoint=stop) as clip:
        for frame in pictures(20):
            clip.write(frame)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no limit to set")
def test_that_a_full_disk_is_one_sentence_and_leaves_nothing(tmp_path: Path) -> None:
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    before = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (2000, hard))
    try:
        with pytest.raises(WriteError) as caught:
            write(tmp_path / "clip.mp4", 60)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, before)
    assert str(caught.value) == f'Cannot write "{tmp_path / "clip.mp4"}": file too large.'
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("form", "frames", "words"),
    [
        (Form(Size(192, 112), Fraction(16), Quality()), 11, "has 10 frames instead of 11"),
        (Form(Size(192, 114), Fraction(16), Quality()), 10, "is 192x112 at 16 frames a second"),
        (Form(Size(192, 112), Fraction(15), Quality()), 10, "is 192x112 at 16 frames a second"),
    ],
)
def test_that_a_check_says_what_is_wrong(
    tmp_path: Path, form: Form, frames: int, words: str
) -> None:
    path = make_film(tmp_path / "clip.mp4", 10, rate=16)
    with pytest.raises(WriteError, match=words):
        check_clip(path, path, form, frames)


@pytest.mark.parametrize("share", [0.0, 0.3, 0.99])
def test_that_a_clip_cut_short_does_not_pass_the_check(tmp_path: Path, share: float) -> None:
    write(tmp_path / "clip.mp4")
    data = (tmp_path / "clip.mp4").read_bytes()
    cut = tmp_path / "cut.mp4"
    cut.write_bytes(data[: int(len(data) * share)])
    with pytest.raises(WriteError, match=r"cut\.mp4"):
        check_clip(cut, cut, FORM, 20)


def test_that_a_clip_with_a_broken_picture_does_not_pass_the_check(tmp_path: Path) -> None:
    write(tmp_path / "clip.mp4")
    data = bytearray((tmp_path / "clip.mp4").read_bytes())
    middle = data.index(b"mdat") + 2000
    data[middle : middle + 400] = bytes(400)
    broken = tmp_path / "broken.mp4"
    broken.write_bytes(data)
    with pytest.raises(WriteError):
        check_clip(broken, broken, FORM, 20)
