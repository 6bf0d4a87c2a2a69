"""The middle of *Captions*: the looping clip over the editor."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QStackedLayout, QVBoxLayout, QWidget

from app.core.library.model import Clip, Still
from app.ui import theme
from app.ui.actions import Actions, follow_key
from app.ui.captions.chosen import Chosen
from app.ui.captions.clip_loop import ClipLoop
from app.ui.captions.editor import Editor
from app.ui.document import Document
from app.ui.films import Films
from app.ui.preferences import PreferenceStore
from app.ui.widgets.button import Button
from app.ui.widgets.empty import EmptyState
from app.ui.widgets.surface import Splitter, Surface

_SHAPE, _MOST = 9 / 16, 0.56  # of a wide picture; of the height, for the loop
_EXPECTED = 2  # captions behind the current one whose clips are decoded ahead


class CaptionStage(Surface):
    """Follows what is chosen; says what to do where nothing is.

    Attributes:
        by_hand: Whether a person chose how high clip and words are.
    """

    said = Signal(str)  # a sentence to show for a while

    def __init__(
        self,
        document: Document,
        films: Films,
        preferences: PreferenceStore,
        chosen: Chosen,
        actions: Actions,
    ) -> None:
        super().__init__("background")
        self._document, self._chosen = document, chosen
        self.by_hand = False
        self.loop = ClipLoop(document, films)
        self.editor = Editor(document, preferences, actions)
        self._no_picks = EmptyState(
            "captions",
            self.tr("No picks yet"),
            "",
            primary=Button.for_action(actions["view.clips"]),
        )
        follow_key(self, "view.clips", self._tell_how)
        self._none_chosen = EmptyState(
            "captions",
            self.tr("No caption is chosen"),
            self.tr("Choose one in the list, or ask the filter for less."),
        )
        self._lay_out()
        self.editor.keeping.orphaned.connect(self.said)
        for signal in (chosen.current_changed, chosen.listed_changed):
            signal.connect(self.refresh)
        for signal in (document.opened, document.changed, document.reloaded):
            signal.connect(self.refresh)
        self.refresh()

    def _lay_out(self) -> None:
        above = Surface("background")
        self._framed = QVBoxLayout(above)
        self._framed.setContentsMargins(*(theme.px(n) for n in (24, 16, 24, 6)))
        self.take_loop()
        self.loop.setMinimumHeight(theme.px(120))
        self.splitter = Splitter(Qt.Orientation.Vertical)
        self.splitter.addWidget(above)
        self.splitter.addWidget(self.editor)
        self.splitter.setStretchFactor(0, 3)
        self.splitter.setStretchFactor(1, 2)
        self.splitter.splitterMoved.connect(self._on_moved)
        theme.changes().changed.connect(self._share_height)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        self._pages = QStackedLayout()
        whole.addLayout(self._pages)
        for page in (self.splitter, self._no_picks, self._none_chosen):
            self._pages.addWidget(page)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._share_height()

    def _share_height(self) -> None:
        """Give the loop what a wide picture fills, and the words the rest."""
        if not self.by_hand:
            edges = self._framed.contentsMargins()
            wide = self.width() - edges.left() - edges.right()
            picture = round(wide * _SHAPE) + edges.top() + edges.bottom()
            loop = min(picture, round(self.height() * _MOST))
            self.splitter.setSizes([loop, self.height() - loop])

    def _on_moved(self) -> None:
        self.by_hand = True

    def take_loop(self) -> None:
        """Have the loop here again, after it was shown elsewhere."""
        self._framed.addWidget(self.loop)

    # ------------------------------------------------------------------------------- showing

    def refresh(self, *_: object) -> None:
        """Show the current caption and its clip, or what to do where there is none."""
        row = self._chosen.row_now if self._document.is_open else None
        self.editor.show_row(row)
        self.loop.show_row(row, self._after())
        self._pages.setCurrentWidget(self._page(row))

    def _page(self, row: Clip | Still | None) -> QWidget:
        if row is not None:
            return self.splitter
        return self._none_chosen if self._has_picks() else self._no_picks

    def _has_picks(self) -> bool:
        if not self._document.is_open:
            return False
        rows = self._document.rows
        every: list[Clip | Still] = [*rows.clips, *rows.stills]
        return any(row.state == "picked" for row in every)

    def _after(self) -> list[Clip | Still]:
        """Return what is likely to be shown next."""
        place = self._chosen.place()
        if place is None:
            return []
        listed = self._chosen.listed
        return self._chosen.rows((*listed[place + 1 : place + 1 + _EXPECTED],))

    def _tell_how(self, key: str) -> None:
        words = (
            self.tr("Pick clips in Clips ({}): each of them wants a caption.").format(key)
            if key
            else self.tr("Pick clips in Clips: each of them wants a caption.")
        )
        self._no_picks.set_words(self.tr("No picks yet"), words)

    # ---------------------------------------------------------------------------------- doing

    def write(self) -> None:
        """Let the keys go to the text."""
        self.editor.write()

    def keep(self) -> None:
        """Make an edit of what is typed here, or in the table, now."""
        self._document.settle()

    def done_next(self) -> None:
        """Keep the caption, say that it is done, and show the next one."""
        keeping = self.editor.keeping
        if not self.editor.isVisible():
            self._document.settle()  # the words are typed in the table
        chosen, row = self._chosen, self._chosen.row_now
        if row is None:
            return
        listed, place = chosen.listed, chosen.place()
        behind = listed[place + 1 :] if place is not None else ()
        wordless = not keeping.text and not self._document.read_only
        keeping.keep(done=True)
        # A filter such as -done may have put the next one here already.
        after = next((key for key in behind if key in chosen.listed), None)
        if after is not None:
            chosen.choose(after)
        if wordless:
            self.said.emit(self.tr("Without words it is not done yet."))
        elif after is None:
            self.said.emit(self._at_end())
        if self.isVisible():
            self.write()

    def _at_end(self) -> str:
        rows = self._chosen.rows(self._chosen.listed)
        left = sum(not row.done for row in rows)
        if not left:
            return self.tr("That was the last one: all captions listed are done.")
        if left == 1:
            return self.tr("That was the last one in the list; 1 is not done yet.")
        return self.tr("That was the last one in the list; {} are not done yet.").format(left)
