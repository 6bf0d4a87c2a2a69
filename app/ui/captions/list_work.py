"""What is done with the selected captions: copied, pasted, marked as done, shown in *Clips*."""

from __future__ import annotations

from typing import cast

from PySide6.QtCore import QMimeData, QObject, QPoint, Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMenu, QWidget

from app.core.amounts import counted
from app.core.captions.pasting import MIME, copied, handed_out, held
from app.core.captions.typed import as_kept
from app.core.captions.writing import mark_done, write_each
from app.core.library.captioned import Row
from app.ui.actions import Actions
from app.ui.captions.chosen import Chosen
from app.ui.document import Document

_MENU: tuple[tuple[str, ...], ...] = (
    ("caption.done",),
    ("caption.copy", "caption.paste"),
    ("caption.ask", "caption.take", "caption.turn_down", "caption.history"),
    ("caption.reveal",),
)
"""Those that there are; others bring some of them."""


class ListWork(QObject):
    """Each change is one step to undo."""

    done = Signal(str)  # sentence to show for a while
    undoable = Signal(str)  # the same, of what can be taken back
    clip_asked = Signal(str, int)  # "clip" or "still", and its id: show it in *Clips*

    def __init__(self, document: Document, chosen: Chosen) -> None:
        super().__init__(chosen)
        self._document, self._chosen = document, chosen

    def copy(self) -> None:
        """Put the captions of the selected rows on the clipboard, in their order."""
        rows = self._selected()
        texts = [row.caption for row in rows]
        if not any(texts):
            self.done.emit(self.tr("There is no caption to copy here yet."))
            return
        ours, plain = copied(texts)
        data = QMimeData()
        data.setData(MIME, ours)
        data.setText(plain)
        QGuiApplication.clipboard().setMimeData(data)
        self.done.emit(self.tr("{} copied").format(counted(len(texts), "caption")))

    def paste(self) -> None:
        """Give the selected rows the captions of the clipboard: one to all, several in order."""
        rows = self._selected()
        # None where nothing was ever copied, or another program does not let go of it.
        data = cast("QMimeData | None", QGuiApplication.clipboard().mimeData()) or QMimeData()
        ours = bytes(data.data(MIME).data()) if data.hasFormat(MIME) else b""
        texts = held(ours, data.text() if data.hasText() else "", len(rows))
        trigger = self._document.rows.settings.trigger
        pairs = [(row, as_kept(text, trigger)) for row, text in handed_out(texts, rows)]
        if not pairs:
            self.done.emit(self.tr("There is no caption on the clipboard."))
            return
        edit = write_each(pairs, self.tr("Paste captions"))
        if not edit:
            self.done.emit(self.tr("These words stand there already."))
            return
        self._document.apply(edit)
        words = self.tr("Pasted to {}").format(counted(len(pairs), "caption"))
        if len(texts) != 1 and len(texts) != len(rows):
            words = self.tr("{} of {}, in their order").format(words, f"{len(rows):,}")
        self.undoable.emit(words)

    def toggle_done(self) -> None:
        """Say that the selected captions are done, or, where all are, that they are not."""
        rows = self._selected()
        on = not all(row.done for row in rows)
        edit = mark_done(rows, on)
        if not edit:
            if rows:
                self.done.emit(self.tr("Without words it is not done yet."))
            return
        self._document.apply(edit)
        if len(rows) > 1:
            number = counted(sum(bool(row.caption) for row in rows), "caption")
            words = self.tr("{} done") if on else self.tr("{} not done any more")
            self.undoable.emit(words.format(number))

    def reveal(self) -> None:
        """Show the current clip in *Clips*."""
        if self._chosen.current is not None:
            self.clip_asked.emit(*self._chosen.current)

    def _selected(self) -> list[Row]:
        self._document.settle()
        return self._chosen.rows(self._chosen.selected)


def caption_menu(over: QWidget, actions: Actions) -> QMenu:
    """Return a menu of what can be done with the selected captions; it goes when it closes."""
    menu = QMenu(over)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    for group in _MENU:
        known = [actions[command] for command in group if command in actions]
        menu.addActions(known)
        if known:
            menu.addSeparator()
    return menu


def offer_menu(view: QWidget, place: QPoint, actions: Actions) -> None:
    """Open the menu at a place of a view."""
    caption_menu(view, actions).popup(view.mapToGlobal(place))
