"""What a person means who drops files on the window: films to cut, or material that is done."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Literal

from app.core.importing.clip_folder import CAPTION_ENDINGS, has_captions, kind_of
from app.core.importing.dataset_file import is_dataset_file
from app.core.paths import is_folder

Meaning = Literal["films", "import", "ask"]
_LISTS = frozenset({".llc", ".csv", ".tsv", ".toml", ".json", ".jsonl"})


def may_mean_import(paths: Sequence[Path]) -> bool:
    """Return whether a look is needed at what was dropped; nothing is read but that."""
    if any(path.suffix.lower() in _LISTS or kind_of(path) == "image" for path in paths):
        return True
    return _with_captions(paths) or any(map(is_folder, paths))


def meaning_of(paths: Sequence[Path]) -> Meaning:
    """Return what is meant; ``ask`` where films may be finished clips, or films to cut."""
    meanings = {_meaning(path) for path in paths}
    if "ask" in meanings or _with_captions(paths):
        return "ask"
    return "import" if "import" in meanings else "films"


def _with_captions(paths: Sequence[Path]) -> bool:
    """Return whether there are captions among videos."""
    captions = any(path.suffix.lower() in CAPTION_ENDINGS for path in paths)
    return captions and any(kind_of(path) == "video" for path in paths)


def _meaning(path: Path) -> Meaning:
    if not is_folder(path):
        done = path.suffix.lower() in _LISTS or kind_of(path) == "image"
        return "import" if done else "films"
    try:
        names = [each for each in path.iterdir() if not each.name.startswith(".")]
    except OSError:
        return "films"
    if any(is_dataset_file(each) for each in names):
        return "import"
    kinds = {kind_of(each) for each in names}
    if "video" not in kinds and "image" in kinds:
        return "import"
    listed = any(each.suffix.lower() in (".llc", ".csv", ".tsv") for each in names)
    return "ask" if has_captions(path) or listed else "films"
