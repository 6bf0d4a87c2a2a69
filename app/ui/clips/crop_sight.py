"""What is known of the picture that is cropped: its size, what datasets make of it, its bars."""

from __future__ import annotations

from collections.abc import Sequence

from app.core import cropping
from app.core.checks.findings import CheckKind, Finding
from app.core.export.fitting import Fit, fits_of
from app.core.media.geometry import Crop, Size
from app.ui.checking import Checking
from app.ui.clips.marking import Marking
from app.ui.planning import Planning


class CropSight:
    """Looks at what is marked, as it is now."""

    def __init__(self, marking: Marking, planning: Planning, checking: Checking) -> None:
        self._marking, self._planning, self._checking = marking, planning, checking

    @property
    def picture(self) -> Size | None:
        """The size of the marked film's upright picture; None while that is not known."""
        index = self._marking.index
        if index is None or min(index.display_width, index.display_height) < cropping.EVEN:
            return None
        return Size(index.display_width, index.display_height)

    def fits(self, crop: Crop | None) -> list[Fit]:
        """Return what each dataset makes of a crop of what is marked."""
        picture, mark = self.picture, self._marking.mark
        if picture is None or mark is None:
            return []
        size = cropping.to_draw(crop, picture).size
        return fits_of(self._planning.plan, size, "image" if mark.still else "video")

    def bars(self) -> Finding | None:
        """Return what the checks say of black bars around what is marked."""
        mark = self._marking.mark
        if mark is None:
            return None
        found: Sequence[Finding] = ()
        if not mark.still:
            found = self._checking.of_mark(mark) or ()
        else:
            clips = [clip for clip in self._marking.siblings() if clip.crop is None]
            found = [each for clip in clips for each in self._checking.of_clip(clip.id)]
        return next((each for each in found if each.kind is CheckKind.BARS and each.crop), None)
