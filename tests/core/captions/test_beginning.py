from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.captions.beginning import common_beginning, taken_off
from app.core.captions.text import one_line, with_trigger


@pytest.mark.parametrize(
    ("captions", "trigger"),
    [
        (["Studio Ghibli style. A rabbit.", "Studio Ghibli style. A fox."], "Studio Ghibli style."),
        (["ohwx woman, in the rain", "ohwx woman, at home"], "ohwx woman,"),
        (["ohwx a cat", "ohwx the dog", ""], "ohwx"),
        (["ohwx", "ohwx"], "ohwx"),
        (["지브리 스타일. 큰 토끼", "지브리 스타일. 작은 토끼"], "지브리 스타일."),
        (["A cat walks", "A dog runs"], ""),
        (["The cat", "the cat"], ""),
        (["The same words"], ""),
        ([], ""),
        ([" ".join("abcdefghijklmn")] * 3, ""),
        (["- a", "- b"], ""),
    ],
)
def test_that_the_words_all_captions_share_at_their_start_are_found(
    captions: list[str], trigger: str
) -> None:
    assert common_beginning(captions) == trigger


@given(st.text(max_size=20), st.text(max_size=12))
def test_that_what_is_exported_stays_the_same_when_the_trigger_is_taken_off(
    caption: str, trigger: str
) -> None:
    captioned = with_trigger(caption, trigger)
    assert with_trigger(taken_off(captioned, trigger), trigger) == captioned


def test_that_words_after_a_trigger_without_a_mark_stay_where_they_are() -> None:
    assert taken_off("ohwx a cat", "ohwx") == "ohwx a cat"
    assert with_trigger("ohwx a cat", "ohwx") == "ohwx a cat"
    assert taken_off("Ghibli. A cat", "Ghibli.") == "A cat"
    assert one_line(taken_off("ohwx", "ohwx")) == ""
