"""What cards ask for, as changes of the dataset file: one step to undo each."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from app.core.errors import DatasetError
from app.core.language import tr
from app.core.planner.editing.dataset_fields import Section
from app.core.planner.editing.entry_changes import with_new_dataset, with_twin
from app.core.planner.editing.key_help import key_named
from app.core.planner.names import names_by_places
from app.core.planner.schema import Kind
from app.core.planner.text.entry_text import moved_entry, with_values, without_entry, without_key
from app.ui.dialogs import choose_file, choose_folder
from app.ui.loop import spawn
from app.ui.plan.card_entry import EntryCard
from app.ui.plan.source import PlanSource

if TYPE_CHECKING:
    from app.core.export.plan_view import PlanView
    from app.core.library.model import Dataset, Settings


class CardChanges(QObject):
    """Changes the text of a `PlanSource` as cards and commands ask.

    Args:
        source: What is changed.
        over: What dialogs stand over.
    """

    def __init__(self, source: PlanSource, over: QWidget) -> None:
        super().__init__(over)
        self._source, self._over = source, over

    def follow(self, card: EntryCard) -> None:
        """Do what a card asks for."""
        card.keys.written.connect(partial(self._write, card))
        card.keys.cleared.connect(partial(self._clear, card))
        card.keys.tried.connect(partial(self._try, card))
        card.keys.choose_asked.connect(partial(self._choose, card))
        card.head.renamed.connect(partial(self._rename, card))

    def titles(self, view: PlanView, sections: Sequence[Section]) -> list[str]:
        """Return what ``[general]`` and the datasets are called, for people.

        Args:
            view: The last plan.
            sections: The datasets as they are now.
        """
        rows, _ = self._rows()
        named = [row.name for row in rows]
        if len(named) != len(sections):
            named = list(view.names)
        if len(named) != len(sections):
            named = [*names_by_places(map(_places, sections))]
        return [self.tr("All datasets"), *named]

    # ---------------------------------------------------------------------------------- keys

    def _write(self, card: EntryCard, values: Mapping[str, object], name: str) -> None:
        change = partial(with_values, dataset=_index(card), values=values)
        self._source.change_entry(change, self._label(card, name))

    def _clear(self, card: EntryCard, name: str) -> None:
        change = partial(without_key, dataset=_index(card), key=name)
        self._source.change_entry(change, self._label(card, name))

    def _try(self, card: EntryCard, values: Mapping[str, object]) -> None:
        text = with_values(self._source.text, _index(card), values) if values else None
        self._source.try_text(text)

    def _label(self, card: EntryCard, name: str) -> str:
        key = key_named(name)
        what = tr(key.label).lower() if key is not None else name
        return self.tr('"{}": {}').format(card.head.title(), what)

    def _choose(self, card: EntryCard, name: str) -> None:
        spawn(self._chosen(card, name))

    async def _chosen(self, card: EntryCard, name: str) -> None:
        key, section = key_named(name), card.section()
        if key is None or section is None:
            return
        known = str(section.own.get(name, ""))
        folder = str(Path(known).parent) if known else ""
        title = tr(key.label)
        if key.control == "file":
            jsonl = self.tr("JSONL (*.jsonl *.json)")
            path = await choose_file(self._over, title, folder, [jsonl, self.tr("All files (*)")])
        else:
            path = await choose_folder(self._over, title, folder)
        if path is not None:
            self._write(card, {name: path.as_posix()}, name)

    # ------------------------------------------------------------------------------ datasets

    def add(self, kind: Kind, then: Callable[[], None]) -> None:
        """Add a dataset at the end; a file of its own asks for its folder first.

        Args:
            kind: What it reads.
            then: Called when it is there.
        """
        if self._source.is_project:
            self._add(kind, "")
            then()
        else:
            spawn(self._ask_and_add(kind, then))

    async def _ask_and_add(self, kind: Kind, then: Callable[[], None]) -> None:
        title = self.tr("Folder of clips") if kind == "video" else self.tr("Folder of stills")
        folder = await choose_folder(self._over, title)
        if folder is not None:
            self._add(kind, folder.as_posix())
            then()

    def _add(self, kind: Kind, folder: str) -> None:
        label = self.tr("Add clips") if kind == "video" else self.tr("Add stills")
        self._source.change_entry(partial(with_new_dataset, kind=kind, folder=folder), label)

    def duplicate(self, place: int, title: str) -> None:
        """Put a copy of a dataset behind it."""
        rows, settings = self._rows()
        if settings is not None and place < len(rows):
            from app.core.export.dataset_edits import doubled

            self._source.apply(doubled(rows, settings, self._source.text, place))
            return
        label = self.tr('Duplicate "{}"').format(title)
        self._source.change_entry(partial(with_twin, place=place), label)

    def remove(self, place: int, title: str) -> None:
        """Take a dataset out."""
        label = self.tr('Remove "{}"').format(title)
        self._source.change_entry(partial(without_entry, place=place), label)

    def move(self, place: int, to: int, title: str) -> None:
        """Put a dataset elsewhere in the file."""
        label = self.tr('Move "{}"').format(title)
        self._source.change_entry(partial(moved_entry, place=place, to=to), label)

    def _rename(self, card: EntryCard, name: str) -> None:
        rows, settings = self._rows()
        place = _index(card)
        if settings is None or place is None or place >= len(rows):
            return
        from app.core.export.dataset_edits import renamed

        try:
            edit = renamed(rows, settings, self._source.text, place, name)
        except DatasetError as error:
            card.show_refusal(str(error))
            return
        card.show_refusal("")
        self._source.apply(edit)

    def _rows(self) -> tuple[list[Dataset], Settings | None]:
        document = self._source.document
        if not self._source.is_project or document is None or not document.is_open:
            return [], None
        return list(document.rows.datasets), document.rows.settings


def _index(card: EntryCard) -> int | None:
    section = card.section()
    return None if section is None else section.index


def _places(section: Section) -> tuple[str | None, ...]:
    """Return what a dataset says of its places, as `names_by_places` wants it."""
    keys = ("cache_directory", f"{section.kind}_directory", f"{section.kind}_jsonl_file")
    said = (section.own.get(key) for key in keys)
    return tuple(place if isinstance(place, str) else None for place in said)
