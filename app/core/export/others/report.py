"""What an export to another trainer did, as data; the words for it are few."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.core.amounts import counted
from app.core.export.others.layout import Layout
from app.core.export.others.trainers import Trainer
from app.core.export.report import Edited, Failure
from app.core.language import tr


@dataclass(frozen=True, slots=True)
class OtherReport:
    """What an export to another trainer did.

    Attributes:
        layout: What was wanted.
        config: The first of the trainer's own files.
        there: Clips and pictures that are there now.
        written: How many of them were written this time.
        failures: What is not there, and why.
        edited: Files that were left because they were changed outside.
        removed: Files of ours that nothing wants any more; they are gone.
        foreign: Files in the sets' folders that are not ours: the trainer will use them too.
        notes: Further sentences: what may surprise.
        differences: What the trainer will do otherwise than musubi.
    """

    trainer: Trainer
    layout: Layout
    config: Path
    there: int
    written: int
    failures: tuple[Failure, ...] = ()
    edited: tuple[Edited, ...] = ()
    removed: tuple[Path, ...] = ()
    foreign: tuple[Path, ...] = ()
    notes: tuple[str, ...] = ()
    differences: tuple[str, ...] = ()

    @property
    def ok(self) -> bool:
        """Whether everything that is trained is there."""
        return not self.failures

    @property
    def headline(self) -> str:
        """What lies where, one sentence."""
        return tr(
            "{files} for {title} in {root}, {written:,} written now.",
            files=counted(self.there, "file"),
            title=self.trainer.title,
            root=self.layout.root,
            written=self.written,
        )

    def sentences(self) -> list[str]:
        """Return what a person should know beside the counts, most important first."""
        said = list(dict.fromkeys(failure.message for failure in self.failures))
        said += [edited.message for edited in self.edited]
        if self.foreign:
            said.append(_foreign(self.foreign, self.trainer.title))
        if self.removed:
            said.append(
                tr("{files} no longer wanted: removed.", files=counted(len(self.removed), "file"))
            )
        return [*said, *self.notes]

    def to_json(self) -> dict[str, Any]:
        """Return the report as the command line prints it."""
        return {
            "trainer": self.trainer.key,
            "folder": str(self.layout.root),
            "config": str(self.config),
            "sets": sets_json(self.layout),
            "samples": self.layout.samples,
            "files": self.there,
            "written": self.written,
            "failed": [{"file": str(each.path), "message": each.message} for each in self.failures],
            "edited": [str(each.path) for each in self.edited],
            "removed": [str(path) for path in self.removed],
            "foreign": [str(path) for path in self.foreign],
            "notes": list(self.notes),
            "differences": list(self.differences),
        }


def sets_json(layout: Layout) -> list[dict[str, Any]]:
    """Return the sets of a layout as the command line prints them."""
    return [
        {
            "folder": each.folder,
            "dataset": each.of.name,
            "width": each.of.width,
            "height": each.of.height,
            "frames": each.of.frames,
            "files": len(each.placed),
            "repeats": each.of.repeats,
            "samples": each.of.samples,
        }
        for each in layout.sets
    ]


def _foreign(found: Sequence[Path], title: str) -> str:
    if len(found) == 1:
        return tr(
            "1 file in the folders of the sets did not come from this project, and {trainer} will "
            'use it too: "{first}".',
            trainer=title,
            first=found[0],
        )
    return tr(
        "{number:,} files in the folders of the sets did not come from this project, and {trainer} "
        'will use them too: "{first}" and others.',
        number=len(found),
        trainer=title,
        first=found[0],
    )
