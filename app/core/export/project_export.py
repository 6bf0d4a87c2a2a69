"""Export a project: clips, stills and captions, the trainer's dataset file and sample prompts.

Everything goes to ``<project>/dataset``::

    clips/     {source}_{start}-{end}.mp4 and .txt
    stills/    {source}_{frame}.png and .txt
    cache/     the trainer's own, one folder per dataset
    dataset.toml  sample_prompts.txt  manifest.json
    {dataset}.jsonl    what a dataset reads that reads only some

Only what changed is written. An export may be stopped or killed at any moment: each file is whole
or not there, captions come before their clips, and the next export goes on from there.
"""

from __future__ import annotations

import contextlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from app.core import store
from app.core.amounts import counted
from app.core.cache import Cache
from app.core.errors import ProjectError, WriteError
from app.core.export.alone import alone, refuse_links
from app.core.export.choosing import check_filters
from app.core.export.dataset_text import render
from app.core.export.dataset_toml import check_cache_folder, places_in
from app.core.export.lists import Lists, is_list
from app.core.export.manifest import Manifest
from app.core.export.media_files import MediaExport, as_picked
from app.core.export.prompt_shapes import PromptShape, shape_of_files
from app.core.export.prompts import prompts_text
from app.core.export.recipes import read_recipe
from app.core.export.report import Edited, Exported, ExportReport
from app.core.export.starter import (
    Material,
    shaped_prompts,
    starter_datasets,
    starter_prompts,
    without_material,
)
from app.core.export.texts import bring_texts
from app.core.export.tidying import remove_files
from app.core.export.wanted import (
    CLIPS,
    STILLS,
    Wanted,
    nothing_picked,
    too_small,
    wanted_files,
    without_words,
)
from app.core.jobs import Checkpoint, Progress, ignore, part
from app.core.language import enumerated, noted, tr
from app.core.library.edits import adding
from app.core.library.model import Clip, Dataset, Prompt
from app.core.library.project import Project, check_there
from app.core.paths import DATASET_FOLDER
from app.core.planner.document import parse_document
from app.core.planner.listing import Host, list_media
from app.core.planner.schema import configure

if TYPE_CHECKING:
    from concurrent.futures import Executor

FOLDER = DATASET_FOLDER
DATASET_FILE = "dataset.toml"
PROMPTS_FILE = "sample_prompts.txt"


def export_project(
    project: Project,
    *,
    cache: Cache | None = None,
    checkpoint: Checkpoint = ignore,
    replace_edited: bool = False,
    pool: Executor | None = None,
) -> ExportReport:
    """Bring the project's dataset folder up to date.

    A project without datasets gets those of the default recipe, fitted to its clips; one without
    sample prompts gets captions of its clips as prompts. Both are edits like any other. As long as
    no clip has a caption, the recipe's prompts are written and the project stays without.

    Args:
        project: What to export: its picked clips and stills.
        cache: Where film indexes are kept.
        checkpoint: Called at least once per frame that is read; with a pool some times a second.
        pool: The machines that write clips and stills (`app.core.cluster`); None: this one.
        replace_edited: Write over files of ours that were changed outside; else they are left and
            reported.

    Raises:
        ProjectError: It is gone, nothing is picked, the manifest is damaged, or another export is
            running.
        DatasetError: The trainer could not use the folder, or a dataset's filter says nothing.
        ClusterGone: Nobody in the pool works any more.
        WriteError: The folder cannot be written.
        Stopped: The checkpoint said so.
    """
    check_there(project)  # else its folder would be made anew, where its drive was
    folder = project.folder / FOLDER
    refuse_links(project.folder, folder, (CLIPS, STILLS))
    with alone(folder):
        export = _Export(project, folder, checkpoint, replace_edited=replace_edited)
        return export.run(cache, pool)


