"""The reader of a log, on what was not recorded."""

from __future__ import annotations

import time

import pytest

from app.core.training.progress.reader import LogReader
from app.core.training.progress.summary import Summary, Totals
from tests import trainer_logs

HEAD = (
    "INFO:musubi_tuner.training.trainer_base:Load dataset config from d.toml\n"
    "  num train items / 学習画像、動画数: 1076\n"
    "  num batches per epoch / 1epochのバッチ数: 1076\n"
    "  num epochs / epoch数: 26\n"
    "  gradient accumulation steps / 勾配を合計するステップ数 = 1\n"
    "  total optimization steps / 学習ステップ数: 27976\n"
)


def bar(step: int, loss: str = "0.0921", steps: int = 27_976) -> str:
    return f"\rsteps:   1%|▏     | {step}/{steps} [01:00<9:00:00, 11.57s/it, avr_loss={loss}]"


def training(text: str, totals: Totals | None = None) -> Summary:
    reader = LogReader("train", totals)
    reader.feed(text.encode())
    return reader.summary


# ------------------------------------------------------------------------------------ bars


def test_that_a_bar_is_read_before_the_next_is_drawn() -> None:
    """A step may take a minute; the bar has no end of a line before that."""
    point = training(HEAD + bar(40)).point
    assert point is not None
    assert (point.step, point.steps, point.epoch, point.epochs) == (40, 27_976, 1, 26)
    assert point.loss == 0.0921 and point.seconds_per_step == 11.57


def test_that_half_a_bar_says_nothing() -> None:
    text = HEAD + bar(40) + bar(41)
    for cut in range(1, len(bar(41))):
        point = training(text[:-cut]).point
        assert point is not None and point.step == 40


def test_that_a_step_is_of_the_epoch_it_is_in() -> None:
    for step, epoch in ((1, 1), (1076, 1), (1077, 2), (27_976, 26)):
        point = training(HEAD + bar(step)).point
        assert point is not None and point.epoch == epoch


def test_that_a_lost_loss_says_since_when() -> None:
    text = (
        HEAD
        + bar(1199)
        + bar(1200, "nan")
        + bar(1201, "nan")
        + "".join(bar(step, "nan") for step in range(1202, 1300))
    )
    for found in (training(text), training(text + bar(1300, "0.1"))):
        [warning] = found.warnings
        assert "since step 1,200" in warning
    point = training(text).point
    assert point is not None and point.loss is None


def test_that_escapes_and_ascii_bars_are_read() -> None:
    drawn = "\x1b[2K" + bar(40).replace("▏", "1") + "\x1b[A\x1b[0m\n"
    point = training(HEAD + drawn + "\x1b[32mepoch 2/26\x1b[0m\n").point
    assert point is not None and (point.step, point.epoch) == (40, 2)


def test_that_lines_glued_to_a_bar_are_read() -> None:
    text = (
        HEAD
        + bar(10)
        + "INFO:musubi_tuner.utils.train_utils:saving state at step 10\n"
        + "INFO:accelerate.accelerator:Saving current state to /o/x-step00000010-state\n"
    )
    found = training(text)
    assert found.phase == "saving the state"
    assert [each.as_posix() for each in found.states] == ["/o/x-step00000010-state"]


def test_that_a_windows_path_is_kept() -> None:
    found = training(HEAD + "\nsaving checkpoint: C:\\my runs\\out\\a-000001.safetensors\r\n")
    [path] = found.checkpoints
    assert str(path) == "C:\\my runs\\out\\a-000001.safetensors"


# -------------------------------------------------------------------------- against the plan


def test_that_counts_are_compared_with_the_plan() -> None:
    planned = Totals(items=1078, epoch_batches=1078, steps=28_028)
    items, batches, steps = training(HEAD, planned).warnings
    assert "1,076 samples, the plan 1,078" in items
    assert "1,076 batches, the plan 1,078" in batches
    assert "27,976 steps, the plan 28,028" in steps
    assert training(HEAD, Totals(items=1076, epoch_batches=1076, steps=27_976)).warnings == ()


