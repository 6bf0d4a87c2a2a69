"""Captions copied from some clips onto others, and texts of other programs."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TypeVar

from app.core.captions.text import one_line

R = TypeVar("R")

MIME = "application/x-rushes-captions"
_MOST = 100_000  # texts; more is nothing of ours


def copied(texts: Sequence[str]) -> tuple[bytes, str]:
    """Return captions as the clipboard takes them: ours, and one a line for other programs."""
    data = json.dumps([*texts], ensure_ascii=False).encode("utf-8", "surrogatepass")
    return data, "\n".join(map(one_line, texts)) if len(texts) > 1 else "".join(texts)


def held(data: bytes, text: str, wanted: int) -> list[str]:
    """Return the captions that the clipboard holds.

    Args:
        data: Of the kind `MIME`; empty where another program copied.
        text: What it holds as plain text.
        wanted: How many rows are to have them. As many lines of a plain text are one for each, as
            a column of a spreadsheet is; else the whole text is one caption.
    """
    ours = _ours(data)
    if ours is not None:
        return ours
    lines = [line for line in text.splitlines() if line.strip()]
    if wanted > 1 and len(lines) == wanted:
        return lines
    return [text] if text.strip() else []


def handed_out(texts: Sequence[str], rows: Sequence[R]) -> list[tuple[R, str]]:
    """Return which row has which caption: one for all, or several in order as far as they go.

    Where an empty one was copied, nobody's words are taken away.
    """
    if len(texts) == 1:
        texts = [texts[0]] * len(rows)
    return [(row, text) for row, text in zip(rows, texts, strict=False) if text.strip()]


def _ours(data: bytes) -> list[str] | None:
    try:
        found = json.loads(data.decode("utf-8", "surrogatepass")) if data else None
    except (ValueError, RecursionError):
        return None
    if not isinstance(found, list) or not all(isinstance(each, str) for each in found):
        return None
    return found[:_MOST]
