"""Facts from real files: recorded cases made on disk again, and what a folder can hold."""

from __future__ import annotations

import json
import time
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from app.core.errors import DatasetError
from app.core.jobs import Checkpoint, Progress, Stopped
from app.core.planner.check import check_json, check_words
from app.core.planner.facts import VideoFact
from app.core.planner.files import check_file, plan_file
from app.core.planner.gather import in_parallel
from app.core.planner.media_facts import image_fact, video_fact
from app.core.planner.plan import Plan
from app.core.planner.report import plan_json
from app.core.planner.rules import MUSUBI_LATER
from tests.core.planner.golden import Case, compared, load_cases, recorded
from tests.films import make_film

CASES = {
    case["id"]: case
    for case in load_cases(Path(__file__).parents[2] / "samples" / "golden_public.jsonl")
}
ON_DISK = [
    "odd-001",  # clips of 25 fps
    "odd-004",  # webm: no number of frames in the header
    "odd-010",  # mixed capitals, other extensions, a hidden file
    "odd-011",  # three files of one stem
    "odd-013",  # images of one stem
    "odd-014",  # rotation
    "odd-018",  # pixels that are not square
    "odd-021",  # EXIF orientation
    "odd-023",  # RGBA, grey, palette and CMYK pictures
    "odd-024",  # variable frame rate
    "odd-033",  # no cache_directory
    "odd-034",  # images and videos in one folder
    "odd-035",  # images without captions
    "odd-041",  # an empty folder
    "odd-042",  # no folder
    "odd-043",  # a subfolder
    "odd-050",  # JSONL
    "error-018",  # not a video
    "error-019",  # an empty file
    "error-021",  # a video without caption
    "error-024",  # a resolution without buckets
]
CODECS = {".webm": "libvpx", ".avi": "mpeg4", ".gif": "gif", ".wmv": "wmv2", ".mpg": "mpeg2video"}


def make_media(path: Path, media: dict[str, Any]) -> None:
    """Write a file such as a recorded case had."""
    path.parent.mkdir(parents=True, exist_ok=True)
    size = media["width"], media["height"]
    if media.get("variant") == "garbage":
        path.write_bytes(b"not a video" * 50)
    elif media.get("variant") == "zero":
        path.touch()
    elif media["kind"] == "image":
        mode = media.get("mode", "RGB")
        exif = Image.Exif()
        if media.get("exif"):
            exif[0x0112] = media["exif"]
        Image.new(mode, size).save(path, exif=exif)
    else:
        make_clip(path, media, size)
    caption = media.get("caption", ".txt")
    if caption:
        path.with_suffix(caption).write_text("a caption", encoding="utf-8")


def make_clip(path: Path, media: dict[str, Any], size: tuple[int, int]) -> None:
    frames, ending = media["frames"], path.suffix.lower()
    varied = list(range(20)) + [20 + 3 * step for step in range(frames - 20)]
    make_film(
        path,
        frames,
        rate=Fraction(media["fps"]),
        size=size,
        codec=CODECS.get(ending, "libx264"),
        pix_fmt="rgb8" if ending == ".gif" else "yuv420p",
        pts=varied if media.get("variant") == "vfr" else None,
        sar=Fraction(media["sar"]) if media.get("sar") else None,
    )


def materialise(case: Case, root: Path) -> Path:
    """Write a recorded case to disk; return its dataset file."""
    for folder in case.get("dirs", []):
        (root / folder).mkdir(parents=True)
    for media in case["media"]:
        make_media(root / media["dir"] / media["file"], media)
    for name, rows in case.get("jsonl", {}).items():
        absolute = [
            {k: str(root / v) if k.endswith("_path") else v for k, v in row.items()} for row in rows
        ]
        text = "".join(json.dumps(row) + "\n" for row in absolute)
        (root / name).write_text(text, encoding="utf-8")
    path = root / "dataset.json"
    path.write_text(json.dumps(absolute_config(case["config"], root)), encoding="utf-8")
    return path


def absolute_config(config: dict[str, Any], root: Path) -> dict[str, Any]:
    datasets = [
        {
            key: str(root / value) if key.endswith(("_directory", "_file")) else value
            for key, value in entry.items()
        }
        for entry in config["datasets"]
    ]
    return {**config, "datasets": datasets}


