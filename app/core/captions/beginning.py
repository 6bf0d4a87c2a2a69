"""The words with which all captions begin: most likely the trigger of who wrote them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from app.core.captions.text import one_line, with_trigger, without_trigger

_LEAST = 2  # captions that must agree
_LONGEST = 12  # words of a trigger
_ENDS = re.compile(r".*[.,:;!?–—-](?= |$)")  # up to the last mark that ends a part of a sentence
# Words with which captions begin by chance, or that want a word after them.
_PLAIN = frozenset(
    {
        *("a", "an", "the", "this", "that", "in", "on", "at", "of", "with", "and", "from", "by"),
        *(
            "is",
            "are",
            "we",
            "it",
            "there",
            "he",
            "she",
            "they",
            "to",
            "as",
            "for",
            "video",
            "clip",
        ),
    }
)


def common_beginning(captions: Iterable[str]) -> str:
    """Return the words all captions begin with, as a trigger; empty where there are none.

    It ends with the last mark (full stop, comma, …) they share; without one, with the last word
    that is more than a little word such as *the*. Captions without words do not count.
    """
    words = [one_line(caption).split(" ") for caption in captions if one_line(caption)]
    if len(words) < _LEAST:
        return ""
    shared: list[str] = []
    for each in zip(*words, strict=False):
        if len(set(each)) > 1:
            break
        shared.append(each[0])
    text = " ".join(shared[:_LONGEST])
    if len(shared) > _LONGEST:  # the same sentence everywhere is no trigger, but may begin with one
        return _up_to_mark(text)
    return _up_to_mark(text) or _without_plain_end(shared)


def _up_to_mark(text: str) -> str:
    found = _ENDS.match(text)
    said = found[0] if found else ""
    return said if any(map(str.isalnum, said)) else ""


def _without_plain_end(shared: Sequence[str]) -> str:
    kept = list(shared)
    while kept and (kept[-1].casefold() in _PLAIN or not any(map(str.isalnum, kept[-1]))):
        kept.pop()
    return " ".join(kept)


def taken_off(caption: str, trigger: str) -> str:
    """Return a caption without a leading trigger, where the export puts back the very same words.

    Where it would not (another mark, other capitals), the caption stays as it is: the export does
    not put a second one in front.
    """
    rest = without_trigger(caption, trigger)
    return rest if with_trigger(rest, trigger) == one_line(caption) else one_line(caption)
