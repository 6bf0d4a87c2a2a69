"""Whole plans: the author's dataset, edits, errors in the trainer's order, other rules."""

from __future__ import annotations

import math
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.core.planner.check import check
from app.core.planner.facts import DatasetFacts, Source, Sources, VideoFact
from app.core.planner.plan import Plan, Planner
from app.core.planner.report import headline, plan_json, words
from app.core.planner.rules import MUSUBI_LATER
from tests.core.planner.entry_files import (
    clips,
    config_with,
    image_entry,
    pictures,
    plan_of,
    sources,
    video_entry,
)

AUTHOR = (
    image_entry(resolution=[768, 768]),
    video_entry(resolution=[768, 416], frame_extraction="head", target_frames=[1, 21]),
    video_entry(
        cache_directory="c2", frame_extraction="uniform", target_frames=[45], frame_sample=2
    ),
)


def author_plan() -> Plan:
    """Return the plan of 120 images and 240 clips, two of which have exactly 45 frames."""
    lengths = [45 if number in (3, 7) else 46 + number % 43 for number in range(240)]
    films = sources(
        *(
            Source(f"v/clip_{number:03}.mp4", VideoFact(frames, 1920, 1040))
            for number, frames in enumerate(lengths)
        )
    )
    stills = pictures(*[(768, 768)] * 120)
    return plan_of(config_with(*AUTHOR), stills, films, films)


def messages(plan: Plan) -> str:
    return "\n".join(finding.text for finding in (*plan.errors, *check(plan).warnings))


# ------------------------------------------------------------------ the author's 1,078


def test_that_the_authors_dataset_gives_1078_samples() -> None:
    plan = author_plan()
    assert (plan.samples, plan.steps_per_epoch) == (1078, 1078)
    assert [dataset.samples for dataset in plan.datasets] == [120, 480, 478]
    assert [dataset.cache_batches for dataset in plan.datasets] == [120, 480, 480]
    assert headline(plan).startswith("1,078 samples · 1,078 steps/epoch · heaviest 768×416×21")


def test_that_the_two_missing_samples_are_explained() -> None:
    plan = author_plan()
    assert [(w.dataset, w.file, w.message) for w in plan.warnings] == [
        (2, name, "2 windows share start 0: 1 sample lost; 46 frames would give both")
        for name in ("clip_003.mp4", "clip_007.mp4")
    ]
    text = words(plan)
    assert "2 samples lost to windows that overwrite one another (without them 480)" in text
    assert "clip_003.mp4 and clip_007.mp4: 2 windows share start 0" in text


def test_that_a_window_that_shares_its_file_is_marked() -> None:
    windows = author_plan().datasets[2].windows
    assert {window.file for window in windows if window.collides} == {
        "clip_003.mp4",
        "clip_007.mp4",
    }
    assert windows[0].cache_file == "clip_000_00000-045_0384x0208_wan.safetensors"


# ------------------------------------------------------------------ losses


def test_that_a_clip_too_short_is_listed_with_what_it_needs() -> None:
    plan = plan_of(config_with(video_entry(target_frames=[1, 45])), clips(44, 20))
    (dataset,) = plan.datasets
    assert [(loss.file, loss.frames, loss.needs) for loss in dataset.dropped] == [
        ("a.mp4", 44, 45),
        ("b.mp4", 20, 45),
    ]
    assert dataset.unused == ()
    assert "1 frame more" in dataset.dropped[0].reason


def test_that_a_loss_by_resampling_names_frames_of_the_source() -> None:
    entry = video_entry(target_frames=[81], source_fps=30.0, frame_extraction="chunk")
    plan = plan_of(config_with(entry), clips(151))
    (loss,) = plan.datasets[0].dropped
    assert loss.needs == 152
    assert "80 frames at 16 fps" in loss.reason


def test_that_equal_stems_overwrite_one_another() -> None:
    facts = sources(
        Source("v/same.mov", VideoFact(50, 1920, 1040)),
        Source("v/same.mp4", VideoFact(60, 1920, 1040)),
    )
    plan = plan_of(config_with(video_entry(target_frames=[1, 45])), facts)
    assert plan.samples == 2
    assert plan.datasets[0].cache_files == 2
    assert all(window.collides for window in plan.datasets[0].windows)
    assert all(window.collides for window in plan.datasets[0].windows_of(facts.sources.items[0]))
    assert plan.datasets[0].windows_of(clips(50).sources.items[0])[0].collides is False
    assert "same.mov: 2 cache files also written by same.mp4" in messages(plan)


def test_that_capital_letters_make_no_other_file_where_case_is_folded() -> None:
    items = [Source(f"v/{name}", VideoFact(50, 1920, 1040)) for name in ("A.mov", "a.mp4")]
    config = config_with(video_entry(target_frames=[45]))
    assert plan_of(config, DatasetFacts(Sources(items))).samples == 2
    assert plan_of(config, DatasetFacts(Sources(items, fold_case=True))).samples == 1