class _Export:
    """One export; its steps in their order."""

    def __init__(
        self, project: Project, folder: Path, checkpoint: Checkpoint, *, replace_edited: bool
    ) -> None:
        self._project = project
        self._settings = project.settings
        self._folder = folder
        self._places = places_in(folder)
        self._checkpoint = checkpoint
        self._replace = replace_edited
        self._manifest = Manifest.load(folder)
        self._edited: list[Edited] = []
        self._notes: list[str] = []
        self._begun: list[str] = []
        self._lists = Lists((), (), {})
        check_cache_folder(self._places.caches)
        check_filters(project.datasets())

    def run(self, cache: Cache | None, pool: Executor | None = None) -> ExportReport:
        """Do it all."""
        for sub in (CLIPS, STILLS, ""):
            store.sweep(self._folder / sub)
        wanted = self._wanted()
        try:
            removed = self._remove_unwanted(wanted)
            write = as_picked(self._project, self._settings, self._folder)
            media = MediaExport(self._project, self._manifest, wanted, write, cache)
            sorting = self._part(0.0, 0.01)
            self._edited += media.sort(replace_edited=self._replace, checkpoint=sorting)
            captions = media.captions
            said = {name: each.caption for name, each in captions.items()}
            self._manifest.trigger = self._settings.trigger
            self._write_texts(said, captions, self._part(0.01, 0.02))
            media.write(self._part(0.02, 0.98), pool)
            stills = [each.size for each in media.exported if not _is_clip(each)]
            self._notes += too_small(stills, self._settings.still_size)
            texts = self._files(self._datasets(media.exported), media.exported, said)
            removed += self._remove([n for n in self._lists_of_before() if n not in texts])
            self._write_texts(texts, {}, self._part(0.98, 1.0))
        except BaseException:
            with contextlib.suppress(WriteError):  # what stopped the export is what to tell
                self._manifest.save()
            raise
        self._manifest.save()
        self._checkpoint(Progress(1.0, 1.0, DATASET_FILE))
        return self._report(media, removed)

    def _wanted(self) -> list[Wanted]:
        wanted = wanted_files(self._project, self._manifest, self._settings)
        if not wanted:
            raise ProjectError(nothing_picked(self._settings))
        bare = sum(not each.row.caption.strip() for each in wanted)
        self._notes += without_words(bare, len(wanted), self._settings.trigger)
        return wanted

    def _remove_unwanted(self, wanted: Sequence[Wanted]) -> list[Path]:
        """Remove files of ours that nothing wants any more; leave those changed outside."""
        names = {name for each in wanted for name in (each.name, each.caption_name)}
        ours = [name for name, entry in self._manifest.entries.items() if entry.row]
        return self._remove([name for name in ours if name not in names])

    def _lists_of_before(self) -> list[str]:
        return [name for name in self._manifest.entries if is_list(name)]

    def _remove(self, names: Sequence[str]) -> list[Path]:
        removed, edited, notes = remove_files(self._manifest, names)
        self._edited += edited
        self._notes += notes
        return removed

    def _part(self, start: float, end: float) -> Checkpoint:
        """Return the checkpoint of a step that takes this part of the whole, 0.0-1.0."""
        return part(self._checkpoint, done=start, of=end - start, total=1.0)

    def _write_texts(
        self, texts: Mapping[str, str], rows: Mapping[str, Wanted], checkpoint: Checkpoint
    ) -> None:
        self._edited += bring_texts(
            self._manifest,
            texts,
            {name: each.row.id for name, each in rows.items()},
            replace_edited=self._replace,
            checkpoint=checkpoint,
        )

    def _datasets(self, exported: Sequence[Exported]) -> list[Dataset]:
        """Return the datasets; give a project without any the starter's."""
        project = self._project
        clips = [Material(each.frames, each.size) for each in exported if _is_clip(each)]
        stills = [Material(each.frames, each.size) for each in exported if not _is_clip(each)]
        recipe = read_recipe()
        if not project.datasets() and exported:
            datasets = starter_datasets(recipe, clips, stills)
            project.apply(adding(*datasets, label=noted("Starter datasets")))
        datasets = project.datasets()
        stems = {source.id: source.stem for source in project.sources()}
        self._lists = Lists(datasets, exported, stems)
        self._notes += without_material(datasets, len(clips), len(stills), self._lists.names())
        for dataset in datasets:
            store.make_folder(self._places.material(dataset))
        return datasets

    def _prompts(self, text: str, exported: Sequence[Exported]) -> list[Prompt]:
        """Return the project's prompts; give one without any its own captions as prompts.

        Args:
            text: The dataset file.
            exported: What its datasets read.
        """
        project = self._project
        if prompts := project.prompts():
            return prompts
        recipe = read_recipe()
        captions = [clip.caption for clip in project.clips(state="picked")]
        datasets, trigger = project.datasets(), self._settings.trigger
        trained = self._trained_shape(text, datasets, exported)
        own = starter_prompts(recipe, captions, datasets, trigger=trigger, shape=trained)
        if not own:
            self._begun.append(
                tr(
                    "{prompts_file} holds the recipe's examples: no clip has a caption yet "
                    "to sample.",
                    prompts_file=PROMPTS_FILE,
                )
            )
            return shaped_prompts(recipe.prompts, datasets, trained)
        project.apply(adding(*own, label=noted("Sample prompts")))
        shape = enumerated((f"{own[0].width}×{own[0].height}", counted(own[0].frames, "frame")))
        said = tr(
            "{file} was begun with the caption of a clip, at {shape}.",
            file=PROMPTS_FILE,
            shape=shape,
        )
        if len(own) > 1:
            said = tr(
                "{file} was begun with the captions of {number} clips, at {shape}.",
                file=PROMPTS_FILE,
                number=len(own),
                shape=shape,
            )
        self._begun.append(said)
        return project.prompts()

    def _trained_shape(
        self, text: str, datasets: Sequence[Dataset], exported: Sequence[Exported]
    ) -> PromptShape | None:
        """Return how large and long what is trained is, in the bucket to make samples of."""
        every = [each for each in exported if _is_clip(each)]
        files = [self._lists.read[d.kind, d.filter] if d.filter else every for d in datasets]
        material = [[Material(one.frames, one.size) for one in each] for each in files]
        config = configure(parse_document(self._folder / DATASET_FILE, text))
        return shape_of_files(config, material, self._settings.architecture)

    def _files(
        self, datasets: Sequence[Dataset], exported: Sequence[Exported], said: Mapping[str, str]
    ) -> dict[str, str]:
        edited = {each.path for each in self._edited}
        text = render(datasets, self._project.settings, self._places)
        prompts = self._prompts(text, exported)
        return {
            **self._lists.texts(self._places, said, edited),
            DATASET_FILE: text,
            PROMPTS_FILE: prompts_text(prompts, trigger=self._settings.trigger),
        }

    def _foreign(self, sub: str, kind: Literal["image", "video"]) -> list[Path]:
        """Return files in a folder of ours that the trainer lists though they are not ours."""
        names = list_media(self._manifest.foreign(sub), kind, Host.here())
        return [self._folder / sub / name for name in names]

    def _report(self, media: MediaExport[Wanted], removed: Sequence[Path]) -> ExportReport:
        exported = media.exported
        return ExportReport(
            self._folder,
            self._folder / DATASET_FILE,
            self._folder / PROMPTS_FILE,
            clips=tuple(each for each in exported if _is_clip(each)),
            stills=tuple(each for each in exported if not _is_clip(each)),
            failures=tuple(media.failures),
            edited=tuple(self._edited),
            removed=tuple(removed),
            foreign=(*self._foreign(CLIPS, "video"), *self._foreign(STILLS, "image")),
            notes=(*media.notes, *self._notes),
            begun=tuple(self._begun),
        )


def _is_clip(each: Exported) -> bool:
    """Return whether it is a clip, not a still."""
    return isinstance(each.row, Clip)
