"""Keeping what a detector found: the cuts and shots of one source, in one edit."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

from app.core.library.edits import adding, changing, removing, several
from app.core.library.model import Cut, Shot, Source
from app.core.library.project import Project


def keep_detection(
    project: Project,
    source: Source,
    cuts: Sequence[Cut],
    shots: Sequence[Shot],
    *,
    detector: str,
    threshold: float | None = None,
) -> Source:
    """Replace what an earlier detection found in a source; shots drawn by hand stay.

    Args:
        project: Where to keep it.
        source: The film.
        cuts: New cuts, in order.
        shots: New shots, in order.
        detector: What found them.
        threshold: Its threshold; None where it has none.

    Returns:
        The source as it is now.
    """
    old: list[Cut | Shot] = [*project.cuts(source)]
    old += [shot for shot in project.shots(source) if not shot.drawn]
    known = project.source(source.id)
    now = dataclasses.replace(known, detector=detector, threshold=threshold)
    edits = (removing(*old), changing(known, now), adding(*cuts, *shots))
    project.apply(several("Find shots", edits))
    return now
