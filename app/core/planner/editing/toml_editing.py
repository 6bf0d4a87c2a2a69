"""What an editor of a dataset file's text knows: offers, help, the next value, comments, lines.

Places are characters from the start of the text.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from app.core.planner.editing.key_help import CHOICES
from app.core.planner.schema import DEPRECATED, GENERAL_KEYS, IMAGE_KEYS, VIDEO_KEYS
from app.core.planner.text.sections import Section, sections_of
from app.core.planner.text.tree import Pair, Tree, Value, read_tree
from app.core.planner.wanted_values import wants_bool

_HEADS = ("[general]", "[[datasets]]")
_NAMED = {"video_directory": VIDEO_KEYS, "video_jsonl_file": VIDEO_KEYS,
          "image_directory": IMAGE_KEYS, "image_jsonl_file": IMAGE_KEYS}  # fmt: skip
_MOST = 9  # offers
_MANY = 2_000  # lines: more are not compared one with each other
_COMMENTED = re.compile(r"(\s*)# ?")

Span = tuple[int, int]


@dataclass(frozen=True)
class Offers:
    """What may be meant at a place.

    Attributes:
        start: Where the word begins that an offer takes the place of, up to the place itself.
        texts: The likeliest first.
    """

    start: int
    texts: tuple[str, ...] = ()


def offers_at(text: str, place: int) -> Offers:
    """Return which tables, keys or values may be meant where somebody types."""
    tree = read_tree(text)
    word = next((w for w in tree.words if w.start < place <= w.end), None)
    if word is not None and word.kind in ("comment", "long", "table"):
        return Offers(place)
    start = word.start if word and word.kind not in ("equals", "comma", "open", "dot") else place
    typed = text[start:place]
    pair = _pair_before(tree, start)
    if pair is not None:
        return Offers(start, _fitting(typed, values_of(pair.path[-1])))
    begun = text[tree.line_start(start) : place].lstrip()
    if begun.startswith("["):
        head = place - len(begun)
        return Offers(head, _fitting(begun, _HEADS))
    if word is not None and word.kind not in ("key", "equals"):
        return Offers(place)
    section = section_at(tree, start)
    if section is None or (begun != typed and section.form == "table"):
        return Offers(start, _fitting(typed, _HEADS) if begun == typed else ())
    there = {each.path[-1] for each in section.pairs if each.start != start}
    keys = [f"{key} = " for key in allowed_keys(section) if key not in there]
    return Offers(start, _fitting(typed, keys))


def _fitting(typed: str, texts: Sequence[str]) -> tuple[str, ...]:
    """Return those that begin with what is typed, then those that have it inside."""
    low = typed.strip("\"'").lower()
    begin = [text for text in texts if text.strip("\"'").lower().startswith(low)]
    inside = [t for t in texts if len(low) > 2 and low in t.lower() and t not in begin]
    found = tuple(text for text in (*begin, *inside) if text.strip() != typed)
    return found[:_MOST]


def _pair_before(tree: Tree, start: int) -> Pair | None:
    """Return the pair whose value would begin at a place."""
    words = [word for word in tree.words if word.end <= start]
    if not words or words[-1].kind != "equals" or tree.line(start) != tree.line(words[-1].start):
        return None
    pairs = [pair for pair in _every_pair(tree) if pair.end <= words[-1].start]
    return max(pairs, key=lambda pair: pair.end, default=None)


def _every_pair(tree: Tree) -> list[Pair]:
    left = [pair for table in tree.tables for pair in table.pairs]
    found: list[Pair] = []
    while left:
        pair = left.pop()
        found.append(pair)
        values = [pair.value] if pair.value else []
        while values:
            value = values.pop()
            left += value.pairs
            values += value.items
    return sorted(found, key=lambda pair: pair.start)


def allowed_keys(section: Section) -> tuple[str, ...]:
    """Return the keys that a section may have, those of its own kind first."""
    if section.dataset is None:
        return tuple(GENERAL_KEYS)
    for pair in section.pairs:
        if pair.path[0] in _NAMED:
            return (*_NAMED[pair.path[0]], *GENERAL_KEYS)
    return tuple(dict.fromkeys((*VIDEO_KEYS, *IMAGE_KEYS, *GENERAL_KEYS)))


def values_of(key: str) -> tuple[str, ...]:
    """Return the values of a key that has few of them, as they are written."""
    check = {**VIDEO_KEYS, **IMAGE_KEYS, **GENERAL_KEYS}.get(DEPRECATED.get(key, key))
    if check is wants_bool:
        return ("true", "false")
    if key in CHOICES:
        return tuple(f'"{choice}"' for choice in CHOICES[key])
    return ('".txt"', '".caption"') if key == "caption_extension" else ()


def section_at(tree: Tree, place: int) -> Section | None:
    """Return the section that a key at a place belongs to."""
    sections = list(sections_of(tree))
    for section in sections:
        if section.value is not None and section.value.start < place <= section.value.end:
            return section
    heads = [table for table in tree.tables if table.path and table.end <= place]
    if not heads:
        return None
    return next((each for each in sections if heads[-1] in each.tables[:1]), None)


def key_at(text: str, place: int) -> tuple[str, Span] | None:
    """Return the key, or that of the value, which stands at a place, and where the key does."""
    tree = read_tree(text)
    for pair in reversed(_every_pair(tree)):
        if pair.start <= place < pair.whole[1]:
            return pair.path[-1], (pair.start, pair.end)
    return None


def mark_span(tree: Tree, line: int, key: str | None) -> Span:
    """Return what is marked of a line, from 1: a key with its value, else the line's words."""
    start = tree.starts[min(line, len(tree.starts)) - 1]
    end = tree.line_end(start)
    for pair in _every_pair(tree):
        if start <= pair.start <= end and key is not None and key in pair.path:
            return pair.start, min(max(pair.whole[1], pair.end), end)
    words = [word for word in tree.words if start <= word.start <= end and word.kind != "comment"]
    if words:
        return words[0].start, min(words[-1].end, end)
    return start, end