def test_that_a_cache_bar_has_the_plans_total() -> None:
    data = trainer_logs.log("01_latents")
    reader = LogReader("cache_latents", Totals(batches=(5, 15, 12)))
    reader.feed(data[: data.rindex(b"\r7it [")] + b"\r7it [00:01,  5.00it/s]")
    found = reader.summary
    assert (found.done, found.total, found.part) == (27, 32, (7, 12))
    assert found.phase == "encoding dataset 3 of 3"


def test_that_a_cache_that_is_smaller_than_planned_is_told() -> None:
    reader = LogReader("cache_latents", Totals(batches=(5, 16, 12)))
    reader.feed(trainer_logs.log("01_latents"))
    [warning] = reader.finish(0).warnings
    assert "15 batches of dataset 2 were cached, the plan has 16" in warning


def test_that_totals_of_a_part_of_the_datasets_are_no_total() -> None:
    reader = LogReader("cache_latents", Totals(batches=(5, None, 12)))
    reader.feed(trainer_logs.log("01_latents"))
    assert reader.finish(0).total is None


def test_that_prompts_are_counted_where_the_plan_knows_them() -> None:
    data = trainer_logs.log("04_train_unbuf")
    reader = LogReader("train", Totals(prompts=2))
    reader.feed(data[: data.index(b"Sampling timesteps for prompt 2")])
    assert reader.summary.phase == "sampling prompt 2 of 2"


# ---------------------------------------------------------------------------------- remarks


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("WARNING:x.cache_io:caption mismatch: existing=a, new=b, overwrite", "1 caption was"),
        ("INFO:x.cache_latents:Keep cache file not in the dataset: /c/a", "keep_cache"),
        (
            "WARNING:x:frame_sample is set to 1 for frame_extraction=uniform. "
            "frame_extraction is changed to head.",
            "raise frame_sample",
        ),
        ("WARNING:x:latents_x tensor has NaN: clip_7, replace NaN with 0", "clip_7"),
        ("WARNING:x:Warning: not all LoRA keys are used: lora_a, lora_b", "not all of it is used"),
        (
            "/v/accelerate/tracking.py:1: UserWarning: `log_with=tensorboard` was passed but no "
            "supported trackers are currently installed.",
            "pip install tensorboard",
        ),
        ("ERROR:x:No prompt file / プロンプトファイルがありません: p.txt", "No samples are made"),
        ("ERROR:x:No video generated / 生成された動画がありません", "could not be made"),
        ("ERROR:x:No image_path for i2v model / i2v", "--i"),
        ("INFO:accelerate.checkpointing:Could not load random states", "random numbers"),
        ("WARNING:x:learning rate is used as initial_lr / x", "Adafactor"),
        (
            "Token indices sequence length is longer than the specified maximum (600 > 512)",
            "512 tokens",
        ),
        ("WARNING:x:something that nobody knew", "The trainer warns: something that nobody knew"),
    ],
)
def test_that_a_warning_is_passed_on(line: str, words: str) -> None:
    [sentence] = training(HEAD + bar(3) + line + "\n").warnings
    assert words in sentence


def test_that_warnings_that_repeat_are_counted_and_others_are_not_without_end() -> None:
    line = "WARNING:x.cache_io:Text encoder output cache file not found: /c/a_{}_te\n"
    [sentence] = training(HEAD + "".join(line.format(n) for n in range(1234))).warnings
    assert "1,234 samples are left out" in sentence
    unknown = "".join(f"WARNING:x:odd thing {n}\n" for n in range(1000))
    assert len(training(HEAD + unknown).warnings) == 8


# --------------------------------------------------------------------------------- generate


