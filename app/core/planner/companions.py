"""Files that must lie beside a dataset's own: controls, further targets.

(From musubi-tuner 0.3.4: ``datasources``. Wan's Fun-Control and edit models read controls.)
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from app.core.language import tr
from app.core.planner.findings import listed
from app.core.planner.listing import Host, list_media, stem_of
from app.core.planner.places import Places, entries_of
from app.core.planner.schema import DatasetConfig


def companions(
    config: DatasetConfig, names: list[str], media: list[str], places: Places, host: Host
) -> Iterator[tuple[str, str]]:
    """Yield what the trainer misses while it builds a dataset: key and end of a sentence.

    Args:
        config: The entry.
        names: The files the trainer lists.
        media: Those and the ones it passes over for want of a caption.
        places: Where paths lead.
        host: The system the trainer runs on.
    """
    if config.control_directory is not None and names:
        there = entries_of(places.of(config.control_directory)) or {}
        if config.kind == "video":
            yield from _video_controls(names, there, host)
        else:
            yield from _image_controls(config, names, list_media(there, "image", host))
    if config.multiple_target and config.kind == "image":
        yield from _targets(names, sorted(set(media).difference(names)))


def _video_controls(
    names: list[str], there: Mapping[str, bool], host: Host
) -> Iterator[tuple[str, str]]:
    """A clip's control has its name, is a folder of its stem, or has another video ending."""
    known = {host.folded(name) for name in there}
    stems = {stem_of(name) for name in list_media(there, "video", host)}
    stems |= {name for name, is_folder in there.items() if is_folder}
    missing = [
        name for name in names if host.folded(name) not in known and stem_of(name) not in stems
    ]
    if missing:
        yield (
            "control_directory",
            tr("{missing}: no control in control_directory; add it", missing=listed(missing)),
        )


def _image_controls(
    config: DatasetConfig, names: list[str], controls: list[str]
) -> Iterator[tuple[str, str]]:
    """An image's controls are named after it, with a number where there are several."""
    wanted = 1 if config.fp_1f_clean_indices is None else len(config.fp_1f_clean_indices)
    own = _claimed(names, controls, "._")
    missing = sorted(name for name in names if len(own[name]) < max(1, wanted))
    if missing:
        yield (
            "control_directory",
            tr("{missing}: no control in control_directory; add it", missing=listed(missing)),
        )
    strange = [
        control
        for name, claimed in own.items()
        for control in claimed
        if stem_of(control) != stem_of(name) and not stem_of(control).rpartition("_")[2].isdigit()
    ]
    if strange:
        what = tr(
            "{strange} in control_directory: no number at the end; rename it",
            strange=listed(sorted(strange)),
        )
        yield "control_directory", what


def _targets(names: list[str], free: list[str]) -> Iterator[tuple[str, str]]:
    """Further targets of an image are the pictures without caption named after it."""
    counts = {len(claimed) for claimed in _claimed(names, free, "_").values()} - {0}
    if free and len(counts) != 1:
        what = tr("multiple_target needs equally many pictures for each caption; remove it")
        yield "multiple_target", what


def _claimed(names: Iterable[str], others: Iterable[str], marks: str) -> dict[str, set[str]]:
    """Return the others named by the stem of each name and a mark; longer names choose first."""
    starting: dict[str, set[str]] = {}
    for other in others:
        for place, character in enumerate(other):
            if character in marks:
                starting.setdefault(other[:place], set()).add(other)
    taken: set[str] = set()
    claimed = {}
    for name in sorted(names, key=len, reverse=True):
        claimed[name] = starting.get(stem_of(name), set()) - taken
        taken |= claimed[name]
    return claimed
