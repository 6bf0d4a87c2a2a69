"""The place in a sentence where words were taken out: one space, no comma without words."""

from __future__ import annotations

import re

_ENDS = ".!?"
_WEAK = ",;:"  # of no use before a stronger mark, or where a sentence begins
_CLOSING = _ENDS + _WEAK  # no space stands before these
_BLANKS = re.compile(r"[ \t]*")
_USELESS = re.compile(r"[,;: \t]*")  # where a sentence begins


def joined(left: str, text: str, start: int, *, capital: bool = False) -> tuple[str, int]:
    """Return what stands before words that go, and where the text goes on after them.

    Args:
        left: What stands before them.
        text: The whole text.
        start: Where they end in it.
        capital: They began with one: what begins a sentence in their place gets it.
    """
    head = left.rstrip(" \t")
    if not head or head[-1] in f"{_ENDS}\n":
        return _begun(head, text, start, capital)
    rest = _after(_BLANKS, text, start)
    following = text[rest : rest + 1]
    if following and following in _CLOSING:
        return head.rstrip(f"{_WEAK} "), rest
    if following in ("", "\n"):
        return head, rest
    spaced = len(head) < len(left) or rest > start
    return (f"{head} " if spaced else head), rest


def _begun(head: str, text: str, start: int, capital: bool) -> tuple[str, int]:
    """Return the same where a sentence began with the words."""
    rest = _after(_USELESS, text, start)
    if text[rest : rest + 1] in (*_ENDS,):  # the end of a sentence that is no more
        rest = _after(_BLANKS, text, rest + 1)
    following = text[rest : rest + 1]
    if head and head[-1] != "\n" and following not in ("", "\n"):
        head += " "
    return (head + following.upper(), rest + len(following)) if capital else (head, rest)


def _after(pattern: re.Pattern[str], text: str, start: int) -> int:
    found = pattern.match(text, start)
    return found.end() if found else start
