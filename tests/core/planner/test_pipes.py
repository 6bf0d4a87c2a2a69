"""A pipe where a file is expected is said, not waited for."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from PIL import Image

from app.core.errors import DatasetError
from app.core.planner.caches.cache_header import read_fact
from app.core.planner.caches.printed_compare import read_runs
from app.core.planner.files import plan_file
from tests.core.planner.disk import dataset_file, jsonl_plan, texts

pytestmark = [
    pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="pipes with a name are Unix's"),
    pytest.mark.timeout(10),
]


def pipe(path: Path) -> None:
    path.unlink(missing_ok=True)
    os.mkfifo(path)


def test_that_a_pipe_is_no_dataset_file(tmp_path: Path) -> None:
    pipe(tmp_path / "dataset.toml")
    with pytest.raises(DatasetError, match="is a pipe or device; give a file"):
        plan_file(tmp_path / "dataset.toml")


def test_that_a_pipe_is_no_jsonl(tmp_path: Path) -> None:
    pipe(tmp_path / "m.jsonl")
    lines = f'[[datasets]]\nvideo_jsonl_file = "{(tmp_path / "m.jsonl").as_posix()}"\n'
    (tmp_path / "dataset.toml").write_text(
        f'{lines}resolution = [96, 64]\ncache_directory = "c"\n', encoding="utf-8"
    )
    (error,) = plan_file(tmp_path / "dataset.toml").errors
    assert 'm.jsonl" is a pipe or device; give a file' in error.text


def test_that_a_pipe_is_no_caption_and_no_clip(folder: Path) -> None:
    pipe(folder / "v" / "a.txt")
    pipe(folder / "v" / "b.mp4")
    said = texts(plan_file(dataset_file(folder, "target_frames = [1]")))
    assert "a.mp4: the caption is a pipe or device; put a text file in its place" in said
    assert "b.mp4: it is a pipe or device; replace or remove it" in said


def test_that_a_pipe_is_no_picture(tmp_path: Path) -> None:
    Image.new("RGB", (96, 64)).save(tmp_path / "a.png")
    pipe(tmp_path / "b.png")
    rows = [{"image_path": str(tmp_path / name), "caption": "a"} for name in ("a.png", "b.png")]
    assert "b.png: it is a pipe or device" in texts(jsonl_plan(tmp_path, "image", *rows))


def test_that_a_pipe_is_no_log(tmp_path: Path) -> None:
    pipe(tmp_path / "caching.log")
    with pytest.raises(DatasetError, match="is a pipe or device; give a file"):
        read_runs(tmp_path / "caching.log")


def test_that_a_pipe_is_no_cache_file(tmp_path: Path) -> None:
    pipe(tmp_path / "a_wan.safetensors")
    assert read_fact(tmp_path / "a_wan.safetensors").kind == "damaged"