def test_that_training_does_not_see_names_that_begin_with_a_dot() -> None:
    facts = sources(Source("p/.a.mp4", VideoFact(50, 1920, 1040)), *clips(50).sources.items)
    plan = plan_of(config_with(video_entry(target_frames=[45])), facts)
    assert (plan.datasets[0].cache_files, plan.samples) == (2, 1)


@pytest.mark.parametrize(
    ("keys", "wanted"),
    [
        ({"target_frames": [16]}, "[13] is used"),
        ({"frame_extraction": "uniform"}, "becomes head"),
        ({"frame_extraction": "slide"}, "every frame"),
        ({"frame_extraction": "chunk"}, "every frame a sample"),
        ({"frame_extraction": "full", "target_frames": [21]}, "full ignores target_frames"),
        ({"num_repeats": 0}, "trains nothing"),
        ({"enable_bucket": False}, "nearest bucket although"),
        ({"bucket_no_upscale": True, "resolution": 2000}, "a.mp4: enlarged"),
        ({"frame_extraction": "uniform", "frame_sample": 0}, "frame_sample = 0 takes no window"),
        ({"frame_extraction": "slide", "frame_stride": -1}, "frame_stride = -1 takes no window"),
        ({"frame_extraction": "chunk", "target_frames": [0, 1]}, "rounds down to -3"),
        ({"source_fps": 8.0, "target_frames": [45]}, "head stops early"),
    ],
)
def test_that_settings_that_surprise_are_said(keys: dict[str, Any], wanted: str) -> None:
    assert wanted in messages(plan_of(config_with(video_entry(**keys)), clips(60)))


# ------------------------------------------------------------------ where the trainer stops


def stages(plan: Plan) -> list[tuple[str, int | None]]:
    return [(error.stage, error.dataset) for error in plan.errors]


@pytest.mark.parametrize(
    ("keys", "stage"),
    [
        ({"target_frames": []}, "datasets"),
        ({"target_frames": [0]}, "cache_latents"),
        ({"target_frames": [0, 21]}, "train"),
        ({"frame_extraction": "first"}, "cache_latents"),
        ({"frame_extraction": "slide", "frame_stride": 0}, "cache_latents"),
        ({"frame_extraction": "uniform", "frame_sample": -1}, "cache_latents"),
        ({"frame_extraction": "full", "max_frames": 0}, "train"),
        ({"batch_size": 0}, "cache_latents"),
        ({"batch_size": -1}, "cache_latents"),
        ({"resolution": 16}, "cache_latents"),
        ({"source_fps": 0.0}, "cache_latents"),
        ({"num_repeats": 0}, "train"),
        ({"target_frames": [81]}, "train"),
        ({"cache_directory": "a[1]"}, "train"),
    ],
)
def test_that_a_bad_value_stops_the_trainer_where_it_does(keys: dict[str, Any], stage: str) -> None:
    facts = clips(60)
    if keys.get("cache_directory"):
        facts = sources(*facts.sources.items, cache_seen=False)
    plan = plan_of(config_with(video_entry(**keys)), facts)
    assert plan.errors[0].stage == stage
    assert not check(plan).ok
    assert plan.errors[0].message.endswith(".")


def test_that_a_batch_size_of_nothing_stops_the_captions_where_there_is_no_window() -> None:
    config = config_with(video_entry(batch_size=0, target_frames=[81]))
    assert stages(plan_of(config, clips(60))) == [("cache_text", 0)]


def test_that_errors_stand_in_the_trainers_order() -> None:
    late = video_entry(frame_extraction="full", max_frames=0)
    early = video_entry(cache_directory="c2", frame_extraction="first")
    nothing = {"cache_directory": "c3"}
    plan = plan_of(config_with(late, early, nothing, late), *[clips(60)] * 4)
    assert stages(plan) == [
        ("datasets", 2),
        ("datasets", None),
        ("cache_latents", 1),
        ("train", 0),
        ("train", 3),
    ]
    assert plan.samples is None and plan.steps_per_epoch is None
    known = plan_json(plan)["datasets"]
    assert isinstance(known, list) and known[0]["windows"] and known[0]["samples"] is None


def test_that_a_file_without_datasets_is_an_error() -> None:
    assert stages(plan_of(config_with())) == [("datasets", None)]


def test_that_a_jsonl_needs_a_cache_folder() -> None:
    config = config_with({"video_jsonl_file": "v.jsonl"})
    assert stages(plan_of(config, clips(60)))[0] == ("cache_latents", 0)


