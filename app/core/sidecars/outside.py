"""Exported captions that another program changed or removed.

The folder is looked at again and again: `Watched.look` costs one listing of it while nothing has
changed. A file counts once two looks found it the same, so that none is read while it is written.
What this program writes stands in the manifest, announced before it is written, and is no change.
"""

from __future__ import annotations

import difflib
import itertools
import os
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeAlias

from app.core.cache import file_key
from app.core.captions.sidecar import SUFFIX, read_sidecar
from app.core.captions.text import with_trigger, without_trigger
from app.core.errors import ProjectError, SourceError
from app.core.export.manifest import FILE, Entry, Manifest
from app.core.export.wanted import CLIPS, STILLS
from app.core.jobs import Checkpoint, Progress, ignore
from app.core.language import sentences, tr
from app.core.library.captioned import Key
from app.core.library.model import Clip, Still

What: TypeAlias = Literal["edited", "form", "unreadable", "gone"]
"""Other words; the same words in a form that harms training, or without the trigger; no text any
more; no file any more."""

_Stat: TypeAlias = tuple[int, int]  # size in bytes, mtime in ns
_KINDS: dict[str, Literal["clip", "still"]] = {CLIPS: "clip", STILLS: "still"}
_NEVER: _Stat = (-1, -1)
_UNKNOWN = "?"  # the hash of what cannot be read
_TRIES = 3
_STEP = 200  # files between two looks at the checkpoint


@dataclass(frozen=True, slots=True)
class Touched:
    """An exported caption file that is not as it was written.

    Attributes:
        name: Below the dataset folder, with forward slashes.
        path: Where it is.
        key: The clip or still it is of.
        text: What it says, in normal form; empty where it is gone or no text.
        trouble: A sentence on its form; why it cannot be read where ``readable`` is false.
        quick_hash: Tells its content; empty where it is gone.
        left: Whether a person said that it shall stay as it is.
        encoding: What it was read in; one of `foreign.ENCODINGS`.
    """

    name: str
    path: Path
    key: Key
    text: str = ""
    trouble: str = ""
    readable: bool = True
    quick_hash: str = ""
    left: bool = False
    encoding: str = "utf-8"

    @property
    def gone(self) -> bool:
        """Whether there is no file any more."""
        return not self.quick_hash


@dataclass(frozen=True, slots=True)
class Look:
    """What a look found.

    Attributes:
        touched: By name, those of clips before those of stills.
        unsettled: Whether some file has just changed: look again soon.
        trigger: The words that exported captions began with.
    """

    touched: tuple[Touched, ...] = ()
    unsettled: bool = False
    trigger: str = ""


@dataclass(frozen=True, slots=True)
class Outside:
    """A caption that differs from its file.

    Attributes:
        touched: The file.
        row: The clip or still as it is in the project.
        what: In what they differ.
        theirs: What the file says, without the trigger; the row's caption where it says no words of
            its own.
    """

    touched: Touched
    row: Clip | Still
    what: What
    theirs: str

    @property
    def ours(self) -> str:
        """What the project says."""
        return self.row.caption

    @property
    def asks(self) -> bool:
        """Whether a person has to decide; else the next export writes the file again."""
        return self.what in ("edited", "unreadable")


