"""The crop tool: a frame over the player, a bar beneath it, and what is kept of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QWidget

from app.core import cropping
from app.core.cropping import Rules
from app.core.export.fitting import Shape, shapes
from app.core.library.model import Clip, Still
from app.core.marking import Mark
from app.core.media.geometry import Crop
from app.ui import theme
from app.ui.checking import Checking
from app.ui.clips.crop_bar import CropBar
from app.ui.clips.crop_edits import CropEdits
from app.ui.clips.crop_sight import CropSight
from app.ui.clips.marking import Marking
from app.ui.clips.picking import Picking
from app.ui.document import Document
from app.ui.planning import Planning
from app.ui.widgets.crop_frame import CropFrame

if TYPE_CHECKING:
    from app.ui.clips.viewing import Viewing


@dataclass(frozen=True, slots=True)
class _Target:
    """What is being cropped: a clip, a still, or a marked range that is none yet."""

    source: int
    shot: int
    clip: int
    still: int

    @classmethod
    def of(cls, mark: Mark) -> _Target:
        """Return what a mark stands for; its range may move meanwhile."""
        picked = bool(mark.clip or mark.still)
        return cls(mark.source, 0 if picked else mark.shot, mark.clip, mark.still)


class Cropping(QObject):
    """Crops what is marked; the frame is kept when one goes on to something else.

    Attributes:
        sight: What is known of the picture that is cropped.
    """

    changed = Signal()  # `crop` is another one, or the tool opened or closed
    said = Signal(str)  # a sentence to show for a while

    def __init__(
        self,
        document: Document,
        marking: Marking,
        picking: Picking,
        viewing: Viewing,
        planning: Planning,
        checking: Checking,
    ) -> None:
        super().__init__(marking)
        self._document, self._marking, self._picking = document, marking, picking
        self._viewing = viewing
        self.sight = CropSight(marking, planning, checking)
        self.edits = CropEdits(document, marking, picking)
        self.frame = CropFrame(viewing.player)
        self.bar = CropBar()
        viewing.add_below_player(self.bar)
        self._target: _Target | None = None
        self._begun = self._drawn = self.frame.crop  # as it was opened; as the hand left it
        self._step = cropping.SIXTEEN
        self._shape = Shape("", None)
        self._focus: QWidget | None = None
        self._connect()
        for telling in (planning.planned, checking.found, checking.looked_at_mark):
            telling.connect(self._tell)

    def _connect(self) -> None:
        frame, bar = self.frame, self.bar
        frame.changed.connect(self._on_drawn)
        for keeping in (frame.kept, bar.kept):
            keeping.connect(self.keep)
        for dropping in (frame.dropped, bar.dropped):
            dropping.connect(self.drop)
        for clearing in (frame.cleared, bar.whole_asked):
            clearing.connect(self.clear)
        bar.letterbox_asked.connect(self.crop_letterbox)
        bar.shape_chosen.connect(self.set_shape)
        bar.step_chosen.connect(self.set_step)
        bar.selected_asked.connect(self.apply_to_selected)
        bar.film_asked.connect(self.apply_to_film)
        bar.menu_opened.connect(self._count_targets)
        self._marking.marked.connect(self._on_marked)
        self._document.opened.connect(self._close)
        self._document.keep_before_closing(self._settle)

    # ----------------------------------------------------------------------------- what is so

    @property
    def active(self) -> bool:
        """Whether the frame is over the player."""
        return self._target is not None

    @property
    def crop(self) -> Crop | None:
        """The crop of what is marked, as it is drawn now; None: the whole picture."""
        picture, row = self.sight.picture, self._marking.row
        if self.active and picture is not None:
            return cropping.to_keep(self.frame.crop, picture)
        return row.crop if isinstance(row, Clip | Still) else None

    # ----------------------------------------------------------------------------- the tool

    def toggle(self) -> None:
        """Begin, or keep the frame."""
        if self.active:
            self.keep()
        else:
            self.open()

    def open(self) -> None:
        """Lay the frame over the player."""
        mark, picture = self._marking.mark, self.sight.picture
        if mark is None or picture is None or self._document.read_only:
            return
        crop = self.crop
        begun = cropping.to_draw(crop, picture)
        rules = Rules(picture, self._step, self._shape.ratio)
        self._begun = begun
        if crop is None and rules.shape is not None:  # the shape of the clip before, once more
            begun = cropping.shaped(begun, rules)
        self._target = _Target.of(mark)
        self._focus = theme.application().focusWidget()
        self._drawn = begun
        self._viewing.set_cropping(True)
        self.frame.set_crop(begun, rules)
        self.bar.show()
        self.frame.open()
        self._tell()

    def keep(self) -> None:
        """Keep the frame as the crop of what is marked."""
        picture = self.sight.picture
        if self.active and picture is not None:
            crop = cropping.to_keep(self.frame.crop, picture)
            self._close()
            self._picking.set_crop(crop)

    def drop(self) -> None:
        """Leave the crop as it was."""
        self._close()

    def _close(self) -> None:
        if self._target is None:
            return
        self._target = None
        had_focus = self.frame.hasFocus() or self.bar.isAncestorOf(
            theme.application().focusWidget() or self._viewing
        )
        self.frame.hide()
        self.bar.hide()
        self._viewing.set_cropping(False)
        if had_focus and self._focus is not None and self._focus.isVisible():
            self._focus.setFocus()
        self._focus = None
        self.changed.emit()

    def clear(self) -> None:
        """Draw the frame around the whole picture."""
        if self.active:
            self._draw(self.frame.rules.all)

    def crop_letterbox(self) -> None:
        """Draw the frame inside the black bars that the checks found; begin where need be."""
        found = self.sight.bars()
        if found is None or found.crop is None:
            self.said.emit(self.tr("The checks found no black bars here."))
            return
        if not self.active:
            self.open()
        if self.active:
            self._draw(cropping.shaped(found.crop, self.frame.rules))

    def set_shape(self, ratio: Fraction | None) -> None:
        """Keep a shape from now on; the frame as the hand left it takes it at once."""
        self._shape = Shape("", ratio)
        self._obey()

    def set_step(self, step: int) -> None:
        """Let sides be multiples of a number from now on."""
        self._step = step
        self._obey()

    def set_typed(self, text: str) -> None:
        """Take a crop that was typed; raises `ProjectError` for what is none."""
        picture = self.sight.picture
        if picture is None:
            return
        crop = cropping.typed(text, picture)
        if self.active:
            self._draw(cropping.to_draw(crop, picture))
        else:
            self._picking.set_crop(crop)

    def _obey(self) -> None:
        if not self.active:
            return
        rules = replace(self.frame.rules, step=self._step, shape=self._shape.ratio)
        self.frame.set_rules(rules)
        legal = rules.shape is None and all(side % rules.step == 0 for side in self._drawn.size)
        self.frame.set_crop(self._drawn if legal else cropping.shaped(self._drawn, rules))
        self.frame.setFocus()
        self._tell()

    def _draw(self, crop: Crop) -> None:
        self.frame.set_crop(crop)
        self.frame.setFocus()
        self._on_drawn(crop)

    def _on_drawn(self, crop: Crop) -> None:
        self._drawn = crop
        self._tell()

    # ------------------------------------------------------------------------- applied to many

    def apply_to_selected(self) -> None:
        """Crop all that is selected like what is marked, in one step."""
        self._apply(self.edits.selected())

    def apply_to_film(self) -> None:
        """Crop all clips of the marked film, or all its stills, like what is marked."""
        self._apply(self.edits.of_film())

    def clear_selected(self) -> None:
        """Take the crop from all that is selected; from the frame, while there is one."""
        if self.active:
            self.clear()
        else:
            self.edits.clear_selected()

    def _apply(self, rows: list[Clip | Still]) -> None:
        crop = self.crop
        self._close()
        self.edits.crop(rows, crop)

    def _count_targets(self) -> None:
        self.bar.set_targets(len(self.edits.selected()), len(self.edits.of_film()))

    # ------------------------------------------------------------------------------- following

    def _settle(self) -> None:
        """Keep what was drawn: the project closes."""
        picked = self._target is not None and (self._target.clip or self._target.still)
        if picked and self.frame.crop != self._begun:
            self.keep()

    def _on_marked(self, mark: Mark | None) -> None:
        if self._target is None:
            self.changed.emit()
        elif mark is None or _Target.of(mark) != self._target:
            target, crop, picture = self._target, self.frame.crop, self.frame.rules.picture
            self._close()
            if crop != self._begun and not (target.clip or target.still):
                self.said.emit(self.tr("The crop is gone: the shot is not picked."))
            elif crop != self._begun:
                kept = cropping.to_keep(crop, picture)
                QTimer.singleShot(0, self, lambda: self.edits.keep(target.clip, target.still, kept))

    def _tell(self, *_: object) -> None:
        if self.active:
            frame, rules = self.frame, self.frame.rules
            kept = cropping.to_keep(frame.crop, rules.picture)
            offered = shapes(rules.picture, self.sight.fits(None))
            self.bar.show_shapes(offered, self._shape)
            self.bar.show_crop(frame.crop, rules.picture, self.sight.fits(kept))
            found = self.sight.bars()
            self.bar.show_letterbox(found.why or found.text if found else "")
        self.changed.emit()
