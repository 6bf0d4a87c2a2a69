"""What the planner says in another language than English."""

from __future__ import annotations

from pathlib import Path

from app.core.planner.document import parse_document
from app.core.planner.findings import Finding, listed, named, numbered
from app.core.planner.schema import configure
from tests.conftest import Speaking


def test_that_a_finding_is_whole_in_another_language(speaking: Speaking) -> None:
    speaking(
        {
            "{sentence}.": "{sentence}。",
            '"{file}", {dataset} {sentence}': "{file}의 {dataset}: {sentence}",
            "dataset {dataset}": "{dataset}번 데이터셋",
            'has an unknown key "{key}"; remove it': '알 수 없는 키 "{key}" 지우세요',
        }
    )
    text = '[[datasets]]\nvideo_directory = "v"\nzzzzzz = 1\n'
    (finding,) = configure(parse_document(Path("d.toml"), text)).findings
    assert finding.message == 'd.toml의 0번 데이터셋: 알 수 없는 키 "zzzzzz" 지우세요。'
    assert finding.here == '알 수 없는 키 "zzzzzz" 지우세요。'
    assert named(finding.message, ["긴 것"]).startswith("d.toml의 긴 것: ")


def test_that_names_take_the_place_of_numbers_whatever_stands_around_them(
    speaking: Speaking,
) -> None:
    assert named("the cache of dataset 1, and of dataset 7", ["a", "b"]) == (
        "the cache of b, and of dataset 7"
    )
    speaking({"dataset {dataset}": "データセット{dataset}"})
    assert named(f"これは{numbered(1)}のキャッシュ", ["a", "b"]) == "これはbのキャッシュ"


def test_that_a_sentence_gets_its_datasets_names_and_one_full_stop(speaking: Speaking) -> None:
    finding = Finding(stage="train", dataset=0, file="a.mp4", message="too short.")
    assert finding.text == "Dataset 0, a.mp4: too short."
    assert finding.told_of(listed(["one", "two"])) == "one and two, a.mp4: too short."
    speaking({"{datasets}, {file}: {message}.": "{message} ({file}, {datasets})。"})
    other = Finding(stage="train", dataset=0, file="a.mp4", message="短い。")
    assert other.told_of("one") == "短い (a.mp4, one)。"
