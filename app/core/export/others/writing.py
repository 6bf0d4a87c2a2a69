"""Write an export to another trainer: only what changed, each file whole or not there.

The project itself is not touched, so a project that cannot be changed is exported all the same.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from app.core import store
from app.core.cache import Cache
from app.core.captions.sidecar import SUFFIX
from app.core.errors import WriteError
from app.core.export.alone import alone
from app.core.export.carrying_out import Orders
from app.core.export.manifest import Manifest, State
from app.core.export.media_files import MediaExport, Writer
from app.core.export.others.layout import Layout, Placed, folder_for, lay_out
from app.core.export.others.readme import FILE, readme
from app.core.export.others.report import OtherReport
from app.core.export.others.trainers import Trainer
from app.core.export.others.windows import rows_of
from app.core.export.planned import ProjectPlan
from app.core.export.project_plan import ProjectPlanner
from app.core.export.report import Edited, Failure
from app.core.export.texts import bring_texts
from app.core.export.tidying import remove_files
from app.core.export.wanted import CLIPS, STILLS, content_key, text_key, without_words
from app.core.jobs import Checkpoint, Progress, ignore, part
from app.core.language import tr
from app.core.library.model import Clip, Settings, Source, Still
from app.core.library.project import Project
from app.core.media.geometry import Size
from app.core.paths import DATASET_FOLDER
from app.core.planner.listing import Host, list_media

if TYPE_CHECKING:
    from concurrent.futures import Executor

_FORM = 1  # counts the forms of excerpts; a new one writes all of them again


@dataclass(frozen=True, slots=True)
class WantedExcerpt:
    """A file to have; as `export.wanted.Wanted`.

    Attributes:
        name: Below the folder of all, with forward slashes.
        key: Tells the content.
    """

    placed: Placed
    source: Source
    name: str
    key: str

    @property
    def row(self) -> Clip | Still:
        """The clip or still it is of."""
        return self.placed.excerpt.row

    @property
    def caption_name(self) -> str:
        """The caption's file, below the folder of all."""
        return str(PurePosixPath(self.name).with_suffix(SUFFIX))

    @property
    def is_picture(self) -> bool:
        """Whether it is one picture, not a clip."""
        return len(self.placed.excerpt.places) == 1

    @property
    def start(self) -> int:
        """The first source frame of its clip; a still's frame."""
        return self.row.start if isinstance(self.row, Clip) else self.row.frame

    @property
    def span(self) -> int:
        """How many source frames its clip covers."""
        return self.row.end - self.row.start if isinstance(self.row, Clip) else 1


def export_for(  # noqa: PLR0913 -- one name for each choice
    project: Project,
    trainer: Trainer,
    *,
    plan: ProjectPlan | None = None,
    wsl: bool = False,
    cache: Cache | None = None,
    pool: Executor | None = None,
    checkpoint: Checkpoint = ignore,
) -> OtherReport:
    """Bring the files for another trainer up to date.

    Args:
        project: What to export; it stays as it is.
        trainer: For whom.
        plan: The project's plan as it is now; None: it is made.
        wsl: Write paths as programs in WSL see them.
        cache: Where film indexes are kept.
        pool: The machines that write the files (`app.core.cluster`); None: this one.
        checkpoint: Called at least once per frame that is read; with a pool some times a second.

    Files of ours that were changed outside are left and reported.

    Raises:
        ProjectError: Nothing is picked, the manifest is damaged, or another export is running.
        DatasetError: The plan stops before training.
        WriteError: The folder cannot be written.
        Stopped: The checkpoint said so.
    """
    if plan is None:
        planning = part(checkpoint, done=0.0, of=0.05, total=1.0)
        plan = ProjectPlanner(cache=cache).update(project, checkpoint=planning)
        checkpoint = part(checkpoint, done=0.05, of=0.95, total=1.0)
    root = folder_for(project.folder, trainer.key)
    layout = lay_out(plan, root, below=trainer.below, wsl=wsl)
    with alone(root):
        return _Export(project, plan, trainer, layout).run(cache, checkpoint, pool)


