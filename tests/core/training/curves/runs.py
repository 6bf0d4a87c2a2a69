"""Runs on disk as tests need them: event files of so many steps, files of the supervisor."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from app.core.training.model import Run
from tests.event_files import EventFile, event, record, scalar_record, simple, tracker_folder


def run_folder(runs: Path, run_id: str, **what: object) -> Path:
    """Make a run's folder with its frozen inputs."""
    folder = runs / run_id
    folder.mkdir(parents=True)
    run = Run(id=run_id, name=run_id[4:], **what)  # type: ignore[arg-type]
    (folder / "run.json").write_text(run.to_json(), encoding="utf-8")
    return folder


def trained(
    folder: Path,
    losses: Sequence[float],
    *,
    per_epoch: int = 10,
    began: float = 1_000_000,
    seconds: float = 2,
    rate: float = 1e-4,
) -> EventFile:
    """Write an event file of steps 1, 2, … as the trainer does."""
    file = EventFile(tracker_folder(folder / "logs", f"{began:.0f}"), began=began)
    made = bytearray()
    for step, loss in enumerate(losses, 1):
        wall = began + seconds * step
        both = [simple("loss/current", loss), simple("loss/average", loss)]
        for value in (*both, simple("lr/unet", rate)):
            made += record(event(wall, step, [value]))
        if step % per_epoch == 0:
            mean = sum(losses[step - per_epoch : step]) / per_epoch
            made += scalar_record("loss/epoch", mean, step // per_epoch, wall + 0.5)
    file.append(bytes(made))
    return file


def lines(file: Path, rows: Sequence[object]) -> None:
    """Add lines of JSON to a file."""
    with file.open("a", encoding="utf-8") as end:
        end.writelines(json.dumps(row) + "\n" for row in rows)
