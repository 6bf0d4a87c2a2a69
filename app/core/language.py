"""The language texts are shown in: English, which stands in the code, or a catalog of translations.

A text is looked up where it is shown, by the English one itself::

    tr('Cannot read "{path}": {why}.', path=path, why=why)   # in core
    self.tr("Remove {}").format(...)                          # in ui: Qt asks the same catalog
    TITLES = {"dark": noted("Too dark")}; tr(TITLES[kind])    # a table: marked here, shown there

Values are given by name, since other languages want them in another order. A catalog is
``resources/languages/CODE.json``, one object of English texts and theirs; what is counted stands
there as ``{number:,} shots``. ``packaging/texts.py`` finds all texts and says what a catalog lacks.
A process that says nothing of it speaks English: what is read by programs stays as it is.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path

LANGUAGES = {"en": "English", "ko": "한국어", "ja": "日本語"}
"""The languages there are, by code, each in its own words."""


class _Current:
    """What is spoken now."""

    code: str = "en"
    texts: Mapping[str, str] = {}


def tr(text: str, /, **values: object) -> str:
    """Return ``text`` in the language of now, with ``values`` put in for its ``{names}``.

    A text without values is returned as it is: braces in it are braces.
    """
    said = _Current.texts.get(text, text)
    return said.format(**values) if values else said


def noted(text: str) -> str:
    """Return ``text`` as it is: marks one that is kept in a table and shown through `tr`."""
    return text


def enumerated(parts: Iterable[str]) -> str:
    """Return ``a, b, c`` of parts that are translated already, with the language's own comma."""
    return tr("{first}, {second}", first="", second="").join(parts)


def clauses(parts: Iterable[str]) -> str:
    """Return ``a; b; c`` of parts of a sentence that are translated already."""
    return tr("{first}; {second}", first="", second="").join(parts)


def sentences(parts: Iterable[str]) -> str:
    """Return sentences that are translated already, one behind the other; empty ones left out."""
    return tr("{first} {second}", first="", second="").join(filter(None, parts))


def found(text: str, context: str = "") -> str | None:
    """Return the translation of ``text``; None where there is none.

    Args:
        text: The English text.
        context: Who shows it; a catalog may have another text for ``context|text``.
    """
    texts = _Current.texts
    return (texts.get(f"{context}|{text}") if context else None) or texts.get(text)


def current() -> str:
    """Return the code of the language of now."""
    return _Current.code


def catalog() -> Mapping[str, str]:
    """Return the translations of the language of now: English texts and theirs."""
    return _Current.texts


def use(code: str, folder: Path) -> None:
    """Speak another language from now on; what is shown already stays as it is.

    Args:
        code: Of `LANGUAGES`; one that is not there or cannot be read: English.
        folder: Where the catalogs are, ``resources/languages``.
    """
    texts = _read(folder / f"{code}.json") if code != "en" and code in LANGUAGES else {}
    _Current.code, _Current.texts = (code if texts else "en"), texts


def chosen(preferred: str, spoken: Iterable[str]) -> str:
    """Return the code of the language to speak.

    Args:
        preferred: What the person has chosen; empty: as the system.
        spoken: The system's languages, the best first: ``ko-KR``, ``ja``.
    """
    if preferred in LANGUAGES:
        return preferred
    codes = [name.replace("_", "-").partition("-")[0].lower() for name in spoken]
    return next((code for code in codes if code in LANGUAGES), "en")


def _read(path: Path) -> dict[str, str]:
    try:
        texts = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    if not isinstance(texts, dict):
        return {}
    return {key: text for key, text in texts.items() if isinstance(text, str) and text}
