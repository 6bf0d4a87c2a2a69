"""Changes to the text of a dataset file that leave everything else in it as it is.

Each function takes the whole text and returns the whole text: comments, order, blank lines and
keys that nobody knows stay. An entry is named by its place among ``[[datasets]]``, from 0; None
names ``[general]``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

import tomlkit
from tomlkit.exceptions import TOMLKitError
from tomlkit.items import AoT, Table

from app.core.errors import DatasetError

if TYPE_CHECKING:
    from tomlkit import TOMLDocument

GENERAL, DATASETS = "general", "datasets"


def read(text: str) -> TOMLDocument:
    """Return a text as tables that can be changed.

    Raises:
        DatasetError: It is no TOML; the sentence names the line.
    """
    try:
        return tomlkit.parse(text)
    except TOMLKitError as error:
        line = getattr(error, "line", None)
        where = f"Line {line} of the dataset file" if line else "The dataset file"
        raise DatasetError(
            f"{where} is no valid TOML; mend it there first.", detail=str(error)
        ) from error


def with_value(text: str, dataset: int | None, key: str, value: Any) -> str:  # noqa: ANN401
    """Return the text with a key set; a key that is new stands at the end of its table.

    Args:
        text: The dataset file.
        dataset: The entry; None for ``[general]``, which is made where there is none.
        key: Of the trainer's schema, or any other.
        value: A text, number, bool, or a list of those.

    Raises:
        DatasetError: The text is no TOML, or has no such entry.
    """
    document = read(text)
    put(table_of(document, dataset), key, value)
    return tomlkit.dumps(document)


def without_key(text: str, dataset: int | None, key: str) -> str:
    """Return the text without a key of an entry; as it is where the entry does not have it.

    Raises:
        DatasetError: As `with_value`.
    """
    document = read(text)
    table = table_of(document, dataset)
    if key not in table:
        return text
    del table[key]
    return tomlkit.dumps(document)


def with_entry(text: str, place: int, values: Mapping[str, Any], comment: str = "") -> str:
    """Return the text with one more entry before the one at ``place``.

    Raises:
        DatasetError: The text is no TOML.
    """
    document = read(text)
    tables = list(entries_of(document))
    tables.insert(place, made_entry(values, comment))
    put_entries(document, tables)
    return tomlkit.dumps(document)


def without_entry(text: str, place: int) -> str:
    """Return the text without an entry and the comments inside it.

    Raises:
        DatasetError: The text is no TOML, or has no such entry.
    """
    document = read(text)
    tables = list(entries_of(document))
    _check(tables, place)
    del tables[place]
    put_entries(document, tables)
    return tomlkit.dumps(document)


def moved_entry(text: str, place: int, to: int) -> str:
    """Return the text with the entry at ``place`` standing at ``to``.

    Raises:
        DatasetError: The text is no TOML, or has no such entry.
    """
    document = read(text)
    tables = list(entries_of(document))
    _check(tables, place)
    tables.insert(to, tables.pop(place))
    put_entries(document, tables)
    return tomlkit.dumps(document)


def doubled_entry(text: str, place: int, values: Mapping[str, Any]) -> str:
    """Return the text with a second one behind an entry, in which some keys are others.

    Args:
        text: The dataset file.
        place: The entry to copy, comments included.
        values: What the copy says otherwise: at least its cache folder.

    Raises:
        DatasetError: The text is no TOML, or has no such entry.
    """
    document = read(text)
    tables = list(entries_of(document))
    _check(tables, place)
    copy = tomlkit.parse(tables[place].as_string())
    twin = tomlkit.table()
    for key, item in copy.body:
        twin.append(key, item)
    for name, value in values.items():
        put(twin, name, value)
    tables.insert(place + 1, twin)
    put_entries(document, tables)
    return tomlkit.dumps(document)


# ------------------------------------------------------------------ tables


def table_of(document: TOMLDocument, dataset: int | None) -> Table:
    """Return the table of an entry, or ``[general]``, made where there is none.

    Raises:
        DatasetError: There is no such entry.
    """
    if dataset is None:
        if GENERAL not in document:
            document.add(GENERAL, tomlkit.table())
        general = document[GENERAL]
        if not isinstance(general, Table):
            raise DatasetError("[general] is no table of its own; write it as [general] first.")
        return general
    tables = entries_of(document)
    _check(tables, dataset)
    return tables[dataset]


def entries_of(document: TOMLDocument) -> list[Table]:
    """Return the tables of ``[[datasets]]``, in the order of the file.

    Raises:
        DatasetError: They are written in another form.
    """
    found = document.get(DATASETS)
    if found is None or (isinstance(found, list) and not found):
        return []
    if not isinstance(found, AoT):
        raise DatasetError("The datasets are not written as [[datasets]] tables; do that first.")
    return list(found.body)


def put_entries(document: TOMLDocument, tables: Iterable[Table]) -> None:
    """Let a document have these entries, in this order, and no others."""
    made = tomlkit.aot()
    for table in tables:
        made.append(table)
    if DATASETS in document:
        document[DATASETS] = made
    else:
        document.add(DATASETS, made)


def made_entry(values: Mapping[str, Any], comment: str = "") -> Table:
    """Return a new entry; its comment stands at its top."""
    table = tomlkit.table()
    if comment:
        table.add(tomlkit.comment(" ".join(comment.split())))
    for key, value in values.items():
        table.add(key, value)
    return table


def put(table: Table, key: str, value: Any) -> None:  # noqa: ANN401
    """Set a key of a table; the comment behind it stays, and so does a value that is the same."""
    value = list(value) if isinstance(value, tuple) else value
    if key in table:
        before = table[key]
        if type(getattr(before, "unwrap", lambda: before)()) is type(value) and before == value:
            return
    table[key] = value


def _check(tables: list[Table], place: int) -> None:
    if not 0 <= place < len(tables):
        raise DatasetError(f"The dataset file has no dataset {place} any more; look at it again.")
