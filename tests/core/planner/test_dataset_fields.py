from __future__ import annotations

import pytest

from app.core.errors import DatasetError
from app.core.library.model import Dataset
from app.core.planner.dataset_fields import (
    EXTRACTIONS,
    Field,
    field_text,
    fields_of,
    with_extraction,
    with_field,
)

CLIPS = Dataset(
    position=0, name="short", kind="video", resolution=(768, 416), target_frames=(1, 21)
)
STILLS = Dataset(position=1, name="stills", kind="image", resolution=(768, 768))


def test_that_only_fields_that_matter_are_shown() -> None:
    assert "target_frames" not in fields_of(STILLS) and "frame_extraction" not in fields_of(STILLS)
    assert "frame_sample" in fields_of(with_extraction(CLIPS, "uniform"))
    assert "frame_stride" in fields_of(with_extraction(CLIPS, "slide"))
    assert "target_frames" not in fields_of(with_extraction(CLIPS, "full"))


@pytest.mark.parametrize("extraction", EXTRACTIONS)
def test_that_what_is_shown_reads_as_it_was(extraction: str) -> None:
    dataset = with_extraction(CLIPS, extraction)  # type: ignore[arg-type]
    for field in fields_of(dataset):
        if field not in ("frame_extraction", "bucket_no_upscale"):
            assert with_field(dataset, field, field_text(dataset, field)) == dataset


@pytest.mark.parametrize("text", ["512x288", " 512 × 288", "512, 288", "512 288", "[512,288]"])
def test_that_a_resolution_may_be_written_in_any_usual_way(text: str) -> None:
    assert with_field(CLIPS, "resolution", text).resolution == (512, 288)


def test_that_one_side_is_a_square() -> None:
    assert with_field(STILLS, "resolution", "640").resolution == (640, 640)


def test_that_lengths_are_ascending_and_each_once() -> None:
    assert with_field(CLIPS, "target_frames", "45, 21 45").target_frames == (21, 45)


@pytest.mark.parametrize(
    ("field", "text", "says"),
    [
        ("resolution", "wide", "768 × 416"),
        ("resolution", "1 2 3", "768 × 416"),
        ("resolution", "16x16", "32 to 8,192"),
        ("resolution", "-768x416", "768 × 416"),
        ("target_frames", "", "1, 21"),
        ("target_frames", "47", "45 or 49 instead of 47"),
        ("target_frames", "0", "1 frame or more"),
        ("target_frames", "21.5", "1, 21"),
        ("max_frames", "130", "129 or 133 instead of 130"),
        ("num_repeats", "0", "from 1 to 10,000"),
        ("num_repeats", "many", "from 1 to 10,000"),
        ("batch_size", "99999999999", "from 1 to 10,000"),
        ("batch_size", "\u0663", "from 1 to 10,000"),  # digits that are not ours
    ],
)
def test_that_what_cannot_be_says_what_can(field: Field, text: str, says: str) -> None:
    with pytest.raises(DatasetError) as error:
        with_field(CLIPS, field, text)
    assert says in str(error.value)


def test_that_a_chosen_extraction_really_happens() -> None:
    assert with_extraction(CLIPS, "uniform").frame_sample == 2
    assert with_extraction(CLIPS, "slide").frame_stride == 8
    assert with_extraction(with_field(CLIPS, "frame_sample", "3"), "uniform").frame_sample == 3
