"""What a project's captions say again and again: words and phrases, the likeliest first.

All captions lie in one array of numbers, a number for each word, 0 between the parts of sentences;
what follows what is looked up in it, which takes some milliseconds for 10,000 captions.
"""

from __future__ import annotations

import bisect
import re
import threading
from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
import numpy.typing as npt

K = TypeVar("K", bound=Hashable)
Ints = npt.NDArray[np.int32]

_TOKEN = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*|[^\w\s]|\d+|\n")
_TYPED = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]*)*$")
_LEAST_TYPED = 2  # letters; of scripts whose characters are syllables, one
_LONGEST = 5  # words of a phrase
_NEAR = 2  # words before the cursor that count
_AHEAD = 200  # characters in which those are looked for
_WORDS = 4  # offers are made of so many words
_WEIGHTS = (1, 10, 100)  # of a word: anywhere, after the last word, after the last two
_FOLLOWS = 0.5  # share of its places in which a word goes on in the same way


@dataclass(frozen=True, slots=True)
class Offer:
    """What may be meant.

    Attributes:
        text: Takes the place of what was typed of it.
        typed: Characters before the cursor that it takes the place of.
    """

    text: str
    typed: int


class Vocabulary:
    """The words of captions, by whatever they are called; for any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._numbers: dict[str, int] = {"": 0}  # by the word in small letters
        self._forms: list[Counter[str]] = [Counter()]  # as it is written, by its number
        self._sorted: list[str] = []  # all words, for those that begin so; made when asked
        self._all: Ints = np.zeros(1024, np.int32)
        self._end = _NEAR  # of what is used of it
        self._gone = 0  # words in it that are no more
        self._places: dict[Hashable, tuple[int, int]] = {}

    def put(self, captions: Mapping[K, str]) -> None:
        """Take new or changed captions; one without words is taken out."""
        for key, text in captions.items():
            with self._lock:  # for a moment each: who types does not wait for all
                self._take_out(key)
                if text:
                    self._put_in(key, text)

    def __contains__(self, word: object) -> bool:
        """Whether a word, in small letters, occurs."""
        with self._lock:
            number = self._numbers.get(word) if isinstance(word, str) else None
            return number is not None and bool(self._forms[number])

    def offers(self, before: str, most: int = 6) -> tuple[Offer, ...]:
        """Return what may be meant where the cursor stands, the likeliest first.

        Args:
            before: The text before the cursor.
            most: So many at most.
        """
        found = _TYPED.search(before[-_AHEAD:])
        typed = found[0] if found else ""
        if not typed or (len(typed) < _LEAST_TYPED and typed.isascii()):
            return ()
        with self._lock:
            near = self._near(before[: len(before) - len(typed)])
            phrases = self._phrases(typed, near)
        texts = (_as_typed(phrase, typed) for phrase in phrases)
        longer = (text for text in dict.fromkeys(texts) if len(text) > len(typed) + 1)
        return tuple(Offer(text, len(typed)) for text, _ in zip(longer, range(most), strict=False))

    # -------------------------------------------------------------------------------- looking up

    def _near(self, before: str) -> list[int]:
        """Return the numbers of the last words, the last one first; unknown ones are -1."""
        words = _TOKEN.findall(before[-_AHEAD:])[-_NEAR:]
        found = [self._numbers.get(_key(word), -1) for word in reversed(words)]
        return [*found, *(0,) * _NEAR][:_NEAR]

    def _phrases(self, typed: str, near: Sequence[int]) -> Iterable[str]:
        numbers = self._beginning(typed.casefold())
        if not numbers:
            return
        wanted = np.zeros(len(self._forms), bool)
        wanted[numbers] = True
        used = self._all[: self._end]
        places = np.flatnonzero(wanted[used])
        after_one = used[places - 1] == near[0]
        after_two = after_one & (used[places - 2] == near[1])
        here = used[places]
        weights = _WEIGHTS[0] + _WEIGHTS[1] * after_one + _WEIGHTS[2] * after_two
        scores = np.bincount(here, weights=weights, minlength=1)
        best = np.argsort(-scores, kind="stable")[:_WORDS]
        for number in (int(each) for each in best if scores[each] > 0):
            mine = here == number
            yield self._form(number)
            for which in (after_two, after_one, mine):
                if np.count_nonzero(mine & which) > 1:
                    yield self._going_on(number, places[mine & which])
                    break

    def _beginning(self, typed: str) -> list[int]:
        """Return the numbers of the words that begin so."""
        if not self._sorted:
            self._sorted = sorted(self._numbers)
        first = bisect.bisect_left(self._sorted, typed)
        last = bisect.bisect_left(self._sorted, typed + "\U0010ffff", lo=first)
        return [self._numbers[word] for word in self._sorted[first:last]]

    def _going_on(self, number: int, places: npt.NDArray[np.intp]) -> str:
        """Return the phrase that a word most often begins in some places; itself if none."""
        words = [number]
        for step in range(1, _LONGEST):
            following = self._all[places + step]
            counts = np.bincount(following)
            counts[0] = 0
            next_word = int(np.argmax(counts))
            if counts[next_word] < max(2, _FOLLOWS * len(places)):
                break
            places = places[following == next_word]
            words.append(next_word)
        return " ".join(map(self._form, words))

    def _form(self, number: int) -> str:
        """Return a word as it is written most often."""
        forms = self._forms[number].most_common(1)
        return forms[0][0] if forms else ""

    # --------------------------------------------------------------------------------- following

    def _take_out(self, key: Hashable) -> None:
        start, end = self._places.pop(key, (0, 0))
        for number in self._all[start:end]:
            forms = self._forms[number]
            form = next(iter(forms), "")  # which one it was is not known any more: one of them
            forms[form] -= 1
            if forms[form] <= 0:
                del forms[form]
        self._all[start:end] = 0
        self._gone += end - start

    def _put_in(self, key: Hashable, text: str) -> None:
        numbers = [0]
        begins = True
        for word in _TOKEN.findall(text):
            number = self._numbers.get(_key(word))
            if number is None:
                number = self._numbers[_key(word)] = len(self._forms)
                self._forms.append(Counter())
                self._sorted = []
            if number:
                plain = word.casefold() if begins and word[1:].islower() else word
                self._forms[number][plain] += 1
            begins = word in ".!?\n"
            numbers.append(number)
        self._make_room(len(numbers))
        start, self._end = self._end, self._end + len(numbers)
        self._all[start : self._end] = numbers
        self._places[key] = start, self._end

    def _make_room(self, more: int) -> None:
        """See that so many numbers, and zeros behind them, have room; let go of what is gone."""
        if self._gone > max(10_000, self._end // 2):
            parts = {key: self._all[a:b] for key, (a, b) in self._places.items()}
            joined = np.concatenate([np.zeros(_NEAR, np.int32), *parts.values()])
            ends = np.cumsum([len(part) for part in parts.values()]) + _NEAR
            self._places = {
                key: (int(end) - len(part), int(end))
                for (key, part), end in zip(parts.items(), ends, strict=True)
            }
            self._end, self._gone = len(joined), 0
            self._all = np.concatenate([joined, np.zeros(1024, np.int32)])
        if self._end + more + _LONGEST > len(self._all):
            room = np.zeros(len(self._all) + more + _LONGEST, np.int32)
            self._all = np.concatenate([self._all, room])


def _key(word: str) -> str:
    """Return what stands for a token: a word in small letters, nothing for all else."""
    return word.casefold().replace("’", "'") if word[0].isalpha() else ""


def _as_typed(phrase: str, typed: str) -> str:
    """Return a phrase as it is written, but with the capitals that were typed."""
    return phrase if typed.islower() else typed + phrase[len(typed) :]
