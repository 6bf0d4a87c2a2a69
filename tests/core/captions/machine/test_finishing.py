from __future__ import annotations

import time

import pytest

from app.core.captions.machine.finishing import LONGEST, finish
from app.core.captions.text import with_trigger

TRIGGER = "Studio Ghibli style"
FOX = "A fox walks through the snow."


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        (FOX, FOX),
        (f"<think>Let me look.\nHm.</think>\n\n{FOX}", FOX),
        (f"Let me look.\n</think>{FOX}", FOX),
        (f"<think>a</think>{FOX}<think>b", FOX),
        (f"```text\n{FOX}\n```", FOX),
        (f"**Caption:** {FOX}", FOX),
        (f'"{FOX}"', FOX),
        (f"“{FOX}”", FOX),
        (f"Here is the caption:\n\n{FOX}", FOX),
        (f"Studio Ghibli style. {FOX}", FOX),
        (f"studio ghibli style, Studio Ghibli style. {FOX}", FOX),
        (f'"Studio Ghibli style. {FOX}"', FOX),
        (f"Caption: Studio Ghibli style. {FOX}", FOX),
        ("Studio Ghibli style. The video shows a fox in the snow.", "A fox in the snow."),
        ("The video shows a fox\nin the\tsnow", "A fox in the snow."),
        ("In this scene, a fox walks, ", "A fox walks."),
        ("A sign says \"Stop\".", "A sign says \"Stop\"."),
        ('"Stop," says a sign. "Go," says another.', '"Stop," says a sign. "Go," says another.'),
        ("눈 속을 걷는 여우", "눈 속을 걷는 여우."),
        ("一只狐狸在雪中行走。", "一只狐狸在雪中行走。"),
        (f"{FOX}<|im_end|>", FOX),
        ("a fox walks", "A fox walks."),
    ],
)  # fmt: skip
def test_that_a_reply_becomes_one_plain_line(raw: str, text: str) -> None:
    assert finish(raw, TRIGGER).text == text


def test_that_what_is_finished_stays_as_it_is() -> None:
    once = finish(f"Sure! **The clip features** {FOX} It appears to be cold", TRIGGER).text
    assert finish(once, TRIGGER).text == once
    assert with_trigger(once, TRIGGER).count(TRIGGER) == 1


def test_that_a_reply_that_was_cut_off_loses_its_last_sentence() -> None:
    finished = finish(f"{FOX} The camera pa", TRIGGER, "length")
    assert finished.text == FOX
    assert finished.flags == {"truncated": True}


def test_that_a_single_sentence_that_was_cut_off_is_kept() -> None:
    assert finish("A fox walks through the", TRIGGER, "length").text == "A fox walks through the."


def test_that_a_number_with_a_point_is_no_end_of_a_sentence() -> None:
    text = finish("A 2.8 m tall door opens. A fox of 1.", TRIGGER, "length").text
    assert text.startswith("A 2.8 m tall door opens.")


def test_that_a_refusal_is_kept_with_a_flag() -> None:
    finished = finish("I'm sorry, but I can't help with that.", TRIGGER)
    assert finished.flags["refusal"] is True
    assert not finished.trouble


def test_that_words_of_doubt_and_of_the_medium_are_named() -> None:
    raw = f"{FOX} It seems to be tired. As the video progresses, a watermark fades."
    assert finish(raw, TRIGGER).flags["uncertain"] == ["seems", "As the video progresses",
                                                       "watermark"]  # fmt: skip


@pytest.mark.parametrize("raw", ["", "  ", "...", "***", "<think>only thoughts", "```\n```", '""'])
def test_that_a_reply_without_a_word_is_a_trouble(raw: str) -> None:
    finished = finish(raw, TRIGGER)
    assert finished.text == ""
    assert finished.trouble.endswith(".")


def test_that_the_trigger_alone_is_no_caption() -> None:
    assert finish("Studio Ghibli style.", TRIGGER).trouble


def test_that_a_book_is_a_trouble_and_never_a_caption() -> None:
    finished = finish(" ".join(f"word{n}" for n in range(7000)), TRIGGER, "length")
    assert finished.text == ""
    assert "characters" in finished.trouble


def test_that_a_model_that_goes_round_in_circles_is_heard_once() -> None:
    finished = finish(FOX + " It sniffs at the cold air and waits." * 800, TRIGGER, "length")
    assert finished.flags["repeated"] is True
    assert len(finished.text) < LONGEST
    assert finished.text.startswith(FOX)


def test_that_50_000_characters_are_read_in_no_time() -> None:
    begun = time.perf_counter()
    pieces = ("ab", "a fox. ", "<think>", '"', "* ", "**a ", "[a", "In this scene, ", "a_b ")
    for raw in (piece * (50_000 // len(piece)) for piece in pieces):
        finish(raw, TRIGGER, "length")
    assert time.perf_counter() - begun < 3.0


@pytest.mark.parametrize(
    "reply",
    [
        FOX * 4 + "\n" * 9000 + "It sleeps.",
        " ".join(f"word{n}" for n in range(1500)),
        FOX + "[" * 8000,
    ],
    ids=["a page of line breaks", "no word twice", "open brackets"],
)
def test_that_no_reply_holds_the_window_up(reply: str) -> None:
    begun = time.process_time()
    finish(reply, TRIGGER, "length")
    assert time.process_time() - begun < 0.25
