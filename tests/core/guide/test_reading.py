"""Pages as they are read: their sections, keys, pictures, and the language they are in."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.core.errors import AppError
from app.core.guide.guide import read_guide
from app.core.guide.rendering import rendered, slug

PAGE = """# Clips

Press `I` or `dataset.toml`.

![A picture](../../screenshots/clips.jpg)

## Crop & size

Words, *more* words.

| | |
|---|---|
| `X` | back |

    rushes plan

### Deep
End.
"""


def test_that_a_page_is_cut_into_its_sections() -> None:
    page = rendered("03-clips", PAGE)
    assert page.title == "Clips" and page.pictures == ("clips.jpg",)
    found = [(each.anchor, each.title, each.level) for each in page.sections]
    assert found == [("", "Clips", 1), ("crop--size", "Crop & size", 2), ("deep", "Deep", 3)]
    assert page.sections[0].text == "Press I or dataset.toml."
    assert page.sections[1].text == "Words, more words. X back rushes plan"
    assert page.sections[2].text == "End."


def test_that_keys_are_said_as_the_person_has_them() -> None:
    page = rendered("03-clips", PAGE, {"I": "Ctrl Z", "X": "<"})
    assert '<span class="key">&nbsp;Ctrl&nbsp;Z&nbsp;</span>' in page.html
    assert "&nbsp;&lt;&nbsp;" in page.html
    assert "<code>dataset.toml</code>" in page.html  # no key
    assert page.sections[0].text == "Press Ctrl Z or dataset.toml."


def test_that_a_head_without_words_is_no_row() -> None:
    assert "<thead>" not in rendered("p", PAGE).html
    assert "<thead>" in rendered("p", PAGE.replace("| | |", "| key | does |")).html


def test_that_a_page_brings_no_html_of_its_own() -> None:
    page = rendered("p", "# T\n\n<img src=x> <b>bold</b>")
    assert "<b>" not in page.html and "&lt;b&gt;" in page.html


def test_that_headings_have_the_anchors_of_the_english_page_where_they_are_as_many() -> None:
    text = "# 클립\n\n## 자르기\n"
    given = rendered("p", text, anchors=["", "crop"])
    assert [each.anchor for each in given.sections] == ["", "crop"]
    own = rendered("p", text, anchors=["", "crop", "more"])
    assert [each.anchor for each in own.sections] == ["", slug("자르기")]


def guide_in(folder: Path) -> Path:
    for code, name, text in (
        ("en", "01-one", "# One\n\n## Part\n\n{keys}\n"),
        ("en", "02-two", "# Two\n"),
        ("ko", "01-one", "# 하나\n\n## 부분\n"),
    ):
        (folder / code).mkdir(exist_ok=True)
        (folder / code / f"{name}.md").write_text(text, encoding="utf-8")
    return folder


def test_that_a_page_that_lacks_in_a_language_is_in_english(tmp_path: Path) -> None:
    guide = read_guide(guide_in(tmp_path), "ko")
    assert [page.title for page in guide.pages.values()] == ["하나", "Two"]
    assert [each.anchor for each in guide.pages["01-one"].sections] == ["", "part"]
    assert [page.title for page in read_guide(tmp_path, "ja").pages.values()] == ["One", "Two"]


def test_that_the_line_of_keys_gives_way_to_the_list(tmp_path: Path) -> None:
    guide = read_guide(guide_in(tmp_path), "en", {"F1": "F2"}, "## View\n\n`F1` helps")
    sections = guide.pages["01-one"].sections
    assert [each.title for each in sections] == ["One", "Part", "View"]
    assert sections[2].text == "F2 helps"


def test_that_links_lead_to_a_place_or_outside(tmp_path: Path) -> None:
    guide = read_guide(guide_in(tmp_path), "en")
    assert guide.place("02-two.md", "01-one") == ("02-two", "")
    assert guide.place("01-one.md#part", "02-two") == ("01-one", "part")
    assert guide.place("#part", "01-one") == ("01-one", "part")
    assert guide.place("https://example.org/02-two.md", "01-one") is None
    assert guide.place("gone.md", "01-one") is None


def test_that_a_guide_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(AppError, match="install Rushes again"):
        read_guide(tmp_path, "en")
    (tmp_path / "en").mkdir()
    (tmp_path / "en" / "01-one.md").write_bytes(b"# \xff")
    with pytest.raises(AppError, match="01-one"):
        read_guide(tmp_path, "en")
