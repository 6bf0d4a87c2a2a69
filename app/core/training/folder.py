"""Where the runs of a project lie, and how their files are read."""

from __future__ import annotations

import re
import stat
from collections.abc import Iterable
from pathlib import Path

from app.core.training.model import Run, RunState

RUNS = "runs"  # in the project's folder, one folder a run

RUN_FILE = "run.json"
STATE_FILE = "state.json"
RECIPE_FILE = "recipe.toml"
COMMANDS_FILE = "commands.txt"
NOTES_FILE = "notes.json"
PACE_FILE = "pace.jsonl"
GPU_FILE = "gpu.jsonl"
METRICS_FILE = "metrics.jsonl"
CACHING_FILE, VALIDATION_DATASET = "caching.toml", "validation.toml"
WHOLE_FILE = "whole.toml"  # the dataset before anything was held out of it
VALIDATION_FILE = "validation.json"  # what our script around the trainer's measures
HELD_FILE = "held_out.json"
TESTS, FILMS = "tests", "films"  # of a run's checkpoints; in a test's folder
REQUESTS, LOG, EVENTS, OUTPUT, SMOKE = "requests", "log", "logs", "output", "smoke"  # folders

_HUGE = 32 * 1024 * 1024  # bytes of a JSON file that nobody reads
_ID = re.compile(r"(\d{3,})-.*", re.DOTALL)
_DIGITS = 6  # of a number of ours: folders with more are somebody else's
_APART = re.compile(r'[<>:"/\\|?*\x00-\x1f\ud800-\udfff]')  # no folder's name has these
_LONG = 60  # letters of a run's name in its folder's


def run_folders(project: Path) -> list[Path]:
    """Return the folders of a project's runs, the newest number last; none where none are."""
    return sorted(_folders(project), key=lambda folder: (_number(folder.name), folder.name))


def _folders(project: Path) -> Iterable[Path]:
    try:
        found = list((project / RUNS).iterdir())
    except OSError:
        return []
    return [each for each in found if _ID.fullmatch(each.name) and (each / RUN_FILE).is_file()]


def read_run(folder: Path) -> Run | None:
    """Return what a run's folder says of it; None where it is no run, or cannot be read."""
    text = _text(folder / RUN_FILE)
    return Run.read(text) if text else None


def read_state(folder: Path) -> RunState:
    """Return where a run stands, as its supervisor wrote it last; see `RunState.read`."""
    return RunState.read(_text(folder / STATE_FILE))


def next_id(project: Path, name: str) -> str:
    """Return the id of the next run of a project: ``007-name``.

    The number is one more than that of any folder there, whatever is in it.
    """
    try:
        numbers = [_number(each.name) for each in (project / RUNS).iterdir()]
    except OSError:
        numbers = []
    return id_of(max(numbers, default=0) + 1, name)


def id_of(number: int, name: str) -> str:
    """Return the id of a run of a number and a name: ``007-name``."""
    return f"{number:03d}-{short_name(name)}"


def short_name(name: str) -> str:
    """Return a run's name as its folder has it: never of more than one folder, or too long."""
    return _APART.sub("_", name)[:_LONG].strip(" .") or "run"


def is_id(name: str) -> bool:
    """Return whether a folder of that name may be a run."""
    return _ID.fullmatch(name) is not None


def log_file(folder: Path, step: str) -> Path:
    """Return the file a step's output goes to."""
    return folder / LOG / f"{step}.log"


def _number(name: str) -> int:
    found = _ID.fullmatch(name)
    return int(found[1]) if found and len(found[1]) <= _DIGITS else 0


def _text(file: Path) -> str:
    try:
        info = file.stat()
        if info.st_size > _HUGE or not stat.S_ISREG(info.st_mode):  # a pipe never ends
            return ""
        return file.read_text(encoding="utf-8", errors="replace")
    except (OSError, ValueError):  # a name that no file can have
        return ""
