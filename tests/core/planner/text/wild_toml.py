"""Dataset files as people write them, generated: every form, odd order, comments everywhere."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st

Data = dict[str, Any]

_COMMENT = st.sampled_from(("", "", "# note", "#", "# 한국어 주석", "# a = [1, 2] ]", '# "quote'))
_GAP = st.sampled_from((" = ", "=", "\t=\t", "  =  "))
_TEXTS = ("head", "uniform", "H:/g/clips", "C:\\films\\new", "/tmp/한 국", "a # b", "x, y", "")
_KEYS = ("video_directory", "frame_extraction", "batch_size", "source_fps", "my_own", "clé")
_PLAIN_TEXT = st.sampled_from(_TEXTS)
_NUMBER = st.integers(-9, 99999)
_FLOAT = st.sampled_from((16.0, 23.976, 30.0, -0.5))
SCALAR = st.one_of(_PLAIN_TEXT, _NUMBER, _FLOAT, st.booleans())
LIST = st.one_of(
    st.lists(_NUMBER, min_size=1, max_size=3), st.lists(_PLAIN_TEXT, min_size=1, max_size=2)
)


@dataclass
class Wild:
    """A file and what it says."""

    text: str
    data: Data


@st.composite
def value_text(draw: st.DrawFn, value: object, *, lines: bool = True) -> str:
    """Write a value in one of the ways there are; ``lines``: a list may take several."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        literal = draw(st.booleans()) or "\\" in value
        return f"'{value}'" if literal and "'" not in value else f'"{value}"'
    if isinstance(value, list):
        items = [draw(value_text(item)) for item in value]
        if lines and draw(st.booleans()):
            comments = [draw(_COMMENT) for _ in items]
            rows = [f"  {item}, {comment}" for item, comment in zip(items, comments, strict=True)]
            return "\n".join(("[", *rows, "]"))
        pad, parted = draw(st.sampled_from(("", " "))), draw(st.sampled_from((", ", ",", " , ")))
        return f"[{pad}{parted.join(items)}{pad}]"
    return str(value)


@st.composite
def key_text(draw: st.DrawFn, key: str) -> str:
    plain = key.isascii() and draw(st.booleans())
    return key if plain else draw(st.sampled_from((f'"{key}"', f"'{key}'")))


@st.composite
def table_body(draw: st.DrawFn, data: Data) -> list[str]:
    """Write the lines of a table's keys."""
    indent = draw(st.sampled_from(("", "  ", "\t")))
    lines: list[str] = []
    for key, value in data.items():
        lines += draw(st.sampled_from(([], [], [""], ["# between"], ["", "# apart", ""])))
        pair = draw(key_text(key)) + draw(_GAP) + draw(value_text(value))
        lines.append(f"{indent}{pair} {draw(_COMMENT)}".rstrip())
    return lines


@st.composite
def inline_table(draw: st.DrawFn, data: Data) -> str:
    pairs = [
        draw(key_text(key)) + draw(_GAP) + draw(value_text(value, lines=False))
        for key, value in data.items()
    ]
    return f"{{{', '.join(pairs)}}}"


def _table(least: int) -> st.SearchStrategy[Data]:
    return st.dictionaries(
        st.sampled_from(_KEYS), st.one_of(SCALAR, LIST), min_size=least, max_size=4
    )


@st.composite
def wild_files(draw: st.DrawFn, *, least: int = 0) -> Wild:
    """Return a dataset file with at least ``least`` entries."""
    general = draw(st.one_of(st.none(), _table(0)))
    entries = draw(st.lists(_table(0), min_size=least, max_size=3))
    if draw(st.booleans()):
        lines = draw(_with_inline(general, entries))
    else:
        lines = draw(_with_tables(general, entries))
    text = "\n".join(lines)
    if draw(st.booleans()):
        text += draw(st.sampled_from(("\n", "\n\n", "\n# end\n")))
    if draw(st.booleans()):
        text = text.replace("\n", "\r\n")
    data: Data = {} if general is None else {"general": general}
    return Wild(text, {**data, "datasets": entries} if entries else data)


@st.composite
def _with_tables(draw: st.DrawFn, general: Data | None, entries: list[Data]) -> list[str]:
    parts = [["[[datasets]]", *draw(table_body(entry))] for entry in entries]
    if general is not None:
        head = draw(st.sampled_from(("[general]", '["general"]', "[ general ] # 일반")))
        parts.insert(draw(st.integers(0, len(parts))), [head, *draw(table_body(general))])
    lines = list(draw(st.sampled_from(([], ["# mine"], ["# mine", ""]))))
    for n, part in enumerate(parts):
        before = draw(st.sampled_from(([], [""], ["", "# lead"], ["", "# apart", ""], ["", ""])))
        lines += (before if n else []) + part
    return lines


@st.composite
def _with_inline(draw: st.DrawFn, general: Data | None, entries: list[Data]) -> list[str]:
    lines = list(draw(st.sampled_from(([], ["# mine", ""]))))
    if general:
        if draw(st.booleans()):
            lines.append(f"general = {draw(inline_table(general))}")
        else:
            lines += [
                f"general.{draw(key_text(key)) if key.isascii() else repr(key)} = "
                f"{draw(value_text(value))}"
                for key, value in general.items()
            ]
    elif general is not None:
        lines.append("general = {}")
    items = [draw(inline_table(entry)) for entry in entries]
    if not items:
        return lines
    if draw(st.booleans()):
        return [*lines, "datasets = [", *(f"  {item}, {draw(_COMMENT)}" for item in items), "]"]
    return [*lines, f"datasets = [{', '.join(items)}]"]
