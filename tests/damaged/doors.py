"""Every part of the program that reads a file, by the kind of file: see `DOORS`.

A door is called with a `Place`; it returns, or raises an `AppError` of one sentence. All else is a
fault of ours.
"""

from __future__ import annotations

from collections.abc import Mapping

from tests.damaged import doors_media, doors_runs, doors_texts
from tests.damaged.place import Door, Place

__all__ = ["DOORS", "Place"]

DOORS: Mapping[str, tuple[Door, ...]] = {
    "film": doors_media.FILM,
    "still": doors_media.STILL,
    "weights": doors_runs.WEIGHTS,
    "dataset": doors_texts.DATASET,
    "list": doors_texts.LIST,
    "captions": doors_texts.CAPTIONS,
    "project": doors_texts.PROJECT,
    "settings": doors_texts.SETTINGS,
    "run": doors_runs.RUN,
    "log": doors_runs.LOG,
    "cache": doors_media.CACHE,
}
