"""Changes to a project's datasets that its file alone cannot tell: their names, and copies of them.

The name of a dataset names its cache folder, by which its entry in the file is known; so the file
is changed along with the row.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import PurePosixPath

from app.core.errors import DatasetError
from app.core.export.dataset_text import cache_names
from app.core.language import tr
from app.core.library.edits import Edit, adding, changing, several
from app.core.library.model import Dataset, Settings
from app.core.planner.names import free_name
from app.core.planner.text.entry_text import doubled_entry, read, with_value


def renamed(
    datasets: Sequence[Dataset], settings: Settings, text: str, place: int, name: str
) -> Edit:
    """Return what gives a dataset another name; empty where it has it already.

    Args:
        datasets: The project's, in the order of the file.
        settings: Of the project.
        text: The dataset file as it is.
        place: Of the dataset among them.
        name: For people; spaces around it do not count.

    Raises:
        DatasetError: It is empty, or another dataset has it.
    """
    name = " ".join(name.split())
    others = {row.name.casefold() for n, row in enumerate(datasets) if n != place}
    if not name:
        raise DatasetError(tr("Give the dataset a name: its cache folder is called by it."))
    if name.casefold() in others:
        raise DatasetError(
            tr('Another dataset is called "{name}"; choose another name.', name=name)
        )
    row = datasets[place]
    if name == row.name:
        return Edit("")
    after = replace(row, name=name)
    rows = [*datasets[:place], after, *datasets[place + 1 :]]
    cache = _cache_of(text, place).with_name(cache_names(rows)[place])
    file = with_value(text, place, "cache_directory", cache.as_posix())
    edits = [changing(row, after), changing(settings, replace(settings, dataset_file=file))]
    return _as_one(tr('Rename "{name}"', name=row.name), edits)


def doubled(datasets: Sequence[Dataset], settings: Settings, text: str, place: int) -> Edit:
    """Return what puts a copy of a dataset behind it, with all it reads and all its file says.

    Args:
        datasets: The project's, in the order of the file.
        settings: Of the project.
        text: The dataset file as it is.
        place: Of the dataset among them.

    Raises:
        DatasetError: The text has no such dataset.
    """
    row = datasets[place]
    twin = replace(
        row, id=0, position=place + 1, name=free_name(row.name, (each.name for each in datasets))
    )
    rows = [*datasets[: place + 1], twin, *datasets[place + 1 :]]
    cache = _cache_of(text, place).with_name(cache_names(rows)[place + 1])
    file = doubled_entry(text, place, {"cache_directory": cache.as_posix()})
    edits = [changing(each, replace(each, position=n)) for n, each in enumerate(rows) if each.id]
    edits += [adding(twin), changing(settings, replace(settings, dataset_file=file))]
    return _as_one(tr('Duplicate "{name}"', name=row.name), edits)


def _cache_of(text: str, place: int) -> PurePosixPath:
    entries = read(text).get("datasets", [])
    said = entries[place].get("cache_directory") if 0 <= place < len(entries) else None
    return PurePosixPath(said if isinstance(said, str) and said else "cache")


def _as_one(label: str, edits: Iterable[Edit]) -> Edit:
    return replace(several(label, list(edits)), label=label)
