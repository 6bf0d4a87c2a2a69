"""Progress over several films, each read in runs."""

from __future__ import annotations

from app.core.jobs import Checkpoint, Progress


def share(checkpoint: Checkpoint, done: float, of: float, total: float, what: str) -> Checkpoint:
    """Return a checkpoint for one film's part of the work; its progress never goes back.

    The reader counts anew for every run of clips that touch, so only what it adds is counted.
    """
    reached, last = 0.0, 0.0

    def report(progress: Progress) -> None:
        nonlocal reached, last
        if progress.done >= last:
            reached += progress.done - last
        last = progress.done
        checkpoint(Progress(done + min(of, reached), total, what))

    return report


def step_of(report: Checkpoint) -> Checkpoint:
    """Return a checkpoint that passes on that work goes on, not how far it is."""
    return lambda _: report(Progress(0, 0))
