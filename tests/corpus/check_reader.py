"""Is every frame that the reader returns the frame of a plain decode, bit for bit?"""

from __future__ import annotations

import random
from collections.abc import Iterator
from fractions import Fraction

from app.core.errors import AppError, DamagedError
from app.core.media.conform import conform
from app.core.media.index import FrameIndex
from app.core.media.reader import FrameReader
from app.core.media.verdict import Verdict, decode_verdict
from tests.corpus import Film, Outcome, Truth, digest, one_sentence

_FETCHES = 200


def check(film: Film) -> Outcome:
    """Compare the index, 200 random frames and the 16 fps run with the plain decode."""
    if isinstance(film.index, AppError):
        return _refusal(film, film.index)
    verdict = decode_verdict(film.path, cache=film.cache)
    faults = [*_index_faults(film.index, film.truth, verdict), *_faults(film, film.index, verdict)]
    if faults:
        return Outcome("wrong", "; ".join(faults))
    if verdict.damaged_after is None and film.truth.intact:
        slow = ", counted" if film.index.counted else ""
        return Outcome("ok", f"{len(film.index)} frames{slow}")
    if not one_sentence(verdict.message):
        return Outcome("wrong", f"no sentence about the damage: {verdict}")
    return Outcome("damaged", verdict.message)


def _refusal(film: Film, error: AppError) -> Outcome:
    if film.truth.intact:
        return Outcome("wrong", f"a film that decodes is refused: {error}")
    return Outcome("refused" if one_sentence(str(error)) else "wrong", str(error))


def _index_faults(index: FrameIndex, truth: Truth, verdict: Verdict) -> Iterator[str]:
    if not truth.intact or (index.oddities and verdict.damaged_after is not None):
        return
    if len(index) != len(truth.pictures):
        yield f"index has {len(index)} frames, {len(truth.pictures)} decode"
    elif not index.counted and index.labels.tolist() != truth.labels:
        yield "pts of index and decoder differ"
    if (verdict.decoded, verdict.raised) != (len(truth.pictures), False):
        yield f"verdict: {verdict}"


def _faults(film: Film, index: FrameIndex, verdict: Verdict) -> Iterator[str]:
    places = range(len(index))
    fetches = random.Random(film.seed).choices(places, k=_FETCHES)
    expected = _expected(index, film.truth)
    whole = len(index) if verdict.damaged_after is None else verdict.damaged_after
    with FrameReader(index) as reader:
        for frame in fetches:
            fault = _fetch(reader, frame, expected, frame < whole)
            if fault:
                yield fault
                return
        try:
            for frame, picture in reader.frames(conform(index, 0, max(1, whole), Fraction(16))):
                if digest(picture) != expected.get(frame):
                    yield f"frames(): frame {frame} is another picture"
                    return
        except DamagedError as error:
            if whole:
                yield f"frames(): {error}"


def _fetch(reader: FrameReader, frame: int, expected: dict[int, str], whole: bool) -> str | None:
    try:
        picture = reader.read(frame)
    except DamagedError as error:
        if whole:
            return f"frame {frame} is not given: {error}"
        fit = one_sentence(str(error)) and error.frame <= frame
        return None if fit else f"frame {frame}: error says {error.frame}, {error}"
    right = digest(picture) == expected.get(frame)
    return None if right else f"frame {frame} is another picture"


def _expected(index: FrameIndex, truth: Truth) -> dict[int, str]:
    """Return the right picture of each frame that a plain decode gives."""
    if index.counted:
        return dict(enumerate(truth.pictures))
    places = {int(label): place for place, label in enumerate(index.labels)}
    return {
        places[label]: picture
        for label, picture in zip(truth.labels, truth.pictures, strict=True)
        if label in places
    }