def test_that_the_generate_script_is_read() -> None:
    steps = "".join(
        f"\r{5 * n:3}%|{'█' * (n // 2)}{' ' * (10 - n // 2)}| {n}/20 [00:{n:02}<00:10,  1.00s/it]"
        for n in range(21)
    )
    text = (
        "INFO:__main__:Using device: cuda\n"
        "INFO:__main__:Loading text encoder to encode all prompts\n"
        "INFO:__main__:Loading DiT model(s)\n"
        "WARNING:root:Warning: not all LoRA keys are used: a\n"
        "INFO:__main__:Processing prompt 1/2: a cat...\n"
    )
    reader = LogReader("generate")
    reader.feed((text + steps[: steps.index("13/20") + 40]).encode())
    found = reader.summary
    assert (found.phase, found.part, found.total) == ("generating prompt 1 of 2", (13, 20), 2)
    more = (
        "\nINFO:__main__:Processing prompt 2/2: a dog...\n"
        + steps
        + "\nINFO:__main__:Decoding latents to videos/images\n"
        "INFO:__main__:Decoding video from latents: torch.Size([16, 21, 60, 104])\n"
    )
    reader.feed(more.encode())
    assert reader.summary.phase == "decoding"
    end = (
        "INFO:__main__:Video saved to: /out/20260101-101010-123_7.mp4\n"
        "INFO:__main__:Video saved to: /out/20260101-101011-123_8.mp4\nINFO:__main__:Done!\n"
    )
    reader.feed(end.encode())
    found = reader.finish(0)
    names = ["20260101-101010-123_7.mp4", "20260101-101011-123_8.mp4"]
    assert [each.name for each in found.saved] == names
    assert (found.done, found.total, found.finished) == (2, 2, True)
    assert len(found.warnings) == 1 and found.trouble is None


def test_that_one_video_has_a_bar_without_a_name() -> None:
    reader = LogReader("generate")
    reader.feed(" 15%|█▌        | 3/20 [00:03<00:17,  1.00s/it]".encode())
    found = reader.summary
    assert (found.phase, found.part, found.done, found.total) == ("generating", (3, 20), 0, 1)


# ------------------------------------------------------------------------------------ limits


def test_that_a_log_of_many_megabytes_takes_seconds_and_little_room() -> None:
    """A run of four days: 8 MB of bars, of noise, of lines of others, and of no line's end."""
    bars = "".join(bar(step) for step in range(1, 27_976)).encode()
    noise = b"INFO:musubi_tuner.dataset.cache_io:epoch is incremented. current_epoch: 0, epoch: 1\n"
    line = b"some line of some other program, that prints a lot of them, nobody knows why\n"
    for unit in (bars, noise, line, b"x" * 99, b"\r", b"\n", b"[", b"\x1b[A"):
        reader = LogReader("train")
        reader.feed(HEAD.encode())
        data = unit * (8 * 2**20 // len(unit))
        began = time.process_time()
        for start in range(0, len(data), 1 << 16):
            reader.feed(data[start : start + (1 << 16)], start / 2**20)
        assert time.process_time() - began < 8  # 0.4 s here at most, but for a loaded machine
        assert len(reader.summary.last_words) <= 12
        assert sum(map(len, reader.summary.last_words)) < 100_000


def test_that_what_is_no_utf_8_is_read_all_the_same() -> None:
    data = HEAD.encode("cp932") + bar(12).encode("utf-8") + b"\xff\xfe\x00epoch"
    reader = LogReader("train")
    for start in range(len(data)):
        reader.feed(data[start : start + 1])
    found = reader.finish(None)
    assert found.counts.items == 1076 and found.done == 12


def test_that_last_words_hold_no_bars() -> None:
    words = training(HEAD + bar(3) + bar(4) + "\nepoch 1/26\n\n" + bar(5)).last_words
    assert words[-1] == "epoch 1/26" and not any("steps:" in line for line in words)


def test_that_a_damaged_cache_that_the_trainer_waits_for_for_ever_is_told_while_it_waits() -> None:
    """As seen: the worker cannot hand over what it met, and no step and no end ever comes."""
    found = training(
        bar(18)
        + "Traceback (most recent call last):\n"
        + '  File "multiprocessing/queues.py", line 244, in _feed\n'
        + "_pickle.PicklingError: Can't pickle <class 'safetensors_rust.SafetensorError'>: import "
        + "of module 'safetensors_rust' failed\n"
    )
    assert any("cache file is damaged" in each for each in found.warnings)
