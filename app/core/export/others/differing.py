"""What other trainers do otherwise than musubi, in sentences; only what concerns a layout."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable

from app.core.amounts import counted
from app.core.export.others.layout import Layout, SetFolder, batch_sizes

_MODELS = {"wan": "Wan", "hunyuan": "HunyuanVideo", "framepack": "FramePack"}


def not_trained(layout: Layout, trainer: str, known: Collection[str]) -> list[str]:
    """Say that a trainer does not know what is trained; ``known``: architectures it does."""
    if layout.architecture in known:
        return []
    model = _MODELS.get(layout.architecture, layout.architecture)
    return [
        f"{trainer} does not train {model}: what is written has its frames and its "
        f"{layout.rate} frames a second, and is of use to another model of that rate only."
    ]


def one_batch_size(layout: Layout, key: str, sets: Iterable[SetFolder] | None = None) -> list[str]:
    """Say that sets of several batch sizes get one; ``key`` is what sets it."""
    sizes = batch_sizes(tuple(layout.sets if sets is None else sets))
    if len(sizes) < 2:
        return []
    several = ", ".join(map(str, sizes[:-1]))
    return [
        f"One batch size ({key}) holds for sets that have {several} and {sizes[-1]} in the plan."
    ]


def dropped(layout: Layout, batch: int) -> int:
    """Return the samples of an epoch in incomplete batches, where sets of one shape share them."""
    shapes: Counter[tuple[int, int, int]] = Counter()
    for each in layout.sets:
        shapes[each.of.width, each.of.height, each.of.frames] += each.of.samples
    return sum(samples % batch for samples in shapes.values())


def filled_up(layout: Layout, trainer: str) -> list[str]:
    """Say that an incomplete batch gets samples of its set once more."""
    more = sum(
        -each.of.samples % max(1, each.of.batch_size) for each in layout.sets if each.of.samples
    )
    if not more:
        return []
    return [
        f"{trainer} fills the last batch of a set up with samples of that set: "
        f"{counted(more, 'sample')} more in an epoch, where musubi trains a smaller batch."
    ]


def without_words(layout: Layout) -> int:
    """Return how many excerpts have no words at all."""
    return sum(not caption.strip() for caption in layout.captions)


def not_exported(layout: Layout) -> list[str]:
    """Say which files musubi trains that are in no set."""
    if not layout.strangers:
        return []
    number = len(layout.strangers)
    first = layout.strangers[0]
    one = number == 1
    return [
        f"{counted(number, 'file')} in the dataset folder did not come from this project "
        f'("{first}"{"" if one else " and others"}): musubi trains {"it" if one else "them"}, and '
        f"{'it is' if one else 'they are'} not exported here."
    ]
