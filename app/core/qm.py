"""A catalog of translations in Qt's own format, a ``.qm`` file.

Qt asks its translators from any thread, with locks of its own held: one that had to wait for
Python there would stop all. So Qt gets its texts in a form that it reads by itself.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping

_MAGIC = bytes.fromhex("3cb86418caef9c95cd211cbf60a1bddd")
_HASHES, _MESSAGES = 0x42, 0x69  # sections
_END, _TRANSLATION, _SOURCE, _CONTEXT = 1, 3, 6, 7  # parts of a message


def compiled(texts: Mapping[str, str]) -> bytes:
    """Return a catalog as Qt reads it.

    Args:
        texts: English texts and theirs. One of ``context|text`` is also given for that context
            alone, before the one for all.
    """
    messages = bytearray()
    offsets: list[tuple[int, int]] = []
    for known in (_of_contexts(texts), (("", text, said) for text, said in texts.items())):
        for context, text, said in known:
            source = text.encode()
            offsets.append((_hash(source), len(messages)))
            messages += _part(_TRANSLATION, said.encode("utf-16-be")) + _part(_SOURCE, source)
            if context:
                messages += _part(_CONTEXT, context.encode())
            messages.append(_END)
    offsets.sort()
    hashes = b"".join(struct.pack(">II", *each) for each in offsets)
    return _MAGIC + _part(_HASHES, hashes) + _part(_MESSAGES, bytes(messages))


def _of_contexts(texts: Mapping[str, str]) -> list[tuple[str, str, str]]:
    parts = ((*text.partition("|"), said) for text, said in texts.items() if "|" in text)
    return [(context, text, said) for context, _, text, said in parts if context and text]


def _part(tag: int, data: bytes) -> bytes:
    return struct.pack(">BI", tag, len(data)) + data


def _hash(text: bytes) -> int:
    """Return the hash of ELF files, as Qt finds a text by it; never 0."""
    value = 0
    for each in text:
        value = (value << 4) + each
        if top := value & 0xF0000000:
            value = (value ^ top >> 24) & ~top
    return value or 1
