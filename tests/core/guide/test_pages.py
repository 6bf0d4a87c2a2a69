"""The guide that ships: every page, link, picture, key and name in it is there."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest

from app.core.guide.guide import read_guide
from app.core.language import LANGUAGES
from app.core.paths import resources

GUIDE = resources() / "guide"
ENGLISH = sorted((GUIDE / "en").glob("*.md"))
PAGES = sorted(GUIDE.glob("*/*.md"))
APP = Path(__file__).parents[3] / "app"
HALVES = {"Ctrl", "Alt", "Shift"}  # of a key
LOOKS_LIKE_A_KEY = re.compile(r"(?:(?:Ctrl|Shift|Alt|Meta)\+)*(?:F\d{1,2}|.|[A-Z][a-zA-Z]+)")
NAMES = [
    *("01-quick-start", "02-day-of-work", "03-clips", "04-captions", "05-plan", "06-train"),
    *("07-keys", "08-troubleshooting", "09-compare", "10-command-line", "11-files", "12-glossary"),
]


def ident(path: Path) -> str:
    return f"{path.parent.name}-{path.stem}"


def said(path: Path) -> str:
    """A page without its blocks of code."""
    return re.sub(r"(?m)^ {4}.*$", "", path.read_text(encoding="utf-8"))


@cache
def sources() -> str:
    """All that the program can say stands in here, between quotation marks."""
    presets = (resources() / "presets").rglob("*.toml")
    return "".join(path.read_text(encoding="utf-8") for path in (*APP.rglob("*.py"), *presets))


def is_said(name: str) -> bool:
    return any(f'"{name}{end}"' in sources() for end in ("", "…"))


def keys_of_commands() -> set[str]:
    from app.ui.actions import COMMANDS

    return {key for command in COMMANDS for key in command.keys}


def test_that_all_pages_are_there_in_their_order() -> None:
    assert [path.stem for path in ENGLISH] == NAMES
    assert {path.parent.name for path in PAGES} <= set(LANGUAGES)
    assert {path.stem for path in PAGES} == set(NAMES)  # no other language has pages of its own


@pytest.mark.parametrize("path", ENGLISH, ids=ident)
def test_that_every_key_a_page_names_is_that_of_a_command(path: Path) -> None:
    named = re.findall(r"`([^`\n]+)`", said(path))
    keys = {each for each in named if LOOKS_LIKE_A_KEY.fullmatch(each)}
    assert keys - keys_of_commands() - HALVES == set()


@pytest.mark.parametrize("path", ENGLISH, ids=ident)
def test_that_every_name_a_page_quotes_is_said_by_the_program(path: Path) -> None:
    quoted = set(re.findall(r"(?<![*\\])\*([^*\n]+)\*(?!\*)", said(path)))
    assert [name for name in quoted if not is_said(name)] == []


def test_that_links_lead_to_pages_and_headings_that_are_there() -> None:
    guide = read_guide(GUIDE, "en")
    for path in PAGES:
        for link in re.findall(r"(?<!!)\[[^\]]*\]\(([^)\s]+)\)", said(path)):
            if link.startswith("https://"):
                assert guide.place(link, path.stem) is None
                continue
            place = guide.place(link, path.stem)
            assert place is not None, (path, link)
            name, anchor = place
            assert anchor in {"", *(part.anchor for part in guide.pages[name].sections)}, link


def test_that_pictures_are_there_and_small() -> None:
    pictures = {
        (path.parent / picture).resolve()
        for path in PAGES
        for picture in re.findall(r"!\[[^\]]+\]\(([^)\s]+)\)", said(path))
    }
    assert len(pictures) >= 6
    for picture in pictures:
        assert picture.parent == resources() / "screenshots"
        most = 150_000 if picture.name.startswith("guide-") else 200_000
        assert picture.stat().st_size <= most, picture.name


def test_that_commands_of_the_terminal_are_those_there_are() -> None:
    import typer

    from app.cli.program import app as program

    there = set(typer.main.get_command(program).commands)  # type: ignore[attr-defined]
    text = (GUIDE / "en" / "10-command-line.md").read_text(encoding="utf-8")
    named = set(re.findall(r"\brushes ([a-z]+)", text))
    assert named - there == set()
    assert there - named <= {"open"}  # `rushes PROJECT` is short for it


def test_that_a_language_has_the_headings_of_the_english_page() -> None:
    english = read_guide(GUIDE, "en")
    for code in LANGUAGES:
        for name, page in read_guide(GUIDE, code).pages.items():
            levels = [section.level for section in page.sections]
            assert levels == [section.level for section in english.pages[name].sections], name
