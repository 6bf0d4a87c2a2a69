"""A log that somebody has: of a run of ours that is over, or of a trainer started by hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from app.core import paths
from app.core.training.progress.reader import LogReader
from app.core.training.progress.summary import Kind, Summary, Totals

_PIECE = 1 << 20  # bytes that are read at once
_HEAD = 1 << 16  # bytes in which it shows whose log it is
_SIGNS: tuple[tuple[bytes, Kind], ...] = (
    (b"Encoding with T5", "cache_text"),
    (b"cache_text_encoder_outputs", "cache_text"),
    (b"cache_latents", "cache_latents"),
    (b"wan_generate_video", "generate"),
    (b"Video saved to: ", "generate"),
)


def read_log_file(
    path: Path,
    kind: Kind | None = None,
    *,
    totals: Totals | None = None,
    code: int | None = None,
    argv: Sequence[str] = (),
    recipe: Mapping[str, Any] | None = None,
) -> Summary:
    """Return what a log says, once and whole.

    Args:
        path: The file.
        kind: Whose; None: as it shows.
        totals: What the plan knew.
        code: The exit code, where somebody knows it.
        argv: The command.
        recipe: The recipe's values, by option.

    Raises:
        OSError: It cannot be read.
    """
    with paths.opened(path) as file:
        data = file.read(_HEAD)
        reader = LogReader(kind or kind_of(data), totals, argv=argv, recipe=recipe)
        while data:
            reader.feed(data)
            data = file.read(_PIECE)
    return reader.finish(code)


def kind_of(head: bytes) -> Kind:
    """Return whose log one is, by its first bytes; a training's where nothing shows."""
    return next((kind for sign, kind in _SIGNS if sign in head), "train")
