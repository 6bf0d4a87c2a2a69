from __future__ import annotations

import time
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from app.core.captions.differing import Run, differ, said

_TEXTS = st.text(alphabet="ab c.토끼が走る\n", max_size=40)


def sides(runs: tuple[Run, ...]) -> tuple[str, str]:
    old = "".join(run.text for run in runs if run.kind != "new")
    return old, "".join(run.text for run in runs if run.kind != "gone")


@given(_TEXTS, _TEXTS)
def test_that_both_captions_can_be_read_out_of_their_difference(old: str, new: str) -> None:
    runs = differ(old, new)
    assert sides(runs) == (old, new)
    assert all(run.text for run in runs)
    assert all(a.kind != b.kind for a, b in pairwise(runs))


def test_that_a_changed_phrase_is_struck_as_one_and_stands_before_what_came_for_it() -> None:
    old = "The video shows a cartoon rabbit that appears to be stretching."
    new = "The video shows a large white rabbit stretching in warm light."
    assert differ(old, new) == (
        Run("same", "The video shows a "),
        Run("gone", "cartoon"),
        Run("new", "large white"),
        Run("same", " rabbit "),
        Run("gone", "that appears to be "),
        Run("same", "stretching"),
        Run("new", " in warm light"),
        Run("same", "."),
    )


def test_that_little_words_amid_a_change_do_not_break_it_up() -> None:
    runs = differ("walks to the tree slowly", "runs to a house slowly")
    assert [run.kind for run in runs] == ["gone", "new", "same"]


def test_that_words_are_compared_whole() -> None:
    assert differ("a rabbit", "a rabbits") == (
        Run("same", "a "),
        Run("gone", "rabbit"),
        Run("new", "rabbits"),
    )


def test_that_text_without_spaces_is_compared_by_its_characters() -> None:
    assert differ("白い兎が草原で走る。", "白い兎が森の中で走る。") == (
        Run("same", "白い兎が"),
        Run("gone", "草原"),
        Run("new", "森の中"),
        Run("same", "で走る。"),
    )


def test_that_korean_is_compared_by_its_words() -> None:
    assert differ("커다란 토끼가 뛴다.", "커다란 토끼는 뛴다.") == (
        Run("same", "커다란 "),
        Run("gone", "토끼가"),
        Run("new", "토끼는"),
        Run("same", " 뛴다."),
    )


def test_that_the_same_text_has_no_difference_and_an_empty_one_none_at_all() -> None:
    assert differ("same", "same") == (Run("same", "same"),)
    assert differ("", "new") == (Run("new", "new"),)
    assert differ("", "") == ()


def test_that_replies_of_fifty_thousand_characters_are_compared_at_once() -> None:
    old = " ".join(f"word{n}" for n in range(7_000))
    new = " ".join(f"word{n * 3 % 7_001}" for n in range(7_000))
    began = time.thread_time()
    assert sides(differ(old, new)) == (old, new)
    assert time.thread_time() - began < 0.5


def test_that_a_difference_can_be_said_in_words() -> None:
    runs = differ("a big rabbit", "a white rabbit")
    assert said(runs, "gone: {};", "new: {};") == "a gone: big; new: white; rabbit"
