"""The ways to look at the marked clip: as exported, as each dataset trains it, all of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from app.core.errors import SourceError
from app.core.export.still_sizes import shown_part
from app.core.library.model import Clip, Shot
from app.core.media.conform import conformed_length
from app.core.media.geometry import Crop, plan_geometry
from app.core.xray import Xray
from app.ui.clips.marking import Marking
from app.ui.films import Films
from app.ui.planning import Planning
from app.ui.widgets.player_look import EXPORTED, WHOLE, Look, Looks

if TYPE_CHECKING:
    from app.core.media.geometry import Size
    from app.core.media.index import FrameIndex


class Looking(QObject):
    """Keeps the looks of a player up to date with mark, films and plan."""

    def __init__(self, looks: Looks, films: Films, marking: Marking, planning: Planning) -> None:
        super().__init__(looks)
        self._looks, self._films = looks, films
        self._marking, self._planning = marking, planning
        self._xray = Xray()
        marking.marked.connect(self.refresh)
        films.loaded.connect(self.refresh)
        planning.planned.connect(self.refresh)

    def refresh(self, *_: object) -> None:
        """Offer what there is for the marked range."""
        crop, size = self._part()
        looks = [EXPORTED, *(Look(name, shape) for name, shape in self._sizes(crop, size))]
        self._looks.offer([*looks, WHOLE] if crop is not None else looks)

    def _part(self) -> tuple[Crop | None, Size | None]:
        mark, plan = self._marking.mark, self._planning.plan
        index = self._films.indexes.get(mark.source) if mark is not None else None
        return marked_part(self._marking, index, plan.settings.still_size if plan else None)

    def _sizes(self, crop: Crop | None, size: Size | None) -> list[tuple[str, Size]]:
        """Return the size each dataset trains the marked range at, by the dataset's name."""
        mark, plan = self._marking.mark, self._planning.plan
        index = self._films.indexes.get(mark.source) if mark is not None else None
        if mark is None or plan is None or index is None or mark.end > len(index):
            return []
        still = bool(mark.still)
        try:
            size = plan_geometry(index, crop, size, even=not still).size
        except SourceError:
            return []
        frames = 1 if still else conformed_length(index, *mark.span, plan.settings.rate)
        return self._xray.sizes(plan, size, frames, still=still)


def marked_part(
    marking: Marking, index: FrameIndex | None, still_size: tuple[int, int] | None
) -> tuple[Crop | None, Size | None]:
    """Return what is kept of the picture of what is marked, and its size as exported.

    Args:
        marking: Tells what is marked.
        index: Of its film, where it is known.
        still_size: The size of stills in the project.

    Returns:
        The crop, None where all is kept; the size, None for that of the crop.
    """
    row = marking.row
    if row is None or isinstance(row, Shot):
        return None, None
    if index is None or still_size is None or isinstance(row, Clip):
        return row.crop, None
    return shown_part(index, row, still_size)
