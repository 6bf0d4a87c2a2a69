"""The ways to look at the marked clip: as exported, as each dataset trains it, all of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from app.core.errors import SourceError
from app.core.library.model import Shot
from app.core.media.conform import conformed_length
from app.core.media.geometry import Crop, plan_geometry
from app.core.xray import trained_sizes
from app.ui.clips.marking import Marking
from app.ui.films import Films
from app.ui.planning import Planning
from app.ui.widgets.player_look import EXPORTED, WHOLE, Look, Looks

if TYPE_CHECKING:
    from app.core.media.geometry import Size


class Looking(QObject):
    """Keeps the looks of a player up to date with mark, films and plan."""

    def __init__(self, looks: Looks, films: Films, marking: Marking, planning: Planning) -> None:
        super().__init__(looks)
        self._looks, self._films = looks, films
        self._marking, self._planning = marking, planning
        marking.marked.connect(self.refresh)
        films.loaded.connect(self.refresh)
        planning.planned.connect(self.refresh)

    def refresh(self, *_: object) -> None:
        """Offer what there is for the marked range."""
        crop = marked_crop(self._marking)
        looks = [EXPORTED, *(Look(name, size) for name, size in self._sizes(crop))]
        self._looks.offer([*looks, WHOLE] if crop is not None else looks)

    def _sizes(self, crop: Crop | None) -> list[tuple[str, Size]]:
        """Return the size each dataset trains the marked range at, by the dataset's name."""
        mark, plan = self._marking.mark, self._planning.plan
        index = self._films.indexes.get(mark.source) if mark is not None else None
        if mark is None or plan is None or index is None or mark.end > len(index):
            return []
        still = bool(mark.still)
        try:
            size = plan_geometry(index, crop, even=not still).size
        except SourceError:
            return []
        frames = 1 if still else conformed_length(index, *mark.span, plan.settings.rate)
        return trained_sizes(plan, size, frames, still=still)


def marked_crop(marking: Marking) -> Crop | None:
    """Return the crop of what is marked; None where it has none."""
    row = marking.row
    return None if row is None or isinstance(row, Shot) else row.crop