def test_that_what_is_known_before_a_stop_is_still_reported() -> None:
    facts = sources(
        *clips(60).sources.items, Source("v/z.mp4", VideoFact(0, 0, 0, "it cannot be opened"))
    )
    plan = plan_of(config_with(video_entry(target_frames=[45])), facts)
    assert stages(plan) == [("cache_latents", 0)]
    report = plan_json(plan)
    assert report["samples"] is None
    assert isinstance(report["datasets"], list)
    assert [window["file"] for window in report["datasets"][0]["windows"]] == ["a.mp4"]
    assert report["datasets"][0]["unused"] == []


def test_that_head_uses_a_clip_that_is_damaged_further_on() -> None:
    facts = sources(Source("v/a.mp4", VideoFact(30, 1920, 1040, "it stops decoding")))
    assert plan_of(config_with(video_entry(target_frames=[21])), facts).samples == 1
    assert plan_of(config_with(video_entry(target_frames=[45])), facts).errors


# ------------------------------------------------------------------ what stops it later


def test_that_mixed_shapes_in_a_batch_are_fatal() -> None:
    facts = sources(
        Source("v/a.mp4", VideoFact(50, 1920, 1040)), Source("v/b.mp4", VideoFact(50, 1040, 1920))
    )
    entry = video_entry(target_frames=[45], enable_bucket=False)
    plan = plan_of(config_with(entry, batch_size=2), facts)
    assert plan.errors == ()
    assert [bucket.mixed for bucket in plan.datasets[0].buckets or ()] == [True]
    assert [w.key for w in plan.warnings if w.fatal] == ["enable_bucket"]
    assert not check(plan).ok
    assert check(plan_of(config_with(entry, batch_size=1), facts)).ok


@pytest.mark.parametrize(
    ("resolution", "ok"), [([250, 130], False), ([256, 128], True), ([4, 4], False)]
)
def test_that_image_sizes_the_model_cannot_take_are_fatal(resolution: list[int], ok: bool) -> None:
    config = config_with(image_entry(enable_bucket=False, resolution=resolution))
    assert check(plan_of(config, pictures((640, 480)))).ok is ok


def test_that_further_targets_are_for_another_model() -> None:
    report = check(plan_of(config_with(image_entry(multiple_target=True)), pictures((640, 480))))
    assert [finding.key for finding in report.warnings if finding.fatal] == ["multiple_target"]


def test_that_absurd_numbers_are_refused_rather_than_counted() -> None:
    entry = video_entry(frame_extraction="uniform", frame_sample=10**12, target_frames=[21])
    assert plan_of(config_with(entry), clips(60)).errors[0].key == "frame_sample"
    huge = config_with(video_entry(resolution=[10**9, 10**9]))
    assert plan_of(huge, clips(60)).errors[0].key == "resolution"


# ------------------------------------------------------------------ sharing, foreign files


def test_that_two_spellings_of_one_cache_folder_are_counted_as_trained() -> None:
    first = video_entry(target_frames=[1])
    second = video_entry(cache_directory="c/", target_frames=[21, 45])
    plan = plan_of(config_with(first, second), clips(60), clips(60))
    assert [dataset.samples for dataset in plan.datasets] == [2, 2]
    assert "deletes the cache of dataset 0" in messages(plan)


def test_that_a_refused_dataset_does_not_hide_the_one_it_shares_with() -> None:
    first = video_entry(target_frames=[1], frame_extraction="first")
    plan = plan_of(
        config_with(video_entry(resolution=16), video_entry(cache_directory="c/")),
        clips(60),
        clips(60),
    )
    assert stages(plan) == [("cache_latents", 0)]
    assert plan_of(config_with(first), clips(60)).errors


def test_that_images_and_videos_in_one_cache_folder_stop_training() -> None:
    films = video_entry(target_frames=[1])
    stills = image_entry(cache_directory="./c")
    plan = plan_of(config_with(films, stills), clips(60), pictures((640, 480)))
    assert stages(plan) == [("train", 0)]


def test_that_one_cache_folder_for_two_datasets_is_refused() -> None:
    plan = plan_of(config_with(video_entry(), video_entry()), clips(60), clips(60))
    assert stages(plan) == [("datasets", None)]


def test_that_files_that_caching_would_delete_are_named() -> None:
    names = ("my_style_wan.safetensors", "a_00000-081_0384x0208_wan.safetensors", "notes.txt")
    facts = sources(*clips(60).sources.items, cached=names)
    text = messages(plan_of(config_with(video_entry(target_frames=[45])), facts))
    assert "my_style_wan.safetensors" in text and "deletes it" in text
    assert "1 cache file of an earlier plan" in text


# ------------------------------------------------------------------ other trainers


