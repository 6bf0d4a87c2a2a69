"""The text of a caption: one line in a normal form, beginning with the trigger exactly once."""

from __future__ import annotations

import re
import unicodedata

# Zero-width space, word joiner, byte order mark, marks of direction; half a character, which
# no file can hold.
_INVISIBLE = re.compile("[\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff\ud800-\udfff]")
_BREAK = re.compile("[\n\r\v\f\x85\u2028\u2029]")
_SPACED = dict.fromkeys((*range(0x20), *range(0x7F, 0xA0)), " ")  # control characters
_LINK = ". "  # between the trigger and a caption that came without it
_PUNCTUATION = ".,:;!?-–—…。、，．：；！？・～"
_MARKS = f"{_PUNCTUATION} "
_AFTER = re.compile(rf"[{re.escape(_MARKS)}]*")
_GLUE = frozenset({"-", "--"})  # between two parts of one word: "Ghibli-like"


def one_line(text: str) -> str:
    """Return a text in normal form: one line, single spaces, none at the ends, composed letters.

    Control characters count as spaces; invisible characters and halves of characters go.
    """
    if text.isascii() and text.isprintable():
        return " ".join(text.split()) if "  " in text else text.strip()
    text = unicodedata.normalize("NFC", _INVISIBLE.sub("", text))
    return " ".join(text.translate(_SPACED).split())


def tidy(text: str) -> str:
    """Return a text as a caption is kept: `one_line`, but line breaks stay.

    Lines without words go, at the ends and between.
    """
    lines = map(one_line, [text] if text.isprintable() else _BREAK.split(text))
    return "\n".join(filter(None, lines))


def with_trigger(text: str, trigger: str) -> str:
    """Return a caption in normal form that begins with the trigger, once.

    A trigger that is there already keeps the punctuation that follows it, and is written as the
    project writes it; further ones right behind it are dropped. Words after that are not touched:
    where the trigger comes again inside a sentence, it stays.

    Args:
        text: The caption, with or without the trigger.
        trigger: The words to begin with; empty for none.
    """
    trigger, text = one_line(trigger), one_line(text)
    if not trigger:
        return text
    rest = without_trigger(text, trigger)
    if not rest.strip(_MARKS):
        return trigger
    kept = _mark_after(text, trigger)
    link = kept if kept is not None else (" " if trigger[-1] in _PUNCTUATION else _LINK)
    return f"{trigger}{link}{rest}"


def without_trigger(text: str, trigger: str) -> str:
    """Return a caption in normal form without the trigger at its start.

    The marks that end the trigger are no difference: "Ghibli, a cat" begins with "Ghibli.", too.
    """
    trigger, rest = one_line(trigger), one_line(text)
    bare = trigger.rstrip(_MARKS)
    while found := _lead(rest, trigger) or _lead(rest, bare):
        rest = rest[sum(found) :]
    return rest


def _mark_after(text: str, trigger: str) -> str | None:
    """Return the punctuation and space between a leading trigger and the rest; None: none leads."""
    found = _lead(text, trigger)
    return None if found is None else text[found[0] : sum(found)]


def _lead(text: str, trigger: str) -> tuple[int, int] | None:
    """Return the length of a leading trigger, and of the punctuation and space behind it.

    None where the text does not begin with the trigger as whole words; letters' case is no
    difference.
    """
    length = _length_of(text, trigger)
    if not length:
        return None
    found = _AFTER.match(text, length)
    mark = found[0] if found else ""
    whole = mark not in ("", *_GLUE) or length == len(text) or trigger[-1] in _PUNCTUATION
    return (length, len(mark)) if whole else None


def _length_of(text: str, words: str) -> int:
    """Return how many characters of a text are the words it begins with; 0: it does not."""
    wanted, folded = words.casefold(), ""
    for place, char in enumerate(text[: len(wanted)], 1):
        folded += char.casefold()
        if folded == wanted:
            return place
        if not wanted.startswith(folded):
            break
    return 0
