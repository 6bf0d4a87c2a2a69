"""The trainer's own counts, read from its log whole and in pieces."""

from __future__ import annotations

import time

import pytest

from app.core.planner.caches.printed import LogReader, Printed, read_log
from tests.core.planner.caches.trainer_logs import caching, head, image_block, training, video_block

HEAD = head([("images", 3), ("videos", 4)], image_block(0), video_block(1))
CACHING = HEAD + caching(3, 8)
TRAINING = HEAD + training(
    [{"(768, 768, 9)": 2, "(640, 896, 9)": 1}, {"(384, 208, 45)": 7}], [3, 7], 10
)


def one(text: str) -> Printed:
    [run] = read_log(text)
    return run


def test_that_a_caching_run_is_read() -> None:
    run = one(CACHING)
    assert run.step == "latents" and not run.broken
    assert [(each.found, each.batches) for each in run.datasets] == [(3, 3), (4, 8)]
    assert run.datasets[1].settings["target_frames"] == "(45,)"
    assert run.datasets[1].settings["video_directory"] == "v"


def test_that_the_caching_of_captions_is_told_from_that_of_pictures() -> None:
    assert one(HEAD + caching(3, 4, text=True)).step == "text"


def test_that_a_training_is_read() -> None:
    run = one(TRAINING)
    assert (run.step, run.items, run.batches) == ("train", 10, 10)
    assert run.datasets[0].groups(image=True) == {(768, 768, 1): 2, (640, 896, 1): 1}
    assert run.datasets[1].groups(image=False) == {(384, 208, 45): 7}
    assert [each.batches for each in run.datasets] == [3, 7]


def test_that_numbers_are_read_where_the_japanese_was_lost() -> None:
    text = TRAINING.replace("学習画像、動画数", "????????").replace(
        "1epochのバッチ数", "1epoch?????"
    )
    assert one(text) == one(TRAINING)


@pytest.mark.parametrize("text", [CACHING, TRAINING, CACHING + TRAINING])
@pytest.mark.parametrize("size", [1, 7, 4096])
def test_that_pieces_give_what_the_whole_gives(text: str, size: int) -> None:
    reader = LogReader()
    for start in range(0, len(text), size):
        reader.feed(text[start : start + size])
    assert reader.close() == read_log(text)


@pytest.mark.parametrize("text", [CACHING, TRAINING])
def test_that_the_ends_of_lines_of_windows_change_nothing(text: str) -> None:
    reader = LogReader()
    for character in text.replace("\n", "\r\n"):
        reader.feed(character)
    assert reader.close() == read_log(text)


def test_that_lines_that_are_glued_to_a_bar_are_read() -> None:
    glued = CACHING.replace("it/s]\nINFO:", "it/s]INFO:")
    assert one(glued) == one(CACHING)


def test_that_a_line_in_the_middle_of_a_bar_does_not_end_it() -> None:
    text = CACHING.replace(
        "\r2it [00:02,  8.1it/s]",
        "\r2it [00:02,  8.1it/s]WARNING:root:latents tensor has NaN\n\r2it [00:02,  8.1it/s]",
    )
    assert one(text) == one(CACHING)


def test_that_each_step_of_a_file_is_a_run() -> None:
    runs = read_log(CACHING + HEAD + caching(3, 4, text=True) + TRAINING)
    assert [run.step for run in runs] == ["latents", "text", "train"]
    assert [run.datasets[1].batches for run in runs] == [8, 4, 7]


def test_that_a_bar_that_was_killed_counts_nothing() -> None:
    run = one(HEAD + caching(3) + caching(8)[:-30].replace("[0]", "[1]"))
    assert run.broken
    assert [each.batches for each in run.datasets] == [3, None]


@pytest.mark.parametrize("last", ["Traceback (most recent call last):\n", "KeyboardInterrupt\n"])
def test_that_a_bar_before_an_error_counts_nothing(last: str) -> None:
    run = one(HEAD + caching(3, 5) + last)
    assert run.broken
    assert [each.batches for each in run.datasets] == [3, None]


def test_that_a_training_that_fails_later_has_counted() -> None:
    run = one(TRAINING + "Traceback (most recent call last):\n")
    assert not run.broken and run.items == 10


def test_that_what_it_removed_kept_and_missed_is_counted() -> None:
    lines = (
        "INFO:musubi_tuner.cache_latents:Removed old cache file: c/x_wan.safetensors\n" * 3
        + "INFO:musubi_tuner.cache_latents:Keep cache file not in the dataset: c/y\n" * 2
        + "WARNING:musubi_tuner.dataset.cache_io:Text encoder output cache file not found: c/z\n"
    )
    run = one(CACHING + lines)
    assert (run.removed, run.kept, run.without_text) == (3, 2, 1)


def test_that_a_jsonl_is_counted_as_a_folder_is() -> None:
    text = CACHING.replace("found 4 videos", "loaded 4 videos")
    assert one(text) == one(CACHING)


def test_that_other_things_that_are_found_are_no_files() -> None:
    line = "INFO:musubi_tuner.dataset.datasources:found 2 matching control videos for 4 videos\n"
    text = CACHING.replace("INFO:musubi_tuner.dataset.config_utils", line + "INFO:x.config_utils")
    assert [each.found for each in one(text).datasets] == [3, 4]


def test_that_a_bucket_of_one_frame_training_is_read() -> None:
    text = HEAD + training([{"(768, 768, 9, 1, (768, 768))": 3}, {}], [3, 0], 3)
    assert one(text).datasets[0].buckets == {(768, 768, 9): 3}


def test_that_other_text_has_no_runs() -> None:
    assert read_log("epoch 1/2\nsteps:   3%|▎| 1/31 [00:01<00:30, 1.0it/s]\n") == ()
    assert read_log("") == ()


@pytest.mark.parametrize(
    "line",
    [
        "[Dataset 50000000]",
        "INFO:musubi:Encoding dataset [99999999]",
        f"num train items: {'9' * 5000}",
        f"bucket: ({'9' * 5000}, 2, 3), count: {'9' * 5000}",
        f"  key: {' ' * 50_000}x",
        "bucket: (" * 20_000,
        "x" * 200_000,
    ],
)
def test_that_a_line_that_is_no_line_of_a_log_takes_no_time_and_no_memory(line: str) -> None:
    began = time.monotonic()
    (run,) = read_log(f"INFO:x:Load dataset config from a\nfound 3 videos\n[Dataset 0]\n{line}")
    assert time.monotonic() - began < 5  # it was minutes
    assert len(run.datasets) == 1 and run.items is None
