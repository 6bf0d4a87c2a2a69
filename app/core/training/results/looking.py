"""Look into the folders of a run and of those it goes on from: what has been made so far.

Meant to be called again and again while a run is on: what has not changed is not read again.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from app.core.language import tr
from app.core.training.folder import OUTPUT
from app.core.training.results.attempts import Attempt, attempts_of
from app.core.training.results.found import Checkpoint, Results, Sample, SamplePrompt
from app.core.training.results.header import WeightsError, read_header
from app.core.training.results.names import (
    CheckpointName,
    SampleName,
    checkpoint_name,
    sample_name,
    state_name,
)
from app.core.training.results.notes import Note, read_notes
from app.core.training.results.prompts import read_prompts
from app.core.training.results.wholeness import sample_is_whole

SAMPLES = "sample"  # of the trainer's output folder
KEPT = "kept"  # of a run's folder: checkpoints that the trainer shall not delete
_NO_NOTE = Note()


def look(folder: Path) -> Results:
    """Return what a run and those it goes on from have made.

    Files that are still being written are named in `Results.writing` and are no results yet.
    """
    attempts = attempts_of(folder)
    shelf = _Shelf()
    for attempt in attempts:
        shelf.add(attempt)
    return Results(
        checkpoints=tuple(sorted(shelf.checkpoints, key=_order)),
        samples=tuple(sorted(shelf.samples, key=_sample_order)),
        prompts=tuple(shelf.prompts),
        attempts=max(1, len(attempts)),
        writing=tuple(shelf.writing),
    )


def reading_of(path: Path) -> tuple[Mapping[str, str], int]:
    """Return a checkpoint's metadata and how many tensors it has; read once for each state of it.

    Raises:
        WeightsError: It cannot be read, or is not whole.
    """
    try:
        info = path.stat()
    except OSError as error:
        raise WeightsError(tr('"{path}" is gone; look at the list again.', path=path)) from error
    return _reading(path, info.st_size, info.st_mtime_ns)


@lru_cache(maxsize=512)
def _reading(path: Path, _size: int, _changed: int) -> tuple[Mapping[str, str], int]:
    header = read_header(path)
    return header.metadata, len(header.tensors)


class _UnfinishedError(Exception):
    """A sample is not whole; raised, for only what is returned is kept."""


@lru_cache(maxsize=8192)
def _see_whole(path: Path, _size: int, _changed: int) -> None:
    if not sample_is_whole(path):
        raise _UnfinishedError


def _whole(file: _File) -> bool:
    try:
        _see_whole(file.path, file.size, file.changed)
    except _UnfinishedError:
        return False
    return True


@dataclass(frozen=True, slots=True)
class _File:
    path: Path
    size: int
    changed: int  # nanoseconds since 1970


class _Shelf:
    """Collects what the attempts have made."""

    def __init__(self) -> None:
        self.checkpoints: list[Checkpoint] = []
        self.samples: list[Sample] = []
        self.prompts: list[SamplePrompt] = []
        self.writing: list[str] = []

    def add(self, attempt: Attempt) -> None:
        output = attempt.folder / OUTPUT
        files, folders = _listed(output)
        kept = {file.path.name: file for file in _listed(attempt.folder / KEPT)[0]}
        own = {file.path.name: file for file in files}
        notes = read_notes(attempt.folder)
        for name, file in ({**kept, **own}).items():
            meaning = checkpoint_name(name, attempt.run.name)
            if meaning is not None:
                note = notes.get(name, _NO_NOTE)
                found = self._checkpoint(attempt, file, meaning, note)
                if found is not None:
                    state = state_name(name) in folders
                    self.checkpoints.append(replace(found, kept=name in kept, state=state))
        self._add_samples(attempt, output / SAMPLES)

    def _checkpoint(
        self, attempt: Attempt, file: _File, meaning: CheckpointName, note: Note
    ) -> Checkpoint | None:
        try:
            metadata, _ = _reading(file.path, file.size, file.changed)
        except WeightsError:
            self.writing.append(file.path.name)
            return None
        epoch, step = _where(attempt, meaning, metadata)
        return Checkpoint(
            name=file.path.name, path=file.path, folder=attempt.folder, kind=meaning.kind,
            epoch=epoch, step=step, size=file.size, when=file.changed / 1e9,
            star=note.star, note=note.text, attempt=attempt.number,
            network_hash=metadata.get("sshs_model_hash", ""),
        )  # fmt: skip

    def _add_samples(self, attempt: Attempt, folder: Path) -> None:
        own = read_prompts(attempt.folder)
        for prompt in own:
            self._place_of(prompt)
        for file in _listed(folder)[0]:
            meaning = sample_name(file.path.name)
            if meaning is None:
                continue
            if not _whole(file):
                self.writing.append(file.path.name)
                continue
            prompt = own[meaning.prompt] if meaning.prompt < len(own) else _unknown(meaning.prompt)
            epoch, step = _sample_place(attempt, meaning)
            self.samples.append(
                Sample(
                    path=file.path,
                    prompt=self._place_of(prompt),
                    epoch=epoch,
                    step=step,
                    seed=meaning.seed,
                    by="epoch" if meaning.step is None else "step",
                    when=meaning.when,
                    attempt=attempt.number,
                    size=file.size,
                    changed=file.changed,
                )
            )

    def _place_of(self, prompt: SamplePrompt) -> int:
        if prompt not in self.prompts:
            self.prompts.append(prompt)
        return self.prompts.index(prompt)


def _where(
    attempt: Attempt, meaning: CheckpointName, metadata: Mapping[str, str]
) -> tuple[int | None, int | None]:
    """Return after which epoch and step a checkpoint was written, all attempts counted."""
    run = attempt.run
    each = run.steps_per_epoch
    step, epoch = _number(metadata, "ss_steps"), _number(metadata, "ss_epoch")
    if meaning.kind == "epoch" and meaning.number is not None:
        epoch = meaning.number
        step = step if step is not None else epoch * each or None
    elif meaning.kind == "step" and meaning.number is not None:
        step = meaning.number
        epoch = step // each if each else epoch
    elif meaning.kind == "final":
        epoch = epoch if epoch is not None else run.epochs or None
        step = step if step is not None else run.total_steps or None
    return _plus(epoch, run.epochs_before), _plus(step, run.steps_before)


def _sample_place(attempt: Attempt, meaning: SampleName) -> tuple[int | None, int | None]:
    run = attempt.run
    each, epoch, step = run.steps_per_epoch, meaning.epoch, meaning.step
    if step is None and epoch is not None:
        step = epoch * each if each or not epoch else None
    elif epoch is None and step is not None and each:
        epoch = step // each
    return _plus(epoch, run.epochs_before), _plus(step, run.steps_before)


def _plus(number: int | None, before: int) -> int | None:
    return None if number is None else number + before


def _number(metadata: Mapping[str, str], key: str) -> int | None:
    text = metadata.get(key, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else None


def _listed(folder: Path) -> tuple[list[_File], set[str]]:
    """Return the files of a folder, and the names of the folders in it."""
    files: list[_File] = []
    folders: set[str] = set()
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                if entry.is_dir():
                    folders.add(entry.name)
                    continue
                with contextlib.suppress(OSError):  # it went meanwhile
                    info = entry.stat()
                    files.append(_File(folder / entry.name, info.st_size, info.st_mtime_ns))
    except OSError:
        return files, folders  # not there yet, or going away while it is looked at
    return files, folders


def _unknown(number: int) -> SamplePrompt:
    return SamplePrompt("", tr("prompt {number}", number=number + 1))


_KINDS = {"epoch": 0, "step": 1, "final": 2, "average": 3}


def _order(each: Checkpoint) -> tuple[float, int, int, str]:
    late = float("inf")
    place = late if each.kind == "average" or each.step is None else float(each.step)
    return (place, each.attempt, _KINDS[each.kind], each.name)


def _sample_order(each: Sample) -> tuple[float, int, float]:
    place = each.step if each.step is not None else each.epoch
    return (-1.0 if place is None else float(place), each.attempt, each.when)


def stepped(checkpoints: Iterable[Checkpoint]) -> list[Checkpoint]:
    """Return those of which the step is known and that the training itself wrote, in order."""
    return [each for each in checkpoints if each.step is not None and each.kind != "average"]
