"""Rows of the project's tables: what SQLite keeps of each class of `model`, and back.

A column is a field: same name, same order. Values are what both SQLite and JSON hold as they are,
so that the project's log can keep rows too.
"""

from __future__ import annotations

import contextlib
import dataclasses
import functools
import json
import sqlite3
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from fractions import Fraction
from typing import Any, Generic, TypeVar, cast

from app.core.library.model import (
    Clip,
    Cut,
    Dataset,
    Prompt,
    Row,
    Settings,
    Shot,
    Source,
    Still,
)
from app.core.media.geometry import Crop

R = TypeVar("R", bound=Row)
Value = int | float | str | None

_Codec = tuple[Callable[[Any], Value], Callable[[Any], Any]]


def _rate_text(rate: Fraction) -> str:
    return f"{rate.numerator}/{rate.denominator}"


def _list_text(values: Sequence[object]) -> str:
    return json.dumps(list(values), ensure_ascii=False)


def _pair(text: str) -> tuple[int, int]:
    first, second = json.loads(text)
    return first, second


@functools.lru_cache(maxsize=4096)
def _tuple(text: str) -> tuple[Any, ...]:
    """Return the values of a list; most rows have one of a few, and share it."""
    return tuple(json.loads(text))


_TUPLE: _Codec = (_list_text, _tuple)

# One of a few words, which all rows share: an object each would be as large as a row.
_SHARED: _Codec = (str, lambda text: sys.intern(text))

# By annotation. A type that is not here is kept as it is.
_CODECS: dict[str, _Codec] = {
    "bool": (int, bool),
    "State": _SHARED,
    "Fraction": (_rate_text, Fraction),
    "Crop | None": (
        lambda crop: None if crop is None else str(crop),
        lambda text: None if text is None else Crop(*map(int, text.split(":"))),
    ),
    "tuple[str, ...]": _TUPLE,
    "tuple[int, ...]": _TUPLE,
    "tuple[int, int]": (_list_text, _pair),
    "tuple[int, int] | None": (
        lambda pair: None if pair is None else _list_text(pair),
        lambda text: None if text is None else _pair(text),
    ),
}


_UNFIT = (  # what values that are no row raise
    *(ValueError, TypeError, ArithmeticError),
    *(LookupError, AttributeError, RecursionError),
)


class DamagedRow(sqlite3.DatabaseError):
    """A row that no edit of ours wrote; said as SQLite's own damage is."""

    sqlite_errorcode = sqlite3.SQLITE_CORRUPT


@contextlib.contextmanager
def making_rows() -> Iterator[None]:
    """Turn what values that are no row raise in the block into `DamagedRow`."""
    try:
        yield
    except _UNFIT as error:
        raise DamagedRow(f"{type(error).__name__}: {error}") from error


class Table(Generic[R]):
    """A table and the class of its rows."""

    def __init__(self, name: str, row: type[R]) -> None:
        fields = dataclasses.fields(row)
        self.name = name
        self.row = row
        self.columns = tuple(field.name for field in fields)
        self._codecs = {f.name: _CODECS[str(f.type)] for f in fields if f.type in _CODECS}

    def encode(self, row: Row) -> list[Value]:
        """Return the row's values, one per column."""
        return [self.encode_field(name, getattr(row, name)) for name in self.columns]

    def encode_field(self, name: str, value: object) -> Value:
        """Return what the column ``name`` keeps of a field's value."""
        codec = self._codecs.get(name)
        return codec[0](value) if codec else cast(Value, value)

    def decode_field(self, name: str, value: Value) -> object:
        """Return the field's value that `encode_field` was given."""
        codec = self._codecs.get(name)
        return codec[1](value) if codec else value

    def decode(self, rows: Iterable[Sequence[Value]]) -> Iterator[R]:
        """Yield a row for each sequence of values, one per column.

        Raises:
            DamagedRow: The values are none of a row.
        """
        codecs = [self._codecs.get(name) for name in self.columns]
        places = [(place, codec[1]) for place, codec in enumerate(codecs) if codec]
        with making_rows():
            for values in rows:
                fields: list[Any] = list(values)
                for place, decode in places:
                    fields[place] = decode(fields[place])
                yield self.row(**dict(zip(self.columns, fields, strict=True)))

    def select(self, rest: str = "") -> str:
        """Return a SELECT of all columns; ``rest`` follows the table's name."""
        return f"SELECT {self.listed} FROM {self.name} {rest}"

    @property
    def listed(self) -> str:
        """The columns as SQL."""
        return ", ".join(f'"{name}"' for name in self.columns)


SETTINGS = Table("settings", Settings)
SOURCE = Table("source", Source)
CUT = Table("cut", Cut)
SHOT = Table("shot", Shot)
CLIP = Table("clip", Clip)
STILL = Table("still", Still)
DATASET = Table("dataset", Dataset)
PROMPT = Table("prompt", Prompt)

TABLES: tuple[Table[Any], ...] = (SETTINGS, SOURCE, CUT, SHOT, CLIP, STILL, DATASET, PROMPT)
"""Every table, those referred to before those that refer to them."""

OF_SOURCE: tuple[Table[Any], ...] = (CUT, SHOT, CLIP, STILL)
"""Tables whose rows belong to a source and go with it."""

_BY_NAME = {table.name: table for table in TABLES}
_BY_ROW: dict[type[Any], Table[Any]] = {table.row: table for table in TABLES}


def table_named(name: str) -> Table[Any]:
    """Return a table by its name."""
    return _BY_NAME[name]


def table_of(row: type[R]) -> Table[R]:
    """Return the table that keeps a class of rows."""
    return _BY_ROW[row]
