from __future__ import annotations

import dataclasses
from pathlib import Path, PurePosixPath, PureWindowsPath

import pytest
import toml
import tomlkit

from app.core.errors import DatasetError
from app.core.export.dataset_toml import Places, dataset_toml
from app.core.library.model import Dataset, Extraction
from app.core.planner.document import read_document
from app.core.planner.schema import configure

STILLS = Dataset(position=0, name="stills", kind="image", resolution=(768, 768))
HEAD = Dataset(position=1, name="head", kind="video", resolution=(768, 416), target_frames=(1, 21))
UNIFORM = Dataset(
    position=2,
    name="uniform",
    kind="video",
    resolution=(384, 208),
    target_frames=(45,),
    frame_extraction="uniform",
    frame_sample=2,
    bucket_no_upscale=True,
    batch_size=2,
    num_repeats=3,
)


def places(root: str = "/films/Fireflies/dataset") -> Places:
    here = PurePosixPath(root)
    return Places(here / "clips", here / "stills", here / "cache")  # type: ignore[arg-type]


def test_that_the_file_says_all_that_the_trainer_needs(tmp_path: Path) -> None:
    text = dataset_toml([STILLS, HEAD, UNIFORM], places(), title="For Fireflies")
    value = toml.loads(text)  # the trainer's own parser
    assert value["general"] == {"caption_extension": ".txt", "enable_bucket": True}
    stills, head, uniform = value["datasets"]
    assert stills["image_directory"] == "/films/Fireflies/dataset/stills"
    assert stills["resolution"] == [768, 768]
    assert head["video_directory"] == uniform["video_directory"]
    assert (head["frame_extraction"], head["target_frames"]) == ("head", [1, 21])
    assert "frame_sample" not in head
    assert (uniform["frame_extraction"], uniform["frame_sample"]) == ("uniform", 2)
    assert (uniform["batch_size"], uniform["num_repeats"]) == (2, 3)
    assert uniform["bucket_no_upscale"] is True
    caches = {entry["cache_directory"] for entry in value["datasets"]}
    assert len(caches) == 3
    assert not any(cache.startswith(head["video_directory"]) for cache in caches)


@pytest.mark.parametrize("mode", ["head", "chunk", "slide", "uniform", "full"])
def test_that_the_trainers_schema_accepts_every_kind_of_extraction(
    tmp_path: Path, mode: Extraction
) -> None:
    dataset = Dataset(
        position=0,
        name="d",
        kind="video",
        resolution=(384, 208),
        target_frames=(21,),
        frame_extraction=mode,
        frame_stride=8,
        frame_sample=3,
        max_frames=81,
    )
    file = tmp_path / "dataset.toml"
    file.write_text(dataset_toml([dataset, STILLS], places(), title="x"), encoding="utf-8")
    config = configure(read_document(file))
    assert config.findings == ()
    read = config.datasets[0]
    assert read.mode == mode
    assert read.resolution == (384, 208)
    assert read.enable_bucket and read.caption_extension == ".txt"
    assert read.frame_stride == (8 if mode == "slide" else 1)
    assert read.max_frames == (81 if mode == "full" else 129)


def test_that_names_that_come_out_alike_still_give_two_caches() -> None:
    alike = [dataclasses.replace(HEAD, name=name) for name in ("a:b", "a?b", "A_B")]
    value = toml.loads(dataset_toml(alike, places(), title="x"))
    caches = [Path(entry["cache_directory"]).name for entry in value["datasets"]]
    assert caches == ["a_b", "a_b-2", "A_B-3"]


@pytest.mark.parametrize(
    "root",
    ["/a b/#1 'films' \"x\"/ü/走る", "/back\\slash/tab\there"],
)
def test_that_any_path_survives_the_trainers_parser(root: str) -> None:
    text = dataset_toml([HEAD], places(root), title='It\'s "mine" # [x]\nnext')
    assert toml.loads(text)["datasets"][0]["video_directory"] == f"{root}/clips"
    assert tomlkit.parse(text)["datasets"][0]["video_directory"] == f"{root}/clips"  # type: ignore[index]


def test_that_windows_paths_get_forward_slashes() -> None:
    windows = PureWindowsPath("D:\\LoRA\\p")
    there = Places(windows / "clips", windows / "stills", windows / "cache")  # type: ignore[arg-type]
    value = toml.loads(dataset_toml([HEAD], there, title="x"))
    assert value["datasets"][0]["video_directory"] == "D:/LoRA/p/clips"
    assert value["datasets"][0]["cache_directory"] == "D:/LoRA/p/cache/head"


@pytest.mark.parametrize("mark", "[]*?")
def test_that_a_cache_the_trainer_cannot_search_is_refused(mark: str) -> None:
    root = PurePosixPath(f"/films/a{mark}b")
    there = Places(root / "clips", root / "stills", root / "cache")  # type: ignore[arg-type]
    with pytest.raises(DatasetError, match="move the project"):
        dataset_toml([HEAD], there, title="x")
