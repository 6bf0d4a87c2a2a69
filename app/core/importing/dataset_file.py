"""A trainer's dataset file as a project: its folders, their captions, and its settings.

Our datasets take the clips or stills of a project and have fewer settings than the trainer; what
cannot be kept is said in a sentence each. Files that only some datasets of their kind read get a
tag, which those datasets then ask for.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import Any, get_args

from app.core import paths
from app.core.amounts import counted
from app.core.browsing.completing import quoted
from app.core.captions.text import one_line
from app.core.errors import AppError
from app.core.importing.clip_folder import read_captions
from app.core.importing.found import Found, Media
from app.core.jobs import Checkpoint, ignore
from app.core.language import noted, tr
from app.core.library.model import Dataset, Extraction
from app.core.paths import exists, is_folder
from app.core.planner.document import Document, read_document
from app.core.planner.entries import Entry, Listing, list_entry
from app.core.planner.findings import Finding, listed
from app.core.planner.listing import Host
from app.core.planner.places import Places
from app.core.planner.rules import MUSUBI_LATER
from app.core.planner.schema import Config, DatasetConfig, Kind, configure
from app.core.planner.windows import round_frames

_MENDS = 200  # keys that are passed over before a file is given up
_HUGE = 10**9  # no number means anything from here on, and a project cannot keep any
_NUMBERS = ("batch_size", "num_repeats", "frame_stride", "frame_sample", "max_frames")
_WITHOUT: dict[str, str] = {  # what our datasets do not have
    "source_fps": noted("the export makes clips of the project's own rate by their frames' times"),
    "control_directory": noted("Rushes knows no control videos"),
    "multiple_target": noted("Rushes knows no targets of several pictures"),
    "fp_latent_window_size": noted("it is FramePack's"),
    "fp_1f_clean_indices": noted("it is FramePack's"),
    "fp_1f_target_index": noted("it is FramePack's"),
    "fp_1f_no_post": noted("it is FramePack's"),
    "no_resize_control": noted("Rushes knows no control pictures"),
    "control_resolution": noted("Rushes knows no control pictures"),
}
_NOUNS: dict[Kind, str] = {"video": "clip", "image": "still"}
_DULL = frozenset({"", ".", "cache", "caches", "latents", "cache_latents"})  # say nothing as names


def is_dataset_file(path: Path) -> bool:
    """Return whether a file is one of the trainer's, by its name and first look."""
    if path.suffix.lower() not in (".toml", ".json"):
        return False
    try:
        with paths.opened(path) as file:
            head = file.read(1 << 16).decode("utf-8", "replace")
    except OSError:
        return False
    return "datasets" in head and ("_directory" in head or "_jsonl_file" in head)


def read_dataset_file(path: Path, *, checkpoint: Checkpoint = ignore) -> Found:
    """Return what a dataset file holds; ``media`` are the files it lists, with their captions.

    Keys and values that the trainer would refuse are passed over and said.

    Raises:
        AppError: It cannot be read, or is no dataset file.
    """
    config, passed_over = _configured(read_document(path))
    config, huge = _within_reason(config)
    if not config.datasets:
        raise AppError(
            tr(
                '"{path}" names no dataset: choose a dataset file of musubi-tuner, with '
                "[[datasets]] in it.",
                path=path,
            )
        )
    places = Places(Path.cwd(), path.absolute().parent)
    listings = [
        list_entry(index, each, places, MUSUBI_LATER, Host.here())
        for index, each in enumerate(config.datasets)
    ]
    media, notes, troubles = _media(config, listings, checkpoint)
    names = _names(config.datasets)
    apart = _apart(config.datasets, listings)
    datasets = tuple(
        _dataset(n, each, names[n], f"tag:{quoted(names[n])}" if n in apart else "")
        for n, each in enumerate(config.datasets)
    )
    media = [replace(each, tags=_tags(each.path, apart, names)) for each in media]
    lists = [finding for one in listings for finding in (*one.errors, *one.warnings)]
    troubles += [finding.text for finding in lists]
    notes = [
        *(tr("{message} It is passed over.", message=finding.message) for finding in passed_over),
        *huge,
        *_lost(config.datasets, names),
        *(
            tr(
                '"{name}" reads {number:,} of {all}: they get the tag "{name}", which it asks for.',
                name=names[n],
                number=len(files),
                all=counted(total, _NOUNS[datasets[n].kind]),
            )
            for n, (files, total) in apart.items()
        ),
        *notes,
    ]
    return Found(
        media=tuple(media), datasets=datasets, notes=tuple(notes), troubles=tuple(troubles)
    )


