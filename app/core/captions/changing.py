"""Changes that many captions get at once, each a function from a caption to what becomes of it.

::

    rewording.reword(rows, prepended("Close-up."))      what it would do, to be looked at

Each returns the text and in how many places it differs; 0 where the caption stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence

from app.core.captions.rewording import Reword
from app.core.captions.seams import joined
from app.core.captions.sentences import ENDS, sense_of, spans_of
from app.core.captions.text import one_line, tidy

_CLOSING = ",.;:!?"
_ROUNDS = 8  # of tidying: one mark that goes may bring two others together
_LETTER = re.compile(r"[^\W\d_]")
# Words that have a capital only because a sentence begins with them.
_LITTLE = frozenset(
    re.findall(
        r"\w+",
        "a an the this that these those in on at of with and from by under over near inside outside"
        " two three four five six seven eight nine ten several many some his her their its he she"
        " they it there as while when after before during behind between through across against",
    )
)


def prepended(words: str, *, sentence: bool = True, empty: bool = False) -> Reword:
    """Return the change that puts words in front, where a caption does not begin with them.

    Args:
        words: What is put in front.
        sentence: They are a sentence and end with a full stop; else the caption goes on behind
            them, without the capital of a little word.
        empty: Captions without words get them too.
    """
    new = _sentence(words) if sentence else tidy(words)

    def change(text: str) -> tuple[str, int]:
        if not new or (not text and not empty) or _has(text, new, sentence, first=True):
            return text, 0
        rest = text if sentence or new[-1:] in ENDS else _without_capital(text)
        return f"{new} {rest}".rstrip(), 1

    return change


def appended(words: str, *, sentence: bool = True, empty: bool = False) -> Reword:
    """Return the change that puts words behind, where a caption does not end with them.

    Args:
        words: What is put behind.
        sentence: They are a sentence of their own; else they stand before the last full stop.
        empty: Captions without words get them too.
    """
    new = _sentence(words) if sentence else tidy(words)

    def change(text: str) -> tuple[str, int]:
        if not new or (not text and not empty) or _has(text, new, sentence, first=False):
            return text, 0
        if not text:
            return _ended(new), 1
        if sentence:
            return f"{_ended(text)} {new}", 1
        body = text.rstrip(ENDS)
        mark = "" if new[-1] in ENDS else text[len(body) :]
        link = "" if new[0] in _CLOSING else " "
        return f"{body}{link}{new}{mark}", 1

    return change


def without_sentence(sentence: str) -> Reword:
    """Return the change that takes a sentence out, however it is written, wherever it stands."""
    gone = sense_of(sentence)
    return _without(lambda sense, _seen: sense == gone)


def without_repeats() -> Reword:
    """Return the change that leaves each sentence of a caption once."""
    return _without(lambda sense, seen: sense in seen)


def first_capital(text: str) -> tuple[str, int]:
    """Give a caption the capital it begins with."""
    return _raised(text, [(0, len(text))])


def sentence_capitals(text: str) -> tuple[str, int]:
    """Give every sentence the capital it begins with."""
    return _raised(text, spans_of(text))


def sentence_case(names: Sequence[str] = ()) -> Reword:
    """Return the change to small letters but where sentences begin, in names and in "I"."""
    small = lower_case(names)

    def change(text: str) -> tuple[str, int]:
        changed = sentence_capitals(small(text)[0])[0]
        return changed, int(changed != text)

    return change


def lower_case(names: Sequence[str] = ()) -> Reword:
    """Return the change to small letters, but in names and in "I"."""
    kept = sorted(filter(None, map(one_line, names)), key=len, reverse=True)
    known = {name.casefold(): name for name in kept}
    listed = "|".join(map(re.escape, kept))
    pattern = re.compile(rf"(?<!\w)(?:{listed})(?!\w)", re.IGNORECASE) if kept else None

    def change(text: str) -> tuple[str, int]:
        changed = re.sub(r"(?<!\w)i(?!\w)(?!\.e)", "I", text.lower())
        if pattern is not None:
            changed = pattern.sub(lambda found: known.get(found[0].casefold(), found[0]), changed)
        return changed, int(changed != text)

    return change


def one_lined(text: str) -> tuple[str, int]:
    """Take the line breaks out."""
    return text.replace("\n", " "), text.count("\n")


def ended(text: str) -> tuple[str, int]:
    """Give a caption the full stop it lacks."""
    changed = _ended(text)
    return changed, int(changed != text)


# What is tidied, and what becomes of it; in this order.
_UNTIDY = tuple(
    (re.compile(pattern), new)
    for pattern, new in (
        (r"[ \t]{2,}", " "),
        (r" +(?=[,;]|[:!?](?:\s|$)|\.+(?:\s|$))", ""),  # no space before a mark
        (r"([(\[]) +", r"\1"),
        (r" +(?=[)\]])", ""),
        (r",{2,}", ","),
        (r"(?<!\.)\.\.(?!\.)", "."),
        (r"\.{4,}", "..."),
        (r"([!?;:])\1+", r"\1"),
        (r"[,;:]+(?=[.!?](?:\s|$))", ""),  # ",." is "."
        (r"(?<=\w)([,;])(?=[^\W\d_])", r"\1 "),  # a space after a comma, but not in 1,000
        (r"(?<=[a-z])([.!?])(?=[A-Z][a-z])", r"\1 "),
        (r"(?m)^[,;:.!?]+ *(?=\S)", ""),
    )
)


def tidied(text: str) -> tuple[str, int]:
    """Put spaces and punctuation in order: "a rabbit ,big .." is "a rabbit, big."."""
    places = 0
    for _ in range(_ROUNDS):
        before = places
        for pattern, new in _UNTIDY:
            text, found = pattern.subn(new, text)
            places += found
        if places == before:
            break
    return text, places


def _without(goes: Callable[[str, set[str]], bool]) -> Reword:
    def change(text: str) -> tuple[str, int]:
        done, rest, places = "", 0, 0
        seen: set[str] = set()
        for start, end in spans_of(text):
            sense = sense_of(text[start:end])
            if sense and goes(sense, seen):
                done, rest = joined(done + text[rest:start], text, end)
                places += 1
            seen.add(sense)
        return done + text[rest:], places

    return change


def _has(text: str, new: str, sentence: bool, *, first: bool) -> bool:
    """Return whether words stand where they would be put."""
    if sentence:
        senses = {sense_of(text[start:end]) for start, end in spans_of(text)}
        return all(sense_of(new[start:end]) in senses for start, end in spans_of(new))
    whole, part = sense_of(text), sense_of(new)
    return whole.startswith(part) if first else whole.endswith(part)


def _sentence(words: str) -> str:
    text = tidy(words)
    return _raised(_ended(text), [(0, len(text))])[0] if text else ""


def _ended(text: str) -> str:
    """Return a text that ends with a mark, if only a full stop."""
    bare = text.rstrip("\"'”’)]»」』 ")
    if not bare or bare[-1] in f"{ENDS}…":
        return text
    return f"{text.rstrip(',;:')}."


def _raised(text: str, spans: Iterable[tuple[int, int]]) -> tuple[str, int]:
    letters = list(text)
    places = 0
    for start, end in spans:
        found = _LETTER.search(text, start, end)
        if found and found[0].islower() and text[start : found.start()].strip("\"'“‘([«-–— ") == "":
            raised = found[0].upper()
            letters[found.start()] = raised
            places += raised != found[0]
    return "".join(letters), places


def _without_capital(text: str) -> str:
    first = text.split(None, 1)[0] if text else ""
    return text[:1].lower() + text[1:] if first.casefold().rstrip(",") in _LITTLE else text
