from __future__ import annotations

import pytest

from app.core.captions.prompt_fields import NUMBERS, Field, Made, field_text, made, with_field
from app.core.errors import PromptError
from app.core.library.model import Prompt

CAT = Prompt(position=0, text="A cat", width=390, height=208, frames=46, cfg_scale=6.0)


@pytest.mark.parametrize(
    ("field", "typed", "kept"),
    [
        ("width", " 832 ", 832),
        ("width", "390", 384),
        ("height", "16", 16),
        ("frames", "46", 45),
        ("frames", "4", 1),
        ("steps", "8", 8),
        ("seed", "1,234", 1234),
        ("seed", "9223372036854775807", 2**63 - 1),
        ("cfg_scale", "", None),
        ("cfg_scale", "1", 1.0),
        ("flow_shift", "3,5", 3.5),
        ("text", "Style.  a\n girl ", "a girl"),
        ("negative", " 3D,\nMMD ", "3D, MMD"),
    ],
)
def test_that_a_field_is_kept_as_it_is_made(field: Field, typed: str, kept: object) -> None:
    after = with_field(CAT, field, typed, trigger="Style")
    assert getattr(after, field) == kept
    assert with_field(after, field, field_text(after, field)) == after


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("width", "15", "A side is a whole number from 16 to 4,096."),
        ("height", "wide", "A side is a whole number"),
        ("height", "5000", "A side is a whole number"),
        ("frames", "0", "The number of frames is a whole number from 1 to 1,025."),
        ("steps", "1001", "The number of steps is a whole number from 1 to 1,000."),
        ("steps", "", "The number of steps is"),
        ("seed", "-1", "A seed is a whole number from 0"),
        ("seed", "9" * 19, "A seed is"),
        ("seed", "9" * 5000, "A seed is"),
        ("seed", "²", "A seed is"),
        ("cfg_scale", "-1", "Guidance is a number from 0 to 100, such as 5.0; nothing leaves it"),
        ("cfg_scale", "nan", "Guidance is"),
        ("flow_shift", "0", "Flow shift is a number from 0.01 to 100"),
        ("flow_shift", "inf", "Flow shift is"),
    ],
)
def test_that_what_cannot_be_is_said_in_a_sentence(field: Field, typed: str, sentence: str) -> None:
    with pytest.raises(PromptError, match=sentence):
        with_field(CAT, field, typed)


def test_that_the_made_size_is_in_whole_steps() -> None:
    assert made(CAT) == Made(384, 208, 45)
    assert [field_text(CAT, field) for field in NUMBERS] == [
        *("390", "208", "46", "20"),
        *("0", "6.0", ""),
    ]
