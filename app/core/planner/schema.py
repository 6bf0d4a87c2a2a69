"""The trainer's schema of a dataset file: what it accepts, refuses and falls back to.

(From musubi-tuner 0.3.4, ``config_utils``: its voluptuous schema, where an int may be a bool, a
float must be a float, no unknown key is let through, and an entry is checked as a video dataset if
it names videos, else as an image dataset.)
"""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from app.core.language import tr
from app.core.planner.document import OUTSIDE, Document
from app.core.planner.findings import Finding, begun, numbered
from app.core.planner.wanted_values import (
    Check,
    shown,
    wants_bool,
    wants_float,
    wants_integer,
    wants_integers,
    wants_size,
    wants_text,
)
from app.core.planner.windows import round_targets

Kind = Literal["image", "video"]

GENERAL_KEYS: dict[str, Check] = {
    "caption_extension": wants_text,
    "batch_size": wants_integer,
    "num_repeats": wants_integer,
    "resolution": wants_size,
    "enable_bucket": wants_bool,
    "bucket_no_upscale": wants_bool,
}
IMAGE_KEYS: dict[str, Check] = {
    "image_directory": wants_text,
    "image_jsonl_file": wants_text,
    "cache_directory": wants_text,
    "control_directory": wants_text,
    "multiple_target": wants_bool,
    "fp_latent_window_size": wants_integer,
    "fp_1f_clean_indices": wants_integers,
    "fp_1f_target_index": wants_integer,
    "fp_1f_no_post": wants_bool,
    "no_resize_control": wants_bool,
    "control_resolution": wants_size,
}
VIDEO_KEYS: dict[str, Check] = {
    "video_directory": wants_text,
    "video_jsonl_file": wants_text,
    "control_directory": wants_text,
    "target_frames": wants_integers,
    "frame_extraction": wants_text,
    "frame_stride": wants_integer,
    "frame_sample": wants_integer,
    "max_frames": wants_integer,
    "cache_directory": wants_text,
    "source_fps": wants_float,
    "fp_latent_window_size": wants_integer,
}
DEPRECATED = {
    "flux_kontext_no_resize_control": "no_resize_control",
    "qwen_image_edit_no_resize_control": "no_resize_control",
    "qwen_image_edit_control_resolution": "control_resolution",
}


@dataclass(frozen=True, kw_only=True)
class DatasetConfig:
    """One ``[[datasets]]`` entry with its fallbacks filled in, as the trainer builds it.

    Attributes:
        kind: ``image`` if the entry names images, else ``video`` (also where it names nothing).
        resolution: Width, height.
        directory: ``image_directory`` or ``video_directory`` as written; None where not given.
        jsonl: The JSONL as written; only read where there is no directory.
        target_frames: As written, in any order.
        stated: The keys written in the entry or in ``[general]``.
    """

    kind: Kind
    resolution: tuple[int, int] = (960, 544)
    caption_extension: str | None = None
    batch_size: int = 1
    num_repeats: int = 1
    enable_bucket: bool = False
    bucket_no_upscale: bool = False
    directory: str | None = None
    jsonl: str | None = None
    cache_directory: str | None = None
    control_directory: str | None = None
    target_frames: tuple[int, ...] = (1,)
    frame_extraction: str = "head"
    frame_stride: int = 1
    frame_sample: int = 1
    max_frames: int = 129
    source_fps: float | None = None
    multiple_target: bool = False
    fp_latent_window_size: int = 9
    fp_1f_clean_indices: tuple[int, ...] | None = None
    no_resize_control: bool = False
    control_resolution: tuple[int, int] | None = None
    stated: frozenset[str] = frozenset()

    @property
    def cache_place(self) -> str | None:
        """The cache folder as the trainer names it; None where it will stop for the lack of one."""
        return self.directory if self.cache_directory is None else self.cache_directory

    @property
    def mode(self) -> str:
        """The extraction really used: ``uniform`` with one sample is ``head``."""
        if self.frame_extraction == "uniform" and self.frame_sample == 1:
            return "head"
        return self.frame_extraction

    @property
    def targets(self) -> tuple[int, ...]:
        """The target lengths really used."""
        return round_targets(self.target_frames)