# ----------------------------------------------------------------------------------- reading


def _configured(document: Document) -> tuple[Config, list[Finding]]:
    """Return what the trainer understands, and what had to be passed over for that.

    Raises:
        AppError: Nothing is left, or it is no such file.
    """
    passed_over: list[Finding] = []
    while True:
        config = configure(document)
        fatal = [finding for finding in config.findings if finding.fatal]
        if not fatal:
            return config, passed_over
        first = fatal[0]
        data = copy.deepcopy(document.data)
        if len(passed_over) >= _MENDS or not _take_out(data, first):
            raise AppError(first.message)
        passed_over.append(first)
        document = replace(document, data=data)


def _within_reason(config: Config) -> tuple[Config, list[str]]:
    """Return it with the trainer's usual numbers for those that are huge, and sentences on them."""
    usual, sentences = DatasetConfig(kind="video"), []
    datasets = []
    for place, each in enumerate(config.datasets):
        numbers = {name: getattr(each, name) for name in _NUMBERS}
        wrong = {name for name, number in numbers.items() if abs(number) >= _HUGE}
        wrong |= {"resolution"} if max(map(abs, each.resolution)) >= _HUGE else set()
        wrong |= {"target_frames"} if max(each.target_frames, default=0) >= _HUGE else set()
        for name in sorted(wrong):
            now = getattr(usual, name)
            now = now if isinstance(now, int) else listed(map(str, now), most=2)
            sentences.append(
                tr(
                    "Dataset {place}: {name} is out of all proportion; it is {now} now.",
                    place=place,
                    name=name,
                    now=now,
                )
            )
        datasets.append(replace(each, **{name: getattr(usual, name) for name in wrong}))
    return replace(config, datasets=tuple(datasets)), sentences


def _take_out(data: Any, finding: Finding) -> bool:  # noqa: ANN401 -- what the file says
    """Remove the key that a finding is about; return whether it was there."""
    if not isinstance(data, dict) or finding.key is None:
        return False
    if finding.dataset is not None:
        section = data["datasets"][finding.dataset]
        # The folder itself would be gone, and the entry with it.
        if finding.key.endswith(("_directory", "_jsonl_file")) and len(section) < 2:
            return False
    elif finding.key in data:
        section = data
    else:
        section = data.get("general")
    if not isinstance(section, dict) or finding.key not in section:
        return False
    del section[finding.key]
    return True


def _media(
    config: Config, listings: Sequence[Listing], checkpoint: Checkpoint
) -> tuple[list[Media], list[str], list[str]]:
    """Return the files of all entries, each once, and sentences on captions and on lost files."""
    entries: dict[Path, tuple[Kind, Entry]] = {}
    troubles: list[str] = []
    folders = 0
    for each, listing in zip(config.datasets, listings, strict=True):
        for entry in listing.entries:
            if entry.place is not None and is_folder(entry.place):
                folders += 1
            elif entry.place is not None:
                entries.setdefault(entry.place, (each.kind, entry))
    if folders:
        troubles.append(
            tr("1 clip is a folder of pictures: make a video of it to import it.")
            if folders == 1
            else tr(
                "{number:,} clips are folders of pictures: make a video of each to import them.",
                number=folders,
            )
        )
    files = [entry.caption for _, entry in entries.values() if entry.caption is not None]
    there = [path for path in files if exists(path)]
    texts, notes, unread = read_captions(there, checkpoint=checkpoint)
    media = [
        Media(place, kind, texts.get(entry.caption, "") if entry.caption else one_line(entry.text))
        for place, (kind, entry) in entries.items()
    ]
    bare = sum(not each.caption for each in media)
    if bare == 1:
        notes.append(tr("1 file has no caption."))
    elif bare:
        notes.append(tr("{number:,} files have no caption.", number=bare))
    return media, notes, troubles + unread