def test_that_later_rules_honour_the_bucket_flags_for_videos() -> None:
    config = config_with(video_entry(enable_bucket=False, resolution=[320, 320]))
    (dataset,) = plan_of(config, clips(5), rules=MUSUBI_LATER).datasets
    assert dataset.windows[0].bucket == (320, 320)
    (dataset,) = plan_of(config, clips(5)).datasets
    assert dataset.windows[0].bucket == (416, 240)
    small = config_with(video_entry(bucket_no_upscale=True, resolution=[960, 544]))
    facts = clips(5, size=(200, 120))
    assert plan_of(small, facts, rules=MUSUBI_LATER).datasets[0].windows[0].bucket == (192, 112)


def test_that_architectures_differ_in_rate_and_in_the_names_of_files() -> None:
    config = config_with(video_entry(target_frames=[45], source_fps=48.0, frame_extraction="full"))
    for architecture, held, short in (("wan", 37, "wan"), ("hunyuan", 57, "hv")):
        (window,) = plan_of(config, clips(120), architecture=architecture).datasets[0].windows
        assert window.frames == held
        assert window.cache_file.endswith(f"_{short}.safetensors")


def test_that_framepack_caches_a_window_in_sections() -> None:
    config = config_with(video_entry(target_frames=[73]))
    plan = plan_of(config, clips(80), architecture="framepack")
    assert (plan.datasets[0].cache_files, plan.samples) == (2, 2)
    assert sorted(plan.datasets[0].cache_names())[1] == (
        "a_00000-073-0001_0384x0208_fp.safetensors"
    )
    broken = config_with(video_entry(fp_latent_window_size=0))
    assert plan_of(broken, clips(80), architecture="framepack").errors[0].key == (
        "fp_latent_window_size"
    )
    short = plan_of(
        config_with(video_entry(target_frames=[21])), clips(80), architecture="framepack"
    )
    assert not check(short).ok
    assert not check(
        plan_of(config_with(image_entry()), pictures((64, 64)), architecture="framepack")
    ).ok


def test_that_an_empty_folder_of_stills_does_not_stop_framepack() -> None:
    config = config_with(video_entry(target_frames=[73]), image_entry(cache_directory="stills"))
    plan = plan_of(config, clips(80), DatasetFacts(), architecture="framepack")
    assert check(plan).ok and plan.samples == 2


# ------------------------------------------------------------------ planning again


LENGTHS = st.lists(st.integers(0, 120), min_size=1, max_size=8)


@settings(max_examples=60, deadline=None)
@given(LENGTHS, st.lists(st.tuples(st.integers(0, 7), st.integers(0, 120)), max_size=6))
def test_that_an_edited_plan_equals_a_new_one(
    lengths: list[int], edits: list[tuple[int, int]]
) -> None:
    config = config_with(*AUTHOR)
    stills, films = pictures((640, 480), (480, 640)), clips(*lengths)
    planner = Planner()
    planner.plan(config, [stills, films, films])
    for place, frames in edits:
        at = place % len(lengths)
        path = films.sources.items[at].path
        films = films.with_source(at, Source(path, VideoFact(frames, 1920, 1040 - frames % 3)))
        again = planner.plan(config, [stills, films, films])
        anew = plan_of(config, stills, sources(*films.sources.items), sources(*films.sources.items))
        assert plan_json(again) == plan_json(anew)


def test_that_only_what_was_edited_is_planned_again() -> None:
    planner = Planner()
    stills, films = pictures((640, 480)), clips(60, 70)
    before = planner.plan(config_with(*AUTHOR), [stills, films, films])
    changed = [*AUTHOR[:2], {**AUTHOR[2], "frame_sample": 3}]
    after = planner.plan(config_with(*changed), [stills, films, films])
    assert before.datasets[0] is after.datasets[0]
    assert before.datasets[1] is after.datasets[1]
    assert after.datasets[2].samples == 6


def test_that_every_field_is_there_for_a_refused_file_too() -> None:
    report = plan_json(plan_of(config_with(video_entry(foo=1))))
    assert report == {
        "architecture": "wan",
        "rules": "musubi 0.3.4",
        "datasets": [],
        "samples": None,
        "steps_per_epoch": None,
        "warnings": [],
        "errors": report["errors"],
    }
    assert isinstance(report["errors"], list) and len(report["errors"]) == 1


def test_that_words_stay_short_where_many_clips_are() -> None:
    text = words(plan_of(config_with(video_entry(target_frames=[45])), clips(*range(20, 46))))
    assert text.count("nothing for 45") == 6
    assert "nothing for 45 from 20 more clips" in text


def test_that_words_never_fail() -> None:
    for rate in (math.nan, -30.0, 1e-320, 24.0):
        plan = plan_of(config_with(video_entry(source_fps=rate, target_frames=[45])), clips(60, 0))
        assert words(plan)