# ------------------------------------------------------------------ keys of an editor


def values_in(text: str) -> list[Span]:
    """Return where the values stand that one goes through by Tab: texts without their quotes."""
    found: list[Span] = []
    left: list[Value] = [pair.value for pair in _every_pair(read_tree(text)) if pair.value]
    while left:
        value = left.pop()
        if value.kind == "list":
            left += value.items
        elif value.kind == "text" and not text.startswith(("'''", '"""'), value.start):
            found.append((value.start + 1, max(value.end - 1, value.start + 1)))
        elif value.kind != "table":
            found.append((value.start, value.end))
    return sorted(found)


def value_after(text: str, place: int) -> Span | None:
    """Return the next value that begins behind a place."""
    return next((span for span in values_in(text) if span[0] > place), None)


def value_before(text: str, place: int) -> Span | None:
    """Return the last value that ends before a place."""
    return next((span for span in reversed(values_in(text)) if span[1] < place), None)


def commented(lines: Sequence[str]) -> list[str]:
    """Return lines as comments; where all that say something are comments, without that."""
    said = [line for line in lines if line.strip()]
    if said and all(line.lstrip().startswith("#") for line in said):
        return [_COMMENTED.sub(r"\1", line, count=1) for line in lines]
    indent = min((len(line) - len(line.lstrip()) for line in said), default=0)
    return [f"{line[:indent]}# {line[indent:]}" if line.strip() else line for line in lines]


# ------------------------------------------------------------------ lines


def differences(before: str, after: str) -> list[tuple[int, int, str]]:
    """Return what to put in place of which spans of a text, the last one first.

    As little as there is: what somebody looks at or has selected between two changes stays.
    """
    lines, new = (text.split("\n") for text in (before, after))
    if max(len(lines), len(new)) > _MANY:
        return _differing(before, after, 0)
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line) + 1)
    found: list[tuple[int, int, str]] = []
    blocks = SequenceMatcher(None, lines, new, autojunk=False).get_opcodes()
    for tag, first, last, new_first, new_last in blocks:
        if tag == "replace" and last - first == new_last - new_first:
            for n in range(last - first):
                one, other = lines[first + n], new[new_first + n]
                found += _differing(one, other, starts[first + n])
        elif tag != "equal":
            whole = "".join(f"{line}\n" for line in new[new_first:new_last])
            start, end = starts[first], starts[last]
            if end > len(before):  # the last line has no end to take along
                start, end, whole = max(start - 1, 0), len(before), f"\n{whole[:-1]}"
                whole = whole if new_last > new_first else ""
                whole = whole[1:] if first == 0 else whole
            elif start > len(before):
                start, end, whole = len(before), len(before), f"\n{whole[:-1]}"
            found.append((start, end, whole))
    return found[::-1]


def _differing(before: str, after: str, at: int) -> list[tuple[int, int, str]]:
    """Return one change, of a text that begins at ``at``; none where they are the same."""
    if before == after:
        return []
    first, last = _changed(before, after)
    return [(at + first, at + len(before) - last, after[first : len(after) - last])]


def merged(base: str, mine: str, theirs: str) -> str | None:
    """Return a text with two changes of the same one; None where both changed the same lines."""
    lines = [text.split("\n") for text in (base, mine, theirs)]
    (first, last), (others_first, others_last) = (_changed(lines[0], each) for each in lines[1:])
    if mine == base or theirs == base:
        return theirs if mine == base else mine
    end, others_end = (len(lines[0]) - n for n in (last, others_last))
    if end <= others_first:
        return "\n".join((*lines[1][: len(lines[1]) - last], *lines[2][end:]))
    if others_end <= first:
        return "\n".join((*lines[2][: len(lines[2]) - others_last], *lines[1][others_end:]))
    return None


def _changed(before: Sequence[str], after: Sequence[str]) -> tuple[int, int]:
    """Return how many lines are the same at the start, and behind those at the end."""
    most = min(len(before), len(after))
    first = next((n for n in range(most) if before[n] != after[n]), most)
    most -= first
    last = next((n for n in range(most) if before[-1 - n] != after[-1 - n]), most)
    return first, last


def with_line_ends(original: str, shown: str, typed: str) -> str:
    r"""Return what was typed with the line ends, and all else, of the lines that it left alone.

    Args:
        original: The file, whose lines may end in ``\r\n``.
        shown: The same as the editor had it.
        typed: What became of that.
    """
    if typed == shown:
        return original
    lines, new = shown.split("\n"), typed.split("\n")
    parts = re.split(r"(\r\n|\r|\n)", original)
    if len(parts[::2]) != len(lines):
        return typed
    usual = "\r\n" if "\r\n" in original else "\n"
    own = list(zip(parts[::2], [end or usual for end in (*parts[1::2], "")], strict=True))
    first, last = _changed(lines, new)
    middle = [(line, usual) for line in new[first : len(new) - last]]
    made = [*own[:first], *middle, *own[len(own) - last :]]
    return "".join(line + end for line, end in made[:-1]) + made[-1][0]
