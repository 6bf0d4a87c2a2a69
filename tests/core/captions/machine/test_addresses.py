from __future__ import annotations

import pytest

from app.core.captions.machine.addresses import (
    base_of,
    holds_secret,
    is_here,
    is_near,
    root_of,
    shown,
    with_version,
)


@pytest.mark.parametrize(
    ("typed", "base"),
    [
        ("http://127.0.0.1:8080/v1", "http://127.0.0.1:8080/v1"),
        ("http://127.0.0.1:8080/v1/", "http://127.0.0.1:8080/v1"),
        ("http://127.0.0.1:8080", "http://127.0.0.1:8080/v1"),
        ("http://127.0.0.1:8080/", "http://127.0.0.1:8080/v1"),
        ("127.0.0.1:8080", "http://127.0.0.1:8080/v1"),
        (" localhost:11434 ", "http://localhost:11434/v1"),
        ("gpu-box:1234/v1", "http://gpu-box:1234/v1"),
        ("api.openai.com", "https://api.openai.com/v1"),
        ("https://openrouter.ai/api/v1/chat/completions", "https://openrouter.ai/api/v1"),
        ("http://0.0.0.0:8080/v1/models", "http://127.0.0.1:8080/v1"),
        ("http://host/v1?key=abc#part", "http://host/v1"),
        (
            "https://generativelanguage.googleapis.com/v1beta/openai/",
            "https://generativelanguage.googleapis.com/v1beta/openai",
        ),
    ],
)
def test_that_an_address_is_taken_as_people_write_it(typed: str, base: str) -> None:
    assert base_of(typed) == base


@pytest.mark.parametrize(
    "typed", ["", "  ", "ftp://host/v1", "http://", "http://h:port", "http://["]
)
def test_that_what_is_no_address_gives_none(typed: str) -> None:
    assert base_of(typed) == ""


def test_that_a_password_in_an_address_is_not_shown() -> None:
    base = base_of("https://me:secret@gpu.example.org/v1")
    assert shown(base) == "https://gpu.example.org/v1"


@pytest.mark.parametrize(
    ("base", "here", "near"),
    [
        ("http://127.0.0.1:8080/v1", True, True),
        ("http://[::1]:8080/v1", True, True),
        ("http://localhost:1234/v1", True, True),
        ("http://192.168.1.20:8000/v1", False, True),
        ("http://gpu-box:8000/v1", False, True),
        ("https://api.openai.com/v1", False, False),
        ("http://8.8.8.8/v1", False, False),
    ],
)
def test_that_it_is_known_whether_a_server_is_on_this_machine_or_network(
    base: str, here: bool, near: bool
) -> None:
    assert (is_here(base), is_near(base)) == (here, near)


def test_that_a_version_is_put_at_the_end_only_where_there_is_none() -> None:
    assert with_version("https://openrouter.ai/api") == "https://openrouter.ai/api/v1"
    assert with_version("http://h/v1") == ""
    assert root_of("http://h:1/v1") == "http://h:1"


@pytest.mark.parametrize(
    ("address", "secret"),
    [
        ("http://me:hidden@host/v1", True),
        ("me:hidden@host", True),
        ("host/v1?api_key=hidden", True),
        ("host/v1#hidden", True),
        ("http://host:8080/v1", False),
        ("", False),
    ],
)
def test_that_a_password_in_an_address_is_seen(address: str, secret: bool) -> None:
    assert holds_secret(address) == secret
