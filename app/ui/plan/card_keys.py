"""The keys of a card: those in sight, the rare ones behind "More", those nobody knows."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.core.errors import DatasetError
from app.core.planner.editing.dataset_fields import (
    Field,
    Section,
    fields_of,
    odd_keys,
    with_extraction,
)
from app.core.planner.editing.key_help import key_named
from app.core.planner.editing.typed_values import value_of
from app.ui import theme
from app.ui.plan.card_rows import FieldRow, OddRow

if TYPE_CHECKING:
    from app.core.export.plan_view import Mark


@dataclass(frozen=True, slots=True)
class Look:
    """How a section is shown.

    Attributes:
        title: For people.
        architecture: What is trained, such as ``wan``.
        project: It belongs to a project.
        read_only: Nothing can be changed.
    """

    title: str
    architecture: str
    project: bool
    read_only: bool


class KeyList(QWidget):
    """Rows for the keys of one table of the dataset file, made when they are first wanted.

    Signals:
        written: Values by key, and the key that was changed.
        cleared: A key is to be taken out.
        tried: Values by key, while one is stepped; {} where it was taken back.
        choose_asked: A key whose folder or file is to be chosen.
    """

    written = Signal(object, str)
    cleared = Signal(str)
    tried = Signal(object)
    choose_asked = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._usual, self._rare = QWidget(), QWidget()
        self._rows: dict[str, FieldRow] = {}
        self._odd: list[OddRow] = []
        self._section: Section | None = None
        self._look = Look("", "wan", project=False, read_only=False)
        self._marks: tuple[Mark, ...] = ()
        self._built = False
        self._more: bool | None = None  # as the hand had it
        for part in (self._usual, self._rare):
            column = QVBoxLayout(part)
            column.setContentsMargins(0, 0, 0, 0)
            column.setSpacing(theme.px(3))
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(theme.px(3))
        whole.addWidget(self._usual)
        whole.addWidget(self._rare)
        self._rare.hide()

    # ------------------------------------------------------------------------------ showing

    @property
    def rows(self) -> dict[str, FieldRow]:
        """The rows by key; those that are not made yet are made now."""
        self.build()
        return self._rows

    @property
    def odd_rows(self) -> list[OddRow]:
        """The rows of keys that the trainer does not take here."""
        self.build()
        return [row for row in self._odd if not row.isHidden()]

    def is_built(self) -> bool:
        """Return whether the rows are made."""
        return self._built

    def build(self) -> None:
        """Make the rows, where they are not there yet."""
        if not self._built and self._section is not None:
            self._built = True
            self._show_rows()

    def show_section(self, section: Section, look: Look) -> None:
        """Show a table of the file as it is now; what is being typed stays."""
        self._section, self._look = section, look
        if self._built:
            self._show_rows()

    def show_marks(self, marks: Sequence[Mark]) -> None:
        """Show what is to be said at the keys."""
        self._marks = tuple(marks)
        if self._built:
            self._show_marks()

    def has_place(self, mark: Mark) -> bool:
        """Return whether a mark is shown at a row that is in sight."""
        if mark.key is None or self._section is None:
            return False
        if any(odd.name == mark.key for odd in odd_keys(self._section)):
            return True
        found = (field for field in self._fields() if field.key.name == mark.key)
        return any(field.usual or self.more_open() for field in found)

    def more_open(self) -> bool:
        """Return whether the rare keys are shown: as the hand had it, else where one is set."""
        if self._more is not None:
            return self._more
        rare = [field for field in self._fields() if not field.usual and field.origin == "own"]
        return any(not (self._look.project and field.key.place) for field in rare)

    def show_more(self) -> None:
        """Show the rare keys, or hide them."""
        self._more = not self.more_open()
        self._built = True
        self._show_rows()

    def controls(self) -> Iterator[QWidget]:
        """Yield the controls as they stand."""
        for part in (self._usual, self._rare):
            rows = [row for row in self._rows.values() if row.parentWidget() is part]
            for row in sorted(rows, key=_place_in(part)):
                if row.control is not None:
                    yield row.control

    def _fields(self) -> tuple[Field, ...]:
        look, section = self._look, self._section
        if section is None:
            return ()
        return fields_of(section, look.architecture, project=look.project)

    # --------------------------------------------------------------------------------- rows

    def _show_rows(self) -> None:
        fields, more = self._fields(), self.more_open()
        self._fill(self._usual, [field for field in fields if field.usual])
        if more:
            self._fill(self._rare, [field for field in fields if not field.usual])
        self._rare.setVisible(more)
        shown = {field.key.name for field in fields}
        for name, row in self._rows.items():
            if name not in shown:
                row.hide()
        self._show_odd()
        self._show_marks()

    def _fill(self, part: QWidget, fields: Sequence[Field]) -> None:
        column = part.layout()
        assert isinstance(column, QVBoxLayout)
        for place, field in enumerate(fields):
            row = self._rows.get(field.key.name)
            if row is None:
                row = self._rows[field.key.name] = self._made(field)
            if column.indexOf(row) != place:
                column.insertWidget(place, row)
            row.show_field(field, read_only=self._look.read_only)
            row.show()

    def _made(self, field: Field) -> FieldRow:
        row = FieldRow(field.key, locked=self._look.project and field.key.place)
        row.typed.connect(self._on_typed)
        row.tried.connect(self._on_tried)
        row.choose_asked.connect(self.choose_asked)
        return row

    def _show_odd(self) -> None:
        found = odd_keys(self._section) if self._section is not None else ()
        column = self._usual.layout()
        assert isinstance(column, QVBoxLayout)
        for _ in range(len(self._odd), len(found)):
            row = OddRow()
            row.removed.connect(self.cleared)
            column.addWidget(row)
            self._odd.append(row)
        for place, row in enumerate(self._odd):
            row.setVisible(place < len(found))
            if place < len(found):
                row.show_odd(found[place], read_only=self._look.read_only)

    def _show_marks(self) -> None:
        said: dict[str, Mark] = {}
        for mark in self._marks:
            if mark.key is not None:
                said.setdefault(mark.key, mark)
        for name, row in self._rows.items():
            own = said.get(name)
            row.set_mark(own.grade if own else "bad", own.here if own else "")

    # ------------------------------------------------------------------------------ changing

    def _on_typed(self, name: str, text: str) -> None:
        values = self._values(name, text)
        if values is None:
            return
        row, section = self._rows[name], self._section
        row.set_error("")
        row.put_back()  # as the file has it, until it has another
        if not values:
            self.cleared.emit(name)
        elif section is not None and any(
            key not in section.own or _differs(section.own[key], value)
            for key, value in values.items()
        ):
            self.written.emit(values, name)

    def _on_tried(self, name: str, text: str) -> None:
        section = self._section
        try:
            values = self._read(name, text)
        except DatasetError:
            return
        same = section is not None and all(section.value(k) == v for k, v in values.items())
        self.tried.emit({} if same else values)

    def _values(self, name: str, text: str) -> dict[str, object] | None:
        """Return what was typed by key; {} takes the key out, None where it cannot be that."""
        section = self._section
        if section is None or (not text and name not in section.own):
            self._rows[name].set_error("")
            return None
        if not text:
            return {}
        try:
            return self._read(name, text)
        except DatasetError as error:
            self._rows[name].set_error(str(error))
            return None

    def _read(self, name: str, text: str) -> dict[str, object]:
        key = key_named(name)
        if key is None or self._section is None or not text:
            return {}
        value = value_of(key, text)
        if name == "frame_extraction":
            return with_extraction(self._section, str(value))
        return {name: value}


def _place_in(part: QWidget) -> Callable[[QWidget], int]:
    layout = part.layout()
    assert isinstance(layout, QVBoxLayout)
    return layout.indexOf


def _differs(own: object, value: object) -> bool:
    return type(own) is not type(value) or own != value
