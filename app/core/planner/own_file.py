"""A dataset file that is edited by itself, without a project: its text, its steps, its plan."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from app.core import store
from app.core.cache import Cache
from app.core.errors import DatasetError, cannot
from app.core.jobs import Checkpoint, ignore
from app.core.planner.document import parse_document
from app.core.planner.facts import DatasetFacts
from app.core.planner.gather import Reading, gather
from app.core.planner.places import is_pipe
from app.core.planner.plan import Plan, Planner
from app.core.planner.rules import DEFAULT, Rules, architecture_named
from app.core.planner.schema import Config, DatasetConfig, configure

_CACHE_WORDS = re.compile(r"^(latents?|caches?)([ _-]+|$)|[ _-]+(latents?|caches?)$", re.IGNORECASE)
_MOST_STEPS = 1_000
_MOST_BYTES = 4 << 20  # of a file that people write


@dataclass(frozen=True, slots=True)
class Step:
    """The text as it was before a change, and what the change is called."""

    label: str
    text: str


class OwnFile:
    """The text of a dataset file, with every step that was taken since it was opened.

    Attributes:
        path: The file.
        text: As it is now; lines end with a line feed whatever they end with on the disk.
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
        self._newline = "\n"
        self.text = self.saved = ""
        self.text = self.saved = self._read()

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
        """Return whether another program wrote the file since it was read or saved."""
        try:
            return self._read() != self.saved
        except DatasetError:
            return False  # it is gone, or cannot be read: saving says so

    def save(self) -> None:
        """Write the text to the disk, with the line ends it had there.

        Raises:
            WriteError: It cannot be written.
        """
        text = self.text.replace("\n", self._newline) if self._newline != "\n" else self.text
        store.write_bytes(self.path, text.encode("utf-8"))
        self.saved = self.text

    def read_again(self, label: str) -> bool:
        """Take over what is on the disk now, as a step; return whether it is another text.

        Raises:
            DatasetError: It cannot be read.
        """
        text = self._read()
        changed = self.change(text, label)
        self.saved = text
        return changed

    def _read(self) -> str:
        if is_pipe(self.path):
            raise DatasetError(f'Cannot read "{self.path}": it is a pipe or device; give a file.')
        try:
            with self.path.open("rb") as file:
                data = file.read(_MOST_BYTES + 1)
        except OSError as error:
            raise DatasetError(cannot("read", self.path, error), detail=str(error)) from error
        if len(data) > _MOST_BYTES:
            raise DatasetError(f'"{self.path.name}" is too large to be a dataset file.')
        try:
            text = data.decode("utf-8")
        except UnicodeDecodeError as error:
            raise DatasetError(
                f'"{self.path.name}" is not UTF-8 (byte {error.start:,}); save it as UTF-8.'
            ) from error
        self._newline = "\r\n" if "\r\n" in text else "\n"
        return text.replace("\r\n", "\n")


def names_of(config: Config) -> tuple[str, ...]:
    """Return what to call the datasets of a file: after their cache folder or their files."""
    names: list[str] = []
    for n, entry in enumerate(config.datasets):
        places = (entry.cache_directory, entry.directory, (entry.jsonl or "").rpartition(".")[0])
        known = (PurePosixPath((place or "").replace("\\", "/")).name for place in places)
        told = (_CACHE_WORDS.sub("", name) for name in known)
        wanted = next((name for name in told if name), f"Dataset {n}")
        names.append(_free(wanted, names))
    return tuple(names)


def _free(name: str, taken: Sequence[str]) -> str:
    if name not in taken:
        return name
    return next(f"{name} {n}" for n in range(2, len(taken) + 3) if f"{name} {n}" not in taken)


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
