"""Which frames the trainer takes from a clip: its counting, integer for integer.

Frames are counted as the trainer counts them: decoded frames, whatever their timestamps. This is
not `media.conform`: with ``source_fps`` the trainer drops frames in a loop of IEEE doubles, whose
rounding is part of the result, and that loop is repeated here step by step.
(From musubi-tuner 0.3.4: ``media_utils.load_video``, ``VideoDataset``.)
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from app.core.language import tr
from app.core.planner.rules import FRAME_STEP

_MOST_WINDOWS = 1_000_000  # of one clip; with more the trainer runs out of memory, and so would we
MODES = ("head", "chunk", "slide", "uniform", "full")

Run = tuple[int, int]  # (start, frames) among the frames held; a negative length is the trainer's


class Refused(Exception):
    """The trainer stops there; ``str(error)`` says why, for people, without a full stop.

    Attributes:
        key: The key of the dataset file that is at fault; empty where it is the file.
    """

    def __init__(self, message: str, key: str = "") -> None:
        super().__init__(message)
        self.key = key


def round_frames(frames: int) -> int:
    """Return the length the trainer makes of ``frames``: rounded down to 4n + 1."""
    return (frames - 1) // FRAME_STEP * FRAME_STEP + 1


def round_targets(targets: tuple[int, ...]) -> tuple[int, ...]:
    """Return ``target_frames`` as the trainer uses them: rounded, each once, ascending."""
    return tuple(sorted({round_frames(frames) for frames in targets}))


class Intake:
    """How many frames of a clip the trainer holds after decoding.

    Args:
        source_fps: The declared rate; None keeps every frame.
        target_fps: The architecture's rate, frames per second.
        end: Only frames before this one, counted after conversion (`head` reads no further);
            None reads the whole file.
    """

    def __init__(self, source_fps: float | None, target_fps: float, end: int | None) -> None:
        self._end = end
        self._step = _step(source_fps, target_fps)
        self._held = [0]  # [n]: frames held once n were decoded
        self._position, self._previous = 0.0, -1
        self._stop: int | None = None  # the decoded frame at which reading ends
        self._broken = ""

    def held(self, decoded: int, *, fault: str = "", ahead: bool = True) -> int:
        """Return the frames held of a clip.

        Args:
            decoded: Frames that decode.
            fault: Why decoding raises after them; empty where it does not.
            ahead: The frame that ends the reading must be decoded too (not so for pictures).

        Raises:
            Refused: The trainer stops on this clip.
        """
        self._run_to(decoded if ahead else decoded + 1)
        stop = self._stop
        if stop is not None and decoded >= stop + ahead:
            return self._held[stop]
        if self._broken and decoded >= len(self._held):
            raise Refused(self._broken, "source_fps")
        if fault:
            raise Refused(fault)
        return self._held[min(decoded, len(self._held) - 1)]

    def least(self, held: int, most: int = 1 << 16) -> int | None:
        """Return the fewest decoded frames of which ``held`` are held; None where none do."""
        count = held
        while count <= most:
            self._run_to(count)
            if len(self._held) <= count:
                return None
            if self._held[count] >= held:
                return count
            count += 1
        return None

    @property
    def keeps_all(self) -> bool:
        """Whether the frames held are the first ones decoded, none dropped between."""
        return self._step is None

    def kept(self, decoded: int) -> list[int]:
        """Return which of ``decoded`` frames are held, ascending."""
        self._run_to(decoded)
        held = self._held
        last = min(decoded, len(held) - 1)
        return [frame for frame in range(last) if held[frame + 1] > held[frame]]

    def _run_to(self, decoded: int) -> None:
        """Repeat the trainer's loop up to ``decoded`` frames or to where it ends."""
        while len(self._held) <= decoded and self._stop is None and not self._broken:
            self._take(len(self._held) - 1)

    def _take(self, frame: int) -> None:
        if self._step is None:
            place, start = frame, frame
        else:
            try:
                place = int(self._position)
            except (ValueError, OverflowError):
                self._broken = tr(
                    "source_fps makes frame numbers infinite; write the rate of the clips"
                )
                return
            self._position += self._step
            start = 0 if self._end is not None else place
        if self._step is not None and place == self._previous:
            self._held.append(self._held[-1])
            return
        self._previous = place
        if self._end is not None and place >= start and place >= self._end:
            self._stop = frame
            return
        self._held.append(self._held[-1] + (place >= start))


def _step(source_fps: float | None, target_fps: float) -> float | None:
    if source_fps is None:
        return None
    if source_fps == 0:
        raise Refused(tr("source_fps is 0; write the rate of the clips"), "source_fps")
    return target_fps / source_fps


@dataclass(frozen=True, slots=True)
class Extraction:
    """How windows are cut from the frames held.

    Attributes:
        mode: ``head``, ``chunk``, ``slide``, ``uniform`` or ``full``; anything else is refused.
        targets: Lengths, rounded to 4n + 1, ascending.
        stride: Step of ``slide``, frames.
        sample: Windows of ``uniform``.
        most: Greatest length of ``full``, frames.
    """

    mode: str
    targets: tuple[int, ...]
    stride: int = 1
    sample: int = 1
    most: int = 129

    def runs(self, held: int) -> tuple[Run, ...]:
        """Return the windows of a clip of ``held`` frames, in the trainer's order.

        Raises:
            Refused: The trainer stops on this clip.
        """
        if self.mode not in MODES:
            raise Refused(
                tr(
                    'frame_extraction "{mode}" does not exist; choose one of {modes}',
                    mode=self.mode,
                    modes=", ".join(MODES),
                ),
                "frame_extraction",
            )
        if self.mode == "full":
            return ((0, round_frames(min(held, self.most))),)
        return tuple(
            (start, length) for length in self.targets for start in self.starts(held, length)
        )

    def starts(self, held: int, length: int) -> tuple[int, ...]:
        """Return where windows of one target length begin, in the trainer's order."""
        if self.mode == "chunk":
            return tuple(start for start in range(0, held, length) if start + length <= held)
        if held < length:
            return ()
        if self.mode == "head":
            return (0,)
        if self.mode == "slide":
            if self.stride == 0:
                raise Refused(tr("frame_stride is 0; write 1 or more"), "frame_stride")
            return tuple(range(0, held - length + 1, self.stride))
        if not 0 <= self.sample <= _MOST_WINDOWS:
            raise Refused(
                tr("frame_sample is {sample:,}; write a few", sample=self.sample), "frame_sample"
            )
        return _spread(held - length, self.sample)


@lru_cache(maxsize=4096)
def _spread(last: int, count: int) -> tuple[int, ...]:
    """Return ``count`` starts spread over 0 … ``last`` with the trainer's own numpy call."""
    import numpy as np  # only here: the window starts without it

    return tuple(int(start) for start in np.linspace(0, last, count, dtype=int))
