"""A plan beside what the trainer counted: equal, or an alarm for each number that differs."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.core.errors import DatasetError
from app.core.planner.caches.freshness_look import CacheLook, Freshness
from app.core.planner.caches.printed import read_log
from app.core.planner.caches.printed_compare import (
    Comparison,
    compare_file,
    compare_folders,
    compare_log,
    with_left_over,
)
from app.core.planner.plan import Plan
from tests.core.planner.caches.cache_files import write_latents, write_text
from tests.core.planner.caches.trainer_logs import caching, head, image_block, training, video_block
from tests.core.planner.entry_files import (
    clips,
    config_with,
    image_entry,
    pictures,
    plan_of,
    video_entry,
)

HEAD = head([("images", 2), ("videos", 3)], image_block(0), video_block(1))
TRAINING = training([{"(768, 768, 9)": 2}, {"(384, 208, 45)": 5}], [2, 5], 7)


@pytest.fixture
def plan() -> Plan:
    """Two images; three clips, one of which loses a window to the other: 2 + 5 samples."""
    entry = video_entry(target_frames=[45], frame_extraction="uniform", frame_sample=2)
    config = config_with(image_entry(resolution=[768, 768]), entry)
    return plan_of(config, pictures((800, 800), (900, 900)), clips(50, 60, 45))


def only(plan: Plan, text: str) -> Comparison:
    [found] = compare_log(plan, read_log(text))
    return found


def test_that_the_counts_of_each_step_are_equal(plan: Plan) -> None:
    text = HEAD + caching(2, 6) + HEAD + caching(2, 3, text=True) + HEAD + TRAINING
    found = compare_log(plan, read_log(text))
    assert [(each.step, each.ours, each.theirs, each.equal) for each in found] == [
        ("latents", 8, 8, True),
        ("text", 5, 5, True),
        ("train", 7, 7, True),
    ]
    assert found[2].compared == 9  # datasets, 2 × (files, bucket, batches), samples, batches


def test_that_every_number_that_differs_is_an_alarm(plan: Plan) -> None:
    text = HEAD + training([{"(768, 768, 9)": 2}, {"(384, 208, 45)": 6}], [2, 6], 8)
    found = only(plan, text)
    assert not found.equal
    assert [(each.dataset, each.what, each.ours, each.theirs) for each in found.alarms] == [
        (1, "samples of 384×208×45", 5, 6),
        (1, "batches per epoch", 5, 6),
        (None, "samples per epoch", 7, 8),
        (None, "batches per epoch", 7, 8),
    ]
    assert found.alarms[0].text(("Stills", "Clips · uniform")) == (
        "Clips · uniform: samples of 384×208×45: the plan has 5, the trainer counted 6. "
        "Perhaps stale cache files were trained too, or clips, captions or the dataset file "
        "changed after they were cached, or another version of the trainer ran (the plan goes by "
        "musubi 0.3.4)."
    )


def test_that_a_bucket_on_one_side_only_is_an_alarm(plan: Plan) -> None:
    text = HEAD + training([{"(640, 896, 9)": 2}, {"(384, 208, 45)": 5}], [2, 5], 7)
    assert [(each.what, each.ours, each.theirs) for each in only(plan, text).alarms] == [
        ("samples of 640×896×1", 0, 2),
        ("samples of 768×768×1", 2, 0),
    ]


def test_that_many_buckets_are_summed_up(plan: Plan) -> None:
    buckets = {f"({16 * n}, 208, 45)": 1 for n in range(10, 17)}
    text = HEAD + training([{"(768, 768, 9)": 2}, buckets], [2, 7], 9)
    told = [each.what for each in only(plan, text).alarms]
    assert "samples of 4 more buckets" in told


@pytest.mark.parametrize(
    ("block", "key", "ours", "theirs"),
    [
        (video_block(1, resolution="(768, 416)"), "resolution", "384, 208", "768, 416"),
        (video_block(1, targets="(21, 45)"), "target_frames", "45", "21, 45"),
        (video_block(1, mode="chunk"), "frame_extraction", "uniform", "chunk"),
        (video_block(1, sample=3), "frame_sample", "2", "3"),
        (video_block(1, num_repeats=2), "num_repeats", "1", "2"),
        (video_block(1, batch_size=4), "batch_size", "1", "4"),
    ],
)
def test_that_a_dataset_file_that_changed_since_is_an_alarm(
    plan: Plan, block: str, key: str, ours: str, theirs: str
) -> None:
    text = head([("images", 2), ("videos", 3)], image_block(0), block) + TRAINING
    first = only(plan, text).alarms[0]
    assert (first.dataset, first.what, first.ours, first.theirs) == (1, key, ours, theirs)
    assert first.reasons == ("the dataset file was changed since",)


def test_that_uniform_with_one_window_is_head() -> None:
    entry = video_entry(target_frames=[45], frame_extraction="uniform", frame_sample=1)
    plan = plan_of(config_with(entry), clips(50))
    text = head([("videos", 1)], video_block(0, sample=1)) + caching(1)
    assert only(plan, text).equal


def test_that_another_folder_is_a_reason(plan: Plan) -> None:
    text = head([("images", 2), ("videos", 9)], image_block(0), video_block(1, directory="/other"))
    first = only(plan, text + caching(2, 18)).alarms[0]
    assert first.what == "videos listed"
    assert first.reasons[0] == "it read /other"


def test_that_the_log_of_another_file_is_said(plan: Plan) -> None:
    text = head([("videos", 3)], video_block(0)) + caching(6)
    assert only(plan, text).alarms[0].reasons == ("it is the log of another dataset file",)


def test_that_captions_that_were_not_cached_are_a_reason(plan: Plan) -> None:
    line = "WARNING:musubi_tuner.dataset.cache_io:Text encoder output cache file not found: c/z\n"
    text = HEAD + line * 2 + training([{"(768, 768, 9)": 2}, {"(384, 208, 45)": 3}], [2, 3], 5)
    assert only(plan, text).alarms[0].reasons[0] == "2 samples had no cached caption"


def test_that_only_the_last_run_of_a_step_counts(plan: Plan) -> None:
    assert only(plan, HEAD + caching(2, 9) + HEAD + caching(2, 6)).equal


def test_that_a_run_that_counted_nothing_hides_none_before_it(plan: Plan) -> None:
    cut = "INFO:__main__:Load dataset config from x\nTraceback (most recent call last):\n"
    assert only(plan, HEAD + caching(2, 6) + cut).equal


def test_that_a_log_is_read_from_a_file(plan: Plan, tmp_path: Path) -> None:
    log = tmp_path / "log.txt"
    log.write_text(HEAD + caching(2, 6), encoding="utf-8")
    assert compare_file(plan, log)[0].equal
    log.write_text(HEAD + caching(2, 6), encoding="utf-16")
    assert compare_file(plan, log)[0].equal


def test_that_a_file_without_counts_is_refused(plan: Plan, tmp_path: Path) -> None:
    log = tmp_path / "log.txt"
    log.write_text("nothing of the kind")
    with pytest.raises(DatasetError, match="No counts of the trainer"):
        compare_file(plan, log)
    with pytest.raises(DatasetError, match="log2"):
        compare_file(plan, tmp_path / "log2.txt")


# ------------------------------------------------------------------ the folders it left


def looked(plan: Plan, folder: Path) -> Freshness:
    """Look into the folders of a plan, which are named below ``folder``."""
    return CacheLook().look(plan, working=folder)


def fill(folder: Path) -> None:
    for stem, starts in (("a", (0, 5)), ("b", (0, 15)), ("c", (0,))):
        write_text(folder / "c" / f"{stem}_wan_te.safetensors", "words")
        for start in starts:
            name = f"{stem}_{start:05}-045_0384x0208_wan.safetensors"
            write_latents(folder / "c" / name, 45, 208, 384)
    for stem, side in (("a", 800), ("b", 900)):
        write_text(folder / "ci" / f"{stem}_wan_te.safetensors", "words")
        name = f"{stem}_{side:04}x{side:04}_wan.safetensors"
        write_latents(folder / "ci" / name, 1, 768, 768)


def test_that_folders_are_not_compared_before_all_is_cached(plan: Plan, tmp_path: Path) -> None:
    assert compare_folders(looked(plan, tmp_path)) is None
    fill(tmp_path)
    (tmp_path / "c" / "a_wan_te.safetensors").unlink()
    assert compare_folders(looked(plan, tmp_path)) is None


def test_that_folders_hold_what_is_planned(plan: Plan, tmp_path: Path) -> None:
    fill(tmp_path)
    found = compare_folders(looked(plan, tmp_path))
    assert found is not None and found.equal
    assert (found.ours, found.theirs, found.whose) == (7, 7, "the last caching run")


def test_that_what_is_left_over_is_trained_too(plan: Plan, tmp_path: Path) -> None:
    fill(tmp_path)
    write_latents(tmp_path / "c" / "a_00000-021_0384x0208_wan.safetensors", 21, 208, 384)
    found = compare_folders(looked(plan, tmp_path))
    assert found is not None and (found.ours, found.theirs) == (7, 8)
    [alarm] = found.alarms
    assert (alarm.what, alarm.ours, alarm.theirs) == ("samples of 384×208×21", 0, 1)
    assert alarm.reasons == ("1 cache file left over from an earlier plan",)


def test_that_an_alarm_of_a_log_knows_what_lies_in_the_folder(plan: Plan, tmp_path: Path) -> None:
    fill(tmp_path)
    write_latents(tmp_path / "c" / "a_00000-021_0384x0208_wan.safetensors", 21, 208, 384)
    text = HEAD + training(
        [{"(768, 768, 9)": 2}, {"(384, 208, 21)": 1, "(384, 208, 45)": 5}], [2, 6], 8
    )
    found = with_left_over(only(plan, text), looked(plan, tmp_path))
    assert found.alarms[0].reasons[0] == ("1 cache file of an earlier plan in the cache folder")
