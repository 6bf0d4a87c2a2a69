from __future__ import annotations

import dataclasses

import pytest

from app.core.captions.text import one_line, tidy
from app.core.captions.writing import mark_done, rewrite_each, take, turn_down, write, write_each
from app.core.library.edits import Edit
from app.core.library.machine import MachineCaption
from app.core.library.model import Clip, Still

CLIP = Clip(id=7, source=1, start=0, end=33, caption="A cat.", done=True)
STILL = Still(id=3, source=1, frame=5)


def values(edit: Edit) -> dict[tuple[str, int], dict[str, object]]:
    return {(change.table, change.id): dict(change.values) for change in edit.changed}


def machine(text: str, number: int = 4) -> MachineCaption:
    return MachineCaption(id=number, batch="b", table="clip", row=7, text=text)


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("  A cat \t sleeps. ", "A cat sleeps."),
        ("One.\r\n\r\n  Two.\u2028Three.\n", "One.\nTwo.\nThree."),
        ("e\u0301te\u0301\ufeff", "été"),
        ("\n\n", ""),
        ("이른 아침\n숲", "이른 아침\n숲"),
    ],
)
def test_that_a_caption_is_kept_tidy_with_its_lines(text: str, kept: str) -> None:
    assert tidy(text) == kept == tidy(kept)
    assert one_line(kept) == one_line(text)


def test_that_writing_changes_words_alone_and_no_words_are_not_done() -> None:
    assert values(write(CLIP, " A dog. ")) == {("clip", 7): {"caption": "A dog."}}
    assert values(write(CLIP, " ")) == {("clip", 7): {"caption": "", "done": 0}}
    assert not write(CLIP, "A cat. ")
    assert write_each([(CLIP, "a"), (STILL, "b")], "Replace").label == "Replace"


def test_that_only_what_has_words_can_be_done() -> None:
    open_clip = dataclasses.replace(CLIP, done=False)
    assert values(mark_done([open_clip, STILL], True)) == {("clip", 7): {"done": 1}}
    assert values(mark_done([CLIP], False)) == {("clip", 7): {"done": 0}}


def test_that_taking_words_leaves_them_to_be_read_and_turning_down_touches_none() -> None:
    taken = values(take([(CLIP, machine("A dog."))]))
    assert taken == {("clip", 7): {"caption": "A dog.", "done": 0, "judged": 4}}
    assert values(take([(CLIP, machine("A cat."))])) == {("clip", 7): {"judged": 4}}
    assert values(turn_down([(CLIP, machine("A dog."))])) == {("clip", 7): {"judged": 4}}
    assert not turn_down([(dataclasses.replace(CLIP, judged=9), machine("A dog."))])


def test_that_trouble_is_put_aside_without_touching_the_words() -> None:
    trouble = dataclasses.replace(machine(""), trouble="The server is full.")
    assert values(take([(CLIP, trouble)])) == {("clip", 7): {"judged": 4}}


def test_that_a_change_of_many_is_of_the_words_that_were_seen() -> None:
    edit = rewrite_each([(CLIP, "A dog."), (STILL, "A hat.")], "Replace")
    assert [each.seen for each in edit.changed] == [{"caption": "A cat."}, {"caption": ""}]
    assert values(edit) == values(write_each([(CLIP, "A dog."), (STILL, "A hat.")], "Replace"))
    assert not rewrite_each([(CLIP, "A cat.")], "Replace")
