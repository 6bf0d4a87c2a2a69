"""Trainings on this machine that are none of our runs: they are told of, never ended."""

from __future__ import annotations

from app.core import trainers
from app.core.language import tr
from app.core.training.runs.members import MARK


def foreign_words() -> tuple[str, ...]:
    """Return a sentence where another training runs; it looks at every process."""
    import psutil

    for each in trainers.running_trainings():
        try:
            if MARK in psutil.Process(each.pid).environ():
                continue
        except (psutil.Error, OSError):
            continue  # gone, or another person's: nothing can be said of it
        return (
            tr(
                "Another training runs on this machine ({script}, process {pid}), which "
                "Rushes has not started: both get slower, or run out of memory. Stop one "
                "of them.",
                script=each.script,
                pid=each.pid,
            ),
        )
    return ()
