"""What machines say that no caption should: found, taken away, and what only looks like it."""

from __future__ import annotations

import pytest

from app.core.captions.lint_rules import (
    UNCERTAIN,
    has_markdown,
    is_refusal,
    strip_markdown,
    strip_opener,
)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("The video shows a rabbit.", "A rabbit."),
        ("This clip beautifully captures a fox.", "A fox."),
        ("In this scene, we see a rabbit.", "A rabbit."),
        ("In the scene a girl runs.", "A girl runs."),
        ("The short animated clip opens with the sea.", "The sea."),
        ("The image is a close-up of a cat.", "A close-up of a cat."),
        ("This is a video of a dog.", "A dog."),
        ("A video of a dog.", "A dog."),
        ("Here is a detailed description of the clip. A dog runs.", "A dog runs."),
        ("Here's the caption: a dog runs.", "A dog runs."),
        ("Sure! Here is a caption:\n\nThe video depicts a dog.", "A dog."),
        ("Caption: a dog", "A dog"),
        ("Answer: a dog", "A dog"),
        ("The sequence of images shows a dog.", "A dog."),
        ("These series of frames depict a dog.", "A dog."),
        ("The video sequence depicts a dog.", "A dog."),
        ("Based on the provided frames, a dog runs.", "A dog runs."),
        ("The video takes place on a beach.", "On a beach."),
        ("The scene unfolds in a forest.", "In a forest."),
        ("영상 속에서 토끼가 뛴다.", "토끼가 뛴다."),
        ("동영상에서 토끼가 뛴다.", "토끼가 뛴다."),
        ("이 영상에서는 토끼가 뛴다.", "토끼가 뛴다."),
        ("视频展示了一只兔子。", "一只兔子。"),
        ("この動画では、猫が走る。", "猫が走る。"),
    ],
)
def test_that_openers_are_taken_away_and_the_rest_begins_with_a_capital(
    text: str, wanted: str
) -> None:
    assert strip_opener(text) == wanted
    assert strip_opener(wanted) == wanted


@pytest.mark.parametrize(
    "text",
    [
        "A rabbit stretches in front of its burrow.",
        "Here is where the fox sleeps.",
        "The answer is written on the wall.",
        "A series of frames hangs in a hallway.",
        "영상을 찍는 남자가 웃는다.",
        "Sure-footed goats climb a ridge.",
        "A video game arcade glows in the night.",
        "The frame of the window is red.",
        "The image of a saint hangs above the altar.",
        "The scene is dark and quiet.",
        "In the shot put final a man throws.",
        "The picture on the wall tilts.",
        "the rabbit, in lower case",
        "The video shows",
        "",
    ],
)
def test_that_a_caption_that_only_looks_like_an_opener_stays(text: str) -> None:
    assert strip_opener(text) == text


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("**Subject:** A *big* rabbit", "Subject: A big rabbit"),
        ("# Title\nA rabbit", "Title\nA rabbit"),
        ("- a fox\n- a tree", "a fox\na tree"),
        ("1. A fox\n2. A tree", "A fox\nA tree"),
        ("```text\nA rabbit\n```", "A rabbit"),
        ("A [fox](http://a.example) and `code`", "A fox and code"),
        ("> A rabbit\n\n---\nsits", "A rabbit\n\n\nsits"),
        ("An _old_ __stone__ wall", "An old stone wall"),
    ],
)
def test_that_markdown_goes_and_its_words_stay(text: str, wanted: str) -> None:
    assert strip_markdown(text) == wanted
    assert has_markdown(text)


@pytest.mark.parametrize(
    "text",
    [
        "M*A*S*H, 5 * 3 * 2",
        'A shirt that reads "#1"',
        "2. Bundesliga, a match in the rain",
        "A rabbit - brown, round - sits.",
        "snake_case_name",
        "Two lines\nof a caption",
    ],
)
def test_that_marks_which_are_no_markdown_stay(text: str) -> None:
    assert strip_markdown(text) == text


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("A rabbit that appears to be sad", ("appears to be",)),
        ("A fox seems happy; it might be morning.", ("seems", "might be")),
        ("Overall, the mood is calm. The overall tone is warm.", ("Overall,", "The overall")),
        ("토끼가 슬픈 것 같다", ("것 같",)),
        ("A fox appears to the left.", ()),
        ("A fox appears behind a tree.", ()),
        ("The lighting suggests dawn, suggesting calm", ("lighting suggests", "suggesting")),
        ("A boy in blue overalls", ()),
        ("The overall-clad mechanic", ()),
        ("A waiter suggests a wine", ()),
        ("A painter in a white overall climbs", ()),
    ],
)
def test_that_words_of_doubt_are_found_as_they_stand(text: str, words: tuple[str, ...]) -> None:
    assert UNCERTAIN.found(text) == words
    assert UNCERTAIN.are_in(text) == bool(words)


@pytest.mark.parametrize(
    ("text", "refused"),
    [
        ("I'm sorry, but I cannot assist with that.", True),
        ("I’m unable to view the video.", True),
        ("As an AI language model, I have no eyes.", True),
        ("Please provide the image so that I can describe it.", True),
        ("죄송하지만 도와드릴 수 없습니다.", True),
        ("抱歉,我无法描述。", True),
        ("I don't see any images in your message.", True),
        ("There are no frames provided, so there is no caption.", True),
        ("It looks like no image was attached.", True),
        ("I do not have access to the video file.", True),
        ("A tray with no picture, no frame, no name.", False),
        ('A girl says "I\'m sorry, I cannot help".', False),
        ("A man who cannot see walks with a cane.", False),
        ("A sorry sight: a broken cart.", False),
    ],
)
def test_that_refusals_are_told_from_words_of_the_film(text: str, refused: bool) -> None:
    assert is_refusal(text) is refused
