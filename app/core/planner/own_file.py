"""A dataset file that is edited by itself, without a project: its text, its steps, its plan."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from app.core import store
from app.core.cache import Cache
from app.core.errors import DatasetError, WriteError
from app.core.jobs import Checkpoint, ignore
from app.core.language import tr
from app.core.planner.document import parse_document, read_bytes
from app.core.planner.facts import DatasetFacts
from app.core.planner.gather import Reading, gather
from app.core.planner.plan import Plan, Planner
from app.core.planner.rules import DEFAULT, Rules, architecture_named
from app.core.planner.schema import DatasetConfig, configure

_MOST_STEPS = 1_000
_WRITABLE = stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH


@dataclass(frozen=True, slots=True)
class Step:
    """The text as it was before a change, and what the change is called."""

    label: str
    text: str


class OwnFile:
    """The text of a dataset file, with every step that was taken since it was opened.

    Attributes:
        path: The file.
        text: As it is now; lines end with a line feed where all of them end with
            the same on the disk.
        saved: As it is on the disk, as far as is known.
    """

    def __init__(self, path: Path) -> None:
        """Read the file.

        Raises:
            DatasetError: It cannot be read, or is no text.
        """
        self.path = path.absolute()
        self._before: list[Step] = []
        self._after: list[Step] = []
        self.text, self._newline = self._read()
        self.saved = self.text

    @property
    def is_changed(self) -> bool:
        """Whether something was changed that is not saved."""
        return self.text != self.saved

    @property
    def undo_label(self) -> str | None:
        """What would be taken back; None where nothing can be."""
        return self._before[-1].label if self._before else None

    @property
    def redo_label(self) -> str | None:
        """What would be done again; None where nothing can be."""
        return self._after[-1].label if self._after else None

    def change(self, text: str, label: str, *, join: bool = False) -> bool:
        """Make another text of it; return whether it is another.

        With ``join`` it is one step with the last one, where that has the same label.
        """
        if text == self.text:
            return False
        joined = join and not self._after and self.undo_label == label
        if not joined:
            self._before = [*self._before[-_MOST_STEPS + 1 :], Step(label, self.text)]
        self._after = []
        self.text = text
        return True

    def undo(self) -> str | None:
        """Take the last step back; return what it is called."""
        return self._step(self._before, self._after)

    def redo(self) -> str | None:
        """Do again what was taken back; return what it is called."""
        return self._step(self._after, self._before)

    def _step(self, one: list[Step], other: list[Step]) -> str | None:
        if not one:
            return None
        step = one.pop()
        other.append(Step(step.label, self.text))
        self.text = step.text
        return step.label

    def is_other_on_disk(self) -> bool:
        """Return whether another program wrote the file since it was read or saved.

        What is there by now and is no text is its, too.
        """
        try:
            return self._read()[0] != self.saved
        except DatasetError:
            return os.path.exists(self.path)  # noqa: PTH110 - never raises; where gone, it is made

    def save(self) -> None:
        """Write the text to the disk, with the line ends and the rights it had there.

        What a link leads to is written; the link stays.

        Raises:
            WriteError: It cannot be written, or is marked as read-only.
        """
        written = self.text
        text = written.replace("\n", self._newline) if self._newline != "\n" else written
        place = Path(os.path.realpath(self.path))
        mode = _mode_of(place)
        if mode is not None and not mode & _WRITABLE:
            raise WriteError(
                tr(
                    'Cannot write "{path}": it is read-only; allow writing to it and save again.',
                    path=self.path,
                )
            )
        with store.replacing(place) as part:
            part.write_bytes(text.encode("utf-8"))
            if mode is not None:
                part.chmod(mode)
        self.saved = written

    def read_again(self, label: str) -> bool:
        """Take over what is on the disk now, as a step; return whether it is another text.

        Raises:
            DatasetError: It cannot be read.
        """
        text, self._newline = self._read()
        changed = self.change(text, label)
        self.saved = text
        return changed

    def _read(self) -> tuple[str, str]:
        """Return the text on the disk, and with what each of its lines ends there."""
        data = read_bytes(self.path)
        try:
            text = data.decode("utf-8")
        except UnicodeDecodeError as error:
            raise DatasetError(
                tr(
                    '"{file}" is not UTF-8 (byte {byte:,}); save it as UTF-8.',
                    file=self.path.name,
                    byte=error.start,
                )
            ) from error
        ends = text.count("\r\n")
        if not ends or ends != text.count("\n"):  # of several kinds: each stays
            return text, "\n"
        return text.replace("\r\n", "\n"), "\r\n"


def _mode_of(place: Path) -> int | None:
    """Return the rights of a file; None where none is there."""
    try:
        found = place.stat().st_mode
    except OSError:
        return None
    return stat.S_IMODE(found) if stat.S_ISREG(found) else None


class FilePlanner:
    """Plans the text of one dataset file again and again; the disk is read only for what is new.

    Args:
        path: The file; what is relative in it is looked up as `gather` does.
        cache: Keeps frame indexes and verdicts.
        rules: The trainer's version.
    """

    def __init__(self, path: Path, *, cache: Cache | None = None, rules: Rules = DEFAULT) -> None:
        self._path, self._cache, self.rules = path, cache, rules
        self._planners: dict[str, Planner] = {}
        self._known: dict[tuple[int, DatasetConfig], DatasetFacts] = {}

    def look_again(self) -> None:
        """Read the disk anew at the next `plan`."""
        self._known = {}

    def plan(
        self, text: str, architecture: str = "wan", *, checkpoint: Checkpoint = ignore
    ) -> Plan:
        """Return the plan of a text, whatever is in the file.

        Args:
            text: Of a dataset file.
            architecture: A name of `rules.ARCHITECTURES`.
            checkpoint: Called at least once per file that is read.

        Raises:
            DatasetError: The architecture is unknown.
            Stopped: The checkpoint said so.
        """
        planner = self._planners.setdefault(
            architecture, Planner(architecture_named(architecture), self.rules)
        )
        config = configure(parse_document(self._path, text))
        keys = [(n, _reads(entry)) for n, entry in enumerate(config.datasets)]
        known = {key[0]: self._known[key] for key in keys if key in self._known}
        reading = Reading(self._cache, checkpoint)
        facts = gather(config, reading, rules=self.rules, known=known)
        self._known = dict(zip(keys, facts, strict=True))
        return planner.plan(config, facts)


def _reads(entry: DatasetConfig) -> DatasetConfig:
    """Return what of an entry decides on the files that are read for it."""
    usual = DatasetConfig(kind=entry.kind)
    counted = {name: getattr(usual, name) for name in _COUNTED}
    return replace(entry, stated=frozenset(), **counted)


_COUNTED: Iterable[str] = (
    *("resolution", "batch_size", "num_repeats", "enable_bucket", "bucket_no_upscale"),
    *("target_frames", "frame_extraction", "frame_stride", "frame_sample", "max_frames"),
    *("source_fps", "fp_latent_window_size"),
)