# ---------------------------------------------------------------------------------- settings


def _names(configs: Sequence[DatasetConfig]) -> list[str]:
    """Return a name for each dataset: its cache folder's, its folder's, or its kind's."""
    names: list[str] = []
    for config in configs:
        places = (config.cache_directory, config.directory, config.jsonl)
        found = (PurePosixPath((place or "").replace("\\", "/")).name for place in places)
        wanted = next((name for name in found if name.casefold() not in _DULL), config.kind)
        names.append(unique(wanted, names))
    return names


def unique(name: str, taken: Sequence[str]) -> str:
    """Return a name that is not taken: ``clips``, ``clips 2``."""
    number, known = 2, {each.casefold() for each in taken}
    wanted = name
    while wanted.casefold() in known:
        wanted, number = f"{name} {number}", number + 1
    return wanted


def _dataset(position: int, config: DatasetConfig, name: str, filter_: str) -> Dataset:
    known = config.frame_extraction in get_args(Extraction)
    video = config.kind == "video"
    return Dataset(
        position=position,
        name=name,
        kind=config.kind,
        resolution=config.resolution,
        batch_size=config.batch_size,
        num_repeats=config.num_repeats,
        bucket_no_upscale=config.bucket_no_upscale,
        target_frames=_targets(config) if video else (),
        frame_extraction=config.frame_extraction if known and video else "head",  # type: ignore[arg-type]
        frame_stride=config.frame_stride,
        frame_sample=config.frame_sample,
        max_frames=config.max_frames,
        filter=filter_,
    )


def _targets(config: DatasetConfig) -> tuple[int, ...]:
    return tuple(sorted({round_frames(frames) for frames in config.target_frames if frames > 0}))


def _lost(configs: Sequence[DatasetConfig], names: Sequence[str]) -> Iterator[str]:
    """Yield a sentence for each setting that changes or cannot be kept."""
    for config, name in zip(configs, names, strict=True):
        for key, why in _WITHOUT.items():
            if key in config.stated:
                yield tr('"{name}": {key} is left out: {why}.', name=name, key=key, why=tr(why))
        if not config.enable_bucket:
            yield tr(
                '"{name}" trained without buckets (enable_bucket is off); the export '
                "turns them on, as pictures of other shapes need.",
                name=name,
            )
        if config.kind == "image":
            continue
        if config.frame_extraction not in get_args(Extraction):
            yield tr(
                '"{name}": "{frame_extraction}" is no frame_extraction; it is "head" now.',
                name=name,
                frame_extraction=config.frame_extraction,
            )
        if set(_targets(config)) != set(config.target_frames):
            now = listed(map(str, _targets(config)), most=8) or tr("none")
            yield tr(
                '"{name}": target_frames are {now} now, as the trainer rounds them.',
                name=name,
                now=now,
            )


Apart = dict[int, tuple[frozenset[Path], int]]
"""The files of datasets that read only some of their kind, and how many of the kind there are."""


def _apart(configs: Sequence[DatasetConfig], listings: Sequence[Listing]) -> Apart:
    apart: Apart = {}
    for kind in ("video", "image"):
        files = {
            n: frozenset(entry.place for entry in listings[n].entries if entry.place)
            for n, config in enumerate(configs)
            if config.kind == kind
        }
        every: frozenset[Path] = frozenset().union(*files.values())
        apart |= {n: (own, len(every)) for n, own in files.items() if own != every}
    return apart


def _tags(path: Path, apart: Apart, names: Sequence[str]) -> tuple[str, ...]:
    return tuple(names[n] for n, (files, _) in apart.items() if path in files)
