"""What lies in a project's dataset folder and decides on what an export would make of it."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path, PurePosixPath

from app.core.cache import Cache
from app.core.captions.sidecar import SUFFIX
from app.core.export.lists import words_beside
from app.core.export.manifest import Entry, Manifest, State
from app.core.export.names import folded
from app.core.export.starter import Material
from app.core.export.wanted import CLIPS, STILLS, SUFFIXES
from app.core.jobs import Checkpoint, Progress, ignore, part
from app.core.planner.facts import Ignored, ImageFact, Source, VideoFact
from app.core.planner.gather import caption_facts
from app.core.planner.listing import Host, captioned, ignored, list_media
from app.core.planner.media_facts import image_fact, video_fact
from app.core.planner.places import entries_of
from app.core.planner.schema import Kind

KINDS: dict[str, Kind] = {CLIPS: "video", STILLS: "image"}
Caption = tuple[str, tuple[str, ...]]  # fault and notes, as in `facts`


@dataclass(frozen=True, slots=True)
class Edited:
    """A clip or still of ours that was changed outside: what we wrote, and what is there."""

    material: Material
    fact: VideoFact | ImageFact


@dataclass(frozen=True)
class Found:
    """What was found in one sub-folder of the dataset folder.

    Attributes:
        stems: Names without suffix of the files of rows, by row: they keep them.
        taken: Stems of files that were never ours, by what they share with those they block.
        kept: Our files that are there as they were written, by base name.
        edited: Our clips or stills that were changed outside, by base name.
        captions: Caption files that were changed outside, as the trainer reads them.
        words: What they say, by base name; those that cannot be read are left out.
        strangers: Files that the trainer lists beside ours.
        ignored: Files that it passes over.
    """

    stems: Mapping[int, str] = field(default_factory=dict)
    taken: Mapping[str, list[str]] = field(default_factory=dict)
    kept: Mapping[str, Entry] = field(default_factory=dict)
    edited: Mapping[str, Edited] = field(default_factory=dict)
    captions: Mapping[str, Caption] = field(default_factory=dict)
    words: Mapping[str, str] = field(default_factory=dict)
    strangers: tuple[Source, ...] = ()
    ignored: tuple[Ignored, ...] = ()


def look(
    folder: Path, *, cache: Cache | None = None, checkpoint: Checkpoint = ignore
) -> dict[str, Found]:
    """Return what lies in a dataset folder, by sub-folder; nothing is written.

    Raises:
        ProjectError: The manifest is damaged.
        Stopped: The checkpoint said so.
    """
    manifest = Manifest.load(folder)
    half = partial(part, checkpoint, of=0.5, total=1.0)
    return {
        CLIPS: _look(manifest, CLIPS, cache, half(done=0.0)),
        STILLS: _look(manifest, STILLS, cache, half(done=0.5)),
    }


def _look(manifest: Manifest, sub: str, cache: Cache | None, checkpoint: Checkpoint) -> Found:
    suffix = SUFFIXES[sub]
    fact = _reader(sub, cache)
    folder = manifest.folder / sub
    kept: dict[str, Entry] = {}
    edited: dict[str, Edited] = {}
    captions: dict[str, Caption] = {}
    words: dict[str, str] = {}
    ours = [name for name in manifest.entries if name.startswith(f"{sub}/")]
    for done, name in enumerate(ours):
        checkpoint(Progress(done, len(ours), name))
        state, base = manifest.state(name), PurePosixPath(name).name
        if state is State.OURS and name.endswith(suffix):
            kept[base] = manifest.entries[name]
        elif state is State.EDITED and name.endswith(suffix):
            entry = manifest.entries[name]
            material = Material(entry.frames, (entry.width, entry.height))
            edited[base] = Edited(material, fact(folder / base))
        elif state is State.EDITED:
            captions[base] = caption_facts(folder / base)
            if (said := words_beside(folder / base)) is not None:
                words[base] = said
    foreign = manifest.foreign(sub)
    taken: dict[str, list[str]] = {}
    for name in foreign:
        stem = PurePosixPath(name).stem
        taken.setdefault(folded(stem), []).append(stem)
    strangers, passed = _strangers(folder, foreign, KINDS[sub], fact)
    return Found(
        manifest.stems(sub, suffix), taken, kept, edited, captions, words, strangers, tuple(passed)
    )


def _reader(sub: str, cache: Cache | None) -> Callable[[Path], VideoFact | ImageFact]:
    if KINDS[sub] == "image":
        return partial(image_fact, verify=False)
    return partial(video_fact, verify=False, cache=cache)


def _strangers(
    folder: Path, names: list[str], kind: Kind, fact: Callable[[Path], VideoFact | ImageFact]
) -> tuple[tuple[Source, ...], list[Ignored]]:
    """Return the files that were never ours: those the trainer lists, and those it passes over."""
    host = Host.here()
    media = list_media(names, kind, host)
    if kind == "image":
        media = captioned(media, names, SUFFIX, host)
    there = entries_of(folder) or {}
    folders = {name for name in names if there.get(name)}
    sources = [
        Source(
            os.path.join(folder.as_posix(), name),  # noqa: PTH118 - the trainer's own text
            fact(folder / name),
            *caption_facts(folder / f"{Path(name).stem}{SUFFIX}"),
        )
        for name in media
    ]
    return tuple(sources), list(ignored(names, folders, media, SUFFIX, kind, host))
