"""A log as the lines that are shown."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.jobs import Progress, Stopped
from app.core.training.watching.log_cutting import ERROR, WARNING
from app.core.training.watching.log_index import LogIndex, LogLines
from app.core.training.watching.log_tail import LogTail
from app.core.training.watching.log_words import brief
from tests.run_folders import write_run

BARS = (
    "running training\n"
    "\rsteps:   0%|          | 0/9 [00:00<?, ?it/s]\nepoch 1/3\n"
    "\rsteps:  11%|█         | 1/9 [00:11<01:32, 11.50s/it, avr_loss=2.42]"
    "\rsteps:  22%|██        | 2/9 [00:23<01:20, 11.50s/it, avr_loss=2.31]"
    "INFO:musubi_tuner:generating sample images at step / サンプル画像生成 ステップ: 2\n\n"
    "\rSampling timesteps for prompt 1:  50%|█████     | 1/2 [00:00<00:00, 16.15it/s]\x1b[A"
    "\rSampling timesteps for prompt 1: 100%|██████████| 2/2 [00:00<00:00, 16.11it/s]\x1b[A"
    "\rSampling timesteps for prompt 1: 100%|██████████| 2/2 [00:00<00:00, 16.11it/s]\n"
    "\rsteps:  33%|███       | 3/9 [00:34<01:09, 11.50s/it, avr_loss=2.2]"
)
SHOWN = [
    "running training",
    "steps:   0%|          | 0/9 [00:00<?, ?it/s]",
    "epoch 1/3",
    "steps:  22%|██        | 2/9 [00:23<01:20, 11.50s/it, avr_loss=2.31]",
    "INFO:musubi_tuner:generating sample images at step / サンプル画像生成 ステップ: 2",
    "Sampling timesteps for prompt 1: 100%|██████████| 2/2 [00:00<00:00, 16.11it/s]",
    "steps:  33%|███       | 3/9 [00:34<01:09, 11.50s/it, avr_loss=2.2]",
]


def texts(lines: LogLines, least: int = 0) -> list[str]:
    return list(lines.read(lines.rows(least)))


def whole(path: Path, text: str | bytes) -> LogLines:
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return LogIndex(path).update()


def test_that_a_bar_is_one_line_and_what_stands_behind_it_another(tmp_path: Path) -> None:
    assert texts(whole(tmp_path / "a.log", BARS)) == SHOWN


def test_that_line_ends_of_windows_make_no_lines_of_their_own(tmp_path: Path) -> None:
    assert texts(whole(tmp_path / "a.log", "one\r\n\r\n  two\r\nthree\r")) == [
        "one", "  two", "three",
    ]  # fmt: skip


def test_that_a_log_read_byte_by_byte_has_the_same_lines(tmp_path: Path) -> None:
    path, data = tmp_path / "a.log", BARS.encode()
    index = LogIndex(path)
    for end in range(len(data) + 1):
        path.write_bytes(data[:end])
        lines = index.update()
        assert lines.size == end
    assert texts(lines) == SHOWN


@given(st.lists(st.sampled_from([b"a", b"\r", b"\n", b"]INFO:b", b" ", b"1it [00:01, 2it/s"])))
def test_that_where_a_read_ends_makes_no_difference(pieces: list[bytes]) -> None:
    from tempfile import TemporaryDirectory

    with TemporaryDirectory() as folder:
        path = Path(folder, "a.log")
        index = LogIndex(path)
        data = b""
        for piece in pieces:
            data += piece
            path.write_bytes(data)
            grown = index.update()
        at_once = whole(path, data)
        if pieces:
            assert texts(grown) == texts(at_once)


def test_that_what_was_handed_out_does_not_change(tmp_path: Path) -> None:
    path = tmp_path / "a.log"
    path.write_bytes(b"one\ntwo")
    index = LogIndex(path)
    before = index.update()
    path.write_bytes(b"one\ntwo three\nfour\n" + b"x\n" * 5_000)
    after = index.update()
    assert texts(before) == ["one", "two"]
    assert len(after) == 5_003 and texts(after)[:3] == ["one", "two three", "four"]


def test_that_a_log_that_was_begun_anew_is_read_anew(tmp_path: Path) -> None:
    path = tmp_path / "a.log"
    index = LogIndex(path)
    assert len(index.update()) == 0
    path.write_bytes(b"one\ntwo\n")
    assert len(index.update()) == 2
    path.write_bytes(b"three\n")
    assert texts(index.update()) == ["three"]


def test_that_a_line_without_end_is_no_trouble(tmp_path: Path) -> None:
    lines = whole(tmp_path / "a.log", b"x" * 9_000_000 + b"\nlast\n")
    assert texts(lines)[-1] == "last"
    assert all(len(each) <= 4_001 for each in texts(lines))


def test_that_warnings_and_whole_tracebacks_are_told_from_the_rest(tmp_path: Path) -> None:
    log = (
        "fine\nWARNING:a:rounded\nfile.py:849: UserWarning: slow\n"
        "\rsteps:  22%|██   | 2/9 [00:23<01:20, 11.50s/it]Traceback (most recent call last):\n"
        '  File "a.py", line 1, in <module>\n    main()\n'
        "torch.OutOfMemoryError: CUDA out of memory.\nfine again\n"
    )
    lines = whole(tmp_path / "a.log", log)
    assert texts(lines, ERROR) == [
        "Traceback (most recent call last):",
        '  File "a.py", line 1, in <module>',
        "    main()",
        "torch.OutOfMemoryError: CUDA out of memory.",
    ]
    assert texts(lines, WARNING)[:2] == ["WARNING:a:rounded", "file.py:849: UserWarning: slow"]
    assert len(texts(lines, WARNING)) == 6


def test_that_words_are_found_only_where_they_are_shown(tmp_path: Path) -> None:
    lines = whole(tmp_path / "a.log", BARS)
    assert list(lines.find("EPOCH")) == [2]
    assert list(lines.find("1/9")) == []  # a state of the bar that is gone
    assert list(lines.find("ステップ: 2")) == [4]
    assert list(lines.find("steps:")) == [1, 3, 6]
    assert list(lines.find("")) == []


def test_that_a_search_in_much_finds_all_and_can_be_stopped(tmp_path: Path) -> None:
    row = b"INFO: nothing to say of this one, it is only here to be long enough\n"
    lines = whole(tmp_path / "a.log", (row * 999 + b"needle\n") * 20)
    assert list(lines.find("Needle")) == list(range(999, 20_000, 1_000))

    def stop(progress: Progress) -> None:
        if progress.done > 0:
            raise Stopped

    with pytest.raises(Stopped):
        lines.find("needle", stop)


def test_that_the_tail_is_the_last_lines(tmp_path: Path) -> None:
    path = tmp_path / "a.log"
    tail = LogTail(most=4)
    assert tail.read(path).lines == ()
    path.write_bytes(BARS.encode())
    assert list(tail.read(path).lines) == SHOWN[-4:]
    assert tail.read(path).total == len(SHOWN)
    with path.open("ab") as file:
        file.write(b"\rsteps:  44%|####      | 4/9 [00:46<00:57, 11.50s/it]\nend\n")
    assert list(tail.read(path).lines)[-2:] == [
        "steps:  44%|####      | 4/9 [00:46<00:57, 11.50s/it]", "end",
    ]  # fmt: skip
    assert tail.read(path).total == len(SHOWN) + 1


def test_that_the_tail_of_a_huge_log_is_read_from_its_end(tmp_path: Path) -> None:
    path = tmp_path / "a.log"
    path.write_bytes(b"a line like any other\n" * 400_000 + b"the end\n")
    found = LogTail(most=3).read(path)
    assert found.lines == ("a line like any other",) * 2 + ("the end",)
    assert found.total is None and found.size == path.stat().st_size


def test_that_the_tail_follows_the_step_that_runs(tmp_path: Path) -> None:
    first, second = tmp_path / "a.log", tmp_path / "b.log"
    first.write_bytes(b"one\n")
    second.write_bytes(b"two\n")
    tail = LogTail()
    assert tail.read(first).lines == ("one",)
    assert tail.read(second).lines == ("two",)


def test_that_the_log_of_a_run_is_read(tmp_path: Path) -> None:
    lines = LogIndex(write_run(tmp_path, "failed") / "log" / "train.log").update()
    assert texts(lines, ERROR)[-1].startswith("torch.OutOfMemoryError")


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("INFO:musubi_tuner.cache_latents:Encoding dataset [0]", "Encoding dataset [0]"),
        ("WARNING:a.b:target_frames are rounded", "warning: target_frames are rounded"),
        (
            "steps:  22%|██        | 2/9 [00:23<01:20, 11.50s/it, avr_loss=2.31]",
            "steps 2/9 · avr_loss=2.31 · 11.50s/it",
        ),
        (" 50%|█████     | 1/2 [00:00<00:00, 16.15it/s]", "1/2 · 16.15it/s"),
        ("saving checkpoint: /a: b/x.safetensors", "saving checkpoint: /a: b/x.safetensors"),
    ],
)
def test_that_a_line_is_said_in_few_words(line: str, words: str) -> None:
    assert brief(line) == words
