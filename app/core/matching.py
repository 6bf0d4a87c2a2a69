"""Finding a command by a few of its letters."""

from __future__ import annotations

from collections.abc import Sequence

_START, _WORD, _RUN, _PLAIN = 12, 8, 6, 1  # what a matched letter is worth, by where it stands


def rank(query: str, texts: Sequence[str]) -> list[int]:
    """Return the places of the texts that hold the query's letters in order, best first.

    Spaces and case do not count; letters at the start of words and in runs count most. An empty
    query returns all, in the order given.
    """
    letters = "".join(query.casefold().split())
    if not letters:
        return list(range(len(texts)))
    scores = [(score(letters, text.casefold()), place) for place, text in enumerate(texts)]
    found = [(points, place) for points, place in scores if points is not None]
    return [place for points, place in sorted(found, key=lambda each: (-each[0], each[1]))]


def score(letters: str, text: str) -> int | None:
    """Return how well ``text`` fits; None where it lacks a letter.

    The best of all ways to find the letters in order (a table of points by letter and place).
    """
    best: list[int | None] = [0] * (len(text) + 1)  # of the letters so far, all before a place
    ended: list[int | None] = [None] * (len(text) + 1)  # the same, the last one just before it
    for letter in letters:
        now: list[int | None] = [None] * (len(text) + 1)
        for place, char in enumerate(text):
            before = best[place]
            if char != letter or before is None:
                continue
            points = before + _worth(text, place)
            run = ended[place]
            now[place + 1] = max(points, run + _RUN) if run is not None else points
        ended = now
        best, so_far = [None] * (len(text) + 1), None
        for place, points_there in enumerate(now):
            if points_there is not None:
                so_far = points_there if so_far is None else max(so_far, points_there)
            best[place] = so_far
    total = best[-1]
    return None if total is None else total * 16 - len(text)


def _worth(text: str, place: int) -> int:
    if place == 0:
        return _START
    return _WORD if not text[place - 1].isalnum() else _PLAIN
