"""Cache folders on disk: what is as it would be made now, what is not, and why."""

from __future__ import annotations

import gc
import os
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from app.core.cache import Cache
from app.core.planner.advice.advising import caching_seconds
from app.core.planner.caches.freshness_files import STATES, CacheFile, Waiting
from app.core.planner.caches.freshness_look import CacheLook, Freshness
from app.core.planner.caches.freshness_removal import (
    is_cache_name,
    removable,
    remove,
    work_left,
    work_words,
)
from app.core.planner.caches.freshness_words import chip_words
from app.core.planner.costs.caching import Span
from app.core.planner.files import check_file, plan_file
from app.core.planner.ledger import ledger
from app.core.planner.plan import Plan
from tests.core.planner.caches.cache_files import age, write_latents, write_safetensors, write_text
from tests.core.planner.disk import dataset_file, jsonl_plan

A_HEAD, A_TEXT = "a_00000-021_0096x0064_wan.safetensors", "a_wan_te.safetensors"
B_TEXT = "b_wan_te.safetensors"


@pytest.fixture
def plan(folder: Path) -> Plan:
    """Windows of 21 frames: one of ``a``, none of ``b``, whose 20 frames are too short."""
    for path in (folder / "v").iterdir():
        age(path, 120)
    entry = ("target_frames = [21]", f'cache_directory = "{(folder / "c").as_posix()}"')
    return plan_file(dataset_file(folder, *entry), cache=Cache(folder / "kept"))


@pytest.fixture
def cached(folder: Path) -> Path:
    """The cache folder with all that is planned."""
    write_latents(folder / "c" / A_HEAD, 21, 64, 96)
    write_text(folder / "c" / A_TEXT, "a caption")
    write_text(folder / "c" / B_TEXT, "a caption")
    for path in (folder / "c").iterdir():
        age(path, 60)
    return folder / "c"


def look(plan: Plan) -> Freshness:
    return CacheLook().look(plan)


def only(found: Freshness, state: str) -> CacheFile:
    [(_, each)] = [pair for pair in found.files(state)]  # type: ignore[arg-type]
    return each


def test_that_an_empty_folder_misses_windows_and_captions(plan: Plan) -> None:
    found = look(plan)
    assert found.is_empty
    assert [each.name for _, each in found.files("missing")] == [A_HEAD, A_TEXT, B_TEXT]
    assert found.state_of("video", "a.mp4") == "missing"
    assert found.state_of("image", "a.mp4") is None


@pytest.mark.usefixtures("cached")
def test_that_what_was_cached_as_it_is_now_is_cached(plan: Plan) -> None:
    found = look(plan)
    assert found.folders[0].cached == (A_HEAD, A_TEXT, B_TEXT)
    assert found.folders[0].others == ()
    assert found.state_of("video", "b.mp4") == "cached"
    assert dict(found.folders[0].counts) == {((96, 64), 21): 1}


def touch_clip(folder: Path) -> None:
    age(folder / "v" / "a.mp4", -120)


def reword(folder: Path) -> None:
    path = folder / "v" / "a.txt"
    stat = path.stat()
    path.write_text("other words", encoding="utf-8")
    os.utime(path, ns=(stat.st_atime_ns, stat.st_mtime_ns))  # the words tell, not the clock


def cut_short(folder: Path) -> None:
    path = folder / "c" / A_HEAD
    path.write_bytes(path.read_bytes()[:-1])


def resize(folder: Path) -> None:
    write_latents(folder / "c" / A_HEAD, 21, 80, 96)


@pytest.mark.parametrize(
    ("change", "name", "reason", "said"),
    [
        (touch_clip, A_HEAD, "clip", "The clip was written after it was cached."),
        (reword, A_TEXT, "caption", "It was cached with other words."),
        (cut_short, A_HEAD, "damaged", "Damaged: it is cut short, or longer than it says."),
        (resize, A_HEAD, "size", "Cached at 96×80×21, the plan has 96×64×21."),
    ],
)
def test_that_what_would_be_made_otherwise_is_stale(
    folder: Path,
    cached: Path,
    plan: Plan,
    change: Callable[[Path], None],
    name: str,
    reason: str,
    said: str,
) -> None:
    change(folder)
    found = look(plan)
    stale = only(found, "stale")
    assert (stale.name, stale.reason, stale.said, stale.file) == (name, reason, said, "a.mp4")
    assert found.state_of("video", "a.mp4") == "stale"
    assert found.state_of("video", "b.mp4") == "cached"


def test_that_the_same_words_in_another_form_are_not_stale(
    folder: Path, cached: Path, plan: Plan
) -> None:
    (folder / "v" / "a.txt").write_bytes(b"\r\n a caption \r\n")
    assert look(plan).count("stale") == 0


