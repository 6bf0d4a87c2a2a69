"""Which files an export wants: one for each picked clip and still, with its name and content."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from app.core.captions.sidecar import SUFFIX
from app.core.captions.text import one_line, with_trigger
from app.core.export.manifest import Manifest
from app.core.export.names import assign, clip_stem, still_stem
from app.core.language import noted, tr
from app.core.library.model import Clip, Settings, Source, Still
from app.core.library.project import Project

CLIPS, STILLS = "clips", "stills"
SUFFIXES = {CLIPS: ".mp4", STILLS: ".png"}

_ENCODING = 1  # counts the forms of exported files; a new one writes all of them again


@dataclass(frozen=True, slots=True)
class Wanted:
    """A file to have.

    Attributes:
        name: Below the dataset folder, with forward slashes.
        key: Tells the content: source, frames, crop; rate and quality of a clip, size of a still.
        caption: As it is written.
    """

    row: Clip | Still
    source: Source
    name: str
    key: str
    caption: str

    @property
    def caption_name(self) -> str:
        """The caption's file, below the dataset folder."""
        return str(PurePosixPath(self.name).with_suffix(SUFFIX))

    @property
    def is_picture(self) -> bool:
        """Whether it is a still, not a clip."""
        return isinstance(self.row, Still)

    @property
    def start(self) -> int:
        """The first source frame."""
        return self.row.start if isinstance(self.row, Clip) else self.row.frame

    @property
    def span(self) -> int:
        """How many source frames it covers."""
        return self.row.end - self.row.start if isinstance(self.row, Clip) else 1


def wanted_files(project: Project, manifest: Manifest, settings: Settings) -> list[Wanted]:
    """Return the files of all picked clips, then of all picked stills, in the project's order."""
    sources = {source.id: source for source in project.sources()}
    kinds: dict[str, list[Clip] | list[Still]] = {
        CLIPS: project.clips(state="picked"),
        STILLS: project.stills(state="picked"),
    }
    wanted: list[Wanted] = []
    for sub, found in kinds.items():
        rows = [row for row in found if row.source in sources]  # added by another program just now
        names = _names([(row, sources[row.source]) for row in rows], manifest, sub)
        for row in rows:
            source = sources[row.source]
            key = content_key(row, source, settings)
            caption = with_trigger(row.caption, settings.trigger)
            wanted.append(Wanted(row, source, names[row.id], key, caption))
    return wanted


def _names(
    rows: Sequence[tuple[Clip | Still, Source]], manifest: Manifest, sub: str
) -> dict[int, str]:
    """Return the name of each row's file below the dataset folder, by row."""
    suffix = SUFFIXES[sub]
    stems = assign(
        [(row.id, wanted_stem(row, source)) for row, source in rows],
        before=manifest.stems(sub, suffix),
        taken=[PurePosixPath(name).stem for name in manifest.foreign(sub)],
    )
    return {row: f"{sub}/{stem}{suffix}" for row, stem in stems.items()}


def wanted_stem(row: Clip | Still, source: Source) -> str:
    """Return the stem a row's file gets where no other takes it."""
    if isinstance(row, Clip):
        return clip_stem(source.stem, row.start, row.end)
    return still_stem(source.stem, row.frame)


def content_key(row: Clip | Still, source: Source, settings: Settings) -> str:
    """Return what is equal for equal files; the film's path is no part: it may be moved."""
    parts: list[Any] = [_ENCODING, source.size, source.quick_hash, row.crop]
    if isinstance(row, Clip):
        quality = "lossless" if settings.lossless else settings.crf
        parts += [row.start, row.end, str(settings.rate), quality]
    else:
        parts += [row.frame]
        parts += [settings.still_size] if settings.still_size else []
    return text_key(json.dumps(parts))


def decides(settings: Settings) -> tuple[object, ...]:
    """Return what of the settings decides on names, pictures and captions of all files."""
    return (
        *(settings.trigger, settings.rate, settings.crf, settings.lossless),
        settings.still_size,
    )


def nothing_picked(settings: Settings) -> str:
    """Return the sentence that refuses to export nothing."""
    return tr(
        '"{name}" has no picked clip and no picked still: pick some, then export.',
        name=settings.name,
    )


_BARE = {  # by whether it is one, and whether there is a trigger
    (True, True): noted(
        "{bare:,} of {total:,} clips and stills has no caption of its own: write one, or it "
        "trains on the trigger alone."
    ),
    (True, False): noted(
        "{bare:,} of {total:,} clips and stills has no caption of its own: write one, or it "
        "trains on empty words."
    ),
    (False, True): noted(
        "{bare:,} of {total:,} clips and stills have no caption of their own: write one, or they "
        "train on the trigger alone."
    ),
    (False, False): noted(
        "{bare:,} of {total:,} clips and stills have no caption of their own: write one, or they "
        "train on empty words."
    ),
}


def without_words(bare: int, total: int, trigger: str) -> list[str]:
    """Return what to say of ``bare`` among ``total`` clips and stills without a caption."""
    if not bare:
        return []
    one, alone = bare == 1, bool(one_line(trigger))
    return [tr(_BARE[one, alone], bare=bare, total=total)]


def too_small(sizes: Iterable[tuple[int, int]], wanted: tuple[int, int] | None) -> list[str]:
    """Return what to say of stills that are smaller than the project wants them, by their sizes."""
    if wanted is None:
        return []
    fewer = sum(size[0] < wanted[0] or size[1] < wanted[1] for size in sizes)
    if not fewer:
        return []
    size = "{}×{}".format(*wanted)
    if fewer == 1:
        return [
            tr(
                "1 still is smaller than {size}: it gets that shape and no more pixels than there "
                "are.",
                size=size,
            )
        ]
    return [
        tr(
            "{number:,} stills are smaller than {size}: they get that shape and no more pixels "
            "than there are.",
            number=fewer,
            size=size,
        )
    ]


def text_key(text: str) -> str:
    """Return a key that tells texts apart: 40 hexadecimal digits."""
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=20).hexdigest()
