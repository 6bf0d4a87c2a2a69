"""Words that no dictionary knows, and what may have been meant.

The English dictionaries that come along are Hunspell's, American and British: a word that one of
them has is right. What is no English is passed over: words in other scripts, with digits, in
capitals, addresses.
"""

from __future__ import annotations

import io
import re
import threading
import unicodedata
from collections.abc import Container, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from app.core import paths, store
from app.core.captions.text import one_line

if TYPE_CHECKING:
    from spylls.hunspell import Dictionary

Span = tuple[int, int]

_LANGUAGES = ("en_US", "en_GB")
_OURS = "captions.txt"  # words of our trade
_OWN = "words.txt"  # of the person, in the settings folder
_MOST = 6  # suggestions
_LOOKED_AT = 24  # what Hunspell's rules offer, until the best are chosen
_LATIN = r"A-Za-z\u00c0-\u024f\u1e00-\u1eff"
_WORD = re.compile(rf"[{_LATIN}]+(?:['’][{_LATIN}]+)*")
_PIECE = re.compile(r"\S+")
_LONGEST = 300  # characters without a space that are looked at: what is longer is no English
_AT_ONCE = 4000  # characters that are quickest looked at as a whole; piece by piece scales
_TOO_LONG = re.compile(rf"\S{{{_LONGEST + 1}}}")
_ODD = re.compile(r"[@/\\\d_]|www\.")  # what each of these holds
_PASSED = re.compile(
    r"(?:https?://|www\.)\S+|\S+@\S+\.\S+|[\w./\\-]*[/\\][\w./\\-]*\w"  # addresses, paths
    r"|\w*[\d_]\w*"  # words with digits
)


def words_of(text: str) -> Iterator[Span]:
    """Yield where the words are that can be checked, half-open, in order."""
    if len(text) <= _AT_ONCE and _TOO_LONG.search(text) is None:
        yield from _words_in(text)
        return
    for piece in _PIECE.finditer(text):
        if len(piece[0]) <= _LONGEST:
            start = piece.start()
            yield from ((start + first, start + last) for first, last in _words_in(piece[0]))


def _words_in(piece: str) -> Iterator[Span]:
    """Yield where the words are in a text without pieces that are too long."""
    odd = _ODD.search(piece) is not None
    passed = [match.span() for match in _PASSED.finditer(piece)] if odd else []
    plain_ascii = piece.isascii() and not odd
    for match in _WORD.finditer(piece):
        start, end = match.span()
        near = "" if plain_ascii else piece[max(0, start - 1) : start] + piece[end : end + 1]
        joined = any(char.isalnum() or char == "_" for char in near)  # to another script, a digit
        within = any(first < end and start < last for first, last in passed)
        if not joined and not within and end - start > 1 and not match[0].isupper():
            yield start, end


def plain(word: str) -> str:
    """Return a word as dictionaries write it: straight apostrophe, no possessive."""
    word = word.replace("’", "'")
    return word[:-2] if word.endswith(("'s", "'S")) else word.removesuffix("'")


class Speller:
    """Knows words; making it takes most of a second, and so do suggestions. For any thread."""

    def __init__(self) -> None:
        folder = paths.resources() / "dictionaries"
        self._dictionaries = _read(folder)
        ours = (folder / _OURS).read_text(encoding="utf-8").split()
        self._ours = frozenset(part for word in ours for part in word.split("-"))
        self._known: dict[str, bool] = {}
        self._lock = threading.Lock()  # what the dictionaries keep is not made for two threads

    def knows(self, word: str) -> bool:
        """Return whether a word is right, by itself."""
        found = self._known.get(word)
        if found is None:
            with self._lock:
                found = self._known[word] = self._look_up(plain(word))
        return found

    def unknown(self, words: Iterable[str]) -> set[str]:
        """Return those words that are not right."""
        return {word for word in words if not self.knows(word)}

    def suggestions(self, word: str, likely: Container[str] = ()) -> tuple[str, ...]:
        """Return what may have been meant, the best first.

        Args:
            word: A word that is not right.
            likely: Words that are likely, in small letters: they come first.
        """
        bare = plain(word)
        end = word[len(bare) :]
        with self._lock:
            offered = zip(range(_LOOKED_AT), self._dictionaries[0].suggest(bare), strict=False)
            found = [text for _, text in offered if "-" not in text or "-" in bare]
        found += [each for each in self._near(bare) if each not in found]
        found.sort(key=lambda text: (text.casefold() not in likely, " " in text))
        return tuple(f"{text}{end}" for text in found[:_MOST])

    def _look_up(self, word: str) -> bool:
        if word.casefold() in self._ours:
            return True
        if any(dictionary.lookup(word) for dictionary in self._dictionaries):
            return True
        bare = _without_accents(word)  # the dictionaries have "cafe"
        return bare != word and any(each.lookup(bare) for each in self._dictionaries)

    def _near(self, word: str) -> Iterator[str]:
        """Yield our own words that one letter more, less or other makes of a word."""
        small = word.casefold()
        return (each for each in sorted(self._ours) if _one_apart(small, each))


