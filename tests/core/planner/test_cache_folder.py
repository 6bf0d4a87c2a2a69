"""Names of cache files, written and read back, and a folder compared with a plan."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.core.planner.cache import (
    ReadName,
    image_suffix,
    names_in,
    read_name,
    text_name,
    window_suffix,
)
from app.core.planner.cache_folder import CacheState, cache_state
from app.core.planner.facts import Source, VideoFact
from app.core.planner.rules import ARCHITECTURES
from tests.core.planner.entry_files import clips, config_with, plan_of, sources, video_entry

WAN = ARCHITECTURES["wan"]


def test_that_names_are_the_trainers() -> None:
    assert "long_a" + window_suffix((0, 25), (256, 144), WAN) == (
        "long_a_00000-025_0256x0144_wan.safetensors"
    )
    assert "img_1" + image_suffix((1920, 1080), WAN) == "img_1_1920x1080_wan.safetensors"
    assert text_name("long_a", WAN) == "long_a_wan_te.safetensors"


def test_that_names_are_read_as_training_reads_them() -> None:
    name = "long_a_00015-045_0256x0144_wan.safetensors"
    assert read_name(name, video=True) == ReadName("long_a", (256, 144), 45)
    assert read_name(name, video=False) == ReadName("long_a_00015-045", (256, 144), 1)
    sectioned = "a_00000-073-0001_0384x0208_fp.safetensors"
    assert read_name(sectioned, video=True) == ReadName("a", (384, 208), 73)


@pytest.mark.parametrize(
    "name", ["style_wan.safetensors", "a_00000--03_0096x0064_wan.safetensors", "x.safetensors"]
)
def test_that_a_name_training_stops_on_is_refused(name: str) -> None:
    with pytest.raises(ValueError):
        read_name(name, video=True)


def test_that_a_cache_folder_is_compared_with_the_plan(tmp_path: Path) -> None:
    for name in (
        "a_00000-045_0384x0208_wan.safetensors",
        "a_00000-081_0384x0208_wan.safetensors",
        "gone_00000-045_0384x0208_wan.safetensors",
        "lora_wan.safetensors",
        "a_wan_te.safetensors",
        "a_00000-045_0384x0208_hv.safetensors",
        "note.txt",
    ):
        (tmp_path / name).touch()
    entry = video_entry(target_frames=[45], frame_extraction="uniform", frame_sample=2)
    facts = sources(*clips(50).sources.items, cached=names_in(tmp_path))
    state = cache_state(plan_of(config_with(entry), facts).datasets[0])
    assert state == CacheState(
        cached=("a_00000-045_0384x0208_wan.safetensors",),
        missing=("a_00005-045_0384x0208_wan.safetensors",),
        stale=("a_00000-081_0384x0208_wan.safetensors",),
        orphan=("gone_00000-045_0384x0208_wan.safetensors",),
        foreign=("lora_wan.safetensors",),
        captions_missing=(),
    )


def test_that_what_one_of_two_files_of_a_stem_plans_is_not_stale() -> None:
    names = (
        "s_00000-045_0384x0208_wan.safetensors",
        "s_00015-045_0384x0208_wan.safetensors",
        "s_00009-045_0384x0208_wan.safetensors",
    )
    entry = video_entry(target_frames=[45], frame_extraction="uniform", frame_sample=2)
    pair = [
        Source(f"v/s.{end}", VideoFact(frames, 1920, 1040))
        for end, frames in (("mov", 45), ("mp4", 60))
    ]
    plan = plan_of(config_with(entry), sources(*pair, cached=names)).datasets[0]
    assert cache_state(plan).stale == names[2:]
    assert cache_state(plan).captions_missing == ("s_wan_te.safetensors",)


def test_that_a_folder_that_is_not_there_holds_nothing(tmp_path: Path) -> None:
    assert names_in(tmp_path / "none") == ()
