"""Recorded cases made on disk again: the whole way from files to the plan."""

from __future__ import annotations

import json
import os
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from app.core.planner.files import plan_file
from app.core.planner.report import plan_json
from tests.core.planner.golden import Case, compared, load_cases, recorded
from tests.films import make_film

CASES = {
    case["id"]: case
    for case in load_cases(Path(__file__).parents[2] / "samples" / "golden_public.jsonl")
}
ON_DISK = [
    "odd-001",  # clips of 25 fps
    "odd-004",  # webm: no number of frames in the header
    *["odd-010"] * (os.name != "nt"),  # mixed capitals, which do not matter there; a hidden file
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
