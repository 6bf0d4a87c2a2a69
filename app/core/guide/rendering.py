"""A page of the guide: its Markdown as HTML, its sections as plain words."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a page under a heading of its own.

    Attributes:
        page: The page's name, ``03-clips``.
        anchor: Of its heading within the page; empty for the top of the page.
        title: Its heading.
        text: Its words without marks, in one line.
        level: 1 for the page's own heading, 2 and 3 below it.
    """

    page: str
    anchor: str
    title: str
    text: str
    level: int


@dataclass(frozen=True, slots=True)
class Page:
    """A page of the guide.

    Attributes:
        name: Its file's without ending, ``03-clips``.
        title: Its heading.
        html: Its body; classes and no colours.
        sections: In their order; the first one is the page's top.
        pictures: Names of files in ``resources/screenshots``.
    """

    name: str
    title: str
    html: str
    sections: tuple[Section, ...]
    pictures: tuple[str, ...]


@dataclass
class _Made:
    """What is gathered of a page while it is rendered."""

    keys: Mapping[str, str]
    anchors: Sequence[str]
    pictures: list[str] = field(default_factory=list)
    headings: list[tuple[str, str, int]] = field(default_factory=list)  # anchor, title, level


def rendered(
    name: str, text: str, keys: Mapping[str, str] | None = None, anchors: Sequence[str] = ()
) -> Page:
    """Return a page.

    Args:
        name: Its file's name without ending.
        text: Its Markdown.
        keys: What to say in place of a key in backticks, as ``{"F1": "F2"}``; what is in backticks
            and not named here is no key.
        anchors: What its headings are to be called, in their order, where they are as many: those
            of the English page, so that links lead to the same place in every language.
    """
    parser = _parser()
    tokens = _without_empty_heads(parser.parse(text))
    made = _Made(keys or {}, anchors)
    _name_headings(tokens, made)
    html = parser.renderer.render(tokens, parser.options, {"made": made})
    sections = _sections(name, tokens, made)
    title = sections[0].title if sections else name
    return Page(name, title, html, sections, tuple(dict.fromkeys(made.pictures)))


def slug(title: str) -> str:
    """Return the anchor of a heading, as sites that show Markdown make it."""
    kept = re.sub(r"[^\w\- ]", "", unicodedata.normalize("NFC", title).lower())
    return kept.strip().replace(" ", "-")


@cache
def _parser() -> MarkdownIt:
    from markdown_it import MarkdownIt  # takes a while, and is needed when help is first opened

    parser = MarkdownIt("commonmark", {"html": False}).enable("table")
    renderer: Any = parser.renderer
    renderer.rules |= {
        "code_inline": _code,
        "image": _picture,
        "heading_open": _heading,
        "paragraph_open": _paragraph,
        "table_open": _table,
    }
    return parser


def _name_headings(tokens: Sequence[Token], made: _Made) -> None:
    """Give each heading its anchor."""
    opened = [n for n, token in enumerate(tokens) if token.type == "heading_open"]
    given = list(made.anchors) if len(made.anchors) == len(opened) else []
    for number, place in enumerate(opened):
        title, level = _words(tokens[place + 1], made), int(tokens[place].tag[1:])
        anchor = given[number] if given else ("" if number == 0 else slug(title))
        tokens[place].attrSet("name", anchor)
        made.headings.append((anchor, title, level))


def _without_empty_heads(tokens: Sequence[Token]) -> list[Token]:
    """Return tokens without the head of each table that says nothing in it."""
    kept: list[Token] = []
    head: list[Token] = []
    for token in tokens:
        if token.type == "thead_open" or head:
            head.append(token)
            if token.type == "thead_close":
                kept += head if any(each.content for each in head) else ()
                head = []
        else:
            kept.append(token)
    return kept


def _sections(name: str, tokens: Sequence[Token], made: _Made) -> tuple[Section, ...]:
    found: list[Section] = []
    said: list[str] = []

    def close() -> None:
        if found:
            found[-1] = replace(found[-1], text=" ".join(" ".join(said).split()))
        said.clear()

    headings = iter(made.headings)
    inside = False
    for token in tokens:
        if token.type == "heading_open":
            close()
            anchor, title, level = next(headings)
            found.append(Section(name, anchor, title, "", level))
            inside = True
        elif token.type == "heading_close":
            inside = False
        elif token.type in ("fence", "code_block"):
            said.append(token.content)
        elif token.type == "inline" and not inside:
            said.append(_words(token, made))
    close()
    return tuple(found)


def _words(inline: Token, made: _Made) -> str:
    """Return the words of a paragraph without its marks; keys as the person has them."""
    said = []
    for token in inline.children or ():
        if token.type in ("softbreak", "hardbreak"):
            said.append(" ")
        elif token.type == "code_inline":
            said.append(made.keys.get(token.content, token.content))
        elif token.type == "text":
            said.append(token.content)
    return unicodedata.normalize("NFC", "".join(said))


# ---------------------------------------------------------------- what is said in another way


def _code(tokens: Sequence[Token], place: int, options: object, env: dict[str, _Made]) -> str:
    from markdown_it.common.utils import escapeHtml

    content = tokens[place].content
    key = env["made"].keys.get(content)
    if key is None:
        return f"<code>{escapeHtml(content)}</code>"
    return f'<span class="key">&nbsp;{escapeHtml(key).replace(" ", "&nbsp;")}&nbsp;</span>'


def _picture(tokens: Sequence[Token], place: int, options: object, env: dict[str, _Made]) -> str:
    from markdown_it.common.utils import escapeHtml

    file = PurePosixPath(str(tokens[place].attrGet("src"))).name
    env["made"].pictures.append(file)
    words = escapeHtml(tokens[place].content)
    return f'<img src="{escapeHtml(file)}" alt="{words}"><br><span class="said">{words}</span>'


def _paragraph(tokens: Sequence[Token], place: int, options: object, env: object) -> str:
    """Open a paragraph, which is called a picture where it holds nothing else."""
    if tokens[place].hidden:
        return ""
    inside = tokens[place + 1].children or ()
    return '<p class="picture">' if [each.type for each in inside] == ["image"] else "<p>"


def _heading(tokens: Sequence[Token], place: int, options: object, env: dict[str, _Made]) -> str:
    tag, anchor = tokens[place].tag, tokens[place].attrGet("name")
    return f'<{tag}><a name="{anchor}"></a>' if anchor else f"<{tag}>"


def _table(tokens: Sequence[Token], place: int, options: object, env: dict[str, _Made]) -> str:
    return '<table width="100%" cellspacing="0" cellpadding="5">'
