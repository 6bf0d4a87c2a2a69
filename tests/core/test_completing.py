from __future__ import annotations

import pytest

from app.core.browsing.completing import Completion, completions, filled, quoted
from app.core.browsing.query import parse

TAGS = ("rain", "close up", "train", "비")
FILMS = ("Film 1", "Bunny")


def offered(text: str, cursor: int | None = None) -> list[str]:
    found = completions(text, len(text) if cursor is None else cursor, tags=TAGS, films=FILMS)
    return [each.text for each in found.offers]


@pytest.mark.parametrize(
    ("text", "offers"),
    [
        ("", []),
        ("ra", ["rating>=", "tag:rain"]),
        ("rain -ca", ["-caption:"]),
        ("dur", ["sec>="]),
        ("bu", ["source:Bunny"]),
        ("fil", ["source:", 'source:"Film 1"']),
        ("tag:ra", ["tag:rain", "tag:train"]),
        ("tag:rain", ["tag:train"]),
        ("tag:CLO", ['tag:"close up"']),
        ("tag:비", []),
        ("-tag:rain|cl", ['-tag:rain|"close up"']),
        ("check:b", ["check:black", "check:blur", "check:bad", "check:letterbox"]),
        ("state:p", ["state:picked", "state:open"]),
        ('source:"fi', ['source:"Film 1"']),
        ("foo:", []),
        ("rain ", []),
    ],
)
def test_that_what_begins_so_is_offered(text: str, offers: list[str]) -> None:
    assert offered(text)[: len(offers) + 3] == offers


def test_that_only_the_token_at_the_cursor_is_completed() -> None:
    text = "len>=45 tag:ra rating>=3"
    found = completions(text, 14, tags=TAGS)
    assert filled(text, found, found.offers[0]) == ("len>=45 tag:rain rating>=3", 17)
    assert offered(text, 8) == []


def test_that_a_chosen_term_is_followed_by_a_blank_and_a_key_by_its_value() -> None:
    found = completions("ra", 2, tags=TAGS)
    assert filled("ra", found, found.offers[0]) == ("rating>=", 8)
    assert filled("ra", found, found.offers[1]) == ("tag:rain ", 9)


def test_that_names_are_quoted_where_a_filter_would_split_them() -> None:
    for name in ("close up", "a|b", "x:1", "-5", "비", 'the "one"', ""):
        (group,) = parse(f"tag:{quoted(name)} rain").groups[:1]
        assert not parse(f"tag:{quoted(name)}").complaints
        assert len(group) == 1
    assert quoted("rain") == "rain"
    assert Completion("x").done
