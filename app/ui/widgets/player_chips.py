"""The chips on the picture of a player: which frames, seen how, how fast, how long."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QEvent, QObject, QPoint, QTimer
from PySide6.QtWidgets import QMenu

from app.core.film_words import rate_words
from app.core.media.conform import repeats
from app.ui import theme
from app.ui.widgets.chip import Chip
from app.ui.widgets.player import Player
from app.ui.widgets.player_look import Look

_MARGIN, _GAP = 12, 8  # px
_PATIENCE = 150  # ms that a picture may be another one before it is said


class PictureChips(QObject):
    """Lays chips into the upper corners of a player; the first three of them are switches.

    Where there is little room, those that say least give way.
    """

    def __init__(self, player: Player) -> None:
        super().__init__(player)
        self._player = player
        self.frames = Chip(clickable=True, parent=player)
        self.look = Chip(clickable=True, mark="menu", parent=player)
        self.loop = Chip(clickable=True, parent=player)
        self.part = Chip("", "info", removable=True, parent=player)
        self.speed = Chip("", "accent", parent=player)
        self.place = Chip(self.tr("frame of the film"), "info", parent=player)
        self.near = Chip("", "warn", parent=player)
        self.again = Chip("", "warn", parent=player)
        self._left = self.frames, self.look, self.place, self.near, self.again
        self._right = self.loop, self.part, self.speed
        self._keys: dict[str, str] = {}  # by switch: own, look, loop
        self._away = False
        self._late = QTimer(self)
        self._late.setSingleShot(True)
        self._late.setInterval(_PATIENCE)
        self._connect()
        self.refresh()

    def _connect(self) -> None:
        player = self._player
        player.noted.connect(self.refresh)
        player.opened.connect(self.refresh)
        player.exact_changed.connect(self._on_exact)
        self._late.timeout.connect(self.refresh)
        self.frames.clicked.connect(player.toggle_own)
        self.look.clicked.connect(self._show_menu)
        self.loop.clicked.connect(player.toggle_loop)
        self.part.removed.connect(player.clear_part)
        theme.changes().changed.connect(self._lay_out)
        player.installEventFilter(self)

    # ---- what they say

    def set_key(self, switch: str, key: str) -> None:
        """Tell the key that does what a switch does: ``own``, ``look`` or ``loop``."""
        self._keys[switch] = key
        self.refresh()

    def _keyed(self, tip: str, switch: str) -> str:
        key = self._keys.get(switch)
        return f"{tip} ({key})" if key else tip

    def refresh(self) -> None:
        """Say what holds now."""
        player, view = self._player, self._player.view
        shown = view is not None and not player.news.error
        for switch in (self.frames, self.look):
            switch.setVisible(view is not None)
        self._say_frames()
        self._say_look()
        self.place.setVisible(player.single)
        self._say_near()
        self._say_length(shown and not player.single and bool(player.news.frames))
        if self._away:
            for chip in (*self._left, *self._right):
                chip.hide()
        self._lay_out()

    def _say_frames(self) -> None:
        player, view = self._player, self._player.view
        if view is None:
            return
        opened = player.news.opened
        if not player.own:
            self.frames.set_state(rate_words(view.rate), "accent")
            tip = self.tr("The frames that are trained; a click shows every frame of the film")
        else:
            text = self.tr("source")
            if opened is not None:
                about = "≈ " if opened.index.variable_rate else ""
                text = f"{text} {about}{rate_words(opened.index.rate)}"
            self.frames.set_state(text, "info")
            tip = self.tr("Every frame of the film, at its own time; a click shows those trained")
        self.frames.setToolTip(self._keyed(tip, "own"))

    def _say_look(self) -> None:
        player = self._player
        look = player.looks.current
        trained = look.bucket is not None and not player.dimmed
        self.look.set_state(self._chip_words(look), "good" if trained else "neutral")
        tip = self._keyed(self.tr("How the picture is seen; the key shows the next way"), "look")
        if trained:
            sentence = self.tr("Just what the trainer makes of it for “{}”: resized and cut.")
            tip = f"{sentence.format(look.name)}\n{tip}"
        self.look.setToolTip(tip)

    def _chip_words(self, look: Look) -> str:
        if self._player.dimmed:
            return self.tr("whole picture")
        if look.bucket is None:
            return self.tr("as exported")
        return self.tr("as trained {}").format(f"{look.bucket.width}×{look.bucket.height}")

    def _say_near(self) -> None:
        picture = self._player.picture()
        late = not self._player.exact and not self._late.isActive() and picture is not None
        self.near.setVisible(late)
        if late and picture is not None:
            self.near.set_state(self.tr("≈ frame {}").format(picture.frame), "warn")
            self.near.setToolTip(
                self.tr("The nearest picture at hand; the one you asked for is being decoded")
            )

    def _say_length(self, shown: bool) -> None:
        player, news = self._player, self._player.news
        again = repeats(news.frames) if shown and not player.own else 0
        self.again.setVisible(again > 0)
        words = self.tr("{} picture shown again") if again == 1 else self.tr("{} shown again")
        self.again.set_state(words.format(again), "warn")
        self.again.setToolTip(self.tr("The film is slower than the rate: pictures are repeated"))
        self.speed.setVisible(shown and player.speed not in (0, 1))
        self.speed.set_state(speed_words(player.speed), "accent")
        part = player.part
        self.part.setVisible(shown and part is not None)
        if part is not None:
            self.part.set_state(self.tr("window {}–{}").format(*part), "info")
            self.part.setToolTip(self.tr("Only these frames are played; click for the whole clip"))
        self.loop.setVisible(shown and part is None)
        text = self.tr("loop {} s") if player.looping else self.tr("{} s, once")
        self.loop.set_state(text.format(f"{float(news.shown.seconds):.1f}"), "neutral")
        tip = self.tr("Whether it begins again after the last frame")
        self.loop.setToolTip(self._keyed(tip, "loop"))

    # ---- where they are

    def put_away(self, away: bool) -> None:
        """Leave the picture to something else, or no longer."""
        self._away = away
        self.refresh()

    def _lay_out(self) -> None:
        player, gap, margin = self._player, theme.px(_GAP), theme.px(_MARGIN)
        left, right = margin, player.width() - margin
        for chip in (*self._left[:2], *self._right, *self._left[2:]):
            if chip.isHidden():
                continue
            width = chip.sizeHint().width()
            fits = right - left >= width
            if chip in self._right:
                right -= width + gap if fits else 0
                at = right + gap
            else:
                at = left
                left += width + gap if fits else 0
            # Out of sight, not hidden: what is hidden is what holds no more.
            chip.setGeometry(
                at if fits else player.width(), margin, width, chip.sizeHint().height()
            )

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._player and event.type() == QEvent.Type.Resize:
            self._lay_out()
        return super().eventFilter(watched, event)

    # ---- what they do

    def _on_exact(self, exact: bool) -> None:
        if exact:
            self._late.stop()
            self.refresh()
        else:
            self._late.start()

    def _show_menu(self) -> None:
        self.menu().popup(self.look.mapToGlobal(QPoint(0, self.look.height() + theme.px(4))))

    def menu(self) -> QMenu:
        """Return a menu of the ways to look at the picture."""
        looks = self._player.looks
        menu = QMenu(self._player)
        menu.aboutToHide.connect(menu.deleteLater)
        for look in looks.all:
            entry = menu.addAction(self._menu_words(look), partial(looks.choose, look.name))
            entry.setCheckable(True)
            entry.setChecked(look == looks.current)
        return menu

    def _menu_words(self, look: Look) -> str:
        if look.whole:
            return self.tr("Whole picture, the crop drawn")
        if look.bucket is None:
            return self.tr("As exported")
        size = f"{look.bucket.width}×{look.bucket.height}"
        return self.tr("As trained: {name}, {size}").format(name=look.name, size=size)


def speed_words(speed: int) -> str:
    """Return a speed as it is shown: ``2×``; backwards ``−2×``."""
    return f"{'−' if speed < 0 else ''}{abs(speed)}×"
