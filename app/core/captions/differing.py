"""The difference of two captions by words: what is the same, what is gone, what is new.

Scripts that set no spaces between words (Chinese, Japanese) are compared by their characters.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

Kind = Literal["same", "gone", "new"]

_SPACELESS = "\u2e80-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff00-\uffef"  # no spaces
# A character of such a script, a word of another one, spaces, any other character.
_TOKEN = re.compile(rf"[{_SPACELESS}]|(?:(?![{_SPACELESS}])[\w'’])+|\s+|.", re.DOTALL)
# What may stand unchanged amid a change and yet be part of it: a little word, one such character.
_LITTLE = re.compile(rf"\s*(?:[{_SPACELESS}]|[A-Za-z]{{1,3}}|[^\w\s])?\s*")
_MOST = 500_000  # pairs of tokens that are compared; beyond, only the ends are looked at


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of text that is in both captions, only in the old one, or only in the new one."""

    kind: Kind
    text: str


def differ(old: str, new: str) -> tuple[Run, ...]:
    """Return the runs that make ``old`` of those that are no "new", and ``new`` of the others.

    What is gone stands before what came in its place. Spaces between two changed words belong to
    the change, so that a phrase is one run. It takes milliseconds, however long the texts are.
    """
    before, after = _TOKEN.findall(old), _TOKEN.findall(new)
    head = _alike(before, after)
    tail = _alike(before[head:][::-1], after[head:][::-1])
    end, last = len(before) - tail, len(after) - tail
    middle = _compared(before[head:end], after[head:last])
    runs = [("same", "".join(before[:head])), *middle, ("same", "".join(before[end:]))]
    return tuple(_gathered(_without_islands(runs)))


def said(runs: Sequence[Run], gone: str, new: str) -> str:
    """Return a difference as words for those who do not see it.

    Args:
        runs: The difference.
        gone: Says of a text in its ``{}`` that it is gone; ``new`` that it is new.
        new: See ``gone``.
    """
    words = {"same": "{}", "gone": gone, "new": new}
    return " ".join(words[run.kind].format(run.text.strip()) for run in runs if run.text.strip())


def _alike(one: Sequence[str], other: Sequence[str]) -> int:
    """Return how many tokens both begin with."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((n for n, (a, b) in pairs if a != b), min(len(one), len(other)))


def _compared(before: Sequence[str], after: Sequence[str]) -> list[tuple[Kind, str]]:
    if len(before) * len(after) > _MOST:
        return [("gone", "".join(before)), ("new", "".join(after))]
    found: list[tuple[Kind, str]] = []
    matcher = difflib.SequenceMatcher(str.isspace, before, after, autojunk=False)
    for what, a, b, c, d in matcher.get_opcodes():
        if what == "equal":
            found.append(("same", "".join(before[a:b])))
        else:
            found += [("gone", "".join(before[a:b])), ("new", "".join(after[c:d]))]
    return found


def _without_islands(runs: Sequence[tuple[Kind, str]]) -> Iterator[tuple[Kind, str]]:
    """Let spaces and a little word that both share amid a change belong to it."""
    kept = [run for run in runs if run[1]]
    for place, (kind, text) in enumerate(kept):
        if kind == "same" and 0 < place < len(kept) - 1 and _LITTLE.fullmatch(text):
            yield "gone", text
            yield "new", text
        else:
            yield kind, text


def _gathered(runs: Iterator[tuple[Kind, str]]) -> Iterator[Run]:
    """Join neighbours of a kind; of a change first all that is gone, then all that is new."""
    held: dict[Kind, str] = {"same": "", "gone": "", "new": ""}
    for kind, text in runs:
        over: tuple[Kind, ...] = ("gone", "new") if kind == "same" else ("same",)
        yield from _let_go(held, over)
        held[kind] += text
    yield from _let_go(held, ("same", "gone", "new"))


def _let_go(held: dict[Kind, str], kinds: Sequence[Kind]) -> Iterator[Run]:
    for kind in kinds:
        if held[kind]:
            yield Run(kind, held[kind])
            held[kind] = ""
