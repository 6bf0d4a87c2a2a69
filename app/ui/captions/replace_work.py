"""Finding, replacing and changing of many captions in the stage: puts its parts together."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from app.core.captions.replacing import SearchError
from app.ui import dialogs
from app.ui.captions.bulk_making import BulkMaking
from app.ui.captions.bulk_scope import Scope
from app.ui.captions.chosen import Chosen
from app.ui.captions.replace_hits import Hits
from app.ui.captions.replace_panel import ReplacePanel
from app.ui.captions.replacing import Replacing
from app.ui.loop import spawn
from app.ui.parts import Parts

if TYPE_CHECKING:
    from app.core.captions.rewording import Rewording


class ReplaceWork(QObject):
    """The panel, and the dialogs it opens.

    Attributes:
        panel: For the side of the stage.
        making: Makes the changes.
    """

    undoable = Signal(str)
    done = Signal(str)  # sentence to show for a while
    left = Signal()  # the keys may go back to the editor

    def __init__(self, parts: Parts, chosen: Chosen, over: QWidget) -> None:
        super().__init__(over)
        self._parts, self._over = parts, over
        document = parts.document
        self.scope = Scope(document, chosen)
        self.replacing = Replacing(document, parts.jobs, self.scope)
        self.panel = ReplacePanel(document, parts.preferences, self.replacing)
        self.making = BulkMaking(document, parts.jobs)
        self._chosen = chosen
        self._edit: QPlainTextEdit | None = None
        self._hits: Hits | None = None
        self.making.undoable.connect(self.undoable)
        self.making.done.connect(self.done)
        self.panel.preview_asked.connect(self.preview)
        self.panel.hit_asked.connect(self.go)
        self.panel.left.connect(self.left)

    def light_in(self, edit: QPlainTextEdit) -> None:
        """Light the hits in an editor that shows the current caption."""
        self._edit = edit
        self._hits = Hits(self.replacing, self._chosen, edit)

    def begin(self) -> None:
        """Let a search be typed."""
        selected = "" if self._edit is None else self._edit.textCursor().selection().toPlainText()
        self.panel.begin(selected)

    def next_hit(self) -> None:
        """Go to the next hit."""
        self.go(True)

    def previous_hit(self) -> None:
        """Go to the hit before."""
        self.go(False)

    def go(self, forward: bool) -> None:
        """Go to the next hit, or the one before; begin a search where there is none."""
        if not self.replacing.search:
            self.begin()
        elif self._hits is not None and not self._hits.go(forward):
            self.done.emit(self.tr("“{}” is not found.").format(self.replacing.search.text))

    def preview(self) -> None:
        """Show what would become of the captions."""
        spawn(self._preview())

    async def _preview(self) -> None:
        from app.core.captions.rewording import places_in, written

        search = self.replacing.search
        try:
            rewordings = await self.replacing.rewordings()
        except SearchError:
            self.replacing.again()  # which says it where it was typed
            return
        if not rewordings:
            self.done.emit(self.tr("Nothing would change."))
            return
        title = self.tr("Take “{}” out").format(_short(search.text))
        if search.replacement:
            pair = _short(search.text), _short(search.replacement)
            title = self.tr("Replace “{}” by “{}”").format(*pair)
        scope, label = self.scope.words(), self.tr("Replace “{}”").format(search.text[:40])

        def sentence(wanted: Sequence[Rewording]) -> str:
            return self.tr("{}, of {}").format(places_in(wanted), scope)

        await self.making.make_after_preview(
            self._over.window(), title, rewordings, sentence, lambda each: written(each, label)
        )

    def change_many(self) -> None:
        """Open the dialog that changes many captions."""
        from app.ui.captions.bulk_dialog import BulkDialog

        document = self._parts.document
        document.settle()
        dialog = BulkDialog(
            self._over.window(),
            self._parts.jobs,
            self.scope,
            self.making.make,
            document.rows.settings.names,
        )
        spawn(dialogs.done(dialog))


def _short(text: str) -> str:
    return text if len(text) <= 40 else f"{text[:39]}…"
