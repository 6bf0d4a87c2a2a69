"""Names of exported files, good on every system and for the trainer's caches.

``{source's stem}_{start:07d}-{end:07d}.mp4`` and ``{source's stem}_{frame:07d}.png``. The trainer
names its caches after the stem alone, so stems are unique in a folder without regard to case, and
leave room for what it appends.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import count

LONGEST = 255  # bytes of a file's name: Linux; Windows counts UTF-16 units, which are never more

# The longest the trainer appends: "_00000-0045_10000x10000_framepack.safetensors" and some room.
_CACHE_SUFFIX = 52
_NUMBERS = 16 + 6  # "_0000000-0000045", and "-2" where a name is taken, up to "-99999"
# Less than fits: on Windows, a whole path beyond 260 characters is trouble in many programs.
_STEM = min(120, LONGEST - _CACHE_SUFFIX - _NUMBERS)

# Refused by Windows, special to the trainer's file search, or unseen.
_UNSAFE = re.compile(r'[<>:"/\\|?*\[\]\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\ufeff]')
# From the Windows documentation (Naming Files): reserved also before a first full stop.
_RESERVED = re.compile(
    r"(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9¹²³])\s*(\.|$)", re.IGNORECASE
)


def clip_stem(source: str, start: int, end: int) -> str:
    """Return the stem of a clip's file.

    Args:
        source: Stem of the source's file.
        start: First source frame.
        end: The frame after the last.
    """
    return f"{safe_stem(source)}_{start:07d}-{end:07d}"


def still_stem(source: str, frame: int) -> str:
    """Return the stem of a still's file; see `clip_stem`."""
    return f"{safe_stem(source)}_{frame:07d}"


@lru_cache(maxsize=4096)
def safe_stem(text: str) -> str:
    """Return a text as the first part of a file's name, good on every system.

    Characters that are refused somewhere become ``_``; names of devices get one in front; what is
    too long loses its end.
    """
    text = unicodedata.normalize("NFC", text.encode("utf-8", "replace").decode("utf-8"))
    text = _UNSAFE.sub("_", text).strip(" .")
    text = _shortened(text, _STEM - 1).rstrip(" .")
    if not text or _RESERVED.match(text) or text.startswith(("-", "~")):
        text = f"_{text}"
    return text


def _shortened(text: str, most: int) -> str:
    """Return as many leading characters as fit ``most`` bytes."""
    return text.encode("utf-8")[:most].decode("utf-8", "ignore")


def folded(stem: str) -> str:
    """Return what two stems share that cannot stand in one folder."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", stem).casefold())


def assign(
    wanted: Sequence[tuple[int, str]],
    *,
    before: Mapping[int, str],
    taken: Collection[str] = (),
) -> dict[int, str]:
    """Give each row a stem of its own in one folder.

    A stem stays with its row for as long as it fits, whatever is added or removed around it. Where
    several rows want one stem, the first in ``wanted`` gets it, the others ``-2``, ``-3`` and on.

    Args:
        wanted: Id and wanted stem of each row.
        before: Stems of an earlier export, by id.
        taken: Stems of files in the folder that are not ours.

    Returns:
        The stem of each row, by id.
    """
    used = {folded(stem) for stem in taken}
    stems: dict[int, str] = {}
    for row, stem in wanted:
        old = before.get(row)
        if old is not None and _fits(old, stem) and folded(old) not in used:
            stems[row] = old
            used.add(folded(old))
    for row, stem in wanted:
        if row not in stems:
            stems[row] = next(name for name in _variants(stem) if folded(name) not in used)
            used.add(folded(stems[row]))
    return stems


def _fits(old: str, stem: str) -> bool:
    """Return whether an old stem is the wanted one, perhaps with a number against a collision."""
    number = old.removeprefix(stem + "-")
    return old == stem or (number != old and number.isdecimal() and f"{stem}-{number}" == old)


def _variants(stem: str) -> Iterator[str]:
    yield stem
    yield from (f"{stem}-{number}" for number in count(2))
