"""Doors that are faults, to see that they are found."""

from __future__ import annotations

import os
import time

from tests.damaged.place import Door, Place


def _dies(place: Place) -> None:
    os.kill(os.getpid(), 11)


def _eats(place: Place) -> None:
    eaten = b"1" * (600 << 20)
    time.sleep(0.3)
    assert eaten


def _waits(place: Place) -> None:
    time.sleep(60)


DOORS: dict[str, tuple[Door, ...]] = {"dies": (_dies,), "eats": (_eats,), "waits": (_waits,)}