def _read(folder: Path) -> list[Dictionary]:
    """Return the dictionaries; each holds what those before it lack."""
    seen: set[str] = set()
    found: list[Dictionary] = []
    for language in _LANGUAGES:
        lines = (folder / f"{language}.dic").read_text(encoding="utf-8").splitlines()[1:]
        new = [line for line in lines if line not in seen]
        seen.update(new)
        rules = (folder / f"{language}.aff").read_text(encoding="utf-8")
        found.append(_dictionary(rules, "\n".join(new)))
    return found


def _dictionary(rules: str, words: str) -> Dictionary:
    """Make a dictionary of its two texts; of files, which spylls would leave open, none."""
    from spylls.hunspell import Dictionary
    from spylls.hunspell.readers import read_aff, read_dic
    from spylls.hunspell.readers.file_reader import BaseReader

    class Text(BaseReader):  # type: ignore[misc]  # spylls has no types
        def __init__(self, text: str) -> None:
            super().__init__(io.StringIO(text))

        def reset_encoding(self, encoding: str) -> None:
            """Leave what was read as UTF-8."""

    aff, context = read_aff(Text(rules))
    return Dictionary(aff, read_dic(Text(words), aff=aff, context=context))


def _without_accents(word: str) -> str:
    letters = unicodedata.normalize("NFD", word)
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def _one_apart(one: str, other: str) -> bool:
    if abs(len(one) - len(other)) > 1:
        return False
    short, long = sorted((one, other), key=len)
    head = next((n for n, (a, b) in enumerate(zip(short, long, strict=False)) if a != b), None)
    if head is None:
        return len(short) != len(long)
    if len(short) == len(long):
        swapped = short[:head] + short[head : head + 2][::-1] + short[head + 2 :]
        return short[head + 1 :] == long[head + 1 :] or swapped == long
    return short[head:] == long[head + 1 :]


def names_in(*texts: str) -> frozenset[str]:
    """Return the words of names and triggers, in small letters: they are right as they are."""
    found = (text[start:end] for text in texts for start, end in _spans(text))
    return frozenset(plain(word).casefold() for word in found)


def _spans(text: str) -> Iterator[Span]:
    return (match.span() for match in _WORD.finditer(text))


def own_words(folder: Path | None = None) -> frozenset[str]:
    """Return the words a person added, in small letters; none where they cannot be read.

    Args:
        folder: Where they are; None means the system's place for settings.
    """
    try:
        text = paths.text_of(_own(folder), "replace")
    except OSError:
        return frozenset()
    return frozenset(line.casefold() for line in text.splitlines() if line)


def add_own_word(word: str, folder: Path | None = None) -> frozenset[str]:
    """Keep a word as right, for all projects; return all that are kept.

    Raises `WriteError`.
    """
    words = own_words(folder) | {one_line(plain(word)).casefold()}
    store.write_text(_own(folder), "".join(f"{each}\n" for each in sorted(words)))
    return words


def _own(folder: Path | None) -> Path:
    return (folder or paths.settings_folder()) / _OWN
