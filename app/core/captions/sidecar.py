"""Caption files beside clips and stills: ``.txt``, UTF-8 without a byte order mark, one line.

The trainer reads them as strict UTF-8, so that is the only form written. Files from elsewhere come
in other forms; they are read where that is safe, with a sentence that says so.
"""

from __future__ import annotations

import stat
from dataclasses import dataclass
from pathlib import Path

from app.core.captions.foreign import ENCODINGS, decoded, encodings_of
from app.core.captions.text import one_line
from app.core.errors import SourceError, cannot
from app.core.language import noted, tr

SUFFIX = ".txt"
LARGEST = 1 << 16  # bytes; the trainer uses some hundred words of a caption

_UTF_16 = noted('"{name}" is saved as UTF-16, which harms training: save it as UTF-8.')
_HARM = {
    "utf-8-sig": noted(
        '"{name}" is saved with a byte order mark, which harms training: save it as UTF-8.'
    ),
    "utf-16-le": _UTF_16,
    "utf-16-be": _UTF_16,
}
_OLDER = noted(
    '"{name}" is not UTF-8 and was read as {encoding}: check it and save it as UTF-8, or training '
    "stops."
)
_GARBLED = "\ufffd"


@dataclass(frozen=True, slots=True)
class Sidecar:
    """A caption file as read.

    Attributes:
        text: The caption in normal form.
        warning: A sentence where the trainer would not read the file as we do; else empty.
        encoding: What it was read in; one of `foreign.ENCODINGS`.
    """

    text: str
    warning: str = ""
    encoding: str = "utf-8"


def encoded(text: str) -> bytes:
    """Return the bytes of a text file; half a character, which UTF-8 cannot say, becomes ``?``."""
    return text.encode("utf-8", "replace")


def read_bytes(path: Path) -> bytes:
    """Return what a caption file holds; it waits for no pipe, and reads no more than `LARGEST`.

    Raises:
        SourceError: It cannot be read, or is too large for a caption.
    """
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            raise SourceError(tr('Cannot read "{path}": it is no file; give a file.', path=path))
        with path.open("rb") as file:
            data = file.read(LARGEST + 1)
    except OSError as error:
        raise SourceError(cannot("read", path, error), detail=str(error)) from error
    if len(data) > LARGEST:
        raise SourceError(
            tr('"{path}" is too large for a caption: it holds more than 64 KB.', path=path)
        )
    return data


def read_sidecar(path: Path) -> Sidecar:
    """Read a caption file.

    Raises:
        SourceError: It cannot be read, or is no text.
    """
    data = read_bytes(path)
    encoding = encodings_of({path: data})[path]
    text = one_line(decoded(data, encoding or "utf-8"))
    if encoding == "utf-8":
        return Sidecar(text)
    if encoding is None or _GARBLED in text:
        raise SourceError(tr('"{path}" is not text in UTF-8: save it as UTF-8.', path=path))
    harm = _HARM.get(encoding, _OLDER)
    warning = tr(harm, name=path.name, encoding=tr(ENCODINGS[encoding]))
    return Sidecar(text, warning, encoding)
