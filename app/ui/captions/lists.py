"""List and table of the stage *Captions*, and which of them is shown."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import QObject, QPoint, Qt, Signal
from PySide6.QtWidgets import QAbstractItemView

from app.core.errors import ProjectError
from app.core.library.captioned import Key, key_of
from app.core.library.model import Clip, Shot, Still
from app.ui.actions import Actions
from app.ui.captions.chosen import Chosen
from app.ui.captions.entries import Entries
from app.ui.captions.keeping import Keeping
from app.ui.captions.list_head import EDITOR, TABLE, ListHead
from app.ui.captions.list_model import CaptionModel
from app.ui.captions.list_pane import ListPane
from app.ui.captions.list_rows import ListRows
from app.ui.captions.list_view import CaptionList
from app.ui.captions.list_work import ListWork, offer_menu
from app.ui.captions.table_view import CaptionTable
from app.ui.parts import Parts

_MODE, _COLUMNS = "captions.mode", "captions.columns"  # in the layout that is kept


class Lists(QObject):
    """Both views of what is listed, with one head over the one that is shown.

    Attributes:
        pane: The list, for the left.
        table_pane: The table, in place of list and editor.
    """

    mode_changed = Signal(bool)  # whether the table is shown
    write_asked = Signal()  # the keys are to go to the text of the current caption
    done = Signal(str)  # sentence to show for a while
    undoable = Signal(str)  # the same, of what can be taken back

    def __init__(self, parts: Parts, chosen: Chosen, entries: Entries, actions: Actions) -> None:
        super().__init__(chosen)
        self._document, self._preferences = parts.document, parts.preferences
        self._chosen, self._actions = chosen, actions
        self._fresh = True  # nobody was in these captions yet
        self._came_to: Key | None = None
        self._elsewhere: Keeping | None = None
        self.rows = ListRows(parts, chosen, entries)
        self.model = CaptionModel(self.rows, chosen, parts.proposals, parent=self)
        self.list = CaptionList(self.model, chosen, parts.films, parts.thumbnails)
        self.table = CaptionTable(self.model, self.rows, chosen, parts)
        self.head = ListHead(parts.document, parts.preferences, self.rows)
        self.pane = ListPane(self.list, self.rows, actions)
        self.table_pane = ListPane(self.table, self.rows, actions)
        self.table_pane.hide()
        self.pane.take_head(self.head)
        self.work = ListWork(parts.document, chosen)
        self._connect()
        self._refresh()

    def _connect(self) -> None:
        document, chosen = self._document, self._chosen
        self.head.mode_chosen.connect(self._on_mode)
        self.head.filter.left.connect(self._on_filter_left)
        self.list.write_asked.connect(self.write_asked)
        for pane in (self.pane, self.table_pane):
            pane.clear_asked.connect(self._clear)
        for speaker in (self.work, self.table.editing):
            speaker.done.connect(self.done)
        self.work.undoable.connect(self.undoable)
        for signal in (chosen.listed_changed, document.changed, document.opened, document.reloaded):
            signal.connect(self._refresh)
        document.opened.connect(self._on_opened)
        document.keep_before_closing(self._keep_place)
        for view in (self.list, self.table):
            view.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.list.customContextMenuRequested.connect(self._on_list_menu)
        self.table.customContextMenuRequested.connect(self._on_table_menu)

    # ------------------------------------------------------------------------------- showing

    @property
    def in_table(self) -> bool:
        """Whether the table is shown."""
        return self.head.mode.current() == TABLE

    def toggle_mode(self) -> None:
        """Show the table, or the editor again."""
        self.head.mode.choose(EDITOR if self.in_table else TABLE)

    def _on_mode(self, _mode: str) -> None:
        on = self.in_table
        try:
            self._document.settle()
        except ProjectError:  # what is being typed stays to be seen
            self.head.show_mode(EDITOR if on else TABLE)
            raise
        (self.table_pane if on else self.pane).take_head(self.head)
        self.mode_changed.emit(on)
        self._focus()

    def _on_filter_left(self) -> None:
        self.head.filter.settle()  # what is listed has the keys to go to
        self._focus()

    def _focus(self) -> None:
        view = self.table if self.in_table else self.list
        nothing = not self._chosen.listed and self.in_table  # then only the filter can be used
        (self.head.filter.field if nothing else view).setFocus(Qt.FocusReason.OtherFocusReason)

    def focus(self) -> None:
        """Let the keys go to what is listed."""
        self._focus()

    def _refresh(self, *_: object) -> None:
        listed = len(self._chosen.listed)
        for pane in (self.pane, self.table_pane):
            pane.refresh(listed)
        done, of = self.rows.sums() if self._document.is_open else (0, 0)
        self.head.show_sums(done, of, listed)

    def _clear(self) -> None:
        self.head.filter.set_text("")
        self._focus()

    def follow_typing(self, keeping: Keeping) -> None:
        """Show for which caption something is typed in another field, not kept yet."""
        self._elsewhere = keeping
        for signal in (keeping.typed, keeping.shown, self._document.changed):
            signal.connect(self._on_typed)

    def _on_typed(self, *_: object) -> None:
        keeping = self._elsewhere
        if keeping is None or self.in_table:
            return
        if keeping.pending and self._chosen.current is not None:
            self.rows.set_typing(self._chosen.current, keeping.text)
        else:
            self.rows.set_typing(None)

    # -------------------------------------------------------------------------------- places

    def begin(self, key: Key | None) -> None:
        """Go to a caption: to this one, if it is there, else where one was, else to the first."""
        kept = key
        if self._fresh:
            folder = self._document.project.folder
            kept = key if self._is_there(key) else self._preferences.value.caption_in(folder)
        self._fresh = False
        if kept is not None and self._is_there(kept):
            if kept not in self._chosen.listed:
                self.head.filter.set_text("")
            self._chosen.choose(kept)
        elif self._chosen.current is None:
            self._chosen.step(0)
        self._came_to = self._chosen.current
        self._focus()

    def left_at(self, marked: Clip | Still | Shot | None) -> Key | None:
        """Return the caption that *Clips* is to mark, so that one comes back to it.

        Args:
            marked: What is marked there. A shot, which has no caption, stays so while one is still
                at the caption one came to.
        """
        current = self._chosen.current
        elsewhere = isinstance(marked, Clip | Still) and key_of(marked) != current
        return current if elsewhere or current != self._came_to else None

    def _is_there(self, key: Key | None) -> bool:
        return key is not None and self.rows.tile(key) is not None

    def _on_opened(self) -> None:
        self._fresh = True

    def _keep_place(self) -> None:
        current, value = self._chosen.current, self._preferences.value
        if current is not None and not self._fresh:
            folder = self._document.project.folder
            self._preferences.put(value.caption_left(folder, current))

    def layout_to_keep(self) -> dict[str, str]:
        """Return what is shown and how wide its columns are, by name."""
        mode = TABLE if self.in_table else EDITOR
        return {_MODE: mode, _COLUMNS: self.table.widths_to_keep()}

    def restore(self, kept: Mapping[str, str]) -> None:
        """Show what was shown."""
        self.table.restore_widths(kept.get(_COLUMNS, ""))
        if kept.get(_MODE) == TABLE:
            self.head.mode.choose(TABLE)

    # ---------------------------------------------------------------------------------- doing

    def slots(self) -> dict[str, Callable[[], object]]:
        """Return what the commands of the list do."""
        return {
            "caption.mode": self.toggle_mode,
            "caption.done": self.work.toggle_done,
            "caption.copy": self.work.copy,
            "caption.paste": self.work.paste,
            "caption.reveal": self.work.reveal,
        }

    def filter_slots(self) -> dict[str, Callable[[], object]]:
        """Return what the commands of a filter do while the stage is shown."""
        bar = self.head.filter
        return {
            "browse.filter": self._begin_filter,
            "browse.save_filter": bar.save,
            "browse.saved": bar.offer_saved,
            "browse.change_saved": bar.saved.change,
            "browse.help": bar.explain,
            "browse.turn": self.head.turn_round,
        }

    def _begin_filter(self) -> None:
        field = self.head.filter.field
        field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        field.selectAll()

    def _on_list_menu(self, place: QPoint) -> None:
        self._offer(self.list, place)

    def _on_table_menu(self, place: QPoint) -> None:
        self._offer(self.table, place)

    def _offer(self, view: QAbstractItemView, place: QPoint) -> None:
        if view.indexAt(place).isValid():
            offer_menu(view.viewport(), place, self._actions)
