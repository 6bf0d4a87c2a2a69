"""The captions that list and table show: filtered, ordered, followed as they change."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QObject, QTimer, Signal

from app.core.browsing import Facts, Tile
from app.core.captions.board import Entry
from app.core.captions.filtering import asked, key_of_tile, sift_captions
from app.core.captions.lint_scripts import words_of
from app.core.captions.listing import ORDERS, CaptionOrder, Listing, in_order, with_kept
from app.core.captions.text import with_trigger
from app.core.library.captioned import Key
from app.core.library.edits import Edit
from app.ui.captions.chosen import Chosen
from app.ui.captions.entries import Entries
from app.ui.parts import Parts
from app.ui.preferences import PreferenceStore

if TYPE_CHECKING:
    from app.core.shots.signal import FrameSignal

_KEPT = "caption"  # the order's name in the preferences


class ListRows(QObject):
    """Decides what is listed, and tells what of it changed.

    The row one is in stays where it is, whatever filter and order say of its new words, until
    another one is chosen.

    Attributes:
        filter: What is asked for, in the language of `core.captions.filtering`.
        typing: The row something is typed for that is not kept yet.
    """

    renewed = Signal(object)  # set[Key]: what these rows show may be other things now
    ordered = Signal()  # another order was chosen
    filtered = Signal(str)  # by another text

    def __init__(self, parts: Parts, chosen: Chosen, entries: Entries) -> None:
        super().__init__(chosen)
        self._document, self._films = parts.document, parts.films
        self._preferences: PreferenceStore = parts.preferences
        self._chosen, self._entries = chosen, entries
        self.filter = ""
        self.typing: Key | None = None
        self._typed: Entry | None = None
        self.order, self.reverse = self._kept_order()
        self._listing: Listing | None = None
        self._facts = Facts()
        self._done: set[Key] = set()  # those that can be listed and are done
        self._away: Key | None = None  # the row one was in when a filter took it away
        self._stays = False  # the row one is in is listed only because one is in it
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self._list_again)
        self._connect()
        self._make()

    def _connect(self) -> None:
        document = self._document
        document.opened.connect(self._make)
        document.reloaded.connect(self._make)
        document.changed.connect(self._follow)
        self._films.loaded.connect(self._on_loaded)
        self._entries.changed.connect(self._on_entries)
        self._chosen.current_changed.connect(self._on_current)

    # -------------------------------------------------------------------------------- reading

    def tile(self, key: Key) -> Tile | None:
        """Return what is known of a row beside its caption's state; None where it is gone."""
        return None if self._listing is None else self._listing.tile(key)

    def entry(self, key: Key) -> Entry:
        """Return the state of a row's caption, its length, and what is wrong with it.

        While it is typed, length and lints are those of what is typed.
        """
        typed = self._typed
        return typed if typed is not None and typed.key == key else self._entries.entry(key)

    def entry_saying(self, key: Key, text: str) -> Entry:
        """Return the state of a row, with the length of a text that is shown in its place."""
        tokens = self._entries.tokens_of(text)
        return replace(self._entries.entry(key), words=words_of(text), tokens=tokens)

    @property
    def exact(self) -> bool:
        """Whether tokens are counted as the trainer does; else they are estimated."""
        return self._entries.tokens_exact

    @property
    def every(self) -> list[Tile]:
        """All that can be listed, in the order of films and frames."""
        return [] if self._listing is None else self._listing.tiles

    def sums(self) -> tuple[int, int]:
        """Return how many captions are done, and how many there are, listed or not."""
        return len(self._done), 0 if self._listing is None else len(self._listing)

    # ------------------------------------------------------------------------------- choosing

    def set_filter(self, text: str) -> None:
        """List what a filter lets through; where one was comes back when it lets that through."""
        if text == self.filter:
            return
        self.filter = text
        self.filtered.emit(text)
        current = self._chosen.current
        if self._away is None:
            self._away = current
        away = self._away
        self._list(None)
        if away in self._chosen.listed and away != self._chosen.current:
            self._chosen.choose(away)
        self._away = None if self._chosen.current == away else away

    def set_order(self, order: CaptionOrder, *, reverse: bool = False) -> None:
        """List in another order, and remember it."""
        if (order, reverse) == (self.order, self.reverse):
            return
        self.order, self.reverse = order, reverse
        kept = {**self._preferences.value.orders, _KEPT: ("-" if reverse else "") + order}
        self._preferences.change(orders=kept)
        self._list(None)
        self.ordered.emit()

    def set_typing(self, key: Key | None, text: str = "") -> None:
        """Show for which row something is being typed, and what it says by now."""
        before, self.typing = self.typing, key
        self._typed = self._judged(key, text) if key is not None else None
        changed = {each for each in (before, key) if each is not None}
        if changed:
            self.renewed.emit(changed)

    def _judged(self, key: Key, text: str) -> Entry:
        """Return what is known of a text that is typed for a row."""
        trigger = self._document.rows.settings.trigger
        return replace(
            self._entries.entry(key),
            words=words_of(text),
            tokens=self._entries.count(with_trigger(text, trigger))[0],
            lints=self._entries.judged(key, text),
        )

    # ------------------------------------------------------------------------------ following

    def _make(self) -> None:
        document = self._document
        self._soon.stop()
        self._away = None
        if not document.is_open:
            self._listing, self.filter, self._done = None, "", set()
            self.filtered.emit("")
            self._chosen.set_listed(())
            return
        self._films.load_all()
        self._listing = Listing(document.rows, self._films.indexes)
        self._done = set()
        self._count_done(map(key_of_tile, self.every))
        self._facts = Facts(document.rows, self._signal_of)
        self._list(self._chosen.current)
        self.renewed.emit(set(self._chosen.listed))

    def _on_loaded(self, _sources: object) -> None:
        if self._listing is not None:
            self._listing.make()
            self._list_soon()
            self.renewed.emit(set(self._chosen.listed))

    def _follow(self, edit: Edit) -> None:
        if self._listing is None:
            return
        done = self._listing.follow(edit)
        if done.moved:
            self._count_done(map(key_of_tile, self.every))
            self._list(self._chosen.current)
        else:
            changed = (change for change in edit.changed if "done" in change.values)
            self._count_done(cast("Key", (change.table, change.id)) for change in changed)
        if done.changed:
            self._renew(done.changed)

    def _count_done(self, keys: Iterable[Key]) -> None:
        """Take note of which rows are done."""
        for key in keys:
            row = self._chosen.row(key) if self.tile(key) is not None else None
            (self._done.add if row is not None and row.done else self._done.discard)(key)

    def _on_entries(self, keys: Iterable[Key]) -> None:
        self._renew(keys)

    def _renew(self, keys: Iterable[Key]) -> None:
        self.renewed.emit(set(keys))
        if self.filter.strip() or self.order != "order":
            self._list_soon()

    def _on_current(self) -> None:
        if self._stays:
            self._list_soon()

    def _list_soon(self) -> None:
        self._soon.start()

    def list_now(self) -> None:
        """List what is to be listed soon."""
        if self._soon.isActive():
            self._list_again()

    def _list_again(self) -> None:
        self._list(self._chosen.current)

    def _list(self, kept: Key | None) -> None:
        """List what filter and order ask for; ``kept`` stays where it is."""
        self._soon.stop()
        entry_of = self._entries.looker()
        found = sift_captions(asked(self.filter), self.every, self._facts, entry_of)
        tiles = in_order(found, self.order, entry_of, reverse=self.reverse)
        wanted: list[Key] = list(map(key_of_tile, tiles))
        there = kept if kept is not None and self.tile(kept) is not None else None
        listed = with_kept(wanted, self._chosen.listed, there)
        self._stays = listed != wanted
        self._chosen.set_listed(listed)

    def _signal_of(self, source: int) -> FrameSignal | None:
        film = self._films.film(source)
        return None if film is None else film.signal

    def _kept_order(self) -> tuple[CaptionOrder, bool]:
        kept = self._preferences.value.orders.get(_KEPT, "order")
        name = kept.removeprefix("-")
        return next((each for each in ORDERS if each == name), "order"), kept.startswith("-")
