"""What is done to files of text: tables, JSON, TOML, logs."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.damaged.mutations import Mutation

_DEEP = 100_000
_WORDS = (  # in the place of a value, as text of JSON, TOML and tables
    "NaN",
    "nan",
    "-inf",
    "1e999",
    "-1",
    "0",
    "9" * 400,
    "9" * 5000,
    "1e308",
    "0.1e-400",
    "true",
    "null",
    '""',
    '"\\ud800"',
    '"../../../../etc/passwd"',
    '"' + "x" * 200_000 + '"',
    "[]",
    "{}",
    "[[[[1]]]]",
    "[1, -1, 0]",
    "18446744073709551616",
    "1/0",
    "99:99:99.999",
    "0x10",
    "٣",
    "=1+1",
)
_VALUE = re.compile(r'(?<=[=:,\s\[])(?:"[^"\n]*"|-?\d[\d.eE+:-]*|true|false|null)')
_ODD: tuple[Any, ...] = (
    *(None, True, False, 0, -1, 1 << 70, -(1 << 70), 10**400, 1e308, float("nan"), float("inf")),
    *("", "x" * 100_000, "\ud800", "\0", "1e9", "2026-13-45", [], {}, [None], {"": None}, [[[[]]]]),
)


def other_value(path: Path, dice: random.Random) -> None:
    """Put something else where some values stand."""
    text = path.read_bytes().decode("utf-8", "surrogateescape")
    for _ in range(dice.choice((1, 1, 3, 10))):
        found = list(_VALUE.finditer(text))
        if found:
            place = dice.choice(found)
            text = text[: place.start()] + dice.choice(_WORDS) + text[place.end() :]
    path.write_bytes(text.encode("utf-8", "surrogateescape"))


def other_json(path: Path, dice: random.Random) -> None:
    """Put values of another kind into JSON, anywhere in it; of lines of JSON into one of them."""
    lines = path.read_bytes().decode("utf-8", "replace").splitlines()
    try:
        value, place = json.loads("\n".join(lines)), -1
    except ValueError:
        place = dice.randrange(len(lines)) if lines else -1
        try:
            value = json.loads(lines[place])
        except (ValueError, IndexError):
            other_value(path, dice)
            return
    for _ in range(dice.choice((1, 1, 2, 8))):
        value = _spoilt(value, dice)
    text = json.dumps(value)
    if place >= 0:
        lines[place] = text
        text = "\n".join(lines) + "\n"
    path.write_text(text, encoding="utf-8")


def _spoilt(value: Any, dice: random.Random) -> Any:  # noqa: ANN401 -- whatever JSON has
    here = dice.random() < 0.15
    if isinstance(value, dict) and value and not here:
        key = dice.choice(list(value))
        if dice.random() < 0.1:
            return {each: one for each, one in value.items() if each != key}
        return {**value, key: _spoilt(value[key], dice)}
    if isinstance(value, list) and value and not here:
        at = dice.randrange(len(value))
        return [*value[:at], _spoilt(value[at], dice), *value[at + 1 :]]
    return dice.choice(_ODD)


def deep(path: Path, dice: random.Random) -> None:
    """Nest it deeper than any parser goes."""
    start, end = dice.choice((("[", "]"), ('{"a":', "}"), ("a = [", "]"), ("[a.", "]")))
    closed = dice.random() < 0.7
    path.write_text(start * _DEEP + "1" + end * _DEEP * closed, encoding="utf-8")


def deep_key(path: Path, dice: random.Random) -> None:
    """Let a value of it be nested, or a key have very many parts."""
    text = path.read_bytes().decode("utf-8", "surrogateescape")
    more = dice.choice(
        (
            "\nx = " + "[" * 3000 + "]" * 3000 + "\n",
            "\n" + ".".join("a" * 3000) + " = 1\n",
            "\n[" + ".".join("b" * 3000) + "]\nc = 1\n",
            "\nx = " + "{a = " * 2000 + "1" + "}" * 2000 + "\n",
        )
    )
    path.write_bytes((text + more).encode("utf-8", "surrogateescape"))


def long_line(path: Path, dice: random.Random) -> None:
    """Put a very long line into it."""
    data = path.read_bytes()
    at = data.find(b"\n", dice.randrange(max(1, len(data)))) + 1
    filling = dice.choice((b"a", b"a,", b'"', b" ", b"\r", b"1", b"\xea\xb0\x80", b"\\"))
    path.write_bytes(data[:at] + filling * 2_000_000 + dice.choice((b"", b"\n")) + data[at:])


def many_lines(path: Path, dice: random.Random) -> None:
    """Repeat its lines very often."""
    lines = path.read_bytes().splitlines(keepends=True) or [b"\n"]
    at = dice.randrange(len(lines))
    path.write_bytes(b"".join([*lines[:at], lines[at] * 5_000, *lines[at:]]))


def nuls(path: Path, dice: random.Random) -> None:
    """Put NULs and other control characters into it."""
    data = bytearray(path.read_bytes())
    for _ in range(dice.choice((1, 5, 50))):
        data.insert(dice.randrange(len(data) + 1), dice.choice((0, 0, 7, 11, 26, 27, 127)))
    path.write_bytes(data)


def no_unicode(path: Path, dice: random.Random) -> None:
    """Put bytes into it that are no UTF-8."""
    data = bytearray(path.read_bytes())
    for _ in range(dice.choice((1, 5, 50))):
        at = dice.randrange(len(data) + 1)
        data[at:at] = dice.choice((b"\xff", b"\xc3", b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"\x80"))
    path.write_bytes(data)


def other_encoding(path: Path, dice: random.Random) -> None:
    """Write it in another encoding, perhaps with half a character at its end."""
    text = path.read_bytes().decode("utf-8", "replace")
    names = ("utf-16", "utf-16-be", "utf-32", "utf-8-sig", "cp949", "shift_jis", "utf-7", "latin-1")
    data = text.encode(dice.choice(names), "replace")
    path.write_bytes(data[:-1] if dice.random() < 0.3 else data)


def other_ends(path: Path, dice: random.Random) -> None:
    """Give its lines other ends."""
    end = dice.choice((b"\r\n", b"\r", b"\n\r", b"\x0b", b"\xe2\x80\xa8", b""))
    path.write_bytes(end.join(path.read_bytes().splitlines()))


def mixed_lines(path: Path, dice: random.Random) -> None:
    """Put its lines into another order, some twice, some not at all."""
    lines = path.read_bytes().splitlines(keepends=True) or [b""]
    path.write_bytes(b"".join(dice.choices(lines, k=len(lines))))


def as_written(text: str) -> Callable[[Path, random.Random], None]:
    """Return the mutation that puts a text in the file's place."""

    def written(path: Path, dice: random.Random) -> None:
        path.write_text(text, encoding="utf-8")

    return written


TEXT: tuple[Mutation, ...] = (
    *(other_value, other_value, other_json, long_line, nuls, no_unicode, other_encoding),
    *(other_ends, mixed_lines, many_lines),
)
JSON: tuple[Mutation, ...] = (other_json, other_json, other_json, other_value, deep, no_unicode)
TOML: tuple[Mutation, ...] = (other_value, other_value, other_value, deep_key, deep, mixed_lines)
