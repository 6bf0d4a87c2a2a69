"""Buttons: words with the key that does the same, and round ones with an icon."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QAction, QKeySequence, QPainter, QPaintEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy, QToolButton, QWidget

from app.ui import icons, theme
from app.ui.widgets.painting import (
    CONTROL_HEIGHT,
    box,
    hovered,
    text_width,
    words,
)
from app.ui.widgets.ringed import Ringed
from app.ui.widgets.tips import PlainTips

Kind = Literal["primary", "raised", "quiet", "danger"]
_PAD, _GAP, _ICON, _CAP_HEIGHT, _CAP_PAD = 13, 7, 16, 18, 5
_CENTER = Qt.AlignmentFlag.AlignHCenter


def key_text(key: str | QKeySequence) -> str:
    """Return a key as its cap says it: "Ctrl+Return" is "Ctrl Enter"; a plain word stays."""
    text = key if isinstance(key, str) else key.toString(QKeySequence.SequenceFormat.NativeText)
    if len(text) < 2:
        return text
    said = {"Return": "Enter", "Left": "←", "Right": "→", "Up": "↑", "Down": "↓", "": "+"}
    return " ".join(said.get(part, part) for part in text.removesuffix("+").split("+"))


def cap_width(text: str) -> int:
    """Return the width of a key cap in px, zoomed."""
    return max(text_width(theme.font("key"), text) + 2 * theme.px(_CAP_PAD), theme.px(18))


def draw_cap(painter: QPainter, where: QRectF, text: str, *, on_accent: bool, dull: bool) -> None:
    """Draw a key cap at the left of ``where``, centred vertically."""
    height = theme.px(_CAP_HEIGHT)
    top = round(where.center().y() - height / 2)
    cap = QRectF(where.left(), top, cap_width(text), height)
    edge = theme.color("line_strong")
    if on_accent:
        edge = theme.color("accent_low").darker(140)
    fill = theme.color("accent_low" if on_accent else "surface")
    box(painter, cap, fill=fill, edge=edge, radius=4)
    lip = QRectF(cap.left() + theme.px(4), cap.bottom() - 1, cap.width() - 2 * theme.px(4), 1)
    box(painter, lip, fill=edge, radius=0)  # fillRect would make every gradient Qt has a name for
    painter.setFont(theme.font("key"))
    ink = "on_accent" if on_accent else "faint" if dull else "muted"
    words(painter, cap.adjusted(0, 0, 0, -0.5), text, theme.color(ink), _CENTER)


class KeyCap(QWidget):
    """A key, drawn as its cap."""

    def __init__(self, key: str | QKeySequence, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._text = key_text(key)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self._text)

    def sizeHint(self) -> QSize:
        return QSize(cap_width(self._text), theme.px(_CAP_HEIGHT))

    def paintEvent(self, _event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            draw_cap(
                painter,
                QRectF(self.rect()),
                self._text,
                on_accent=False,
                dull=not self.isEnabled(),
            )


class Button(PlainTips, Ringed, QPushButton):
    """A button of a kind, with an icon and a key hint where given.

    The hint is only shown: the key itself belongs to a QAction. `for_action` makes a button that
    says, offers and does what an action does.
    """

    def __init__(
        self,
        text: str,
        kind: Kind = "raised",
        *,
        icon: str = "",
        key: str | QKeySequence = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(text, parent)
        self._kind: Kind = kind
        self._icon_name = icon
        self._key = key_text(key)
        self._action: QAction | None = None
        self.setAutoDefault(False)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # a click leaves the keys where they were
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        if kind == "primary":
            theme.set_font(self, "strong")

    @classmethod
    def for_action(cls, action: QAction, kind: Kind = "raised", *, icon: str = "") -> Button:
        """Return a button that follows ``action``: words, key, tooltip, enabled, checked."""
        button = cls(action.text(), kind, icon=icon)
        button._action = action
        action.changed.connect(button._follow_action)
        button.clicked.connect(action.trigger)
        button._follow_action()
        return button

    def kind(self) -> Kind:
        """Return the kind."""
        return self._kind

    def set_kind(self, kind: Kind) -> None:
        """Change the kind: one primary per screen, and it may move."""
        self._kind = kind
        theme.set_font(self, "strong" if kind == "primary" else "body")
        self.update()

    def set_key(self, key: str | QKeySequence) -> None:
        """Show another key hint; "" for none."""
        self._key = key_text(key)
        self.updateGeometry()
        self.update()

    def key_hint(self) -> str:
        """Return the words of the key cap."""
        return self._key

    def set_icon(self, name: str) -> None:
        """Show another icon; "" for none."""
        self._icon_name = name
        self.updateGeometry()
        self.update()

    def _follow_action(self) -> None:
        if self._action is None:
            return
        self.setText(self._action.text())
        self.setEnabled(self._action.isEnabled())
        self.setCheckable(self._action.isCheckable())
        self.setChecked(self._action.isChecked())
        self.setToolTip(self._action.statusTip())
        self.set_key(self._action.shortcut())

    def sizeHint(self) -> QSize:
        return QSize(self.width_with(self._key), theme.px(CONTROL_HEIGHT))

    def width_with(self, hint: str) -> int:
        """Return the width in px it needs with the words of a key cap; "" for none."""
        width = 2 * theme.px(_PAD) + text_width(self.font(), self.text())
        width += theme.px(_ICON + _GAP) * bool(self._icon_name)
        width += (cap_width(hint) + theme.px(_GAP)) * bool(hint)
        width += theme.px(_ICON - 2) * (self.menu() is not None)
        return width

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        where = QRectF(self.rect())
        ink = self._ink()
        with QPainter(self) as painter:
            self._draw_box(painter, where)
            painter.setFont(self.font())
            hint = self._key if self.width() >= self.width_with(self._key) else ""  # words first
            width = self.width_with(hint) - 2 * theme.px(_PAD)
            left = round(where.center().x() - width / 2)
            room = QRectF(max(left, theme.px(6)), 0, where.width() - theme.px(12), where.height())
            if self._icon_name:
                size = theme.px(_ICON)
                spot = QRectF(room.left(), 0, size, room.height())
                icons.draw(painter, spot, self._icon_name, ink)
                room.setLeft(room.left() + size + theme.px(_GAP))
            words(painter, room, self.text(), theme.color(ink))
            room.setLeft(room.left() + text_width(self.font(), self.text()) + theme.px(_GAP))
            if hint:
                on_accent = self._kind == "primary" and self.isEnabled()
                draw_cap(painter, room, hint, on_accent=on_accent, dull=not self.isEnabled())
            if self.menu() is not None:
                size = theme.px(_ICON - 2)
                spot = QRectF(room.left() - theme.px(2), 0, size, room.height())
                icons.draw(painter, spot, "chevron-down", ink)

    def _ink(self) -> str:
        if not self.isEnabled():
            return "faint"
        if self._kind == "quiet":
            return "text" if hovered(self) or self.isChecked() else "muted"
        return {"primary": "on_accent", "danger": "bad"}.get(self._kind, "text")

    def _draw_box(self, painter: QPainter, where: QRectF) -> None:
        over, down = hovered(self), self.isDown() or self.isChecked()
        fill = edge = None
        if not self.isEnabled():
            if self._kind != "quiet":
                fill, edge = theme.color("surface"), theme.color("line_soft")
        elif self._kind == "primary":
            fill = theme.color("accent_low" if down else "accent_hover" if over else "accent")
        elif self._kind == "quiet":
            fill = theme.color("hover" if down else "raised") if over or down else None
        else:
            fill = theme.color("hover" if over or down else "raised")
            strong = theme.color("line_strong")
            edge = theme.color("bad_edge") if self._kind == "danger" and over else strong
        if self.ring and self._kind == "primary":
            box(painter, where, edge=theme.color("accent"), radius=9)
            where = where.adjusted(2.5, 2.5, -2.5, -2.5)
        elif self.ring:
            edge = theme.color("accent")
        box(painter, where, fill=fill, edge=edge)


class IconButton(Ringed, QToolButton):
    """An icon that acts; its name is its tooltip and what a screen reader says.

    ``size`` is the side in px. ``round`` is for play: a raised disc. Checkable ones show their
    state in the accent.
    """

    def __init__(
        self,
        icon: str,
        name: str,
        *,
        size: int = CONTROL_HEIGHT,
        round: bool = False,
        key: str | QKeySequence = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._icon_name, self._size, self._round = icon, size, round
        self._key = ""
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.set_name(name, key)

    def set_name(self, name: str, key: str | QKeySequence | None = None) -> None:
        """Change what it is called, and the key its tooltip tells; None leaves that."""
        self._name, self._key = name, self._key if key is None else key_text(key)
        hint = self._key
        self.setToolTip(f"{name} ({hint})" if hint else name)
        self.setAccessibleName(name)

    def set_key(self, key: str | QKeySequence) -> None:
        """Let the tooltip tell another key; "" for none."""
        self.set_name(self._name, key)

    def set_icon(self, name: str) -> None:
        """Show another icon (play, pause)."""
        self._icon_name = name
        self.update()

    def icon_name(self) -> str:
        """Return the name of the icon."""
        return self._icon_name

    def sizeHint(self) -> QSize:
        return QSize(theme.px(self._size), theme.px(self._size))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.ApplicationFontChange:
            self.updateGeometry()  # another zoom
        super().changeEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        over, down = hovered(self), self.isDown()
        where = QRectF(self.rect())
        ink = "text" if over or self._round else "muted"
        if self.isChecked():
            ink = "accent_text"
        if not self.isEnabled():
            ink = "faint"
        fill = theme.color("hover" if down else "raised") if over or down or self._round else None
        edge = theme.color("line_strong") if self._round else None
        if self.ring:
            edge = theme.color("accent")
        with QPainter(self) as painter:
            box(painter, where, fill=fill, edge=edge, radius=self._size if self._round else 7)
            side = theme.px(16 if self._size >= 26 else 14)
            spot = QRectF(0, 0, side, side)
            spot.moveCenter(where.center())
            icons.draw(painter, spot, self._icon_name, ink)
