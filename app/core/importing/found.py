"""What was recognised in given files and folders, before anything is changed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Literal

from app.core.library.model import Dataset

MediaKind = Literal["video", "image"]
Labels = Literal["caption", "tag", "none"]
"""What becomes of the names of segments."""

DatasetsTo = Literal["add", "replace", "leave"]
"""What becomes of a dataset file's entries in a project that has datasets."""


@dataclass(frozen=True, slots=True)
class Media:
    """A finished clip or a picture: it becomes a source that is picked whole.

    Attributes:
        tags: Of the datasets that read it but not all of its kind.
    """

    path: Path
    kind: MediaKind
    caption: str = ""
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Segment:
    """A part of a film.

    Attributes:
        start: Seconds from the film's first frame; None: the film's start.
        end: Seconds; None: the film's end.
        name: Its label, as a caption; may be empty.
        tags: Further words.
    """

    start: Fraction | None
    end: Fraction | None
    name: str = ""
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SegmentList:
    """The segments of one film.

    Attributes:
        path: The list.
        film: The film.
        unended: How many have no end and go on to the film's.
    """

    path: Path
    film: Path
    segments: tuple[Segment, ...]
    unended: int = 0


@dataclass(frozen=True, slots=True)
class SceneTable:
    """A list of scenes, as PySceneDetect writes it, of one film."""

    path: Path
    film: Path


@dataclass(frozen=True, slots=True)
class Found:
    """What was recognised.

    Attributes:
        media: Finished clips and pictures.
        segments: Lists of LosslessCut whose films are there.
        scenes: Lists of scenes whose films are there.
        datasets: Entries of a trainer's dataset file.
        trigger: Words that all captions begin with; empty where there are none.
        notes: Sentences on what a person should know.
        troubles: Sentences on what cannot be used.
    """

    media: tuple[Media, ...] = ()
    segments: tuple[SegmentList, ...] = ()
    scenes: tuple[SceneTable, ...] = ()
    datasets: tuple[Dataset, ...] = ()
    trigger: str = ""
    notes: tuple[str, ...] = ()
    troubles: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.media or self.segments or self.scenes or self.datasets)

    @property
    def named_segments(self) -> int:
        """How many segments have a name."""
        return sum(bool(one.name) for each in self.segments for one in each.segments)

    def captions(self) -> list[str]:
        """Return the captions there are, those of segments too."""
        texts = [one.caption for one in self.media]
        texts += [one.name for each in self.segments for one in each.segments]
        return [text for text in texts if text]


def together(parts: Iterable[Found]) -> Found:
    """Return several as one, in order; of a file that is in several, the first counts."""
    every = list(parts)
    media: dict[Path, Media] = {}
    for part in every:
        for one in part.media:
            media.setdefault(one.path, one)
    return Found(
        media=tuple(media.values()),
        segments=tuple(dict.fromkeys(one for part in every for one in part.segments)),
        scenes=tuple(dict.fromkeys(one for part in every for one in part.scenes)),
        datasets=tuple(one for part in every for one in part.datasets),
        notes=tuple(dict.fromkeys(one for part in every for one in part.notes)),
        troubles=tuple(dict.fromkeys(one for part in every for one in part.troubles)),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """What the person wants of what was found.

    Attributes:
        trigger: Becomes the project's trigger and is taken off the captions; empty: neither.
    """

    trigger: str = ""
    labels: Labels = "caption"
    datasets: DatasetsTo = "add"
