"""The mode *Sample prompts*: what the trainer shows after each epoch, as a table."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.core.amounts import counted
from app.core.library.edits import Edit, touched_by
from app.ui import theme
from app.ui.actions import Actions
from app.ui.captions.captioning import Captioning
from app.ui.captions.list_head import PROMPTS, ModeSwitch
from app.ui.captions.prompts_editing import PromptEditing
from app.ui.captions.prompts_file import PromptFile
from app.ui.captions.prompts_helper import PromptHelper
from app.ui.captions.prompts_refining import PromptRefining
from app.ui.captions.prompts_row import PromptRow
from app.ui.document import Document
from app.ui.jobs import Jobs
from app.ui.planning import Planning
from app.ui.widgets.button import Button
from app.ui.widgets.empty import EmptyState
from app.ui.widgets.label import Label
from app.ui.widgets.surface import ScrollPane, Splitter, Surface


class PromptsPage(Surface):
    """The prompts one under the other; at the right the trainer's file and the prompt helper."""

    left = Signal(str)  # back to the captions: editor or table
    done = Signal(str)  # a sentence to show for a while
    undoable = Signal(str)  # the same, of what can be taken back

    def __init__(
        self,
        document: Document,
        jobs: Jobs,
        planning: Planning,
        captioning: Captioning,
        actions: Actions,
    ) -> None:
        super().__init__("background")
        self._document = document
        self.editing = PromptEditing(document, jobs, planning)
        self.refining = PromptRefining(document, jobs, captioning)
        self.rows: list[PromptRow] = []
        self._count = Label("", "muted")
        self.file = PromptFile(self.editing)
        self.helper = PromptHelper(self.editing, self.refining)
        self._add = Button.for_action(actions["caption.prompt_add"], icon="plus")
        self.mode = ModeSwitch(PROMPTS)
        self.mode.chosen.connect(self._on_mode)
        self.begin = Button(self.tr("Begin with captions"), "primary")
        self.begin.setToolTip(
            self.tr("The first captions become prompts, as large and long as what is trained")
        )
        self.write = Button(self.tr("Write one"))
        self._lay_out()
        self._connect()
        self.refresh()

    # ------------------------------------------------------------------------------ building

    def _lay_out(self) -> None:
        self._list = QWidget()
        self._column = QVBoxLayout(self._list)
        self._column.setContentsMargins(*(theme.px(n) for n in (20, 4, 16, 20)))
        self._column.setSpacing(theme.px(10))
        self._column.addStretch(1)
        self._pane = ScrollPane(self._list)
        empty = EmptyState(
            "captions",
            self.tr("No sample prompts yet"),
            self.tr(
                "After each epoch the trainer makes a film of each of them: the same words and the "
                "same seed show what was learned."
            ),
            primary=self.begin,
            secondary=self.write,
        )
        self._stack = QStackedWidget()
        self._stack.addWidget(self._pane)
        self._stack.addWidget(empty)
        main = QWidget()
        column = QVBoxLayout(main)
        column.setContentsMargins(0, theme.px(10), 0, 0)
        column.setSpacing(theme.px(8))
        column.addLayout(self._head())
        column.addWidget(self._stack, 1)
        side = QWidget()
        beside = QVBoxLayout(side)
        beside.setContentsMargins(*(theme.px(16),) * 4)
        beside.setSpacing(theme.px(20))
        beside.addWidget(self.file, 1)
        beside.addWidget(self.helper)
        panel = Surface("surface")
        whole_panel = QVBoxLayout(panel)
        whole_panel.setContentsMargins(0, 0, 0, 0)
        whole_panel.addWidget(ScrollPane(side))
        self.splitter = Splitter(Qt.Orientation.Horizontal)
        for pane, least in ((main, 500), (panel, 270)):
            pane.setMinimumWidth(theme.px(least))
            self.splitter.addWidget(pane)
        self.splitter.setStretchFactor(0, 1)
        self.splitter.setSizes([theme.px(1100), theme.px(400)])
        whole = QHBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self.splitter)

    def _head(self) -> QHBoxLayout:
        head = QHBoxLayout()
        head.setContentsMargins(theme.px(18), 0, theme.px(16), 0)
        head.setSpacing(theme.px(10))
        head.addWidget(self.mode)
        head.addStretch(1)
        head.addWidget(self._count)
        head.addWidget(self._add)
        return head

    def _connect(self) -> None:
        self.begin.clicked.connect(self.editing.begin)
        self.write.clicked.connect(self._on_write)
        self.editing.changed.connect(self.refresh)
        self.editing.chosen_changed.connect(self._mark)
        self.editing.begun.connect(self._on_begun)
        self.editing.undoable.connect(self.undoable)
        self.helper.taken.connect(self.undoable)
        self.file.copied.connect(self.done)
        self._document.keep_typed(self.keep)

    # ------------------------------------------------------------------------------- showing

    def refresh(self) -> None:
        """Show the prompts as the project has them; rows of the same prompts stay."""
        prompts = self.editing.rows
        known = {row.prompt().id: row for row in self.rows}
        for gone in known.keys() - {prompt.id for prompt in prompts}:
            row = known.pop(gone)
            self._column.removeWidget(row)
            row.hide()
            row.deleteLater()
        self.rows = [known.get(prompt.id) or PromptRow(self.editing, prompt) for prompt in prompts]
        for place, (row, prompt) in enumerate(zip(self.rows, prompts, strict=True)):
            if self._column.indexOf(row) != place:
                self._column.removeWidget(row)
                self._column.insertWidget(place, row)
            row.show_prompt(prompt, place, len(prompts))
        self._stack.setCurrentIndex(0 if prompts else 1)
        self._count.setText(counted(len(prompts), "prompt") if prompts else "")
        for button in (self.begin, self.write):
            button.setEnabled(not self.editing.read_only)
        self._mark()

    def _on_mode(self, mode: str) -> None:
        self.mode.show_chosen(PROMPTS)
        self.left.emit(mode)

    def keep(self) -> None:
        """Keep what is being typed.

        Raises:
            ProjectError: It could not be written.
        """
        for row in self.rows:
            row.keep()

    def enter(self) -> None:
        """Begin where one was: the keys go to the chosen prompt."""
        chosen = self._row()
        if chosen is not None:
            chosen.begin()

    def _mark(self) -> None:
        for row in self.rows:
            row.set_selected(row.prompt().id == self.editing.chosen)

    def _row(self) -> PromptRow | None:
        ids = (row for row in self.rows if row.prompt().id == self.editing.chosen)
        return next(ids, None)

    def _on_write(self) -> None:
        self.editing.add()

    def _on_begun(self, _row_id: int) -> None:
        row = self._row()
        if row is not None:
            row.begin()
            self._bring(row)

    def go_to_stepped(self, edit: Edit) -> None:
        """Choose the first prompt that a step back or on changed, and bring it into sight."""
        touched = touched_by(edit).get("prompt", set())
        found = next((row for row in self.rows if row.prompt().id in touched), None)
        if found is not None:
            self.editing.choose(found.prompt().id)
            self._bring(found)

    def _bring(self, row: PromptRow) -> None:
        QTimer.singleShot(0, row, partial(self._pane.ensureWidgetVisible, row))

    def hideEvent(self, event: QHideEvent) -> None:
        self.refining.free()
        super().hideEvent(event)
