"""Ways to look at the picture of a clip, and the one that is chosen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from app.core.media.geometry import Size


@dataclass(frozen=True, slots=True)
class Look:
    """A way to look at a picture.

    Attributes:
        name: Tells it from others, through all clips: a dataset's name, for example.
        bucket: Size the trainer gives it, to see it as trained; None: as exported.
        whole: Show what the crop cuts away too, darkened.
    """

    name: str
    bucket: Size | None = None
    whole: bool = False


EXPORTED = Look("")
WHOLE = Look("\0whole", whole=True)


class Looks(QObject):
    """The ways there are to look at the clip that is shown; the first is the usual one.

    What was chosen stays chosen from clip to clip; for clips that do not have it, the first holds.
    """

    changed = Signal()
    """The picture is to be seen in another way, or there are others to choose from."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._all: tuple[Look, ...] = (EXPORTED,)
        self._wanted = EXPORTED.name

    @property
    def all(self) -> tuple[Look, ...]:
        """The ways there are."""
        return self._all

    @property
    def current(self) -> Look:
        """The way that holds."""
        named = (look for look in self._all if look.name == self._wanted)
        return next(named, self._all[0])

    def offer(self, looks: Sequence[Look]) -> None:
        """Have other ways to choose from, at least one."""
        if tuple(looks) != self._all:
            self._all = tuple(looks)
            self.changed.emit()

    def choose(self, name: str) -> None:
        """Look at it in the way of a name."""
        if name != self._wanted:
            self._wanted = name
            self.changed.emit()

    def next(self) -> None:
        """Go on to the next way; after the last one, the first."""
        place = self._all.index(self.current) + 1
        self.choose(self._all[place % len(self._all)].name)
