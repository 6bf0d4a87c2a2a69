"""How a value is written into a dataset file: as the one before it was, where that can be."""

from __future__ import annotations

import json
from typing import Any

from app.core.planner.text.tree import Tree, Value

_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t", "\r": "\\r"}


def written(value: Any, *, quote: str = "") -> str:  # noqa: ANN401
    """Return a value as TOML.

    Args:
        value: A text, number, bool, list of those, or table of them.
        quote: The quotes of texts, where these can hold them; a text with backslashes is put
            between single quotes otherwise, one that cannot be so between double ones.
    """
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return _text(value, quote)
    if isinstance(value, list | tuple):
        return f"[{', '.join(written(item, quote=quote) for item in value)}]"
    if isinstance(value, dict):
        return f"{{{', '.join(f'{key} = {written(each)}' for key, each in value.items())}}}"
    return str(value)


def _text(value: str, quote: str) -> str:
    literal = "'" not in value and value.isprintable()
    if literal and (quote == "'" or ("\\" in value and quote != '"')):
        return f"'{value}'"
    escaped = (_ESCAPES.get(sign) or _plain(sign) for sign in value)
    return f'"{"".join(escaped)}"'


def _plain(sign: str) -> str:
    return sign if sign.isprintable() or ord(sign) > 0xFFFF else json.dumps(sign)[1:-1]


def rewritten(tree: Tree, before: Value, old: Any, new: Any) -> str:  # noqa: ANN401
    """Return a value as TOML in the manner of the one it takes the place of.

    Args:
        tree: The text.
        before: What stands there.
        old: What that is; what of it is the same stays as it is written.
        new: The value.
    """
    text = tree.text[before.start : before.end]
    if same(old, new):
        return text
    listed = isinstance(old, list) and isinstance(new, list | tuple) and before.closed
    if listed and len(before.items) == len(old):
        return _list(tree, before, old, list(new))
    return written(new, quote=text[0] if before.kind == "text" else "")


def same(one: Any, other: Any) -> bool:  # noqa: ANN401
    """Return whether two values are written alike: 1, 1.0 and true are three, nan is nan."""
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(same(one[key], other[key]) for key in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(same, one, other))
    return type(one) is type(other) and (one == other or (one != one and other != other))


def _list(tree: Tree, before: Value, old: list[Any], new: list[Any]) -> str:
    """Return a list in which only those items are written anew that are others."""
    text, items = tree.text, before.items
    if not items or not new:
        return written(new, quote=_quote(text, items[0]) if items else "")
    parts: list[str] = []
    at = before.start
    for item, was, value in zip(items, old, new, strict=False):
        parts += (text[at : item.start], rewritten(tree, item, was, value))
        at = item.end
    for value in new[len(items) :]:
        parts += (_between(tree, before), written(value, quote=_quote(text, items[-1])))
    parts.append(text[items[-1].end : before.end])
    return "".join(parts)


def _quote(text: str, value: Value) -> str:
    return text[value.start] if value.kind == "text" else ""


def _between(tree: Tree, of: Value) -> str:
    """Return what parts the items of a list: as between the last two, without their comments."""
    if len(of.items) < 2:
        before = tree.text[of.start + 1 : of.items[0].start]
        return f",{before}" if "\n" in before and "#" not in before else ", "
    between = tree.text[of.items[-2].end : of.items[-1].start]
    return ", " if "#" in between else between


def key_written(key: str) -> str:
    """Return a key as TOML."""
    plain = key.replace("-", "").replace("_", "")
    return key if plain.isascii() and plain.isalnum() else written(key, quote='"')
