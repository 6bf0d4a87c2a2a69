"""The system's bin: files go there, and come back where the system says where they are."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote

from app.core.amounts import counted, disk_size
from app.core.errors import AppError, cannot
from app.core.language import sentences, tr
from app.core.training.results.found import Checkpoint


class BinError(AppError):
    """A file cannot be put in the bin, or taken out of it."""


@dataclass(frozen=True, slots=True)
class Binned:
    """A file that went to the bin.

    Attributes:
        path: Where it was.
        place: Where it is now; None: the system does not say.
        note: The bin's own file about it, which goes when it comes back; None likewise.
    """

    path: Path
    place: Path | None = None
    note: Path | None = None


def can_take_back() -> bool:
    """Return whether what goes to the bin can be taken out again by us.

    Windows and macOS show their bin to a person; only the freedesktop one tells a program where
    a file lies in it.
    """
    return sys.platform not in ("win32", "darwin", "cygwin")


def question(checkpoints: Sequence[Checkpoint], *, back: bool) -> str:
    """Return what to ask before checkpoints go to the bin; empty: nothing, for they come back.

    The final one and those with a star are always asked about.

    Args:
        checkpoints: At least one.
        back: Whether they can be taken back afterwards.
    """
    starred = [each for each in checkpoints if each.star]
    final = [each for each in checkpoints if each.kind == "final"]
    if back and not starred and not final:
        return ""
    said = []
    if final:
        said.append(tr("The final checkpoint is among them.") if len(checkpoints) > 1 else
                    tr("It is the final checkpoint."))  # fmt: skip
    if len(starred) == 1:
        said.append(tr("1 of them has a star.") if len(checkpoints) > 1 else tr("It has a star."))
    elif starred:
        said.append(tr("{number} of them have a star.", number=len(starred)))
    room = disk_size(sum(each.size for each in checkpoints))
    amount = counted(len(checkpoints), "checkpoint")
    said.append(tr("{amount}, {room}, will go to the system's bin.", amount=amount, room=room))
    said.append(
        tr("Undo brings them back.")
        if back
        else tr("From there you can put them back in its own window.")
    )
    if any(each.state for each in checkpoints):
        said.append(tr("States to resume from stay."))
    return sentences(said)


def put_in_bin(paths: Iterable[Path]) -> list[Binned]:
    """Put files in the system's bin; return where they are there.

    Files that are gone already are passed over.

    Raises:
        BinError: The system refused one; those before it are in the bin.
    """
    from send2trash import send2trash

    found: list[Binned] = []
    for path in paths:
        if not os.path.lexists(path):
            continue
        try:
            send2trash(str(path))
        except (OSError, ValueError) as error:
            why = (
                cannot("put in the bin", path, error) if isinstance(error, OSError) else str(error)
            )
            raise BinError(why, detail=str(error)) from error
        found.append(_place_of(path) if can_take_back() else Binned(path))
    return found


def take_back(binned: Iterable[Binned]) -> list[Path]:
    """Put files back where they were; return those that are back.

    Raises:
        BinError: One is no longer in the bin, or something else stands in its place.
    """
    back: list[Path] = []
    for each in binned:
        if each.place is None or not os.path.lexists(each.place):
            raise BinError(
                tr('"{name}" is no longer in the bin; it cannot come back.', name=each.path.name)
            )
        if os.path.lexists(each.path):
            raise BinError(
                tr('"{path}" is there again; what is in the bin stays there.', path=each.path)
            )
        try:
            each.path.parent.mkdir(parents=True, exist_ok=True)
            each.place.replace(each.path)
        except OSError as error:
            raise BinError(cannot("put back", each.path, error), detail=str(error)) from error
        if each.note is not None:
            each.note.unlink(missing_ok=True)
        back.append(each.path)
    return back


def _place_of(path: Path) -> Binned:
    """Find in the freedesktop bins the newest file that came from a path."""
    found: list[tuple[float, Path, Path]] = []
    for trash in _bins(path):
        for note in _notes(trash):
            if _origin(note, trash) == str(path):
                place = trash / "files" / note.name.removesuffix(".trashinfo")
                found.append((note.stat().st_mtime, place, note))
    if not found:
        return Binned(path)
    _, place, note = max(found)
    return Binned(path, place, note)


def _bins(path: Path) -> list[Path]:
    """Return the bins a file may be in: that of the home, and those of the drives above it."""
    data = os.environ.get("XDG_DATA_HOME") or str(Path.home() / ".local" / "share")
    own = [Path(data) / "Trash"]
    user = os.getuid() if hasattr(os, "getuid") else 0
    for folder in path.absolute().parents:
        if folder.is_mount():
            own += [folder / ".Trash" / str(user), folder / f".Trash-{user}"]
    return own


def _notes(trash: Path) -> list[Path]:
    try:
        return list((trash / "info").glob("*.trashinfo"))
    except OSError:
        return []


def _origin(note: Path, trash: Path) -> str:
    """Return where a file in the bin came from; empty where its note does not say."""
    try:
        lines = note.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return ""
    text = next((line[5:] for line in lines if line.startswith("Path=")), "")
    origin = Path(unquote(text))
    if text and not origin.is_absolute():
        top = trash.parent if trash.name.startswith(".Trash-") else trash.parent.parent
        origin = top / origin
    return str(origin) if text else ""
