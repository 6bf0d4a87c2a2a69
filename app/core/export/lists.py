"""The lists of datasets that read only some of the clips or stills: JSONL beside the dataset file.

One object a line, with the file's whole path and its caption as the caption file beside it says it.
Such a list stands in the dataset file instead of the folder.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

from app.core.captions.sidecar import read_sidecar
from app.core.errors import SourceError

SUFFIX = ".jsonl"


def list_text(kind: str, files: Iterable[tuple[str, str]]) -> str:
    """Return a list.

    Args:
        kind: ``video`` or ``image``.
        files: Path, with forward slashes, and caption of each, in the order of the trainer's
            folders: by name.
    """
    rows = ({f"{kind}_path": path, "caption": caption} for path, caption in files)
    return "".join(f"{json.dumps(row, ensure_ascii=False)}\n" for row in rows)


def words_beside(caption: Path) -> str | None:
    """Return what a caption file of ours says that was changed outside; None: it is no text."""
    try:
        return read_sidecar(caption).text
    except SourceError:
        return None
