"""What a project holds, as frozen data.

Frames are source frames in display order, counted from 0; ranges are half-open ``[start, end)``.
An ``id`` of 0 means: not in a project yet. The fields of these classes are the columns of the
project's tables (`rows`).
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from app.core.media.geometry import Crop

CutKind = Literal["hard", "dissolve", "fade"]
State = Literal["picked", "open", "rejected"]
"""What a person decided on a clip, still or shot; only picked clips and stills are exported."""

Extraction = Literal["head", "chunk", "slide", "uniform", "full"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A film, used where it lies and never changed.

    Attributes:
        path: Where it is, with forward slashes: relative to the project's folder when it lies near
            it, else absolute (`Project.path_of` resolves it).
        size: Bytes; with ``mtime_ns`` and ``quick_hash`` the facts of its `FileKey`.
        frames: Frames that can be shown.
        rate: Frames per second, average where ``variable_rate``.
        width: Pixels of the upright picture with square pixels; so is ``height``.
        damaged_after: Number of good frames before it stops decoding; None while no damage is
            known.
        detector: What found its cuts; empty before any detection.
        threshold: The detector's threshold; None where it has none.
    """

    id: int = 0
    path: str
    size: int
    mtime_ns: int
    quick_hash: str
    frames: int
    rate: Fraction
    variable_rate: bool = False
    width: int
    height: int
    damaged_after: int | None = None
    detector: str = ""
    threshold: float | None = None

    def __post_init__(self) -> None:
        if "\0" in self.path:
            raise ValueError("a path holds a null character")

    @property
    def stem(self) -> str:
        """The file's name without its extension."""
        name = self.path.rpartition("/")[2]
        return name.rpartition(".")[0] or name


@dataclass(frozen=True, slots=True, kw_only=True)
class Cut:
    """A change of shot that was found in a source.

    Attributes:
        frame: Hard: first frame of the new shot. Gradual: first mixed frame.
        end: Hard: the same as ``frame``. Gradual: first clean frame of the new shot.
        score: How sure it is, 0.0-1.0.
        drawn: Made by hand: a new detection leaves it.
    """

    id: int = 0
    source: int
    frame: int
    end: int
    kind: CutKind = "hard"
    score: float = 1.0
    drawn: bool = False

    def __post_init__(self) -> None:
        if not 0 <= self.frame <= self.end:
            raise ValueError(f"cut ends before it begins: [{self.frame}, {self.end})")


@dataclass(frozen=True, slots=True, kw_only=True)
class Shot:
    """A run of clean frames between two cuts.

    Attributes:
        soft_start: It begins after a gradual cut; ``soft_end``: it ends before one.
        drawn: Marked by hand: a new detection leaves it.
        rating: 0 (none) to 5.
        state: "open" or "rejected". "picked" is never kept: a shot is picked while a picked clip
            overlaps it (`picking.shot_state`).
    """

    id: int = 0
    source: int
    start: int
    end: int
    soft_start: bool = False
    soft_end: bool = False
    drawn: bool = False
    rating: int = 0
    tags: tuple[str, ...] = ()
    state: State = "open"

    def __post_init__(self) -> None:
        _check_range(self.start, self.end)
        _check_rating(self.rating)
        if self.state == "picked":
            raise ValueError("a shot is picked by a clip, not by itself")


@dataclass(frozen=True, slots=True, kw_only=True)
class Clip:
    """A range of one source, picked for training.

    Attributes:
        crop: The part to keep, in pixels of the upright picture with square pixels; None: all.
        caption: Without the project's trigger, which the export puts in front. Line breaks are for
            whoever writes: the export makes one line of it (`captions.text.tidy`).
        rating: 0 (none) to 5.
        done: A person said that the words are as they shall be.
        judged: Id of the newest machine caption that was taken or turned down; a newer one waits
            (`machine`).
    """

    id: int = 0
    source: int
    start: int
    end: int
    crop: Crop | None = None
    caption: str = ""
    rating: int = 0
    tags: tuple[str, ...] = ()
    state: State = "picked"
    done: bool = False
    judged: int = 0

    def __post_init__(self) -> None:
        _check_range(self.start, self.end)
        _check_rating(self.rating)