def test_that_a_cache_without_its_words_goes_by_the_clock(
    folder: Path, cached: Path, plan: Plan
) -> None:
    write_text(cached / A_TEXT, None)
    age(cached / A_TEXT, 60)
    assert look(plan).count("stale") == 0
    age(folder / "v" / "a.txt", -120)
    assert only(look(plan), "stale").said == ("The caption's file was written after it was cached.")


def test_that_images_tell_another_resolution_by_what_is_in_them(folder: Path) -> None:
    from PIL import Image

    (folder / "i").mkdir()
    Image.new("RGB", (200, 100)).save(folder / "i" / "p.png")
    (folder / "i" / "p.txt").write_text("a picture", encoding="utf-8")
    name = "p_0200x0100_wan.safetensors"
    toml = folder / "dataset.toml"
    toml.write_text(
        '[general]\ncaption_extension = ".txt"\nenable_bucket = true\nresolution = [96, 64]\n'
        f'[[datasets]]\nimage_directory = "{folder.as_posix()}/i"\n'
        f'cache_directory = "{folder.as_posix()}/c"\n'
    )
    plan = plan_file(toml)
    [(width, height)] = [window.bucket for window in plan.datasets[0].windows]
    write_latents(folder / "c" / name, 1, height, width)
    assert look(plan).folders[0].cached == (name,)
    toml.write_text(toml.read_text().replace("[96, 64]", "[192, 128]"))
    assert only(look(plan_file(toml)), "stale").reason == "size"


def test_that_captions_of_a_jsonl_are_compared(folder: Path) -> None:
    clip = str(folder / "v" / "a.mp4")
    plan = jsonl_plan(folder, "video", {"video_path": clip, "caption": "said here"})
    write_text(folder / "c" / A_TEXT, "said here")
    assert A_TEXT in look(plan).folders[0].cached
    write_text(folder / "c" / A_TEXT, "said once")
    assert only(look(plan), "stale").reason == "caption"


# ------------------------------------------------------------------ what is left over


def test_that_windows_of_an_earlier_plan_are_stale_and_of_gone_clips_orphans(
    cached: Path, plan: Plan
) -> None:
    write_latents(cached / "a_00000-045_0096x0064_wan.safetensors", 45, 64, 96)
    write_latents(cached / "z_00000-021_0096x0064_wan.safetensors", 21, 64, 96)
    write_text(cached / "z_wan_te.safetensors", "gone")
    found = look(plan)
    stale = only(found, "stale")
    assert (stale.reason, stale.said) == (
        "plan",
        "The plan makes no window 0-45 at 96×64 of it.",
    )
    assert [each.name for _, each in found.files("orphan")] == [
        "z_00000-021_0096x0064_wan.safetensors",
        "z_wan_te.safetensors",
    ]
    assert sum(found.folders[0].counts.values()) == 3  # all of it would be trained


def test_that_what_is_no_cache_inside_is_foreign(cached: Path, plan: Plan) -> None:
    header = {"lora.weight": {"dtype": "F32", "shape": [1], "data_offsets": [0, 4]}}
    write_safetensors(cached / "style_wan.safetensors", header, 4)
    write_safetensors(cached / "z_00000-021_0096x0064_wan.safetensors", header, 4)
    write_safetensors(cached / A_HEAD, header, 4)
    found = look(plan)
    assert {each.name for _, each in found.files("foreign")} == {
        "style_wan.safetensors",
        "z_00000-021_0096x0064_wan.safetensors",
        A_HEAD,
    }
    assert removable(found) == removable(found, orphans=True) == []


def test_that_nothing_is_left_over_while_the_clips_are_out_of_reach(
    folder: Path, cached: Path, plan: Plan
) -> None:
    shutil.move(folder / "v", folder / "away")
    away = plan_file(plan.config.document.path)
    found = look(away)
    assert found.folders[0].others == ()
    assert "out of reach" in found.folders[0].unsure


def test_that_an_empty_cache_of_no_clips_needs_no_word_before_the_first_export(
    folder: Path, cached: Path, plan: Plan
) -> None:
    for place in (folder / "v", cached):
        shutil.rmtree(place)
        place.mkdir()
    assert look(plan_file(plan.config.document.path)).folders[0].unsure == ""


def test_that_another_dataset_in_the_same_folder_leaves_no_orphans(
    folder: Path, cached: Path
) -> None:
    shutil.copytree(folder / "v", folder / "w")
    (folder / "w" / "a.mp4").rename(folder / "w" / "k.mp4")
    (folder / "w" / "a.txt").rename(folder / "w" / "k.txt")
    where = cached.as_posix()
    toml = dataset_file(
        folder,
        f'cache_directory = "{where}"',
        "target_frames = [21]",
        "[[datasets]]",
        f'video_directory = "{folder.as_posix()}/w"',
        f'cache_directory = "{where}/"',
        "target_frames = [21]",
    )
    write_latents(cached / "k_00000-021_0096x0064_wan.safetensors", 21, 64, 96)
    assert look(plan_file(toml)).count("orphan") == 0


