from __future__ import annotations

from pathlib import Path

import pytest

from app.core.errors import DatasetError
from app.core.planner.document import parse_document
from app.core.planner.editing.entry_changes import with_new_dataset, with_twin
from app.core.planner.schema import DatasetConfig, configure
from app.core.planner.text.entry_text import with_values

FILE = """# mine
[general]
caption_extension = ".txt" # as exported

[[datasets]]
video_directory = "/g/clips"
cache_directory = "/g/cache/long"
resolution = [384, 208]
strange = 1 # kept
"""


def datasets(text: str) -> tuple[DatasetConfig, ...]:
    return configure(parse_document(Path("dataset.toml"), text.replace("strange", "#"))).datasets


def test_that_several_keys_are_written_and_comments_stay() -> None:
    text = with_values(FILE, 0, {"frame_extraction": "uniform", "frame_sample": 2})
    assert datasets(text)[0].mode == "uniform"
    assert "# mine" in text and "strange = 1 # kept" in text


def test_that_a_new_dataset_is_one_the_trainer_takes_with_the_size_of_its_kind() -> None:
    text = with_new_dataset(FILE, "video", "/g/more")
    new = datasets(text)[1]
    assert (new.directory, new.cache_directory) == ("/g/more", "/g/more_cache")
    assert new.resolution == (384, 208) and new.targets == (1, 21)
    assert new.enable_bucket and new.caption_extension == ".txt"
    assert text.count("caption_extension") == 1  # stated for all already


def test_that_a_new_dataset_of_another_kind_has_usual_values() -> None:
    new = datasets(with_new_dataset(FILE, "image"))[1]
    assert (new.kind, new.resolution) == ("image", (768, 768))


def test_that_an_empty_file_can_be_begun() -> None:
    new = datasets(with_new_dataset("", "video", "H:/clips"))[0]
    assert new.cache_directory == "H:/clips_cache" and new.caption_extension == ".txt"


def test_that_no_two_datasets_share_a_cache_folder() -> None:
    text = FILE
    for place in (0, 1, 0):
        text = with_twin(text, place)
    caches = [each.cache_directory for each in datasets(text)]
    assert sorted(filter(None, caches)) == [
        "/g/cache/long", "/g/cache/long 2", "/g/cache/long 3", "/g/cache/long 4",
    ]  # fmt: skip
    more = with_new_dataset(with_new_dataset(FILE, "video"), "video")
    assert [each.cache_directory for each in datasets(more)][1:] == ["clips", "clips 2"]


def test_that_a_copy_of_a_dataset_without_a_cache_folder_gets_one() -> None:
    bare = '[[datasets]]\nvideo_directory = "/g/clips"\n'
    first, second = datasets(with_twin(bare, 0))
    assert first.cache_place == "/g/clips" and second.cache_place == "/g/clips_cache"


def test_that_a_copy_keeps_what_nobody_knows() -> None:
    assert with_twin(FILE, 0).count("strange = 1 # kept") == 2


def test_that_what_is_not_there_is_not_copied() -> None:
    with pytest.raises(DatasetError):
        with_twin(FILE, 3)
