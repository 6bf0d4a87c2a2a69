"""Changes to the text of a dataset file that leave everything else in it as it is.

Each function takes the whole text and returns the whole text: comments, order, blank lines, line
ends, and keys that nobody knows stay to the byte, because only the place of the change is written.
An entry is named by its place among the datasets, from 0; None names ``[general]``. They may be
tables, ``{…}`` in a list, or ``general.key = …``.

The trainer's own reader says what a text holds before a change and after it: where a change would
make another difference than the one that was asked for, it is refused.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from copy import deepcopy
from typing import Any

from app.core.errors import DatasetError
from app.core.language import tr
from app.core.planner.findings import numbered
from app.core.planner.text import pieces
from app.core.planner.text.sections import DATASETS, GENERAL, Section, sections_of
from app.core.planner.text.tree import Value, read_tree
from app.core.planner.text.trouble import TomlTrouble, load_toml
from app.core.planner.text.values import rewritten, same, written

Data = dict[str, Any]


def read(text: str) -> Data:
    """Return what a text says, to the trainer's reader.

    Raises:
        DatasetError: It is no TOML; the sentence names the line.
    """
    try:
        return load_toml(text)
    except TomlTrouble as error:
        if error.line:
            said = tr(
                "Line {line} of the dataset file is no valid TOML: {why}.",
                line=error.line,
                why=error,
            )
        else:
            said = tr("The dataset file is no valid TOML: {why}.", why=error)
        raise DatasetError(said) from error


def general_of(data: Data) -> Data:
    """Return what ``[general]`` says; nothing where it is no table."""
    found = data.get(GENERAL)
    return dict(found) if isinstance(found, dict) else {}


def entries_of(data: Data) -> list[Data]:
    """Return what each dataset says, in the order of the file.

    Raises:
        DatasetError: They are no tables.
    """
    found = data.get(DATASETS, [])
    if not isinstance(found, list) or not all(isinstance(each, dict) for each in found):
        raise DatasetError(tr("The datasets are not written as [[datasets]]; do that in the text."))
    return found


def with_value(text: str, dataset: int | None, key: str, value: Any) -> str:  # noqa: ANN401
    """Return the text with a key set; a key that is new stands at the end of its table.

    Args:
        text: The dataset file.
        dataset: The entry; None for ``[general]``, which is made where there is none.
        key: Of the trainer's schema, or any other.
        value: A text, number, bool, or a list of those.

    Raises:
        DatasetError: The text is no TOML, has no such entry, or is written such that this key
            cannot be changed alone.
    """
    value = list(value) if isinstance(value, tuple) else value
    now = _Text(text)
    table, section = now.table(dataset), now.section(dataset)
    old = table.get(key, _NONE)
    if same(old, value):
        return text
    table[key] = value
    pair = section.pair(key) if section else None
    place = pair.value if pair else None
    made: list[str] = []
    if old is not _NONE and place is not None:
        made.append(rewritten(now.tree, place, old, value))
    made += [written(value), written(value, quote='"'), written(value, quote="'")]

    def put(value: str) -> str:
        if place is not None:
            return pieces.spliced(text, (place.start, place.end), value)
        if section is None:
            return pieces.with_general(now.tree, now.entries, key, value)
        return pieces.with_new_key(now.tree, section, key, value)

    return now.checked((put(each) for each in made), f'"{key}"')


def with_values(text: str, dataset: int | None, values: Mapping[str, Any]) -> str:
    """Return the text with several keys of an entry set, by key; else as `with_value`."""
    for key, value in values.items():
        text = with_value(text, dataset, key, value)
    return text


def without_key(text: str, dataset: int | None, key: str) -> str:
    """Return the text without a key of an entry; as it is where the entry does not have it.

    Raises:
        DatasetError: As `with_value`.
    """
    now = _Text(text)
    table, section = now.table(dataset), now.section(dataset)
    if key not in table:
        return text
    del table[key]
    pair = section.pair(key) if section else None
    if pair is None or section is None:
        raise _cannot(f'"{key}"')
    return now.checked([pieces.without_pair(now.tree, section, pair)], f'"{key}"')


def with_entry(text: str, place: int, values: Mapping[str, Any]) -> str:
    """Return the text with one more entry before the one at ``place``; behind all of them else.

    Raises:
        DatasetError: The text is no TOML.
    """
    now = _Text(text)
    plain = {key: list(v) if isinstance(v, tuple) else v for key, v in values.items()}
    now.tables.insert(place, plain)
    if now.around is not None:
        made = pieces.with_item(now.tree, now.around, place, written(plain))
    else:
        block = pieces.block_of(plain, pieces.line_end_of(text))
        made = pieces.with_block(text, now.slots(), place, block)
    return now.checked([made], tr("a dataset"))


def without_entry(text: str, place: int) -> str:
    """Return the text without an entry, and the comments in it and right above it.

    Raises:
        DatasetError: The text is no TOML, or has no such entry.
    """
    now = _Text(text)
    now.table(place)
    del now.tables[place]
    inline = now.around is not None
    made = pieces.without_slot(text, now.slots(), place, inline=inline)
    return now.checked([made], numbered(place))


def moved_entry(text: str, place: int, to: int) -> str:
    """Return the text with the entry at ``place`` standing at ``to``.

    Raises:
        DatasetError: The text is no TOML, or has no such entry.
    """
    now = _Text(text)
    now.table(place)
    order = list(range(len(now.entries)))
    order.insert(to, order.pop(place))
    return _with_order(now, order)


def ordered_entries(text: str, order: Iterable[int]) -> str:
    """Return the text with its entries in another order, each named by the place it has now.

    Raises:
        DatasetError: The text is no TOML.
    """
    now, wanted = _Text(text), list(order)
    return text if wanted == list(range(len(now.entries))) else _with_order(now, wanted)


def doubled_entry(text: str, place: int, values: Mapping[str, Any]) -> str:
    """Return the text with a second one behind an entry, in which some keys are others.

    Args:
        text: The dataset file.
        place: The entry to copy, comments included.
        values: What the copy says otherwise: at least its cache folder.

    Raises:
        DatasetError: The text is no TOML, or has no such entry.
    """
    now = _Text(text)
    now.tables.insert(place + 1, deepcopy(now.table(place)))
    slots = now.slots()
    twin = text[slice(*slots[place])]
    if now.around is not None:
        made = pieces.with_item(now.tree, now.around, place + 1, twin)
    else:
        made = pieces.with_block(text, slots, place + 1, twin)
    made = now.checked([made], numbered(place))
    return with_values(made, place + 1, values)


# ------------------------------------------------------------------ before and after

_NONE = object()


class _Text:
    """A text, and what it shall say: `table` and `tables` are to be changed."""

    def __init__(self, text: str) -> None:
        self.data = read(text)
        self.tree = read_tree(text)
        sections = list(sections_of(self.tree))
        self.entries = [each for each in sections if each.dataset is not None]
        self._general = next((each for each in sections if each.dataset is None), None)

    @property
    def tables(self) -> list[Data]:
        """What each dataset says."""
        entries_of(self.data)
        found: list[Data] = self.data.setdefault(DATASETS, [])
        return found

    def table(self, dataset: int | None) -> Data:
        """Return what a section says, to be changed."""
        if dataset is None:
            general: Data = self.data.setdefault(GENERAL, {})
            if not isinstance(general, dict):
                raise DatasetError(
                    tr("[general] is no table of its own; write it as [general] first.")
                )
            return general
        if not 0 <= dataset < len(self.tables):
            raise DatasetError(
                tr(
                    "The dataset file has no dataset {dataset} any more; look at it again.",
                    dataset=dataset,
                )
            )
        return self.tables[dataset]

    def section(self, dataset: int | None) -> Section | None:
        """Return where a section stands; None where there is no ``[general]``."""
        if dataset is None:
            return self._general
        if dataset >= len(self.entries):
            raise _cannot(numbered(dataset))
        return self.entries[dataset]

    @property
    def around(self) -> Value | None:
        """The list that the entries are items of."""
        for pair in self.tree.tables[0].pairs:
            if pair.path == (DATASETS,) and pair.value is not None and pair.value.kind == "list":
                return pair.value
        return None

    def slots(self) -> list[pieces.Span]:
        """Return where each entry stands, with what belongs to it."""
        return [pieces.slot_of(self.tree, each) for each in self.entries]

    def checked(self, made: Iterable[str], what: str) -> str:
        """Return the first text that says what this one shall say, and nothing else.

        Raises:
            DatasetError: None does.
        """
        for text in made:
            try:
                if same(_without_none(load_toml(text)), _without_none(self.data)):
                    return text
            except TomlTrouble:
                continue
        raise _cannot(what)


def _without_none(data: Data) -> Data:
    """Return what a file says, no datasets being the same as an empty list of them."""
    return {key: value for key, value in data.items() if key != DATASETS or value != []}


def _with_order(now: _Text, order: list[int]) -> str:
    before = list(now.tables)
    now.tables[:] = [before[n] for n in order]
    return now.checked([pieces.with_order(now.tree.text, now.slots(), order)], tr("the order"))


def _cannot(what: str) -> DatasetError:
    """Return the refusal; ``what`` is a noun phrase in the language of now."""
    return DatasetError(
        tr(
            "The dataset file is written in a form in which {what} cannot be changed alone; change "
            "it in the text.",
            what=what,
        )
    )
