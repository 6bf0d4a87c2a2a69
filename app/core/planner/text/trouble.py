"""Why a text is no TOML to the trainer's reader, on which line, and what to write instead.

The reader is ``toml`` 0.10, as in the trainer: it refuses and accepts more and other things than
the standard. So its word decides; only the sentences are ours.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Any, NamedTuple

import toml

from app.core.language import tr
from app.core.planner.text.tree import Pair, Table, Tree, Value, read_tree

# What toml 0.10 raises besides its own error on text that is not TOML.
_PARSER_FAILS = (ValueError, TypeError, IndexError, KeyError, AttributeError, RecursionError)


class TomlTrouble(Exception):
    """The trainer's reader refuses a text; ``str`` is why, and what to do, without a full stop.

    Attributes:
        line: From 1; None where it cannot be told.
    """

    def __init__(self, why: str, line: int | None) -> None:
        super().__init__(why)
        self.line = line


def load_toml(text: str) -> dict[str, Any]:
    """Return what a text says, to the trainer.

    Line ends are those of any system: the trainer reads its file as text.

    Raises:
        TomlTrouble: It is no TOML.
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    if lines.startswith("\ufeff"):
        raise TomlTrouble(tr("it begins with a byte order mark; save it as UTF-8 without BOM"), 1)
    try:
        found: dict[str, Any] = _copied(_loaded(lines))
    except RecursionError as error:
        raise TomlTrouble(tr("it is nested too deeply"), None) from error
    except _PARSER_FAILS as error:
        raise _explained(lines, error) from error
    return found


@lru_cache(maxsize=4)
def _loaded(text: str) -> dict[str, Any]:
    """Return what a text says, not to be changed: one edit asks for the same texts many times."""
    return toml.loads(text)


def _copied(value: Any) -> Any:  # noqa: ANN401 -- as TOML has it
    if isinstance(value, dict):
        return {key: _copied(each) for key, each in value.items()}
    return [_copied(each) for each in value] if isinstance(value, list) else value


class _Case(NamedTuple):
    """What is known of a mistake: the reader's words, the line's text, the pair that is there."""

    said: str
    shown: str
    pair: Pair | None
    tree: Tree


def _explained(text: str, error: Exception) -> TomlTrouble:
    said = str(getattr(error, "msg", "") or tr("the text cannot be understood")).strip().rstrip(".")
    tree = read_tree(text)
    line = getattr(error, "lineno", None) or _odd_line(tree)
    if "Unterminated string" in said or "end of file" in said:
        line = _open_line(tree) or line
    if line is None:
        return _in_both_forms(tree) or TomlTrouble(said, None)
    start = tree.starts[min(line, len(tree.starts)) - 1]
    case = _Case(said, text[start : tree.line_end(start)], _pair_at(tree, line), tree)
    for sign, explain in _REASONS:
        if re.search(sign, said):
            return TomlTrouble(explain(case), line)
    return TomlTrouble(_of_value(case), line)


def _odd_line(tree: Tree) -> int | None:
    """Return the first line on which something stands that has no place there."""
    return next((tree.line(word.start) for word in tree.words if word.kind == "odd"), None)


def _in_both_forms(tree: Tree) -> TomlTrouble | None:
    """Return the trouble of a table that is there once as ``[name]`` and once as ``[[name]]``."""
    first: dict[tuple[str, ...], Table] = {}
    for table in tree.tables[1:]:
        other = first.setdefault(table.path, table)
        if other.array != table.array:
            name = ".".join(table.path)
            single = other if table.array else table
            why = tr(
                "{name} is there both as [{name}] and as [[{name}]]; write {wanted} each time",
                name=name,
                wanted=f"[[{name}]]" if name == "datasets" else f"[{name}]",
            )
            return TomlTrouble(why, tree.line(single.start))
    return None


def _open_line(tree: Tree) -> int | None:
    """Return the line of the text, list or table that is never closed; of the last key else."""
    text = tree.text
    for word in tree.words:
        shown = text[word.start : word.end]
        if word.kind == "text" and (len(shown) < 2 or shown[0] != shown[-1]) and shown[-1:] != '"':
            return tree.line(word.start)
    pairs = [pair for table in tree.tables for pair in table.pairs]
    for pair in pairs:
        if pair.value is not None and not pair.value.closed:
            return tree.line(pair.start)
    return tree.line(pairs[-1].start) if pairs else None


def _pair_at(tree: Tree, line: int) -> Pair | None:
    for table in tree.tables:
        for pair in table.pairs:
            if tree.line(pair.start) <= line <= tree.line(max(pair.whole[1] - 1, pair.start)):
                return pair
    return None


# ------------------------------------------------------------------ sentences


