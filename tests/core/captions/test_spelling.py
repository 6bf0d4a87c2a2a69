from __future__ import annotations

import time
from pathlib import Path

import pytest

from app.core.captions.spelling import Speller, add_own_word, names_in, own_words, words_of


@pytest.fixture(scope="module")
def speller() -> Speller:
    return Speller()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("A rabbit's burrow, close-up.", ["rabbit's", "burrow", "close", "up"]),
        ("It doesn’t run", ["It", "doesn’t", "run"]),
        ("16fps at 832x448, x264", ["at"]),
        ("see https://example.org/a-path and www.some.where", ["see", "and"]),
        ("mail me@example.org or films/one.mkv now", ["mail", "or", "now"]),
        ("이른 아침 숲, a fox 토끼rabbit", ["fox"]),
        ("VHS of a POV shot", ["of", "shot"]),
        ("a café", ["café"]),
        ("snake_case word", ["word"]),
    ],
)
def test_that_only_what_may_be_english_is_checked(text: str, words: list[str]) -> None:
    assert [text[start:end] for start, end in words_of(text)] == words


@pytest.mark.parametrize(
    "word", ["rabbit", "Rabbit's", "doesn’t", "colour", "color", "bokeh", "backlit", "café", "grey"]
)
def test_that_words_of_both_englishes_and_of_the_trade_are_known(
    speller: Speller, word: str
) -> None:
    assert speller.knows(word)


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("burow", "burrow"),
        ("medum", "medium"),
        ("recieve", "receive"),
        ("bokhe", "bokeh"),
        ("rabit's", "rabbit's"),
        ("Strecthing", "Stretching"),
    ],
)
def test_that_what_was_meant_is_offered(speller: Speller, word: str, meant: str) -> None:
    assert not speller.knows(word)
    assert meant in speller.suggestions(word)


def test_that_a_likely_word_is_offered_first(speller: Speller) -> None:
    assert speller.suggestions("burow")[0] == "brow"
    assert speller.suggestions("burow", {"burrow"})[0] == "burrow"


def test_that_unknown_words_are_told(speller: Speller) -> None:
    assert speller.unknown(["fox", "foxx", "runs"]) == {"foxx"}


def test_that_names_are_taken_apart_into_words() -> None:
    assert names_in("Studio Ghibli style", "Totoro’s") == {"studio", "ghibli", "style", "totoro"}


def test_that_a_persons_words_are_kept(tmp_path: Path) -> None:
    assert own_words(tmp_path) == frozenset()
    add_own_word("Ghibli", tmp_path)
    assert add_own_word("Totoro's", tmp_path) == {"ghibli", "totoro"}
    assert own_words(tmp_path) == {"ghibli", "totoro"}
    assert (tmp_path / "words.txt").read_text(encoding="utf-8") == "ghibli\ntotoro\n"


def test_that_a_list_in_no_encoding_loses_no_other_word(tmp_path: Path) -> None:
    (tmp_path / "words.txt").write_bytes(b"\xff\xfe\nfox\n")
    assert "fox" in own_words(tmp_path)


@pytest.mark.parametrize("piece", ["a", "비오는날", "word", "a'", "w1 ", "a/", "a@", "_"])
def test_that_a_long_text_is_looked_through_at_once(piece: str) -> None:
    begun = time.process_time()
    assert list(words_of(f"A fox {piece * (50_000 // len(piece))}"))
    assert time.process_time() - begun < 0.8