@dataclass(frozen=True, slots=True, kw_only=True)
class Still:
    """One frame of a source, picked for training; see `Clip`."""

    id: int = 0
    source: int
    frame: int
    crop: Crop | None = None
    caption: str = ""
    rating: int = 0
    tags: tuple[str, ...] = ()
    state: State = "picked"
    done: bool = False
    judged: int = 0

    def __post_init__(self) -> None:
        _check_range(self.frame, self.frame + 1)
        _check_rating(self.rating)


@dataclass(frozen=True, slots=True, kw_only=True)
class Dataset:
    """One ``[[datasets]]`` entry of the trainer's file, over exported clips or stills.

    Attributes:
        position: Its place in the file, ascending.
        name: Names its cache folder; unique in the project.
        resolution: Width and height; the trainer takes them as an area to spread over its buckets.
        target_frames: Lengths of windows in frames of the clip, each 4n+1.
        frame_stride: Distance of windows in frames; ``slide`` only.
        frame_sample: Windows per clip; ``uniform`` only.
        max_frames: Longest window; ``full`` only.
        bucket_no_upscale: Smaller material keeps its size.
        filter: Which of the clips or stills it reads, in the words of a filter; empty: all.
    """

    id: int = 0
    position: int
    name: str
    kind: Literal["image", "video"]
    resolution: tuple[int, int]
    batch_size: int = 1
    num_repeats: int = 1
    bucket_no_upscale: bool = False
    target_frames: tuple[int, ...] = ()
    frame_extraction: Extraction = "head"
    frame_stride: int = 1
    frame_sample: int = 1
    max_frames: int = 129
    filter: str = ""

    def __post_init__(self) -> None:
        wrong = [frames for frames in self.target_frames if frames < 1 or frames % 4 != 1]
        if wrong:
            raise ValueError(f"window lengths are 4n+1, not {wrong}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Prompt:
    """A picture or film that the trainer makes at the end of an epoch, to look at.

    Attributes:
        position: Its place in the file, ascending.
        text: Without the project's trigger.
        frames: 4n+1.
        flow_shift: The sampler's; None leaves the trainer's own value.
        cfg_scale: Guidance; 1.0 halves the time; None leaves the trainer's own value.
        negative: What shall not be seen; empty leaves the trainer's own.
    """

    id: int = 0
    position: int
    text: str
    width: int
    height: int
    frames: int
    seed: int = 0
    steps: int = 20
    flow_shift: float | None = None
    cfg_scale: float | None = None
    negative: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What holds for a whole project; there is one, its id is 1.

    Attributes:
        name: For people.
        trigger: The words every exported caption begins with; may be empty.
        rate: Frames per second of exported clips.
        crf: x264 quality of exported clips, 0-51, lower is better; unused when ``lossless``.
        still_size: Width and height of exported stills, pixels; None: as large as they are. See
            `media.geometry.plan_still` for those that are smaller.
        names: Names that machine captions may use, such as those of characters.
        architecture: What is trained: a name of `planner.rules.ARCHITECTURES`.
        dataset_file: The dataset file with a person's comments, order and keys that no row of
            `Dataset` has; empty as long as nobody wrote in it.
        setup: What memory and time are estimated for, as JSON; empty: the usual.
        pinned: A plan that the next ones are compared with, as JSON; empty: none.
        training: The recipe of its training, as JSON; empty: none was chosen yet.
    """

    id: int = 1
    name: str
    trigger: str = ""
    rate: Fraction = Fraction(16)
    crf: int = 12
    lossless: bool = False
    still_size: tuple[int, int] | None = None
    names: tuple[str, ...] = ()
    architecture: str = "wan"
    dataset_file: str = ""
    setup: str = ""
    pinned: str = ""
    training: str = ""

    def __post_init__(self) -> None:
        if self.still_size is not None and min(self.still_size) < 1:
            raise ValueError(f"stills cannot be {self.still_size} pixels large")


Row = Settings | Source | Cut | Shot | Clip | Still | Dataset | Prompt


def _check_range(start: int, end: int) -> None:
    if not 0 <= start < end:
        raise ValueError(f"empty or negative range [{start}, {end})")


def _check_rating(rating: int) -> None:
    if not 0 <= rating <= 5:
        raise ValueError(f"a rating is 0-5, not {rating}")
