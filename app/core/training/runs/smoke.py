"""The smoke test: two steps of the heaviest bucket, out of what was just cached.

What does not fit into memory shows within a minute that way, not when that bucket comes up by
chance. The trainer takes all that lies in a cache folder; so one batch of that bucket is linked
into a folder of its own, and a dataset file names that.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from app.core import store
from app.core.errors import WriteError, cannot
from app.core.export.project_export import DATASET_FILE
from app.core.language import tr
from app.core.planner.cache import latent_names, names_in, read_name, text_name
from app.core.planner.caches.cache_header import Shape, read_fact
from app.core.planner.document import parse_document, read_bytes
from app.core.planner.rules import architecture_named
from app.core.planner.schema import DatasetConfig, configure
from app.core.planner.text.entry_text import with_values, without_entry
from app.core.training.folder import EVENTS, OUTPUT, SMOKE
from app.core.training.runs.starting import RunError

_CACHE = "cache"
_PATCH = 2  # latent pixels of a token's side
_WAN = architecture_named("wan")


@dataclass(frozen=True, slots=True)
class Batch:
    """A batch of a bucket.

    Attributes:
        dataset: Its place in the file, from 0.
        shape: Of each latent: frames, height, width.
        files: Cached latents and captions of it.
        size: Samples of it; more than there are latents where some are repeated.
    """

    dataset: int
    shape: Shape
    files: tuple[Path, ...]
    size: int

    @property
    def tokens(self) -> int:
        """What it costs the model."""
        frames, height, width = self.shape
        return self.size * frames * (height // _PATCH) * (width // _PATCH)


def prepare(folder: Path, tick: Callable[[], None] = lambda: None) -> Batch:
    """Make what the smoke test of a run reads; return the batch it trains.

    Args:
        folder: The run's; its caching has ended.
        tick: Called at least once per cached file.

    Raises:
        RunError: Nothing is cached.
        DatasetError: The dataset file cannot be read.
        WriteError: The folder cannot be written.
    """
    text = read_bytes(folder / DATASET_FILE).decode("utf-8")
    datasets = configure(parse_document(folder / DATASET_FILE, text)).datasets
    heaviest = max(
        (batch for n, each in enumerate(datasets) for batch in _batches(n, each, tick)),
        key=lambda batch: (batch.tokens, batch.shape),
        default=None,
    )
    if heaviest is None:
        raise RunError(
            tr("Nothing is cached that could be trained: let latents and text be cached.")
        )
    clear(folder)
    cache = folder / SMOKE / _CACHE
    try:
        cache.mkdir(parents=True, exist_ok=True)
        for file in heaviest.files:
            _link(file, cache / file.name)
    except OSError as error:
        raise WriteError(cannot("write", cache, error), detail=str(error)) from error
    store.write_text(
        folder / SMOKE / DATASET_FILE, _dataset_of(text, len(datasets), heaviest, cache)
    )
    return heaviest


def clear(folder: Path) -> None:
    """Take away what the smoke test of a run trained and wrote; what it measured stays."""
    for name in (_CACHE, OUTPUT, EVENTS):
        shutil.rmtree(folder / SMOKE / name, ignore_errors=True)


def _batches(number: int, entry: DatasetConfig, tick: Callable[[], None]) -> Iterator[Batch]:
    """Yield a full batch of each bucket that is cached of a dataset."""
    place = Path(entry.cache_place or "")
    names = names_in(place)
    there, buckets = set(names), dict[Shape, list[tuple[Path, Path]]]()
    for name in latent_names(names, _WAN):
        tick()
        try:
            text = text_name(read_name(name, video=entry.kind == "video").stem, _WAN)
        except ValueError:
            continue  # what the trainer stops on, it says itself
        shape = read_fact(place / name).shape if text in there else None
        if shape is not None:
            buckets.setdefault(shape, []).append((place / name, place / text))
    for shape, pairs in buckets.items():
        size = max(1, min(entry.batch_size, len(pairs) * max(1, entry.num_repeats)))
        files = dict.fromkeys(file for pair in pairs[:size] for file in pair)
        yield Batch(number, shape, tuple(files), size)


def _dataset_of(text: str, count: int, batch: Batch, cache: Path) -> str:
    """Return the dataset file of the smoke test: the one dataset, with other caches."""
    for number in reversed(range(count)):
        if number != batch.dataset:
            text = without_entry(text, number)
    latents = len(latent_names([each.name for each in batch.files], _WAN))
    repeats = -(-batch.size // latents)
    return with_values(text, 0, {"cache_directory": cache.as_posix(), "num_repeats": repeats})


def _link(file: Path, to: Path) -> None:
    """Have a file at another place too, without a copy where the disk can do that."""
    try:
        os.link(file, to)
    except OSError:
        shutil.copyfile(file, to)
