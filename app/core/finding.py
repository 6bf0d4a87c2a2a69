"""The cuts of a film, found and kept in the project: one job, one edit."""

from __future__ import annotations

import dataclasses

from app.core.cache import Cache
from app.core.jobs import Checkpoint, ignore
from app.core.library.detection import keep_detection
from app.core.library.edits import Edit
from app.core.library.model import Cut, Shot, Source
from app.core.library.project import Project
from app.core.shots.detect import DETECTORS, Detector, detect


def find_shots(
    project: Project,
    source: Source,
    *,
    detector: Detector = "exact",
    threshold: float | None = None,
    cache: Cache | None = None,
    checkpoint: Checkpoint = ignore,
) -> Edit:
    """Find the cuts of a film and keep them and the shots between; return what was changed.

    Raises what `detect` raises, and ProjectError where the project cannot be changed.
    """
    found = detect(
        project.path_of(source),
        detector=detector,
        threshold=threshold,
        cache=cache,
        checkpoint=checkpoint,
    )
    cuts = [Cut(source=source.id, **dataclasses.asdict(cut)) for cut in found.cuts]
    shots = [Shot(source=source.id, **dataclasses.asdict(shot)) for shot in found.shots]
    used = DETECTORS[detector].threshold if threshold is None else threshold
    return keep_detection(project, source, cuts, shots, detector=detector, threshold=used)
