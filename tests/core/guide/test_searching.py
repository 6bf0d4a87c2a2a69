"""What a person looks for is found, in any script, the best first."""

from __future__ import annotations

import time

import pytest

from app.core.guide.guide import Guide, read_guide
from app.core.guide.rendering import Section
from app.core.guide.searching import Hit, Index, terms_of
from app.core.paths import resources


@pytest.fixture(scope="module")
def guide() -> Guide:
    return read_guide(resources() / "guide", "en")


def index(*sections: tuple[str, str]) -> Index:
    made = [Section("p", f"a{n}", title, text, 2) for n, (title, text) in enumerate(sections)]
    return Index(made, {"p": "Page"})


def marked(hit: Hit) -> list[str]:
    return [hit.excerpt[start:end] for start, end in hit.marks]


@pytest.mark.parametrize(
    ("query", "page", "title"),
    [
        ("out of memory", "08-troubleshooting", "memory"),
        ("CUDA out of memory", "08-troubleshooting", "CUDA out of memory"),
        ("why are there fewer samples", "08-troubleshooting", "Fewer samples"),
        ("bitsandbytes", "08-troubleshooting", "bitsandbytes"),
        ("backup", "11-files", "Backup"),
        ("moving to another computer", "11-files", "Moving"),
        ("what goes over the network", "11-files", "network"),
        ("x-ray", "03-clips", "Timeline"),
        ("crop letterbox", "03-clips", "Crop"),
        ("trigger again in the text", "04-captions", "Lints"),
        ("disk full", "08-troubleshooting", "disk is full"),
        ("exit code", "10-command-line", "Exit codes"),
        ("lossless cut", "09-compare", ""),
    ],
)
def test_that_what_is_asked_for_is_among_the_first(
    guide: Guide, query: str, page: str, title: str
) -> None:
    first = [(hit.section.page, hit.section.title) for hit in guide.search(query)[:4]]
    assert any(name == page and title in said for name, said in first), first


def test_that_an_excerpt_shows_what_was_found(guide: Guide) -> None:
    hit = guide.search("sysmem")[0]
    assert "sysmem" in [each.lower() for each in marked(hit)]
    assert hit.excerpt.startswith("… ") and len(hit.excerpt) < 170


def test_that_a_heading_counts_more_than_a_text() -> None:
    found = index(("Other", "crop crop crop"), ("Crop", "something")).search("crop")
    assert [hit.section.title for hit in found] == ["Crop", "Other"]


def test_that_a_word_is_found_from_its_beginning_on_and_not_within_another() -> None:
    found = index(("A", "without it"), ("B", "It runs out."), ("C", "OUT.mp4")).search("out")
    assert [hit.section.title for hit in found] == ["B", "C"]
    assert marked(found[0]) == ["out"]


def test_that_endings_do_not_matter() -> None:
    found = index(("A", "One caption is enough."), ("B", "Nothing.")).search("captions")
    assert [hit.section.title for hit in found] == ["A"] and marked(found[0]) == ["caption"]


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("클립을", "한 클립의 길이는 프레임으로 셉니다."),
        ("메모리 부족", "그래픽 카드의 메모리가 부족하면"),
        ("字幕を書く", "字幕は画面の右で書きます。字幕をここに。"),
        ("キャプション", "各クリップのキャプションを書きます。"),
    ],
)
def test_that_korean_and_japanese_are_found_within_words(query: str, text: str) -> None:
    found = index(("가", "다른 이야기입니다. 別の話。"), ("나", text)).search(query)
    assert [hit.section.title for hit in found] == ["나"] and found[0].marks


def test_that_letters_of_full_width_and_parted_accents_are_the_same() -> None:
    assert terms_of("ＣＬＩＰ  clip “Clip”") == ["clip"]
    assert index(("A", "한글 문서")).search("한글".encode().decode())


def test_that_nothing_is_found_of_nothing_and_of_what_is_nowhere(guide: Guide) -> None:
    assert guide.search("") == guide.search("  \t") == guide.search("qqqzzz") == []
    assert guide.search("메모리") == []
    assert guide.search("(((") == []


def test_that_a_search_takes_no_time_one_would_feel(guide: Guide) -> None:
    begun = time.process_time()
    for _ in range(10):
        guide.search("why does the training run out of memory at night")
    assert (time.process_time() - begun) / 10 < 0.05