def _twice(case: _Case) -> str:
    if case.pair is None:
        return tr("a key is there twice; remove one of them")
    name = ".".join(case.pair.path)
    for table in case.tree.tables:
        if case.pair in table.pairs:
            first = next(pair for pair in table.pairs if pair.path == case.pair.path)
            if first is not case.pair:
                return tr(
                    '"{key}" is there twice, first on line {line}; remove one of them',
                    key=name,
                    line=case.tree.line(first.start),
                )
    return tr('"{name}" is there twice; remove one of them', name=name)


def _table_twice(case: _Case) -> str:
    name = case.shown.strip().split("]")[0].strip("[ ")
    heads = [table for table in case.tree.tables if ".".join(table.path) == name]
    if name == "datasets":
        cure = tr("write [[datasets]], in double brackets")
    else:
        cure = tr("put them together")
    if not heads:
        return tr("the table [{name}] is there twice; {cure}", name=name, cure=cure)
    return tr(
        "the table [{name}] is there twice, first on line {line}; {cure}",
        name=name,
        line=case.tree.line(heads[0].start),
        cure=cure,
    )


def _no_value(case: _Case) -> str:
    key = case.shown.split("#")[0].strip().rstrip("=").strip()
    return tr(
        '"{key}" has no value; write {written} = and the value', key=key, written=key or "key"
    )


def _odd_sign(case: _Case) -> str:
    found = re.search(r"name: '(.)'", case.said)
    sign = found[1] if found else ""
    if sign == ":":
        return tr("a key and its value are parted by =, not by a colon")
    if sign in "[]":
        return _head(case)
    return tr("{sign} cannot stand in a key; write key = value", sign=sign)


def _kinds(case: _Case) -> str:
    items = case.pair.value.items if case.pair and case.pair.value else []
    if items and all(item.kind == "number" for item in items):
        numbers = [case.tree.text[item.start : item.end] for item in items]
        try:
            return tr(
                "the list holds values of several kinds, which the trainer's reader refuses; "
                "write [{numbers}]",
                numbers=", ".join(str(round(float(each))) for each in numbers),
            )
        except (ValueError, OverflowError):  # such as an infinite one
            pass
    return tr(
        "the list holds values of several kinds, which the trainer's reader refuses; write all of "
        "them alike"
    )


def _escape(case: _Case) -> str:
    return tr(
        "a backslash in double quotes begins a special sign; write paths with "
        "forward slashes, or between single quotes"
    )


def _head(case: _Case) -> str:
    return tr("a table begins with [general] or [[datasets]], alone on its line")


_REASONS: tuple[tuple[str, Callable[[_Case], str]], ...] = (
    ("Duplicate keys", _twice),
    (r"^What\?", _table_twice),
    ("Key name found without value|Empty value", _no_value),
    ("invalid character in key name", _odd_sign),
    ("empty keyname", lambda case: tr("there is no key before the =")),
    ("Not a homogeneous array", _kinds),
    ("escape", _escape),
    ("lowercase booleans", lambda case: tr("write true or false in small letters")),
    ("after a closed string", lambda case: tr("something follows the closing quote; remove it")),
    ("Unbalanced quotes|Unterminated", lambda case: tr("a text has no closing quote")),
    ("[Gg]roup", _head),
    (
        "inline",
        lambda case: tr("between { and } stand keys with values, parted by single commas"),
    ),
    ("leading zero", lambda case: tr("a number may not begin with 0, nor hold two _ together")),
)

_SIZE = re.compile(r"\(?\s*(\d+)\s*[x×*,;]\s*(\d+)\s*\)?")


def _of_value(case: _Case) -> str:
    """Say what is wrong with a value that is no text, number, bool or list."""
    value = case.pair.value if case.pair else None
    shown = _shown_value(case)
    size = _SIZE.fullmatch(shown)
    if size:
        return tr("two numbers are written as [{first}, {second}]", first=size[1], second=size[2])
    if any(quote in shown for quote in "“”„‘’«»「」"):
        return tr('a text stands in straight quotes, such as "name"')
    if value is not None and value.kind == "list":
        if not value.closed:
            return tr("the list is not closed; write ] behind its last value")
        return _parted(case, value)
    if shown.endswith(","):
        return tr("remove the comma behind the value")
    if shown.lower() in ("yes", "no", "on", "off"):
        meant = "true" if shown.lower() in ("yes", "on") else "false"
        return tr("write {meant} instead of {shown}", meant=meant, shown=shown)
    if re.fullmatch(r"[^\W\d][\w ./\\-]*|[A-Za-z]:[\\/].*", shown):
        return tr("a text stands in quotes: '{shown}'", shown=shown)
    return tr("{shown} is no value", shown=shown) if shown else case.said


def _shown_value(case: _Case) -> str:
    _, _, shown = case.shown.partition("=")
    return shown.split("#")[0].strip()


def _parted(case: _Case, value: Value) -> str:
    for item in value.items:
        if item.kind == "odd":
            word = case.tree.text[item.start : item.end]
            return tr(
                "the values of a list are parted by commas, and {word} is no value; a text stands "
                'in quotes: "{word}"',
                word=word,
            )
    return tr("the values of a list are parted by commas")
