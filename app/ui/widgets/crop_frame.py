"""A frame over a picture, to be dragged and sized: which part of it is kept."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from PySide6.QtCore import QEvent, QObject, QPointF, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QCursor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QWidget

from app.core import cropping
from app.core.cropping import HANDLES, Handle, Rules
from app.core.language import enumerated
from app.core.media.geometry import Crop, Size, letterbox
from app.ui import theme
from app.ui.widgets.crop_painting import draw_frame
from app.ui.widgets.player_screen import Screen

_GRIP, _NEAR = 14, 7  # px around a corner, beside an edge, at which it is taken hold of
_REACH = 8  # px within which edges are drawn to the picture's edges and its middle
_STEP, _LEAP = 2, 16  # pixels of the picture that an arrow key moves it
_ALIKE = 0.02  # share by which the shapes of the same picture may differ, rounded

_ARROWS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}
_GROW = {Qt.Key.Key_Plus: 1, Qt.Key.Key_Equal: 1, Qt.Key.Key_Minus: -1}
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_OTHERS = (*_ENTER, Qt.Key.Key_Escape, Qt.Key.Key_R)
_DIAGONAL = {1: Qt.CursorShape.SizeFDiagCursor, -1: Qt.CursorShape.SizeBDiagCursor}


class CropFrame(QWidget):
    """Lies over a `Screen` that shows a whole picture; crops are in pixels of that.

    The mouse drags and sizes it, and draws another one outside it or in the whole picture; arrow
    keys move it, plus and minus grow it around its middle. Shift keeps the shape while it is
    sized, Ctrl lets no edge be drawn to anything.
    """

    changed = Signal(object)  # Crop: the hand made another one
    kept = Signal()  # Enter, or a double click
    dropped = Signal()  # Escape
    cleared = Signal()  # R: the whole picture

    def __init__(self, screen: Screen) -> None:
        super().__init__(screen)
        self._screen = screen
        self._rules = Rules(Size(2, 2))
        self._crop = self._rules.all
        self._held: Handle | None = None
        self._drag: tuple[Handle | None, Crop, QPointF] | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setAccessibleName(self.tr("Crop frame"))
        self.setToolTip("")
        self.hide()
        screen.installEventFilter(self)

    @property
    def crop(self) -> Crop:
        """What is kept."""
        return self._crop

    @property
    def rules(self) -> Rules:
        """What crops must obey; without its reach, which depends on the size on screen."""
        return self._rules

    def set_crop(self, crop: Crop, rules: Rules | None = None) -> None:
        """Show another crop, perhaps of another picture; emits nothing."""
        self._rules = rules or self._rules
        self._crop = crop
        words = cropping.shape_words(crop.size)
        self.setAccessibleDescription(enumerated((cropping.said(crop), words)))
        self.update()

    def set_rules(self, rules: Rules) -> None:
        """Obey other rules from the next change on; emits nothing."""
        self._rules = rules

    def place(self) -> QRectF:
        """Return where the whole picture lies, in the widget's pixels."""
        shown, picture = self._screen.picture_rect(), self._rules.picture
        if not shown.isEmpty():
            shape = shown.width() / shown.height() * picture.height / picture.width
            if abs(shape - 1) < _ALIKE:
                return shown
        ratio = self.devicePixelRatioF()  # the whole picture is still on its way
        box = letterbox(picture, self._screen.box())
        return QRectF(box.x / ratio, box.y / ratio, box.width / ratio, box.height / ratio)

    def frame_rect(self) -> QRectF:
        """Return where the frame lies, in the widget's pixels."""
        place, (width, height) = self.place(), self._rules.picture
        x, y = place.width() / width, place.height() / height
        crop = self._crop
        return QRectF(
            place.x() + crop.x * x, place.y() + crop.y * y, crop.width * x, crop.height * y
        )

    # ---------------------------------------------------------------------------------- painting

    def paintEvent(self, _event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            words = f"{self._crop.width}×{self._crop.height}"
            shape = cropping.shape_words(self._crop.size)
            draw_frame(
                painter, self.place(), self.frame_rect(), f"{words} · {shape}", self._centred()
            )

    def _centred(self) -> tuple[bool, bool]:
        """Return whether the crop is in the middle of the picture, across and down."""
        crop, picture = self._crop, self._rules.picture
        across = crop.x > 0 and abs(picture.width - crop.width - 2 * crop.x) <= cropping.EVEN
        down = crop.y > 0 and abs(picture.height - crop.height - 2 * crop.y) <= cropping.EVEN
        return across, down

    # ------------------------------------------------------------------------------------- mouse

    def handle_at(self, at: QPointF) -> Handle | None:
        """Return what of the frame a place takes hold of; (0, 0) is all of it, None nothing.

        The whole picture cannot be moved: inside it another frame is drawn.
        """
        frame, grip, near = self.frame_rect(), theme.px(_GRIP), theme.px(_NEAR)
        for handle in sorted(HANDLES, key=lambda each: not (each.across and each.down)):
            corner = bool(handle.across and handle.down)
            reach = grip if corner else near
            spots = [
                _near(place, low, high, side, reach)
                for place, low, high, side in (
                    (at.x(), frame.left(), frame.right(), handle.across),
                    (at.y(), frame.top(), frame.bottom(), handle.down),
                )
            ]
            if all(spots):
                return handle
        return Handle(0, 0) if frame.contains(at) and not self._is_whole else None

    @property
    def _is_whole(self) -> bool:
        """Whether nothing is cut off: there is nothing to move, and another frame is drawn."""
        return self._crop == self._rules.all

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.setFocus(Qt.FocusReason.MouseFocusReason)
            self._drag = self.handle_at(event.position()), self._crop, event.position()
        event.accept()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._drag is None:
            self._show_cursor(self.handle_at(event.position()))
            return
        handle, before, begin = self._drag
        rules = self._rules_for(event.modifiers(), before)
        x, y = self._pixel(event.position())
        if handle is None:
            self._become(cropping.drawn(*self._pixel(begin), x, y, rules))
        elif handle == (0, 0):
            start = self._pixel(begin)
            moved = cropping.moved(before, before.x + x - start[0], before.y + y - start[1], rules)
            self._become(moved)
        else:
            self._become(cropping.dragged(before, handle, x, y, rules))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._drag = None
        self._show_cursor(self.handle_at(event.position()))

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if self.frame_rect().contains(event.position()):
            self.kept.emit()

    def _rules_for(self, keys: Qt.KeyboardModifier, before: Crop) -> Rules:
        """Return the rules while keys are held."""
        place = self.place()
        scale = self._rules.picture.width / max(1.0, place.width())
        free = bool(keys & Qt.KeyboardModifier.ControlModifier)
        rules = replace(self._rules, reach=0 if free else round(theme.px(_REACH) * scale))
        if keys & Qt.KeyboardModifier.ShiftModifier and rules.shape is None:
            rules = replace(rules, shape=Fraction(before.width, before.height))
        return rules

    def _pixel(self, at: QPointF) -> tuple[int, int]:
        """Return the pixel edge of the picture nearest to a place; may lie outside."""
        place, (width, height) = self.place(), self._rules.picture
        x = (at.x() - place.x()) * width / max(1.0, place.width())
        y = (at.y() - place.y()) * height / max(1.0, place.height())
        return round(x), round(y)

    def _show_cursor(self, handle: Handle | None) -> None:
        shape = Qt.CursorShape.CrossCursor
        if handle == (0, 0):
            shape = Qt.CursorShape.SizeAllCursor
        elif handle is not None and handle.across and handle.down:
            shape = _DIAGONAL[handle.across * handle.down]
        elif handle is not None:
            across = bool(handle.across)
            shape = Qt.CursorShape.SizeHorCursor if across else Qt.CursorShape.SizeVerCursor
        self.setCursor(QCursor(shape))

    # -------------------------------------------------------------------------------------- keys

    def event(self, event: QEvent) -> bool:
        asked = event.type() == QEvent.Type.ShortcutOverride
        if asked and isinstance(event, QKeyEvent) and self._is_mine(event):
            event.accept()  # no command of the window, while the frame has the focus
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self._is_mine(event):
            super().keyPressEvent(event)
            return
        key = Qt.Key(event.key())
        if key in _ARROWS:
            leap = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
            across, down = (way * (_LEAP if leap else _STEP) for way in _ARROWS[key])
            crop = self._crop
            rules = replace(self._rules, reach=0)
            self._become(cropping.moved(crop, crop.x + across, crop.y + down, rules))
        elif key in _GROW:
            self._become(cropping.grown(self._crop, _GROW[key], self._rules))
        else:
            {Qt.Key.Key_Escape: self.dropped, Qt.Key.Key_R: self.cleared}.get(key, self.kept).emit()

    def _is_mine(self, event: QKeyEvent) -> bool:
        keys = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if keys == Qt.KeyboardModifier.ShiftModifier:
            return event.key() in _ARROWS or event.key() in _GROW
        return keys == Qt.KeyboardModifier.NoModifier and (
            event.key() in _ARROWS or event.key() in _GROW or event.key() in _OTHERS
        )

    def _become(self, crop: Crop) -> None:
        if crop != self._crop:
            self.set_crop(crop)
            self.changed.emit(crop)

    # ---------------------------------------------------------------------------------------- Qt

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        QTimer.singleShot(0, self, self._take_keys)  # the screen went elsewhere: full screen, say

    def _take_keys(self) -> None:
        if self.isVisible():
            self.setFocus(Qt.FocusReason.OtherFocusReason)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and watched is self._screen:
            self.resize(self._screen.size())
        return super().eventFilter(watched, event)

    def open(self) -> None:
        """Lie over the screen, and take the keys."""
        self.resize(self._screen.size())
        self._drag = None
        self.show()
        self.raise_()
        self.setFocus(Qt.FocusReason.OtherFocusReason)


def _near(place: float, low: float, high: float, side: int, reach: float) -> bool:
    """Return whether a place is near the held edge, or anywhere between the two others."""
    if side:
        return abs(place - (high if side > 0 else low)) <= reach
    return low <= place <= high
