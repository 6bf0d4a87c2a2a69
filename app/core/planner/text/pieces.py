"""Where a change of a dataset file's text begins and ends, in each form a section can have."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from app.core.planner.text.sections import DATASETS, GENERAL, Section
from app.core.planner.text.tree import Pair, Tree, Value
from app.core.planner.text.values import key_written, written

Span = tuple[int, int]  # [start, end), characters

_BLANK_LINES = re.compile(r"(?:[ \t]*\r?\n)*")


def spliced(text: str, span: Span, new: str) -> str:
    """Return a text with something else in place of a span."""
    return text[: span[0]] + new + text[span[1] :]


def line_end_of(text: str) -> str:
    """Return how the lines of a text end."""
    return "\r\n" if "\r\n" in text else "\n"


# ------------------------------------------------------------------ keys


def with_new_key(tree: Tree, section: Section, key: str, value: str) -> str:
    """Return the text with a key at the end of a section."""
    pair = f"{key_written(key)} = {value}"
    if section.form == "inline" and section.value is not None:
        last = section.pairs[-1].whole[1] if section.pairs else section.value.start + 1
        return spliced(tree.text, (last, last), f", {pair}" if section.pairs else pair)
    if section.form == "dotted":
        pair = f"{GENERAL}.{pair}"
    pairs = section.pairs
    if pairs:
        at = pairs[-1]
        start = tree.line_start(at.start)
        indent = re.match(r"\s*", tree.text[start : at.start])
        pair = (indent[0] if indent else "") + pair
        place = tree.line_end(max(at.whole[1] - 1, at.start))
    else:
        place = _after_comments(tree, section.tables[0].end)
    return spliced(tree.text, (place, place), line_end_of(tree.text) + pair)


def with_general(tree: Tree, entries: Sequence[Section], key: str, value: str) -> str:
    """Return the text with a ``[general]`` that has one key."""
    text, end = tree.text, line_end_of(tree.text)
    block = f"[{GENERAL}]{end}{key_written(key)} = {value}"
    tables = [section for section in entries if section.form == "table"]
    if tables and len(tables) == len(entries):
        place = slot_of(tree, tables[0])[0]
        return spliced(text, (place, place), block + end + end)
    return _appended(text, block)


def without_pair(tree: Tree, section: Section, pair: Pair) -> str:
    """Return the text without a key: its whole line, or its part of a ``{…}``."""
    if section.form == "inline":
        spans = [each.whole for each in section.pairs]
        return spliced(tree.text, _with_comma(spans, spans.index(pair.whole)), "")
    start = tree.line_start(pair.start)
    end = tree.next_line(max(pair.whole[1] - 1, pair.start))
    if end == len(tree.text) and not tree.text.endswith("\n"):
        start = len(tree.text[:start].removesuffix("\n").removesuffix("\r"))
    return spliced(tree.text, (start, end), "")


def _with_comma(spans: Sequence[Span], n: int) -> Span:
    """Return what to take out of a list of things parted by commas, to have one less."""
    start, end = spans[n]
    if n + 1 < len(spans):
        return start, spans[n + 1][0]
    return (spans[n - 1][1] if n else start), end


# ------------------------------------------------------------------ entries


def block_of(values: dict[str, Any], end: str) -> str:
    """Return a new entry as a table, without its last line end."""
    lines = [f"[[{DATASETS}]]"]
    lines += [f"{key_written(key)} = {written(value)}" for key, value in values.items()]
    return end.join(lines)


def slot_of(tree: Tree, section: Section) -> Span:
    """Return what goes with an entry when it moves.

    That is its tables, the comments that follow at once, and those right above its head that have
    a blank line, or nothing, before them.
    """
    if section.value is not None:
        return section.value.start, section.value.end
    last = section.tables[-1]
    end = last.pairs[-1].whole[1] if last.pairs else last.end
    return _lead(tree, section.start), _after_comments(tree, end)


def _lead(tree: Tree, head: int) -> int:
    start = first = tree.line_start(head)
    while start:
        above = tree.line_start(start - 1)
        line = _line(tree, above)
        if not line.startswith("#"):
            return first if line else start
        start = above
    return start


def _after_comments(tree: Tree, place: int) -> int:
    """Return the end of a place's line, and of the comments on the lines right below."""
    end = tree.line_end(max(place - 1, 0))
    while True:
        following = tree.next_line(end)
        if following == len(tree.text) or not _line(tree, following).startswith("#"):
            return end
        end = tree.line_end(following)


def _line(tree: Tree, start: int) -> str:
    return tree.text[start : tree.line_end(start)].strip()


def with_order(text: str, slots: Sequence[Span], order: Sequence[int]) -> str:
    """Return the text with its entries in another order; what is between them stays."""
    parts: list[str] = []
    at = 0
    for (start, end), n in zip(slots, order, strict=True):
        parts += (text[at:start], text[slots[n][0] : slots[n][1]])
        at = end
    return "".join((*parts, text[at:]))


def without_slot(text: str, slots: Sequence[Span], n: int, *, inline: bool) -> str:
    """Return the text without an entry, and without the blank lines that were after it.

    A comment with which the text begins stays: it may speak of the whole.
    """
    if inline:
        return spliced(text, _with_comma(slots, n), "")
    start, end = slots[n]
    before, after = text[: start or _head(text)], text[end:]
    if not after.strip():
        return before.rstrip() + after
    blank = _BLANK_LINES.match(after)
    return before + after[blank.end() if blank else 0 :]


def _head(text: str) -> int:
    """Return where the comments end with which a text begins."""
    found = re.match(r"(?:[ \t]*#[^\n]*\n)*", text)
    return found.end() if found else 0


def with_block(text: str, slots: Sequence[Span], place: int, block: str) -> str:
    """Return the text with one more entry as a table, before the one at ``place``."""
    end = line_end_of(text)
    if not slots:
        return _appended(text, block)
    between = text[slots[-2][1] : slots[-1][0]] if len(slots) > 1 else ""
    gap = between if between and not between.strip() else end + end
    if place < len(slots):
        at = slots[place][0]
        apart = text.startswith("#", at)  # or it would be a comment of this one
        return spliced(text, (at, at), block + (end + end if apart else gap))
    return spliced(text, (slots[-1][1],) * 2, gap + block)


def with_item(tree: Tree, around: Value, place: int, block: str) -> str:
    """Return the text with one more entry in a list of ``{…}``, before the one at ``place``."""
    items, text = around.items, tree.text
    if not items:
        return spliced(text, (around.start + 1,) * 2, block)
    before = text[around.start + 1 : items[0].start]
    indent = before[before.rfind("\n") + 1 :]
    parted = f",{line_end_of(text)}{indent}" if "\n" in before else ", "
    if place < len(items):
        return spliced(text, (items[place].start,) * 2, block + parted)
    return spliced(text, (items[-1].end,) * 2, parted + block)


def _appended(text: str, block: str) -> str:
    """Return a text with a block at its end, after a blank line."""
    end = line_end_of(text)
    body = text if not text.strip() or text.endswith("\n") else text + end
    gap = end if body.strip() and not body.endswith(end + end) else ""
    return f"{body}{gap}{block}{end}"
