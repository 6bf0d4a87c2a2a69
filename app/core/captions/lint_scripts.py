"""The scripts a caption is written in, and how many words that makes."""

from __future__ import annotations

import math
import re
from typing import Literal

from app.core.captions.lint_rules import without_quoted

Script = Literal["latin", "mixed", "korean", "japanese", "chinese"]

_HANGUL = re.compile("[\u1100-\u11ff\u3130-\u318f\uac00-\ud7a3]")
_KANA = re.compile("[\u3041-\u30ff\u31f0-\u31ff\uff66-\uff9f]")
_HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_UNSPACED = re.compile(
    "[\u3005\u3041-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff66-\uff9f\U00020000-\U0003ffff]+"
)
_LETTER = re.compile(r"[^\W\d_]")
_WORTH = 3  # Latin letters that say as much as one character of these
_PER_WORD = 2  # characters without spaces that say as much as one word


def script_of(text: str) -> Script:
    """Return the script in which a caption is written; what stands in quotation marks aside.

    "mixed": characters of Chinese, Japanese or Korean in a text in Latin letters, or Chinese ones
    in a Korean one: what leaks out of models that were taught in these languages.
    """
    if text.isascii():
        return "latin"
    said = without_quoted(text)
    hangul, kana, han = (len(script.findall(said)) for script in (_HANGUL, _KANA, _HAN))
    east = hangul + kana + han
    if not east:
        return "latin"
    others = len(_LETTER.findall(said)) - east
    if others > _WORTH * east or (hangul > kana and han):
        return "mixed"
    if hangul > kana:
        return "korean"
    return "japanese" if kana else "chinese"


def words_of(text: str) -> int:
    """Return how many words a text has; where words are not spaced, two characters make one."""
    if text.isascii():
        return sum(1 for word in text.split() if word.isalpha() or any(map(str.isalnum, word)))
    unspaced = sum(math.ceil(len(run) / _PER_WORD) for run in _UNSPACED.findall(text))
    spaced = _UNSPACED.sub(" ", text).split()
    return unspaced + sum(1 for word in spaced if any(map(str.isalnum, word)))
