"""What a plan has to say about a dataset file, in the trainer's order of work."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from app.core.language import enumerated, tr

Stage = Literal["config", "datasets", "cache_latents", "cache_text", "train"]
STAGES: tuple[Stage, ...] = ("config", "datasets", "cache_latents", "cache_text", "train")
"""The trainer's order: read the file, build the datasets, cache pictures, cache captions, train."""


_CONTROLS = {code: repr(chr(code))[1:-1] for code in (*range(32), *range(127, 160))}


def on_one_line(text: str) -> str:
    r"""Return a text with control characters, which a path may hold, as ``\n``, ``\x07``."""
    return text if text.isprintable() else text.translate(_CONTROLS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One sentence about a dataset file: what, where, what to do.

    Attributes:
        stage: Where the trainer meets it.
        message: The sentence, without the dataset's number.
        dataset: Index of the ``[[datasets]]`` entry; None where it concerns the whole file.
        key: The key of the dataset file it is about.
        line: Line in the dataset file, from 1; None where unknown.
        file: Base name of the source it is about.
        fatal: The trainer ends there.
        mild: Nothing is lost by it and nothing is to be done: good to know.
        here: The sentence for a place where the dataset file, the line and the dataset are known;
            empty where ``message`` says nothing of them.
        note: Key of `facts.NOTES` where it is one of them.
    """

    stage: Stage
    message: str
    dataset: int | None = None
    key: str | None = None
    line: int | None = None
    file: str | None = None
    fatal: bool = False
    mild: bool = False
    here: str = ""
    note: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "message", on_one_line(self.message))
        object.__setattr__(self, "here", on_one_line(self.here))

    @property
    def text(self) -> str:
        """The sentence for a place where nothing else tells the dataset and the file."""
        if self.dataset is None or self.stage == "config":
            return self.message  # these name the dataset file themselves
        return self.told_of(tr("Dataset {dataset}", dataset=self.dataset))

    def told_of(self, datasets: str) -> str:
        """Return the sentence with what the datasets it is about are called, and the file."""
        known = on_one_line(self.file or "")
        message = self.message.rstrip(".。")
        if self.message.startswith(known):
            return tr("{datasets}: {message}.", datasets=datasets, message=message)
        return tr("{datasets}, {file}: {message}.", datasets=datasets, file=known, message=message)


def begun(sentence: str) -> str:
    """Return it with a capital, but a key of the file as the file has it."""
    is_key = "_" in sentence.partition(" ")[0]
    return sentence if is_key else f"{sentence[:1].upper()}{sentence[1:]}"


def numbered(dataset: int | str) -> str:
    """Return what a sentence calls a dataset, where `named` may put its name: ``dataset 0``."""
    return tr("dataset {dataset}", dataset=dataset)


def named(sentence: str, names: Sequence[str]) -> str:
    """Return a sentence with the names of its datasets in place of their numbers."""
    before, _, behind = numbered("\0").partition("\0")
    counted = re.compile(
        rf'(?<![\w/\\"]){re.escape(before)}(\d{{1,6}})\b{re.escape(behind)}', re.ASCII
    )
    return counted.sub(lambda it: names[int(it[1])] if int(it[1]) < len(names) else it[0], sentence)


def with_names(alike: Sequence[Finding], names: Sequence[str]) -> str:
    """Return the sentence of findings that say one thing, with its datasets as people call them.

    Args:
        alike: They differ in their dataset alone.
        names: Of the datasets of the file; where they are too few, the trainer's number stands.
    """
    first, datasets = alike[0], [each.dataset for each in alike if each.dataset is not None]
    if first.stage != "config" and datasets and max(datasets) < len(names):
        return named(first.told_of(listed(names[n] for n in datasets)), names)
    return named(first.text, names)


def in_trainer_order(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return the findings by stage, then dataset; those of one dataset keep their order."""
    return tuple(sorted(findings, key=_place))


def _place(finding: Finding) -> tuple[int, int]:
    last = 1 << 30  # what concerns all datasets is met after each has been built
    return STAGES.index(finding.stage), last if finding.dataset is None else finding.dataset


def listed(names: Iterable[str], most: int = 3) -> str:
    """Return names for a sentence: ``a``, ``a and b``, ``a, b, c and 7 more``."""
    known = [on_one_line(name) for name in names]
    if len(known) > most:
        first = enumerated(known[:most])
        return tr("{first} and {number:,} more", first=first, number=len(known) - most)
    if len(known) < 2:
        return "".join(known)
    return tr("{first} and {last}", first=enumerated(known[:-1]), last=known[-1])
