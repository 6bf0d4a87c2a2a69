"""Captions that other programs wrote, in whatever encoding.

A caption is too short to tell its encoding, but the files of a folder come from one program: those
that are not UTF-8 are judged together.
"""

from __future__ import annotations

import codecs
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from app.core.captions.text import one_line
from app.core.language import noted, tr

K = TypeVar("K")

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
# What Windows programs write, for the people who use this: as Python names it, and in words.
_LEGACY = {
    "cp949": noted("Korean (CP949)"),
    "cp932": noted("Japanese (Shift-JIS)"),
    "cp1252": noted("Western European (Windows-1252)"),
    "gb18030": noted("Chinese (GB 18030)"),
    "big5": noted("Chinese (Big5)"),
    "euc_jp": noted("Japanese (EUC)"),
    "cp1251": noted("Cyrillic (Windows-1251)"),
}
ENCODINGS = {
    "utf-8": "UTF-8",
    "utf-8-sig": noted("UTF-8 with a byte order mark"),
    "utf-16-le": "UTF-16",
    "utf-16-be": noted("UTF-16, big-endian"),
    **_LEGACY,
}
"""What a caption may be read in: as Python names it, and in words."""

# Text in these has most of its characters in an older, smaller set: what has not is no such text.
_CORE = {"cp949": "euc_kr", "gb18030": "gb2312"}
_CORE_SHARE = 0.9
_LAST = "cp1252"
_JUDGED = 256 * 1024  # bytes that are enough to tell an encoding


@dataclass(frozen=True)
class Decoded(Generic[K]):
    """Captions as text.

    Attributes:
        texts: In normal form: one line; empty where nothing is in the file.
        guessed: Those that are not Unicode, by the words for the encoding they were read in.
        unreadable: Those that are no text.
    """

    texts: dict[K, str] = field(default_factory=dict)
    guessed: dict[str, list[K]] = field(default_factory=dict)
    unreadable: list[K] = field(default_factory=list)


def decode_captions(files: Mapping[K, bytes]) -> Decoded[K]:
    """Return the texts of caption files that belong together."""
    found: Decoded[K] = Decoded()
    for key, encoding in encodings_of(files).items():
        if encoding is None:
            found.unreadable.append(key)
            continue
        found.texts[key] = one_line(decoded(files[key], encoding))
        if encoding in _LEGACY:
            found.guessed.setdefault(tr(_LEGACY[encoding]), []).append(key)
    return found


def encodings_of(files: Mapping[K, bytes]) -> dict[K, str | None]:
    """Return the encoding of each caption file, one of `ENCODINGS`; None for what is no text.

    Those that are not Unicode are judged together, as the work of one program.
    """
    found: dict[K, str | None] = {}
    older: dict[K, bytes] = {}
    for key, data in files.items():
        found[key] = _unicode(data)
        if found[key] is None and b"\0" not in data and not data.startswith(_UTF_16):
            older[key] = data
    together = _encoding(list(older.values()))
    for key, data in older.items():
        found[key] = together or _encoding([data]) or _LAST
    return found


def decoded(data: bytes, encoding: str) -> str:
    """Return a text read in an encoding, without its mark.

    What means nothing in that encoding becomes U+FFFD.
    """
    for mark, marked in _BOMS:
        if encoding in (marked, "utf-8") and data.startswith(mark):
            data = data[len(mark) :]
            break
    return data.decode("utf-8" if encoding == "utf-8-sig" else encoding, "replace")


def decode_text(data: bytes) -> str:
    """Return a text file as it is, Unicode or in the encoding in which it makes most sense."""
    return decoded(data, _unicode(data) or _encoding([data]) or _LAST)


def _unicode(data: bytes) -> str | None:
    """Return the encoding of a text in Unicode, marked or not; None where it is none."""
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return encoding if _strict(data[len(mark) :], encoding) is not None else None
    if b"\0" not in data:
        return "utf-8" if _strict(data, "utf-8") is not None else None
    # UTF-16 without its mark: the upper halves of spaces and Latin letters are nulls.
    low, high = data[::2].count(0), data[1::2].count(0)
    if low == high:
        return None
    encoding = "utf-16-le" if high >= low else "utf-16-be"
    text = _strict(data, encoding)
    latin = sum(char <= "\xff" for char in text or "")
    return encoding if text and 2 * sum(map(str.isascii, text)) >= latin else None


def _strict(data: bytes, encoding: str) -> str | None:
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        return None
    return None if "\0" in text else text


def _encoding(texts: Sequence[bytes]) -> str | None:
    """Return the encoding in which all texts make most sense; None where there is none."""
    if not texts:
        return None
    from charset_normalizer import from_bytes  # only where a caption is not Unicode

    sample = b"\n".join(texts)[:_JUDGED]
    possible = [name for name in _LEGACY if _plausible(sample, name)]
    best = from_bytes(sample, cp_isolation=possible).best() if possible else None
    encoding = best.encoding if best is not None else ""
    fits = encoding in possible and all(_strict(data, encoding) is not None for data in texts)
    return encoding if fits else None


def _plausible(sample: bytes, encoding: str) -> bool:
    text = sample.decode(encoding, "ignore")
    chars = [char for char in text if not char.isascii() and char.isalpha()]
    if encoding == "cp1251":  # a few of its letters among Latin ones are accents of another
        return len(chars) > sum(char.isascii() and char.isalpha() for char in text)
    core = _CORE.get(encoding)
    if core is None:
        return True
    known = sum(len(char.encode(core, "ignore")) == 2 for char in chars)
    return known >= _CORE_SHARE * len(chars)
