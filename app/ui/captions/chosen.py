"""Which captions are listed, which one is shown, and which are selected."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QObject, Signal

from app.core.library.captioned import KINDS, Key, Row
from app.core.library.edits import Edit
from app.ui.document import Document


class Chosen(QObject):
    """Everybody reads it; the list and the table write what is listed and selected.

    Before another row is shown, what is being typed is kept (`Document.settle`).

    Attributes:
        listed: In the order they are shown.
        current: The one that is shown; None where there is none.
        selected: Those a person chose, in the order of ``listed``; the current one among them.
    """

    listed_changed = Signal()
    current_changed = Signal()
    selected_changed = Signal()

    def __init__(self, document: Document) -> None:
        super().__init__(document)
        self._document = document
        self.listed: tuple[Key, ...] = ()
        self._places: dict[Key, int] = {}  # of those listed
        self.current: Key | None = None
        self.selected: tuple[Key, ...] = ()
        document.opened.connect(self._forget)
        document.changed.connect(self._on_changed)
        document.reloaded.connect(self._drop_gone)

    def row(self, key: Key) -> Row | None:
        """Return the clip or still; None where it is not there (any more)."""
        if not self._document.is_open:
            return None
        kind, row_id = key
        return self._document.rows.get(KINDS[kind], row_id)

    @property
    def row_now(self) -> Row | None:
        """The clip or still that is shown."""
        return None if self.current is None else self.row(self.current)

    def rows(self, keys: Iterable[Key]) -> list[Row]:
        """Return the clips and stills that are there, in the order of the keys."""
        if not self._document.is_open:
            return []
        rows = self._document.rows
        found = (rows.get(KINDS[kind], row_id) for kind, row_id in keys)
        return [row for row in found if row is not None]

    def scope(self) -> list[Row]:
        """Return what a change of many is for: the selection if it is several, else all listed."""
        return self.rows(self.selected if len(self.selected) > 1 else self.listed)

    def scope_words(self) -> str:
        """Return of how many captions `scope` is, and why: ``12 selected``, ``62 listed``."""
        if len(self.selected) > 1:
            return self.tr("{} selected").format(f"{len(self.selected):,}")
        return self.tr("{} listed").format(f"{len(self.listed):,}")

    # ------------------------------------------------------------------------------- choosing

    def set_listed(self, keys: Sequence[Key]) -> None:
        """List other captions; the current one stays where it is among them."""
        listed = tuple(keys)
        if listed == self.listed:
            return
        before, self.listed = self.listed, listed
        self._places = {key: place for place, key in enumerate(listed)}
        self.listed_changed.emit()
        self._keep_to_listed(before)

    def choose(self, key: Key | None) -> None:
        """Show one caption, and select it alone."""
        self.select(() if key is None else (key,), key)

    def select(self, keys: Iterable[Key], current: Key | None) -> None:
        """Select captions and show one of them."""
        wanted = set(keys) | ({current} if current is not None else set())
        selected = tuple(sorted(wanted & self._places.keys(), key=self._places.__getitem__))
        if current is not None and current not in self._places:
            selected = (*selected, current)  # it is shown, though it is not listed
        if current != self.current:
            self._document.settle()
            self.current = current
            self.current_changed.emit()
        if selected != self.selected:
            self.selected = selected
            self.selected_changed.emit()

    def step(self, by: int) -> None:
        """Show the caption so many places on, back if negative; at an end nothing happens."""
        if not self.listed:
            return
        place = self.place()
        wanted = 0 if place is None else place + by
        if 0 <= wanted < len(self.listed):
            self.choose(self.listed[wanted])

    def next_open(self) -> bool:
        """Show the next caption that is not done, from the top again after the last.

        Returns:
            Whether there is one.
        """
        place = self.place()
        first = 0 if place is None else place + 1
        for key in (*self.listed[first:], *self.listed[: max(0, first - 1)]):
            row = self.row(key)
            if row is not None and not row.done:
                self.choose(key)
                return True
        return False

    def place(self) -> int | None:
        """Return the place of the current one among those listed."""
        return None if self.current is None else self._places.get(self.current)

    # ------------------------------------------------------------------------------ following

    def _keep_to_listed(self, before: Sequence[Key]) -> None:
        """Show a neighbour of one that is not listed any more, and select only what is."""
        there = self._places
        current = self.current
        if current not in there:
            place = before.index(current) if current is not None and current in before else 0
            after = (key for key in before[place:] if key in there)
            ahead = (key for key in reversed(before[:place]) if key in there)
            current = next(after, next(ahead, self.listed[0] if self.listed else None))
        self.select((key for key in self.selected if key in there), current)

    def _on_changed(self, edit: Edit) -> None:
        if any(table in ("clip", "still") for table, _ in edit.removed):
            self._drop_gone()

    def _drop_gone(self) -> None:
        left = [key for key in self.listed if self.row(key) is not None]
        if len(left) < len(self.listed):
            self.set_listed(left)

    def _forget(self) -> None:
        self.listed, self.current, self.selected = (), None, ()
        self._places = {}
        for signal in (self.listed_changed, self.current_changed, self.selected_changed):
            signal.emit()