@pytest.mark.parametrize("name", ON_DISK)
def test_that_real_files_give_the_recorded_plan(name: str, tmp_path: Path) -> None:
    case = CASES[name]
    plan = plan_file(materialise(case, tmp_path))
    assert compared(plan_json(plan)) == recorded(case)


# ------------------------------------------------------------------ folders made for a test


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder ``v`` of two clips, 50 and 20 frames, with captions."""
    (tmp_path / "v").mkdir()
    for name, frames in (("a", 50), ("b", 20)):
        make_film(tmp_path / "v" / f"{name}.mp4", frames, rate=16)
        (tmp_path / "v" / f"{name}.txt").write_text("a caption", encoding="utf-8")
    return tmp_path


def dataset_file(folder: Path, *lines: str, directory: str | None = None) -> Path:
    where = (folder / "v").as_posix() if directory is None else directory
    path = folder / "dataset.toml"
    text = [
        "[general]",
        'caption_extension = ".txt"',
        "resolution = [96, 64]",
        "[[datasets]]",
        f'video_directory = "{where}"',
        *lines,
    ]
    path.write_text("\n".join(text) + "\n", encoding="utf-8")
    return path


def texts(plan: Plan) -> str:
    return "\n".join(finding.text for finding in (*plan.errors, *plan.warnings, *plan.leftovers))


def test_that_a_plan_tells_which_folder_was_read_and_what_it_passed_over(folder: Path) -> None:
    (folder / "v" / "notes.doc").touch()
    plan = plan_file(dataset_file(folder, "target_frames = [1, 45]"))
    (dataset,) = plan.datasets
    assert Path(dataset.facts.place) == folder / "v"
    assert [item.file for item in dataset.facts.ignored] == ["notes.doc"]
    assert (plan.samples, [loss.file for loss in dataset.dropped]) == (3, ["b.mp4"])


def test_that_a_relative_folder_is_looked_up_where_the_trainer_starts(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = dataset_file(folder, directory="v")
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    monkeypatch.chdir(elsewhere)
    assert plan_file(path).samples == 2  # not there: read beside the file
    assert "whole paths" in texts(plan_file(path))
    (elsewhere / "v").mkdir()
    assert plan_file(path).errors  # there: found, and empty
    assert plan_file(path, working=folder).samples == 2


def test_that_a_missing_folder_is_said_as_the_trainer_passes_over_it(folder: Path) -> None:
    plan = plan_file(dataset_file(folder, directory=(folder / "none").as_posix()))
    assert "finds nothing there and goes on" in texts(plan)
    assert [error.stage for error in plan.errors] == ["train"]


@pytest.mark.parametrize(
    ("content", "wanted", "stops"),
    [
        (b"caf\xe9", "not UTF-8", True),
        (b"", "its caption is empty", False),
        (b"\xef\xbb\xbfa caption", "byte order mark", False),
    ],
)
def test_that_captions_are_read_as_the_trainer_reads_them(
    folder: Path, content: bytes, wanted: str, stops: bool
) -> None:
    (folder / "v" / "b.txt").write_bytes(content)
    plan = plan_file(dataset_file(folder))
    assert wanted in texts(plan)
    assert [error.stage for error in plan.errors] == (["cache_latents"] if stops else [])


def test_that_an_extension_without_a_dot_gets_its_cure(folder: Path) -> None:
    plan = plan_file(dataset_file(folder, 'caption_extension = "txt"'))
    assert plan.errors[0].stage == "cache_latents"
    assert 'write ".txt"' in plan.errors[0].message


def test_that_a_folder_of_pictures_is_a_clip_in_a_jsonl(folder: Path) -> None:
    (folder / "stills").mkdir()
    for number in range(9):
        Image.new("RGB", (64, 48)).save(folder / "stills" / f"{number}.png")
    rows = [{"video_path": str(folder / "stills"), "caption": "x"}]
    (folder / "v.jsonl").write_text(json.dumps(rows[0]) + "\n", encoding="utf-8")
    path = folder / "dataset.toml"
    path.write_text(
        f'[[datasets]]\nvideo_jsonl_file = "{(folder / "v.jsonl").as_posix()}"\n'
        f'cache_directory = "{(folder / "c").as_posix()}"\nframe_extraction = "full"\n'
        "resolution = [96, 64]\n",
        encoding="utf-8",
    )
    (window,) = plan_file(path).datasets[0].windows
    assert (window.file, window.frames, window.bucket) == ("stills", 9, (80, 64))


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ('{"video_path": "a"\n', "line 1: no valid JSON"),
        ('{"video_path": "a", "caption": "x"}\n\n', "line 2: a blank line"),
        ("[1]\n", "no object in curly brackets"),
        (b"\xff", "not UTF-8"),
        (None, "cannot be opened"),
    ],
)
def test_that_a_bad_jsonl_stops_the_trainer_while_it_builds(
    tmp_path: Path, text: str | bytes | None, wanted: str
) -> None:
    jsonl = tmp_path / "v.jsonl"
    if text is not None:
        jsonl.write_bytes(text if isinstance(text, bytes) else text.encode())
    path = tmp_path / "dataset.toml"
    path.write_text(
        f'[[datasets]]\nvideo_jsonl_file = "{jsonl.as_posix()}"\ncache_directory = "c"\n',
        encoding="utf-8",
    )
    (error, *_) = plan_file(path).errors
    assert (error.stage, error.dataset) == ("datasets", 0)
    assert wanted in error.message


def test_that_a_clip_without_its_control_is_refused(folder: Path) -> None:
    control = folder / "control"
    control.mkdir()
    (control / "a.mov").touch()
    path = dataset_file(folder, f'control_directory = "{control.as_posix()}"')
    (error,) = plan_file(path).errors
    assert error.stage == "datasets" and "b.mp4: no control in" in error.message
    (control / "b").mkdir()
    assert not plan_file(path).errors


def test_that_foreign_files_in_the_cache_folder_are_named(folder: Path) -> None:
    cache = folder / "cache"
    cache.mkdir()
    (cache / "style_wan.safetensors").touch()
    plan = plan_file(dataset_file(folder, f'cache_directory = "{cache.as_posix()}"'))
    assert "style_wan.safetensors" in texts(plan) and "deletes it" in texts(plan)


def test_that_training_sees_nothing_in_a_folder_named_like_a_pattern(folder: Path) -> None:
    path = dataset_file(folder, f'cache_directory = "{(folder / "c[1]").as_posix()}"')
    plan = plan_file(path)
    assert plan.samples == 0
    assert "takes" in texts(plan) and "for a pattern" in texts(plan)
    assert plan.datasets[0].cache_files == 2


# ------------------------------------------------------------------ media facts


def test_that_check_decodes_every_clip_and_finds_damage(folder: Path) -> None:
    film = folder / "v" / "a.mp4"
    whole = film.read_bytes()
    film.write_bytes(
        whole[: len(whole) // 2] + bytes(len(whole) // 4) + whole[len(whole) * 3 // 4 :]
    )
    early = dataset_file(folder, "target_frames = [1]")
    assert check_file(early).ok  # head never reads as far as the damage
    assert plan_file(dataset_file(folder, "target_frames = [45]")).samples == 1
    (error,) = check_file(dataset_file(folder, "target_frames = [45]")).errors
    assert error.stage == "cache_latents"
    assert "a.mp4: it stops decoding after" in error.message


def test_that_a_plan_decodes_a_clip_whose_container_looks_wrong(folder: Path) -> None:
    film = folder / "v" / "a.mp4"
    make_film(film, 50, rate=16, container={"movflags": "faststart"})
    film.write_bytes(film.read_bytes()[:-3000])
    fact = video_fact(film, verify=False)
    assert fact.fault and 0 < fact.frames < 50
    plan = plan_file(dataset_file(folder, "target_frames = [1]"))
    assert (plan.errors, plan.samples) == ((), 2)
    plan = plan_file(dataset_file(folder, 'frame_extraction = "full"'))
    assert [error.stage for error in plan.errors] == ["cache_latents"]


def test_that_a_clip_that_ends_early_counts_the_frames_there_are(folder: Path) -> None:
    make_film(folder / "v" / "whole.webm", 40, rate=16, codec="libvpx")
    data = (folder / "v" / "whole.webm").read_bytes()
    fact = video_fact(folder / "v" / "whole.webm", verify=True)
    assert (fact.frames, fact.fault) == (40, "")
    (folder / "v" / "whole.webm").write_bytes(data[: len(data) * 2 // 3])
    fact = video_fact(folder / "v" / "whole.webm", verify=False)
    assert 0 < fact.frames < 40
    assert fact.fault or fact.notes == ("short",)


def test_that_a_picture_that_is_cut_off_is_found_by_check(tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    Image.effect_noise((64, 64), 90).save(path)
    path.write_bytes(path.read_bytes()[:1500])
    assert image_fact(path, verify=False).fault == ""
    assert "damaged" in image_fact(path, verify=True).fault


def test_that_an_opaque_alpha_channel_is_no_note(tmp_path: Path) -> None:
    Image.new("RGBA", (8, 8), (1, 2, 3, 255)).save(tmp_path / "a.png")
    Image.new("RGBA", (8, 8), (1, 2, 3, 99)).save(tmp_path / "b.png")
    assert image_fact(tmp_path / "a.png", verify=False).notes == ()
    assert image_fact(tmp_path / "b.png", verify=False).notes == ("transparent",)


def test_that_a_path_that_leads_nowhere_is_a_fault(tmp_path: Path) -> None:
    assert video_fact(tmp_path / "none.mp4", verify=False) == VideoFact(
        0, 0, 0, "it does not exist; check the path"
    )


# ------------------------------------------------------------------ check


def test_that_check_gives_stage_line_and_key(folder: Path) -> None:
    path = dataset_file(folder, "target_frames = [16]", 'frame_extraction = "slide"')
    report = check_json(check_file(path))
    assert report["ok"] is True and report["errors"] == []
    warnings = report["warnings"]
    assert isinstance(warnings, list)
    places = {(w["key"], w["line"], w["stage"], w["fatal"]) for w in warnings}
    assert ("target_frames", 6, "train", False) in places
    assert ("frame_stride", 4, "train", False) in places  # not written: the line of its table


def test_that_check_keeps_the_line_of_a_refused_key(folder: Path) -> None:
    report = check_file(dataset_file(folder, "source_fps = 24"))
    assert [(error.stage, error.line) for error in report.errors] == [("config", 6)]


def test_that_a_missing_dataset_file_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match=r"does not exist; check the path\.$"):
        plan_file(tmp_path / "none.toml")


# ------------------------------------------------------------------ stopping


def test_that_reading_stops_at_once() -> None:
    def slow(number: int, checkpoint: Checkpoint) -> int:
        for _ in range(1000):
            checkpoint(Progress(0, 1))
            time.sleep(0.005)
        return number

    def stop(progress: Progress) -> None:
        if time.monotonic() - start > 0.1:
            raise Stopped

    start = time.monotonic()
    with pytest.raises(Stopped):
        in_parallel(list(range(40)), slow, str, stop)
    assert time.monotonic() - start < 0.4


# ------------------------------------------------------------------ rare entries


def jsonl_plan(folder: Path, kind: str, *rows: object, **keys: str) -> Plan:
    """Plan a dataset of one JSONL of these rows."""
    lines = "".join(json.dumps(row) + "\n" for row in rows)
    (folder / "m.jsonl").write_text(lines, encoding="utf-8")
    entry = {f"{kind}_jsonl_file": str(folder / "m.jsonl"), "cache_directory": str(folder / "c")}
    path = folder / "dataset.json"
    document = {"general": {"resolution": [96, 64]}, "datasets": [{**entry, **keys}]}
    path.write_text(json.dumps(document), encoding="utf-8")
    return plan_file(path, working=folder)


@pytest.mark.parametrize(
    ("row", "wanted"),
    [
        ({"caption": "x"}, "has no path"),
        ({"image_path": "i.png"}, 'has no "caption"'),
        ({"image_path": "none.png", "caption": "x"}, "does not exist"),
    ],
)
def test_that_a_row_without_what_it_needs_stops_caching(
    tmp_path: Path, row: dict[str, str], wanted: str
) -> None:
    Image.new("RGB", (64, 48)).save(tmp_path / "i.png")
    plan = jsonl_plan(tmp_path, "image", row)
    assert plan.errors[0].stage == "cache_latents"
    assert wanted in plan.errors[0].message


def test_that_images_of_a_jsonl_may_have_a_numbered_path_and_an_empty_caption(
    tmp_path: Path,
) -> None:
    Image.new("RGB", (64, 48)).save(tmp_path / "i.png")
    plan = jsonl_plan(tmp_path, "image", {"image_path_0": "i.png", "caption": ""})
    assert (plan.errors, plan.samples) == ((), 1)
    assert "its caption is empty" in texts(plan)


def test_that_rows_of_a_jsonl_have_all_or_none_a_control(tmp_path: Path) -> None:
    row = {"video_path": "a.mp4", "caption": "x"}
    plan = jsonl_plan(tmp_path, "video", row, {**row, "control_path": "b.mp4"})
    assert plan.errors[0].stage == "datasets"
    assert "1 lines have no control_path" in plan.errors[0].message


def test_that_later_rules_read_a_jsonl_more_kindly(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    make_film(tmp_path / "sub" / "a.mp4", 9, rate=16)
    text = json.dumps({"video_path": "a.mp4", "caption": "x"}) + "\n\n"
    (tmp_path / "sub" / "m.jsonl").write_text(text, encoding="utf-8")
    path = tmp_path / "dataset.toml"
    path.write_text(
        '[[datasets]]\nvideo_jsonl_file = "sub/m.jsonl"\ncache_directory = "c"\n', encoding="utf-8"
    )
    assert plan_file(path, working=tmp_path, rules=MUSUBI_LATER).samples == 1
    assert plan_file(path, working=tmp_path).errors[0].stage == "datasets"


@pytest.mark.parametrize("text", ["C:\\films", "a\0b"])
def test_that_a_path_with_control_characters_gets_its_cure(tmp_path: Path, text: str) -> None:
    path = tmp_path / "dataset.json"
    entry = {"video_directory": text.replace("\\f", "\f"), "cache_directory": text}
    path.write_text(json.dumps({"datasets": [entry]}), encoding="utf-8")
    assert "forward slashes" in texts(plan_file(path))


@pytest.mark.parametrize("name", ["a\0b.jsonl", "a.jsonl/b"])
def test_that_a_jsonl_that_cannot_be_one_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / "a.jsonl").touch()
    path = tmp_path / "dataset.json"
    path.write_text(
        json.dumps({"datasets": [{"video_jsonl_file": name, "cache_directory": "c"}]}),
        encoding="utf-8",
    )
    assert plan_file(path, working=tmp_path).errors[0].message.endswith("check the path.")


def test_that_a_caption_that_cannot_be_read_stops_caching(folder: Path) -> None:
    (folder / "v" / "b.txt").unlink()
    (folder / "v" / "b.txt").mkdir()
    (error,) = plan_file(dataset_file(folder)).errors
    assert "b.mp4: the caption cannot be read" in error.message


def test_that_a_folder_of_pictures_with_a_bad_one_counts_up_to_it(tmp_path: Path) -> None:
    clip = tmp_path / "clip"
    clip.mkdir()
    assert video_fact(clip, verify=False).fault == "it holds no picture"
    for name in ("0.png", "1.png"):
        Image.new("RGB", (64, 48)).save(clip / name)
    (clip / "2.png").write_bytes(b"junk")
    fact = video_fact(clip, verify=False)
    assert (fact.frames, fact.width, fact.height, fact.pictures) == (2, 64, 48, True)
    assert fact.fault.startswith("2.png: ")
    row = {"video_path": str(clip), "caption": "x"}
    assert jsonl_plan(tmp_path, "video", row, frame_extraction="full").errors
    assert jsonl_plan(tmp_path, "video", row).samples == 1  # head with its target of 1


def test_that_a_picture_of_too_many_pixels_is_a_fault(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Image.new("RGB", (64, 48)).save(tmp_path / "a.png")
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", 1000)
    assert "more pixels" in image_fact(tmp_path / "a.png", verify=False).fault


def test_that_pictures_the_decoder_makes_up_are_noted(tmp_path: Path) -> None:
    film = make_film(tmp_path / "a.mp4", 50, rate=16)
    whole = film.read_bytes()
    middle = len(whole) // 2
    film.write_bytes(whole[:middle] + b"\xff" * 2000 + whole[middle + 2000 :])
    fact = video_fact(film, verify=True)
    assert (fact.frames, fact.fault, fact.notes) == (50, "", ("mended",))


def test_that_check_speaks_for_people(folder: Path) -> None:
    good = check_words(check_file(dataset_file(folder, "target_frames = [45]")))
    assert good.startswith("The trainer would run.\nwarning: ")
    assert "nothing for 45 frames from b.mp4" in good
    (folder / "v" / "b.txt").unlink()
    bad = check_words(check_file(dataset_file(folder)))
    assert "The trainer would stop.\nerror (cache_latents): Dataset 0: b.mp4" in bad
