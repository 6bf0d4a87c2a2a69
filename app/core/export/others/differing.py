"""What other trainers do otherwise than musubi, in sentences; only what concerns a layout."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable

from app.core.amounts import counted
from app.core.export.others.layout import Layout, SetFolder, batch_sizes
from app.core.language import tr

_MODELS = {"wan": "Wan", "hunyuan": "HunyuanVideo", "framepack": "FramePack"}


def not_trained(layout: Layout, trainer: str, known: Collection[str]) -> list[str]:
    """Say that a trainer does not know what is trained; ``known``: architectures it does."""
    if layout.architecture in known:
        return []
    model = _MODELS.get(layout.architecture, layout.architecture)
    return [
        tr(
            "{trainer} does not train {model}: what is written has its frames and its "
            "{rate} frames a second, and is of use to another model of that rate only.",
            trainer=trainer,
            model=model,
            rate=layout.rate,
        )
    ]


def one_batch_size(layout: Layout, key: str, sets: Iterable[SetFolder] | None = None) -> list[str]:
    """Say that sets of several batch sizes get one; ``key`` is what sets it."""
    sizes = batch_sizes(tuple(layout.sets if sets is None else sets))
    if len(sizes) < 2:
        return []
    several = ", ".join(map(str, sizes[:-1]))
    return [
        tr(
            "One batch size ({key}) holds for sets that have {several} and {sizes} in the plan.",
            key=key,
            several=several,
            sizes=sizes[-1],
        )
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
        tr(
            "{trainer} fills the last batch of a set up with samples of that set: "
            "{samples} more in an epoch, where musubi trains a smaller batch.",
            trainer=trainer,
            samples=counted(more, "sample"),
        )
    ]


def without_words(layout: Layout) -> int:
    """Return how many excerpts have no words at all."""
    return sum(not caption.strip() for caption in layout.captions)


def not_exported(layout: Layout) -> list[str]:
    """Say which files musubi trains that are in no set."""
    if not layout.strangers:
        return []
    number, first = len(layout.strangers), layout.strangers[0]
    if number == 1:
        return [
            tr(
                '1 file in the dataset folder did not come from this project ("{first}"): musubi '
                "trains it, and it is not exported here.",
                first=first,
            )
        ]
    return [
        tr(
            '{number:,} files in the dataset folder did not come from this project ("{first}" and '
            "others): musubi trains them, and they are not exported here.",
            number=number,
            first=first,
        )
    ]
