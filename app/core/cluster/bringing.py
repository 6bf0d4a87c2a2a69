"""A cache that notes what was used of it: what another machine found out is brought home."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from app.core.cache import Cache

Entries = Mapping[tuple[str, str], bytes]
"""What is kept in a cache, by kind and key."""


class NotingCache(Cache):
    """This machine's cache, which notes what it gave and what it was given.

    Args:
        spared: Kinds of which whoever asked has what is needed.

    Attributes:
        used: All of that.
    """

    def __init__(self, spared: Collection[str] = ()) -> None:
        super().__init__()
        self.used: dict[tuple[str, str], bytes] = {}
        self._spared = spared

    def load(self, kind: str, key: str) -> bytes | None:
        """Return an entry, or None where there is none that is whole."""
        data = super().load(kind, key)
        if data is not None:
            self._note(kind, key, data)
        return data

    def save(self, kind: str, key: str, data: bytes) -> None:
        """Keep an entry; a folder that cannot be written is passed over."""
        self._note(kind, key, data)
        super().save(kind, key, data)

    def _note(self, kind: str, key: str, data: bytes) -> None:
        if kind not in self._spared:
            self.used[kind, key] = data


def keep(entries: Entries, cache: Cache) -> None:
    """Keep what was brought home, as if it had been found out here."""
    for (kind, key), data in entries.items():
        cache.save(kind, key, data)
