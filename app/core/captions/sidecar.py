"""Caption files beside clips and stills: ``.txt``, UTF-8 without a byte order mark, one line.

The trainer reads them as strict UTF-8, so that is the only form written. Files from elsewhere come
in other forms; they are read where that is safe, with a sentence that says so.
"""

from __future__ import annotations

import codecs
from dataclasses import dataclass
from pathlib import Path

from app.core.captions.text import one_line
from app.core.errors import SourceError, cannot

SUFFIX = ".txt"

_BOMS = (
    (codecs.BOM_UTF8, "utf-8", "with a byte order mark"),
    (codecs.BOM_UTF16_LE, "utf-16-le", "as UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16-be", "as UTF-16"),
)


@dataclass(frozen=True, slots=True)
class Sidecar:
    """A caption file as read.

    Attributes:
        text: The caption in normal form.
        warning: A sentence where the trainer would not read the file as we do; else empty.
    """

    text: str
    warning: str = ""


def encoded(text: str) -> bytes:
    """Return the bytes of a text file; half a character, which UTF-8 cannot say, becomes ``?``."""
    return text.encode("utf-8", "replace")


def read_sidecar(path: Path) -> Sidecar:
    """Read a caption file.

    Raises:
        SourceError: It cannot be read, or is no text.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise SourceError(cannot("read", path, error), detail=str(error)) from error
    for mark, encoding, words in _BOMS:
        if data.startswith(mark):
            return _marked(path, data[len(mark) :], encoding, words)
    if b"\0" in data:
        raise _no_text(path, "it holds null bytes")
    try:
        return Sidecar(one_line(data.decode("utf-8")))
    except UnicodeDecodeError as error:
        return _older(path, data, error)


def _marked(path: Path, data: bytes, encoding: str, words: str) -> Sidecar:
    try:
        text = one_line(data.decode(encoding))
    except UnicodeDecodeError as error:
        raise _no_text(path, str(error)) from error
    return Sidecar(text, f'"{path.name}" is saved {words}, which harms training: save it as UTF-8.')


def _older(path: Path, data: bytes, error: UnicodeDecodeError) -> Sidecar:
    """Read what older Windows programs write; the bytes it leaves undefined refuse other files."""
    try:
        text = data.decode("cp1252")
    except UnicodeDecodeError:
        raise _no_text(path, str(error)) from error
    return Sidecar(
        one_line(text),
        f'"{path.name}" is not UTF-8 and was read as Windows-1252: check it and save it as UTF-8, '
        "or training stops.",
    )


def _no_text(path: Path, detail: str) -> SourceError:
    return SourceError(f'"{path}" is not text in UTF-8: save it as UTF-8.', detail=detail)
