"""The lines of a log that somebody looks at, read in the background."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from shiboken6 import isValid

from app.core.jobs import Checkpoint, Progress, Stopped
from app.ui.jobs import Jobs
from app.ui.loop import spawn

if TYPE_CHECKING:
    import numpy as np

    from app.core.training.watching.log_cutting import Ints
    from app.core.training.watching.log_index import LogIndex, LogLines

_PAGE = 128  # lines that are read at once
_PAGES = 64  # that are kept


class LogPages(QObject):
    """One log: how many lines it has, those in sight, and where words are in it.

    Rows are places among the lines that are shown: all of them, or those bad enough.

    Attributes:
        lines: All lines as of the last look; None before the first.
        rows: Number of the line of each row.
        found: Rows that hold what was looked for, in order.
        searching: Whether that is still being found out.

    Signals:
        grown: There are other rows.
        came: Lines were read that were missing.
        searched: ``found`` is another.
    """

    grown = Signal()
    came = Signal()
    searched = Signal()

    def __init__(self, jobs: Jobs, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._jobs = jobs
        self._index: LogIndex | None = None
        self._path: Path | None = None
        self._least = 0
        self._kept: OrderedDict[int, tuple[str, ...]] = OrderedDict()
        self._asked: set[int] = set()
        self._looking = False
        self._turn = 0  # of searches: a later one ends those before
        self._words = ""
        self.searching = False
        self.lines: LogLines | None = None
        self.rows: Ints | None = None
        self.found: Ints | None = None

    @property
    def count(self) -> int:
        """How many rows there are."""
        return 0 if self.rows is None else len(self.rows)

    @property
    def path(self) -> Path | None:
        """The log."""
        return self._path

    @property
    def busy(self) -> bool:
        """Whether it looks at the log."""
        return self._looking

    def begin(self, path: Path | None) -> None:
        """Show another log; None: none."""
        if path == self._path:
            return
        self._path, self._index = path, None
        self.lines = self.rows = self.found = None
        self._forget()
        self.grown.emit()
        self.searched.emit()
        self.look()

    def show_grade(self, least: int) -> None:
        """Show lines that are at least so bad; see `log_cutting`."""
        if least != self._least:
            self._least = least
            self._forget()
            self._choose_rows()
            self.grown.emit()
            self.find(self._words)

    def grades(self) -> tuple[int, int]:
        """Return how many lines warn, and how many tell of errors."""
        if self.lines is None:
            return 0, 0
        grades = self.lines.grades
        return int((grades == 1).sum()), int((grades == 2).sum())

    def grade_of(self, row: int) -> int:
        """Return how bad the line of a row is."""
        if self.lines is None or self.rows is None or not 0 <= row < self.count:
            return 0
        return int(self.lines.grades[self.rows[row]])

    # ------------------------------------------------------------------------------ following

    def look(self) -> None:
        """Look at what the log has got since."""
        if self._path is not None and not self._looking:
            self._looking = True
            spawn(self._look(self._path))

    async def _look(self, path: Path) -> None:
        try:
            before = self.lines
            index, lines = await self._jobs.beside(_update, self._index, path, stoppable=True)
        except Stopped:
            return
        finally:
            self._looking = False
        if not isValid(self):  # its window was closed meanwhile
            return
        if path != self._path:
            self.look()
            return
        self._index = index
        if before is None or lines.size != before.size:
            self._take(lines)

    def _take(self, lines: LogLines) -> None:
        known = self.lines
        self.lines = lines
        count = self.count
        self._choose_rows()
        if known is None or lines.size < known.size:
            self._forget()
        else:
            self._drop_page((count - 1) // _PAGE)  # its last lines may be longer now
        self.grown.emit()
        if self._words:
            self.find(self._words)

    def _choose_rows(self) -> None:
        self.rows = None if self.lines is None else self.lines.rows(self._least)

    # -------------------------------------------------------------------------------- reading

    def text(self, row: int) -> str | None:
        """Return the line of a row; None while it is being read."""
        page = row // _PAGE
        kept = self._kept.get(page)
        place = row % _PAGE
        if kept is not None and place < len(kept):
            self._kept.move_to_end(page)
            return kept[place]
        if page not in self._asked and self.lines is not None and self.rows is not None:
            self._asked.add(page)
            spawn(self._read(page, self.lines, self.rows))
        return None

    async def _read(self, page: int, lines: LogLines, rows: Ints) -> None:
        wanted = rows[page * _PAGE : (page + 1) * _PAGE]
        try:
            texts = await self._jobs.beside(lines.read, wanted, brief=True)
        finally:
            self._asked.discard(page)
        if (
            not isValid(self)
            or self.rows is None
            or self.lines is None
            or self.lines.path != lines.path
        ):
            return
        now = self.rows[page * _PAGE : (page + 1) * _PAGE]
        if len(now) >= len(wanted) and bool((now[: len(wanted)] == wanted).all()):
            self._kept[page] = texts
            while len(self._kept) > _PAGES:
                self._kept.popitem(last=False)
        self.came.emit()

    async def copy(self, first: int, last: int) -> str:
        """Return the lines of rows as one text; no more than 100,000 of them."""
        if self.lines is None or self.rows is None:
            return ""
        wanted = self.rows[first : min(last + 1, first + 100_000)]
        texts: Sequence[str] = await self._jobs.beside(self.lines.read, wanted)
        return "\n".join(texts)

    def _forget(self) -> None:
        self._kept.clear()

    def _drop_page(self, page: int) -> None:
        self._kept.pop(page, None)

    # ------------------------------------------------------------------------------ searching

    @property
    def words(self) -> str:
        """What is looked for."""
        return self._words

    def find(self, words: str) -> None:
        """Look for words, in the background; the search before is given up."""
        self._turn += 1
        self._words = words
        self.searching = bool(words) and self.lines is not None
        if not words or self.lines is None:
            self.found = None
            self.searched.emit()
        else:
            spawn(self._find(words, self.lines, self._turn))

    async def _find(self, words: str, lines: LogLines, turn: int) -> None:
        def give_up(_: Progress) -> None:
            if turn != self._turn:
                raise Stopped

        try:
            found = await self._jobs.beside(_find, lines, words, give_up, stoppable=True)
        except Stopped:
            return
        if isValid(self) and turn == self._turn and self.rows is not None:
            self.searching = False
            self.found = _rows_of(found, self.rows)
            self.searched.emit()


def _update(
    index: LogIndex | None, path: Path, *, checkpoint: Checkpoint
) -> tuple[LogIndex, LogLines]:
    from app.core.training.watching.log_index import LogIndex

    index = index or LogIndex(path)
    return index, index.update(checkpoint)


def _find(
    lines: LogLines, words: str, give_up: Checkpoint, *, checkpoint: Checkpoint
) -> np.ndarray:
    def both(progress: Progress) -> None:
        give_up(progress)
        checkpoint(progress)

    return lines.find(words, both)


def _rows_of(numbers: Ints, rows: Ints) -> Ints:
    """Return in which rows lines stand; those that are not shown are passed over."""
    import numpy as np

    places = np.searchsorted(rows, numbers)
    inside = places < len(rows)
    places, numbers = places[inside], numbers[inside]
    chosen: Ints = places[rows[places] == numbers]
    return chosen
