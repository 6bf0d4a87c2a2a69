"""YAML, written: maps, lists and scalars as far as a configuration needs them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any


class Comment(str):
    """A line that is only for people; in a list of lines of a map its key does not matter."""

    __slots__ = ()


def yaml_text(value: Mapping[str, Any]) -> str:
    """Return a map as YAML, block style, with texts always quoted.

    A key whose value is a `Comment` is written as that comment alone.
    """
    return "\n".join(_lines(value, 0)) + "\n"


def _lines(value: Mapping[str, Any] | Sequence[Any], depth: int) -> Iterator[str]:
    pad = "  " * depth
    if isinstance(value, Mapping):
        for key, each in value.items():
            if isinstance(each, Comment):
                yield f"{pad}# {each}"
            elif _is_block(each):
                yield f"{pad}{key}:"
                yield from _lines(each, depth + 1)
            else:
                yield f"{pad}{key}: {scalar(each)}"
    else:
        for each in value:
            if _is_block(each):
                first, *rest = _lines(each, depth + 1)
                yield f"{pad}- {first.lstrip()}"
                yield from rest
            else:
                yield f"{pad}- {scalar(each)}"


def _is_block(value: object) -> bool:
    if isinstance(value, Mapping):
        return bool(value)
    if isinstance(value, str) or not isinstance(value, Sequence):
        return False
    return any(isinstance(each, Mapping) for each in value)


def scalar(value: object) -> str:
    """Return a number, truth, text, or list of those on one line.

    A text is written as JSON writes it, all but ASCII escaped: YAML reads that back as it is.
    """
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, Sequence):
        return f"[{', '.join(map(scalar, value))}]"
    return json.dumps(value)


def _text(value: str) -> str:
    """Return a text in double quotes: readable where its characters are printable."""
    return "".join(_character(each) for each in f'"{_escaped(value)}"')


def _escaped(value: str) -> str:
    return value.replace("\\", "\\\\").replace('"', '\\"')


def _character(each: str) -> str:
    if each.isprintable() and each != "\ufeff":
        return each
    code = ord(each)
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else each
