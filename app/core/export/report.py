"""What an export did, as data; the words for it are few."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.core.amounts import counted
from app.core.language import tr
from app.core.library.model import Clip, Still


@dataclass(frozen=True, slots=True)
class Exported:
    """A clip or still that is in the dataset.

    Attributes:
        frames: Pictures in the file; 1 for a still.
        size: Width and height of the pictures.
        written: Whether this export wrote it; else it was there already.
    """

    row: Clip | Still
    path: Path
    frames: int
    size: tuple[int, int]
    written: bool


@dataclass(frozen=True, slots=True)
class Failure:
    """A clip or still that is not in the dataset; ``message`` is the sentence to show."""

    row: Clip | Still
    path: Path
    message: str


@dataclass(frozen=True, slots=True)
class Edited:
    """A file of ours that was changed outside and was left as it is.

    Attributes:
        ours: What the export would have written; empty where it is no text.
        theirs: What stands in it; empty where it is no text or cannot be read.
    """

    path: Path
    ours: str = ""
    theirs: str = ""

    @property
    def message(self) -> str:
        """The sentence to show."""
        if self.ours == self.theirs == "":
            return tr(
                '"{name}" was changed outside and was left as it is: remove it and '
                "export again to have it as in the project.",
                name=self.path.name,
            )
        return tr(
            '"{name}" was edited outside and was left as it is; the project still says '
            '"{short}": take the edit over, or remove the file and export again.',
            name=self.path.name,
            short=_short(self.ours),
        )


@dataclass(frozen=True, slots=True)
class ExportReport:
    """What an export did.

    Attributes:
        folder: The dataset folder.
        clips: What is there for training now, in the project's order; so are ``stills``.
        failures: What is not there, and why.
        edited: Files that were left because they were changed outside.
        removed: Files of ours that nothing in the project wants any more; they are gone.
        foreign: Files in the folders that the trainer will use too, though they are not ours.
        notes: Further sentences: what may surprise.
        begun: What this export began for the project, and with what; no reason to worry.
    """

    folder: Path
    dataset_toml: Path
    sample_prompts: Path
    clips: tuple[Exported, ...] = ()
    stills: tuple[Exported, ...] = ()
    failures: tuple[Failure, ...] = ()
    edited: tuple[Edited, ...] = ()
    removed: tuple[Path, ...] = ()
    foreign: tuple[Path, ...] = ()
    notes: tuple[str, ...] = ()
    begun: tuple[str, ...] = ()

    @property
    def ok(self) -> bool:
        """Whether everything that was picked is there."""
        return not self.failures

    @property
    def written(self) -> int:
        """How many clips and stills were written this time."""
        return sum(each.written for each in (*self.clips, *self.stills))

    def sentences(self) -> list[str]:
        """Return what a person should know beside the counts, most important first."""
        said = [*dict.fromkeys(failure.message for failure in self.failures)]
        said += [edited.message for edited in self.edited]
        if self.foreign:
            said.append(_foreign(self.foreign))
        if self.removed:
            said.append(
                tr("{files} no longer wanted: removed.", files=counted(len(self.removed), "file"))
            )
        return [*said, *self.notes, *self.begun]

    def to_json(self) -> dict[str, Any]:
        """Return the report as the command line prints it."""
        return {
            "dataset_toml": str(self.dataset_toml),
            "sample_prompts": str(self.sample_prompts),
            "clips": [_exported(each) for each in self.clips],
            "stills": [_exported(each) for each in self.stills],
            "failed": [{"file": str(each.path), "message": each.message} for each in self.failures],
            "edited": [
                {"file": str(each.path), "ours": each.ours, "theirs": each.theirs}
                for each in self.edited
            ],
            "removed": [str(path) for path in self.removed],
            "foreign": [str(path) for path in self.foreign],
            "notes": [*self.notes, *self.begun],
        }


def _foreign(found: Sequence[Path]) -> str:
    if len(found) == 1:
        return tr(
            "1 file in the dataset did not come from this project, and the trainer will use it "
            'too: "{first}".',
            first=found[0],
        )
    return tr(
        "{number:,} files in the dataset did not come from this project, and the trainer will use "
        'them too: "{first}" and others.',
        number=len(found),
        first=found[0],
    )


def _exported(each: Exported) -> dict[str, Any]:
    width, height = each.size
    return {
        "file": str(each.path),
        "frames": each.frames,
        "width": width,
        "height": height,
        "written": each.written,
    }


def _short(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:59]}…"
