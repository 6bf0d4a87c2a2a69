"""Texts in the language of the person."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.core import language
from app.core.amounts import counted
from app.core.language import noted, sentences, tr
from tests.conftest import Speaking


@pytest.fixture
def korean(speaking: Speaking) -> None:
    texts = {
        "Close": "닫기",
        "{done} of {all}": "{all} 중 {done}",
        "{number:,} shots": "샷 {number:,}개",
        "Rail|Close": "접기",
        "Not done": "",
    }
    speaking(texts)


def test_without_a_catalog_texts_are_english() -> None:
    assert tr("Close") == "Close"
    assert tr("{done} of {all}", done=1, all=2) == "1 of 2"
    assert noted("{braces} stay") == tr("{braces} stay") == "{braces} stay"


@pytest.mark.usefixtures("korean")
def test_values_stand_where_the_language_wants_them() -> None:
    assert language.current() == "ko"
    assert tr("Close") == "닫기"
    assert tr("{done} of {all}", done=1, all=2) == "2 중 1"


@pytest.mark.usefixtures("korean")
def test_counts_have_one_form_where_the_language_has_one() -> None:
    assert [counted(1, "shot"), counted(1204, "shot")] == ["샷 1개", "샷 1,204개"]
    assert counted(1, "film") == "1 film"


@pytest.mark.usefixtures("korean")
def test_a_place_may_have_words_of_its_own() -> None:
    assert language.found("Close", "Rail") == "접기"
    assert language.found("Close", "Dialog") == "닫기"
    assert language.found("Open") is None


def test_sentences_follow_each_other_as_the_language_has_it(speaking: Speaking) -> None:
    assert sentences(("It failed.", "", "Try again.")) == "It failed. Try again."
    assert sentences(()) == sentences(("",)) == ""
    speaking({"{first} {second}": "{first}{second}"})
    assert sentences(("失敗しました。", "続けてください。")) == "失敗しました。続けてください。"


@pytest.mark.usefixtures("korean")
def test_what_is_not_translated_yet_is_english() -> None:
    assert tr("Not done") == "Not done"


@pytest.mark.parametrize("content", ["[1]", "no json", '{"Close": 3}'])
def test_a_broken_catalog_is_english(tmp_path: Path, content: str) -> None:
    (tmp_path / "ja.json").write_text(content, encoding="utf-8")
    language.use("ja", tmp_path)
    assert (language.current(), tr("Close")) == ("en", "Close")


@pytest.mark.parametrize(
    ("preferred", "spoken", "code"),
    [
        ("", [], "en"),
        ("", ["ko-KR", "en-US"], "ko"),
        ("", ["de-DE", "ja_JP"], "ja"),
        ("en", ["ko-KR"], "en"),
        ("xx", ["ja"], "ja"),
    ],
)
def test_the_persons_choice_comes_before_the_systems(
    preferred: str, spoken: list[str], code: str
) -> None:
    assert language.chosen(preferred, spoken) == code