class _Export:
    """One export; its steps in their order."""

    def __init__(
        self, project: Project, plan: ProjectPlan, trainer: Trainer, layout: Layout
    ) -> None:
        self._project, self._settings = project, plan.settings
        self._unavailable = plan.unavailable
        self._trainer, self._layout = trainer, layout
        self._manifest = Manifest.load(layout.root)
        self._edited: list[Edited] = []
        self._notes = self._changed_outside()

    def run(
        self, cache: Cache | None, checkpoint: Checkpoint, pool: Executor | None
    ) -> OtherReport:
        """Do it all."""
        layout, manifest = self._layout, self._manifest
        for below in ("", *(each.folder for each in layout.sets), *self._media):
            store.sweep(layout.root / below)
        wanted = self._wanted()
        step = partial(part, checkpoint, total=1.0)
        own = self._trainer.files(layout) | {FILE: readme(layout, self._trainer)}
        names = {name for each in wanted for name in (each.name, each.caption_name)}
        stay = names | own.keys() | self._unready()
        unwanted = [name for name in manifest.entries if name not in stay]
        try:
            removed, left, notes = remove_files(manifest, unwanted)
            self._edited += left
            self._notes += notes
            self._remove_empty(removed)
            write = _writer(self._project, layout, self._settings)
            media = MediaExport(self._project, manifest, wanted, write, cache)
            sorting = step(done=0.0, of=0.01)
            self._edited += media.sort(replace_edited=False, checkpoint=sorting)
            manifest.trigger = self._settings.trigger
            captions = media.captions
            texts = {name: each.placed.caption for name, each in captions.items()}
            rows = {name: each.row.id for name, each in captions.items()}
            self._bring(texts, rows, step(done=0.01, of=0.01))
            media.write(step(done=0.02, of=0.97), pool)
            self._bring(own, {}, step(done=0.99, of=0.01))
        except BaseException:
            with contextlib.suppress(WriteError):  # what stopped the export is what to tell
                manifest.save()
            raise
        manifest.save()
        checkpoint(Progress(1.0, 1.0, self._trainer.config))
        return self._report(media, removed)

    @property
    def _media(self) -> list[str]:
        """The folders of the files, below the folder of all."""
        return [each.media for each in self._layout.sets]

    def _bring(self, texts: dict[str, str], rows: dict[str, int], checkpoint: Checkpoint) -> None:
        self._edited += bring_texts(
            self._manifest, texts, rows, replace_edited=False, checkpoint=checkpoint
        )

    def _wanted(self) -> list[WantedExcerpt]:
        sources = {source.id: source for source in self._project.sources()}
        found: list[WantedExcerpt] = []
        keys: dict[tuple[bool, int], str] = {}
        for each in self._layout.sets:
            for placed in each.placed:
                row = placed.excerpt.row
                source = sources.get(row.source)
                if source is None:  # removed by another program just now
                    continue
                mine = isinstance(row, Still), row.id
                if mine not in keys:
                    keys[mine] = content_key(row, source, self._settings)
                key = _key(placed, keys[mine], self._layout)
                found.append(WantedExcerpt(placed, source, f"{each.media}/{placed.file}", key))
        return found

    def _unready(self) -> set[str]:
        """Return what is there of clips and stills that cannot be had now: it stays."""
        rows = {each.row.id for each in self._unavailable}
        return {name for name, entry in self._manifest.entries.items() if entry.row in rows}

    def _changed_outside(self) -> list[str]:
        """Say of which clips and stills the trainer has other files than the project says."""
        dataset = Manifest.load(self._project.folder / DATASET_FOLDER)
        changed: list[str] = []
        names: dict[str, None] = {}
        for each in self._layout.sets:
            sub, suffix = (STILLS, ".png") if each.of.kind == "image" else (CLIPS, ".mp4")
            for placed in each.placed:
                names[f"{sub}/{placed.excerpt.stem}{suffix}"] = None
        for name in names:
            if name in dataset.entries and dataset.state(name) is State.EDITED:
                changed.append(name)
        if not changed:
            return []
        if len(changed) == 1:
            return [
                tr(
                    '1 file of the dataset folder was changed outside ("{first}"): musubi trains '
                    "what is there, this export has what the film shows.",
                    first=changed[0],
                )
            ]
        return [
            tr(
                '{number:,} files of the dataset folder were changed outside ("{first}" and '
                "others): musubi trains what is there, this export has what the film shows.",
                number=len(changed),
                first=changed[0],
            )
        ]

    def _remove_empty(self, removed: Sequence[Path]) -> None:
        """Remove the folders that lost their last file."""
        for folder in sorted({path.parent for path in removed}, reverse=True):
            for each in (folder, folder.parent):
                if each != self._layout.root and self._layout.root in each.parents:
                    with contextlib.suppress(OSError):  # not empty: somebody's files are in it
                        each.rmdir()

    def _foreign(self) -> list[Path]:
        """Return media in the folders of the sets that are not ours."""
        host = Host.here()
        found: list[Path] = []
        for below in self._media:
            names = self._manifest.foreign(below)
            media = {*list_media(names, "video", host), *list_media(names, "image", host)}
            found += [self._layout.root / below / name for name in sorted(media)]
        return found

    def _report(self, media: MediaExport[WantedExcerpt], removed: Sequence[Path]) -> OtherReport:
        layout, exported = self._layout, media.exported
        rows = list(rows_of([each.of for each in layout.sets]))
        bare = sum(not row.caption.strip() for row in rows)
        return OtherReport(
            self._trainer,
            layout,
            layout.root / self._trainer.config,
            there=len(exported),
            written=sum(each.written for each in exported),
            failures=(
                *(Failure(each.row, layout.root, each.message) for each in self._unavailable),
                *media.failures,
            ),
            edited=tuple(self._edited),
            removed=tuple(removed),
            foreign=tuple(self._foreign()),
            notes=(
                *media.notes,
                *self._notes,
                *without_words(bare, len(rows), self._settings.trigger),
            ),
            differences=tuple(self._trainer.differences(layout)),
        )


def _key(placed: Placed, content: str, layout: Layout) -> str:
    """Return what is equal for equal files; a picture is of no rate."""
    excerpt = placed.excerpt
    places = excerpt.places
    shown = "" if len(places) == 1 else str(layout.rate)
    which = [places.start, places.stop] if isinstance(places, range) else list(places)
    return text_key(json.dumps([_FORM, content, which, excerpt.sizes, shown]))


def _writer(project: Project, layout: Layout, settings: Settings) -> Writer[WantedExcerpt]:
    """Return what orders excerpts below the folder of all."""

    def order(batch: Sequence[WantedExcerpt]) -> Orders:
        from app.core.media.excerpts import ExcerptSpec  # PyAV

        still_size = None if settings.still_size is None else Size(*settings.still_size)
        orders: list[tuple[ExcerptSpec, Path]] = []
        for each in batch:
            row, excerpt = each.row, each.placed.excerpt
            spec = ExcerptSpec(
                project.path_of(each.source),
                each.start,
                each.start + each.span,
                excerpt.places,
                tuple(Size(*size) for size in excerpt.sizes),
                settings.rate,
                layout.rate,
                crop=row.crop,
                still=isinstance(row, Still),
                wanted=still_size,
                crf=settings.crf,
                lossless=settings.lossless,
            )
            orders.append((spec, layout.root / each.name))
        return Orders("excerpts", tuple(orders), batch[0].source.stem)

    return order
