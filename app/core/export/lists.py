"""The lists of datasets that read only some of the clips or stills: JSONL beside the dataset file.

One object a line, with the file's whole path and its caption as the caption file beside it says it.
Such a list stands in the dataset file instead of the folder.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path

from app.core.captions.sidecar import SUFFIX, read_sidecar
from app.core.errors import SourceError
from app.core.export.choosing import Candidate, chooser, chosen
from app.core.export.dataset_text import cache_names
from app.core.export.dataset_toml import LIST_SUFFIX, Places
from app.core.export.report import Exported
from app.core.export.starter import Material
from app.core.library.model import Clip, Dataset


class Lists:
    """The lists of one export.

    Args:
        datasets: Those of the project, in the order of the dataset file.
        exported: The files that are there.
        stems: What the films are called, by their ids.

    Attributes:
        read: The files each filter lets through, by kind of dataset and filter, by name.

    Raises:
        DatasetError: A filter says nothing.
    """

    def __init__(
        self, datasets: Sequence[Dataset], exported: Iterable[Exported], stems: Mapping[int, str]
    ) -> None:
        self._datasets = datasets
        files = sorted(exported, key=lambda each: each.path.name)
        self.read = {
            (each.kind, each.filter): _chosen(each, files, stems)
            for each in datasets
            if each.filter
        }

    def names(self) -> dict[tuple[str, str], list[str]]:
        """Return the base names of the files in ``read``."""
        return {key: [each.path.name for each in files] for key, files in self.read.items()}

    def texts(
        self, places: Places, captions: Mapping[str, str], edited: Collection[Path]
    ) -> dict[str, str]:
        """Return the lists by name below the dataset folder.

        Args:
            places: Where the exported files lie.
            captions: As the export writes them, by base name of their files' folder and file.
            edited: Caption files that were changed outside and left: what they say is trained.
        """

        def said(each: Exported) -> str:
            caption = each.path.with_suffix(SUFFIX)
            ours = captions[f"{caption.parent.name}/{caption.name}"]
            theirs = words_beside(caption) if caption in edited else None
            return ours if theirs is None else theirs

        names = cache_names(self._datasets)
        return {
            places.list_of(name).name: _text(
                each.kind,
                ((one.path.as_posix(), said(one)) for one in self.read[each.kind, each.filter]),
            )
            for each, name in zip(self._datasets, names, strict=True)
            if each.filter
        }


def is_list(name: str) -> bool:
    """Return whether a name below the dataset folder is one of a list."""
    return "/" not in name and name.endswith(LIST_SUFFIX)


def words_beside(caption: Path) -> str | None:
    """Return what a caption file of ours says that was changed outside; None: it is no text."""
    try:
        return read_sidecar(caption).text
    except SourceError:
        return None


def _chosen(
    dataset: Dataset, files: Iterable[Exported], stems: Mapping[int, str]
) -> list[Exported]:
    found = {
        each.row.id: each
        for each in files
        if isinstance(each.row, Clip) == (dataset.kind == "video")
    }
    candidates = [
        Candidate(each.row, stems.get(each.row.source, ""), Material(each.frames, each.size))
        for each in found.values()
    ]
    return [found[each.row.id] for each in chosen(chooser(dataset.filter), candidates)]


def _text(kind: str, files: Iterable[tuple[str, str]]) -> str:
    rows = ({f"{kind}_path": path, "caption": caption} for path, caption in files)
    return "".join(f"{json.dumps(row, ensure_ascii=False)}\n" for row in rows)
