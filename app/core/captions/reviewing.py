"""Machine captions from asking to judging: which rows to ask for, which answers need no look.

A machine never writes over a person's words: its captions wait beside them. What can be taken
unseen is what stands at rows without words of a person, and has nothing wrong with it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Container, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from app.core.amounts import counted
from app.core.captions.text import one_line
from app.core.language import enumerated, tr
from app.core.library.captioned import Key, Row, key_of
from app.core.library.model import Clip, Still

if TYPE_CHECKING:
    from app.core.library.machine import MachineCaption
    from app.core.library.project import Project

_FLAGS = ("truncated", "refusal", "repeated", "uncertain")  # of `machine.finishing`
_HARMLESS = {"language"}  # who asks for Korean shall not be told so at each caption

Pair: TypeAlias = "tuple[Row, MachineCaption]"


@dataclass(frozen=True, slots=True)
class Whom:
    """Which rows of many to ask for; those without words always.

    Attributes:
        written: Those that have words, too.
        waiting: Those of which a machine caption waits, too: it is asked for again.
        done: Of all these, also those a person marked as done.
    """

    written: bool = False
    waiting: bool = False
    done: bool = False

    def of(self, rows: Iterable[Row], waiting: Container[Key]) -> list[Row]:
        """Return the rows to ask for, in their order; what was rejected is never asked for."""
        return [
            row
            for row in rows
            if row.state == "picked"
            and (self.done or not row.done)
            and (self.written or not row.caption)
            and (self.waiting or key_of(row) not in waiting)
        ]


def named(rows: Sequence[Row], *, empty: bool = False) -> str:
    """Return rows in words: ``21 empty clips``, ``1 still``, ``9 clips and stills``.

    Args:
        rows: Which.
        empty: Say that they have no words.
    """
    kinds, number = {type(row) for row in rows}, len(rows)
    if kinds == {Clip}:
        return counted(number, "empty clip") if empty else counted(number, "clip")
    if kinds == {Still}:
        return counted(number, "empty still") if empty else counted(number, "still")
    if empty:
        return tr("{number:,} empty clips and stills", number=number)
    return tr("{number:,} clips and stills", number=number)


# ------------------------------------------------------------------------------- taking unseen


def unwritten(project: Project, rows: Iterable[Row]) -> set[Key]:
    """Return the rows without words of a person: empty, or as a machine wrote them.

    Words that a person marked as done are that person's, whoever wrote them. Reads the project on
    disk.
    """
    return {
        key_of(row)
        for row in rows
        if not row.caption or (not row.done and _by_machine(project, row))
    }


def _by_machine(project: Project, row: Row) -> bool:
    newest = next(iter(project.wordings(row)), None)
    return newest is not None and newest.text == row.caption and bool(newest.model)


def is_clean(caption: MachineCaption, lints: Iterable[str]) -> bool:
    """Return whether nothing is wrong with a text: no flag of its making, no lint of weight."""
    return not any(caption.details.get(flag) for flag in _FLAGS) and not set(lints) - _HARMLESS


def takeable(
    pairs: Iterable[Pair],
    free: Container[Key],
    is_fine: Callable[[Row, MachineCaption], bool],
    there: Iterable[str] = (),
) -> list[Pair]:
    """Return the machine captions that can be taken unseen: nothing is wrong with them.

    Args:
        pairs: Rows, each with the text that waits.
        free: The rows without words of a person; others are for the person to judge.
        is_fine: Whether a text is; see `is_clean`.
        there: The captions of all other rows: the same words twice teach nothing.
    """
    found = [(row, each) for row, each in pairs if key_of(row) in free and each.text]
    times = Counter(map(one_line, there)) + Counter(one_line(each.text) for _, each in found)
    return [
        (row, each) for row, each in found if times[one_line(each.text)] < 2 and is_fine(row, each)
    ]


# ----------------------------------------------------------------------------------- the end


@dataclass(frozen=True, slots=True)
class Ended:
    """How a request ended.

    Attributes:
        asked: Rows that were asked for.
        came: Rows of which a text came.
        failed: Rows of which none came.
        trouble: Why, of the failure that was most frequent, or what stopped all; may be empty.
    """

    asked: int
    came: int
    failed: tuple[Key, ...] = ()
    trouble: str = ""

    @property
    def sentence(self) -> str:
        """The end in words: ``21 captions: 19 came, 2 failed: why``."""
        if not self.failed and self.came == self.asked:
            return tr("{captions} came.", captions=counted(self.came, "caption"))
        parts = [tr("{number:,} came", number=self.came)]
        if self.failed:
            parts.append(tr("{number:,} failed", number=len(self.failed)))
        if left := self.asked - self.came - len(self.failed):
            parts.append(tr("{number:,} not asked", number=left))
        said = tr(
            "{captions}: {ends}", captions=counted(self.asked, "caption"), ends=enumerated(parts)
        )
        return f"{said}: {self.trouble}" if self.trouble else tr("{sentence}.", sentence=said)


def joined(one: Ended, other: Ended) -> Ended:
    """Return the end of a request that was made in two parts."""
    return Ended(
        one.asked + other.asked,
        one.came + other.came,
        one.failed + other.failed,
        one.trouble or other.trouble,
    )


def ended(keys: Sequence[Key], kept: Iterable[MachineCaption], stopped: str = "") -> Ended:
    """Return how a request for rows ended.

    Args:
        keys: What was asked for.
        kept: What was kept of its batch.
        stopped: The sentence that ended it before all were asked; empty where it went through.
    """
    wanted = set(keys)
    of = [each for each in kept if (each.table, each.row) in wanted]
    failed = [each for each in of if each.trouble]
    reasons = Counter(each.trouble for each in failed).most_common(1)
    why = stopped or (reasons[0][0] if reasons else "")
    gone = {(each.table, each.row) for each in failed}
    return Ended(len(keys), len(of) - len(failed), tuple(k for k in keys if k in gone), why)
