"""Files as the trainer lists them, followed edit by edit: those of a folder, or some of them."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Iterable
from operator import attrgetter

from app.core.planner.facts import Source, Sources
from app.core.planner.listing import Host

FEW = 8  # files; more are sorted anew at once


class Listed:
    """Files by name.

    Attributes:
        sources: They; another object after each change, which keeps what it can.
    """

    def __init__(self, files: Iterable[Source]) -> None:
        self._names: list[str] = []
        self.sources = Sources()
        self.become(files)

    def become(self, files: Iterable[Source]) -> None:
        """List other files."""
        listed = sorted(files, key=attrgetter("file"))
        self._names = [source.file for source in listed]
        self.sources = Sources(listed, fold_case=Host.here().folds_case)

    def change(self, gone: Iterable[Source], come: Iterable[Source]) -> None:
        """Take some files off the list and put others on it; one of the same name follows it.

        No two files have one stem.
        """
        out = {source.file: source for source in gone}
        new = {source.file: source for source in come}
        same = {file for file in out.keys() & new.keys() if out[file] == new[file]}
        if len(out) + len(new) - 2 * len(same) > FEW:
            kept = (source for source in self.sources.items if source.file not in out)
            self.become([*kept, *new.values()])
            return
        for file in out.keys() - same - new.keys():
            self._remove(file)
        for file in new.keys() - same:
            self._put(new[file], out)

    def _remove(self, file: str) -> None:
        place = bisect_left(self._names, file)
        del self._names[place]
        self.sources = self.sources.removed(place)

    def _put(self, source: Source, out: Collection[str]) -> None:
        place = bisect_left(self._names, source.file)
        if source.file in out:
            self.sources = self.sources.replaced(place, source)
        else:
            self._names.insert(place, source.file)
            self.sources = self.sources.inserted(place, source, alone=True)
