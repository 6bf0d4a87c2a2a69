"""The ledger's card: the table, the clips behind its numbers, and taking it along."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QPoint, Signal
from PySide6.QtWidgets import QVBoxLayout

from app.core.amounts import counted
from app.core.planner.tables.behind import WHATS
from app.core.planner.tables.ledger_table import as_csv
from app.core.store import write_text
from app.ui import theme
from app.ui.loop import spawn
from app.ui.plan.behind import BehindPopover
from app.ui.plan.ledger import LedgerTable
from app.ui.plan.source import PlanSource
from app.ui.widgets.held import hold_while_there
from app.ui.widgets.surface import Card
from app.ui.widgets.thumbnails import Thumbnails

if TYPE_CHECKING:
    from app.core.export.plan_view import PlanView
    from app.core.planner.tables.ledger_table import Line
    from app.core.planner.tables.pinned import Difference


class LedgerCard(Card):
    """The table in its card.

    Args:
        source: Whose plan it is.
        thumbnails: Pictures of clips; None shows none.

    Signals:
        clip_asked: "clip" or "still", and its id: to be shown.
        said: What was copied, a sentence.
        written: What was written, a sentence, and its folder.
    """

    clip_asked = Signal(str, int)
    said = Signal(str)
    written = Signal(str, str)

    def __init__(self, source: PlanSource, thumbnails: Thumbnails | None) -> None:
        super().__init__()
        self._source, self._thumbnails = source, thumbnails
        self._view: PlanView | None = None
        self.behind: BehindPopover | None = None
        self.table = LedgerTable()
        self.table.behind_asked.connect(self._on_behind)
        self.table.copied.connect(self._on_copied)
        self.body.addWidget(self.table)
        margins = (theme.px(n) for n in (6, 4, 6, 5))
        cast("QVBoxLayout", self.layout()).setContentsMargins(*margins)

    def show_view(self, view: PlanView, difference: Difference | None = None) -> None:
        """Show a plan's ledger, and how it differs from a pinned one."""
        self._view = view
        self.table.show_view(view, difference)

    def _on_behind(self, line: Line, what: str, at: QPoint) -> None:
        if self._view is None:
            return
        popover = BehindPopover(
            self.window(), self._view, line, self._source.jobs, self._thumbnails
        )
        popover.clip_asked.connect(self.clip_asked)
        hold_while_there(self, "behind", popover)
        popover.show_at(at, next(each for each in WHATS if each == what))

    def copy_markdown(self) -> None:
        """Put the table into the clipboard as Markdown."""
        self.table.copy(markdown=True)

    def _on_copied(self, text: str) -> None:
        rows = counted(len(text.splitlines()) - 1, "row")
        self.said.emit(self.tr("The ledger is in the clipboard, {}").format(rows))

    def export(self) -> None:
        """Ask for a file and write the table into it."""
        if self._view is not None:
            spawn(self._export())

    async def _export(self) -> None:
        from app.ui.dialogs import choose_new_file

        document = self._source.document
        is_open = document is not None and document.is_open
        folder = document.project.folder if document is not None and is_open else Path.home()
        file = await choose_new_file(
            self, self.tr("Save the ledger"), folder / "ledger.csv", [self.tr("CSV (*.csv)")]
        )
        if file is not None:
            await self.write(file)

    async def write(self, file: Path) -> None:
        """Write the table into a CSV file.

        Raises:
            WriteError: It cannot be written.
        """
        await self._source.jobs.beside(write_text, file, as_csv(self.table.ledger.lines()))
        self.written.emit(self.tr("{} is written").format(file.name), str(file.parent))
