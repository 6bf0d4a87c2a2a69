"""Finished clips and pictures, with their captions beside them.

``a.mp4`` has its caption in ``a.txt``, ``a.caption`` or ``a.mp4.txt``; the first of them that holds
words counts.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from app.core import paths
from app.core.adding import FILM_ENDINGS
from app.core.amounts import counted
from app.core.captions.foreign import decode_captions
from app.core.errors import cannot
from app.core.importing.found import Found, Media, MediaKind
from app.core.jobs import Checkpoint, Progress, ignore
from app.core.language import tr
from app.core.planner.listing import IMAGE_ENDINGS

PICTURE_ENDINGS = frozenset({*IMAGE_ENDINGS, ".tif", ".tiff"})
CAPTION_ENDINGS = (".txt", ".caption")
_LARGEST = 1 << 20  # bytes of a caption; the trainer uses some hundred words of it
_TOLD = 3  # names in a sentence


def kind_of(path: Path) -> MediaKind | None:
    """Return what a file is by its name; None where it is neither video nor picture."""
    suffix = path.suffix.lower()
    return "video" if suffix in FILM_ENDINGS else "image" if suffix in PICTURE_ENDINGS else None


def files_in(folder: Path) -> Iterator[Path]:
    """Yield the files of a folder and below, by name; hidden ones are passed over."""
    for place, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        yield from (Path(place, name) for name in sorted(names) if not name.startswith("."))


def has_captions(folder: Path) -> bool:
    """Return whether any video in a folder, not below it, has a caption beside it."""
    try:
        names = {name.casefold() for name in os.listdir(folder)}  # noqa: PTH208 -- names only
    except OSError:
        return False
    videos = (Path(name) for name in names if Path(name).suffix in FILM_ENDINGS)
    return any(not names.isdisjoint(_beside(video.name)) for video in videos)


def _beside(name: str) -> list[str]:
    """Return what a caption of a file may be called, the likeliest first."""
    stem = Path(name).stem
    return [base + ending for base in (stem, name) for ending in CAPTION_ENDINGS]


def read_clips(files: Sequence[Path], *, checkpoint: Checkpoint = ignore) -> Found:
    """Return videos and pictures as finished clips, with their captions; nothing is opened else."""
    reading = _Reading()
    found: dict[Path, list[Path]] = {}  # caption files of each video or picture
    there: dict[Path, dict[str, str]] = {}
    media = [path for path in files if kind_of(path)]
    for path in media:
        names = there.setdefault(path.parent, {})
        if not names:
            names.update(_names(path.parent))
        beside = (names.get(name.casefold()) for name in _beside(path.name))
        found[path] = [path.parent / name for name in beside if name]
    captions = list(dict.fromkeys(one for each in found.values() for one in each))
    texts = reading.read(captions, checkpoint)
    rows = []
    for path in media:
        kind = kind_of(path)
        caption = next((texts[one] for one in found[path] if texts.get(one)), "")
        if kind is not None:
            rows.append(Media(path, kind, caption))
    notes = (*reading.notes, *_bare(rows))
    return Found(media=tuple(rows), notes=notes, troubles=tuple(reading.troubles))


def read_captions(
    files: Sequence[Path], *, checkpoint: Checkpoint = ignore
) -> tuple[dict[Path, str], list[str], list[str]]:
    """Return the captions of files, notes on how they were read, and troubles with others."""
    reading = _Reading()
    texts = reading.read(files, checkpoint)
    return texts, reading.notes, reading.troubles


@dataclass
class _Reading:
    """Reads caption files, folder by folder."""

    notes: list[str] = field(default_factory=list)
    troubles: list[str] = field(default_factory=list)

    def read(self, files: Sequence[Path], checkpoint: Checkpoint) -> dict[Path, str]:
        folders: dict[Path, dict[Path, bytes]] = {}
        for number, path in enumerate(files):
            checkpoint(Progress(number, len(files), path.name))
            data = self._bytes(path)
            if data is not None:
                folders.setdefault(path.parent, {})[path] = data
        texts: dict[Path, str] = {}
        for datas in folders.values():
            decoded = decode_captions(datas)
            texts |= decoded.texts
            for words, guessed in decoded.guessed.items():
                self.notes.append(_guessed(guessed, words))
            if decoded.unreadable:
                self.troubles.append(_unreadable(decoded.unreadable))
        return texts

    def _bytes(self, path: Path) -> bytes | None:
        try:
            with paths.opened(path) as file:
                data = file.read(_LARGEST + 1)
        except OSError as error:
            self.troubles.append(cannot("read", path, error))
            return None
        if len(data) > _LARGEST:
            self.troubles.append(tr('"{path}" is too large for a caption: left out.', path=path))
            return None
        return data


def _names(folder: Path) -> dict[str, str]:
    """Return the names in a folder by what they are without regard to case."""
    try:
        return {name.casefold(): name for name in os.listdir(folder)}  # noqa: PTH208
    except OSError:
        return {}


def _bare(rows: Iterable[Media]) -> Iterator[str]:
    every = list(rows)
    bare = [row.path for row in every if not row.caption]
    if bare and len(bare) < len(every):
        files = _named(bare)
        if len(bare) == 1:
            yield tr("{file} has no caption.", file=files)
        else:
            yield tr("{files} have no caption.", files=files)
    elif bare:
        yield tr("None has a caption beside it.")


def _guessed(paths: Sequence[Path], words: str) -> str:
    """Return what is said of files that were read in another encoding, which ``words`` names."""
    if len(paths) == 1:
        return tr(
            "{file} is not UTF-8 and was read as {words}: look whether the words are right.",
            file=_named(paths),
            words=words,
        )
    return tr(
        "{files} are not UTF-8 and were read as {words}: look whether the words are right.",
        files=_named(paths),
        words=words,
    )


def _unreadable(paths: Sequence[Path]) -> str:
    if len(paths) == 1:
        return tr("{file} is no text: left out.", file=_named(paths))
    return tr("{files} are no text: left out.", files=_named(paths))


def _named(paths: Sequence[Path]) -> str:
    """Return ``"a.txt"`` or ``12 files ("a.txt", "b.txt", "c.txt", …)``."""
    if len(paths) == 1:
        return f'"{paths[0].name}"'
    told = ", ".join(f'"{path.name}"' for path in paths[:_TOLD])
    return f"{counted(len(paths), 'file')} ({told}{', …' if len(paths) > _TOLD else ''})"