@pytest.mark.usefixtures("cached")
def test_that_what_an_export_would_change_waits_for_it(plan: Plan) -> None:
    waits = {("video", "a"): Waiting(media="Not exported yet."), ("image", "b"): Waiting("x", "x")}
    found = CacheLook().look(plan, waiting=waits)  # type: ignore[arg-type]
    assert [each.name for _, each in found.files("waiting")] == [A_HEAD]
    assert found.count("cached") == 2
    assert removable(found) == []


def test_that_what_cannot_be_exported_now_leaves_no_orphan(cached: Path, plan: Plan) -> None:
    write_text(cached / "z_wan_te.safetensors", "away")
    waits = {("video", "z"): Waiting(gone=True)}
    found = CacheLook().look(plan, waiting=waits)  # type: ignore[arg-type]
    assert found.count("orphan") == 0


# ------------------------------------------------------------------ taken away


def test_that_exactly_the_stale_files_go(folder: Path, cached: Path, plan: Plan) -> None:
    reword(folder)
    write_text(cached / "z_wan_te.safetensors", "gone")
    (cached / "notes.txt").write_text("mine")
    found = look(plan)
    done = remove(removable(found))
    assert done.names == (A_TEXT,)
    assert {path.name for path in cached.iterdir()} == {
        A_HEAD, B_TEXT, "z_wan_te.safetensors", "notes.txt",
    }  # fmt: skip
    assert remove(removable(found, orphans=True)).names == ("z_wan_te.safetensors",)
    assert look(plan).count("missing") == 1


def test_that_a_file_that_changed_since_it_was_looked_at_stays(
    folder: Path, cached: Path, plan: Plan
) -> None:
    reword(folder)
    chosen = removable(look(plan))
    write_text(cached / A_TEXT, "other words")  # cached again meanwhile
    done = remove(chosen)
    assert done.names == ()
    assert "changed meanwhile" in done.kept[0]
    assert (cached / A_TEXT).exists()


def test_that_a_link_stays(folder: Path, cached: Path, plan: Plan) -> None:
    reword(folder)
    (cached / A_TEXT).rename(folder / "real")
    (cached / A_TEXT).symlink_to(folder / "real")
    done = remove(removable(look(plan)))
    assert done.names == () and (folder / "real").exists()


def test_that_nothing_but_stale_and_orphans_can_be_chosen(cached: Path, plan: Plan) -> None:
    found = look(plan)
    folder = found.folders[0]
    done = remove([(folder, CacheFile(A_HEAD, "cached")), (folder, CacheFile("../x", "stale"))])
    assert done.names == () and len(done.kept) == 2
    assert (cached / A_HEAD).exists()


@pytest.mark.parametrize(
    ("name", "is_one"),
    [
        (A_HEAD, True),
        (A_TEXT, True),
        ("p_0200x0100_wan.safetensors", True),
        ("a_00000-073-0001_0384x0208_fp.safetensors", True),
        ("style_wan.safetensors", False),
        ("a.mp4", False),
        ("../a_wan_te.safetensors", False),
        (".a_wan_te.safetensors", False),
        ("model.safetensors", False),
    ],
)
def test_that_names_of_caches_are_told_from_others(name: str, is_one: bool) -> None:
    assert is_cache_name(name) is is_one


def test_that_the_work_that_is_left_is_said(folder: Path, cached: Path, plan: Plan) -> None:
    reword(folder)
    (cached / A_HEAD).unlink()
    found = look(plan)
    windows, captions, seconds = work_left(found, removable(found))
    assert (windows, captions) == (1, 1)
    assert 0 < seconds.low < seconds.high < 5
    said = "1 window and 1 caption, about 10–40 min"
    assert work_words(windows, captions, Span(600, 2400)) == said
    assert work_words(0, 0, Span(0, 0)) == ""


def test_that_the_work_that_is_left_takes_as_long_as_the_advice_says(plan: Plan) -> None:
    found = look(plan)
    assert found.count("missing")
    rows = ledger(plan).rows
    assert work_left(found, ())[2] == pytest.approx(caching_seconds(plan, rows))


def test_that_a_chip_says_the_reason(folder: Path, cached: Path, plan: Plan) -> None:
    assert chip_words(look(plan)) == ""
    reword(folder)
    assert chip_words(look(plan)) == "1 stale: caption changed"
    touch_clip(folder)
    assert chip_words(look(plan)) == "2 stale: caption changed, clip changed"