@dataclass(frozen=True)
class Config:
    """A dataset file as the trainer understands it.

    Attributes:
        document: The file it was read from.
        datasets: Its entries; empty where it is refused.
        findings: What the schema refuses and what is worth knowing, in the file's order.
    """

    document: Document
    datasets: tuple[DatasetConfig, ...] = ()
    findings: tuple[Finding, ...] = ()


def configure(document: Document) -> Config:
    """Check a dataset file against the trainer's schema and fill in its fallbacks."""
    if document.problem:
        return Config(document, (), (document.problem,))
    refused = tuple(_refusals(document))
    if refused:
        return Config(document, (), refused)
    general = _renamed(document.data.get("general", {}))
    entries = [_renamed(entry) for entry in document.data.get("datasets", [])]
    datasets = tuple(_dataset(entry, general) for entry in entries)
    return Config(document, datasets, tuple(_deprecations(document)))


def _renamed(section: Mapping[str, Any]) -> dict[str, Any]:
    """Return a section with deprecated keys under their new names; a new name wins."""
    renamed = {key: value for key, value in section.items() if key not in DEPRECATED}
    for old, new in DEPRECATED.items():
        if old in section:
            renamed.setdefault(new, section[old])
    return renamed


def _dataset(entry: Mapping[str, Any], general: Mapping[str, Any]) -> DatasetConfig:
    kind: Kind = "image" if "image_directory" in entry or "image_jsonl_file" in entry else "video"
    names = {f"{kind}_directory": "directory", f"{kind}_jsonl_file": "jsonl"}
    merged = {**general, **entry}
    values: dict[str, Any] = {}
    for key, value in merged.items():
        name = names.get(key, key)
        if name in DatasetConfig.__dataclass_fields__:
            values[name] = _value(key, value)
    return DatasetConfig(**{**values, "kind": kind, "stated": frozenset(merged)})


def _value(key: str, value: object) -> object:
    """Return a value as the trainer stores it: true and false pass as 1 and 0 where it counts."""
    if isinstance(value, list):
        return tuple(int(item) for item in value)
    if key in ("resolution", "control_resolution") and isinstance(value, int):
        return int(value), int(value)
    counts = GENERAL_KEYS.get(key, VIDEO_KEYS.get(key)) is wants_integer
    return int(value) if counts and isinstance(value, int) else value


# ------------------------------------------------------------------ refusals


def _refusals(document: Document) -> Iterator[Finding]:
    """Yield what the schema refuses: the file, [general], then each entry."""
    data = document.data
    if not isinstance(data, dict):
        yield _refusal(document, None, None, tr("holds no table; write [general] and [[datasets]]"))
        return
    for key, value in data.items():
        if key not in ("general", "datasets"):
            yield _refusal(document, OUTSIDE, key, _unknown_outside(key, value))
    general, datasets = data.get("general", {}), data.get("datasets", [])
    if not isinstance(general, dict):
        what = tr("must have [general] as one table in single brackets")
        yield _refusal(document, OUTSIDE, "general", what)
    else:
        yield from _section_refusals(document, None, general)
    if not isinstance(datasets, list):
        what = tr("must have datasets as [[datasets]], in double brackets")
        yield _refusal(document, OUTSIDE, "datasets", what)
        return
    for index, entry in enumerate(datasets):
        if isinstance(entry, dict):
            yield from _section_refusals(document, index, entry)
        else:
            yield _refusal(
                document, index, None, tr("is no table; write its keys under [[datasets]]")
            )


def _unknown_outside(key: str, value: object) -> str:
    """Say what is wrong with a table or key beside [general] and [[datasets]]."""
    tables = isinstance(value, list) and value and all(isinstance(item, dict) for item in value)
    if not tables and not isinstance(value, dict):
        return _unplaced(key)
    written = f"[[{key}]]" if tables else f"[{key}]"
    close = difflib.get_close_matches(key.lower(), ("general", "datasets"), n=1)
    if not close:
        return tr("has an unknown table {table}; remove it", table=written)
    if close[0] == "general":
        return tr("has an unknown table {table}; write [general]", table=written)
    return tr("has an unknown table {table}; write [[datasets]], in double brackets", table=written)


