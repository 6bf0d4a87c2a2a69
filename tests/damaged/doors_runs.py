"""What reads folders of runs, logs of the trainer and files of models."""

from __future__ import annotations

import contextlib
from pathlib import Path

from app.core.cache import Cache
from app.core.errors import AppError
from app.core.planner.caches.printed import read_log
from app.core.training.after.looking import folders_of_tests, look_at_test
from app.core.training.curves.events import EventFolder
from app.core.training.curves.run_curves import RunCurves
from app.core.training.folder import read_run, read_state, run_folders
from app.core.training.holding.record import read_record
from app.core.training.progress.log_file import read_log_file
from app.core.training.recipe import presets
from app.core.training.recipe.training_recipe import recipe_of
from app.core.training.results.averaging import trouble_with
from app.core.training.results.hashes import auto_v2
from app.core.training.results.header import is_whole, read_header
from app.core.training.results.looking import look
from app.core.training.results.metadata import facts_of
from app.core.training.results.notes import Note, note_down, note_run, read_notes, read_run_note
from app.core.training.results.prompts import read_prompts
from app.core.training.results.weights import measure
from app.core.training.resuming.chain import chain_of, chains
from app.core.training.resuming.dataset_changes import dataset_changes
from app.core.training.resuming.offering import offer_of
from app.core.training.resuming.points import (
    no_state_words,
    resumable,
    steps_of_an_epoch,
    weights_to_begin_from,
)
from app.core.training.runs.life import has_begun, state_of
from app.core.training.runs.listing import list_runs
from app.core.training.runs.requests import stop_request
from app.core.training.trainer.fitting import doubts, fits
from app.core.training.trainer.model_files import look_at_model
from app.core.training.watching.gpu_tail import last_of_gpu
from app.core.training.watching.history import differences, history, settings_of
from app.core.training.watching.log_index import LogIndex
from app.core.training.watching.log_tail import LogTail
from app.core.training.watching.log_words import brief
from app.core.training.watching.looking import Looker
from app.core.training.watching.watch import RunWatch
from tests.damaged.place import Door, Place

_NOW = 2e9  # Unix seconds


# ------------------------------------------------------------------------------------ weights


def _look_at_model(place: Place) -> None:
    found = look_at_model(place.file)
    for role in ("dit", "vae", "t5"):
        fits(role, "t2v-1.3B", found)
    doubts("dit", "t2v-1.3B", found)


def _is_pickle(place: Place) -> bool:
    return place.file.suffix in (".pth", ".pt")


def _header(place: Place) -> None:
    if _is_pickle(place):
        return  # checkpoints are none
    is_whole(place.file)
    with contextlib.suppress(AppError):
        facts_of(place.file)
    read_header(place.file)


def _measure(place: Place) -> None:
    if not _is_pickle(place):
        measure(place.file, Cache())


def _hash(place: Place) -> None:
    auto_v2(place.file, Cache())


WEIGHTS: tuple[Door, ...] = (_look_at_model, _header, _measure, _hash)


# ---------------------------------------------------------------------------------------- run


def _folders(place: Place) -> list[Path]:
    """Return the folders of runs, also those that are none any more."""
    return sorted(each for each in (place.folder / "runs").iterdir() if each.is_dir())


def _watch(place: Place) -> None:
    for folder in _folders(place):
        watch = RunWatch(folder)
        for _ in range(2):
            watch.poll()
        RunWatch(folder, clock=lambda: _NOW).poll()
    looker = Looker(place.folder)
    for folder in run_folders(place.folder):
        looker.look(folder)


def _list(place: Place) -> None:
    list_runs(place.folder)
    history(place.folder, _NOW)
    chains(place.folder)
    runs = [run for run in map(read_run, _folders(place)) if run is not None]
    differences(runs)
    for run in runs:
        settings_of(run)
        run.to_json()


def _read(place: Place) -> None:
    for folder in _folders(place):
        read_state(folder).to_json()
        state_of(folder)
        has_begun(folder)
        stop_request(folder)
        read_record(folder)
        read_prompts(folder)
        look(folder)
        chain_of(folder)
        last_of_gpu(folder / "gpu.jsonl")
        for test in folders_of_tests(folder):
            look_at_test(test)


def _curves(place: Place) -> None:
    for folder in _folders(place):
        curves = RunCurves.of(folder)
        curves.poll()
        curves.poll()
        EventFolder(folder / "logs").poll()


def _go_on(place: Place) -> None:
    for folder in _folders(place):
        points = resumable(folder)
        no_state_words(folder, points)
        weights_to_begin_from(folder)
        offer_of(folder, state_of(folder))
        run = read_run(folder)
        if run is not None:
            steps_of_an_epoch(folder, run)
            recipe_of(run.setup)
            dataset_changes(place.folder, folder, run)


def _notes(place: Place) -> None:
    for folder in _folders(place):
        for name in read_notes(folder):
            assert isinstance(name, str)
        read_run_note(folder)
        note_down(folder, "a.safetensors", Note(True, "good"))
        note_run(folder, Note(False, "bad"))


def _checkpoints(place: Place) -> None:
    for folder in _folders(place):
        found = look(folder).checkpoints
        trouble_with(found)
        for each in found:
            with contextlib.suppress(AppError):
                facts_of(each.path)
            with contextlib.suppress(AppError):
                measure(each.path, Cache())


def _recipe(place: Place) -> None:
    presets.own()
    for folder in _folders(place):
        with contextlib.suppress(OSError, UnicodeDecodeError):
            recipe_of((folder / "recipe.toml").read_text(encoding="utf-8"))


def _run_logs(place: Place) -> None:
    for folder in _folders(place):
        for log in sorted((folder / "log").glob("*")):
            _log(log)


def _log(path: Path) -> None:
    tail = LogTail()
    for _ in range(2):
        for line in tail.read(path).lines:
            brief(line)
    index = LogIndex(path)
    lines = index.update()
    lines.read(lines.rows(0)[-50:])
    lines.find("loss")
    with contextlib.suppress(OSError):
        read_log_file(path)


RUN: tuple[Door, ...] = (
    *(_watch, _list, _read, _curves, _go_on, _notes, _checkpoints, _recipe, _run_logs, _watch),
)


# ---------------------------------------------------------------------------------------- log


def _whole_log(place: Place) -> None:
    _log(place.file)
    with contextlib.suppress(OSError):
        if place.file.is_file():
            read_log(place.file.read_text(encoding="utf-8", errors="replace"))


LOG: tuple[Door, ...] = (_whole_log,)