class Watched:
    """The caption files of one dataset folder; for one thread at a time."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._manifest: Manifest | None = None
        self._manifest_stat: _Stat | None = None
        self._ours: list[tuple[str, Entry]] = []
        self._odd: dict[str, _Stat | None] = {}  # files that were not as written at the last look
        self._refused: Counter[str] = Counter()
        self._known: dict[str, tuple[_Stat | None, Entry, Touched | None]] = {}  # what was read

    def look(self, *, checkpoint: Checkpoint = ignore) -> Look:
        """Return what is not as it was exported.

        A folder that cannot be listed (a drive that went) says nothing, and neither does one whose
        manifest is missing or damaged.

        Raises:
            Stopped: The checkpoint said so.
        """
        there = {sub: _listed(self._folder / sub) for sub in _KINDS}
        manifest = self._current_manifest()
        if manifest is None:
            return Look()
        odd: dict[str, _Stat | None] = {}
        entries: dict[str, Entry] = {}
        for name, entry in self._ours:
            files = there[name.partition("/")[0]]
            if files is None:
                continue
            stat = files.get(name.partition("/")[2])
            if stat != (entry.size, entry.mtime_ns):
                stat = _stat(self._folder / name)  # what Windows lists may be some seconds old
            if stat != (entry.size, entry.mtime_ns):
                odd[name], entries[name] = stat, entry
        found: list[Touched] = []
        unsettled = False
        self._known = {name: known for name, known in self._known.items() if name in odd}
        for place, (name, stat) in enumerate(odd.items()):
            if not place % _STEP:
                checkpoint(Progress(place, len(odd), name))
            settled = name in self._odd and self._odd[name] == stat
            if not settled or not self._read(name, stat, entries[name]):
                unsettled = True
            elif (touched := self._known[name][2]) is not None:
                found.append(touched)
        self._odd = odd
        return Look(tuple(found), unsettled, manifest.trigger)

    def _current_manifest(self) -> Manifest | None:
        """Return the manifest, read again where it was written meanwhile."""
        stat = _stat(self._folder / FILE)
        if stat is None:
            self._manifest = None
        elif stat != self._manifest_stat or self._manifest is None:
            try:
                self._manifest = Manifest.load(self._folder)
            except ProjectError:
                self._manifest = None
            entries = self._manifest.entries if self._manifest else {}
            self._ours = [
                (name, entry)
                for name, entry in entries.items()
                if entry.row
                and name.endswith(SUFFIX)
                and not entry.announced
                and name.partition("/")[0] in _KINDS
            ]
            self._known.clear()
        self._manifest_stat = stat
        return self._manifest

    def _read(self, name: str, stat: _Stat | None, entry: Entry) -> bool:
        """See that what a file holds is known; return False where it changes this very moment."""
        known = self._known.get(name)
        if known is not None and known[:2] == (stat, entry):
            return True
        path = self._folder / name
        try:
            touched = self._touched(name, path, stat, entry)
        except SourceError as error:
            self._refused[name] += 1
            if self._refused[name] < _TRIES:  # most likely the program that writes it holds it
                return False
            key = _KINDS[name.partition("/")[0]], entry.row
            touched = Touched(name, path, key, "", _short(error, path), False, _UNKNOWN)
            self._known[name] = (_NEVER, entry, touched)
            return True
        self._refused.pop(name, None)
        if _stat(path) != stat:
            return False
        self._known[name] = (stat, entry, touched)
        return True

    def _touched(self, name: str, path: Path, stat: _Stat | None, entry: Entry) -> Touched | None:
        """Return what a file holds; None where it is what was written, after all."""
        assert self._manifest is not None, "entries are of it"
        key = _KINDS[name.partition("/")[0]], entry.row
        if stat is None:
            return Touched(name, path, key)
        quick_hash = file_key(path).quick_hash
        if quick_hash == entry.quick_hash:
            return None
        left = self._manifest.left.get(name) == quick_hash
        try:
            said = read_sidecar(path)
        except SourceError as error:
            return Touched(name, path, key, "", _short(error, path), False, quick_hash, left)
        facts = quick_hash, left, said.encoding
        return Touched(name, path, key, said.text, said.warning, True, *facts)


def outside(
    look: Look, row_of: Callable[[Key], Clip | Still | None], trigger: str
) -> list[Outside]:
    """Return what differs from the project's captions; pure.

    A file that says what the project would write differs in nothing, whatever its line ends are.

    Args:
        look: What was found in the folder.
        row_of: The clip or still of a key; None where it is not there any more.
        trigger: The project's.
    """
    found = []
    for touched in look.touched:
        row = row_of(touched.key)
        if row is None or row.state != "picked":
            continue  # the export does not want the file
        bare = bare_of(touched.text, trigger, look.trigger)
        what = _what(touched, bare, row.caption, trigger)
        if what is not None:
            theirs = in_lines_of(bare, row.caption) if what == "edited" else row.caption
            found.append(Outside(touched, row, what, theirs))
    return found


def _what(touched: Touched, bare: str, caption: str, trigger: str) -> What | None:
    if touched.gone:
        return "gone"
    if not touched.readable:
        return "unreadable"
    wanted = with_trigger(caption, trigger)
    if with_trigger(bare, trigger) != wanted:
        return "edited"
    return "form" if touched.trouble or touched.text != wanted else None


def bare_of(text: str, trigger: str, exported: str) -> str:
    """Return what a file says without the trigger it begins with.

    Args:
        text: What it says.
        trigger: The project's.
        exported: The one that captions were exported with last.
    """
    bare = without_trigger(text, trigger)
    return without_trigger(bare, exported) if bare == text else bare


def in_lines_of(text: str, lines: str) -> str:
    """Return one line with the line breaks of a caption it was made of, where words still agree."""
    if "\n" not in lines:
        return text
    before, after = lines.split(), text.split()
    ends = set(itertools.accumulate(len(line.split()) for line in lines.split("\n")[:-1]))
    matcher = difflib.SequenceMatcher(None, before, after, autojunk=False)
    breaks = {
        there + end - here
        for here, there, size in matcher.get_matching_blocks()
        for end in ends
        if here < end <= here + size
    }
    made = (word + ("\n" if place in breaks else " ") for place, word in enumerate(after, 1))
    return "".join(made).strip()


def said(items: Sequence[Outside]) -> str:
    """Return the sentence that tells of changes outside; empty without any that is news."""
    news = [item for item in items if not item.touched.left]
    edited = sum(item.asks for item in news)
    gone = sum(item.what == "gone" for item in news)
    form = sum(item.what == "form" for item in news)
    parts = []
    if edited == 1:
        parts.append(tr("1 caption was changed outside."))
    elif edited:
        parts.append(tr("{number:,} captions were changed outside.", number=edited))
    if gone:
        parts.append(_gone(gone))
    if form:
        parts.append(_formed(form))
    return sentences(parts)


def _gone(number: int) -> str:
    if number == 1:
        return tr("1 caption file was removed outside: the next export writes it again.")
    return tr(
        "{number:,} caption files were removed outside: the next export writes them again.",
        number=number,
    )


def _formed(number: int) -> str:
    if number == 1:
        return tr(
            "1 caption file was saved outside in a form that harms training or without the "
            "trigger: the next export writes it anew."
        )
    return tr(
        "{number:,} caption files were saved outside in a form that harms training or without the "
        "trigger: the next export writes them anew.",
        number=number,
    )


def _short(error: SourceError, path: Path) -> str:
    """Return the sentence of an error with the file's name for its path."""
    return str(error).replace(str(path), path.name)


def _listed(folder: Path) -> dict[str, _Stat] | None:
    """Return size and time of the caption files of a folder; None where it cannot be listed."""
    found: dict[str, _Stat] = {}
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                if entry.name.endswith(SUFFIX):
                    stat = _stat(entry)
                    if stat is not None:
                        found[entry.name] = stat
    except FileNotFoundError:
        return {}
    except OSError:
        return None
    return found


def _stat(path: Path | os.DirEntry[str]) -> _Stat | None:
    try:
        stat = path.stat()
    except OSError:
        return None
    return stat.st_size, stat.st_mtime_ns