def _unplaced(key: str) -> str:
    if key in GENERAL_KEYS:
        return tr('has an unknown key "{key}" outside any table; put it under [general]', key=key)
    if key in IMAGE_KEYS or key in VIDEO_KEYS:
        return tr(
            'has an unknown key "{key}" outside any table; put it under a [[datasets]]', key=key
        )
    return tr('has an unknown key "{key}" outside any table; remove it', key=key)


def _section_refusals(
    document: Document, index: int | None, section: Mapping[str, Any]
) -> Iterator[Finding]:
    allowed = _allowed(index, section)
    for key, value in section.items():
        check = allowed.get(DEPRECATED.get(key, key))
        if check is None:
            yield _refusal(document, index, key, _unknown(index, key, section, allowed))
        elif DEPRECATED.get(key) not in section and (wanted := check(value)):
            yield _refusal(
                document,
                index,
                key,
                tr("has {key} = {value}; {wanted}", key=key, value=shown(value), wanted=wanted),
            )


def _allowed(index: int | None, section: Mapping[str, Any]) -> dict[str, Check]:
    if index is None:
        return GENERAL_KEYS
    named = "video_directory" in section or "video_jsonl_file" in section
    return GENERAL_KEYS | (VIDEO_KEYS if named else IMAGE_KEYS)


def _unknown(
    index: int | None, key: str, section: Mapping[str, Any], allowed: Mapping[str, Check]
) -> str:
    if index is None and (key in IMAGE_KEYS or key in VIDEO_KEYS):
        return tr('may not have "{key}"; move it into each [[datasets]]', key=key)
    if key in ("image_directory", "image_jsonl_file"):
        return tr('names videos and has "{key}" too; make two [[datasets]] of it', key=key)
    if key in VIDEO_KEYS:
        if "image_directory" in section or "image_jsonl_file" in section:
            return tr('is an image dataset and may not have "{key}"; remove it', key=key)
        return tr('has "{key}" but names no videos; add video_directory', key=key)
    close = difflib.get_close_matches(key, allowed, n=1)
    if close:
        return tr('has an unknown key "{key}"; did you mean "{other}"?', key=key, other=close[0])
    return tr('has an unknown key "{key}"; remove it', key=key)


def _refusal(document: Document, index: int | None, key: str | None, what: str) -> Finding:
    """Return the finding; ``what`` is the rest of a sentence that begins with where it is."""
    said = what if what.endswith(("?", "？")) else tr("{sentence}.", sentence=what)
    file = document.path.name
    if index == OUTSIDE or (index is None and (None, key or "") not in document.lines):
        message = tr('"{file}" {sentence}', file=file, sentence=said)
    elif index is None:
        message = tr('"{file}", [general] {sentence}', file=file, sentence=said)
    else:
        message = tr(
            '"{file}", {dataset} {sentence}', file=file, dataset=numbered(index), sentence=said
        )
    return Finding(
        stage="config",
        dataset=None if index == OUTSIDE else index,
        key=key,
        line=document.line(index, key),
        message=message,
        here=begun(said),
        fatal=True,
    )


def _deprecations(document: Document) -> Iterator[Finding]:
    for index, entry in enumerate(document.data.get("datasets", [])):
        for old, new in DEPRECATED.items():
            if old in entry:
                what = (
                    tr("{old} is an old name and is ignored beside {new}.", old=old, new=new)
                    if new in entry
                    else tr("{old} is an old name; write {new}.", old=old, new=new)
                )
                yield Finding(
                    stage="config",
                    dataset=index,
                    key=old,
                    line=document.line(index, old),
                    message=tr(
                        '"{file}", {dataset}: {sentence}',
                        file=document.path.name,
                        dataset=numbered(index),
                        sentence=what,
                    ),
                    here=begun(what),
                )