def test_that_a_check_warns_of_stale_caches(folder: Path, cached: Path, plan: Plan) -> None:
    reword(folder)
    report = check_file(plan.config.document.path, cache=Cache(folder / "kept"))
    [warning] = [each for each in report.warnings if "stale" in each.message]
    assert warning.message == (
        "1 cache file is stale, caption changed (a_wan_te.safetensors): remove it, or cache "
        "without --skip_existing; until then it is trained as it was."
    )
    assert warning.stage == "cache_text" and warning.line is not None
    assert report.ok


# ------------------------------------------------------------------ looked at again


def test_that_a_second_look_opens_no_file_that_is_as_it_was(
    folder: Path, cached: Path, plan: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = CacheLook()
    known.look(plan)
    read: list[Path] = []
    monkeypatch.setattr(
        "app.core.planner.caches.freshness_look.read_fact", lambda path: read.append(path)
    )
    assert known.look(plan).count("cached") == 3
    assert read == []


def test_that_repeats_count_in_what_training_draws(cached: Path, plan: Plan) -> None:
    dataset = plan.datasets[0]
    again = replace(dataset, config=replace(dataset.config, num_repeats=3))
    found = look(replace(plan, datasets=(again,)))
    assert dict(found.folders[0].counts) == {((96, 64), 21): 3}


def test_that_another_plan_is_judged_by_what_the_disk_had(
    folder: Path, cached: Path, plan: Plan
) -> None:
    known = CacheLook()
    known.look(plan)
    reword(folder)
    (cached / A_HEAD).unlink()
    assert known.look(plan, disk=False).count("cached") == 3
    found = known.look(plan)
    assert (found.count("missing"), found.count("stale")) == (1, 1)


# ------------------------------------------------------------------ look after look


def state(found: Freshness) -> list[object]:
    """Return all that a look says."""
    return [
        (each.cached, each.others, dict(each.sources), dict(each.counts), each.captions)
        for each in found.folders
    ]


@pytest.mark.parametrize("change", [touch_clip, reword, cut_short, resize])
def test_that_another_look_finds_what_a_first_one_would(
    plan: Plan, folder: Path, cached: Path, change: Callable[[Path], None]
) -> None:
    again = CacheLook()
    again.look(plan)
    change(folder)
    assert state(again.look(plan)) == state(look(plan))
    (cached / A_TEXT).unlink()
    assert state(again.look(plan)) == state(look(plan))


@pytest.mark.usefixtures("cached")
def test_that_another_plan_is_judged_without_a_look_at_the_disk(plan: Plan, folder: Path) -> None:
    again = CacheLook()
    again.look(plan)
    entry = ("target_frames = [13]", f'cache_directory = "{(folder / "c").as_posix()}"')
    other = plan_file(dataset_file(folder, *entry), cache=Cache(folder / "kept"))
    assert state(again.look(other, disk=False)) == state(look(other))
    waiting = {("video", "a"): Waiting("first the export")}
    waits = again.look(other, waiting=waiting, disk=False)  # type: ignore[arg-type]
    assert state(waits) == state(CacheLook().look(other, waiting=waiting))  # type: ignore[arg-type]
    assert state(again.look(plan, disk=False)) == state(look(plan))


@pytest.mark.usefixtures("cached")
def test_that_what_is_as_it_was_is_not_judged_again(plan: Plan, folder: Path) -> None:
    again = CacheLook()
    before = again.look(plan).folders[0]
    assert again.look(plan).folders[0] is before
    reword(folder)
    assert again.look(plan).folders[0] is not before


@pytest.mark.parametrize("change", [touch_clip, reword, cut_short, resize])
def test_that_files_are_counted_as_they_are_listed(
    plan: Plan, folder: Path, cached: Path, change: Callable[[Path], None]
) -> None:
    change(folder)
    write_text(cached / "gone_wan_te.safetensors", "a clip that was")
    folders = look(plan).folders
    assert folders
    for own in folders:
        for state in STATES:
            files = own.files(state)
            alike = list(own.alike(state))
            assert own.count(state) == len(files) == sum(count for _, count in alike)
            assert {each for each, _ in alike} <= set(files)
            texts = sum(each.name.endswith("_te.safetensors") for each in files)
            assert own.captions.get(state, 0) == texts


def test_that_a_look_keeps_no_object_of_a_planned_file(plan: Plan, cached: Path) -> None:
    known, before = CacheLook(), cache_files_held()
    found = known.look(plan)
    assert found.count("cached") == 3 and cache_files_held() == before
    listed = list(found.files("cached"))
    assert len(listed) == 3 and cache_files_held() == before + 3


def cache_files_held() -> int:
    gc.collect()
    return sum(isinstance(each, CacheFile) for each in gc.get_objects())
