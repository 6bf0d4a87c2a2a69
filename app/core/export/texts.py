"""Text files of an export: captions, the dataset file, the sample prompts.

A text that was edited outside is never overwritten unasked. One that says the same words in another
form (with a byte order mark, in another encoding, in several lines, without the trigger) was not
edited: it is written again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from app.core import paths, store
from app.core.captions.sidecar import encoded, read_sidecar
from app.core.captions.text import with_trigger
from app.core.errors import SourceError
from app.core.export.manifest import Manifest, State
from app.core.export.report import Edited
from app.core.export.wanted import text_key
from app.core.jobs import Checkpoint, Progress


def bring_texts(
    manifest: Manifest,
    texts: Mapping[str, str],
    rows: Mapping[str, int],
    *,
    replace_edited: bool,
    checkpoint: Checkpoint,
) -> list[Edited]:
    """Write the texts that are not there as wanted; return those that were edited outside.

    Args:
        manifest: Of the folder; it is saved before the first is written.
        texts: By name below the folder.
        rows: Ids of the clips and stills whose captions they are, by name.
        replace_edited: As for `sort_texts`.
        checkpoint: Called for each that is written.

    Raises:
        WriteError: One cannot be written.
    """
    write, edited = sort_texts(manifest, texts, replace_edited=replace_edited)
    for name in write:
        manifest.announce(name, text_key(texts[name]), rows.get(name, 0))
    manifest.save()
    write_texts(manifest, texts, write, checkpoint)
    return edited


def sort_texts(
    manifest: Manifest, texts: Mapping[str, str], *, replace_edited: bool
) -> tuple[list[str], list[Edited]]:
    """Say which of the wanted texts must be written, and which were edited outside.

    Args:
        manifest: What was written before; a file that was edited to be as wanted is taken over.
        texts: Wanted texts by name below the dataset folder.
        replace_edited: Write over what was edited; never over what was not ours.
    """
    write: list[str] = []
    edited: list[Edited] = []
    for name, text in texts.items():
        state = manifest.state(name)
        entry = manifest.entries.get(name)
        if state is State.OURS:
            assert entry is not None, "ours by its entry"
            if entry.announced or entry.key != text_key(text):
                write.append(name)
        elif state is State.ABSENT or (state is State.EDITED and replace_edited):
            write.append(name)
        elif _reads(manifest.folder / name, text):
            manifest.announce(name, text_key(text), entry.row if entry else 0)
            manifest.confirm(name)
        elif state is State.EDITED and _says(manifest.folder / name, text, manifest.trigger):
            write.append(name)
        else:
            edited.append(_edited(manifest.folder / name, text))
    return write, edited


def write_texts(
    manifest: Manifest, texts: Mapping[str, str], names: Iterable[str], checkpoint: Checkpoint
) -> None:
    """Write texts that were announced.

    Raises:
        WriteError: One cannot be written.
    """
    names = list(names)
    for done, name in enumerate(names):
        checkpoint(Progress(done, len(names), name))
        store.write_bytes(manifest.folder / name, encoded(texts[name]))
        manifest.confirm(name)


def _reads(path: Path, text: str) -> bool:
    """Return whether a file holds a text, but for the end of its last line."""
    wanted = encoded(text).rstrip(b"\n")
    try:
        if path.stat().st_size > len(wanted) + 2:
            return False
        return paths.bytes_of(path).rstrip(b"\r\n") == wanted
    except OSError:
        return False


def _says(path: Path, caption: str, trigger: str) -> bool:
    """Return whether a file says the words of a caption, in whatever form, but for the trigger."""
    if "\n" in caption:  # no caption
        return False
    try:
        return with_trigger(read_sidecar(path).text, trigger) == caption
    except SourceError:
        return False


def _edited(path: Path, ours: str) -> Edited:
    """Return the entry of the report; only captions are one line that can be shown."""
    if "\n" in ours:
        return Edited(path)
    try:
        return Edited(path, ours, read_sidecar(path).text)
    except SourceError:
        return Edited(path, ours)
