"""Pictures that are likely to be painted again, up to a number and a size."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable
from typing import Generic, TypeVar

from PySide6.QtGui import QPixmap

K = TypeVar("K", bound=Hashable)


class PixmapCache(Generic[K]):
    """Keeps the pictures used last; for the GUI thread.

    Args:
        entries: Most pictures kept.
        size: Most bytes kept, whatever their number; the newest picture always stays.
    """

    def __init__(self, entries: int, size: int) -> None:
        self._entries = entries
        self._most = size
        self._bytes = 0
        self._pictures: OrderedDict[K, QPixmap] = OrderedDict()

    def __len__(self) -> int:
        return len(self._pictures)

    def get(self, key: K) -> QPixmap | None:
        """Return a picture and count it as used; None where it is not kept."""
        picture = self._pictures.get(key)
        if picture is not None:
            self._pictures.move_to_end(key)
        return picture

    def put(self, key: K, picture: QPixmap) -> list[K]:
        """Keep a picture; return the keys of those that were dropped for it."""
        old = self._pictures.pop(key, None)
        self._bytes += _size(picture) - (0 if old is None else _size(old))
        self._pictures[key] = picture
        return self._drop()

    def limit(self, size: int) -> list[K]:
        """Keep at most so many bytes from now on; return the keys of those that were dropped."""
        self._most = size
        return self._drop()

    def _drop(self) -> list[K]:
        dropped: list[K] = []
        while len(self) > 1 and (len(self) > self._entries or self._bytes > self._most):
            gone, unused = self._pictures.popitem(last=False)
            self._bytes -= _size(unused)
            dropped.append(gone)
        return dropped

    def clear(self) -> None:
        """Drop all."""
        self._pictures.clear()
        self._bytes = 0


def _size(picture: QPixmap) -> int:
    return picture.width() * picture.height() * 4
