"""What becomes of one clip or picture in one dataset."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cached_property

from app.core.language import tr
from app.core.planner.buckets import Buckets, Size, resized
from app.core.planner.cache import image_suffix, window_suffix
from app.core.planner.facts import Shape
from app.core.planner.rules import FRAME_STEP, Architecture, Rules
from app.core.planner.schema import DatasetConfig
from app.core.planner.windows import Extraction, Intake, Refused, Run

_TARGETS = "target_frames"


@dataclass(frozen=True)
class Outcome:
    """What the caching step makes of a source of one shape.

    Attributes:
        held: Frames held after decoding and conversion.
        runs: Its windows, in the trainer's order, duplicates included.
        bucket: Width and height they are cached at.
        named: Width and height in the cache file's name.
        group: Width and height training groups them by.
        suffixes: What follows the stem in the name of each window's cache file.
        refused: Why the trainer stops on it; empty where it does not.
        key: The key of the dataset file that is at fault for that; empty where it is the source.
    """

    held: int = 0
    runs: tuple[Run, ...] = ()
    bucket: Size = (0, 0)
    named: Size = (0, 0)
    group: Size = (0, 0)
    suffixes: tuple[str, ...] = ()
    refused: str = ""
    key: str = ""

    @cached_property
    def distinct(self) -> tuple[tuple[str, Run], ...]:
        """Each cache file of a source once: what follows the stem in its name, and its window."""
        return tuple(dict(zip(self.suffixes, self.runs, strict=True)).items())

    @cached_property
    def lines(self) -> tuple[tuple[Run, str, bool], ...]:
        """Each window by start and length, with its suffix and whether another has that too."""
        counts = Counter(self.suffixes)
        pairs = sorted(zip(self.runs, self.suffixes, strict=True))
        return tuple((run, suffix, counts[suffix] > 1) for run, suffix in pairs)


class Windower:
    """Turns shapes into outcomes for one dataset.

    Raises:
        Refused: The trainer stops on this dataset before it opens a file.
    """

    def __init__(self, config: DatasetConfig, architecture: Architecture, rules: Rules) -> None:
        self._config, self._architecture = config, architecture
        if architecture.sections and config.fp_latent_window_size == 0:
            raise Refused(tr("fp_latent_window_size is 0; leave it out"), "fp_latent_window_size")
        flags = config.kind == "image" or rules.video_bucket_flags
        self.caching = Buckets(
            config.resolution,
            enabled=config.enable_bucket or not flags,
            no_upscale=config.bucket_no_upscale and flags,
        )
        self.training = Buckets(
            config.resolution, enabled=config.enable_bucket, no_upscale=config.bucket_no_upscale
        )
        self.extraction = Extraction(
            config.mode,
            config.targets,
            stride=config.frame_stride,
            sample=config.frame_sample,
            most=config.max_frames,
        )
        self._known: dict[Shape, Outcome] = {}
        self._endings: dict[Shape, frozenset[str]] = {}

    @cached_property
    def intake(self) -> Intake:
        """How the trainer reads clips of this dataset."""
        end = max(self._config.targets) if self._config.mode == "head" else None
        return Intake(self._config.source_fps, self._architecture.rate, end)

    def outcome(self, shape: Shape) -> Outcome:
        """Return what becomes of a source of this shape."""
        outcome = self._known.get(shape)
        if outcome is None:
            make = self._window_image if self._config.kind == "image" else self._window_video
            try:
                outcome = make(shape)
            except Refused as refusal:
                outcome = Outcome(refused=str(refusal), key=refusal.key)
            self._known[shape] = outcome
        return outcome

    def endings(self, shape: Shape) -> frozenset[str]:
        """Return what follows the stem in the names of a source's files, sections included."""
        endings = self._endings.get(shape)
        if endings is None:
            outcome = self.outcome(shape)
            endings = frozenset(
                ending
                for suffix, (_, frames) in outcome.distinct
                for ending in self._section_suffixes(suffix, frames)
            )
            self._endings[shape] = endings
        return endings

    def _section_suffixes(self, suffix: str, frames: int) -> list[str]:
        if not self._architecture.sections or self._config.kind == "image":
            return [suffix]
        run, rest = suffix[1:].split("_", 1)
        return [f"_{run}-{number:04d}_{rest}" for number in range(self.sections(frames))]

    def sections(self, frames: int) -> int:
        """Return the files a window of ``frames`` is cached as."""
        if not self._architecture.sections or self._config.kind == "image":
            return 1
        return max(1, (frames - 1) // FRAME_STEP // self._config.fp_latent_window_size)

    def _window_image(self, shape: Shape) -> Outcome:
        if shape.fault:
            raise Refused(shape.fault)
        size = (shape.width, shape.height)
        return Outcome(
            held=1,
            runs=((0, 1),),
            bucket=resized(size, self.caching.of(size)),
            named=size,
            group=self.training.of(size),
            suffixes=(image_suffix(size, self._architecture),),
        )

    def _window_video(self, shape: Shape) -> Outcome:
        held = self.intake.held(shape.frames, fault=shape.fault, ahead=not shape.pictures)
        if held == 0 and self._config.mode == "head" and max(self._config.targets) < 1:
            raise Refused(tr("target_frames rounds down to less than 1; write 1 or more"), _TARGETS)
        if held == 0:
            raise Refused(tr("it gives no frame; remove it"))
        # Each frame is resized while decoding, and the bucket of the result is chosen once more.
        size = (shape.width, shape.height)
        named = resized(size, self.caching.of(size))
        runs = self.extraction.runs(held)
        return Outcome(
            held=held,
            runs=runs,
            bucket=resized(named, self.caching.of(named)),
            named=named,
            group=self.training.of(named),
            suffixes=tuple(window_suffix(run, named, self._architecture) for run in runs),
        )
