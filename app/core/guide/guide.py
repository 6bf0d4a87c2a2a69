"""All pages of the guide in one language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from app.core.errors import AppError
from app.core.guide.rendering import Page, rendered
from app.core.guide.searching import Hit, Index
from app.core.language import tr

KEYS_HERE = "{keys}"
"""The line of a page that gives way to the list of keys."""


@dataclass(frozen=True)
class Guide:
    """The guide as it is read.

    Attributes:
        language: The code that was asked for.
        pages: By name, in their order.
    """

    language: str
    pages: dict[str, Page]
    _index: Index = field(repr=False)

    def search(self, query: str, limit: int = 40) -> list[Hit]:
        """Return the sections that fit a query, the best first."""
        return self._index.search(query, limit)

    def place(self, link: str, page: str) -> tuple[str, str] | None:
        """Return page and anchor that a link on ``page`` leads to; None where it leads outside."""
        file, _, anchor = link.partition("#")
        name = file.removesuffix(".md") if file else page
        return (name, anchor) if name in self.pages else None


def read_guide(
    folder: Path, language: str, keys: Mapping[str, str] | None = None, listed: str = ""
) -> Guide:
    """Read all pages; goes to the disk.

    Args:
        folder: ``resources/guide``.
        language: A code of `app.core.language`; a page that lacks in it is read in English.
        keys: What to say in place of keys in backticks, see `rendering.rendered`.
        listed: Markdown for the line ``{keys}``.

    Raises:
        AppError: There is no guide where it should be, or it cannot be read.
    """
    pages: dict[str, Page] = {}
    for path in sorted((folder / "en").glob("*.md")):
        english = _rendered(path, keys, listed)
        other = folder / language / path.name
        page = english
        if language != "en" and other.is_file():
            anchors = [section.anchor for section in english.sections]
            page = _rendered(other, keys, listed, anchors)
        pages[path.stem] = page
    if not pages:
        raise AppError(tr('The guide is missing in "{path}": install Rushes again.', path=folder))
    sections = [section for page in pages.values() for section in page.sections]
    index = Index(sections, {name: page.title for name, page in pages.items()})
    return Guide(language, pages, index)


def _rendered(
    path: Path, keys: Mapping[str, str] | None, listed: str, anchors: list[str] | None = None
) -> Page:
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise AppError(
            tr('Cannot read "{path}" of the guide: install Rushes again.', path=path)
        ) from error
    lines = [listed if line.strip() == KEYS_HERE else line for line in text.splitlines()]
    return rendered(path.stem, "\n".join(lines), keys, anchors or [])
