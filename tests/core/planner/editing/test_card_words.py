from __future__ import annotations

from typing import Any

import pytest

from app.core.planner.editing.card_words import at_its_place, how_counted, summary
from app.core.planner.editing.dataset_fields import sections_of
from app.core.planner.ledger import Line, Row


def row(*, windows: int, collisions: int, repeats: int = 1, frames: int = 45) -> Row:
    samples = (windows - collisions) * repeats
    return Row(
        dataset=0, name="long", kind="video", width=384, height=208, frames=frames,
        windows=windows, collisions=collisions, repeats=repeats, samples=samples,
        batches=samples, share=1.0, tokens=3744, batch_size=1,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("own", "words"),
    [
        ({"image_directory": "a", "resolution": [768, 768]}, "768×768"),
        ({"video_directory": "a", "target_frames": [1, 21]}, "960×544 · head 1, 21"),
        (
            {"video_directory": "a", "target_frames": [45], "frame_extraction": "uniform"}
            | {"frame_sample": 2, "num_repeats": 3},
            "960×544 · uniform 45 × 2 · ×3",
        ),
        ({"video_directory": "a", "frame_extraction": "full"}, "960×544 · full, up to 129"),
    ],
)
def test_that_a_folded_dataset_says_what_it_is(own: dict[str, Any], words: str) -> None:
    assert summary(sections_of({"datasets": [own]})[1]) == words


def test_that_a_folded_general_says_what_stands_in_it() -> None:
    general = {"caption_extension": ".txt", "enable_bucket": True}
    assert summary(sections_of({"general": general})[0]) == "captions .txt · buckets"
    general = {"enable_bucket": True, "bucket_no_upscale": True}
    assert summary(sections_of({"general": general})[0]) == "buckets · no upscaling"
    general = {"enable_bucket": False, "bucket_no_upscale": False}
    assert summary(sections_of({"general": general})[0]) == "no buckets · upscaling"
    assert summary(sections_of({})[0]) == "nothing is set"


def test_that_samples_are_told_as_they_were_counted() -> None:
    line = Line(0, "long", "video", 240, 480, 478, 478, 2, 0, 0)
    said = how_counted(line, [row(windows=480, collisions=2)], 2)
    assert said.startswith("480 windows of 240 clips − 2 that")
    assert "= 478 samples per epoch." in said and "2 samples lost" in said


def test_that_repeats_and_batches_are_told_where_there_are_some() -> None:
    line = Line(0, "long", "video", 10, 10, 30, 15, 0, 0, 0)
    said = how_counted(line, [row(windows=10, collisions=0, repeats=3)], 0)
    assert "× 3 repeats = 30 samples" in said and "15 batches" in said and "lost" not in said


def test_that_a_dataset_the_trainer_stops_at_has_no_count() -> None:
    line = Line(0, "long", "video", 10, 0, None, None, 0, 0, 1)
    assert "stops" in how_counted(line, [], 0)


@pytest.mark.parametrize(
    ("sentence", "shown"),
    [
        ('"a.toml", dataset 1 has source_fps = 30; mend it.', "Has source_fps = 30; mend it."),
        ('"a.toml", [general] may not have "x"; move it.', 'May not have "x"; move it.'),
        ('"a.toml", dataset 0: x is an old name; write y.', "X is an old name; write y."),
        ('frame_extraction "x" is none.', 'frame_extraction "x" is none.'),
        ("two windows share a start.", "Two windows share a start."),
    ],
)
def test_that_what_is_said_at_a_key_does_not_name_the_file(sentence: str, shown: str) -> None:
    assert at_its_place(sentence) == shown
